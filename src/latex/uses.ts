/** What a definition is made of, at any depth, and which definitions nothing else uses. */
import type { Definition, Draft } from './draft.js';
import { usesIn } from './naming.js';
import { walk } from './walk.js';

/** All names that stand in the definition of this one, or in what it is made of. */
export const reachOf = (draft: Draft, name: string): Set<string> =>
  reached(name, (next) => [...namesIn(draft, next), ...(draft.unknown.get(next)?.of ?? [])]);

/** All that a name leads to. */
export function reached(name: string, usesOf: (name: string) => Iterable<string>): Set<string> {
  const found = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    for (const used of usesOf(next))
      if (!found.has(used)) {
        found.add(used);
        pending.push(used);
      }
  return found;
}

function namesIn(draft: Draft, name: string): string[] {
  return draft.definitions.filter((d) => d.name === name).flatMap((d) => rightNames(draft, d));
}

const rightNames = (draft: Draft, { right }: Definition): string[] => [
  ...usesIn([right]).map(({ symbol }) => draft.naming.named(symbol).name),
  // a function of the text's own is called, and stands nowhere as a letter
  ...calledIn(draft, right),
];

function calledIn(draft: Draft, right: Definition['right']): string[] {
  return [...walk(right)].flatMap(({ f }) => (f.kind === 'call' && draft.functions.has(f.fn) ? [f.fn] : []));
}

/** Quantities of their own, no members and no entries, that stand in no other definition. */
export function rootsOf(draft: Draft): Definition[] {
  const used = new Set(draft.definitions.flatMap((d) => rightNames(draft, d).filter((name) => name !== d.name)));
  return draft.definitions.filter((d) => d.index.length + d.free.length === 0 && !used.has(d.name));
}
