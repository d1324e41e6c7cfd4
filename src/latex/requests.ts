/**
 * What a text asks for: of what, by what, which derivative. A derivative that is written says it itself, words such as "the
 * gradient of" say it of the formula behind them. Where nothing is said of what, every number is that nothing else is made of.
 */
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import { variables } from './declare.js';
import type { Draft, Wanted } from './draft.js';
import { withoutPlaces } from './enclosed.js';
import { isDerivative } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Expression } from './gather.js';
import { isVectorKind, kindIn } from './kinds.js';
import { letterOf, usesIn } from './naming.js';
import type { Derivative } from './prose.js';
import { kindsAsked } from './prose.js';
import { settleAllKinds } from './settle.js';
import { takeUnknown } from './unknown.js';
import { reachOf, rootsOf } from './uses.js';
import { walk } from './walk.js';

interface Raw {
  readonly kind: Derivative;
  readonly of: Formula;
  readonly by: readonly (TexSymbol | string)[];
  readonly span: Span;
}

/** A derivative as written, apart. */
export function partsOfRequest(
  f: Formula,
): { of: Formula; by: readonly Formula[]; kind: 'grad' | 'hessian' } | undefined {
  if (f.kind === 'partial') return { kind: 'grad', of: f.of, by: f.by ? [f.by] : [] };
  if (f.kind !== 'call' || f.fn !== 'hessian') return undefined;
  const [of, ...by] = f.args;
  return of && { kind: 'hessian', of, by };
}

/** Before sizes are settled: what has no name is given one. */
export function collectRequests(draft: Draft): void {
  const { equations, expressions, spoken, asked, words } = draft.gathered;
  const raws: Raw[] = [];
  const take = (f: Formula): void => {
    const parts = partsOfRequest(f);
    // ∂L/∂A and no word of L is a formula like others
    const isBare = parts?.of.kind === 'symbol' && equations.length === 0 && draft.unknown.size === 0;
    if (parts && !isBare) raws.push({ ...parts, by: parts.by.map(byOf), span: f.span });
  };
  takeUnknown(draft);
  // what is said of any member or entry asks for none of them
  for (const { sides } of equations)
    if (sides[0] && !draft.givens.has(sides[0]) && (sides.length === 1 || !isOfAny(draft, sides[0]))) take(sides[0]);
  for (const one of spoken) raws.push(one);
  // beside names that are asked for, a derivative in a sentence that asks for nothing is a mention
  for (const { formula, display, given, sought } of expressions)
    if (!given && (display || sought || asked.length === 0)) take(formula);
  // a name for a derivative is what others are told in, where there are any
  if (raws.length + asked.length === 0) for (const { of } of draft.abbreviations) take(of);
  for (const raw of raws) draft.wants.push(resolved(draft, raw));
  nameOthers(draft);
  const kinds = kindsAsked(words);
  if (draft.definitions.length === 0 && draft.unknown.size === 0 && asked.length + kinds.length > 0) nameFormula(draft);
  const own = new Set(spoken.flatMap((s) => s.by));
  for (const a of asked) if (!own.has(a)) draft.asked.push(askedFor(draft, a));
  for (const kind of kinds) draft.wanted.add(kind);
}

/** A formula without a name, of which a derivative is asked for. */
function nameFormula(draft: Draft): void {
  const chosen = chosenFormula(draft);
  if (chosen === undefined) return;
  tellLeftOut(draft, chosen);
  define(draft, chosen.formula, chosen.span);
}

/**
 * A number without a name beside definitions is what they are for: on a line of its own, or in a sentence, where nothing that
 * is defined is one. What is left out is told.
 */
function nameOthers(draft: Draft): void {
  const { expressions, spoken, words } = draft.gathered;
  if (draft.definitions.length === 0) return;
  settleAllKinds(draft);
  const isMany = (f: Formula): boolean => kindIn(f, draft.known).includes('many');
  const defined = new Set(draft.definitions.map((d) => d.name));
  const isMade = rootsOf(draft).some((d) => !isMany(d.right) && usesIn([d.right]).length > 0);
  const isSought = draft.wants.length > 0 || spoken.length > 0;
  const known = new Set(draft.definitions.map((d) => withoutPlaces(d.right)));
  for (const { formula, display, given, span } of expressions) {
    if (isMention(formula) || isDerivative(formula) || given || known.has(withoutPlaces(formula))) continue;
    const uses = usesIn([formula]).some(({ symbol }) => defined.has(draft.naming.named(symbol).name));
    if (!isSought && !isMany(formula) && uses && (display || !isMade)) define(draft, formula, span);
    else if (display || !/[a-z]/i.test(words)) draft.note('note', LEFT_OUT, span);
  }
}

const LEFT_OUT = 'this formula has no name and is left out; a name, as in L = …, makes it part of the problem';

/** The last formula on a line of its own, or the last at all; what is but a letter is mentioned. */
export function chosenFormula({ gathered }: Draft): Expression | undefined {
  const { expressions } = gathered;
  const own = expressions.filter((e) => !isMention(e.formula));
  const among = own.length > 0 ? own : expressions;
  return among.filter((e) => e.display).at(-1) ?? among.at(-1);
}

/** The others, which somebody may have meant as well: beside a formula on a line of its own only those on such lines. */
export function tellLeftOut(draft: Draft, chosen: Expression): void {
  for (const { formula, display, span } of draft.gathered.expressions)
    if (formula !== chosen.formula && (display || !chosen.display) && !isMention(formula))
      draft.remarks.push({
        kind: 'note',
        message: 'this formula is left out: of those without a name the last is taken',
        span,
      });
}

/** x, x^⊤, or a row of X: a sentence says something of it. */
const isMention = (f: Formula): boolean =>
  f.kind === 'transpose' || f.kind === 'slice' ? isMention(f.of) : f.kind === 'symbol';

/** By what: a name, whose derivative has its shape also where it is transposed. */
function byOf(f: Formula): TexSymbol {
  if (f.kind === 'symbol') return f;
  if (f.kind === 'transpose' && f.of.kind === 'symbol') return f.of;
  return fail('a derivative is by a name', f.span, 'a name for this, as in z = …, makes it one');
}

function askedFor(draft: Draft, by: TexSymbol | string): { name: string; span?: Span } {
  if (typeof by === 'string') return { name: by };
  const { name, index, entries } = draft.naming.named(by);
  if (entries.length > 0) draft.note('note', `the gradient is by all of ${name}, and has this entry`, by.span);
  // x_0, and h_T: one member; x_t is any, and so all of them
  const isOne = index.length > 0 && index.every((f) => f.kind === 'number' || draft.naming.isEnd(f));
  return { name: isOne ? draft.member(name, index) : name, span: by.span };
}

/** ∂h_t/∂h_{t-1}, ∂p_i/∂z_j. */
function isOfAny(draft: Draft, left: Formula): boolean {
  const of = partsOfRequest(left)?.of;
  return of?.kind === 'symbol' && openPlace(draft, of) !== undefined;
}

/** A letter that says which member or entry, and is not said to be one. */
function openPlace(draft: Draft, symbol: TexSymbol): Formula | undefined {
  const { index, entries } = draft.naming.named(symbol);
  return [...index, ...entries].find((f) => f.kind === 'symbol' && !draft.naming.isEnd(f));
}

function resolved(draft: Draft, { kind, of, by, span }: Raw): Wanted {
  return { kind, subject: subjectOf(draft, of, span), by: by.map((b) => askedFor(draft, b)), span };
}

/** The name of what is differentiated; a formula without one is given one. */
function subjectOf(draft: Draft, of: Formula, span: Span): string {
  if (of.kind === 'symbol') {
    const { name, index, entries } = draft.naming.named(of);
    const isDefined = draft.definitions.some((d) => d.name === name) || draft.unknown.has(name);
    if (!isDefined)
      return fail(
        `${name} is to be differentiated, and nothing here says what it is`,
        span,
        `an equation ${name} = … says it; what is only known to depend on A is said by "given \\partial ${name}/\\partial A"`,
      );
    if (index.length + entries.length === 0) return name;
    const open = openPlace(draft, of);
    if (open !== undefined)
      return fail(
        `which member or entry of ${name} is to be differentiated is not said`,
        open.span,
        `a number for ${letterOf(open) ?? 'it'} says it`,
      );
  }
  const known = draft.definitions.find((d) => withoutPlaces(d.right) === withoutPlaces(of));
  if (known !== undefined && known.index.length + known.free.length === 0) return known.name;
  return define(draft, of, span);
}

/** A formula that has no name becomes a definition. */
export function define(draft: Draft, right: Formula, span: Span): string {
  const name = draft.freshName();
  draft.definitions.push({ name, index: [], loops: [], right, free: [], span });
  return name;
}

export interface Request {
  readonly kind: Derivative;
  readonly subject: string;
  readonly by: readonly { readonly name: string; readonly span?: Span }[];
}

/** One for each derivative of each quantity, once kinds are known. */
export function requestsOf(draft: Draft): Request[] {
  const subjects = [...new Set(draft.wants.map((w) => w.subject))];
  const chosen = subjects.length > 0 ? subjects : defaultSubjects(draft);
  const some = chosen.length > 1 && draft.wants.some((w) => w.by.length === 0);
  return chosen.flatMap((subject) => {
    const own = draft.wants.filter((w) => w.subject === subject);
    const kinds = new Set<Derivative>(own.map((w) => w.kind));
    // of several, each has the derivatives that its own words or signs name
    if (chosen.length === 1 || kinds.size === 0) for (const kind of draft.wanted) kinds.add(kind);
    const said = kinds.size > 0;
    return (said ? inUsualOrder(kinds) : (['grad'] as const)).map((kind): Request => {
      const explicit = own
        .filter((w) => w.kind === kind || w.by.length === 0 || kinds.size > own.length)
        .flatMap((w) => w.by);
      // names that stand apart go with what says no names of its own, where there is any
      const apart = explicit.length === 0 || !some ? draft.asked : [];
      const all = distinct([...apart, ...explicit]);
      const isColumn = kind === 'grad' && said && isVectorSubject(draft, subject);
      const from = all.length > 0 ? all : argumentsOf(draft, subject);
      return { kind: isColumn ? 'jacobian' : kind, subject, by: from.length > 0 ? from : moving(draft) };
    });
  });
}

const ORDER: readonly Derivative[] = ['grad', 'jacobian', 'hessian'];
const inUsualOrder = (kinds: ReadonlySet<Derivative>): Derivative[] => ORDER.filter((kind) => kinds.has(kind));

const distinct = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
  all.filter((a, k) => all.findIndex((b) => b.name === a.name) === k);

/** Whose differentials stand in the lines of a derivation: what varies there. */
function moving(draft: Draft): { name: string }[] {
  const known = new Set(variables(draft).map((v) => v.name));
  const lines = draft.stated.filter((s) => !s.isIdentity);
  const symbols = lines.flatMap(({ sides }) =>
    sides
      .slice(1)
      .flatMap((s) =>
        [...walk(s)].flatMap(({ f }) => (f.kind === 'differential' && f.of.kind === 'symbol' ? [f.of] : [])),
      ),
  );
  return distinct(symbols.map((s) => ({ name: draft.naming.named(s).name }))).filter(({ name }) => known.has(name));
}

/** By what a derivative is where nothing is said: what its function is of, what varies in a derivation, or all that it is made of. */
export function variablesFor(draft: Draft, subject: string): string[] {
  const own = argumentsOf(draft, subject);
  const by = (own.length > 0 ? own : moving(draft)).map(({ name }) => name);
  return by.length > 0 ? by : openVariables(draft, subject);
}

/** What one may differentiate this by. */
export function openVariables(draft: Draft, subject: string): string[] {
  const reach = reachOf(draft, subject);
  return variables(draft).flatMap(({ name }) => (draft.counts.has(name) || !reach.has(name) ? [] : [name]));
}

/** f(x, y): by x and y; what is made of functions, by what those are of. */
function argumentsOf(draft: Draft, subject: string): { name: string }[] {
  const own = draft.heads.get(subject);
  const names = own ?? [...reachOf(draft, subject)].flatMap((name) => draft.heads.get(name) ?? []);
  const reach = reachOf(draft, subject);
  return distinct(names.filter((name) => reach.has(name) || own !== undefined).map((name) => ({ name })));
}

const USUAL = ['L', 'J', 'E', 'f', 'loss', 'ell', 'l'];

/** All numbers that nothing else is made of and that have to do with what is asked for; or else by the usual letter, or the last. */
function defaultSubjects(draft: Draft): string[] {
  const isVariable = (name: string): boolean =>
    !draft.definitions.some((d) => d.name === name) && !draft.numbers.has(name);
  const numbers = rootsOf(draft).filter(
    (d) => !kindIn(d.right, draft.known).includes('many') && [...reachOf(draft, d.name)].some(isVariable),
  );
  const asked = draft.asked.map(({ name }) => baseOf(name));
  const depending = numbers.filter((d) => {
    const reach = reachOf(draft, d.name);
    return asked.some((name) => reach.has(name) || name === d.name);
  });
  const chosen = depending.length > 0 ? depending : numbers;
  if (chosen.length > 0) return [...new Set(chosen.map((d) => d.name))];
  const defined = draft.definitions.map((d) => d.name);
  const [unknown] = draft.unknown.keys();
  if (unknown !== undefined) return [unknown];
  // what others are made of is not what is meant, where there is anything else
  const roots = rootsOf(draft).map((d) => d.name);
  const left = roots.length > 0 ? roots : defined;
  return [USUAL.find((n) => left.includes(n)) ?? (left.at(-1) as string)];
}

/** x of x[0] */
export const baseOf = (name: string): string => name.replace(/\[.*$/, '');

/** ∂y/∂x of a column y is its Jacobian; what an unknown function gives may as well be a number. */
function isVectorSubject(draft: Draft, subject: string): boolean {
  const definition = draft.definitions.find((d) => d.name === subject);
  if (definition === undefined || draft.functions.size > 0 || definition.index.length > 0) return false;
  const kind = definition.free.length > 0 ? draft.kinds.get(subject) : kindIn(definition.right, draft.known);
  if (kind === undefined || !isVectorKind(kind)) return false;
  draft.note('note', `${subject} is a vector: its Jacobian is derived, as a gradient is of a number`, definition.span);
  return true;
}

/** An answer of zeros is no slip of ours, but it may be one of the text: it is told. */
export function tellIndependent(draft: Draft, { subject, by }: Request): void {
  const reach = reachOf(draft, subject);
  for (const { name, span } of by) {
    const base = baseOf(name);
    if (reach.has(base) || base === subject) continue;
    const at = span ?? draft.definitions.find((d) => d.name === subject)?.span;
    if (at)
      draft.note('note', `${base} stands nowhere in ${subject} or in what it is made of: the derivative is zero`, at);
  }
}
