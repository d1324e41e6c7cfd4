/** What a text says of its letters: properties, and which function or square a sign stands for. */
import { expect, test } from 'vitest';
import { readLatex } from '../src/index.js';
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const PROPERTIES: readonly Row[] = [
  [
    '$f(S)=\\operatorname{tr}(AS)$ where $S$ is symmetric. Find $\\nabla f$.',
    'param S : n x n symmetric | f = tr(A*S) | grad f wrt S',
  ],
  [
    '$f(D)=\\operatorname{tr}(AD)$ where $D$ is diagonal. Find $\\nabla_D f$.',
    'param D : n x n diagonal | f = tr(A*D) | grad f wrt D',
  ],
  [
    '$f(x)=x^\\top Ax$ with $A$ positive definite. Find $\\nabla f$.',
    "data A : n x n posdef | f = x'*A*x | grad f wrt x",
  ],
  [
    '$f(X)=\\|AX\\|^2$. $A$ is orthogonal. Find $\\nabla f$.',
    'data A : n x n orthogonal | f = norm2(A*X)^2 | grad f wrt X',
  ],
  [
    '$f(S)=\\operatorname{tr}(AS)$ for skew-symmetric $S\\in\\mathbb{R}^{n\\times n}$. Find $\\nabla f$.',
    'param S : n x n skew | f = tr(A*S) | grad f wrt S',
  ],
  [
    '$f(L)=\\operatorname{tr}(AL)$ for lower-triangular $L\\in\\mathbb{R}^{n\\times n}$. Find $\\nabla f$.',
    'param L : n x n lower | f = tr(A*L) | grad f wrt L',
  ],
  [
    'Let $L\\in\\mathbb R^{n\\times n}$ be lower triangular. $f=\\operatorname{tr}(AL)$. Find $\\partial f/\\partial L$.',
    'param L : n x n lower | f = tr(A*L) | grad f wrt L',
  ],
  [
    '$f(x) = x^\\top A x + \\operatorname{tr}(B)$ where $A, B$ are symmetric. Find $\\nabla f$.',
    "data A : n x n symmetric | data B : m x m symmetric | f = x'*A*x + tr(B) | grad f wrt x",
  ],
  [
    'Let $A$ be a symmetric positive definite matrix, $f(x) = x^\\top A x$, find $\\nabla f$.',
    "data A : n x n symmetric posdef | f = x'*A*x | grad f wrt x",
  ],
  [
    'Let the symmetric matrix $A$ be given. $f(x) = x^\\top A x$. Find $\\nabla f$.',
    "data A : n x n symmetric | f = x'*A*x | grad f wrt x",
  ],
  ['$f(x) = x^\\top A x$ where $A$ is not symmetric. Find $\\nabla f$.', "f = x'*A*x | grad f wrt x"],
  [
    '$f(x)=\\operatorname{tr}(ABC)$ where $A\\in\\mathbb{R}^{m\\times m}$ and $B$ is antisymmetric. Find $\\partial f/\\partial B$.',
    'data A : m x m | param B : m x m skew | f = tr(A*B*C) | grad f wrt B',
  ],
  [
    '$f=\\operatorname{tr}(\\Lambda A)$ with diagonal $\\Lambda$. Find $\\partial f/\\partial \\Lambda$.',
    'param Lambda : n x n diagonal | f = tr(Lambda*A) | grad f wrt Lambda',
  ],
];

const FUNCTIONS: readonly Row[] = [
  [
    '$\\sigma(z)=\\max(0,z)$, $L=\\|\\sigma(Wx)\\|^2$. Find $\\partial L/\\partial W$.',
    'L = norm2(max(0, W*x))^2 | grad L wrt W',
  ],
  [
    'Let $\\sigma$ be the ReLU. $L=\\|\\sigma(Wx)\\|^2$. Find $\\partial L/\\partial W$.',
    'L = norm2(relu(W*x))^2 | grad L wrt W',
  ],
  [
    'Let $\\sigma$ be an activation function. $L=\\|\\sigma(Wx)\\|^2$. Find $\\partial L/\\partial W$.',
    'function sigma elementwise | L = norm2(sigma(W*x))^2 | grad L wrt W',
  ],
  ['$h(t)=t^3$, $s=h(t)^2$. Find $ds/dt$', 'param t : scalar | h = t^3 | s = h^2 | grad s wrt t'],
  [
    '$E(x)=\\frac12x^\\top Ax$, $p=e^{-E(x)}$. Find $\\partial p/\\partial x$.',
    "E = 1/2*x'*A*x | p = exp(-E) | grad p wrt x",
  ],
  [
    '$E(x)=\\frac12x^\\top Ax$, $p=e^{-E(x)}/E(y)$. Find $\\partial p/\\partial x$.',
    "E = 1/2*x'*A*x | p = exp(-E)/(1/2*y'*A*y) | grad p wrt x",
  ],
  [
    '$\\phi(z) = z\\sigma(z)$, $L = \\|\\phi(Wx)\\|^2$. Gradient w.r.t. $W$',
    'L = norm2((W*x).*sigmoid(W*x))^2 | grad L wrt W',
  ],
  [
    '$\\rho(z) = \\frac{1}{1+e^{-z}}$, $L = \\|\\rho(Wx)\\|^2$. Gradient w.r.t. $W$',
    'L = norm2(1 ./(1 + exp(-W*x)))^2 | grad L wrt W',
  ],
  [
    '$\\nabla_\\theta\\mathcal L(\\theta)$ where $\\mathcal L(\\theta) = \\|X\\theta - y\\|^2$',
    'param theta : n | L = norm2(X*theta - y)^2 | grad L wrt theta',
  ],
  [
    '$f_1(x) = x^\\top A x$, $g = f_1(x) + f_1(Bx)$. gradient w.r.t. $x$',
    "f_1 = x'*A*x | g = f_1 + (B*x)'*A*(B*x) | grad g wrt x",
  ],
  [
    '$\\sigma(z)=\\begin{cases} z & z > 0 \\\\ 0 & \\text{otherwise}\\end{cases}$, $L=\\|\\sigma(Wx)\\|^2$. Find $\\partial L/\\partial W$.',
    'L = norm2(where(W*x > 0, W*x, 0))^2 | grad L wrt W',
  ],
  [
    '$h(x) = Wx + b$, $L = \\|h(x) - y\\|^2$. Gradient w.r.t. $W$.',
    'data b : n | h = W*x + b | L = norm2(h - y)^2 | grad L wrt W',
  ],
];

const SQUARES: readonly Row[] = [
  [
    '$\\sigma^2=\\frac1n\\sum_{i=1}^n(x_i-\\mu)^2$, $\\mu=\\frac1n\\sum_i x_i$, $L=\\mu/\\sigma^2$. Find $\\partial L/\\partial x$.',
    'param x : n | mu = 1/n*sum(x) | sigma_sq = 1/n*sum((x - mu).^2) | L = mu/sigma_sq | grad L wrt x',
  ],
  [
    '$\\sigma^2=\\frac1n\\sum_{i=1}^n(x_i-\\mu)^2$, $\\mu=\\frac1n\\sum_{i=1}^n x_i$, $L=\\mu/\\sigma^2$. Find $\\partial L/\\partial x_i$.',
    'param x[i] : scalar | mu = 1/n*sum(i = 1..n, x[i]) | sigma_sq = 1/n*sum(i = 1..n, (x[i] - mu)^2) | L = mu/sigma_sq | grad L wrt x',
  ],
  [
    '$\\sigma^2=\\frac1n\\|x-\\mu\\mathbf 1\\|^2$, $x\\in\\mathbb{R}^n$, $L=\\mu/\\sigma + \\sigma^4$. Find $\\partial L/\\partial x$.',
    'param x : n | sigma_sq = 1/n*norm2(x - mu*𝟏)^2 | L = mu/sqrt(sigma_sq) + sigma_sq^2 | grad L wrt x',
  ],
  [
    '$\\ell = -\\frac n2\\log\\sigma^2 - \\frac1{2\\sigma^2}\\|y-X\\beta\\|^2$. Find $\\partial \\ell/\\partial\\sigma^2$ and $\\partial\\ell/\\partial\\beta$.',
    'data n : scalar | param sigma_sq : scalar positive | param beta : m | l = -n/2*log(sigma_sq) - 1/(2*sigma_sq)*norm2(y - X*beta)^2 | grad l wrt sigma_sq, beta',
  ],
  [
    '$\\ell = -\\frac n2\\log\\sigma^2 - \\frac1{2\\sigma^2}\\|y-X\\beta\\|^2$ with respect to $\\sigma^2$.',
    'data n : scalar | param sigma_sq : scalar positive | data beta : m | l = -n/2*log(sigma_sq) - 1/(2*sigma_sq)*norm2(y - X*beta)^2 | grad l wrt sigma_sq',
  ],
  [
    '$\\hat y = X\\beta$, $s^2 = \\|y-\\hat y\\|^2/n$, $L = n\\log s^2$. Gradient with respect to $\\beta$.',
    'param beta : m | data n : scalar | y_hat = X*beta | s_sq = norm2(y - y_hat)^2/n | L = n*log(s_sq) | grad L wrt beta',
  ],
];

const NOTATIONS: readonly Row[] = [
  ['$f = \\|[Ax-b]_+\\|^2$. Gradient w.r.t. $x$.', 'data b : n | f = norm2(relu(A*x - b))^2 | grad f wrt x'],
  [
    '$f = \\sum_{i=1}^n \\max\\{0, 1 - y_i w^\\top x_i\\}$. Gradient w.r.t. $w$.',
    "data y[i] : scalar | data x[i] : m | f = sum(i = 1..n, max(0, 1 - y[i]*w'*x[i])) | grad f wrt w",
  ],
  ['$f = x^\\top A x$. Find $\\partial_x f$.', "f = x'*A*x | grad f wrt x"],
  ['$f = \\log\\det X$, $X\\succ0$. Find $\\nabla f$.', 'param X : n x n posdef | f = logdet(X) | grad f wrt X'],
  [
    '$f = x^\\top A x$, $A = A^\\top$. Find $\\partial f/\\partial x$.',
    "data A : n x n symmetric | f = x'*A*x | grad f wrt x",
  ],
  [
    '$f = x^\\top A x$ where $A^\\top = -A$. Find $\\partial f/\\partial A$.',
    "param A : n x n skew | f = x'*A*x | grad f wrt A",
  ],
  ['$KL = \\sum_i p_i \\log(p_i/q_i)$. Gradient w.r.t. $q$.', 'KL = p : log(p./q) | grad KL wrt q'],
  [
    '$\\log p = -\\frac12\\|x-\\mu\\|^2$. Gradient w.r.t. $\\mu$.',
    'param mu : n | log_p = -1/2*norm2(x - mu)^2 | grad log_p wrt mu',
  ],
  [
    '$f = \\frac{|W^\\top S_B W|}{|W^\\top S_W W|}$. Gradient w.r.t. $W$.',
    "f = det(W'*S_B*W)/det(W'*S_W*W) | grad f wrt W",
  ],
  [
    'Let $A = XU$ and $G = \\partial L/\\partial A$. Find $\\partial L/\\partial U$.',
    'A = X*U | function L(A) with gradient G | grad L wrt U',
  ],
  ["$f(w) = \\|Xw-y\\|^2$. What is $f'(w)$?", 'f = norm2(X*w - y)^2 | grad f wrt w'],
  [
    'Find the derivative of $\\operatorname{tr}(AX)$ with respect to $X$ and of $\\log\\det X$ with respect to $X$.',
    'f = tr(A*X) | g = logdet(X) | grad f wrt X | grad g wrt X',
  ],
  [
    'What is the gradient of $\\|x\\|$? And of $\\|Ax\\|$?',
    'f = norm2(x) | g = norm2(A*x) | grad f wrt x | grad g wrt x, A',
  ],
];

readsAs([
  ['notations', NOTATIONS],
  ['properties without a size', PROPERTIES],
  ['functions of the text', FUNCTIONS],
  ['the square of a letter', SQUARES],
]);

isRefused('functions that cannot be put in', [
  ["$h(t)=t^3$, $s=h'(2t)$. Find $ds/dt$.", "h'(2t)", 'by its prime'],
  ['$h(t)=t^3$, $s=h^2(t)$. Find $ds/dt$.', '^2', 'of h or of its value'],
  ['$h(t)=t+h(t-1)$, $s=h(t+1)$. Find $ds/dt$.', 'h(t-1)', 'defined by itself'],
  ['$h(s,t)=st$, $r=h(s)$. Find $dr/ds$.', 'h(s)', 'a function of 2'],
]);

test('a property that is not known here is told', async () => {
  const { remarks } = await readLatex('$f = x^\\top A x$ with $A\\in\\mathbb{R}^{n\\times n}$ tridiagonal.');
  expect(remarks.map((r) => r.message)).toContainEqual(expect.stringContaining("'tridiagonal'"));
});
