/**
 * A real Chromium for tests of pages: the one inside the package @sparticuz/chromium, driven by playwright-core, so that
 * `npm ci` is all it takes.
 *
 * A page that is opened here is watched: whatever it says to the console as an error, whatever it throws and whatever it
 * asks the network for is kept, and a test asserts that there is nothing.
 */
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** What the package sets for another surrounding, and what would hide a fault of a page. */
const UNWANTED =
  /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|disable-site-isolation|disable-print-preview|disk-cache-size)/;

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args.filter((arg) => !UNWANTED.test(arg)),
    headless: true,
  });
}

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, uncaught errors, refusals by the content security policy. */
  readonly faults: string[];
  /** Requests to anywhere but the origin of the page; of a file, all. */
  readonly requests: string[];
}

/** Opens an address in a context of its own. */
export async function open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  const { protocol, origin } = new URL(address);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith('data:') || url.startsWith('blob:') || url === address.replace(/#.*/, '')) return;
    if (protocol !== 'file:' && url.startsWith(`${origin}/`)) return;
    requests.push(url);
  });
  await page.goto(address);
  return { page, context, faults, requests };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Served {
  /** The address of the folder, with a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

/** A folder as any web host would serve it, under a path of its own so that only relative addresses work. */
export async function serve(folder: string): Promise<Served> {
  const prefix = '/some/where/';
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const inside = path.startsWith(prefix) ? normalize(path.slice(prefix.length)) : undefined;
    const file = inside === undefined || inside.startsWith('..') ? undefined : join(folder, inside);
    const found = file && existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
    if (found === undefined || !existsSync(found)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' });
    createReadStream(found).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

let axe: string | undefined;

/** What axe-core finds serious or critical, in words. Nothing is left out of the page. */
export async function violations(page: Page): Promise<string[]> {
  axe ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // not as a script element, which the page's own policy would refuse
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    const { violations: all } = await run.run();
    return all
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 4)
            .map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`)
            .join('; ')}`,
      );
  });
  return found;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}

/** Whether the page is wider than its window. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });

/** Writes a picture where FROBENIUS_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env.FROBENIUS_SCREENSHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
