/** Every example of the manual is run, and prints what the page says; npm run docs writes the outputs anew. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedPages } from '../scripts/docs-pages.js';
import { examineCode, moduleOf, writeModules } from '../scripts/manual/code.js';
import { blocksOf, comparable } from '../scripts/manual/page.js';
import { manualPages } from '../scripts/manual/pages.js';
import { examinePrograms, LANGUAGES, programsOf, runProgram } from '../scripts/manual/programs.js';
import { examine } from '../scripts/manual/run.js';
import type { Spawn } from '../scripts/manual/shell.js';
import { wordsOf } from '../scripts/manual/shell.js';
import { root, run } from './command.js';

const spawn: Spawn = (words, input) => {
  const { status, stdout, stderr } = run(words, input);
  return { status: status ?? 1, answer: stdout, shown: stderr + stdout };
};

const generated = Object.keys(generatedPages).filter((path) => path.endsWith('.md'));
const pages = manualPages(generated);
const modules = writeModules(pages);

describe('every example prints what the page says', () => {
  test.each(Object.entries(pages))('%s (npm run docs)', async (_, page) => {
    expect((await examine(page, spawn)).faults).toEqual([]);
  });
});

describe('programs in the pages', () => {
  test('their types hold', () => {
    const settings = ['--noEmit', '--ignoreConfig', '--strict', '--skipLibCheck', '--verbatimModuleSyntax'];
    const indexed = ['--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
    const kind = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023', '--types', 'node'];
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...settings, ...indexed, ...kind, ...Object.values(modules)], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  test.each(Object.entries(modules))('%s: they run, to the values that stand behind', async (name, path) => {
    expect((await examineCode(pages[name] as string, path)).faults).toEqual([]);
  });
});

describe('programs of other languages in the pages', () => {
  const examples = Object.entries(pages).flatMap(([path, page]) =>
    programsOf(page).map((example) => [`${path}:${example.line}`, page, example] as const),
  );

  test.for(examples)(
    '%s runs, to the values that stand behind',
    { timeout: 120_000 },
    async ([, page, example], { skip }) => {
      const { missing, faults } = await runProgram(page, example, spawn);
      if (missing !== undefined) skip(missing);
      expect(faults).toEqual([]);
    },
  );

  test('there are some in each language, and commands that call them', () => {
    const languages = examples.map(([, , { language }]) => language);
    expect(new Set(languages)).toEqual(new Set(Object.keys(LANGUAGES)));
    expect(examples.some(([, , { block }]) => block.language === 'sh')).toBe(true);
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  const faulty: readonly (readonly [string, string, RegExp])[] = [
    ['a value that it does not have', 'x = [1, 2]\nx         # [1, 3]\nx[0]      # 1', /line 3: .*\nis \[1, 2\]$/],
    ['an example that fails', 'import math\nmath.nothing(1)', /has no attribute 'nothing'/],
  ];
  test.skipIf(!python).each(faulty)('%s is found out', async (_, code, message) => {
    const page = `\`\`\`python\n${code}\n\`\`\`\n`;
    const { faults, text } = await examinePrograms(page, spawn);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
    if (code.includes('# [1, 3]')) expect(text).toContain('x         # [1, 2]');
  });

  test.skipIf(!python)('a module that is not there is said, and the example skipped', async () => {
    const page = '```python\nimport no_such_module\nno_such_module.run()\n```\n';
    const { faults, skipped } = await examinePrograms(page, spawn);
    expect(faults).toEqual([]);
    expect(skipped.join()).toMatch(/line 1: .*python3 has no no_such_module/);
  });
});

test('every page with fenced examples is run, or made as a whole', () => {
  const files = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) =>
    posix.join('docs', file),
  );
  const all = ['README.md', 'CHANGELOG.md', ...files].filter(
    (path) => /\.md$/.test(path) && !path.includes('node_modules'),
  );
  const fenced = all.filter((path) => /^```/m.test(readFileSync(join(root, path), 'utf8')));
  const known = (path: string): boolean => path in pages || generated.includes(path) || path.startsWith('docs/api/');
  expect(fenced.filter((path) => !known(path))).toEqual([]);
});

describe('links', () => {
  const all = { ...pages, ...Object.fromEntries(generated.map((path) => [path, readFileSync(path, 'utf8')])) };
  /** A heading's anchor, as forges make it. */
  const anchor = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
  const anchorsOf = (text: string): string[] =>
    [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      anchor(heading as string),
    );

  test.each(Object.keys(all))('%s: each leads to a page and a heading that are there', (path) => {
    const text = (all[path] as string).replaceAll(/^```[\s\S]*?^```$/gm, '');
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', heading] = (link as string).split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      expect(existsSync(target), link).toBe(true);
      if (heading !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(heading);
    }
  });
});

describe('a page at fault is found out', () => {
  const faulty = async (page: string): Promise<readonly string[]> => (await examine(page, spawn)).faults;
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a stale output', '```console\n$ frobenius grad "x\'*x"\n3*x\n```\n', /\$ frobenius grad "x'\*x"\n2\*x/],
    ['an output that is missing', '```console\n$ frobenius grad "x\'*x"\n```\n', /2\*x/],
    ['a problem that cannot be read', "```frob\nf = x'*\n```\n", /line 1: /],
    ['a derivation with a slip', '```frob\nderivation\nclaim tr(A*B) = tr(A)*tr(B)\n```\n', /✗|wrong/],
    ['a command that fails', '```sh\nfrobenius grad "x*"\n```\n', /line 1: frobenius grad/],
    ['a script that is not there', '```sh\nnpm run nothing\n```\n', /no script nothing/],
    ['data that cannot be read', '```json\n{"x": [1, 2}\n```\n', /line 1: .*JSON/],
    ['an example in a language that nothing runs', '```ruby\nputs 1\n```\n', /an example in ruby is not run/],
    ['an example in no language', '```\n$ frobenius --version\n```\n', /no language/],
  ];
  test.each(cases)('%s', async (_, page, message) => {
    expect((await faulty(page)).join('\n')).toMatch(message);
  });

  test('its outputs are put right, and then nothing is at fault', async () => {
    const page = 'before\n```console\n$ frobenius grad "x\'*x"\n3*x\n\n$ echo 1 | cat\nold\n```\nafter\n';
    const { text } = await examine(page.replace('echo 1 | cat', 'echo 1'), spawn);
    expect(text).toBe('before\n```console\n$ frobenius grad "x\'*x"\n2*x\n\n$ echo 1\n1\n```\nafter\n');
    expect(await faulty(text)).toEqual([]);
  });

  test('rounding is the machine’s, another figure is not', () => {
    const lines = (...text: readonly string[]): string => comparable(text);
    expect(lines('error   3e-10   1e-7   ok')).toBe(lines('error   1.5e-9   1e-7   ok'));
    expect(lines('5 steps')).not.toBe(lines('6 steps'));
    expect(lines('0.30000000000000004')).toBe(lines('0.3'));
    expect(lines('0.3000001')).not.toBe(lines('0.3'));
  });

  test('a value that a program does not have', async () => {
    const page = "```ts\nconst x = 1 + 1;   // 2\nx * 2;   // 5\n[x, 'a'];   // [2, 'a']\n```\n";
    const { faults, text } = await examineCode(page, writeModules({ 'test-page': page })['test-page'] as string);
    expect(faults).toHaveLength(1);
    expect(text).toContain('x * 2;   // 4');
    expect(moduleOf('no code')).toBe('');
  });
});

test('words as the shell takes them apart', () => {
  const texts = (line: string): string[] => wordsOf(line).map((w) => w.text);
  expect(texts(`a "b 'c' \\" d" 'e "f'|g; h # i`)).toEqual(['a', `b 'c' " d`, 'e "f', '|', 'g', ';', 'h']);
  expect(() => texts('a && b')).toThrow(/do not use &/);
  expect(blocksOf('```ts\n1\n```\n\n```console\n$ a\n```\n').map((b) => b.language)).toEqual(['ts', 'console']);
});
