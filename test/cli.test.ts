/** The command as users meet it: arguments, output, messages and exit statuses of the bundled program. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODE_TARGETS } from '../src/compile/to-code.js';
import { command, file, folder, root, run } from './command.js';

describe('grad', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['an inline expression', ["tr(A'*X*B)", '--wrt', 'X'], "A*B'\n"],
    ['one that begins with a minus', ["-x'*x"], '-2*x\n'],
    ['options before the source', ['--wrt', 'x', "-x'*x"], '-2*x\n'],
    ['a source after --', ['--', "-x'*x"], '-2*x\n'],
    ['a declaration', ['logdet(S)', '--declare', 'S : n x n posdef'], 'inv(S)\n'],
    ['several variables', ["x'*A*x", '--wrt', 'x,A'], "grad(f, x) = (A + A')*x\ngrad(f, A) = x*x'\n"],
    ['each by an option', ["x'*A*x", '--wrt', 'x', '--wrt', 'A'], "grad(f, x) = (A + A')*x\ngrad(f, A) = x*x'\n"],
    ['along a direction', ["x'*A*x", '--wrt', 'x', '--kind', 'hvp', '--along', 'v'], "(A + A')*v\n"],
    ['along one that is declared', ["x'*x", '--declare', 'x, v : 3', '--kind', 'hvp', '--along', 'v'], '2*v\n'],
    [
      'each variable along its own',
      ["x'*y*y'*x", '--wrt', 'x,y', '--kind', 'hvp', '--along', 'u', '--along', 'v'],
      "hvp(f, x, u) + hvp(f, x, y, v) = 2*((y : u)*y + (y'*x)*v + (x : v)*y)\nhvp(f, y, x, u) + hvp(f, y, v) = 2*((y'*x)*u + (y : u)*x + (x : v)*x)\n",
    ],
    [
      'left division by a name that is a Greek letter',
      ["x'*(S\\mu)", '--declare', 'S : n x n', '--declare', 'x, mu : n', '--wrt', 'x'],
      'inv(S)*mu\n',
    ],
    [
      'left division by a bracket',
      ['norm2(A\\(x-y))^2', '--wrt', 'x', '--declare', 'A : n x n'],
      "2*inv(A)'*inv(A)*(x - y)\n",
    ],
    ['the text format', ["tr(A'*X*B)", '--wrt', 'X', '--format', 'text'], 'ABᵀ\n'],
    ['the latex format', ["tr(A'*X*B)", '--wrt', 'X', '--format', 'latex'], 'A B^{\\top}\n'],
  ];
  test.each(cases)('%s', (_, args, wanted) => {
    expect(run(['grad', ...args])).toEqual({ status: 0, stdout: wanted, stderr: '' });
  });

  test('standard input', () => {
    const source = "param x : n\nL = x'*x\n";
    expect(run(['grad', '-'], source)).toEqual({ status: 0, stdout: '2*x\n', stderr: '' });
  });

  test('a file: names the results need are defined, the file does not define them', () => {
    const { status, stdout } = run(['grad', 'docs/examples/rnn.frob']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^for t = 1\.\.T\n {2}G_O\[t\] = /);
    expect(stdout).toContain('G_A[T+1] = zeros(n, h)');
    expect(stdout).not.toMatch(/^\s*[AHOP]\[t\] =/m);
    expect(stdout.match(/^grad\(L, [UWVbc]\) = /gm)).toHaveLength(5);
  });

  test('json is one object whose results are texts of the language', () => {
    const { stdout } = run(['grad', "x'*A*x", '--wrt', 'x', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ wrt: 'x', value: "(A + A')*x" }] });
    // the results alone: the derivation is what derive prints
    expect(Object.keys(JSON.parse(stdout))).toEqual(['source', 'request', 'named', 'results', 'conditions', 'remarks']);
  });

  test('-o writes a file and nothing else', () => {
    const path = join(folder, 'out.txt');
    expect(run(['grad', "x'*x", '-o', path])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('2*x\n');
  });
});

describe('derive', () => {
  test('closes with the figures of its check', () => {
    const { status, stdout } = run(['derive', "tr(A'*X*B)", '--wrt', 'X']);
    expect(status).toBe(0);
    expect(stdout).toContain('∂f/∂X = ABᵀ');
    expect(stdout).toMatch(/✓ checked: \d+ steps, worst error \de-\d+/);
  });

  test.each(['text', 'latex', 'markdown', 'json'])('prints %s', (format) => {
    const { status, stdout, stderr } = run(['derive', 'docs/examples/dense-layer.frob', '--format', format]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(200);
  });

  test('more detail is more text', () => {
    const lengths = ['brief', 'normal', 'full'].map(
      (detail) => run(['derive', 'docs/examples/rnn.frob', '--detail', detail]).stdout.length,
    );
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(new Set(lengths).size).toBe(3);
  });

  test('has no colour where the output is no terminal', () => {
    expect(run(['derive', "x'*x"]).stdout).not.toContain('\u001b');
  });

  test('undeclared names are remarked on, unless --quiet', () => {
    expect(run(['derive', "x'*x"]).stderr).toContain('x is not declared');
    expect(run(['derive', "x'*x", '--quiet']).stderr).toBe('');
  });
});

describe('check', () => {
  test('gives sizes, seed, both methods and the outcome', () => {
    const { status, stdout } = run(['check', "tr(A'*X*B)", '--wrt', 'X', '--seed', '7']);
    expect(status).toBe(0);
    expect(stdout).toContain('seed 7');
    expect(stdout).toMatch(/sample 1: n = \d, m = \d, p = \d/);
    expect(stdout).toMatch(/grad\(f, X\)\s+differences\s+\S+\s+1e-7\s+ok/);
    expect(stdout).toMatch(/mathjs, complex step\s+\S+\s+1e-8\s+ok/);
    expect(stdout).toMatch(/✓ \d+ checks ok, 0 failed, 0 unchecked\n$/);
  });

  test.each([
    [
      'a declared size',
      ["x'*x", '--declare', 'x : 1000000000'],
      /^--declare:1:1: x is 1000000000×1: too large to be checked, a check would take some 64 GB\n {2}1 \| x : 1000000000\n/,
    ],
    [
      'declared sizes of a matrix',
      ['norm2(A*x)^2', '--declare', 'data A : 1000000000 x 1000000000'],
      /^--declare:1:6: A is 1000000000×1000000000: too large .* some 6\.4e\+10 GB\n/,
    ],
    ['one that is merely large', ["x'*x", '--declare', 'x : 300000'], /x is 300000×1: too large .* some 0\.019 GB/],
    ['a size in an expression', ['sum(zeros(1000000000, 1)*x(1))', '--declare', 'x : n'], /zeros\(1000000000, 1\) is/],
    [
      'a long sum',
      ["sum(t = 1..1000000000, x'*x)"],
      /^grad f wrt x could not be checked: .* more than 1000000 indices/,
    ],
    ['no value', ['tr(X^1000000000)'], /^grad f wrt X could not be checked: no sample was found/],
  ])('%s that cannot be checked is no success', (_, args, message) => {
    const start = performance.now();
    const { status, stdout, stderr } = run(['check', ...args]);
    expect(stderr.replaceAll(/^note: .*\n/gm, '')).toMatch(message);
    expect({ status, table: /· 0 checks ok, 0 failed, \d+ unchecked\n$/.test(stdout) }).toEqual({
      status: 2,
      table: true,
    });
    // five seconds where nothing else runs
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  test('large sizes are checked in numbers where they can be', () => {
    const large = (source: string, size: number): string => {
      const { status, stdout } = run(['check', source, '--declare', `A : ${size} x ${size}`]);
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/0 failed, 0 unchecked\n$/) });
      return stdout.match(/not exactly .*/)?.[0] ?? 'exactly';
    };
    expect(large("x'*A*x", 60)).toBe('exactly');
    expect(large("x'*A*x", 101)).toMatch(/A has more than 10000 entries, too many for exact values$/);
    expect(large("x'*inv(A)*x", 60)).toMatch(/exact values take too much work here$/);
  });

  test('is the same again with the same seed', () => {
    const once = run(['check', 'norm2(A*x - y)^2', '--seed', '3']);
    expect(run(['check', 'norm2(A*x - y)^2', '--seed', '3'])).toEqual(once);
  });

  test('--quiet leaves the last line', () => {
    expect(run(['check', "x'*x", '--quiet']).stdout.trim().split('\n')).toHaveLength(1);
  });
});

describe('eval', () => {
  const values = file('values.json', '{"x": [1, 2], "A": [[1, 2], [3, 4]]}');

  test('gives the value and the derivatives in the shape of their variables', () => {
    const { status, stdout } = run(['eval', "x'*A*x", '--values', values, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      value: 27,
      derivatives: {
        x: [[12], [21]],
        A: [
          [1, 2],
          [2, 4],
        ],
      },
    });
  });

  test('reads values from standard input', () => {
    expect(JSON.parse(run(['eval', 'a^3', '--values', '-'], '{"a": 2}').stdout)).toEqual({
      value: 8,
      derivatives: { a: 12 },
    });
  });

  test('of several requests, each has its own', () => {
    const source = file('two.frob', "param x : n\nf = x'*x\ng = sum(x)\ngrad f wrt x\ngrad g wrt x\n");
    const { stdout } = run(['eval', source, '--values', file('x.json', '{"x": [1, 3]}')]);
    expect(JSON.parse(stdout)).toEqual({
      results: [
        { request: 'grad f wrt x', value: 10, derivatives: { x: [[2], [6]] } },
        { request: 'grad g wrt x', value: 4, derivatives: { x: [[1], [1]] } },
      ],
    });
  });

  test('a batch answers line by line, and a bad line stops nothing', () => {
    const lines = [
      '{"id": 1, "source": "x\'*x", "values": {"x": [1, 2]}, "more": true}',
      'not json',
      '{"id": "b", "source": "tr(A*B)", "wrt": ["A"], "declare": ["A : 2 x 3"], "values": {"A": [[1,2,3],[4,5,6]], "B": [[1,0],[0,1],[1,1]]}}',
      '{"id": 3, "source": "x + ", "values": {}}',
      '{"id": 4, "source": "A*B", "declare": ["A : n x m", "B : n x m"], "values": {}}',
      '{"id": 5, "source": "a^2", "kind": "grad", "values": {"a": 4}}',
    ];
    const { status, stdout } = run(['eval', '--batch', '-'], lines.join('\n'));
    expect(status).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map((a) => a.id)).toEqual([1, null, 'b', 3, 4, 5]);
    expect(answers[0]).toEqual({ id: 1, value: 5, derivatives: { x: [[2], [4]] } });
    expect(answers[1].error).toMatchObject({ code: 'values', line: null, column: null });
    expect(answers[2].derivatives.A).toEqual([
      [1, 0, 1],
      [0, 1, 1],
    ]);
    expect(answers[3].error).toMatchObject({ code: 'syntax', line: 1 });
    expect(answers[4].error).toMatchObject({ code: 'shape', line: 1 });
    expect(answers[5]).toEqual({ id: 5, value: 16, derivatives: { a: 8 } });
  });

  test('a line of a batch names variables in a list or between commas, and keeps its id where a key stands twice', () => {
    const lines = [
      '{"id": 1, "source": "x\'*W*y", "declare": ["x, y : n", "W : n x n"], "wrt": "x, W", "values": {"x": [1], "y": [2], "W": [[3]]}}',
      '{"id": 2, "source": "a^2", "values": {"a": 1, "a": 2}}',
    ];
    const { stdout } = run(['eval', '--batch', '-'], lines.join('\n'));
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toMatchObject({ id: 1, derivatives: { x: [[6]], W: [[2]] } });
    expect(second).toMatchObject({ id: 2, error: { code: 'values', message: 'this line gives "a" twice' } });
  });

  test('options of the command hold for all lines of a batch, which may be LaTeX', () => {
    const lines = [
      '\uFEFF{"source": "tr(A*S)", "values": {"A": [[1, 2], [3, 4]], "S": [[1, 0], [0, 1]]}}',
      '{"source": "tr(S)", "wrt": ["S"], "values": {"S": [[2]]}}',
      '{"source": "$\\\\operatorname{tr}(S^2)$", "values": {"S": [[3]]}}',
    ];
    const options = ['--wrt', 'S', '--declare', 'S : n x n symmetric', '--independent-entries'];
    const { stdout } = run(['eval', '--batch', '-', ...options], lines.join('\n'));
    const [first, second, third] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toMatchObject({
      value: 5,
      derivatives: {
        S: [
          [1, 5],
          [5, 4],
        ],
      },
    });
    expect(second).toMatchObject({ derivatives: { S: [[1]] } });
    expect(third).toMatchObject({ value: 9 });
    const refused = run(['eval', '--batch', '-', '--values', 'x.json'], '');
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/no --values/)]);
  });

  test('a batch from a file is the same', () => {
    const batch = file('batch.jsonl', '{"id": 1, "source": "a*b", "values": {"a": 2, "b": 3}}\n');
    expect(JSON.parse(run(['eval', '--batch', batch]).stdout)).toEqual({
      id: 1,
      value: 6,
      derivatives: { a: 3, b: 2 },
    });
  });
});

describe('rules', () => {
  test('a function narrows them, each with its conditions and its check', () => {
    const { status, stdout } = run(['rules', 'inv']);
    expect(status).toBe(0);
    expect(stdout).toContain('d(inv(A)) = -inv(A)*dA*inv(A)');
    expect(stdout).toContain('where A : n x n invertible');
    expect(stdout).toMatch(/checked, error \S+/);
    expect(stdout).not.toContain('softmax');
  });

  test('so do a module and a rule', () => {
    expect(run(['rules', 'softmax']).stdout).toMatch(/^Softmax/);
    expect(run(['rules', 'inverse/jacobi']).stdout).toContain('1 rule: 1 checked');
  });

  test('an elementwise function has its row', () => {
    expect(run(['rules', 'tanh']).stdout).toContain('d(tanh(X)) =');
  });
});

describe('what is at fault is said on standard error, with status 2', () => {
  const values = file('short.json', '{"x": [1, 2]}');
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a syntax error, with its place', ['grad', "x'*"], /^input:1:\d+: .*\n {2}1 \| x'\*\n {2} {2}\| +\^/],
    ['sizes that do not agree', ['grad', 'sum(A*B)', '--declare', 'A : 2 x 3', '--declare', 'B : 2 x 3'], /A.*2×3/],
    ['a bad declaration', ['grad', 'tr(A)', '--declare', 'A : n x'], /A : n x/],
    ['a file that is not there', ['derive', 'nowhere.frob'], /^nowhere\.frob cannot be read: there is no such file/],
    ['an unknown command', ['differentiate', 'x'], /unknown command/],
    ['a misspelt command', ['devire', 'x'], /Did you mean derive\?/],
    ['an unknown option', ['grad', 'x', '--formt', 'json'], /unknown option.*\n.*Did you mean --format\?/],
    ['help on what there is not', ['help', 'langauge'], /no help on 'langauge'\n\(Did you mean language\?\)/],
    [
      'hvp without a direction',
      ['grad', "x'*x", '--kind', 'hvp', '--wrt', 'x'],
      /hvp needs a direction[\s\S]*--along v/,
    ],
    [
      'a direction of a gradient',
      ['grad', "x'*x", '--along', 'v'],
      /belongs to hvp, not to grad[\s\S]*--kind hvp --along v/,
    ],
    [
      'more directions than variables',
      ['grad', "x'*x", '--wrt', 'x', '--kind', 'hvp', '--along', 'u,v'],
      /hvp has 1 variable and 2 directions[\s\S]*--wrt x,y --along u,v/,
    ],
    ['a direction that moves', ['grad', "x'*x", '--kind', 'hvp', '--along', 'x'], /stays while x moves/],
    ['a direction that is no name', ['grad', "x'*x", '--kind', 'hvp', '--along', 'v+1'], /v\+1 is not the name/],
    ['no direction', ['grad', "x'*x", '--kind', 'hvp', '--along', ''], /--along names no direction/],
    ['an option without its value', ['grad', 'x', '--wrt'], /'--wrt <names>' argument missing/],
    ['the same before the source is known', ['grad', '--wrt'], /argument missing/],
    ['an unknown shell', ['completion', 'tcsh'], /Allowed choices are bash, zsh, fish/],
    ['an unknown format', ['grad', 'x', '--format', 'pdf'], /pdf/],
    ['a seed that is no number', ['check', 'x', '--seed', 'a'], /whole number/],
    ['no source', ['derive'], /missing required argument/],
    ['no values', ['eval', "x'*x"], /--values FILE is missing/],
    ['a missing value', ['eval', "x'*A*x", '--values', values], /no value is given for A/],
    ['an unknown rule', ['rules', 'nothing-of-the-kind'], /no module, rule or function/],
  ];
  test.each(cases)('%s', (_, args, message) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain('internal error');
  });
});

test('--help and --version', () => {
  expect(run(['--help'])).toMatchObject({ status: 0, stderr: '' });
  for (const name of ['derive', 'grad', 'check', 'eval', 'rules']) expect(run(['--help']).stdout).toContain(name);
  const targets = run(['code', '--help']).stdout;
  for (const target of CODE_TARGETS) expect(targets).toContain(`"${target}"`);
  expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a reader that goes away is no failure', () => {
  const shell = `"${process.execPath}" "${command}" rules | head -1; echo "status \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', shell], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/status 0\n$/);
});

test('starts quickly: mathjs is not loaded to derive', () => {
  const started = performance.now();
  run(['grad', "x'*A*x"]);
  expect(performance.now() - started).toBeLessThan(1500);
});

describe('as a careless or hostile user calls it', () => {
  const symmetric = ['tr(A*S*S)', '--declare', 'S : n x n symmetric', '--wrt', 'S', '--independent-entries'];

  test('independent entries, in numbers and by the witness', () => {
    const values = file('independent.json', '{"A": [[1, 2], [3, 4]], "S": [[1, 2], [2, 5]]}');
    const { stdout } = run(['eval', ...symmetric, '--values', values]);
    const { stdout: plain } = run(['eval', ...symmetric.slice(0, -1), '--values', values]);
    const entry = (text: string): number => JSON.parse(text).derivatives.S[0][1];
    expect(entry(stdout)).toBeCloseTo(2 * entry(plain), 10);
    expect(run(['check', ...symmetric, '--quiet']).status).toBe(0);
  });

  test('what would not end is an error, and stops no other line', () => {
    const long = { id: 1, source: "sum(t = 1..T, x'*x)", values: { x: [1], T: 1e12 } };
    const large = { id: 2, source: 'L = a*sum(ones(n, m))', values: { a: 1, n: 1e9, m: 1e9 } };
    const fine = { id: 3, source: "x'*x", values: { x: [1, 2] } };
    const input = [long, large, fine].map((job) => JSON.stringify(job)).join('\n');
    const { status, stdout } = run(['eval', '--batch', '-'], input);
    const [first, second, third] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(0);
    expect([first.error.code, second.error.code, third.value]).toEqual(['limit', 'limit', 5]);
  });

  test('control characters do not reach the terminal', () => {
    const { status, stderr } = run(['derive', 'foo\u001b[31m(x)']);
    expect(status).toBe(2);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('report and code', () => {
  const rnn = 'docs/examples/rnn.frob';
  test('a page over several sources is written whole, without a word on a pipe', () => {
    const path = join(folder, 'page.html');
    const { status, stdout, stderr } = run(['report', rnn, "x'*A*x", '--quiet', '-o', path]);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
    const page = readFileSync(path, 'utf8');
    expect(page).toMatch(/^<!DOCTYPE html>/);
    expect(page.trimEnd()).toMatch(/<\/html>$/);
    // fonts and styles are inside
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(page).toContain('data:font/woff2;base64,');
  });
  test('a source at fault is named, and nothing is written', () => {
    const path = join(folder, 'none.html');
    const { status, stderr } = run(['report', rnn, file('bad.frob', "f = x'*"), '-o', path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad\.frob:1:\d+: /);
    expect(existsSync(path)).toBe(false);
  });
  test('a fragment of HTML', () => {
    const { status, stdout } = run(['derive', "x'*A*x", '--wrt', 'x', '--format', 'html', '--quiet']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<article class="fb-derivation">/);
    expect(stdout).not.toMatch(/<script|<html/);
  });
  test('code, and a language that is not there', () => {
    expect(run(['code', "x'*A*x", '--wrt', 'x', '--to', 'numpy', '--quiet']).stdout).toContain(
      'def derivatives(x, A):',
    );
    const { status, stderr } = run(['code', "x'*A*x", '--to', 'cobol']);
    expect(status).toBe(2);
    expect(stderr).toContain('numpy');
    expect(run(['code', "x'*A*x"]).status).toBe(2);
  });
});
