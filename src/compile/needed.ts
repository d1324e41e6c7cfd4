/** What a value hangs on. */
import type { Code, Statement } from './code.js';
import { namesIn } from './parts.js';

/** The statements that a value hangs on. */
export function neededFor(value: Code, statements: readonly Statement[]): Statement[] {
  const behind = new Map<string, Set<string>>();
  const note = (s: Statement): void => {
    if (s.kind === 'loop') {
      s.body.forEach(note);
      return;
    }
    const names = behind.get(s.name) ?? new Set();
    behind.set(s.name, names);
    for (const name of namesIn(s.value)) names.add(name);
  };
  statements.forEach(note);
  const needed = new Set<string>();
  const queue = [...namesIn(value)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    queue.push(...(behind.get(name) ?? []));
  }
  const kept = (s: Statement): Statement[] => {
    if (s.kind === 'assign') return needed.has(s.name) ? [s] : [];
    const body = s.body.flatMap(kept);
    return body.length > 0 ? [{ ...s, body }] : [];
  };
  return statements.flatMap(kept);
}
