/** What the command says of a call that is not what was meant, and what it does not overwrite. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInProcess } from '../scripts/manual/command.js';
import { file, folder, root, run } from './command.js';

describe('messages name what was meant', () => {
  const problem = file('problem.frob', 'param x : n\nL = norm2(x)^2\n');
  const values = file('values.json', '{"x": [1, 2], "zz": 3}');
  const broken = file('broken.json', '{"x": [1, 2],\n"y": foo\n}');
  const rows: readonly (readonly [readonly string[], ...string[]])[] = [
    [['code', "x'*x", '--to', 'python'], 'Allowed choices are javascript', '(Did you mean numpy, pytorch or jax?)'],
    [['grad', "x'*x", '--format', 'jsn'], '(Did you mean json?)'],
    [['grad', "x'*x", '--json'], '(Did you mean --format json?)'],
    [['-v'], '(Did you mean --version?)'],
    [['grad', 'x', 'y'], '(An expression is one argument: put it in quotes.)'],
    [['completion'], '(It is one of bash, zsh and fish.)'],
    [['eval', '-', '--values', '-'], 'the source and --values cannot both be standard input'],
    [['equal', problem, "x'*x"], 'problem.frob is a problem file: equal compares two expressions'],
    [['eval', "x'*x", '--values', values], 'the problem has nothing called zz\n  it has x and n'],
    [['eval', "x'*x", '--values', broken], 'broken.json is not JSON: '],
    [['grad', 'tr(A)', '--declare', 'A : n,n'], '--declare:1:6: ', '  write A : n x n'],
    [['grad', "x'*x", '--wrt', 'x,z'], '--wrt:1:1: z is not a variable here\n  1 | z\n    | ^'],
    [['grad', "x'*x", '--kind', 'hvp', '--along', 'x'], '--along:1:1: '],
  ];
  test.each(rows.map(([words, ...told]) => ({ words, told })))('$words', async ({ words, told }) => {
    const { shown, status } = await runInProcess(words);
    expect(status).toBe(2);
    for (const text of told) expect(shown).toContain(text);
    expect(shown.split('\n').filter((line) => line.includes('not JSON')).length).toBeLessThanOrEqual(1);
  });

  test('--declare is an option of all commands', async () => {
    expect((await runInProcess(['rules', 'inverse', '--declare', 'x : n'])).shown).toMatch(
      /^note: the rule book has no/,
    );
    expect((await runInProcess(['read', 'S\\mu', '--declare', 'S : n x n'])).answer).toBe(
      '# --declare "S : n x n"\nS\\mu\n',
    );
  });
});

describe('texts that are no UTF-8', () => {
  test('UTF-16 is said by its name, other bytes are no text', () => {
    const wide = join(folder, 'wide.frob');
    writeFileSync(wide, Buffer.from('\uFEFFL = a^2\n', 'utf16le'));
    expect(run(['grad', wide]).stderr).toBe(
      `${wide} is not UTF-8 text\n  it is UTF-16, as PowerShell writes with >: save it as UTF-8\n`,
    );
    const binary = join(folder, 'binary.frob');
    writeFileSync(binary, Buffer.from([0x80, 0x81, 0x00, 0xff]));
    expect(run(['grad', binary])).toMatchObject({ status: 2, stderr: expect.stringContaining('is not UTF-8 text') });
  });

  test('lines may end with a carriage return alone', () => {
    const old = file('old.frob', "param x : n\rL = x'*x\rgrad L wrt x");
    expect(run(['grad', old])).toEqual({ status: 0, stdout: '2*x\n', stderr: '' });
  });
});

describe('-o', () => {
  test('does not overwrite what is read, by whatever name', () => {
    const text = "param x : n\nL = x'*x\n";
    const source = file('own.frob', text);
    const alias = join(folder, 'alias.frob');
    symlinkSync(source, alias);
    for (const output of [source, alias]) {
      const { status, stderr } = run(['grad', source, '-o', output]);
      expect(status).toBe(2);
      expect(stderr).toContain('is read from, and would be overwritten by the answer');
    }
    const batch = file('batch.jsonl', '{"source": "a^2", "values": {"a": 1}}\n');
    expect(run(['eval', '--batch', batch, '-o', batch]).status).toBe(2);
    expect(readFileSync(source, 'utf8')).toBe(text);
  });

  test('- is standard output', () => expect(run(['grad', "x'*x", '-o', '-']).stdout).toBe('2*x\n'));
});

test('a batch tells a key that is nearly one of ours, once, and ignores others', () => {
  const line = '{"source": "a^2", "knd": "grad", "note": 1, "values": {"a": 3}}\n';
  const { stderr, stdout } = run(['eval', '--batch', '-'], line + line);
  expect(stderr).toBe('note: the key knd is ignored: perhaps kind\n');
  expect(stdout.trim().split('\n')).toHaveLength(2);
});

test('a batch reads a left division as a file does', () => {
  const job = {
    source: 'sum(S\\mu)',
    declare: ['S : n x n', 'mu : n'],
    values: {
      S: [
        [2, 0],
        [0, 2],
      ],
      mu: [1, 2],
    },
  };
  expect(JSON.parse(run(['eval', '--batch', '-'], `${JSON.stringify(job)}\n`).stdout)).toMatchObject({ value: 1.5 });
});

test('the playground is not built over what somebody else has', () => {
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'thesis.tex'), 'x');
  const { status, stderr } = spawnSync(process.execPath, ['scripts/playground.mjs', full], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('holds no playground') });
  expect(readdirSync(full)).toEqual(['thesis.tex']);
});
