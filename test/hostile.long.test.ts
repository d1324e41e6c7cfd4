/** Large and oddly named input as lines of one batch, in a heap of 1 GB: none stops another. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Ran } from './command.js';
import { command, file, root } from './command.js';

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
    'unchecked',
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
