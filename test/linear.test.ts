/** The length of a derivation grows with the length of its problem, not with the size of the expressions it stands for. */
import { describe, expect, test } from 'vitest';
import { replay } from '../src/derive/replay.js';
import type { Derivation, Step } from '../src/derive/step.js';
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

function stepsOf({ blocks, results }: Derivation): readonly Step[] {
  const lines = blocks.flatMap((block) => {
    if (block.kind === 'forward') return block.line ? [block.line] : [];
    const parts = block.kind === 'recurrence' ? block.parts : [block];
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
