/** What tests have in common: the parts of a check, and how literals are put together. */
import type { Matrix } from '../../../rulebook/rule.js';
import type { Argument } from '../../arguments.js';
import { isList } from '../../arguments.js';
import type { DerivativeCheck, GradientTest } from '../../gradient-test.js';
import { STEPS, TOLERANCES } from '../../gradient-test.js';

/** How a language writes values. */
export interface Literals {
  number(x: number): string;
  matrix(rows: readonly (readonly string[])[]): string;
  /** Members of a family; of one with two indices a list of lists. */
  list(items: readonly string[], depth: number): string;
}

export function literal(argument: Argument, style: Literals): string {
  if (typeof argument === 'number') return style.number(argument);
  if (!isList(argument)) return style.matrix(rowsOf(argument).map((row) => row.map((x) => style.number(x))));
  return style.list(
    argument.map((a) => literal(a, style)),
    depthOf(argument),
  );
}

export function depthOf(argument: Argument): number {
  return isList(argument) ? 1 + depthOf(argument[0] ?? 0) : 0;
}

export const rowsOf = ({ rows, cols, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

/** A number that is no integer to look at: 2.0. */
export const decimal = (x: number): string => {
  const text = String(x);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
};

export const isSecond = ({ moves }: DerivativeCheck): boolean => moves.length > 1;
export const hasSecond = ({ checks }: GradientTest): boolean => checks.some(isSecond);
export const weightsOf = ({ checks }: GradientTest): Matrix | undefined => checks.find((c) => c.weights)?.weights;

export const [STEP, WIDE_STEP] = STEPS.map((x) => x.toExponential().replace('e-', 'e-')) as [string, string];
export const [TOLERANCE, WIDE_TOLERANCE] = TOLERANCES.map((x) => x.toExponential()) as [string, string];
/** The name of the test of a function. */
export const checkName = (name: string): string => `check_${name}`;

export const PURPOSE = 'Compare every derivative with differences of the value along one direction.';
export const untestedWords = ({ untested }: GradientTest): string | undefined =>
  untested.length === 0 ? undefined : `Not tested, being no argument: ${untested.join(', ')}.`;
