/** What messages say would mend an input: the hint of each, and notes on guesses that may change the answer. */
import { describe, expect, test } from 'vitest';
import type { SourceOptions } from '../src/index.js';
import { derive, FrobeniusError, parse } from '../src/index.js';

/** The message and the hint that a source ends in. */
function said(source: string, options: SourceOptions = {}): string {
  try {
    derive(source, options);
  } catch (error) {
    if (error instanceof FrobeniusError) return `${error.message} | ${error.hint ?? ''}`;
    throw error;
  }
  return 'nothing';
}

type Row = readonly [source: string, hint: string, options?: SourceOptions];

describe('a letter that stands in the way of a scalar', () => {
  const rows: readonly Row[] = [
    ["a'*x", 'a is not declared and by its letter a scalar: declare it, --declare "a : n"'],
    [
      "a'*X*b",
      'a and b are not declared and by their letters scalars: declare them, --declare "a : n" --declare "b : m"',
    ],
    ["(y - X*beta)'*(y - X*beta)", '--declare "beta : m"'],
    [
      'norm2(X*w-y)^2 + l*norm2(w)^2',
      'l is not declared and by its letter a column: declare it, --declare "l : scalar"',
    ],
    ["L = a'*x", 'declare it, param a : n'],
    ["a'*x", '--declare "a : n"', { kind: 'hessian' }],
    ['A*x', 'ask for its jacobian, or make it a scalar first'],
  ];
  test.each<Row>(rows)('%s', (source, hint, options) => expect(said(source, options)).toContain(hint));
});

describe('a guess that may change the answer is a caution', () => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["x'*A*x"],
    ['norm2(A*x - y)^2 + lambda*norm2(x)^2'],
    ["tr(inv(X'*X + lambda*I))"],
    ['sum(x)/b'],
    ['norm2(y - X*theta)^2', 'theta is not declared: by its letter it is a scalar, and X*theta a multiple of X'],
    ["sum(a'*x)", "a is not declared: by its letter it is a scalar, and a'*x a multiple of x"],
    ['norm2(A*x - b)^2', 'b is not declared: by its letter it is a scalar, the same for every entry of A*x'],
    ['sum(a.*x)', 'a is not declared: by its letter it is a scalar, the same for every entry of x'],
    ['sum(Ax)', 'Ax is not declared: by its letter it is n×m, and one name; the product is A*x', 'MATLAB'],
    ["tr(A) + x'*x + norm2(Ax)", 'Ax is not declared: by its letter it is p×q, and one name; the product is A*x'],
    [
      'param W : n x m\ndata X : k x n\nL = norm2(X*w)^2\ngrad L wrt W',
      'W is asked for but not used; w, which is not declared, is another name',
    ],
    ['param W : n x m\ndata x : n\nL = norm2(x)^2\ngrad L wrt W', 'W is asked for but not used'],
  ];
  test.each(rows.map(([source, ...told]) => ({ source, told })))('$source', ({ source, told }) => {
    const { cautions } = parse(source);
    expect(cautions).toHaveLength(told.length);
    for (const [i, text] of told.entries()) expect(cautions[i]).toContain(text);
  });

  test('it is told once among the remarks', () =>
    expect(parse('sum(x - b)').remarks).toEqual([
      'x is not declared: by its letter it is n×1',
      'b is not declared: by its letter it is a scalar, the same for every entry of x',
    ]));
});
