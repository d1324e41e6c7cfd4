/**
 * Every elementwise row: the value against a witness of other descent, the derivative against the witness by complex
 * step (by differences where mathjs knows the function on the real line only), and the values far out.
 */
import { all, create } from 'mathjs';
import { describe, expect, test } from 'vitest';
import elementwise from '../rules/elementwise.js';
import { verify } from '../src/index.js';
import { kernels } from '../src/numeric/kernels.js';
import type { ElementwiseRow } from '../src/rulebook/rule.js';

const math = create(all ?? {});
const rows = Object.entries(elementwise.elementwise as Readonly<Record<string, ElementwiseRow>>);

const REQUIRED =
  'exp log sqrt abs sign square cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid softplus ' +
  'relu leakyrelu elu selu gelu silu softsign erf erfc log1p expm1 log2 log10 gammaln digamma trigamma';

const own: Record<string, unknown> = {
  where: (condition: boolean, a: number, b: number): number => (condition ? a : b),
  polygamma: kernels.polygamma,
  ...Object.fromEntries(rows.map(([fn, row]) => [fn, (x: number): number => row.value(x, kernels)])),
};

/** Points of the domain, none within 0.05 of a kink. */
function points(row: ElementwiseRow): number[] {
  const [low, high] =
    row.domain === 'positive' ? [0, 6] : Array.isArray(row.domain) ? (row.domain as [number, number]) : [-4, 4];
  const top = Math.min(high as number, 5);
  const inside = [0.03, 0.11, 0.23, 0.31, 0.43, 0.57, 0.66, 0.74, 0.88, 0.97].map(
    (u) => (low as number) + u * (top - (low as number)),
  );
  return inside.filter((x) => !(row.kinks ?? []).some((kink) => Math.abs(x - kink) < 0.05));
}

const differences = (f: (x: number) => number, x: number): number => {
  const h = 5e-4;
  return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h);
};

const close = (actual: number, expected: number, tolerance: number): void => {
  expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(tolerance);
};

test('every function of the language has its row', () => {
  expect(rows.map(([fn]) => fn)).toEqual(REQUIRED.split(' '));
});

test('no spelling stands for two functions', () => {
  const spellings = rows.flatMap(([fn, row]) => [fn, ...(row.also ?? [])]);
  expect(new Set(spellings).size).toBe(spellings.length);
});

describe.each(rows)('%s', (fn, row) => {
  const witness = math.compile(row.witness);
  const derivative = math.compile(row.derivative);

  test('the value agrees with the witness', () => {
    for (const x of points(row)) close(row.value(x, kernels), Number(math.re(witness.evaluate({ x }))), 1e-12);
  });

  test('the derivative agrees with the witness', () => {
    for (const x of points(row)) {
      const claimed = Number(derivative.evaluate({ ...own, x, y: row.value(x, kernels) }));
      if (['erf', 'erfc', 'gelu'].includes(fn)) {
        close(
          claimed,
          differences((u) => Number(witness.evaluate({ x: u })), x),
          1e-10,
        );
      } else {
        const step = witness.evaluate({ x: math.complex(x, 1e-20) });
        close(claimed, Number(math.im(step)) / 1e-20, 1e-13);
      }
      close(
        claimed,
        differences((u) => row.value(u, kernels), x),
        1e-6,
      );
    }
  });
});

test.each([
  ['sigmoid', -800, 0],
  ['sigmoid', 800, 1],
  ['sigmoid', -40, Math.exp(-40)],
  ['softplus', 800, 800],
  ['softplus', -40, Math.exp(-40)],
  ['softplus', -800, 0],
  ['silu', -800, 0],
  ['silu', 800, 800],
  ['silu', -40, -40 * Math.exp(-40)],
  ['log1p', 1e-20, 1e-20],
  ['expm1', 1e-20, 1e-20],
  ['elu', -1e-20, -1e-20],
  ['tanh', 800, 1],
  ['erfc', 10, 2.088487583762545e-45],
  ['erf', 1e-20, 1.128379167095513e-20],
  ['gelu', -800, 0],
  ['gelu', 800, 800],
  ['gammaln', 1e10, 220258509288.811],
  ['gammaln', 1, 0],
  ['gammaln', 2, 0],
  ['gammaln', -0.5, 1.2655121234846454],
  ['digamma', 1, -0.5772156649015329],
  ['trigamma', 1, Math.PI ** 2 / 6],
  ['digamma', -0.5, 0.03648997397857652],
  ['trigamma', -0.5, 8.934802200544679],
])('%s(%d) = %d to the last digits', (fn, x, value) => {
  const actual = (own[fn] as (x: number) => number)(x);
  expect(Math.abs(actual - value)).toBeLessThanOrEqual(
    4e-15 * Math.max(Math.abs(value), 1e-300) + (fn.endsWith('gamma') ? 1e-15 : 0),
  );
});

describe("f'(X) as a term is what the gradient of the sum is", () => {
  test.each(rows)('%s', (fn, { derivative }) => {
    const claims = [`${fn}'(X)`, `2*${fn}'(X)`].map((term) => `claim grad(f, X) = ${term}`);
    const source = ['param X : n x m', `f = sum(${fn}(X))`, 'derivation', ...claims].join('\n');
    const verdicts = verify(source).lines.map((line) => line.verdict);
    expect(verdicts).toEqual(['right', derivative === '0' ? 'right' : 'wrong']);
  });
});
