/** What the command tells of itself: help with examples that run, topics, completion for three shells, the man page. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_HELP } from '../bin/error-help.js';
import { EXAMPLES, TOPICS } from '../bin/examples.js';
import { languageSections } from '../bin/language-help.js';
import { frobenius, runInProcess } from '../scripts/manual/command.js';
import { examine } from '../scripts/manual/run.js';
import { derive } from '../src/index.js';
import { PROPERTIES } from '../src/language/problem.js';
import { file, folder, run } from './command.js';

const root = (await frobenius()).program();
const commands = root.commands.map((command) => command.name());

describe('examples of the help', () => {
  test('every command has some', () => expect(Object.keys(EXAMPLES).sort()).toEqual(['', ...commands].sort()));

  test.each(commands)('%s --help shows them', async (name) => {
    const { shown, status } = await runInProcess([name, '--help']);
    expect(status).toBe(0);
    for (const example of EXAMPLES[name] ?? []) expect(shown).toContain(`  ${example}\n`);
  });

  // a derivation with slips in it has the exit status 1
  const expected = (line: string): number => (/^frobenius equal "inv/.test(line) ? 1 : 0);
  test.each(Object.values(EXAMPLES).flat())('%s', async (line) => {
    const page = `\`\`\`console\n$ ${line}; echo status $?\n\`\`\`\n`;
    const { text } = await examine(page, (words, input) => {
      const { status, stdout, stderr } = run(words, input);
      return { status: status ?? 2, answer: stdout, shown: stderr + stdout };
    });
    expect(text).toContain(`\nstatus ${expected(line)}\n`);
  });
});

describe('topics', () => {
  test.each(TOPICS)('help %s fits two screens', async (topic) => {
    const { shown, status } = await runInProcess(['help', topic]);
    expect(status).toBe(0);
    const lines = shown.split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.length).toBeLessThan(80);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('every code and every property is told', async () => {
    const { shown } = await runInProcess(['help', 'errors']);
    for (const code of Object.keys(ERROR_HELP)) expect(shown).toMatch(new RegExp(`^  ${code} `, 'm'));
    const language = (await runInProcess(['help', 'language'])).shown;
    for (const property of PROPERTIES) expect(language).toMatch(new RegExp(`\\b${property}\\b`));
  });

  test('every function that the language page names is one', () => {
    const rows = languageSections().find(({ title }) => title === 'Functions')?.rows ?? [];
    const special: Record<string, string> = {
      adj: 'tr(adj(A))',
      chol: 'tr(chol(A))',
      commutation: 'tr(commutation(2, 2)*kron(A, A))',
      crossentropy: 'crossentropy(A, A)',
      diag: 'tr(diag(diag(A)))',
      dot: 'dot(A, A)',
      kron: 'tr(kron(A, A))',
      max: 'sum(max(A, A))',
      min: 'sum(min(A, A))',
      power: 'sum(power(A, 2))',
      toeplitz: 'sum(toeplitz(A))',
      unvec: 'sum(unvec(vec(A), 2, 2))',
      where: 'sum(where(A > 0, A, A))',
    };
    for (const name of rows.flatMap(([, names]) => names.split(', '))) {
      const expression = special[name] ?? `sum(${name}(A))`;
      expect(() => derive(expression, { declare: ['A : 2 x 2 posdef'] }), expression).not.toThrow();
    }
  });
});

const script = (await runInProcess(['completion', 'bash'])).shown;

describe('completion', () => {
  /** What bash offers for a line whose last word is being typed. */
  const offered = (...line: readonly string[]): string[] => {
    const program = `${script}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}; _frobenius
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', program], { encoding: 'utf8' }).stdout.trim().split('\n');
  };

  test('bash takes the script', () => {
    const path = file('completion.sh', script);
    expect(spawnSync('bash', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(folder).toBeDefined();
  });

  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['frobenius', 'de'], ['derive']],
    [
      ['frobenius', 'c'],
      ['code', 'check', 'completion'],
    ],
    [['frobenius', 'grad', '--in'], ['--independent-entries']],
    [
      ['frobenius', 'grad', 'x', '--format', ''],
      ['frob', 'text', 'latex', 'json'],
    ],
    [
      ['frobenius', 'code', 'x', '--to', 'ja'],
      ['javascript', 'jax'],
    ],
    [['frobenius', 'completion', 'z'], ['zsh']],
    [['frobenius', 'help', 'lan'], ['language']],
    [['frobenius', 'derive', '-o', ''], ['']],
  ];
  test.each(cases)('%j', (line, words) => expect(offered(...line)).toEqual(words));

  test('zsh and fish have every command and every long option', () => {
    for (const shell of ['zsh', 'fish']) {
      const text = run(['completion', shell]).stdout;
      for (const command of root.commands) {
        expect(text).toContain(command.name());
        for (const { long } of command.options)
          expect(text).toContain(shell === 'zsh' ? `*${long}[` : `-l ${long?.slice(2)} `);
      }
      // quotes are even on every line, but for those that are escaped
      for (const line of text.split('\n')) expect(line.replaceAll("\\'", '').split("'").length % 2, line).toBe(1);
    }
  });
});

test('the man page has every command, option and code', () => {
  const page = readFileSync('man/frobenius.1', 'utf8').replaceAll('\\-', '-');
  for (const command of root.commands) {
    expect(page).toContain(`.SS ${command.name()} `);
    for (const { flags } of command.options) expect(page).toContain(`\\fB${flags}\\fR`);
  }
  for (const code of Object.keys(ERROR_HELP)) expect(page).toContain(`\\fB${code}\\fR`);
  expect(page).not.toMatch(/^[.'](?!\\"|TH |SH |SS |TP$|PP$|nf$|fi$)/m);
});
