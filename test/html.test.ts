/** HTML: well formed, every line of the outline, what changes marked, nothing of the input as markup; graphs and plots. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Derivation } from '../src/derive/step.js';
import { derive, htmlStyle, toHtml } from '../src/index.js';
import { sweepSteps } from '../src/numeric/step-sweep.js';
import { changeBetween, shows } from '../src/print/change.js';
import { derivationToHtml } from '../src/print/html.js';
import { fontsFor } from '../src/print/katex-fonts.js';
import { html, Markup } from '../src/print/markup.js';
import type { Equation } from '../src/print/outline.js';
import { outline } from '../src/print/outline.js';
import type { Typesetter } from '../src/print/typeset.js';
import { loadTypesetter } from '../src/print/typeset.js';
import { withFonts } from '../src/report/fonts.js';
import { loadLayout } from '../src/report/graph-layout.js';
import type { Graph } from '../src/report/graph-model.js';
import { graphOf } from '../src/report/graph-model.js';
import { graphToHtml } from '../src/report/graph-svg.js';
import { catalog } from '../src/rulebook/catalog.js';
import { rules as allRules } from './html-fixture.js';
import { derived, EXAMPLES, SECOND, STANDARD } from './sources.js';

const rows = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
  catalog.elementwise(fn) ?? catalog.row(fn);
let typeset: Typesetter;
beforeAll(async () => {
  typeset = await loadTypesetter();
});

const VOID = new Set(['br', 'img', 'meta', 'link', 'hr', 'input']);

/** What is not closed, or closed without being open. */
function unbalanced(markup: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, close, tag = '', rest = ''] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (VOID.has(tag) || rest.endsWith('/')) continue;
    if (close === '') open.push(tag);
    else if (open.pop() !== tag) faults.push(`</${tag}>`);
  }
  return [...faults, ...open];
}

test('the balance of tags is looked at', () => {
  expect(unbalanced('<p>a<b c="</p>">d</b></p>')).toEqual([]);
  expect(unbalanced('<p><b></p>')).not.toEqual([]);
  expect(unbalanced('<p>')).not.toEqual([]);
});

describe('a derivation', () => {
  const sources = [...EXAMPLES, ...SECOND, ...STANDARD.filter((_, i) => i % 3 === 0)];
  test.each(sources)('%s: every line of the outline is there, well formed', (_, make) => {
    for (const derivation of make()) {
      for (const detail of ['normal', 'full'] as const) {
        const markup = derivationToHtml(derivation, typeset, { rows, detail }).text;
        const lines = outline(derivation, { rows, detail }).sections.reduce((sum, s) => sum + s.rows.length, 0);
        expect(markup.match(/<li class="fb-line/g)?.length).toBe(lines);
        expect(unbalanced(markup)).toEqual([]);
        expect(markup).not.toMatch(/katex-error|undefined|\[object|[\uE000-\uE013]/);
        const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
  });

  test('marks what is new, and in the line before what it replaces', () => {
    const [derivation] = derived('data A : n x n\nparam X : n x n\nL = tr(A*X)\ngrad L wrt X') as [Derivation];
    const markup = derivationToHtml(derivation, typeset, { rows }).text;
    expect(markup).toContain('fb-');
    const soft = derived(
      'data X : n x d\ndata Y : n x k rowstochastic\nparam W : d x k\nP = softmax(X*W)\nL = -(Y : log(P))',
    )[0] as Derivation;
    const lines = derivationToHtml(soft, typeset, { rows }).text.split('<li class="fb-line fb-equation"');
    const before = lines.findIndex((line) => line.includes('fb-old'));
    expect(before).toBeGreaterThan(0);
    expect(lines[before + 1]).toContain('fb-new');
  });

  test.each([...EXAMPLES, ...STANDARD])('%s: a change between two lines is made of pieces of each', (_, make) => {
    for (const derivation of make()) {
      for (const { rows: list } of outline(derivation, { rows }).sections) {
        const chain = list.filter((row): row is Equation => row.kind === 'equation');
        for (const [i, row] of chain.entries()) {
          const last = chain[i - 1];
          if (last?.left !== row.left || last.right === row.right) continue;
          const { replaced, fresh } = changeBetween(last.right, row.right);
          expect(replaced.size + fresh.size).toBeGreaterThan(0);
          if (replaced.size > 0) expect(shows(last.right, replaced)).toBe(true);
          if (fresh.size > 0) expect(shows(row.right, fresh)).toBe(true);
        }
      }
    }
  });
});

describe('markup', () => {
  test('whatever a text holds, it is text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { text: shown } = html`<p title="${text}">${text}</p>`;
        expect(unbalanced(shown)).toEqual([]);
        expect(shown.slice('<p title="'.length, -'</p>'.length).replace('">', '')).not.toMatch(/[<>"']/);
      }),
      { seed: 7 },
    );
  });
  test('markup stays, nothing is left out silently but nothing', () => {
    expect(html`${new Markup('<b>')}${'<b>'}${[1, html`<i>`]}${undefined}${false}`.text).toBe('<b>&lt;b&gt;1<i>');
  });
  test('what would steer a reader is shown as a sign', () => {
    expect(html`${'a\u202Eb\u0007c\nd'}`.text).toBe('a\uFFFDb\uFFFDc\nd');
  });
});

describe('parts', () => {
  const source = "data A : n x n symmetric\nparam x : n\nf = x'*A*x\ngrad f wrt x";
  test.each(['derivation', 'results', 'graph', 'rules'] as const)('%s stands alone', async (part) => {
    const markup = await toHtml(derive(source), { part });
    expect(unbalanced(markup)).toEqual([]);
    expect(markup.length).toBeGreaterThan(300);
    expect(markup).not.toMatch(/<script|<style|href="(?!#)/);
  });
  test('a reason links to its rule only where the page has it', async () => {
    expect(await toHtml(derive(source))).not.toContain('href="#rule-');
    const linked = await toHtml(derive(source), { linked: true });
    const entries = await toHtml(derive(source), { part: 'rules' });
    for (const [, id] of linked.matchAll(/href="#(rule-[^"]*)"/g)) expect(entries).toContain(`id="${id}"`);
    expect(linked).toContain('href="#rule-');
  });
  test('an expression is a formula', async () => {
    const markup = await toHtml(derive(source).results.x as never);
    expect(markup).toContain('<math');
    expect(unbalanced(markup)).toEqual([]);
  });
  test('the style sheet has colours for both themes', async () => {
    const css = await htmlStyle();
    expect(css).toContain('[data-theme="dark"]');
    expect(css.split('{').length).toBe(css.split('}').length);
  });
  test('every rule of the book can be set', async () => {
    const markup = allRules(typeset);
    expect(unbalanced(markup)).toEqual([]);
    expect(markup).not.toMatch(/katex-error|[\uE000-\uE013]/);
    expect(markup.match(/<li class="fb-rule"/g)?.length).toBeGreaterThan(150);
  });
});

describe('fonts', () => {
  const files = {
    css: '@font-face{font-family:KaTeX_Main;src:url(fonts/KaTeX_Main-Regular.woff2) format("woff2"),url(fonts/KaTeX_Main-Regular.woff) format("woff");font-weight:400}@font-face{font-family:KaTeX_AMS;src:url(fonts/KaTeX_AMS-Regular.woff2) format("woff2")}.katex{x:y}',
    font: (file: string) => `<${file}>`,
  };
  test('what a formula is set in is known from its markup', () => {
    expect(fontsFor(typeset.math('x').text)).toEqual(['KaTeX_Main-Regular', 'KaTeX_Math-Italic']);
    expect(fontsFor(typeset.math('\\mathbf{1}').text)).toContain('KaTeX_Main-Bold');
    expect(fontsFor(typeset.math('\\sum_t x_t', true).text)).toContain('KaTeX_Size2-Regular');
    typeset.fonts.clear();
    typeset.math('\\mathbf{1}');
    expect([...typeset.fonts]).toContain('KaTeX_Main-Bold');
  });
  test('only those that are asked for are inside, and nothing outside', () => {
    const css = withFonts(files, new Set(['KaTeX_Main-Regular']));
    expect(css).toBe(
      '@font-face{font-family:KaTeX_Main;src:url(data:font/woff2;base64,<KaTeX_Main-Regular>) format("woff2");font-weight:400}.katex{x:y}',
    );
  });
});

describe('graphs', () => {
  const graph = (source: string): Graph => graphOf(derived(source)[0] as Derivation);
  const shape = ({ nodes, edges }: Graph): string =>
    nodes
      .map(
        ({ id, kind, also }) =>
          `${kind} ${id}${also.map((n) => `+${n.name}`).join('')} <- ${edges
            .filter(({ to }) => to === id)
            .map(({ from, varies }) => from + (varies ? '*' : ''))
            .join(' ')}`,
      )
      .join('\n');

  test('a recurrence is a cell: what comes from the round before is a box of its own', () => {
    const rnn = EXAMPLES.find(([name]) => name === 'rnn.frob')?.[1]()[0] as Derivation;
    expect(shape(graphOf(rnn))).toBe(
      [
        'definition A <- X U* H[t-1]*',
        'definition H <- A*',
        'definition O <- H* V*',
        'definition P <- O*',
        'definition L <- Y P*',
        'data X <- ',
        'data Y <- ',
        'param U+W+b <- ',
        'param V+c <- ',
        'data H[0] <- ',
        'other round H[t-1] <- H[0]',
      ].join('\n'),
    );
  });

  test.each([...EXAMPLES, ...SECOND, ...STANDARD])(
    '%s: edges join nodes, without a circle, and lead to the subject',
    (_, make) => {
      for (const derivation of make()) {
        const { nodes, edges } = graphOf(derivation);
        const ids = new Set(nodes.map(({ id }) => id));
        expect(ids.size).toBe(nodes.length);
        for (const { from, to } of edges)
          expect([ids.has(from), ids.has(to), from === to]).toEqual([true, true, false]);
        const done = new Set<string>();
        for (let left = nodes.length; left >= 0; left--)
          for (const { id } of nodes) if (edges.every(({ from, to }) => to !== id || done.has(from))) done.add(id);
        expect(done.size).toBe(nodes.length);
      }
    },
  );

  test('every picture is well formed and has words', async () => {
    const layOut = await loadLayout();
    for (const [, make] of EXAMPLES) {
      const markup = graphToHtml(graphOf(make()[0] as Derivation), layOut, { notation: { rows }, prefix: 'a-' }).text;
      expect(unbalanced(markup)).toEqual([]);
      expect(markup).toMatch(/<desc [^>]*>[^<]*is made of/);
      expect(markup).not.toMatch(/NaN|undefined|[\uE000-\uE013]/);
    }
  });

  test('a long one is folded', async () => {
    const layers = Array.from({ length: 120 }, (_, k) => `Z_${k + 1} = tanh(W*${k === 0 ? 'x' : `Z_${k}`})`);
    const long = graph(['param W : n x n', 'data x : n', ...layers, "L = Z_120'*Z_120"].join('\n'));
    const markup = graphToHtml(long, await loadLayout(), { notation: { rows }, prefix: '' }).text;
    expect(markup.match(/<details>/g)?.length).toBe(13);
    expect(unbalanced(markup)).toEqual([]);
  });
});

describe('the error against the step', () => {
  const feet = (derivation: Derivation): number[] => {
    const sweeps = sweepSteps(derivation, { rows: catalog });
    return typeof sweeps === 'string' ? [] : sweeps.map(({ points }) => Math.min(...points.map(({ error }) => error)));
  };
  test.each(EXAMPLES)('%s: the foot of each V is deep', (_, make) => {
    for (const derivation of make()) {
      const found = feet(derivation);
      if (derivation.problem.functions.size === 0) expect(found.length).toBeGreaterThan(0);
      for (const error of found) expect(error).toBeLessThan(1e-6);
    }
  });
  test('a wrong result is a level line', () => {
    const [right] = derived("data A : n x n\nparam x : n\nf = x'*A*x\ngrad f wrt x") as [Derivation];
    const [other] = derived("data A : n x n\nparam x : n\nf = 1.1*(x'*A*x)\ngrad f wrt x") as [Derivation];
    const planted = {
      ...right,
      results: right.results.map((r, i) => ({ ...r, value: other.results[i]?.value ?? r.value })),
    };
    expect(Math.max(...feet(right))).toBeLessThan(1e-8);
    expect(Math.min(...feet(planted))).toBeGreaterThan(1e-2);
  });
  test('the error falls with the square of the step', () => {
    const [derivation] = derived('param x : n\nf = sum(exp(x))\ngrad f wrt x') as [Derivation];
    const [sweep] = sweepSteps(derivation, { rows: catalog }) as Exclude<ReturnType<typeof sweepSteps>, string>;
    const at = (step: number): number =>
      sweep?.points.find((p) => Math.abs(Math.log10(p.step) - step) < 0.01)?.error ?? 0;
    // two decades: a factor of 10⁴ in the error
    expect(Math.log10(at(-0.5) / at(-2.5))).toBeCloseTo(4, 0);
  });
});
