/** Derivations that name families of their own, member by member, and claims about members of a problem's families. */
import { describe, expect, test } from 'vitest';
import { verify } from '../src/index.js';

const RECURRENCE = `param a : scalar
data h0 : scalar
h[0] = h0
for t = 1..T
  h[t] = a*h[t-1]
end
L = sum(t = 1..T, h[t])
derivation
`;
const CONVOLUTION = `param w[k] : scalar
param x[t] : scalar
for t = 1..T
  z[t] = sum(k = 1..t, w[k]*x[t-k+1])
end
L = sum(t = 1..T, z[t]^2)
derivation
`;

const verdicts = (text: string): string[] => verify(text).lines.map(({ verdict }) => verdict);

describe('a recurrence of the derivation’s own', () => {
  const claims = 'claim grad(L, h[t]) = G[t]\nclaim grad(L, a) = sum(t = 1..T, G[t]*h[t-1])';

  test.each(['G[T] = 1', 'G[T+1] = 0'])('%s, then G[t]', (end) => {
    expect(verdicts(`${RECURRENCE}${end}\nG[t] = 1 + a*G[t+1]\n${claims}`)).toEqual([
      'given',
      'given',
      'right',
      'right',
    ]);
  });

  test('that is another is told', () => {
    const found = verify(`${RECURRENCE}G[T] = 1\nG[t] = 1 + 2*a*G[t+1]\n${claims}`);
    expect(found.lines.map(({ verdict }) => verdict)).toEqual(['given', 'given', 'wrong', 'wrong']);
  });

  test('what is said of a member that a general line has named is judged', () => {
    const lines = (value: string): string => `${RECURRENCE}G[t] = h[t] + 0*a\nG[T] = ${value}`;
    expect(verdicts(lines('h[T]'))).toEqual(['given', 'right']);
    expect(verdicts(lines('2*h[T]'))).toEqual(['given', 'wrong']);
  });
});

describe('a claim about each member', () => {
  test.each([
    ['grad(L, w[k]) = 2*sum(t = k..T, z[t]*x[t-k+1])', 'right'],
    ['grad(L, w[k]) = 3*sum(t = k..T, z[t]*x[t-k+1])', 'wrong'],
    ['grad(L, w[k]) = 2*sum(t = 1..T, z[t]*x[t])', 'wrong'],
    ['grad(L, x[t]) = 2*sum(s = t..T, z[s]*w[s-t+1])', 'right'],
    ['grad(L, x[t]) = 2*sum(s = 1..t, z[s]*w[t-s+1])', 'wrong'],
    ['grad(L, z[t]) = 2*z[t]', 'right'],
  ])('%s is %s', (claim, verdict) => {
    expect(verdicts(`${CONVOLUTION}claim ${claim}`)).toEqual([verdict]);
  });
});

describe('a family without an end condition', () => {
  const lines = (text: string): string[] =>
    verdicts(
      `${RECURRENCE.replace('derivation', 'G[T] = 1\nfor t = T-1..1\n  G[t] = 1 + a*G[t+1]\nend\nderivation')}${text}`,
    );

  test.each([
    ['G[t] = 1 + a*G[t+1]', 'right'],
    ['G[t] = 1 + 2*a*G[t+1]', 'wrong'],
    ['dG[t] = G[t+1]*da + a*dG[t+1]', 'right'],
    ['dG[t] = a*dG[t+1]', 'wrong'],
    ['G[T-1] = 1 + a*G[T]', 'right'],
    // about a member that is defined nowhere nothing can be said
    ['G[T] = 1 + a*G[T+1]', 'unchecked'],
  ])('%s is %s, for the members that are there', (line, verdict) => {
    expect(lines(`${line}\nG[T] = 1`)).toEqual([verdict, 'right']);
  });
});

describe('a family that is defined in pieces', () => {
  const PIECES = `param a : scalar
data h[0] : scalar
h[1] = 7*h[0]
for t = 2..T
  h[t] = a*h[t-1]
end
for t = 1..T
  q[t] = 2*h[t]
end
derivation
`;
  const found = (line: string): readonly [string, readonly string[]] => {
    const [report] = verify(`${PIECES}${line}`).lines;
    return [report?.verdict ?? '', report?.remarks ?? []];
  };

  test.each([
    ['q[t] = 2*h[t]', 'right', undefined],
    // q is defined for all t in one way, and not so at t = 1
    ['q[t] = 2*a*h[t-1]', 'wrong', undefined],
    ['q[1] = 2*a*h[0]', 'wrong', undefined],
    ['claim h[t] = a*h[t-1]', 'right', 'for t = 2..T'],
    ['claim h[t-1] = a*h[t-2]', 'right', 'for t = 3..T'],
    ['claim h[t+1] = a*h[t]', 'right', 'for t = 1..T-1'],
    ['dh[t] = da*h[t-1] + a*dh[t-1]', 'right', 'for t = 2..T'],
    ['claim h[t] = 2*a*h[t-1]', 'wrong', undefined],
  ])('%s is %s, %s', (line, verdict, range) => {
    const [told, remarks] = found(line);
    expect(told).toBe(verdict);
    if (range === undefined) expect(remarks.filter((r) => r.startsWith('for '))).toEqual([]);
    else expect(remarks).toContain(range);
  });

  test.each(['z[T] = 0', 'sum(t = 1..T, z[t]) = 0'])('of members that are not there nothing is said: %s', (line) => {
    expect(verdicts(`${RECURRENCE}z[t] = a*h[t+1]\nclaim ${line}`)).toEqual(['given', 'unchecked']);
  });
});
