/**
 * Names of a problem as names of a language: distinct, no word of the language, no sign it does not know. What had to be
 * changed is kept, so that the comment of the code can say so.
 */
import { GREEK_WORDS } from './words.js';

export interface Naming {
  /** Words that are taken: keywords, and what the code itself uses. */
  readonly reserved: ReadonlySet<string>;
  /** Whether letters beyond ASCII are allowed. */
  readonly unicode: boolean;
  /** Letters that the language takes for others. */
  readonly alike?: ReadonlyMap<string, string>;
}

/** What a name stands for: a variable n and a size n may be spelt alike. An argument is one whose key is no name: H[0]. */
type Role = 'variable' | 'argument' | 'size' | 'index' | 'result';

export class Names {
  private readonly given = new Map<string, { readonly role: Role; readonly wanted: string; readonly name: string }>();
  private readonly taken = new Set<string>();

  constructor(private readonly naming: Naming) {}

  /** The same name each time for what is called `wanted` in this role; `spelling` is what it is to look like. */
  of(role: Role, wanted: string, spelling = wanted): string {
    const key = `${role} ${wanted}`;
    const known = this.given.get(key);
    if (known !== undefined) return known.name;
    const base = this.spelt(spelling);
    let name = base;
    for (let k = 2; this.taken.has(name) || this.naming.reserved.has(name); k++) {
      name = k === 2 && this.naming.reserved.has(base) ? `${base}_` : `${base}_${k}`;
    }
    // an argument is always called otherwise than its key: what is said is that it could not be so as usual
    this.given.set(key, { role, wanted: role === 'argument' && name === spelling ? name : wanted, name });
    this.taken.add(name);
    return name;
  }

  /** Names that are not what the problem calls them: [problem's, code's]. */
  changed(): readonly (readonly [string, string])[] {
    return [...this.given.values()].flatMap(({ role, wanted, name }): [string, string][] =>
      role === 'result' || wanted === name ? [] : [[wanted, name]],
    );
  }

  private spelt(text: string): string {
    const { unicode, alike } = this.naming;
    const plain = unicode
      ? text.replace(/\p{L}/gu, (c) => alike?.get(c) ?? c)
      : text.replace(/\p{Script=Greek}/gu, (c) => GREEK_WORDS.get(c) ?? 'x');
    const clean = plain.replaceAll("'", '_prime').replaceAll(unicode ? /[^\p{L}\p{N}_]+/gu : /[^A-Za-z0-9_]+/g, '_');
    return /^[\p{L}_]/u.test(clean) && !clean.startsWith('__') ? clean : `v_${clean.replace(/^_+/, '')}`;
  }
}
