/** Equations of a text: which are definitions, which are claims or lines of a derivation, and what is asked for by them. */
import type { Span } from '../language/error.js';
import { abbreviationsIn } from './abbreviations.js';
import { fail } from './cut.js';
import type { Definition, Draft } from './draft.js';
import { isDerivative } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation } from './gather.js';
import { letterOf, usesIn } from './naming.js';
import { offsetOf } from './offsets.js';
import { walk } from './walk.js';

export function takeEquations(draft: Draft): void {
  draft.abbreviations.push(...abbreviationsIn(draft));
  const own = new Set(draft.abbreviations.flatMap((a) => a.equations));
  for (const one of draft.gathered.equations) if (!own.has(one)) takeEquation(draft, one);
  for (const abbreviation of draft.abbreviations)
    for (const { sides, span } of abbreviation.equations) draft.stated.push({ sides, span, abbreviation });
  draft.stated.sort((a, b) => a.span.start - b.span.start);
}

function takeEquation(draft: Draft, equation: Equation): void {
  if (equation.kind === 'function') {
    define(draft, equation.name, equation.sides, equation);
    const of = equation.of.flatMap((f) => (f.kind === 'symbol' ? [draft.naming.named(f).name] : []));
    draft.heads.set(draft.naming.named(equation.name).name, of);
    return;
  }
  const [left, ...rights] = equation.sides as [Formula, ...Formula[]];
  // ∂L/∂U = … asks for it; what it is said to be is a claim
  if (isDerivative(left))
    draft.stated.push({ sides: equation.sides, span: equation.span, under: equation.under === true });
  else if (left.kind === 'symbol' && takeOwn(draft, left, rights, equation.span)) return;
  else if (left.kind === 'symbol') define(draft, left, rights, equation);
  else if (left.kind === 'differential') derivation(draft, equation.sides, equation.span);
  else if (equation.sides.some((side) => [...walk(side)].some(({ f }) => f.kind === 'differential')))
    draft.stated.push({ sides: equation.sides, span: equation.span, isIdentity: true });
  else
    draft.note('note', 'an identity is no definition, and is left out: it is neither used nor judged', equation.span);
}

/** L = L(y): no product with itself, but what L is a function of, and no more is known of it. */
function takeOwn(draft: Draft, left: TexSymbol, rights: readonly Formula[], span: Span): boolean {
  const [right, ...more] = rights;
  const isCall = right?.kind === 'call' && right.fn === left.base;
  const isApplied = right?.kind === 'product' && right.applied === left.base && right.factors.length === 2;
  if (more.length > 0 || !(isCall || isApplied)) return false;
  const { name, index, entries } = draft.naming.named(left);
  const args = right.kind === 'call' ? right.args : right.factors.slice(1);
  const own = right.kind === 'call' ? left : right.factors[0];
  if (own?.kind !== 'symbol' || draft.naming.named(own).name !== name) return false;
  const names = args.flatMap((f) => (f.kind === 'symbol' ? [draft.naming.named(f).name] : []));
  if (names.length < args.length || index.length + entries.length > 0)
    return fail(
      `${name} on both sides of this equation is read as a function, of names alone`,
      span,
      'a name for what it is of, as in z = …, makes it one',
    );
  draft.functions.delete(name);
  draft.unknown.set(name, { of: names, gradients: [] });
  draft.note('guess', `${name} is read as an unknown function of ${names.join(', ')} whose value is a number`, span);
  return true;
}

/** The last of several definitions of a name counts, and one with an index before one without. */
function define(draft: Draft, left: TexSymbol, rights: readonly Formula[], { span, anew }: Equation): void {
  const { name, index, entries } = draft.naming.named(left);
  const right = rights.at(-1);
  if (right === undefined) return;
  if (rights.length > 1) {
    several(draft, name, rights, span);
    draft.stated.push({ sides: rights, span, isIdentity: !isDerivative(rights[0] as Formula) });
  }
  const letters = index.flatMap((f) => letterOf(f) ?? []);
  const isAny =
    index.every((f) => offsetOf(f) !== undefined && !draft.naming.isEnd(f)) && new Set(letters).size === index.length;
  const loops = isAny ? letters : [];
  const free = entries.flatMap((f) => letterOf(f) ?? []);
  const definition: Definition = { name, index, loops, right, free, span };
  if (free.length > 0) requireOther(draft, definition);
  const before = draft.definitions.findIndex(
    (d) => d.name === name && (d.index.length === 0 || index.length === 0 || same(draft, d, definition)),
  );
  if (before >= 0) {
    const known = draft.definitions[before] as Definition;
    const indexed = known.index.length === 0 && index.length > 0;
    if (indexed || known.index.length === index.length) {
      if (indexed)
        draft.note('note', `${name} is given with and without an index; the one with an index is taken`, span);
      // "expanding the square, f(w) = …" says that the two are one, and a slip in it is none of the function's
      const isOne = index.length + known.index.length === 0 && !anew;
      if (isOne) draft.stated.push({ sides: [known.right, right], span, isIdentity: !isDerivative(known.right) });
      const isKept =
        isOne && free.length + known.free.length === 0 && !isDerivative(known.right) && isWrittenOut(known.right);
      if (!indexed)
        draft.note('note', `${name} is defined twice; the ${isKept ? 'first' : 'last'} definition is taken`, span);
      if (!isKept) draft.definitions[before] = definition;
    }
    return;
  }
  draft.definitions.push(definition);
}

/** L = ℓ(z, y) only says of what it is a function. */
const isWrittenOut = (f: Formula): boolean =>
  [...walk(f)].every(
    ({ f: g }) => !(g.kind === 'call' && g.fn.length === 1 && g.fn !== 'e') && !(g.kind === 'product' && g.applied),
  );

/** δ_j = … Σ_k v_{kj} δ_k of two layers: the letter that says which entry says which vector as well, and is no part of a name here. */
function requireOther(draft: Draft, { name, right, free }: Definition): void {
  const own = usesIn([right]).find(({ symbol }) => {
    const named = draft.naming.named(symbol);
    return named.name === name && named.index.length === 0 && named.entries.length > 0;
  });
  if (own === undefined) return;
  fail(
    `the entries of ${name} are made of entries of ${name} here`,
    own.symbol.span,
    `another letter for one of them, or a name as in ${name}^{(${free[0]})}, tells two vectors apart`,
  );
}

function same(draft: Draft, a: Definition, b: Definition): boolean {
  return draft.places(a.index) === draft.places(b.index);
}

/** a = b = c: the last is taken, and what the others say is told. */
function several(draft: Draft, name: string, rights: readonly Formula[], span: Span): void {
  const all = rights.map((r) => (r.kind === 'call' ? `${r.fn}(…)` : undefined));
  const last = rights.at(-1) as Formula;
  const soft = rights.some((r) => r.kind === 'call' && r.fn === 'softmax');
  const powers = [...walk(last)].some(({ f }) => f.kind === 'call' && (f.fn === 'e' || f.fn === 'exp'));
  if (soft && last.kind === 'fraction' && !powers)
    draft.note(
      'note',
      `softmax has exponentials, exp(o)/Σ exp(o); the formula given for ${name} has none, and is taken to the letter: its values may be negative, and where the entries of a row sum to 0 it has none`,
      span,
    );
  else if (all.some((text) => text !== undefined) || rights.length > 1)
    draft.note('guess', `${name} is given by ${rights.length} formulas in a chain; the last is taken`, span);
}

/** dL = G : dA = …, kept for those who judge derivations. */
function derivation(draft: Draft, sides: readonly Formula[], span: Span): void {
  draft.stated.push({ sides, span });
  draft.note('note', "a line of a derivation is no part of the problem; 'frobenius verify' judges such lines", span);
}
