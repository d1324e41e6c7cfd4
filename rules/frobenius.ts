import type { RuleModule } from '../src/rulebook/rule.js';

/** How the operand that carries the differential is freed of what surrounds it. Linear operators only. */
export default {
  title: 'The Frobenius identity',
  about: 'A : B = tr(AᵀB). A factor crosses ":" transposed, on its own side.',
  adjoint: {
    swap: { rule: 'H : G = G : H', where: ['G : n x m', 'H : n x m active'], say: 'A : B = B : A', level: 'minor' },
    move: {
      rule: "G : A*H*B = A'*G*B' : H",
      where: ['G : m x n', 'A : m x p', 'H : p x q active', 'B : q x n'],
      say: 'move',
      cite: 'MN 2',
    },
    transpose: {
      rule: "G : H' = G' : H",
      where: ['G : m x n', 'H : n x m active'],
      say: 'G : Hᵀ = Gᵀ : H',
    },
    hadamard: {
      rule: 'G : A .* H = G .* A : H',
      where: ['G, A : m x n', 'H : m x n active'],
      say: '⊙ moves across ":"',
    },
    sum: {
      rule: 'G : (H + K) = G : H + G : K',
      where: ['G : m x n', 'H, K : m x n active'],
      say: '":" distributes over the sum',
      level: 'minor',
    },
    form: {
      rule: "A*H*B = A'*B' : H",
      where: ['A : 1 x p', 'H : p x q active', 'B : q x 1'],
      say: 'a scalar product as A : B',
    },
  },
  identities: {
    outer: { rule: "A : x*y' = x'*A*y", where: ['A : n x m', 'x : n', 'y : m'], say: 'A : xyᵀ = xᵀAy' },
  },
} satisfies RuleModule;
