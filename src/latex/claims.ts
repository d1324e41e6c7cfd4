/** Lines of a derivation and claims that a text makes, ∇f = …, for those who judge them. */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { Abbreviation, Partial } from './abbreviations.js';
import { claimed, entriesIn, wholeOf } from './claimed.js';
import { fail } from './cut.js';
import { variables } from './declare.js';
import type { Draft, Stated, WrittenLine } from './draft.js';
import { isDerivative } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import { kindOfSubject, laidOut, layoutOf } from './jacobian-claims.js';
import { isNumberKind, isRowKind, isVectorKind, kindByLetter, kindIn } from './kinds.js';
import { lettersOf, usesIn } from './naming.js';
import { settleAgain } from './settle.js';
import { reachOf } from './uses.js';
import { walk } from './walk.js';

/** Once sizes are settled, in the order of the text. */
export function writeLines(draft: Draft): void {
  settleAgain(draft);
  draft.layout = layoutOf(draft);
  draft.lines.push(...linesIn(draft));
  if (draft.layout.known || !draft.lines.some(({ text }) => text.includes('jacobian('))) return;
  const told = draft.remarks.length;
  draft.layout = { layout: 'denominator', known: true };
  draft.otherwise.push(...linesIn(draft));
  // what there is to say has been said
  draft.remarks.splice(told);
}

function linesIn(draft: Draft): WrittenLine[] {
  const named = draft.abbreviations.flatMap((one) => {
    const span = one.equations[0]?.span ?? one.of.span;
    return nameLine(draft, one).map((text) => ({ text, span }));
  });
  const stated = draft.stated.flatMap((one) => {
    try {
      return textsOf(draft, one).map((text) => ({ text, span: one.span }));
    } catch (error) {
      if (!(error instanceof FrobeniusError) || error.code === 'limit') throw error;
      draft.note('unreadable', error.message, error.span ?? one.span);
      return [];
    }
  });
  return [...named, ...stated];
}

function textsOf(draft: Draft, one: Stated): string[] {
  const { sides, span } = one;
  const [left, ...rights] = sides as [Formula, ...Formula[]];
  const changed = usesIn(sides).find(({ symbol }) => isChanged(draft, symbol));
  if (changed) return unjudged(draft, `${changed.symbol.base} has another value here, by a step above`, span);
  if (one.abbreviation) return abbreviated(draft, one.abbreviation, one);
  if (one.isIdentity) return identity(draft, sides, span);
  if (left.kind === 'differential') return lines(draft, left, rights);
  if (one.under) return unjudged(draft, 'this is said under a condition, and is not judged', span);
  return claim(draft, left, rights, span);
}

/** A name for a derivative, or what is defined, behind a step that changes it. */
function isChanged(draft: Draft, symbol: TexSymbol): boolean {
  const { name } = draft.naming.named(symbol);
  const isOwn = [...draft.abbreviations, ...draft.definitions].some((one) => one.name === name);
  return (
    isOwn && draft.gathered.steps.some((s) => s.span.start < symbol.span.start && draft.naming.named(s).name === name)
  );
}

/** Told of each line by itself. */
function unjudged(draft: Draft, why: string, span: Span): [] {
  draft.remarks.push({ kind: 'note', message: `${why}: ${ONLY}`, span });
  return [];
}

function lines(draft: Draft, left: Formula, rights: readonly Formula[]): string[] {
  const texts = rights.map((r) => draft.emitter.side(r));
  return [`${draft.emitter.side(left)} = ${texts[0]}`, ...texts.slice(1).map((text) => `   = ${text}`)];
}

/** Before all lines, for it may be used before it is explained: δ = ∂L/∂z, or what a derivative that has many layouts is said to be. */
function nameLine(draft: Draft, { name, symbol, of, equations }: Abbreviation): string[] {
  const by = draft.naming.named(of.by).name;
  const size = draft.sizes.get(by);
  if (size && !draft.sizes.has(name)) draft.sizes.set(name, size);
  draft.kinds.set(name, draft.kinds.get(by) ?? kindByLetter(by, of.by.bold));
  const head = wholeOf(draft, symbol);
  const values = equations.flatMap((e) => valuesIn(draft, name, e.sides));
  if (!isOfVector(draft, of)) {
    const { layout, known } = draft.layout;
    const turned = known && layout === 'numerator' && isByColumn(draft, of) && values.some((v) => isRow(draft, v));
    if (turned) draft.kinds.set(name, ['one', 'many']);
    if (turned && size) draft.sizes.set(name, ['1', size[0]]);
    return [`${head} = grad(${draft.emitter.side(of.of)}, ${wholeOf(draft, of.by)})${turned ? "'" : ''}`];
  }
  const value = values.at(-1);
  return value ? [`${head} = ${draft.emitter.side(value)}`] : [];
}

/** What is said of a name for a derivative: that it is equal to it, where it stands on the left. */
function abbreviated(draft: Draft, { name, symbol, of }: Abbreviation, { sides, span }: Stated): string[] {
  const [left] = sides as [Formula];
  const values = valuesIn(draft, name, sides);
  if (values.length === 0) return [];
  if (left.kind === 'partial' || isOfVector(draft, of)) return claim(draft, of, values, span);
  // δ_{T+1} = 0 says where the members end
  if (values.every(isZero)) return [];
  const own = left.kind === 'symbol' ? left : symbol;
  const letters = { members: lettersIn(draft, own), entries: entriesIn(draft, own) ?? [] };
  return identity(draft, [left, ...values], span, letters);
}

const isOfVector = (draft: Draft, { of }: Partial): boolean => isVectorKind(kindOfSubject(draft, of));

const lettersIn = (draft: Draft, symbol: TexSymbol): string[] =>
  draft.naming.named(symbol).index.flatMap((at) => (draft.naming.isEnd(at) ? [] : lettersOf(at)));

/** The sides without the name and its derivative. */
const valuesIn = (draft: Draft, name: string, sides: readonly Formula[]): Formula[] =>
  sides.filter(
    (f, k) =>
      !isDerivative(f) &&
      !(f.kind === 'symbol' && (k === 0 || !draft.naming.named(f).index.length) && draft.naming.named(f).name === name),
  );

const isZero = (f: Formula): boolean => f.kind === 'number' && Number(f.text) === 0;

/** Letters of a left side: those that number members, and those that say which entry, rows first. */
interface Free {
  readonly members: readonly string[];
  readonly entries: readonly string[];
}

const NONE: Free = { members: [], entries: [] };

/** a = b = c: each is claimed to be the one before, where all their letters are those of the problem. */
function identity(draft: Draft, sides: readonly Formula[], span: Span, free: Free = NONE): string[] {
  const all = [...free.members, ...free.entries];
  const named = draft.abbreviations.map((a) => a.name);
  const own = new Set([...variables(draft).map((v) => v.name), ...draft.definitions.map((d) => d.name), ...named]);
  const isOwn = (name: string): boolean => own.size === 0 || own.has(name) || draft.numbers.has(name);
  const isKnown = (f: Formula): boolean =>
    [...walk(f)].every(({ f: g }) => {
      if (g.kind === 'call') return !draft.functions.has(g.fn) && (g.fn.length > 1 || g.fn === 'e');
      if (g.kind !== 'symbol') return g.kind !== 'partial' || (g.of.kind === 'symbol' && g.by?.kind === 'symbol');
      const { name, index, entries } = draft.naming.named(g);
      return isOwn(name) && [...index, ...entries].every((at) => !isOneOfAny(draft, f, at, all));
    });
  if (!sides.every(isKnown)) return unjudged(draft, 'whether the sides of this chain are equal is not judged', span);
  const texts = sides.map((side) => draft.emitter.side(laidOut(draft, side), free.entries));
  return texts.slice(1).map((text, k) => `claim ${texts[k]} = ${text}`);
}

const ONLY = "what 'frobenius verify' says is of the other lines";

/** A letter of an index that no sum around it gives, nor the left side: the line would be of any entry or member. */
function isOneOfAny(draft: Draft, side: Formula, at: Formula, free: readonly string[]): boolean {
  const bound = new Set([...free, ...[...walk(side)].flatMap(({ f }) => (f.kind === 'fold' ? [f.over] : []))]);
  return !draft.naming.isEnd(at) && lettersOf(at).some((letter) => !bound.has(letter));
}

/** ∇f = a = b claims two things. */
function claim(draft: Draft, left: Formula, all: readonly Formula[], span: Span): string[] {
  if (draft.givens.has(left)) return [];
  // ∇f = 2Xᵀ(Xw − y) = 0 is solved for a point, and claims nothing of the others
  const rights = all.filter((f) => !isZero(f));
  if (rights.length < all.length) unjudged(draft, 'that a derivative is 0 is read as said of a point', span);
  if (rights.length === 0) return [];
  requireReach(draft, [left, ...rights]);
  const { head, written, why, free = [] } = claimed(draft, left, rights);
  const { layout, known } = draft.layout;
  // a derivative of a number is a row where those of vectors have rows
  const isTurned = (f: Formula): boolean =>
    known && layout === 'numerator' && isByColumn(draft, left) && isRow(draft, f);
  const laid = why === undefined ? rights.map((r) => laidOut(draft, r)) : rights;
  const texts = laid.map((r) => spread(draft, r, free));
  const said = `that ${head} = ${texts.join(' = ')} is a claim: it is derived here, not taken`;
  const judged =
    why === undefined
      ? "'frobenius verify' judges it"
      : `'frobenius verify' does not judge it, for ${why}, and ${ONLY}`;
  draft.note('note', `${said}; ${judged}`, span);
  if (why !== undefined) return [];
  return texts.map((text, k) => `claim ${written(text, isTurned(laid[k] as Formula))}`);
}

/** Of a side without entries, which is the same for all of them: ∂x̄/∂x_i = 1/n. */
function spread(draft: Draft, side: Formula, free: readonly string[]): string {
  const text = draft.emitter.side(side, free);
  const letters = usesIn([side]).flatMap(({ symbol }) =>
    draft.naming.named(symbol).entries.flatMap((at) => lettersOf(at)),
  );
  if (free.length === 0 || free.some((l) => letters.includes(l)) || !isNumberKind(kindIn(side, draft.known)))
    return text;
  if (text === '1' && free.length === 1) return '𝟏';
  return `(${text})*𝟏${free.length > 1 ? "*𝟏'" : ''}`;
}

function reachIn(draft: Draft, name: string): ReadonlySet<string> {
  const own = draft.reaches.get(name) ?? reachOf(draft, name);
  draft.reaches.set(name, own);
  return own;
}

/** ∂f/∂r of an f that is not written in r: as written it would be 0. */
function requireReach(draft: Draft, sides: readonly Formula[]): void {
  for (const { f } of sides.flatMap((side) => [...walk(side)])) {
    if (f.kind !== 'partial' || f.of.kind !== 'symbol' || f.by?.kind !== 'symbol') continue;
    const [of, by] = [f.of, f.by].map((symbol) => draft.naming.named(symbol).name) as [string, string];
    const isDefined = (name: string): boolean => draft.definitions.some((d) => d.name === name);
    if (of === by || !isDefined(of) || !isDefined(by) || reachIn(draft, of).has(by)) continue;
    fail(`${of} is not made of ${by} as it is written, and its derivative by it is not judged`, f.span);
  }
}

const isRow = (draft: Draft, f: Formula): boolean => isRowKind(kindIn(f, draft.known));

const isByColumn = (draft: Draft, left: Formula): boolean =>
  left.kind === 'partial' && left.by !== undefined && isVectorKind(kindIn(left.by, draft.known));
