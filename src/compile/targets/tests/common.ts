/** What tests have in common: the steps of a check, and how literals are put together. */
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

/** How a language writes a check. */
export interface CheckSyntax extends Literals {
  /** Of what stands in a function. */
  readonly indent: string;
  assign(name: string, value: string): string;
  /** An argument, by its place from 0, that moves along a direction. */
  move(place: number, direction: string, step: string): string;
  valueAt(moves: readonly string[]): string;
  /** 2h and 4h² as divisors. */
  readonly spans: Readonly<Record<GradientTest['order'], string>>;
  /** Of the slope with the derivative times `against`. */
  compare(key: string, against: string, tolerance: string): string;
  /** The lines of one check, told apart from those of others. */
  block(lines: readonly string[]): readonly string[];
}

/** The step, and for each derivative the difference of values along its directions beside what the derivative tells. */
export function checks(test: GradientTest, syntax: CheckSyntax): string[] {
  const step = syntax.assign('h', STEPS[test.order].toExponential());
  const lines = test.checks.flatMap((check) => syntax.block(linesOf(check, test.order, syntax)));
  return [step, ...lines].map((line) => (line === '' ? '' : syntax.indent + line));
}

const DIRECTIONS = ['along', 'across'] as const;

function linesOf(
  { key, moves, against }: DerivativeCheck,
  order: GradientTest['order'],
  syntax: CheckSyntax,
): string[] {
  const named = moves.flatMap((together, i) =>
    together.map((move, k) => ({ ...move, i, name: `${DIRECTIONS[i]}${k > 0 ? k + 1 : ''}` })),
  );
  const valueAt = (...signs: readonly ('' | '-')[]): string =>
    syntax.valueAt(named.map(({ place, name, i }) => syntax.move(place, name, `${signs[i]}h`)));
  return [
    ...named.map(({ name, direction }) => syntax.assign(name, literal(direction, syntax))),
    ...(order === 1
      ? [syntax.assign('slope', `(${valueAt('')} - ${valueAt('-')}) / ${syntax.spans[1]}`)]
      : [
          syntax.assign('ahead', `${valueAt('', '')} - ${valueAt('', '-')}`),
          syntax.assign('behind', `${valueAt('-', '')} - ${valueAt('-', '-')}`),
          syntax.assign('slope', `(ahead - behind) / ${syntax.spans[2]}`),
        ]),
    syntax.compare(
      key,
      against === named[0]?.direction ? 'along' : literal(against, syntax),
      TOLERANCES[order].toExponential(),
    ),
  ];
}

export function literal(argument: Argument, style: Literals): string {
  if (typeof argument === 'number') return style.number(argument);
  if (!isList(argument)) return style.matrix(rowsOf(argument).map((row) => row.map((x) => style.number(x))));
  return style.list(
    argument.map((a) => literal(a, style)),
    depthOf(argument),
  );
}

function depthOf(argument: Argument): number {
  return isList(argument) ? 1 + depthOf(argument[0] ?? 0) : 0;
}

const rowsOf = ({ rows, cols, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

/** A number that is no integer to look at: 2.0. */
export const decimal = (x: number): string => {
  const text = String(x);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
};

export const weightsOf = ({ checks }: GradientTest): Matrix | undefined => checks.find((c) => c.weights)?.weights;

/** The name of the test of a function. */
export const checkName = (name: string): string => `check_${name}`;

export const PURPOSE = 'Compare every derivative with differences of the value along one direction.';
export const untestedWords = ({ untested }: GradientTest): string | undefined =>
  untested.length === 0 ? undefined : `Not tested, being no argument: ${untested.join(', ')}.`;
