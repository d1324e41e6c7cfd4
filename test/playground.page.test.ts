/** The playground as a person uses it, in a real browser: typing, errors, tabs, links, themes, print, offline. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served, Watched } from './browser.js';
import { launch, open, overflows, picture, serve, violations } from './browser.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'frobenius-playground-'));
let browser: Browser;
let served: Served;

beforeAll(async () => {
  const built = spawnSync(process.execPath, ['scripts/playground.mjs', folder], { cwd: root, encoding: 'utf8' });
  expect(built.stderr).toBe('');
  expect(built.status).toBe(0);
  served = await serve(folder);
  browser = await launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

const checked = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.body.dataset.checked === 'true' && document.getElementById('stale')?.hidden);

/** Types a text in place of what stands there, as a person would. */
async function type(page: Page, text: string): Promise<void> {
  await page.evaluate(() => delete document.body.dataset.checked);
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

const opened = (options: Parameters<typeof open>[2] = {}, hash = ''): Promise<Watched> =>
  open(browser, `${served.address}${hash}`, options);

const RNN = readFileSync(join(root, 'docs', 'examples', 'rnn-many-to-one.frob'), 'utf8');

describe('deriving', () => {
  test('the first example stands there with its checked derivation', async () => {
    const { page, context, faults, requests } = await opened();
    await checked(page);
    expect(await page.locator('#panel-derivation .fb-of-results .fb-line').count()).toBe(5);
    expect(await page.locator('#panel-derivation .fb-verdict.fb-ok').count()).toBeGreaterThan(15);
    await picture(page, 'playground-desktop');
    expect([faults, requests]).toEqual([[], []]);
    await context.close();
  });

  test('an RNN is typed, and its gradients are there', async () => {
    const { page, context, faults } = await opened();
    await type(page, RNN);
    await checked(page);
    expect(await page.locator('#panel-derivation .fb-of-results .fb-line').count()).toBe(5);
    expect(await page.locator('#panel-derivation .fb-title').innerText()).toContain('Gradient of');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('an error is underlined at its place, said in words, and leaves the last answer dimmed', async () => {
    const { page, context } = await opened();
    await checked(page);
    await type(page, 'param x : n\nf = x"*x');
    await expect.poll(() => page.locator('.cm-lintRange-error, .cm-lintPoint-error').count()).toBeGreaterThan(0);
    // what was typed first is an error of its own for a moment
    await expect.poll(() => page.locator('#error').innerText()).toMatch(/^Line 2, column 6: /);
    expect(await page.locator('#stale').isVisible()).toBe(true);
    expect(await page.locator('#panel-derivation .fb-line').count()).toBeGreaterThan(5);
    await picture(page, 'playground-error');
    // what was remarked on the last text is not said of this one
    expect(await page.locator('#remarks').isVisible()).toBe(false);
    await type(page, "param x : n\nf = x'*x");
    await checked(page);
    expect(await page.locator('#error').isVisible()).toBe(false);
    expect(await page.locator('.cm-lintRange-error, .cm-lintPoint-error').count()).toBe(0);
    await context.close();
  });

  test('LaTeX is read as the command reads it, and it is said how', async () => {
    const { page, context, faults } = await opened();
    await type(page, '\\frac{1}{2}\\|Ax-b\\|^2');
    await checked(page);
    expect(await page.locator('#error').isVisible()).toBe(false);
    expect(await page.locator('#remarks').innerText()).toContain('read from LaTeX: ');
    expect(await page.locator('#panel-derivation .fb-of-results .fb-line').count()).toBe(3);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('an emptied editor shows nothing', async () => {
    const { page, context } = await opened();
    await checked(page);
    await page.locator('.cm-content').click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await expect.poll(() => page.locator('#panel-derivation').innerText()).toBe('');
    expect(await page.locator('#error').isVisible()).toBe(false);
    await type(page, "param x : n\nf = x'*x");
    await checked(page);
    await context.close();
  });

  test('lines of a derivation are remarked on', async () => {
    const { page, context } = await opened();
    await type(page, "param x : n\nf = x'*x\nderivation\ndf = 3*x : dx");
    await checked(page);
    expect(await page.locator('#remarks').innerText()).toContain('not judged here');
    await context.close();
  });

  test('names and functions are offered', async () => {
    const { page, context } = await opened();
    await type(page, 'param Weights : n x n\nf = tr(Wei');
    await page.keyboard.press('g');
    await expect
      .poll(() => page.locator('.cm-tooltip-autocomplete li').allInnerTexts())
      .toEqual([expect.stringContaining('Weights')]);
    await page.keyboard.press('Escape');
    await type(page, 'param S : n x n posdef\nf = logd');
    await page.keyboard.press('e');
    await expect.poll(() => page.locator('.cm-tooltip-autocomplete li').first().innerText()).toContain('logdet');
    await context.close();
  });

  test('of many texts typed fast the last one is answered', async () => {
    const { page, context, faults } = await opened();
    await checked(page);
    await type(page, `param X : n x n\nf = tr(${Array(60).fill('X').join('*tanh(')}${')'.repeat(59)})`);
    await page.waitForTimeout(250);
    for (const name of ['a', 'b', 'c']) await type(page, `param ${name}_x : n\nf = ${name}_x'*${name}_x`);
    await checked(page);
    expect(await page.locator('#panel-derivation .fb-of-results').innerText()).toContain('c');
    expect(await page.locator('#error').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a heavy one shows that it works, and can be stopped', async () => {
    const { page, context } = await opened();
    await checked(page);
    const layers = Array.from({ length: 900 }, (_, k) => `Z_${k + 1} = tanh(W*${k === 0 ? 'x' : `Z_${k}`})`);
    await type(page, ['param W : n x n', 'data x : n', ...layers, "L = Z_900'*Z_900"].join('\n'));
    await page.locator('#stop').click();
    expect(await page.locator('#error').innerText()).toContain('Stopped');
    await type(page, "param x : n\nf = x'*x");
    await checked(page);
    await context.close();
  });
});

describe('the page', () => {
  test('tabs go by arrow keys; each shows its panel', async () => {
    const { page, context, faults, requests } = await opened();
    await checked(page);
    await page.locator('#tab-derivation').focus();
    for (const [name, content] of [
      ['results', '.fb-of-results'],
      ['check', '.fb-table'],
      ['code', 'pre'],
      ['graph', 'svg'],
    ] as const) {
      await page.keyboard.press('ArrowRight');
      await page.locator(`#panel-${name} ${content}`).first().waitFor();
      expect(await page.locator('[role=tabpanel]:visible').count()).toBe(1);
      await picture(page, `playground-${name}`);
    }
    // the second witness comes with its library
    await page.locator('#tab-check').click();
    await expect.poll(() => page.locator('#panel-check').innerText(), { timeout: 15_000 }).toContain('mathjs');
    expect([faults, requests]).toEqual([[], []]);
    await context.close();
  });

  test('the code tab offers other forms', async () => {
    const { page, context } = await opened();
    await checked(page);
    await page.locator('#tab-code').click();
    for (const [target, words] of [
      ['numpy', 'import numpy as np'],
      ['latex', '\\begin{aligned}'],
      ['markdown', '$$'],
      ['json', '"request"'],
      ['input', 'grad(L, U)'],
    ] as const) {
      await page.locator('#target').selectOption(target);
      await expect.poll(() => page.locator('#panel-code pre').innerText()).toContain(words);
    }
    await context.close();
  });

  test('a reason leads to its rule', async () => {
    const { page, context } = await opened();
    await checked(page);
    await page.locator('.fb-of-chain a[href="#rule-frobenius-move"]').first().click();
    await expect.poll(() => page.locator('#rule-frobenius-move').isVisible()).toBe(true);
    await context.close();
  });

  test('a link shares problem, tab and detail', async () => {
    const { page, context } = await opened();
    await type(page, "# shared\nparam x : n\nf = log(1 + x'*x)");
    await checked(page);
    await page.locator('#detail').selectOption('full');
    await page.locator('#tab-results').click();
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('tab=results');
    const hash = await page.evaluate(() => location.hash);
    await context.close();
    const second = await opened({}, hash);
    await second.page.locator('#panel-results .fb-of-results').waitFor();
    expect(await second.page.locator('.cm-content').innerText()).toContain("f = log(1 + x'*x)");
    expect(await second.page.locator('#detail').inputValue()).toBe('full');
    expect(second.faults).toEqual([]);
    await second.context.close();
  });

  test.each([
    ['garbage', '#p=%%%'],
    ['no base64', '#p=ab*cd'],
    ['damaged', '#p=AAAA'],
    ['markup', '#p=<img src=x onerror=globalThis.hacked=1>'],
    ['far too long', `#p=${'A'.repeat(120_000)}`],
  ])('a bad link is said and does no harm: %s', async (_, hash) => {
    const { page, context } = await opened({}, hash);
    await expect.poll(() => page.locator('#panel-derivation .fb-line').count()).toBeGreaterThan(5);
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
    await context.close();
  });

  test.each([
    ['light desktop', { colorScheme: 'light' as const }],
    ['dark desktop', { colorScheme: 'dark' as const }],
    ['light phone', { colorScheme: 'light' as const, viewport: { width: 360, height: 740 } }],
    ['dark phone', { colorScheme: 'dark' as const, viewport: { width: 360, height: 740 } }],
  ])('axe finds nothing serious and nothing overflows: %s', async (name, options) => {
    const { page, context } = await opened(options);
    await checked(page);
    await picture(page, `playground-${name.replace(' ', '-')}`, true);
    expect(await violations(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    await context.close();
  });

  test('the theme goes round', async () => {
    const { page, context } = await opened({ colorScheme: 'light' });
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.locator('#theme').click();
    expect(await paper()).toBe(light);
    await page.locator('#theme').click();
    expect(await paper()).not.toBe(light);
    await page.reload();
    expect(await paper()).not.toBe(light);
    await context.close();
  });

  test('prints the derivation alone', async () => {
    const { page, context } = await opened();
    await checked(page);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bar, .left').first().isVisible()).toBe(false);
    expect(await page.locator('.fb-of-results').first().isVisible()).toBe(true);
    await context.close();
  });

  test('works offline once loaded', async () => {
    const { page, context } = await opened();
    await checked(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await checked(page);
    await context.setOffline(true);
    await page.reload();
    await type(page, "param x : n\nf = x'*x");
    await checked(page);
    await page.locator('#tab-check').click();
    await expect.poll(() => page.locator('#panel-check').innerText(), { timeout: 15_000 }).toContain('mathjs');
    await context.close();
  });
});

test('nothing of a problem becomes markup', async () => {
  const { page, context, faults, requests } = await opened();
  await type(
    page,
    '# <img src=x onerror="globalThis.hacked = 1"></script><script>globalThis.hacked = 1</script>\nparam toString : n x n\nf = tr(toString)',
  );
  await checked(page);
  await page.locator('#tab-code').click();
  await page.locator('#target').selectOption('json');
  await expect.poll(() => page.locator('#panel-code pre').innerText()).toContain('onerror');
  expect(await page.locator('#result img, #result script').count()).toBe(0);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBe(undefined);
  expect([faults, requests]).toEqual([[], []]);
  await context.close();
});

test('what a first visit loads is small', () => {
  const { engine } = JSON.parse(readFileSync(join(folder, 'sizes.json'), 'utf8')) as { engine: number };
  expect(engine).toBeLessThan(120 * 1024);
});
