/** Helpers of printed JavaScript: linear algebra, and functions of one number that Math does not have. */
import type { Helper } from './javascript-helpers.js';
import { helper } from './javascript-helpers.js';

export const ALGEBRA_HELPERS: Readonly<Record<string, Helper>> = {
  factorize: helper(
    `/** L and U in one matrix, the order of the rows, and the sign of that order. */
function factorize(a«: Matrix») {
  const n = a.rows;
  const u = { ...a, data: a.data.slice() };
  const order = Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(at(u, i, k)) > Math.abs(at(u, p, k))) p = i;
    if (p !== k) {
      for (let j = 0; j < n; j++) [u.data[k * n + j], u.data[p * n + j]] = [at(u, p, j), at(u, k, j)];
      [order[k], order[p]] = [order[p]«!», order[k]«!»];
      sign = -sign;
    }
    for (let i = k + 1; i < n; i++) {
      const f = at(u, k, k) === 0 ? 0 : at(u, i, k) / at(u, k, k);
      u.data[i * n + k] = f;
      for (let j = k + 1; j < n; j++) u.data[i * n + j]«!» -= f * at(u, k, j);
    }
  }
  return { u, order, sign };
}`,
    'at',
  ),
  solve: helper(
    `/** X with AX = B. */
function solve(a«: Matrix», b«: Matrix»)«: Matrix» {
  const { u, order } = factorize(a);
  const n = a.rows;
  const x = make(n, b.cols, (i, j) => at(b, order[i]«!», j));
  for (let c = 0; c < b.cols; c++) {
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) x.data[i * b.cols + c]«!» -= at(u, i, k) * at(x, k, c);
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x.data[i * b.cols + c]«!» -= at(u, i, k) * at(x, k, c);
      x.data[i * b.cols + c]«!» /= at(u, i, i);
    }
  }
  return x;
}`,
    'factorize',
    'make',
  ),
  inverse: helper(`const inverse = (a«: Matrix»)«: Matrix» => solve(a, identity(a.rows));`, 'solve', 'identity'),
  det: helper(
    `function det(a«: Matrix»)«: number» {
  const { u, sign } = factorize(a);
  return diagonal(u).data.reduce((p, x) => p * x, sign);
}`,
    'factorize',
    'diagonal',
  ),
  logdet: helper(
    `/** The log of the absolute value of the determinant. */
const logdet = (a«: Matrix»)«: number» => diagonal(factorize(a).u).data.reduce((s, x) => s + Math.log(Math.abs(x)), 0);`,
    'factorize',
    'diagonal',
  ),
  power: helper(
    `/** A whole power of a square matrix. */
function power(a«: Matrix», k«: number»)«: Matrix» {
  let [base, result] = [k < 0 ? inverse(a) : a, identity(a.rows)];
  for (let n = Math.abs(k); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = matmul(result, base);
    base = matmul(base, base);
  }
  return result;
}`,
    'inverse',
    'identity',
    'matmul',
  ),
  chol: helper(
    `/** The lower triangle L with S = LL'. */
function chol(s«: Matrix»)«: Matrix» {
  const n = s.rows;
  const l = zeros(n, n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let x = at(s, i, j);
      for (let k = 0; k < j; k++) x -= at(l, i, k) * at(l, j, k);
      l.data[i * n + j] = i === j ? Math.sqrt(x) : x / at(l, j, j);
    }
  }
  return l;
}`,
    'zeros',
    'at',
  ),
  eigen: helper(
    `/** Eigenvalues of a symmetric matrix, ascending, and vectors whose largest entry is positive, by Jacobi's rotations. */
function eigen(s«: Matrix») {
  const n = s.rows;
  const a = { ...s, data: s.data.slice() };
  const q = identity(n);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let r = p + 1; r < n; r++) {
        const x = at(a, p, r);
        off += x * x;
        if (x === 0) continue;
        const theta = (at(a, r, r) - at(a, p, p)) / (2 * x);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        for (const m of [a, q]) {
          for (let k = 0; k < n; k++) {
            const [u, v] = [at(m, k, p), at(m, k, r)];
            m.data[k * n + p] = c * u - c * t * v;
            m.data[k * n + r] = c * t * u + c * v;
          }
        }
        for (let k = 0; k < n; k++) {
          const [u, v] = [at(a, p, k), at(a, r, k)];
          a.data[p * n + k] = c * u - c * t * v;
          a.data[r * n + k] = c * t * u + c * v;
        }
      }
    }
    if (off < 1e-300) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(a, i, i) - at(a, j, j));
  const signs = order.map((c) => {
    let top = 0;
    for (let i = 0; i < n; i++) if (Math.abs(at(q, i, c)) > Math.abs(top)) top = at(q, i, c);
    return top < 0 ? -1 : 1;
  });
  const values = make(n, 1, (i) => at(a, order[i]«!», order[i]«!»));
  return { values, vectors: make(n, n, (i, j) => signs[j]«!» * at(q, i, order[j]«!»)) };
}`,
    'identity',
    'at',
    'make',
  ),
  svd: helper(
    `/** Singular values, descending, and their vectors as columns, by one-sided rotations of the columns. */
function svd(m«: Matrix») {
  const isWide = m.rows < m.cols;
  const a = isWide ? transpose(m) : { ...m, data: m.data.slice() };
  const turned = identity(a.cols);
  const column = (p«: number», q«: number»)«: number» => {
    let s = 0;
    for (let i = 0; i < a.rows; i++) s += at(a, i, p) * at(a, i, q);
    return s;
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    let largest = 0;
    for (let p = 0; p < a.cols; p++) {
      for (let q = p + 1; q < a.cols; q++) {
        const [x, y, z] = [column(p, p), column(q, q), column(p, q)];
        largest = Math.max(largest, Math.abs(z) / Math.sqrt(x * y || 1));
        if (z === 0) continue;
        const theta = (y - x) / (2 * z);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        for (const b of [a, turned]) {
          for (let i = 0; i < b.rows; i++) {
            const [u, v] = [at(b, i, p), at(b, i, q)];
            b.data[i * b.cols + p] = c * u - c * t * v;
            b.data[i * b.cols + q] = c * t * u + c * v;
          }
        }
      }
    }
    if (largest < 1e-15) break;
  }
  const lengths = Array.from({ length: a.cols }, (_, p) => Math.sqrt(column(p, p)));
  const order = lengths.map((_, p) => p).sort((p, q) => lengths[q]«!» - lengths[p]«!»);
  const values = make(a.cols, 1, (k) => lengths[order[k]«!»]«!»);
  const left = make(a.rows, a.cols, (i, k) => at(a, i, order[k]«!») / at(values, k, 0));
  const right = make(a.cols, a.cols, (i, k) => at(turned, i, order[k]«!»));
  return { values, u: isWide ? right : left, v: isWide ? left : right };
}`,
    'transpose',
    'identity',
    'make',
    'at',
  ),
  pinv: helper(
    `/** The pseudoinverse; singular values that are nothing but rounding count as 0. */
function pinv(m«: Matrix»)«: Matrix» {
  const { values, u, v } = svd(m);
  const least = 1e-15 * Math.max(m.rows, m.cols) * at(values, 0, 0);
  return make(m.cols, m.rows, (i, j) => {
    let sum = 0;
    for (let k = 0; k < values.rows; k++) {
      if (at(values, k, 0) > least) sum += (at(v, i, k) * at(u, j, k)) / at(values, k, 0);
    }
    return sum;
  });
}`,
    'svd',
    'make',
    'at',
  ),
  expm: helper(
    `/** The matrix exponential: Taylor's series of a scaled matrix, squared again. */
function expm(a«: Matrix»)«: Matrix» {
  const norm = a.data.reduce((m, x) => m + Math.abs(x), 0);
  const k = Math.max(0, Math.ceil(Math.log2(norm || 1)) + 2);
  const scaled = make(a.rows, a.cols, (i, j) => at(a, i, j) / 2 ** k);
  let [result, term] = [identity(a.rows), identity(a.rows)];
  for (let n = 1; n < 20; n++) {
    const next = matmul(term, scaled);
    term = make(a.rows, a.cols, (i, j) => at(next, i, j) / n);
    result = add(result, term);
  }
  for (let s = 0; s < k; s++) result = matmul(result, result);
  return result;
}`,
    'matmul',
    'identity',
    'add',
  ),
  dexpm: helper(
    `/** The derivative of the matrix exponential at a along h: a block of a larger exponential. */
function dexpm(a«: Matrix», h«: Matrix»)«: Matrix» {
  const n = a.rows;
  const block = vcat(hcat(a, h), hcat(zeros(n, n), a));
  return slice(expm(block), 1, n, n + 1, 2 * n);
}`,
    'expm',
    'hcat',
    'vcat',
    'slice',
  ),
};

export const NUMBER_HELPERS: Readonly<Record<string, Helper>> = {
  sigmoid: helper(
    `const sigmoid = (x«: number»)«: number» => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));`,
  ),
  softplus: helper(`const softplus = (x«: number»)«: number» => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));`),
  elu: helper(`const elu = (x«: number»)«: number» => (x > 0 ? x : Math.expm1(x));`),
  erfc: helper(
    `/** The complementary error function: a series near 0, a continued fraction elsewhere. */
function erfc(x«: number»)«: number» {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2.5) {
    let [term, total] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }
  let f = x;
  for (let n = 80; n >= 1; n--) f = x + n / 2 / f;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / f;
}`,
  ),
  erf: helper(
    `const erf = (x«: number»)«: number» => (Math.abs(x) < 0.5 ? erfSeries(x) : 1 - erfc(x));`,
    'erfc',
    'erfSeries',
  ),
  erfSeries: helper(`function erfSeries(x«: number»)«: number» {
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}`),
  gammaln: helper(
    `/** log of |Γ(x)|: Stirling's series, from x upwards by recurrence. */
function gammaln(x«: number»)«: number» {
  if (x <= 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - gammaln(1 - x);
  let [z, shift] = [x, 0];
  while (z < 15) shift += Math.log(z++);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}`,
  ),
  polygamma: helper(
    `/** The derivative of order k + 1 of log Γ, for x > 0: the asymptotic series, from x upwards by recurrence. */
function polygamma(k«: number», x«: number»)«: number» {
  let [z, shift, factorial] = [x, 0, 1];
  for (let i = 2; i <= k; i++) factorial *= i;
  while (z < 20 + k) shift += 1 / z++ ** (k + 1);
  const numbers = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];
  if (k === 0) {
    const series = numbers.reduce((s, b, i) => s + b / (2 * (i + 1) * z ** (2 * (i + 1))), 0);
    return Math.log(z) - 1 / (2 * z) - series - shift;
  }
  let series = factorial / (k * z ** k) + factorial / (2 * z ** (k + 1));
  numbers.forEach((b, i) => {
    const m = 2 * (i + 1);
    let ratio = 1;
    for (let q = m + 1; q <= m + k - 1; q++) ratio *= q;
    series += (b * ratio) / z ** (k + m);
  });
  return (k % 2 === 1 ? 1 : -1) * (series + factorial * shift);
}`,
  ),
};
