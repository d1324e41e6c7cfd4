/**
 * All that is printed in LaTeX, of examples, standard problems and every function: KaTeX takes it, formulas among words are
 * formulas, and no line is wider than a page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { Derivation } from '../src/derive/step.js';
import { derivationToLatex, latexBlocks } from '../src/print/latex.js';
import { derivationToMarkdown } from '../src/print/markdown.js';
import { texWidth } from '../src/print/tex-layout.js';
import { displayWords, mathRuns } from '../src/print/tex-words.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived, EXAMPLES, SECOND, STANDARD } from './sources.js';

const rows = (fn: string) => catalog.elementwise(fn) ?? catalog.row(fn);
const at = (path: string): URL => new URL(path, import.meta.url);

const FILES = readdirSync(at('./derivations/'))
  .filter((file) => file.endsWith('.frob'))
  .map((file): [string, () => Derivation[]] => [
    file,
    () => derived(readFileSync(at(`./derivations/${file}`), 'utf8')),
  ]);

const tables = (path: string): string[][] =>
  readFileSync(at(path), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(/ ;;? ?/).map((cell) => cell.trim()));

const FUNCTIONS = tables('./cases/functions.txt').map(
  ([expression = '', declare = '', wrt = '']): [string, () => Derivation[]] => [
    expression,
    () =>
      derived(expression, { declare: declare.split('|').filter(Boolean), wrt: wrt.split(',').map((x) => x.trim()) }),
  ],
);

const SPECIAL: [string, () => Derivation[]][] = [
  'data A, B : n x n\nparam Q : n x n orthogonal\nf = norm2(A*Q - Q*B)^2\ngrad f wrt Q',
  'data A : n x m\nparam X : n x m unit\nf = A : X\ngrad f wrt X',
  "data S1, S_2 : n x n symmetric\nparam x : n\nf = (S1*S_2*x)'*x\ngrad f wrt x",
  "data y : n\nparam S1 : n x n posdef\nf = logdet(S1) + y'*inv(S1)*y + lambdamax(S1)\ngrad f wrt S1",
  "param A : n x n symmetric\ndata x : n\nf = x'*A*x*loss\nparam loss : scalar\nhessian f wrt A",
  'param x : n\ndata a : n\nf = sum(where(x > a, exp(x)/sum(x), x.^2)) + prod(x)\ngrad f wrt x',
  'param h_size, größe : scalar\nf = h_size*größe^2\ngrad f wrt h_size, größe',
  'data X : n x d\nparam W : d x k\nparam h_size : k\nf = sum(tanh(X*W*h_size))\ngrad f wrt W, h_size',
].map((source) => [source, () => derived(source)]);

const ALL = [...EXAMPLES, ...FILES, ...STANDARD, ...SECOND, ...FUNCTIONS, ...SPECIAL];

/** What stands between dollar signs, and in displays. */
function formulas(derivation: Derivation, detail: 'normal' | 'full'): string[] {
  return latexBlocks(derivation, { rows, detail }).flatMap((block) =>
    block.kind === 'display' ? [block.tex] : block.content.flatMap((item) => ('math' in item ? [item.math] : [])),
  );
}

/** Signs of mathematics, which have no place among words. */
const SIGNS_IN_WORDS = /\\text\{[^{}]*[ᵀ⁻¹²⁺⊙⊘⊗Σ𝟏‖ᵢⱼ=+−][^{}]*\}/u;

describe('LaTeX', () => {
  test.each(ALL)('%s', (_, make) => {
    for (const derivation of make()) {
      // all steps show more reasons than the page does, which is looked at for its width
      for (const detail of ['normal', 'full'] as const) {
        for (const formula of formulas(derivation, detail)) {
          for (const line of detail === 'normal' ? formula.split('\\\\\n') : [])
            expect(texWidth(line.replaceAll('&', ''))).toBeLessThan(125);
          if (detail === 'normal') continue;
          expect(() =>
            katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' }),
          ).not.toThrow();
          expect(formula).not.toMatch(SIGNS_IN_WORDS);
        }
      }
    }
  });

  test('it holds for more than three hundred problems', () => expect(ALL.length).toBeGreaterThan(300));
});

describe('formulas among words', () => {
  test.each([
    ['dp = (diag p − ppᵀ) dx', 'dp = (\\operatorname{diag} p - p p^{\\top}) \\, dx'],
    ['|x|′ = sign x, entry by entry', "\\lvert x \\rvert' = \\operatorname{sign} x\\text{, entry by entry}"],
    ['vec(AXB) = (Bᵀ ⊗ A) vec X', '\\operatorname{vec}(A X B) = (B^{\\top} \\otimes A) \\, \\operatorname{vec} X'],
    ['dσᵢ = uᵢᵀ dA vᵢ, summed', 'd\\sigma_{i} = u_{i}^{\\top} \\, dA \\, v_{i}\\text{, summed}'],
    ['S1 symmetric', 'S_{1}\\text{ symmetric}'],
    ['inv(S_1) symmetric', 'S_{1}^{-1}\\text{ symmetric}'],
    ['rows of Y[t-1] sum to 1', '\\text{rows of }Y_{t-1}\\text{ sum to 1}'],
    ['shift the index; dC[0] = 0', '\\text{shift the index; }dC_{0} = 0'],
    ['⊙ moves across ":"', "\\odot\\text{ moves across ``:''}"],
    ['A·R − R·B', 'A \\cdot R - R \\cdot B'],
    ['a column is its own vec', '\\text{a column is its own vec}'],
    ['vec of a row, e.g. a sum', '\\text{vec of a row, e.g. a sum}'],
    ['NOT WHAT IT IS CALLED', '\\text{NOT WHAT IT IS CALLED}'],
    ['equal modulo 2^61 − 1', '\\text{equal modulo }2^{61} - 1'],
    ['f(S) = V diag(f(λ)) Vᵀ', 'f(S) = V \\, \\operatorname{diag}(f(\\lambda)) \\, V^{\\top}'],
    ['ambient, of a dX', '\\text{ambient, of a }dX'],
  ])('%s', (words, latex) => expect(displayWords(words)).toBe(latex));

  test('a longer name is known where it is said to be one', () => {
    expect(mathRuns('loss symmetric')).toEqual([{ words: 'loss symmetric' }]);
    expect(mathRuns('loss symmetric', new Set(['loss']))).toEqual([
      { math: '\\mathit{loss}' },
      { words: ' symmetric' },
    ]);
  });
});

test('the differential of a member has the letter of its family', () => {
  expect(displayWords('dc[0] = 0', new Set(['c']))).toBe('dc_{0} = 0');
  expect(displayWords('dc[0] = 0', new Set(['dc']))).toBe('\\mathit{dc}_{0} = 0');
});

test('reasons stand in their column or underneath, never behind an equation', () => {
  const displays = EXAMPLES.flatMap(([, make]) => make()).flatMap((derivation) =>
    latexBlocks(derivation, { rows }).flatMap((block) => (block.kind === 'display' ? [block.tex] : [])),
  );
  expect(displays.flatMap((tex) => tex.split('\n').filter((line) => /&= (?!.*&&).* \\qquad /.test(line)))).toEqual([]);
});

test('a note beside a heading is a sentence of its own', () => {
  const recurrent = EXAMPLES.find(([name]) => name === 'lstm.frob')?.[1]()[0] as Derivation;
  expect(derivationToLatex(recurrent)).toContain('\\textbf{Backwards in $t$}\n\n\\noindent Here each $G$ collects');
  expect(derivationToMarkdown(recurrent)).toContain('### Backwards in $t$\n\nHere each $G$ collects');
});
