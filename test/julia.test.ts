/** The form of printed Julia, and what it says of arguments that do not fit. That its numbers are right is for code.test.ts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../src/compile/targets/julia-lines.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import type { ReadOptions } from '../src/language/read.js';
import { julia } from './code-julia.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES } from './sources.js';

const code = (source: string, options?: ReadOptions): string =>
  derivationsToCode(derived(source, options), { target: 'julia' });
/** What stands between the docstring and the helpers. */
const body = (text: string): string => (text.split('"""\n').at(-1) as string).split('\nend\n')[0] as string;

describe('the form', () => {
  test('a recurrence reads as the derivation does', () => {
    const text = body(code(HARD['layers, and one of them']?.replace(/grad f wrt [HW]\[.*/g, '') ?? ''));
    expect(text).toContain('    H = Dict{Int,Vector{Entry}}()\n    H[0] = H_0\n');
    expect(text).toContain('    for l in 1:M\n        H[l] = tanh.(W[l] * H[l - 1])\n    end\n');
    expect(text).toContain(
      "        derivatives = (\n            W = [G_a_H[l] * H[l - 1]' for l in 1:M],\n        ),\n",
    );
  });

  test('a matrix is factored once, before the loop that solves with it', () => {
    const text = body(code(HARD['a system solved often'] as string));
    expect(text.match(/\b(?:lu|cholesky)\(.*/g)).toEqual(['cholesky(Symmetric(K))', 'lu(A)']);
    expect(text).toMatch(/A_lu = lu\(A\)\n[\s\S]*A_lu \\ Y\[t\]/);
    expect(text).not.toMatch(/\binv\([AK]\)|[^_]\b[AK]'? \\/);
  });

  test('a system solved once is not factored first, an inverse on the right is a quotient', () => {
    const once = 'data A : n x n\ndata x : n\nparam y : n\nz = A\\x\nf = norm2(z - y)^2\ngrad f wrt y';
    expect(body(code(once))).toContain('z = A \\ x\n');
    expect(body(code('norm2(A/B - C)^2', { wrt: ['C'] }))).toContain('R = A / B - C\n');
  });

  test('words of the language and names that the code uses are changed', () => {
    const text = code(HARD['names that are words or functions'] as string);
    expect(text).toContain('Other names: I_ for I, value_ for value, sum_ for sum, zeros_ for zeros.');
    expect(text).toContain('λ::Real');
    expect(text).toMatch(/^ {12}zeros = /m);
  });

  test('letters that Julia does not tell apart are told apart by a number', () => {
    const text = body(code("data µ, μ : n\nparam x : n\nf = µ'*x + 2*μ'*x\ngrad f wrt x"));
    expect(text).toContain('derivatives(μ::AbstractVector, μ_2::AbstractVector, x::AbstractVector)');
  });

  test('a text in the problem cannot end the docstring, nor be run by it', () => {
    const text = code('# """ $(exit(1)) \\\nparam x : n\nf = x\'*x\ngrad f wrt x');
    expect(text).toContain('# \\"\\"\\" \\$(exit(1)) \\\\');
    expect(text.match(/(?<!\\)"""/g)?.length).toBe(2);
  });

  test('no line of the examples is long', () => {
    const texts = EXAMPLES.flatMap(([, make]) => make().map((d) => derivationsToCode([d], { target: 'julia' })));
    const long = texts.flatMap((text) => body(text).split('\n')).filter((line) => line.length > 92);
    expect(texts.length).toBeGreaterThan(8);
    expect(long).toEqual([]);
  });

  test('both branches of a choice may be worked out', () => {
    const text = body(code(HARD['branches that have no value everywhere'] as string));
    expect(text).toContain('y = _within.(log, x, 0, Inf)');
    expect(text).toContain('z = _power.(x, 3 / 2)');
    expect(text).toContain('a[1] > 0 ? log(a[1]) : a[1]');
  });

  test('long statements are broken where Julia lets them go on', () => {
    const name = (k: number): string => `a_rather_long_name_${k}`;
    const sum = [1, 2, 3, 4, 5].map((k) => `${name(k)} .* b`).join(' .+ ');
    expect(linesOf(`x = ${sum}`, 1)).toEqual([
      '    x =',
      '        a_rather_long_name_1 .* b .+ a_rather_long_name_2 .* b .+',
      '        a_rather_long_name_3 .* b .+ a_rather_long_name_4 .* b .+ a_rather_long_name_5 .* b',
    ]);
    expect(linesOf(`x = sum(${sum} for t in 1:T)`, 0)).toEqual([
      'x = sum(',
      '    a_rather_long_name_1 .* b .+ a_rather_long_name_2 .* b .+ a_rather_long_name_3 .* b .+',
      '    a_rather_long_name_4 .* b .+ a_rather_long_name_5 .* b',
      '    for t in 1:T',
      ')',
    ]);
  });
});

test.skipIf(!julia.present)(
  `${julia.present ? '' : 'skipped, for want of julia: '}arguments that do not fit are named, other numbers than Float64 kept`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'frobenius-julia-'));
    const file = join(folder, 'layers.jl');
    const source =
      'data X[t] : n x d\ndata y : n\nparam w : d\nparam b : 1 x d\nL = sum(t = 1..T, norm2((X[t] + b)*w - y)^2)\ngrad L wrt w, b';
    writeFileSync(
      file,
      `${code(source)}
said(f) = try f(); "nothing" catch error first(split(sprint(showerror, error), '(')) * " " * string(getfield(error, 1)) end
X, y, w, b = [ones(4, 3), ones(4, 3)], ones(4), ones(3), ones(1, 3)
println(said(() -> derivatives([ones(4, 3), ones(3, 3)], y, w, b)))
println(said(() -> derivatives(X, y, ones(2), b)))
println(said(() -> derivatives(X, y, w, ones(3))))
println(said(() -> derivatives(X, y, w, b)))
value, grads = derivatives([Float32.(x) for x in X], Float32.(y), Float32.(w), Float32.(b))
println(typeof(value), " ", eltype(grads.w), " ", size(grads.w), " ", size(grads.b))
`,
    );
    const { stdout, stderr } = spawnSync('julia', ['--startup-file=no', '-O0', '--compile=min', file], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true, force: true });
    expect(stderr).toBe('');
    const [first, second, third, ...rest] = stdout.trimEnd().split('\n');
    expect(first).toBe('DimensionMismatch X[2] has the size (3, 3), and (4, 3) is wanted');
    expect(second).toBe('DimensionMismatch w has the size (2,), and (3,) is wanted');
    expect(third).toMatch(/^MethodError/);
    expect(rest).toEqual(['nothing', 'Float32 Float32 (3,) (1, 3)']);
  },
  60_000,
);
