/** The library as users call it, and values files: every derivative against differences of the value itself. */
import { describe, expect, test } from 'vitest';
import type { SourceOptions, Values } from '../src/index.js';
import * as frobenius from '../src/index.js';
import {
  check,
  derive,
  evaluate,
  FrobeniusError,
  formatError,
  parse,
  toInput,
  toJson,
  toLatex,
  toMarkdown,
  toText,
  witness,
} from '../src/index.js';

describe('derive', () => {
  const derived = derive("tr(A'*X*B)", { wrt: ['X'] });

  test('results by variable, as expressions', () => {
    expect(Object.keys(derived.results)).toEqual(['X']);
    expect(toInput(derived.results.X!)).toBe("A*B'");
    expect(toText(derived.results.X!)).toBe('ABᵀ');
    expect(toLatex(derived.results.X!)).toBe('A B^{\\top}');
  });

  test('steps are what the checker reads', () => {
    const report = check(derived);
    expect(report.outcome).toBe('ok');
    expect(derived.steps.length).toBeGreaterThan(0);
    expect(new Set(report.steps.map((s) => s.step))).toEqual(new Set(derived.steps));
    for (const { evidence } of report.steps) expect(evidence.outcome).toBe('ok');
  });

  test('a problem may be read first', () => {
    const problem = parse("param x : n\nL = x'*x\n");
    expect(toInput(derive(problem).results.x!)).toBe('2*x');
  });

  test('several requests are told apart', () => {
    const { results } = derive("param x : n\nf = x'*x\ng = sum(x)\ngrad f wrt x\ngrad g wrt x\n");
    expect(Object.keys(results)).toEqual(['grad(f, x)', 'grad(g, x)']);
  });

  test('a Jacobian, a Hessian and its blocks', () => {
    expect(Object.keys(derive('A*x', { wrt: ['x'], kind: 'jacobian' }).results)).toEqual(['x']);
    expect(toInput(derive("x'*A*x", { wrt: ['x'], kind: 'hessian' }))).toBe("A + A'");
    const blocks = derive("x'*A*y", { wrt: ['x', 'y'], kind: 'hessian' });
    expect(Object.keys(blocks.results)).toEqual(['x,x', 'x,y', 'y,x', 'y,y']);
    expect(toInput(blocks)).toContain('hessian(f, x, y) = A\n');
  });

  test('every format prints it', () => {
    const report = check(derived);
    expect(toText(derived, { report })).toContain('✓ checked');
    expect(toLatex(derived)).toContain('\\begin{');
    expect(toMarkdown(derived)).toContain('$$');
    expect(toJson(derived)).toMatchObject({ results: [{ wrt: 'X', value: "A*B'" }] });
  });

  test('an independent witness agrees', async () => {
    const [checks] = await witness(derived);
    expect(checks!.map((c) => c.evidence.outcome)).toEqual(['ok']);
  });
});

test('the names of the public interface', () => {
  for (const name of ['parse', 'derive', 'check', 'evaluate', 'toLatex', 'toText'])
    expect(frobenius).toHaveProperty(name);
});

test('errors carry their place and print it', () => {
  let caught: unknown;
  try {
    derive("x'*");
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(FrobeniusError);
  expect(formatError(caught as FrobeniusError)).toMatch(/^input:1:\d+: /);
});

test.each(['H[0]', 'H', 'H[2]', 'H[T]', 'W,H[0]', 'P,W'])(
  'a recurrence by %s, boundary or definition, checks',
  (names) => {
    const derived = derive(RNN, { wrt: names.split(',') });
    expect(check(derived).outcome).toBe('ok');
  },
);

// ——— values ———

type Nested = number | readonly Nested[];
type Single = { readonly value: number; readonly derivatives: Readonly<Record<string, Nested>> };

const single = (source: string, values: Values): Single => evaluate(source, values) as Single;

/** Every number in a value, with a way to change it. */
function* entries(of: Nested, path: readonly number[] = []): Generator<{ path: readonly number[]; x: number }> {
  if (typeof of === 'number') yield { path, x: of };
  else for (const [i, part] of of.entries()) yield* entries(part, [...path, i]);
}

const entriesOf = (of: Nested): number[] => [...entries(of)].map(({ x }) => x);

function changed(of: Nested, path: readonly number[], by: number): Nested {
  if (typeof of === 'number') return of + by;
  const [first, ...rest] = path;
  return of.map((part, i) => (i === first ? changed(part, rest, by) : part));
}

const at = (of: Nested, path: readonly number[]): number =>
  path.reduce<Nested>((part, i) => (part as readonly Nested[])[i] as Nested, of) as number;

/** A flat list has a nested derivative. */
const entryOf = (derivative: Nested, path: readonly number[], flat: boolean): number =>
  at(derivative, flat ? [...path, 0] : path);

function expectDifferences(source: string, values: Record<string, Nested>): void {
  const { derivatives } = single(source, values);
  expect(Object.keys(derivatives).length).toBeGreaterThan(0);
  for (const [name, derivative] of Object.entries(derivatives)) {
    const value = values[name] as Nested;
    const flat = Array.isArray(value) && !Array.isArray(value[0]);
    const family = Array.isArray(value) && Array.isArray(derivative) && depth(derivative) > depth(value);
    for (const { path, x } of entries(value)) {
      const h = 1e-3 * Math.max(1, Math.abs(x));
      const f = (k: number): number => single(source, { ...values, [name]: changed(value, path, k * h) }).value;
      const slope = (f(-2) - 8 * f(-1) + 8 * f(1) - f(2)) / (12 * h);
      expect(Math.abs(entryOf(derivative, path, flat && family) - slope)).toBeLessThan(
        1e-7 * Math.max(1, Math.abs(slope)),
      );
    }
  }
}

const depth = (of: Nested): number => (typeof of === 'number' ? 0 : 1 + depth(of[0] as Nested));

const RNN = `
data X[t] : n x d
data Y[t] : n x v
param U : d x h
param W : h x h
param V : h x v
param b : 1 x h
data H[0] : n x h
for t = 1..T
  H[t] = tanh(X[t]*U + H[t-1]*W + b)
  P[t] = softmax(H[t]*V)
end
L = -sum(t = 1..T, Y[t] : log(P[t]))
grad L wrt U, W, V, b
`;
const rnnValues: Record<string, Nested> = {
  X: [[[0.1, -0.2, 0.3]], [[0.5, 0.4, -0.1]], [[-0.3, 0.2, 0.6]]],
  Y: [[[0.3, 0.7]], [[1, 0]], [[0.5, 0.5]]],
  U: [
    [0.2, -0.1],
    [0.4, 0.3],
    [-0.5, 0.1],
  ],
  W: [
    [0.3, 0.2],
    [-0.4, 0.1],
  ],
  V: [
    [0.7, -0.2],
    [0.1, 0.5],
  ],
  b: [[0.05, -0.02]],
  'H[0]': [[0.2, -0.3]],
};

describe('evaluate: derivatives are those of the value', () => {
  const cases: readonly (readonly [string, string, Record<string, Nested>])[] = [
    [
      'a quadratic form, a column as a flat list',
      "x'*A*x",
      {
        x: [1, 2],
        A: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'a column as rows',
      "x'*A*x",
      {
        x: [[1], [2]],
        A: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['a scalar', 'a^3 + 2*a*b', { a: 1.5, b: -0.5 }],
    [
      'a determinant',
      'logdet(X)',
      {
        X: [
          [2, 1],
          [0.5, 3],
        ],
      },
    ],
    [
      'an elementwise chain',
      'sum(tanh(A*x) .* sigmoid(y))',
      {
        A: [
          [0.1, 0.2],
          [0.3, -0.4],
        ],
        x: [1, 2],
        y: [0.5, -1],
      },
    ],
    [
      'a norm',
      'norm2(A*x - y)',
      {
        A: [
          [0.1, 0.2],
          [0.3, -0.4],
        ],
        x: [1, 2],
        y: [0.5, -1],
      },
    ],
    ['a recurrence, its length read off the lists', RNN, rnnValues],
    ['a recurrence, its length said', RNN, { ...rnnValues, T: 3 }],
  ];
  test.each(cases)('%s', (_, source, values) => {
    if ('T' in values) {
      const { T: _length, ...rest } = values;
      expect(single(source, values)).toEqual(single(source, rest));
    } else expectDifferences(source, values);
  });

  test('an indexed parameter has a list of derivatives, one of its members its own', () => {
    const layers = `
param W[l] : h x h
data X[0] : n x h
for l = 1..K
  X[l] = tanh(X[l-1]*W[l])
end
L = norm2(X[K])^2
`;
    const values: Record<string, Nested> = {
      W: [
        [
          [1, 0.5],
          [0, 1],
        ],
        [
          [0.2, 0],
          [0.3, 1],
        ],
        [
          [1, 0.1],
          [-0.2, 1],
        ],
      ],
      'X[0]': [
        [0.5, -0.5],
        [0.1, 0.7],
      ],
    };
    expectDifferences(`${layers}grad L wrt W`, values);
    expectDifferences(`${layers}grad L wrt X[0], W`, values);
    const all = single(`${layers}grad L wrt W`, values).derivatives.W as readonly Nested[];
    expect(single(`${layers}grad L wrt W[2]`, values).derivatives).toEqual({ 'W[2]': all[1] });
    expect(() => single(`${layers}grad L wrt W`, { ...values, K: 2 })).toThrow(/W has 3 members .* K = 2/);
  });

  test('a Jacobian has a row for each entry of the subject, a Hessian one for each of the variable', () => {
    const values = {
      A: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      x: [1, 2],
    };
    const jacobian = evaluate('A*x', values, { kind: 'jacobian', wrt: ['x'] }) as Single;
    expect(jacobian).toEqual({ value: [[5], [11], [17]], derivatives: { x: values.A } });
    const square = {
      A: [
        [1, 2],
        [3, 4],
      ],
      x: [1, 2],
    };
    const gradient = (x: readonly number[]) => entriesOf(single("x'*A*x", { ...square, x }).derivatives.x as Nested);
    const hessian = evaluate("x'*A*x", square, { kind: 'hessian', wrt: ['x'] }) as Single;
    const columns = [0, 1].map((j) => {
      const moved = (h: number) => gradient(square.x.map((x, i) => (i === j ? x + h : x)));
      const [up, down] = [moved(0.5), moved(-0.5)];
      return up.map((value, i) => value - (down[i] as number));
    });
    const rows = hessian.derivatives.x as readonly (readonly number[])[];
    for (const [i, row] of rows.entries())
      for (const [j, x] of row.entries()) expect(x).toBeCloseTo(columns[j]![i]!, 9);
    const blocks = evaluate(
      "x'*A*x + sum(x.*y)",
      { ...square, y: [1, 1] },
      { kind: 'hessian', wrt: ['x', 'y'] },
    ) as Single;
    expect(Object.keys(blocks.derivatives)).toEqual(['x,x', 'x,y', 'y,x', 'y,y']);
  });

  test('the gradient by a symmetric matrix is symmetric', () => {
    const source = "param S : n x n symmetric\nparam x : n\nf = x'*S*S*x\ngrad f wrt S";
    const S = single(source, {
      S: [
        [1, 2],
        [2, 3],
      ],
      x: [1, -1],
    }).derivatives.S as readonly (readonly number[])[];
    expect(S[0]![1]).toBe(S[1]![0]);
  });

  test('unknown functions take their derivatives from the values, and have no value', () => {
    const source = 'data X : n x d\nparam U : d x h\nA = X*U\nfunction L(A)\ngrad L wrt U';
    const given = { X: [[1, 2]], U: [[1], [2]] };
    const wanted = { value: null, derivatives: { U: [[3], [6]] } };
    expect(evaluate(source, { ...given, 'grad(L,A)': [[3]] })).toEqual(wanted);
    expect(evaluate(source, { ...given, ' grad( L, A )': [[3]] })).toEqual(wanted);
    const named = source.replace('L(A)', 'L(A) with gradient G');
    expect(evaluate(named, { ...given, G: [[3]] })).toEqual(wanted);
  });
});

describe('values at fault are errors that name the variable', () => {
  const posdef = 'param S : n x n posdef\nf = logdet(S)';
  const asked = (f: string): string => `param c : scalar\nf = c*${f}\ngrad f wrt c`;
  const rows = (a: number, b: number, c: number, d: number) => ({
    c: 1,
    A: [
      [a, b],
      [c, d],
    ],
  });
  const OF_SYMMETRIC = /is of a symmetric matrix, and A is not one here: declare A : n x n symmetric/;
  const cases: readonly (readonly [string, string, unknown, string, RegExp])[] = [
    ['missing', "x'*A*x", { x: [1, 2] }, 'values', /A/],
    ['a missing boundary', RNN, { ...rnnValues, 'H[0]': undefined }, 'values', /H\[0\]/],
    ['not in the problem', "x'*x", { x: [1], q: 1 }, 'values', /q/],
    ['defined by the problem', RNN, { ...rnnValues, P: [[1]] }, 'values', /P is defined/],
    [
      'of the wrong size',
      "x'*A*x",
      {
        x: [1, 2, 3],
        A: [
          [1, 2],
          [3, 4],
        ],
      },
      'values',
      /A has 2 rows.*n = 3 by x/,
    ],
    ['against a size that is said', "x'*x", { x: [1, 2], n: 3 }, 'values', /x has 2 rows.*n = 3/],
    ['a flat list for a row', 'param b : 1 x m\nf = sum(b)', { b: [1, 2] }, 'values', /b has 2 rows/],
    ['a list that is too short', RNN, { ...rnnValues, T: 4 }, 'values', /X has 3 members/],
    ['lists of different lengths', RNN, { ...rnnValues, Y: [[[1, 0]]] }, 'values', /members|length/],
    ['no list for an indexed name', RNN, { ...rnnValues, X: 1 }, 'values', /X is indexed/],
    ['rows of different lengths', 'sum(A)', { A: [[1, 2], [3]] }, 'values', /row 2 of A/],
    ['a text', 'sum(A)', { A: [[1, 'two']] }, 'values', /\(1, 2\) of A/],
    ['null', "x'*x", { x: null }, 'values', /x is null/],
    ['nested too deep', "x'*x", { x: [[[1]]] }, 'values', /x/],
    ['no object', "x'*x", [1, 2], 'values', /object/],
    [
      'not symmetric',
      posdef,
      {
        S: [
          [2, 1],
          [0, 2],
        ],
      },
      'property',
      /S is not symmetric/,
    ],
    [
      'not positive definite',
      posdef,
      {
        S: [
          [1, 2],
          [2, 1],
        ],
      },
      'property',
      /S is not positive definite/,
    ],
    ['not positive', 'param x : n positive\nf = sum(log(x))', { x: [1, 0] }, 'property', /x has an entry/],
    ['out of bounds', 'param p : scalar in (0, 1)\nf = log(p)', { p: 1.5 }, 'property', /p has an entry outside/],
    [
      'rows that do not sum to 1',
      'param Y : n x m rowstochastic\nf = sum(Y)',
      { Y: [[1, 1]] },
      'property',
      /Y .*row 1/,
    ],
    [
      'no orthogonal matrix',
      'param Q : n x n orthogonal\nf = tr(Q)',
      {
        Q: [
          [1, 1],
          [0, 1],
        ],
      },
      'property',
      /Q is not orthogonal/,
    ],
    ['a result that is not finite', 'sum(log(x))', { x: [1, -2] }, 'domain', /log\(x\)/],
    [
      'a singular matrix',
      'tr(inv(A))',
      {
        A: [
          [1, 2],
          [2, 4],
        ],
      },
      'domain',
      /inv\(A\)/,
    ],
    ['a derivative that is not finite', 'norm2(x)', { x: [0, 0] }, 'domain', /grad of f by x/],
    ['an eigenvalue of what is not symmetric', asked('lambdamax(A)'), rows(1, 5, 0, 3), 'domain', OF_SYMMETRIC],
    ['all eigenvalues', asked('prod(eigvals(A))'), rows(0, 1, -1, 0), 'domain', OF_SYMMETRIC],
    ['a factor of what is not symmetric', asked('sum(chol(A))'), rows(4, 1, 0, 9), 'domain', OF_SYMMETRIC],
    ['a diagonal matrix', 'param D : n x n diagonal\nf = tr(D)', { D: rows(1, 2, 3, 4).A }, 'property', /not diagonal/],
  ];
  test.each(cases)('%s', (_, source, values, code, message) => {
    const given = JSON.parse(JSON.stringify(values)) as Values;
    let caught: unknown;
    try {
      evaluate(source, given);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FrobeniusError);
    expect((caught as FrobeniusError).code).toBe(code);
    expect((caught as FrobeniusError).message).toMatch(message);
  });
});

describe('values beside singular ones', () => {
  test('a matrix that is nearly singular has an inverse', () => {
    const { value } = evaluate('tr(inv(A))', {
      A: [
        [1, 2],
        [2, 4.0000000000001],
      ],
    }) as { value: number };
    expect(value).toBeGreaterThan(4e13);
    expect(value).toBeLessThan(6e13);
  });

  test('the root of a singular matrix', () => {
    const source = "param c : scalar\ndata A : n x m\nf = c*tr(sqrtm(A'*A))\ngrad f wrt c";
    const { value } = evaluate(source, {
      c: 1,
      A: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    }) as { value: number };
    expect(value).toBeCloseTo(10.280901636369208, 9);
  });

  test('eigenvalues of what is symmetric to rounding', () => {
    const source = "param c : scalar\ndata X : n x m\ndata S : m x m symmetric\nf = c*lambdamax(X*S*X')\ngrad f wrt c";
    const X = [
      [0.1, 0.7],
      [0.3, -0.2],
      [1 / 3, 0.9],
    ];
    const { value } = evaluate(source, {
      c: 1,
      X,
      S: [
        [2, 0.1],
        [0.1, 3],
      ],
    }) as { value: number };
    expect(value).toBeGreaterThan(0);
  });

  test('of a derivative that is none the value is said', () => {
    expect(() =>
      evaluate("tr(sqrtm(A'*A))", {
        A: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      }),
    ).toThrow(expect.objectContaining({ hint: expect.stringMatching(/^its value is 10\.2809/) }));
  });
});

describe('evaluate says where there is no gradient but a choice', () => {
  const square = (a: number, b: number): Values => ({
    S: [
      [a, 0],
      [0, b],
    ],
  });
  const symmetric = { declare: ['S : n x n symmetric'] };
  const rows = (
    [
      ['a kink of the variable', 'sum(abs(x))', { x: [0, 1] }, /^abs\(x\) is at a kink here/],
      ['none', 'sum(abs(x))', { x: [1e-14, 1] }, undefined],
      [
        'a tie',
        'max(A*x)',
        {
          x: [1, 1],
          A: [
            [1, 0],
            [0, 1],
          ],
        },
        /^max\(A\*x\) is at a kink/,
      ],
      [
        'no tie',
        'max(A*x)',
        {
          x: [1, 2],
          A: [
            [1, 0],
            [0, 1],
          ],
        },
        undefined,
      ],
      ['through a definition', 'param x : n; z = 2*x; L = sum(relu(z) + z)', { x: [0, 1] }, /^relu\(z\) is at a kink/],
      [
        'where what is compared is asked for',
        'sum(where(x > 1, x, 2*x))',
        { x: [0, 1] },
        /^where\(x > 1, x, 2\*x\) is at/,
        { wrt: ['x'] },
      ],
      ['where it is data', 'sum(where(y == 1, x, 2*x))', { x: [0, 1], y: [1, 0] }, undefined, { wrt: ['x'] }],
      [
        'a largest eigenvalue',
        'lambdamax(S)',
        square(1, 1),
        /^the largest eigenvalue of S is not simple here/,
        symmetric,
      ],
      ['to rounding', 'lambdamax(S)', square(3, 3 + 1e-15), /is not simple/, symmetric],
      ['one that is', 'lambdamax(S)', square(1, 2), undefined, symmetric],
      ['a largest singular value', 'specnorm(S)', square(1, -1), /singular value of S is not simple/],
      ['a norm of full rank', 'nucnorm(S)', square(1, 1), undefined],
      ['one that has not', 'nucnorm(S)', square(1, 0), /^S is not of full rank here/],
      ['a pseudoinverse of lower rank', 'norm2(pinv(S))^2', square(1, 0), /^S is not of full rank here/],
      ['one of full rank', 'norm2(pinv(S))^2', square(1, 2), undefined],
      ['one of equal eigenvalues', 'eigvals(S)(1)', square(2, 2), /^eigenvalues of S are equal here/, symmetric],
      ['all of them, summed smoothly', 'sum(eigvals(S).^2)', square(2, 2), undefined, symmetric],
    ] as readonly (readonly [string, string, Values, RegExp | undefined, SourceOptions?])[]
  ).map(([name, source, values, wanted, options = {}]) => ({ name, source, values, wanted, options }));
  test.each(rows)('$name', ({ source, values, wanted, options }) => {
    const { remarks } = evaluate(source, values, options) as Single & { remarks?: readonly string[] };
    expect(remarks).toEqual(wanted && [expect.stringMatching(wanted)]);
  });
});
