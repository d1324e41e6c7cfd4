/** Attacks by the input on the pages that show it, in a real browser: nothing runs, nothing is asked for, nothing is said. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, derive, readLatex, verify } from '../src/index.js';
import { FrobeniusError } from '../src/language/error.js';
import { loadTypesetter } from '../src/print/typeset.js';
import { report, verifyReport } from '../src/report.js';
import type { Served } from './browser.js';
import { launch, open, serve } from './browser.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'frobenius-injection-'));
let browser: Browser;
let served: Served;
beforeAll(async () => {
  const built = spawnSync(process.execPath, ['scripts/playground.mjs', join(folder, 'page')], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([built.status, built.stderr]).toEqual([0, '']);
  [served, browser] = await Promise.all([serve(join(folder, 'page')), launch()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

const RUN = 'globalThis.hacked=1';
const ATTACKS = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `</style></title></textarea></pre></code><img src=//evil.example/x onerror=${RUN}>`,
  `"><svg onload=${RUN}>`,
  `' autofocus onfocus='${RUN}' x='`,
  `<a href="javascript:${RUN}">x</a>`,
  '<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<form action=//evil.example><button>x</button></form>',
  `\\href{javascript:${RUN}}{x} \\url{//evil.example} \\includegraphics{//evil.example/x.png}`,
  `\\htmlClass{fb-x}{x} \\htmlData{a=b}{x} \\htmlStyle{position:fixed}{x} \\htmlId{main}{x}`,
  '\\def\\a{\\a\\a}\\a \\gdef\\b#1{#1#1} \\rule{999em}{999em} \\kern9999em \\char"3C',
  `$x$ \\) \\] --> ]]> <!-- &lt;script&gt; &#60;script&#62; {{x}} \${x} \`x\``,
  '\u202e\u2066\u0000\u001b[31m\ud800',
];

/** What no page may hold but by its own making. */
const foreign = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'main script, main img, main iframe, main base, main link, main meta, main form, main object, main embed, main style',
      ),
      ...[...document.querySelectorAll('main *')].filter((e) =>
        [...e.attributes].some(
          ({ name, value }) =>
            name.startsWith('on') ||
            (/^\s*(javascript|data|https?):|^\/\//i.test(value) && /^(href|src|action|xlink:href)$/.test(name)),
        ),
      ),
    ].map((e) => e.outerHTML.slice(0, 200)),
  );

async function harmless(address: string): Promise<Page> {
  const { page, faults, requests } = await open(browser, address);
  await page.evaluate(() => {
    for (const e of document.querySelectorAll('details')) e.open = true;
    for (const e of document.querySelectorAll<HTMLElement>('main button, main a')) e.focus();
  });
  await page.waitForTimeout(50);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
  expect(await foreign(page)).toEqual([]);
  expect([faults, requests]).toEqual([[], []]);
  return page;
}

const page = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
};
const oneLine = (text: string): string => text.replaceAll('\n', ' ');
const PROBLEM = (attack: string): string =>
  `# ${attack}\nparam x : n # ${attack}\ndata A : n x n\ny = tanh(A*x) # ${attack}\nf = y'*y\ngrad f wrt x\n`;

test('a report: file names, titles, comments', async () => {
  const sources = ATTACKS.map((attack) => {
    const derived = derive(PROBLEM(oneLine(attack)));
    return { derived, report: check(derived), name: attack };
  });
  const shown = await harmless(page('report.html', await report(sources, { version: ATTACKS[0] as string })));
  expect(await shown.locator('.fb-problem').count()).toBe(ATTACKS.length);
  expect(await shown.textContent('main')).toContain(ATTACKS[1]);
  await shown.context().close();
}, 60_000);

test('somebody’s derivation: lines, reasons, comments, file name', async () => {
  const lines = ATTACKS.flatMap((attack) => [`   = 2*x'*dx by ${oneLine(attack)}`, `   = ${oneLine(attack)}`]);
  const text = `${PROBLEM('x')}derivation\ndf = 2*y'*dy\n${lines.join('\n')}\n`;
  const shown = await harmless(page('verify.html', await verifyReport(verify(text), { name: ATTACKS[2] as string })));
  expect(await shown.textContent('main')).toContain(ATTACKS[0]);
  await shown.context().close();
}, 60_000);

test('LaTeX: what of it is read', async () => {
  const items = [];
  for (const attack of ATTACKS) {
    const text = `Let $f(x) = \\| A x \\|^2$, ${attack}, with $x \\in \\mathbb{R}^n$.`;
    try {
      const { source, declare } = await readLatex(text);
      items.push({ derived: derive(source, { declare }), name: attack });
    } catch (error) {
      // what has formulas of its own that make no sense is refused as a whole
      if (!(error instanceof FrobeniusError)) throw error;
    }
  }
  expect(items.length).toBeGreaterThan(ATTACKS.length / 2);
  const shown = await harmless(page('latex.html', await report(items)));
  await shown.context().close();
}, 60_000);

describe('formulas are set without trust', () => {
  test.each([
    `\\href{javascript:${RUN}}{x}`,
    `\\url{javascript:${RUN}}`,
    '\\includegraphics{//evil.example/x.png}',
    '\\htmlId{main}{x}',
    '\\htmlStyle{position:fixed}{x}',
    '\\htmlData{a=b}{x}',
  ])('%s', async (tex) => {
    const { text } = (await loadTypesetter()).math(tex);
    expect(text.replace(/<annotation.*?<\/annotation>/s, '')).not.toMatch(
      /<a\b|<img\b|href=|src=|id="main"|position:fixed|data-a/,
    );
  });
  test('nor endlessly, nor larger than a page', async () => {
    const { math } = await loadTypesetter();
    expect(() => math('\\def\\a{\\a\\a}\\a')).toThrow(/expansions/);
    const sizes = [...math('\\rule{9999em}{9999em}').text.matchAll(/(?:width|height):([\d.]+)em/g)].map(([, size]) =>
      Number(size),
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThan(30);
  });
});

describe('the playground', () => {
  const typed = async (shown: Page, text: string): Promise<void> => {
    await shown.evaluate(() => delete document.body.dataset.checked);
    await shown.locator('.cm-content').click();
    await shown.keyboard.press('ControlOrMeta+A');
    await shown.keyboard.press('Delete');
    await shown.keyboard.insertText(text);
  };

  test('comments, and what a message quotes', async () => {
    const { page: shown, context, faults, requests } = await open(browser, served.address);
    const all = ATTACKS.map(oneLine);
    await typed(shown, `${all.map((attack) => `# ${attack}`).join('\n')}\nparam x : n\nf = x'*x\n`);
    await shown.waitForFunction(() => document.body.dataset.checked === 'true');
    for (const tab of ['results', 'check', 'code', 'graph']) {
      await shown.locator(`#tab-${tab}`).click();
      await shown.locator(`#panel-${tab}`).waitFor();
    }
    for (const attack of all.slice(0, 6)) {
      await typed(shown, `f = ${attack}`);
      await expect.poll(() => shown.locator('#error').isVisible()).toBe(true);
    }
    expect(await shown.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
    expect(await shown.locator('#result img, #result script, #result iframe, #error img, #error script').count()).toBe(
      0,
    );
    expect([faults, requests]).toEqual([[], []]);
    await context.close();
  }, 60_000);

  test('its policy refuses what would be put in', async () => {
    const { page: shown, context, faults } = await open(browser, served.address);
    await shown.evaluate((run) => {
      document.body.insertAdjacentHTML(
        'beforeend',
        `<img src=x onerror="${run}"><iframe srcdoc="<script>parent.hacked=1</script>">`,
      );
      const script = document.createElement('script');
      script.textContent = run;
      document.body.append(script);
    }, RUN);
    await expect.poll(() => faults.join('\n')).toMatch(/Content Security Policy/);
    expect(await shown.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
    expect(await shown.content()).toMatch(/default-src 'none'/);
    expect(await shown.content()).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    await context.close();
  }, 60_000);
});
