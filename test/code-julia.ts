/** Printed Julia, run: every function in a module of its own, all in one process, which interprets for want of time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shape } from '../src/expression/dimension.js';
import { isScalarShape } from '../src/expression/dimension.js';
import type { Outcome, Printed, Runner } from './code-fixture.js';

/** Answers as JSON, a line each: a vector as a flat list, a matrix by its rows. */
const DRIVER = `
plain(::Nothing) = "null"
plain(x::Number) = string(x)
plain(x::AbstractVector) = list(plain(a) for a in x)
plain(x::AbstractMatrix) = list(list(plain(x[i, j]) for j in axes(x, 2)) for i in axes(x, 1))
list(items) = "[" * join(items, ",") * "]"
single(x) = nothing
single(x::AbstractArray{<:Number}) = eltype(x) <: AbstractFloat && isconcretetype(eltype(x)) || error("entries of type $(eltype(x))")
single(x::AbstractArray) = foreach(single, x)
function outcome(k)
    space = Module(Symbol("Printed", k))
    Base.include(space, joinpath(@__DIR__, "printed_$k.jl"))
    answer = Core.eval(space, :(answer()))
    foreach(single, answer.derivatives)
    return "V {\\"value\\":$(plain(answer.value)),\\"list\\":$(list(plain(d) for d in answer.derivatives))}"
end
for k in 0:(parse(Int, ARGS[1]) - 1)
    println(try
        outcome(k)
    catch error
        "E " * replace(first(sprint(showerror, error), 300), '\\n' => ' ')
    end)
end
`;

const decimal = (x: unknown): string => (Number.isInteger(x) ? `${x}.0` : String(x));

function literal(value: unknown, shape: Shape): string {
  if (isScalarShape(shape)) return decimal(Array.isArray(value) ? value.flat()[0] : value);
  const list = value as readonly unknown[];
  if (shape[1] === 1) return `[${list.map((x) => decimal(Array.isArray(x) ? x[0] : x)).join(', ')}]`;
  const rows = (list.every(Array.isArray) ? list : [list]) as readonly (readonly unknown[])[];
  return inColumns(rows, decimal);
}

/** Nested rows as a matrix of Julia's, which counts down the columns. */
function inColumns(rows: readonly (readonly unknown[])[], entry: (x: unknown) => string): string {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  const entries = Array.from({ length: height * width }, (_, k) => rows[k % height]?.[Math.floor(k / height)]);
  return `reshape([${entries.map(entry).join(', ')}], ${height}, ${width})`;
}

function argument(value: unknown, { inputs }: Printed['program'], k: number): string {
  const input = inputs[k];
  // sizes that nothing tells, and declared integers
  if (!input || /\binteger\b/.test(input.words)) return String(value);
  const depth = input.at ? input.letters.length : input.arity;
  if (depth === 0) return literal(value, input.shape);
  if (depth === 1) return `[${(value as unknown[]).map((a) => literal(a, input.shape)).join(', ')}]`;
  return inColumns(value as unknown[][], (a) => literal(a, input.shape));
}

/** A column as the evaluator gives it, a list of rows; it must have come as a vector. */
function inRows(value: unknown, shape: Shape): unknown {
  const isColumn = shape[1] === 1 && !isScalarShape(shape);
  if (!isColumn) return value;
  return (value as unknown[]).map((x) => (Array.isArray(x) ? 'a matrix of one column' : [x]));
}

function read(line: string | undefined, { keys, program }: Printed): Outcome {
  if (!line?.startsWith('V ')) return { error: line?.slice(2) ?? 'no answer' };
  const { value, list } = JSON.parse(line.slice(2).replaceAll(/\b(?:NaN|Inf)\b/g, 'null'));
  const members = (x: unknown, depth: number, shape: Shape): unknown =>
    depth === 0 ? inRows(x, shape) : (x as unknown[]).map((member) => members(member, depth - 1, shape));
  const derivatives = program.derivatives.map(({ family, shape, parts }, i) =>
    members(list[i], family === undefined ? 0 : (parts[0]?.index.length ?? 1), shape),
  );
  return {
    value: program.value ? inRows(value, program.value.shape) : value,
    derivatives: Object.fromEntries(keys.map((key, i) => [key, derivatives[i]])),
  };
}

export const julia: Runner = {
  target: 'julia',
  program: 'julia',
  present: spawnSync('julia', ['--version']).status === 0,
  tolerance: 1e-10,
  formed: true,
  run: (batch) => {
    const folder = mkdtempSync(join(tmpdir(), 'frobenius-julia-'));
    for (const [k, { code, args, program }] of batch.entries()) {
      const list = args.map((arg, i) => argument(arg, program, i)).join(', ');
      writeFileSync(join(folder, `printed_${k}.jl`), `${code}\nanswer() = derivatives(${list})\n`);
    }
    const driver = join(folder, 'run.jl');
    writeFileSync(driver, DRIVER);
    const flags = ['--startup-file=no', '-O0', '--compile=min'];
    const options = { encoding: 'utf8' as const, maxBuffer: 1 << 28 };
    const { stdout, stderr } = spawnSync('julia', [...flags, driver, String(batch.length)], options);
    rmSync(folder, { recursive: true, force: true });
    if (stdout === '') throw new Error(stderr);
    const lines = stdout.trimEnd().split('\n');
    return batch.map((printed, k) => read(lines[k], printed));
  },
};
