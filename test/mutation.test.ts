/**
 * The measure of the checks: faults planted into rules are all caught, a check that is too weak is found out, and what a
 * faulty engine prints is refuted.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerText } from '../scripts/mutation/answers.js';
import { refute, wrongLine } from '../scripts/mutation/referee.js';
import { derivativeFaults, ruleFaults } from '../scripts/mutation/rule-faults.js';
import { judgeDerivative } from '../scripts/mutation/rule-judge.js';
import { plantedRules, scoreRules } from '../scripts/mutation/rule-score.js';
import { ruleRate } from '../scripts/mutation/rule-tables.js';
import { sourceFaults } from '../scripts/mutation/source-faults.js';
import { placed } from '../scripts/reliability.js';
import { derive } from '../src/deriving.js';
import { readRule } from '../src/language/read.js';
import type { Evidence } from '../src/numeric/evidence.js';
import { checkRule } from '../src/numeric/rule-check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { ownLines } from './own-lines.js';

describe('faults in rules', () => {
  test('there is one of every kind', () => {
    const kinds = new Set([...plantedRules(catalog)].map(({ kind }) => kind));
    for (const kind of [
      'drop a term',
      'flip a sign',
      'drop a factor',
      'exchange factors',
      'drop a transpose',
      'add a transpose',
      '* to .*',
      '.* to *',
      'change a number',
      'change an exponent',
      'shift an index',
      'a sibling function',
      'another letter',
      'drop a condition',
    ])
      expect(kinds).toContain(kind);
  });

  test('of one rule', () => {
    const found = ruleFaults({
      rule: 'd(A*B) = dA*B + A*dB',
      where: ['A : n x m', 'B : m x p invertible'],
      say: 'product rule',
    }).map(({ row, kind }) => [kind, row.rule, row.where?.[1]]);
    expect(found).toContainEqual(['drop a term', 'd(A*B) = dA*B ', 'B : m x p invertible']);
    expect(found).toContainEqual(['flip a sign', 'd(A*B) = dA*B - A*dB', 'B : m x p invertible']);
    expect(found).toContainEqual(['exchange factors', 'd(A*B) = (B*dA) + A*dB', 'B : m x p invertible']);
    expect(found).toContainEqual(['drop a condition', 'd(A*B) = dA*B + A*dB', 'B : m x p']);
  });

  test('a sample of them is caught', () => {
    const faults = scoreRules(catalog, { sample: 160, seed: 3 });
    expect(faults.filter(({ verdict }) => verdict.outcome === 'missed')).toEqual([]);
    expect(ruleRate(faults).of).toBeGreaterThan(100);
  });

  test('a check that finds nothing is found out', () => {
    const blind = (): Evidence => ({ outcome: 'ok', error: 0, tolerance: 1e-9 });
    const faults = scoreRules(catalog, { sample: 60, seed: 3, check: blind });
    const { caught, of } = ruleRate(faults);
    // the reader alone still refuses what has no shape
    expect(caught / of).toBeLessThan(0.6);
    expect(faults.filter(({ verdict }) => verdict.outcome === 'missed').length).toBeGreaterThan(20);
  });
});

/** Rules that only particular values show to be false. */
const HARD: readonly (readonly [what: string, rule: string, where: readonly string[]])[] = [
  ['a missing condition: the inverse', 'd(det(A)) = det(A)*tr(inv(A)*dA)', ['A : n x n']],
  ['no value beside the diagonal', 'tr(A .* H) = A ./ eye(n) : H', ['A : n x n', 'H : n x n active']],
  ['wrong where entries are equal', 'G : where(X == Y, H, 0) = -where(X == Y, G, 0) : H', ['G, X, Y, H : n x m']],
  ['wrong at ties', 'where(x >= y, h, 0) = where(x > y, 1, 0)*h', ['x, y, h : scalar']],
  ['another comparison', 'where(X == A, A, 0) = where(X == Y, A, 0)', ['X, Y, A : n x m']],
  ['no share of ties', 'd(max(A)) = where(A == max(A), 1, 0) : dA', ['A : n x m']],
  [
    'wrong for wide matrices',
    "d(pinv(A)) = -pinv(A)*dA*pinv(A) + pinv(A)*pinv(A)'*dA'*(eye(n) - A*pinv(A))",
    ['A : n x m fullrank'],
  ],
];

test.each(HARD)('the rule check finds what random matrices do not show: %s', (_, rule, where) => {
  const read = readRule({ rule, where }, catalog.table);
  expect(checkRule(read, catalog).outcome).toBe('failed');
});

test.each([
  ['acosh', '1/sqrt(x^2)'],
  ['relu', 'where(x >= 0, 1, 0)'],
  ['selu', 'where(x >= 0, 1.0507009873554805, y + 1.7580993408473766)'],
])('a wrong derivative, or another convention at a kink: %s′ = %s', (fn, derivative) => {
  expect(derivativeFaults(catalog.elementwise(fn)?.derivative ?? '').length).toBeGreaterThan(3);
  expect(judgeDerivative(fn, derivative, catalog)).toMatchObject({ outcome: 'caught' });
});

describe('faults in sources', () => {
  const path = 'src/derive/carry.ts';
  const source = readFileSync(path, 'utf8');
  const found = sourceFaults(path, source);

  test('each changes one place', () => {
    expect(found.length).toBeGreaterThan(200);
    for (const { text, before, after } of found) {
      expect(text).not.toBe(source);
      expect(before).not.toBe(after);
    }
    const kinds = new Set(found.map(({ kind }) => kind));
    for (const kind of [
      'negate a condition',
      'drop a call',
      'exchange arguments',
      'drop filter',
      'reduceRight to reduce',
    ])
      expect(kinds).toContain(kind);
  });

  test('types, imports and errors are left alone', () => {
    const text = "import { a } from 'b';\nexport const f = (x: 1 | 2): number => x;\nthrow new Error('c' + 1);\n";
    expect(sourceFaults('f.ts', text)).toEqual([]);
  });
});

describe('the referee', () => {
  const source = "data a : n\ndata b : m\nparam X : n x m\nf = a'*X*b\ngrad f wrt X";
  const { derivations } = derive(source);
  const expected = derivations.map(answerText);
  const lines = ownLines(derivations[0] as NonNullable<(typeof derivations)[0]>);

  test('lets pass what is true, in whatever form', () => {
    expect(refute(source, expected, expected)).toBeUndefined();
    expect(refute(source, expected, ["f = b'*X'*a\nAnswer_0 = (b*a')'"])).toBeUndefined();
    expect(wrongLine(lines)).toBeUndefined();
  });

  test.each([
    ["f = a'*X*b\nAnswer_0 = 2*a*b'", 'Answer_0 is another matrix'],
    ["f = 2*(a'*X*b)\nAnswer_0 = a*b'", 'f is another matrix'],
    ["f = a'*X*b\nAnswer_0 = b*a'", 'Answer_0 is another matrix'],
    ["f = a'*X*b\nAnswer_0 = a*b", 'cannot be read'],
  ])('refutes %j', (printed, why) => {
    expect(refute(source, expected, [printed])).toContain(why);
  });

  test('a line that is wrong though the answer is right', () => {
    expect(lines).toContain("a*b' : dX");
    expect(wrongLine(lines.replace("a*b' : dX", "2*a*b' : dX"))).toBe('a line is wrong');
  });
});

test('the section of the page is replaced, and nothing else', () => {
  const page = 'before\n<!-- a:begin -->\n<!-- a:end -->\nbetween\n<!-- b:begin -->\nb\n<!-- b:end -->\nafter\n';
  const first = placed(page, 'a', 'one');
  expect(first).toBe(page.replace('<!-- a:begin -->\n', '<!-- a:begin -->\n\none\n\n'));
  expect(placed(first, 'a', 'two')).toBe(first.replace('one', 'two'));
  expect(() => placed(page, 'c', 'three')).toThrow(/has no <!-- c:begin -->/);
});
