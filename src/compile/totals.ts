/**
 * Sums of rows, of columns and of all entries of products: A·B·𝟏 is A·(B·𝟏), and (x·y')·𝟏 is x times a number. The matrix is
 * never made only to be summed.
 */
import type { Shape } from '../expression/dimension.js';
import type { Code } from './code.js';

type Total = Code & { op: 'total' };
type Over = Total['over'];

/** What the sum is taken apart with; all but `raw` are pieces already. */
export interface TotalPieces {
  /** The piece that a value is. */
  of(code: Code): Code;
  /** The product of pieces. */
  chain(factors: readonly Code[]): Code;
  factors(raw: Code): Code[];
  /** The two products that it takes to make the product of all. */
  halves(factors: readonly Code[]): readonly [Code, Code];
  total(over: Over, of: Code, shape: Shape): Code;
  times(code: Code & { op: 'times' }): Code;
  sum(code: Code & { op: 'sum' }): Code;
}

/** Of a transpose what it is of the matrix. */
export const FLIPPED = { rows: 'columns', columns: 'rows', all: 'all' } as const;
const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;

/** The sum of a value without the value; undefined where it is not a product, nor a sum of such. */
export function totalApart(over: Over, raw: Code, pieces: TotalPieces): Code | undefined {
  const [rows, cols] = raw.shape;
  if (rows === 1 || cols === 1) return undefined;
  switch (raw.op) {
    case 'product':
      return ofProduct(over, pieces.factors(raw), pieces);
    case 'times':
      return ofTimes(over, raw, pieces);
    case 'transpose': {
      const inner = totalApart(FLIPPED[over], raw.of, pieces);
      if (inner === undefined || over === 'all') return inner;
      return pieces.of({ op: 'transpose', of: inner, shape: shapeOf(over, raw.shape) });
    }
    case 'sum': {
      const terms = raw.terms.map(({ minus, code }) => {
        const isFull = code.shape[0] === rows && code.shape[1] === cols;
        return { minus, code: isFull && isApart(code) ? totalApart(over, code, pieces) : undefined };
      });
      const all = terms.flatMap(({ minus, code }) => (code === undefined ? [] : [{ minus, code }]));
      if (all.length < terms.length) return undefined;
      return pieces.sum({ op: 'sum', terms: all, shape: shapeOf(over, raw.shape) });
    }
    default:
      return undefined;
  }
}

const shapeOf = (over: Over, [rows, cols]: Shape): Shape =>
  over === 'all' ? [1, 1] : over === 'rows' ? [rows, 1] : [1, cols];

/** Whether the value is one of those that are taken apart: asked of all terms of a sum before any is. */
function isApart(code: Code): boolean {
  if (code.op === 'transpose') return isApart(code.of);
  if (code.op === 'sum') return code.terms.every((t) => isApart(t.code));
  return code.op === 'product' || (code.op === 'times' && partsOfOuter(code) !== undefined);
}

/** Ones are factors like others, so that what two such sums share is seen. */
function ofProduct(over: Over, factors: readonly Code[], pieces: TotalPieces): Code {
  const [rows] = (factors[0] as Code).shape;
  const [, cols] = (factors.at(-1) as Code).shape;
  const left = over === 'rows' ? [] : [pieces.of({ op: 'fill', value: 1, shape: [1, rows] })];
  const right = over === 'columns' ? [] : [pieces.of({ op: 'fill', value: 1, shape: [cols, 1] })];
  return pieces.chain([...left, ...factors, ...right]);
}

/** A product with numbers before it, or a column by a row with such. */
function partsOfOuter({ over, under }: Code & { op: 'times' }): { numbers: Code[]; others: Code[] } | undefined {
  const [numbers, others] = [over.filter(isOne), over.filter((c) => !isOne(c))];
  const [x, y, ...more] = others;
  if (!x || more.length > 0 || !under.every(isOne)) return undefined;
  if (y === undefined) return isApart(x) ? { numbers, others } : undefined;
  const isOuter = (x.shape[1] === 1 && y.shape[0] === 1) || (x.shape[0] === 1 && y.shape[1] === 1);
  return isOuter ? { numbers, others } : undefined;
}

function ofTimes(over: Over, raw: Code & { op: 'times' }, pieces: TotalPieces): Code | undefined {
  const parts = partsOfOuter(raw);
  if (parts === undefined) return undefined;
  const [x, y] = parts.others as [Code, Code | undefined];
  const shape = shapeOf(over, raw.shape);
  const scaled = (list: readonly Code[]): Code => {
    const [numbers, under] = [parts.numbers.map((c) => pieces.of(c)), raw.under.map((c) => pieces.of(c))];
    return pieces.times({ op: 'times', over: [...numbers, ...list], under, shape });
  };
  if (y === undefined) {
    const inner = totalApart(over, x, pieces);
    return inner && scaled([inner]);
  }
  // the sum of a column by a row is the one by the sum of the other
  const whole = (c: Code): Code => pieces.total('all', pieces.of(c), [1, 1]);
  const isKept = (c: Code): boolean => (over === 'rows' ? c.shape[1] === 1 : over === 'columns' && c.shape[0] === 1);
  return scaled([x, y].map((c) => (isKept(c) ? pieces.of(c) : whole(c))));
}

/** The diagonal of a product without the product: entries of A beside those of B', added up. */
export function diagonalApart(raw: Code, pieces: TotalPieces): Code | undefined {
  const [n] = raw.shape;
  const shape: Shape = [n, 1];
  if (n === 1) return undefined;
  switch (raw.op) {
    case 'product': {
      const [left, right] = pieces.halves(pieces.factors(raw));
      const turned = pieces.of({ op: 'transpose', of: right, shape: left.shape });
      const beside = pieces.times({ op: 'times', over: [left, turned], under: [], shape: left.shape });
      return pieces.total('rows', beside, shape);
    }
    case 'times': {
      const [matrix, ...more] = raw.over.filter((c) => !isOne(c));
      const inner = matrix && more.length === 0 && raw.under.every(isOne) ? diagonalApart(matrix, pieces) : undefined;
      if (inner === undefined) return undefined;
      const numbers = raw.over.filter(isOne).map((c) => pieces.of(c));
      const under = raw.under.map((c) => pieces.of(c));
      return pieces.times({ op: 'times', over: [...numbers, inner], under, shape });
    }
    case 'sum': {
      const terms = raw.terms.map(({ minus, code }) => ({ minus, code: diagonalApart(code, pieces) }));
      const all = terms.flatMap(({ minus, code }) => (code === undefined ? [] : [{ minus, code }]));
      return all.length < terms.length ? undefined : pieces.sum({ op: 'sum', terms: all, shape });
    }
    default:
      return undefined;
  }
}
