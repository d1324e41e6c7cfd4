/** Nothing that is read is run as code: where the program and its bundle make functions out of texts, and where not. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command, root } from './command.js';

/** What turns a text into code. */
const MAKERS: Readonly<Record<string, RegExp>> = {
  eval: /(?<![\w$.])eval\s*\(|\(0,\s*eval\)|globalThis\.eval|window\.eval/g,
  Function: /(?<![\w$.])(?:new\s+)?Function\s*\(\s*[^)\s]|\.constructor\s*\(\s*["'`]/g,
  timer: /set(?:Timeout|Interval)\s*\(\s*["'`]/g,
  vm: /["']node:vm["']|require\(\s*["']vm["']\)/g,
  process: /["'](?:node:)?child_process["']/g,
  import: /(?<![\w$.])import\s*\(\s*(?!["'][^"'`]*["']\s*\))/g,
};

function found(text: string): string[] {
  const code = text.replace(/^[ \t]*(?:\/\/|\/\*|\*).*$/gm, '');
  return Object.entries(MAKERS).flatMap(([name, maker]) => [...code.matchAll(maker)].map(() => name));
}

const textsIn = (at: string, ends: RegExp): [string, string][] =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((name) => ends.test(name))
    .map((name) => [name, readFileSync(join(at, name), 'utf8')]);

describe('no text is made into code', () => {
  test.each(['src', 'bin', 'rules', 'docs/playground'])('in %s', (name) => {
    const all = textsIn(join(root, name), /(?<!\.d)\.ts$/).flatMap(([file, text]) =>
      found(text).map((what) => `${name}/${file}: ${what}`),
    );
    expect(all.filter((one) => one !== OWN_FILES)).toEqual([]);
  });

  test('nor in the bundled command, but for what packages bring along and is not called', () => {
    const bundled = textsIn(dirname(command), /\.js$/);
    expect(bundled.length).toBeGreaterThan(10);
    const all = bundled.flatMap(([file, text]) =>
      found(text).map((what) => [file.replace(/-\w+\.js$/, ''), what].join(': ')),
    );
    expect([...new Set(all)].sort()).toEqual([...BY_PACKAGES, 'frobenius.js: vm']);
  });
});

/** The command's own files, compiled before; test/code-cache.test.ts shows from where they are taken and from where not. */
const OWN_FILES = 'bin/code-cache.ts: vm';

/** A method of mathjs that is called import; commander's way to programs beside a command, which this one does not have. */
const BY_PACKAGES: readonly string[] = ['chunks/chunk: process', 'chunks/esm: import'];

test.each([
  ['eval(text)', 'eval'],
  ['const f = new Function("x", body)', 'Function'],
  ['const f = Function(body)', 'Function'],
  ["(() => 1).constructor('return 1')()", 'Function'],
  ['setTimeout("alert(1)", 1)', 'timer'],
  ["import vm from 'node:vm';", 'vm'],
  ["import { spawn } from 'node:child_process';", 'process'],
  ['await import(name)', 'import'],
  ['await import(`./a.js`)', 'import'],
])('a planted one is found: %s', (text, what) => {
  expect(found(text)).toEqual([what]);
});
test.each([
  "await import('./parts.js')",
  '// eval(x)',
  'evaluate(x)',
  'derive.eval',
  'isFunction(x)',
  'readFunction(x)',
])('but not %s', (text) => {
  expect(found(text)).toEqual([]);
});
