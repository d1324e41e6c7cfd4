/** The report as a person opens it: a file in a real browser, without a network, in both themes, on a phone, in print. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, derive, htmlStyle, toHtml } from '../src/index.js';
import { report } from '../src/report.js';
import { launch, open, overflows, picture, violations } from './browser.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'frobenius-report-'));
const example = (name: string): string => readFileSync(join(root, 'docs', 'examples', `${name}.frob`), 'utf8');

async function write(file: string, sources: Readonly<Record<string, string>>): Promise<string> {
  const items = Object.entries(sources).map(([name, source]) => {
    const derived = derive(source);
    return { derived, report: check(derived), name };
  });
  const path = join(folder, file);
  writeFileSync(path, await report(items, { version: '0.0.0' }));
  return pathToFileURL(path).href;
}

let browser: Browser;
let rnn: string;
beforeAll(async () => {
  browser = await launch();
  rnn = await write('rnn.html', { 'rnn.frob': example('rnn') });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the report of the RNN', () => {
  test('says what was asked, what the answer is, why, and how far to trust it', async () => {
    const { page, context, faults, requests } = await open(browser, rnn);
    expect(await page.textContent('h2')).toContain('Gradient of');
    expect(await page.locator('.fb-results').first().locator('.fb-line').count()).toBeGreaterThanOrEqual(5);
    // every line of the chain has its reason and its verdict
    const lines = page.locator('#p1-derivation .fb-of-chain .fb-equation');
    expect(await lines.count()).toBeGreaterThan(15);
    for (const line of await lines.all())
      expect((await line.locator('.fb-why').first().innerText()).trim()).not.toBe('');
    expect(await page.locator('#p1-derivation .fb-verdict.fb-ok').count()).toBeGreaterThan(15);
    expect(await page.locator('.fb-failed, .fb-unchecked').count()).toBe(0);
    expect(await page.textContent('.fb-trust')).toContain('checked: 47 steps');
    await picture(page, 'report-desktop', true);
    expect(faults).toEqual([]);
    expect(requests).toEqual([]);
    await context.close();
  });

  test('every reason by a rule leads to the entry of that rule', async () => {
    const { page, context } = await open(browser, rnn);
    const links = await page.locator('.fb-why a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(15);
    const missing = await page.evaluate(
      (addresses) => addresses.filter((a) => document.getElementById(a.slice(1)) === null),
      links,
    );
    expect(missing).toEqual([]);
    await page.locator('.fb-of-chain .fb-why a[href="#rule-frobenius-move"]').first().click();
    const entry = page.locator('#rule-frobenius-move');
    await expect.poll(() => entry.evaluate((e) => Math.abs(e.getBoundingClientRect().top) < innerHeight)).toBe(true);
    expect(await entry.innerText()).toMatch(/✓ checked: error/);
    await context.close();
  });

  test('what changes is marked in the line before and in the line after', async () => {
    const { page, context } = await open(browser, rnn);
    const marked = await page
      .locator('#p1-derivation .fb-of-chain .fb-equation')
      .evaluateAll((lines) =>
        lines.map((line) => [line.querySelector('.fb-old') !== null, line.querySelector('.fb-new') !== null]),
      );
    expect(marked.filter(([old]) => old).length).toBeGreaterThan(5);
    expect(marked.filter(([, fresh]) => fresh).length).toBeGreaterThan(8);
    await context.close();
  });

  test('steps unfold from the keyboard', async () => {
    const { page, context } = await open(browser, rnn);
    const fold = page.locator('#p1-derivation .fb-of-chain details').first();
    await fold.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => fold.evaluate((d) => (d as HTMLDetailsElement).open)).toBe(true);
    expect(await fold.innerText()).toMatch(/checked: error/);
    await context.close();
  });

  test('every font that a formula is set in is inside the page', async () => {
    const { page, context } = await open(browser, rnn);
    const missing = await page.evaluate(async () => {
      await document.fonts.ready;
      const wanted = new Set<string>();
      for (const e of document.querySelectorAll('.katex *, .fb-graph-picture text')) {
        const text = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
        if (!text || e.closest('.katex-mathml')) continue;
        const { fontFamily, fontStyle, fontWeight } = getComputedStyle(e);
        const family = fontFamily.split(',')[0] as string;
        if (family.includes('KaTeX')) wanted.add(`${fontStyle} ${Number(fontWeight) > 500 ? 700 : 400} 16px ${family}`);
      }
      const known = [...document.fonts].map((f) => f.family.replaceAll('"', ''));
      return [...wanted].filter(
        (font) => !known.some((family) => font.includes(family)) || !document.fonts.check(font),
      );
    });
    expect(missing).toEqual([]);
    await context.close();
  });

  test.each([
    ['light, desktop', { colorScheme: 'light' as const }],
    ['dark, desktop', { colorScheme: 'dark' as const }],
    ['light, phone', { colorScheme: 'light' as const, viewport: { width: 360, height: 780 } }],
    ['dark, phone', { colorScheme: 'dark' as const, viewport: { width: 360, height: 780 } }],
  ])('axe finds nothing serious, and nothing is wider than the page: %s', async (name, options) => {
    const { page, context } = await open(browser, rnn, options);
    expect(await violations(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    await picture(page, `report-${name.replace(', ', '-')}`, true);
    await context.close();
  });

  test('the theme can be chosen, and text copied', async () => {
    const { page, context, faults } = await open(browser, rnn, { permissions: [], colorScheme: 'light' });
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    expect(await paper()).not.toBe(light);
    const copy = page.locator('.fb-actions .fb-copy').last();
    await copy.click();
    await expect.poll(() => copy.innerText()).toBe('Copied');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('reads without scripts', async () => {
    const { page, context } = await open(browser, rnn, { javaScriptEnabled: false });
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.locator('.fb-of-chain .fb-equation:visible').count()).toBeGreaterThan(15);
    await context.close();
  });

  test('prints as a PDF with all lines', async () => {
    const { page, context } = await open(browser, rnn);
    const pdf = await page.pdf({
      format: 'A4',
      ...(process.env.FROBENIUS_SCREENSHOTS ? { path: join(process.env.FROBENIUS_SCREENSHOTS, 'report.pdf') } : {}),
    });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await overflows(page)).toBe(false);
    await context.close();
  });
});

describe('a page over several problems', () => {
  test('has contents that lead to each, and one rule book', async () => {
    const address = await write('several.html', {
      'dense.frob': example('dense-layer'),
      'many-to-one.frob': example('rnn-many-to-one'),
      "x'*A*x": "x'*A*x",
      second:
        "data A : n x n symmetric\nparam x : n\nf = x'*A*x + log(1 + x'*x)\ny = A*x\nhessian f wrt x\njacobian y wrt x",
    });
    const { page, context, faults, requests } = await open(browser, address);
    const entries = page.locator('.fb-contents a');
    expect(await entries.count()).toBe(4);
    for (const href of await entries.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
      expect(await page.locator(`${href}.fb-problem`).count()).toBe(1);
    }
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(await page.locator('#rules').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    await picture(page, 'report-several', true);
    expect([faults, requests]).toEqual([[], []]);
    await context.close();
  });

  test('folds a graph of two hundred nodes', async () => {
    const layers = Array.from({ length: 200 }, (_, k) => `Z_${k + 1} = tanh(W*${k === 0 ? 'x' : `Z_${k}`})`);
    const source = ['param W : n x n', 'data x : n', ...layers, "L = Z_200'*Z_200"].join('\n');
    const file = join(folder, 'deep.html');
    const graph = await toHtml(derive(source), { part: 'graph' });
    writeFileSync(
      file,
      `<!DOCTYPE html><meta charset="utf-8"><title>deep</title><style>${await htmlStyle()}</style>${graph}`,
    );
    const { page, context } = await open(browser, pathToFileURL(file).href);
    const folds = page.locator('.fb-graph details');
    expect(await folds.count()).toBeGreaterThan(5);
    await folds.first().locator('summary').click();
    expect(await folds.first().locator('svg').isVisible()).toBe(true);
    expect(await overflows(page)).toBe(false);
    await picture(page, 'report-deep');
    await context.close();
  });
});

describe('nothing from the input becomes markup', () => {
  const hostile = [
    '# <script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 1">',
    "# ' onmouseover='globalThis.hacked=1' \" </style></title><base href=//evil>",
    'param constructor_x : n x n     # </script><svg onload=globalThis.hacked=1>',
    'param __proto__ : n x n',
    'L = tr(constructor_x*__proto__) # \\href{javascript:globalThis.hacked=1}{x} $\\htmlClass{a}{b}$',
  ].join('\n');

  test('of names, comments and titles', async () => {
    const source = hostile.replaceAll('__proto__', 'toString');
    const { page, context, faults, requests } = await open(
      browser,
      await write('hostile.html', { '<img src=x onerror=hacked()>.frob': source }),
    );
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
    expect(await page.locator('main img, main script, main base, main a[href^="javascript"]').count()).toBe(0);
    expect(await page.textContent('.fb-source')).toContain('<script>globalThis.hacked = 1</script>');
    expect([faults, requests]).toEqual([[], []]);
    await context.close();
  });

  test('and what is put in by hand may not run', async () => {
    const { page, context } = await open(browser, rnn);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="globalThis.hacked = 1">');
      const script = document.createElement('script');
      script.textContent = 'globalThis.hacked = 1';
      document.body.append(script);
    });
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
    await context.close();
  });
});
