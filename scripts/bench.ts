/**
 * How the cost of a derivation grows with the size of the problem: npm run bench [-- --max 10000]
 *
 * For each family of problems: the number of steps and the milliseconds to read and derive at N = 100 … max, and the
 * exponent of growth between the last two sizes (1 is linear). Prints a Markdown table.
 */
import { parseArgs } from 'node:util';
import { derive, parse } from '../src/index.js';

const { values } = parseArgs({ options: { max: { type: 'string', default: '3000' }, only: { type: 'string' } } });
const sizes = [100, 300, 1000, 3000, 10000].filter((n) => n <= Number(values.max));

const times = (n: number, line: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => line(k)).join('\n');
const product = (n: number, factor: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => factor(k)).join('*');

const families: Readonly<Record<string, (n: number) => string>> = {
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

console.log(`| problem | ${sizes.map((n) => `N = ${n}`).join(' | ')} | exponent |`);
console.log(`|---|${sizes.map(() => '---:').join('|')}|---:|`);
for (const [name, make] of Object.entries(families)) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const cells: string[] = [];
  const spent: number[] = [];
  for (const n of sizes) {
    const source = make(n);
    // the small ones twice: the first run is that of a cold engine
    let best = Number.POSITIVE_INFINITY;
    let steps = 0;
    for (let round = 0; round < (n <= 1000 ? 3 : 1); round++) {
      const start = performance.now();
      steps = derive(parse(source)).steps.length;
      best = Math.min(best, performance.now() - start);
    }
    spent.push(best);
    cells.push(`${best.toFixed(0)} ms, ${steps} steps`);
  }
  const [a, b] = [spent.at(-2), spent.at(-1)];
  const [m, n] = [sizes.at(-2), sizes.at(-1)];
  const exponent = a && b && m && n ? Math.log(b / a) / Math.log(n / m) : Number.NaN;
  console.log(`| ${name} | ${cells.join(' | ')} | ${exponent.toFixed(2)} |`);
}
