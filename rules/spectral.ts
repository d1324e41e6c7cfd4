import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Matrix functions and spectra',
  functions: {
    expm: { of: ['A : n x n'], shape: 'n x n', tex: 'e^{#1}' },
    logm: { of: ['A : n x n'], shape: 'n x n', tex: '\\log #1' },
    sqrtm: { of: ['A : n x n'], shape: 'n x n', tex: '#1^{1/2}' },
    sinm: { of: ['A : n x n'], shape: 'n x n', tex: '\\sin #1' },
    cosm: { of: ['A : n x n'], shape: 'n x n', tex: '\\cos #1' },
    dexpm: { of: ['A : n x n', 'H : n x n'], shape: 'n x n', tex: '\\operatorname{dexpm}(#1, #2)' },
    lyap: { of: ['A : n x n', 'B : n x n'], shape: 'n x n', tex: '\\operatorname{lyap}(#1, #2)' },
    phi: { of: ['A : n x n'], shape: 'n x n', tex: '\\Phi(#1)', gives: ['lower'], linear: true },
    chol: { of: ['S : n x n posdef'], shape: 'n x n', tex: '\\operatorname{chol}(#1)', gives: ['lower', 'invertible'] },
    pinv: { of: ['A : n x m'], shape: 'm x n', tex: '#1^{+}' },
    adj: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{adj}(#1)', also: ['adjugate'] },
    prod: { of: ['A : n x m'], shape: 'scalar', tex: '\\operatorname{prod}(#1)' },
    norm1: { of: ['A : n x m'], shape: 'scalar', tex: '\\lVert #1 \\rVert_1', analytic: false },
    norminf: { of: ['x : n x m'], shape: 'scalar', tex: '\\lVert #1 \\rVert_\\infty', analytic: false },
    nucnorm: { of: ['A : n x m'], shape: 'scalar', tex: '\\lVert #1 \\rVert_*', analytic: false },
    specnorm: { of: ['A : n x m'], shape: 'scalar', tex: '\\lVert #1 \\rVert_2', analytic: false },
    lambdamax: { of: ['S : n x n symmetric'], shape: 'scalar', tex: '\\lambda_{\\max}(#1)', analytic: false },
    eigvals: { of: ['S : n x n symmetric'], shape: 'n', tex: '\\lambda(#1)', analytic: false },
    svdvals: { of: ['A : n x m fullrank'], shape: 'm', tex: '\\sigma(#1)', analytic: false },
  },
  differential: {
    norm1: { rule: 'd(norm1(A)) = sign(A) : dA', where: ['A : n x m'], say: '|x|′ = sign x, entry by entry' },
    exponential: { rule: 'd(expm(A)) = dexpm(A, dA)', where: ['A : n x n'], say: 'dexpm(A, ·) is its derivative at A' },
    squareRoot: {
      rule: 'd(sqrtm(A)) = lyap(sqrtm(A), dA)',
      where: ['A : n x n posdef'],
      say: 'RR = A gives R dR + dR R = dA',
    },
    cholesky: {
      rule: "d(chol(S)) = chol(S)*phi(inv(chol(S))*dS*inv(chol(S))')",
      where: ['S : n x n posdef'],
      say: 'differentiate LLᵀ = S',
    },
    pseudoinverse: {
      rule: "d(pinv(A)) = -pinv(A)*dA*pinv(A) + pinv(A)*pinv(A)'*dA'*(eye(n) - A*pinv(A)) + (eye(m) - pinv(A)*A)*dA'*pinv(A)'*pinv(A)",
      where: ['A : n x m fullrank'],
      say: 'constant rank',
      cite: 'MN 8',
      condition: '#A of constant rank',
    },
    adjugate: {
      rule: 'd(adj(A)) = (tr(adj(A)*dA)*eye(n) - adj(A)*dA)*inv(A)',
      where: ['A : n x n invertible'],
      say: 'differentiate A·adj A = det A · I',
      condition: '#A invertible',
    },
  },
  adjoint: {
    exponential: {
      rule: "G : dexpm(A, H) = dexpm(A', G) : H",
      where: ['G, A : n x n', 'H : n x n active'],
      say: 'dexpm moves across ":"',
    },
  },
} satisfies RuleModule;
