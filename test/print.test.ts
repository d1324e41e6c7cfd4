/** Derivations in every format, from one put together by hand: order, reasons, alignment, what KaTeX takes, JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { deriveAll } from '../src/derive/derive.js';
import { add, d, each, frobenius, mul, name, opposite } from '../src/expression/build.js';
import { dimName } from '../src/expression/dimension.js';
import { readProblem } from '../src/language/read.js';
import { gatherSums } from '../src/print/gather.js';
import { derivationToJson } from '../src/print/json.js';
import { derivationToLatex, latexBlocks } from '../src/print/latex.js';
import { fillItems, width, wrap } from '../src/print/layout.js';
import { derivationToMarkdown } from '../src/print/markdown.js';
import { outline } from '../src/print/outline.js';
import { BREAK } from '../src/print/style.js';
import { breakTex, texWidth } from '../src/print/tex-layout.js';
import { derivationToText } from '../src/print/text.js';
import { catalog } from '../src/rulebook/catalog.js';
import { softmaxDerivation } from './print-fixture.js';

const NORMAL = `Gradient of L by W.   X : n×d   Y : n×k, rows sum to 1   W : d×k
    with A : B = tr(AᵀB)   𝟏 : k×1 ones

  Z = XW                     n×k  ⟹  dZ = X dW                                                   (1)
  P = softmax Z, row by row  n×k  ⟹  dP = P ⊙ (dZ − (P⊙dZ)𝟏𝟏ᵀ)                                   (2)
  L = −Y : log P

  dL = −(Y ⊘ P) : dP                        d log P = dP ⊘ P
  dL = −Y : (dZ − (P⊙dZ)𝟏𝟏ᵀ)                (2)
  dL = −Y : dZ + P : dZ                     move: 𝟏ᵀ; rows of Y sum to 1
  dL = (P − Y) : dZ                         collect
  dL = (P − Y) : X dW                       (1)
  dL = Xᵀ(P − Y) : dW                       move: X

  ∂L/∂W = Xᵀ(P − Y)         d×k
`;

describe('text', () => {
  test('the whole of a short derivation', () => {
    expect(derivationToText(softmaxDerivation)).toBe(NORMAL);
  });
  test('brief leaves the definitions out, and then cites no numbers', () => {
    const brief = derivationToText(softmaxDerivation, { detail: 'brief' });
    expect(brief).not.toContain('⟹');
    expect(brief).not.toContain('(2)');
    expect(brief).toContain('∂L/∂W = Xᵀ(P − Y)');
  });
  test('colour changes nothing else', () => {
    const coloured = derivationToText(softmaxDerivation, { color: true });
    expect(coloured).toContain('\u001B[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is looked for
    expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(NORMAL);
  });
  test.each([60, 72, 80, 100])('no line is wider than %d', (columns) => {
    const lines = derivationToText(softmaxDerivation, { width: columns }).split('\n');
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
  });
});

describe('LaTeX', () => {
  test('every display is taken by KaTeX', () => {
    const displays = latexBlocks(softmaxDerivation).flatMap((block) => (block.kind === 'display' ? [block.tex] : []));
    expect(displays).toHaveLength(3);
    for (const display of displays) {
      expect(() =>
        katex.renderToString(display, { displayMode: true, throwOnError: true, strict: 'error' }),
      ).not.toThrow();
    }
  });
  test('every line of the chain has its reason', () => {
    const latex = derivationToLatex(softmaxDerivation);
    expect(latex).toContain('dL &= -Y : dZ + P : dZ && \\qquad \\text{move: }\\mathbf{1}^{\\top}');
    expect(latex.split('\n').filter((line) => line.startsWith('dL &=') && !line.includes('\\qquad'))).toEqual([]);
  });
  test('Markdown has the same displays', () => {
    const markdown = derivationToMarkdown(softmaxDerivation);
    const displays = latexBlocks(softmaxDerivation).flatMap((block) => (block.kind === 'display' ? [block.tex] : []));
    for (const display of displays) {
      // GitHub has no \\operatorname
      const shown = display.replaceAll(/\\operatorname\{(\w+)\}/g, '\\mathop{\\mathrm{$1}}');
      expect(markdown).toContain(`$$\n${shown}\n$$`);
    }
    expect(markdown).not.toContain('operatorname');
  });
});

describe('derivations of the engine', () => {
  const folder = new URL('../docs/examples/', import.meta.url);
  const sources = readdirSync(folder).filter((file) => file.endsWith('.frob'));
  const rows = (fn: string) => catalog.elementwise(fn) ?? catalog.row(fn);
  test.each(sources)('%s', (file) => {
    const problem = readProblem(readFileSync(new URL(file, folder), 'utf8'), catalog.table);
    for (const derivation of deriveAll(problem, catalog)) {
      for (const { rows: shown, kind } of outline(derivation, { rows }).sections) {
        for (const row of shown) if (kind === 'chain' && row.kind === 'equation') expect(row.reason).not.toEqual([]);
      }
      expect(Math.max(...derivationToText(derivation, { rows }).split('\n').map(width))).toBeLessThanOrEqual(100);
      for (const block of latexBlocks(derivation, { rows, detail: 'full' })) {
        const formulas =
          block.kind === 'display' ? [block.tex] : block.content.flatMap((item) => ('math' in item ? [item.math] : []));
        for (const formula of formulas) {
          expect(() =>
            katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' }),
          ).not.toThrow();
        }
      }
    }
  });
});

describe('JSON', () => {
  const data = JSON.parse(derivationToJson(softmaxDerivation));
  test('expressions are text of the input language', () => {
    expect(data.results[0]).toMatchObject({ wrt: 'W', value: "X'*(P - Y)", shape: 'd x k' });
    expect(data.definitions[2].source).toBe('L = -Y : log(P)');
  });
  test('every step says by what', () => {
    const steps = data.lines.flatMap((line: { stages: { steps: { by: object }[] }[] }) =>
      line.stages.flatMap((stage) => stage.steps),
    );
    expect(steps).toHaveLength(9);
    for (const step of steps) expect(Object.keys(step.by).length).toBeGreaterThan(0);
  });
});

describe('sums under one sign', () => {
  const [n, T] = [dimName('n'), dimName('T')];
  const A = name('A', [n, n], [dimName('t')]);
  const B = name('B', [n, n]);
  const sum = (of: typeof A) => each('sum', 't', 1, T, frobenius(A, d(of)));
  test('equal ranges are joined, with their coefficients', () => {
    const joined = gatherSums(add([sum(A), opposite(sum(B))]));
    expect(joined).toBe(each('sum', 't', 1, T, add([frobenius(A, d(A)), opposite(frobenius(A, d(B)))])));
  });
  test('others are left alone', () => {
    const other = add([sum(A), each('sum', 't', 2, T, frobenius(A, d(B)))]);
    expect(gatherSums(other)).toBe(other);
    expect(gatherSums(mul([A, B]))).toBe(mul([A, B]));
  });
});

describe('fitting lines', () => {
  const long = ['x = aaaa', ' + bbbb', ' : (cc', ' + dd)', ' + eeee'].join(BREAK);
  test.each([
    [100, ['x = aaaa + bbbb : (cc + dd) + eeee']],
    [28, ['x = aaaa + bbbb : (cc + dd)', '    + eeee']],
    [20, ['x = aaaa', '    + bbbb', '    : (cc + dd)', '    + eeee']],
    [30, ['x = aaaa + bbbb : (cc + dd)', '    + eeee']],
  ])('at %d columns', (columns, lines) => {
    expect(wrap(long, columns, 4)).toEqual(lines);
  });
  test('an accent and a mark take no room', () => {
    expect(width('X\u0302\uE001y\uE002𝟏')).toBe(3);
  });
  test('items go on the next line when one is full', () => {
    expect(fillItems(['aaa', 'bbb', 'ccc'], '  ', 8, 2)).toEqual(['aaa  bbb', '  ccc']);
  });
  test('LaTeX breaks outside braces and stretched fences only', () => {
    const term = `a \\left(b${BREAK} + c\\right)${BREAK} + \\frac{d${BREAK} + e}{f}`;
    expect(breakTex(term, 4)).toEqual(['a \\left(b + c\\right)', '+ \\frac{d + e}{f}']);
    expect(texWidth('\\frac{1}{T} \\alpha_{t}')).toBeCloseTo(2.7);
  });
});
