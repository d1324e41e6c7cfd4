import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Pseudoinverse',
  about: 'AA⁺ and A⁺A are the orthogonal projections onto the columns and the rows of A.',
  functions: {
    pinv: { of: ['A : n x m'], shape: 'm x n', tex: '#1^{+}' },
  },
  differential: {
    constantRank: {
      rule: "d(pinv(A)) = -pinv(A)*dA*pinv(A) + pinv(A)*pinv(A)'*dA'*(eye(n) - A*pinv(A)) + (eye(m) - pinv(A)*A)*dA'*pinv(A)'*pinv(A)",
      where: ['A : n x m fullrank'],
      say: 'constant rank',
      cite: 'MN 8',
      condition: '#A of constant rank',
    },
  },
  identities: {
    penrose: { rule: 'pinv(A)*A*pinv(A) = pinv(A)', where: ['A : n x m fullrank'], say: 'A⁺AA⁺ = A⁺' },
    penroseBack: { rule: 'A*pinv(A)*A = A', where: ['A : n x m fullrank'], say: 'AA⁺A = A' },
    penroseSymmetric: {
      rule: "pinv(A)'*A' = A*pinv(A)",
      where: ['A : n x m fullrank'],
      say: 'AA⁺ symmetric',
    },
    penroseSymmetricRows: {
      rule: "A'*pinv(A)' = pinv(A)*A",
      where: ['A : n x m fullrank'],
      say: 'A⁺A symmetric',
    },
    penroseRange: {
      rule: "A*pinv(A)*pinv(A)' = pinv(A)'",
      where: ['A : n x m fullrank'],
      say: 'AA⁺ symmetric, A⁺AA⁺ = A⁺',
    },
    penroseRows: {
      rule: "pinv(A)'*pinv(A)*A = pinv(A)'",
      where: ['A : n x m fullrank'],
      say: 'A⁺A symmetric, A⁺AA⁺ = A⁺',
    },
    residualFromLeft: {
      rule: "A'*(B - A*pinv(A)*B) = zeros(m, p)",
      where: ['A : n x m fullrank', 'B : n x p'],
      say: 'the residual is orthogonal to A',
      level: 'key',
    },
    residualByPseudoinverse: {
      rule: 'pinv(A)*(B - A*pinv(A)*B) = zeros(m, p)',
      where: ['A : n x m fullrank', 'B : n x p'],
      say: 'A⁺AA⁺ = A⁺',
      level: 'key',
    },
    residualFromRight: {
      rule: "(B - A*pinv(A)*B)'*A = zeros(p, m)",
      where: ['A : n x m fullrank', 'B : n x p'],
      say: 'the residual is orthogonal to A',
      level: 'key',
    },
    residualByTransposed: {
      rule: "(B - A*pinv(A)*B)'*pinv(A)' = zeros(p, m)",
      where: ['A : n x m fullrank', 'B : n x p'],
      say: 'AA⁺ symmetric, A⁺AA⁺ = A⁺',
      level: 'key',
    },
    complementFromLeft: {
      rule: "A'*(eye(n) - A*pinv(A)) = zeros(m, n)",
      where: ['A : n x m fullrank'],
      say: 'AA⁺A = A',
      level: 'key',
    },
    complementByPseudoinverse: {
      rule: 'pinv(A)*(eye(n) - A*pinv(A)) = zeros(m, n)',
      where: ['A : n x m fullrank'],
      say: 'A⁺AA⁺ = A⁺',
      level: 'key',
    },
    complementOfRange: {
      rule: '(eye(n) - A*pinv(A))*A = zeros(n, m)',
      where: ['A : n x m fullrank'],
      say: 'AA⁺A = A',
      level: 'key',
    },
    complementOfRangeTransposed: {
      rule: "(eye(n) - A*pinv(A))*pinv(A)' = zeros(n, m)",
      where: ['A : n x m fullrank'],
      say: 'AA⁺ symmetric, A⁺AA⁺ = A⁺',
      level: 'key',
    },
    complementOfRows: {
      rule: '(eye(m) - pinv(A)*A)*pinv(A) = zeros(m, n)',
      where: ['A : n x m fullrank'],
      say: 'A⁺AA⁺ = A⁺',
      level: 'key',
    },
    complementOfRowsTransposed: {
      rule: "(eye(m) - pinv(A)*A)*A' = zeros(m, n)",
      where: ['A : n x m fullrank'],
      say: 'A⁺A symmetric, AA⁺A = A',
      level: 'key',
    },
    complementAfter: {
      rule: 'A*(eye(m) - pinv(A)*A) = zeros(n, m)',
      where: ['A : n x m fullrank'],
      say: 'AA⁺A = A',
      level: 'key',
    },
    complementAfterTransposed: {
      rule: "pinv(A)'*(eye(m) - pinv(A)*A) = zeros(n, m)",
      where: ['A : n x m fullrank'],
      say: 'A⁺A symmetric, A⁺AA⁺ = A⁺',
      level: 'key',
    },
    transposed: { rule: "pinv(A') = pinv(A)'", where: ['A : n x m fullrank'], say: '(Aᵀ)⁺ = (A⁺)ᵀ' },
  },
} satisfies RuleModule;
