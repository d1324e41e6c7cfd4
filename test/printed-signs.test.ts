/** Sums, norms, bars and derivatives in the signs that results are printed with, read as what is typed for them. */
import { describe, expect, test } from 'vitest';
import { parse, verify } from '../src/index.js';
import { format } from '../src/language/format.js';
import { looksLikeLatex } from '../src/latex/detect.js';

const DECLARED = `param x, y : n
param A, B : n x n
param s : scalar
param k : scalar integer
data q[t] : scalar
data C[t] : n x n
`;
const last = (text: string): string => format(parse(`${DECLARED}${text}`).definitions.at(-1)?.value as never);

describe('what is printed is what is typed', () => {
  test.each([
    ['Σ_{t=1…T} xᵀC[t]x', "sum(t = 1..T, x'*C[t]*x)"],
    ['Σ_{t=1…T} q[t] C[t] : A + s', 'sum(t = 1..T, q[t]*(C[t] : A)) + s'],
    ['½ ∑_{t=2..T} q[t]²', '(1/2)*sum(t = 2..T, q[t]^2)'],
    ['Σ_{t=1…T} Σ_{r=1…t} q[r]q[t]', 'sum(t = 1..T, sum(r = 1..t, q[r]*q[t]))'],
    ['Σ_{t=1…T} (Π_{r=t+1…T} q[r])(Π_{r=1…t} q[r])', 'sum(t = 1..T, prod(r = t+1..T, q[r])*prod(r = 1..t, q[r]))'],
    ['sum(t = 1..T, q[t]) − Σₜ q[t]²', 'sum(t = 1..T, q[t]) - sum(t = 1..T, q[t]^2)'],
    ['sum(t = 1..T, q[t]) − ∏ₜ (1 − q[t])', 'sum(t = 1..T, q[t]) - prod(t = 1..T, 1 - q[t])'],
    ['‖x‖₁ + ‖x‖₂ + ‖x‖_∞', 'norm1(x) + norm2(x) + norminf(x)'],
    ['‖A‖_F + ‖A‖₂ + ‖A − B‖_*', 'norm2(A) + specnorm(A) + nucnorm(A - B)'],
    ['‖ x ‖ + | s |', 'norm2(x) + abs(s)'],
    ['sum(|x − y|) |s|', 'sum(abs(x - y))*abs(s)'],
    ['sum(A^(⊙2))', 'sum(A.^2)'],
    ['sum(|x|^(⊙s − 1))', 'sum(abs(x).^(s - 1))'],
    ['sum([x = y])', 'sum(where(x == y, 1, 0))'],
    ['k (xᵀAᵏx)', "k*(x'*A^k*x)"],
    ['tr(k ((Aᵀ)ᵏ)ᵀB)', "tr(k*((A')^k)'*B)"],
  ])('%s is %s', (printed, typed) => {
    expect(last(`f = ${printed}`)).toBe(last(`f = ${typed}`));
  });

  test('the letter of a loop runs as the loop does, also one that runs down', () => {
    const loop = (ends: string): string => `for t = ${ends}\n  z[t] = q[t]*x\nend\n`;
    const sum = 'sum(t = 1..T, norm2(z[t])^2)';
    for (const ends of ['1..T', 'T..1', 'T..1 step -1'])
      expect(last(`${loop(ends)}L = Σₜ ‖z[t]‖²`)).toBe(last(`${loop(ends)}L = ${sum}`));
  });

  test('a covariance keeps its name', () => {
    const declared = 'data Σ, Σ_k : n x n posdef\n';
    expect(last(`${declared}f = xᵀΣ⁻¹x + xᵀΣ_k x`)).toBe(last(`${declared}f = x'*inv(Σ)*x + x'*Σ_k*x`));
  });
});

describe('what could mean more than one thing is asked for', () => {
  test.each([
    ['f = Σₜ q[t]', 'over what t runs is not said'],
    ['f = sum(t = 1..T, q[t]) + sum(t = 2..T, q[t]) + Σₜ q[t]', 'in more than one way'],
    ['f = |A|', 'may be a determinant or absolute values'],
    ['f = ‖x‖ + |s', 'is never closed'],
    ['f = Σ_{t=1} q[t]', "unexpected '}'"],
    ['f = Σ_{t=1…T', "this '{' is never closed"],
  ])('%s', (text, message) => {
    expect(() => last(text)).toThrow(message);
  });
});

test('a printed sum is no LaTeX', () => {
  expect(looksLikeLatex('Σ_{t=1…T} ‖x − a[t]‖²')).toBe(false);
  expect(looksLikeLatex('∑_{t=1..T} q[t]')).toBe(false);
  expect(looksLikeLatex('\\sum_{t=1}^{T} q_t')).toBe(true);
  expect(looksLikeLatex('x_{1} + x_{2}')).toBe(true);
});

describe('derivatives as they are printed, in a derivation', () => {
  const verdicts = (text: string): string[] =>
    verify(`param A : n x n\nparam x : n\ny = A*x\nf = exp(x'*A*x)\nderivation\n${text}`).lines.map((l) => l.verdict);
  test.each([
    ['claim ∂f/∂x = f·(A + Aᵀ)x', 'right'],
    ['claim ∂f/∂A = f·xxᵀ', 'right'],
    ['∂f/∂A = 2f·xxᵀ', 'wrong'],
    ['∂y/∂x = A', 'right'],
    ['∂y/∂x = Aᵀ', 'wrong'],
    ['∂vec(y)/∂vec(A)ᵀ = xᵀ ⊗ eye(n)', 'right'],
    ['∂²f/∂x∂xᵀ = f·(A + Aᵀ + (A + Aᵀ)xxᵀ(A + Aᵀ))', 'right'],
    ['∂²f/∂x∂xᵀ = f·(A + Aᵀ)', 'wrong'],
  ])('%s is %s', (line, verdict) => {
    expect(verdicts(line)).toEqual([verdict]);
  });

  test('df/dx is told of', () => {
    const [line] = verify("param x : n\nf = x'*x\nderivation\ndf/dx = 2*x").lines;
    expect(JSON.stringify(line)).toContain('the derivative is ∂f/∂x');
  });
});
