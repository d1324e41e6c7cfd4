/** Choices in LaTeX: each case under a condition that is read, or refused; none is dropped. */
import { expect, test } from 'vitest';
import { readLatex } from '../src/index.js';

const cases = (body: string): string => `\\begin{cases} ${body} \\end{cases}`;
test.each([
  ['a & a>0 \\\\ 0 & \\text{otherwise}', 'where(a > 0, a, 0)'],
  ['a & \\text{if } a>0 \\\\ b', 'where(a > 0, a, b)'],
  ['a & a \\ge 0 \\\\ -a & a<0', 'where(a >= 0, a, -a)'],
  ['a & a \\le b \\\\ b & b<a', 'where(a <= b, a, b)'],
  ['a & a>1 \\\\ b & a>0 \\\\ c & \\text{else}', 'where(a > 1, a, where(a > 0, b, c))'],
])('%s', async (body, wanted) => {
  const { source } = await readLatex(cases(body));
  expect(source.trim()).toContain(wanted);
});

test.each([
  ['a^2 & a \\in [0,1] \\\\ 0 & \\text{otherwise}', 'the condition of a case is not read'],
  ['a^2 & \\text{if } a \\text{ is large} \\\\ 0 & \\text{otherwise}', 'the condition of a case is not read'],
  ['a^2 \\\\ b', 'the condition of a case is not read'],
  ['a^2 & \\text{if not } a>0 \\\\ b & \\text{otherwise}', 'the condition of a case is not read'],
  ['a^2 & \\text{unless } a>0 \\\\ b & \\text{otherwise}', 'the condition of a case is not read'],
  ['0 & \\text{otherwise} \\\\ a & a>0', 'the condition of a case is not read'],
  ['a & |a| < 1', 'the cases leave something over'],
  ['a & a>1 \\\\ -a & a<0', 'the cases leave something over'],
])('%s is refused', async (body, message) => {
  await expect(readLatex(cases(body))).rejects.toThrow(message);
});

test.each(['\\phi(a)^{2}', '\\operatorname{tr}(A\\phi(B))', '\\psi(a)', 'x^\\top f(x)'])(
  'a function of which nothing is said, in a formula without a name: %s',
  async (formula) => {
    await expect(readLatex(formula)).rejects.toThrow('is a function of which nothing is said');
    expect((await readLatex(`L = ${formula}`)).source).toMatch(/^function (?:phi|psi|f) elementwise$/m);
  },
);
