/**
 * What is being made of a text: the definitions, sizes and names found so far, which all steps towards a problem file
 * read and add to. Owns no decisions.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import { Emitter } from './emit.js';
import type { Formula } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import { Naming } from './naming.js';
import type { Size, Sizes } from './shapes.js';

export interface Definition {
  readonly name: string;
  readonly index: readonly Formula[];
  /** The letter of the index that stands for any member. */
  readonly loop: string | undefined;
  readonly right: Formula;
  /** Letters of entries: the formula says what one entry is. */
  readonly free: readonly string[];
  readonly span: Span;
}

export class Draft {
  readonly remarks: Remark[];
  readonly naming: Naming;
  readonly emitter: Emitter;
  readonly known: Sizes;
  readonly sizes = new Map<string, Size>();
  /** Names of sizes, ends and indices. */
  readonly numbers = new Set<string>();
  readonly functions = new Set<string>();
  readonly definitions: Definition[] = [];
  readonly asked: { readonly name: string; readonly span?: Span }[] = [];
  /** Lines of a derivation, in the input language. */
  readonly lines: string[] = [];
  subject: string | undefined;

  constructor(readonly gathered: Gathered) {
    this.remarks = [...gathered.remarks];
    const formulas = [
      ...gathered.equations.flatMap((e) => [...e.sides, ...(e.kind === 'function' ? [e.name, ...e.of] : [])]),
      ...gathered.expressions.map((e) => e.formula),
      ...gathered.said.map((s) => s.symbol),
    ];
    const bare = new Naming(formulas);
    const sized = gathered.said.flatMap((s) => (s.size && s.size.length > 0 ? [bare.named(s.symbol).name] : []));
    const members = gathered.said.flatMap((s) => (s.size && !s.symbol.size ? [s.symbol] : []));
    this.naming = new Naming(formulas, {}, new Set(sized), members);
    this.known = { naming: this.naming, of: this.sizes, numbers: this.numbers };
    const { naming, known, functions } = this;
    this.emitter = new Emitter({ naming, sizes: known, functions });
  }

  note(kind: Remark['kind'], message: string, span: Span): void {
    if (!this.remarks.some((r) => r.message === message)) this.remarks.push({ kind, message, span });
  }

  /** What the problem consists of. */
  get formulas(): Formula[] {
    const alone = this.definitions.length === 0 ? this.gathered.expressions.map((e) => e.formula) : [];
    return [...this.definitions.map((d) => d.right), ...alone];
  }

  /** The name of a size that nothing has yet. */
  freshSize(): string {
    const taken = new Set([...this.numbers, ...[...this.sizes.values()].flat()]);
    const name = [...'nmpqrsuvwdk'].find((letter) => !taken.has(letter)) ?? `n${taken.size}`;
    this.numbers.add(name);
    return name;
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
