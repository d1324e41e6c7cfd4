/** Names for what a derivation names: none that the problem has. */
import { postorder } from '../expression/traverse.js';
import type { Problem } from '../language/problem.js';

/** Names not yet taken in a problem. */
export class FreshNames {
  private readonly taken: Set<string>;
  /** The letters of variables in the other case: z beside Z is told from it by the eye alone, and G_z from G_Z. */
  private readonly twins: ReadonlySet<string>;
  /** The number at which to look on, by stem. */
  private readonly next = new Map<string, number>();
  constructor(problem: Problem) {
    this.taken = new Set([
      ...problem.declarations.keys(),
      ...problem.definitions.map((x) => x.target.name),
      ...problem.functions.keys(),
      ...problem.dims,
      ...problem.definitions.flatMap((x) => x.loops.map((l) => l.over)),
      // s[t] beside a sum over s would be two things
      ...postorder(problem.definitions.map((x) => x.value)).flatMap((e) => (e.kind === 'each' ? [e.over] : [])),
    ]);
    const variables = [
      ...[...problem.declarations.values()].map(({ name }) => name),
      ...problem.definitions.map((x) => x.target.name),
    ];
    this.twins = new Set(variables.map((x) => (x === x.toLowerCase() ? x.toUpperCase() : x.toLowerCase())));
    for (const f of problem.functions.values()) {
      if (f.kind === 'scalar') for (const g of f.gradient?.values() ?? []) this.taken.add(g.name);
    }
  }

  /** The first of the wishes that is free, else the first of them with a number. */
  take(wishes: readonly string[]): string {
    const free = wishes.filter((w) => !this.taken.has(w));
    const chosen = free.find((w) => !this.twins.has(w)) ?? free[0] ?? this.numbered(wishes[0] as string);
    this.taken.add(chosen);
    return chosen;
  }

  /** The first letter that is nobody's name, to make subscripted names with. */
  stem(letters: readonly string[]): string {
    return letters.find((l) => !this.taken.has(l)) ?? (letters[0] as string);
  }

  private numbered(stem: string): string {
    for (let i = this.next.get(stem) ?? 1; ; i++) {
      if (this.taken.has(`${stem}_${i}`)) continue;
      this.next.set(stem, i + 1);
      return `${stem}_${i}`;
    }
  }
}
