import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Trace',
  about: 'The trace is linear and cyclic, and tr(AᵀB) = A : B.',
  functions: {
    tr: {
      of: ['A : n x n'],
      shape: 'scalar',
      tex: '\\operatorname{tr}(#1)',
      also: ['trace'],
      linear: true,
      witness: 'trace(A)',
    },
  },
  differential: {
    power: {
      rule: 'd(tr(A^k)) = k*tr(A^(k-1)*dA)',
      where: ['A : n x n', 'k : scalar integer'],
      say: 'd tr Aᵏ = k tr(Aᵏ⁻¹ dA), by cyclicity',
    },
    trace: { rule: 'd(tr(A)) = tr(dA)', where: ['A : n x n'], say: 'the trace is linear', cite: 'MN 8' },
  },
  adjoint: {
    cyclic: {
      rule: "tr(A*H*B) = A'*B' : H",
      where: ['A : n x p', 'H : p x q active', 'B : q x n'],
      say: 'tr(AᵀB) = A : B',
      cite: 'MN 2',
    },
    kronecker: {
      rule: 'tr(kron(A, H)) = tr(A)*tr(H)',
      where: ['A : n x n', 'H : m x m active'],
      say: 'tr(A ⊗ B) = tr A · tr B',
    },
    kroneckerLeft: {
      rule: 'tr(kron(H, A)) = tr(A)*tr(H)',
      where: ['A : n x n', 'H : m x m active'],
      say: 'tr(A ⊗ B) = tr A · tr B',
    },
    hadamard: {
      rule: 'tr(A .* H) = A .* eye(n) : H',
      where: ['A : n x n', 'H : n x n active'],
      say: 'the trace sums the diagonal',
    },
    identity: { rule: 'tr(H) = eye(n) : H', where: ['H : n x n active'], say: 'tr H = I : H' },
  },
  identities: {
    transposeProduct: {
      rule: "tr(A'*B') = tr(B*A)",
      where: ['A : n x m', 'B : m x n'],
      say: 'tr Mᵀ = tr M',
    },
    outer: { rule: "tr(u*v') = v'*u", where: ['u, v : n'], say: 'tr(uvᵀ) = vᵀu' },
    transpose: { rule: "tr(A') = tr(A)", where: ['A : n x n'], say: 'tr Aᵀ = tr A' },
  },
} satisfies RuleModule;
