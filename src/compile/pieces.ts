/**
 * Pieces of a program that is printed, each worked out once: what stands more than once is assigned to a name before the
 * statement that needs it first, what a loop or a sum would work out again in every round before the loop, and what several
 * loops need at an index is kept as a family. What is as short as its name, or nearly as quick as reading it, stays.
 */
import type { Dim } from '../expression/dimension.js';
import {
  addDim,
  dimDifference,
  dimName,
  dimNames,
  isScalarShape,
  neverNegative,
  subtractDim,
} from '../expression/dimension.js';
import { Alike } from './alike.js';
import type { Code, DerivativePart, Loop, Program, Statement } from './code.js';
import { namesIn, partsOf } from './parts.js';
import { PieceNames } from './piece-names.js';
import { isWorthNaming, timesWritten } from './piece-worth.js';
import { withParts } from './rebuild.js';
import { sameText, substituted } from './substitute.js';

type Assign = Statement & { kind: 'assign' };

/** What is gone through around a value: loops of statements, then sums and lists within a statement. */
interface Around {
  /** The place among the statements of the program. */
  readonly at: number;
  readonly loops: readonly Loop[];
  readonly inner: readonly Range[];
}
interface Range {
  readonly over: string;
  readonly low: Dim;
  readonly high: Dim;
}

/** A value that is the same in all rounds. */
interface Still {
  uses: number;
  readonly at: number;
}

/** Values that are the same but for their index. */
interface Moving {
  uses: number;
  /** The loop in whose rounds the first is worked out; undefined where it stands under a sum. */
  readonly home: Loop | undefined;
  readonly range: Range;
  readonly at: number;
  readonly code: Code;
  readonly offset: number;
  /** The family that the program puts it in anyway, at the index of its loop. */
  own?: string;
  name?: string;
}

/** `wishes`: what the derivation calls them; without `kept` no families are made. The pieces of the program are shared. */
export const withNames = (program: Program, wishes: ReadonlyMap<Code, string>, kept = true): Program =>
  new Pieces(program, wishes, kept).program();

class Pieces {
  private readonly alike: Alike;
  private readonly names: PieceNames;
  private readonly still = new Map<Code, Still>();
  private readonly moving = new Map<string, Moving>();
  /** Where each name is made, as places among the statements. */
  private readonly made = new Map<string, { readonly first: number; readonly last: number }>();
  /** Values that are assigned to a name anyway. */
  private readonly own = new Map<Code, string>();
  private readonly given = new Map<Code, Code>();
  private readonly families: Map<string, number>;
  private out: Statement[] = [];

  constructor(
    private readonly whole: Program,
    private readonly wishes: ReadonlyMap<Code, string>,
    private readonly keeps: boolean,
  ) {
    this.alike = new Alike(whole);
    this.names = new PieceNames(whole);
    this.families = new Map(whole.families);
    for (const [at, s] of whole.statements.entries()) {
      for (const { name } of assignsIn(s)) this.made.set(name, { first: this.made.get(name)?.first ?? at, last: at });
      if (s.kind !== 'assign' || s.index.length > 0 || isLeaf(s.value) || this.own.has(s.value)) continue;
      this.own.set(s.value, s.name);
      this.names.call(s.value, s.name);
    }
    for (const [at, s] of whole.statements.entries()) this.count(s, { at, loops: [], inner: [] });
    const end: Around = { at: whole.statements.length, loops: [], inner: [] };
    if (whole.value) this.look(whole.value, end);
    for (const { parts } of whole.derivatives) for (const part of parts) this.look(part.value, within(end, part.loops));
  }

  program(): Program {
    const { statements, value, derivatives } = this.whole;
    for (const [at, s] of statements.entries()) this.place(s, at);
    const end: Around = { at: statements.length, loops: [], inner: [] };
    const subject = value ? { value: this.rebuilt(value, end, this.out) } : {};
    const answers = derivatives.map((d) => ({
      ...d,
      parts: d.parts.map(
        (p): DerivativePart => ({ ...p, value: this.rebuilt(p.value, within(end, p.loops), this.out) }),
      ),
    }));
    return { ...this.whole, statements: this.out, families: this.families, ...subject, derivatives: answers };
  }

  // ——— counting ———

  private count(s: Statement, around: Around): void {
    if (s.kind === 'assign') {
      this.look(s.value, around);
      this.callFamily(s, around);
    } else for (const inner of s.body) this.count(inner, { ...around, loops: [...around.loops, s.loop] });
  }

  /** Takes note that a family of pieces is one of the program's. */
  private callFamily({ name, index, value }: Assign, around: Around): void {
    const [at, ...more] = index;
    const spot = at !== undefined && more.length === 0 && !isLeaf(value) ? this.spot(value, around) : undefined;
    const kept = spot && this.moving.get(spot.kind);
    if (!kept || kept.own !== undefined || at !== dimName(spot.letter) || spot.offset !== kept.offset) return;
    // all of its members have to be those of this loop
    if (kept.range.low === spot.range.low && kept.range.high === spot.range.high && this.isMadeOnce(name))
      kept.own = name;
  }

  private isMadeOnce(name: string): boolean {
    const all = this.whole.statements.flatMap(assignsIn).filter((s) => s.name === name);
    return all.length === 1 && !this.whole.inputs.some((input) => input.name === name);
  }

  private look(code: Code, around: Around): void {
    if (isLeaf(code)) return;
    if (this.own.has(code) || isWorthNaming(code)) {
      if (this.alike.moves(code) ? this.meetMoving(code, around) : this.meetStill(code, around)) return;
    }
    const inside = code.op === 'fold' ? under(around, code) : around;
    for (let k = timesWritten(code); k > 0; k--) for (const part of eager(code)) this.look(part, inside);
    for (const part of lazy(code)) this.lookForOwn(part, inside);
  }

  /** Of what may not be worked out, only what has a name of its own. */
  private lookForOwn(code: Code, around: Around): void {
    if (this.own.has(code)) this.look(code, around);
    else for (const part of partsOf(code)) this.lookForOwn(part, around);
  }

  /** Whether it was met before. */
  private meetStill(code: Code, around: Around): boolean {
    const one = this.instance(code, around.at);
    if (one) {
      one.kept.uses += 1;
      return true;
    }
    const often = around.loops.length + around.inner.length > 0 ? 2 : 1;
    const known = this.still.get(code);
    if (known === undefined) {
      if (!this.isThere(code, around.at)) return false;
      this.still.set(code, { uses: often, at: around.at });
      return false;
    }
    known.uses += often;
    return true;
  }

  /** Whether everything in it is known before that statement. */
  private isThere(code: Code, at: number): boolean {
    return [...namesIn(code)].every((name) => (this.made.get(name)?.last ?? -1) < at);
  }

  private meetMoving(code: Code, around: Around): boolean {
    const found = this.spot(code, around);
    if (found === undefined) return false;
    const { kind, offset, range, home } = found;
    const known = this.moving.get(kind);
    if (known === undefined) {
      // members that a loop makes are there in its round; for a loop of its own all have to be
      if (home === undefined && !this.isThere(code, around.at)) return false;
      this.moving.set(kind, { uses: 1, home, range, at: around.at, code, offset });
      return false;
    }
    if (!this.covers(known, found, around.at)) return false;
    known.uses += 1;
    return true;
  }

  /** Of a value with members at an index of its own, tanh(C[T]), the family of such values for all. */
  private instance(code: Code, at: number): { readonly kept: Moving; readonly index: Dim } | undefined {
    const places = placesIn(code, this.families);
    if (places === undefined) return undefined;
    for (const kept of this.moving.values()) {
      if (kept.home === undefined || kept.at >= at || kept.code.op !== code.op) continue;
      const { over, low, high } = kept.range;
      for (const place of places) {
        // a loop that is gone through at all has its ends: t = 1..T-1 has none where T is 1
        const isEnd = (place === low || place === high) && isRunThrough(kept.range, this.whole.demands);
        const isWithin = [dimDifference(place, low), dimDifference(high, place)].every(
          (d) => d !== undefined && d >= 0,
        );
        if ((isEnd || isWithin) && sameText(substituted(kept.code, over, place)) === sameText(code))
          return { kept, index: place };
      }
    }
    return undefined;
  }

  /** Where a value stands that one index moves; undefined of others, and where there are more loops around. */
  private spot(code: Code, { loops, inner }: Around): Spot | undefined {
    const place = this.keeps ? this.alike.of(code) : undefined;
    const [letter] = place?.letters ?? [];
    if (place?.letters.length !== 1 || letter === undefined) return undefined;
    const offset = place.offsets[0] as number;
    const { kind } = place;
    const range = inner.find(({ over }) => over === letter);
    if (range !== undefined) {
      // before the statement there are no others around it on which its ends may hang
      const around = new Set(inner.map(({ over }) => over));
      const hangs = [range.low, range.high].some((end) => dimNames(end).some((name) => around.has(name)));
      return loops.length > 0 || hangs ? undefined : { kind, letter, offset, range, home: undefined };
    }
    const [home, ...more] = loops;
    if (home?.over !== letter || more.length > 0) return undefined;
    return { kind, letter, offset, range: rangeOf(home), home };
  }

  /** Whether the members that are kept are those that are needed, and are there by then. */
  private covers(kept: Moving, spot: Spot, at: number): boolean {
    if (kept.at === at && kept.home !== undefined) return kept.home === spot.home && kept.offset === spot.offset;
    const low = dimDifference(addDim(spot.range.low, spot.offset), addDim(kept.range.low, kept.offset));
    const high = dimDifference(addDim(kept.range.high, kept.offset), addDim(spot.range.high, spot.offset));
    return low !== undefined && high !== undefined && low >= 0 && high >= 0;
  }

  // ——— writing ———

  private place(s: Statement, at: number): void {
    if (s.kind === 'loop') {
      const body = this.body(s, { at, loops: [], inner: [] });
      if (body.length > 0) this.out.push({ ...s, body });
      return;
    }
    const around: Around = { at, loops: [], inner: [] };
    // it may have been needed before
    if (this.own.get(s.value) === s.name && s.index.length === 0 && this.isNamed(s.value)) {
      this.rebuilt(s.value, around, this.out);
      return;
    }
    this.out.push({ ...s, value: this.rebuilt(s.value, around, this.out) });
  }

  private body({ loop, body }: Statement & { kind: 'loop' }, around: Around): Statement[] {
    const list: Statement[] = [];
    const inside = { ...around, loops: [...around.loops, loop] };
    for (const s of body) {
      if (s.kind === 'loop') list.push({ ...s, body: this.body(s, inside) });
      else {
        const value = this.rebuilt(s.value, inside, list);
        // a family of pieces that was needed before
        const isItself = value.op === 'name' && value.name === s.name && sameText(value.index) === sameText(s.index);
        if (!isItself) list.push({ ...s, value });
      }
    }
    return list;
  }

  private isNamed(code: Code): boolean {
    return (this.still.get(code)?.uses ?? 0) > 1;
  }

  /** The value with names for its pieces; `list` takes what has to be done before in this round. */
  private rebuilt(code: Code, around: Around, list: Statement[]): Code {
    if (isLeaf(code)) return code;
    const known = this.given.get(code);
    if (known !== undefined) return known;
    if (this.isNamed(code)) {
      const value = this.withInner(code, around, this.out);
      const name = this.own.get(code) ?? this.names.take(code, this.wishes.get(code));
      this.out.push({ kind: 'assign', name, index: [], shape: code.shape, value });
      const piece: Code = { op: 'name', name, index: [], shape: code.shape };
      this.given.set(code, piece);
      return piece;
    }
    const member = this.member(code, around, list);
    return member ?? this.withInner(code, around, list);
  }

  private withInner(code: Code, around: Around, list: Statement[]): Code {
    const inside = code.op === 'fold' ? under(around, code) : around;
    return withParts(code, (part) => this.rebuilt(part, inside, list));
  }

  /** The member of a family of pieces that are kept. */
  private member(code: Code, around: Around, list: Statement[]): Code | undefined {
    if (!isWorthNaming(code)) return undefined;
    if (!this.alike.moves(code)) {
      const one = this.instance(code, around.at);
      const name = one && one.kept.uses > 1 ? one.kept.name : undefined;
      return name === undefined
        ? undefined
        : { op: 'name', name, index: [(one as { index: Dim }).index], shape: code.shape };
    }
    const spot = this.spot(code, around);
    const kept = spot && this.moving.get(spot.kind);
    if (kept === undefined || kept.uses < 2 || !this.covers(kept, spot as Spot, around.at)) return undefined;
    const { letter, offset } = spot as Spot;
    if (kept.name === undefined) {
      kept.name = kept.own ?? this.names.take(kept.code);
      this.families.set(kept.name, 1);
      const own: Around = kept.home ? around : { ...around, loops: [], inner: [kept.range] };
      const assign: Assign = {
        kind: 'assign',
        name: kept.name,
        index: [dimName(kept.range.over)],
        shape: kept.code.shape,
        value: this.withInner(kept.code, own, kept.home ? list : this.out),
      };
      if (kept.home) list.push(assign);
      else this.out.push({ kind: 'loop', loop: loopOf(kept.range), body: [assign] });
    }
    const index = [addDim(dimName(letter), offset - kept.offset)];
    return { op: 'name', name: kept.name, index, shape: code.shape };
  }
}

interface Spot {
  readonly kind: string;
  readonly letter: string;
  readonly offset: number;
  readonly range: Range;
  readonly home: Loop | undefined;
}

/** Whether a range holds something at all sizes that the program is for. */
function isRunThrough({ low, high }: Range, demands: Program['demands']): boolean {
  const length = subtractDim(high, low);
  return (
    neverNegative(length) ||
    demands.some(({ more, less }) => (dimDifference(length, subtractDim(more, less)) ?? -1) >= 0)
  );
}

/** Values that are compared as texts have no more pieces. */
const MOST_PIECES = 60;

/** The indices at which members of families stand in a value; undefined where there are none, or too much around them. */
function placesIn(code: Code, families: ReadonlyMap<string, number>): Dim[] | undefined {
  const places = new Set<Dim>();
  let pieces = 0;
  const visit = (c: Code): void => {
    if (pieces++ > MOST_PIECES) return;
    if (c.op === 'name' && families.has(c.name)) for (const d of c.index) places.add(d);
    partsOf(c).forEach(visit);
  };
  visit(code);
  return places.size === 0 || pieces > MOST_PIECES ? undefined : [...places];
}

const isLeaf = ({ op }: Code): boolean => op === 'name' || op === 'number' || op === 'size' || op === 'fill';

/** Of a choice between numbers one branch is worked out, of one between matrices both are. */
const lazy = (code: Code): readonly Code[] =>
  code.op === 'choose' && isScalarShape(code.shape) ? code.operands.slice(2) : [];
const eager = (code: Code): readonly Code[] => {
  const late = lazy(code);
  return partsOf(code).filter((part) => !late.includes(part));
};

const assignsIn = (s: Statement): Assign[] => (s.kind === 'assign' ? [s] : s.body.flatMap(assignsIn));

const rangeOf = ({ over, from, to, step }: Loop): Range =>
  step > 0 ? { over, low: from, high: to } : { over, low: to, high: from };
const loopOf = ({ over, low, high }: Range): Loop => ({ over, from: low, to: high, step: 1 });

const within = (around: Around, loops: readonly Loop[]): Around => ({
  ...around,
  inner: [...around.inner, ...loops.map(rangeOf)],
});

const under = (around: Around, { over, from, to }: Code & { op: 'fold' }): Around => ({
  ...around,
  inner: [...around.inner, { over, low: from, high: to }],
});
