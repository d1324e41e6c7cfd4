/**
 * Random expressions as they are written, each with its value worked out by plain loops as it is made: whether what is
 * read is what was written. All that derives and checks rests on the term that is read, so none of it can see a fault there.
 */
import { parse } from '../src/deriving.js';
import { name as makeName } from '../src/expression/build.js';
import { FrobeniusError } from '../src/language/error.js';
import type { Declaration, Definition, Problem } from '../src/language/problem.js';
import { UNBOUND } from '../src/numeric/environment.js';
import { evaluatorOf } from '../src/numeric/evaluate.js';
import { relativeError } from '../src/numeric/evidence.js';
import type { Random } from '../src/numeric/random.js';
import { random } from '../src/numeric/random.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Matrix } from '../src/rulebook/rule.js';

type Size = '1' | 'n' | 'm' | 'p';
type Shape = readonly [Size, Size];
/** The text of an expression, and its value at given values of the names. */
interface Written {
  readonly text: string;
  readonly value: (of: (name: string) => Matrix) => Matrix;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  s: ['1', '1'],
  r: ['1', '1'],
  x: ['n', '1'],
  y: ['m', '1'],
  b: ['1', 'm'],
  a: ['1', 'n'],
  A: ['n', 'm'],
  B: ['m', 'p'],
  C: ['n', 'm'],
  D: ['p', 'n'],
  S: ['n', 'n'],
};
const DECLARED = Object.entries(SHAPES)
  .map(([name, [rows, cols]]) => `data ${name} : ${rows} x ${cols} positive`)
  .join('\n');
const SIZES: readonly Size[] = ['1', 'n', 'm', 'p'];

const made = (rows: number, cols: number, entry: (i: number, j: number) => number): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => entry(Math.floor(k / cols), k % cols)),
});
const at = ({ rows, cols, data }: Matrix, i: number, j: number): number =>
  data[(rows === 1 ? 0 : i) * cols + (cols === 1 ? 0 : j)] as number;
const entrywise = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix =>
  made(Math.max(a.rows, b.rows), Math.max(a.cols, b.cols), (i, j) => f(at(a, i, j), at(b, i, j)));
const total = (a: Matrix): number => a.data.reduce((sum, x) => sum + x, 0);

const OPERATORS: readonly (readonly [string, (x: number, y: number) => number])[] = [
  [' + ', (x, y) => x + y],
  [' - ', (x, y) => x - y],
  ['.*', (x, y) => x * y],
  ['./', (x, y) => x / y],
];
const FUNCTIONS: readonly (readonly [string, (x: number) => number])[] = [
  ['exp', Math.exp],
  ['sin', Math.sin],
  ['tanh', Math.tanh],
  ['square', (x) => x * x],
  ['abs', Math.abs],
];

class Writer {
  constructor(private readonly draw: Random) {}

  private one<T>(list: readonly T[]): T {
    return list[this.draw.below(list.length)] as T;
  }

  leaf(shape: Shape): Written {
    const names = Object.keys(SHAPES).filter((x) => SHAPES[x]?.join() === shape.join());
    if (shape.join() === '1,1' && this.draw.below(3) === 0) {
      const number = this.one(['2', '3', '0.5', '1', '10']);
      return { text: number, value: () => made(1, 1, () => Number(number)) };
    }
    if (names.length === 0) return this.product(shape, 0);
    const name = this.one(names);
    return { text: name, value: (of) => of(name) };
  }

  expression(shape: Shape, depth: number): Written {
    if (depth === 0) return this.leaf(shape);
    const scalar = shape.join() === '1,1';
    const kind = this.draw.below(scalar ? 14 : 9);
    if (kind < 3) return this.merged(shape, depth);
    if (kind === 3) return this.product(shape, depth);
    if (kind === 4) return this.turned(shape, depth);
    if (kind === 5) return this.power(shape, depth);
    if (kind === 6) return this.applied(shape, depth);
    if (kind === 7) return this.scaled(shape, depth);
    if (kind === 8) return this.negative(shape, depth);
    return kind < 11 ? this.reduced(depth) : this.quotient(depth);
  }

  /** Two operands, one of them perhaps repeated. */
  private merged(shape: Shape, depth: number): Written {
    const [op, f] = this.one(OPERATORS);
    const repeated = (): Shape => [this.one([shape[0], '1']), this.one([shape[1], '1'])];
    const shapes: Shape[] = this.draw.below(2) === 0 ? [shape, repeated()] : [repeated(), shape];
    const [left, right] = shapes.map((own) => this.expression(own, depth - 1)) as [Written, Written];
    return {
      text: `(${left.text})${op}(${right.text})`,
      value: (of) => entrywise(left.value(of), right.value(of), f),
    };
  }

  private product(shape: Shape, depth: number): Written {
    const inner = this.one(SIZES.filter((size) => size !== '1'));
    // names are at hand for these alone
    const has = (rows: Size, cols: Size): boolean =>
      Object.values(SHAPES).some(([r, c]) => (r === rows && c === cols) || (r === cols && c === rows));
    const between = [inner, ...SIZES].find((size) => size !== '1' && has(shape[0], size) && has(size, shape[1])) ?? 'n';
    const [left, right] = [this.factor([shape[0], between], depth), this.factor([between, shape[1]], depth)];
    return {
      text: `(${left.text})*(${right.text})`,
      value: (of) => {
        const [a, b] = [left.value(of), right.value(of)];
        return made(a.rows, b.cols, (i, j) => {
          let sum = 0;
          for (let k = 0; k < a.cols; k++)
            sum += (a.data[i * a.cols + k] as number) * (b.data[k * b.cols + j] as number);
          return sum;
        });
      },
    };
  }

  private factor(shape: Shape, depth: number): Written {
    if (depth > 0) return this.expression(shape, depth - 1);
    const is = ([rows, cols]: Shape): boolean => Object.values(SHAPES).some(([r, c]) => r === rows && c === cols);
    return is(shape) ? this.leaf(shape) : this.transposeOf(this.leaf([shape[1], shape[0]]));
  }

  private transposeOf({ text, value }: Written): Written {
    return {
      text: `(${text})'`,
      value: (of) => {
        const a = value(of);
        return made(a.cols, a.rows, (i, j) => a.data[j * a.cols + i] as number);
      },
    };
  }

  private turned([rows, cols]: Shape, depth: number): Written {
    return this.transposeOf(this.expression([cols, rows], depth - 1));
  }

  private power(shape: Shape, depth: number): Written {
    const { text, value } = this.expression(shape, depth - 1);
    const exponent = this.one([2, 3, -1, -2, 1, 0]);
    const sign = shape.join() === '1,1' && this.draw.below(2) === 0 ? '^' : '.^';
    return {
      text: `(${text})${sign}(${exponent})`,
      value: (of) =>
        entrywise(
          value(of),
          made(1, 1, () => exponent),
          (x, y) => x ** y,
        ),
    };
  }

  private applied(shape: Shape, depth: number): Written {
    const [fn, f] = this.one(FUNCTIONS);
    const { text, value } = this.expression(shape, depth - 1);
    return {
      text: `${fn}(${text})`,
      value: (of) =>
        entrywise(
          value(of),
          made(1, 1, () => 0),
          f,
        ),
    };
  }

  private scaled(shape: Shape, depth: number): Written {
    const [scalar, { text, value }] = [this.expression(['1', '1'], depth - 1), this.expression(shape, depth - 1)];
    const by = this.draw.below(2) === 0;
    return {
      text: by ? `(${text})/(${scalar.text})` : `(${scalar.text})*(${text})`,
      value: (of) => entrywise(value(of), scalar.value(of), by ? (x, y) => x / y : (x, y) => x * y),
    };
  }

  private negative(shape: Shape, depth: number): Written {
    const { text, value } = this.expression(shape, depth - 1);
    return {
      text: `-(${text})`,
      value: (of) =>
        entrywise(
          value(of),
          made(1, 1, () => -1),
          (x, y) => x * y,
        ),
    };
  }

  private reduced(depth: number): Written {
    const shape: Shape = [this.one(SIZES), this.one(SIZES)];
    const one = this.expression(shape, depth - 1);
    const other = this.expression(shape, depth - 1);
    const number =
      (f: (a: Matrix, b: Matrix) => number): Written['value'] =>
      (of) => {
        const [a, b] = [one.value(of), other.value(of)];
        return made(1, 1, () => f(a, b));
      };
    const inner = (a: Matrix, b: Matrix): number => total(entrywise(a, b, (x, y) => x * y));
    return this.one<Written>([
      { text: `sum(${one.text})`, value: number(total) },
      { text: `mean(${one.text})`, value: number((a) => total(a) / a.data.length) },
      { text: `norm2(${one.text})^2`, value: number((a) => inner(a, a)) },
      { text: `((${one.text}) : (${other.text}))`, value: number(inner) },
      { text: `tr((${one.text})'*(${other.text}))`, value: number(inner) },
      { text: `sum(sum(${one.text}, 1))`, value: number(total) },
      { text: `sum(sum(${one.text}, 2))`, value: number(total) },
    ]);
  }

  /** Over a product of numbers, which is taken apart when it is read. */
  private quotient(depth: number): Written {
    const numbers = Array.from({ length: 3 }, () => this.expression(['1', '1'], depth - 1));
    const [a, b, c] = numbers as [Written, Written, Written];
    return {
      text: `(${a.text})/((${b.text})*(${c.text}))`,
      value: (of) => {
        const [x, y, z] = [a, b, c].map(({ value }) => value(of).data[0] as number) as [number, number, number];
        return made(1, 1, () => x / (y * z));
      },
    };
  }
}

function attempt(source: string): Problem | undefined {
  try {
    return parse(source, { equations: [] });
  } catch (error) {
    if (error instanceof FrobeniusError && error.message === 'division by zero') return undefined;
    throw error;
  }
}

const LARGE = 1e8;

export interface Reading {
  readonly text: string;
  /** `undecided`: it divides by zero, or no moderate values were found for it. */
  readonly outcome: 'same' | 'other' | 'undecided';
}

/** Expression k of a seed, and whether what it is read as has the value of what is written. */
export function readWritten(seed: number, k: number): Reading {
  const draw = random(seed, `written ${k}`);
  const shapes: readonly Shape[] = [['1', '1'], ['1', '1'], ...Object.values(SHAPES)];
  const { text, value } = new Writer(draw).expression(shapes[draw.below(shapes.length)] as Shape, 1 + draw.below(4));
  const problem = attempt(`${DECLARED}\nZ = ${text}`);
  if (problem === undefined) return { text, outcome: 'undecided' };
  const sample = sampleEnvironment(problem, [], seed + k, { rows: catalog, varying: new Set(), attempts: 1 });
  if (sample.outcome !== 'ok') return { text, outcome: 'undecided' };
  const evaluator = evaluatorOf(sample.env);
  const { target } = problem.definitions.at(-1) as Definition;
  const written = value((name) => {
    const { shape } = problem.declarations.get(name) as Declaration;
    return evaluator.value(makeName(name, shape), UNBOUND);
  });
  if (!written.data.every((x) => Math.abs(x) < LARGE)) return { text, outcome: 'undecided' };
  const read = evaluator.value(target, UNBOUND);
  const fits = read.rows === written.rows && read.cols === written.cols && relativeError(written, read) < 1e-9;
  return { text, outcome: fits ? 'same' : 'other' };
}
