import type { RuleModule } from '../src/rulebook/rule.js';

/** The differential passes through sums, products and powers. */
export default {
  title: 'Sums, products, powers',
  about: 'How d passes through the operations that build every expression.',
  differential: {
    sum: { rule: 'd(A + B) = dA + dB', where: ['A, B : n x m'], say: 'd is linear', cite: 'MN 8' },
    square: { rule: 'd(A : A) = 2*A : dA', where: ['A : n x m'], say: 'd(A : A) = 2A : dA' },
    frobenius: { rule: 'd(A : B) = dA : B + A : dB', where: ['A, B : n x m'], say: 'product rule for ":"' },
    innerSquare: { rule: "d(x'*x) = 2*x'*dx", where: ['x : n'], say: 'd(xᵀx) = 2xᵀ dx' },
    quadraticForm: {
      rule: "d(x'*S*x) = x'*dS*x + 2*x'*S*dx",
      where: ['x : n', 'S : n x n symmetric'],
      say: 'd of a quadratic form',
    },
    scalar: { rule: 'd(s*A) = ds*A + s*dA', where: ['s : scalar', 'A : n x m'], say: 'product rule', cite: 'MN 8' },
    matrix: { rule: 'd(A*B) = dA*B + A*dB', where: ['A : n x m', 'B : m x p'], say: 'product rule', cite: 'MN 8' },
    hadamard: { rule: 'd(A .* B) = dA .* B + A .* dB', where: ['A, B : n x m'], say: 'product rule for ⊙' },
    kronecker: {
      rule: 'd(kron(A, B)) = kron(dA, B) + kron(A, dB)',
      where: ['A : n x m', 'B : p x q'],
      say: 'product rule for ⊗',
    },
    transpose: { rule: "d(A') = dA'", where: ['A : n x m'], say: 'd and ᵀ exchange', cite: 'MN 8' },
    normCubed: {
      rule: 'd(norm2(A)^3) = 3*norm2(A)*(A : dA)',
      where: ['A : n x m'],
      say: 'd‖A‖³ = 3‖A‖ A : dA',
    },
    normToTheFourth: {
      rule: 'd(norm2(A)^4) = 4*norm2(A)^2*(A : dA)',
      where: ['A : n x m'],
      say: 'd‖A‖⁴ = 4‖A‖² A : dA',
    },
    power: {
      rule: 'd(A.^p) = p*A.^(p - 1) .* dA',
      where: ['A : n x m positive', 'p : scalar constant'],
      say: 'power rule, entry by entry',
    },
    commonExponent: {
      rule: 'd(A.^p) = p*A.^(p - 1) .* dA + dp*(A.^p .* log(A))',
      where: ['A : n x m positive', 'p : scalar'],
      say: 'power rule with a varying exponent',
    },
    exponent: {
      rule: 'd(A.^P) = P.*A.^(P - 1).*dA + A.^P.*log(A).*dP',
      where: ['A : n x m positive', 'P : n x m'],
      say: 'power rule with a varying exponent',
    },
  },
} satisfies RuleModule;
