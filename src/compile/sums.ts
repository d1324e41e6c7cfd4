/**
 * Sums over an index, and sums of terms, with what is the same in all of their members before them: Σ A·x[j] as A·Σ x[j],
 * Σ Σ x[i]·y[j]' as a column of sums by a row of sums, s·x − t·x as (s − t)·x.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Code } from './code.js';
import { spreadShape } from './normal.js';
import { isPlace } from './placed-terms.js';

type Fold = Code & { op: 'fold' };
type Sum = Code & { op: 'sum' };

/** What such sums are built of: equal pieces are one piece. */
export interface SumPieces {
  fold(code: Fold): Code;
  times(code: Code & { op: 'times' }): Code;
  sum(code: Sum): Code;
  chain(factors: readonly Code[]): Code;
  moves(code: Code, letter: string): boolean;
}

const isOne = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;

/** The sum over an index with its constant factors before it; undefined where it has none that are worth it. */
export function foldApart(fold: Fold, pieces: SumPieces): Code | undefined {
  const { over, body } = fold;
  if (fold.fold !== 'sum') return undefined;
  const isMoving = (c: Code): boolean => pieces.moves(c, over) || c.shape.some((d) => dimNames(d).includes(over));
  if (!isMoving(body)) return undefined;
  if (body.op === 'product') {
    const { left, right } = body;
    if (isMoving(left) && isMoving(right)) return undefined;
    const inner = isMoving(left) ? left : right;
    const sum = pieces.fold({ ...fold, body: inner, shape: inner.shape });
    return pieces.chain(isMoving(left) ? [sum, right] : [left, sum]);
  }
  if (body.op === 'fold') return swapped(fold, body, pieces);
  if (body.op !== 'times') return undefined;
  const places = body.over.filter(isPlace);
  // a number before a matrix is brought to the numbers within
  const isScaled = !isOne(fold) && [...body.over, ...body.under].some((c) => isOne(c) && isMoving(c));
  const isPlaced = places.some(isMoving) && places.length > 1;
  const isKept = (c: Code): boolean => isMoving(c) || (isOne(c) ? isScaled : isPlace(c) && isPlaced);
  const [over1, under1] = [body.over.filter(isKept), body.under.filter(isKept)];
  const [out, below] = [body.over.filter((c) => !isKept(c)), body.under.filter((c) => !isKept(c))];
  if (out.length + below.length === 0 || !over1.some(isMoving)) return undefined;
  const shape = spreadShape([...over1, ...under1]);
  const rest = pieces.times({ op: 'times', over: over1, under: under1, shape });
  const sum = pieces.fold({ ...fold, body: rest, shape });
  return pieces.times({ op: 'times', over: [...out, sum], under: below, shape: fold.shape });
}

/** Σᵢ Σⱼ r[i,j]·x[j]' the other way round, where x[j]' can be taken out of the inner sum then. */
function swapped(fold: Fold, inner: Fold, pieces: SumPieces): Code | undefined {
  const { body } = inner;
  const hangs = (list: readonly Dim[], letter: string): boolean => list.some((d) => dimNames(d).includes(letter));
  if (inner.fold !== 'sum' || inner.over === fold.over || body.op !== 'times' || body.over.some(isPlace))
    return undefined;
  if (hangs([inner.from, inner.to], fold.over) || hangs([fold.from, fold.to], inner.over)) return undefined;
  if (!body.over.some((c) => !isOne(c) && !pieces.moves(c, fold.over))) return undefined;
  if (!body.over.every((c) => pieces.moves(c, inner.over))) return undefined;
  const within = pieces.fold({ ...fold, body, shape: body.shape });
  return pieces.fold({ ...inner, body: within, shape: fold.shape });
}

/** Terms that are one matrix times numbers, s·x − t·x: the matrix times the sum of the numbers. */
export function sumApart({ terms, shape }: Sum, pieces: SumPieces, one: Code): Code | undefined {
  if (terms.length < 2 || (shape[0] === 1 && shape[1] === 1)) return undefined;
  const numbers: Sum['terms'][number][] = [];
  let common: Code | undefined;
  for (const { minus, code } of terms) {
    const { over, under } = code.op === 'times' ? code : { over: [code], under: [] };
    const [matrix, ...more] = over.filter((c) => !isOne(c));
    if (!matrix || more.length > 0 || !under.every(isOne) || (common ?? matrix) !== matrix) return undefined;
    common = matrix;
    const list = over.filter(isOne);
    const number =
      list.length + under.length === 0 ? one : pieces.times({ op: 'times', over: list, under, shape: [1, 1] });
    numbers.push({ minus, code: number });
  }
  if (common === undefined || isPlace(common) || common.op === 'fill') return undefined;
  const factor = pieces.sum({ op: 'sum', terms: numbers, shape: [1, 1] });
  return pieces.times({ op: 'times', over: [factor, common], under: [], shape });
}
