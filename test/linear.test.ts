/** The length of a derivation grows with the length of its problem, not with the size of the expressions it stands for. */
import { describe, expect, test } from 'vitest';
import { replay } from '../src/derive/replay.js';
import type { Derivation, Step } from '../src/derive/step.js';
import { Allowance, withLimits } from '../src/expression/limits.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived } from './sources.js';

/** Unshared, the last of these has 2^k leaves. */
const squares = (k: number): string =>
  [
    'param X : n x m',
    'E0 = X .* X',
    ...Array.from({ length: k }, (_, i) => `E${i + 1} = E${i} .* E${i}`),
    `f = sum(E${k})`,
    'grad f wrt X',
  ].join('\n');

const layers = (k: number): string =>
  [
    'data X : n x d',
    'param U : d x h',
    'param W : h x h',
    'param b : 1 x h',
    'H0 = tanh(X*U)',
    ...Array.from({ length: k }, (_, i) => `H${i + 1} = tanh(H${i}*W + X*U + b)`),
    `L = sum(H${k})`,
    'grad L wrt U, W, b',
  ].join('\n');

const factors = (k: number): string =>
  `param x : scalar\nf = ${Array.from({ length: k }, (_, i) => `(x + ${i + 1})`).join(' * ')}`;

const terms = (k: number): string =>
  `param x : n\nf = ${Array.from({ length: k }, (_, i) => `sin(${i + 1}*x'*x)`).join(' + ')}`;

test('the replay of a long sum grows with its length', () => {
  const spent = (k: number): number => {
    const limits = new Allowance({ nodes: Number.POSITIVE_INFINITY });
    const one = derived(terms(k))[0] as Derivation;
    const found = withLimits(limits, () => replay(one, catalog));
    expect([...found.lines.values()].filter((l) => l.outcome === 'mismatch')).toEqual([]);
    expect([...found.steps.values()].every((s) => s.outcome === 'replayed')).toBe(true);
    return limits.spent;
  };
  spent(10);
  // n log n: a square would be sixteen times as much
  expect(spent(800) / spent(200)).toBeLessThan(6);
});

function stepsOf({ blocks, results }: Derivation): readonly Step[] {
  const lines = blocks.flatMap((block) => {
    if (block.kind === 'forward') return block.line ? [block.line] : [];
    const parts = 'parts' in block ? block.parts : [block];
    return parts.flatMap((p) => [p.line, ...(p.gradient?.lines ?? [])]);
  });
  return [...lines, ...results.map((r) => r.line)].flatMap((l) => l.stages.flatMap((s) => s.steps));
}

describe.each([
  ['k squarings', squares],
  ['k layers', layers],
  ['k numbers multiplied', factors],
] as const)('%s', (_, source) => {
  test('steps grow in proportion', { timeout: 60_000 }, () => {
    const counts = [50, 100, 200, 400].map((k) => [k, stepsOf(derived(source(k))[0] as Derivation).length] as const);
    const [, first] = counts[0] as readonly [number, number];
    expect(first).toBeGreaterThan(50);
    for (const [k, steps] of counts) expect(steps / k).toBeLessThanOrEqual((first / 50) * 1.1);
  });

  test('no step writes more than in proportion', () => {
    const longest = [50, 200].map((k) =>
      Math.max(...stepsOf(derived(source(k))[0] as Derivation).map(({ after }) => after.leaves / k)),
    ) as [number, number];
    expect(longest[1]).toBeLessThanOrEqual(longest[0] * 1.2);
  });

  test('each of them is replayed', () => {
    const { steps } = replay(derived(source(50))[0] as Derivation, catalog);
    expect([...steps.values()].filter((found) => found.outcome !== 'replayed')).toEqual([]);
  });
});
