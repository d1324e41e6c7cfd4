/** What a caller without types may pass: a message that names it, and no error of the language. */
import { describe, expect, test } from 'vitest';
import {
  CODE_TARGETS,
  check,
  compile,
  derive,
  equal,
  evaluate,
  FrobeniusError,
  toCode,
  toText,
  verify,
} from '../src/index.js';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof FrobeniusError) return `${error.code}: ${error.message}`;
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing';
};
const derived = derive("x'*A*x", { wrt: ['x'] });
const any = (x: unknown): never => x as never;

test.each([
  ['a kind', () => derive("x'*x", any({ kind: 'foo' })), /^usage: the option kind is one of grad/],
  ['names in one text', () => derive("x'*x", any({ wrt: 'x' })), /^usage: the option wrt is a list/],
  ['a declaration alone', () => derive("x'*x", any({ declare: 'x : n' })), /^usage: the option declare is a list/],
  ['no limit', () => derive("x'*x", { limits: { nodes: Number.NaN } }), /^usage: limits: nodes is a number/],
  ['no source', () => derive(any(undefined)), /^usage: the source is a text/],
  ['a number for a source', () => derive(any(3)), /^usage: the source is a text/],
  ['a target', () => toCode(derived, { target: any('foo') }), /^usage: there is no target foo/],
  ['a target of every object', () => toCode(derived, { target: any('constructor') }), /^usage: there is no target/],
  ['a prototype for a target', () => toCode(derived, { target: any('__proto__') }), /^usage: there is no target/],
  ['a level of detail', () => toText(derived, { detail: any('foo') }), /^usage: the option detail is one of brief/],
  ['a seed', () => check(derived, { seed: any('a') }), /^usage: the option seed is a whole number/],
  ['nothing to check', () => check(any(undefined)), /^usage: a derivation is wanted/],
  ['a number to compile', () => compile(any(5)), /^usage: a derivation is wanted|^usage: the source is a text/],
  ['nothing to print code of', () => toCode(any(undefined), { target: 'numpy' }), /^usage: a derivation is wanted/],
  ['a number beside an expression', () => equal(any(5), 'a'), /^usage: an expression is a text/],
  ['declarations of equal', () => equal('a', 'a', { declare: any(5) }), /^usage: the option declare is a list/],
  ['nothing to verify', () => verify(any(undefined)), /^usage: the source is a text/],
  ['no draws', () => check(derived, { draws: 0 }), /^usage: the option draws is a whole number of 1/],
])('%s', (_, run, message) => expect(codeOf(run)).toMatch(message));

test('the list of targets cannot be changed', () => {
  expect(codeOf(() => (CODE_TARGETS as unknown as string[]).push('x'))).toMatch(/^TypeError/);
});

describe('values that are matrices', () => {
  const compiled = compile(derived);
  const both = (values: unknown): unknown[] => [
    evaluate(derived, any(values)),
    ...[compiled(any(values))].map(({ value, derivatives }) => ({ value, derivatives })),
  ];
  const numbers = Float64Array.of(1, 2, 3, 4);
  test.each([
    ['a packed one', { x: [1, 2], A: { rows: 2, cols: 2, data: numbers } }],
    [
      'a typed column',
      {
        x: Float64Array.of(1, 2),
        A: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
  ])('%s', (_, values) => {
    for (const answer of both(values)) expect(answer).toMatchObject({ value: 27 });
  });
  test.each([
    ['more rows than numbers', { x: [1, 2], A: { rows: 1e9, cols: 1e9, data: numbers } }, /A has 1000000000 rows/],
    ['rows that are no number', { x: [1, 2], A: { rows: 2.5, cols: 2, data: numbers } }, /A has 2.5 rows/],
    [
      'what is not finite',
      { x: [1, 2], A: { rows: 2, cols: 2, data: numbers.map(() => Number.NaN) } },
      /entry \(1, 1\) of A/,
    ],
    [
      'large integers',
      {
        x: [1n, 2],
        A: [
          [1, 2],
          [3, 4],
        ],
      },
      /entry 1 of x is "1n", which is no number/,
    ],
  ])('%s', (_, values, message) => {
    expect(codeOf(() => evaluate(derived, any(values)))).toMatch(message);
    expect(codeOf(() => compiled(any(values)))).toMatch(message);
  });
});
