/** Messages quote no more of the input than a reader takes in. */
import { describe, expect, test } from 'vitest';
import { check, derive, equal, evaluate, FrobeniusError, toCheckTable, toCode } from '../src/index.js';
import { cut } from '../src/language/error.js';

test.each([
  ['what is short', 'short', 'short'],
  ['room', 'on  two\n lines', 'on two lines'],
  ['what is long', '0123456789'.repeat(3), '012345678901 … 56789'],
  ['a megabyte', `${'x'.repeat(1_000_000)}\n y`, 'xxxxxxxxxxxx … xxx y'],
])('%s is quoted', (_, text, quoted) => {
  expect(cut(text, 20)).toBe(quoted);
});

const long = Array.from({ length: 500 }, (_, i) => `${i}*x`).join(' .* ');
const name = 'a'.repeat(100_000);

describe('what is said of a megabyte is short', () => {
  test.each<readonly [string, () => unknown, number]>([
    ['a value that is not finite', () => evaluate(`log(-sum(${long}))^2`, { x: [1e300] }), 150],
    ['sizes that differ', () => derive(`A + ${long}`, { declare: ['A : n x m', 'x : k'] }), 250],
    ['a number', () => derive(`${'9'.repeat(100_000)}*x`), 90],
    ['an unknown function', () => derive(`${name}(x)`), 620],
    ['a name that is used twice', () => derive(`param ${name} : n\nparam ${name} : m\nf = 1`), 620],
    [
      'what has no code',
      () =>
        toCode(derive(`tr(logm(A + ${name}*A))`, { declare: ['A : n x n posdef', `${name} : scalar`] }), {
          target: 'pytorch',
          version: '',
        }),
      620,
    ],
    ['a character that does not belong', () => equal(`${long} ? x`, 'x'), 250],
  ])('%s', (_, call, most) => {
    let found: unknown;
    try {
      call();
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(FrobeniusError);
    const { message, hint = '' } = found as FrobeniusError;
    expect(message).not.toBe('');
    expect(message.length).toBeLessThanOrEqual(most);
    expect(hint.length).toBeLessThanOrEqual(620);
  });

  test('the table of a check', () => {
    const derived = derive(Array.from({ length: 60 }, (_, i) => `sin(${i + 1}*x'*x)`).join(' + '));
    const table = toCheckTable(derived, check(derived), []);
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThan(250);
  });
});
