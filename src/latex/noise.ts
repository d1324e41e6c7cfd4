/** Equations of a model, as y = Xβ + ε: as a definition of y they put the noise into what is derived. Told. */
import type { Definition, Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { usesIn } from './naming.js';

/** Usual letters of errors and disturbances. */
const NOISE: ReadonlySet<string> = new Set(['epsilon', 'varepsilon', 'eta', 'xi', 'nu', 'zeta', 'e', 'u']);

export function tellNoise(draft: Draft, subject: string): void {
  for (const d of usedBy(draft, subject)) {
    const noise = noiseIn(draft, d);
    if (noise === undefined) continue;
    const [own, error] = [d.name, draft.naming.named(noise).name];
    draft.note(
      'note',
      `this equation defines ${own}, and is put in where ${subject} has ${own}, with ${error} for the noise; where ${own} is data, and the equation its model, it has to be left out`,
      d.span,
    );
  }
}

/** What the subject is made of, at any depth. */
function usedBy(draft: Draft, subject: string): Definition[] {
  const found = new Set<Definition>();
  const pending = [subject];
  for (let name = pending.pop(); name !== undefined; name = pending.pop())
    for (const d of draft.definitions.filter((own) => own.name === name))
      for (const { symbol } of usesIn([d.right])) {
        const used = draft.naming.named(symbol).name;
        const next = draft.definitions.filter((own) => own.name === used && own.name !== subject && !found.has(own));
        for (const one of next) found.add(one);
        if (next.length > 0) pending.push(used);
      }
  return [...found];
}

/** A term by itself that stands in no other formula. */
function noiseIn(draft: Draft, { right }: Definition): TexSymbol | undefined {
  if (right.kind !== 'sum') return undefined;
  const others = draft.formulas.filter((f) => f !== right);
  const elsewhere = new Set(usesIn(others).map(({ symbol }) => draft.naming.named(symbol).name));
  const isNoise = (f: Formula): f is TexSymbol =>
    f.kind === 'symbol' && NOISE.has(f.base) && !elsewhere.has(draft.naming.named(f).name);
  return right.terms.map((t) => t.term).find(isNoise);
}
