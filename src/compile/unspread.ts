/**
 * Definitions that only spread a column or a row over a matrix, Z = s·1ᵀ: where every use of such a name stands beside a
 * matrix of that size, the column itself is what is kept, and broadcasting does the rest.
 */
import type { Shape } from '../expression/dimension.js';
import { isScalarShape, sameShape } from '../expression/dimension.js';
import type { Code, Program, Statement } from './code.js';
import { partsOf } from './parts.js';
import { withParts } from './rebuild.js';
import { spreadIn } from './spread.js';

export function unspread(program: Program): Program {
  const found = spreadNames(program);
  if (found.size === 0) return program;
  const shapes = new Map([...found].map(([name, of]) => [name, of.shape]));
  const put = (code: Code): Code => withNarrow(code, shapes);
  const statement = (s: Statement): Statement => {
    if (s.kind === 'loop') return { ...s, body: s.body.map(statement) };
    const of = found.get(s.name);
    return of ? { ...s, shape: of.shape, value: put(of) } : { ...s, value: put(s.value) };
  };
  return {
    ...program,
    statements: program.statements.map(statement),
    ...(program.value ? { value: put(program.value) } : {}),
    derivatives: program.derivatives.map((d) => ({ ...d, parts: d.parts.map((p) => ({ ...p, value: put(p.value) })) })),
  };
}

/** Names made by one statement that only spreads, and used only where they may be spread, each with what it spreads. */
function spreadNames({ statements, value, derivatives, inputs }: Program): Map<string, Code> {
  const found = new Map<string, Code>();
  const seen = new Set(inputs.map(({ name }) => name));
  const values: Code[] = [];
  const visit = (s: Statement): void => {
    if (s.kind === 'loop') {
      s.body.forEach(visit);
      return;
    }
    values.push(s.value);
    const spread = s.value.op === 'times' ? spreadIn(s.value) : undefined;
    if (spread && spread.way !== 'all' && !seen.has(s.name)) found.set(s.name, spread.of);
    else found.delete(s.name);
    seen.add(s.name);
  };
  statements.forEach(visit);
  if (value) values.push(value);
  for (const { parts } of derivatives) for (const part of parts) values.push(part.value);
  for (const code of values) for (const name of heldNames(code, found)) found.delete(name);
  return found;
}

/** Of these names those that a value needs at their full size. */
function heldNames(whole: Code, names: ReadonlyMap<string, Code>): Set<string> {
  const held = new Set<string>();
  const visit = (code: Code, beside: boolean): void => {
    if (code.op === 'name' && names.has(code.name) && !beside) held.add(code.name);
    const isNarrow = (c: Code): boolean => isOnlySpread(c, names);
    const anchored = (parts: readonly Code[]): boolean =>
      beside || parts.some((part) => sameShape(part.shape, code.shape) && !isNarrow(part));
    const parts = partsOf(code);
    const inner =
      (code.op === 'sum' || code.op === 'times') && !isScalarShape(code.shape)
        ? anchored(parts)
        : code.op === 'power' && isScalarShape(code.exponent.shape) && beside;
    for (const part of parts) visit(part, inner);
  };
  visit(whole, false);
  return held;
}

/** Whether a value has its size only from names that are spread. */
function isOnlySpread(code: Code, names: ReadonlyMap<string, Code>): boolean {
  if (code.op === 'name') return names.has(code.name);
  if (code.op === 'power') return isOnlySpread(code.base, names);
  if (code.op !== 'sum' && code.op !== 'times') return false;
  return partsOf(code).every((part) => !sameShape(part.shape, code.shape) || isOnlySpread(part, names));
}

/** The value with the names at their narrow shapes, and what is made of them alone. */
function withNarrow(code: Code, shapes: ReadonlyMap<string, Shape>): Code {
  const narrow = code.op === 'name' ? shapes.get(code.name) : undefined;
  if (narrow) return { ...code, shape: narrow };
  const made = withParts(code, (part) => withNarrow(part, shapes));
  if (made.op === 'power') return { ...made, shape: made.base.shape };
  if (made.op !== 'sum' && made.op !== 'times') return made;
  const parts = partsOf(made);
  const isWhole = parts.some((part) => sameShape(part.shape, code.shape));
  const isSame = partsOf(code).every((part, i) => part === parts[i] || sameShape(part.shape, (parts[i] as Code).shape));
  if (isWhole || isSame) return made;
  const widest = parts.find((part) => !isScalarShape(part.shape));
  return widest && parts.every((part) => isScalarShape(part.shape) || sameShape(part.shape, widest.shape))
    ? { ...made, shape: widest.shape }
    : made;
}
