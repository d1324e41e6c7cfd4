/**
 * From what a text says to a problem file: which equations are definitions, what is declared and how large, over which
 * range families run, what is differentiated by what. Every decision that could be another is told.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import { Emitter } from './emit.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation, Gathered, Remark } from './gather.js';
import { letterOf, Naming, usesIn } from './naming.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber, NUMBER, sizeOf } from './shapes.js';
import { walk } from './walk.js';

export interface ProblemText {
  readonly source: string;
  readonly remarks: readonly Remark[];
  /** There is no definition: `source` is one expression, with declarations apart. */
  readonly expression: boolean;
  readonly declare: readonly string[];
}

interface Definition {
  readonly name: string;
  readonly index: readonly Formula[];
  /** Letters of the index that stand for any member. */
  readonly loop: string | undefined;
  readonly right: Formula;
  readonly free: readonly string[];
  readonly span: Span;
}

export function problemText(gathered: Gathered): ProblemText {
  return new Builder(gathered).run();
}

class Builder {
  private readonly remarks: Remark[];
  private readonly naming: Naming;
  private readonly sizes = new Map<string, Size>();
  private readonly numbers = new Set<string>();
  private readonly functions = new Set<string>();
  private readonly definitions: Definition[] = [];
  private readonly asked: { name: string; span?: Span }[] = [];
  private subject: string | undefined;
  private readonly emitter: Emitter;

  constructor(private readonly gathered: Gathered) {
    this.remarks = [...gathered.remarks];
    const formulas = [
      ...gathered.equations.flatMap((e) => [...e.sides, ...(e.kind === 'function' ? [e.name, ...e.of] : [])]),
      ...gathered.expressions.map((e) => e.formula),
      ...gathered.said.map((s) => s.symbol),
    ];
    const bare = new Naming(formulas);
    const sized = new Set(
      gathered.said.flatMap((s) => (s.size && s.size.length > 0 ? [bare.named(s.symbol).name] : [])),
    );
    this.naming = new Naming(formulas, {}, sized);
    this.emitter = new Emitter({
      naming: this.naming,
      sizes: { naming: this.naming, of: this.sizes, numbers: this.numbers },
      functions: this.functions,
      isVariable: () => true,
    });
  }

  run(): ProblemText {
    this.letters();
    this.declared();
    for (const equation of this.gathered.equations) this.equation(equation);
    this.settleSizes();
    this.askedFor();
    const expression = this.definitions.length === 0;
    const source = expression ? this.expression() : this.file();
    const guesses = this.naming.guesses.map((g): Remark => ({ kind: 'guess', ...g }));
    const remarks = [...this.remarks, ...guesses].sort((a, b) => a.span.start - b.span.start);
    return { source, remarks, expression, declare: expression ? this.declarations(new Set()).map((d) => d.text) : [] };
  }

  private note(kind: Remark['kind'], message: string, span: Span): void {
    if (!this.remarks.some((r) => r.message === message)) this.remarks.push({ kind, message, span });
  }

  private get formulas(): Formula[] {
    return [
      ...this.definitions.map((d) => d.right),
      ...(this.definitions.length === 0 ? this.gathered.expressions.map((e) => e.formula) : []),
    ];
  }

  /** Ends of sums and sizes are numbers; so is what a letter numbers. */
  private letters(): void {
    const { equations, expressions } = this.gathered;
    const all = [...equations.flatMap((e) => e.sides), ...expressions.map((e) => e.formula)];
    for (const formula of all) {
      for (const { f } of walk(formula)) {
        if (f.kind === 'fold') {
          this.numbers.add(f.over);
          for (const end of [f.from, f.to])
            for (const { f: part } of end ? walk(end) : []) if (part.kind === 'symbol') this.numbers.add(part.base);
        }
        if (f.kind === 'call' && f.primes >= 0 && this.isUserFunction(f.fn)) this.functions.add(f.fn);
      }
    }
    for (const letter of [...this.naming.family, ...this.naming.entry]) this.numbers.add(letter);
  }

  private isUserFunction(fn: string): boolean {
    return fn.length === 1 ? fn !== 'e' : /^(?:phi|psi)$/.test(fn);
  }

  private sizeText(f: Formula): string {
    return this.emitter.index(f);
  }

  private declared(): void {
    for (const said of this.gathered.said) {
      const { size } = said;
      if (size === undefined) continue;
      for (const { f } of size.flatMap((s) => [...walk(s)])) if (f.kind === 'symbol') this.numbers.add(f.base);
      const texts = size.map((s) => this.sizeText(s));
      const { name } = this.naming.named(said.symbol);
      const own: Size = texts.length === 0 ? NUMBER : [texts[0] as string, texts[1] ?? '1'];
      const known = this.sizes.get(name);
      if (known && (known[0] !== own[0] || known[1] !== own[1]))
        this.note(
          'note',
          `${name} is said to be ${known.join('×')} and ${own.join('×')}; the first is taken`,
          said.span,
        );
      else this.sizes.set(name, own);
    }
  }

  // ——— equations ———

  private equation(equation: Equation): void {
    if (equation.kind === 'function') {
      for (const f of equation.of)
        if (f.kind === 'symbol') this.asked.push({ name: this.naming.named(f).name, span: f.span });
      this.define(equation.name, equation.sides, equation.span);
      this.subject = this.naming.named(equation.name).name;
      return;
    }
    const [left, ...rights] = equation.sides as [Formula, ...Formula[]];
    if (left.kind === 'partial') return this.gradient(left, rights, equation.span);
    if (left.kind === 'symbol') return this.define(left, rights, equation.span);
    if (left.kind === 'differential')
      return this.note(
        'note',
        "a line of a derivation is no part of the problem; 'frobenius verify' judges such lines",
        equation.span,
      );
    this.note('note', 'an identity is no definition, and is left out', equation.span);
  }

  /** ∂L/∂U = …: it is asked for; what it is said to be is a claim. */
  private gradient(left: Formula & { kind: 'partial' }, rights: readonly Formula[], span: Span): void {
    if (left.by.kind === 'symbol') this.asked.push({ name: this.naming.named(left.by).name, span: left.by.span });
    if (left.of.kind === 'symbol') this.subject ??= this.naming.named(left.of).name;
    if (rights.length === 0) return;
    const texts = rights.map((r) => this.written(r));
    this.note(
      'note',
      `that ${this.written(left)} = ${texts.join(' = ')} is a claim: it is derived here, not taken`,
      span,
    );
  }

  private written(f: Formula): string {
    try {
      return this.emitter.side(f);
    } catch (error) {
      if (error instanceof FrobeniusError) return '…';
      throw error;
    }
  }

  private define(left: TexSymbol, rights: readonly Formula[], span: Span): void {
    const { name, index, entries } = this.naming.named(left);
    const right = rights.at(-1);
    if (right === undefined) return;
    if (rights.length > 1) this.several(name, rights, span);
    const letters = index.flatMap((f) => letterOf(f) ?? []);
    const [first] = index;
    const loop = index.length === 1 && first?.kind === 'symbol' ? letters[0] : undefined;
    const free = entries.flatMap((f) => letterOf(f) ?? []);
    const definition: Definition = { name, index, loop, right, free, span };
    const before = this.definitions.findIndex(
      (d) => d.name === name && (d.index.length === 0 || index.length === 0 || this.same(d, definition)),
    );
    if (before >= 0) {
      const known = this.definitions[before] as Definition;
      const indexed = known.index.length === 0 && index.length > 0;
      if (indexed || known.index.length === index.length) {
        if (indexed)
          this.note('note', `${name} is given with and without an index; the one with an index is taken`, span);
        else this.note('note', `${name} is defined twice; the last definition is taken`, span);
        this.definitions[before] = definition;
      }
      return;
    }
    this.definitions.push(definition);
  }

  private same(a: Definition, b: Definition): boolean {
    return a.index.map((f) => this.emitter.index(f)).join() === b.index.map((f) => this.emitter.index(f)).join();
  }

  /** a = b = c: the last is taken, and what the others say is told. */
  private several(name: string, rights: readonly Formula[], span: Span): void {
    const all = rights.map((r) => (r.kind === 'call' ? `${r.fn}(…)` : undefined));
    const last = rights.at(-1) as Formula;
    const soft = rights.some((r) => r.kind === 'call' && r.fn === 'softmax');
    const powers = [...walk(last)].some(({ f }) => f.kind === 'call' && (f.fn === 'e' || f.fn === 'exp'));
    if (soft && last.kind === 'fraction' && !powers)
      this.note(
        'note',
        `softmax has exponentials, exp(o)/Σ exp(o); the formula given for ${name} has none, and is taken to the letter: its values may be negative, and where the entries of a row sum to 0 it has none`,
        span,
      );
    else if (all.some((text) => text !== undefined) || rights.length > 1)
      this.note('guess', `${name} is given by ${rights.length} formulas in a chain; the last is taken`, span);
  }

  // ——— sizes ———

  /** Sizes of what is defined follow from the right sides; a bias takes that of what it is added to. */
  private settleSizes(): void {
    for (let round = 0; round < this.definitions.length + 1; round++) {
      for (const d of this.definitions) {
        if (this.sizes.has(d.name)) continue;
        const size = sizeOf(d.right, { naming: this.naming, of: this.sizes, numbers: this.numbers });
        if (size !== undefined && !(isNumber(size) && d.free.length > 0)) this.sizes.set(d.name, size);
      }
      this.settleBiases();
    }
  }

  private settleBiases(): void {
    const defined = new Set(this.definitions.map((d) => d.name));
    const wanted = new Set(this.gathered.asked.map((a) => (typeof a === 'string' ? a : this.naming.named(a).name)));
    for (const formula of this.formulas) {
      for (const { f } of walk(formula)) {
        if (f.kind !== 'sum') continue;
        const whole = f.terms
          .map((t) => t.term)
          .filter((t) => t.kind !== 'symbol' || this.sizes.has(this.naming.named(t).name));
        const size = whole
          .map((t) => sizeOf(t, { naming: this.naming, of: this.sizes, numbers: this.numbers }))
          .find((s) => s !== undefined && !isNumber(s));
        if (size === undefined) continue;
        for (const { term } of f.terms) {
          if (term.kind !== 'symbol') continue;
          const { name, index } = this.naming.named(term);
          const open = !this.sizes.has(name) && !defined.has(name) && !this.numbers.has(name) && index.length === 0;
          if (!open || !(term.bold || (wanted.has(name) && byLetter(name) === 'number'))) continue;
          const own: Size = size[1] === '1' ? size : this.hasRowBias() || size[0] !== '1' ? ['1', size[1]] : size;
          this.sizes.set(name, own);
          this.note(
            'guess',
            `the size of ${name} is not said; as what is added to ${size.join('×')} it is taken as ${own.join('×')}`,
            term.span,
          );
        }
      }
    }
  }

  private hasRowBias(): boolean {
    return [...this.sizes.values()].some(([rows, cols]) => rows === '1' && cols !== '1');
  }

  // ——— what is asked ———

  private askedFor(): void {
    for (const a of this.gathered.asked) {
      if (typeof a === 'string') this.asked.push({ name: a });
      else this.asked.push({ name: this.naming.named(a).name, span: a.span });
    }
  }

  private subjectName(): string {
    const defined = this.definitions.map((d) => d.name);
    if (this.subject !== undefined && defined.includes(this.subject)) return this.subject;
    const usual = ['L', 'J', 'E', 'f', 'loss', 'ell', 'l'].find((n) => defined.includes(n));
    return usual ?? (defined.at(-1) as string);
  }

  // ——— the file ———

  private expression(): string {
    const shown = this.gathered.expressions.filter((e) => e.display);
    const chosen = shown.at(-1) ?? this.gathered.expressions.at(-1);
    if (chosen === undefined) throw new FrobeniusError('syntax', 'no formula was found that defines anything');
    for (const { f } of walk(chosen.formula)) if (f.kind === 'symbol') continue;
    return this.emitter.side(chosen.formula);
  }

  private file(): string {
    const written = new Map<Definition, string>();
    for (const d of [...this.definitions]) {
      try {
        const index = d.index.length === 0 ? '' : `[${d.index.map((f) => this.emitter.index(f)).join(',')}]`;
        written.set(d, `${d.name}${index} = ${this.emitter.side(d.right, d.free)}`);
      } catch (error) {
        if (!(error instanceof FrobeniusError)) throw error;
        this.note('unreadable', error.message, error.span ?? d.span);
        this.definitions.splice(this.definitions.indexOf(d), 1);
      }
    }
    if (this.definitions.length === 0) throw new FrobeniusError('syntax', 'no formula was found that defines anything');
    const defined = new Set(this.definitions.map((d) => d.name));
    const asked = this.requested(defined);
    const lines = this.declarations(new Set(asked)).map((d) => d.text);
    const functions = [...this.functions].filter((f) => !defined.has(f)).map((f) => `function ${f} elementwise`);
    const subject = this.subjectName();
    const body = this.blocks(written);
    const request = asked.length > 0 ? [`grad ${subject} wrt ${asked.join(', ')}`] : [];
    return `${[...lines, ...functions, '', ...body, '', ...request]
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()}\n`;
  }

  private requested(defined: ReadonlySet<string>): string[] {
    const used = new Set(this.variables().map((v) => v.name));
    const found: string[] = [];
    for (const { name, span } of this.asked) {
      if (found.includes(name)) continue;
      if (used.has(name) || defined.has(name)) found.push(name);
      else if (span !== undefined) this.note('note', `${name} is asked for, but stands in no definition`, span);
    }
    return found;
  }

  /** Names that stand for values and are not defined, with a place of each. */
  private variables(): { name: string; symbol: TexSymbol; index: readonly Formula[] }[] {
    const defined = new Set(this.definitions.map((d) => d.name));
    const found = new Map<string, { name: string; symbol: TexSymbol; index: readonly Formula[] }>();
    for (const { symbol } of usesIn(this.formulas)) {
      const { name, index } = this.naming.named(symbol);
      if (defined.has(name) || (index.length === 0 && this.numbers.has(name)) || this.functions.has(name)) continue;
      if (!found.has(name)) found.set(name, { name, symbol, index });
    }
    return [...found.values()];
  }

  private declarations(asked: ReadonlySet<string>): { text: string }[] {
    const out: { text: string }[] = [];
    const said = new Map(this.gathered.said.map((s) => [this.naming.named(s.symbol).name, s]));
    const logged = this.logged();
    for (const { name, symbol, index } of this.variables()) {
      const own = this.gathered.said.filter((s) => this.naming.named(s.symbol).name === name);
      const size = this.sizeFor(name, symbol);
      if (size === undefined && index.length === 0) continue;
      const properties = [...new Set(own.flatMap((s) => s.properties))];
      if (logged.has(name) && !asked.has(name)) {
        properties.push('positive');
        this.note('guess', `${name} is taken as positive, since its logarithm is`, symbol.span);
      }
      const role = asked.has(name) || (asked.size === 0 && !said.get(name)?.data) ? 'param' : 'data';
      const places =
        index.length === 0 ? '' : `[${[...new Set(index.map((f) => letterOf(f) ?? this.emitter.index(f)))].join(',')}]`;
      const shape = size === undefined ? '' : ` : ${shapeText(size)}`;
      const text = `${role} ${name}${places}${shape}${properties.length > 0 ? ` ${properties.join(' ')}` : ''}`;
      out.push({ text: this.definitions.length === 0 ? text.replace(/^(?:param|data) /, '') : text });
    }
    return [...out, ...this.boundaries(asked)];
  }

  /** Of the said size; a bold letter that the language would take for a number gets a size of its own. */
  private sizeFor(name: string, symbol: TexSymbol): Size | undefined {
    const known = this.sizes.get(name);
    if (known !== undefined) return known;
    const partner = this.partnerOf(name);
    if (partner !== undefined) {
      this.note(
        'guess',
        `the size of ${name} is not said; it is taken as ${partner.join('×')}, like what stands beside it`,
        symbol.span,
      );
      this.sizes.set(name, partner);
      return partner;
    }
    if (symbol.bold && byLetter(name) === 'number') {
      const size: Size = [this.freshSize(), '1'];
      this.sizes.set(name, size);
      this.note('guess', `${name} is bold, and taken as a column vector`, symbol.span);
      return size;
    }
    if (this.naming.named(symbol).index.length > 0) {
      const kind = symbol.bold ? 'vector' : byLetter(name);
      const alone = this.gathered.said.every((s) => this.naming.named(s.symbol).name !== name);
      const size: Size =
        kind === 'number' || (alone && kind === 'vector' && this.isScalarUse(name))
          ? NUMBER
          : kind === 'vector'
            ? [this.freshSize(), '1']
            : [this.freshSize(), this.freshSize()];
      this.sizes.set(name, size);
      this.note(
        'guess',
        `the size of ${name} is not said; it is taken as ${isNumber(size) ? 'a number' : size.join('×')}`,
        symbol.span,
      );
      return size;
    }
    if (/^[nmNMKT]$/.test(name) && this.isFactor(name)) {
      this.note('guess', `${name} is taken as a number`, symbol.span);
      this.sizes.set(name, NUMBER);
      return NUMBER;
    }
    return undefined;
  }

  /** Only ever divided by, or in front of a product. */
  private isFactor(name: string): boolean {
    return this.formulas.every((formula) =>
      [...walk(formula)].every(({ f }) => {
        if (f.kind !== 'sum' && f.kind !== 'transpose' && f.kind !== 'norm') return true;
        const parts = f.kind === 'sum' ? f.terms.map((t) => t.term) : [f.of];
        return parts.every((p) => p.kind !== 'symbol' || this.naming.named(p).name !== name);
      }),
    );
  }

  /** y_i in (y_i − wᵀx_i)²: added to a number, it is one. */
  private isScalarUse(name: string): boolean {
    return this.formulas.some((formula) =>
      [...walk(formula)].some(
        ({ f }) =>
          f.kind === 'sum' &&
          f.terms.some((t) => t.term.kind === 'symbol' && this.naming.named(t.term).name === name) &&
          f.terms.some((t) => t.term.kind === 'product' && t.term.factors[0]?.kind === 'transpose'),
      ),
    );
  }

  /** The size of what a name is multiplied with entry by entry, or compared with in a sum of entries. */
  private partnerOf(name: string): Size | undefined {
    for (const formula of this.formulas) {
      for (const { f } of walk(formula)) {
        if (f.kind !== 'product') continue;
        const symbols = usesIn([f]).map(({ symbol }) => this.naming.named(symbol));
        if (!symbols.some((s) => s.name === name && s.entries.length > 0)) continue;
        const other = symbols.find((s) => s.name !== name && s.entries.length > 0 && this.sizes.has(s.name));
        if (other !== undefined) return this.sizes.get(other.name);
      }
    }
    return undefined;
  }

  private freshSize(): string {
    const taken = new Set([...this.numbers, ...[...this.sizes.values()].flat()]);
    const name = [...'nmpqrsuvwdk'].find((l) => !taken.has(l)) ?? `n${taken.size}`;
    this.numbers.add(name);
    return name;
  }

  /** Variables whose logarithm is taken as they stand. */
  private logged(): Set<string> {
    const found = new Set<string>();
    for (const formula of this.formulas)
      for (const { f } of walk(formula))
        if (f.kind === 'call' && f.fn === 'log' && f.args[0]?.kind === 'symbol')
          found.add(this.naming.named(f.args[0]).name);
    return found;
  }

  /** H[0] where H[t] is defined from H[t-1]. */
  private boundaries(asked: ReadonlySet<string>): { text: string }[] {
    const out: { text: string }[] = [];
    for (const { symbol } of usesIn(this.formulas)) {
      const { name, index } = this.naming.named(symbol);
      const [f] = index;
      const own = this.definitions.filter((d) => d.name === name);
      if (index.length !== 1 || f?.kind !== 'sum' || !own.some((d) => d.loop !== undefined)) continue;
      const back = f.terms.find((t) => t.term.kind === 'number');
      if (back === undefined || !back.negative || back.term.kind !== 'number') continue;
      for (let k = 0; k < Number(back.term.text); k++) {
        const place = this.start(letterOf(f) as string) - 1 - k;
        const text = `${name}[${place}]`;
        if (own.some((d) => d.loop === undefined && d.index.map((i) => this.emitter.index(i)).join() === String(place)))
          continue;
        if (out.some((o) => o.text.includes(`${text} `))) continue;
        const size = this.sizes.get(name);
        out.push({ text: `${asked.has(text) ? 'param' : 'data'} ${text} : ${size ? shapeText(size) : 'scalar'}` });
      }
    }
    return out;
  }

  private start(letter: string): number {
    const from = this.rangeOf(letter)?.from;
    return from === undefined ? 1 : Number(from) || 1;
  }

  private rangeOf(letter: string): { from: string; to: string } | undefined {
    for (const formula of this.formulas)
      for (const { f } of walk(formula))
        if (f.kind === 'fold' && f.over === letter && f.to)
          return { from: f.from ? this.emitter.index(f.from) : '1', to: this.emitter.index(f.to) };
    return undefined;
  }

  /** Definitions in an order in which each stands after what it uses; those of one family's letter in a loop. */
  private blocks(written: ReadonlyMap<Definition, string>): string[] {
    const ordered = this.ordered();
    const lines: string[] = [];
    for (let k = 0; k < ordered.length; ) {
      const first = ordered[k] as Definition;
      if (first.loop === undefined) {
        lines.push(written.get(first) as string);
        k++;
        continue;
      }
      const range = this.rangeOf(first.loop);
      if (range === undefined)
        this.note('guess', `${first.loop} is taken to run from 1 to ${first.loop.toUpperCase()}`, first.span);
      lines.push('', `for ${first.loop} = ${range?.from ?? '1'}..${range?.to ?? first.loop.toUpperCase()}`);
      for (; k < ordered.length && (ordered[k] as Definition).loop === first.loop; k++)
        lines.push(`  ${written.get(ordered[k] as Definition)}`);
      lines.push('end', '');
    }
    return lines;
  }

  private ordered(): Definition[] {
    const rest = [...this.definitions];
    const out: Definition[] = [];
    const uses = (a: Definition, b: Definition): boolean =>
      usesIn([a.right]).some(({ symbol }) => {
        const { name, index } = this.naming.named(symbol);
        return name === b.name && !(a.loop !== undefined && index[0]?.kind === 'sum');
      });
    while (rest.length > 0) {
      const ready = rest.filter((d) => !rest.some((other) => other !== d && uses(d, other)));
      // those of the loop that is open go on
      const open = out.at(-1)?.loop;
      const next = ready.find((d) => d.loop === open) ?? ready[0] ?? (rest[0] as Definition);
      out.push(next);
      rest.splice(rest.indexOf(next), 1);
    }
    return out;
  }
}

const shapeText = (size: Size): string =>
  isNumber(size) ? 'scalar' : size[1] === '1' ? size[0] : `${size[0]} x ${size[1]}`;
