/** What a caller without types may pass: a message that names it, and no error of the language. */
import { describe, expect, test } from 'vitest';
import {
  CODE_TARGETS,
  check,
  compile,
  derive,
  dimToString,
  equal,
  evaluate,
  FrobeniusError,
  listRules,
  parse,
  toCode,
  toHtml,
  toLatex,
  toText,
  verify,
} from '../src/index.js';
import { report } from '../src/report.js';

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
  ['options that are null', () => derive("x'*x", any(null)), /^usage: the options are an object/],
  ['an option misspelt', () => derive("x'*x", any({ knd: 'jacobian' })), /^usage: there is no option knd/],
  ['a text to print', () => toLatex(any("x'*x")), /^usage: a derivation is wanted/],
  ['an object to print', () => toText(any({ text: 'x' })), /^usage: a derivation is wanted/],
  ['a text for code', () => toCode(any("x'*x"), { target: 'numpy' }), /^usage: a derivation is wanted/],
  ['code without options', () => toCode(derived, any(undefined)), /^usage: the options of toCode are an object/],
  ['a number for a rule', () => listRules(any(5)), /^usage: the name is a text/],
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

test.each([
  ['nothing for a page', () => toHtml(any(null))],
  ['a text for a report', () => report(any("x'*x"))],
  ['texts for a report', () => report(any([{ text: 'x' }]))],
  ['a derivation alone for a report', () => report(any(derived))],
])('%s', async (_, run) => {
  await expect(run()).rejects.toMatchObject({ name: 'FrobeniusError', code: 'usage' });
});

test('an answer may be asked for its value without looking what it is', () => {
  const { value } = evaluate("x'*x", { x: [1, 2] });
  expect(value).toBe(5);
});

test('a shape as text', () => {
  const { declarations } = parse('tr(kron(A, B))', { declare: ['A : n x n', 'B : 3 x 3'] });
  expect(declarations.get('A')?.shape.map(dimToString)).toEqual(['n', 'n']);
});
