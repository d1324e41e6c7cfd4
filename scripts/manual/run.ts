/**
 * The examples of a page, run. Every fenced block is one of these:
 *
 *   console   `$ command` lines with what they print; `$ cat FILE` of a file that is not there shows what is in it
 *   sh        commands without their output; those of `frobenius` end well
 *   frob      a problem file: it is derived, or judged where it holds a derivation
 *   ts        a program in pieces: code.ts runs those
 *   python    a program, and julia: programs.ts runs those where their programs are there
 *   json      data: it can be read
 *
 * A block in any other language is at fault.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from './page.js';
import { blocksOf, comparable, entriesOf, withBlocks } from './page.js';
import { LANGUAGES } from './programs.js';
import type { Spawn } from './shell.js';
import { Shell } from './shell.js';

/** Languages whose examples are run by themselves. */
const ELSEWHERE = ['ts', ...Object.keys(LANGUAGES)];

export interface Examined {
  /** The page with the outputs that its commands really have. */
  readonly text: string;
  /** What is at fault: an output that is another one, an example that fails. */
  readonly faults: readonly string[];
}

export async function examine(page: string, spawn: Spawn): Promise<Examined> {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-manual-'));
  try {
    return await new Examination(folder, spawn).page(page);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Examination {
  private readonly faults: string[] = [];
  private readonly shell: Shell;

  constructor(
    private readonly folder: string,
    spawn: Spawn,
  ) {
    this.shell = new Shell(folder, spawn);
  }

  async page(page: string): Promise<Examined> {
    const replaced = new Map<Block, readonly string[]>();
    for (const block of blocksOf(page)) {
      const { language, from } = block;
      if (language === 'console') replaced.set(block, await this.console(block));
      else if (language === 'frob') await this.problem(block);
      else if (language === 'sh') await this.commands(block);
      else if (language === 'json') this.data(block);
      else if (!ELSEWHERE.includes(language))
        this.faults.push(`line ${from}: an example in ${language === '' ? 'no language' : language} is not run`);
    }
    return { text: withBlocks(page, replaced), faults: this.faults };
  }

  /** The lines of the block with the outputs as they are; those that differ by no more than rounding stay. */
  private async console(block: Block): Promise<string[]> {
    const lines: string[] = [];
    for (const { command, output } of entriesOf(block)) {
      const printed = await this.outputOf(command, output);
      const same = comparable(printed) === comparable(output);
      if (!same) this.faults.push(`line ${block.from}: $ ${command}\n${printed.join('\n')}`);
      const gap = output.at(-1) === '' ? [''] : [];
      lines.push(`$ ${command}`, ...(same ? output : [...printed, ...gap]));
    }
    return lines;
  }

  private async outputOf(command: string, output: readonly string[]): Promise<readonly string[]> {
    const shows = /^cat ([\w.-]+)$/.exec(command)?.[1];
    if (shows !== undefined && !existsSync(shows)) {
      const text = output.join('\n').trimEnd();
      writeFileSync(join(this.folder, shows), `${text}\n`);
      return text.split('\n');
    }
    const { shown } = await this.shell.run(command);
    const text = shown.trimEnd();
    return text === '' ? [] : text.split('\n').map((line) => line.trimEnd());
  }

  private async problem({ lines, from }: Block): Promise<void> {
    const path = join(this.folder, 'example.frob');
    writeFileSync(path, `${lines.join('\n')}\n`);
    const command = lines.some((line) => line.trim() === 'derivation') ? 'verify' : 'derive';
    const { status, shown } = await this.shell.run(`frobenius ${command} example.frob --quiet`);
    if (status !== 0) this.faults.push(`line ${from}: ${shown}`);
  }

  private data({ lines, from }: Block): void {
    try {
      JSON.parse(lines.join('\n'));
    } catch (error) {
      this.faults.push(`line ${from}: ${(error as Error).message}`);
    }
  }

  private async commands({ lines, from }: Block): Promise<void> {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const line of lines.flatMap((text) => text.split(' && ')).map((text) => text.trim())) {
      const script = /^npm (?:run )?(\S+)/.exec(line)?.[1];
      if (script !== undefined && !['ci', 'link', 'install', ...Object.keys(scripts)].includes(script))
        this.faults.push(`line ${from}: there is no script ${script}`);
      const called = /^(?:frobenius|node dist\/bin\/frobenius\.js) (.*)$/.exec(line)?.[1];
      if (called === undefined) continue;
      const { status, shown } = await this.shell.run(`frobenius ${called}`);
      if (status !== 0) this.faults.push(`line ${from}: ${line}\n${shown}`);
    }
  }
}
