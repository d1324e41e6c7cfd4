/**
 * mathjs, behind a small door: complex numbers, dense products, inverses, determinants, eigenvalues, and formulas
 * given as text. The only importer of mathjs, and only when a witness is asked for: `loadBackend` imports it then.
 *
 * Nothing here is ours: that is the point of a witness.
 */

/** A real or complex number as mathjs has it. */
export type Cell = number | { readonly re: number; readonly im: number };
/** A matrix as rows of cells; a scalar is 1×1. */
export type Cells = readonly (readonly Cell[])[];

export interface Backend {
  complex(re: number, im: number): Cell;
  add(a: Cell, b: Cell): Cell;
  multiply(a: Cell, b: Cell): Cell;
  divide(a: Cell, b: Cell): Cell;
  /** exp, log, sqrt, … of one number. */
  apply(fn: 'exp' | 'log' | 'sqrt' | 'sin' | 'cos', x: Cell): Cell;
  power(x: Cell, exponent: Cell): Cell;
  product(a: Cells, b: Cells): Cells;
  inverse(a: Cells): Cells;
  determinant(a: Cells): Cell;
  exponential(a: Cells): Cells;
  kronecker(a: Cells, b: Cells): Cells;
  /** Of a real symmetric matrix, ascending. */
  eigenvalues(a: Cells): readonly number[];
  /** A formula with values for its names; 1×1 matrices go in as numbers. */
  formula(text: string, scope: Readonly<Record<string, Cell | Cells>>): Cell | Cells;
}

export const realPart = (x: Cell): number => (typeof x === 'number' ? x : x.re);
export const imaginaryPart = (x: Cell): number => (typeof x === 'number' ? 0 : x.im);

let loading: Promise<Backend> | undefined;

export function loadBackend(): Promise<Backend> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Backend> {
  const math = await import('mathjs');
  type Scalar = Parameters<typeof math.multiply>[0];
  type Entry = Parameters<typeof math.complex>[0];
  const scalar = (x: Cell): Scalar => x as Scalar;
  const array = (a: Cells): number[][] => a as unknown as number[][];
  const compiled = new Map<string, { evaluate(scope: object): unknown }>();
  /** What comes back from mathjs: a number, a matrix object or nested arrays. */
  const plain = (value: unknown): Cell | Cells =>
    math.isMatrix(value) ? (value.toArray() as unknown as Cells) : (value as Cell | Cells);
  const functions: Record<'exp' | 'log' | 'sqrt' | 'sin' | 'cos', (x: number) => unknown> = {
    exp: math.exp,
    log: math.log,
    sqrt: math.sqrt,
    sin: math.sin,
    cos: math.cos,
  };
  return {
    complex: (re, im) => math.complex(re as Entry & number, im) as Cell,
    add: (a, b) => math.add(scalar(a), scalar(b)) as Cell,
    multiply: (a, b) => math.multiply(scalar(a), scalar(b)) as Cell,
    divide: (a, b) => math.divide(scalar(a), scalar(b)) as Cell,
    apply: (fn, x) => functions[fn](x as number) as Cell,
    power: (x, exponent) => math.pow(x as number, exponent as number) as Cell,
    product: (a, b) => plain(math.multiply(array(a), array(b))) as Cells,
    inverse: (a) => plain(math.inv(array(a))) as Cells,
    determinant: (a) => math.det(array(a)) as Cell,
    exponential: (a) => plain(math.expm(math.matrix(array(a)))) as Cells,
    kronecker: (a, b) => plain(math.kron(array(a), array(b))) as Cells,
    eigenvalues: (a) =>
      (math.eigs(array(a), { eigenvectors: false }).values as number[]).map(Number).sort((x, y) => x - y),
    formula(text, scope) {
      const code = compiled.get(text) ?? math.parse(text).compile();
      compiled.set(text, code);
      return plain(code.evaluate({ ...scope }));
    },
  };
}
