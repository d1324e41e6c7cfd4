/**
 * Random products of sums in which columns, rows and numbers are spread over a matrix: what is printed and what is run have
 * the evaluator's values. A failure says the problem.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Outcome } from './code-fixture.js';
import { caseOf, distance } from './code-fixture.js';
import { node } from './code-runners.js';
import { derived } from './sources.js';

const RUNS = 150;
const SEED = 20261127;

type Size = 'n' | 'm';
type Text = fc.Arbitrary<string>;

const DECLARED = [
  'x, y : n',
  'u, v : m',
  'b : 1 x n',
  'c : 1 x m',
  'a : scalar',
  'A, B : n x n',
  'M, N : n x m',
  'E : m x m',
  'D : n x n posdef',
];
const VARIABLES = ['x', 'y', 'u', 'v', 'b', 'c', 'a', 'A', 'B', 'M', 'N', 'E'];

const COLUMNS = {
  n: ['x', 'y', "b'", 'sum(A, 2)', 'mean(M, 2)', 'A*x', '3*y', 'B(:,1)'],
  m: ['u', 'v', "c'", "M'*x", 'a*u'],
};
const ROWS = { n: ['b', "x'", 'sum(A, 1)', "u'*N'", 'B(1,:)', '2*b'], m: ['c', "v'", "x'*M", 'mean(N, 1)', 'a*c'] };
const MATRICES = {
  'n n': ['A', 'B', "A'", 'D', "M*N'", 'A*B'],
  'n m': ['M', 'N', 'A*M', 'M*E'],
  'm n': ["M'", "N'"],
  'm m': ['E', "E'", "M'*N"],
};
const NUMBERS = ['1', 'a', "x'*y", 'sum(u)'];

const text = (list: readonly string[]): Text => fc.constantFrom(...list);
const written = (parts: readonly Text[], write: (...texts: string[]) => string): Text =>
  fc.tuple(...parts).map((texts) => write(...texts));
const column = (r: Size): Text => text(COLUMNS[r]);
const row = (c: Size): Text => text(ROWS[c]);
const matrix = (r: Size, c: Size): Text => text(MATRICES[`${r} ${c}`]);
const outer = (r: Size, c: Size): Text => written([column(r), row(c)], (s, t) => `(${s})*(${t})`);

/** A sum of this size, some of whose terms are smaller. */
function sum(r: Size, c: Size): Text {
  const whole = fc.oneof(
    outer(r, c),
    written([text(NUMBERS), outer(r, c)], (s, t) => `(${s})*${t}`),
    matrix(r, c),
  );
  const small = fc.oneof(column(r), row(c), text(NUMBERS));
  const more = fc.array(fc.tuple(text([' + ', ' - ']), fc.oneof(small, small, whole)), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(whole, more)
    .map(([first, rest]) => `(${first}${rest.map(([sign, term]) => `${sign}${term}`).join('')})`);
}

const size = text(['n', 'm']) as fc.Arbitrary<Size>;
/** A factor: such a sum, its transpose, a matrix. */
const factor = (r: Size, c: Size, isSum: boolean): Text =>
  isSum
    ? fc.oneof(
        sum(r, c),
        sum(c, r).map((s) => `${s}'`),
      )
    : matrix(r, c);

const product = (r: Size, c: Size): Text =>
  fc.tuple(size, size, fc.constantFrom(0, 1, 2), fc.boolean()).chain(([k, l, at, isLong]) => {
    const sizes = isLong ? [r, k, l, c] : [r, k, c];
    const factors = sizes.slice(1).map((to, i) => factor(sizes[i] as Size, to, i === at % (sizes.length - 1)));
    return written(factors, (...texts) => texts.map((t) => `(${t})`).join('*'));
  });

const number = fc.tuple(size, size).chain(([r, c]) => {
  const p = product(r, c);
  return fc.oneof(
    p.map((e) => `sum(${e})`),
    p.map((e) => `norm2(${e})^2`),
    p.map((e) => `sum(tanh(${e}))`),
    written([p, sum(r, c)], (e, s) => `(${e}) : ${s}`),
    written([row(r), p, column(c)], (s, e, t) => `(${s})*${e}*(${t})`),
    product(r, r).map((e) => `sum(diag(${e}))`),
    product(r, r).map((e) => `tr(${e})`),
    written([p, sum(r, c)], (e, s) => `sum((${e}).*${s})`),
    written([p, column(r)], (e, s) => `norm2(${e} + ${s})^2`),
  );
});

test(`${RUNS} sums with what is spread in them, as factors`, { timeout: 120_000 }, () => {
  const wrt = fc.uniqueArray(text(VARIABLES), { minLength: 1, maxLength: 2 });
  const drawn = fc.sample(fc.tuple(number, wrt), { seed: SEED, numRuns: RUNS });
  const cases = drawn.flatMap(([expression, variables]) => {
    const name = `${expression} by ${variables.join(', ')}`;
    const [derivation] = derived(expression, { declare: DECLARED, wrt: variables });
    return derivation ? (caseOf(name, derivation) ?? []) : [];
  });
  expect(cases.length).toBeGreaterThan(RUNS / 2);
  const printed = cases.map(({ derivation, args, program }) => {
    const code = derivationsToCode([derivation], { target: 'javascript' });
    return { code, args, program, keys: program.derivatives.map(({ key }) => key) };
  });
  const outcomes = node('javascript').run(printed);
  const wrong = cases.flatMap(({ name, derivation, values, value, derivatives }, i) => {
    const ways: [string, Outcome][] = [
      ['printed', outcomes[i] as Outcome],
      ['run', compileDerivation(derivation, { rows: catalog })(values)],
    ];
    return ways.flatMap(([way, found]) => {
      if ('error' in found) return [`${way}: ${name}: ${found.error}`];
      const pairs = [
        [found.value, value],
        ...Object.entries(derivatives).map(([key, d]) => [found.derivatives[key], d]),
      ];
      const worst = Math.max(...pairs.map(([f, w]) => distance(f, w)));
      return worst < 1e-10 ? [] : [`${way}: ${name}: ${worst}`];
    });
  });
  expect(wrong).toEqual([]);
});
