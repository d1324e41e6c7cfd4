import type { RuleModule, RuleRow } from '../src/rulebook/rule.js';

/** A product of functions of one argument: entry by entry, and of numbers. */
function entrywise(
  rows: Readonly<Record<string, { readonly of: readonly [string, string]; readonly is: string; readonly say: string }>>,
): Readonly<Record<string, RuleRow>> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(
      ([
        key,
        {
          of: [f, g],
          is,
          say,
        },
      ]): [string, RuleRow][] => [
        [key, { rule: `${f} .* ${g.replace('1/', '1./')} = ${is}`.replaceAll('^', '.^'), where: ['A : n x m'], say }],
        [`${key}OfNumber`, { rule: `${f}*${g} = ${is}`.replaceAll('A', 'a'), where: ['a : scalar'], say }],
      ],
    ),
  );
}

/** Oriented identities: the right side is the simpler one. */
export default {
  title: 'Tidying',
  identities: {
    transposeProduct: { rule: "(A*B)' = B'*A'", where: ['A : n x m', 'B : m x p'], say: '(AB)ᵀ = BᵀAᵀ' },
    symmetric: { rule: "S' = S", where: ['S : n x n symmetric'], say: '#S symmetric', condition: '#S symmetric' },
    skew: { rule: "S' = -S", where: ['S : n x n skew'], say: '#S skew', condition: '#S skew-symmetric' },
    orthogonalInverse: {
      rule: "inv(Q) = Q'",
      where: ['Q : n x n orthogonal'],
      say: 'Q⁻¹ = Qᵀ',
      condition: '#Q orthogonal',
    },
    orthogonalLeft: {
      rule: "Q'*Q = eye(n)",
      where: ['Q : n x n orthogonal'],
      say: 'QᵀQ = I',
      condition: '#Q orthogonal',
    },
    orthogonalRight: {
      rule: "Q*Q' = eye(n)",
      where: ['Q : n x n orthogonal'],
      say: 'QQᵀ = I',
      condition: '#Q orthogonal',
    },
    rowSums: {
      rule: 'Y*ones(m, 1) = ones(n, 1)',
      where: ['Y : n x m rowstochastic'],
      say: 'rows of #Y sum to 1',
      condition: 'rows of #Y sum to 1',
      level: 'key',
    },
    entrySum: {
      rule: 'ones(1, n)*y = 1',
      where: ['y : n stochastic'],
      say: 'entries of #y sum to 1',
      condition: 'entries of #y sum to 1',
      level: 'key',
    },
    stochastic: {
      rule: 'sum(y) = 1',
      where: ['y : n stochastic'],
      say: 'entries of #y sum to 1',
      condition: 'entries of #y sum to 1',
      level: 'key',
    },
    rowstochastic: {
      rule: 'sum(Y) = n',
      where: ['Y : n x m rowstochastic'],
      say: 'rows of #Y sum to 1',
      condition: 'rows of #Y sum to 1',
      level: 'key',
    },
    pythagoras: { rule: 'sin(A).^2 + cos(A).^2 = ones(n, m)', where: ['A : n x m'], say: 'sin² + cos² = 1' },
    ...entrywise({
      tangent: { of: ['sin(A)', '1/cos(A)'], is: 'tan(A)', say: 'tan = sin/cos' },
      hyperbolicTangent: { of: ['sinh(A)', '1/cosh(A)'], is: 'tanh(A)', say: 'tanh = sinh/cosh' },
      hyperbolicSine: { of: ['tanh(A)', 'cosh(A)'], is: 'sinh(A)', say: 'tanh = sinh/cosh' },
      logisticSquared: { of: ['exp(A)^2', '1/(1 + exp(A))^2'], is: 'sigmoid(A)^2', say: 'eˣ/(1 + eˣ) = σ(x)' },
      logistic: { of: ['exp(A)', '1/(1 + exp(A))'], is: 'sigmoid(A)', say: 'eˣ/(1 + eˣ) = σ(x)' },
      reciprocal: { of: ['sign(A)', '1/abs(A)'], is: 'A^-1', say: 'sign x/|x| = 1/x' },
    }),
  },
} satisfies RuleModule;
