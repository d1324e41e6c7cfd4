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

export class Names {
  private readonly given = new Map<string, string>();
  private readonly taken = new Set<string>();

  constructor(private readonly naming: Naming) {}

  /** The same name each time; `role` tells apart what may be spelt alike: a variable n and a size n. */
  of(role: 'variable' | 'size' | 'index' | 'result', wanted: string): string {
    const key = `${role} ${wanted}`;
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const base = this.spelt(wanted);
    let name = base;
    for (let k = 2; this.taken.has(name) || this.naming.reserved.has(name); k++) {
      name = k === 2 && this.naming.reserved.has(base) ? `${base}_` : `${base}_${k}`;
    }
    this.given.set(key, name);
    this.taken.add(name);
    return name;
  }

  /** Names that are not what the problem calls them: [problem's, code's]. */
  changed(): readonly (readonly [string, string])[] {
    return [...this.given].flatMap(([key, name]): [string, string][] => {
      const [role, wanted = ''] = key.split(' ');
      return role === 'result' || wanted === name ? [] : [[wanted, name]];
    });
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
