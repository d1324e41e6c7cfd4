/**
 * What functions mean that not every reader knows by name: one clause each, told in the head where they occur. Their
 * letters are none of the problem's, so that no clause reads as a statement about what is given.
 */
import { fitted } from '../derive/letters.js';
import { add, call, mul, name, num, transpose } from '../expression/build.js';
import { dimName } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { ratio } from '../expression/rational.js';
import { table } from '../expression/table.js';
import type { Phrase } from './phrase.js';

const n = dimName('n');
const of = (fn: string, ...args: Expr[]): Expr => call(fn, args, [n, n]);
const half = (a: Expr, b: Expr): Expr => mul([num(ratio(1, 2)), add([a, b])]);

/** Three letters for matrices of which the problem has none. */
export const freeLetters = (taken: ReadonlySet<string> = new Set()): readonly [string, string, string] =>
  fitted('A : B : C', taken).split(' : ') as [string, string, string];

/** The same as matrices. */
export const freeMatrices = (taken: ReadonlySet<string> | undefined): readonly [Expr, Expr, Expr] =>
  freeLetters(taken).map((text) => name(text, [n, n])) as [Expr, Expr, Expr];

/** The letters of A : B = tr(AᵀB), those that the reasons have. */
export const productLetters = (taken: ReadonlySet<string> = new Set()): readonly [Expr, Expr] =>
  fitted('A : B', taken)
    .split(' : ')
    .map((text) => name(text, [n, n])) as [Expr, Expr];

type Meaning = (a: Expr, b: Expr, c: Expr) => Phrase;

const along =
  (fn: string): Meaning =>
  (a, b) => [of(`d${fn}`, a, b), ' : derivative of ', of(fn, a), ' in the direction ', b];
const decomposition: Meaning = (a) => {
  const middle = of('diag', call('svdvals', [a], [n, 1]));
  return [a, ' = ', mul([of('svdu', a), middle, transpose(of('svdv', a))]), ', thin singular value decomposition'];
};

const MEANINGS: Readonly<Record<string, Meaning>> = table({
  svdu: decomposition,
  svdv: decomposition,
  eigvec: (a) => [
    call('eigvec', [a], [n, 1], [dimName('i')]),
    ' : unit eigenvector of ',
    a,
    ' for its i-th eigenvalue, ascending',
  ],
  eigvecs: (a) => [of('eigvecs', a), ' : unit eigenvectors of ', a, ' as columns, eigenvalues ascending'],
  eigvals: (a) => [call('eigvals', [a], [n, 1]), ' : eigenvalues of ', a, ', ascending'],
  dexpm: along('expm'),
  dlogm: along('logm'),
  dsinm: along('sinm'),
  dcosm: along('cosm'),
  lyap: (a, b, c) => [of('lyap', a, b), ' : the ', c, ' with ', add([mul([a, c]), mul([c, a])]), ' = ', b],
  phi: (a) => [of('phi', a), ' : lower triangle of ', a, ', half its diagonal'],
  chol: (a) => [of('chol', a), ' : lower triangular, ', mul([of('chol', a), transpose(of('chol', a))]), ' = ', a],
  sym: (a) => [of('sym', a), ' = ', half(a, transpose(a))],
  skew: (a) => [of('skew', a), ' = ', half(a, mul([num(-1), transpose(a)]))],
  tril: (a) => [of('tril', a), ' : lower triangle of ', a],
  triu: (a) => [of('triu', a), ' : upper triangle of ', a],
  toeplitz: (a) => [of('toeplitz', a), ' : each entry the mean along its diagonal of ', a],
  adj: (a) => [of('adj', a), ' : adjugate of ', a],
});

/** Whether a function is told the meaning of; those of one decomposition are told together. */
export const toldAs = (fn: string): string | undefined => (fn === 'svdv' ? 'svdu' : fn in MEANINGS ? fn : undefined);

export const meaning = (fn: string, taken: ReadonlySet<string> | undefined): Phrase =>
  MEANINGS[fn]?.(...freeMatrices(taken)) ?? [];
