import type { RuleModule } from '../src/rulebook/rule.js';

export default {
  title: 'Special functions',
  about: 'digamma, trigamma and what follows them.',
  differential: {
    polygamma: {
      rule: 'd(polygamma(k, A)) = polygamma(k+1, A) .* dA',
      where: ['A : n x m positive', 'k : scalar integer'],
      say: 'the next polygamma, entry by entry',
    },
  },
} satisfies RuleModule;
