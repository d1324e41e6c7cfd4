/**
 * How a name of the input language reads as mathematics: Y_hat is a Y with a hat, W_xh a W with a subscript,
 * alpha the Greek letter. It takes a name apart; what each part looks like is the styles' affair.
 *
 * Invariant: distinct parts come only from distinct names, up to the Greek letter and its English spelling.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames, writtenTerms } from '../expression/dimension.js';

const LETTERS = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  omicron: 'ο',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  upsilon: 'υ',
  phi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  pi: 'π',
} as const;

const CAPITALS = {
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Upsilon: 'Υ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
} as const;

/** English name → letter, and back. */
export const GREEK: ReadonlyMap<string, string> = new Map(Object.entries({ ...LETTERS, ...CAPITALS }));
export const GREEK_NAMES: ReadonlyMap<string, string> = new Map([...GREEK].map(([word, letter]) => [letter, word]));

export const ACCENTS = ['hat', 'bar', 'tilde', 'dot', 'star', 'prime'] as const;
export type Accent = (typeof ACCENTS)[number];

/** A letter, or a word, Greek as the letter; with what stands over it. */
export interface Accented {
  readonly base: string;
  readonly accents: readonly Accent[];
}

export interface NameParts extends Accented {
  /** In order. */
  readonly subscripts: readonly Accented[];
  readonly primes: number;
  /** It stands as it is spelt: a number at its end is no subscript. */
  readonly whole?: boolean;
}

const letter = (word: string): string => GREEK.get(word) ?? word;
const isAccent = (word: string): word is Accent => (ACCENTS as readonly string[]).includes(word);

const NONE: readonly never[] = [];

export function nameParts(text: string): NameParts {
  // most have nothing but their letter, and are met over and over
  if (!/[_'′]/.test(text)) return { base: letter(text), accents: NONE, subscripts: NONE, primes: 0 };
  const bare = text.replace(/['′]+$/, '');
  const [base = bare, ...rest] = bare.split('_').filter((part, i) => i === 0 || part !== '');
  const parts: { base: string; accents: Accent[] }[] = [{ base: letter(base), accents: [] }];
  for (const part of rest) {
    // an accent belongs to the word before it, G_Ŷ; over a number there is none, x̂₁
    if (isAccent(part)) parts.findLast(({ base }, i) => i === 0 || !/^\d+$/.test(base))?.accents.push(part);
    else parts.push({ base: letter(part), accents: [] });
  }
  const [first = { base: letter(base), accents: [] }, ...subscripts] = parts;
  return { ...first, subscripts, primes: text.length - bare.length };
}

/** The parts as they are shown: whole, where the name is one of those that stand as they are spelt. */
export const partsOf = (text: string, spelt: ReadonlySet<string> | undefined): NameParts =>
  spelt?.has(text) ? { base: text, accents: [], subscripts: [], primes: 0, whole: true } : nameParts(text);

/** A dimension as its signed monomials, each a coefficient and names, for a style to spell. */
export interface DimPart {
  readonly negative: boolean;
  readonly coefficient: number;
  readonly names: readonly string[];
}

export function dimParts(d: Dim): readonly DimPart[] {
  if (typeof d === 'number') return [{ negative: d < 0, coefficient: Math.abs(d), names: [] }];
  return writtenTerms(d).map(({ coefficient, names }) => ({
    negative: coefficient < 0,
    coefficient: Math.abs(coefficient),
    names,
  }));
}

/** The names of a product with how often each stands in it: n·n·m as n² and m. */
export function counted(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}

/** Whether the dimension is one name or one number, and so needs no parentheses. */
export const isSimpleDim = (d: Dim): boolean =>
  typeof d === 'number'
    ? d >= 0
    : dimParts(d).length === 1 &&
      dimNames(d).length === 1 &&
      d.terms[0]?.coefficient === 1 &&
      d.terms[0].names.length === 1;
