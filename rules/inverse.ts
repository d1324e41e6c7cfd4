import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Inverse and determinant',
  functions: {
    inv: {
      of: ['A : n x n invertible'],
      shape: 'n x n',
      value: (m, A) => m.inv(A),
      tex: '#1^{-1}',
      also: ['inverse'],
      witness: 'inv(A)',
    },
    det: {
      of: ['A : n x n'],
      shape: 'scalar',
      value: (m, A) => m.det(A),
      tex: '\\det #1',
      also: ['determinant'],
      witness: 'det(A)',
    },
    logdet: {
      of: ['A : n x n invertible'],
      shape: 'scalar',
      value: (m, A) => m.logdet(A),
      tex: '\\log\\lvert\\det #1\\rvert',
      witness: 'log(det(A) * det(A)) / 2',
    },
  },
  differential: {
    inverse: {
      rule: 'd(inv(A)) = -inv(A)*dA*inv(A)',
      where: ['A : n x n invertible'],
      say: 'differentiate A·A⁻¹ = I',
      cite: 'MN 8',
    },
    jacobi: {
      rule: 'd(det(A)) = det(A)*tr(inv(A)*dA)',
      where: ['A : n x n invertible'],
      say: "Jacobi's formula",
      cite: 'MN 8',
      condition: '#A invertible',
    },
    logdet: {
      rule: 'd(logdet(A)) = tr(inv(A)*dA)',
      where: ['A : n x n invertible'],
      say: "Jacobi's formula",
      cite: 'MN 8',
    },
  },
  identities: {
    undoLeft: { rule: 'inv(A)*A = eye(n)', where: ['A : n x n invertible'], say: 'A⁻¹A = I' },
    undoRight: { rule: 'A*inv(A) = eye(n)', where: ['A : n x n invertible'], say: 'AA⁻¹ = I' },
    undoTransposedLeft: { rule: "inv(A)'*A' = eye(n)", where: ['A : n x n invertible'], say: 'A⁻ᵀAᵀ = I' },
    undoTransposedRight: { rule: "A'*inv(A)' = eye(n)", where: ['A : n x n invertible'], say: 'AᵀA⁻ᵀ = I' },
    twice: { rule: 'inv(inv(A)) = A', where: ['A : n x n invertible'], say: '(A⁻¹)⁻¹ = A' },
    transpose: { rule: "inv(A') = inv(A)'", where: ['A : n x n invertible'], say: '(Aᵀ)⁻¹ = (A⁻¹)ᵀ' },
  },
} satisfies RuleModule;
