/**
 * Programs as Python: NumPy, PyTorch and JAX, which differ in the names of a few functions. Matrices have two
 * dimensions, columns included; a family is a dictionary by its index, counted from 1 as in the problem.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { dimName, isScalarShape } from '../../expression/dimension.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Derivative, Input, ListLength, Loop, Program, SizeSource, Statement } from '../code.js';
import { lengthFaults, lengthWords } from '../list-lengths.js';
import { Names } from './names.js';
import type { Flavour } from './python-functions.js';
import { reflowed, wrapped } from './python-lines.js';
import { PythonTerms } from './python-terms.js';
import type { Printed, PrintOptions, Target } from './target.js';
import { argumentName, changedLines, givenLines, headLines, isLetter, offsetText, shapeWords } from './target.js';
import { pythonTest, pythonTestHelpers, pythonTestRun } from './tests/python.js';

const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case print sum range len dict list float int abs max min zip enumerate math functools operator np scipy torch jax jnp value derivatives'.split(
    ' ',
  ),
);

export const python = (flavour: Flavour): Target => ({
  print: (program, options) => new PythonWriter(program, flavour, options).print(),
  imports: (text) => imports(text, flavour),
  helpersFirst: true,
  gap: '\n\n\n',
  closing: pythonTestRun,
});

export const pythonNames = (): Names => new Names({ reserved: RESERVED, unicode: true });

export class PythonWriter {
  protected body: string[] = [];

  constructor(
    protected readonly program: Program,
    protected readonly flavour: Flavour,
    private readonly options: PrintOptions,
    protected readonly names: Names = pythonNames(),
    protected readonly terms: PythonTerms = new PythonTerms(program, flavour, names),
  ) {}

  print(): Printed {
    const { inputs, sizes, statements, value, derivatives } = this.program;
    // names of the problem first, so that they keep their spelling
    for (const { name, at } of inputs) if (!at) this.names.of('variable', name);
    const parameters = inputs.map((input) => this.parameter(input));
    const given = sizes.flatMap((size) => (size.kind === 'given' ? [this.terms.size(size.size)] : []));
    if (this.flavour === 'pytorch') {
      this.terms.helpers.add('like');
      this.line(1, `${this.names.of('result', 'like')} = _like(${parameters.join(', ')})`);
    }
    for (const input of inputs) this.line(1, this.convert(input));
    this.collect();
    this.sizes(sizes);
    for (const { more, less, words } of this.program.demands) {
      this.line(1, `if ${this.terms.size(more)} < ${this.terms.size(less)}:`);
      this.line(2, `raise ValueError("${words}")`);
    }
    for (const one of this.program.lengths) this.checkLength(one);
    for (const input of inputs) this.check(input);
    this.line(1, '');
    this.families();
    this.statements(statements);
    const answers = derivatives.map((derivative) => this.answer(derivative));
    const result = value ? this.result(value) : 'None';
    // what has a name needs no other
    const isNamed = value?.op === 'name' && value.index.length === 0 && result === this.terms.write(value);
    if (!isNamed) this.line(1, `value = ${result}`);
    this.line(1, 'derivatives = {');
    for (const [i, { key }] of derivatives.entries()) this.line(2, `${JSON.stringify(key)}: ${answers[i]},`);
    this.line(1, '}');
    this.line(1, `return ${isNamed ? result : 'value'}, derivatives`);
    const head = `def ${this.options.name}(${[...parameters, ...given].join(', ')}):`;
    const main = [reflowed(head), ...this.doc(), ...this.body].join('\n');
    const helpers = new Map([...this.terms.helpers].map((name) => [name, this.terms.helper(name)]));
    const { test, name } = this.options;
    if (test === undefined) return { main, helpers };
    return {
      main,
      helpers,
      test: { main: pythonTest(test, name, this.flavour), helpers: pythonTestHelpers(this.flavour) },
    };
  }

  protected line(depth: number, text: string): void {
    this.body.push(...wrapped(text === '' ? '' : '    '.repeat(depth), text));
  }

  private doc(): string[] {
    const { inputs, derivatives } = this.program;
    const lines = [
      ...headLines(this.program, this.options),
      '',
      'Arguments:',
      ...inputs.map(
        (input) => `  ${this.parameter(input)}: ${input.words}${input.arity > 0 ? this.listWords.given : ''}`,
      ),
      ...givenLines(this.program, (size) => this.terms.size(size)).map((line) => `  ${line}`),
      '',
      'Returns the value and a dictionary of derivatives:',
      ...derivatives.map(
        ({ key, shape, family }) =>
          `  ${JSON.stringify(key)}: ${shapeWords(shape)}${family === undefined ? '' : this.listWords.answered}`,
      ),
      ...this.closingWords(),
      ...changedLines(this.names),
    ];
    const safe = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"""', "'''"));
    return [`    """${safe[0]}`, ...safe.slice(1).map((line) => (line === '' ? '' : `    ${line}`)), '    """'];
  }

  protected readonly listWords: { readonly given: string; readonly answered: string } = {
    given: ', a list',
    answered: ', a list',
  };

  /** More of the comment: on how the function may be called. */
  protected closingWords(): string[] {
    return [];
  }

  // ——— inputs ———

  /** The name under which an argument comes in; a boundary's is not that of its family. */
  protected parameter(input: Input): string {
    return argumentName(this.names, input);
  }

  protected array(text: string, shape: Shape): string {
    if (isScalarShape(shape)) return this.flavour === 'numpy' ? `float(${text})` : `${this.asArray(text)}.reshape(())`;
    const array = this.asArray(text);
    return shape[1] === 1 ? `${array}.reshape(-1, 1)` : shape[0] === 1 ? `${array}.reshape(1, -1)` : array;
  }

  private asArray(text: string): string {
    if (this.flavour === 'pytorch') return `torch.as_tensor(${text}${this.terms.like})`;
    return `${this.flavour === 'jax' ? 'jnp' : 'np'}.asarray(${text}, dtype=float)`;
  }

  protected convert(input: Input): string {
    const { arity, at, shape } = input;
    const name = this.parameter(input);
    const depth = at ? input.letters.length : arity;
    if (this.terms.isInteger(input)) return `${name} = int(${name})`;
    if (depth === 0) return `${name} = ${this.array(name, shape)}`;
    if (depth === 1) return `${name} = [${this.array('a', shape)} for a in ${name}]`;
    return `${name} = [[${this.array('a', shape)} for a in row] for row in ${name}]`;
  }

  /** Lists and boundaries put under the index that the problem gives them. */
  protected collect(): void {
    for (const input of this.program.inputs) {
      if (input.arity === 0) continue;
      const name = this.parameter(input);
      if (input.arity === 1) {
        this.line(1, `${name} = dict(enumerate(${name}, 1))`);
        continue;
      }
      this.line(1, `if len({len(row) for row in ${name}}) > 1:`);
      this.line(2, `raise ValueError("the lists of ${name} differ in length")`);
      this.line(1, `${name} = {(i, j): a for i, row in enumerate(${name}, 1) for j, a in enumerate(row, 1)}`);
    }
  }

  protected families(): void {
    const lists = new Set(this.program.inputs.filter(({ arity }) => arity > 0).map(({ name }) => name));
    for (const [name] of this.program.families) {
      const boundaries = this.program.inputs.filter((input) => input.at && input.name === name);
      if (!lists.has(name)) this.line(1, `${this.names.of('variable', name)} = {}`);
      for (const boundary of boundaries) this.boundary(boundary);
    }
  }

  private boundary(input: Input): void {
    const at = input.at ?? [];
    const family = this.names.of('variable', input.name);
    if (input.letters.length === 0) {
      this.line(1, `${this.terms.member(input.name, at)} = ${this.parameter(input)}`);
      return;
    }
    const place = this.names.of('result', 'place');
    const index = at.map((d) => (isLetter(d, input) ? place : this.terms.size(d))).join(', ');
    this.line(1, `${family}.update({(${index}): a for ${place}, a in enumerate(${this.parameter(input)}, 1)})`);
  }

  protected sizes(sizes: readonly SizeSource[]): void {
    for (const source of sizes) {
      if (source.kind === 'given') {
        this.line(1, `${this.terms.size(source.size)} = int(${this.terms.size(source.size)})`);
        continue;
      }
      const name = this.names.of('size', source.size);
      if (source.kind === 'axis') this.line(1, `${name} = ${this.axisOf(source.input, source.axis)}`);
      else {
        const length = this.lengthOf(source.input, source.axis);
        this.line(1, `${name} = ${length}${offsetText(source.offset)}`);
      }
    }
  }

  /** A size of the matrices of an argument. */
  protected axisOf(input: Input, axis: 0 | 1): string {
    return `${this.firstOf(input)}.shape[${axis}]`;
  }

  /** How many members an argument has along an index. */
  protected lengthOf(input: Input, axis: number): string {
    const list = this.parameter(input);
    return input.arity === 1 ? `len(${list})` : `max(k[${axis}] for k in ${list})`;
  }

  protected firstOf(input: Input): string {
    const name = this.parameter(input);
    if (input.arity > 0) return `${name}[${input.arity === 1 ? '1' : '1, 1'}]`;
    return input.letters.length > 0 ? `${name}[0]` : name;
  }

  /** The sizes that the array of an argument must have. */
  protected sizesWanted({ shape }: Input): readonly Dim[] {
    return isScalarShape(shape) ? [] : shape;
  }

  /** Whether the members of an argument are arrays of their own, each to be looked at. */
  protected isApart({ arity, letters }: Input): boolean {
    return arity > 0 || letters.length > 0;
  }

  private check(input: Input): void {
    const sizes = this.sizesWanted(input).map((d) => this.terms.size(d));
    if (sizes.length === 0) return;
    this.terms.helpers.add('check');
    const shape = sizes.length === 1 ? `${sizes[0]},` : sizes.join(', ');
    const name = this.parameter(input);
    if (!this.isApart(input)) {
      this.line(1, `_check(${JSON.stringify(input.key)}, ${name}, (${shape}))`);
      return;
    }
    this.terms.helpers.add('checkEach');
    const members = input.arity > 0 ? name : `dict(enumerate(${name}, 1))`;
    this.line(1, `_check_each(${JSON.stringify(name)}, ${members}, (${shape}))`);
  }

  protected checkLength(one: ListLength): void {
    const length = this.lengthOf(one.input, one.axis);
    const signs = { differs: '!=', and: ' and ' };
    for (const fault of lengthFaults(one, length, (d) => this.terms.size(d), signs)) {
      this.line(1, `if ${fault.condition}:`);
      this.line(2, `raise ValueError(f"${lengthWords(one.input.key, length, fault, (text) => `{${text}}`)}")`);
    }
  }

  // ——— statements ———

  protected statements(list: readonly Statement[]): void {
    for (const statement of list) this.statement(statement, 1);
  }

  private statement(statement: Statement, depth: number): void {
    if (statement.kind === 'loop') {
      this.line(depth, `for ${this.names.of('index', statement.loop.over)} in ${this.terms.range(statement.loop)}:`);
      for (const inner of statement.body) this.statement(inner, depth + 1);
      return;
    }
    const { name, index, value } = statement;
    this.line(depth, `${this.terms.variable(name, index)} = ${this.terms.assigned(name, index, value)}`);
  }

  /** An answer; a number that hangs on no argument is of the type of all others. */
  private result(code: Code): string {
    const text = this.terms.write(code);
    if (!this.terms.isBare(code)) return text;
    if (this.flavour === 'pytorch') return `torch.tensor(${text}${this.terms.like})`;
    return /^\d+$/.test(text) ? `${text}.0` : `float(${text})`;
  }

  /** Of a family the list of its members; one to which no result belongs does not enter the subject. */
  protected answer({ key, parts, family }: Derivative): string {
    const [only] = parts;
    if (only && family === undefined) return this.result(only.value);
    const whole = parts.length === 1 && only?.loops.every(({ from }) => from === 1);
    if (only && whole && only.loops.length === only.index.length && this.spans(family as string, only.loops)) {
      return only.loops.reduceRight(
        (text, loop) => `[${text} for ${this.names.of('index', loop.over)} in ${this.terms.range(loop)}]`,
        this.terms.write(only.value),
      );
    }
    const arity = only?.index.length ?? 1;
    if (arity > 2)
      throw new FrobeniusError('unsupported', `the members of ${key} have no code: they are found in several pieces`);
    const name = this.names.of('result', `grad_${key}`);
    const list = this.names.of('variable', family as string);
    this.line(1, `${name} = {}`);
    for (const { index, loops, value } of parts) {
      const place = index.map((d) => this.terms.size(d)).join(', ');
      for (const [depth, loop] of loops.entries())
        this.line(1 + depth, `for ${this.names.of('index', loop.over)} in ${this.terms.range(loop)}:`);
      this.line(1 + loops.length, `${name}[${place}] = ${this.terms.write(value)}`);
    }
    if (arity === 2) {
      const [row, column] = [this.names.of('result', 'row'), this.names.of('result', 'column')];
      const [rows, columns] = [this.lengthWithin(family as string, 0), this.lengthWithin(family as string, 1)];
      const member = `${name}.get((${row}, ${column}), 0.0 * ${list}[${row}, ${column}])`;
      return `[[${member} for ${column} in range(1, ${columns} + 1)] for ${row} in range(1, ${rows} + 1)]`;
    }
    // members before the first, from a boundary, are no part of the list
    const bounded = this.program.inputs.some((input) => input.at && input.name === family);
    // the list itself is read within, so that the letter must be another
    const k = list === 'k' ? 'i' : 'k';
    return `[${name}.get(${k}, 0.0 * ${list}[${k}]) for ${k} in sorted(${list})${bounded ? ` if ${k} >= 1` : ''}]`;
  }

  /** How many members a family of two indices has along one of them. */
  private lengthWithin(family: string, axis: number): string {
    const source = this.program.sizes.find((s) => s.kind === 'length' && s.input.name === family && s.axis === axis);
    if (source?.kind === 'length') return `${this.names.of('size', source.size)}${offsetText(-source.offset)}`;
    return `max(k[${axis}] for k in ${this.names.of('variable', family)})`;
  }

  /** Whether the loops run to where the lists end, for which the lists' lengths were taken. */
  private spans(family: string, loops: readonly Loop[]): boolean {
    const { sizes, inputs } = this.program;
    const isList = inputs.some((input) => input.name === family && input.arity > 0);
    return (
      isList &&
      loops.every(({ to }) =>
        sizes.some((source) => source.kind === 'length' && source.offset === 0 && to === dimName(source.size)),
      )
    );
  }
}

/** What the text uses. */
function imports(text: string, flavour: Flavour): string {
  const lines = [
    ...(/\bfunctools\./.test(text) ? ['import functools'] : []),
    ...(/\bmath\./.test(text) ? ['import math'] : []),
    ...(/\boperator\./.test(text) ? ['import operator'] : []),
  ];
  const modules: Readonly<Record<Flavour, readonly string[]>> = {
    numpy: [
      'import numpy as np',
      ...(/scipy\.special/.test(text) ? ['import scipy.special'] : []),
      ...(/scipy\.linalg/.test(text) ? ['import scipy.linalg'] : []),
    ],
    pytorch: ['import torch'],
    jax: [
      'import jax',
      'import jax.numpy as jnp',
      ...(/jax\.scipy/.test(text) ? ['import jax.scipy'] : []),
      '',
      'jax.config.update("jax_enable_x64", True)',
    ],
  };
  return [...lines, ...(lines.length > 0 ? [''] : []), ...modules[flavour]].join('\n');
}
