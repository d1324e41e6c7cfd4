import type { RuleModule } from '../src/rulebook/rule.js';

/** How vec(dX) is freed of what surrounds dX: one rule a linear operator, from which Jacobians are read. */
export default {
  title: 'Vectorising: Jacobians',
  about: 'vec stacks columns. From vec(dY) = J vec(dX) one reads the Jacobian J; a column vector is its own vec.',
  vec: {
    product: {
      rule: "vec(A*H*B) = kron(B', A)*vec(H)",
      where: ['A : m x p', 'H : p x q active', 'B : q x n'],
      say: 'vec(AXB) = (Bᵀ ⊗ A) vec X',
      cite: 'MN 2',
    },
    transpose: {
      rule: "vec(H') = commutation(n, m)*vec(H)",
      where: ['H : n x m active'],
      say: 'the commutation matrix transposes',
      cite: 'MN 3',
    },
    hadamard: {
      rule: 'vec(A .* H) = diag(vec(A))*vec(H)',
      where: ['A : n x m', 'H : n x m active'],
      say: 'a ⊙ h = diag(a) h',
    },
    form: { rule: "G : H = vec(G)'*vec(H)", where: ['G : n x m', 'H : n x m active'], say: 'A : B = vec(A)ᵀ vec(B)' },
    trace: { rule: "tr(H) = vec(eye(n))'*vec(H)", where: ['H : n x n active'], say: 'tr X = vec(I)ᵀ vec X' },
    total: { rule: 'sum(H) = ones(1, n*m)*vec(H)', where: ['H : n x m active'], say: 'the sum of all entries' },
    stacked: { rule: 'vec(vec(H)) = vec(H)', where: ['H : n x m active'], say: 'a column is its own vec' },
  },
  identities: {
    column: { rule: 'vec(x) = x', where: ['x : n'], say: 'a column is its own vec' },
    row: { rule: "vec(x) = x'", where: ['x : 1 x n'], say: 'vec of a row is its transpose' },
    innerTrace: {
      rule: "vec(eye(n))'*vec(A) = tr(A)",
      where: ['A : n x n'],
      say: 'vec(I)ᵀ vec A = tr A',
    },
    inner: { rule: "vec(A)'*vec(B) = A : B", where: ['A, B : n x m'], say: 'vec(A)ᵀ vec(B) = A : B' },
    leftScalar: { rule: 'kron(s, A) = s*A', where: ['s : scalar', 'A : n x m'], say: 's ⊗ A = sA' },
    rightScalar: { rule: 'kron(A, s) = s*A', where: ['s : scalar', 'A : n x m'], say: 'A ⊗ s = sA' },
    identities: { rule: 'kron(eye(n), eye(m)) = eye(n*m)', where: ['A : n x n', 'B : m x m'], say: 'I ⊗ I = I' },
    transposeKron: { rule: "kron(A, B)' = kron(A', B')", where: ['A : n x m', 'B : p x q'], say: '(A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ' },
    commuteRow: { rule: 'commutation(1, n) = eye(n)', where: ['x : n'], say: 'a row is transposed by no exchange' },
    commuteColumn: {
      rule: 'commutation(n, 1) = eye(n)',
      where: ['x : n'],
      say: 'a column is transposed by no exchange',
    },
    transposeDiag: { rule: "diag(x)' = diag(x)", where: ['x : n'], say: 'a diagonal matrix is symmetric' },
    diagOnes: { rule: 'diag(ones(n, 1)) = eye(n)', where: ['x : n'], say: 'diag 𝟏 = I' },
  },
} satisfies RuleModule;
