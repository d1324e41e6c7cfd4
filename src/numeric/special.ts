/**
 * Special functions of one real variable, to about the last two digits: erf, erfc, gammaln, digamma, polygamma.
 *
 * Each by the representation that has no cancellation where it is used: a series of positive terms, the trapezoidal
 * rule with its pole taken out, Stirling's series far from the origin, recurrences and reflections to get there.
 * At a pole the value is infinite or NaN.
 */

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** exp(−x²) without losing digits to the rounding of x². */
function gaussian(x: number): number {
  const head = Math.round(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x));
}

/** erf near 0: exp(−x²) times a series of one sign. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * gaussian(x) * sum;
}

/** erfc for x ≥ 1/2: the trapezoidal rule with step 1/2 for ∫ x exp(−u²)/(u² + x²) du, the poles ±ix accounted for. */
function erfcTail(x: number): number {
  const step = 0.5;
  let sum = 1 / (x * x);
  for (let k = 1; k <= 13; k++) {
    const u = (k * step) ** 2;
    sum += (2 * Math.exp(-u)) / (u + x * x);
  }
  const pole = x < 6 ? 2 / Math.expm1((2 * Math.PI * x) / step) : 0;
  return (step * x * gaussian(x) * sum) / Math.PI - pole;
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 6) return Math.sign(x);
  return Math.abs(x) < 1.5 ? erfSeries(x) : Math.sign(x) * (1 - erfcTail(Math.abs(x)));
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 30) return 0;
  if (x < -6) return 2;
  if (x < 0.5) return x < -1.5 ? 2 - erfcTail(-x) : 1 - erfSeries(x);
  return erfcTail(x);
}

/** B₂, B₄, …, B₂₀. */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];

/** Stirling's series is used from here up, where ten terms of it reach full precision. */
const FAR = 14;

/** ζ(k) − 1 for k = 2, 3, …: the first terms of the sum, the rest by the Euler–Maclaurin formula. */
const ZETA_MINUS_ONE = Array.from({ length: 45 }, (_, i) => {
  const k = i + 2;
  const cut = 20;
  let rest = cut ** (1 - k) / (k - 1) + cut ** -k / 2;
  let rising = k * cut ** (-k - 1);
  for (let j = 1; j <= 6; j++) {
    let factorial = 1;
    for (let f = 2; f <= 2 * j; f++) factorial *= f;
    rest += ((BERNOULLI[j - 1] as number) / factorial) * rising;
    rising *= ((k + 2 * j - 1) * (k + 2 * j)) / (cut * cut);
  }
  let head = 0;
  for (let n = cut - 1; n >= 2; n--) head += n ** -k;
  return head + rest;
});

const EULER = 0.5772156649015329;

/** log Γ(2 + z) for |z| ≤ 1/2, by its Taylor series. */
function gammalnNearTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA_MINUS_ONE.length - 1; i >= 0; i--) {
    const k = i + 2;
    sum = ((k % 2 === 0 ? 1 : -1) * (ZETA_MINUS_ONE[i] as number)) / k + z * sum;
  }
  return (1 - EULER) * z + z * z * sum;
}

/** x modulo 1, exact: the angles of reflection formulas are multiples of π by it. */
const fraction = (x: number): number => x - Math.floor(x);

export function gammaln(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0) return Math.log(Math.PI / Math.sin(Math.PI * fraction(x))) - gammaln(1 - x);
  if (x < 0.5) return gammalnNearTwo(x) - Math.log(x) - Math.log1p(x);
  if (x < 1.5) return gammalnNearTwo(x - 1) - Math.log1p(x - 1);
  if (x <= 2.5) return gammalnNearTwo(x - 2);
  if (x < FAR) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return Math.log(product) + gammalnNearTwo(y - 2);
  }
  let sum = 0;
  for (let k = BERNOULLI.length; k >= 1; k--) {
    sum = sum / (x * x) + (BERNOULLI[k - 1] as number) / (2 * k * (2 * k - 1));
  }
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + sum / x;
}

/** The polynomials p with d^k/dx^k cot(πx) = p(cot(πx)), by the chain rule. */
function cotangentDerivative(k: number, cot: number): number {
  let p = [0, 1];
  for (let i = 0; i < k; i++) {
    const slope = p.slice(1).map((c, j) => -Math.PI * c * (j + 1));
    p = Array.from({ length: slope.length + 2 }, (_, j) => (slope[j] ?? 0) + (slope[j - 2] ?? 0));
  }
  return p.reduceRight((sum, c) => c + cot * sum, 0);
}

export function polygamma(k: number, x: number): number {
  if (Number.isNaN(x) || k < 0 || !Number.isInteger(k)) return Number.NaN;
  const sign = k % 2 === 0 ? -1 : 1;
  if (x <= 0 && Number.isInteger(x)) return k % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  if (x < 0) {
    const cot = 1 / Math.tan(Math.PI * fraction(x));
    return -sign * polygamma(k, 1 - x) - Math.PI * cotangentDerivative(k, cot);
  }
  if (x === Number.POSITIVE_INFINITY) return k === 0 ? x : 0;
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  let near = 0;
  let y = x;
  for (; y < FAR + k; y += 1) near += y ** (-k - 1);
  // the terms B₂ⱼ (2j + k − 1)! / ((2j)! y^(2j + k)), each from the one before but for the Bernoulli number
  let weight = ((factorial / 2) * (k + 1)) / y ** (k + 2);
  let far = k === 0 ? -Math.log(y) + 0.5 / y : factorial / k / y ** k + factorial / (2 * y ** (k + 1));
  for (let j = 1; j <= BERNOULLI.length; j++) {
    far += (BERNOULLI[j - 1] as number) * weight;
    weight *= ((2 * j + k) * (2 * j + k + 1)) / ((2 * j + 1) * (2 * j + 2) * y * y);
  }
  return sign * (far + factorial * near);
}

export const digamma = (x: number): number => polygamma(0, x);
