import type { RuleModule } from '../src/rulebook/rule.js';

/** Sums over an index, and the shift that turns a recurrence around. */
export default {
  title: 'Sums over an index and recurrences',
  about:
    'The differential of a sum is the sum of differentials. Shifting the index of a sum brings Σ G[t] : dH[t−1] to ' +
    'Σ G[t+1] : dH[t]: what meets dH[t] then defines G_H[t], the backward recurrence.',
  differential: {
    sum: {
      rule: 'd(sum(t = 1..T, E[t])) = sum(t = 1..T, dE[t])',
      where: ['E[t] : n x m'],
      say: 'd passes through the sum',
    },
    product: {
      rule: 'd(prod(t = 1..T, e[t])) = sum(t = 1..T, prod(s = 1..t-1, e[s])*prod(s = t+1..T, e[s])*de[t])',
      where: ['e[t] : scalar'],
      say: 'each factor varies, the others stay',
    },
  },
  identities: {
    identity: {
      rule: "sum(t = 1..n, basis(n, t)*basis(n, t)') = eye(n)",
      say: 'I = Σ eₜeₜᵀ',
    },
    allOnes: { rule: 'sum(t = 1..n, basis(n, t)) = ones(n, 1)', say: '𝟏 = Σ eₜ' },
    entriesOfMatrix: {
      rule: "sum(i = 1..n, sum(j = 1..m, X(i, j)*basis(n, i)*basis(m, j)')) = X",
      where: ['X : n x m'],
      say: 'a matrix is the sum of its entries, each in its place',
    },
    entriesOfProduct: {
      rule: 'sum(t = 1..n, x(t)*y(t)*basis(n, t)) = x .* y',
      where: ['x, y : n'],
      say: 'a vector is the sum of its entries, each in its place',
    },
    entriesOfSquare: {
      rule: 'sum(t = 1..n, x(t)^2*basis(n, t)) = x.^2',
      where: ['x : n'],
      say: 'a vector is the sum of its entries, each in its place',
    },
    entries: {
      rule: 'sum(t = 1..n, x(t)*basis(n, t)) = x',
      where: ['x : n'],
      say: 'a vector is the sum of its entries, each in its place',
    },
    shift: {
      rule: 'sum(t = 1..T, G[t] : H[t-1]) = sum(t = 0..T-1, G[t+1] : H[t])',
      where: ['G[t] : n x m', 'H[t] : n x m'],
      say: 'shift the index',
      level: 'key',
    },
    boundary: {
      rule: 'sum(t = 0..T, E[t]) = E[0] + sum(t = 1..T, E[t])',
      where: ['E[t] : n x m'],
      say: 'split off the boundary',
      level: 'key',
    },
  },
} satisfies RuleModule;
