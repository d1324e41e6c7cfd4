/** Printed code, run: its values and derivatives against the evaluator's, on every function, operator and example. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import { CODE_TARGETS, derivationsToCode } from '../src/compile/to-code.js';
import { FrobeniusError } from '../src/language/error.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Case, Outcome } from './code-fixture.js';
import { caseOf, distance, form } from './code-fixture.js';
import { julia } from './code-julia.js';
import { node, octave, python } from './code-runners.js';
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

/** What the page on code says that a language has nothing for. */
const LACKS: Readonly<Record<string, RegExp | undefined>> = {
  numpy: undefined,
  julia: undefined,
  matlab: /^d?(?:sinm|cosm) has/,
};
test.each(CODE_TARGETS)('%s refuses what it has no function for, and nothing else', (target) => {
  const lacks = target in LACKS ? LACKS[target] : /^(?:d?(?:logm|sinm|cosm)|sqrtm|lyap) has/;
  const refused = cases.flatMap(({ derivation }): string[] => {
    try {
      derivationsToCode([derivation], { target });
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  expect([...new Set(refused)].filter((message) => lacks?.test(message) !== true)).toEqual([]);
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
    for (const [target, withTest] of CODE_TARGETS.flatMap((t) => [[t, false] as const, [t, true] as const])) {
      const code = derivationsToCode(derived(source), { target, test: withTest });
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
  test.each<[string, string, CodeTarget, string]>([
    ['a number that hangs on nothing is one of floating point', 'param a : scalar\nf = a + 3', 'numpy', '"a": 1.0,'],
    ['in PyTorch a tensor', 'param a : scalar\nf = a + 3', 'pytorch', '"a": torch.tensor(1, **like),'],
    ['so is a value', 'param x : n\nf = 5 + 0*sum(x)', 'numpy', 'value = float(f)'],
    ['ends are worked out', 'param x[t] : n\nf = sum(t = 2..T-1, sum(x[t].^3))', 'numpy', 'in range(2, T))'],
    [
      'first places too',
      "data a : n\nparam x : k\nf = norm2(x(n+1:n+2))^2 + a'*a\ngrad f wrt x",
      'numpy',
      'x[n:n + 2, :]',
    ],
    ['a power of a name stands close', 'param x : n\nf = sum((x + 1).^2.*x.^2)', 'numpy', 'x**2'],
    ['that of a sum does not', 'param x : n\nf = sum((x + 1).^2.*x.^2)', 'pytorch', '(x + 1) ** 2'],
  ])('%s', (_, source, target, words) => {
    expect(derivationsToCode(derived(source), { target })).toContain(words);
  });
  test('lines of the comment on names and of the test are broken', () => {
    const names = ['lambda', 'in', 'is', 'def', 'class', 'while', 'print', 'del', 'raise'];
    const source = `param ${names.join(', ')} : scalar\nparam A : m x m\nf = ${names.join(' + ')} + tr(A*A)\ngrad f wrt lambda, A`;
    for (const target of ['numpy', 'pytorch', 'jax'] as const) {
      const code = derivationsToCode(derived(source), { target, test: true }).split(source.split('\n')[2] as string);
      expect(
        code
          .join('')
          .split('\n')
          .filter((line) => line.length > 88),
      ).toEqual([]);
    }
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
