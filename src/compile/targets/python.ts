/**
 * Programs as Python: NumPy, PyTorch and JAX, which differ in the names of a few functions. Matrices have two
 * dimensions, columns included; a family is a dictionary by its index, counted from 1 as in the problem.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Input, Loop, Program, SizeSource, Statement } from '../code.js';
import { Names } from './names.js';
import type { Flavour } from './python-functions.js';
import { HELPERS, PAIRS, ROWS } from './python-functions.js';
import type { Piece, PrintOptions } from './target.js';
import { enclose, headLines, numberText, sizeText } from './target.js';

const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case print sum range len dict list float int abs max min zip enumerate math functools operator np scipy torch jax jnp value derivatives'.split(
    ' ',
  ),
);

const Level = { sum: 1, product: 2, unary: 3, power: 4, postfix: 5, atom: 9 } as const;
const MODULES = { numpy: 'np', pytorch: 'torch', jax: 'jnp' } as const;

export const printPython =
  (flavour: Flavour) =>
  (program: Program, options: PrintOptions): string =>
    new PythonWriter(program, flavour, options).print();

class PythonWriter {
  private readonly names = new Names({ reserved: RESERVED, unicode: true });
  private readonly helpers = new Set<string>();
  private readonly np: string;
  private readonly body: string[] = [];

  constructor(
    private readonly program: Program,
    private readonly flavour: Flavour,
    private readonly options: PrintOptions,
  ) {
    this.np = MODULES[flavour];
  }

  print(): string {
    const { inputs, sizes, statements, value, derivatives } = this.program;
    const parameters = inputs.map((input) => this.parameter(input));
    const given = sizes.flatMap((size) => (size.kind === 'given' ? [this.size(size.size)] : []));
    for (const input of inputs) this.line(1, this.convert(input));
    this.collect();
    this.sizes(sizes);
    this.check(inputs);
    this.line(1, '');
    this.families();
    for (const statement of statements) this.statement(statement, 1);
    const result = value ? this.write(value) : 'None';
    this.line(1, `value = ${result}`);
    this.line(1, 'derivatives = {');
    for (const { key, value: code, loops } of derivatives)
      this.line(2, `${JSON.stringify(key)}: ${this.listed(code, loops)},`);
    this.line(1, '}');
    this.line(1, 'return value, derivatives');
    const head = `def ${this.options.name}(${[...parameters, ...given].join(', ')}):`;
    const doc = this.doc();
    const text = [head, ...doc, ...this.body].join('\n');
    const helpers = [...this.helpers].map((name) => this.helper(name));
    return `${[this.imports([...helpers, text].join('\n')), ...helpers, text].join('\n\n\n')}\n`;
  }

  private line(depth: number, text: string): void {
    this.body.push(text === '' ? '' : '    '.repeat(depth) + text);
  }

  private imports(text: string): string {
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
    return [...lines, ...(lines.length > 0 ? [''] : []), ...modules[this.flavour]].join('\n');
  }

  private doc(): string[] {
    const { inputs, derivatives } = this.program;
    const changed = this.names.changed();
    const lines = [
      ...headLines(this.program, this.options),
      '',
      'Arguments:',
      ...inputs.map((input) => `  ${this.parameter(input)}: ${input.words}${input.arity > 0 ? ', a list' : ''}`),
      '',
      'Returns the value and a dictionary of derivatives:',
      ...derivatives.map(
        ({ key, shape, loops }) =>
          `  ${JSON.stringify(key)}: ${this.shapeWords(shape)}${loops.length > 0 ? ', a list' : ''}`,
      ),
      ...(changed.length > 0
        ? ['', `Other names: ${changed.map(([from, to]) => `${to} for ${from}`).join(', ')}.`]
        : []),
    ];
    const safe = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"""', "'''"));
    return [`    """${safe[0]}`, ...safe.slice(1).map((line) => (line === '' ? '' : `    ${line}`)), '    """'];
  }

  private shapeWords(shape: Shape): string {
    return isScalarShape(shape) ? 'a number' : shape.map((d) => sizeText(d, (n) => n).text).join(' by ');
  }

  // ——— inputs ———

  /** The name under which an argument comes in; a boundary's is not that of its family. */
  private parameter({ name, at }: Input): string {
    if (!at) return this.names.of('variable', name);
    return this.names.of(
      'variable',
      `${name}_${at.map((d) => sizeText(d, (n) => n).text.replaceAll(/[^\w]+/g, '')).join('_')}`,
    );
  }

  private array(text: string, shape: Shape): string {
    if (isScalarShape(shape)) return this.flavour === 'numpy' ? `float(${text})` : `${this.asArray(text)}`;
    const array = this.asArray(text);
    return shape[1] === 1 ? `${array}.reshape(-1, 1)` : shape[0] === 1 ? `${array}.reshape(1, -1)` : array;
  }

  private asArray(text: string): string {
    if (this.flavour === 'pytorch') return `torch.as_tensor(${text}, dtype=torch.float64)`;
    return `${this.np}.asarray(${text}, dtype=float)`;
  }

  private convert(input: Input): string {
    const { arity, at, shape } = input;
    const name = this.parameter(input);
    const letters = at?.flatMap((d) => (typeof d === 'number' ? [] : [d])) ?? [];
    const depth = at ? letters.length : arity;
    if (this.isInteger(input)) return `${name} = int(${name})`;
    if (depth === 0) return `${name} = ${this.array(name, shape)}`;
    if (depth === 1) return `${name} = [${this.array('a', shape)} for a in ${name}]`;
    return `${name} = [[${this.array('a', shape)} for a in row] for row in ${name}]`;
  }

  private isInteger({ words, arity, at }: Input): boolean {
    return arity === 0 && !at && /\binteger\b/.test(words);
  }

  /** Lists and boundaries put under the index that the problem gives them. */
  private collect(): void {
    for (const input of this.program.inputs) {
      if (input.arity === 0) continue;
      const name = this.parameter(input);
      if (input.arity === 1) this.line(1, `${name} = dict(enumerate(${name}, 1))`);
      else this.line(1, `${name} = {(i, j): a for i, row in enumerate(${name}, 1) for j, a in enumerate(row, 1)}`);
    }
  }

  private families(): void {
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
    const moving = at.flatMap((d, k) => (typeof d === 'number' ? [] : [k]));
    if (moving.length === 0) {
      this.line(1, `${family}[${at.map((d) => this.size(d)).join(', ')}] = ${this.parameter(input)}`);
      return;
    }
    const index = at.map((d) => (typeof d === 'number' ? String(d) : 'i')).join(', ');
    this.line(1, `${family}.update({(${index}): a for i, a in enumerate(${this.parameter(input)}, 1)})`);
  }

  private sizes(sizes: readonly SizeSource[]): void {
    for (const source of sizes) {
      if (source.kind === 'given') {
        this.line(1, `${this.size(source.size)} = int(${this.size(source.size)})`);
        continue;
      }
      const name = this.names.of('size', source.size);
      if (source.kind === 'axis') this.line(1, `${name} = ${this.firstOf(source.input)}.shape[${source.axis}]`);
      else {
        const list = this.parameter(source.input);
        const length = source.input.arity === 1 ? `len(${list})` : `max(k[${source.axis}] for k in ${list})`;
        this.line(1, `${name} = ${length}${source.offset === 0 ? '' : ` - ${source.offset}`}`.replace('- -', '+ '));
      }
    }
  }

  private firstOf(input: Input): string {
    const name = this.parameter(input);
    if (input.arity > 0) return `${name}[${input.arity === 1 ? '1' : '1, 1'}]`;
    return input.at?.some((d) => typeof d !== 'number') ? `${name}[0]` : name;
  }

  private check(inputs: readonly Input[]): void {
    const checked = inputs.filter(({ shape }) => !isScalarShape(shape));
    if (checked.length === 0) return;
    this.line(1, 'for name, array, shape in (');
    for (const input of checked) {
      const shape = input.shape.map((d) => this.size(d)).join(', ');
      this.line(2, `(${JSON.stringify(input.key)}, ${this.firstOf(input)}, (${shape})),`);
    }
    this.line(1, '):');
    this.line(2, 'if tuple(array.shape) != shape:');
    this.line(3, 'raise ValueError(f"{name} has the shape {tuple(array.shape)}, and {shape} is wanted")');
  }

  // ——— statements ———

  private statement(statement: Statement, depth: number): void {
    if (statement.kind === 'loop') {
      this.line(depth, `for ${this.names.of('index', statement.loop.over)} in ${this.range(statement.loop)}:`);
      for (const inner of statement.body) this.statement(inner, depth + 1);
      return;
    }
    const { name, index, value } = statement;
    const place = index.length > 0 ? `[${index.map((d) => this.size(d)).join(', ')}]` : '';
    this.line(depth, `${this.names.of('variable', name)}${place} = ${this.write(value)}`);
  }

  private range({ from, to, step }: Loop): string {
    const [a, b] = [
      this.size(from),
      typeof to === 'number' ? String(to + step) : `${this.size(to)} ${step > 0 ? '+' : '-'} 1`,
    ];
    return step > 0 ? `range(${a}, ${b})` : `range(${a}, ${b}, -1)`;
  }

  private listed(code: Code, loops: readonly Loop[]): string {
    return loops.reduceRight(
      (text, loop) => `[${text} for ${this.names.of('index', loop.over)} in ${this.range(loop)}]`,
      this.write(code),
    );
  }

  // ——— expressions ———

  private size(size: Dim | string): string {
    const spell = (name: string): string => this.spellSize(name);
    return typeof size === 'string' ? spell(size) : sizeText(size, spell).text;
  }

  private readonly bound: string[] = [];

  private spellSize(name: string): string {
    const integer = this.program.inputs.find((input) => input.key === name && this.isInteger(input));
    if (integer) return this.parameter(integer);
    const known = this.program.sizes.some(({ size }) => size === name);
    return this.names.of(known && !this.bound.includes(name) ? 'size' : 'index', name);
  }

  private write(code: Code, need: number = Level.sum): string {
    return enclose(this.piece(code), need);
  }

  private piece(code: Code): Piece {
    const atom = (text: string): Piece => ({ text, level: Level.atom });
    switch (code.op) {
      case 'number':
        return this.number(code.value);
      case 'size':
        return sizeText(code.size, (name) => this.spellSize(name));
      case 'name': {
        const integer = code.index.length === 0 ? this.names.of('variable', code.name) : undefined;
        return atom(
          integer ?? `${this.names.of('variable', code.name)}[${code.index.map((d) => this.size(d)).join(', ')}]`,
        );
      }
      case 'sum':
        return this.sum(code);
      case 'times':
        return this.times(code);
      case 'product': {
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return { text: `${a} @ ${b}`, level: Level.product };
      }
      case 'entry':
        return { text: `${this.write(code.of, Level.postfix)}[0, 0]`, level: Level.postfix };
      case 'dot': {
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return atom(`${this.np}.sum(${a} * ${b})`);
      }
      case 'solve':
        return atom(`${this.np}.linalg.solve(${this.write(code.left)}, ${this.write(code.right)})`);
      case 'transpose':
        return { text: `${this.write(code.of, Level.postfix)}.T`, level: Level.postfix };
      case 'power':
        return {
          text: `${this.write(code.base, Level.postfix)} ** ${this.write(code.exponent, Level.postfix)}`,
          level: Level.power,
        };
      case 'total':
        return atom(this.total(code));
      case 'fill':
        return atom(this.fill(code.value, code.shape));
      case 'identity':
        return atom(
          `${this.np}.eye(${this.size(code.shape[0])}${this.flavour === 'pytorch' ? ', dtype=torch.float64' : ''})`,
        );
      case 'choose': {
        const [l, r, yes, no] = code.operands.map((operand) => this.write(operand)) as [string, string, string, string];
        const choice = [yes, no].map((text, i) => this.tensor(code.operands[i + 2] as Code, text));
        return atom(`${this.np}.where(${l} ${code.relation} ${r}, ${choice.join(', ')})`);
      }
      case 'slice':
        return { text: this.slice(code), level: Level.postfix };
      case 'call':
        return this.call(code);
      case 'fold':
        return this.fold(code);
      default:
        return code satisfies never;
    }
  }

  private number(value: Parameters<typeof numberText>[0]): Piece {
    const text = numberText(value, (p, q) => `${p} / ${q}`);
    return { text, level: text.startsWith('-') ? Level.sum : text.includes('/') ? Level.product : Level.atom };
  }

  private sum({ terms }: Code & { op: 'sum' }): Piece {
    if (terms.length === 1 && terms[0]?.minus)
      return { text: `-${this.write(terms[0].code, Level.product)}`, level: Level.sum };
    const text = terms
      .map(({ minus, code }, i) => {
        const body = this.write(code, minus || i > 0 ? Level.product : Level.sum);
        return i === 0 ? (minus ? `-${body}` : body) : ` ${minus ? '-' : '+'} ${body}`;
      })
      .join('');
    return { text, level: Level.sum };
  }

  private times({ over, under }: Code & { op: 'times' }): Piece {
    // a matrix product inside a product of entries is told apart by parentheses
    const factor = (code: Code, first: boolean): string => {
      const tight = code.op === 'product' || !first;
      return this.write(code, tight ? Level.unary : Level.product);
    };
    const above = over.length === 0 ? '1' : over.map((code, i) => factor(code, i === 0)).join(' * ');
    const below = under.map((code) => this.write(code, Level.unary));
    return { text: [above, ...below].join(' / '), level: Level.product };
  }

  private total({ over, of }: Code & { op: 'total' }): string {
    const inner = this.write(of);
    if (over === 'all') return `${this.np}.sum(${inner})`;
    const axis = over === 'rows' ? 1 : 0;
    return this.flavour === 'pytorch'
      ? `torch.sum(${inner}, dim=${axis}, keepdim=True)`
      : `${this.np}.sum(${inner}, axis=${axis}, keepdims=True)`;
  }

  private fill(value: 0 | 1, [rows, cols]: Shape): string {
    const dtype = this.flavour === 'pytorch' ? ', dtype=torch.float64' : '';
    return `${this.np}.${value === 0 ? 'zeros' : 'ones'}((${this.size(rows)}, ${this.size(cols)})${dtype})`;
  }

  private slice({ of, range, shape }: Code & { op: 'slice' }): string {
    const [top, bottom, left, right] = range;
    const text = this.write(of, Level.postfix);
    const before = (d: Dim): string => (typeof d === 'number' ? String(d - 1) : `${this.size(d)} - 1`);
    if (isScalarShape(shape)) return `${text}[${before(top)}, ${before(left)}]`;
    const part = (from: Dim, to: Dim, whole: Dim): string =>
      from === 1 && to === whole ? ':' : `${from === 1 ? '' : before(from)}:${this.size(to)}`;
    return `${text}[${part(top, bottom, of.shape[0])}, ${part(left, right, of.shape[1])}]`;
  }

  private call({ fn, args, dims, shape }: Code & { op: 'call' }): Piece {
    const row = ROWS[fn];
    const template = args.length === 2 && PAIRS[fn] ? PAIRS[fn] : (row?.[this.flavour] ?? row?.all);
    if (template === undefined)
      throw new FrobeniusError(
        'unsupported',
        `${fn} has no code in ${this.flavour}`,
        undefined,
        'another target may have it',
      );
    for (const need of row?.needs ?? [])
      if (HELPERS[need] !== undefined && (need !== 'dexpm' || this.flavour === 'pytorch')) this.helpers.add(need);
    const put = template.replace(/#(r|c|d?\d)/g, (mark, what: string, at: number) => {
      if (what === 'r' || what === 'c') return this.size(shape[what === 'r' ? 0 : 1]);
      if (what.startsWith('d')) return this.size(dims[Number(what.slice(1)) - 1] as Dim);
      const arg = args[Number(what) - 1] as Code;
      const text = this.tensor(arg, this.write(arg));
      const enclosed = /[(,[]\s*$/.test(template.slice(0, at)) && /^\s*[),\]]/.test(template.slice(at + mark.length));
      return enclosed ? text : this.wrapped(arg, text);
    });
    const text = this.flavoured(put)
      .replace(/\(\(([\w.]+(?:\[[^\]]*\])?)\)/g, '($1')
      .replace(/\(([\w.]+)\)\.T\b/g, '$1.T');
    const level =
      /^[\w.]+\(.*\)$/s.test(text) && balancedCall(text) ? Level.atom : /^[\w.]+$/.test(text) ? Level.atom : Level.sum;
    return { text, level };
  }

  private wrapped(code: Code, text: string): string {
    return this.piece(code).level >= Level.postfix ? text : `(${text})`;
  }

  /** A bare number where PyTorch wants a tensor. */
  private tensor(code: Code, text: string): string {
    return this.flavour === 'pytorch' && isConstant(code) ? `torch.tensor(${text}, dtype=torch.float64)` : text;
  }

  private flavoured(text: string): string {
    const torch = this.flavour === 'pytorch';
    return text
      .replaceAll('ZERO(', torch ? 'torch.zeros_like(' : '0.0 * (')
      .replaceAll('NP.', `${this.np}.`)
      .replaceAll('AXIS=', torch ? 'dim=' : 'axis=')
      .replaceAll('KEEP=', torch ? 'keepdim=' : 'keepdims=')
      .replaceAll('VALUES', torch ? '.values' : '')
      .replaceAll('DTYPE', torch ? ', dtype=torch.float64' : '')
      .replaceAll('.CONCAT(', torch ? '.cat(' : '.concatenate(')
      .replaceAll('.ASARRAY(', torch ? '.as_tensor(' : '.asarray(');
  }

  private helper(name: string): string {
    return this.flavoured(HELPERS[name] as string);
  }

  private fold({ fold, over, from, to, body, shape }: Code & { op: 'fold' }): Piece {
    this.bound.push(over);
    const range = this.range({ over, from, to, step: 1 });
    const index = this.names.of('index', over);
    const text = this.write(body);
    this.bound.pop();
    const items = `${text} for ${index} in ${range}`;
    const scalar = isScalarShape(shape);
    if (fold === 'sum') return { text: `sum((${items}), ${scalar ? '0.0' : this.fill(0, shape)})`, level: Level.atom };
    if (scalar) return { text: `math.prod(${items})`, level: Level.atom };
    const dtype = this.flavour === 'pytorch' ? ', dtype=torch.float64' : '';
    return {
      text: `functools.reduce(operator.matmul, [${items}], ${this.np}.eye(${this.size(shape[0])}${dtype}))`,
      level: Level.atom,
    };
  }
}

/** Numbers and sizes alone. */
function isConstant(code: Code): boolean {
  switch (code.op) {
    case 'number':
    case 'size':
      return true;
    case 'sum':
      return code.terms.every(({ code: term }) => isConstant(term));
    case 'times':
      return [...code.over, ...code.under].every(isConstant);
    case 'call':
      return code.fn === 'pi';
    default:
      return false;
  }
}

/** Whether the text is one call as a whole. */
function balancedCall(text: string): boolean {
  let depth = 0;
  for (const [i, c] of [...text].entries()) {
    if (c === '(') depth++;
    if (c === ')' && --depth === 0) return i === [...text].length - 1;
  }
  return false;
}
