/**
 * Products of very many factors: the beginnings and the ends that several of them share, each worked out from the one
 * that is a factor shorter. Of all products but for one factor each that is three products a factor, found by going over
 * every factor once.
 */
import type { Letter } from './common-factors.js';

interface Run {
  count: number;
  readonly next: Map<Letter, Run>;
}

const fresh = (): Run => ({ count: 0, next: new Map() });

export class Runs {
  constructor(private readonly join: (x: Letter, y: Letter) => Letter) {}

  /** Each product with its longest shared beginning, and of the rest its longest shared end, as one factor. */
  shared(products: readonly (readonly Letter[])[]): Letter[][] {
    const uses = new Map<Letter, number>();
    for (const product of products) for (const l of new Set(product)) uses.set(l, (uses.get(l) ?? 0) + 1);
    // what stands in one product alone comes last
    const ordered = products.map((product) => {
      const own = product.filter((l) => uses.get(l) === 1);
      const common = product.filter((l) => uses.get(l) !== 1);
      return { own, common: common.sort((a, b) => a.id - b.id || Number(a.isUnder) - Number(b.isUnder)) };
    });
    const starts = fresh();
    for (const { common } of ordered) enter(starts, common);
    const cut = ordered.map(({ own, common }) => {
      const length = shareOf(starts, common);
      return { own, start: common.slice(0, length), rest: common.slice(length).reverse() };
    });
    const ends = fresh();
    for (const { rest } of cut) enter(ends, rest);
    return cut.map(({ own, start, rest }) => {
      const length = shareOf(ends, rest);
      const parts = [this.joined(start), this.joined(rest.slice(0, length)), ...rest.slice(length), ...own];
      return parts.filter((l) => l !== undefined);
    });
  }

  private joined(list: readonly Letter[]): Letter | undefined {
    const [first, ...more] = list;
    return first && more.reduce((all, l) => this.join(all, l), first);
  }
}

function enter(root: Run, list: readonly Letter[]): void {
  let at = root;
  for (const l of list) {
    const next = at.next.get(l) ?? fresh();
    at.next.set(l, next);
    next.count++;
    at = next;
  }
}

/** How far others go the same way. */
function shareOf(root: Run, list: readonly Letter[]): number {
  let at = root;
  let length = 0;
  for (const l of list) {
    const next = at.next.get(l);
    if (next === undefined || next.count < 2) break;
    at = next;
    length++;
  }
  return length;
}
