/** Printed code as an expert would write it: each piece once, under a name, in the idioms of its language. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Alike } from '../src/compile/alike.js';
import type { Code, Program, Statement } from '../src/compile/code.js';
import { partsOf } from '../src/compile/parts.js';
import { printed } from '../src/compile/printed.js';
import { programOf } from '../src/compile/program.js';
import { sameText } from '../src/compile/substitute.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import { CODE_TARGETS, derivationsToCode } from '../src/compile/to-code.js';
import { pythonWith } from './code-fixture.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES, STANDARD } from './sources.js';

/** Problems whose gradients share much with the value and with one another. */
const SHARING: Readonly<Record<string, string>> = {
  'a determinant of a product': "data A : m x n\nparam X : n x n\nf = logdet(A*X*A')\ngrad f wrt X",
  'the likelihood of a Gaussian process': `
    param K : n x n posdef
    param s : scalar positive
    param y : n
    L = (1/2)*y'*inv(K + s*eye(n))*y + (1/2)*logdet(K + s*eye(n))
    grad L wrt K, s, y`,
  'the inverse of a Gram matrix': "param X : n x m\nparam B : m x m\nf = tr(inv(X'*X)*B)\ngrad f wrt X, B",
  'least squares, put in': "param X : n x m\nparam y : n\nf = norm2(X*inv(X'*X)*X'*y - y)^2\ngrad f wrt X, y",
  'a softmax and all it hangs on': `
    param X : n x d
    param Y : n x k
    param W : d x k
    param b : 1 x k
    L = -sum(Y .* log(softmax(X*W + b)))
    grad L wrt X, Y, W, b`,
  'a network of two layers': `
    data X : n x d
    data Y : n x k
    param U : d x h
    param W : h x k
    param b : 1 x h
    L = crossentropy(Y, softmax(tanh(X*U + b)*W))
    grad L wrt U, W, b`,
  'a normal density': `
    param m, x : n
    param S : n x n posdef
    L = (x - m)'*inv(S)*(x - m) + logdet(S)
    grad L wrt m, S, x`,
};

const files = readdirSync(new URL('./derivations', import.meta.url)).filter((file) => file.endsWith('.frob'));
const sources = [
  ...Object.entries({ ...SHARING, ...HARD }).map(([name, source]) => [name, () => derived(source)] as const),
  ...files.map(
    (file) => [file, () => derived(readFileSync(new URL(`./derivations/${file}`, import.meta.url), 'utf8'))] as const,
  ),
  ...EXAMPLES,
  ...STANDARD,
];

// ——— on the text ———

/** What costs n³, as each language calls it. */
const DEAR: Readonly<Record<CodeTarget, RegExp>> = {
  numpy: /\bnp\.linalg\.(?:inv|solve|det|slogdet|cholesky|pinv)\(/g,
  pytorch: /\btorch\.linalg\.(?:inv|solve|det|slogdet|cholesky|pinv)\(/g,
  jax: /\bjnp\.linalg\.(?:inv|solve|det|slogdet|cholesky|pinv)\(/g,
  javascript: /\b(?:inverse|solve|determinant|logdet|cholesky)\(/g,
  typescript: /\b(?:inverse|solve|determinant|logdet|cholesky)\(/g,
  matlab: /\b(?:inv|det|logdet|chol|pinv)\(/g,
  julia: /\b(?:inv|det|logabsdet|lu|cholesky|pinv)\(/g,
};

/** The function itself, without its comment and its helpers. */
const bodyOf = (code: string, target: CodeTarget): string => {
  const [begin, end] = {
    numpy: [/^def derivatives/m, /^ {4}return /m],
    pytorch: [/^def derivatives/m, /^ {4}return /m],
    jax: [/^def derivatives/m, /^ {4}return /m],
    javascript: [/^export function derivatives/m, /^\}/m],
    typescript: [/^export function derivatives/m, /^\}/m],
    matlab: [/^function/m, /^end/m],
    julia: [/^function derivatives/m, /^end/m],
  }[target] as [RegExp, RegExp];
  const bare = code.replaceAll(/^ *"""[\s\S]*?"""$|\/\*[\s\S]*?\*\/|^%.*$/gm, '');
  const from = bare.slice(bare.search(begin));
  return from.slice(0, from.search(end) + 1).replaceAll(/\s+/g, ' ');
};

/** Calls of these functions that stand twice with the same arguments. */
function repeated(body: string, calls: RegExp): string[] {
  const found = [...body.matchAll(calls)].map(({ index, 0: head }) => {
    let depth = 0;
    for (let i = index + head.length - 1; i < body.length; i++) {
      if (body[i] === '(') depth++;
      if (body[i] === ')' && --depth === 0) return body.slice(index, i + 1).replaceAll(' ', '');
    }
    return body.slice(index);
  });
  return [...new Set(found.filter((call, i) => found.indexOf(call) !== i))];
}

test.each(CODE_TARGETS)('%s: no inverse, no system and no determinant is worked out twice', (target) => {
  const wrong = sources.flatMap(([name, make]) =>
    make().flatMap((derivation) => {
      if (derivation.request.kind === 'differential') return [];
      const twice = repeated(bodyOf(derivationsToCode([derivation], { target }), target), DEAR[target]);
      return twice.map((call) => `${name}: ${call}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('what is repeated is seen', () => {
  const body = 'a = np.linalg.inv(X.T @ X) b = np.linalg.solve(A, x) c = np.linalg.inv( X.T @ X )';
  expect(repeated(body, DEAR.numpy)).toEqual(['np.linalg.inv(X.T@X)']);
  expect(repeated(body.replace('solve(A, x)', 'solve(A, x) + np.linalg.solve(A, y)'), /\bsolve\(/g)).toEqual([]);
  const code = derivationsToCode(derived(SHARING['a determinant of a product'] as string), { target: 'numpy' });
  const spoilt = code.replaceAll(/np\.linalg\.solve\(Z, A\)/g, '(np.linalg.solve(Z, A) + np.linalg.solve(Z, A))');
  expect(repeated(bodyOf(spoilt, 'numpy'), DEAR.numpy)).toHaveLength(1);
});

// ——— on the program ———

const valuesIn = (list: readonly Statement[]): Code[] =>
  list.flatMap((s) => (s.kind === 'loop' ? valuesIn(s.body) : [s.value]));

/** Products, systems and inverses that hang on no index and stand at two places. */
function workedTwice(program: Program): string[] {
  const alike = new Alike(program);
  const counts = new Map<string, number>();
  const visit = (code: Code): void => {
    const isDear = code.op === 'product' || code.op === 'solve' || (code.op === 'call' && code.fn === 'inv');
    if (isDear && !alike.moves(code)) counts.set(sameText(code), (counts.get(sameText(code)) ?? 0) + 1);
    partsOf(code).forEach(visit);
  };
  valuesIn(program.statements).forEach(visit);
  if (program.value) visit(program.value);
  for (const { parts } of program.derivatives) for (const { value } of parts) visit(value);
  return [...counts].filter(([, times]) => times > 1).map(([text]) => text);
}

test('no product stands at two places of a program that is printed', () => {
  const wrong = sources.flatMap(([name, make]) =>
    make().flatMap((derivation) => {
      if (derivation.request.kind === 'differential') return [];
      return workedTwice(printed(derivation, programOf(derivation), {})).map((text) => `${name}: ${text}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('of a program as it comes many do', () => {
  const [derivation] = derived(SHARING['least squares, put in'] as string);
  expect(derivation && workedTwice(programOf(derivation)).length).toBeGreaterThan(2);
});

// ——— idioms ———

type Idiom = [name: string, source: string, target: CodeTarget, has: readonly string[], lacks?: RegExp];
const IDIOMS: readonly Idiom[] = [
  [
    'pieces have the names of the derivation',
    SHARING['a determinant of a product'] as string,
    'numpy',
    ['Z = A @ X @ A.T\n', 'np.linalg.slogdet(Z)[1]', 'np.linalg.solve(Z, A).T @ A'],
  ],
  [
    'what is named stays so: the softmax is P, the gradient by its argument G_Z',
    SHARING['a softmax and all it hangs on'] as string,
    'numpy',
    ['P = _softmax(X @ W + b, 1)', 'G_Z = ', '"W": X.T @ G_Z', '"b": np.sum(G_Z, axis=0, keepdims=True)'],
    /np\.ones/,
  ],
  [
    'a symmetric matrix is not transposed, and its inverse is found once',
    SHARING['the likelihood of a Gaussian process'] as string,
    'numpy',
    ['a @ a.T', 'np.trace(Z_inv) - np.sum(a**2)'],
    /Z\.T|Z_inv\.T/,
  ],
  [
    'an inverse that is there is multiplied by',
    SHARING['the inverse of a Gram matrix'] as string,
    'numpy',
    ['XtX_inv = np.linalg.inv(X.T @ X)', '-X @ XtX_inv @ (B + B.T) @ XtX_inv'],
    /solve/,
  ],
  [
    'a norm that is squared is a sum of squares',
    SHARING['least squares, put in'] as string,
    'numpy',
    ['r = X @ Z_inv_Xty - y', 'np.sum(r**2)', 'Z_inv_Xtr = np.linalg.solve(Z, X.T @ r)'],
    /np\.linalg\.norm/,
  ],
  ['in Julia a matrix is factored once', SHARING['a normal density'] as string, 'julia', ['S_chol \\ r']],
  [
    'a trace of a sum is taken term by term',
    "data K : n x n posdef\nparam s : scalar positive\ndata y : n\nC = K + s*eye(n)\nL = y'*inv(C)*y/2 + logdet(C)/2\ngrad L wrt s",
    'numpy',
    ['np.trace(np.linalg.inv(C)) - np.sum(a**2)'],
  ],
  ['a trace is a sum over entries', "param X : n x m\nf = tr(X'*X)", 'numpy', ['np.sum(X**2)'], /trace/],
  [
    'a column by a row is an outer product',
    "param X : n x m\ndata a : n\ndata b : m\nf = a'*X*b",
    'numpy',
    ['a @ b.T'],
  ],
  ['in MATLAB too', "param X : n x m\ndata a : n\ndata b : m\nf = a'*X*b", 'matlab', ["a * b'", "a' * (X * b)"]],
  ['MATLAB divides on the right', 'data B : n x n\nparam A : m x n\nf = sum(A*inv(B))', 'matlab', ['A / B']],
  [
    'a number over all of a matrix',
    'param X : n x m\nf = sum(X)^2',
    'numpy',
    ['np.full((n, m), 2 * sum_X)'],
    /np\.ones/,
  ],
  ['rows are repeated', "param X : n x m\ndata a : 1 x m\nf = sum(X*a')", 'numpy', ['np.tile(a, (n, 1))'], /np\.ones/],
  ['in PyTorch', "param X : n x m\ndata a : 1 x m\nf = sum(X*a')", 'pytorch', ['a.repeat(n, 1)'], /ones/],
  ['in MATLAB', "param X : n x m\ndata a : 1 x m\nf = sum(X*a')", 'matlab', ['repmat(a, n, 1)'], /ones/],
  ['in Julia', "param X : n x m\ndata a : 1 x m\nf = sum(X*a')", 'julia', ['repeat(a, n)'], /ones/],
  ['a bound is a number', 'param x : n\nf = sum(min(max(x, 0), 1))', 'numpy', ['np.maximum(x, 0)'], /zeros|ones/],
  [
    'a diagonal matrix scales rows',
    'param d : n\ndata A : n x m\nf = norm2(diag(d)*A)^2',
    'numpy',
    ['d * A', 'd * np.sum(A**2, axis=1, keepdims=True)'],
    /np\.diag\(|np\.ones/,
  ],
  [
    'a definition that only spreads is kept narrow',
    readFileSync(new URL('../docs/examples/rnn-as-asked.frob', import.meta.url), 'utf8'),
    'numpy',
    ['Z[t] = np.sum(O[t], axis=1, keepdims=True)', 'P[t] = O[t] / Z[t]'],
    /tile|np\.ones/,
  ],
  [
    'what a loop would work out each time stands before it',
    'data A, B : n x n\nparam x[0] : n\nfor t = 1..T\nx[t] = tanh((A + B)*x[t-1])\nend\nf = sum(x[T])\ngrad f wrt x[0]',
    'numpy',
    ['Z = A + B\n    for t', 'np.tanh(Z @ x[t - 1])', 'Z.T @ G_z[t + 1]'],
  ],
  [
    'what the way back needs again is kept on the way there',
    readFileSync(new URL('../docs/examples/lstm.frob', import.meta.url), 'utf8'),
    'numpy',
    ['S[t] = np.tanh(C[t])', 'G_H[T] * Q[T] * (1 - S[T] ** 2)'],
    /1 - np\.tanh/,
  ],
  [
    'PyTorch has its own softmax',
    SHARING['a softmax and all it hangs on'] as string,
    'pytorch',
    ['torch.softmax(X @ W + b, dim=1)'],
    /_softmax/,
  ],
];
test.each(IDIOMS)('%s', (_, source, target, has, lacks) => {
  const body = derivationsToCode(derived(source), { target }).replace(/^[\s\S]*?(?:"""|\*\/)\n(?=\s+\w)/, '');
  for (const words of has) expect(body).toContain(words);
  if (lacks) expect(body).not.toMatch(lacks);
});

test('names of pieces are nobody else’s', () => {
  const source =
    "param X : n x m\nparam B, XtX_inv, Z : m x m\nf = tr(inv(X'*X)*B) + tr(XtX_inv*Z)\ngrad f wrt X, B, XtX_inv";
  const body = bodyOf(derivationsToCode(derived(source), { target: 'numpy' }), 'numpy');
  expect(body.match(/(\w+) = np\.linalg\.inv\(/)?.[1]).not.toMatch(/^(?:XtX_inv|Z|X|B)$/);
});

describe('PyTorch', () => {
  const command = pythonWith('torch');
  test.skipIf(command === undefined)(
    `${command ? '' : 'skipped, for want of python3 with torch: '}answers have the type and the device of the arguments`,
    () => {
      const problems = Object.entries({
        ...SHARING,
        'a recurrence':
          'param A : n x n\nparam x[0] : n\nfor t = 1..3\nx[t] = tanh(A*x[t-1])\nend\nf = sum(x[3])\ngrad f wrt A, x[0]',
        'an answer of constants': 'param x : n\nf = sum(x)',
        'columns of the identity': 'param x : n\nf = x(2)^2 + x(1)',
      });
      const codes = problems.map(([, source]) => derivationsToCode(derived(source), { target: 'pytorch' }));
      const script = `
import inspect, json, sys, torch
found = []
for code in json.load(sys.stdin):
    space = {}
    exec(compile(code, "printed", "exec"), space)
    names = list(inspect.signature(space["derivatives"]).parameters)
    for kind in (torch.float32, torch.float64):
        def made(name):
            if name in ("s",): return torch.tensor(1.0, dtype=kind)
            if name in ("x", "y", "m", "x_0"): return torch.rand(4, 1, dtype=kind)
            if name == "b": return torch.rand(1, 4, dtype=kind)
            return torch.rand(4, 4, dtype=kind) + 4 * torch.eye(4, dtype=kind)
        value, derivatives = space["derivatives"](*map(made, names))
        found += [str(a.dtype == kind) for a in [value, *derivatives.values()]]
json.dump(found, sys.stdout)
`;
      const run = spawnSync(command as string, ['-W', 'ignore', '-c', script], {
        input: JSON.stringify(codes),
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      expect(new Set(JSON.parse(run.stdout))).toEqual(new Set(['True']));
      for (const code of codes) expect(code.match(/torch\.float64/g)).toHaveLength(1);
    },
    60_000,
  );
});
