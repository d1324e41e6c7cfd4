import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Softmax and cross-entropy',
  functions: {
    softmax: {
      of: ['A : n x m'],
      shape: 'n x m',
      tex: '\\operatorname{softmax} #1',
      gives: ['positive', 'rowstochastic'],
    },
    softmaxcol: { of: ['A : n x m'], shape: 'n x m', tex: '\\operatorname{softmax} #1', gives: ['positive'] },
    logsoftmax: { of: ['A : n x m'], shape: 'n x m', tex: '\\operatorname{logsoftmax} #1' },
    logsoftmaxcol: { of: ['A : n x m'], shape: 'n x m', tex: '\\operatorname{logsoftmax} #1' },
    crossentropy: { of: ['Y : n x m', 'P : n x m positive'], shape: 'scalar', tex: '\\operatorname{H}(#1, #2)' },
  },
  differential: {
    softmaxVector: {
      rule: "d(softmax(x)) = softmax(x) .* dx - softmax(x)*(softmax(x)'*dx)",
      where: ['x : n'],
      say: 'dp = (diag p − ppᵀ) dx',
    },
    softmax: {
      rule: 'd(softmax(A)) = softmax(A) .* (dA - (softmax(A) .* dA)*ones(m, 1)*ones(1, m))',
      where: ['A : n x m'],
      say: 'softmax, row by row',
    },
    softmaxColumns: {
      rule: 'd(softmax(A, 1)) = softmax(A, 1) .* (dA - ones(n, 1)*ones(1, n)*(softmax(A, 1) .* dA))',
      where: ['A : n x m'],
      say: 'softmax, column by column',
    },
    logsoftmax: {
      rule: 'd(logsoftmax(A)) = dA - (softmax(A) .* dA)*ones(m, 1)*ones(1, m)',
      where: ['A : n x m'],
      say: 'log softmax, row by row',
    },
    logsoftmaxColumns: {
      rule: 'd(logsoftmax(A, 1)) = dA - ones(n, 1)*ones(1, n)*(softmax(A, 1) .* dA)',
      where: ['A : n x m'],
      say: 'log softmax, column by column',
    },
  },
  identities: {
    exponentials: {
      rule: 'exp(x)/sum(exp(x)) = softmax(x)',
      where: ['x : n'],
      say: 'exp x/sum(exp x) = softmax x',
      level: 'key',
    },
    exponentialsOfRow: {
      rule: 'exp(y)/sum(exp(y)) = softmax(y)',
      where: ['y : 1 x m'],
      say: 'exp y/sum(exp y) = softmax y',
      level: 'key',
    },
    exponentialsByRows: {
      rule: 'exp(A) .* ((1 ./ (exp(A)*ones(m, 1)))*ones(1, m)) = softmax(A)',
      where: ['A : n x m'],
      say: 'exp of each row over its sum is softmax',
    },
    crossentropy: {
      rule: 'crossentropy(Y, P) = -(Y : log(P))',
      where: ['Y : n x m', 'P : n x m positive'],
      say: 'cross-entropy as −Y : log P',
      level: 'key',
    },
  },
} satisfies RuleModule;
