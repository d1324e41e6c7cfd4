/**
 * Code for JAX under jax.jit: the evaluator's answers, the gradients that JAX finds itself, recurrences that are compiled
 * once whatever their length, and which programs are printed with loops instead.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { derivationsToCode } from '../src/compile/to-code.js';
import type { Derivation } from '../src/derive/step.js';
import type { Case } from './code-fixture.js';
import { caseOf, distance } from './code-fixture.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES, STANDARD } from './sources.js';

const hard = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, HARD[name] as string]));

/** Programs by how they are printed. */
const SCANS: Readonly<Record<string, string>> = {
  'a family, its boundary and an end that is given': `
    param x[t] : n
    param h[0], g[T+1] : n
    param W : n x n
    for t = 1..T
      h[t] = tanh(W*h[t-1] + x[t])
    end
    for t = T..1
      g[t] = sin(W*g[t+1] + h[t])
    end
    L = norm2(g[1])^2 + h[T]'*g[1]
    grad L wrt h[0], W, g[T+1]`,
  'a gradient by a family':
    'param X[t] : n x d\ndata Y[t] : n x d\nf = sum(t = 1..T, norm2(tanh(X[t]) - Y[t])^2)\ngrad f wrt X',
  // only vmap can take these members
  ...hard('families of columns and of numbers', 'numbers in a recurrence whose length is given'),
  'rounds that are numbered': "param x[t] : n\ndata a : n\nf = sum(t = 1..T, (a'*x[t])^2/t)\ngrad f wrt x",
  'an entry for each index': 'data a : n\nparam s : scalar\nf = sum(t = 1..n, s^2*exp(s*a(t)))\ngrad f wrt s',
  'parts of a family':
    "param w[t] : n\ndata a, c : n\nf = sum(t = 2..T, a'*w[t]) + sum(t = 1..T-1, (c'*w[t])*(a'*w[t+1]))\ngrad f wrt a, c",
  'a product over an index': "data c[t] : scalar\nparam x : n\nf = prod(t = 1..T, 1 + c[t])*x'*x\ngrad f wrt x",
  'two indices':
    'param W[i,j] : n x n\ndata x : n\nf = sum(i = 1..M, sum(j = 1..K, norm2(W[i,j]*x)^2))\ngrad f wrt W, x',
  'systems, one to a member':
    "param A[t] : n x n invertible\nparam B : n x m\nf = sum(t = 1..T, norm2(A[t]\\B)^2 + logdet(A[t]*A[t]'))\ngrad f wrt A, B",
};
const LOOPS: Readonly<Record<string, string>> = {
  'two rounds back': `
    data x[t] : n
    data h[0], h[-1] : n
    param W, V : n x n
    for t = 1..T
      h[t] = tanh(W*h[t-1] + V*h[t-2] + x[t])
    end
    L = norm2(h[T])^2
    grad L wrt W, V`,
  'products of those before': "param x : n\ndata A[t] : n x n\nf = prod(t = 1..T, x'*A[t]*x)\ngrad f wrt x",
  'a gradient by entries, one for each index': 'param x : n\nf = sum(t = 1..n, x(t)^2*exp(x(t)))\ngrad f wrt x',
  'powers that must be known': 'param X : n x n\ndata A : n x n\ndata k : scalar integer\nf = tr(A*X^k)\ngrad f wrt X',
  'a family and its boundary, asked for together':
    "param X[t] : n\nparam X[0] : n\ndata A : n x n\nfor t = 1..T\n  R[t] = X[t] - A*X[t-1]\nend\nL = sum(t = 1..T, R[t]'*R[t])\ngrad L wrt X, X[0]",
};
const UNROLLED = 'jax.jit unrolls them';

const PYTHON = `
import json, sys
import numpy as np
import jax
# compiling is most of the time
jax.config.update("jax_disable_most_optimizations", True)
out = []
def plain(x):
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    return x if x is None else np.asarray(x).tolist()
for item in json.load(sys.stdin):
    try:
        space = {}
        exec(compile(item["code"], "printed", "exec"), space)
        static = item["static"]
        args = [a if i in static else np.asarray(a, dtype=float) for i, a in enumerate(item["args"])]
        f = space["derivatives"]
        value, derivatives = jax.jit(f, static_argnums=static)(*args)
        one = {"value": plain(value), "derivatives": plain(derivatives)}
        if "own" in item:
            own = jax.jit(jax.grad(lambda *a: f(*a)[0], argnums=item["own"]))(*args)
            one["own"] = [plain(g) for g in own]
        if item.get("length"):
            # the same with the first and only axis of every family made longer
            def size(times):
                longer = [np.concatenate([a] * times) if i in item["lists"] else a for i, a in enumerate(args)]
                return len(str(jax.make_jaxpr(f)(*longer)).splitlines())
            one["lengths"] = [size(1), size(9)]
        out.append(one)
    except Exception as error:
        out.append({"error": f"{type(error).__name__}: {error}"})
json.dump(out, sys.stdout)
`;
interface Found {
  readonly error?: string;
  readonly value: unknown;
  readonly derivatives: Readonly<Record<string, unknown>>;
  readonly own?: readonly unknown[];
  readonly lengths?: readonly [number, number];
}
interface Item {
  readonly one: Case;
  readonly code: string;
  readonly own?: readonly number[];
  readonly lists?: readonly number[];
}

const command = ['python3', '/usr/bin/python3'].find((c) => spawnSync(c, ['-c', 'import jax']).status === 0);
const named = command ? '' : 'skipped, for want of python3 with jax: ';

function run(items: readonly Item[]): Found[] {
  const input = items.map(({ one: { args, program }, code, own, lists }) => {
    const isWhole = (i: number): boolean => /\binteger\b/.test(program.inputs[i]?.words ?? 'integer');
    const static_ = args.flatMap((_, i) => (isWhole(i) ? [i] : []));
    return { code, args, static: static_, ...(own ? { own } : {}), ...(lists ? { lists, length: true } : {}) };
  });
  const options = { input: JSON.stringify(input), encoding: 'utf8' as const, maxBuffer: 1 << 28 };
  const { stdout, stderr } = spawnSync(command ?? '', ['-W', 'ignore', '-c', PYTHON], options);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout.replaceAll(/\b(NaN|-?Infinity)\b/g, 'null')) as Found[];
}

const itemOf = (name: string, derivation: Derivation): Item[] => {
  const one = caseOf(name, derivation);
  return one ? [{ one, code: derivationsToCode([derivation], { target: 'jax' }) }] : [];
};
const itemsOf = (sources: Readonly<Record<string, string>>): Item[] =>
  Object.entries(sources).flatMap(([name, source]) => derived(source).flatMap((d) => itemOf(name, d)));
const examples = EXAMPLES.flatMap(([name, make]) => make().flatMap((d) => itemOf(name, d)));

/** What differs from the evaluator's answers. */
function wrong(items: readonly Item[], found: readonly Found[]): string[] {
  return items.flatMap(({ one }, i) => {
    const { error, value, derivatives } = found[i] as Found;
    if (error !== undefined) return [`${one.name}: ${error}`];
    const pairs = Object.entries(one.derivatives).map(([key, wanted]) => distance(derivatives[key], wanted));
    const worst = Math.max(one.value === null ? 0 : distance(value, one.value), ...pairs);
    return worst < 1e-10 ? [] : [`${one.name}: ${worst}`];
  });
}

describe('what is printed', () => {
  test.each(itemsOf(SCANS))('$one.name: no loop over members', ({ code }) => {
    expect(code).not.toContain(UNROLLED);
    expect(code).not.toMatch(/\bfor .* in range/);
  });
  test.each(examples)('$one.name: no loop over members', ({ code }) => expect(code).not.toContain(UNROLLED));
  test.each(itemsOf(LOOPS))('$one.name: loops, and says so', ({ code }) => expect(code).toContain(UNROLLED));
  test('a program of no families is as ever', () => {
    const [code = ''] = derived("param x : n\nf = x'*x\ngrad f wrt x").map((d) =>
      derivationsToCode([d], { target: 'jax' }),
    );
    expect(code).not.toMatch(/scan|vmap|unroll/);
  });
});

describe('under jax.jit', () => {
  test.skipIf(!command)(
    `${named}families and tables have the evaluator's answers`,
    () => {
      const tables = STANDARD.filter((_, i) => i % 9 === 0).flatMap(([name, make]) =>
        make().flatMap((d) => itemOf(name, d)),
      );
      const items = [...itemsOf(SCANS), ...itemsOf(LOOPS), ...tables];
      expect(items.length).toBeGreaterThan(18);
      expect(wrong(items, run(items))).toEqual([]);
    },
    120_000,
  );

  test.skipIf(!command)(
    `${named}examples have the evaluator's answers and JAX's own gradients, and grow with no T`,
    () => {
      const items = examples.map((item): Item => {
        const { inputs, derivatives } = item.one.program;
        const own = derivatives.map(({ key }) => inputs.findIndex((input) => input.key === key));
        const lists = inputs.flatMap(({ arity, letters }, i) => (arity + letters.length > 0 ? [i] : []));
        return { ...item, lists, ...(own.every((i) => i >= 0) && item.one.value !== null ? { own } : {}) };
      });
      const found = run(items);
      expect(wrong(items, found)).toEqual([]);
      expect(items.filter(({ own }) => own).length).toBeGreaterThan(6);
      const far = items.flatMap(({ one: { program } }, i) =>
        (found[i]?.own ?? []).map((g, k) => distance(g, found[i]?.derivatives[program.derivatives[k]?.key ?? ''])),
      );
      expect(Math.max(...far)).toBeLessThan(1e-10);
      for (const { lengths } of found) expect(lengths?.[1]).toBe(lengths?.[0]);
    },
    120_000,
  );
});
