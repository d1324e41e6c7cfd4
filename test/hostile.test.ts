/**
 * Hostile and broken values, files and names through the command: one message with its place and status 2, nothing written
 * half, and nothing that a terminal obeys. Large input stands in hostile.long.test.ts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ran } from './command.js';
import { command, folder, run } from './command.js';

/** Five seconds on an idle machine; a busy one takes its time. */
const PATIENCE = 120_000;

const at = (name: string, text: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('values', () => {
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['a key twice', '{"x": [1], "x": [2]}', /gives "x" twice/],
    ['a key twice, spelt otherwise', '{"x": [1], "\\u0078": [2]}', /gives "\\u0078" twice/],
    ['a huge number', '{"x": [1e999, 2]}', /entry 1 of x is not finite/],
    ['lists in lists', `{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested too deep/],
    ['an object', '{"x": {"length": 2}}', /x is \{"length":2\}, which is no matrix/],
    ['a text', '{"x": "1"}', /x is "1", which is no matrix/],
    ['nothing', '{"x": null}', /x is null/],
    ['the prototype', '{"__proto__": [1], "x": [1]}', /nothing called __proto__/],
    ['an inherited name', '{"constructor": [1], "x": [1]}', /nothing called constructor/],
    ['an escape in a name', '{"x\\u001b[31m": 1}', /nothing called x\uFFFD\[31m/],
    ['a size', '{"n": 1e9, "x": [1, 2]}', /n = 1000000000/],
    ['no JSON', '{"x": [1, 2', /is not JSON/],
    ['no object', '[1, 2]', /./],
    ['binary', '\u0000\u0001', /is not UTF-8 text/],
  ];
  test(
    'each is refused by name',
    () => {
      for (const [name, text, message] of rows) {
        const { status, stdout, stderr } = run(['eval', "x'*x", '--values', at('v.json', text), '--quiet']);
        expect([name, status, stdout]).toEqual([name, 2, '']);
        expect(stderr).toMatch(message);
        expect(stderr).not.toMatch(/internal error|\p{Cc}\[|^\s+at /mu);
      }
    },
    PATIENCE,
  );
});

describe('files and streams', () => {
  test.each([
    ['a folder', folder, /it is a folder/],
    ['one that is gone', join(folder, 'gone.frob'), /there is no such file/],
    ['one that cannot be read', '/proc/self/mem', /cannot be read: /],
    [
      'binary',
      at('binary.frob', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))),
      /is not UTF-8 text/,
    ],
    ['half a character', at('half.frob', Buffer.from([0x66, 0x3d, 0xc3])), /is not UTF-8 text/],
    [
      'a circle of links',
      (() => {
        const path = join(folder, 'circle.frob');
        symlinkSync(path, path);
        return path;
      })(),
      /cannot be read: /,
    ],
    ['an expression longer than a name of a file', `${'x + '.repeat(200)}y)`, /unexpected '\)'/],
  ])('%s', (_, source, message) => {
    const { status, stdout, stderr } = run(['derive', source]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal error|^\s+at /m);
  });

  const shell = (line: string): Ran => {
    const all = line.replaceAll('frobenius', `"${process.execPath}" "${command}"`);
    const { status, stdout, stderr } = spawnSync('bash', ['-c', all], {
      cwd: folder,
      encoding: 'utf8',
      timeout: PATIENCE,
    });
    return { status, stdout, stderr };
  };
  test.each([
    ['a full disk', 'frobenius grad a^2 > /dev/full', 2, /standard output cannot be written: there is no space left/],
    [
      'an answer onto a full disk',
      'frobenius grad a^2 -o /dev/full',
      2,
      /\/dev\/full cannot be written: there is no space left/,
    ],
    [
      'a file larger than may be written',
      'ulimit -f 1; trap "" XFSZ; frobenius report a^2 -o large.html',
      2,
      /large\.html cannot be written/,
    ],
    ['a folder as the answer', 'frobenius grad a^2 -o .', 2, /it is a folder/],
    ['into no folder', 'frobenius grad a^2 -o nowhere/x', 2, /there is no such folder/],
    ['a reader that goes away', `frobenius rules | head -1; exit \${PIPESTATUS[0]}`, 0, /^$/],
    [
      'a batch whose reader goes away',
      `yes '{"source": "a^2", "values": {"a": 1}}' | frobenius eval --batch - | head -2; exit \${PIPESTATUS[1]}`,
      0,
      /^$/,
    ],
    ['a batch that is gone', 'frobenius eval --batch gone.jsonl', 2, /there is no such file/],
    ['a batch that is a folder', 'frobenius eval --batch .', 2, /it is a folder/],
  ])('%s', (_, line, status, message) => {
    const ran = shell(line);
    expect(ran.stderr.replace(/^note: .*\n/gm, '')).toMatch(message);
    expect(ran.status).toBe(status);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name === 'large.html')).toEqual([]);
  });

  test('an answer takes the place of the one before only when it is whole', () => {
    const path = at('kept.html', 'before');
    const bad = run(['report', 'a^2', 'b^', '-o', path]);
    expect([bad.status, readFileSync(path, 'utf8')]).toEqual([2, 'before']);
    mkdirSync(join(folder, 'elsewhere'), { recursive: true });
    const link = join(folder, 'link.txt');
    symlinkSync(join('elsewhere', 'target.txt'), link);
    writeFileSync(join(folder, 'elsewhere', 'target.txt'), 'before');
    expect(run(['grad', "x'*x", '-o', link]).status).toBe(0);
    expect(readFileSync(join(folder, 'elsewhere', 'target.txt'), 'utf8')).toBe('2*x\n');
  });

  test(
    'an interrupt ends a batch with what is finished, whole',
    async () => {
      const path = join(folder, 'answers.jsonl');
      const job = `${JSON.stringify({ source: "x'*x", values: { x: [1, 2] } })}\n`;
      const child = spawn(process.execPath, [command, 'eval', '--batch', '-'], { cwd: folder });
      child.stdin.on('error', () => undefined);
      child.stdin.write(job.repeat(3));
      let stdout = '';
      let stderr = '';
      child.stderr.on('data', (text) => (stderr += text));
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (text) => {
          stdout += text;
          if (stdout.split('\n').length > 3) resolve();
        });
      });
      child.kill('SIGINT');
      const status = await new Promise((resolve) => child.on('close', resolve));
      expect([status, stderr]).toEqual([130, 'interrupted after 3 lines\n']);
      expect(stdout).toBe(`${JSON.stringify({ id: null, value: 5, derivatives: { x: [[2], [4]] } })}\n`.repeat(3));
      expect(existsSync(path)).toBe(false);
    },
    PATIENCE,
  );
});

describe('a terminal obeys nothing that comes from the input', () => {
  const attack = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e';
  const problem = at(
    'attack.frob',
    `# ${attack}\nparam x : n # ${attack}\nf = x'*x # ${attack} */ """ --> </script>\n`,
  );
  const judged = at(
    'judged.frob',
    `# ${attack}\nparam x : n\nf = x'*x\nderivation\ndf = d(x'*x) by ${attack}\n   = 3*x'*dx by ${attack}\n`,
  );
  const latex = at(
    'attack.tex',
    `We minimise $f(x) = x^\\top x$ ${attack} where ${attack} $x \\in \\mathbb{R}^n$, $\\mathrm{${attack}}$.\n`,
  );
  const values = at('attack.json', JSON.stringify({ [`x${attack}`]: 1 }));
  const batch = at('attack.jsonl', `${JSON.stringify({ id: attack, source: `x ${attack}` })}\nno JSON ${attack}\n`);
  test.each([
    ...['latex', 'html', 'json'].map((format) => ['derive', problem, '--format', format]),
    ...['frob', 'json'].map((format) => ['grad', problem, '--format', format]),
    ...['text', 'json', 'html'].map((format) => ['verify', judged, '--format', format]),
    ...['numpy', 'matlab'].map((to) => ['code', problem, '--to', to, '--test']),
    ['check', problem],
    ['report', problem],
    ['read', latex],
    ['read', latex, '--format', 'json'],
    ['derive', latex],
    ['eval', problem, '--values', values],
    ['eval', '--batch', batch],
    ['derive', `${attack}.frob`],
    ['derive', `x${attack}`],
    ['derive', 'x', '--wrt', attack],
    ['derive', 'x', '--declare', `${attack} : n`],
    ['derive', 'x', '--format', attack],
    ['derive', 'x', `--${attack}`],
    ['equal', `x${attack}`, 'x'],
    ['rules', attack],
    [attack],
    ['grad', "x'*x", '-o', join(folder, attack, 'x')],
  ])('%s %s %s %s', (...args) => {
    const { stdout, stderr } = run(args.filter((arg) => arg !== undefined));
    const obeyed = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;
    expect(stdout + stderr).not.toBe('');
    expect(stdout).not.toMatch(obeyed);
    expect(stderr).not.toMatch(obeyed);
  });
});
