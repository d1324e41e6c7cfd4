/**
 * Loops whose first round is written before them, on its own, since terms are missing from it or others stand in their
 * place: made one loop. The terms that come from the round before become a family of their own, whose member before the
 * first round is what stands in their place, or zero:
 *
 *     G_H[T] = G_O[T]*V'                                  G_H_later[T+1] = 0
 *     for t = T-1..1                             =>       for t = T..1
 *       G_H[t] = G_O[t]*V' + G_A[t+1]*W'                    G_H[t] = G_O[t]*V' + G_H_later[t+1]
 *       …                                                   …
 *                                                           G_H_later[t] = G_A[t]*W'
 *
 * So a scan has one body, and the family is what it carries.
 */
import type { Dim } from '../../expression/dimension.js';
import { addDim, asName, dimDifference, dimName, dimNames, subtractDim } from '../../expression/dimension.js';
import type { Code, Loop, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';
import { sameText, substituted, substitutedIn } from '../substitute.js';

type Assign = Statement & { kind: 'assign' };
type Term = (Code & { op: 'sum' })['terms'][number];

export interface Joined {
  readonly program: Program;
  /** The families that were made, each with the letter of its rounds. */
  readonly carried: ReadonlyMap<string, string>;
}

export function joined(program: Program): Joined {
  const carried = new Map<string, string>();
  const taken = new Set([...program.families.keys(), ...program.inputs.map(({ name }) => name)]);
  const fresh = (wanted: string): string => {
    let name = wanted;
    for (let k = 2; taken.has(name); k++) name = `${wanted}_${k}`;
    taken.add(name);
    return name;
  };
  const families = new Map(program.families);
  const statements: Statement[] = [];
  for (const s of program.statements) {
    const one = s.kind === 'loop' ? new Join(s, fresh).after(statements) : undefined;
    if (one === undefined) statements.push(s);
    else {
      statements.splice(statements.length - one.replaced, one.replaced, ...one.starts, one.loop);
      for (const [name, arity] of one.families) {
        families.set(name, arity);
        carried.set(name, one.letter);
      }
    }
  }
  const gathered = statements.flatMap((s) => {
    if (s.kind !== 'loop') return [s];
    const one = together(s, statements, fresh);
    for (const { family, made } of one.carried) {
      families.set(family, made.index.length);
      carried.set(family, s.loop.over);
    }
    return [...one.carried.map(({ start }) => start), one.loop];
  });
  return { program: { ...program, statements: gathered, families }, carried };
}

/**
 * Terms of a sum that are products with members of the round before, of two families or more that begin with zero: carried
 * as one sum, not as so many members.
 */
function together(
  s: Statement & { kind: 'loop' },
  statements: readonly Statement[],
  fresh: (wanted: string) => string,
): { readonly loop: Statement; readonly carried: readonly Carried[] } {
  const { loop, body } = s;
  const [before, last] = [subtractDim(loop.from, loop.step), subtractDim(dimName(loop.over), loop.step)];
  const zeros = new Set(
    statements.flatMap((z) => {
      if (z.kind !== 'assign' || z.index.length !== 1 || z.index[0] !== before) return [];
      return z.value.op === 'fill' && z.value.value === 0 ? [z.name] : [];
    }),
  );
  const carried: Carried[] = [];
  const taking = body.map((b): Statement => {
    if (b.kind !== 'assign' || b.value.op !== 'sum') return b;
    const terms = b.value.terms.filter(({ code }) => isOfLast(code, loop) && zeros.has(factorOf(code, last) ?? ''));
    const names = new Set(terms.map(({ code }) => factorOf(code, last)));
    if (names.size < 2 || names.size !== terms.length) return b;
    const one = carriedBy(b, terms, [], loop, before, fresh);
    carried.push(one);
    return one.taking;
  });
  return { loop: { ...s, body: [...taking, ...carried.map(({ made }) => made)] }, carried };
}

/** The family of the one member of the round before that is a factor of a product. */
function factorOf(code: Code, last: Dim): string | undefined {
  if (code.op === 'name') return code.index.length === 1 && code.index[0] === last ? code.name : undefined;
  if (code.op === 'transpose') return factorOf(code.of, last);
  const factors = code.op === 'product' ? [code.left, code.right] : code.op === 'times' ? code.over : [];
  const found = factors.flatMap((factor) => factorOf(factor, last) ?? []);
  return found.length === 1 ? found[0] : undefined;
}

interface One {
  readonly replaced: number;
  readonly starts: readonly Statement[];
  readonly loop: Statement;
  readonly families: ReadonlyMap<string, number>;
  readonly letter: string;
}

class Join {
  private readonly letter: string;
  private readonly loop: Loop;
  private readonly body: readonly Statement[];
  /** The round that is written on its own, and the one before it. */
  private readonly first: Dim;
  private readonly before: Dim;
  private readonly starts: Statement[] = [];
  private readonly families = new Map<string, number>();
  /** What comes from each round, beside the family whose terms it is. */
  private readonly made = new Map<string, Assign>();

  constructor(
    { loop, body }: Statement & { kind: 'loop' },
    private readonly fresh: (wanted: string) => string,
  ) {
    this.loop = loop;
    this.body = body;
    this.letter = loop.over;
    this.first = subtractDim(loop.from, loop.step);
    this.before = subtractDim(this.first, loop.step);
  }

  /** One loop from the statements that stand last and this one; undefined where they are not its first round. */
  after(statements: readonly Statement[]): One | undefined {
    const round = statements.slice(statements.length - this.body.length);
    if (round.length < this.body.length) return undefined;
    if (!this.isWithin()) return undefined;
    const body = this.all(this.body, round, []);
    return (
      body && {
        replaced: round.length,
        starts: this.starts,
        loop: { kind: 'loop', loop: { ...this.loop, from: this.first }, body },
        families: this.families,
        letter: this.letter,
      }
    );
  }

  /** Whether the round before the first is one of the family's, and no end condition. */
  private isWithin(): boolean {
    return typeof this.first === 'number' ? this.first >= 1 : asName(this.first) !== undefined;
  }

  private all(
    general: readonly Statement[],
    special: readonly Statement[],
    loops: readonly Loop[],
  ): Statement[] | undefined {
    if (general.length !== special.length) return undefined;
    const list: Statement[] = [];
    for (const [i, s] of general.entries()) {
      const one = this.statement(s, special[i] as Statement, loops);
      if (one === undefined) return undefined;
      list.push(one);
    }
    return [...list, ...list.flatMap((s) => this.madeBeside(s))];
  }

  private statement(general: Statement, special: Statement, loops: readonly Loop[]): Statement | undefined {
    if (general.kind === 'loop') {
      if (special.kind !== 'loop' || JSON.stringify(general.loop) !== JSON.stringify(special.loop)) return undefined;
      const body = this.all(general.body, special.body, [...loops, general.loop]);
      return body && { ...general, body };
    }
    if (special.kind !== 'assign' || special.name !== general.name) return undefined;
    const at = substitutedIn(general, this.letter, this.first) as Assign;
    if (sameText(at.index) !== sameText(special.index)) return undefined;
    if (sameText(at.value) === sameText(special.value)) return general;
    return this.split(general, special, loops);
  }

  private split(general: Assign, special: Assign, loops: readonly Loop[]): Assign | undefined {
    const terms = termsOf(general.value);
    const ofLast = terms.filter(({ code }) => isOfLast(code, this.loop));
    const kept = terms.filter((term) => !ofLast.includes(term));
    const rest = [...termsOf(special.value)];
    for (const { minus, code } of kept) {
      const wanted = sameText(substituted(code, this.letter, this.first));
      const found = rest.findIndex((t) => t.minus === minus && sameText(t.code) === wanted);
      if (found < 0) return undefined;
      rest.splice(found, 1);
    }
    if (ofLast.length === 0) return undefined;
    const { family, start, made, taking } = carriedBy(general, ofLast, rest, this.loop, this.before, this.fresh);
    this.families.set(family, general.index.length);
    this.starts.push(loops.reduceRight<Statement>((inner, loop) => ({ kind: 'loop', loop, body: [inner] }), start));
    this.made.set(general.name, made);
    return taking;
  }

  private madeBeside(s: Statement): Assign[] {
    const found = s.kind === 'assign' ? this.made.get(s.name) : undefined;
    return found ? [found] : [];
  }
}

/** Whether what hangs on the loop's letter in it is of the round before, and something is. */
function isOfLast(code: Code, { over, step }: Loop): boolean {
  let [some, all] = [false, true];
  const visit = (c: Code): void => {
    const dims = [...c.shape, ...(c.op === 'name' ? c.index : c.op === 'size' ? [c.size] : [])];
    for (const d of dims) {
      if (!dimNames(d).includes(over)) continue;
      const by = dimDifference(d, dimName(over));
      if (by === -step && c.op === 'name') some = true;
      else all = false;
    }
    if (c.op === 'slice' || c.op === 'call' || c.op === 'fold') {
      const more = c.op === 'slice' ? c.range : c.op === 'call' ? c.dims : [c.from, c.to];
      if (more.some((d) => dimNames(d).includes(over))) all = false;
    }
    partsOf(c).forEach(visit);
  };
  visit(code);
  return some && all;
}

interface Carried {
  readonly family: string;
  /** Its member before the first round, in the loops inside. */
  readonly start: Assign;
  /** Its member of a round, from the terms that are for the next. */
  readonly made: Assign;
  /** The assignment that takes it from the round before. */
  readonly taking: Assign;
}

/** A family for the terms of a sum that come from the round before; `first` stands in their place in the first round. */
function carriedBy(
  general: Assign,
  ofLast: readonly Term[],
  first: readonly Term[],
  loop: Loop,
  before: Dim,
  fresh: (wanted: string) => string,
): Carried {
  const { shape, index, name } = general;
  const letter = dimName(loop.over);
  const family = fresh(`${name}_${loop.step > 0 ? 'earlier' : 'later'}`);
  const moved = (by: Dim): Dim[] => index.map((d) => (d === letter ? by : d));
  const last: Code = { op: 'name', name: family, index: moved(subtractDim(letter, loop.step)), shape };
  const value: Code = first.length > 0 ? sumOf(first, shape) : { op: 'fill', value: 0, shape };
  const next = ofLast.map(({ minus, code }) => ({
    minus,
    code: substituted(code, loop.over, addDim(letter, loop.step)),
  }));
  const kept = termsOf(general.value).filter(({ code }) => !ofLast.some((term) => term.code === code));
  return {
    family,
    start: { kind: 'assign', name: family, index: moved(before), shape, value },
    made: { kind: 'assign', name: family, index, shape, value: sumOf(next, shape) },
    taking: { ...general, value: sumOf([...kept, { minus: false, code: last }], shape) },
  };
}

const termsOf = (value: Code): readonly Term[] => (value.op === 'sum' ? value.terms : [{ minus: false, code: value }]);

function sumOf(terms: readonly Term[], shape: Code['shape']): Code {
  const [only] = terms;
  return terms.length === 1 && only && !only.minus ? only.code : { op: 'sum', terms, shape };
}
