/**
 * Helpers of printed JavaScript and TypeScript, each with those it needs. What stands between « and » is for TypeScript
 * alone. Printed are only the helpers that a function uses.
 */
export interface Helper {
  readonly text: string;
  readonly needs?: readonly string[];
}

export const helper = (text: string, ...needs: string[]): Helper => ({ text, needs });

export const MATRIX_HELPERS: Readonly<Record<string, Helper>> = {
  Matrix: helper(`«/** Row by row. */
interface Matrix {
  rows: number;
  cols: number;
  data: Float64Array;
}»`),
  zeros: helper(
    `function zeros(rows«: number», cols«: number»)«: Matrix» {
  return { rows, cols, data: new Float64Array(rows * cols) };
}`,
    'Matrix',
  ),
  matrix: helper(
    `/** Rows as a matrix; a flat list is a column, or the one row where \`row\` says so. */
function matrix(a«: unknown», row = false)«: Matrix» {
  const list = (Array.isArray(a) ? a : [a])« as unknown[]»;
  const nested = list.every(Array.isArray) ? list« as number[][]» : row ? [list« as number[]»] : list.map((x) => [x« as number»]);
  const out = zeros(nested.length, nested[0]?.length ?? 0);
  nested.forEach((r, i) => {
    if (r.length !== out.cols) throw new Error('the rows of a matrix differ in length');
    if (!r.every((x) => typeof x === 'number')) throw new Error('the entries of a matrix are to be numbers');
    out.data.set(r, i * out.cols);
  });
  return out;
}`,
    'zeros',
  ),
  number: helper(`function number(a«: unknown»)«: number» {
  const [x, ...more] = [a].flat(2);
  if (typeof x !== 'number' || more.length > 0) throw new Error('a number is wanted');
  return x;
}`),
  check: helper(
    `function check(name«: string», a«: Matrix», rows«: number», cols«: number»)«: void» {
  if (a.rows !== rows || a.cols !== cols)
    throw new Error(\`\${name} is \${a.rows} by \${a.cols}, and \${rows} by \${cols} is wanted\`);
}`,
    'Matrix',
  ),
  rows: helper(
    `/** A matrix as nested rows. */
function rows(a«: Matrix»)«: number[][]» {
  return Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols)));
}`,
    'Matrix',
  ),
  make: helper(
    `function make(rows«: number», cols«: number», f«: (i: number, j: number) => number»)«: Matrix» {
  const out = zeros(rows, cols);
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < cols; j++) out.data[k++] = f(i, j);
  return out;
}`,
    'zeros',
  ),
  at: helper(
    `function at(a«: Matrix», i«: number», j«: number»)«: number» {
  return a.data[i * a.cols + j]« as number»;
}`,
    'Matrix',
  ),
  map: helper(
    `/** Entry by entry; what has one row, one column or is a number counts for all. */
function map(f«: (...x: number[]) => number», ...operands«: (Matrix | number)[]»)«: Matrix» {
  const all = operands.map((a) => (typeof a === 'number' ? { rows: 1, cols: 1, data: Float64Array.of(a) } : a));
  // beside what has none, one is spread over none
  const extent = (sizes«: number[]») => (sizes.includes(0) ? 0 : Math.max(...sizes));
  const height = extent(all.map((a) => a.rows));
  const width = extent(all.map((a) => a.cols));
  const steps = all.map((a) => [a.rows === 1 ? 0 : a.cols, a.cols === 1 ? 0 : 1]);
  const out = zeros(height, width);
  const x = all.map(() => 0);
  for (let i = 0, k = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      for (let o = 0; o < x.length; o++) x[o] = all[o]«!».data[i * steps[o]«!»[0]«!» + j * steps[o]«!»[1]«!»]«!»;
      out.data[k++] = f(...x);
    }
  }
  return out;
}`,
    'zeros',
  ),
  matmul: helper(
    `function matmul(a«: Matrix», b«: Matrix»)«: Matrix» {
  if (a.cols !== b.rows) throw new Error(\`a product of \${a.rows} by \${a.cols} and \${b.rows} by \${b.cols}\`);
  const out = zeros(a.rows, b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      const x = at(a, i, k);
      for (let j = 0, o = i * b.cols, p = k * b.cols; j < b.cols; j++) out.data[o + j]«!» += x * b.data[p + j]«!»;
    }
  }
  return out;
}`,
    'zeros',
    'at',
  ),
  dot: helper(
    `/** The sum of the products of corresponding entries. */
function dot(a«: Matrix», b«: Matrix»)«: number» {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += a.data[k]«!» * b.data[k]«!»;
  return sum;
}`,
    'Matrix',
  ),
  norm: helper(`const norm = (a«: Matrix»)«: number» => Math.sqrt(dot(a, a));`, 'dot'),
  transpose: helper(
    `const transpose = (a«: Matrix»)«: Matrix» => make(a.cols, a.rows, (i, j) => at(a, j, i));`,
    'make',
    'at',
  ),
  fill: helper(
    `const fill = (rows«: number», cols«: number», x«: number»)«: Matrix» => make(rows, cols, () => x);`,
    'make',
  ),
  identity: helper(`const identity = (n«: number»)«: Matrix» => make(n, n, (i, j) => (i === j ? 1 : 0));`, 'make'),
  sum: helper(`const sum = (a«: Matrix»)«: number» => a.data.reduce((s, x) => s + x, 0);`, 'Matrix'),
  rowSums: helper(
    `function rowSums(a«: Matrix»)«: Matrix» {
  return make(a.rows, 1, (i) => a.data.subarray(i * a.cols, (i + 1) * a.cols).reduce((s, x) => s + x, 0));
}`,
    'make',
  ),
  columnSums: helper(
    `function columnSums(a«: Matrix»)«: Matrix» {
  const out = zeros(1, a.cols);
  a.data.forEach((x, k) => {
    out.data[k % a.cols]«!» += x;
  });
  return out;
}`,
    'zeros',
  ),
  slice: helper(
    `/** Rows top to bottom, columns left to right, counted from 1, ends included. */
function slice(a«: Matrix», top«: number», bottom«: number», left«: number», right«: number»)«: Matrix» {
  return make(bottom - top + 1, right - left + 1, (i, j) => at(a, i + top - 1, j + left - 1));
}`,
    'make',
    'at',
  ),
  add: helper(
    `function add(a«: Matrix», b«: Matrix»)«: Matrix» {
  return make(a.rows, a.cols, (i, j) => at(a, i, j) + at(b, i, j));
}`,
    'make',
    'at',
  ),
  span: helper(`/** from, from + 1, …, to */
const span = (from«: number», to«: number»)«: number[]» => Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);`),
  diagonal: helper(
    `const diagonal = (a«: Matrix»)«: Matrix» => make(Math.min(a.rows, a.cols), 1, (i) => at(a, i, i));`,
    'make',
    'at',
  ),
  trace: helper(`const trace = (a«: Matrix»)«: number» => sum(diagonal(a));`, 'sum', 'diagonal'),
  diag: helper(
    `/** The diagonal matrix of a vector. */
const diag = (x«: Matrix»)«: Matrix» => make(x.data.length, x.data.length, (i, j) => (i === j ? x.data[i]«!» : 0));`,
    'make',
  ),
  kron: helper(
    `function kron(a«: Matrix», b«: Matrix»)«: Matrix» {
  return make(a.rows * b.rows, a.cols * b.cols, (i, j) =>
    at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)) * at(b, i % b.rows, j % b.cols));
}`,
    'make',
    'at',
  ),
  vec: helper(
    `/** The columns one below another. */
const vec = (a«: Matrix»)«: Matrix» => make(a.rows * a.cols, 1, (k) => at(a, k % a.rows, Math.floor(k / a.rows)));`,
    'make',
    'at',
  ),
  unvec: helper(
    `const unvec = (x«: Matrix», rows«: number», cols«: number»)«: Matrix» => make(rows, cols, (i, j) => x.data[j * rows + i]«!»);`,
    'make',
  ),
  lowerTriangle: helper(
    `const lowerTriangle = (a«: Matrix»)«: Matrix» => make(a.rows, a.cols, (i, j) => (j <= i ? at(a, i, j) : 0));`,
    'make',
    'at',
  ),
  upperTriangle: helper(
    `const upperTriangle = (a«: Matrix»)«: Matrix» => make(a.rows, a.cols, (i, j) => (j >= i ? at(a, i, j) : 0));`,
    'make',
    'at',
  ),
  halvedTriangle: helper(
    `/** The lower triangle, with half of the diagonal. */
const halvedTriangle = (a«: Matrix»)«: Matrix» => make(a.rows, a.cols, (i, j) => (j < i ? at(a, i, j) : j === i ? at(a, i, j) / 2 : 0));`,
    'make',
    'at',
  ),
  hcat: helper(
    `function hcat(a«: Matrix», b«: Matrix»)«: Matrix» {
  return make(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols)));
}`,
    'make',
    'at',
  ),
  vcat: helper(
    `function vcat(a«: Matrix», b«: Matrix»)«: Matrix» {
  return make(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j)));
}`,
    'make',
    'at',
  ),
  pad: helper(
    `/** g with its first entry at (top, left), counted from 1, of a zero matrix. */
function pad(g«: Matrix», rows«: number», cols«: number», top«: number», left«: number»)«: Matrix» {
  const out = zeros(rows, cols);
  for (let i = 0; i < g.rows; i++) for (let j = 0; j < g.cols; j++) out.data[(i + top - 1) * cols + j + left - 1] = at(g, i, j);
  return out;
}`,
    'zeros',
    'at',
  ),
  basis: helper(
    `const basis = (n«: number», i«: number»)«: Matrix» => make(n, 1, (k) => (k === i - 1 ? 1 : 0));`,
    'make',
  ),
  commutation: helper(
    `/** K with K vec(A) = vec(A') for an m by n matrix A. */
function commutation(m«: number», n«: number»)«: Matrix» {
  return make(m * n, m * n, (row, col) => (row === (col % m) * n + Math.floor(col / m) ? 1 : 0));
}`,
    'make',
  ),
  toeplitz: helper(
    `/** Each entry the mean of its diagonal. */
function toeplitz(a«: Matrix»)«: Matrix» {
  const mean = (shift«: number») => {
    const entries = span(Math.max(0, -shift), Math.min(a.rows, a.cols - shift) - 1).map((i) => at(a, i, i + shift));
    return entries.reduce((s, x) => s + x, 0) / entries.length;
  };
  return make(a.rows, a.cols, (i, j) => mean(j - i));
}`,
    'make',
    'at',
    'span',
  ),
  others: helper(
    `/** At each place the product of all other entries. */
function others(a«: Matrix»)«: Matrix» {
  return { ...a, data: a.data.map((_, k) => a.data.reduce((p, x, l) => (l === k ? p : p * x), 1)) };
}`,
    'Matrix',
  ),
  logsumexp: helper(
    `/** log of the sum of exp, safe for large entries. */
function logsumexp(a«: Matrix»)«: number» {
  const top = a.data.reduce((m, x) => Math.max(m, x), -Infinity);
  return top + Math.log(a.data.reduce((s, x) => s + Math.exp(x - top), 0));
}`,
    'Matrix',
  ),
  logsumexpRows: helper(
    `function logsumexpRows(a«: Matrix»)«: Matrix» {
  return make(a.rows, 1, (i) => logsumexp(slice(a, i + 1, i + 1, 1, a.cols)));
}`,
    'logsumexp',
    'slice',
  ),
  softmaxRows: helper(
    `/** Softmax of each row. */
function softmaxRows(a«: Matrix»)«: Matrix» {
  return map((x, total) => Math.exp(x - total), a, logsumexpRows(a));
}`,
    'map',
    'logsumexpRows',
  ),
  logsoftmaxRows: helper(
    `function logsoftmaxRows(a«: Matrix»)«: Matrix» {
  return map((x, total) => x - total, a, logsumexpRows(a));
}`,
    'map',
    'logsumexpRows',
  ),
};
