/** Greek letters and letters from a to g that would go as numbers, and stand where only vectors can. Told each time. */
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, isNumberKind, isVectorKind, kindIn } from './kinds.js';
import type { Kind } from './shapes.js';
import { byLetter } from './shapes.js';
import { walk } from './walk.js';

export function settleVectors(draft: Draft): void {
  for (const formula of draft.formulas)
    for (const { f } of walk(formula)) {
      if (f.kind === 'transpose' || f.kind === 'norm') {
        const why = f.kind === 'norm' ? 'it has a norm' : 'it is transposed';
        if (f.of.kind === 'symbol') settle(draft, f.of, why);
        else if (f.of.kind === 'sum')
          settleTerms(
            draft,
            f.of.terms.map((t) => t.term),
            why,
          );
      } else if (f.kind === 'product') {
        settleBehind(draft, f);
        settleBetween(draft, f);
        settleOuter(draft, f, false);
      }
      if (f.kind === 'call' && f.fn === 'diag' && f.args[0]?.kind === 'symbol')
        settle(draft, f.args[0], 'it is made a diagonal matrix');
      if (f.kind === 'sum' && f.terms.some(({ term }) => isMatrixKind(kindIn(term, draft.known))))
        for (const { term } of f.terms) if (term.kind === 'product') settleOuter(draft, term, true);
    }
}

function settle(draft: Draft, symbol: TexSymbol, why: string): void {
  const { name } = draft.naming.named(symbol);
  if (byLetter(name) !== 'number' || !isOpen(draft, symbol)) return;
  draft.sizes.set(name, [draft.freshSize(), '1']);
  draft.guessEntries(name, symbol.span, `${name} is taken as a vector: ${why}`);
}

/** (x - μ)ᵀ, ‖x - μ‖: like what it stands beside, unless that is a matrix. */
function settleTerms(draft: Draft, terms: readonly Formula[], why: string): void {
  if (terms.some((t) => t.kind !== 'number' && isMatrixKind(kindIn(t, draft.known)))) return;
  for (const term of terms) if (term.kind === 'symbol') settle(draft, term, why);
}

/** Xθ, xᵀθ: a number would stand before them. */
function settleBehind(draft: Draft, { factors }: Formula & { kind: 'product' }): void {
  const [last, before] = [factors.at(-1), factors.at(-2)];
  if (last?.kind !== 'symbol' || before === undefined || !isOpen(draft, last)) return;
  const { name } = draft.naming.named(last);
  if (byLetter(name) !== 'number' || isCoefficient(draft, name)) return;
  const kind = kindIn(before, draft.known);
  if (before.kind !== 'transpose' && isMatrixKind(kind)) settle(draft, last, 'it stands behind a matrix');
  else if (before.kind !== 'transpose' && isRow(kind)) settle(draft, last, 'it stands behind a row');
  else if (before.kind === 'transpose' && (isVectorKind(kind) || isMatrixKind(kind)))
    settle(draft, last, 'it stands behind what is transposed');
}

/** a^⊤b c^⊤d: between two rows a number would leave a row behind a row. */
function settleBetween(draft: Draft, { factors }: Formula & { kind: 'product' }): void {
  factors.forEach((own, k) => {
    const [before, behind] = [factors[k - 1], factors[k + 1]];
    if (own.kind !== 'symbol' || before === undefined || behind === undefined || !isOpen(draft, own)) return;
    const { name } = draft.naming.named(own);
    if (byLetter(name) !== 'number' || isCoefficient(draft, name)) return;
    if ([before, behind].every((f) => isRow(kindIn(f, draft.known)))) settle(draft, own, 'it stands between two rows');
  });
}

const isRow = ([rows, cols]: Kind): boolean => rows === 'one' && cols === 'many';

/** X - ab^⊤, Xab^⊤: a number would stand before the matrix, and the row would have nothing to be a matrix with. */
function settleOuter(draft: Draft, { factors }: Formula & { kind: 'product' }, isBesideMatrix: boolean): void {
  const [row, own] = [factors.at(-1), factors.at(-2)];
  if (row === undefined || own?.kind !== 'symbol' || !isOpen(draft, own) || !isRow(kindIn(row, draft.known))) return;
  const { name } = draft.naming.named(own);
  const front = factors.slice(0, -2).map((f) => kindIn(f, draft.known));
  const isBehindMatrix = front.length > 0 && isMatrixKind(front.at(-1) as Kind);
  if (!isBehindMatrix && !(isBesideMatrix && front.every(isNumberKind))) return;
  if (byLetter(name) === 'number' && !isCoefficient(draft, name)) settle(draft, own, 'it stands before a row');
}

/** It also stands where only a number can: before another factor that is no row, in a power, alone in a denominator. */
function isCoefficient(draft: Draft, name: string): boolean {
  const isIt = (f: Formula | undefined): boolean => f?.kind === 'symbol' && draft.naming.named(f).name === name;
  return draft.formulas.some((formula) =>
    [...walk(formula)].some(({ f }) => {
      if (f.kind === 'power') return isIt(f.base) || isIt(f.exponent);
      if (f.kind === 'fraction') return isIt(f.below);
      return (
        f.kind === 'product' && f.factors.slice(0, -1).some((x, k) => isIt(x) && f.factors[k + 1]?.kind !== 'transpose')
      );
    }),
  );
}

/** Nothing says how large it is, and by its letter it would be a number. */
export function isOpen(draft: Draft, symbol: TexSymbol): boolean {
  const { name, index, entries } = draft.naming.named(symbol);
  // of a_i^⊤ it is a_i that is a vector, and not a
  if (entries.length > 0) return false;
  const settled = draft.sizes.has(name) || draft.numbers.has(name) || draft.definitions.some((d) => d.name === name);
  return !settled && index.length === 0 && (symbol.bold || byLetter(name) === 'number');
}
