/**
 * Values at which a rule is most easily false, made from an ordinary sample: entries that are equal where the rule
 * compares them, and matrices that lose rank where no condition of the rule forbids it.
 *
 * Random matrices have neither, so a wrong case of equality, or a condition that is missing, would never show in them.
 */
import type { Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Property } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import { withCommuting } from './commuting.js';
import type { Environment } from './environment.js';
import { at, make } from './matrix.js';
import type { Equation } from './rule-check.js';

/** Properties that fix the rank, or are lost with a row that is repeated. */
const FIXED: readonly Property[] = [
  'invertible',
  'posdef',
  'orthogonal',
  'fullrank',
  'skew',
  'toeplitz',
  'unit',
  'stochastic',
  'rowstochastic',
];
const STRUCTURED: readonly Property[] = ['symmetric', 'diagonal', 'lower', 'upper'];

export function* hardDraws(rule: Equation, env: Environment): Generator<Environment> {
  const tied = withTies(rule, env);
  const replaced = (values: ReadonlyMap<string, Matrix>): Environment =>
    withCommuting(rule, { ...env, value: (key) => values.get(key) ?? env.value(key) });
  if (tied.size > 0) yield replaced(tied);
  for (const { name, properties } of rule.variables.values()) {
    if (name.index.length > 0 || FIXED.some((p) => properties.has(p))) continue;
    const value = env.value(name.name);
    if (value === undefined || Math.min(value.rows, value.cols) < 2) continue;
    const structured = STRUCTURED.some((p) => properties.has(p));
    yield replaced(new Map([[name.name, structured ? cutOff(value) : repeated(value)]]));
  }
}

/** The last row and column are zero: what is symmetric or triangular stays so. */
const cutOff = (a: Matrix): Matrix =>
  make(a.rows, a.cols, (i, j) => (i === a.rows - 1 || j === a.cols - 1 ? 0 : at(a, i, j)));

/** The last row, or of a tall matrix the last column, repeats the first. */
const repeated = (a: Matrix): Matrix =>
  make(a.rows, a.cols, (i, j) =>
    a.rows > a.cols ? at(a, i, j === a.cols - 1 ? 0 : j) : at(a, i === a.rows - 1 ? 0 : i, j),
  );

const COMPARING = /^where|^max$|^min$/;
const EXTREMES: Readonly<Record<string, (x: number) => number>> = {
  max: (x) => x,
  min: (x) => -x,
  norminf: Math.abs,
};

/**
 * Every other entry of what is compared becomes equal, and an extreme entry is met twice. A second comparison has its
 * ties between those of the first, so that one cannot be taken for the other.
 */
function withTies({ left, right }: Equation, env: Environment): Map<string, Matrix> {
  const values = new Map<string, Matrix>();
  const pairs: string[] = [];
  const value = (e: Expr): Matrix | undefined =>
    e.kind === 'name' && e.index.length === 0 ? (values.get(e.name) ?? env.value(e.name)) : undefined;
  const met = new Set(postorder([left]));
  for (const e of new Set([...met, ...postorder([right])])) {
    if (e.kind !== 'call') continue;
    const [first, second] = e.args as readonly [Expr, Expr | undefined];
    const a = first && value(first);
    if (a === undefined || first?.kind !== 'name') continue;
    const b = second && value(second);
    if (b !== undefined && second?.kind === 'name' && second !== first && COMPARING.test(e.fn)) {
      if (a.data.length !== b.data.length) continue;
      const pair = [first.name, second.name].sort().join();
      if (!pairs.includes(pair)) pairs.push(pair);
      const turn = pairs.indexOf(pair);
      values.set(
        second.name,
        make(b.rows, b.cols, (i, j) => ((i * b.cols + j + turn) % 2 === 0 ? at(a, i, j) : at(b, i, j))),
      );
    } else if (second === undefined && a.data.length > 1 && met.has(e)) {
      const measure = EXTREMES[e.fn];
      if (measure !== undefined) values.set(first.name, twice(a, measure));
    }
  }
  return values;
}

/** The entry of largest measure is put beside itself. */
function twice(a: Matrix, measure: (x: number) => number): Matrix {
  let most = 0;
  for (let k = 1; k < a.data.length; k++) if (measure(a.data[k] as number) > measure(a.data[most] as number)) most = k;
  const beside = (most + 1) % a.data.length;
  return make(a.rows, a.cols, (i, j) => (i * a.cols + j === beside ? (a.data[most] as number) : at(a, i, j)));
}
