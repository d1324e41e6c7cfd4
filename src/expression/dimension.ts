/**
 * Dimensions and indices: integer polynomials in names (n, n+m, n*m, T-1, t+2).
 *
 * A `Dim` is a whole number or an interned polynomial, so that equal dimensions are `===`.
 * Distinct names are never assumed equal. The same type serves the index of a family (H[t-1])
 * and the ends of a loop, because they are the same arithmetic.
 */

/** coefficient × product of names (sorted, with repetition); the constant term has no names. */
export interface Monomial {
  readonly coefficient: number;
  readonly names: readonly string[];
}

export interface Poly {
  readonly kind: 'poly';
  readonly key: string;
  readonly terms: readonly Monomial[];
}

/** A size: a number, or a polynomial in names of dimensions. */
export type Dim = number | Poly;
/** Rows and columns. */
export type Shape = readonly [rows: Dim, cols: Dim];

const pool = new Map<string, WeakRef<Poly>>();
const released = new FinalizationRegistry<string>((key) => {
  if (pool.get(key)?.deref() === undefined) pool.delete(key);
});

const termKey = (names: readonly string[]): string => names.join('*');

function build(sums: ReadonlyMap<string, Monomial>): Dim {
  const terms = [...sums.values()].filter((m) => m.coefficient !== 0);
  // Highest degree first, the constant last, then by name: the order in which people write n*m + n - 1.
  terms.sort((a, b) => b.names.length - a.names.length || (termKey(a.names) < termKey(b.names) ? -1 : 1));
  const first = terms[0];
  if (first === undefined) return 0;
  if (terms.length === 1 && first.names.length === 0) return first.coefficient;
  const key = terms.map((m) => `${m.coefficient}:${termKey(m.names)}`).join('|');
  const known = pool.get(key)?.deref();
  if (known) return known;
  const poly: Poly = Object.freeze({ kind: 'poly', key, terms: Object.freeze(terms) });
  pool.set(key, new WeakRef(poly));
  released.register(poly, key);
  return poly;
}

const monomials = (d: Dim): readonly Monomial[] =>
  typeof d === 'number' ? (d === 0 ? [] : [{ coefficient: d, names: [] }]) : d.terms;

function gather(items: Iterable<Monomial>): Dim {
  const sums = new Map<string, Monomial>();
  for (const { coefficient, names } of items) {
    const key = termKey(names);
    const known = sums.get(key);
    sums.set(key, known ? { coefficient: known.coefficient + coefficient, names } : { coefficient, names });
  }
  return build(sums);
}

/** The dimension called `name`. */
export const dimName = (name: string): Dim => gather([{ coefficient: 1, names: [name] }]);

export const addDim = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : gather([...monomials(a), ...monomials(b)]);

export function multiplyDim(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const products: Monomial[] = [];
  for (const x of monomials(a)) {
    for (const y of monomials(b)) {
      products.push({ coefficient: x.coefficient * y.coefficient, names: [...x.names, ...y.names].sort() });
    }
  }
  return gather(products);
}

export const negateDim = (a: Dim): Dim => multiplyDim(-1, a);
export const subtractDim = (a: Dim, b: Dim): Dim => addDim(a, negateDim(b));

/** The whole number a − b where it is one, else undefined: T − (T−1) is 1, T − n is not known. */
export function dimDifference(a: Dim, b: Dim): number | undefined {
  const difference = subtractDim(a, b);
  return typeof difference === 'number' ? difference : undefined;
}

/** Whether sizes of 1 make it no less than 0, and so all sizes. */
export const neverNegative = (d: Dim): boolean =>
  typeof d === 'number'
    ? d >= 0
    : d.terms.every((m) => m.names.length === 0 || m.coefficient > 0) &&
      d.terms.reduce((sum, m) => sum + m.coefficient, 0) >= 0;

/** The name, when the dimension is just a name. */
export function asName(d: Dim): string | undefined {
  if (typeof d === 'number' || d.terms.length !== 1) return undefined;
  const term = d.terms[0];
  return term?.coefficient === 1 && term.names.length === 1 ? term.names[0] : undefined;
}

export function dimNames(d: Dim): readonly string[] {
  if (typeof d === 'number') return [];
  return [...new Set(d.terms.flatMap((m) => m.names))];
}

/** What stands before the letter; undefined where it stands in a product. */
export function coefficientOf(d: Dim, letter: string): number | undefined {
  if (typeof d === 'number') return 0;
  const found = d.terms.filter((m) => m.names.includes(letter));
  if (found.some((m) => m.names.length > 1)) return undefined;
  return found[0]?.coefficient ?? 0;
}

/** Puts dimensions for names; names not in the map stay. */
export function substituteDim(d: Dim, put: ReadonlyMap<string, Dim>): Dim {
  if (typeof d === 'number' || !d.terms.some((m) => m.names.some((name) => put.has(name)))) return d;
  return d.terms.reduce<Dim>(
    (sum, { coefficient, names }) =>
      addDim(
        sum,
        names.reduce<Dim>((product, name) => multiplyDim(product, put.get(name) ?? dimName(name)), coefficient),
      ),
    0,
  );
}

/** The number, given one for each name; undefined when a name has none. */
export function evaluateDim(d: Dim, sizes: ReadonlyMap<string, number>): number | undefined {
  const value = substituteDim(d, sizes);
  return typeof value === 'number' ? value : undefined;
}

function monomialText({ coefficient, names }: Monomial): string {
  const size = Math.abs(coefficient);
  if (names.length === 0) return String(size);
  return (size === 1 ? '' : `${size}*`) + termKey(names);
}

/**
 * The terms as they are written: a leading minus is avoided where a positive one can lead, T-t for -t+T; where something is
 * taken off, a small letter leads, which is that of an index: t-T+K.
 */
export function writtenTerms({ terms }: Poly): readonly Monomial[] {
  if (terms.every((m) => m.coefficient > 0 || m.names.length === 0)) return terms;
  const leads = (m: Monomial): boolean => m.coefficient > 0;
  const small = terms.findIndex((m) => leads(m) && m.names.length === 1 && /^\p{Ll}/u.test(m.names[0] as string));
  const lead = small >= 0 ? small : terms.findIndex(leads);
  return lead <= 0 ? terms : [terms[lead] as Monomial, ...terms.slice(0, lead), ...terms.slice(lead + 1)];
}

/** A size as the input language writes it: `n*m + 1` is "n*m+1", as in `shape.map(dimToString)`. Throws nothing of its own. */
export function dimToString(d: Dim): string {
  if (typeof d === 'number') return String(d);
  return writtenTerms(d)
    .map((m, i) => (m.coefficient < 0 ? '-' : i === 0 ? '' : '+') + monomialText(m))
    .join('');
}

/**
 * The two sides of d ≥ 0 as people write them: T-6 is T ≥ 6, and T-2*K+1 is T ≥ 2*K-1. The first is what is added in it,
 * the second what is taken off; a number that is added goes with names that are taken off.
 */
export function inequalityOf({ terms }: Poly): readonly [more: Dim, less: Dim] {
  const below = terms.filter((m) => m.coefficient < 0);
  const numberGoes = below.some((m) => m.names.length > 0);
  const isLess = (m: Monomial): boolean => m.coefficient < 0 || (m.names.length === 0 && numberGoes);
  return [gather(terms.filter((m) => !isLess(m))), negateDim(gather(terms.filter(isLess)))];
}

/** That a dimension is not negative. */
export const notNegativeToString = (d: Poly): string => inequalityOf(d).map(dimToString).join(' ≥ ');

export const shapeToString = ([rows, cols]: Shape): string => `${dimToString(rows)} x ${dimToString(cols)}`;
export const sameShape = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1];
export const isScalarShape = (s: Shape): boolean => s[0] === 1 && s[1] === 1;
export const SCALAR: Shape = Object.freeze([1, 1] as const);
export const flip = ([rows, cols]: Shape): Shape => [cols, rows];
export const substituteShape = ([rows, cols]: Shape, put: ReadonlyMap<string, Dim>): Shape => [
  substituteDim(rows, put),
  substituteDim(cols, put),
];
