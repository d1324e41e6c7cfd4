/**
 * Products over an index whose ends move: Π of all before i, for every i. Each is the one before it with a factor more,
 * so that all of them, and those of all after i, take one product a factor. Nothing is divided by a factor, which may be 0.
 *
 * Invariant: the program has the same values; what it needs beside is a family with a member for each end.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimDifference, dimName, dimNames, substituteDim } from '../expression/dimension.js';
import type { Code, Loop, Program, Statement } from './code.js';
import { lettersIn } from './letters.js';
import { allWithin, namesIn } from './parts.js';
import { valuesOf, withParts } from './rebuild.js';
import { Same } from './same.js';
import { substituted } from './substitute.js';

type Fold = Code & { op: 'fold' };
interface Range {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
}
interface Extent {
  low: Dim;
  high: Dim;
}

/** All products of one body, by what it is whatever its index is called. */
interface Kind {
  /** The indices of the body beside its own, and how far each runs. */
  readonly letters: readonly string[];
  readonly extents: Extent[];
  readonly fold: Fold;
  /** The first statement that has one. */
  first: number;
  /** Of products with all factors, which are there beside those of the first ones. */
  whole?: Run | undefined;
  /** How many members stand before the first that has no factor: a size may be so small. */
  slack?: number;
  start?: Run | undefined;
  end?: Run | undefined;
}

/** Members from one end on: as far as they are needed, none where the ends cannot be compared. */
interface Run {
  readonly name: string;
  readonly fixed: Dim;
  far: Dim;
}

/** The letter that stands for the index of every product. */
const LETTER = '#s';

export function withRunningProducts(program: Program): Program {
  if (!valuesOf(program).some(hasProduct)) return program;
  let made = program;
  // the products within others first, so that what stands in the outer ones is a name
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    const next = new Running(made, depth).program();
    if (next === made) return made;
    made = next;
  }
  return made;
}

const MOST_DEPTH = 8;

class Running {
  private readonly kinds = new Map<number, Kind | undefined>();
  private readonly same = new Same();
  private count = 0;
  private readonly letters = new Map<Code, ReadonlySet<string>>();

  constructor(
    private readonly source: Program,
    private readonly depth: number,
  ) {}

  program(): Program {
    const { source } = this;
    this.through((fold, ranges, at) => {
      this.note(fold, ranges, at);
      return fold;
    });
    const wanted = [...this.kinds.values()].filter((k) => k !== undefined && (k.start || k.end)) as Kind[];
    if (wanted.length === 0) return source;
    for (const kind of wanted)
      if (kind.start && kind.whole) kind.start = this.run(kind.start, kind.whole.fixed, kind.whole.far, 1);
    const made = this.through((fold, ranges) => this.member(fold, ranges) ?? fold);
    const statements: Statement[] = [];
    for (let at = 0; at <= source.statements.length; at++) {
      for (const kind of wanted) if (kind.first === at) statements.push(...this.statements(kind));
      statements.push(...made.statements.slice(at, at + 1));
    }
    const families = new Map(source.families);
    for (const kind of wanted)
      for (const run of [kind.start, kind.end]) if (run) families.set(run.name, kind.letters.length + 1);
    return { ...made, statements, families };
  }

  // ——— which products there are ———

  /** Each product that has none within it, with the loops and sums around it and the place of its statement. */
  private through(of: (fold: Fold, ranges: readonly Range[], at: number) => Code): Program {
    const value = (code: Code, ranges: readonly Range[], at: number): Code => {
      const known = new Map<Code, Code>();
      const inner = (c: Code): Code => {
        const before = known.get(c);
        if (before !== undefined) return before;
        const range = c.op === 'fold' ? [...ranges, c] : ranges;
        const parts = c.op === 'fold' ? withParts(c, (p) => value(p, range, at)) : withParts(c, inner);
        const isOwn = parts.op === 'fold' && parts.fold === 'prod' && parts.shape[0] === 1 && parts.shape[1] === 1;
        const made = isOwn && !hasProduct(parts.body) ? of(parts, ranges, at) : parts;
        known.set(c, made);
        return made;
      };
      return inner(code);
    };
    const statement = (s: Statement, ranges: readonly Range[], at: number): Statement => {
      if (s.kind === 'assign') return { ...s, value: value(s.value, ranges, at) };
      const { over, from, to, step } = s.loop;
      const range = step > 0 ? { over, from, to } : { over, from: to, to: from };
      return { ...s, body: s.body.map((b) => statement(b, [...ranges, range], at)) };
    };
    const { source } = this;
    const last = source.statements.length;
    return {
      ...source,
      statements: source.statements.map((s, at) => statement(s, [], at)),
      ...(source.value ? { value: value(source.value, [], last) } : {}),
      derivatives: source.derivatives.map((d) => ({
        ...d,
        parts: d.parts.map((p) => ({ ...p, value: value(p.value, p.loops, last) })),
      })),
    };
  }

  private bound(code: Code, ranges: readonly Range[]): string[] {
    const letters = lettersIn(code, this.letters);
    return [...new Set(ranges.map((r) => r.over))].filter((l) => letters.has(l));
  }

  private read(fold: Fold, ranges: readonly Range[]): { key: number; letters: string[] } {
    const letters = this.bound(fold.body, ranges).filter((l) => l !== fold.over);
    const names = letters.map((l, i) => [l, dimName(`#${i}`)] as const);
    return { key: this.same.of(fold.body, new Map([...names, [fold.over, dimName(LETTER)]])), letters };
  }

  /** Takes a product into account; a body whose products do not fit together is left as it is. */
  private note(fold: Fold, ranges: readonly Range[], at: number): void {
    const { key, letters } = this.read(fold, ranges);
    if (this.kinds.has(key) && this.kinds.get(key) === undefined) return;
    const [from, to] = [extremes(fold.from, ranges), extremes(fold.to, ranges)];
    const extents = letters.map((l) => extremes(dimName(l), ranges));
    const before = this.kinds.get(key);
    const kind: Kind = before ?? { letters, extents: [], fold, first: at };
    const isOwnEnd = [fold.from, fold.to].some((d) => dimNames(d).some((name) => letters.includes(name)));
    const all = joined(kind.extents, extents);
    const moves = (d: Extent): boolean => d.low !== d.high;
    if (
      !from ||
      !to ||
      all === undefined ||
      isOwnEnd ||
      (moves(from) && moves(to)) ||
      !this.isReady(fold, kind.first)
    ) {
      this.kinds.set(key, undefined);
      return;
    }
    kind.extents.splice(0, kind.extents.length, ...all);
    if (moves(to)) kind.start = this.run(kind.start, from.low, to.high, 1);
    if (moves(from)) kind.end = this.run(kind.end, to.low, from.low, -1);
    const slack = slackOf(fold);
    if (!moves(to) && !moves(from) && slack !== undefined) {
      kind.whole = this.run(kind.whole, from.low, to.high, 1);
      kind.slack = Math.max(kind.slack ?? 0, slack);
    }
    this.kinds.set(key, kind);
  }

  /** Whether what the body needs has its value before the statement that is to need it. */
  private isReady(fold: Fold, at: number): boolean {
    const later = new Set(this.source.statements.slice(at).flatMap(namesMade));
    return ![...namesIn(fold.body)].some((name) => later.has(name));
  }

  private run(before: Run | undefined, fixed: Dim, far: Dim, step: 1 | -1): Run | undefined {
    if (before === undefined) {
      this.count++;
      return { name: `#${step > 0 ? 'start' : 'end'}${this.depth}.${this.count}`, fixed, far };
    }
    const further = dimDifference(far, before.far);
    if (before.fixed !== fixed || further === undefined) return before;
    return { ...before, far: further * step > 0 ? far : before.far };
  }

  // ——— members ———

  private member(fold: Fold, ranges: readonly Range[]): Code | undefined {
    const { key, letters } = this.read(fold, ranges);
    const kind = this.kinds.get(key);
    if (kind === undefined) return undefined;
    const [from, to] = [extremes(fold.from, ranges), extremes(fold.to, ranges)] as [Extent, Extent];
    const { start, end } = kind;
    const index = (last: Dim): Dim[] => [...letters.map(dimName), last];
    const isStart = start && from.low === start.fixed && from.low === from.high;
    const isEnd = end && to.low === end.fixed && to.low === to.high;
    const startsInside = isStart && (slackOf(fold) !== undefined || atLeast(to.low, addDim(start.fixed, -1)));
    if (startsInside && atLeast(start.far, to.high))
      return { op: 'name', name: start.name, index: index(fold.to), shape: fold.shape };
    if (isEnd && from.low !== from.high && atLeast(addDim(end.fixed, 1), from.high) && atLeast(from.low, end.far))
      return { op: 'name', name: end.name, index: index(fold.from), shape: fold.shape };
    return undefined;
  }

  private statements({ letters, extents, fold, start, end, slack = 0 }: Kind): Statement[] {
    const loops = letters.map((over, i): Loop => {
      const { low, high } = extents[i] as Extent;
      return { over, from: low, to: high, step: 1 };
    });
    const body = substituted(fold.body, fold.over, dimName(LETTER));
    return [
      { run: start, step: 1 as const },
      { run: end, step: -1 as const },
    ].flatMap(({ run, step }) => {
      if (run === undefined) return [];
      const at = (last: Dim): Dim[] => [...letters.map(dimName), last];
      const { name, fixed, far } = run;
      const { shape } = fold;
      const one: Code = { op: 'number', value: 1, shape };
      const before: Code = { op: 'name', name, index: at(addDim(dimName(LETTER), -step)), shape };
      const grown: Code = { op: 'times', over: [before, body], under: [], shape };
      const ends = Array.from({ length: 1 + (run === start ? slack : 0) }, (_, k) => addDim(fixed, -step * (1 + k)));
      const list: Statement[] = [
        ...ends.map((last): Statement => ({ kind: 'assign', name, index: at(last), shape, value: one })),
        {
          kind: 'loop',
          loop: { over: LETTER, from: fixed, to: far, step },
          body: [{ kind: 'assign', name, index: at(dimName(LETTER)), shape, value: grown }],
        },
      ];
      return loops.reduceRight<Statement[]>((inner, loop) => [{ kind: 'loop', loop, body: inner }], list);
    });
  }
}

const hasProduct = (code: Code): boolean => allWithin([code]).some((c) => c.op === 'fold' && c.fold === 'prod');

const namesMade = (s: Statement): string[] => (s.kind === 'assign' ? [s.name] : s.body.flatMap(namesMade));

/** From 2 to n there may be as few as none, and then one less: by how much an end may fall short of none. */
function slackOf({ from, to }: Fold): number | undefined {
  if (typeof from !== 'number' || typeof to === 'number') return undefined;
  const least = dimDifference(to, dimName(dimNames(to)[0] as string));
  const slack = least === undefined ? undefined : from - 1 - least;
  return slack !== undefined && slack <= MOST_SLACK ? Math.max(0, slack) : undefined;
}

const MOST_SLACK = 4;
const atLeast = (a: Dim, b: Dim): boolean => (dimDifference(a, b) ?? -1) >= 0;

/** The least and the most that a dimension comes to in the loops around it; undefined where that is not told. */
function extremes(d: Dim, ranges: readonly Range[]): Extent | undefined {
  let [low, high] = [d, d];
  for (const { over, from, to } of [...ranges].reverse()) {
    for (const side of [low, high]) {
      if (!dimNames(side).includes(over)) continue;
      const slope = dimDifference(substituteDim(side, new Map([[over, addDim(dimName(over), 1)]])), side);
      if (slope === undefined || slope < 0) return undefined;
    }
    low = substituteDim(low, new Map([[over, from]]));
    high = substituteDim(high, new Map([[over, to]]));
  }
  return { low, high };
}

function joined(before: readonly Extent[], after: readonly (Extent | undefined)[]): Extent[] | undefined {
  const all: Extent[] = [];
  for (const [i, one] of after.entries()) {
    const other = before[i];
    if (one === undefined) return undefined;
    const [down, up] = other ? [dimDifference(one.low, other.low), dimDifference(one.high, other.high)] : [-1, 1];
    if (down === undefined || up === undefined) return undefined;
    all.push({ low: down < 0 ? one.low : (other as Extent).low, high: up > 0 ? one.high : (other as Extent).high });
  }
  return all;
}
