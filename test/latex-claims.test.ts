/** Derivations and claims in LaTeX are judged: all of what a text says of a derivative. */
import { describe, expect, test } from 'vitest';
import { readLatex, verify } from '../src/index.js';

async function judged(latex: string): Promise<(readonly [text: string, verdict: string])[]> {
  const { source, derivation } = await readLatex(latex);
  return verify(`${source}\nderivation\n${derivation.join('\n')}\n`).lines.map((line) => [line.text, line.verdict]);
}

const SQUARE = 'Let $f=\\|Ax-b\\|_2^2$ with $A\\in\\mathbb R^{m\\times n}$.';

describe('claims', () => {
  test.each([
    [`${SQUARE} So $\\nabla_x f=A^\\top(Ax-b)$.`, ['wrong']],
    [`${SQUARE} So $\\nabla_x f=2A^\\top(Ax-b)$.`, ['right']],
    [
      `${SQUARE} \\begin{align}df&=2(Ax-b)^\\top d(Ax-b)\\\\&=2(Ax-b)^\\top A\\,dx\\end{align} so $\\nabla_x f=A^\\top(Ax-b)$.`,
      ['right', 'right', 'wrong'],
    ],
    ['$f(x) = x^\\top A x$, so $\\nabla f = 2Ax$.', ['wrong']],
    [
      '$f(x) = x^\\top A x$ with symmetric $A$, so $\\nabla f = (A + A^\\top)x = 2Ax$ and $\\nabla^2 f = 2A$.',
      ['right', 'right', 'right'],
    ],
    ['$f(x) = x^\\top A x$, so $\\nabla^2 f = 2A$.', ['wrong']],
    ['$\\frac{\\partial}{\\partial X}\\operatorname{tr}(AX) = A^\\top$', ['right']],
    [
      'Given $\\partial L/\\partial A = G$ with $A = XU + HW$: $\\partial L/\\partial U = X^\\top G$, $\\partial L/\\partial W = GH^\\top$.',
      ['right', 'shape'],
    ],
    ['$L=\\operatorname{tr}(AB)=\\operatorname{tr}(A^TB)$, $\\frac{\\partial L}{\\partial B}=A$', ['wrong', 'right']],
    ['$$d(X^{-1})=-X^{-1}dX X^{-1}$$ then $$X\\,dX = dX\\,X$$', ['right', 'wrong']],
    ['$f=\\|Ax-b\\|^2$. Then $df = 2(Ax-b)^TA\\,dx$, so $\\nabla f = A^T(Ax-b)$', ['right', 'wrong']],
    [
      '$L=-\\sum_k y_k\\log p_k$, $p=\\operatorname{softmax}(z)$, $\\sum_k y_k=1$. Then $\\frac{\\partial L}{\\partial z}=p-y$.',
      ['right'],
    ],
  ])('%s', async (latex, verdicts) => {
    expect((await judged(latex)).map(([, verdict]) => verdict)).toEqual(verdicts);
  });

  test('what is not judged is told', async () => {
    const { derivation, remarks } = await readLatex('$L=\\|y-Xw\\|^2=\\sum_{i=1}^n(y_i-x_i^Tw)^2$. $\\nabla_w L$');
    expect(derivation).toEqual([]);
    expect(remarks.map((r) => r.message)).toContainEqual(expect.stringContaining('is not judged'));
  });

  test('one that cannot be judged is told', async () => {
    const { derivation, remarks } = await readLatex('$y = Wx$, so $\\partial y/\\partial x = W$.');
    expect(derivation).toEqual([]);
    expect(remarks.map((r) => r.message)).toContainEqual(
      expect.stringContaining("'frobenius verify' does not judge it"),
    );
  });
});

const LINES = ["df = 2*(A*x - b)'*d(A*x - b)", "   = 2*(A*x - b)'*A*dx"];

describe('lines, however they are set', () => {
  test.each([
    `${SQUARE} \\begin{align}d f&=2(Ax-b)^\\top d(Ax-b)\\\\&=2(Ax-b)^\\top A\\,dx\\end{align}`,
    `${SQUARE} \\begin{align}\\mathrm df&=2(Ax-b)^\\top\\mathrm d(Ax-b)\\\\&=2(Ax-b)^\\top A\\,\\mathrm dx\\end{align}`,
    `${SQUARE} \\begin{align}df&=2(Ax-b)^\\top d(Ax-b) && \\text{chain rule}\\\\&=2(Ax-b)^\\top A\\,dx && \\text{linear}\\end{align}`,
    `${SQUARE} $$df=2(Ax-b)^\\top d(Ax-b)$$ $$=2(Ax-b)^\\top A\\,dx$$`,
  ])('%s', async (latex) => {
    const { derivation } = await readLatex(latex);
    expect(derivation).toEqual(LINES);
    expect((await judged(latex)).map(([, verdict]) => verdict)).toEqual(['right', 'right']);
  });

  test.each([
    ['$d\\operatorname{tr}(X^\\top X) = 2\\operatorname{tr}(X^\\top dX)$', ['right']],
    ['$d\\operatorname{tr}(X^\\top X) = \\operatorname{tr}(X^\\top dX)$', ['wrong']],
    [
      '$L=\\log\\det X$ where $X$ is symmetric positive definite. $$dL=\\operatorname{tr}(X^{-1}dX)=X^{-1}:dX$$',
      ['right', 'right'],
    ],
  ])('%s', async (latex, verdicts) => {
    expect((await judged(latex)).map(([, verdict]) => verdict)).toEqual(verdicts);
  });
});
