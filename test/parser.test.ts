/**
 * The grammar: what expressions and statements are read as, how they are spelled, and the errors with their places.
 * Syntax is compared in a fully parenthesised form, written by `show`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NESTING } from '../src/expression/limits.js';
import { FrobeniusError } from '../src/language/error.js';
import type { ParseOptions } from '../src/language/parser.js';
import { parseExpression, parseRuleEquation } from '../src/language/parser.js';
import { parseDeclaration, parseShape, parseStatements } from '../src/language/statements.js';
import type { RangeSyntax, ShapeSyntax, Statement, Syntax } from '../src/language/syntax.js';

const range = (r: RangeSyntax): string =>
  r.kind === 'all' ? ':' : r.kind === 'at' ? show(r.at) : `${show(r.from)}:${show(r.to)}`;

function show(s: Syntax): string {
  switch (s.kind) {
    case 'number':
      return s.text;
    case 'end':
      return 'end';
    case 'name':
      return s.name + (s.index ? `[${s.index.map(show).join(',')}]` : '');
    case 'unary':
      return s.op === "'" ? `${show(s.arg)}'` : `(${s.op}${show(s.arg)})`;
    case 'binary':
      return `(${show(s.left)} ${s.op} ${show(s.right)})`;
    case 'call':
      return `${s.fn}${"'".repeat(s.primes)}(${s.args.map(show).join(',')})`;
    case 'slice':
      return `${show(s.of)}{${s.ranges.map(range).join(',')}}`;
    case 'blocks':
      return `[${s.rows.map((row) => row.map(show).join(',')).join(';')}]`;
    case 'fold':
      return `${s.fold}(${s.over}=${show(s.from)}..${show(s.to)},${show(s.body)})`;
    case 'differential':
      return `d<${show(s.of)}>`;
    default:
      return s satisfies never;
  }
}

const showShape = (s: ShapeSyntax | undefined): string =>
  s === undefined ? '?' : s.scalar ? 'scalar' : show(s.rows) + (s.cols ? ` x ${show(s.cols)}` : '');

function showStatement(s: Statement): string {
  switch (s.kind) {
    case 'declare': {
      const words = s.properties.map((p) => p.word + (p.bounds ? ` ${p.bounds.map(show).join(' ')}` : ''));
      return [s.role, s.names.map(show).join(' '), ':', showShape(s.shape), ...words].join(' ');
    }
    case 'define':
      return `${s.let ? 'let ' : ''}${show(s.target)} = ${show(s.value)}`;
    case 'for': {
      const { over, from, to, step } = s.loop;
      return `for ${over} ${show(from)} ${show(to)}${step ? ` step ${step}` : ''} { ${s.body.map(showStatement).join('; ')} }`;
    }
    case 'function':
      return [
        `function ${s.name}(${s.params.map(show).join(',')})`,
        ...(s.elementwise ? ['elementwise'] : []),
        ...(s.body ? ['=', show(s.body)] : []),
        ...(s.shape ? [':', showShape(s.shape)] : []),
        ...(s.gradient ? ['with', show(s.gradient)] : []),
      ].join(' ');
    case 'request':
      return `${s.request} ${show(s.subject)} wrt ${s.wrt.map(show).join(',')}${s.along ? ` along ${s.along.map(show).join(',')}` : ''}`;
    case 'chain':
      return `${s.claim ? 'claim ' : ''}${s.left ? `${show(s.left)} ` : ''}= ${show(s.right)}${s.reason === undefined ? '' : ` by "${s.reason}"`}`;
    case 'hold':
      return `hold ${s.names.map(show).join(' ')}`;
    default:
      return s satisfies never;
  }
}

const OPTIONS: ParseOptions = { isVariable: (n) => n === 'A' || n === 'x', isFunction: (n) => n === 'f' };

/** The message and hint of the error, with the place as the text it covers. */
function errorOf(run: () => unknown): {
  code: string;
  message: string;
  hint: string | undefined;
  place: string;
  at: number;
} {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FrobeniusError) || error.span === undefined || error.source === undefined) throw error;
    const { start, end } = error.span;
    return {
      code: error.code,
      message: error.message,
      hint: error.hint,
      place: error.source.slice(start, end),
      at: start,
    };
  }
  throw new Error('there is no error');
}

test.each([
  // precedence and association
  ['a + b*c', '(a + (b * c))'],
  ['a - b - c', '((a - b) - c)'],
  ['a/b/c', '((a / b) / c)'],
  ['A : B + C', '((A : B) + C)'],
  ['A + B : C*D', '(A + (B : (C * D)))'],
  ['A.*B*C', '((A .* B) * C)'],
  ['A\\b', '(A \\ b)'],
  ['-x^2', '(-(x ^ 2))'],
  ['-A*B', '((-A) * B)'],
  ['a*-b', '(a * (-b))'],
  ['- -a', '(-(-a))'],
  ['a^b^c', '(a ^ (b ^ c))'],
  ['2^-x^2', '(2 ^ (-(x ^ 2)))'],
  ["A^-1'", "(A ^ (-1))'"],
  ["A'^2", "(A' ^ 2)"],
  ["x.^2'", "(x .^ 2)'"],
  ['x^sin(y)', '(x ^ sin(y))'],
  ["A''", "A''"],
  ['(a + b)*c', '((a + b) * c)'],
  // numbers
  ['1./x', '(1 ./ x)'],
  ['1.*x', '(1 .* x)'],
  ["2.'", "2'"],
  ['1.5 + .5 + 1. + 1e-3 + 2.5E+2', '((((1.5 + .5) + 1.) + 1e-3) + 2.5E+2)'],
  // names and indices
  ['H[t-1]*W_xh', '(H[(t - 1)] * W_xh)'],
  ['H[l,t]', 'H[l,t]'],
  ['αβ*ŷ', '(αβ * ŷ)'],
  ['end', 'end'],
  // calls, slices, blocks, sums
  ['tr(A*B)', 'tr((A * B))'],
  ['A(1:n-1,:)', 'A{1:(n - 1),:}'],
  ['A(end-1, (B : C))', 'A{(end - 1),(B : C)}'],
  ['A(i,j)(1)', 'A{i,j}{1}'],
  ['x(2)*B(2)', '(x{2} * B(2))'],
  ['(B + C)(1,2)', '(B + C){1,2}'],
  ['inv(B)(1,:)', 'inv(B){1,:}'],
  ['H[t](1,:)', 'H[t]{1,:}'],
  ["f'(B)", "f'(B)"],
  ["f''(B)", "f''(B)"],
  ["f'*B", "(f' * B)"],
  ['[A, B; C, D]', '[A,B;C,D]'],
  ['[x; 1]', '[x;1]'],
  ['sum(A, 1)', 'sum(A,1)'],
  ['sum(t = 1..T, sum(s = t+1..T, x))', 'sum(t=1..T,sum(s=(t + 1)..T,x))'],
  ['prod(t = 1:T, a)', 'prod(t=1..T,a)'],
  ['where(x >= 0, 1, 0)', 'where((x >= 0),1,0)'],
  // line ends are white space in an inline expression
  ['a\n+ b # a comment', '(a + b)'],
  ['a ... the rest is skipped\n + b;', '(a + b)'],
  // other spellings
  ['A @ B ** 2', '(A * (B ^ 2))'],
  ['x.T*x', "(x' * x)"],
  ['2 − a·b', '(2 - (a * b))'],
  ['A⊙B⊘C⊗D', '(((A .* B) ./ C) kron D)'],
  ['Xᵀ − X⁻¹ + X⁻ᵀ + x²', "(((X' - (X ^ (-1))) + (X ^ (-1))') + (x ^ 2))"],
  ['½*‖x − y‖²', '((1 / 2) * (norm2((x - y)) ^ 2))'],
  ['Xᵏ⁻¹ + Xᵖ + X⁻ᵐ', '(((X ^ (k - 1)) + (X ^ p)) + (X ^ (-m)))'],
  ['X²ʳ⁺¹ + (Xᵀ)ᵏ', "((X ^ ((2 * r) + 1)) + (X' ^ k))"],
  ['f′(x) + A′', "(f'(x) + A')"],
  ['𝟏*b + 𝟏ₙ', '((vector(1) * b) + ones(n,1))'],
  ['∂L/∂A[t]', '∂(L,A[t])'],
  ['∑ x + |y|', '(sum(x) + |(y))'],
  ['||A*x - y||^2', '(norm2(((A * x) - y)) ^ 2)'],
  ['||X||_F^2 + ||x||_1', '((norm2(X) ^ 2) + norm1(x))'],
  ['σ(x₁) ≤ √d', '(σ(x_1) <= sqrt(d))'],
  ['A⁺*b', '(pinv(A) * b)'],
  ['∑(t = 1…T, x)', 'sum(t=1..T,x)'],
])('%s', (text, tree) => {
  expect(show(parseExpression(text, OPTIONS))).toBe(tree.replace(/^end$/, 'end'));
});

test('a text is read in NFC', () => {
  expect(show(parseExpression('y\u0302*x'))).toBe('(ŷ * x)');
});

test('the equation of a rule has two sides, in which dA is a name', () => {
  const { left, right } = parseRuleEquation('d(A*B) = dA*B + A*dB');
  expect([show(left), show(right)]).toEqual(['d((A * B))', '((dA * B) + (A * dB))']);
});

test.each([
  ['A B', "between 'A' and 'B'", 'for a product write A*B, for a function A(B)', 'B'],
  ['sin a', "between 'sin' and 'a'", 'a function needs parentheses: sin(a)', 'a'],
  ['[1 2 3]', "between '1' and '2'", 'between commas: [1, 2]', '2'],
  ['np.sum(x)', "unexpected character '.'", 'by its name alone: sum(x)', '.'],
  ["norm(A, 'fro')", "unexpected '''", 'no texts in quotes', "'"],
  ['A x', "between 'A' and 'x'", 'for a product write A*x', 'x'],
  ["x'(a + b)", "between 'x'' and '(a + b)'", "for a product write x'*(a + b)", '('],
  ['tr(A*B) (c)', "between 'tr(A*B)' and '(c)'", 'for a product write tr(A*B)*(c)', '('],
  ['A‖x‖', "between 'A' and '‖…‖'", 'for a product write A*‖…‖', '‖'],
  ['tr(A', "'(' is never closed", undefined, '('],
  ['[a, b', "'[' is never closed", undefined, '['],
  ['a +', 'the input ends where an operand', undefined, ''],
  ['', 'the input ends', undefined, ''],
  ['a*)', "unexpected ')'", undefined, ')'],
  ['a = 3', "unexpected '='", '==', '='],
  ['B(:, 1)', "'B(' is a function call", 'declare B', ':'],
  ['|x', "this '|' is never closed", '', '|'],
  ['a × b', "unexpected '×'", '.*', '×'],
  ['a\u200bb', 'unexpected character U+200B', undefined, '\u200b'],
  ['a; b', "unexpected 'b'", undefined, 'b'],
])('the error in %j', (text, message, hint, place) => {
  const error = errorOf(() => parseExpression(text, OPTIONS));
  expect(error).toMatchObject({ code: 'syntax', place });
  expect(error.message).toContain(message);
  expect(error.hint ?? '').toContain(hint ?? '');
});

describe('products without a sign, as they are printed', () => {
  const names = new Set(['A', 'B', 'X', 'W', 'P', 'Y', 'x']);
  const isVariable = (name: string): boolean => names.has(name);

  test.each([
    ['(A + Aᵀ)x', "(A + A')*x"],
    ['2X(XᵀX)⁻¹', "2*X*(X'*X)^-1"],
    ['−A⁻ᵀBᵀA⁻ᵀ', "-((A^-1)'*B'*(A^-1)')"],
    ['Xᵀ(P − Y)', "X'*(P - Y)"],
    ['XWᵀ', "X*W'"],
    ['xᵀAx', "x'*(A*x)"],
    ['A ⊙ XᵀY', "A .* (X'*Y)"],
    ['A ⊘ XᵀY', "A ./ (X'*Y)"],
    ['‖x‖²x', 'norm2(x)^2*x'],
    ['A(1, 2)ᵀ', "A(1,2)'"],
    ['2X', '2*X'],
    ['2 x', '2*x'],
    ["2x'*A", "(2*x')*A"],
    ['½‖x‖', '1/2*norm2(x)'],
    ['½ ‖x‖²', '1/2*norm2(x)^2'],
    ['Aᵀ B', "A'*B"],
    ['½ (xxᵀ − A⁻¹)', "1/2*(x*x' - A^-1)"],
    ['(A − B)(A + B)', '(A - B)*(A + B)'],
    ['(x − Y)(x − Y)ᵀ', "(x - Y)*(x - Y)'"],
    ['A(Bx − x)⊙x', 'A*(B*x - x).*x'],
    ['(A + Aᵀ)(2, k)', "(A + A')(2, k)"],
    ['(A + Aᵀ)(k)', "(A + A')(k)"],
    ['x(2)²', 'x(2)^2'],
    ['(x − Y)(2)²', '(x - Y)(2)^2'],
    ['(u − v)(u − v)ᵀ', "(u - v)*(u - v)'"],
    ['(n·x − Y)(n)²', '(n*x - Y)(n)^2'],
    ['A(k, 1)ᵀ', "A(k, 1)'"],
    ['½ log x + x', '1/2*log(x) + x'],
    ['2[x > 0]⊙x', '2*where(x > 0, 1, 0).*x'],
  ])('%s', (text, plain) => {
    const value = (x: string) => show(parseExpression(x, { isVariable }));
    expect(value(text)).toBe(value(plain));
  });

  test('a whole number behind a variable is an index', () => {
    const isInteger = (name: string): boolean => name === 'pos';
    const known = { isVariable: (name: string): boolean => name === 'pos' || isVariable(name), isInteger };
    for (const text of ['x(pos)²', '(x − Y)(pos)²', 'A(pos + 1, 1)²'])
      expect(show(parseExpression(text, known))).toBe(
        show(parseExpression(text.replace('²', '^2').replace('−', '-'), known)),
      );
  });

  test.each(['log x ⊙ x', '½ log x²', '½ log x⁻¹', '½ log x y', '½ log xᵀ', '½ log x/2', '½ log x^2'])(
    'how far a function without parentheses goes is asked for: %s',
    (text) => {
      expect(() => parseExpression(text, { isVariable })).toThrow('how far log goes is not clear');
    },
  );

  test.each(['A/2Bᵀ', 'A^2Xᵀ', 'A B', '(A)x', "A'x", 'QXᵀZ'])('%s is an error or one name', (text) => {
    const read = () => show(parseExpression(text, { isVariable }));
    if (text === 'QXᵀZ') expect(read()).toBe("(QX' * Z)");
    else expect(read).toThrow('an operator is missing');
  });
});

describe('large inputs', () => {
  const many = 100_000;
  test.each([
    ['parentheses', `${'('.repeat(many)}x${')'.repeat(many)}`],
    ['calls', `${'f('.repeat(many)}x${')'.repeat(many)}`],
    ['blocks', `${'['.repeat(many)}x${']'.repeat(many)}`],
    ['signs', `${'-'.repeat(many)}x`],
    ['transposes', `x${"'".repeat(many)}`],
    ['powers', `x${'^x'.repeat(many)}`],
    ['slices', `A${'(1)'.repeat(many)}`],
    ['indices', `${'A['.repeat(many)}1${']'.repeat(many)}`],
    ['roots', `${'√'.repeat(many)}x`],
  ])('too many nested %s are refused', (_, text) => {
    expect(errorOf(() => parseExpression(text, OPTIONS)).code).toBe('limit');
  });

  test('nesting up to the limit is read', () => {
    const depth = NESTING - 1;
    expect(show(parseExpression(`${'('.repeat(depth)}x${')'.repeat(depth)}`))).toBe('x');
  });

  test('a long chain is read in linear time', () => {
    const seconds = (terms: number): number => {
      const text = `a${' + b*c'.repeat(terms)}`;
      const start = performance.now();
      parseExpression(text);
      return (performance.now() - start) / 1000;
    };
    seconds(20_000);
    // quadratic work would take a hundredfold
    expect(seconds(200_000)).toBeLessThan(40 * Math.max(seconds(20_000), 0.02));
  });
});

test.each([
  ['X : 3 x 4 symmetric', 'param X : 3 x 4 symmetric'],
  ['data U, Z: d × h', 'data U Z : d x h'],
  ['x : n', 'param x : n'],
  ['x : n by d', 'param x : n x d'],
  ['a : scalar', 'param a : scalar'],
  ['k : integer', 'param k : ? integer'],
  ['k : scalar integer', 'param k : scalar integer'],
  ['y : 3x4', 'param y : 3 x 4'],
  ['H[l,0] : n x h in (-1, 2) positive', 'param H[l,0] : n x h in (-1) 2 positive'],
  ['X : 2*n x n+1', 'param X : (2 * n) x (n + 1)'],
  ['x : n x d', 'param x : n x d'],
  ['B', 'param B : ?'],
  ['H : p x q active', 'param H : p x q active'],
])('the declaration %s', (text, shown) => {
  expect(showStatement(parseDeclaration(text))).toBe(shown);
});

test('shapes by themselves', () => {
  expect(['n x d', 'scalar', 'n', '1 x m'].map((t) => showShape(parseShape(t)))).toEqual([
    'n x d',
    'scalar',
    'n',
    '1 x m',
  ]);
  expect(errorOf(() => parseShape('n d')).place).toBe('d');
});

test.each([
  ['param U, Z : d x h; data x : n', ['param U Z : d x h', 'data x : n']],
  ['A = B +\n C\nD = A', ['A = (B + C)', 'D = A']],
  ['A = tr(B,\n\n C) # all\n% none\n', ['A = tr(B,C)']],
  ['let A = x; y = A(1)', ['let A = x', 'y = A{1}']],
  ['y = A(1); A = B', ['y = A{1}', 'A = B']],
  ['for t = 1..T\n A[t] = A[t-1]\nend', ['for t 1 T { A[t] = A[(t - 1)] }']],
  ['for t = T..1 step -1; for s = 1:t; B[s,t] = x; end; end', ['for t T 1 step -1 { for s 1 t { B[s,t] = x } }']],
  ['for t = T-1..1\nG[t] = G[t+1]\nend', ['for t (T - 1) 1 { G[t] = G[(t + 1)] }']],
  ['function swish(x) = x.*sigmoid(x)', ['function swish(x) = (x .* sigmoid(x))']],
  ['function first(X) = X(1,1) + Y(1)', ['function first(X) = (X{1,1} + Y(1))']],
  ["function f elementwise; y = f'(x) + g'", ['function f() elementwise', "y = (f'(x) + g')"]],
  [
    'function L(A, B[2]); function M(A) with gradient G; y = G(1)',
    ['function L(A,B[2])', 'function M(A) with G', 'y = G{1}'],
  ],
  ["function Y(x) : n x m; Z = Y'(x)", ['function Y(x) : n x m', "Z = Y'(x)"]],
  ['grad L wrt U, W[2], H[0]', ['grad L wrt U,W[2],H[0]']],
  [
    "grad (x'*x) wrt x; jacobian y wrt x; hessian f wrt x, y",
    ["grad (x' * x) wrt x", 'jacobian y wrt x', 'hessian f wrt x,y'],
  ],
  [
    'hvp f wrt x, y along v, w; hvp f wrt x along v; differential f wrt X; grad L',
    ['hvp f wrt x,y along v,w', 'hvp f wrt x along v', 'differential f wrt X', 'grad L wrt '],
  ],
  // keywords only where they are due
  ['param data, end : n; L = data + end + step + by', ['param data end : n', 'L = (((data + end) + step) + by)']],
  ['x = 2*wrt; grad x wrt along', ['x = (2 * wrt)', 'grad x wrt along']],
])('the file %j', (text, statements) => {
  expect(parseStatements(text).map(showStatement)).toEqual(statements);
});

test('a derivation is kept as read', () => {
  const text = `data d : n
A = X*U
function L(A)
derivation
dL = grad(L,A) : dA     by definition of L; it's "so"   # not this
   = grad(L,A) : X*dU   by X, H are constant: A' stays
G = d(A) = X*dU
claim grad(L, U) = X'*G
hold V, c
`;
  expect(parseStatements(text).slice(3).map(showStatement)).toEqual([
    'dL = (grad(L,A) : dA) by "definition of L; it\'s "so""',
    '= (grad(L,A) : (X * dU)) by "X, H are constant: A\' stays"',
    'G = d(A)',
    '= (X * dU)',
    "claim grad(L,U) = (X' * G)",
    'hold V c',
  ]);
});

test.each([
  ['x : n x d', 'a declaration begins with param or data', 'x'],
  ['A = tr(B\ngrad A wrt B', "'(' is never closed", '('],
  ['for t = 1..T\nA[t] = x', "has no 'end'", 'for'],
  ['A = x\nend', 'closes no loop', 'end'],
  ['tr(A)', 'is not a statement', 'tr'],
  ['grads L wrt U', "'grads' begins no statement", 'grads'],
  ['A = B\n  + C', "cannot begin with '+'", '+'],
  ['A = B C', "an operator is missing between 'B' and 'C'", 'C'],
  ['A =', 'the input ends where an operand', ''],
  ['A = \n\nB = 2', "unexpected '='", '='],
  ['param U d x h', "unexpected 'd' where ':' and the shape", 'd'],
  ['for t = 1..T step 2\nend', 'steps by 1 or by -1', '2'],
  ['let = 3', "unexpected '='", '='],
  ['function g', "where '(' and the parameters, or 'elementwise'", ''],
  ['derivation\n= x', 'begins with a left side', '='],
])('the error in the file %j', (text, message, place) => {
  const error = errorOf(() => parseStatements(text));
  expect(error.code).toBe('syntax');
  expect(error.message).toContain(message);
  expect(error.place).toContain(place);
});

const EXAMPLES = new URL('../docs/examples/', import.meta.url);
test.each(readdirSync(EXAMPLES).filter((f) => f.endsWith('.frob')))(
  'the example %s is a list of statements',
  (file) => {
    expect(parseStatements(readFileSync(new URL(file, EXAMPLES), 'utf8')).length).toBeGreaterThan(2);
  },
);
