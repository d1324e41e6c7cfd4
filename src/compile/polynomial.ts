/** Sums of products of sizes with fractions before them: what work comes to. Names are those of sizes. */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimName, multiplyDim, substituteDim } from '../expression/dimension.js';

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

/** Thirds come about from factors of matrices, halves and sixths from loops whose ends move; twelfths hold both. */
function fraction(x: number): string {
  const found = [1, 2, 3, 4, 6, 12].find((q) => Math.abs(q * x - Math.round(q * x)) < 1e-6) ?? 1;
  return found === 1 ? String(Math.round(x)) : `${Math.round(found * x)}/${found}`;
}

function powers(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name}^${count}`)).join('*');
}

/** A multiple of a size. */
export interface Multiple {
  readonly factor: number;
  readonly dim: Dim;
}

/** The sum of multiples over a letter from one end to the other, both counted. */
export function summed(list: readonly Multiple[], letter: string, from: Dim, to: Dim): Multiple[] {
  const before = addDim(from, -1);
  return list.flatMap(({ factor, dim }) => {
    const byPower = new Map<number, Dim>();
    for (const { coefficient, names } of typeof dim === 'number' ? [{ coefficient: dim, names: [] }] : dim.terms) {
      const power = names.filter((n) => n === letter).length;
      const rest = names.filter((n) => n !== letter).reduce((d: Dim, n) => multiplyDim(d, dimName(n)), coefficient);
      byPower.set(power, addDim(byPower.get(power) ?? 0, rest));
    }
    return [...byPower].flatMap(([power, rest]) => {
      const sum = SUMS[power];
      // of higher powers the last counts for all
      if (sum === undefined) {
        const last = substituteDim(multiplyDim(rest, powerOf(to, power)), new Map([[letter, to]]));
        return [{ factor, dim: multiplyDim(last, addDim(to, multiplyDim(-1, before))) }];
      }
      const [up, down] = [sum(to), multiplyDim(-1, sum(before))];
      return [{ factor: factor / (DIVISORS[power] as number), dim: multiplyDim(rest, addDim(up, down)) }];
    });
  });
}

const powerOf = (x: Dim, k: number): Dim => (k === 0 ? 1 : multiplyDim(x, powerOf(x, k - 1)));
const upTo = (x: Dim): Dim => multiplyDim(x, addDim(x, 1));

/** The sum of 1, of k, of k² and of k³ up to x, times what divides it. */
const SUMS: readonly ((x: Dim) => Dim)[] = [
  (x) => x,
  upTo,
  (x) => multiplyDim(upTo(x), addDim(multiplyDim(2, x), 1)),
  (x) => multiplyDim(upTo(x), upTo(x)),
];
const DIVISORS = [1, 2, 6, 4];
