/**
 * The commands of console examples, run: `frobenius` itself, and of the shell the little that examples need. Words are
 * taken apart as a shell does; pipes, `;` and the exit status `$?` work; nothing else is known, so that no example rests
 * on what a reader may not have.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './command.js';
import { runInProcess } from './command.js';

/** Runs `frobenius` in a process of its own, for what reads standard input. */
export type Spawn = (words: readonly string[], input: string) => Ran;

/** Splits a command line: words, with operators as words of their own in `operators`. */
export function wordsOf(line: string): { readonly text: string; readonly operator: boolean }[] {
  const words: { text: string; operator: boolean }[] = [];
  let word: string | undefined;
  const flush = (): void => {
    if (word !== undefined) words.push({ text: word, operator: false });
    word = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (c === "'") {
      const end = line.indexOf("'", i + 1);
      if (end < 0) throw new Error(`a quote is not closed: ${line}`);
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (c === '"') {
      word ??= '';
      for (i++; line[i] !== '"'; i++) {
        if (i >= line.length) throw new Error(`a quote is not closed: ${line}`);
        if (line[i] === '\\' && /["\\$`]/.test(line[i + 1] ?? '')) i++;
        word += line[i];
      }
    } else if (c === ' ') flush();
    else if (c === '|' || c === ';') {
      flush();
      words.push({ text: c, operator: true });
    } else if (/[&<>()*?~`]/.test(c) && !(c === '?' && word === '$'))
      throw new Error(`the examples do not use ${c} here: ${line}`);
    else if (c === '#' && word === undefined) break;
    else word = (word ?? '') + c;
  }
  flush();
  return words;
}

/** A place to run examples in: files of the repository by their paths, and files of its own. */
export class Shell {
  private status = 0;

  constructor(
    /** A folder for the files that examples write and show. */
    private readonly folder: string,
    private readonly spawn: Spawn,
  ) {}

  /** What a command line prints: what goes to standard error stands before what goes to standard output at its end. */
  async run(line: string): Promise<{ readonly shown: string; readonly status: number }> {
    let shown = '';
    let command: string[] = [];
    let input: string | undefined;
    const words = [...wordsOf(line), { text: ';', operator: true }];
    for (const { text, operator } of words) {
      if (!operator) command.push(text.replaceAll('$?', String(this.status)));
      else if (command.length > 0) {
        const { answer, aside, status } = await this.command(command, input);
        this.status = status;
        shown += aside;
        if (text === '|') input = answer;
        else {
          shown += answer;
          input = undefined;
        }
        command = [];
      }
    }
    return { shown: shown.replaceAll(`${this.folder}/`, ''), status: this.status };
  }

  private async command(
    [name, ...args]: readonly string[],
    input: string | undefined,
  ): Promise<{ readonly answer: string; readonly aside: string; readonly status: number }> {
    const done = (answer: string): { answer: string; aside: string; status: number } => ({
      answer,
      aside: '',
      status: 0,
    });
    const text = (file: string | undefined): string => input ?? readFileSync(this.path(file ?? ''), 'utf8');
    switch (name) {
      case 'frobenius': {
        const words = args.map((word) => this.path(word));
        const ran = input === undefined ? await runInProcess(words) : this.spawn(words, input);
        return { answer: ran.answer, aside: ran.shown.replace(ran.answer, ''), status: ran.status };
      }
      case 'echo':
        return done(`${args.join(' ')}\n`);
      case 'cat':
        return done(args.map((file) => readFileSync(this.path(file), 'utf8')).join(''));
      case 'head':
      case 'tail': {
        const count = Number(/^-(\d+)$/.exec(args[0] ?? '')?.[1]);
        const lines = text(args[1]).replace(/\n$/, '').split('\n');
        return done(`${(name === 'head' ? lines.slice(0, count) : lines.slice(-count)).join('\n')}\n`);
      }
      case 'grep': {
        const lines = text(args[1]).split('\n');
        const found = lines.filter((line) => line.includes(args[0] as string));
        return { ...done(found.map((line) => `${line}\n`).join('')), status: found.length > 0 ? 0 : 1 };
      }
      default:
        throw new Error(`the examples do not use ${name}`);
    }
  }

  /** A file of the examples' own where there is one or one is written, any other word as it is. */
  private path(word: string): string {
    const own = join(this.folder, word);
    const written = /^[\w-]+\.(?:html|txt|py|jl|m|js|mjs|ts|json|tex|md)$/.test(word);
    return /^[\w.-]+$/.test(word) && (written || existsSync(own)) ? own : word;
  }
}
