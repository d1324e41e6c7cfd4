/**
 * Programs as MATLAB: one function file with local functions below it, which Octave runs as well. Families are cell arrays;
 * derivatives come as a structure.
 */

import type { Dim, Shape } from '../../expression/dimension.js';
import { dimDifference, dimName, dimNames, isScalarShape } from '../../expression/dimension.js';
import type { Code, Derivative, Input, ListLength, Loop, Program, SizeSource, Statement } from '../code.js';
import { lengthFaults, lengthWords } from '../list-lengths.js';
import { partsOf } from '../parts.js';
import { HELPERS } from './matlab-functions.js';
import { matlabLines } from './matlab-lines.js';
import { MatlabTerms } from './matlab-terms.js';
import { Names } from './names.js';
import type { Printed, PrintOptions, Target } from './target.js';
import { argumentName, changedLines, givenLines, headLines, isLetter, offsetText, shapeWords } from './target.js';
import { checkName } from './tests/common.js';
import { matlabTest, matlabTestCall, matlabTestHelpers } from './tests/matlab.js';

const RESERVED = new Set([
  ...'break case catch classdef continue else elseif end for function global if otherwise parfor persistent return spmd switch try while until do i j pi e eps Inf NaN ans sum zeros ones eye size numel cell diag trace norm max min exp log sqrt abs prod reshape kron eig svd chol inv det value derivs'.split(
    ' ',
  ),
  ...Object.keys(HELPERS),
]);

export const matlab: Target = {
  print: (program, options) => new MatlabWriter(program, options).print(),
  helpersFirst: false,
  gap: '\n\n',
  chooser,
};

/** A caller of the file reaches no other function than its first. */
function chooser(names: readonly string[], tested: boolean): string {
  const tests = ['  if nargin == 0', ...names.map((name) => `    ${checkName(name)}();`), '    return;', '  end'];
  return [
    'function varargout = derivatives(which, varargin)',
    `% derivatives(k, ...) is derivatives_k(...), for k = 1, ..., ${names.length}; each is described below.`,
    ...(tested ? tests : []),
    `  functions = {${names.map((name) => `@${name}`).join(', ')}};`,
    '  [varargout{1:max(nargout, 1)}] = functions{which}(varargin{:});',
    'end',
  ].join('\n');
}

class MatlabWriter {
  private readonly names = new Names({ reserved: RESERVED, unicode: false });
  private readonly offsets: ReadonlyMap<string, readonly number[]>;
  private readonly terms: MatlabTerms;
  private readonly body: string[] = [];

  constructor(
    private readonly program: Program,
    private readonly options: PrintOptions,
  ) {
    this.offsets = offsetsOf(program);
    this.terms = new MatlabTerms(program, this.names, this.offsets);
  }

  print(): Printed {
    const { inputs, sizes, statements, value, derivatives } = this.program;
    for (const { name, at } of inputs) if (!at) this.names.of('variable', name);
    const parameters = inputs.map((input) => this.parameter(input));
    for (const input of inputs) this.convert(input);
    this.sizes(sizes);
    for (const { more, less, words } of this.program.demands)
      this.line(1, `assert(${this.terms.size(more)} >= ${this.terms.size(less)}, '${words}');`);
    for (const one of this.program.lengths) this.checkLength(one);
    for (const input of inputs) this.check(input);
    this.line(1, '');
    this.families();
    for (const statement of statements) this.statement(statement, 1);
    const keys = derivatives.map(({ key }) => this.names.of('result', `d_${key.replace(/\]$/, '')}`));
    for (const [k, derivative] of derivatives.entries()) this.answer(derivative, `derivs.${keys[k]}`);
    this.line(1, `value = ${value ? this.terms.write(value) : '[]'};`);
    const given = sizes.flatMap((s) => (s.kind === 'given' ? [this.terms.size(s.size)] : []));
    const head = `function [value, derivs] = ${this.options.name}(${[...parameters, ...given].join(', ')})`;
    const { test, name } = this.options;
    const own = test ? matlabTestCall(name) : [];
    const main = [...matlabLines('', head), ...this.doc(keys), ...own, ...this.body, 'end'].join('\n');
    const helpers = this.terms.helperTexts();
    if (test === undefined) return { main, helpers };
    const field = (key: string): string => keys[derivatives.findIndex((d) => d.key === key)] as string;
    return { main, helpers, test: { main: matlabTest(test, name, field), helpers: matlabTestHelpers } };
  }

  private line(depth: number, text: string): void {
    this.body.push(...(text === '' ? [''] : matlabLines('  '.repeat(depth), text)));
  }

  private doc(keys: readonly string[]): string[] {
    const { inputs, derivatives } = this.program;
    const lines = [
      ...headLines(this.program, this.options),
      '',
      ...inputs.map((input) => `${this.parameter(input)}: ${input.words}${input.arity > 0 ? ', a cell array' : ''}`),
      ...givenLines(this.program, (size) => this.terms.size(size)),
      'derivs has the fields:',
      ...derivatives.map(
        ({ key, shape, family }, k) =>
          `  ${keys[k]}: by ${key}, ${shapeWords(shape)}${family === undefined ? '' : ', a cell array'}`,
      ),
      ...changedLines(this.names),
    ];
    return lines.map((line) => `% ${line}`.trimEnd());
  }

  // ——— inputs ———

  private parameter(input: Input): string {
    return argumentName(this.names, input);
  }

  private made(text: string, [rows, cols]: Shape): string | undefined {
    if (rows === 1 && cols === 1) return undefined;
    if (cols === 1) return `reshape(${text}, [], 1)`;
    return rows === 1 ? `reshape(${text}, 1, [])` : undefined;
  }

  private convert(input: Input): void {
    const { arity, at, shape, letters } = input;
    const name = this.parameter(input);
    const list = at ? letters.length > 0 : arity > 0;
    if (!list) {
      const made = this.made(name, shape);
      if (made) this.line(1, `${name} = ${made};`);
      return;
    }
    this.terms.use('listed');
    this.line(1, `${name} = listed(${name});`);
    const made = this.made('a', shape);
    if (made) this.line(1, `${name} = cellfun(@(a) ${made}, ${name}, 'UniformOutput', false);`);
  }

  private sizes(sizes: readonly SizeSource[]): void {
    for (const source of sizes) {
      if (source.kind === 'given') continue;
      const name = this.names.of('size', source.size);
      if (source.kind === 'axis') this.line(1, `${name} = size(${this.firstOf(source.input)}, ${source.axis + 1});`);
      else {
        const length = this.lengthOf(source.input, source.axis);
        this.line(1, `${name} = ${length}${offsetText(source.offset)};`);
      }
    }
  }

  private firstOf(input: Input): string {
    const name = this.parameter(input);
    if (input.arity > 0) return input.arity === 1 ? `${name}{1}` : `${name}{1, 1}`;
    return input.letters.length > 0 ? `${name}{1}` : name;
  }

  private lengthOf(input: Input, axis: number): string {
    const list = this.parameter(input);
    return input.arity === 1 ? `numel(${list})` : `size(${list}, ${axis + 1})`;
  }

  private checkLength(one: ListLength): void {
    const length = this.lengthOf(one.input, one.axis);
    const signs = { differs: '~=', and: ' && ' };
    for (const fault of lengthFaults(one, length, (d) => this.terms.size(d), signs)) {
      const words = lengthWords(one.input.key, length, fault, () => '%d');
      this.line(1, `if ${fault.condition}`);
      this.line(2, `error('${words}', ${[length, ...fault.sizes].join(', ')});`);
      this.line(1, 'end');
    }
  }

  private check(input: Input): void {
    const name = this.parameter(input);
    const shape = this.terms.shape(input.shape);
    const isEach = input.arity > 0 || input.letters.length > 0;
    this.terms.use('check');
    if (isEach) this.terms.use('check_each');
    const key = (isEach ? name : input.key).replaceAll("'", "''");
    this.line(1, `${isEach ? 'check_each' : 'check'}('${key}', ${name}, ${shape});`);
  }

  /** Lists moved to their places, and boundaries put beside them. */
  private families(): void {
    const lists = new Set(this.program.inputs.filter(({ arity }) => arity > 0).map(({ name }) => name));
    for (const [name, arity] of this.program.families) {
      const own = this.names.of('variable', name);
      const moved = this.offsets.get(name) ?? [];
      if (!lists.has(name)) this.line(1, `${own} = {};`);
      else if (moved.some((m) => m > 0)) {
        if (arity === 1) this.line(1, `${own} = [cell(1, ${moved[0]}), reshape(${own}, 1, [])];`);
        else
          this.line(
            1,
            `${own} = [cell(${moved[0]}, size(${own}, 2) + ${moved[1]}); cell(size(${own}, 1), ${moved[1]}), ${own}];`,
          );
      }
      for (const input of this.program.inputs) if (input.at && input.name === name) this.boundary(input);
    }
  }

  private boundary(input: Input): void {
    const at = input.at ?? [];
    const own = this.parameter(input);
    if (input.letters.length === 0) {
      this.line(1, `${this.terms.member(input.name, at)} = ${own};`);
      return;
    }
    const moved = this.offsets.get(input.name) ?? [];
    // not that of a size, which the loop would change
    const counter = this.names.of('result', 'place');
    const index = at.map((d, axis) =>
      this.terms.place(isLetter(d, input) ? counter : this.terms.size(d), moved[axis] ?? 0),
    );
    this.line(1, `for ${counter} = 1:numel(${own})`);
    this.line(2, `${this.names.of('variable', input.name)}{${index.join(', ')}} = ${own}{${counter}};`);
    this.line(1, 'end');
  }

  // ——— statements ———

  private statement(statement: Statement, depth: number): void {
    if (statement.kind === 'loop') {
      this.line(depth, `for ${this.names.of('index', statement.loop.over)} = ${this.terms.range(statement.loop)}`);
      for (const inner of statement.body) this.statement(inner, depth + 1);
      this.line(depth, 'end');
      return;
    }
    const { name, index, value } = statement;
    const place = this.terms.variable(name, index);
    this.line(depth, `${place} = ${this.terms.write(value)};`);
  }

  /** Of a family the cell array of its members; one to which no result belongs does not enter the subject. */
  private answer({ parts, family, shape }: Derivative, into: string): void {
    const [only] = parts;
    if (only && family === undefined) {
      this.line(1, `${into} = ${this.terms.write(only.value)};`);
      return;
    }
    const moved = this.offsets.get(family as string) ?? [];
    const list = this.names.of('variable', family as string);
    const input = this.program.inputs.find(({ name, arity }) => name === family && arity > 0);
    const whole = moved.map((m) => (m > 0 ? `${m + 1}:end` : ':')).join(', ');
    if (input) this.line(1, `${into} = cell(size(${moved.some((m) => m > 0) ? `${list}(${whole})` : list}));`);
    else this.line(1, `${into} = {};`);
    for (const { index, loops, value } of parts) {
      for (const [depth, loop] of loops.entries())
        this.line(1 + depth, `for ${this.names.of('index', loop.over)} = ${this.terms.range(loop)}`);
      const place = index.map((d) => this.terms.size(d)).join(', ');
      this.line(1 + loops.length, `${into}{${place}} = ${this.terms.write(value)};`);
      for (let depth = loops.length; depth > 0; depth--) this.line(depth, 'end');
    }
    const none = isScalarShape(shape) ? '0' : `zeros(${this.terms.shape(shape)})`;
    this.line(1, `${into}(cellfun('isempty', ${into})) = {${none}};`);
  }
}

/** How far the places of each family are moved up, so that the lowest is 1. */
function offsetsOf({ inputs, statements, families, derivatives }: Program): Map<string, number[]> {
  const lowest = new Map<string, number[]>();
  /** The number at which a letter begins, in the loops and sums around. */
  type Begins = ReadonlyMap<string, number>;
  const least = (d: Dim, begins: Begins): number => {
    if (typeof d === 'number') return d;
    const [letter] = dimNames(d).filter((name) => begins.has(name));
    const offset = letter === undefined ? undefined : dimDifference(d, dimName(letter));
    return offset === undefined ? 1 : (begins.get(letter as string) as number) + offset;
  };
  const within = (begins: Begins, over: string, low: Dim): Begins =>
    typeof low === 'number' ? new Map(begins).set(over, low) : begins;
  const note = (name: string, index: readonly Dim[], begins: Begins): void => {
    const known = lowest.get(name) ?? index.map(() => 1);
    lowest.set(
      name,
      known.map((low, axis) => Math.min(low, least(index[axis] ?? 1, begins))),
    );
  };
  const visit = (code: Code, begins: Begins): void => {
    if (code.op === 'name' && code.index.length > 0) note(code.name, code.index, begins);
    const inner = code.op === 'fold' ? within(begins, code.over, code.from) : begins;
    for (const part of partsOf(code)) visit(part, inner);
  };
  const begun = (begins: Begins, { over, from, to, step }: Loop): Begins => within(begins, over, step > 0 ? from : to);
  const walk = (list: readonly Statement[], begins: Begins): void => {
    for (const s of list) {
      if (s.kind === 'loop') {
        walk(s.body, begun(begins, s.loop));
        continue;
      }
      if (s.index.length > 0) note(s.name, s.index, begins);
      visit(s.value, begins);
    }
  };
  const none: Begins = new Map();
  for (const { name, at } of inputs) if (at) note(name, at, none);
  walk(statements, none);
  for (const { parts } of derivatives) for (const { value, loops } of parts) visit(value, loops.reduce(begun, none));
  return new Map(
    [...families].map(([name, arity]) => [
      name,
      (lowest.get(name) ?? Array.from({ length: arity }, () => 1)).map((low) => 1 - low),
    ]),
  );
}
