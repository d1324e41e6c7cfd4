/** Members that a family begins with: H[0] where H[t] is made of H[t-1], and x[0] where x[t+1] is made of x[t]. */
import { isVectorUse, variables } from './declare.js';
import type { Definition, Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { usesIn } from './naming.js';
import { offsetOf } from './offsets.js';
import { ENTRYWISE } from './places.js';
import { loopOf } from './ranges.js';
import type { Size } from './shapes.js';
import { byLetter, NUMBER, shapeText } from './shapes.js';

interface Backward {
  readonly name: string;
  readonly symbol: TexSymbol;
  readonly definition: Definition;
  /** Where the member is that is used, and the one that is defined by it. */
  readonly used: number;
  readonly made: number;
}

/** Uses of H[t-1] where H[t] is defined. */
function* recurring(draft: Draft): Generator<Backward> {
  for (const definition of draft.definitions) {
    const [own] = definition.index;
    const made = own && definition.loops.length === 1 && definition.index.length === 1 ? offsetOf(own) : undefined;
    if (made === undefined) continue;
    for (const other of draft.definitions)
      for (const { symbol } of usesIn([other.right])) {
        const { name, index } = draft.naming.named(symbol);
        const used = index.length === 1 && index[0] ? offsetOf(index[0]) : undefined;
        if (name === definition.name && used?.letter === made.letter && used.offset !== made.offset)
          yield { name, symbol, definition, used: used.offset, made: made.offset };
      }
  }
}

/** λ_t from λ_{t+1}: from the last to the first. */
export const runsDown = (draft: Draft, definition: Definition): boolean =>
  [...recurring(draft)].some((r) => r.definition === definition && r.used > r.made);

/**
 * Sizes of families that begin with a member of which nothing is said: by the letter, and told. What goes entry by entry with
 * a vector is one of the same length: c_t of an LSTM, for h_t = o_t ⊙ tanh c_t stands behind a matrix.
 */
export function settleBoundaries(draft: Draft): void {
  const groups = draft.definitions.map((d) => new Set([d.name, ...entryByEntry(d.right, draft)]));
  for (const { name, symbol } of recurring(draft)) {
    if (draft.sizes.has(name)) continue;
    const alike = alikeTo(name, groups);
    const known = [...alike].map((other) => draft.sizes.get(other)).find((size) => size && size[0] !== '1');
    const vector = symbol.bold || [...alike].some((other) => isVectorUse(draft, other));
    const fresh: Size =
      byLetter(name) === 'matrix' ? [draft.freshSize(), draft.freshSize()] : vector ? [draft.freshSize(), '1'] : NUMBER;
    draft.guessSize(name, known ?? fresh, symbol.span, 'it is taken as');
  }
}

/** What stands entry by entry beside the name in definitions, and what stands beside that; itself as well. */
function alikeTo(name: string, groups: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const found = new Set([name]);
  for (const one of found) for (const group of groups) if (group.has(one)) for (const other of group) found.add(other);
  return found;
}

/** The names whose entries are those of the formula: f and c of f ⊙ c, and none of Wh. */
function entryByEntry(f: Formula, draft: Draft): string[] {
  const of = (g: Formula | undefined): string[] => (g ? entryByEntry(g, draft) : []);
  switch (f.kind) {
    case 'symbol':
      return [draft.naming.named(f).name];
    case 'sum':
      return f.terms.flatMap((t) => of(t.term));
    case 'binary':
      return f.op === ':' || f.op === '/' ? [] : [...of(f.left), ...of(f.right)];
    case 'call':
      return f.args.length === 1 && ENTRYWISE.has(f.fn) ? of(f.args[0]) : [];
    default:
      return [];
  }
}

export function boundaries(draft: Draft, asked: ReadonlySet<string>): string[] {
  const out = new Map<string, string>();
  const add = (name: string, place: string, isParam = false): void => {
    const text = `${name}[${place}]`;
    const isDefined = draft.definitions.some(
      (d) => d.name === name && d.loops.length === 0 && draft.places(d.index) === place,
    );
    const size = draft.sizes.get(name);
    if (!isDefined)
      out.set(text, `${isParam || asked.has(text) ? 'param' : 'data'} ${text} : ${size ? shapeText(size) : 'scalar'}`);
  };
  for (const { name, definition, used, made } of recurring(draft)) {
    const { from, to } = loopOf(draft, definition);
    if (used < made) for (let k = made - 1; k >= used; k--) add(name, place(from, k));
    else for (let k = made + 1; k <= used; k++) add(name, place(to, k));
  }
  for (const [name, at] of beforeFirst(draft)) add(name, at, asked.has(name));
  return [...out.values()];
}

/** u[0] of x[t+1] = Ax[t] + Bu[t] from t = 0: a family that is given begins with its first member, 1. */
function* beforeFirst(draft: Draft): Generator<readonly [string, string]> {
  const given = new Set(variables(draft).map((v) => v.name));
  for (const definition of draft.definitions)
    for (const { symbol } of usesIn([definition.right])) {
      const { name, index } = draft.naming.named(symbol);
      const used = index.length === 1 && index[0] ? offsetOf(index[0]) : undefined;
      if (used === undefined || !given.has(name) || !definition.loops.includes(used.letter)) continue;
      const first = Number(loopOf(draft, definition, used.letter).from) + used.offset;
      for (let k = first; k < 1; k++) yield [name, String(k)];
    }
}

/** The place that is so far from an end: 0 and T+1. */
function place(end: string, offset: number): string {
  if (/^-?\d+$/.test(end)) return String(Number(end) + offset);
  const parts = /^(.*?)([+-]\d+)?$/.exec(end);
  const all = Number(parts?.[2] ?? 0) + offset;
  return `${parts?.[1] ?? end}${all === 0 ? '' : all > 0 ? `+${all}` : all}`;
}
