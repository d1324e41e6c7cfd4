/** Derivatives that a text in LaTeX asks for, how far its indices run, and writings that would be read as another problem. */
import { describe, expect, test } from 'vitest';
import { readLatex } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const ALONE: readonly Row[] = [
  ['\\frac{\\partial x^\\top A x}{\\partial x}', "f = x'*A*x | grad f wrt x"],
  ['\\nabla_X \\operatorname{tr}(AX)', 'f = tr(A*X) | grad f wrt X'],
  ['\\frac{\\partial^2 x^\\top A x}{\\partial x^2}', "f = x'*A*x | hessian f wrt x"],
  ['\\nabla_x^2 (x^\\top A x)', "f = x'*A*x | hessian f wrt x"],
  ['\\nabla_{xx} (x^\\top A x)', "f = x'*A*x | hessian f wrt x"],
  ['\\frac{\\partial^2 x^\\top A y}{\\partial x\\,\\partial y^\\top}', "f = x'*A*y | hessian f wrt x, y"],
  ['\\nabla_x x^\\top A x', "f = x'*A*x | grad f wrt x"],
  ['\\nabla_W \\frac12 \\|Wx-y\\|^2', 'f = 1/2*norm2(W*x - y)^2 | grad f wrt W'],
  ['\\frac{\\partial \\|x\\|_2^2}{\\partial x}', 'f = norm2(x)^2 | grad f wrt x'],
  ['\\frac{\\partial (x^\\top x)^2}{\\partial x}', "f = (x'*x)^2 | grad f wrt x"],
  ['\\frac{\\partial}{\\partial X} \\log\\det X', 'f = logdet(X) | grad f wrt X'],
  ['\\frac{d^2}{da^2} e^{-a^2}', 'f = exp(-a^2) | hessian f wrt a'],
  [
    '\\frac{\\partial Ax}{\\partial x}',
    'f = A*x | jacobian f wrt x',
    ['its Jacobian', '\\frac{\\partial Ax}{\\partial x'],
  ],
];

const ASKED: readonly Row[] = [
  ['$f = x^\\top A x$, find $\\nabla_x f$', "f = x'*A*x | grad f wrt x"],
  ['$f(x) = x^\\top A x$. Find $\\nabla^2 f(x)$.', "f = x'*A*x | hessian f wrt x"],
  ['Compute the Hessian of $f(x) = x^\\top A x$.', "f = x'*A*x | hessian f wrt x"],
  ['$f=x^\\top A x$, find the gradient and the Hessian', "f = x'*A*x | grad f wrt x, A | hessian f wrt x, A"],
  ['Find the Jacobian of $f(x) = \\tanh(Wx)$', 'f = tanh(W*x) | jacobian f wrt x'],
  ['$y = Wx$, find $\\partial y/\\partial x$', 'y = W*x | jacobian y wrt x', ['its Jacobian', 'y = Wx']],
  ['$f = x^\\top A x$. What is $\\partial f/\\partial A$?', "f = x'*A*x | grad f wrt A"],
  ['$f = x^\\top A x$. What is $df/dx$?', "f = x'*A*x | grad f wrt x"],
  ['$f = x^\\top A x$. What is $\\partial^2 f/\\partial x^2$?', "f = x'*A*x | hessian f wrt x"],
  // a mention, and what is given, are no requests
  ['$f = x^\\top A x$, given $\\partial f/\\partial A$', "f = x'*A*x"],
  ['$f = x^\\top A x$ with respect to $x$, where $\\partial f/\\partial A$ is easy', "f = x'*A*x | grad f wrt x"],
  ['The Hessian is not needed. $f = x^\\top A x$.', "f = x'*A*x"],
  ['$f = ad/db + a$', 'f = a*d/(d*b) + a'],
  ['$f(x) := x^\\top A x$', "f = x'*A*x | grad f wrt x"],
];

const RANGES: readonly Row[] = [
  [
    '$e_i = y_i - w^\\top x_i$ for $i=1,\\dots,n$, $L=\\sum_i e_i^2$. Gradient w.r.t. $w$.',
    "data y[i] : scalar | data x[i] : m | for i = 1..n | e[i] = y[i] - w'*x[i] | end | L = sum(i = 1..n, e[i]^2) | grad L wrt w",
  ],
  [
    '$L=\\sum_i \\|x_i - \\mu\\|^2$ where $x_i\\in\\mathbb{R}^d$, $i=1,...,N$',
    'param x[i] : d | param mu : d | L = sum(i = 1..N, norm2(x[i] - mu)^2)',
  ],
  [
    '$$h_t = \\tanh(W h_{t-1} + U x_t), \\quad t = 1,\\ldots,T$$ $$L = \\sum_t \\|h_t - y_t\\|^2$$ w.r.t. W, U',
    'data x[t] : n | data y[t] : p | data h[0] : p | for t = 1..T | h[t] = tanh(W*h[t-1] + U*x[t]) | end | L = sum(t = 1..T, norm2(h[t] - y[t])^2) | grad L wrt W, U',
  ],
  [
    '$p_i = e^{z_i}/\\sum_j e^{z_j}$, $i \\in \\{1,\\dots,K\\}$, $L = -\\sum_i y_i \\log p_i$, gradient w.r.t. $z$',
    'p = exp(z)./sum(exp(z)) | L = -y : log(p) | grad L wrt z',
  ],
  [
    '$$D_{ij} = \\|x_i - x_j\\|^2, \\quad i, j = 1, \\dots, n$$ $$L = \\sum_{i,j} D_{ij}$$',
    'param x[i] : m | for i = 1..n | for j = 1..n | D[i,j] = norm2(x[i] - x[j])^2 | end | end | L = sum(i = 1..n, sum(j = 1..n, D[i,j]))',
  ],
];

const ALIKE: readonly Row[] = [
  ['a_{1.5} + a_{15}^2', 'a_1_5 + a_15^2'],
  ['$f = \\mathbf x^\\top A x$', "f = x'*A*x", ['are read as the same', 'x']],
  ["$f = \\|A - A'\\|_F^2$", "f = norm2(A - A')^2"],
];

/** A name on both sides: a function of which nothing else is known. */
const OWN: readonly Row[] = [
  [
    'Let $L = L(y)$ be a scalar function, $y = Wx$. Find $\\partial L/\\partial W$.',
    'y = W*x | function L(y) | grad L wrt W',
    ['L is read as an unknown function of y', 'L = L(y)'],
  ],
  [
    '$f = f(X)$, $X = AB$, find $\\partial f/\\partial A$',
    'X = A*B | function f(X) | grad f wrt A',
    ['f is read as an unknown function of X', 'f = f(X)'],
  ],
];

/** Of two formulas without a name one is derived, and the other is told of. */
const LEFT_OUT: readonly Row[] = [
  [
    '$\\operatorname{tr}(A)\\operatorname{tr}(B)$, $\\operatorname{tr}(AB)$',
    'tr(A*B)',
    ['this formula is left out', '$\\operatorname{tr}(A)\\operatorname{tr}(B)$'],
  ],
  ['Here is $x^\\top x$ and then $y^\\top A y$', "y'*A*y", ['this formula is left out', '$x^\\top x$']],
  ['$$f = x^\\top x$$ $$y^\\top A y$$', "f = x'*x", ['this formula has no name and is left out', '$$y^\\top A y$$']],
  [
    '$\\frac{1}{n}\\sum_{i=1}^n \\log(1+e^{-y_i x_i^\\top w})$ where $X\\in\\mathbb{R}^{n\\times d}$ has rows $x_i^\\top$',
    '1/n*sum(i = 1..n, log(1 + exp(-y[i]*X(i, :)*w)))',
    ['x_i is read as a row of X', 'x_i'],
  ],
];

readsAs([
  ['a derivative by itself', ALONE],
  ['derivatives that are asked for', ASKED],
  ['how far an index runs, said apart', RANGES],
  ['letters that look alike', ALIKE],
  ['formulas without a name', LEFT_OUT],
  ['functions of which nothing else is known', OWN],
]);

isRefused('what would be another problem is refused at its place', [
  ['$e_i = y_i - w^\\top x_i$, $L=\\sum_i e_i^2$', 'x_i', 'how far i runs'],
  ['$L = L(Wx)$. Find $\\partial L/\\partial W$.', 'L = L(Wx)', 'of names alone'],
  ['$e_i = \\|x_i\\|$, $L=\\sum_i e_i^2$', 'x_i', 'how far i runs'],
  ['$e_i = y_i - a^2$, $L=\\|e\\|^2$', 'e_i', 'used as a whole'],
  ['$K_{ij} = \\exp(-\\|x_i-x_j\\|^2)$ and $f = y^\\top K y$', 'K_{ij}', 'used as a whole'],
  ["$k = \\exp(-\\|x - x'\\|^2/2)$", "x'", 'another variable'],
  ['$H = \\nabla^2 f$ where $f = \\|x\\|^3$', '\\nabla^2 f', 'by what'],
  ['\\partial \\operatorname{tr}(A) / \\partial A', '\\partial', 'cannot be read'],
  ['$L = \\nabla f(x)^\\top v$, $f(x) = x^\\top A x$', '\\nabla f(x)^\\top v', 'parentheses'],
  ['$H = \\nabla_x^2 f$ where $f = \\|x\\|^3$', '\\nabla_x^2 f', 'by itself'],
  [
    '\\frac{\\partial^2 f}{\\partial x\\,\\partial x^\\top}',
    '\\frac{\\partial^2 f}{\\partial x\\,\\partial x^\\top}',
    'what this is',
  ],
  ['\\nabla f', '\\nabla f', 'by what'],
  ['\\operatorname{arccot} a', '\\operatorname{arccot}', 'no function'],
]);

describe('what stands beside a formula', () => {
  test('a definition behind one with a range is still read', async () => {
    const { source } = await readLatex('$a_t = b\\,x_t$ for $t = 1,\\dots,T$, $L = \\sum_{t=1}^T a_t^2$');
    expect(source).toContain('for t = 1..T');
  });
});
