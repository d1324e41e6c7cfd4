/** Loops taken apart. */
import { components } from '../derive/order.js';
import type { Code, Statement } from './code.js';
import { namesIn } from './parts.js';

/**
 * The statements of a loop in as many loops as can be, one after the other: together stay only those that hang on one
 * another in a circle, and so a recurrence. As every member is written once, whatever order the circles allow is right.
 */
export function distributed(body: readonly Statement[]): Statement[][] {
  if (body.length < 2) return [[...body]];
  const makers = new Map<string, string[]>();
  for (const [i, s] of body.entries())
    for (const name of namesMade(s)) makers.set(name, [...(makers.get(name) ?? []), String(i)]);
  const uses = body.map((s) => valuesIn(s).flatMap((v) => [...namesIn(v)].flatMap((name) => makers.get(name) ?? [])));
  const places = body.map((_, i) => String(i));
  return components(places, (i) => uses[Number(i)] ?? []).map((group) =>
    group
      .map(Number)
      .sort((a, b) => a - b)
      .map((i) => body[i] as Statement),
  );
}

const valuesIn = (s: Statement): Code[] => (s.kind === 'assign' ? [s.value] : s.body.flatMap(valuesIn));
const namesMade = (s: Statement): string[] => (s.kind === 'assign' ? [s.name] : s.body.flatMap(namesMade));
