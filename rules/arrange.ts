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
    triu: { of: ['A : n x n'], shape: 'n x n', tex: '\\operatorname{triu}(#1)', gives: ['upper'], linear: true },
  },
  differential: {
    vec: { rule: 'd(vec(A)) = vec(dA)', where: ['A : n x m'], say: 'vec is linear' },
    diag: { rule: 'd(diag(x)) = diag(dx)', where: ['x : n'], say: 'diag is linear' },
    diagonal: { rule: 'd(diag(A)) = diag(dA)', where: ['A : n x n'], say: 'diag is linear' },
    sym: { rule: 'd(sym(A)) = sym(dA)', where: ['A : n x n'], say: 'sym is linear' },
    skew: { rule: 'd(skew(A)) = skew(dA)', where: ['A : n x n'], say: 'skew is linear' },
    tril: { rule: 'd(tril(A)) = tril(dA)', where: ['A : n x n'], say: 'tril is linear' },
    triu: { rule: 'd(triu(A)) = triu(dA)', where: ['A : n x n'], say: 'triu is linear' },
  },
  adjoint: {
    vec: {
      rule: 'g : vec(H) = unvec(g, n, m) : H',
      where: ['g : n*m', 'H : n x m active'],
      say: 'vec moves across ":"',
    },
    diag: { rule: 'G : diag(h) = diag(G) : h', where: ['G : n x n', 'h : n active'], say: 'diag moves across ":"' },
    diagonal: { rule: 'g : diag(H) = diag(g) : H', where: ['g : n', 'H : n x n active'], say: 'diag moves across ":"' },
    sym: { rule: 'G : sym(H) = sym(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'sym moves across ":"' },
    skew: { rule: 'G : skew(H) = skew(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'skew moves across ":"' },
    tril: { rule: 'G : tril(H) = tril(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'tril moves across ":"' },
    triu: { rule: 'G : triu(H) = triu(G) : H', where: ['G : n x n', 'H : n x n active'], say: 'triu moves across ":"' },
  },
} satisfies RuleModule;
