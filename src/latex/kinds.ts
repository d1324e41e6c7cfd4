/**
 * Whether a formula is a number, a row, a column or a matrix, as far as its letters and what is said of them tell: less
 * than a size, and known more often. Chooses between readings; the language's own inference decides in the end.
 */
import type { Formula, TexSymbol } from './formula.js';
import type { Extent, Kind, Sizes } from './shapes.js';
import { byLetter, sizeOf } from './shapes.js';

export const NUMBER: Kind = ['one', 'one'];
const COLUMN: Kind = ['many', 'one'];
const MATRIX: Kind = ['many', 'many'];
/** Nothing is known. */
export const OPEN: Kind = [undefined, undefined];

export const isNumberKind = ([rows, cols]: Kind): boolean => rows === 'one' && cols === 'one';
export const isMatrixKind = ([rows, cols]: Kind): boolean => rows === 'many' && cols === 'many';
export const isVectorKind = (kind: Kind): boolean => kind.includes('one') && kind.includes('many');
export const isRowKind = ([rows, cols]: Kind): boolean => rows === 'one' && cols === 'many';

/** Functions with a number as their value, whatever they are of. */
const REDUCTIONS: ReadonlySet<string> = new Set(
  'det tr logdet crossentropy rank logsumexp sum mean prod specnorm nucnorm lambdamax lambdamin sigmamax sigmamin sigmaat norm'.split(
    ' ',
  ),
);

export function kindOf(
  f: Formula,
  look: (symbol: TexSymbol) => Kind | undefined,
  maybeSquare: (f: Formula) => boolean = () => true,
): Kind {
  const kind = (g: Formula): Kind => kindOf(g, look, maybeSquare);
  switch (f.kind) {
    case 'number':
    case 'norm':
      return NUMBER;
    case 'symbol':
      return look(f) ?? OPEN;
    case 'sum':
      return widest(f.terms.map((t) => kind(t.term)));
    case 'product':
      return innerOf(f, kind) ? NUMBER : f.factors.map(kind).reduce(times);
    case 'binary':
      return f.op === ':'
        ? NUMBER
        : f.op === '/'
          ? quotient(kind(f.left), kind(f.right))
          : widest([f.left, f.right].map(kind));
    case 'fraction':
      return quotient(kind(f.above), kind(f.below));
    case 'power':
      return kind(f.base);
    case 'inverse':
    case 'differential':
      return kind(f.of);
    case 'abs':
      // bars round a square matrix are its determinant
      return isMatrixKind(kind(f.of)) && maybeSquare(f.of) ? NUMBER : kind(f.of);
    case 'transpose':
    case 'pinv': {
      const [rows, cols] = kind(f.of);
      return [cols, rows];
    }
    case 'call':
      return ofCall(f.fn, f.args.map(kind));
    case 'fold':
      return kind(f.body);
    case 'matrix': {
      const cells = widest(f.rows.flat().map(kind));
      return [f.rows.length > 1 ? 'many' : cells[0], (f.rows[0]?.length ?? 1) > 1 ? 'many' : cells[1]];
    }
    case 'cases':
      return widest(f.branches.map((b) => kind(b.value)));
    case 'relation':
      return widest([kind(f.left), kind(f.right)]);
    case 'partial':
      return f.by ? kind(f.by) : OPEN;
    case 'ones':
      return f.width ? MATRIX : COLUMN;
    case 'eye':
      return MATRIX;
    case 'slice': {
      const [rows, cols] = f.ranges.map((r): Extent => (r.all ? 'many' : 'one'));
      return [rows, cols ?? 'one'];
    }
    default:
      return f satisfies never;
  }
}

/** x · Ay of two columns: what stands on the two sides of the dot. */
export function innerOf(
  { factors, dots, span }: Formula & { kind: 'product' },
  kind: (f: Formula) => Kind,
): (Formula & { kind: 'binary' }) | undefined {
  // a number before the first dot is a factor of the whole
  const [at, ...more] = (dots ?? []).filter((k) => !factors.slice(0, k).every((f) => isNumberKind(kind(f))));
  if (at === undefined || more.length > 0) return undefined;
  const isColumn = (all: readonly Formula[]): boolean => all.map(kind).reduce(times).join() === COLUMN.join();
  const [before, behind] = [factors.slice(0, at), factors.slice(at)];
  if (!isColumn(before) || !isColumn(behind)) return undefined;
  return { kind: 'binary', op: ':', left: productOf(before), right: productOf(behind), span };
}

/** Side by side. */
export function productOf(factors: readonly Formula[]): Formula {
  const [first, last] = [factors[0] as Formula, factors.at(-1) as Formula];
  if (first === last) return first;
  return { kind: 'product', factors, guessed: false, span: { start: first.span.start, end: last.span.end } };
}

/** Of entries side by side, with broadcasting. */
function widest(kinds: readonly Kind[]): Kind {
  const along = (axis: 0 | 1): Extent => {
    const extents = kinds.map((k) => k[axis]);
    return extents.includes('many') ? 'many' : extents.includes(undefined) ? undefined : 'one';
  };
  return [along(0), along(1)];
}

const times = (a: Kind, b: Kind): Kind => (isNumberKind(a) ? b : isNumberKind(b) ? a : [a[0], b[1]]);

const quotient = (above: Kind, below: Kind): Kind => (isNumberKind(below) ? above : widest([above, below]));

function ofCall(fn: string, args: readonly Kind[]): Kind {
  const [first = OPEN] = args;
  if (REDUCTIONS.has(fn)) return args.length > 1 && fn !== 'crossentropy' && fn !== 'sigmaat' ? OPEN : NUMBER;
  switch (fn) {
    case 'max':
    case 'min':
      return args.length === 1 ? NUMBER : widest(args);
    case 'diag':
      return isVectorKind(first) ? MATRIX : isMatrixKind(first) ? COLUMN : OPEN;
    case 'vec':
    case 'eigvals':
    case 'svdvals':
      return COLUMN;
    case 'kron':
      return widest(args);
    case 'hessian':
    case 'jacobian':
      return MATRIX;
    case 'unvec':
      return OPEN;
    default:
      return first;
  }
}

/** By its letter alone, as the language reads a name that nobody declares; a bold letter is no number. */
export function kindByLetter(name: string, bold: boolean): Kind {
  const kind = byLetter(name);
  return kind === 'matrix' ? MATRIX : kind === 'vector' || bold ? COLUMN : NUMBER;
}

/** By what is said of a letter, what defines it, or else by the letter. */
export function kindIn(f: Formula, sizes: Sizes): Kind {
  const maybeSquare = (g: Formula): boolean => {
    const size = sizeOf(g, sizes);
    return size === undefined || size[0] === size[1];
  };
  const look = (symbol: TexSymbol): Kind => {
    const { name, index, entries } = sizes.naming.named(symbol);
    if (entries.length > 0 || (index.length === 0 && sizes.numbers.has(name))) return NUMBER;
    const size = sizes.of.get(name);
    if (size !== undefined) return [size[0] === '1' ? 'one' : 'many', size[1] === '1' ? 'one' : 'many'];
    return sizes.kinds.get(name) ?? kindByLetter(name, symbol.bold);
  };
  return kindOf(f, look, maybeSquare);
}
