/** LaTeX of any length is read, or refused, in time. */
import { expect, test } from 'vitest';
import { readLatex } from '../src/index.js';

test.each([
  ['letters side by side', `$f=${'ab'.repeat(50_000)}$`],
  [
    'many definitions',
    `\\begin{align}${Array.from({ length: 2000 }, (_, k) => `x_{${k + 1}} &= \\tanh(W x_{${k}})`).join('\\\\')}\\end{align}`,
  ],
  ['many displays', Array.from({ length: 1500 }, (_, k) => `$x_{${k + 1}} = \\sum_{i=1}^n a_i x_{${k}}$`).join('\n\n')],
])(
  '%s end in time, with an answer or a limit',
  async (_, text) => {
    const began = performance.now();
    const result = await readLatex(text).catch((e: unknown) => e);
    if (result instanceof Error) expect(result).toMatchObject({ code: 'limit' });
    expect(performance.now() - began).toBeLessThan(20_000);
  },
  60_000,
);
