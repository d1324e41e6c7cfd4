/** Members of families and entries of what is defined: no names of their own that nothing hangs on. */
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const LAST: readonly Row[] = [
  [
    '$L = \\frac12 \\sum_{t=K}^T \\left\\| \\sum_{k=1}^K W_k x_{t-k+1} - y_t \\right\\|^2$ where $W_k \\in \\mathbb{R}^{m \\times d}$, $x_t \\in \\mathbb{R}^d$, $y_t\\in\\mathbb{R}^m$. Compute $\\frac{\\partial L}{\\partial W_k}$.',
    'param W[k] : m x d | data x[t] : d | data y[t] : m | L = 1/2*sum(t = K..T, norm2(sum(k = 1..K, W[k]*x[t-k+1]) - y[t])^2) | grad L wrt W',
  ],
  [
    'Let $z_t = \\sum_{k=1}^{t} w_k x_{t-k+1}$ for $t=1,\\ldots,T$ with scalars $w_k$ and $x_t$, and $L = \\sum_{t=1}^T (z_t - y_t)^2$. Compute $\\partial L / \\partial w_k$ and $\\partial L/\\partial x_t$.',
    'param w[k] : scalar | param x[t] : scalar | data y[t] : scalar | for t = 1..T | z[t] = sum(k = 1..t, w[k]*x[t-k+1]) | end | L = sum(t = 1..T, (z[t] - y[t])^2) | grad L wrt w, x',
  ],
  [
    '$h_t = \\tanh(W h_{t-1} + U x_t)$ for $t=1,\\dots,T$, and $L = \\|h_T - y\\|^2$. Find $\\partial L/\\partial W$.',
    'data x[t] : n | data h[0] : m | for t = 1..T | h[t] = tanh(W*h[t-1] + U*x[t]) | end | L = norm2(h[T] - y)^2 | grad L wrt W',
  ],
  [
    '$x_t = Ax_{t-1}$, $t=1,\\ldots,T$, $J = x_T^\\top Q x_T$. Find $\\partial J/\\partial A$.',
    "data x[0] : n | for t = 1..T | x[t] = A*x[t-1] | end | J = x[T]'*Q*x[T] | grad J wrt A",
  ],
  [
    '$h_t = \\tanh(W h_{t-1} + U x_t)$ for $t=1,\\dots,T$, $\\hat y = V h_T$, $L=\\|\\hat y-y\\|^2$. Find $\\partial L/\\partial W$.',
    'data x[t] : n | data h[0] : m | for t = 1..T | h[t] = tanh(W*h[t-1] + U*x[t]) | end | y_hat = V*h[T] | L = norm2(y_hat - y)^2 | grad L wrt W',
  ],
  [
    '$P_k=(I-K_kH)P_{k-1}$, $k=1,\\dots,N$, $J=\\operatorname{tr}(P_N)$. Find $\\partial J/\\partial H$.',
    'data K[k] : n x m | data P[0] : n x n | for k = 1..N | P[k] = (I - K[k]*H)*P[k-1] | end | J = tr(P[N]) | grad J wrt H',
  ],
  [
    '$v_t=\\beta v_{t-1}+(1-\\beta)g_t$, $t=1,\\dots,T$, $f=\\|v_T\\|^2$. Find $\\partial f/\\partial\\beta$.',
    'data g[t] : n | data v[0] : n | for t = 1..T | v[t] = beta*v[t-1] + (1 - beta)*g[t] | end | f = norm2(v[T])^2 | grad f wrt beta',
  ],
  [
    '$H_k = \\sigma(A H_{k-1} W_k)$, $k=1,\\dots,K$, $J=\\|H_K-Y\\|_F^2$. Gradient w.r.t. $W_k$.',
    'param W[k] : q x q | data H[0] : p x q | for k = 1..K | H[k] = sigmoid(A*H[k-1]*W[k]) | end | J = norm2(H[K] - Y)^2 | grad J wrt W',
  ],
  [
    '$h_n = \\tanh(W h_{n-1})$ for $n=1,\\dots,N$, $L = \\sum_n \\|h_n - y_n\\|^2 + \\|h_N\\|^2$. Gradient w.r.t. $W$.',
    'data y[n] : p | data h[0] : p | for n = 1..N | h[n] = tanh(W*h[n-1]) | end | L = sum(n = 1..N, norm2(h[n] - y[n])^2) + norm2(h[N])^2 | grad L wrt W',
  ],
  [
    '$a_0=x$, $a_l=\\tanh(W_la_{l-1})$ for $l=1,\\dots,L$, $J=\\|a_L-y\\|^2$. Find $\\partial J/\\partial W_l$.',
    'param W[l] : m x m | a[0] = x | for l = 1..L | a[l] = tanh(W[l]*a[l-1]) | end | J = norm2(a[L] - y)^2 | grad J wrt W',
  ],
  [
    '$h_t = \\tanh(W h_{t-1} + Ux_t)$, $L = \\|h_T-y\\|^2$. Gradient w.r.t. $W$.',
    'data x[t] : n | data h[0] : m | for t = 1..T | h[t] = tanh(W*h[t-1] + U*x[t]) | end | L = norm2(h[T] - y)^2 | grad L wrt W',
  ],
  [
    '$h_t = \\tanh(W h_{t-1} + Ux_t)$, $t=1,\\dots,T$, $L = \\|h_{T-1}-y\\|^2 + \\|h_T\\|^2$. Gradient w.r.t. $W$.',
    'data x[t] : n | data h[0] : m | for t = 1..T | h[t] = tanh(W*h[t-1] + U*x[t]) | end | L = norm2(h[T-1] - y)^2 + norm2(h[T])^2 | grad L wrt W',
  ],
];

const ENTRIES: readonly Row[] = [
  [
    '$L=-\\frac1N\\sum_i\\sum_k y_{ik}\\log\\hat y_{ik}$ where $\\hat Y=\\mathrm{softmax}(XW)$. Find $\\partial L/\\partial W$.',
    'data N : scalar | data y : n x m | Y_hat = softmax(X*W) | L = -1/N*(y : log(Y_hat)) | grad L wrt W',
  ],
  [
    '$a=Wx$, $W\\in\\mathbb R^{2\\times n}$, $L=a_1^2+a_2^2$. Find $\\partial L/\\partial W$.',
    'param W : 2 x n | a = W*x | L = a(1)^2 + a(2)^2 | grad L wrt W',
  ],
  [
    '$p=\\mathrm{softmax}(z)$, $z\\in\\mathbb R^K$, $L=-\\log p_1$. Find $\\partial L/\\partial z$.',
    'param z : K | p = softmax(z) | L = -log(p(1)) | grad L wrt z',
  ],
  [
    '$p=\\mathrm{softmax}(z)$, $z\\in\\mathbb R^K$, $L=-\\log p_c$. Find $\\partial L/\\partial z$.',
    'param z : K | data c : scalar integer | p = softmax(z) | L = -log(p(c)) | grad L wrt z',
  ],
  [
    '$\\hat y = Xw$, $L = \\sum_{i=1}^n (y_i - \\hat y_i)^2$. Gradient w.r.t. $w$.',
    'data y : n | y_hat = X*w | L = sum((y - y_hat).^2) | grad L wrt w',
  ],
  [
    '$z = W_c x$, $p = \\mathrm{softmax}(z)$, $L = -\\log p_c$. Gradient w.r.t. $W_c$.',
    'data c : scalar integer | z = W_c*x | p = softmax(z) | L = -log(p(c)) | grad L wrt W_c',
  ],
  ['$y = y_1 + y_2$, $L = \\|y\\|^2$. Gradient w.r.t. $y_1$.', 'y = y_1 + y_2 | L = norm2(y)^2 | grad L wrt y_1'],
  [
    '$P = \\mathrm{softmax}(XW)$, $L = -\\sum_{i=1}^n\\sum_{k=1}^K y_{ik}\\log p_{ik}$, $X\\in\\mathbb{R}^{n\\times d}$, $W\\in\\mathbb{R}^{d\\times K}$. Find $\\partial L/\\partial W$.',
    'data X : n x d | param W : d x K | data y : n x K | P = softmax(X*W) | L = -y : log(P) | grad L wrt W',
  ],
  [
    '$A = XU$, $L = A_{11} + A_{12}^2$. Find $\\partial L/\\partial U$.',
    'A = X*U | L = A(1,1) + A(1,2)^2 | grad L wrt U',
  ],
];

const ADDED: readonly Row[] = [
  [
    '$x\\in\\mathbb{R}^n$, $f = \\|x - \\eta g\\|^2$. Gradient w.r.t. $\\eta$.',
    'data x : n | data g : n | f = norm2(x - eta*g)^2 | grad f wrt eta',
    ['as what is added to', 'g'],
  ],
];

const GATED: readonly Row[] = [
  [
    '$f_t = \\sigma(W_f h_{t-1} + U_f x_t)$, $c_t = f_t \\odot c_{t-1} + \\tanh(W_c h_{t-1} + U_c x_t)$, $h_t = f_t \\odot \\tanh(c_t)$ for $t=1,\\dots,T$. $L = \\sum_{t=1}^T \\|h_t\\|^2$. Find $\\partial L/\\partial W_f$.',
    'data x[t] : n | data c[0] : m | data h[0] : m | for t = 1..T | f[t] = sigmoid(W_f*h[t-1] + U_f*x[t]) | c[t] = f[t].*c[t-1] + tanh(W_c*h[t-1] + U_c*x[t]) | h[t] = f[t].*tanh(c[t]) | end | L = sum(t = 1..T, norm2(h[t])^2) | grad L wrt W_f',
  ],
];

readsAs([
  ['a cell as long as the state beside it', GATED],
  ['what is added to a vector', ADDED],
  ['the last member of a recurrence', LAST],
  ['entries of what a text defines', ENTRIES],
]);

isRefused('which member or entry is not said', [
  ['$h_t = \\tanh(W h_{t-1} + Ux_t)$, $L = \\|h_N-y\\|^2$. Gradient w.r.t. $W$.', 'h_N', 'which of them h_N is'],
  ['$H = \\tanh(XW)$, $L = \\sum_{i=1}^n \\|h_i - y_i\\|^2$. Gradient w.r.t. $W$.', 'h_i', 'a row or a column of H'],
]);
