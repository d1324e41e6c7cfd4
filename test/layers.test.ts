/**
 * The architecture, enforced: which folder may import which, who may use a third-party package,
 * no cycles, no long files. The checks are pure functions of (path, text) pairs, so the second half
 * of this file can plant a violation of each kind and see it reported.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly specifier: string;
  /** True for what leaves no trace at run time: `import type`, `export type … from`. */
  readonly typeOnly: boolean;
}

const MAX_LINES = 400;
const RULE_TYPES = 'src/rulebook/rule.ts';
const RULE_INDEX = 'rules/index.ts';

/** A file imports only from its own row or a lower one; the first prefix that fits decides. */
const LAYERS: readonly (readonly [prefix: string, row: number])[] = [
  ['rules/', 0],
  ['src/language/error.ts', 1],
  ['src/expression/', 1],
  ['src/language/', 2],
  ['src/latex/', 2],
  ['src/rulebook/', 3],
  ['src/derive/', 4],
  ['src/numeric/', 5],
  ['src/compile/', 5],
  ['src/verify/', 5],
  ['src/print/', 6],
  ['src/report/', 6],
  ['src/agreement.ts', 7],
  ['src/deriving.ts', 7],
  ['src/evaluating.ts', 7],
  ['src/index.ts', 7],
  ['src/judging.ts', 7],
  ['src/report.ts', 7],
  ['src/types.ts', 7],
  ['bin/', 7],
  ['docs/playground/', 7],
];

/** Who may import a package. A package that is not listed may not be imported at all. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  mathjs: ['src/numeric/backend.ts'],
  katex: ['src/print/typeset.ts'],
  '@dagrejs/dagre': ['src/report/graph-layout.ts'],
  commander: ['bin/'],
  '@unified-latex/unified-latex-util-parse': ['src/latex/tree.ts'],
};

const IDENTIFIER = '[\\w$]+';
const NAMES = `(?:\\*(?:\\s*as\\s+${IDENTIFIER})?|\\{[^}]*\\})`;
const CLAUSE = `(?:${NAMES}|${IDENTIFIER}(?:\\s*,\\s*${NAMES})?)`;
const STATIC_IMPORT = new RegExp(
  `^[ \\t]*import\\s*(?:(type)\\s+(?!from\\b))?(?:${CLAUSE}\\s*from\\s*)?["']([^"']+)["']`,
  'gm',
);
const RE_EXPORT = new RegExp(`^[ \\t]*export\\s*(type\\s*)?${NAMES}\\s*from\\s*["']([^"']+)["']`, 'gm');
const CALL =
  /(\btypeof\s+)?\b(?:import|require|require\.resolve|import\.meta\.resolve)\s*\(\s*(?:(["'`])([^"'`$]+)\2\s*\)(\.[A-Z]\w*)?)?/g;
const COMMENT_LINE = /^[ \t]*(?:\/\/|\/\*|\*).*$/gm;

/**
 * Every import in a source text. It reads formatted source, where a statement begins its line, and
 * throws on an import statement it cannot read rather than pass over it.
 */
function scanImports(text: string): Import[] {
  const source = text.replace(COMMENT_LINE, '');
  const imports: Import[] = [];

  let readable = 0;
  for (const [, type, specifier] of source.matchAll(STATIC_IMPORT)) {
    readable += 1;
    imports.push({ specifier: specifier ?? '', typeOnly: type !== undefined });
  }
  const statements = source.match(/^[ \t]*import\b(?!\s*[(.])/gm)?.length ?? 0;
  if (statements !== readable) {
    throw new Error(`${statements} import statements, but only ${readable} could be read`);
  }

  for (const [, type, specifier] of source.matchAll(RE_EXPORT)) {
    imports.push({ specifier: specifier ?? '', typeOnly: type !== undefined });
  }
  for (const [, typeOf, , specifier, typeName] of source.matchAll(CALL)) {
    imports.push({
      specifier: specifier ?? '(computed)',
      typeOnly: typeOf !== undefined || typeName !== undefined,
    });
  }
  return imports;
}

const isRelative = (specifier: string): boolean => /^\.\.?(?:\/|$)/.test(specifier);

/** The source file a relative specifier stands for, as a path from the repository root. */
function resolveFrom(importer: string, specifier: string): string {
  return posix.join(posix.dirname(importer), specifier).replace(/\.js$/, '.ts');
}

const rowOf = (path: string): number | undefined => LAYERS.find(([prefix]) => path.startsWith(prefix))?.[1];

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** What is wrong with one edge of the import graph, or undefined. */
function edgeProblem(from: string, to: string, typeOnly: boolean): string | undefined {
  const fromRow = rowOf(from);
  const toRow = rowOf(to);
  if (fromRow === undefined) return 'the importing file is in no layer';
  if (toRow === undefined) return 'the imported file is in no layer';

  if (from.startsWith('rules/')) {
    if (to === RULE_TYPES) return typeOnly ? undefined : 'a rule has no run-time imports';
    if (from === RULE_INDEX && to.startsWith('rules/')) return undefined;
    return `a rule imports nothing but types from ${RULE_TYPES}`;
  }
  if (to.startsWith('rules/') && to !== RULE_INDEX) return `rules are reached by ${RULE_INDEX}`;
  if (from.startsWith('src/language/') && fromRow === 2 && to === RULE_TYPES && typeOnly) {
    return undefined;
  }
  return toRow > fromRow ? `row ${fromRow} imports from row ${toRow}` : undefined;
}

function layerProblems(sources: Sources): string[] {
  const problems: string[] = [];
  for (const [path, text] of sources) {
    if (rowOf(path) === undefined) problems.push(`${path}: in no layer`);
    for (const { specifier, typeOnly } of scanImports(text)) {
      if (!isRelative(specifier)) continue;
      const target = resolveFrom(path, specifier);
      const problem = edgeProblem(path, target, typeOnly);
      if (problem !== undefined) problems.push(`${path} -> ${target}: ${problem}`);
    }
  }
  return problems;
}

function packageProblems(sources: Sources): string[] {
  const problems: string[] = [];
  for (const [path, text] of sources) {
    for (const { specifier } of scanImports(text)) {
      if (isRelative(specifier)) continue;
      if (specifier.startsWith('node:') && !path.startsWith('rules/')) continue;
      const allowed = PACKAGES[packageName(specifier)] ?? [];
      if (!allowed.some((prefix) => path.startsWith(prefix))) {
        problems.push(`${path}: may not import ${specifier}`);
      }
    }
  }
  return problems;
}

function runtimeImportsInRules(sources: Sources): string[] {
  const problems: string[] = [];
  for (const [path, text] of sources) {
    if (!path.startsWith('rules/')) continue;
    for (const { specifier, typeOnly } of scanImports(text)) {
      const listsRules = path === RULE_INDEX && /^\.\/[^/]+$/.test(specifier);
      if (!typeOnly && !listsRules) problems.push(`${path}: run-time import of ${specifier}`);
    }
  }
  return problems;
}

/** The run-time imports of some files, theirs and so on: what the answer of each can rest on. */
function reached(sources: Sources, from: readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  for (const path of found) {
    for (const { specifier, typeOnly } of scanImports(sources.get(path) ?? '')) {
      if (!typeOnly && isRelative(specifier)) found.add(resolveFrom(path, specifier));
    }
  }
  return found;
}

/** What finds the derivatives that results are held against: by differences, by complex steps, over a field. */
const WITNESSES = [
  'src/numeric/targets.ts',
  'src/numeric/differences.ts',
  'src/numeric/evaluate.ts',
  'src/numeric/witness.ts',
  'src/numeric/exact.ts',
];
const isDerivation = (path: string): boolean => /^(?:rules|src\/rulebook|src\/derive)\//.test(path);

/** The cycles of the run-time import graph, each reported once, as a path that ends where it began. */
function cycles(sources: Sources): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push([...trail.slice(start), path].join(' -> '));
      return;
    }
    const text = sources.get(path);
    if (text === undefined || done.has(path)) return;
    trail.push(path);
    for (const { specifier, typeOnly } of scanImports(text)) {
      if (!typeOnly && isRelative(specifier)) visit(resolveFrom(path, specifier));
    }
    trail.pop();
    done.add(path);
  };
  for (const path of sources.keys()) visit(path);
  return found;
}

function longFiles(sources: Sources): string[] {
  const problems: string[] = [];
  for (const [path, text] of sources) {
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines > MAX_LINES) problems.push(`${path}: ${lines} lines, at most ${MAX_LINES}`);
  }
  return problems;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The TypeScript files under some top folders; a folder that does not exist has none. */
function readSources(...folders: string[]): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.sort()) {
      if (!/(?<!\.d)\.ts$/.test(name)) continue;
      const path = posix.join(folder, name.replaceAll('\\', '/'));
      sources.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return sources;
}

describe('the source tree', () => {
  const sources = readSources('src', 'rules', 'bin');

  test('imports only from the same or a lower layer', () => {
    expect(layerProblems(sources)).toEqual([]);
  });
  test('has no import cycles', () => {
    expect(cycles(sources)).toEqual([]);
  });
  test('uses third-party packages only where they belong', () => {
    expect(packageProblems(sources)).toEqual([]);
  });
  test('has no run-time imports in rules/', () => {
    expect(runtimeImportsInRules(sources)).toEqual([]);
  });
  test.each(WITNESSES)('lets no rule and nothing that derives into %s', (path) => {
    const all = reached(sources, [path]);
    expect([...all].filter(isDerivation)).toEqual([]);
    expect(all.size).toBeGreaterThan(3);
    expect([...all].filter((other) => !sources.has(other))).toEqual([]);
  });
  test(`has no file over ${MAX_LINES} lines`, () => {
    expect(longFiles(sources)).toEqual([]);
  });
});

describe('the import scanner', () => {
  const scan = (text: string) =>
    scanImports(text).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier));

  test.each([
    ['import { a } from "./a.js";', ['./a.js']],
    ["import { a } from './a.js';", ['./a.js']],
    ['import a from "./a.js";', ['./a.js']],
    ['import type from "./a.js";', ['./a.js']],
    ['import * as a from "./a.js";', ['./a.js']],
    ['import a, { b } from "./a.js";', ['./a.js']],
    ['import {\n  a,\n  b as c,\n} from "./a.js";', ['./a.js']],
    ['import "./a.js";', ['./a.js']],
    ['import type { A } from "./a.js";', ['type ./a.js']],
    ['import type A from "./a.js";', ['type ./a.js']],
    // With verbatimModuleSyntax this one stays, as `import {} from "./a.js"`.
    ['import { type A } from "./a.js";', ['./a.js']],
    ['export { a } from "./a.js";', ['./a.js']],
    ['export * from "./a.js";', ['./a.js']],
    ['export * as a from "./a.js";', ['./a.js']],
    ['export type { A } from "./a.js";', ['type ./a.js']],
    ['export type * from "./a.js";', ['type ./a.js']],
    ['const a = await import("./a.js");', ['./a.js']],
    ['const a = await import(\n  "./a.js"\n);', ['./a.js']],
    ['const a = await import(name);', ['(computed)']],
    ['const a = await import("./" + name);', ['(computed)']],
    ['const a = require.resolve("katex/dist/katex.css");', ['katex/dist/katex.css']],
    ['type A = typeof import("./a.js");', ['type ./a.js']],
    ['type A = import("./a.js").A;', ['type ./a.js']],
    ['// import { a } from "./a.js";', []],
    [' * import { a } from "./a.js";', []],
    ['const root = import.meta.url;', []],
    ['export const imported = { from: 1 };', []],
  ])('reads %j', (text, expected) => {
    expect(scan(text)).toEqual(expected);
  });

  test('reads every import of a file', () => {
    expect(scan('import "./a.js";\nimport type { B } from "./b.js";\nexport * from "./c.js";')).toEqual([
      './a.js',
      'type ./b.js',
      './c.js',
    ]);
  });
  test('refuses an import statement it cannot read', () => {
    expect(() => scan('import { a /* } */ } from "./a.js";')).toThrow(/could be read/);
  });
  test('finds the imports of this very file', () => {
    const text = readSources('test').get('test/layers.test.ts') ?? '';
    const header = text.slice(0, text.indexOf('type Sources'));
    expect(scan(header)).toEqual(['node:fs', 'node:path', 'node:url', 'vitest']);
  });
});

describe('a planted violation is reported', () => {
  const file = (path: string, text: string): Sources => new Map([[path, text]]);

  test('a rule behind a witness', () => {
    const sources = new Map([
      ['src/numeric/exact.ts', 'import { a } from "./a.js";'],
      ['src/numeric/a.ts', 'import type { Step } from "../derive/step.js";\nimport { b } from "../rulebook/b.js";'],
    ]);
    expect([...reached(sources, ['src/numeric/exact.ts'])].filter(isDerivation)).toEqual(['src/rulebook/b.ts']);
  });

  test.each([
    ['src/expression/node.ts', 'import { parse } from "../language/parse.js";'],
    ['src/expression/node.ts', 'import type { Ast } from "../language/ast.js";'],
    ['src/expression/node.ts', 'import type { Rule } from "../rulebook/rule.js";'],
    ['src/language/error.ts', 'import { parse } from "./parse.js";'],
    ['src/language/parse.ts', 'import { Rule } from "../rulebook/rule.js";'],
    ['src/language/parse.ts', 'import type { Book } from "../rulebook/book.js";'],
    ['src/rulebook/book.ts', 'import { derive } from "../derive/derive.js";'],
    ['src/rulebook/book.ts', 'import { trace } from "../../rules/trace.js";'],
    ['src/derive/derive.ts', 'import { check } from "../numeric/check.js";'],
    ['src/derive/derive.ts', 'const { check } = await import("../numeric/check.js");'],
    ['src/derive/derive.ts', 'export type { Check } from "../numeric/check.js";'],
    ['src/numeric/check.ts', 'import { print } from "../print/text.js";'],
    ['src/print/text.ts', 'import { main } from "../../bin/frobenius.js";'],
    ['src/print/text.ts', 'import { helper } from "../../test/helper.js";'],
    ['src/stray.ts', 'export {};'],
    ['rules/trace.ts', 'import { rule } from "../src/rulebook/rule.js";'],
    ['rules/trace.ts', 'import type { Node } from "../src/expression/node.js";'],
    ['rules/trace.ts', 'import { det } from "./det.js";'],
    ['rules/trace.ts', 'import type { Det } from "./det.js";'],
    ['rules/index.ts', 'import { rule } from "../src/rulebook/rule.js";'],
  ])('layer: %s has %s', (path, text) => {
    expect(layerProblems(file(path, text))).toHaveLength(1);
  });

  test.each([
    ['src/expression/node.ts', 'import { fail } from "../language/error.js";'],
    ['src/language/parse.ts', 'import type { Rule } from "../rulebook/rule.js";'],
    ['src/rulebook/book.ts', 'import { rules } from "../../rules/index.js";'],
    ['src/compile/compile.ts', 'import { check } from "../numeric/check.js";'],
    ['bin/frobenius.ts', 'import { derive } from "../src/index.js";'],
    ['rules/trace.ts', 'import type { Rule } from "../src/rulebook/rule.js";'],
    ['rules/index.ts', 'import { trace } from "./trace.js";'],
  ])('but not layer: %s has %s', (path, text) => {
    expect(layerProblems(file(path, text))).toEqual([]);
    expect(runtimeImportsInRules(file(path, text))).toEqual([]);
  });

  test.each([
    ['src/numeric/check.ts', 'import { create } from "mathjs";'],
    ['src/numeric/check.ts', 'import type { Matrix } from "mathjs";'],
    ['src/derive/derive.ts', 'const math = await import("mathjs/number");'],
    ['src/print/text.ts', 'import katex from "katex";'],
    ['src/index.ts', 'import { Command } from "commander";'],
    ['src/index.ts', 'import fc from "fast-check";'],
    ['src/index.ts', 'const anything = await import(name);'],
    ['rules/trace.ts', 'import type { Stats } from "node:fs";'],
  ])('package: %s has %s', (path, text) => {
    expect(packageProblems(file(path, text))).toHaveLength(1);
  });

  test.each([
    ['src/numeric/backend.ts', 'import { create } from "mathjs";'],
    ['src/print/typeset.ts', 'const katex = await import("katex");'],
    ['src/report/graph-layout.ts', 'import { layout } from "@dagrejs/dagre";'],
    ['bin/frobenius.ts', 'import { Command } from "commander";'],
    ['src/report/page.ts', 'import { readFileSync } from "node:fs";'],
  ])('but not package: %s has %s', (path, text) => {
    expect(packageProblems(file(path, text))).toEqual([]);
  });

  test.each([
    ['rules/trace.ts', 'import { rule } from "../src/rulebook/rule.js";'],
    ['rules/trace.ts', 'import { det } from "./det.js";'],
    ['rules/trace.ts', 'import "mathjs";'],
    ['rules/index.ts', 'import { rule } from "../src/rulebook/rule.js";'],
  ])('run-time import in rules: %s has %s', (path, text) => {
    expect(runtimeImportsInRules(file(path, text))).toHaveLength(1);
  });

  test('cycle, but not one closed by a type', () => {
    const a = 'import { b } from "./b.js";';
    const b = 'import { c } from "./c.js";';
    const tree = (c: string): Sources =>
      new Map([
        ['src/derive/a.ts', a],
        ['src/derive/b.ts', b],
        ['src/derive/c.ts', c],
      ]);
    expect(cycles(tree('import { a } from "./a.js";'))).toEqual([
      'src/derive/a.ts -> src/derive/b.ts -> src/derive/c.ts -> src/derive/a.ts',
    ]);
    expect(cycles(tree('const a = await import("./a.js");'))).toHaveLength(1);
    expect(cycles(tree('import type { A } from "./a.js";'))).toEqual([]);
  });

  test('a file one line too long', () => {
    expect(longFiles(file('src/index.ts', '//\n'.repeat(MAX_LINES)))).toEqual([]);
    expect(longFiles(file('src/index.ts', '//\n'.repeat(MAX_LINES + 1)))).toHaveLength(1);
  });
});
