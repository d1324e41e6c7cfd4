import type { RuleModule, RuleRow } from '../src/rulebook/rule.js';

const COMPARISONS = ['>', '>=', '<', '<=', '=='] as const;

/** One rule a comparison: what `where` takes from H, and what from the other side. */
const choices = (): Record<string, RuleRow> =>
  Object.fromEntries(
    COMPARISONS.flatMap((op, i): [string, RuleRow][] => [
      [
        `choice${i}`,
        {
          rule: `vec(where(X ${op} Y, H, 0)) = diag(vec(where(X ${op} Y, 1, 0)))*vec(H)`,
          where: ['X, Y : n x m', 'H : n x m active'],
          say: 'where keeps or drops each entry',
        },
      ],
      [
        `choiceElse${i}`,
        {
          rule: `vec(where(X ${op} Y, 0, H)) = diag(vec(where(X ${op} Y, 0, 1)))*vec(H)`,
          where: ['X, Y : n x m', 'H : n x m active'],
          say: 'where keeps or drops each entry',
        },
      ],
    ]),
  );

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
    ...choices(),
    slice: {
      rule: 'vec(H(i:j, k:l)) = kron(eye(m)(k:l, :), eye(n)(i:j, :))*vec(H)',
      where: ['H : n x m active'],
      say: 'a slice is rows of I times H times columns of I',
    },
    entry: {
      rule: "H(i, j) = kron(basis(m, j), basis(n, i))'*vec(H)",
      where: ['H : n x m active'],
      say: 'the entry is eᵢᵀHeⱼ',
    },
    pad: {
      rule: 'vec(pad(H, n, m, i, k)) = kron(eye(m)(:, k:l), eye(n)(:, i:j))*vec(H)',
      where: ['H : j-i+1 x l-k+1 active'],
      say: 'columns of I times H times rows of I',
    },
    diag: {
      rule: "vec(diag(h)) = sum(i = 1..n, kron(basis(n, i), basis(n, i))*basis(n, i)')*vec(h)",
      where: ['h : n active'],
      say: 'each entry goes to its place on the diagonal',
    },
    scaledDiagonal: {
      rule: "vec(diag(P*diag(h)*Q)) = (P .* Q')*vec(h)",
      where: ['P : n x m', 'h : m active', 'Q : m x n'],
      say: 'diag(P diag(h) Q) = (P ⊙ Qᵀ) h',
    },
    diagonal: {
      rule: "vec(diag(H)) = sum(i = 1..n, basis(n, i)*kron(basis(n, i), basis(n, i))')*vec(H)",
      where: ['H : n x n active'],
      say: 'each entry comes from its place on the diagonal',
    },
    sym: {
      rule: 'vec(sym(H)) = (1/2)*(eye(n*n) + commutation(n, n))*vec(H)',
      where: ['H : n x n active'],
      say: 'sym H = (H + Hᵀ)/2',
    },
    skew: {
      rule: 'vec(skew(H)) = (1/2)*(eye(n*n) - commutation(n, n))*vec(H)',
      where: ['H : n x n active'],
      say: 'skew H = (H − Hᵀ)/2',
    },
    tril: {
      rule: 'vec(tril(H)) = diag(vec(tril(ones(n, n))))*vec(H)',
      where: ['H : n x n active'],
      say: 'tril keeps or drops each entry',
    },
    triu: {
      rule: 'vec(triu(H)) = diag(vec(triu(ones(n, n))))*vec(H)',
      where: ['H : n x n active'],
      say: 'triu keeps or drops each entry',
    },
    unvec: { rule: 'vec(unvec(h, n, m)) = vec(h)', where: ['h : n*m active'], say: 'vec undoes unvec' },
    beside: {
      rule: 'vec([H, zeros(n, p)]) = [eye(n*m); zeros(n*p, n*m)]*vec(H)',
      where: ['H : n x m active'],
      say: 'block by block',
    },
    besideRight: {
      rule: 'vec([zeros(n, m), K]) = [zeros(n*m, n*p); eye(n*p)]*vec(K)',
      where: ['K : n x p active'],
      say: 'block by block',
    },
    below: {
      rule: 'vec([H; zeros(p, n)]) = kron(eye(n), [eye(m); zeros(p, m)])*vec(H)',
      where: ['H : m x n active'],
      say: 'block by block',
    },
    belowSecond: {
      rule: 'vec([zeros(m, n); K]) = kron(eye(n), [zeros(m, p); eye(p)])*vec(K)',
      where: ['K : p x n active'],
      say: 'block by block',
    },
    kronecker: {
      rule: 'vec(kron(A, H)) = kron(kron(eye(n), commutation(q, m)), eye(p))*kron(vec(A), eye(p*q))*vec(H)',
      where: ['A : m x n', 'H : p x q active'],
      say: 'vec(A ⊗ X) = (I ⊗ K ⊗ I)(vec A ⊗ vec X)',
      cite: 'MN 3',
    },
    kroneckerLeft: {
      rule: 'vec(kron(H, B)) = kron(kron(eye(n), commutation(q, m)), eye(p))*kron(eye(m*n), vec(B))*vec(H)',
      where: ['B : p x q', 'H : m x n active'],
      say: 'vec(X ⊗ B) = (I ⊗ K ⊗ I)(vec X ⊗ vec B)',
      cite: 'MN 3',
    },
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
    belowTimes: { rule: '[zeros(m, p); eye(p)]*C = [zeros(m, q); C]', where: ['C : p x q'], say: 'block by block' },
    aboveTimes: { rule: '[eye(p); zeros(m, p)]*C = [C; zeros(m, q)]', where: ['C : p x q'], say: 'block by block' },
    blocks: {
      rule: '[A; zeros(p, n)] + [zeros(m, n); B] = [A; B]',
      where: ['A : m x n', 'B : p x n'],
      say: 'block by block',
    },
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
    kronSum: {
      rule: 'sum(kron(A, B)) = sum(A)*sum(B)',
      where: ['A : n x m', 'B : p x q'],
      say: 'every entry of A meets every entry of B',
      level: 'key',
    },
    diagonalOnes: { rule: 'diag(ones(n, n)) = ones(n, 1)', where: ['A : n x n'], say: 'the diagonal of ones' },
    diagOnes: { rule: 'diag(ones(n, 1)) = eye(n)', where: ['x : n'], say: 'diag 𝟏 = I' },
  },
} satisfies RuleModule;
