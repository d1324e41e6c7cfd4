import type { RuleModule, RuleRow } from '../src/rulebook/rule.js';

/** The comparisons that `where` knows; what is compared only chooses, and does not vary with its arguments. */
const COMPARISONS = { Greater: '>', AtLeast: '>=', Less: '<', AtMost: '<=', Equal: '==' } as const;

function eachComparison(make: (op: string) => Readonly<Record<string, RuleRow>>): Readonly<Record<string, RuleRow>> {
  return Object.fromEntries(
    Object.entries(COMPARISONS).flatMap(([word, op]) =>
      Object.entries(make(op)).map(([key, row]) => [`${key}${word}`, row]),
    ),
  );
}

/** max(0, a) is relu(a), as everybody writes a hinge: the entries that count, and no halves of signs. */
const withZero = (fn: 'max' | 'min', sign: '>' | '<'): RuleRow => ({
  rule: `d(${fn}(zeros(n, m), A)) = where(A ${sign} 0, 1, 0) .* dA`,
  where: ['A : n x m'],
  say: fn === 'max' ? 'only entries above 0 count' : 'only entries below 0 count',
  condition: `${fn}(0, ·)′ = 0 at 0`,
});

export default {
  title: 'Choices: where, max, min',
  about:
    'Entry by entry one of two; ties of max and min are shared evenly, but max(0, a) is relu(a), and its slope 0 at 0.',
  differential: {
    ...eachComparison((op) => ({
      where: {
        rule: `d(where(X ${op} Y, A, B)) = where(X ${op} Y, dA, dB)`,
        where: ['X, Y : n x m constant', 'A, B : n x m'],
        say: 'where chooses, entry by entry',
      },
      whereVarying: {
        rule: `d(where(X ${op} Y, A, B)) = where(X ${op} Y, dA, dB)`,
        where: ['X, Y, A, B : n x m'],
        say: 'where chooses, entry by entry',
        condition: 'no entry changes sides',
      },
    })),
    maxWithZero: withZero('max', '>'),
    minWithZero: withZero('min', '<'),
    maxOfTwo: {
      rule: 'd(max(A, B)) = (1/2)*(1 + sign(A - B)) .* dA + (1/2)*(1 - sign(A - B)) .* dB',
      where: ['A, B : n x m'],
      say: 'max(a, b) = (a + b + |a − b|)/2',
      condition: 'ties of max shared evenly',
    },
    minOfTwo: {
      rule: 'd(min(A, B)) = (1/2)*(1 - sign(A - B)) .* dA + (1/2)*(1 + sign(A - B)) .* dB',
      where: ['A, B : n x m'],
      say: 'min(a, b) = (a + b − |a − b|)/2',
      condition: 'ties of min shared evenly',
    },
    largest: {
      rule: 'd(max(A)) = where(A == max(A), 1, 0)/sum(where(A == max(A), 1, 0)) : dA',
      where: ['A : n x m'],
      say: 'only the largest entry counts',
      condition: 'ties of max shared evenly',
    },
    smallest: {
      rule: 'd(min(A)) = where(A == min(A), 1, 0)/sum(where(A == min(A), 1, 0)) : dA',
      where: ['A : n x m'],
      say: 'only the smallest entry counts',
      condition: 'ties of min shared evenly',
    },
  },
  adjoint: eachComparison((op) => ({
    first: {
      rule: `G : where(X ${op} Y, H, 0) = where(X ${op} Y, G, 0) : H`,
      where: ['G, X, Y : n x m', 'H : n x m active'],
      say: '⊙ moves across ":"',
    },
    second: {
      rule: `G : where(X ${op} Y, 0, H) = where(X ${op} Y, 0, G) : H`,
      where: ['G, X, Y : n x m', 'H : n x m active'],
      say: 'where moves across ":"',
    },
    both: {
      rule: `G : where(X ${op} Y, H, K) = where(X ${op} Y, G, 0) : H + where(X ${op} Y, 0, G) : K`,
      where: ['G, X, Y : n x m', 'H, K : n x m active'],
      say: 'where moves across ":"',
    },
    number: {
      rule: `where(x ${op} y, h, k) = where(x ${op} y, 1, 0)*h + where(x ${op} y, 0, 1)*k`,
      where: ['x, y : scalar', 'h, k : scalar active'],
      say: 'where as a factor 0 or 1',
    },
    numberFirst: {
      rule: `where(x ${op} y, h, 0) = where(x ${op} y, 1, 0)*h`,
      where: ['x, y : scalar', 'h : scalar active'],
      say: 'where as a factor 0 or 1',
    },
    numberSecond: {
      rule: `where(x ${op} y, 0, h) = where(x ${op} y, 0, 1)*h`,
      where: ['x, y : scalar', 'h : scalar active'],
      say: 'where as a factor 0 or 1',
    },
  })),
  identities: {
    ...eachComparison((op) => ({
      scaleFirst: {
        rule: `where(X ${op} Y, A, 0) .* B = where(X ${op} Y, A .* B, 0)`,
        where: ['X, Y, A, B : n x m'],
        say: 'a factor goes into where',
      },
      scaleSecond: {
        rule: `where(X ${op} Y, 0, A) .* B = where(X ${op} Y, 0, A .* B)`,
        where: ['X, Y, A, B : n x m'],
        say: 'a factor goes into where',
      },
      same: { rule: `where(X ${op} Y, A, A) = A`, where: ['X, Y, A : n x m'], say: 'both choices are equal' },
    })),
  },
} satisfies RuleModule;
