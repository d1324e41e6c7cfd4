/** What the left side of a claim is in the input language: a gradient, a Jacobian, a Hessian, of the whole where it is of any entry. */
import type { Span } from '../language/error.js';
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { isJacobian, kindOfSubject, laidOut } from './jacobian-claims.js';
import { isMatrixKind, isVectorKind, kindIn } from './kinds.js';
import { letterOf } from './naming.js';
import { partsOfRequest, variablesFor } from './requests.js';
import { byLetter } from './shapes.js';

export interface Claimed {
  readonly head: string;
  /** The line that says it. */
  readonly written: (right: string, turned?: boolean) => string;
  /** Why it cannot be judged. */
  readonly why?: string;
  /** Of any entry: the letters that say which, rows first. */
  readonly free?: readonly string[];
}

/** The letters that say which entry, where any is meant. */
export function entriesIn(draft: Draft, symbol: TexSymbol): string[] | undefined {
  const { entries } = draft.naming.named(symbol);
  // of U_{ik} with m×k entries both letters are places
  const isAny = (at: Formula): boolean => at.kind === 'symbol' && (entries.length === 2 || !draft.naming.isEnd(at));
  const letters = entries.flatMap((at) => (isAny(at) ? (letterOf(at) ?? []) : []));
  return letters.length > 0 && letters.length === entries.length && new Set(letters).size === letters.length
    ? letters
    : undefined;
}

/** Without the places of its entries. */
export function wholeOf(draft: Draft, symbol: TexSymbol): string {
  const { name, index } = draft.naming.named(symbol);
  return draft.member(name, index);
}

/** One that is equal to the right side as it is. */
const plain = (head: string): Claimed => ({
  head,
  written: (right, turned = false) => `${head}${turned ? "'" : ''} = ${right}`,
});

export function claimed(draft: Draft, left: Formula, rights: readonly Formula[]): Claimed {
  const parts = partsOfRequest(left);
  const of = parts?.of.kind === 'symbol' ? parts.of : undefined;
  const named = draft.wants.find((w) => w.span === left.span)?.subject;
  const subject = named ?? (of && draft.naming.named(of).name) ?? '…';
  const symbols = parts?.by ?? [];
  const names = symbols.flatMap((f) => (f.kind === 'symbol' ? [draft.naming.named(f).name] : []));
  const by = names.length > 0 ? names : variablesFor(draft, subject);
  const [symbol] = symbols;
  const place = symbol && names.length > 0 ? draft.emitter.side(symbol) : (by[0] ?? '…');
  const isWhole =
    new Set(by).size === 1 && symbols.every((f) => f.kind === 'symbol' && draft.naming.named(f).entries.length === 0);
  const head = `${parts?.kind ?? 'grad'}(${[of ? draft.emitter.side(of) : subject, ...(names.length === 1 ? [place] : by)].join(', ')})`;
  const other = { ...plain(head), why: 'it is no derivative by all of one name' };
  if (parts?.kind === 'hessian') return isWhole ? second(draft, subject, by[0] ?? '…', symbols, head) : other;
  const only = symbols.length === 1 && symbol?.kind === 'symbol' ? symbol : undefined;
  const ofEntries = of && only && byEntries(draft, of, only);
  if (ofEntries) return ofEntries;
  const gradient = plain(`grad(${subject}, ${place})`);
  if (parts && isVectorKind(kindOfSubject(draft, parts.of))) {
    const isMatrix = (f: Formula): boolean => isMatrixKind(kindIn(laidOut(draft, f), draft.known));
    if (of && only && isWhole && isJacobian(draft, left) && rights.every(isMatrix))
      return jacobian(draft, draft.emitter.side(of), place, left.span);
    return { ...gradient, why: `${subject} is a vector, and this is not read as its Jacobian` };
  }
  return isWhole ? gradient : other;
}

/** ∂L/∂W_ij of a number, ∂p_i/∂z_j of a vector: the gradient and the Jacobian by the whole. */
function byEntries(draft: Draft, of: TexSymbol, by: TexSymbol): Claimed | undefined {
  const entries = entriesIn(draft, by);
  if (entries === undefined) return undefined;
  const parts = `(${wholeOf(draft, of)}, ${wholeOf(draft, by)})`;
  const isWhole = draft.naming.named(of).entries.length === 0;
  if (isWhole && !isVectorKind(kindOfSubject(draft, of))) return { ...plain(`grad${parts}`), free: entries };
  const rows = entriesIn(draft, of);
  const isOfTwo = rows?.length === 1 && entries.length === 1 && rows[0] !== entries[0];
  return isOfTwo ? { ...plain(`jacobian${parts}`), free: [...rows, ...entries] } : undefined;
}

/** A Hessian by a column. */
function second(draft: Draft, subject: string, name: string, symbols: readonly Formula[], head: string): Claimed {
  if (symbols.some((f) => f.kind === 'symbol' && draft.naming.named(f).index.length > 0))
    return { ...plain(head), why: 'it is a second derivative by a member' };
  const size = draft.sizes.get(name);
  if (size ? size[1] !== '1' : byLetter(name) !== 'vector') return { ...plain(head), why: `${name} is no column` };
  return plain(`hessian(${subject}, ${name})`);
}

function jacobian(draft: Draft, of: string, by: string, span: Span): Claimed {
  const { layout, known } = draft.layout;
  if (!known)
    draft.note(
      'guess',
      `whether the derivative of ${of} by ${by} has a row for each entry of ${of} or a column is not said: it is a row, but where more lines are right with a column; the words "denominator layout" say so`,
      span,
    );
  return plain(`jacobian(${of}, ${by})${layout === 'denominator' ? "'" : ''}`);
}
