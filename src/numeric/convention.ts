/**
 * What an elementwise function's row says of its derivative at a kink, checked against the derivative that it states.
 *
 * Samples stay away from kinks, so no difference would show that relu′(0) = 0 is not what the derivative gives there.
 */
import type { Expr } from '../expression/expression.js';
import type { Environment, FunctionRows } from './environment.js';
import { evaluate } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { judgeError, VALUE_TOLERANCE } from './evidence.js';
import { numberOf, scalar } from './matrix.js';

/** f′(at) = derivative, or as it is just left of `at`. */
interface Convention {
  readonly at: number;
  readonly derivative: number | 'from the left';
}

const STATED = /′\((-?[\d.]+)\) (?:= (-?[\d.]+)|is taken from the left)$/;

/** Reads "relu′(0) = 0" and "selu′(0) is taken from the left"; a sentence of another form says nothing to compare. */
function readConvention(text: string): Convention | undefined {
  const match = STATED.exec(text);
  if (!match) return undefined;
  return { at: Number(match[1]), derivative: match[2] === undefined ? 'from the left' : Number(match[2]) };
}

/** How little left of a point counts as beside it: less than any tolerance. */
const BESIDE = 1e-12;

/** `derivative` is a term in X, n × m. Undefined where the sentence states no value. */
export function checkConvention(text: string, derivative: Expr, rows: FunctionRows): Evidence | undefined {
  const convention = readConvention(text);
  if (convention === undefined) return undefined;
  const { at, derivative: stated } = convention;
  const valueAt = (x: number): number => numberOf(evaluate(derivative, environmentAt(x, rows)));
  const expected = stated === 'from the left' ? valueAt(at - BESIDE) : stated;
  return judgeError(Math.abs(valueAt(at) - expected), VALUE_TOLERANCE, `at ${at}`);
}

const environmentAt = (x: number, rows: FunctionRows): Environment => ({
  sizes: new Map([
    ['n', 1],
    ['m', 1],
  ]),
  value: (key) => (key === 'X' ? scalar(x) : undefined),
  direction: () => undefined,
  definitions: [],
  declarations: new Map(),
  unknown: new Map(),
  given: new Map(),
  rows,
});
