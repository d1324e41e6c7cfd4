/** LaTeX in: formulas by a table, whole texts, what cannot be read, and what this project prints itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameForm } from '../src/derive/polynomial.js';
import type { Derivation } from '../src/derive/step.js';
import { sameShape } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { isCall } from '../src/expression/expression.js';
import { postorder } from '../src/expression/traverse.js';
import { check, derive, FrobeniusError, looksLikeLatex, readLatex, toInput, toLatex } from '../src/index.js';
import { readExpression } from '../src/language/piece.js';
import { readLatexExpression } from '../src/latex/read.js';
import { catalog } from '../src/rulebook/catalog.js';
import { World } from '../src/verify/world.js';
import { file, root, run } from './command.js';
import { problems, sourceOf } from './fuzz-draw.js';
import { derived, SOURCES } from './sources.js';

const cases = readFileSync(join(root, 'test/cases/latex.txt'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' => ') as [string, string]);
const onOneLine = (source: string): string =>
  source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' | ');

describe('formulas', () => {
  test('there are at least sixty', () => expect(cases.length).toBeGreaterThanOrEqual(60));

  test.each(cases)('%s', async (latex, expected) => {
    const { source, remarks } = await readLatex(latex);
    expect(onOneLine(source)).toBe(expected);
    expect(remarks.filter((r) => r.kind === 'unreadable')).toEqual([]);
  });

  test('LaTeX is told from the input language', () => {
    for (const [latex] of cases.filter(([l]) => /\\[A-Za-z]{2}|_\{|\^\{/.test(l)))
      expect(looksLikeLatex(latex)).toBe(true);
    for (const text of ["tr(A'*X*B)", 'A\\b', 'x^2', '# a_b\nf = x', "norm2(A*x - b)^2 # it's"])
      expect(looksLikeLatex(text)).toBe(false);
  });

  // S\mu is a product in LaTeX and a left division in the input language: what else stands there decides
  const both: readonly (readonly [string, boolean])[] = [
    ["x'*(S\\mu)", false],
    ["mu'*(S \\mu)", false],
    ['tr(S\\Sigma)', false],
    ["A'\\mu", false],
    ['param S : n x n\nparam mu : n\nL = sum(S\\mu)', false],
    ['A\\(x-y)', false],
    ['norm2(A\\[x; y])^2', false],
    ["# \\href{x} and $y$\nparam x : n\nf = x'*x", false],
    ['# About $A$\nWhat is its trace?', true],
    ['S\\mu', true],
    ["x'\\beta", true],
    ["(y - x'\\beta)^2", true],
    ["x'\\Sigma x", true],
    ['x\\mu y', true],
    ['2*\\mu', true],
    ['2x\\mu', true],
    ['x\\mu/2', true],
    ['A\\(x\\)', true],
    ['f(x) = x\\alpha', true],
  ];
  test.each(both)('%s', (text, latex) => expect(looksLikeLatex(text)).toBe(latex));

  test('declarations beside it decide as well', () => {
    expect(looksLikeLatex('S\\mu', { declared: true })).toBe(false);
    expect(looksLikeLatex('x^\\top S\\mu', { declared: true })).toBe(true);
  });
});

describe('a question as it is asked', () => {
  const text = readFileSync(join(root, 'docs/examples/question.md'), 'utf8');

  test('the definitions, sizes and requests are gathered', async () => {
    const { source } = await readLatex(text);
    expect(source).toBe(`data X[t] : n x d
param U : d x h
param W : h x h
param b : 1 x h
param V : h x v
param c : 1 x v
data y[t] : n x v positive
data H[0] : n x h

for t = 1..T
  A[t] = X[t]*U + H[t-1]*W + b
  H[t] = tanh(A[t])
  o[t] = H[t]*V + c
  y_hat[t] = o[t]./sum(o[t], 2)
end

L = -1/T*sum(t = 1..T, y_hat[t] : log(y[t]))

grad L wrt U, W, V, b, c
`);
  });

  test('what departs from the usual loss is remarked on, each remark with its place', async () => {
    const { remarks } = await readLatex(text);
    const said = (words: RegExp): string[] =>
      remarks.filter((r) => words.test(r.message)).map((r) => text.slice(r.span.start, r.span.end));
    expect(said(/softmax has exponentials/)[0]).toContain('softmax(o^{(t)})');
    expect(said(/logarithm is of y/)[0]).toContain('log(y_{tj})');
    expect(said(/is a claim/)[0]).toContain('\\partial');
    expect(said(/the size of c/)).toEqual(['c']);
    expect(remarks.filter((r) => r.kind === 'unreadable')).toEqual([]);
  });

  test('it runs to a checked derivation with one command', () => {
    const { status, stdout, stderr } = run(['derive', join(root, 'docs/examples/question.md')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/✓ checked: \d+ steps/);
    expect(stderr).toContain('read as:');
    expect(stderr).toContain('guessed, line');
    const quiet = run(['grad', join(root, 'docs/examples/question.md'), '--quiet']);
    expect(quiet).toMatchObject({ status: 0, stderr: '' });
    expect(quiet.stdout).toContain('grad(L, U) = sum(t = 1..T, X[t]');
  });

  test('its gradients are those of the file that has its formulas to the letter', async () => {
    const own = derive((await readLatex(text)).source);
    expect(check(own).outcome).toBe('ok');
    const renamed = toInput(own).replaceAll('y_hat', 'P').replaceAll('o[', 'O[').replaceAll('G_o', 'G_O');
    const asked = toInput(derive(readFileSync(join(root, 'docs/examples/rnn-as-asked.frob'), 'utf8')));
    const results = (answer: string): string[] => answer.split('\n').filter((line) => line.startsWith('grad('));
    expect(results(renamed)).toEqual(results(asked));
  });
});

describe('texts', () => {
  test.each([
    [
      'sizes by membership, a sum over data, what is asked for in words',
      'Let $W \\in \\mathbb{R}^{d\\times k}$ and $X\\in\\mathbb{R}^{n \\times d}$ be given data. We minimize\n$$L = \\|XW - Y\\|_F^2$$\nwith respect to $W$.',
      'param W : d x k | data X : n x d | L = norm2(X*W - Y)^2 | grad L wrt W',
    ],
    [
      'a property in the words after',
      'where $S \\in \\mathbb{R}^{n\\times n}$ is symmetric positive definite.\n\\[ f = x^\\top S x \\]\nFind $\\frac{\\partial f}{\\partial x} = 2Sx$.',
      "data S : n x n symmetric posdef | f = x'*S*x | grad f wrt x",
    ],
    [
      'a .tex file with environments',
      '\\documentclass{article}\\begin{document}\nThe model is\n\\begin{equation}\nZ = X W\n\\end{equation}\nand \\begin{align} P &= softmax(Z) \\\\ L &= -Y : \\log P \\end{align}\nWe need the gradient w.r.t. W.\n\\end{document}',
      'data Y : n x m | Z = X*W | P = softmax(Z) | L = -Y : log(P) | grad L wrt W',
    ],
    [
      'definitions in any order',
      '$$L = \\|H\\|_F^2$$ where $$H = \\tanh(Z)$$ and $$Z = XW$$',
      'Z = X*W | H = tanh(Z) | L = norm2(H)^2',
    ],
  ])('%s', async (_, text, expected) => {
    const { source } = await readLatex(text);
    const known = new Set(expected.split(' | '));
    // sizes that the text leaves open have names of their own
    const lines = onOneLine(source).split(' | ');
    expect(lines.filter((l) => !/^(?:param|data)/.test(l))).toEqual(
      [...known].filter((l) => !/^(?:param|data)/.test(l)),
    );
    for (const line of lines.filter((l) => /^(?:param|data) [WXS] /.test(l))) expect(known).toContain(line);
    const report = check(derive(source));
    expect(report.outcome).toBe('ok');
  });

  test('lines of a derivation in LaTeX are judged', () => {
    const text =
      'With $X$: $n\\times d$ data, $U$: $d\\times h$ and $$A = XU$$ $$f = \\operatorname{tr}(A^\\top A)$$ we have $$\\begin{aligned} df &= 2A : dA \\\\ &= 2A : X\\,dU \\\\ &= 2XA : dU \\end{aligned}$$ which gives the derivative w.r.t. U.';
    const { status, stdout } = run(['verify', file('derivation.md', text)]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✓ +\d+ +df = 2\*A : dA/);
    expect(stdout).toMatch(/✗ +\d+ +.*2\*X\*A : dU/);
    expect(stdout).toContain("2*X'*A : dU");
  });
});

describe('remarks on what a text is about', () => {
  const LEAST = String.raw`Let $X\in\mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$ and $f(w) = \|Xw-y\|^2 + \lambda\|w\|^2$.`;
  const FORM = String.raw`Let $A\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$ and $f(x) = x^\top A x$.`;
  const definitions = async (text: string): Promise<string[]> =>
    onOneLine((await readLatex(text)).source)
      .split(' | ')
      .filter((line) => / = /.test(line));

  test.each([
    ['a point', LEAST, String.raw`At $w = 0$ it is $-2X^\top y$.`],
    ['where it vanishes', LEAST, String.raw`It vanishes at $w = (X^\top X + \lambda I)^{-1}X^\top y$.`],
    ['what follows', LEAST, String.raw`Setting it to zero gives $$w = (X^\top X + \lambda I)^{-1}X^\top y$$`],
    ['where the minimum is', LEAST, String.raw`The minimum is where $w = (X^\top X + \lambda I)^{-1}X^\top y$.`],
    ['a case', LEAST, String.raw`For $\lambda = 0$ this is ordinary least squares.`],
    ['a case with "with"', LEAST, String.raw`With $\lambda = 0$ one has least squares.`],
    ['a condition', FORM, String.raw`If $A = A^\top$ it is $2Ax$.`],
    ['another condition', FORM, `When $A = I$ it is $2x$.`],
  ])('%s defines nothing', async (_, text, remark) => {
    const plain = await definitions(`${text} Find $\\nabla f$.`);
    expect(plain).toHaveLength(1);
    const { source, remarks } = await readLatex(`${text} Find $\\nabla f$. ${remark}`);
    expect(
      onOneLine(source)
        .split(' | ')
        .filter((line) => / = /.test(line)),
    ).toEqual(plain);
    expect(source).not.toContain('symmetric');
    expect(remarks.map((r) => r.message).join()).toMatch(/read as a remark|under a condition/);
  });

  test.each([
    [
      'where',
      String.raw`$z\in\mathbb{R}^m$, $x\in\mathbb{R}^n$. Let $L = \|z\|^2$, where $z = Wx$. Find $\partial L/\partial W$.`,
    ],
    [
      'with',
      String.raw`$z\in\mathbb{R}^m$, $x\in\mathbb{R}^n$. Let $f(z) = \|z\|^2$ with $z = Wx$. Find $\partial f/\partial W$.`,
    ],
    [
      'here',
      String.raw`$z\in\mathbb{R}^m$, $x\in\mathbb{R}^n$. Let $L = \|z\|^2$. Here $z = Wx$. Find $\partial L/\partial W$.`,
    ],
    ['before its use', String.raw`$x\in\mathbb{R}^n$, $z = Wx$ and $L = \|z\|^2$. Find $\partial L/\partial W$.`],
  ])('%s: a definition', async (_, text) => {
    expect(await definitions(text)).toHaveLength(2);
  });

  test('what is said twice of a function is one claim', () => {
    const text = String.raw`Let $X\in\mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$ and $$f(w) = \|Xw-y\|^2.$$ Expanding the square, $$f(w) = w^\top X^\top X w - y^\top X w + y^\top y$$`;
    const { status, stdout } = run(['verify', file('twice.md', text)]);
    expect(status).toBe(1);
    expect(stdout).toContain("= w'*X'*X*w - 2*y'*X*w + y'*y");
    expect(run(['verify', file('twice.md', text.replace('- y^', '- 2y^'))]).status).toBe(0);
    const anew = text.replace('Expanding the square,', 'Now let');
    expect(run(['verify', file('twice.md', anew)]).stdout).not.toContain('claim');
  });

  test.each([
    `Each row of $Y$ sums to 1.`,
    `The rows of $Y$ sum to $1$.`,
    `The rows of $Y$ are one-hot.`,
    `$Y$ is row-stochastic.`,
    String.raw`$Y\mathbf 1 = \mathbf 1$.`,
  ])('%s', async (words) => {
    const { source } = await readLatex(
      String.raw`Let $X$: $n\times d$, $W$: $d\times k$, $Y$: $n\times k$ and $L = -\operatorname{tr}(Y^\top\log(\mathrm{softmax}(XW)))$. ${words}`,
    );
    expect(source).toMatch(/Y : n x k rowstochastic/);
  });
});

test('a per cent sign hides nothing in a text, a comment does in a document', async () => {
  const words = 'About 90% of $A$: $n\\times n$ data is as in $$f = x^\\top A x$$';
  expect(onOneLine((await readLatex(words)).source)).toBe("data A : n x n | f = x'*A*x");
  const document = '\\begin{document}\n$$f = x^\\top x$$ % $$f = {y$$\n\\end{document}';
  expect(onOneLine((await readLatex(document)).source)).toBe("f = x'*x");
});

describe('bad input', () => {
  test.each([
    ['an unknown macro', '\\foo{x}^\\top x', '\\foo'],
    ['a brace that is never closed', '$$f = x^{2$$ $$g = x^\\top x$$', '{'],
    ['a closing brace too many', 'x}^\\top x', '}'],
    ['a line that makes no sense', '$$f = x^\\top x$$ $$g = x ^ $$', 'nothing follows'],
    ['dots', '$$f = x^\\top x$$ $$g = a + \\dots + b$$', 'dots leave open'],
    ['an integral', '$$f = x^\\top x$$ $$g = \\int x$$', 'integrals'],
    ['a second display that goes on', '\\[ L = x^\\top x \\]\\[ + y^\\top y \\]', 'goes on with the one above'],
    [
      'an aligned line that begins with no operator',
      '\\begin{align} L &= x^\\top x \\\\ & y \\end{align}',
      'no relation',
    ],
    ['brackets without an end', '\\lceil a\\rceil', '\\lceil'],
    ['a remainder', 'a \\mod b', '\\mod'],
    ['per cent', '5\\%', '\\%'],
    ['three indices without sizes', '\\sum_{i,j,k}(A_{ij}-x_k)^2', 'do not line up'],
    ['members without an end', '$L = \\sum_i (y_i - w^\\top x_i)^2$', 'both ends of the sum'],
    ['members in an exponential', '$L = \\sum_i \\log(1+\\exp(-y_i w^\\top x_i))$', 'does not say which'],
    ['norms of members', '\\sum_k\\|W_k\\|_F^2', 'does not say which'],
    ['members with numbers', '\\sum_i\\lambda_i\\|x_i\\|^2', 'does not say which'],
    [
      'members whose sizes are said',
      '$x_i\\in\\mathbb{R}^d$, $w\\in\\mathbb{R}^d$, $y_i\\in\\mathbb{R}$, $f(w)=\\sum_i (y_i - w^\\top x_i)^2$',
      'ends of the sum over i',
    ],
    ['places that differ', '\\sum_{i\\neq j}A_{ij}^2', '\\neq'],
    [
      'an index that the left side does not have',
      '$A, C\\in\\mathbb{R}^{n\\times n}$ $$f = \\sum_{i,j} C_{ij}$$ $$C_{ij} = A_{ij} + A_{jk}$$',
      'not those of the left',
    ],
  ])('%s is an error at its place, and no answer', async (_, text, words) => {
    const error = await readLatex(text).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FrobeniusError);
    const { message, hint, span } = error as FrobeniusError;
    expect(span).toBeDefined();
    const at = span as { start: number; end: number };
    expect(`${text.slice(at.start, at.end)}: ${message} ${hint ?? ''}`).toContain(words);
  });

  test('what follows from a text is placed in the text that was read', () => {
    const name = file('wide.md', 'f: $L = x^\\top A$, $A\\in\\mathbb{R}^{n\\times m}$, with respect to $x$');
    const { status, stderr } = run(['derive', '--quiet', name]);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/in the text read from .*wide\.md:\d+:\d+: /);
  });

  test.each([
    ['nothing at all', '\\frac{1'],
    ['no formula in words', 'There is $n$ and $m$ here, and \\textbf{nothing} else.'],
    ['an identity', '\\operatorname{vec}(AXB) = (B^\\top\\otimes A)\\operatorname{vec}(X)'],
    ['a dollar', '$'],
    ['an index that is no letter', '\\sum_{2}^{3} x'],
    ['an open fence', '\\left( x'],
    ['a norm without an end', '\\| x'],
    ['an empty group', '{}'],
    ['braces without end', '{'.repeat(5000)],
    ['parentheses in parentheses', `\\frac{1}{2}${'('.repeat(3000)}x${')'.repeat(3000)}`],
    ['fractions in fractions', `${'\\frac{1}{'.repeat(1000)}x${'}'.repeat(1000)}`],
    ['environments in environments', `${'\\begin{pmatrix}'.repeat(500)}x${'\\end{pmatrix}'.repeat(500)}`],
    ['scripts on scripts', `x${'^x_'.repeat(3000)}`],
  ])('%s is an error, and no crash', async (_, text) => {
    await expect(readLatex(text)).rejects.toThrow(FrobeniusError);
  });

  test('a message stands under its place', () => {
    const { status, stderr } = run(['derive', '\\frac{1}{2} x^\\top \\int A']);
    expect(status).toBe(2);
    expect(stderr).toContain('integrals are not known');
    expect(stderr).toMatch(/\n\s+\|\s+\^/);
  });

  test('whatever one types, it is read or refused', async () => {
    const pieces = [
      '\\frac',
      '{',
      '}',
      '_',
      '^',
      '(',
      ')',
      '$',
      '\\|',
      '|',
      'x',
      'A',
      '\\sum',
      '=',
      '&',
      '\\\\',
      '\\left',
      '[',
      '\\begin{cases}',
      '\\end{cases}',
      '\\top',
      ',',
      '1',
      ' ',
      '\\partial',
      '\\mathbf',
      "'",
      ':',
      '-',
      '%',
      '#',
      '\\',
      'é',
      '\u0000',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), async (parts) => {
        try {
          const { remarks } = await readLatex(parts.join(''));
          for (const { span } of remarks) expect(span.start).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FrobeniusError);
        }
      }),
      { numRuns: 400, seed: 5 },
    );
  });
});

// ——— round trip ———

const linear = (fn: string): boolean => catalog.row(fn)?.linear === true;

/** A 𝟏 or an I whose size nothing around it tells: LaTeX does not have it either. */
const undetermined = (error: unknown): boolean =>
  error instanceof FrobeniusError && /is not determined here/.test(error.message);

/** Signs that stand for two functions each, by what they are put on, and slices of what has no name. */
const AMBIGUOUS = new Set([
  'expm',
  'logm',
  'sinm',
  'cosm',
  'sqrtm',
  'zeros',
  'softmaxcol',
  'logsoftmaxcol',
  'polygamma',
  'jacobian',
  'hvp',
  'unvec',
  'pad',
  'dexpm',
]);
const ambiguous = (e: Expr): boolean =>
  postorder([e]).some(
    (x) =>
      (x.kind === 'call' && AMBIGUOUS.has(x.fn)) ||
      (isCall(x, 'slice') && (x.args[0] as Expr).kind !== 'name') ||
      (isCall(x, 'diagonal') && x.shape[0] === 1),
  );

async function roundTrip(derivation: Derivation): Promise<{ read: number; skipped: number; wrong: string[] }> {
  const { problem, named, results } = derivation;
  const names = new Map<string, number>();
  for (const d of problem.declarations.values()) names.set(d.name, d.at?.length ?? d.arity);
  for (const { target } of [...problem.definitions, ...named]) names.set(target.name, target.index.length);
  const shapes = new Map(named.map(({ target }) => [target.name, target.shape]));
  const functions = new Set(problem.functions.keys());
  const pieces = named.filter((x) => !problem.definitions.includes(x));
  const world = new World(problem, pieces, new Set(), catalog, 1);
  // near a kink nothing is compared
  const same = (a: Expr, b: Expr): boolean =>
    sameShape(a.shape, b.shape) && world.judge(a, b).evidence.outcome !== 'failed';
  let [read, skipped] = [0, 0];
  const wrong: string[] = [];
  for (const e of new Set([...problem.definitions, ...named].map((d) => d.value).concat(results.map((r) => r.value)))) {
    if (ambiguous(e)) {
      skipped++;
      continue;
    }
    const latex = toLatex(e);
    try {
      const text = await readLatexExpression(latex, { names, functions });
      const back = readExpression(text, problem, catalog.table, { names: shapes, differentials: true });
      // x⊙x for x.^2 inside a root: the same by numbers
      if (back === e || sameForm(back, e, linear) === true || same(e, back)) read++;
      else wrong.push(`${latex}  is read as  ${text}`);
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      if (undetermined(error)) skipped++;
      else wrong.push(`${latex}  ${error.message}`);
    }
  }
  return { read, skipped, wrong };
}

describe('what we print reads back as the same expression', () => {
  test('all examples, standard problems, and problems beyond gradients', async () => {
    const found = await Promise.all(SOURCES.flatMap(([, make]) => make().map(roundTrip)));
    expect(found.flatMap((f) => f.wrong)).toEqual([]);
    const sum = (key: 'read' | 'skipped'): number => found.reduce((total, f) => total + f[key], 0);
    expect(sum('read')).toBeGreaterThan(10 * sum('skipped'));
  });

  test('random problems', async () => {
    const wrong: string[] = [];
    let read = 0;
    for (const problem of fc.sample(problems, { numRuns: 150, seed: 11 })) {
      try {
        for (const derivation of derived(sourceOf(problem))) {
          const found = await roundTrip(derivation);
          wrong.push(...found.wrong);
          read += found.read;
        }
      } catch (error) {
        if (!(error instanceof FrobeniusError)) throw error;
      }
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(100);
  });
});
