/** Problems that grow with a number N. */

const times = (n: number, line: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => line(k)).join('\n');
const product = (n: number, factor: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => factor(k)).join('*');

export const FAMILIES: Readonly<Record<string, (n: number) => string>> = {
  'E_{k+1} = E_k .* E_k': (n) =>
    `param X : n x m\nE_0 = X\n${times(n, (k) => `E_${k + 1} = E_${k} .* E_${k}`)}\nf = sum(E_${n})`,
  'MLP of depth N': (n) =>
    `data H_0 : n x h\n${times(n, (k) => `param W_${k} : h x h\nparam b_${k} : 1 x h\nH_${k + 1} = tanh(H_${k}*W_${k} + b_${k})`)}\nf = norm2(H_${n})^2`,
  'recurrence unrolled': (n) =>
    `param W : h x h\ndata H_0 : n x h\n${times(n, (k) => `data X_${k} : n x h\nA_${k + 1} = X_${k} + H_${k}*W\nH_${k + 1} = tanh(A_${k + 1})`)}\nf = norm2(H_${n})^2`,
  'sum of N traces': (n) =>
    `param X : n x n\n${times(n, (k) => `data A_${k} : n x n`)}\nf = ${Array.from({ length: n }, (_, k) => `tr(A_${k}*X)`).join(' + ')}`,
  'N factors, one X': (n) =>
    `param X : n x n\n${times(n, (k) => `data A_${k} : n x n`)}\nf = tr(${product(n, (k) => (k === n >> 1 ? 'X' : `A_${k}`))})`,
  'N factors, X in every other place': (n) =>
    `param X : n x n\n${times(n, (k) => `data A_${k} : n x n`)}\nf = tr(${product(n, (k) => (k % 2 ? 'X' : `A_${k}`))})`,
  'tr(X^N) written out': (n) => `param X : n x n\nf = tr(${product(n, () => 'X')})`,
};

/** Scalar problems, for us and as one formula for peers. */
export interface ScalarFamily {
  readonly ours: (n: number) => string;
  readonly formula: (n: number) => string;
}
const nest = (n: number): string => {
  let text = 'x';
  for (let k = 0; k < n; k++) text = k % 2 ? `cos(${text})` : `sin(${text})`;
  return text;
};
export const SCALARS: Readonly<Record<string, ScalarFamily>> = {
  'sum of N terms': {
    ours: (n) => `param x : scalar\nf = ${Array.from({ length: n }, (_, k) => `sin(${k + 1}*x)`).join(' + ')}`,
    formula: (n) => Array.from({ length: n }, (_, k) => `sin(${k + 1}*x)`).join(' + '),
  },
  'product of N factors': {
    ours: (n) => `param x : scalar\nf = ${product(n, (k) => `(x + ${k + 1})`)}`,
    formula: (n) => product(n, (k) => `(x + ${k + 1})`),
  },
  'N functions of one another': {
    // one line for each: so deep a nest is not written on one
    ours: (n) =>
      `param x : scalar\ny_0 = x\n${times(n, (k) => `y_${k + 1} = ${k % 2 ? 'cos' : 'sin'}(y_${k})`)}\nf = y_${n}`,
    formula: nest,
  },
};
