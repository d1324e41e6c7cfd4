import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Arranging entries',
  about: 'vec, diagonals, triangles and blocks: linear operators, each its own or another one’s adjoint.',
  functions: {
    vec: { of: ['A : n x m'], shape: 'n*m', tex: '\\operatorname{vec}(#1)', linear: true },
    unvec: { of: ['x : n'], shape: 'n', tex: '\\operatorname{unvec}(#1)', linear: true },
    kron: { of: ['A : n x m', 'B : p x q'], shape: 'n*p x m*q', tex: '#1 \\otimes #2' },
    diag: { of: ['x : n'], shape: 'n x n', tex: '\\operatorname{diag}(#1)', linear: true },
    diagonal: { of: ['A : n x n'], shape: 'n', tex: '\\operatorname{diag}(#1)', linear: true },
    sym: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{sym}(#1)', gives: ['symmetric'], linear: true },
    skew: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{skew}(#1)', gives: ['skew'], linear: true },
    tril: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{tril}(#1)', gives: ['lower'], linear: true },
    toeplitz: {
      of: ['A : n x m'],
      shape: 'n x m',
      // each entry becomes the mean of its diagonal
      value: (m, A) => {
        const mean = (shift: number): number => {
          let [sum, count] = [0, 0];
          for (let i = 0; i < A.rows; i++) {
            const j = i + shift;
            if (j < 0 || j >= A.cols) continue;
            sum += A.data[i * A.cols + j] as number;
            count += 1;
          }
          return sum / count;
        };
        return m.make(A.rows, A.cols, (i, j) => mean(j - i));
      },
      tex: '\\operatorname{toeplitz}(#1)',
      gives: ['toeplitz'],
      linear: true,
    },
    triu: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{triu}(#1)', gives: ['upper'], linear: true },
  },
  differential: {
    vec: { rule: 'd(vec(A)) = vec(dA)', where: ['A : n x m'], say: 'vec is linear' },
    diag: { rule: 'd(diag(x)) = diag(dx)', where: ['x : n'], say: 'diag is linear' },
    diagonal: { rule: 'd(diag(A)) = diag(dA)', where: ['A : n x n'], say: 'diag is linear' },
    unvec: { rule: 'd(unvec(x, n, m)) = unvec(dx, n, m)', where: ['x : n*m'], say: 'unvec is linear' },
    slice: {
      rule: 'd(A(i:j, k:l)) = (dA)(i:j, k:l)',
      where: ['A : n x m'],
      say: 'taking entries is linear',
    },
    pad: {
      rule: 'd(pad(A, n, m, i, k)) = pad(dA, n, m, i, k)',
      where: ['A : j-i+1 x l-k+1'],
      say: 'placing entries is linear',
    },
    beside: { rule: 'd([A, B]) = [dA, dB]', where: ['A : n x m', 'B : n x p'], say: 'block by block' },
    below: { rule: 'd([A; B]) = [dA; dB]', where: ['A : m x n', 'B : p x n'], say: 'block by block' },
    sym: { rule: 'd(sym(A)) = sym(dA)', where: ['A : n x n'], say: 'sym is linear' },
    skew: { rule: 'd(skew(A)) = skew(dA)', where: ['A : n x n'], say: 'skew is linear' },
    tril: { rule: 'd(tril(A)) = tril(dA)', where: ['A : n x n'], say: 'tril is linear' },
    toeplitz: {
      rule: 'd(toeplitz(A)) = toeplitz(dA)',
      where: ['A : n x m'],
      say: 'the mean along each diagonal is linear',
    },
    triu: { rule: 'd(triu(A)) = triu(dA)', where: ['A : n x n'], say: 'triu is linear' },
  },
  adjoint: {
    vec: {
      rule: 'g : vec(H) = unvec(g, n, m) : H',
      where: ['g : n*m', 'H : n x m active'],
      say: 'vec moves across ":"',
    },
    unvec: {
      rule: 'G : unvec(h, n, m) = vec(G) : h',
      where: ['G : n x m', 'h : n*m active'],
      say: 'unvec moves across ":"',
    },
    entryOfVector: { rule: 'h(i) = basis(n, i) : h', where: ['h : n active'], say: 'the i-th entry is eᵢᵀh' },
    entryOfRow: { rule: "h(i) = basis(n, i)' : h", where: ['h : 1 x n active'], say: 'the i-th entry is h eᵢ' },
    entry: {
      rule: "H(i, j) = basis(n, i)*basis(m, j)' : H",
      where: ['H : n x m active'],
      say: 'the entry is eᵢᵀHeⱼ',
    },
    row: {
      rule: 'g : H(i, :) = basis(n, i)*g : H',
      where: ['g : 1 x m', 'H : n x m active'],
      say: 'the i-th row is eᵢᵀH',
    },
    column: {
      rule: "g : H(:, j) = g*basis(m, j)' : H",
      where: ['g : n', 'H : n x m active'],
      say: 'the j-th column is Heⱼ',
    },
    slice: {
      rule: 'G : H(i:j, k:l) = pad(G, n, m, i, k) : H',
      where: ['G : j-i+1 x l-k+1', 'H : n x m active'],
      say: 'a slice moves across ":" with zeros around it',
    },
    pad: {
      rule: 'G : pad(H, n, m, i, k) = G(i:j, k:l) : H',
      where: ['G : n x m', 'H : j-i+1 x l-k+1 active'],
      say: 'zeros around H meet nothing of G',
    },
    beside: {
      rule: 'G : [H, K] = G(:, 1:m) : H + G(:, m+1:m+p) : K',
      where: ['G : n x m+p', 'H : n x m active', 'K : n x p active'],
      say: 'block by block',
    },
    besideLeft: {
      rule: 'G : [H, zeros(n, p)] = G(:, 1:m) : H',
      where: ['G : n x m+p', 'H : n x m active'],
      say: 'block by block',
    },
    besideRight: {
      rule: 'G : [zeros(n, m), K] = G(:, m+1:m+p) : K',
      where: ['G : n x m+p', 'K : n x p active'],
      say: 'block by block',
    },
    below: {
      rule: 'G : [H; K] = G(1:m, :) : H + G(m+1:m+p, :) : K',
      where: ['G : m+p x n', 'H : m x n active', 'K : p x n active'],
      say: 'block by block',
    },
    belowFirst: {
      rule: 'G : [H; zeros(p, n)] = G(1:m, :) : H',
      where: ['G : m+p x n', 'H : m x n active'],
      say: 'block by block',
    },
    belowSecond: {
      rule: 'G : [zeros(m, n); K] = G(m+1:m+p, :) : K',
      where: ['G : m+p x n', 'K : p x n active'],
      say: 'block by block',
    },
    kroneckerVector: {
      rule: 'g : kron(x, h) = unvec(g, m, n)*x : h',
      where: ['g : n*m', 'x : n', 'h : m active'],
      say: 'x ⊗ y = vec(yxᵀ)',
    },
    kroneckerVectorLeft: {
      rule: "g : kron(h, y) = unvec(g, m, n)'*y : h",
      where: ['g : n*m', 'h : n active', 'y : m'],
      say: 'x ⊗ y = vec(yxᵀ)',
    },
    kronecker: {
      rule: 'G : kron(A, H) = sum(i = 1..n, sum(j = 1..m, A(i, j)*G((i-1)*p+1:i*p, (j-1)*q+1:j*q))) : H',
      where: ['G : n*p x m*q', 'A : n x m', 'H : p x q active'],
      say: 'A ⊗ H has the blocks aᵢⱼH',
    },
    kroneckerLeft: {
      rule: "G : kron(H, B) = sum(i = 1..n, sum(j = 1..m, (G((i-1)*p+1:i*p, (j-1)*q+1:j*q) : B)*basis(n, i)*basis(m, j)')) : H",
      where: ['G : n*p x m*q', 'B : p x q', 'H : n x m active'],
      say: 'H ⊗ B has the blocks hᵢⱼB',
    },
    diag: { rule: 'G : diag(h) = diag(G) : h', where: ['G : n x n', 'h : n active'], say: 'diag moves across ":"' },
    diagonal: { rule: 'g : diag(H) = diag(g) : H', where: ['g : n', 'H : n x n active'], say: 'diag moves across ":"' },
    sym: { rule: 'G : sym(H) = sym(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'sym moves across ":"' },
    skew: { rule: 'G : skew(H) = skew(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'skew moves across ":"' },
    tril: { rule: 'G : tril(H) = tril(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'tril moves across ":"' },
    toeplitz: {
      rule: 'G : toeplitz(H) = toeplitz(G) : H',
      where: ['G : n x m', 'H : n x m active'],
      say: 'toeplitz moves across ":"',
    },
    triu: { rule: 'G : triu(H) = triu(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'triu moves across ":"' },
  },
  identities: {
    entryBeside: { rule: 'basis(n, i) : x = x(i)', where: ['x : n'], say: 'the i-th entry is eᵢ : x' },
    entryOfRow: { rule: "x'*basis(n, i) = x(i)", where: ['x : n'], say: 'the i-th entry is xᵀeᵢ' },
    entryAlone: { rule: 'basis(n, i) .* x = x(i)*basis(n, i)', where: ['x : n'], say: 'only the i-th entry is left' },
    kroneckerDet: {
      rule: 'det(kron(A, B)) = det(A)^m*det(B)^n',
      where: ['A : n x n', 'B : m x m'],
      say: 'det(A ⊗ B) = (det A)ᵐ (det B)ⁿ',
      level: 'key',
    },
    kroneckerLogdet: {
      rule: 'logdet(kron(A, B)) = m*logdet(A) + n*logdet(B)',
      where: ['A : n x n invertible', 'B : m x m invertible'],
      say: 'det(A ⊗ B) = (det A)ᵐ (det B)ⁿ',
      level: 'key',
    },
    kroneckerNorm: {
      rule: 'norm2(kron(A, B)) = norm2(A)*norm2(B)',
      where: ['A : n x m', 'B : p x q'],
      say: '‖A ⊗ B‖ = ‖A‖ ‖B‖',
      level: 'key',
    },
    kroneckerSquare: {
      rule: 'kron(A, B) : kron(A, B) = (A : A)*(B : B)',
      where: ['A : n x m', 'B : p x q'],
      say: '‖A ⊗ B‖ = ‖A‖ ‖B‖',
      level: 'key',
    },
    symCongruence: {
      rule: "sym(P*A*P') = P*sym(A)*P'",
      where: ['P : n x m', 'A : m x m'],
      say: 'sym(PAPᵀ) = P sym(A) Pᵀ',
    },
    symCongruenceTransposed: {
      rule: "sym(P'*A*P) = P'*sym(A)*P",
      where: ['P : m x n', 'A : m x m'],
      say: 'sym(PᵀAP) = Pᵀ sym(A) P',
    },
    symCongruenceSymmetric: {
      rule: 'sym(S*A*S) = S*sym(A)*S',
      where: ['S : n x n symmetric', 'A : n x n'],
      say: 'sym(SAS) = S sym(A) S',
    },
    kroneckerTranspose: {
      rule: "kron(A, B)' = kron(A', B')",
      where: ['A : n x m', 'B : p x q'],
      say: '(A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ',
    },
    kroneckerInverse: {
      rule: 'inv(kron(A, B)) = kron(inv(A), inv(B))',
      where: ['A : n x n invertible', 'B : m x m invertible'],
      say: '(A ⊗ B)⁻¹ = A⁻¹ ⊗ B⁻¹',
    },
    kroneckerProduct: {
      rule: 'kron(A, B)*kron(C, D) = kron(A*C, B*D)',
      where: ['A : n x m', 'B : p x q', 'C : m x r', 'D : q x s'],
      say: '(A ⊗ B)(C ⊗ D) = AC ⊗ BD',
    },
    kroneckerAround: {
      rule: "kron(x, eye(p))*A*kron(y', eye(q)) = kron(x*y', A)",
      where: ['x : n', 'A : p x q', 'y : m'],
      say: '(x ⊗ I)A(yᵀ ⊗ I) = xyᵀ ⊗ A',
      level: 'key',
    },
    kroneckerAroundLeft: {
      rule: "kron(eye(p), x)*A*kron(eye(q), y') = kron(A, x*y')",
      where: ['x : n', 'A : p x q', 'y : m'],
      say: '(I ⊗ x)A(I ⊗ yᵀ) = A ⊗ xyᵀ',
      level: 'key',
    },
    kroneckerColumn: {
      rule: 'kron(x, eye(p))*A = kron(x, A)',
      where: ['x : n', 'A : p x q'],
      say: '(x ⊗ I)A = x ⊗ A',
    },
    kroneckerColumnLeft: {
      rule: 'kron(eye(p), x)*A = kron(A, x)',
      where: ['x : n', 'A : p x q'],
      say: '(I ⊗ x)A = A ⊗ x',
    },
    kroneckerRow: {
      rule: "A*kron(x', eye(q)) = kron(x', A)",
      where: ['x : n', 'A : p x q'],
      say: 'A(xᵀ ⊗ I) = xᵀ ⊗ A',
    },
    kroneckerRowLeft: {
      rule: "A*kron(eye(q), x') = kron(A, x')",
      where: ['x : n', 'A : p x q'],
      say: 'A(I ⊗ xᵀ) = A ⊗ xᵀ',
    },
    kroneckerVec: {
      rule: "kron(A, B)*vec(C) = vec(B*C*A')",
      where: ['A : n x m', 'B : p x q', 'C : q x m'],
      say: '(A ⊗ B) vec C = vec(BCAᵀ)',
    },
    kroneckerVecLeft: {
      rule: "vec(C)'*kron(A, B) = vec(B'*C*A)'",
      where: ['A : n x m', 'B : p x q', 'C : p x n'],
      say: '(vec C)ᵀ(A ⊗ B) = vec(BᵀCA)ᵀ',
    },
    kroneckerForm: {
      rule: 'kron(A, B) : kron(C, D) = (A : C)*(B : D)',
      where: ['A, C : n x m', 'B, D : p x q'],
      say: '(A ⊗ B) : (C ⊗ D) = (A : C)(B : D)',
    },
    kroneckerTrace: {
      rule: 'tr(kron(A, B)) = tr(A)*tr(B)',
      where: ['A : n x n', 'B : m x m'],
      say: 'tr(A ⊗ B) = tr A · tr B',
    },
    commutationTranspose: {
      rule: "commutation(n, m)' = commutation(m, n)",
      say: 'K(m,n)ᵀ = K(n,m)',
    },
    commutationVec: {
      rule: "commutation(n, m)*vec(A) = vec(A')",
      where: ['A : n x m'],
      say: 'K vec A = vec Aᵀ',
    },
    commutationUnvec: {
      rule: "unvec(commutation(n, m)*x, m, n) = unvec(x, n, m)'",
      where: ['x : n*m'],
      say: 'K vec A = vec Aᵀ',
    },
    unvecVec: { rule: 'unvec(vec(A), n, m) = A', where: ['A : n x m'], say: 'unvec undoes vec' },
    vecUnvec: { rule: 'vec(unvec(x, n, m)) = x', where: ['x : n*m'], say: 'vec undoes unvec' },
    vecForm: { rule: 'vec(A) : vec(B) = A : B', where: ['A, B : n x m'], say: 'vec A : vec B = A : B' },
    diagTranspose: { rule: "diag(x)' = diag(x)", where: ['x : n'], say: 'a diagonal matrix is symmetric' },
    diagTransposed: { rule: "diag(A') = diag(A)", where: ['A : n x n'], say: 'A and Aᵀ have one diagonal' },
    diagOfOuter: { rule: "diag(x*y') = x .* y", where: ['x, y : n'], say: 'the diagonal of xyᵀ is x ⊙ y' },
    diagOfDiag: { rule: 'diag(diag(x)) = x', where: ['x : n'], say: 'the diagonal of diag(x) is x' },
    diagDiag: { rule: 'diag(x)*diag(y) = diag(x .* y)', where: ['x, y : n'], say: 'diag(x) diag(y) = diag(x ⊙ y)' },
    diagTimes: { rule: 'diag(x)*y = x .* y', where: ['x, y : n'], say: 'diag(x)y = x ⊙ y' },
    diagRow: { rule: "ones(1, n)*diag(x) = x'", where: ['x : n'], say: '𝟏ᵀdiag(x) = xᵀ' },
    diagRows: { rule: "ones(m, n)*diag(x) = ones(m, 1)*x'", where: ['x : n'], say: '𝟏ᵀdiag(x) = xᵀ' },
    diagTimesFromLeft: { rule: "y'*diag(x) = (x .* y)'", where: ['x, y : n'], say: 'yᵀdiag(x) = (x ⊙ y)ᵀ' },
    diagInverse: { rule: 'inv(diag(x)) = diag(1./x)', where: ['x : n'], say: 'diag(x)⁻¹ = diag(1 ⊘ x)' },
    diagOfScaled: {
      rule: 'diag(A*diag(x)) = diag(A) .* x',
      where: ['A : n x n', 'x : n'],
      say: 'the diagonal of A diag(x) is diag(A) ⊙ x',
    },
    diagOfScaledRows: {
      rule: 'diag(diag(x)*A) = x .* diag(A)',
      where: ['A : n x n', 'x : n'],
      say: 'the diagonal of diag(x)A is x ⊙ diag(A)',
    },
    diagOnes: { rule: 'diag(ones(n, 1)) = eye(n)', say: 'diag(𝟏) = I' },
    diagOfIdentity: { rule: 'diag(eye(n)) = ones(n, 1)', say: 'the diagonal of I is 𝟏' },
    symTransposed: { rule: "sym(A') = sym(A)", where: ['A : n x n'], say: 'sym(Aᵀ) = sym(A)' },
    symSymmetric: { rule: 'sym(S) = S', where: ['S : n x n symmetric'], say: '#S symmetric' },
    symSkew: { rule: 'sym(S) = zeros(n, n)', where: ['S : n x n skew'], say: '#S skew' },
    skewTransposed: { rule: "skew(A') = -skew(A)", where: ['A : n x n'], say: 'skew(Aᵀ) = −skew(A)' },
    skewSkew: { rule: 'skew(S) = S', where: ['S : n x n skew'], say: '#S skew' },
    skewSymmetric: { rule: 'skew(S) = zeros(n, n)', where: ['S : n x n symmetric'], say: '#S symmetric' },
    trilLower: { rule: 'tril(L) = L', where: ['L : n x n lower'], say: '#L lower triangular' },
    triuUpper: { rule: 'triu(L) = L', where: ['L : n x n upper'], say: '#L upper triangular' },
    diagonalPart: { rule: 'D .* eye(n) = D', where: ['D : n x n diagonal'], say: '#D diagonal' },
    diagonalOfSum: {
      rule: "(A + A') .* eye(n) = 2*A .* eye(n)",
      where: ['A : n x n'],
      say: 'A and Aᵀ have one diagonal',
    },
    diagonalOfOuter: {
      rule: "(x*y') .* eye(n) = diag(x .* y)",
      where: ['x, y : n'],
      say: 'the diagonal of xyᵀ is x ⊙ y',
    },
    diagonalOfScaled: {
      rule: '(A*diag(x)) .* eye(n) = diag(diag(A) .* x)',
      where: ['A : n x n', 'x : n'],
      say: 'the diagonal of A diag(x) is diag(A) ⊙ x',
    },
    diagonalOfScaledRows: {
      rule: '(diag(x)*A) .* eye(n) = diag(x .* diag(A))',
      where: ['A : n x n', 'x : n'],
      say: 'the diagonal of diag(x)A is x ⊙ diag(A)',
    },
    diagonalPartTransposed: {
      rule: "A' .* eye(n) = A .* eye(n)",
      where: ['A : n x n'],
      say: 'A and Aᵀ have one diagonal',
    },
    traceOfIdentity: { rule: 'tr(eye(n)) = n', say: 'tr I = n' },
    traceForm: { rule: 'A : eye(n) = tr(A)', where: ['A : n x n'], say: 'A : I = tr A' },
  },
} satisfies RuleModule;
