/** What has to be a vector or a matrix for each value of its index, and so no entry: x_i in w^⊤x_i and in ‖x_i‖. */
import type { Formula, TexSymbol } from './formula.js';
import { letterOf, lettersOf, usesIn } from './naming.js';
import { ENTRYWISE } from './places.js';
import { byLetter } from './shapes.js';
import { partsOf, walk } from './walk.js';

export interface MemberUse {
  readonly symbol: TexSymbol;
  readonly letter: string;
}

export function* memberUses(formula: Formula): Generator<MemberUse> {
  for (const { f } of walk(formula)) {
    if (f.kind === 'norm' || f.kind === 'transpose') for (const { symbol } of usesIn([f.of])) yield* lettered(symbol);
    if (f.kind !== 'product') continue;
    for (const at of f.dots ?? []) {
      const besides = besideDot(f.factors[at - 1], f.factors[at]);
      if (besides) yield* lettered(besides);
    }
    for (const [k, factor] of f.factors.entries()) {
      const next = f.factors[k + 1];
      if (factor.kind === 'transpose' && next?.kind === 'symbol') yield* lettered(next);
    }
  }
}

/** x_i of w · x_i. */
export function besideDot(a: Formula | undefined, b: Formula | undefined): TexSymbol | undefined {
  if (a?.kind !== 'symbol' || b?.kind !== 'symbol') return undefined;
  const isVector = (s: TexSymbol): boolean =>
    s.subs.length === 0 && !s.over && (s.bold || byLetter(s.base) === 'vector');
  return isVector(a) && b.subs.length > 0 ? b : isVector(b) && a.subs.length > 0 ? a : undefined;
}

function* lettered(symbol: TexSymbol): Generator<MemberUse> {
  for (const sub of symbol.subs) for (const letter of lettersOf(sub)) yield { symbol, letter };
}

/**
 * X of X_{ij}, where sums with ends run over both places and nothing else is done with it than with a number: its entries, and
 * how far they go. A letter of a left side runs as far as a sum says elsewhere: s_i = Σ_{j=1}^{m} X_{ij} beside Σ_{i=1}^{n}.
 */
export function entriesBySums(
  formulas: readonly Formula[],
  running: ReadonlySet<string>,
): Map<string, readonly [Formula, Formula]> {
  const open = new Map<string, Formula>();
  for (const formula of formulas)
    for (const { f } of walk(formula)) if (f.kind === 'fold' && f.to && running.has(f.over)) open.set(f.over, f.to);
  const found = new Map<string, readonly [Formula, Formula]>();
  const others = new Set<string>();
  for (const formula of formulas) {
    const members = new Set([...memberUses(formula)].map(({ symbol }) => symbol));
    const visit = (f: Formula, ends: ReadonlyMap<string, Formula>, isNumber: boolean): void => {
      if (f.kind === 'symbol' && /^[A-Z]$/.test(f.base)) {
        const [rows, cols, ...more] = f.subs.map((s) =>
          s.kind === 'symbol' ? ends.get(letterOf(s) ?? '') : undefined,
        );
        const isEntry = rows && cols && more.length === 0 && isNumber && !members.has(f) && isBare(f);
        if (isEntry) found.set(f.base, [rows, cols]);
        else if (f.subs.length > 0 || f.over) others.add(f.base);
      }
      const inner = f.kind === 'fold' && f.to ? new Map([...ends, [f.over, f.to]]) : ends;
      const isWhole = OF_WHOLE.has(f.kind) || (f.kind === 'call' && !ENTRYWISE.has(f.fn));
      for (const part of partsOf(f)) visit(part, inner, isNumber && !isWhole);
    };
    visit(formula, open, true);
  }
  for (const name of others) found.delete(name);
  return found;
}

const OF_WHOLE: ReadonlySet<Formula['kind']> = new Set([
  'transpose',
  'inverse',
  'pinv',
  'norm',
  'matrix',
  'slice',
  'partial',
]);
const isBare = (s: TexSymbol): boolean => s.accents.length === 0 && !s.over && !s.word && !s.star && s.primes === 0;

/** The i of y_i, an entry of a y of known size, that also numbers vectors: x_i in w^⊤x_i, or a bold x_i without any bold x. */
export function membersBeside(formulas: readonly Formula[], isSized: (symbol: TexSymbol) => boolean): Set<string> {
  const found = new Set<string>();
  const symbols = usesIn(formulas).map((u) => u.symbol);
  // by what a derivative is is no use of it
  const asked = new Set(formulas.flatMap((f) => [...walk(f)].flatMap((w) => (w.f.kind === 'partial' ? [w.f.by] : []))));
  const whole = new Set(symbols.flatMap((s) => (s.subs.length === 0 && !asked.has(s) ? [s.base] : [])));
  const places = new Set(symbols.filter(isSized).flatMap((s) => s.subs.flatMap((f) => lettersOf(f))));
  const isOpen = (s: TexSymbol): boolean => s.subs.length === 1 && !isSized(s) && !whole.has(s.base);
  const uses = [
    ...formulas.flatMap((f) => [...memberUses(f)]),
    ...symbols.filter((s) => s.bold).flatMap((s) => [...lettered(s)]),
  ];
  for (const { symbol, letter } of uses) if (isOpen(symbol) && places.has(letter)) found.add(letter);
  return found;
}
