/** Printed Python, JavaScript, TypeScript and MATLAB, run: many functions in one process of each. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { CodeTarget } from '../src/compile/to-code.js';
import type { Outcome, Runner } from './code-fixture.js';
import { pythonWith } from './code-fixture.js';

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

export const python = (target: CodeTarget, module: string): Runner => {
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
export const node = (target: 'javascript' | 'typescript'): Runner => ({
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
export const octave: Runner = {
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
