/** Every function and operator of the language: the gradient as text, its conditions, each step and it by differences. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check, derive, evaluate } from '../src/index.js';
import { format } from '../src/language/format.js';
import { catalog } from '../src/rulebook/catalog.js';

const rows = readFileSync(new URL('./cases/functions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()))
  .map(([e = '', d = '', v = '', wanted = '', given = '']) => [e, d, v, wanted, given] as const);

/** The functions that users are promised, by their own names. */
const PROMISED =
  `tr det logdet inv pinv adj transpose sum mean prod norm norm2 normF norm1 norminf max min nucnorm specnorm lambdamax
  eigvals svdvals dot kron vec unvec commutation diag softmax logsoftmax logsumexp crossentropy expm logm sqrtm sinm cosm
  chol sym skew tril triu where power basis ones eye polygamma eigvec lyap dexpm pad`.split(/\s+/);

describe('functions and operators', () => {
  test.each(PROMISED)('%s stands in a row', (fn) => {
    expect(rows.some(([expression]) => new RegExp(`(^|\\W)${fn}\\(`).test(expression))).toBe(true);
  });

  test.each(Object.values(catalog.modules).flatMap((m) => Object.keys(m.elementwise ?? {})))(
    '%s stands in a row',
    (fn) => expect(rows.some(([expression]) => expression.includes(`${fn}(`))).toBe(true),
  );

  test.each(rows)('%s ; %s ; %s', (expression, declarations, variable, wanted, given) => {
    const declare = declarations.split('|').map((d) => d.trim());
    const derived = derive(expression, { wrt: [variable], declare });
    const [derivation] = derived.derivations;
    expect(derivation?.results.map((r) => format(r.value))).toEqual([wanted]);
    expect(derivation?.conditions.join(', ')).toBe(given);
    expect(check(derived).outcome).toBe('ok');
  });
});

/** Values at which a formula with an inverse or a quotient would fail, and what a limit gives there. */
const special: readonly (readonly [string, string, string, Record<string, unknown>, unknown])[] = [
  ['max(x)', 'x : n', 'x', { x: [1, 3, 3] }, [0, 0.5, 0.5]],
  ['min(x)', 'x : n', 'x', { x: [1, 3, 1] }, [0.5, 0, 0.5]],
  ['norminf(x)', 'x : n', 'x', { x: [-2, 1, 2] }, [-0.5, 0, 0.5]],
  ['sum(max(x, y))', 'x : n | y : n', 'x', { x: [1, 2, 3], y: [1, 3, 2] }, [0.5, 0, 1]],
  ['sum(relu(x))', 'x : n', 'x', { x: [0, -1, 2] }, [0, 0, 1]],
  ['sum(abs(x))', 'x : n', 'x', { x: [0, -1, 2] }, [0, -1, 1]],
  ['prod(t = 1..3, x(t))', 'x : 3', 'x', { x: [0, 2, 5] }, [10, 0, 0]],
  ['prod(x)', 'x : n', 'x', { x: [0, 2, 5] }, [10, 0, 0]],
  ['prod(x)', 'x : n', 'x', { x: [0, 0, 5] }, [0, 0, 0]],
  [
    'det(X)',
    'X : n x n',
    'X',
    {
      X: [
        [1, 2],
        [2, 4],
      ],
    },
    [
      [4, -2],
      [-2, 1],
    ],
  ],
];

test.each(special)('%s ; %s ; %s at %j', (expression, declarations, variable, values, wanted) => {
  const declare = declarations.split('|').map((d) => d.trim());
  const result = evaluate(expression, values, { wrt: [variable], declare });
  const found = 'derivatives' in result ? (result.derivatives as Record<string, unknown>)[variable] : undefined;
  const column = Array.isArray(wanted) && !Array.isArray(wanted[0]) ? wanted.map((x: unknown) => [x]) : wanted;
  const flat = (nested: unknown): number[] => [nested].flat(3) as number[];
  expect(flat(found).length).toBe(flat(column).length);
  for (const [i, x] of flat(column).entries()) expect(flat(found)[i]).toBeCloseTo(x, 10);
});

/** The Cookbook's 139 to 141: entries of a symmetric variable as if independent. */
const independent: readonly (readonly [string, string, string])[] = [
  ['tr(A*X)', 'X : n x n symmetric | A : n x n', "A + A' - A.*eye(n)"],
  ['logdet(X)', 'X : n x n symmetric', '2*inv(X) - eye(n).*inv(X)'],
];

test.each(independent)('%s ; %s with independent entries', (expression, declarations, wanted) => {
  const declare = declarations.split('|').map((d) => d.trim());
  const derived = derive(expression, { wrt: ['X'], declare, independentEntries: true });
  const value = derived.derivations[0]?.results[0]?.value;
  expect(value && format(value)).toBe(wanted);
  expect(check(derived).outcome).toBe('ok');
});

/** Unknown matrix functions of a scalar, as a problem file declares them. */
const unknown: readonly (readonly [string, string])[] = [
  ['param x : scalar\nfunction Y(x) : n x n\nf = det(Y(x))\ngrad f wrt x', "det(Y(x))*tr(inv(Y(x))*Y'(x))"],
  ["param x : scalar\ndata a, b : n\nfunction Y(x) : n x n\nf = a'*inv(Y(x))*b\ngrad f wrt x", ''],
];

test.each(unknown)('%s', (source, wanted) => {
  const derived = derive(source);
  expect(check(derived).outcome).toBe('ok');
  const [result] = derived.derivations[0]?.results ?? [];
  if (wanted !== '') expect(result && format(result.expanded ?? result.value)).toBe(wanted);
});
