/** Rules of one's own: a right module is used, a wrong one refused with numbers that show it. */
import { describe, expect, test } from 'vitest';
import type { RuleModule } from '../src/index.js';
import { check, derive, FrobeniusError, ruleBook, toInput } from '../src/index.js';
import { catalog, indexOfRules, makeCatalog } from '../src/rulebook/catalog.js';
import { HEADS } from '../src/rulebook/heads-table.js';
import type { Rule } from '../src/rulebook/match.js';

const mish: RuleModule = {
  title: 'Mish',
  elementwise: {
    mish: {
      derivative: 'y/x + x*sigmoid(x)*(1 - tanh(softplus(x))^2)',
      value: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
      tex: '\\operatorname{mish}',
      domain: 'nonzero',
      witness: 'x * tanh(log(1 + exp(x)))',
    },
  },
};

const offDiagonal: RuleModule = {
  title: 'Without the diagonal',
  functions: {
    off: {
      of: ['A : n x n'],
      shape: 'n x n',
      value: (m, A) => m.make(A.rows, A.cols, (i, j) => (i === j ? 0 : (A.data[i * A.cols + j] as number))),
      tex: '\\operatorname{off}(#1)',
      linear: true,
    },
  },
  differential: { off: { rule: 'd(off(A)) = off(dA)', where: ['A : n x n'], say: 'off is linear' } },
  adjoint: {
    off: {
      rule: 'G : off(H) = off(G) : H',
      where: ['G : n x n', 'H : n x n active'],
      say: 'off moves across ":"',
    },
  },
};

describe('rules of one’s own', () => {
  test('an elementwise function', () => {
    const derived = derive('sum(mish(X*w))', { wrt: ['w'], rules: ruleBook({ mish }) });
    expect(toInput(derived)).toMatch(/^X'\*\(/);
    expect(check(derived).outcome).toBe('ok');
  });

  test('a matrix function with its differential and adjoint rules', () => {
    const derived = derive('norm2(off(X) - A)^2', { wrt: ['X'], rules: ruleBook({ offDiagonal }) });
    expect(toInput(derived)).toBe('2*off(off(X) - A)');
    expect(check(derived).outcome).toBe('ok');
  });

  test('a book of one’s own leaves ours as it is', () => {
    ruleBook({ mish });
    expect(() => derive('sum(mish(x))')).toThrow(FrobeniusError);
  });

  const wrong: readonly (readonly [string, RuleModule, RegExp])[] = [
    [
      'a wrong derivative',
      { ...mish, elementwise: { mish: { ...(mish.elementwise?.mish as never as object), derivative: 'y' } as never } },
      /mish\/mish is wrong/,
    ],
    [
      'a wrong adjoint',
      { ...offDiagonal, adjoint: { off: { ...offDiagonal.adjoint?.off, rule: 'G : off(H) = G : H' } as never } },
      /mine\/off is wrong/,
    ],
    [
      'a rule that cannot be read',
      { title: 'x', identities: { broken: { rule: 'A*B = B +', where: ['A, B : n x n'], say: 'x' } } },
      /mine\/broken/,
    ],
  ];
  test.each(wrong)('%s is refused', (_, module, message) => {
    const key = message.source.split('\\/')[0] as string;
    const attempt = () => ruleBook({ [key]: module });
    expect(attempt).toThrow(message);
  });

  test('the refusal shows numbers', () => {
    const module = {
      ...offDiagonal,
      adjoint: { off: { ...offDiagonal.adjoint?.off, rule: 'G : off(H) = G : H' } as never },
    };
    try {
      ruleBook({ mine: module });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FrobeniusError);
      expect((error as FrobeniusError).hint).toMatch(/^with G = .* the left side is .*, the right side /);
    }
  });
});

test('the heads of our rules are written down as they are (npm run heads)', () => {
  expect(HEADS).toEqual(Object.fromEntries(indexOfRules(catalog.rules())));
});

test('a module of somebody else under a name of ours is looked up by its own heads', () => {
  const cyclic = { rule: 'det(A*B) = det(B*A)', where: ['A, B : n x n'], say: 'swapped' };
  const trace: RuleModule = { ...(catalog.modules.trace as RuleModule), identities: { cyclic } };
  const book = makeCatalog({ ...catalog.modules, trace });
  const rule = book.rules().find(({ id, kind }) => id === 'trace/cyclic' && kind === 'identity') as Rule;
  expect(book.identities(rule.left)).toContain(rule);
});
