/** What a text in LaTeX asks for is what is derived: of what, by what and which derivative, or it is refused. */
import { describe, expect, test } from 'vitest';
import { readLatex } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const OF_WHAT: readonly Row[] = [
  [
    '$f(x) = \\|x\\|^2$, $g(x) = \\|Ax\\|^2$. Find $\\frac{\\partial f}{\\partial x}$.',
    'f = norm2(x)^2 | g = norm2(A*x)^2 | grad f wrt x',
  ],
  ['$f(x) = \\|x\\|^2$, $g(x) = \\|Ax\\|^2$. Find $\\nabla f(x)$.', 'f = norm2(x)^2 | g = norm2(A*x)^2 | grad f wrt x'],
  ['$f(x)=\\|x\\|^2$. $g(y)=\\|Ay\\|^2$. Find $\\nabla_x f$.', 'f = norm2(x)^2 | g = norm2(A*y)^2 | grad f wrt x'],
  [
    '$s(w) = w^\\top x$, $L = \\log(1+e^{-s})$. Find $\\frac{\\partial L}{\\partial w}$.',
    "s = w'*x | L = log(1 + exp(-s)) | grad L wrt w",
  ],
  [
    '$p(w)=\\sigma(w^\\top x)$, $L=-\\log p$. Find $\\frac{\\partial L}{\\partial w}$.',
    "p = sigmoid(w'*x) | L = -log(p) | grad L wrt w",
  ],
  [
    '$E(x)=\\frac12x^\\top Ax$, $F=e^{-E}$. Compute $\\partial F/\\partial x$.',
    "E = 1/2*x'*A*x | F = exp(-E) | grad F wrt x",
  ],
  [
    'Given $\\frac{\\partial L}{\\partial y}$ and $y = w^\\top x$, find $\\frac{\\partial L}{\\partial w}$.',
    "y = w'*x | function L(y) | grad L wrt w",
  ],
  [
    'Given $\\partial L/\\partial A$ with $A = XU + HW$, what is $\\partial L/\\partial U$?',
    'A = X*U + H*W | function L(A) | grad L wrt U',
  ],
  [
    '$f = \\|x\\|^2$, $g = \\|Ax\\|^2$. Find $\\partial f/\\partial x$ and $\\partial g/\\partial A$.',
    'f = norm2(x)^2 | g = norm2(A*x)^2 | grad f wrt x | grad g wrt A',
  ],
];

const IN_WORDS: readonly Row[] = [
  [
    'Compute the gradient of $f(X)=\\operatorname{tr}(X^{-1}A)$ and of $g(X)=\\log\\det X$.',
    'f = tr(inv(X)*A) | g = logdet(X) | grad f wrt X | grad g wrt X',
  ],
  [
    'Find $\\nabla f$ and $\\nabla g$ where $f(x)=\\|x\\|^2$ and $g(x)=\\|Ax\\|^2$.',
    'f = norm2(x)^2 | g = norm2(A*x)^2 | grad f wrt x | grad g wrt x',
  ],
  [
    '$f = \\|x\\|^2$ and $g = \\|Ax\\|^2$. Gradient w.r.t. $x$.',
    'f = norm2(x)^2 | g = norm2(A*x)^2 | grad f wrt x | grad g wrt x',
  ],
  [
    'What is the Hessian of $\\|Ax-b\\|_2^2$ with respect to $x$?',
    'data b : n | f = norm2(A*x - b)^2 | hessian f wrt x',
  ],
  [
    'Let $\\mu = \\frac1n X^\\top \\mathbf 1$ and $f=\\|\\mu\\|^2$. Hessian with respect to $X$.',
    "data n : scalar | mu = 1/n*X'*𝟏 | f = norm2(mu)^2 | hessian f wrt X",
  ],
  ['What is the derivative of $\\|Ax-b\\|_2$ with respect to $A$?', 'data b : n | f = norm2(A*x - b) | grad f wrt A'],
  ['Differentiate $\\mathbf x^T\\mathbf A\\mathbf x$ with respect to $\\mathbf x$', "f = x'*A*x | grad f wrt x"],
  [
    '-\\sum_{i=1}^n y_i \\log p_i, \\quad p = \\mathrm{softmax}(W x)',
    'param y : n | p = softmax(W*x) | f = -y : log(p) | grad f wrt W, x, y',
  ],
  [
    '$-\\sum_i y_i\\log p_i$ where $p=\\mathrm{softmax}(Wx)$. Gradient w.r.t. $W$.',
    'p = softmax(W*x) | f = -y : log(p) | grad f wrt W',
  ],
  [
    "$f(x)=\\sin x$, $x\\in\\mathbb{R}$, $g(x) = f(f(x))$. Find $g'$.",
    'param x : scalar | f = sin(x) | g = sin(f) | grad g wrt x',
  ],
  ['$f = x^\\top A x$, $A$ symmetric', "param A : n x n symmetric | f = x'*A*x | grad f wrt x, A"],
];

const BY_ONE_MEMBER: readonly Row[] = [
  [
    '$x_t = Ax_{t-1}$, $t=1,\\ldots,T$, $J = \\sum_t \\|x_t\\|^2$. Find $\\frac{\\partial J}{\\partial x_0}$.',
    'param x[0] : n | for t = 1..T | x[t] = A*x[t-1] | end | J = sum(t = 1..T, norm2(x[t])^2) | grad J wrt x[0]',
  ],
  [
    '$h^{(t)} = \\tanh(Wh^{(t-1)})$, $t=1,\\ldots,T$, $J = \\|h^{(T)}\\|^2$. Find the gradient with respect to $h^{(0)}$.',
    'param h[0] : n | for t = 1..T | h[t] = tanh(W*h[t-1]) | end | J = norm2(h[T])^2 | grad J wrt h[0]',
  ],
  [
    '$h_t = \\tanh(W h_{t-1})$, $t=1,\\ldots,T$, $J = \\sum_t \\|h_t\\|^2$. Find $\\partial J/\\partial h_1$.',
    'data h[0] : n | for t = 1..T | h[t] = tanh(W*h[t-1]) | end | J = sum(t = 1..T, norm2(h[t])^2) | grad J wrt h[1]',
  ],
  [
    '$x_t = Ax_{t-1}+Bu_t$, $t=1,\\ldots,T$, $J = \\sum_t \\|x_t\\|^2$. Gradient w.r.t. $u_1$.',
    'param u[t] : n | data x[0] : m | for t = 1..T | x[t] = A*x[t-1] + B*u[t] | end | J = sum(t = 1..T, norm2(x[t])^2) | grad J wrt u[1]',
  ],
  [
    '$f=\\sum_{i=1}^3\\|W_ix\\|^2$. Gradient w.r.t. $W_2$.',
    'param W[i] : n x m | f = sum(i = 1..3, norm2(W[i]*x)^2) | grad f wrt W[2]',
  ],
  [
    '$x_{t+1} = Ax_t + Bu_t$, $t=0,\\dots,T-1$, $J = \\|x_T\\|^2$. Gradient w.r.t. $A$, $u_0$ and $x_0$.',
    'param u[t] : n | param x[0] : m | param u[0] : n | for t = 0..T-1 | x[t+1] = A*x[t] + B*u[t] | end | J = norm2(x[T])^2 | grad J wrt A, u[0], x[0]',
  ],
  [
    '$H^{(l+1)} = \\sigma(AH^{(l)}W^{(l)})$, $H^{(0)} = X$, $l=0,\\dots,L-1$, $J = \\|H^{(L)}-Y\\|_F^2$. Gradient w.r.t. $W^{(l)}$.',
    'param W[l] : q x q | param W[0] : q x q | H[0] = X | for l = 0..L-1 | H[l+1] = sigmoid(A*H[l]*W[l]) | end | J = norm2(H[L] - Y)^2 | grad J wrt W',
  ],
  [
    '$H^{(l)} = \\sigma(AH^{(l-1)}W^{(l)})$, $H^{(0)} = X$, $l=1,\\dots,L$, $J = \\|H^{(L)}-Y\\|_F^2$. Gradient w.r.t. $W^{(1)}$.',
    'param W[l] : q x q | H[0] = X | for l = 1..L | H[l] = sigmoid(A*H[l-1]*W[l]) | end | J = norm2(H[L] - Y)^2 | grad J wrt W[1]',
  ],
  [
    '$\\lambda_t = A^\\top\\lambda_{t+1}$, $t=1,\\dots,T-1$, $\\lambda_T = Qx$, $J = \\|\\lambda_1\\|^2$. Gradient w.r.t. $A$, $x$.',
    "lambda[T] = Q*x | for t = T-1..1 | lambda[t] = A'*lambda[t+1] | end | J = norm2(lambda[1])^2 | grad J wrt A, x",
  ],
];

const APART: readonly Row[] = [
  [
    'Find $\\partial f/\\partial X$ where $f = \\operatorname{tr}(X^2)$ and also the Hessian of $g = x^\\top A x$ with respect to $x$.',
    "f = tr(X^2) | g = x'*A*x | hessian g wrt x | grad f wrt X",
  ],
];

readsAs([
  ['names that stand apart', APART],
  ['of what', OF_WHAT],
  ['in words', IN_WORDS],
  ['by one member', BY_ONE_MEMBER],
]);

isRefused('what is asked of what is not there', [
  ['Find $\\partial Q/\\partial x$ where $f = \\|x\\|^2$.', '\\partial Q/\\partial x', 'Q is to be differentiated'],
  ['$f = \\|x\\|^2$, gradient with respect to $Ax$.', 'Ax', 'by a name'],
  ['$f = \\|x\\|^2$, gradient with respect to $z$.', 'z', 'stands in no definition'],
  ['$f = \\|x\\|^2$. Find $\\frac{\\partial^2 f}{\\partial x}$.', '\\frac{\\partial^2 f}{\\partial x', 'how often'],
  [
    '$h_t = \\tanh(Wh_{t-1})$, $t=1,\\dots,T$, $L=\\|h_T\\|^2$. Find $\\partial h_t/\\partial W$.',
    't',
    'which member or entry of h',
  ],
]);

describe('an answer of zeros is told', () => {
  test.each([
    ['$f = \\|x\\|^2$, $y = Ax$. Find $\\partial f/\\partial A$.', 'A stands nowhere in f'],
    ['$f = \\|Ax\\|^2$. Find $\\partial f/\\partial A$.', undefined],
  ])('%s', async (latex, words) => {
    const { remarks } = await readLatex(latex);
    const told = remarks.filter((r) => r.message.includes('the derivative is zero')).map((r) => r.message);
    expect(told).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  });
});
