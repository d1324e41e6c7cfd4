/**
 * Examples in other languages, run by their own programs: `python` and `julia` blocks, and `python3 FILE` among commands. Each
 * is a program of its own, in a folder with what the commands above it on the page have written.
 *
 * Where a program, or a module that it imports, is not there the example is skipped, and what is missing is said. In
 * Python a line may end in a comment that is a value, `grads["x"]   # [[2.0], [4.0]]`: the expression then has that value.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from './page.js';
import { blocksOf, withBlocks } from './page.js';
import type { Spawn } from './shell.js';
import { Shell } from './shell.js';

/** What runs a language: commands to be tried, and how a program tells what it imports. */
interface Language {
  readonly commands: readonly string[];
  readonly extension: string;
  readonly imports: RegExp;
  /** A program that fails where there is no such module. */
  test(module: string): readonly string[];
}

export const LANGUAGES: Readonly<Record<string, Language>> = {
  python: {
    commands: ['python3', '/usr/bin/python3'],
    extension: 'py',
    imports: /^(?:import|from) +(\w+)/gm,
    test: (module) => ['-c', `import ${module}`],
  },
  julia: {
    commands: ['julia'],
    extension: 'jl',
    imports: /^(?:using|import) +(\w+)/gm,
    test: (module) => ['-e', `import ${module}`],
  },
};

export interface ProgramExample {
  /** Where it begins on the page. */
  readonly line: number;
  readonly language: string;
  readonly block: Block;
}

export interface ProgramRun {
  /** What is not there, where it was not run. */
  readonly missing?: string;
  readonly faults: readonly string[];
  /** The lines of the example with the values that it really has. */
  readonly lines: readonly string[];
}

const CALL = /^python3 (\w+\.py)\b/m;

/** The examples of a page that need a program of their own. */
export const programsOf = (page: string): ProgramExample[] =>
  blocksOf(page).flatMap((block) => {
    const { language, from, lines } = block;
    const named =
      language in LANGUAGES ? language : language === 'sh' && CALL.test(lines.join('\n')) ? 'python' : undefined;
    return named === undefined ? [] : [{ line: from, language: named, block }];
  });

export async function runProgram(page: string, { block, language }: ProgramExample, spawn: Spawn): Promise<ProgramRun> {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-program-'));
  try {
    const shell = new Shell(folder, spawn);
    for (const { language: other, lines, from } of blocksOf(page)) {
      if (other !== 'sh' || from > block.from) continue;
      for (const line of lines) if (/^frobenius .* -o \S+$/.test(line)) await shell.run(line);
    }
    return runIn(folder, block, language);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runIn(folder: string, { lines, from, language: fence }: Block, name: string): ProgramRun {
  const language = LANGUAGES[name] as Language;
  const called = fence === 'sh' ? CALL.exec(lines.join('\n'))?.[1] : undefined;
  const file = called ?? `example.${language.extension}`;
  if (called === undefined) writeFileSync(join(folder, file), valued(lines, name));
  const command = commandWith(language, modulesOf(folder, file, language));
  if (typeof command !== 'string') return { missing: command.missing, faults: [], lines };
  const ran = spawnSync(command, [file], { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) return { faults: [`line ${from}: ${ran.stderr.trim()}`], lines };
  return valuesIn(ran.stdout, lines, from);
}

/** Modules that a program and the files beside it import, without these files. */
function modulesOf(folder: string, file: string, { imports, extension }: Language): string[] {
  const found = new Set<string>();
  const files = [file];
  for (let next = files.pop(); next !== undefined; next = files.pop()) {
    const text = readFileSync(join(folder, next), 'utf8');
    for (const [, module = ''] of text.matchAll(imports)) {
      const own = `${module}.${extension}`;
      if (existsSync(join(folder, own))) files.push(own);
      else found.add(module);
    }
    for (const [, own = ''] of text.matchAll(/^include\("([^"]+)"\)/gm)) files.push(own);
  }
  return [...found];
}

/** The first command that has all modules, or what is missing of the last that is there. */
function commandWith({ commands, test }: Language, modules: readonly string[]): string | { readonly missing: string } {
  let missing = `${commands[0]} is not there`;
  for (const command of commands) {
    if (spawnSync(command, ['--version']).status !== 0) continue;
    const absent = modules.filter((module) => spawnSync(command, test(module)).status !== 0);
    if (absent.length === 0) return command;
    missing = `${command} has no ${absent.join(', ')}`;
  }
  return { missing };
}

// ——— values ———

/** An expression, and behind a sharp its value. */
const VALUED = /^(\S.*?)(\s+# )((?:["'[{(\d-]|True\b|False\b|None\b).*)$/;
const MARK = '\u0001value ';

const HARNESS = `import json as _json


def _plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def _near(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_near, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    return a == b


def _value(line, value, said):
    print("${MARK}" + _json.dumps([line, _near(_plain(value), _plain(said)), repr(_plain(value))]))


`;

function valued(lines: readonly string[], language: string): string {
  const text = `${lines.join('\n')}\n`;
  if (language !== 'python' || !lines.some((line) => VALUED.test(line))) return text;
  const told = lines.map((line, k) => {
    const [, expression, , said] = VALUED.exec(line) ?? [];
    return expression === undefined ? line : `_value(${k}, ${expression}, ${said})`;
  });
  return `${HARNESS}${told.join('\n')}\n`;
}

function valuesIn(output: string, lines: readonly string[], from: number): ProgramRun {
  const faults: string[] = [];
  const right = [...lines];
  for (const line of output.split('\n')) {
    if (!line.startsWith(MARK)) continue;
    const [k, same, actual] = JSON.parse(line.slice(MARK.length)) as [number, boolean, string];
    if (same) continue;
    const [, expression, gap] = VALUED.exec(lines[k] as string) as unknown as [string, string, string];
    faults.push(`line ${from + k + 1}: ${lines[k]}\nis ${actual}`);
    right[k] = `${expression}${gap}${actual}`;
  }
  return { faults, lines: right };
}

/** All programs of a page run: the page with the values that they have, and what is at fault. Skipped ones are left. */
export async function examinePrograms(
  page: string,
  spawn: Spawn,
): Promise<{ readonly text: string; readonly faults: readonly string[]; readonly skipped: readonly string[] }> {
  const replaced = new Map<Block, readonly string[]>();
  const [faults, skipped]: [string[], string[]] = [[], []];
  for (const example of programsOf(page)) {
    const run = await runProgram(page, example, spawn);
    faults.push(...run.faults);
    if (run.missing === undefined) replaced.set(example.block, run.lines);
    else skipped.push(`line ${example.line}: ${run.missing}`);
  }
  return { text: withBlocks(page, replaced), faults, skipped };
}
