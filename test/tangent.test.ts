/** The part of a gradient that lies on the tangent space of a unit or orthogonal variable, which is said beside it. */
import { describe, expect, test } from 'vitest';
import { derive, equal, toInput } from '../src/index.js';

const ROWS: readonly [source: string, declare: readonly string[], variable: string][] = [
  ["x'*A*x", ['x : n unit', 'A : n x n'], 'x'],
  ["a*x'", ['x : 1 x n unit', 'a : 1 x n'], 'x'],
  ["tr(A'*X)", ['X : n x m unit', 'A : n x m'], 'X'],
  ['norm2(X*B)^2 + sum(X.^3)', ['X : n x m unit', 'B : m x p'], 'X'],
  ["tr(A*Q*B*Q')", ['Q : n x n orthogonal', 'A, B : n x n'], 'Q'],
];

describe('the part on the tangent space', () => {
  test.each(ROWS)('%s', (source, declare, variable) => {
    const { derivations } = derive(source, { declare, wrt: [variable] });
    const result = derivations[0]?.results[0];
    const of = result?.remarks[0]?.at(-1);
    const tangent = typeof of === 'object' ? toInput(of) : '';
    const gradient = toInput((result as NonNullable<typeof result>).value);
    const holds = (left: string, right: string): string => equal(left, right, { declare }).outcome;
    const [g, r, x] = [`(${gradient})`, `(${tangent})`, variable];
    if (declare[0]?.endsWith('unit')) {
      expect(holds(`${x} : ${r}`, '0')).toBe('equal');
      // the rest is a multiple of x
      expect(holds(`${g} - ${r}`, `(${x} : (${g} - ${r}))*${x}`)).toBe('equal');
    } else {
      expect(holds(`${x}'*${r}`, `-(${r})'*${x}`)).toBe('equal');
      expect(holds(`${x}'*(${g} - ${r})`, `(${g} - ${r})'*${x}`)).toBe('equal');
    }
    // nor is there anything that is lost: on tangent directions both are the differential
    expect(holds(`${g} : d${x}`, `${r} : d${x}`)).toBe('equal');
  });
});
