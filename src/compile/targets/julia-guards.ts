/** Definitions that a choice between matrices may use where they have no value: where(x > 0, log(x), x) takes log of all. */
import type { Code, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';

export function guardedNames({ statements, derivatives, value }: Program): ReadonlySet<string> {
  const behind = new Map<string, Set<string>>();
  const guarded = new Set<string>();
  const visit = (code: Code, inside: Set<string>): void => {
    if (code.op === 'name') inside.add(code.name);
    for (const [i, part] of partsOf(code).entries()) {
      visit(part, inside);
      if (code.op === 'choose' && i >= 2) visit(part, guarded);
    }
  };
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      if (s.kind === 'loop') walk(s.body);
      else {
        const names = behind.get(s.name) ?? new Set();
        behind.set(s.name, names);
        visit(s.value, names);
      }
    }
  };
  walk(statements);
  const rest = new Set<string>();
  for (const { parts } of derivatives) for (const part of parts) visit(part.value, rest);
  if (value) visit(value, rest);
  // what a guarded definition is made of is guarded as well
  for (const name of guarded) for (const inner of behind.get(name) ?? []) guarded.add(inner);
  return guarded;
}
