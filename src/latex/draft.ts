/**
 * What is being made of a text: the definitions, sizes and names found so far, which all steps towards a problem file
 * read and add to. Owns no decisions.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { Abbreviation } from './abbreviations.js';
import { Emitter } from './emit.js';
import { endsIn } from './ends.js';
import { wholesIn } from './entries.js';
import { nameOf } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import { placesOnLeft } from './left-places.js';
import { entriesBySums, membersBeside } from './members.js';
import type { Sized } from './naming.js';
import { letterOf, Naming, usesIn } from './naming.js';
import { readPi } from './pi.js';
import type { Derivative } from './prose.js';
import type { Kind, Size, Sizes } from './shapes.js';
import { isNumber } from './shapes.js';

export interface Definition {
  readonly name: string;
  readonly index: readonly Formula[];
  /** The letters of its index, where it stands for any member. */
  readonly loops: readonly string[];
  readonly right: Formula;
  /** Letters of entries: the formula says what one entry is. */
  readonly free: readonly string[];
  readonly span: Span;
}

export interface Asked {
  readonly name: string;
  readonly span?: Span;
}

/** A derivative that is asked for of one name. */
export interface Wanted {
  readonly kind: Derivative;
  readonly subject: string;
  readonly by: readonly Asked[];
  readonly span: Span;
}

export interface Unknown {
  readonly of: readonly string[];
  /** Names of its gradients. */
  readonly gradients: readonly string[];
}

export interface Stated {
  readonly sides: readonly Formula[];
  readonly span: Span;
  /** Of two values that are said to be the same: no derivative and no differential stands alone on the left. */
  readonly isIdentity?: boolean;
  /** It is said under a condition. */
  readonly under?: boolean;
  /** The name for a derivative that it is about. */
  readonly abbreviation?: Abbreviation;
}

/** A line of a derivation in the input language, and what of the text it is. */
export interface WrittenLine {
  readonly text: string;
  readonly span: Span;
}

/** Whether the derivative of a vector has a row for each entry of it, or a column. */
export type Layout = 'numerator' | 'denominator';

export interface Decided {
  readonly layout: Layout;
  /** Whether the text says it. */
  readonly known: boolean;
}

export class Draft {
  readonly remarks: Remark[];
  readonly naming: Naming;
  readonly emitter: Emitter;
  readonly known: Sizes;
  readonly sizes = new Map<string, Size>();
  /** What has its size from the formula that defines it. */
  readonly followed = new Set<string>();
  /** Matrices whose entries sums with ends run over, and those ends. */
  readonly bySums: ReadonlyMap<string, readonly [Formula, Formula]>;
  /** Of what is defined, as far as its formula tells. */
  readonly kinds = new Map<string, Kind>();
  /** Names of sizes, ends and indices. */
  readonly numbers = new Set<string>();
  readonly functions = new Set<string>();
  /** What is said to be positive definite. */
  readonly definite: ReadonlySet<string>;
  /** Variables that count something, of which nobody wants a derivative. */
  readonly counts = new Set<string>();
  /** Exponents of matrices. */
  readonly integers = new Set<string>();
  /** Names of sizes that nothing says. */
  readonly fresh = new Set<string>();
  private readonly guessed: { readonly name: string; readonly span: Span; readonly told: (size: Size) => string }[] =
    [];
  /** That stand in the formulas. */
  private readonly letters: ReadonlySet<string>;
  readonly definitions: Definition[] = [];
  /** By what, where it is said apart from what is differentiated. */
  readonly asked: Asked[] = [];
  readonly wants: Wanted[] = [];
  /** f(x, y) = …: what a definition says that it is of. */
  readonly heads = new Map<string, readonly string[]>();
  /** Functions of which only the derivative is given, and what they are of. */
  readonly unknown = new Map<string, Unknown>();
  /** Derivatives on the left of an equation that say what is given. */
  readonly givens = new Set<Formula>();
  /** By name, what the text says the derivatives by it are. */
  readonly claimed: ReadonlyMap<string, readonly Formula[]>;
  /** Names for derivatives. */
  readonly abbreviations: Abbreviation[] = [];
  /** Lines of a derivation and claims, as they stand in the text. */
  readonly stated: Stated[] = [];
  /** Lines of a derivation, in the input language. */
  readonly lines: WrittenLine[] = [];
  /** The same lines where derivatives of vectors have columns, if the text does not say what they have. */
  readonly otherwise: WrittenLine[] = [];
  /** How derivatives of vectors lie in the lines that are written. */
  layout: Decided = { layout: 'numerator', known: false };
  /** What each quantity is made of, once definitions are settled: a long text asks for it line by line. */
  readonly reaches = new Map<string, ReadonlySet<string>>();
  /** Which derivatives are asked for, where it is said. */
  readonly wanted = new Set<Derivative>();

  constructor(readonly gathered: Gathered) {
    this.remarks = [...gathered.remarks];
    const formulas = [
      ...gathered.equations.flatMap((e) => [...e.sides, ...(e.kind === 'function' ? [e.name, ...e.of] : [])]),
      ...gathered.expressions.map((e) => e.formula),
      ...gathered.said.map((s) => s.symbol),
    ];
    this.letters = new Set(usesIn(formulas).map(({ symbol }) => symbol.base));
    const pi = readPi(gathered);
    this.remarks.push(...pi.remarks);
    if (pi.isNumber) this.numbers.add('pi');
    const ends = endsIn(gathered, formulas);
    const bare = new Naming(formulas);
    const defined = gathered.equations.flatMap((e) => nameOf(e) ?? []);
    const isOwn = (name: string): boolean =>
      [...gathered.said.map((s) => s.symbol), ...defined].some((f) => f.base === name);
    const lefts = placesOnLeft(gathered.equations, ends.ranged);
    const running = defined.flatMap((f) => f.subs.flatMap((s) => letterOf(s) ?? []));
    this.bySums = new Map([...entriesBySums(formulas, new Set(running))].filter(([name]) => !isOwn(name)));
    const wholes = wholesIn(gathered, formulas, bare);
    const sized = new Map<string, Sized>([
      ...wholes.sized,
      ...[...this.bySums].map(([name]): [string, Sized] => [name, { places: 2, ends: [] }]),
      ...gathered.said.flatMap((s): [string, Sized][] =>
        s.size && s.size.length > 0 ? [[bare.named(s.symbol).name, sizedBy(s.size)]] : [],
      ),
    ]);
    // what is defined or declared by itself is no entry of another
    const own = [
      ...gathered.said.map((s) => s.symbol),
      ...gathered.equations.flatMap((e) => (e.kind === 'function' ? [e.name, ...e.of] : e.sides.slice(0, 1))),
    ].flatMap((f) => (f.kind === 'symbol' ? [f] : []));
    const members = gathered.said.flatMap((s) => (s.size && !s.symbol.size ? [s.symbol] : []));
    const isSized = (s: TexSymbol): boolean => sized.has(bare.named({ ...s, subs: [] }).name);
    const beside = membersBeside(formulas, isSized);
    const { capitals } = wholes;
    this.naming = new Naming(formulas, { numberPi: pi.isNumber, ends, beside, capitals, lefts }, sized, members, own);
    this.naming.requireNames(formulas);
    this.claimed = claimedIn(gathered, this.naming);
    for (const [small, { capital, symbol }] of wholes.capitals)
      this.note('guess', `${small} with two indices is read as the entries of ${capital}`, symbol.span);
    this.known = { naming: this.naming, of: this.sizes, numbers: this.numbers, kinds: this.kinds };
    const { naming, known, functions } = this;
    const definite = gathered.said.filter((s) => s.properties.includes('posdef'));
    this.definite = new Set(definite.map((s) => naming.named(s.symbol).name));
    this.emitter = new Emitter({ naming, sizes: known, functions, definite: this.definite });
  }

  note(kind: Remark['kind'], message: string, span: Span): void {
    if (!this.remarks.some((r) => r.message === message)) this.remarks.push({ kind, message, span });
  }

  /** Taken, and told once it is known which sizes are the same. */
  guessSize(name: string, size: Size, span: Span, why: string): void {
    this.sizes.set(name, size);
    this.tellLater(name, span, (own) => {
      const isMember = isNumber(own) && this.naming.families.has(name);
      const hint = isMember ? ` for each index; ${name} \\in \\mathbb{R}^{n} makes these its entries` : '';
      return `the size of ${name} is not said; ${why} ${isNumber(own) ? 'a number' : own.join('×')}${hint}`;
    });
  }

  /** A letter that would go as a number has entries, and how many there are may have a name that only stands here. */
  guessEntries(name: string, span: Span, message: string): void {
    this.tellLater(name, span, (size) => {
      const open = size.filter((s) => this.fresh.has(s));
      if (open.length === 0) return message;
      return `${message}; ${size[1] === '1' ? `its length is called ${size[0]}` : `its size is called ${size.join('×')}`}`;
    });
  }

  private tellLater(name: string, span: Span, told: (size: Size) => string): void {
    const before = this.guessed.findIndex((g) => g.name === name);
    if (before >= 0) this.guessed.splice(before, 1);
    this.guessed.push({ name, span, told });
  }

  tellSizes(): void {
    for (const { name, span, told } of this.guessed.splice(0))
      this.note('guess', told(this.sizes.get(name) as Size), span);
  }

  /** What the problem consists of. */
  get formulas(): Formula[] {
    const alone = this.definitions.length === 0 ? this.gathered.expressions.map((e) => e.formula) : [];
    return [...this.definitions.map((d) => d.right), ...alone];
  }

  /** The name of a size that nothing has yet: a letter of the formulas is what it is there, and no size of another. */
  freshSize(): string {
    const taken = new Set([...this.numbers, ...[...this.sizes.values()].flat(), ...this.letters]);
    const name = [...'nmpqrsuvwdk'].find((letter) => !taken.has(letter)) ?? `n${taken.size}`;
    this.numbers.add(name);
    this.fresh.add(name);
    return name;
  }

  /** A name for what is differentiated, which has none in the text. */
  freshName(): string {
    const taken = new Set([...this.numbers, ...this.functions, ...this.definitions.map((d) => d.name)]);
    for (const { symbol } of usesIn(this.formulas)) taken.add(symbol.base);
    for (const { formula } of this.gathered.expressions)
      for (const { symbol } of usesIn([formula])) taken.add(symbol.base);
    return [...'fgLJ'].find((letter) => !taken.has(letter)) ?? 'objective';
  }

  /** The places of an index, as the input language writes them. */
  places(index: readonly Formula[]): string {
    return index.map((f) => this.emitter.index(f)).join(',');
  }

  /** h[t], or the name alone. */
  member(name: string, index: readonly Formula[]): string {
    return index.length === 0 ? name : `${name}[${this.places(index)}]`;
  }

  sizeText(f: Formula): string {
    return this.emitter.index(f);
  }

  /** For a remark. */
  written(f: Formula): string {
    try {
      return this.emitter.side(f);
    } catch (error) {
      if (error instanceof FrobeniusError) return '…';
      throw error;
    }
  }
}

/** How many places an entry has, and the letters that are the ends of them. */
function sizedBy(size: readonly Formula[]): Sized {
  const ends = size.flatMap((f) => letterOf(f) ?? []);
  return { places: size.length === 1 || size.some((f) => f.kind === 'number' && f.text === '1') ? 1 : 2, ends };
}

function claimedIn({ equations }: Gathered, naming: Naming): Map<string, Formula[]> {
  const found = new Map<string, Formula[]>();
  for (const { sides } of equations) {
    const [left, ...rights] = sides;
    if (left?.kind !== 'partial' || left.by?.kind !== 'symbol') continue;
    const { name } = naming.named(left.by);
    found.set(name, [...(found.get(name) ?? []), ...rights]);
  }
  return found;
}
