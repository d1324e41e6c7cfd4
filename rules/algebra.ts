import type { RuleModule } from '../src/rulebook/rule.js';

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
    logistic: {
      rule: 'exp(A) ./ (1 + exp(A)) = sigmoid(A)',
      where: ['A : n x m'],
      say: 'eˣ/(1 + eˣ) = σ(x)',
    },
  },
} satisfies RuleModule;
