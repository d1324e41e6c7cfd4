/**
 * The programs of pages. All `ts` examples of a page are one module, in their order; where a line ends in a comment that is a
 * value, `f(x);   // 5`, the expression has that value.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import type { Block } from './page.js';
import { blocksOf, withBlocks } from './page.js';
import type { Examined } from './run.js';

const FOLDER = join('node_modules', '.cache', 'manual');

/** A line that is to have a value: a statement that is one expression, or a constant. */
const VALUED = /^(?:const (\w+) = )?(\S.*?);(\s+\/\/ )((?:["'[{\d-]|true\b|false\b|undefined\b).*)$/;

/** The module of a page, with what each valued line comes to kept under the number of that line. */
export function moduleOf(page: string): string {
  const lines = blocksOf(page)
    .filter(({ language }) => language === 'ts')
    .flatMap(({ from, lines: own }) =>
      own.map((line, i) => {
        const [, constant, expression] = VALUED.exec(line) ?? [];
        if (expression === undefined) return line;
        if (constant !== undefined) return `const ${constant} = ${expression}; values.set(${from + i}, ${constant});`;
        return `values.set(${from + i}, ${expression});`;
      }),
    );
  if (lines.length === 0) return '';
  const sources = lines
    .join('\n')
    .replaceAll(/'frobenius(\/report)?'/g, (_, report) => `'../../../src/${report ? 'report' : 'index'}.js'`);
  return `export const values = new Map<number, unknown>();\n${sources}\n`;
}

/** Writes the modules of pages, for the compiler to check: their paths. */
export function writeModules(pages: Readonly<Record<string, string>>): Record<string, string> {
  mkdirSync(FOLDER, { recursive: true });
  const paths: Record<string, string> = {};
  for (const [name, page] of Object.entries(pages)) {
    const text = moduleOf(page);
    if (text === '') continue;
    const path = join(FOLDER, `${name.replaceAll(/\W/g, '-')}.ts`);
    writeFileSync(path, text);
    paths[name] = path;
  }
  return paths;
}

/** Runs the module of a page, and compares the values that its comments say. */
export async function examineCode(page: string, path: string): Promise<Examined> {
  const outfile = path.replace(/\.ts$/, '.mjs');
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const { values } = (await import(`${pathToFileURL(outfile).href}?${Date.now()}`)) as { values: Map<number, unknown> };
  const faults: string[] = [];
  const replaced = new Map<Block, readonly string[]>();
  for (const block of blocksOf(page)) {
    if (block.language !== 'ts') continue;
    const lines = block.lines.map((line, i) => {
      const [, , , , said] = VALUED.exec(line) ?? [];
      const actual = rounded(values.get(block.from + i));
      if (said === undefined || isDeepStrictEqual(rounded(meaning(said)), actual)) return line;
      faults.push(`line ${block.from + i + 1}: ${line}\nis ${written(actual)}`);
      return line.slice(0, line.length - said.length) + written(actual);
    });
    replaced.set(block, lines);
  }
  return { text: withBlocks(page, replaced), faults };
}

/** Numbers to ten digits: the rest is rounding. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(10));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

/** What a comment says, where it is a value; a comment in words is equal to nothing. */
function meaning(said: string): unknown {
  try {
    return new Function(`return (${said});`)();
  } catch {
    return said; // words
  }
}

/** A value as a program would have it, on one line. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const parts = Object.entries(value).map(([key, part]) => {
    return `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${written(part)}`;
  });
  return `{ ${parts.join(', ')} }`;
}
