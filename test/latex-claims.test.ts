/** Derivations and claims in LaTeX are judged: all of what a text says of a derivative. */
import { describe, expect, test } from 'vitest';
import { readLatex, toVerifyText, verifyReading } from '../src/index.js';

async function judged(latex: string): Promise<(readonly [text: string, verdict: string])[]> {
  return verifyReading(await readLatex(latex)).lines.map((line) => [line.text, line.verdict]);
}

const verdictsOf = async (latex: string): Promise<string[]> => (await judged(latex)).map(([, verdict]) => verdict);

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
    expect(await verdictsOf(latex)).toEqual(verdicts);
  });

  test('what is not judged is told', async () => {
    const { derivation, remarks } = await readLatex('$L=\\|y-Xw\\|^2=\\sum_{i=1}^n(y_i-x_i^Tw)^2$. $\\nabla_w L$');
    expect(derivation).toEqual([]);
    expect(remarks.map((r) => r.message)).toContainEqual(expect.stringContaining('is not judged'));
  });

  test('one that cannot be judged is told', async () => {
    const { derivation, remarks } = await readLatex('$y = Wx$, so $\\partial y/\\partial W = x^\\top$.');
    expect(derivation).toEqual([]);
    expect(remarks.map((r) => r.message)).toContainEqual(
      expect.stringContaining("'frobenius verify' does not judge it"),
    );
  });
});

const LAYER = 'Let $z = Wx$ and $L = \\|z - y\\|^2$ where $W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$.';
const RNN =
  '$h_t = \\tanh(W h_{t-1} + U x_t)$ for $t = 1, \\dots, T$, $L = \\sum_{t=1}^T \\frac12 \\|h_t - y_t\\|^2$, $W \\in \\mathbb{R}^{d\\times d}$, $x_t \\in \\mathbb{R}^n$.';

describe('a name for a derivative stands for it, and what it is said to be is a claim', () => {
  test.each([
    [
      `${LAYER} Write $\\delta = \\frac{\\partial L}{\\partial z}$. $$\\delta = 3(z - y)$$ $$\\frac{\\partial L}{\\partial W} = \\delta x^\\top$$`,
      ['wrong', 'right'],
    ],
    [
      `${LAYER} $$\\delta = \\frac{\\partial L}{\\partial z} = 2(z - y)$$ $$\\frac{\\partial L}{\\partial W} = x\\delta^\\top$$`,
      ['right', 'shape'],
    ],
    [
      `${LAYER} $$\\frac{\\partial L}{\\partial z} = z - y = \\delta$$ $$\\frac{\\partial L}{\\partial W} = \\delta x^\\top$$`,
      ['wrong', 'right'],
    ],
    [`${LAYER} $\\nabla_W L = \\delta x^\\top$ where $\\delta = \\nabla_z L$.`, ['right']],
    [
      `${RNN} Let $\\delta_t = \\frac{\\partial L}{\\partial h_t}$. $$\\delta_t = h_t - y_t + W^\\top (\\delta_{t+1} \\odot (1 - h_{t+1}^2))$$ $$\\frac{\\partial L}{\\partial W} = \\sum_{t=1}^T (\\delta_t \\odot (1 - h_t^2)) h_{t-1}^\\top$$`,
      ['right', 'right'],
    ],
    [
      `${RNN} Let $\\delta_t = \\frac{\\partial L}{\\partial h_t}$. $$\\delta_t = h_t - y_t + W (\\delta_{t+1} \\odot (1 - h_{t+1}^2))$$`,
      ['wrong'],
    ],
    // what another definition is made of wants a formula, and is judged all the same
    ['$f(w) = \\|Xw\\|^2$, $g = \\nabla f(w) = X^\\top Xw$, $q = \\|g\\|^2$, $\\nabla_w q$', ['wrong']],
  ])('%s', async (latex, verdicts) => {
    expect((await verdictsOf(latex)).filter((verdict) => verdict !== 'given')).toEqual(verdicts);
  });
});

describe('derivatives of vectors', () => {
  test.each([
    ['$y = Wx$, so $\\partial y/\\partial x = W$.', ['right']],
    ['$y = Wx$, so $\\partial y/\\partial x = W^\\top$.', ['right']],
    ['$y = Wx$. In numerator layout $\\partial y/\\partial x = W^\\top$.', ['shape']],
    ['$y = Wx$, so $\\partial y/\\partial x = 2W$.', ['wrong']],
    // one text has one layout
    [
      '$y = Wx$, $W \\in \\mathbb{R}^{m\\times n}$, $z = Vx$, $V \\in \\mathbb{R}^{k\\times n}$: $\\partial y/\\partial x = W^\\top$, $\\partial z/\\partial x = V$.',
      ['shape', 'right'],
    ],
    [`${RNN} $$\\frac{\\partial h_t}{\\partial h_{t-1}} = \\operatorname{diag}(1 - h_t^2) W$$`, ['right']],
    [`${RNN} $$\\frac{\\partial h_t}{\\partial h_{t-1}} = \\operatorname{diag}(1 - h_t^2) W^\\top$$`, ['wrong']],
    [
      '$z = Wx$, $a = \\tanh(z)$, $L = \\frac12\\|a-y\\|^2$, $W \\in \\mathbb{R}^{m \\times n}$. $$\\frac{\\partial L}{\\partial x} = \\frac{\\partial z}{\\partial x}\\frac{\\partial a}{\\partial z}\\frac{\\partial L}{\\partial a} = W^\\top((1 - a^2) \\odot (a - y))$$',
      ['right', 'right'],
    ],
    [
      '$z = Wx$, $a = \\tanh(z)$, $L = \\frac12\\|a-y\\|^2$, $W \\in \\mathbb{R}^{m \\times n}$. $$\\frac{\\partial L}{\\partial x} = \\frac{\\partial L}{\\partial a}\\frac{\\partial a}{\\partial z}\\frac{\\partial z}{\\partial x} = (a - y)^\\top \\operatorname{diag}(1 - a^2) W$$',
      ['right', 'right'],
    ],
    [
      '$p_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}$. Then $\\frac{\\partial p_i}{\\partial z_j} = p_i(\\delta_{ij} - p_j)$, that is $$\\frac{\\partial p}{\\partial z} = \\operatorname{diag}(p) - pp^\\top$$',
      ['right', 'right'],
    ],
  ])('%s', async (latex, verdicts) => {
    expect(await verdictsOf(latex)).toEqual(verdicts);
  });
});

const SOFTMAX =
  'Let $z = Wx + b$, $p = \\mathrm{softmax}(z)$, $L = -\\sum_i y_i \\log p_i$ where $y$ is one-hot, $W \\in \\mathbb{R}^{k \\times d}$, $b \\in \\mathbb{R}^k$.';
const ENTRIES =
  '$a_j = \\sum_i w_{ji} x_i$, $z_j = \\tanh(a_j)$, $y_k = \\sum_j v_{kj} z_j$, $E = \\frac12\\sum_k (y_k - t_k)^2$.';

describe('derivatives by any entry are judged as those by the whole', () => {
  test.each([
    [
      `${SOFTMAX} $\\frac{\\partial L}{\\partial z_i} = p_i - y_i$, $\\frac{\\partial L}{\\partial W_{ij}} = (p_i - y_i) x_j$, $\\frac{\\partial L}{\\partial x_j} = \\sum_i (p_i - y_i) W_{ij}$`,
      ['claim grad(L, z) = p - y', "claim grad(L, W) = (p - y)*x'", "claim grad(L, x) = W'*(p - y)"],
      ['right', 'right', 'right'],
    ],
    [
      `${SOFTMAX} Let $\\delta_i = \\frac{\\partial L}{\\partial z_i} = y_i - p_i$: $\\frac{\\partial L}{\\partial W_{ij}} = \\delta_i x_j$, $\\frac{\\partial L}{\\partial W_{ij}} = \\delta_j x_i$`,
      ['delta = grad(L, z)', 'claim delta = y - p', "claim grad(L, W) = delta*x'", "claim grad(L, W) = x*delta'"],
      ['given', 'wrong', 'right', 'shape'],
    ],
    [
      `${SOFTMAX} $\\frac{\\partial p_i}{\\partial z_j} = p_i(\\delta_{ij} - p_j)$, $\\frac{\\partial p_i}{\\partial z_j} = p_j(\\delta_{ij} - p_j)$`,
      ["claim jacobian(p, z) = p.*(I - p')", "claim jacobian(p, z) = p'.*(I - p')"],
      ['right', 'wrong'],
    ],
    [
      '$f(x) = x^\\top A x$, $A \\in \\mathbb{R}^{n\\times n}$: $$\\frac{\\partial f}{\\partial x_k} = \\sum_{j} A_{kj} x_j + \\sum_i A_{ik} x_i$$ $$\\frac{\\partial f}{\\partial A_{ij}} = x_i x_j$$',
      ["claim grad(f, x) = A*x + A'*x", "claim grad(f, A) = x*x'"],
      ['right', 'right'],
    ],
    [
      `${ENTRIES} $\\delta_k = \\frac{\\partial E}{\\partial y_k} = y_k - t_k$, $\\epsilon_j = \\frac{\\partial E}{\\partial a_j} = (1 - z_j^2)\\sum_k v_{kj}\\delta_k$, $\\frac{\\partial E}{\\partial w_{ji}} = \\epsilon_j x_i$`,
      [
        'delta = grad(E, y)',
        'epsilon = grad(E, a)',
        'claim delta = y - t',
        "claim epsilon = (1 - z.^2).*(v'*delta)",
        "claim grad(E, w) = epsilon*x'",
      ],
      ['given', 'given', 'right', 'right', 'right'],
    ],
  ])('%s', async (latex, texts, verdicts) => {
    const found = await judged(latex);
    expect(found.map(([text]) => text)).toEqual(texts);
    expect(found.map(([, verdict]) => verdict)).toEqual(verdicts);
  });

  test('two vectors of one letter are told apart by no index', async () => {
    const two = `${ENTRIES} $\\delta_k = y_k - t_k$, $\\delta_j = (1 - z_j^2)\\sum_k v_{kj}\\delta_k$`;
    await expect(readLatex(two)).rejects.toThrow('the entries of delta are made of entries of delta here');
  });
});

const SQUARE_LOSS =
  '$z = Wx + b$, $L = \\frac12\\|z - y\\|^2$, $W \\in \\mathbb{R}^{m\\times n}$, $x \\in \\mathbb{R}^n$, $b \\in \\mathbb{R}^m$.';
const TWO_LAYERS =
  '$z_1 = W_1 x$, $a = \\tanh(z_1)$, $z_2 = W_2 a$, $L = \\frac12\\|z_2 - y\\|^2$, $W_1\\in\\mathbb{R}^{h\\times n}$, $W_2\\in\\mathbb{R}^{m\\times h}$.';
const BRACKETS =
  '$Z^{[1]} = W^{[1]}X + b^{[1]}$, $A^{[1]} = \\tanh(Z^{[1]})$, $Z^{[2]} = W^{[2]}A^{[1]}$, $L = \\frac12\\|Z^{[2]} - Y\\|_F^2$.';

describe('a slip is told where it stands, and spoils nothing else', () => {
  test.each([
    // a letter that the text defines stands for no derivative that it is said to be equal to
    [
      `${SQUARE_LOSS} Let $r = z - y$. Then $\\frac{\\partial L}{\\partial x} = r$ and $\\frac{\\partial L}{\\partial W} = r x^\\top$.`,
      ['shape', 'right'],
    ],
    [
      `${SQUARE_LOSS} $\\delta = \\frac{\\partial L}{\\partial z} = z - y$, $\\frac{\\partial L}{\\partial b} = \\delta$, $\\frac{\\partial L}{\\partial y} = \\delta$`,
      ['given', 'right', 'right', 'wrong'],
    ],
    [
      `${SQUARE_LOSS} Let $\\delta$ denote $\\frac{\\partial L}{\\partial z}$: $\\delta = z + y$, $\\frac{\\partial L}{\\partial W} = \\delta x^\\top$.`,
      ['given', 'wrong', 'right'],
    ],
    [
      `${SQUARE_LOSS} $\\frac{\\partial L}{\\partial z} = z - y =: \\delta$, $\\frac{\\partial L}{\\partial x} = W\\delta$`,
      ['given', 'right', 'shape'],
    ],
    // in numerator layout the name is of a row
    [
      `${SQUARE_LOSS} In numerator layout $\\delta = \\frac{\\partial L}{\\partial z} = (z - y)^\\top$, $\\frac{\\partial L}{\\partial x} = \\delta W$`,
      ['given', 'right', 'right'],
    ],
    // of two formulas the first is the function
    [
      '$f(w) = \\|Xw-y\\|^2$, $X\\in\\mathbb{R}^{n\\times d}$. We expand $f(w) = w^\\top X^\\top X w - y^\\top X w + y^\\top y$, hence $\\nabla f(w) = 2X^\\top X w - 2X^\\top y.$',
      ['wrong', 'right'],
    ],
    // a value at a point is another thing
    [
      '$f(x) = \\frac12 x^\\top A x - b^\\top x$, $A$ symmetric. $\\nabla f(x) = Ax - b$. At $x^* = A^{-1}b$ we have $f(x^*) = -\\frac12 b^\\top A^{-1} b$. With the residual $r = b - Ax$, $f(r) = \\frac12 r^\\top A r - b^\\top r$.',
      ['right'],
    ],
    // what is said of a case is not judged
    [
      '$f(x) = x^\\top A x$, $\\nabla f(x) = (A + A^\\top)x$. If $A$ is symmetric, then $\\nabla f(x) = 2Ax$.',
      ['right'],
    ],
    ["$f(x) = |x|$, $x\\in\\mathbb{R}$. Then $f'(x) = 1$ if $x > 0$ and $f'(x) = -1$ if $x < 0$.", []],
    [
      '$f(x) = x^\\top A x$, $A \\in \\mathbb{R}^{n\\times n}$. $\\nabla f(x) = 2Ax$. Now suppose that $A$ is symmetric. Then $\\nabla f(x) = 2Ax$.',
      ['wrong'],
    ],
    [`${SOFTMAX} For $i \\neq j$, $\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$.`, []],
    // a Hessian holds everything else
    ['$f = x^\\top A x + b^\\top x$, $A$ symmetric, $\\nabla_b f = x$, $\\nabla_x^2 f = 2A$', ['right', 'right']],
    // the same for all entries
    [
      '$\\mu = \\frac1n\\sum_i x_i$, $x \\in \\mathbb{R}^n$, $\\frac{\\partial \\mu}{\\partial x_i} = \\frac1n$, $\\frac{\\partial \\mu}{\\partial x_i} = 1$',
      ['right', 'wrong'],
    ],
    // no vector has entries with two indices
    [
      `${SOFTMAX} $\\frac{\\partial p_i}{\\partial z_j} = p_i(\\delta_{ij} - p_j)$, $\\delta = \\frac{\\partial L}{\\partial z}$`,
      ['given', 'right'],
    ],
    // a sum without brackets over two terms
    [
      '$z = Wx$, $L = -\\sum_{i=1}^m y_i\\log\\sigma(z_i) + (1-y_i)\\log(1-\\sigma(z_i))$, $W\\in\\mathbb{R}^{m\\times n}$, $\\frac{\\partial L}{\\partial z} = \\sigma(z) - y$, $\\frac{\\partial L}{\\partial W} = \\frac{\\partial L}{\\partial z}x^\\top$',
      ['right', 'right'],
    ],
    // a letter whose size is only guessed
    ['$f(x) = (a^\\top x)^2$, $x\\in\\mathbb{R}^n$. $\\nabla f(x) = 3 (a^\\top x) a$', ['wrong']],
    // a step changes what a name stands for
    [
      `${TWO_LAYERS} $\\delta = \\frac{\\partial L}{\\partial z_2} = z_2 - y$, $\\frac{\\partial L}{\\partial W_2} = \\delta a^\\top$. Then $\\delta \\leftarrow W_2^\\top\\delta\\odot(1 - a^2)$ and $\\frac{\\partial L}{\\partial W_1} = \\delta x^\\top$.`,
      ['given', 'right', 'right'],
    ],
    [
      '$f(w) = \\frac12\\|Xw-y\\|^2$, $X\\in\\mathbb{R}^{n\\times d}$, $\\nabla f(w) = X^\\top(Xw - y)$. $w_{k+1} = w_k - \\eta X^\\top(Xw_k - y)$',
      ['right'],
    ],
    // a quantity that is written out
    [
      '$f(x) = \\frac12\\|Ax - b\\|^2$, $r = Ax - b$, $A\\in\\mathbb{R}^{m\\times n}$: $\\nabla f(x) = \\left(\\frac{\\partial r}{\\partial x}\\right)^\\top \\frac{\\partial f}{\\partial r} = A^\\top r$',
      ['right', 'right'],
    ],
    [
      "$z = Wx$, $L = \\frac12\\|\\sigma(Wx) - y\\|^2$, $W\\in\\mathbb{R}^{m\\times n}$: $\\frac{\\partial L}{\\partial z} = (\\sigma(z) - y)\\odot\\sigma'(z)$, $\\frac{\\partial L}{\\partial z} = (\\sigma(z) - y)\\odot\\tanh'(z)$",
      ['right', 'wrong'],
    ],
    // without its argument
    ['$q = x^\\top A x$, $A\\in\\mathbb{R}^{n\\times n}$, $x\\in\\mathbb{R}^n$. Then $\\nabla q(x) = 2Ax$.', ['wrong']],
    [
      '$p = \\sigma(z)$, $L = -\\log p$, where $z$ is a scalar. $\\frac{\\partial L}{\\partial z} = \\frac{\\partial L}{\\partial p}\\frac{\\partial p}{\\partial z} = p - 1$',
      ['right', 'right'],
    ],
    // layers
    [
      `${BRACKETS} $dZ^{[2]} = Z^{[2]} - Y$, $dW^{[2]} = dZ^{[2]}A^{[1]\\top}$, $dZ^{[1]} = W^{[2]\\top}dZ^{[2]} \\odot (1 - (A^{[1]})^2)$, $dW^{[1]} = dZ^{[1]}X$, $db^{[1]} = dZ^{[1]}1$`,
      ['right', 'right', 'right', 'shape', 'right'],
    ],
    [
      '$S = QK^\\top$, $P = \\mathrm{softmax}(S)$, $O = PV$ with $Q, K, V \\in \\mathbb{R}^{n \\times d}$. Given $dO = \\frac{\\partial L}{\\partial O}$: $dV = P^\\top dO$, $dP = dO V^\\top$, $dS = P \\odot (dP - (dP \\odot P) 1 1^\\top)$, $dQ = dS K$, $dK = dS Q$',
      ['right', 'right', 'right', 'right', 'wrong'],
    ],
    [
      `${SOFTMAX} $\\frac{\\partial L}{\\partial z_j} = \\sum_i \\frac{\\partial L}{\\partial p_i}\\frac{\\partial p_i}{\\partial z_j} = y_j - p_j$`,
      ['right', 'wrong'],
    ],
    [
      '$\\mu = \\frac1m\\sum_i x_i$, $\\hat x_i = x_i - \\mu$, $y_i = \\gamma \\hat x_i + \\beta$, $x \\in \\mathbb{R}^m$. Given $\\frac{\\partial L}{\\partial y}$: $\\frac{\\partial L}{\\partial \\gamma} = \\sum_i \\frac{\\partial L}{\\partial y_i}\\hat x_i$, $\\frac{\\partial L}{\\partial \\beta} = \\sum_i \\frac{\\partial L}{\\partial y_i}$',
      ['right', 'right'],
    ],
  ])('%s', async (latex, verdicts) => {
    expect(await verdictsOf(latex)).toEqual(verdicts);
  });

  test.each([
    [
      `${TWO_LAYERS} $\\delta = \\frac{\\partial L}{\\partial z_2} = z_2 - y$, $\\delta = \\frac{\\partial L}{\\partial z_1} = z_2 - y$`,
      'delta stands for two derivatives',
    ],
    ["$y = \\tanh''(z)$", 'is not read by its primes'],
    [
      '$L = -\\log\\sigma(u^\\top v) - \\sum_{k=1}^K\\log\\sigma(-u_k^\\top v)$, $u, v\\in\\mathbb{R}^d$.',
      'and no entry of it',
    ],
  ])('%s', async (latex, message) => {
    await expect(readLatex(latex)).rejects.toThrow(message);
  });
});

test('lines are numbered as in the text', async () => {
  const reading = await readLatex(
    `${LAYER}\n\nSo\n$$\\frac{\\partial L}{\\partial z} = 2(z - y)$$\n$$\\frac{\\partial L}{\\partial W} = 2(z - y)x^\\top$$`,
  );
  const found = verifyReading(reading);
  expect(found.lines.map((line) => line.origin)).toEqual([4, 5]);
  expect(toVerifyText(found)).toMatch(/^✓ 4 .*\n✓ 5 /);
});

describe('what a text says beside its problem', () => {
  test.each([
    // solved for a point
    [
      '$f(w) = \\|Xw - y\\|^2$, $$\\nabla f(w) = 2X^\\top(Xw - y) = 0 \\implies w = (X^\\top X)^{-1}X^\\top y$$',
      ['right'],
      'said of a point',
    ],
    ['$f=\\|Ax-b\\|^2$. $$2A^\\top(Ax-b) = 0 \\implies x = A^{-1}b$$', [], 'follows from an equation'],
    ['$f(x) = x^\\top A x \\implies \\nabla f = (A + A^\\top) x$', ['right'], 'is a claim'],
    // conditions
    [
      '$f(x) = \\|x\\|$ for $x \\in \\mathbb{R}^n$, $x \\ne 0$: $$\\nabla f(x) = \\frac{x}{\\|x\\|} \\quad (x \\neq 0)$$',
      ['right'],
      'a condition',
    ],
    [
      '$f(x) = \\|x\\|_1$, $x \\in \\mathbb{R}^n$, $$\\nabla f(x) = 1, \\quad \\text{if } x > 0$$',
      [],
      'said under a condition',
    ],
    // steps of an algorithm
    [
      '$f(w) = w^\\top w$, $\\nabla f(w) = 2w$, $w_{t+1} = w_t - \\eta \\nabla f(w_t)$, $w \\leftarrow w - 2\\eta w$',
      ['right'],
      'a step of an algorithm',
    ],
    // a display that goes on behind room
    [
      '$f = x^\\top A x$ $$df = dx^\\top A x + x^\\top A\\, dx$$ $$\\quad = x^\\top (A + A^\\top) dx$$',
      ['right', 'right'],
      'line of a derivation',
    ],
    // dZ short for a derivative
    [
      '$Z = XW + b$, $X \\in \\mathbb{R}^{m \\times n}$, $W \\in \\mathbb{R}^{n \\times k}$, $L = \\frac12\\|Z - Y\\|_F^2$. $dZ = Z - Y$, $dW = X^\\top dZ$, $db = 1^\\top dZ$, $dX = W\\,dZ$',
      ['right', 'right', 'right', 'shape'],
      'short for ∂L/∂Z',
    ],
    [
      '$Z = WX + b$, $X \\in \\mathbb{R}^{n \\times m}$, $W \\in \\mathbb{R}^{k \\times n}$, $L = \\frac12\\|Z - Y\\|_F^2$. $dZ = 2(Z - Y)$, $db = dZ 1$',
      ['wrong', 'right'],
      'short for ∂L/∂Z',
    ],
  ])('%s', async (latex, verdicts, words) => {
    const reading = await readLatex(latex);
    expect(verifyReading(reading).lines.map((line) => line.verdict)).toEqual(verdicts);
    expect(reading.remarks.map((r) => r.message).join('\n')).toContain(words);
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
    expect(await verdictsOf(latex)).toEqual(verdicts);
  });
});
