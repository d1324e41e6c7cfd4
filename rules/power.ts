import type { RuleModule } from '../src/rulebook/rule.js';

/** Powers of a square matrix by a whole number, given or a letter. */
export default {
  title: 'Powers of a matrix',
  about: 'Each of the k factors of Xᵏ varies in its place; under a trace all places are alike.',
  differential: {
    square: { rule: 'd(A^2) = dA*A + A*dA', where: ['A : n x n'], say: 'product rule' },
    cube: { rule: 'd(A^3) = dA*A^2 + A*dA*A + A^2*dA', where: ['A : n x n'], say: 'product rule' },
    power: {
      rule: 'd(A^k) = sum(r = 1..k, A^(r-1)*dA*A^(k-r))',
      where: ['A : n x n', 'k : scalar integer'],
      say: 'product rule, each factor in turn',
    },
  },
  identities: {
    transpose: { rule: "A'^k = (A^k)'", where: ['A : n x n', 'k : scalar integer'], say: '(Aᵀ)ᵏ = (Aᵏ)ᵀ' },
    join: {
      rule: 'A^j*A^k = A^(j+k)',
      where: ['A : n x n', 'j, k : scalar integer'],
      say: 'powers of one base',
    },
    next: { rule: 'A*A^k = A^(k+1)', where: ['A : n x n', 'k : scalar integer'], say: 'powers of one base' },
    after: { rule: 'A^k*A = A^(k+1)', where: ['A : n x n', 'k : scalar integer'], say: 'powers of one base' },
    undo: {
      rule: 'inv(A)*A^k = A^(k-1)',
      where: ['A : n x n invertible', 'k : scalar integer'],
      say: 'A⁻¹A = I',
    },
    undoAfter: {
      rule: 'A^k*inv(A) = A^(k-1)',
      where: ['A : n x n invertible', 'k : scalar integer'],
      say: 'AA⁻¹ = I',
    },
  },
} satisfies RuleModule;
