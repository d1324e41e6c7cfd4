import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Sums of entries and norms',
  functions: {
    sum: { of: ['A : n x m'], shape: 'scalar', tex: '\\operatorname{sum}(#1)', linear: true, witness: 'sum(A)' },
    norm2: {
      of: ['A : n x m'],
      shape: 'scalar',
      tex: '\\lVert #1 \\rVert',
      also: ['norm', 'normF'],
      witness: 'sqrt(sum(dotMultiply(A, A)))',
    },
    logsumexp: {
      of: ['A : n x m'],
      shape: 'scalar',
      tex: '\\operatorname{logsumexp}(#1)',
      witness: 'log(sum(exp(A)))',
    },
    logsumexprow: { of: ['A : n x m'], shape: 'n', tex: '\\operatorname{logsumexp}_{2}(#1)' },
    logsumexpcol: { of: ['A : n x m'], shape: '1 x m', tex: '\\operatorname{logsumexp}_{1}(#1)' },
  },
  differential: {
    sum: { rule: 'd(sum(A)) = sum(dA)', where: ['A : n x m'], say: 'the sum is linear' },
    norm: {
      rule: 'd(norm2(A)) = (A : dA)/norm2(A)',
      where: ['A : n x m'],
      say: 'differentiate ‖A‖² = A : A',
      condition: '#A not zero',
    },
    product: {
      rule: 'd(prod(A)) = prod(A)*(A.^(-1) : dA)',
      where: ['A : n x m'],
      say: 'each factor in turn: prod(x) times dxᵢ/xᵢ',
      condition: 'entries of #A not 0',
    },
    norm1: {
      rule: 'd(norm1(A)) = sign(A) : dA',
      where: ['A : n x m'],
      say: '|x|′ = sign x, entry by entry',
      condition: 'sign(0) = 0',
    },
    norminf: {
      rule: 'd(norminf(A)) = where(abs(A) == norminf(A), sign(A), 0)/sum(where(abs(A) == norminf(A), 1, 0)) : dA',
      where: ['A : n x m'],
      say: 'only the entry of largest absolute value counts',
      condition: 'ties shared evenly',
    },
    logsumexpVector: {
      rule: 'd(logsumexp(x)) = softmax(x) : dx',
      where: ['x : n'],
      say: 'd logsumexp = softmax : dx',
    },
    logsumexp: {
      rule: 'd(logsumexp(A)) = exp(A - logsumexp(A)) : dA',
      where: ['A : n x m'],
      say: 'each entry weighs by its share',
    },
    logsumexpRows: {
      rule: 'd(logsumexp(A, 2)) = sum(softmax(A) .* dA, 2)',
      where: ['A : n x m'],
      say: 'logsumexp, row by row',
    },
    logsumexpColumns: {
      rule: 'd(logsumexp(A, 1)) = sum(softmax(A, 1) .* dA, 1)',
      where: ['A : n x m'],
      say: 'logsumexp, column by column',
    },
  },
  adjoint: {
    weighted: { rule: 'sum(A .* H) = A : H', where: ['A : n x m', 'H : n x m active'], say: 'sum(A ⊙ B) = A : B' },
    all: { rule: 'sum(H) = ones(n, m) : H', where: ['H : n x m active'], say: 'a sum is 𝟏 : H' },
  },
  identities: {
    square: { rule: 'norm2(A)^2 = A : A', where: ['A : n x m'], say: '‖A‖² = A : A', level: 'key' },
    total: { rule: 'A : ones(n, m) = sum(A)', where: ['A : n x m'], say: 'A : 𝟏 sums the entries' },
    totalLeft: { rule: 'ones(n, m) : A = sum(A)', where: ['A : n x m'], say: '𝟏 : A sums the entries' },
    column: { rule: 'ones(1, n)*x = sum(x)', where: ['x : n'], say: '𝟏ᵀx sums the entries' },
    row: { rule: 'x*ones(m, 1) = sum(x)', where: ['x : 1 x m'], say: 'x𝟏 sums the entries' },
    columnsTogether: {
      rule: '(x*ones(1, m)) .* (y*ones(1, m)) = (x .* y)*ones(1, m)',
      where: ['x, y : n'],
      say: 'columns are repeated together',
    },
    columnsTogetherUnder: {
      rule: '(y*ones(1, m)) ./ (x*ones(1, m)) = (y ./ x)*ones(1, m)',
      where: ['x, y : n'],
      say: 'columns are repeated together',
    },
    columnsTogetherWithPower: {
      rule: '(x*ones(1, m)).^p .* (y*ones(1, m)) = (x.^p .* y)*ones(1, m)',
      where: ['x : n positive', 'y : n', 'p : scalar constant'],
      say: 'columns are repeated together',
    },
    rowsTogether: {
      rule: '(ones(n, 1)*x) .* (ones(n, 1)*y) = ones(n, 1)*(x .* y)',
      where: ['x, y : 1 x m'],
      say: 'rows are repeated together',
    },
    rowsTogetherUnder: {
      rule: '(ones(n, 1)*y) ./ (ones(n, 1)*x) = ones(n, 1)*(y ./ x)',
      where: ['x, y : 1 x m'],
      say: 'rows are repeated together',
    },
    rowsTogetherWithPower: {
      rule: '(ones(n, 1)*x).^p .* (ones(n, 1)*y) = ones(n, 1)*(x.^p .* y)',
      where: ['x : 1 x m positive', 'y : 1 x m', 'p : scalar constant'],
      say: 'rows are repeated together',
    },
    deviations: {
      rule: 'sum(x - sum(x)/n) = 0',
      where: ['x : n'],
      say: 'deviations from the mean sum to 0',
      level: 'key',
    },
    deviationsOfRow: {
      rule: 'sum(x - sum(x)/m) = 0',
      where: ['x : 1 x m'],
      say: 'deviations from the mean sum to 0',
      level: 'key',
    },
    deviationsOfAll: {
      rule: 'sum(A - sum(A)/(n*m)) = 0',
      where: ['A : n x m'],
      say: 'deviations from the mean sum to 0',
      level: 'key',
    },
    deviationsOfColumns: {
      rule: 'ones(1, n)*(A - sum(A, 1)/n) = zeros(1, m)',
      where: ['A : n x m'],
      say: 'deviations from the mean sum to 0',
      level: 'key',
    },
    deviationsOfRows: {
      rule: '(A - sum(A, 2)/m)*ones(m, 1) = zeros(n, 1)',
      where: ['A : n x m'],
      say: 'deviations from the mean sum to 0',
      level: 'key',
    },
    ones: { rule: 'sum(ones(n, m)) = n*m', where: ['A : n x m'], say: 'as many ones as entries' },
    transposed: { rule: "sum(A') = sum(A)", where: ['A : n x m'], say: 'the sum forgets the arrangement' },
  },
} satisfies RuleModule;
