/**
 * w_i beside W: its i-th row or its i-th column, set as a column as authors mean it. Which, the words of the text say, or the
 * sizes: a sum to d over the d rows. As a name of its own it would not hang on W.
 */
import type { Draft } from './draft.js';
import { formulasOf, nameOf, withChanged } from './equations.js';
import type { Formula, Range, TexSymbol } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import type { Line } from './lines.js';
import { mapFormula } from './map.js';
import { letterOf, usesIn } from './naming.js';
import type { Piece } from './prose.js';
import type { Read } from './spoken.js';
import { walk } from './walk.js';

/** By its small letter, what the words say that its members are of the matrix of the capital. */
export type SaidRows = ReadonlyMap<string, 'row' | 'column'>;

export function saidRows(read: readonly Read[]): SaidRows {
  const found = new Map<string, 'row' | 'column'>();
  for (const sentence of sentencesOf(read)) {
    const words = sentence.map(({ piece }) => (piece.kind === 'words' ? piece.text : ' ')).join('');
    const [rows, columns] = [/\brows?\b/i.test(words), /\bcolumns?\b/i.test(words)];
    if (rows === columns) continue;
    const symbols = sentence.flatMap(({ lines }) => lines.flatMap(symbolsOf));
    const capitals = new Set(symbols.filter((f) => f.subs.length === 0).map((f) => f.base));
    for (const [name] of words.matchAll(/\b[A-Z]\b/g)) capitals.add(name);
    for (const f of symbols)
      if (isMemberLike(f) && capitals.has(f.base.toUpperCase())) found.set(f.base, rows ? 'row' : 'column');
  }
  return found;
}

/** The names that a line in a sentence is about. */
function symbolsOf(line: Line): readonly TexSymbol[] {
  if (line.kind === 'list' || line.kind === 'membership' || line.kind === 'property') return line.names;
  if (line.kind !== 'expression') return [];
  const of = line.formula.kind === 'transpose' ? line.formula.of : line.formula;
  return of.kind === 'symbol' ? [of] : [];
}

/** Pieces up to the end of each sentence; a display is one of a sentence. */
function sentencesOf(read: readonly Read[]): Read[][] {
  const out: Read[][] = [[]];
  for (const one of read) {
    if (one.piece.kind === 'math') {
      (out.at(-1) as Read[]).push(one);
      continue;
    }
    const parts = one.piece.text.split(/[.;]\s|\n/);
    for (const [k, text] of parts.entries()) {
      if (k > 0) out.push([]);
      const piece: Piece = { kind: 'words', text, span: one.piece.span };
      (out.at(-1) as Read[]).push({ piece, lines: [] });
    }
  }
  return out;
}

const isMemberLike = (f: TexSymbol): boolean =>
  /^[a-z]$/.test(f.base) && f.subs.length === 1 && f.accents.length === 0 && !f.over && !f.star && !f.word;

/** x_i as a piece of X, wherever it stands and nothing defines it. */
export function withRows(gathered: Gathered): Gathered {
  const { equations, said } = gathered;
  const all = formulasOf(gathered);
  const own = new Set(equations.map((e) => nameOf(e)?.base));
  const members = usesIn(all).filter((u) => isMemberLike(u.symbol) && !own.has(u.symbol.base));
  const remarks: Remark[] = [];
  const axes = new Map<string, 'row' | 'column'>();
  for (const { symbol } of members) {
    const { base, span } = symbol;
    const capital = base.toUpperCase();
    if (axes.has(base)) continue;
    const size = said.find(
      (s) => s.symbol.base === capital && s.symbol.subs.length === 0 && s.size?.length === 2,
    )?.size;
    const isUsed = usesIn(all).some(({ symbol: s }) => s.base === capital && s.subs.length === 0);
    if ((size === undefined && !isUsed) || usesIn(all).some(({ symbol: s }) => s.base === base && s.subs.length === 0))
      continue;
    const told = gathered.rows.get(base);
    const axis = told ?? (isUsed ? axisBySize(all, base, size) : undefined);
    if (axis === undefined) continue;
    axes.set(base, axis);
    const set = axis === 'row' ? ', set as a column' : '';
    const why = told === undefined ? ', by how far the sum runs' : '';
    remarks.push({
      kind: 'guess',
      message: `${base}_i is read as a ${axis} of ${capital}${set}${why}`,
      span,
    });
  }
  if (axes.size === 0) return gathered;
  const change = (formula: Formula): Formula => mapFormula(formula, (f) => pieceOf(f, axes));
  return {
    ...withChanged(gathered, change),
    said: said.filter((s) => !(isMemberLike(s.symbol) && axes.has(s.symbol.base))),
    remarks: [...gathered.remarks, ...remarks],
  };
}

function pieceOf(f: Formula, axes: ReadonlyMap<string, 'row' | 'column'>): Formula {
  // innermost first: what is transposed twice by now was transposed once
  if (f.kind === 'transpose' && f.of.kind === 'transpose' && f.of.of.kind === 'slice') return f.of.of;
  if (f.kind !== 'symbol' || !isMemberLike(f)) return f;
  const axis = axes.get(f.base);
  if (axis === undefined) return f;
  const { span } = f;
  const at: Range = { from: f.subs[0] as Formula, all: false };
  const all: Range = { all: true };
  const of: TexSymbol = { ...f, base: f.base.toUpperCase(), subs: [], bold: false };
  const slice: Formula = { kind: 'slice', of, ranges: axis === 'row' ? [at, all] : [all, at], span };
  return axis === 'row' ? { kind: 'transpose', of: slice, span } : slice;
}

/** Of a d×k matrix, a sum to d over w_i is one over its rows. */
function axisBySize(
  all: readonly Formula[],
  base: string,
  size: readonly Formula[] | undefined,
): 'row' | 'column' | undefined {
  const [rows, cols] = (size ?? []).map((f) => letterOf(f));
  if (rows === undefined || cols === undefined || rows === cols) return undefined;
  const ends = all.flatMap((formula) =>
    [...walk(formula)].flatMap(({ f }) => {
      if (f.kind !== 'fold' || f.to === undefined) return [];
      const isOver = usesIn([f.body]).some(
        ({ symbol }) => symbol.base === base && isMemberLike(symbol) && letterOf(symbol.subs[0] as Formula) === f.over,
      );
      return isOver ? [letterOf(f.to)] : [];
    }),
  );
  if (ends.length === 0) return undefined;
  return ends.every((e) => e === rows) ? 'row' : ends.every((e) => e === cols) ? 'column' : undefined;
}

/** A matrix of which pieces are taken has a size: as many of them as the sum over them says. */
export function settleSlices(draft: Draft): void {
  for (const formula of draft.formulas)
    for (const { f: fold } of walk(formula))
      for (const { f } of fold.kind === 'fold' ? walk(fold.body) : []) {
        if (fold.kind !== 'fold' || f.kind !== 'slice' || f.of.kind !== 'symbol') continue;
        const { name, index } = draft.naming.named(f.of);
        if (index.length > 0 || draft.sizes.has(name) || draft.definitions.some((d) => d.name === name)) continue;
        const [rows, cols] = f.ranges.map(({ from }) =>
          from !== undefined && letterOf(from) === fold.over && fold.to ? draft.sizeText(fold.to) : draft.freshSize(),
        );
        if (rows !== undefined && cols !== undefined) draft.sizes.set(name, [rows, cols]);
      }
}
