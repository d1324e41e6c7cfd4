/**
 * The checker over whole derivations: it passes true ones, and finds planted errors in steps, lines and results; the
 * independent witness agrees with both.
 */
import { describe, expect, test } from 'vitest';
import { deriveAll } from '../src/derive/derive.js';
import type { Block, Derivation } from '../src/derive/step.js';
import { scale, transpose } from '../src/expression/build.js';
import { readProblem } from '../src/language/read.js';
import type { CheckReport } from '../src/numeric/check.js';
import { checkDerivation } from '../src/numeric/check.js';
import { witnessDerivation } from '../src/numeric/witness.js';
import { catalog } from '../src/rulebook/catalog.js';

const derive = (source: string): Derivation => {
  const derivation = deriveAll(readProblem(source, catalog.table), catalog)[0];
  if (!derivation) throw new Error('nothing was derived');
  return derivation;
};
const check = (derivation: Derivation): CheckReport => checkDerivation(derivation, { rows: catalog });

const RECURRENT = `data X[t] : n x d
param W : h x h
param U : d x h
data H[0] : n x h
for t = 1..T
  H[t] = tanh(X[t]*U + H[t-1]*W)
end
L = sum(t = 1..T, H[t] : H[t])
grad L wrt W, U`;

/** A deep chain with growing differentials: differences must not lose their accuracy along it. */
const DEEP = [
  'data X : n x d',
  ...Array.from({ length: 60 }, (_, k) => `param W${k} : d x d`),
  'E0 = tanh(X*W0)',
  ...Array.from({ length: 59 }, (_, k) => `E${k + 1} = tanh(E${k}*W${k + 1}) + E${k}`),
  'L = sum(E59.^2)',
  'grad L wrt W0, W30',
].join('\n');

const SOURCES = [
  "x'*A*x",
  "tr(A'*X*B)",
  "logdet(X'*X)",
  'norm2(A*x - b)^2',
  'sum(relu(X*w))',
  'sum(gelu(A*x))',
  'param S : n x n posdef\nL = logdet(S)',
  RECURRENT,
];

describe('true derivations pass, and the witness agrees', () => {
  test.each(SOURCES)('%s', async (source) => {
    const derivation = derive(source);
    expect(check(derivation)).toMatchObject({ outcome: 'ok' });
    for (const { evidence } of await witnessDerivation(derivation, 5, { rows: catalog })) {
      expect(evidence).toMatchObject({ outcome: 'ok' });
    }
  });

  test('sixty layers', () => {
    const report = check(derive(DEEP));
    expect(report.outcome).toBe('ok');
    expect(report.worst).toBeLessThan(1e-8);
  });
});

/** The derivation with one of its lines changed. */
function plant(derivation: Derivation, change: (block: Block) => Block): Derivation {
  return { ...derivation, blocks: derivation.blocks.map(change) };
}

describe('sums whose ends are indices of sums around them', () => {
  test.each([
    'sum(i = 1..n, sum(j = 1..i, x(i)*x(j)^2))',
    'sum(i = 1..n, sum(j = i..n, x(i)*x(j)^2))',
    'sum(k = 1..n, prod(i = 1..k, x(i)))',
    'sum(i = 1..n, sum(j = 1..i, sum(k = j..i, x(i)*x(j)*x(k))))',
  ])('%s is checked in every step', (source) => {
    const report = check(derive(`param x : n\nf = ${source}\ngrad f wrt x`));
    expect(report.outcome).toBe('ok');
    expect([...report.steps.values()].filter((e) => e.outcome !== 'ok')).toEqual([]);
  });
});

describe('planted errors are found', () => {
  const derivation = derive(RECURRENT);

  test('in a result', async () => {
    const wrong: Derivation = {
      ...derivation,
      results: derivation.results.map((r, k) => (k === 0 ? { ...r, value: transpose(r.value) } : r)),
    };
    expect(check(wrong)).toMatchObject({ outcome: 'failed' });
    const doubled = { ...derivation, results: derivation.results.map((r) => ({ ...r, value: scale(2, r.value) })) };
    for (const { evidence } of await witnessDerivation(doubled, 5, { rows: catalog })) {
      expect(evidence).toMatchObject({ outcome: 'failed' });
    }
  });

  test('in every step, by its place', () => {
    let planted = 0;
    for (const block of derivation.blocks) {
      if (block.kind !== 'forward' || !block.line) continue;
      const { line } = block;
      for (const stage of line.stages) {
        for (const step of stage.steps) {
          const wrong = { ...step, after: scale(-1, step.after) };
          const stages = line.stages.map((one) =>
            one === stage ? { ...one, steps: one.steps.map((s) => (s === step ? wrong : s)) } : one,
          );
          const report = check(plant(derivation, (b) => (b === block ? { ...block, line: { ...line, stages } } : b)));
          expect([...report.steps].filter(([, e]) => e.outcome === 'failed').map(([s]) => s)).toEqual([wrong]);
          planted += 1;
        }
      }
    }
    expect(planted).toBeGreaterThan(5);
  });

  test('in what is left out: a member of a family that the subject depends on', () => {
    const whole = derive('param x[t] : n\nL = sum(t = 2..T, norm2(x[t] - x[t-1])^2)\ngrad L wrt x');
    expect(whole.results.length).toBe(3);
    for (const result of whole.results) {
      const report = check({ ...whole, results: whole.results.filter((r) => r !== result) });
      const failed = report.results.flatMap(({ evidence }) => (evidence.outcome === 'failed' ? [evidence] : []));
      expect(failed).toMatchObject([{ where: expect.stringMatching(/^x\[\d\] is left out$/) }]);
    }
    const spared = derive('param x[t] : n\nL = sum(t = 2..T, norm2(x[t])^2)*norm2(x[1] - x[1] + x[2])\ngrad L wrt x');
    expect(check(spared).outcome).toBe('ok');
  });

  test('in the definition of a gradient', () => {
    const named = derivation.named.map((d) => (d.target.name.startsWith('G') ? { ...d, value: scale(2, d.value) } : d));
    expect(check({ ...derivation, named })).toMatchObject({ outcome: 'failed' });
  });
});

test('the same seed gives the same report, another seed another', () => {
  const derivation = derive("x'*A*x");
  const worst = (seed: number): number => checkDerivation(derivation, { rows: catalog, seed }).worst;
  expect(worst(3)).toBe(worst(3));
  expect(worst(3)).not.toBe(worst(4));
});
