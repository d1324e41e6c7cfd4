/** The exact witness of derivations: what it proves, what it refuses, and that it contradicts what is wrong. */
import { describe, expect, test } from 'vitest';
import type { Derivation, Step } from '../src/derive/step.js';
import { scale } from '../src/expression/build.js';
import type { Expr } from '../src/expression/expression.js';
import { check, derive, toCheckTable, toText } from '../src/index.js';
import { checkDerivation } from '../src/numeric/check.js';
import type { ExactReport } from '../src/numeric/exact-steps.js';
import { findingsOf } from '../src/numeric/exact-steps.js';
import { derivationToText } from '../src/print/text.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived, EXAMPLES } from './sources.js';

const exactly = (derivation: Derivation): ExactReport => {
  const { exact } = checkDerivation(derivation, { rows: catalog, exact: true });
  if (!exact) throw new Error('no exact report');
  return exact;
};
const one = (source: string): Derivation => derived(source)[0] as Derivation;

describe('every step, line and result of the examples holds exactly', () => {
  test.each(EXAMPLES)('%s', (_, make) => {
    for (const derivation of make()) {
      const report = exactly(derivation);
      const others = [...report.steps.values(), ...report.results.values()].filter((f) => f.outcome !== 'equal');
      expect(others).toEqual([]);
      expect(report.results.size).toBe(derivation.results.length);
      for (const finding of findingsOf(report))
        if (finding.outcome === 'equal') expect(finding.chance).toBeLessThan(-15);
    }
  });
});

test.each([
  [
    'inverses, determinants, Kronecker products',
    'param X : n x n invertible\ndata A : n x n\nf = tr(A*inv(X)) + det(X) + tr(kron(X, A))',
  ],
  ['choices and kinks', 'param x, y : n\nf = sum(relu(x) + max(x, y).*where(x > 0, x, y)) + norm1(y)\ngrad f wrt x, y'],
  [
    'softmax and its logarithm',
    'param X : n x k\ndata Y : n x k\nf = Y : logsoftmax(X) + sum(softmax(X).^2)\ngrad f wrt X',
  ],
  [
    'a symmetric and an orthogonal variable',
    'param S : n x n symmetric\nparam Q : n x n orthogonal symmetric\nf = tr(S*Q*S)\ngrad f wrt S, Q',
  ],
  ['a Jacobian', 'param A : m x n\nparam x : n\ny = tanh(A*x)\njacobian y wrt x, A'],
  ['a Hessian with two variables', "param A : n x n\nparam x, y : n\nf = (x'*A*y)^2\nhessian f wrt x, y"],
  ['an unknown function', 'function L(A)\nparam X : n x d\nparam U : d x h\nA = X*U\ngrad L wrt U'],
])('%s hold exactly', (_, source) => {
  for (const derivation of derived(source)) {
    const report = exactly(derivation);
    expect(findingsOf(report).filter((f) => f.outcome !== 'equal')).toEqual([]);
  }
});

test('what has no exact value says why, on every step that holds it', () => {
  const report = exactly(one('param X : n x n\nf = tr(expm(X))'));
  const reasons = new Set([...report.steps.values()].flatMap((f) => (f.outcome === 'none' ? [f.reason] : [])));
  expect([...reasons].every((reason) => reason.endsWith('has no exact value'))).toBe(true);
  expect(reasons.size).toBeGreaterThan(0);
  const source = 'param X : n x n\nf = tr(expm(X))';
  const table = toCheckTable(derive(source), check(derive(source), { exact: true }), []);
  expect(table).toMatch(/not exactly \(\d+ of them\): expm has no exact value/);
});

test('what no values were found for is said to be unchecked, on each line', () => {
  const text = toText(derive("sqrt(-1 - x'*x)"), { report: check(derive("sqrt(-1 - x'*x)")) });
  expect(text.match(/not checked: no values were found/g)?.length).toBeGreaterThanOrEqual(2);
});

describe('a wrong step is contradicted', () => {
  const wronged = (source: string, wrong: (after: Expr) => Expr): Derivation => {
    const derivation = one(source);
    let done = false;
    const change = (step: Step): Step => {
      if (done || step.by.kind !== 'rule' || !step.after.differential) return step;
      done = true;
      return { ...step, after: wrong(step.after) };
    };
    const blocks = derivation.blocks.map((block) =>
      block.kind === 'forward' && block.line
        ? {
            ...block,
            line: {
              ...block.line,
              stages: block.line.stages.map((stage) => ({ ...stage, steps: stage.steps.map(change) })),
            },
          }
        : block,
    );
    expect(done).toBe(true);
    return { ...derivation, blocks };
  };
  test.each([
    ['a factor', (e: Expr) => scale(2, e)],
    ['a factor that no tolerance sees', (e: Expr) => scale({ p: 1_000_000_000_001, q: 1_000_000_000_000 }, e)],
    ['a term', (e: Expr) => (e.kind === 'add' ? (e.args[0] as Expr) : scale(0, e))],
  ])('%s', (_, wrong) => {
    const derivation = wronged("param X : n x n\ndata A : n x n\nf = tr(X*A*X')", wrong);
    const report = checkDerivation(derivation, { rows: catalog, exact: true });
    expect(report.outcome).toBe('failed');
    expect(findingsOf(report.exact as ExactReport).filter((f) => f.outcome === 'different')).toHaveLength(1);
    // said on its line, and on no other
    const lines = derivationToText(derivation, { report, detail: 'full' }).split('\n');
    expect(lines.filter((line) => /WRONG|NOT WHAT IT IS CALLED/.test(line))).toHaveLength(1);
  });
});

describe('the chance of a false agreement', () => {
  /** f of degree 2 in each round, through definitions or as a recurrence of so many rounds. */
  const chain = (rounds: number): string =>
    `param x : scalar\ny_0 = x\n${Array.from({ length: rounds }, (_, k) => `y_${k + 1} = y_${k}*y_${k}`).join('\n')}\ngrad y_${rounds} wrt x`;
  const recurrence = (rounds: number): string =>
    `param y[0] : scalar\nfor t = 1..${rounds}\n  y[t] = y[t-1]*y[t-1]\nend\nf = y[${rounds}]\ngrad f wrt y[0]`;
  const worst = (source: string): number =>
    Math.max(...findingsOf(exactly(one(source))).map((f) => (f.outcome === 'equal' ? f.chance : Number.NaN)));

  test('grows with the rounds of a recurrence as with definitions written out', () => {
    expect(worst(chain(12))).toBeGreaterThan(worst(chain(2)));
    expect(worst(recurrence(12))).toBeGreaterThan(worst(recurrence(2)));
    expect(worst(recurrence(12))).toBeGreaterThanOrEqual(worst(chain(12)));
  });

  test('is not given where it would be no small one', () => {
    const reasons = findingsOf(exactly(one(chain(120)))).flatMap((f) => (f.outcome === 'none' ? [f.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(['its degree is too high for agreement to mean much']));
  });
});
