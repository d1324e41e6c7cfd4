/** Compiled functions: kernels against plain loops, matrices in and out, what is wrong with values, limits. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../src/compile/arena.js';
import * as dense from '../src/compile/dense.js';
import { compile, derive, evaluate } from '../src/index.js';
import { distance } from './code-fixture.js';
import { root } from './command.js';

const numbers = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.sin(seed + 1.7 * k));

describe('kernels', () => {
  test('the assembled kernel is that of its source', () => {
    expect(spawnSync(process.execPath, ['scripts/kernel.mjs', '--check'], { cwd: root }).status).toBe(0);
  });

  test('products of any size agree with plain loops, whichever factor lies transposed', () => {
    const size = fc.integer({ min: 1, max: 13 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1, -1, 0.5),
        (n, k, m, left, right, alpha) => {
          fc.pre(!(left && right));
          const arena = Arena.of(4096, 16) as Arena;
          const room = (from: Float64Array): Float64Array => {
            const made = arena.take(from.length) as Float64Array;
            made.set(from);
            return made;
          };
          const [a, b, c] = [room(numbers(n * k, 1)), room(numbers(k * m, 2)), room(numbers(n * m, 3))];
          const wanted = c.slice();
          for (let i = 0; i < n; i++)
            for (let j = 0; j < m; j++)
              for (let p = 0; p < k; p++)
                wanted[i * m + j] =
                  (wanted[i * m + j] as number) +
                  alpha * (a[left ? p * n + i : i * k + p] as number) * (b[right ? j * k + p : p * m + j] as number);
          const loops = c.slice();
          dense.multiplyAny(loops, a, b, { n, k, m, left, right }, alpha);
          arena.multiply(c, a, b, { n, k, m, left, right }, alpha, room(numbers(k * m, 0)), false);
          expect(distance([...loops], [...wanted])).toBeLessThan(1e-13);
          expect(distance([...c], [...wanted])).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 400, seed: 3 },
    );
  });
});

describe('values', () => {
  const source = 'data X : n x d\ndata y : n\nparam w : d\nL = norm2(X*w - y)^2\ngrad L wrt w';
  const values = {
    X: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    y: [1, 2, 3],
    w: [0.5, -1],
  };

  test('one function serves any sizes, and answers as evaluate does', () => {
    const f = compile(source);
    const other = { X: [[1, 0, 2, 1, 3]], y: [2], w: [1, 2, 3, 4, 5] };
    for (let round = 0; round < 3; round++) for (const v of [values, other]) expect(f(v)).toEqual(evaluate(source, v));
  });

  test('matrices are answered with matrices', () => {
    const f = compile(derive(source));
    const typed = {
      X: { rows: 3, cols: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
      y: { rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) },
      w: { rows: 2, cols: 1, data: Float64Array.of(0.5, -1) },
    };
    const wanted = evaluate(source, values) as { value: number; derivatives: Record<string, number[][]> };
    for (let round = 0; round < 4; round++) {
      const { value, derivatives } = f(typed);
      expect(value).toBeCloseTo(wanted.value, 12);
      const w = derivatives.w as { rows: number; cols: number; data: Float64Array };
      expect([w.rows, w.cols]).toEqual([2, 1]);
      expect(distance([...w.data], wanted.derivatives.w)).toBeLessThan(1e-14);
    }
    typed.w.data[0] = 2;
    expect(f(typed).value).not.toBeCloseTo(wanted.value, 3);
  });

  test.each([
    ['missing', { X: values.X, y: values.y }, /no value is given for w/],
    ['of a wrong size', { ...values, w: [1, 2, 3] }, /w/],
    ['not known', { ...values, v: 1 }, /v/],
    ['not a number', { ...values, w: ['a', 1] }, /w/],
    ['NaN', { ...values, w: [Number.NaN, 1] }, /w/],
  ])('%s: the message names it', (_, v, words) => {
    expect(() => compile(source)(v)).toThrow(words);
  });

  test('what is not finite is told as evaluate tells it', () => {
    const f = compile('param x : n positive\nL = sum(log(x - 1))\ngrad L wrt x');
    expect(() => f({ x: [0.5, 2] })).toThrow(/not finite/);
    expect(() => f({ x: { rows: 2, cols: 1, data: Float64Array.of(0.5, 2) } })).toThrow(/not finite/);
  });

  test('sizes beyond memory are refused with the estimate', () => {
    const f = compile('param x : n\nL = sum(kron(x, kron(x, x)))\ngrad L wrt x');
    expect(() => f({ x: Array.from({ length: 2000 }, () => 1) })).toThrow(/would take more than .* GB/);
  });
});
