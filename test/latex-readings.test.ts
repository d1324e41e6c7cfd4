/** Formulas of statistics and machine learning in LaTeX: what is read, what is told of it, and what is refused, and where. */
import type { Row } from './latex-fixture.js';
import { isRefused, readsAs } from './latex-fixture.js';

const PI: readonly Row[] = [
  ['$f = \\log(2\\pi\\sigma^2)$', 'f = log(2*pi*sigma^2)'],
  ['$f = \\pi/2 + a^2$', 'f = pi/2 + a^2'],
  ['$f = π a^2$', 'f = pi*a^2', ['π is read as the number', 'π']],
  ['$f = \\pi a^2$, $\\pi\\in\\mathbb{R}$', 'param pi : scalar | f = pi*a^2'],
  ['$f = \\pi^\\top x$', "param pi : n | f = pi'*x | grad f wrt pi, x", ['π is read as a variable', '\\pi^\\top']],
  ['$f = x^\\top\\pi$ with $\\pi\\in\\mathbb{R}^n$', "param pi : n | f = x'*pi"],
  ['$f = \\boldsymbol\\pi^\\top\\mathbf{1}$', "param pi : n | f = pi'*𝟏", ['it is bold', '\\pi']],
  [
    '$f = \\sum_{k=1}^K \\pi_k^2\\log(2\\pi)$',
    'param varpi[k] : scalar | f = sum(k = 1..K, varpi[k]^2*log(2*pi))',
    ['it is taken as a number', '\\pi_k'],
  ],
  ['$f = \\sum_k \\pi_k^2$, $\\pi\\in\\mathbb{R}^K$', 'param pi : K | f = sum(pi.^2)'],
  [
    '$f = 2\\pi\\,\\pi(x)$, $x\\in\\mathbb{R}$',
    'param x : scalar | function varpi elementwise | f = 2*pi*varpi(x)',
    ['unknown function', '\\pi(x)'],
  ],
  ['$f = 2\\pi(a+b)$', 'f = 2*pi*(a + b)', ['read as a product', '2\\pi(a+b)']],
  ['$f(\\pi) = \\pi^2 a$', 'param pi : scalar | f = pi^2*a | grad f wrt pi'],
  ['$\\pi(x) = x^\\top A x$', "pi = x'*A*x | grad pi wrt x"],
];

const SLASH: readonly Row[] = [
  ['$f = x^\\top y / 2n$', "data n : scalar | f = x'*y/(2*n)", ['behind the slash', 'x^\\top y / 2n']],
  ['$f = x^\\top A x/x^\\top x$', "f = x'*A*x/(x'*x)", ['behind the slash', 'x^\\top A x/x^\\top x']],
  ['$f = x^\\top y/\\|x\\|\\|y\\|$', "f = x'*y/(norm2(x)*norm2(y))", ['behind the slash', 'x^\\top y/\\|x\\|\\|y\\|']],
  ['$f = a/bc$', 'f = a/(b*c)', ['behind the slash', 'a/bc']],
  ['$f = 1/2\\sigma^2$', 'f = 1/(2*sigma^2)', ['behind the slash', '1/2\\sigma^2']],
  ['$f = 1/\\sqrt{2\\pi}\\sigma$', 'f = 1/(sqrt(2*pi)*sigma)', ['behind the slash', '1/\\sqrt{2\\pi}\\sigma']],
  ['$f = a/b \\cdot c$', 'f = a/b*c'],
  ['$f = x^\\top x/2$', "f = x'*x/2"],
  ['$f = 1/n \\sum_{i=1}^n a_i^2$', 'param a[i] : scalar | f = 1/n*sum(i = 1..n, a[i]^2)'],
  ['$f = \\log(a)/b$', 'f = log(a)/b'],
  ['$f = \\log|\\Sigma|/2$', 'f = logdet(Sigma)/2'],
];

const NORMS: readonly Row[] = [
  ['$f = \\|A\\|_1$', 'f = max(sum(abs(A), 1))', ['largest column sum', '\\|A\\|']],
  ['$f = \\|AX\\|_\\infty$', 'f = max(sum(abs(A*X), 2))', ['largest row sum', '\\|AX\\|']],
  ['$f = \\|AX - B\\|_2$', 'f = specnorm(A*X - B)', ['largest singular value', '\\|AX - B\\|']],
  ['$Z = XW$, $f = \\|Z\\|_1$', 'Z = X*W | f = max(sum(abs(Z), 1))', ['largest column sum', '\\|Z\\|']],
  ['$f = \\|A\\|^2$', 'f = norm2(A)^2', ['Frobenius', '\\|A\\|']],
  ['$f = \\|Ax\\|_1$', 'f = norm1(A*x)'],
  ['$f = \\|x\\|_\\infty$', 'f = norminf(x)'],
  ['$f = \\|A\\|_1$, $A\\in\\mathbb{R}^n$', 'param A : n | f = norm1(A)'],
  ['$f = \\|\\theta\\|_1$', 'param theta : n | f = norm1(theta)', ['it has a norm', '\\theta']],
  ['$f = ||x||^2 + |a||b|$', 'f = norm2(x)^2 + abs(a)*abs(b)'],
  ['$f = \\left|\\left|x\\right|\\right|_1$', 'f = norm1(x)'],
  ['$f = \\frac{||x-y||}{||x||\\,||y||}$', 'f = norm2(x - y)/(norm2(x)*norm2(y))'],
  ['$f = \\frac{|W^\\top S W|}{a}$', "f = det(W'*S*W)/a", ['determinant', 'W^\\top S W']],
];

const SPECTRA: readonly Row[] = [
  ['$f = \\lambda_{\\max}(A)$, $A\\in\\mathbb{S}^n$', 'param A : n x n symmetric | f = lambdamax(A)'],
  ['$f = \\lambda_{\\text{min}}(A)$, $A\\in\\mathbb{S}^n$', 'param A : n x n symmetric | f = eigvals(A)(1)'],
  ['$f = \\lambda_{max}(A^\\top A)$', "f = lambdamax(A'*A)"],
  ['$f = \\sigma_{\\max}^2(A) + \\sigma_1(B)$', 'f = specnorm(A)^2 + specnorm(B)'],
  ['$f = \\sigma_{\\min}(A)$', 'param A : n x m fullrank | f = min(svdvals(A))', ['full column rank', 'A']],
  ['$f = \\sigma_2(A)$', 'param A : n x m fullrank | f = svdvals(A)(2)', ['full column rank', 'A']],
  ['$f = \\lambda_1(x^\\top x - 1)$', "f = lambda_1*(x'*x - 1)", ['read as a product', '\\lambda_1(x^\\top x - 1)']],
  ['$f = \\lambda_{\\max} x^\\top x$', "f = lambda_max*x'*x"],
  ['$X\\in\\mathbb{S}^n_{++}$, $f = \\log\\det X$', 'param X : n x n symmetric posdef | f = logdet(X)'],
  ['$X\\in\\mathbb{S}_{+}^n$, $f = \\operatorname{tr}(X)$', 'param X : n x n symmetric | f = tr(X)'],
  ['$x\\in\\mathbb{R}^n_{++}$, $f = \\sum_i\\log x_i$', 'param x : n positive | f = sum(log(x))'],
  ['$A\\in\\mathbb{R}^{n\\times n} \\text{ symmetric}$, $f = x^\\top A x$', "param A : n x n symmetric | f = x'*A*x"],
];

const ENTRIES: readonly Row[] = [
  ['$f = x_1^2+x_2^2$ with $x\\in\\mathbb{R}^2$', 'param x : 2 | f = x(1)^2 + x(2)^2'],
  ['$f = A_{11}A_{1,2}$ with $A\\in\\mathbb{R}^{2\\times 2}$', 'param A : 2 x 2 | f = A(1,1)*A(1,2)'],
  [
    '$f = \\sum_j A_{1j} x_j$, $A\\in\\mathbb{R}^{n\\times m}$, $x\\in\\mathbb{R}^m$',
    'param A : n x m | param x : m | f = sum(j = 1..m, A(1,j)*x(j))',
  ],
  [
    '$f = \\frac{e^{x_i}}{\\sum_j e^{x_j}}$ with $x\\in\\mathbb{R}^n$',
    'param x : n | data i : scalar integer | f = exp(x(i))/sum(exp(x))',
    ['i is free', 'x_i'],
  ],
  [
    '$f = \\sum_{i=1}^{n-1}(x_i - x_n)^2$, $x\\in\\mathbb{R}^n$',
    'param x : n | f = sum(i = 1..n - 1, (x(i) - x(n))^2)',
  ],
  ['$x_1, x \\in\\mathbb{R}^n$, $f = x^\\top x_1$', "param x : n | param x_1 : n | f = x'*x_1"],
  ['$f = x^\\top x + x_1^\\top x_1$', "f = x'*x + x_1'*x_1", ['a name of its own beside x', 'x_1']],
  [
    '$f = x_1^2 x_2$ with $x\\in\\mathbb{R}^2$, derivative with respect to $x_1$',
    'param x : 2 | f = x(1)^2*x(2) | grad f wrt x',
    ['by all of x', 'x_1'],
  ],
];

const NUMBERS: readonly Row[] = [
  [
    '$f = \\frac1n\\sum_i(x_i-\\bar x)^2$, $x\\in\\mathbb{R}^n$',
    'param x : n | param x_bar : scalar | f = 1/n*sum((x - x_bar).^2)',
    ['not as a mean', '\\bar x'],
  ],
  [
    '$f = \\sum_{i=1}^n|x_i-m|$',
    'param x[i] : scalar | param m : scalar | f = sum(i = 1..n, abs(x[i] - m))',
    ['m is taken as a number', 'm'],
  ],
  [
    '$L = \\frac{1}{\\sqrt{2\\pi}\\sigma}e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}}$',
    'param x : scalar | L = 1/(sqrt(2*pi)*sigma)*exp(-(x - mu)^2/(2*sigma^2)) | grad L wrt sigma, x, mu',
    ['raised to a power', 'x'],
  ],
  [
    '$L = (y - w^\\top x)^2$',
    "param y : scalar | L = (y - w'*x)^2 | grad L wrt y, w, x",
    ['y is taken as a number', 'y'],
  ],
  ['$f = \\operatorname{tr}(A) - k$', 'param k : scalar | f = tr(A) - k | grad f wrt A, k', ['added to a number', 'k']],
  [
    '$f = \\sum_i |x_i|^p$, $x\\in\\mathbb{R}^n$',
    'param x : n | param p : scalar | f = sum(abs(x).^p)',
    ['an exponent', 'p'],
  ],
  [
    '$f = \\|y - X\\beta\\|_2^2$',
    'param beta : n | f = norm2(y - X*beta)^2 | grad f wrt y, X, beta',
    ['behind a matrix', '\\beta'],
  ],
  ['$f = \\mathbf{a}^\\top\\mathbf{b}$', "param a : m | param b : m | f = a'*b"],
  [
    '$f = (x-\\mu)^\\top(x-\\mu)$',
    "param mu : n | f = (x - mu)'*(x - mu) | grad f wrt x, mu",
    ['it is transposed', '\\mu'],
  ],
  ['$f = x^\\top M x + N\\log a$', "data N : scalar | f = x'*M*x + N*log(a)", ['N is taken as a number', 'N']],
  ['$f = y^\\top K^{-1}y + \\log|K|$', "f = y'*inv(K)*y + logdet(K)", ['determinant', '|K|']],
  ['$f = 1_n^\\top x + \\mathbf{1}_n^\\top x$', "f = ones(n, 1)'*x + ones(n, 1)'*x"],
  ['$f = 1^\\top x + \\mathbb{1}^\\top x$', "f = 𝟏'*x + 𝟏'*x"],
  ['$f = \\operatorname{tr}(\\mathbf{1}_{n\\times m}A)$', 'f = tr(ones(n, m)*A)'],
  ['$f = \\mathbb{1}[a > 0]b + \\mathbf{1}_{b > 0}a$', 'f = where(a > 0, 1, 0)*b + where(b > 0, 1, 0)*a'],
  ['$f = \\log a! + b!$', 'f = gammaln(a + 1) + exp(gammaln(b + 1))'],
  ['$f = \\Gamma(a)\\log\\Gamma(b)$', 'f = exp(gammaln(a))*gammaln(b)'],
];

const ARGUMENTS: readonly Row[] = [
  ['$f = e^{-\\frac12 x^\\top x}$', "f = exp(-1/2*x'*x)"],
  ['$f = \\sqrt{\\frac12 x^\\top x}$', "f = sqrt(1/2*x'*x)"],
  ['$f = \\sqrt{\\frac 1a b^2}$', 'f = sqrt(1/a*b^2)'],
  ['$f = \\frac{\\sqrt2 a}{\\sqrt[3]2 b}$', 'f = sqrt(2)*a/(2.^(1/3)*b)'],
  [
    '$f = \\sqrt{\\hat a\\mathbf x^\\top\\mathbf x}$',
    "f = sqrt(a_hat*x'*x)",
    ['side by side', '\\hat a\\mathbf x^\\top'],
  ],
  ['$f = \\frac\\alpha\\beta + \\frac{1}{\\frac1{a}b}$', 'f = alpha/beta + 1/(1/a*b)'],
];

const PAPERS: readonly Row[] = [
  [
    '$\\ell(\\mu,\\Sigma) = -\\frac{n}{2}\\log|2\\pi\\Sigma| - \\frac12\\sum_{i=1}^n (x_i-\\mu)^\\top\\Sigma^{-1}(x_i-\\mu)$',
    "data x[i] : p | param mu : p | l = -n/2*logdet(2*pi*Sigma) - 1/2*sum(i = 1..n, (x[i] - mu)'*inv(Sigma)*(x[i] - mu)) | grad l wrt mu, Sigma",
  ],
  [
    '$\\ell(\\beta) = \\sum_{i=1}^n [ y_i x_i^\\top\\beta - \\log(1+e^{x_i^\\top\\beta})]$',
    "data y[i] : scalar | data x[i] : p | param beta : p | l = sum(i = 1..n, y[i]*x[i]'*beta - log(1 + exp(x[i]'*beta))) | grad l wrt beta",
  ],
  [
    '$L = \\frac1N\\sum_{n=1}^N \\max(0, 1 - y_n \\mathbf{w}^\\top \\mathbf{x}_n) + \\lambda\\|\\mathbf{w}\\|_2^2$',
    "param y[n] : scalar | param x[n] : m | L = 1/N*sum(n = 1..N, max(0, 1 - y[n]*w'*x[n])) + lambda*norm2(w)^2 | grad L wrt y, w, x, lambda",
  ],
  [
    '$\\mathrm{KL} = \\frac12(\\operatorname{tr}(\\Sigma_2^{-1}\\Sigma_1) + (\\mu_2-\\mu_1)^\\top\\Sigma_2^{-1}(\\mu_2-\\mu_1) - k + \\ln\\frac{\\det\\Sigma_2}{\\det\\Sigma_1})$',
    "param mu_2 : n | param mu_1 : n | param k : scalar | KL = 1/2*(tr(inv(Sigma_2)*Sigma_1) + (mu_2 - mu_1)'*inv(Sigma_2)*(mu_2 - mu_1) - k + log(det(Sigma_2)/det(Sigma_1))) | grad KL wrt Sigma_2, Sigma_1, mu_2, mu_1, k",
  ],
  [
    '$L = \\|x - D\\alpha\\|_2^2 + \\lambda\\|\\alpha\\|_1$',
    'param alpha : n | L = norm2(x - D*alpha)^2 + lambda*norm1(alpha) | grad L wrt x, D, alpha, lambda',
  ],
  [
    '$k(x,y) = \\exp(-\\frac{\\|x-y\\|^2}{2\\ell^2})$',
    'data l : scalar | k = exp(-norm2(x - y)^2/(2*l^2)) | grad k wrt x, y',
  ],
  [
    '$J = \\sum_{k=1}^K\\sum_{i=1}^n r_{ik}\\|x_i-\\mu_k\\|^2$',
    'param r[i,k] : scalar | param x[i] : m | param mu[k] : m | J = sum(k = 1..K, sum(i = 1..n, r[i,k]*norm2(x[i] - mu[k])^2))',
  ],
  [
    '$\\ell(\\lambda) = \\sum_{i=1}^n (k_i\\log\\lambda - \\lambda - \\log k_i!)$',
    'data k[i] : scalar | l = sum(i = 1..n, k[i]*log(lambda) - lambda - gammaln(k[i] + 1)) | grad l wrt lambda',
  ],
  [
    '$p_k = e^{z_k}/\\sum_j e^{z_j}$, $z\\in\\mathbb{R}^n$, $L = -\\sum_k y_k\\log p_k$',
    'param z : n | param y : n | p = exp(z)./sum(exp(z)) | L = -y : log(p)',
  ],
  [
    '$f(X)=\\log\\det X - \\operatorname{tr}(SX)$, $X\\in\\mathbb{S}^n_{++}$',
    'param X : n x n symmetric posdef | f = logdet(X) - tr(S*X) | grad f wrt X',
  ],
];

readsAs([
  ['π', PI],
  ['a slash', SLASH],
  ['norms', NORMS],
  ['eigenvalues, singular values and sets', SPECTRA],
  ['entries', ENTRIES],
  ['numbers, vectors and ones', NUMBERS],
  ['arguments without braces', ARGUMENTS],
  ['papers', PAPERS],
]);

isRefused('what cannot be told is refused at its place', [
  ['$f = 1/2 x^\\top x$', '1/2 x^\\top x', 'denominator'],
  ['$f = \\lambda/2 \\|w\\|^2$', '\\lambda/2 \\|w\\|^2', '\\frac'],
  ['$f = 1/2 a$', '1/2 a', 'denominator'],
  ['$f = 1/\\|x\\|\\,x^\\top y$', '1/\\|x\\|\\,x^\\top y', 'denominator'],
  ['$f = \\pi_\\theta(a)$', '\\pi_\\theta', 'with an index'],
  ['$f = a/b(c+d)$', 'a/b(c+d)', 'denominator'],
  ['$f = \\operatorname{tr}(A/B C)$', 'A/B C', 'denominator'],
  ['$f = a\\log a/b$', '/', 'log'],
  ['$f = \\det A/n$', 'A/n', 'det'],
  ['$f = 2\\pi + \\pi^\\top x$', '\\pi', 'another letter'],
  ['$f = \\lambda_1(A)$', '\\lambda_1(A)', '\\lambda_{\\max}'],
  ['$f = ||a|-1|$', '||', '\\lvert'],
  ['$f = a!!$', '!', 'double factorials'],
  ['$f = \\Gamma_p(a)$', '\\Gamma_p', 'gamma'],
  ['$f = \\operatorname{Var}(x)$', '\\operatorname{Var}', 'Var'],
  ['$f = \\min_w \\|w\\|$', '_w', 'optimised'],
  ['$A\\in\\mathbb{C}^{n\\times n}$, $f = x^\\top A x$', 'A\\in\\mathbb{C}^{n\\times n}', 'complex'],
  ['$f = 2_n^\\top x$', '_n', 'no entries'],
  ['$f = \\|x\\|_p^p$', '_p', 'norm'],
]);
