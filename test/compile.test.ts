/** Compiled functions: kernels against plain loops, matrices in and out, what is wrong with values, limits. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Factorizations } from '../src/compile/factor.js';
import type { Buffer } from '../src/compile/memory.js';
import { Memory } from '../src/compile/memory.js';
import { Operations } from '../src/compile/operations.js';
import { Products } from '../src/compile/products.js';
import { Tape } from '../src/compile/tape.js';
import type { Evaluation } from '../src/index.js';
import { compile, derive, evaluate } from '../src/index.js';
import { det as exactSign, logdet } from '../src/numeric/factorize.js';
import { multiply, transpose } from '../src/numeric/matrix.js';
import { distance } from './code-fixture.js';
import { root } from './command.js';

const numbers = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.sin(seed + 1.7 * k));

describe('kernels', () => {
  test('the assembled kernel is that of its source', () => {
    expect(spawnSync(process.execPath, ['scripts/kernel.mjs', '--check'], { cwd: root }).status).toBe(0);
  });

  test('products of any size agree with plain loops, whichever factor lies transposed', () => {
    // now and then one that is taken in several pieces
    const size = fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 1, max: 13 }) },
      { weight: 1, arbitrary: fc.constantFrom(130, 259, 300) },
    );
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1, -1, 0.5),
        fc.boolean(),
        (n, k, m, left, right, alpha, fresh) => {
          const product = { n, k, m, left, right };
          const results = [true, false].map((shared) => {
            const memory = new Memory(shared);
            const tape = new Tape(memory);
            const room = (rows: number, cols: number, from: number): Buffer =>
              memory.constant(rows, cols, (data) => data.set(numbers(data.length, from)));
            const [a, b, c] = [room(n, k, 1), room(k, m, 2), room(n, m, 3)];
            new Products(memory, tape).add(c, a, b, product, { alpha, fresh });
            expect(memory.settle()).toBe(true);
            tape.play();
            return [...c.data];
          });
          const [a, b, wanted] = [numbers(n * k, 1), numbers(k * m, 2), numbers(n * m, 3)];
          if (fresh) wanted.fill(0);
          for (let i = 0; i < n; i++)
            for (let j = 0; j < m; j++)
              for (let p = 0; p < k; p++)
                wanted[i * m + j] =
                  (wanted[i * m + j] as number) +
                  alpha * (a[left ? p * n + i : i * k + p] as number) * (b[right ? j * k + p : p * m + j] as number);
          for (const result of results) expect(distance(result, [...wanted])).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 400, seed: 3 },
    );
  });

  test.each([5, 31, 64, 150])('a symmetric product of %i columns, half of it worked out', (n) => {
    const [k, wanted] = [70, new Float64Array(n * n)];
    const weights = numbers(k, 5);
    const m = numbers(k * n, 1);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let p = 0; p < k; p++)
          wanted[i * n + j] =
            (wanted[i * n + j] as number) +
            (m[p * n + i] as number) * (weights[p] as number) * (m[p * n + j] as number);
    const memory = new Memory(true);
    const tape = new Tape(memory);
    const left = memory.constant(k, n, (data) => data.set(m));
    const right = memory.constant(k, n, (data) =>
      data.set(m.map((x, q) => x * (weights[Math.floor(q / n)] as number))),
    );
    const made = memory.room(n, n);
    const product = { n, k, m: n, left: true, right: false };
    new Products(memory, tape).add(made, left, right, product, { fresh: true, symmetric: true });
    memory.settle();
    tape.play();
    expect(distance([...made.data], [...wanted])).toBeLessThan(1e-12);
  });

  const HARD = [0, -0, 1, -1, 0.5, -0.5, 2, 709.7, 709.9, -708, -745.1, -746, -800, 1e-300, 5e-324, 1e300, 3.5e-310];
  const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const spread = Array.from({ length: 3001 }, (_, k) => Math.sinh((k - 1500) / 190) / 4);
  test.each<[string, (x: number) => number]>([
    ['exp', Math.exp],
    ['tanh', Math.tanh],
    ['log', Math.log],
    ['sigmoid', (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))],
    ['softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ])('%s of two numbers at a time is that of one', (fn, wanted) => {
    const xs = [...HARD, ...ODD, ...spread];
    const memory = new Memory(true);
    const tape = new Tape(memory);
    const x = memory.constant(xs.length, 1, (data) => data.set(xs));
    const [made, guard] = [memory.room(xs.length, 1), memory.constant(8, 1, (data) => data.fill(7))];
    new Operations(memory, tape).elementwise(made, fn, x, () => Number.NaN);
    memory.settle();
    tape.play();
    const wrong = xs.flatMap((x, k) => {
      const [found, right] = [made.data[k] as number, wanted(x)];
      const near = Math.abs(found - right) <= 4e-15 * Math.abs(right) + 1e-320;
      return found === right || near || (Number.isNaN(found) && Number.isNaN(right))
        ? []
        : [`${x}: ${found}, ${right}`];
    });
    expect(wrong).toEqual([]);
    expect(guard.data.every((y) => y === 7)).toBe(true);
  });

  test.each([
    [1, 1],
    [7, 7],
    [8, 8],
    [9, 9],
    [35, 35],
    [21, 34],
  ])('x ± yᵀ of %i by %i, and of one matrix with its own transpose', (rows, cols) => {
    for (const sign of [1, -1] as const) {
      for (const own of rows === cols ? [true, false] : [false]) {
        const memory = new Memory(true);
        const tape = new Tape(memory);
        const room = (n: number, m: number, from: number): Buffer =>
          memory.constant(n, m, (data) => data.set(numbers(data.length, from)));
        const x = room(rows, cols, 1);
        const y = own ? x : room(cols, rows, 2);
        const made = memory.room(rows, cols);
        new Operations(memory, tape).mergeTransposed(made, x, sign, y);
        memory.settle();
        tape.play();
        const [a, b] = [numbers(rows * cols, 1), numbers(rows * cols, own ? 1 : 2)];
        const wanted = a.map((value, k) => value + sign * (b[(k % cols) * rows + Math.floor(k / cols)] as number));
        expect([...made.data]).toEqual([...wanted]);
      }
    }
  });

  test.each([1, 2, 11, 12, 13, 40, 97])('systems of %i equations, definite and not, by kernels and in loops', (n) => {
    const root = numbers(n * n, 0.3);
    const definite = (i: number, j: number): number => {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) sum += (root[i * n + k] as number) * (root[j * n + k] as number);
      return sum;
    };
    // no pivot stands where it is wanted
    const turned = (i: number, j: number): number => definite((i + 1) % n, j) + (i < j ? 0.5 : 0);
    const indefinite = (i: number, j: number): number => definite(i, j) * (i === n - 1 && j === n - 1 ? -1 : 1);
    for (const entry of [definite, turned, indefinite]) {
      for (const shared of [true, false]) {
        const memory = new Memory(shared);
        const tape = new Tape(memory);
        const fill = (data: Float64Array): void => {
          for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) data[i * n + j] = entry(i, j);
        };
        const [a, b] = [memory.constant(n, n, fill), memory.constant(n, 3, (data) => data.set(numbers(3 * n, 1)))];
        const [x, inverse] = [memory.room(n, 3), memory.room(n, n)];
        const [det, log] = [memory.room(1, 1), memory.room(1, 1)];
        const factorizations = new Factorizations(memory, tape);
        const factors = factorizations.factor(a);
        factorizations.solution(x, factors, b);
        const y = memory.room(n, 3);
        factorizations.solution(y, factors, b, true);
        factorizations.inverse(inverse, factors);
        factorizations.determinant(det, factors, false);
        factorizations.determinant(log, factors, true);
        memory.settle();
        tape.play();
        const kernel = { rows: n, cols: n, data: a.data };
        expect(distance([...multiply(kernel, x).data], [...b.data])).toBeLessThan(1e-9);
        expect(distance([...multiply(transpose(kernel), y).data], [...b.data])).toBeLessThan(1e-9);
        const eye = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
        expect(distance([...multiply(kernel, inverse).data], eye)).toBeLessThan(1e-9);
        expect(log.data[0]).toBeCloseTo(logdet(kernel), 9);
        expect(Math.sign(det.data[0] as number)).toBe(Math.sign(exactSign(kernel)));
      }
    }
  });
});

describe('loops', () => {
  const T = 5;
  const member = (rows: number, cols: number, seed: number): number[][] =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => Math.sin(seed + 3 * i + 1.3 * j)));
  const list = (rows: number, cols: number, seed: number): number[][][] =>
    Array.from({ length: T }, (_, t) => member(rows, cols, seed + 10 * t));

  // what is worked out for all rounds at once, and what has to wait for its round
  test.each([
    [
      'a recurrence of columns',
      `data x[t] : d
       data h[0] : h
       param W : h x h
       param U : h x d
       param b : h
       for t = 1..T
         h[t] = tanh(W*h[t-1] + U*x[t] + b)
       end
       L = sum(t=1..T, h[t]'*h[t])
       grad L wrt W, U, b`,
      { x: list(3, 1, 1), W: member(4, 4, 2), U: member(4, 3, 3), b: member(4, 1, 4), 'h[0]': member(4, 1, 5) },
    ],
    [
      'members of rounds before and after',
      `data X[t] : n x d
       param U : d x d
       for t = 1..T
         A[t] = X[t]*U
       end
       L = sum(t=2..T, norm2(A[t] - A[t-1])^2) + (1/T)*sum(t=1..T-1, sum(A[t+1].*X[t]))
       grad L wrt U`,
      { X: list(2, 3, 1), U: member(3, 3, 2) },
    ],
    [
      'sums with transposes, products that are symmetric',
      `data X[t] : n x n
       param A : n x n
       data v : n
       L = sum(t = 1..T, norm2(X[t] + A')^2 + v'*X[t]'*diag(v)*X[t]*v + tr(X[t]'*X[t]*A))
       grad L wrt A`,
      { X: list(3, 3, 1), A: member(3, 3, 2), v: member(3, 1, 4) },
    ],
    [
      'a Hessian by weighted rows',
      `data X : n x d
       param w : d
       L = sum(softplus(X*w))
       hessian L wrt w`,
      { X: member(70, 41, 1), w: member(41, 1, 2) },
    ],
    [
      'loops within loops, letters used twice',
      `data X[t] : n x d
       param u : d
       L = sum(t=1..T, sum(s=1..T, exp(-norm2(X[t]*u - X[s]*u)^2))) + sum(s=1..T, sum(X[s]*u)^2)
       grad L wrt u`,
      { X: list(2, 3, 1), u: member(3, 1, 2) },
    ],
    [
      'numbers and outer products',
      `data x[t] : d
       data y[t] : m
       param W : m x d
       for t = 1..T
         p[t] = sigmoid(W*x[t])
       end
       L = -(1/T)*sum(t=1..T, y[t]'*log(p[t]) + log(1 + p[t]'*p[t]))
       grad L wrt W`,
      { x: list(3, 1, 1), y: list(2, 1, 2), W: member(2, 3, 3) },
    ],
  ])('%s', (_, source, values) => {
    const wanted = evaluate(source, values) as Evaluation;
    const f = compile(source);
    for (let round = 0; round < 2; round++) {
      const found = f(values);
      expect(distance(found.value, wanted.value)).toBeLessThan(1e-12);
      for (const [key, one] of Object.entries(wanted.derivatives))
        expect(distance(found.derivatives[key], one)).toBeLessThan(1e-12);
    }
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
    // they may differ in the last digit: one takes the square of a root
    const digits = (x: unknown): unknown =>
      JSON.parse(JSON.stringify(x, (_, v) => (typeof v === 'number' ? Number(v.toPrecision(14)) : v)));
    for (let round = 0; round < 3; round++)
      for (const v of [values, other]) expect(digits(f(v))).toEqual(digits(evaluate(source, v)));
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

  test('values put in place are not copied, and may be changed there', () => {
    const f = compile(source);
    const w = { rows: 2, cols: 1, data: Float64Array.of(0.5, -1) };
    const given = {
      X: { rows: 3, cols: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
      y: { rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) },
      w,
    };
    const placed = f.place(given);
    expect(placed.w.data).not.toBe(w.data);
    const again = f.place(placed);
    expect(again.w.data).not.toBe(placed.w.data);
    again.w.data[0] = 100;
    const before = f(placed).value as number;
    expect(before).toBe(f(given).value);
    for (let step = 0; step < 50; step++) {
      const { derivatives } = f(placed);
      const g = derivatives.w as { data: Float64Array };
      for (let k = 0; k < 2; k++) placed.w.data[k] = (placed.w.data[k] as number) - 0.005 * (g.data[k] as number);
    }
    const after = f(placed).value as number;
    expect(after).toBeLessThan(before / 10);
    // what others give, and what does not fit halfway through, leaves it as it is
    expect(f(given).value).toBe(before);
    expect(() => f({ w, X: given.X, y: { ...given.y, rows: 2, data: new Float64Array(2) } })).toThrow(/y/);
    expect(f({ ...placed, w }).value).toBe(before);
    expect(f(placed).value).toBe(after);
    // matrices of other sizes go to a plan of their own
    const other = {
      ...given,
      X: { rows: 1, cols: 2, data: Float64Array.of(1, 2) },
      y: { rows: 1, cols: 1, data: Float64Array.of(4) },
    };
    expect(f(other).value).toBeCloseTo((1 * 0.5 - 2 - 4) ** 2, 12);
    expect(f(placed).value as number).toBe(after);
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

  test.each([
    ['a list that is no matrix', { X: values.X, y: values.y }, /no value is given for w/],
    ['matrices', { X: { rows: 1, cols: 1, data: Float64Array.of(1) } }, /no value is given for (?:w|y)/],
  ])('what is missing is said when values are put in place: %s', (_, v, words) => {
    expect(() => compile(source).place(v)).toThrow(words);
  });

  test.each([
    ['x(2:end).^3', 'sum(x(2:end).^3)'],
    ['a product of none', 'prod(x(2:end)) + x(1)'],
    ['a determinant of none', "det(x(2:end)*x(2:end)' + eye(n-1))"],
    ['no power of none', 'sum(x(2:end).^x(2:end)) + x(1)'],
  ])('a range that is empty at these sizes: %s', (_, f) => {
    const text = `param x : n\nL = ${f}`;
    expect(compile(text)({ x: [1] })).toEqual(evaluate(text, { x: [1] }));
  });

  const NEAR = [
    [1, 1],
    [1, 1 + 1e-15],
  ];
  test.each<[string, string, Record<string, unknown>, RegExp, RegExp?]>([
    ['no largest of none', 'param x : n\nL = max(x(2:end)) + x(1)', { x: [1] }, /max\(x\(2:n\)\) is not/],
    ['a range below none', 'param x : n\nL = sum(x(3:end).^2)', { x: [1] }, /3:n.* has -1 (?:rows|places)/],
    ['an inverse', 'param A : n x n\nL = tr(inv(A))', { A: NEAR }, /inv\(A\) is not/],
    ['a system', "param A : n x n\nparam b : n\nL = b'*(A\\b)", { A: NEAR, b: [1, 0] }, /is not finite/],
    ['the log of a determinant', 'param A : n x n\nL = logdet(A)', { A: NEAR }, /is not finite/],
    [
      'a piece of an unknown function',
      'param A : n x n\nparam x : n\nfunction f elementwise\nL = sum(f(A*x))\ngrad L wrt x',
      { A: [[1]], x: [1] },
      /no numbers are given for f'\(A\*x\)/,
    ],
  ])('what has no value is told by both: %s', (_, text, v, words) => {
    expect(() => evaluate(text, v)).toThrow(words);
    expect(() => compile(text)(v)).toThrow(words);
  });

  test.each([
    ['a Float32Array', new Float32Array(4)],
    ['a list', [1, 2, 3, 4]],
  ])('a matrix whose numbers are %s: what is wanted is said', (_, data) => {
    const f = compile('param X : n x n\nL = norm2(X)');
    expect(() => f({ X: { rows: 2, cols: 2, data } })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Float64Array') }),
    );
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
