/** Every rule of the book, checked from its own statement. A new rule needs no new test. */
import { describe, expect, test } from 'vitest';
import { citations } from '../rules/citations.js';
import type { Expr } from '../src/expression/expression.js';
import { isCall } from '../src/expression/expression.js';
import { readRule } from '../src/language/read.js';
import { checkRule, elementwiseRule } from '../src/numeric/rule-check.js';
import { catalog, headOf } from '../src/rulebook/catalog.js';
import type { RuleRow } from '../src/rulebook/rule.js';

const functions = Object.values(catalog.modules).flatMap((m) => Object.keys(m.elementwise ?? {}));

describe('the rule book', () => {
  test('has rules', () => expect(catalog.rules().length).toBeGreaterThan(60));

  test.each(catalog.rules().map((rule) => [rule.id, rule] as const))('%s holds on random matrices', (_, rule) => {
    expect(checkRule(rule, catalog)).toMatchObject({ outcome: 'ok' });
  });

  test.each(functions)('d %s(X) holds on random matrices', (fn) => {
    expect(checkRule(elementwiseRule(fn, catalog), catalog)).toMatchObject({ outcome: 'ok' });
  });

  test.each(catalog.rules().map((rule) => [rule.id, rule] as const))(
    '%s says its reason and cites what exists',
    (_, rule) => {
      expect(rule.say).not.toBe('');
      if (rule.cite !== undefined) expect(citations).toHaveProperty([rule.cite]);
    },
  );
});

test('a rule is found under the operator at its head', () => {
  const { differential, adjoint, vec, identities } = catalog;
  const found = { differential, adjoint, vec };
  for (const rule of catalog.rules()) {
    const inside = rule.kind === 'differential' || (rule.kind === 'vec' && isCall(rule.left, 'vec'));
    const e = inside ? (rule.left.args[0] as Expr) : rule.left;
    const beside = rule.kind === 'adjoint' && isCall(e, 'frob') ? `frob ${headOf(e.args[1] as Expr)}` : headOf(e);
    const rules = rule.kind === 'identity' ? identities(e) : found[rule.kind](beside);
    expect([rule.id, rules.includes(rule)]).toEqual([rule.id, true]);
  }
});

/** Wrong rules, as a hurried author would write them. */
const wrong: readonly (readonly [string, RuleRow])[] = [
  ['order of factors', { rule: 'd(A*B) = dA*B + dB*A', where: ['A, B : n x n'], say: 'x' }],
  ['a missing term', { rule: 'd(A*B) = A*dB', where: ['A : n x m', 'B : m x p'], say: 'x' }],
  ['the sign of the inverse', { rule: 'd(inv(A)) = inv(A)*dA*inv(A)', where: ['A : n x n invertible'], say: 'x' }],
  [
    'a transpose left out',
    { rule: 'G : A*H = A*G : H', where: ['G : n x m', 'A : n x n', 'H : n x m active'], say: 'x' },
  ],
  ['a factor 2', { rule: 'd(A : A) = A : dA', where: ['A : n x m'], say: 'x' }],
  ['cyclicity without its order', { rule: 'tr(A*B*C) = tr(A*C*B)', where: ['A, B, C : n x n'], say: 'x' }],
  ['Hadamard for matrix product', { rule: 'd(A .* B) = dA*B + A*dB', where: ['A, B : n x n'], say: 'x' }],
  ['a condition left out', { rule: "S' = S", where: ['S : n x n'], say: 'x' }],
  [
    'commuting left out',
    { rule: 'lyap(A, B) = (1/2)*inv(A)*B', where: ['A : n x n invertible', 'B : n x n'], say: 'x' },
  ],
  ['commuting, but wrong', { rule: 'dexpm(A, B) = expm(A)', where: ['A, B : n x n commuting'], say: 'x' }],
  [
    'softmax as if diagonal',
    { rule: 'd(softmax(A)) = softmax(A) .* (1 - softmax(A)) .* dA', where: ['A : n x m'], say: 'x' },
  ],
];

test.each(wrong)('a wrong rule is caught: %s', (_, row) => {
  const rule = readRule(row, catalog.table);
  expect(checkRule(rule, catalog).outcome).toBe('failed');
});

test('a rule whose sides have different shapes is no rule', () => {
  const row: RuleRow = { rule: "d(A*B) = dA*B + dB'*A'", where: ['A : n x m', 'B : m x p'], say: 'x' };
  expect(() => readRule(row, catalog.table)).toThrow(/shape/);
});
