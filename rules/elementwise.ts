/**
 * Elementwise functions: one row each, all that is known of the function in one place.
 *
 * x is the argument, y the value. A row is about numbers; d f(X) = f′(X) ⊙ dX lifts it entry by entry, so no rule
 * is stated here. `value` keeps its digits far out and near zero; `witness` is written from the definition, on
 * purpose not the way `value` is, and holds for complex x beside the real axis wherever the function is analytic.
 */
import type { RuleModule } from '../src/rulebook/rule.js';

const LEAK = 0.01;
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** arctan beside the real axis, its small imaginary part kept: complex logarithms would round it away. */
const ARCTAN = (z: string): string => `(atan(re(${z})) + i*log1p(4*im(${z})/(re(${z})^2 + (1 - im(${z}))^2))/4)`;
const ARCSIN = ARCTAN('(x/sqrt(1 - x*x))');
const shifted = (term: (shift: number) => string): string => Array.from({ length: 12 }, (_, k) => term(k)).join(' + ');

export default {
  title: 'Elementwise functions',
  about: 'A function of a number, applied to every entry: d f(X) = f′(X) ⊙ dX.',
  elementwise: {
    exp: { derivative: 'y', value: Math.exp, tex: '\\exp', witness: 'exp(x)' },
    log: { derivative: '1/x', value: Math.log, tex: '\\log', also: ['ln'], domain: 'positive', witness: 'log(x)' },
    sqrt: {
      derivative: '1/(2*y)',
      value: Math.sqrt,
      tex: '\\operatorname{sqrt}',
      domain: 'positive',
      witness: 'x^(1/2)',
    },
    abs: {
      derivative: 'sign(x)',
      value: Math.abs,
      tex: '\\operatorname{abs}',
      also: ['fabs'],
      kinks: [0],
      convention: 'abs′(0) = 0',
      witness: 'sqrt(x*x)',
    },
    sign: {
      derivative: '0',
      value: Math.sign,
      tex: '\\operatorname{sign}',
      also: ['sgn', 'signum'],
      kinks: [0],
      convention: 'sign′(0) = 0',
      witness: 're(x) > 0 ? 1 : -1',
    },
    square: { derivative: '2*x', value: (x) => x * x, tex: '\\operatorname{square}', witness: 'x*x' },
    cbrt: {
      derivative: '1/(3*y^2)',
      value: Math.cbrt,
      tex: '\\operatorname{cbrt}',
      domain: 'nonzero',
      witness: 're(x) > 0 ? x^(1/3) : -(-x)^(1/3)',
    },
    sin: { derivative: 'cos(x)', value: Math.sin, tex: '\\sin', witness: 'sin(x)' },
    cos: { derivative: '-sin(x)', value: Math.cos, tex: '\\cos', witness: 'cos(x)' },
    tan: { derivative: '1 + y^2', value: Math.tan, tex: '\\tan', witness: 'sin(x)/cos(x)' },
    asin: {
      derivative: '1/sqrt(1 - x^2)',
      value: Math.asin,
      tex: '\\arcsin',
      also: ['arcsin'],
      domain: [-1, 1],
      witness: ARCSIN,
    },
    acos: {
      derivative: '-1/sqrt(1 - x^2)',
      value: Math.acos,
      tex: '\\arccos',
      also: ['arccos'],
      domain: [-1, 1],
      witness: `pi/2 - ${ARCSIN}`,
    },
    atan: { derivative: '1/(1 + x^2)', value: Math.atan, tex: '\\arctan', also: ['arctan'], witness: ARCTAN('x') },
    sinh: { derivative: 'cosh(x)', value: Math.sinh, tex: '\\sinh', witness: '(exp(x) - exp(-x))/2' },
    cosh: { derivative: 'sinh(x)', value: Math.cosh, tex: '\\cosh', witness: '(exp(x) + exp(-x))/2' },
    tanh: { derivative: '1 - y^2', value: Math.tanh, tex: '\\tanh', witness: '1 - 2/(exp(2*x) + 1)' },
    asinh: {
      derivative: '1/sqrt(1 + x^2)',
      value: Math.asinh,
      tex: '\\operatorname{arsinh}',
      also: ['arcsinh', 'arsinh'],
      witness: 'log(x + sqrt(x*x + 1))',
    },
    acosh: {
      derivative: '1/sqrt(x^2 - 1)',
      value: Math.acosh,
      tex: '\\operatorname{arcosh}',
      also: ['arccosh', 'arcosh'],
      domain: [1, Number.POSITIVE_INFINITY],
      witness: 'log(x + sqrt(x*x - 1))',
    },
    atanh: {
      derivative: '1/(1 - x^2)',
      value: Math.atanh,
      tex: '\\operatorname{artanh}',
      also: ['arctanh', 'artanh'],
      domain: [-1, 1],
      witness: 'log((1 + x)/(1 - x))/2',
    },
    sigmoid: {
      derivative: 'y*(1 - y)',
      value: sigmoid,
      tex: '\\sigma',
      text: 'σ',
      also: ['logistic', 'σ', 'expit'],
      witness: '1/(1 + exp(-x))',
    },
    softplus: {
      derivative: 'sigmoid(x)',
      value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
      tex: '\\operatorname{softplus}',
      witness: 'log(1 + exp(x))',
    },
    relu: {
      derivative: 'where(x > 0, 1, 0)',
      value: (x) => Math.max(x, 0),
      tex: '\\operatorname{relu}',
      also: ['ReLU'],
      kinks: [0],
      convention: 'relu′(0) = 0',
      witness: 're(x) > 0 ? x : 0',
    },
    leakyrelu: {
      derivative: `where(x > 0, 1, ${LEAK})`,
      value: (x) => (x > 0 ? x : LEAK * x),
      tex: '\\operatorname{leakyrelu}',
      also: ['leaky_relu', 'LeakyReLU', 'lrelu'],
      kinks: [0],
      convention: `leakyrelu′(0) = ${LEAK}`,
      witness: 're(x) > 0 ? x : x/100',
    },
    elu: {
      derivative: 'where(x > 0, 1, y + 1)',
      value: (x) => (x > 0 ? x : Math.expm1(x)),
      tex: '\\operatorname{elu}',
      also: ['ELU'],
      kinks: [0], // of the second derivative
      witness: 're(x) > 0 ? x : exp(x) - 1',
    },
    selu: {
      derivative: `where(x > 0, ${SELU_SCALE}, y + ${SELU_SCALE * SELU_ALPHA})`,
      value: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
      tex: '\\operatorname{selu}',
      also: ['SELU'],
      kinks: [0],
      convention: 'selu′(0) is taken from the left',
      witness: 're(x) > 0 ? 1.0507009873554804934*x : 1.0507009873554804934*1.6732632423543772848*(exp(x) - 1)',
    },
    gelu: {
      derivative: 'erfc(-x/sqrt(2))/2 + x*exp(-x^2/2)/sqrt(2*pi)',
      value: (x, m) => (x * m.erfc(-x / Math.SQRT2)) / 2,
      tex: '\\operatorname{gelu}',
      also: ['GELU'],
      witness: 'x*(1 + erf(x/sqrt(2)))/2',
    },
    silu: {
      derivative: 'y + sigmoid(x)*(1 - y)',
      value: (x) => x * sigmoid(x),
      tex: '\\operatorname{silu}',
      also: ['swish', 'SiLU'],
      witness: 'x/(1 + exp(-x))',
    },
    softsign: {
      derivative: '1/(1 + abs(x))^2',
      value: (x) => x / (1 + Math.abs(x)),
      tex: '\\operatorname{softsign}',
      kinks: [0], // of the second derivative
      witness: 'x/(1 + sqrt(x*x))',
    },
    erf: {
      derivative: '2*exp(-x^2)/sqrt(pi)',
      value: (x, m) => m.erf(x),
      tex: '\\operatorname{erf}',
      witness: 'erf(x)',
    },
    erfc: {
      derivative: '-2*exp(-x^2)/sqrt(pi)',
      value: (x, m) => m.erfc(x),
      tex: '\\operatorname{erfc}',
      witness: '1 - erf(x)',
    },
    log1p: {
      derivative: '1/(1 + x)',
      value: Math.log1p,
      tex: '\\operatorname{log1p}',
      domain: [-1, Number.POSITIVE_INFINITY],
      witness: 'log(1 + x)',
    },
    expm1: { derivative: 'exp(x)', value: Math.expm1, tex: '\\operatorname{expm1}', witness: 'exp(x) - 1' },
    log2: {
      derivative: '1/(x*log(2))',
      value: Math.log2,
      tex: '\\log_2',
      domain: 'positive',
      witness: 'log(x)/log(2)',
    },
    log10: {
      derivative: '1/(x*log(10))',
      value: Math.log10,
      tex: '\\log_{10}',
      domain: 'positive',
      witness: 'log(x)/log(10)',
    },
    gammaln: {
      derivative: 'digamma(x)',
      value: (x, m) => m.gammaln(x),
      tex: '\\log\\Gamma',
      also: ['lgamma', 'loggamma'],
      domain: 'positive',
      witness: `(x + 11.5)*log(x + 12) - x - 12 + log(2*pi)/2 + 1/(12*(x + 12)) - 1/(360*(x + 12)^3) + 1/(1260*(x + 12)^5) - 1/(1680*(x + 12)^7) - (${shifted((k) => `log(x + ${k})`)})`,
    },
    digamma: {
      derivative: 'trigamma(x)',
      value: (x, m) => m.digamma(x),
      tex: '\\psi',
      domain: 'positive',
      witness: `log(x + 12) - 1/(2*(x + 12)) - 1/(12*(x + 12)^2) + 1/(120*(x + 12)^4) - 1/(252*(x + 12)^6) + 1/(240*(x + 12)^8) - (${shifted((k) => `1/(x + ${k})`)})`,
    },
    trigamma: {
      derivative: 'polygamma(2, x)',
      value: (x, m) => m.polygamma(1, x),
      tex: "\\psi'",
      domain: 'positive',
      witness: `1/(x + 12) + 1/(2*(x + 12)^2) + 1/(6*(x + 12)^3) - 1/(30*(x + 12)^5) + 1/(42*(x + 12)^7) - 1/(30*(x + 12)^9) + ${shifted((k) => `1/(x + ${k})^2`)}`,
    },
  },
} satisfies RuleModule;
