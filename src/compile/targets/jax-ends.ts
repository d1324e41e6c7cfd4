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
  return { program: { ...program, statements, families }, carried };
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
    const ofLast = terms.filter(({ code }) => this.isOfLast(code));
    const kept = terms.filter((term) => !ofLast.includes(term));
    const rest = [...termsOf(special.value)];
    for (const { minus, code } of kept) {
      const wanted = sameText(substituted(code, this.letter, this.first));
      const found = rest.findIndex((t) => t.minus === minus && sameText(t.code) === wanted);
      if (found < 0) return undefined;
      rest.splice(found, 1);
    }
    if (ofLast.length === 0) return undefined;
    const { shape, index, name } = general;
    const family = this.fresh(`${name}_${this.loop.step > 0 ? 'earlier' : 'later'}`);
    this.families.set(family, index.length);
    const moved = (by: Dim): Dim[] => index.map((d) => (d === dimName(this.letter) ? by : d));
    const last: Code = {
      op: 'name',
      name: family,
      index: moved(subtractDim(dimName(this.letter), this.loop.step)),
      shape,
    };
    const start: Assign = {
      kind: 'assign',
      name: family,
      index: moved(this.before),
      shape,
      value: rest.length > 0 ? sumOf(rest, shape) : { op: 'fill', value: 0, shape },
    };
    this.starts.push(loops.reduceRight<Statement>((inner, loop) => ({ kind: 'loop', loop, body: [inner] }), start));
    const next = ofLast.map(({ minus, code }) => ({
      minus,
      code: substituted(code, this.letter, addDim(dimName(this.letter), this.loop.step)),
    }));
    this.made.set(name, { kind: 'assign', name: family, index, shape, value: sumOf(next, shape) });
    return { ...general, value: sumOf([...kept, { minus: false, code: last }], shape) };
  }

  private madeBeside(s: Statement): Assign[] {
    const found = s.kind === 'assign' ? this.made.get(s.name) : undefined;
    return found ? [found] : [];
  }

  /** Whether what hangs on the letter in it is of the round before, and something is. */
  private isOfLast(code: Code): boolean {
    let [some, all] = [false, true];
    const visit = (c: Code): void => {
      const dims = [...c.shape, ...(c.op === 'name' ? c.index : c.op === 'size' ? [c.size] : [])];
      for (const d of dims) {
        if (!dimNames(d).includes(this.letter)) continue;
        const by = dimDifference(d, dimName(this.letter));
        if (by === -this.loop.step && c.op === 'name') some = true;
        else all = false;
      }
      if (c.op === 'slice' || c.op === 'call' || c.op === 'fold') {
        const more = c.op === 'slice' ? c.range : c.op === 'call' ? c.dims : [c.from, c.to];
        if (more.some((d) => dimNames(d).includes(this.letter))) all = false;
      }
      partsOf(c).forEach(visit);
    };
    visit(code);
    return some && all;
  }
}

const termsOf = (value: Code): readonly Term[] => (value.op === 'sum' ? value.terms : [{ minus: false, code: value }]);

function sumOf(terms: readonly Term[], shape: Code['shape']): Code {
  const [only] = terms;
  return terms.length === 1 && only && !only.minus ? only.code : { op: 'sum', terms, shape };
}
