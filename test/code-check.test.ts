/** The test that is printed with code: run in every language, true of what is right, and failing where a fault is put in. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { gradientTest } from '../src/compile/gradient-test.js';
import { programOf } from '../src/compile/program.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import { derive, toCode } from '../src/index.js';
import { catalog } from '../src/rulebook/catalog.js';
import { pythonWith } from './code-fixture.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES } from './sources.js';

const OWN: Readonly<Record<string, string>> = {
  'a symmetric variable': "param S : n x n posdef\ndata y : n\nL = logdet(S)/2 + y'*inv(S)*y/2\ngrad L wrt S",
  'stochastic rows, a kink, a number':
    'param P : n x k rowstochastic\nparam a : scalar positive\nL = a*sum(max(P - 0.3, 0)) + log(a)\ngrad L wrt P, a',
  'a Jacobian': 'param A : m x n\nparam x : n\ny = tanh(A*x)\njacobian y wrt x, A',
  'a Jacobian of a matrix': 'param X : n x n invertible\njacobian inv(X) wrt X',
  'blocks of a Hessian': "param A : n x n\nparam x : n\nparam y : n\nL = (x'*A*y)^2 + exp(x'*x/9)\nhessian L wrt x, y",
  'a Hessian along a vector': 'param x : n\ndata v : n\nL = logsumexp(x)\nhvp L wrt x along v',
  'a Hessian along two':
    "data A : n x m\nparam x : n\nparam y : m\nL = exp(x'*A*y/9) + sum(tanh(A'*x) .* y)\nhvp L wrt x, y along v, w",
  'blocks of a Hessian with a system solved':
    "param X : n x n invertible\nparam y : n\nL = y'*inv(X)*y\nhessian L wrt X, y",
  'members of a family, their boundary, and one of them':
    "param x[t] : n\nparam h[0] : n\nparam W : n x n\nfor t = 1..T\n  h[t] = tanh(W*h[t-1] + x[t])\nend\nL = norm2(h[T])^2 + x[1]'*x[1]\ngrad L wrt x, W, h[0]",
  'a list, a member before its first, and both asked for':
    "param X[t] : n\nparam X[0] : n\ndata A : n x n\nfor t = 1..T\n  R[t] = X[t] - A*X[t-1]\nend\nL = sum(t = 1..T, R[t]'*R[t])\ngrad L wrt X, X[0]",
  'a family that does not matter':
    'param X[t] : n\nparam a : scalar\nparam h[0] : n\nfor t = 1..T\n  h[t] = sin(h[t-1]*a)\nend\nL = sum(t = 1..T, sum(h[t])) + 0*a*sum(t = 1..T, sum(X[t]))\ngrad L wrt X, a',
  'two indices':
    'param W[i,j] : n x n\ndata x : n\nL = sum(i = 1..M, sum(j = 1..K, norm2(W[i,j]*x)^2*i/j))\ngrad L wrt W',
  'a whole number among the arguments': 'param X : n x n\ndata k : scalar integer\nL = tr(X*X)^k + k\ngrad L wrt X',
};
const sources = [...Object.entries(OWN).map(([name, source]) => [name, () => derived(source)] as const), ...EXAMPLES]
  .flatMap(([name, make]) => make().map((derivation, i) => ({ name: `${name} ${i + 1}`, derivation })))
  .filter(({ derivation }) => programOf(derivation).value !== undefined);

interface Runner {
  readonly target: CodeTarget;
  readonly program: string;
  readonly present: boolean;
  /** What each test says: nothing where it holds. */
  run(codes: readonly string[]): (string | undefined)[];
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'frobenius-check-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** The outcome of each code as a line of its own: OK, or what went wrong. */
function linesOf(command: string, args: readonly string[], cwd: string): (string | undefined)[] {
  const { stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const lines = stdout.split('\n').filter((line) => line.startsWith('>'));
  if (lines.length === 0) throw new Error(stderr);
  return lines.map((line) => (line === '> OK' ? undefined : line.slice(2)));
}

const PYTHON = `
import runpy, sys
for k in range(int(sys.argv[1])):
    try:
        runpy.run_path(f"code_{k}.py", run_name="__main__")
        print("> OK")
    except Exception as error:
        print("> " + f"{type(error).__name__}: {error}".replace("\\n", " "))
`;
const python = (target: CodeTarget, module: string): Runner => {
  const command = pythonWith(module);
  return {
    target,
    program: `python3 with ${module}`,
    present: command !== undefined,
    run: (codes) =>
      inFolder((folder) => {
        for (const [k, code] of codes.entries()) writeFileSync(join(folder, `code_${k}.py`), code);
        return linesOf(command ?? '', ['-W', 'ignore', '-c', PYTHON, String(codes.length)], folder);
      }),
  };
};
const NODE = `
for (let k = 0; k < Number(process.argv[1]); k++) {
  try {
    (await import(\`\${process.cwd()}/code_\${k}.mjs\`)).checkDerivatives();
    console.log('> OK');
  } catch (error) {
    console.log('> ' + String(error).replaceAll('\\n', ' '));
  }
}`;
const node = (target: 'javascript' | 'typescript'): Runner => ({
  target,
  program: 'node',
  present: true,
  run: (codes) =>
    inFolder((folder) => {
      for (const [k, code] of codes.entries()) {
        const plain = target === 'javascript' ? code : transformSync(code, { loader: 'ts' }).code;
        writeFileSync(join(folder, `code_${k}.mjs`), plain);
      }
      return linesOf(process.execPath, ['--input-type=module', '-e', NODE, String(codes.length)], folder);
    }),
});
const octave: Runner = {
  target: 'matlab',
  program: 'octave',
  present: spawnSync('octave', ['--version']).status === 0,
  run: (codes) =>
    inFolder((folder) => {
      const script = codes.map((code, k) => {
        writeFileSync(join(folder, `code_${k}.m`), code.replaceAll(/\bderivatives(?=[(,])/g, `code_${k}`));
        return `try\n  code_${k}();\n  printf('> OK\\n');\ncatch e\n  printf('> %s\\n', strrep(e.message, char(10), ' '));\nend`;
      });
      writeFileSync(join(folder, 'run_all.m'), `1;\n${script.join('\n')}\n`);
      return linesOf('octave', ['--quiet', '--no-gui', '--no-init-file', 'run_all.m'], folder);
    }),
};
const JULIA = `
for k in 0:(parse(Int, ARGS[1]) - 1)
    space = Module(Symbol("Code", k))
    try
        Base.include(space, joinpath(@__DIR__, "code_$k.jl"))
        Core.eval(space, :(check_derivatives()))
        println("> OK")
    catch error
        println("> ", replace(first(sprint(showerror, error), 300), '\\n' => ' '))
    end
end`;
const julia: Runner = {
  target: 'julia',
  program: 'julia',
  present: spawnSync('julia', ['--version']).status === 0,
  run: (codes) =>
    inFolder((folder) => {
      for (const [k, code] of codes.entries()) writeFileSync(join(folder, `code_${k}.jl`), code);
      writeFileSync(join(folder, 'run_all.jl'), JULIA);
      const quick = ['-O0', '--compile=min', '--startup-file=no'];
      return linesOf('julia', [...quick, join(folder, 'run_all.jl'), String(codes.length)], folder);
    }),
};

/** The gradient by X, made wrong by a thousandth, as each language writes it. */
const FAULTS: Readonly<Record<string, [string, string]>> = {
  // not the line of the comment, which stands further to the left
  numpy: ['        "X": ', '        "X": 1.001 * '],
  pytorch: ['        "X": ', '        "X": 1.001 * '],
  jax: ['        "X": ', '        "X": 1.001 * '],
  matlab: ['derivs.d_X = ', 'derivs.d_X = 1.001 * '],
  julia: ["X = A * B'", "X = 1.001 * A * B'"],
};

describe.each([
  node('javascript'),
  node('typescript'),
  python('numpy', 'scipy.special'),
  python('pytorch', 'torch'),
  python('jax', 'jax'),
  octave,
  julia,
])('$target', (runner) => {
  const { present, target } = runner;
  test.skipIf(!present)(
    `${present ? '' : `skipped, for want of ${runner.program}: `}holds, and fails where it should`,
    () => {
      const codes = sources.map(({ derivation }) => derivationsToCode([derivation], { target, test: true }));
      const right = toCode(derive("tr(A'*X*B)"), { target, test: true });
      const wrong = wronged(right, target);
      expect(wrong).not.toBe(right);
      const said = runner.run([...codes, right, wrong]);
      expect(said.length).toBe(codes.length + 2);
      const failed = said
        .slice(0, -1)
        .flatMap((words, i) => (words === undefined ? [] : [`${sources[i]?.name}: ${words}`]));
      expect(failed).toEqual([]);
      expect(said.at(-1)).toMatch(/by X: .* is told, differences give/);
    },
    60_000,
  );
});

test.skipIf(!octave.present)(
  'of several requests, one function of MATLAB is told which, and runs all their tests',
  () => {
    const source = "param x, y : n\ndata A : n x n\nf = x'*A*y\ngrad f wrt x\nhessian f wrt x, y";
    const code = derivationsToCode(derived(source), { target: 'matlab', test: true });
    const chosen = '\n  [~, d] = derivatives(2, [1; 2], [3; 4], eye(2));\n  assert(isequal(d.d_x_y, eye(2)));\n';
    const asked = code.replace('    return;', `${chosen}    return;`);
    expect(octave.run([code, asked, asked.replace('d_x_y, eye', 'd_x_y, 2 * eye')])).toEqual([
      undefined,
      undefined,
      expect.stringMatching(/assert/),
    ]);
  },
);

function wronged(code: string, target: CodeTarget): string {
  const [from, to] = FAULTS[target] ?? ['', ''];
  if (from !== '') return code.replace(from, to);
  // lists have no product by a number: what is told is made wrong where it is read
  return code.replace(/innerOf\(told\["X"\], along\)/, '1.001 * $&');
}

describe('TypeScript with its test', () => {
  const codes = [
    "param x : n\nf = log(1 + x'*x)\ngrad f wrt x",
    readFileSync(new URL('../docs/examples/rnn.frob', import.meta.url), 'utf8'),
    ...['blocks of a Hessian', 'a Jacobian of a matrix', 'two indices'].map((name) => OWN[name] as string),
    'param x : n\nf = sum(i = 1..m, x(1)^i)\ngrad f wrt x',
  ].map((source) => derivationsToCode(derived(source), { target: 'typescript', test: true }));
  const hard = Object.values(HARD).map((source) => derivationsToCode(derived(source), { target: 'typescript' }));

  test('passes the strict compiler, which finds what is not right', () => {
    const wrong = (codes[0] as string).replace('innerOf(told["x"], along)', 'innerOf(told["y"], along)');
    const right = [...codes, ...hard];
    expect(typeErrors([...right, wrong])).toEqual([expect.stringMatching(`^code_${right.length}.ts.* '{ x: `)]);
  });
  test('has nothing that the compiler does not look at', () => {
    const statements = [...codes, ...hard].map((code) => code.replaceAll(/\/\*\*[\s\S]*?\*\//g, ''));
    expect(statements.filter((code) => /\bany\b|@ts-/.test(code))).toEqual([]);
  });
});

/** What the compiler finds, a line each. */
function typeErrors(codes: readonly string[]): string[] {
  return inFolder((folder) => {
    const files = codes.map((code, k) => {
      writeFileSync(join(folder, `code_${k}.ts`), code);
      return `code_${k}.ts`;
    });
    const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
    const options =
      '--strict --noUnusedLocals --noUnusedParameters --noEmit --target es2023 --lib es2023,dom --module nodenext --types'.split(
        ' ',
      );
    const { stdout } = spawnSync(compiler, [...options, '', ...files], { cwd: folder, encoding: 'utf8' });
    return stdout.split('\n').filter((line) => /^\S/.test(line));
  });
}

describe('what is tested', () => {
  const made = (source: string): ReturnType<typeof gradientTest> => {
    const [derivation] = derived(source);
    if (!derivation) throw new Error('nothing is asked for');
    return gradientTest(derivation, programOf(derivation), { rows: catalog });
  };

  test('every derivative by an argument, and no other', () => {
    const { checks, untested } = made(
      'data X : n x d\nparam W : d x k\nA = X*W\nL = norm2(tanh(A))^2\ngrad L wrt W, A',
    );
    expect(checks.map(({ key }) => key)).toEqual(['W']);
    expect(untested).toEqual(['A']);
  });

  test('a gradient by independent entries, as that convention has it', () => {
    const source = "param S : n x n symmetric\nparam x : n\nL = x'*S*S*x\ngrad L wrt S, x";
    const derivation = derive(source, { independentEntries: true });
    expect(toCode(derivation, { target: 'javascript', test: true })).toContain('innerOf(told["S"]');
  });

  test('a value that hangs on an unknown function is refused', () => {
    expect(() => made('data X : n x d\nparam W : d x k\nA = X*W\nfunction L(A)\ngrad L wrt W')).toThrow(
      /cannot be tested/,
    );
  });
});
