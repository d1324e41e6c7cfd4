/** SymPy beside us: its answer compared before it is timed, its caches emptied outside the clock or not at all. */
import { readFileSync } from 'node:fs';
import type { Found } from './python.js';
import { python } from './python.js';
import type { Remote } from './remote.js';
import type { Standard } from './standard-cases.js';

const MATRICES = readFileSync('bench/python/matrices.py', 'utf8');

/** A process with SymPy; deep formulas need a deep stack of calls, which Python is allowed. */
export const sympy = (found: Found): Remote =>
  python(found, [`${MATRICES}\nimport json, sys\nsys.setrecursionlimit(100_000)\nbefore = clear_cache`]);

/** The derivative of an expression of SymPy's matrices; the answer is its entries. */
export function matrixTask(
  form: string,
  { symbols, wrt }: Standard,
  values: Readonly<Record<string, unknown>>,
  sizes: object,
): object {
  return {
    code: `
symbols, names = declared(json.loads(${JSON.stringify(JSON.stringify(symbols))}))
globals().update(symbols)
def run():
    return (${form}).diff(${wrt})
given = {k: np.array(v) if isinstance(v, list) else v for k, v in json.loads(${JSON.stringify(JSON.stringify(values))}).items()}
found = numbers(run(), given, json.loads(${JSON.stringify(JSON.stringify(sizes))}))
answer = [np.ravel(found).tolist()]
`,
  };
}

/** The derivative of a scalar formula by x, reading included; the answer is its value. */
export const scalarTask = (formula: string, at: number): object => ({
  code: `
text, x = ${JSON.stringify(formula)}, sp.Symbol("x")
def run():
    return sp.diff(sp.sympify(text, evaluate=False), x)
answer = [[float(run().xreplace({x: sp.Float(${at})}))]]
`,
});
