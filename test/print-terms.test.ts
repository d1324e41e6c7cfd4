/** Terms as Unicode text and as LaTeX: precedence, parentheses, signs, gaps, names; and that KaTeX takes it all. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import {
  add,
  call,
  d,
  dimension,
  divide,
  each,
  eye,
  frobenius,
  grad,
  hadamard,
  mul,
  name,
  num,
  ones,
  opposite,
  power,
  scale,
  subtract,
  transpose,
} from '../src/expression/build.js';
import { addDim, dimName, subtractDim } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { tex } from '../src/print/tex.js';
import { unicode } from '../src/print/unicode.js';
import { writeTerm } from '../src/print/write.js';

const [n, m, k, t, T, h] = ['n', 'm', 'k', 't', 'T', 'h'].map(dimName) as [
  ReturnType<typeof dimName>,
  ReturnType<typeof dimName>,
  ReturnType<typeof dimName>,
  ReturnType<typeof dimName>,
  ReturnType<typeof dimName>,
  ReturnType<typeof dimName>,
];
const A = name('A', [n, m]);
const B = name('B', [n, m]);
const S = name('S', [n, n]);
const x = name('x', [n, 1]);
const G = name('G_A', [n, h]);
const alpha = name('alpha', [1, 1]);
const loss = name('loss', [1, 1]);
const L = name('L', [1, 1]);
const X = name('X', [n, m], [t]);
const H = name('H', [n, h], [subtractDim(t, 1)]);
const W = name('W', [h, h]);
const b = name('b', [1, h]);
const inv = (e: Expr): Expr => call('inv', [e], e.shape);
const map = (fn: string, e: Expr): Expr => call(fn, [e], e.shape);
const toScalar = (fn: string, e: Expr): Expr => call(fn, [e], [1, 1]);
const zero = call('zeros', [], [n, m]);

const TABLE: readonly (readonly [term: Expr, text: string, latex: string])[] = [
  [mul([transpose(A), G]), 'AᵀG_A', 'A^{\\top} G_{A}'],
  [mul([transpose(X), name('G_A', [n, h], [t])]), 'X[t]ᵀG_A[t]', 'X_{t}^{\\top} G_{A_{t}}'],
  [name('G_a_g', [n, h], [t, subtractDim(t, 1)]), 'G_a_g[t,t−1]', 'G_{a_{g,t,t-1}}'],
  [name('G_Y_hat', [n, h]), 'G_Ŷ', 'G_{\\hat{Y}}'],
  [name('G_Y_hat', [n, h], [t]), 'G_Ŷ[t]', 'G_{\\hat{Y}_{t}}'],
  [transpose(name('G_w_star', [n, h])), 'G_w*ᵀ', '{G_{w^{*}}}^{\\top}'],
  [name('x_1_hat', [n, 1]), 'x̂₁', '\\hat{x}_{1}'],
  [name('Y_hat_t', [n, 1]), 'Ŷ_t', '\\hat{Y}_{t}'],
  [
    scale(2, mul([transpose(A), subtract(mul([A, transpose(B)]), eye(n))])),
    '2Aᵀ(ABᵀ − I)',
    '2 A^{\\top} (A B^{\\top} - I)',
  ],
  [hadamard([subtract(ones(n, m), hadamard([A, A])), d(A)]), '(1 − A⊙A) ⊙ dA', '(1 - A \\odot A) \\odot dA'],
  [frobenius(hadamard([A, B]), d(A)), '(A⊙B) : dA', '(A \\odot B) : dA'],
  [frobenius(opposite(divide(A, B)), d(B)), '−(A ⊘ B) : dB', '-(A \\oslash B) : dB'],
  [add([opposite(A), B]), 'B − A', 'B - A'],
  [divide(subtract(A, B), dimension(T)), '(A − B)/T', '\\frac{1}{T} (A - B)'],
  [
    opposite(mul([divide(num(1), dimension(T)), each('sum', 't', 1, T, frobenius(X, map('log', X)))])),
    '−(1/T) Σ_{t=1…T} X[t] : log X[t]',
    '-\\frac{1}{T} \\sum_{t=1}^{T} X_{t} : \\log X_{t}',
  ],
  [
    each('sum', 't', 1, T, add([frobenius(X, d(X)), frobenius(A, d(A))])),
    'Σ_{t=1…T} ( X[t] : dX[t] + A : dA )',
    '\\sum_{t=1}^{T} \\bigl( X_{t} : dX_{t} + A : dA \\bigr)',
  ],
  [mul([H, d(W)]), 'H[t−1] dW', 'H_{t-1} \\, dW'],
  [mul([ones(n, 1), d(b)]), '𝟏 db', '\\mathbf{1} \\, db'],
  [
    hadamard([A, subtract(d(B), mul([hadamard([A, d(B)]), ones(m, m)]))]),
    'A ⊙ (dB − (A⊙dB)𝟏𝟏ᵀ)',
    'A \\odot (dB - (A \\odot dB) \\mathbf{1} \\mathbf{1}^{\\top})',
  ],
  [map('tanh', X), 'tanh X[t]', '\\tanh X_{t}'],
  [mul([map('tanh', A), transpose(B)]), 'tanh(A)Bᵀ', '\\tanh(A) B^{\\top}'],
  [scale({ p: 1, q: 2 }, toScalar('logdet', S)), '½ log |det S|', '\\tfrac{1}{2} \\log \\lvert \\det S \\rvert'],
  [transpose(inv(S)), 'S⁻ᵀ', 'S^{-\\top}'],
  [scale({ p: 1, q: 2 }, mul([transpose(x), inv(S), x])), '½ xᵀS⁻¹x', '\\tfrac{1}{2} x^{\\top} S^{-1} x'],
  [power(toScalar('norm2', x), num(2)), '‖x‖²', '\\lVert x \\rVert^{2}'],
  [grad(L, A), '∂L/∂A', '\\frac{\\partial L}{\\partial A}'],
  [mul([transpose(A), grad(L, A)]), 'Aᵀ(∂L/∂A)', 'A^{\\top} \\frac{\\partial L}{\\partial A}'],
  [
    mul([toScalar('det', S), toScalar('tr', mul([inv(S), d(S)]))]),
    'det(S) tr(S⁻¹ dS)',
    '\\det(S) \\operatorname{tr}(S^{-1} \\, dS)',
  ],
  [divide(frobenius(x, x), mul([num(2), dimension(n)])), '(1/(2n)) x : x', '\\frac{1}{2 n} x : x'],
  [divide(alpha, add([alpha, num(1)])), 'α/(α + 1)', '\\frac{\\alpha}{\\alpha + 1}'],
  [hadamard([A, power(B, num(-2))]), 'A ⊘ (B⊙B)', 'A \\oslash (B \\odot B)'],
  [call('matpow', [inv(S), num(3)], [n, n]), 'S⁻³', 'S^{-3}'],
  [call('matpow', [S, dimension(subtractDim(k, 1))], [n, n]), 'Sᵏ⁻¹', 'S^{k-1}'],
  [call('where>', [A, zero, ones(n, m), zero], [n, m]), '[A > 0]', '[A > 0]'],
  [call('slice', [A], [1, m], [2, 2, 1, m]), 'A(2, :)', 'A_{2,\\,:}'],
  [call('slice', [x], [2, 1], [1, 2, 1, 1]), 'x(1:2)', 'x_{1{:}2}'],
  [
    call(
      'vcat',
      [call('hcat', [S, S], [n, addDim(n, n)]), call('hcat', [S, S], [n, addDim(n, n)])],
      [addDim(n, n), addDim(n, n)],
    ),
    '[S, S; S, S]',
    '\\begin{bmatrix} S & S \\\\ S & S \\end{bmatrix}',
  ],
  [
    divide(mul([A, transpose(B)]), power(dimension(k), num({ p: 1, q: 2 }))),
    'ABᵀ/√k',
    '\\frac{1}{\\sqrt{k}} A B^{\\top}',
  ],
  [d(toScalar('logdet', S)), 'd(log |det S|)', 'd(\\log \\lvert \\det S \\rvert)'],
  [map("f'", A), 'f′(A)', "f'(A)"],
  [transpose(mul([A, ones(m, 1)])), '(A𝟏)ᵀ', '(A \\mathbf{1})^{\\top}'],
  [subtract(A, mul([alpha, ones(n, m)])), 'A − α 𝟏ₙ𝟏ₘᵀ', 'A - \\alpha \\mathbf{1}_{n} \\mathbf{1}_{m}^{\\top}'],
  [mul([num(5), power(num(2), alpha)]), '5·2^α', '5 \\cdot 2^{\\alpha}'],
  [transpose(grad(L, A)), '(∂L/∂A)ᵀ', '\\left(\\frac{\\partial L}{\\partial A}\\right)^{\\top}'],
  [scale(2, mul([A, transpose(B)])), '2ABᵀ', '2 A B^{\\top}'],
  [mul([d(alpha), ones(n, 1)]), 'dα 𝟏', 'd\\alpha \\, \\mathbf{1}'],
  [divide(map('exp', x), alpha), 'exp(x)/α', '\\frac{1}{\\alpha} \\exp(x)'],
  [hadamard([power(map('tanh', x), num(2)), x]), 'x⊙tanh(x)⊙tanh(x)', 'x \\odot \\tanh(x) \\odot \\tanh(x)'],
  [
    mul([toScalar('logdet', S), toScalar('tr', S)]),
    'tr(S) log |det S|',
    '\\operatorname{tr}(S) \\, \\log \\lvert \\det S \\rvert',
  ],
  [divide(map('exp', alpha), L), 'exp(α)/L', '\\frac{\\exp \\alpha}{L}'],
  [divide(map('exp', alpha), num(3)), 'exp(α)/3', '\\tfrac{1}{3} \\exp \\alpha'],
  [mul([map('log', alpha), add([L, alpha])]), '(L + α) log α', '(L + \\alpha) \\, \\log \\alpha'],
  [divide(mul([map('log', alpha), add([L, alpha])]), L), '(L + α) log(α)/L', '\\frac{(L + \\alpha) \\log(\\alpha)}{L}'],
  [mul([map('log', alpha), d(alpha)]), 'log(α) dα', '\\log(\\alpha) \\, d\\alpha'],
  [mul([map('exp', L), map('log', alpha)]), 'exp(L) log(α)', '\\exp(L) \\log(\\alpha)'],
  [mul([loss, A]), 'loss A', '\\mathit{loss} \\, A'],
  [power(alpha, subtract(alpha, num(1))), 'α^(α − 1)', '\\alpha^{\\alpha - 1}'],
  [power(alpha, power(alpha, num(2))), 'α^(α²)', '\\alpha^{\\alpha^{2}}'],
  [mul([alpha, S, x]), 'α Sx', '\\alpha S x'],
  [mul([alpha, mul([transpose(x), x])]), 'α xᵀx', '\\alpha x^{\\top} x'],
  [
    mul([scale({ p: 1, q: 2 }, dimension(n)), toScalar('logdet', S)]),
    '½ n log |det S|',
    '\\tfrac{1}{2} n \\, \\log \\lvert \\det S \\rvert',
  ],
  [power(power(alpha, num({ p: 1, q: 2 })), num(3)), 'α√α', '\\alpha^{3/2}'],
  [power(call('pi', [], [1, 1]), num({ p: 1, q: 2 })), '√π', '\\sqrt{\\pi}'],
  [
    mul([loss, call('where>', [alpha, L, alpha, L], [1, 1])]),
    'loss where(α > L, α, L)',
    '\\mathit{loss} \\, \\left(\\begin{cases} \\alpha & \\alpha > L \\\\ L & \\text{otherwise} \\end{cases}\\right)',
  ],
  [
    frobenius(call('slice', [A], [2, 2], [1, 2, 1, 2]), call('slice', [B], [2, 2], [1, 2, 1, 2])),
    '(A(1:2, 1:2)) : (B(1:2, 1:2))',
    'A_{1{:}2,\\,1{:}2} : B_{1{:}2,\\,1{:}2}',
  ],
  [transpose(each('sum', 't', 1, T, X)), '(Σ_{t=1…T} X[t])ᵀ', '\\left(\\sum_{t=1}^{T} X_{t}\\right)^{\\top}'],
];

describe('a term', () => {
  test.each(TABLE.map(([term, text, latex]) => ({ term, text, latex })))('$text', ({ term, text, latex }) => {
    expect(writeTerm(term, unicode)).toBe(text);
    expect(writeTerm(term, tex)).toBe(latex);
    expect(() => katex.renderToString(latex, { throwOnError: true })).not.toThrow();
  });
});

describe('a name', () => {
  test.each([
    ['Y_hat', 'Ŷ', '\\hat{Y}'],
    ['W_xh', 'W_xh', 'W_{xh}'],
    ['x_1', 'x₁', 'x_{1}'],
    ['x1', 'x1', 'x_{1}'],
    ['alpha', 'α', '\\alpha'],
    ['Sigma', 'Σ', '\\Sigma'],
    ['sigma_max', 'σ_max', '\\sigma_{max}'],
    ['mu_alpha', 'μ_α', '\\mu_{\\alpha}'],
    ['loss', 'loss', '\\mathit{loss}'],
    ['größe', 'größe', '\\text{größe}'],
  ])('%s', (text, plain, latex) => {
    expect(writeTerm(name(text, [n, n]), unicode)).toBe(plain);
    expect(writeTerm(name(text, [n, n]), tex)).toBe(latex);
  });
});

describe('what is known of the surroundings', () => {
  const range = new Map([['t', { from: 1, to: T }]]);
  test('a range that is stated is not repeated', () => {
    expect(writeTerm(each('sum', 't', 1, T, transpose(X)), unicode, { ranges: range })).toBe('Σₜ X[t]ᵀ');
    expect(writeTerm(each('sum', 't', 2, T, transpose(X)), unicode, { ranges: range })).toBe('Σ_{t=2…T} X[t]ᵀ');
  });
  test('ones of the stated length are bare', () => {
    expect(writeTerm(mul([ones(n, 1), b]), unicode, { ones: h })).toBe('𝟏ₙb');
  });
  test('a function is spelt by its row', () => {
    const rows = (fn: string) =>
      fn === 'sigmoid' ? { tex: '\\sigma', text: 'σ' } : fn === 'adj' ? { tex: '#1^{*}' } : undefined;
    expect(writeTerm(map('sigmoid', A), unicode, { rows })).toBe('σ(A)');
    expect(writeTerm(map('sigmoid', subtract(A, B)), tex, { rows })).toBe('\\sigma(A - B)');
    expect(writeTerm(map('adj', subtract(S, eye(n))), tex, { rows })).toBe('(S - I)^{*}');
  });
});
