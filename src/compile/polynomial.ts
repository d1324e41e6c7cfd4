/** Sums of products of sizes with fractions before them: what work comes to. Names are those of sizes. */
import type { Dim } from '../expression/dimension.js';

interface Term {
  readonly coefficient: number;
  readonly names: readonly string[];
}

/** A polynomial in the sizes of a problem. */
export interface Polynomial {
  /** Highest degree first. */
  readonly terms: readonly Term[];
  /** As the input language writes it: "2*T*d*h*n + 3*h*n". */
  readonly text: string;
  /** Its value; a size that is not given counts as `otherwise`. */
  at(sizes: Readonly<Record<string, number>>, otherwise?: number): number;
}

export class Sum {
  private readonly terms = new Map<string, Term>();

  add(factor: number, dim: Dim): void {
    const monomials = typeof dim === 'number' ? [{ coefficient: dim, names: [] }] : dim.terms;
    for (const { coefficient, names } of monomials) {
      const key = names.join('*');
      const before = this.terms.get(key)?.coefficient ?? 0;
      this.terms.set(key, { coefficient: before + factor * coefficient, names });
    }
  }

  get polynomial(): Polynomial {
    const terms = [...this.terms.values()].filter((t) => Math.abs(t.coefficient) > 1e-9);
    terms.sort((a, b) => b.names.length - a.names.length || (a.names.join() < b.names.join() ? -1 : 1));
    return {
      terms,
      text: textOf(terms),
      at: (sizes, otherwise = Number.NaN) =>
        terms.reduce((sum, t) => sum + t.names.reduce((x, n) => x * (sizes[n] ?? otherwise), t.coefficient), 0),
    };
  }
}

function textOf(terms: readonly Term[]): string {
  if (terms.length === 0) return '0';
  return terms
    .map(({ coefficient, names }, i) => {
      const sign = i === 0 ? (coefficient < 0 ? '-' : '') : coefficient < 0 ? ' - ' : ' + ';
      const number = fraction(Math.abs(coefficient));
      const product = powers(names);
      return sign + (product === '' ? number : number === '1' ? product : `${number}*${product}`);
    })
    .join('');
}

/** Only thirds come about, from factors of matrices. */
function fraction(x: number): string {
  const thirds = Math.round(3 * x);
  return thirds % 3 === 0 ? String(thirds / 3) : `${thirds}/3`;
}

function powers(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name}^${count}`)).join('*');
}
