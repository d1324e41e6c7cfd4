/**
 * What is known of sizes while a formula is read: enough to tell a number from a matrix, and to give a bias its size.
 * The language's own inference decides in the end; this only chooses between readings.
 */
import type { Formula } from './formula.js';
import type { Naming } from './naming.js';

/** Rows and columns as texts of the input language. */
export type Size = readonly [rows: string, cols: string];

export const NUMBER: Size = ['1', '1'];

/** Along one axis: one entry, several, or nothing says. */
export type Extent = 'one' | 'many' | undefined;
/** Rows and columns of what is a number, a row, a column or a matrix: kinds.ts's. */
export type Kind = readonly [rows: Extent, cols: Extent];

export interface Sizes {
  readonly naming: Naming;
  readonly of: ReadonlyMap<string, Size>;
  /** Names of sizes, and letters that sums run over: numbers. */
  readonly numbers: ReadonlySet<string>;
  /** Of names that are defined. */
  readonly kinds: ReadonlyMap<string, Kind>;
}

/** By its letter, as the language reads a name that nobody declares. */
export function byLetter(name: string): 'number' | 'vector' | 'matrix' {
  const first = name.charAt(0);
  if (
    /^(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|rho|sigma|tau|upsilon|phi|chi|psi|omega|pi)(?:_|$)/.test(
      name,
    )
  )
    return 'number';
  if (/[a-g]/.test(first)) return 'number';
  return /[h-z]/.test(first) ? 'vector' : 'matrix';
}

/** Entry by entry: a number beside what is not known says nothing of it. */
function ofBoth(left: Size | undefined, right: Size | undefined): Size | undefined {
  const entries = [left, right].find((s) => s !== undefined && !isNumber(s));
  return entries ?? (left && right);
}

export function sizeOf(f: Formula, sizes: Sizes): Size | undefined {
  const size = (g: Formula): Size | undefined => sizeOf(g, sizes);
  switch (f.kind) {
    case 'number':
    case 'norm':
    case 'fold':
      return f.kind === 'fold' && !sizes.naming.entry.has(f.over) ? size(f.body) : NUMBER;
    case 'symbol': {
      const { name, index, entries } = sizes.naming.named(f);
      if (entries.length > 0 && entries.every((e) => e.kind === 'number')) return NUMBER;
      if (index.length === 0 && sizes.numbers.has(name)) return NUMBER;
      const known = sizes.of.get(name);
      if (known !== undefined) return known;
      // what is defined is as its formula is, whatever its letter
      const kind = sizes.kinds.get(name);
      if (kind?.includes('many')) return undefined;
      return byLetter(name) === 'number' && !f.bold ? NUMBER : undefined;
    }
    case 'sum':
      return (
        f.terms.map((t) => size(t.term)).find((s) => s !== undefined && !isNumber(s)) ??
        (f.terms.every((t) => isNumber(size(t.term))) ? NUMBER : undefined)
      );
    case 'product': {
      const all = f.factors.map(size);
      const matrices = all.filter((s) => !isNumber(s));
      if (matrices.length === 0) return NUMBER;
      const [first, last] = [matrices[0], matrices.at(-1)];
      if (isScalarProduct(f.factors, sizes) || isInner(f, sizes)) return NUMBER;
      return first && last ? [first[0], last[1]] : undefined;
    }
    case 'binary':
      if (f.op === ':') return NUMBER;
      if (f.op === 'kron') return undefined;
      return ofBoth(size(f.left), size(f.right));
    case 'fraction': {
      const above = size(f.above);
      return isNumber(above) ? (isNumber(size(f.below)) ? NUMBER : size(f.below)) : above;
    }
    case 'power':
    case 'inverse':
      return size(f.kind === 'power' ? f.base : f.of);
    case 'transpose': {
      const of = size(f.of);
      return of && [of[1], of[0]];
    }
    case 'call':
      if (
        [
          'det',
          'tr',
          'logdet',
          'crossentropy',
          'rank',
          'logsumexp',
          'sum',
          'mean',
          'prod',
          'specnorm',
          'nucnorm',
          'lambdamax',
          'lambdamin',
          'sigmamax',
          'sigmamin',
          'sigmaat',
        ].includes(f.fn)
      )
        return f.args.length > 1 && f.fn !== 'crossentropy' && f.fn !== 'sigmaat' ? undefined : NUMBER;
      return f.args[0] && ['diag', 'vec', 'unvec', 'kron', 'hessian'].every((fn) => fn !== f.fn)
        ? size(f.args[0])
        : undefined;
    default:
      return undefined;
  }
}

export const isNumber = (size: Size | undefined): boolean => size !== undefined && size[0] === '1' && size[1] === '1';

/** xᵀy, xᵀAx: a row first, a column last. */
function isScalarProduct(factors: readonly Formula[], sizes: Sizes): boolean {
  const [first, last] = [factors.find((f) => !isNumber(sizeOf(f, sizes))), factors.at(-1)];
  if (first?.kind !== 'transpose' || last === undefined || first.of === last) return false;
  return isColumn(first.of, sizes) && isColumn(last, sizes);
}

/** x · Ay: a column on either side of the dot. */
function isInner({ factors, dots = [] }: Formula & { kind: 'product' }, sizes: Sizes): boolean {
  const [at, ...more] = dots.filter((k) => !factors.slice(0, k).every((f) => isNumber(sizeOf(f, sizes))));
  const [before, last] = [factors[(at ?? 0) - 1], factors.at(-1)];
  return (
    more.length === 0 && before !== undefined && last !== undefined && [before, last].every((f) => isColumn(f, sizes))
  );
}

function isColumn(f: Formula, sizes: Sizes): boolean {
  const size = sizeOf(f, sizes);
  if (size !== undefined) return size[1] === '1' && size[0] !== '1';
  return f.kind === 'symbol' && byLetter(sizes.naming.named(f).name) === 'vector';
}

/** As a declaration has it. */
export const shapeText = (size: Size): string =>
  isNumber(size) ? 'scalar' : size[1] === '1' ? size[0] : `${size[0]} x ${size[1]}`;
