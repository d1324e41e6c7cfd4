/**
 * Programs as Julia: a function and the helpers below it, from the standard library alone. Columns are vectors, families
 * vectors of their members; the answer is a named tuple of the value and a named tuple of derivatives.
 */
import type { Shape } from '../../expression/dimension.js';
import { asName, dimName, isScalarShape } from '../../expression/dimension.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Derivative, DerivativePart, Input, ListLength, Program, SizeSource, Statement } from '../code.js';
import { lengthFaults, lengthWords } from '../list-lengths.js';
import { juliaDoc } from './julia-doc.js';
import type { Factor } from './julia-factors.js';
import { FACTORING, factorsOf } from './julia-factors.js';
import type { Lengths } from './julia-families.js';
import { lengthsOf, placesOf } from './julia-families.js';
import { guardedNames } from './julia-guards.js';
import { helpersIn } from './julia-helpers.js';
import { linesOf } from './julia-lines.js';
import { isColumn } from './julia-look.js';
import { JuliaTerms } from './julia-terms.js';
import { Names } from './names.js';
import type { Printed, PrintOptions, Target } from './target.js';
import { argumentName, isLetter, offsetText } from './target.js';
import { memberShape } from './terms.js';
import { juliaTest, juliaTestHelpers } from './tests/julia.js';

const KEYWORDS =
  'abstract baremodule begin break catch const continue do else elseif end export false finally for function global if import in isa let local macro module mutable outer primitive quote return struct true try type using var where while'.split(
    ' ',
  );
const USED =
  'Any Array Dict Diagonal DimensionMismatch DomainError Float64 I Inf Int Matrix NTuple NaN Symmetric Tuple Vector abs acos acosh asin asinh atan atanh axes cbrt cholesky collect cos cosh derivatives det diag diagm dot eigmax eigvals eltype enumerate exp expm1 first float hcat ifelse inv keys kron length log log10 log1p log2 logabsdet logdet lu max maximum min minimum norm nothing ones opnorm pairs pi pinv prod promote_type reduce reshape sign sin sinh size sort sqrt sum svdvals tan tanh throw tr tril triu value vcat vec zeros'.split(
    ' ',
  );

/** The micro sign and the open e, which Julia reads as Greek. */
const ALIKE = new Map([
  ['\u00b5', '\u03bc'],
  ['\u025b', '\u03b5'],
]);

export const julia: Target = {
  factors: true,
  print: (program, options) => new JuliaWriter(program, options).print(),
  imports: () => 'using LinearAlgebra',
  helpersFirst: false,
  gap: '\n\n',
};

class JuliaWriter {
  private readonly names = new Names({ reserved: new Set([...KEYWORDS, ...USED]), unicode: true, alike: ALIKE });
  /** The derivatives' own: a named tuple has room for what the function calls otherwise. */
  private readonly fields = new Names({ reserved: new Set(KEYWORDS), unicode: true, alike: ALIKE });
  private readonly factors = new Map<Factor, string>();
  private readonly terms: JuliaTerms;
  private readonly guarded: ReadonlySet<string>;
  /** The type of the numbers, once something has asked for it. */
  private entry: string | undefined;
  private body: string[] = [];

  constructor(
    private readonly program: Program,
    private readonly options: PrintOptions,
  ) {
    this.terms = new JuliaTerms(program, this.names, this.factors);
    this.guarded = guardedNames(program);
  }

  print(): Printed {
    const { inputs, sizes, statements, value, derivatives } = this.program;
    for (const { name, at } of inputs) if (!at) this.names.of('variable', name);
    const parameters = inputs.map((input) => `${this.parameter(input)}${this.typeOf(input)}`);
    for (const { size } of sizes) this.terms.size(size);
    const given = sizes.flatMap(({ kind, size }) => (kind === 'given' ? [`${this.terms.size(size)}::Integer`] : []));
    // keys that are names keep them
    for (const d of derivatives) if (fieldName(d.key) === d.key) this.field(d);
    this.nameFactors();
    const head = this.section(() => {
      this.sizes(sizes);
      for (const { more, less, words } of this.program.demands)
        this.line(1, `${this.terms.size(more)} >= ${this.terms.size(less)} || throw(ArgumentError("${words}"))`);
      for (const one of this.program.lengths) this.checkLength(one);
      for (const input of inputs) this.check(input);
    });
    const work = this.section(() => {
      this.families();
      for (const { name, at, arity } of inputs) if (!at && arity === 0) this.factor(name);
      for (const statement of statements) this.statement(statement, 1);
    });
    const texts: string[] = [];
    const members = this.section(() => {
      for (const derivative of derivatives) texts.push(this.answer(derivative));
    });
    const answer = this.section(() => {
      this.line(1, 'return (');
      this.line(2, `value = ${value ? this.terms.write(value) : 'nothing'},`);
      this.line(2, 'derivatives = (');
      for (const [i, text] of texts.entries()) this.line(3, `${this.field(derivatives[i] as Derivative)} = ${text},`);
      this.line(2, '),');
      this.line(1, ')');
    });
    const entry = this.entry === undefined ? [] : linesOf(`${this.entry} = ${this.entryType()}`, 1);
    const sections = [[...head, ...entry], work, members, answer].filter((lines) => lines.length > 0);
    const main = [
      ...juliaDoc(
        this.program,
        this.options,
        this.names,
        (input) => this.parameter(input),
        (d) => this.field(d),
      ),
      ...this.signature([...parameters, ...given]),
      ...sections.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
      'end',
    ].join('\n');
    const helpers = helpersIn(main);
    const { test, name } = this.options;
    if (test === undefined) return { main, helpers };
    const field = (key: string): string => this.field(derivatives.find((d) => d.key === key) as Derivative);
    return { main, helpers, test: { main: juliaTest(test, name, field), helpers: juliaTestHelpers } };
  }

  private section(write: () => void): string[] {
    this.body = [];
    write();
    return this.body;
  }

  private line(depth: number, text: string): void {
    this.body.push(...linesOf(text, depth));
  }

  private signature(parameters: readonly string[]): string[] {
    const whole = `function ${this.options.name}(${parameters.join(', ')})`;
    if (whole.length <= 92) return [whole];
    return [`function ${this.options.name}(`, ...parameters.map((p) => `    ${p},`), ')'];
  }

  // ——— inputs ———

  /** The name of an argument; a list with a boundary beside it is put together with it under the family's. */
  private parameter(input: Input): string {
    const { name, arity } = input;
    return this.isJoined(name) && arity > 0 ? this.names.of('result', `${name}_list`) : argumentName(this.names, input);
  }

  private isJoined(family: string): boolean {
    const { inputs } = this.program;
    return (
      inputs.some(({ name, arity }) => name === family && arity > 0) && inputs.some((i) => i.at && i.name === family)
    );
  }

  private typeOf(input: Input): string {
    const { arity, letters, shape } = input;
    if (letters.length > 0 || arity === 1) return '::AbstractVector';
    if (arity > 1) return arity === 2 ? '::AbstractMatrix' : '::AbstractArray';
    if (this.terms.isInteger(input)) return '::Integer';
    return isScalarShape(shape) ? '::Real' : isColumn(shape) ? '::AbstractVector' : '::AbstractMatrix';
  }

  private firstOf(input: Input): string {
    const name = this.parameter(input);
    if (input.letters.length > 0) return `${name}[1]`;
    return input.arity === 0 ? name : `${name}[${Array.from({ length: input.arity }, () => '1').join(', ')}]`;
  }

  private sizes(sizes: readonly SizeSource[]): void {
    const done = new Set<SizeSource>();
    for (const source of sizes) {
      if (source.kind === 'given' || done.has(source)) continue;
      const name = this.terms.size(source.size);
      if (source.kind === 'length') {
        this.line(1, `${name} = ${this.lengthOf(source.input, source.axis)}${offsetText(source.offset)}`);
        continue;
      }
      const first = this.firstOf(source.input);
      const both = ([0, 1] as const).map((axis) =>
        sizes.find((s) => s.kind === 'axis' && s.input === source.input && s.axis === axis),
      );
      const [rows, cols] = both;
      if (rows && cols) {
        this.line(1, `${this.terms.size(rows.size)}, ${this.terms.size(cols.size)} = size(${first})`);
        done.add(rows).add(cols);
      } else if (isColumn(source.input.shape)) this.line(1, `${name} = length(${first})`);
      else this.line(1, `${name} = size(${first}, ${source.axis + 1})`);
    }
  }

  private lengthOf(input: Input, axis: number): string {
    const list = this.parameter(input);
    return input.arity === 1 ? `length(${list})` : `size(${list}, ${axis + 1})`;
  }

  private checkLength(one: ListLength): void {
    const length = this.lengthOf(one.input, one.axis);
    const signs = { differs: '!=', and: ' && ' };
    for (const fault of lengthFaults(one, length, (d) => this.terms.size(d), signs)) {
      const words = lengthWords(one.input.key, length, fault, (text) => `$(${text})`);
      this.line(1, `${fault.condition} && throw(DimensionMismatch("${words}"))`);
    }
  }

  /** What the sizes were taken from need not be compared with them. */
  private check(input: Input): void {
    const { shape, arity, letters, key } = input;
    if (isScalarShape(shape)) return;
    const sizes = `(${this.terms.shape(shape)}${isColumn(shape) ? ',' : ''})`;
    if (arity > 0 || letters.length > 0) {
      this.line(1, `_check_each("${this.parameter(input)}", ${this.parameter(input)}, ${sizes})`);
      return;
    }
    const taken = shape.filter((d, axis) =>
      this.program.sizes.some((s) => s.kind === 'axis' && s.input === input && s.axis === axis && asName(d) === s.size),
    );
    if (taken.length === (isColumn(shape) ? 1 : 2)) return;
    this.line(1, `_check("${key.replaceAll('"', "'")}", ${this.parameter(input)}, ${sizes})`);
  }

  // ——— families ———

  private entryName(): string {
    this.entry ??= this.names.of('result', 'Entry');
    return this.entry;
  }

  /** The type that holds what is worked out from the arguments. */
  private entryType(): string {
    const arguments_ = this.program.inputs
      .filter((input) => !this.terms.isInteger(input))
      .map((input) => this.firstOf(input));
    return arguments_.length > 0 ? `_entry(${arguments_.join(', ')})` : 'Float64';
  }

  private memberType(shape: Shape): string {
    const entry = this.entryName();
    return isScalarShape(shape) ? entry : `${isColumn(shape) ? 'Vector' : 'Matrix'}{${entry}}`;
  }

  /** An empty family with room for its members. */
  private room(shape: Shape, arity: number, lengths: Lengths): string {
    const type = this.memberType(shape);
    if (lengths === undefined) return `Dict{${arity === 1 ? 'Int' : `NTuple{${arity},Int}`},${type}}()`;
    const array = arity === 1 ? `Vector{${type}}` : arity === 2 ? `Matrix{${type}}` : `Array{${type},${arity}}`;
    return `${array}(undef, ${lengths.map((d) => this.terms.size(d)).join(', ')})`;
  }

  private families(): void {
    const { inputs } = this.program;
    for (const [name, arity] of this.program.families) {
      const own = this.names.of('variable', name);
      const shape = memberShape(this.program, name);
      const list = inputs.find((input) => input.name === name && input.arity > 0);
      const boundaries = inputs.filter((input) => input.at && input.name === name);
      if (list && boundaries.length === 0) continue;
      const room = this.room(shape, arity, boundaries.length > 0 ? undefined : lengthsOf(placesOf(this.program, name)));
      if (list) {
        const pairs = `pairs(${this.parameter(list)})`;
        const members = arity === 1 ? pairs : `Tuple(i) => a for (i, a) in ${pairs}`;
        this.line(1, `${own} = ${room.replace(/\)$/, `${members})`)}`);
      } else this.line(1, `${own} = ${room}`);
      for (const boundary of boundaries) this.boundary(boundary);
    }
  }

  private boundary(input: Input): void {
    const at = input.at ?? [];
    const own = this.parameter(input);
    if (input.letters.length === 0) {
      this.line(1, `${this.terms.member(input.name, at)} = ${own}`);
      return;
    }
    const [place, member] = [this.names.of('result', 'place'), this.names.of('result', 'member')];
    const index = at.map((d) => (isLetter(d, input) ? place : this.terms.size(d))).join(', ');
    this.line(1, `for (${place}, ${member}) in enumerate(${own})`);
    this.line(2, `${this.names.of('variable', input.name)}[${index}] = ${member}`);
    this.line(1, 'end');
  }

  // ——— factors ———

  private nameFactors(): void {
    for (const factor of factorsOf(this.program)) {
      const ending = factor.kind === 'cholesky' ? 'chol' : factor.kind;
      this.factors.set(factor, this.names.of('result', `${factor.of}_${ending}`));
    }
  }

  /** The factors of a matrix, as soon as there is one. */
  private factor(matrix: string): void {
    for (const [{ of, kind }, name] of this.factors)
      if (of === matrix) this.line(1, `${name} = ${FACTORING[kind].replace('#', this.names.of('variable', of))}`);
  }

  // ——— statements ———

  private statement(statement: Statement, depth: number): void {
    if (statement.kind === 'loop') {
      this.line(depth, `for ${this.names.of('index', statement.loop.over)} in ${this.terms.range(statement.loop)}`);
      for (const inner of statement.body) this.statement(inner, depth + 1);
      this.line(depth, 'end');
      return;
    }
    const { name, index, value, shape } = statement;
    const place = this.terms.variable(name, index);
    const text = this.guarded.has(name) ? this.terms.writeGuarded(value) : this.terms.write(value);
    this.line(depth, `${place} = ${this.whole(text, value, shape)}`);
    if (index.length === 0) this.factor(name);
  }

  /** A number that stands for every entry, at its full size. */
  private whole(text: string, { shape }: Code, wanted: Shape): string {
    if (!isScalarShape(shape) || isScalarShape(wanted)) return text;
    return `fill(${text}, ${this.terms.shape(wanted)})`;
  }

  // ——— the answer ———

  private field({ key }: Derivative): string {
    return this.fields.of('result', key, fieldName(key));
  }

  /** Of a family the vector of its members; one to which no result belongs does not enter the subject. */
  private answer(derivative: Derivative): string {
    const { key, parts, family, shape } = derivative;
    const [only] = parts;
    if (only && family === undefined) return this.whole(this.terms.write(only.value), only.value, shape);
    const list = this.program.inputs.find((input) => input.name === family && input.arity > 0);
    if (only && parts.length === 1 && this.isWhole(only, list !== undefined)) {
      const items = only.index.map((d) => {
        const loop = only.loops.find(({ over }) => over === asName(d));
        return loop ? `${this.names.of('index', loop.over)} in ${this.terms.range(loop)}` : '';
      });
      return `[${this.whole(this.terms.write(only.value), only.value, shape)} for ${items.join(', ')}]`;
    }
    const name = this.names.of('result', `grad_${key}`);
    const lengths = lengthsOf(parts);
    if (list) {
      const own = this.parameter(list);
      const zero = isScalarShape(shape) ? `zeros(${this.entryName()}, size(${own}))` : undefined;
      this.line(1, `${name} = ${zero ?? `[zeros(${this.entryName()}, size(a)) for a in ${own}]`}`);
    } else this.line(1, `${name} = ${this.room(shape, only?.index.length ?? 1, lengths)}`);
    for (const { index, loops, value } of parts) {
      for (const [depth, loop] of loops.entries())
        this.line(1 + depth, `for ${this.names.of('index', loop.over)} in ${this.terms.range(loop)}`);
      const place = index.map((d) => this.terms.size(d)).join(', ');
      this.line(1 + loops.length, `${name}[${place}] = ${this.whole(this.terms.write(value), value, shape)}`);
      for (let depth = loops.length; depth > 0; depth--) this.line(depth, 'end');
    }
    if (list || lengths) return name;
    if ((only?.index.length ?? 1) > 1)
      throw new FrobeniusError('unsupported', `the members of ${key} have no code: they are found in several pieces`);
    return `[${name}[k] for k in sort(collect(keys(${name})))]`;
  }

  /** Whether one comprehension makes the whole list: each index runs from 1 to where the list ends. */
  private isWhole({ index, loops }: DerivativePart, isList: boolean): boolean {
    if (loops.length !== index.length) return false;
    return index.every((d) => {
      const loop = loops.find(({ over }) => over === asName(d));
      if (loop?.from !== 1 || loop.step !== 1) return false;
      return (
        !isList || this.program.sizes.some((s) => s.kind === 'length' && s.offset === 0 && loop.to === dimName(s.size))
      );
    });
  }
}

const fieldName = (key: string): string => key.replaceAll(/[^\p{L}\p{N}_']+/gu, '_').replace(/_+$/, '');
