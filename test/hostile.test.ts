/**
 * Hostile and broken input through the real command, in a heap of 1 GB: a right answer, or one message with its place and
 * status 2, and nothing written half.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ran } from './command.js';
import { command, file, folder, root } from './command.js';

/** Five seconds on an idle machine; a busy one takes its time. */
const PATIENCE = 120_000;

function run(args: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=1024', command, ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
    timeout: PATIENCE,
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');
const nested = (n: number, open: string, close: string): string => `${open.repeat(n)}x${close.repeat(n)}`;
const X = ['X : n x n'];

/** Source, what is declared beside it, and what comes of it: "ok" or the code of the error with its message. */
type Row = readonly [
  name: string,
  source: string,
  declare: readonly string[],
  wanted: string | readonly [string, RegExp],
];

const LARGE: readonly Row[] = [
  ['parentheses', `L = ${nested(100_000, '(', ')')}`, [], ['limit', /nested more than 400 levels deep/]],
  ['parentheses never closed', '('.repeat(100_000), [], ['limit', /nested more than 400/]],
  ['calls', nested(100_000, 'tr(', ')'), [], ['limit', /nested more than 400/]],
  ['blocks', nested(100_000, '[', ']'), [], ['limit', /nested more than 400/]],
  ['indices', nested(100_000, 'x[', ']'), [], ['limit', /nested more than 400/]],
  ['signs', `${'-'.repeat(100_000)}x`, [], ['limit', /nested more than 400/]],
  ['transposes', `x${"'".repeat(100_000)}`, [], ['limit', /nested more than 400/]],
  ['exponents', `2${'^2'.repeat(100_000)}`, [], ['limit', /nested more than 400/]],
  ['loops', lines(100_000, (i) => `for t_${i} = 1..9`), [], ['limit', /loops are nested more than 400/]],
  ['a name of a megabyte', `${'a'.repeat(1_000_000)}^2`, [`${'a'.repeat(1_000_000)} : scalar`], 'ok'],
  ['a comment of megabytes', `param x : n\n# ${'a'.repeat(5_000_000)}\nf = x'*x`, [], 'ok'],
  ['a line of blanks', `param x : n\nf = ${' '.repeat(5_000_000)}x'*x`, [], 'ok'],
  ['more than is read', `# ${'a'.repeat(8_000_001)}`, [], ['limit', /more than 8000000 characters/]],
  ['more tokens than are read', `f = ${'1 +'.repeat(600_000)}1`, [], ['limit', /more than 1000000 tokens/]],
  ['a number of a megabyte', `${'9'.repeat(1_000_000)}*x'*x`, [], ['limit', /too large for a number/]],
  ['a sum of 100 000', `param x : scalar\nL = ${'x + '.repeat(99_999)}x`, [], ['limit', /more than 500000 nodes/]],
  [
    'ten thousand definitions',
    `param x : n\n${lines(10_000, (i) => `a_${i} = ${i ? `a_${i - 1} + 1` : "x'*x"}`)}\nL = a_9999`,
    [],
    ['limit', /more than 500000 nodes/],
  ],
  ['ten thousand declarations', `${lines(10_000, (i) => `data a_${i} : n`)}\nparam x : n\nL = x'*a_1`, [], 'ok'],
  ['a high power', 'tr(X^1000000000)', X, 'unchecked'],
  ['a high entrywise power', 'sum(X.^1000000000)', X, 'unchecked'],
  ['a tower', '2^(3^(4^5))*a', ['a : scalar'], 'unchecked'],
  ['a large size', "x'*x", ['x : 1000000000'], 'unchecked'],
  ['large sizes', 'norm2(A*x)^2', ['A : 1000000000 x 1000000000'], 'unchecked'],
  ['a long sum', 'sum(t = 1..1000000000, a^t)', ['a : scalar'], 'unchecked'],
  [
    'a long recurrence',
    'param x : scalar\nh[0] = x\nfor t = 1..1000000000\nh[t] = tanh(h[t-1])\nend\nL = h[1000000000]',
    [],
    ['limit', /999999999 members .* more than 10000/],
  ],
  ['sums in sums', `${lines(10, (i) => `sum(t_${i} = 1..9,`)} a${')'.repeat(10)}`, ['a : scalar'], 'unchecked'],
  [
    'a nest of indices',
    `param X[i,j,k,l,m,o,p,q] : n\nL = ${[...'ijklmopq'].map((i) => `sum(${i} = 1..9,`).join('')} norm2(X[i,j,k,l,m,o,p,q])^2${')'.repeat(8)}`,
    [],
    ['limit', /more than 500000 nodes/],
  ],
  ['Kronecker products', `norm2(${'kron(A,'.repeat(30)}A${')'.repeat(30)})^2`, [], ['limit', /more than 500000 nodes/]],
  ['a long composition', `norm2(${'tanh(W*'.repeat(100)}x${')'.repeat(100)})^2`, ['W : n x n'], 'ok'],
];

const NAMES: readonly Row[] = [
  ...['constructor', 'toString', 'hasOwnProperty', 'then', 'valueOf', 'prototype', 'length', 'name'].flatMap(
    (name): Row[] => [
      [`a variable ${name}`, `${name}'*${name}`, [`${name} : n`], 'ok'],
      [
        `a function ${name}`,
        `param x : n\nL = sum(${name}(x))`,
        [],
        ['name', new RegExp(`no function called ${name}`)],
      ],
      [`an unknown function ${name}`, `function ${name}(x) elementwise\nparam x : n\nL = sum(${name}(x))`, [], 'ok'],
      [`a family ${name}`, `param ${name}[t] : n\nL = sum(t = 1..T, ${name}[t]'*${name}[t])`, [], 'ok'],
      [`a size ${name}`, `param x : ${name}\nL = x'*x`, [], 'ok'],
    ],
  ),
  ['__proto__', "__proto__'*__proto__", [], ['syntax', /unexpected character '_'/]],
  ['x.__proto__', 'x.__proto__', [], ['syntax', /unexpected character/]],
  ['a zero-width space', 'x\u200b*y', [], ['syntax', /U\+200B/]],
  ['a zero-width joiner in a name', 'x\u200dy', [], ['syntax', /U\+200D/]],
  ['a soft hyphen', 'x\u00ady', [], ['syntax', /U\+00AD/]],
  ['right to left', 'x\u202e*y', [], ['syntax', /U\+202E/]],
  ['an isolate', '\u2066x\u2069', [], ['syntax', /U\+2066/]],
  ['half a pair', 'x*\ud800', [], ['syntax', /U\+D800/]],
  ['the other half', 'x*\udc00', [], ['syntax', /U\+DC00/]],
  ['a null', 'x\u0000y', [], ['syntax', /U\+0000/]],
  ['an escape', '\u001b[31mx', [], ['syntax', /U\+001B/]],
  ['a homoglyph is another name', "param a : n\nparam \u0430 : n\nL = a'*\u0430", [], 'ok'],
  ['composed and decomposed are one', "param e\u0301 : n\nL = \u00e9'*e\u0301", [], 'ok'],
];

interface Answer {
  readonly id: string;
  readonly outcome?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly line: number | null };
}

describe('as lines of one batch, of which none stops another', () => {
  test.each([
    ['large', LARGE],
    ['names', NAMES],
  ] as const)(
    '%s',
    (_, rows) => {
      const input = rows.map(([id, source, declare]) => JSON.stringify({ id, source, declare })).join('\n');
      const { status, stdout, stderr } = run(['check', '--batch', '-', '--limit-nodes', '500000'], input);
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Answer);
      const got = answers.map(({ id, outcome, error }) => [id, outcome ?? error?.code]);
      expect(got).toEqual(rows.map(([id, , , wanted]) => [id, typeof wanted === 'string' ? wanted : wanted[0]]));
      for (const [k, [id, , , wanted]] of rows.entries())
        if (typeof wanted !== 'string')
          expect([id, answers[k]?.error?.message]).toEqual([id, expect.stringMatching(wanted[1])]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
    PATIENCE,
  );

  test(
    'ten thousand layers, with the limits as they are',
    () => {
      const source = file(
        'layers.frob',
        `param x : n\n${lines(10_000, (i) => `a_${i} = ${i ? `tanh(a_${i - 1})` : "x'*x"}`)}\nL = a_9999`,
      );
      const { status, stdout, stderr } = run(['derive', source]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^this needs more than \d+ nodes of terms\n {2}for more: --limit-nodes N/);
      expect(run(['grad', "x'*x", '--timeout', '0']).stderr).toMatch(
        /this takes longer than 0 s\n {2}for more: --timeout SECONDS/,
      );
    },
    PATIENCE,
  );
});

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
