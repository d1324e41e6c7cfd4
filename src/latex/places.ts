/** Sums over places of entries: whether the indices can be left out, how far they run, and what entries there are. */
import { fail } from './cut.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, kindByLetter } from './kinds.js';
import type { Naming } from './naming.js';
import { letterOf, lettersOf } from './naming.js';
import type { Sizes } from './shapes.js';
import { isNumber, sizeOf } from './shapes.js';
import { walk } from './walk.js';

export interface EmitOptions {
  readonly naming: Naming;
  readonly sizes: Sizes;
  /** Functions of the user's own. */
  readonly functions: ReadonlySet<string>;
  /** Names that are said to be positive definite. */
  readonly definite?: ReadonlySet<string>;
}

/** What may stand in a sum over entries whose indices are left out. */
const ENTRYWISE_KINDS: ReadonlySet<Formula['kind']> = new Set([
  'number',
  'symbol',
  'sum',
  'product',
  'binary',
  'fraction',
  'power',
  'call',
  'abs',
]);
/** Functions of each entry by itself. */
export const ENTRYWISE: ReadonlySet<string> = new Set(
  'e exp log log2 log10 log1p expm1 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigma sigmoid relu softplus erf erfc sqrt sign gelu silu elu selu leakyrelu softsign digamma trigamma psi gammaln Gamma factorial square cbrt'.split(
    ' ',
  ),
);

/** Whether the letter stands nowhere but as the place of an entry. */
export function onlyEntries(naming: Naming, body: Formula, letter: string): boolean {
  for (const { f } of walk(body)) {
    if (f.kind !== 'symbol') continue;
    const { name, index } = naming.named(f);
    if (name === letter || index.some((i) => lettersOf(i).includes(letter))) return false;
  }
  return true;
}

export class Places {
  constructor(
    private readonly options: EmitOptions,
    private readonly written: (f: Formula) => string,
  ) {}

  /**
   * Whether a sum over entries is the sum of what stands there without its indices: each operand has exactly the letters
   * that are summed over, all in one order, everything else is a number, and functions are taken entry by entry.
   */
  linesUp(given: Formula & { kind: 'fold' }): boolean {
    const letters = [given.over];
    if (!this.isWhole(given)) return false;
    let body = given.body;
    while (body.kind === 'fold' && body.fold === 'sum' && this.options.naming.entry.has(body.over)) {
      if (!onlyEntries(this.options.naming, body.body, body.over) || !this.isWhole(body)) return false;
      letters.push(body.over);
      body = body.body;
    }
    if (new Set(letters).size < letters.length) return false;
    let order: string | undefined;
    for (const { f } of walk(body)) {
      if (!this.isEntrywise(f)) return false;
      if (f.kind !== 'symbol') continue;
      const { entries } = this.options.naming.named(f);
      if (entries.length === 0) continue;
      if (entries.some((e) => e.kind !== 'symbol')) return false;
      const own = entries.map((e) => letterOf(e) ?? '');
      order ??= own.join();
      if (own.join() !== order) return false;
      if (own.length !== letters.length || !letters.every((l) => own.includes(l))) return false;
    }
    return order !== undefined;
  }

  /** What may stand in a sum over entries whose indices are left out: entries, numbers, and what is done with each by itself. */
  isEntrywise(f: Formula): boolean {
    if (f.kind === 'partial') return f.of.kind === 'symbol' && f.by?.kind === 'symbol';
    if (!ENTRYWISE_KINDS.has(f.kind)) return false;
    if (f.kind === 'call') return ENTRYWISE.has(f.fn) || this.options.functions.has(f.fn);
    if (f.kind === 'binary') return f.op === '.*' || f.op === './' || f.op === '/';
    const isWhole = f.kind === 'symbol' && this.options.naming.named(f).entries.length === 0;
    return !isWhole || isNumber(sizeOf(f, this.options.sizes));
  }

  /** Whether a sum goes over all places, as far as sizes are known: \sum_{i=1}^{n-1} does not. */
  isWhole({ from, to, body, over }: Formula & { kind: 'fold' }): boolean {
    if (from !== undefined && !(from.kind === 'number' && from.text === '1')) return false;
    if (to === undefined) return true;
    if (to.kind !== 'symbol' && to.kind !== 'number') return false;
    const end = this.written(to);
    for (const { f } of walk(body)) {
      if (f.kind !== 'symbol') continue;
      const { name, entries } = this.options.naming.named(f);
      const at = entries.findIndex((e) => e.kind === 'symbol' && letterOf(e) === over);
      const size = this.options.sizes.of.get(name);
      if (at < 0 || size === undefined) continue;
      if (size[entries.length === 1 && size[1] !== '1' ? 1 : at] !== end) return false;
    }
    return true;
  }

  /** How far an index of entries runs, by what is said of the sizes. */
  lengthOf(body: Formula, letter: string): string | undefined {
    for (const { f } of walk(body)) {
      const symbol = f.kind === 'slice' ? f.of : f;
      if (symbol.kind !== 'symbol') continue;
      const { name, entries: own } = this.options.naming.named(symbol);
      const entries = f.kind === 'slice' ? f.ranges.map((r) => r.from) : own;
      const at = entries.findIndex((e) => e?.kind === 'symbol' && letterOf(e) === letter);
      const size = this.options.sizes.of.get(name);
      if (at >= 0 && at < 2 && size !== undefined) return size[at];
    }
    return undefined;
  }

  /** An entry of a matrix has two places, one of a vector has one. */
  requirePlaces(body: Formula, letter: string): void {
    for (const { f } of walk(body)) {
      if (f.kind !== 'symbol') continue;
      const { name, entries } = this.options.naming.named(f);
      if (!entries.some((e) => lettersOf(e).includes(letter))) continue;
      const size = this.options.sizes.of.get(name);
      if (size === undefined || isNumber(size) || entries.length !== (size[1] === '1' ? 1 : 2))
        fail(
          `${name} has the index ${letter}, but its size does not say which entry or member that is`,
          f.span,
          `with both ends of the sum, \\sum_{${letter}=1}^{n}, or with sizes, ${name} \\in \\mathbb{R}^{n}, it can be read`,
        );
    }
  }

  /** One letter for the entries of a matrix: the rows are those of a batch, and go without saying. */
  isBatch(symbol: TexSymbol): boolean {
    const { name, entries } = this.options.naming.named(symbol);
    if (entries.length !== 1) return false;
    const size = this.options.sizes.of.get(name);
    if (size === undefined) return isMatrixKind(this.options.sizes.kinds.get(name) ?? kindByLetter(name, false));
    return size[1] !== '1' && size[0] !== '1';
  }
}
