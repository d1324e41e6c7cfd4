/** Printed code, run: its values and derivatives against the evaluator's, on every function, operator and example. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import { CODE_TARGETS, derivationsToCode } from '../src/compile/to-code.js';
import { FrobeniusError } from '../src/language/error.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Case, Outcome, Runner } from './code-fixture.js';
import { caseOf, distance, form, pythonWith } from './code-fixture.js';
import { julia } from './code-julia.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES, SECOND } from './sources.js';

const lines = readFileSync(new URL('./cases/functions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; ').map((cell) => cell.trim()));

const sources = [
  ...EXAMPLES,
  ...readdirSync(new URL('./derivations', import.meta.url))
    .filter((file) => file.endsWith('.frob'))
    .map(
      (file) => [file, () => derived(readFileSync(new URL(`./derivations/${file}`, import.meta.url), 'utf8'))] as const,
    ),
  ...SECOND,
  ...Object.entries(HARD).map(([name, source]) => [name, () => derived(source)] as const),
  ...lines.map(
    ([expression = '', declare = '', variable = '']) =>
      [
        `${expression} ; ${declare} ; ${variable}`,
        () => derived(expression, { declare: declare.split('|').map((d) => d.trim()), wrt: [variable] }),
      ] as const,
  ),
];

const unsupported: string[] = [];
const cases: Case[] = sources.flatMap(([name, make]) =>
  make().flatMap((derivation) => {
    if (derivation.request.kind === 'differential') return [];
    try {
      return caseOf(name, derivation) ?? [];
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      unsupported.push(`${name}: ${error.message}`);
      return [];
    }
  }),
);

test('most of the tables has values', () => {
  expect(cases.length).toBeGreaterThan(390);
  expect(unsupported).toEqual([]);
});

const PYTHON = `
import json, sys, traceback
def plain(x):
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)): return [plain(v) for v in x]
    if x is None: return None
    x = x.tolist() if hasattr(x, "tolist") else x
    return x
out = []
for item in json.load(sys.stdin):
    try:
        space = {}
        exec(compile(item["code"], "printed", "exec"), space)
        value, derivatives = space["derivatives"](*item["args"])
        out.append({"value": plain(value), "derivatives": plain(derivatives)})
    except Exception as error:
        out.append({"error": f"{type(error).__name__}: {error}"})
json.dump(out, sys.stdout)
`;

const python = (target: CodeTarget, module: string): Runner => {
  const command = pythonWith(module);
  return {
    target,
    program: `python3 with ${module}`,
    present: command !== undefined,
    // PyTorch's own digamma and polygamma are good to nine digits
    tolerance: target === 'pytorch' ? 1e-9 : 1e-10,
    run: (batch) => {
      const input = JSON.stringify(batch.map(({ code, args }) => ({ code, args })));
      const options = { input, encoding: 'utf8' as const, maxBuffer: 1 << 28 };
      const { stdout, stderr } = spawnSync(command ?? '', ['-W', 'ignore', '-c', PYTHON], options);
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout.replaceAll(/\b(NaN|-?Infinity)\b/g, 'null')) as Outcome[];
    },
  };
};

const NODE = `
let text = '';
for await (const chunk of process.stdin) text += chunk;
const out = [];
for (const { code, args } of JSON.parse(text)) {
  try {
    const { derivatives } = await import('data:text/javascript,' + encodeURIComponent(code));
    out.push(derivatives(...args));
  } catch (error) {
    out.push({ error: String(error) });
  }
}
process.stdout.write(JSON.stringify(out));
`;
const node = (target: 'javascript' | 'typescript'): Runner => ({
  target,
  program: 'node',
  present: true,
  tolerance: 1e-10,
  run: (batch) => {
    const plain = (code: string): string =>
      target === 'javascript' ? code : transformSync(code, { loader: 'ts' }).code;
    const input = JSON.stringify(batch.map(({ code, args }) => ({ code: plain(code), args })));
    const options = { input, encoding: 'utf8' as const, maxBuffer: 1 << 28 };
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', NODE], options);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Outcome[];
  },
});

/** A value as a literal: numbers, a matrix of rows, a cell array of members. */
function octaveLiteral(value: unknown, depth: number): string {
  if (!Array.isArray(value)) return String(value);
  if (depth > 1) {
    const rows = value.map((row) => (row as unknown[]).map((v) => octaveLiteral(v, 0)).join(', '));
    return `{${rows.join('; ')}}`;
  }
  if (depth === 1) return `{${value.map((v) => octaveLiteral(v, 0)).join(', ')}}`;
  const rows = value.map((row) => (Array.isArray(row) ? row.map(String).join(', ') : String(row)));
  return `[${rows.join('; ')}]`;
}
const octave: Runner = {
  target: 'matlab',
  program: 'octave',
  present: spawnSync('octave', ['--version']).status === 0,
  tolerance: 1e-10,
  run: (batch) => {
    const folder = mkdtempSync(join(tmpdir(), 'frobenius-octave-'));
    const script = batch.map(({ code, args, program }, k) => {
      const name = `printed_${k}`;
      writeFileSync(join(folder, `${name}.m`), code.replace(/= derivatives\(/, `= ${name}(`));
      const literals = args.map((arg, i) => {
        const input = program.inputs[i];
        return octaveLiteral(arg, input ? (input.at ? input.letters.length : input.arity) : 0);
      });
      return `try\n  [v, d] = ${name}(${literals.join(', ')});\n  out{${k + 1}} = struct('value', {v}, 'list', {struct2cell(d)});\ncatch e\n  out{${k + 1}} = struct('error', e.message);\nend`;
    });
    const print =
      "for k = 1:numel(out), o = out{k}; if isfield(o, 'error'), printf('E %s\\n', strrep(o.error, char(10), ' ')); else, printf('V'); show(o.value); printf('\\n'); for m = 1:numel(o.list), printf('D'); show(o.list{m}); printf('\\n'); end, end, end";
    const show =
      "function show(x)\n  if iscell(x), x = x'; for k = 1:numel(x), show(x{k}); end\n  else, x = x'; printf(' %.17g', x(:)); end\nend";
    writeFileSync(join(folder, 'run_printed.m'), `1;\n${show}\nout = {};\n${script.join('\n')}\n${print}\n`);
    const options = { cwd: folder, encoding: 'utf8' as const, maxBuffer: 1 << 28 };
    const { stdout, stderr } = spawnSync('octave', ['--quiet', '--no-gui', '--no-init-file', 'run_printed.m'], options);
    rmSync(folder, { recursive: true, force: true });
    if (stdout === '') throw new Error(stderr);
    const found: { error?: string; value?: number[]; lists: number[][] }[] = [];
    for (const line of stdout.trimEnd().split('\n')) {
      const list = line
        .slice(1)
        .trim()
        .split(/\s+/)
        .filter((x) => x !== '')
        .map(Number);
      if (line.startsWith('E')) found.push({ error: line.slice(2), lists: [] });
      else if (line.startsWith('V')) found.push({ value: list, lists: [] });
      else if (line.startsWith('D')) found.at(-1)?.lists.push(list);
    }
    return batch.map(({ keys }, k): Outcome => {
      const one = found[k];
      if (one === undefined || one.error !== undefined) return { error: one?.error ?? 'no answer' };
      return { value: one.value, derivatives: Object.fromEntries(keys.map((key, i) => [key, one.lists[i]])) };
    });
  },
};

describe.each([
  octave,
  julia,
  node('javascript'),
  node('typescript'),
  python('numpy', 'scipy.special'),
  python('pytorch', 'torch'),
  python('jax', 'jax'),
])('$target', (runner) => {
  const { present } = runner;
  test.skipIf(!present)(
    `${present ? '' : `skipped, for want of ${runner.program}: `}gives what the evaluator gives`,
    () => {
      const refused: string[] = [];
      const batch = cases.flatMap((one) => {
        try {
          const code = derivationsToCode([one.derivation], { target: runner.target });
          const { args, program } = one;
          return [{ one, code, args, program, keys: program.derivatives.map(({ key }) => key) }];
        } catch (error) {
          if (!(error instanceof FrobeniusError)) throw error;
          refused.push(error.message);
          return [];
        }
      });
      const outcomes = runner.run(batch);
      const wrong = batch.flatMap(({ one }, i): string[] => {
        const outcome = outcomes[i] as Outcome;
        if ('error' in outcome) return [`${one.name}: ${outcome.error}`];
        const value = one.value === null ? 0 : distance(outcome.value, one.value);
        const worst = Math.max(
          value,
          ...Object.entries(one.derivatives).map(([key, wanted]) => distance(outcome.derivatives[key], wanted)),
        );
        const pairs = Object.entries(one.derivatives).map(([key, wanted]) => [outcome.derivatives[key], wanted]);
        const odd = runner.formed ? pairs.find(([found, wanted]) => form(found) !== form(wanted)) : undefined;
        if (odd) return [`${one.name}: ${form(odd[0])} for ${form(odd[1])}`];
        return worst < runner.tolerance ? [] : [`${one.name}: ${worst}`];
      });
      expect(wrong).toEqual([]);
      expect(new Set(refused).size).toBeLessThan(12);
    },
    180_000,
  );
});

describe('compiled functions', () => {
  test.each([
    ['by kernels', false],
    ['in plain loops, where there is no WebAssembly', true],
  ])('give what the evaluator gives, again and again, %s', (_, plain) => {
    const refused: string[] = [];
    const wrong = cases.flatMap(({ name, derivation, values, value, derivatives }): string[] => {
      try {
        const f = compileDerivation(derivation, { rows: catalog, plain });
        f(values);
        f(values);
        const found = f(values);
        const worst = Math.max(
          value === null ? 0 : distance(found.value, value),
          ...Object.entries(derivatives).map(([key, wanted]) => distance(found.derivatives[key], wanted)),
        );
        return worst < 1e-10 && (value === null) === (found.value === null) ? [] : [`${name}: ${worst}`];
      } catch (error) {
        if (!(error instanceof FrobeniusError)) return [`${name}: ${(error as Error).stack}`];
        refused.push(`${name}: ${error.message}`);
        return [];
      }
    });
    expect(wrong).toEqual([]);
    expect(refused).toEqual([]);
  });
});

describe('what a name makes hard, or a caller cannot have', () => {
  const numpy = (source: string): string => derivationsToCode(derived(source), { target: 'numpy' });
  test('names that are words of the language are changed, and the comment says so', () => {
    const code = numpy("data lambda : n x n\nparam in_x : n\nf = in_x'*lambda*in_x\ngrad f wrt in_x");
    expect(code).toContain('Other names: lambda_ for lambda.');
    expect(code).not.toMatch(/\blambda\b[^.\n]* =/);
  });
  test('functions of one file share their helpers', async () => {
    const source = 'param x : n\nf = sum(sigmoid(x))\ng = sum(sigmoid(2*x))\ngrad f wrt x\ngrad g wrt x';
    for (const target of CODE_TARGETS) {
      const code = derivationsToCode(derived(source), { target });
      const heads = code
        .split('\n')
        .filter((line) => /^(?:export |import |using |function |const |def |_\w+\()/.test(line));
      expect(heads.length, target).toBeGreaterThan(2);
      expect(new Set(heads).size, target).toBe(heads.length);
    }
    const text = derivationsToCode(derived(source), { target: 'javascript' });
    const { derivatives_1, derivatives_2 } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect([derivatives_1([0]).value, derivatives_2([0]).value]).toEqual([0.5, 0.5]);
  });
  test('a text in the problem cannot end the comment', () => {
    const code = numpy('# """ + __import__("os").system("true") + """\nparam x : n\nf = x\'*x\ngrad f wrt x');
    expect(code.split('"""').length).toBe(3);
  });
  test('what has no code is said', () => {
    const source = 'data A : n x n\nparam X : n x n\nf = tr(A*logm(X))\ngrad f wrt X';
    expect(() => derivationsToCode(derived(source), { target: 'pytorch' })).toThrow(/logm has no code in pytorch/);
  });
});
