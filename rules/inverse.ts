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
      condition: '#A invertible',
    },
    power: {
      rule: 'd(det(A^k)) = k*det(A^k)*tr(inv(A)*dA)',
      where: ['A : n x n invertible', 'k : scalar integer'],
      say: "det Aᵏ = (det A)ᵏ, Jacobi's formula",
      condition: '#A invertible',
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
      condition: '#A invertible',
    },
  },
  identities: {
    undoLeft: { rule: 'inv(A)*A = eye(n)', where: ['A : n x n invertible'], say: 'A⁻¹A = I' },
    undoRight: { rule: 'A*inv(A) = eye(n)', where: ['A : n x n invertible'], say: 'AA⁻¹ = I' },
    undoTransposedLeft: { rule: "inv(A)'*A' = eye(n)", where: ['A : n x n invertible'], say: 'A⁻ᵀAᵀ = I' },
    undoTransposedRight: { rule: "A'*inv(A)' = eye(n)", where: ['A : n x n invertible'], say: 'AᵀA⁻ᵀ = I' },
    logOfDet: {
      rule: 'log(abs(det(A))) = logdet(A)',
      where: ['A : n x n invertible'],
      say: 'log |det A|',
      level: 'key',
    },
    undoProduct: { rule: 'inv(A*B)*A*B = eye(n)', where: ['A : n x m', 'B : m x n'], say: 'M⁻¹M = I' },
    undoProductAfter: { rule: 'A*B*inv(A*B) = eye(n)', where: ['A : n x m', 'B : m x n'], say: 'MM⁻¹ = I' },
    cancelLeft: { rule: 'A*inv(B*A) = inv(B)', where: ['A, B : n x n invertible'], say: '(BA)⁻¹ = A⁻¹B⁻¹' },
    cancelRight: { rule: 'inv(A*B)*A = inv(B)', where: ['A, B : n x n invertible'], say: '(AB)⁻¹ = B⁻¹A⁻¹' },
    cancelTransposedLeft: {
      rule: "A'*inv(A*B)' = inv(B)'",
      where: ['A, B : n x n invertible'],
      say: '(AB)⁻¹ = B⁻¹A⁻¹',
    },
    cancelTransposedRight: {
      rule: "inv(B*A)'*A' = inv(B)'",
      where: ['A, B : n x n invertible'],
      say: '(BA)⁻¹ = A⁻¹B⁻¹',
    },
    cancelTransposedFactor: {
      rule: "A*inv(A'*B)' = inv(B)'",
      where: ['A, B : n x n invertible'],
      say: '(AᵀB)⁻¹ = B⁻¹A⁻ᵀ',
    },
    cancelTransposedFactorRight: {
      rule: "inv(B*A')'*A = inv(B)'",
      where: ['A, B : n x n invertible'],
      say: '(BAᵀ)⁻¹ = A⁻ᵀB⁻¹',
    },
    twice: { rule: 'inv(inv(A)) = A', where: ['A : n x n invertible'], say: '(A⁻¹)⁻¹ = A' },
    transpose: { rule: "inv(A') = inv(A)'", where: ['A : n x n invertible'], say: '(Aᵀ)⁻¹ = (A⁻¹)ᵀ' },
  },
} satisfies RuleModule;
