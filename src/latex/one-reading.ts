/**
 * Writings of which each piece can be read and which mean something else together: refused, or told where one reading is
 * by far the usual one.
 */
import { fail, unsaid } from './cut.js';
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, isVectorKind, kindIn } from './kinds.js';
import { memberUses } from './members.js';
import { letterOf, usesIn } from './naming.js';
import { baseOf, requestsOf } from './requests.js';
import { walk } from './walk.js';

export function requireOneReading(draft: Draft): void {
  const { equations, expressions } = draft.gathered;
  const all = [...equations.flatMap((e) => e.sides), ...expressions.map((e) => e.formula)];
  for (const formula of all) requireNoSecondPoint(draft, formula);
  for (const { formula } of expressions) requireReach(formula);
  for (const formula of draft.formulas) requireBy(formula, draft.definitions.length === 0);
  for (const formula of draft.formulas) requireNorm(draft, formula);
  requireMembers(draft);
  requireNoEntries(draft);
  requireWhole(draft, all);
  requireRows(draft);
  requireOwnMembers(draft);
  requireKnownMembers(draft);
  requireNoSize(draft);
  requireOneLetter(draft, all);
  tellAlike(draft, all);
}

/** x − x′: the other point of a kernel, and no transpose; of matrices it is one. */
function requireNoSecondPoint(draft: Draft, formula: Formula): void {
  for (const { f } of walk(formula)) {
    if (f.kind !== 'sum') continue;
    const terms = f.terms.map(({ term }) => term);
    for (const term of terms) {
      if (term.kind !== 'transpose' || term.of.kind !== 'symbol') continue;
      const { of } = term;
      const { name } = draft.naming.named(of);
      const beside = terms.some((t) => t.kind === 'symbol' && draft.naming.named(t).name === name);
      if (beside && isVectorKind(kindIn(of, draft.known)))
        fail(
          `${name} and its transpose are added here, a column and a row: whether the prime means another variable is not clear`,
          term.span,
          `another letter for the other variable says it, as \\tilde ${name}`,
        );
    }
  }
}

/** ∂/∂X of ‖AX − B‖² + λ‖X‖²: of the first term as written, and of the sum as most mean it. */
function requireReach(formula: Formula): void {
  if (formula.kind !== 'sum') return;
  const partials = formula.terms.flatMap(({ term }) =>
    term.kind === 'partial' && term.by?.kind === 'symbol' ? [term] : [],
  );
  for (const { by, span } of partials)
    for (const { term } of formula.terms)
      if (
        term.kind !== 'partial' &&
        by?.kind === 'symbol' &&
        usesIn([term]).some(({ symbol }) => symbol.base === by.base)
      )
        fail(
          'whether this derivative is of its term alone or of the whole sum is not clear',
          span,
          'parentheses round what is differentiated say it',
        );
}

/** |x|² of a vector: its norm to most, and the squares of its entries as written. */
function requireNorm(draft: Draft, formula: Formula): void {
  for (const { f } of walk(formula)) {
    const of = f.kind === 'power' && !f.entrywise && f.base.kind === 'abs' ? f.base.of : undefined;
    if (of === undefined || !isVectorKind(kindIn(of, draft.known))) continue;
    fail(
      'whether these bars are the norm of a vector or of each entry is not clear',
      f.span,
      '\\|x\\| is the norm, and x \\in \\mathbb{R} declares a number',
    );
  }
}

/** A Hessian can be asked for, and is no value of the language. */
function requireBy(formula: Formula, isAlone: boolean): void {
  for (const { f } of walk(formula)) {
    if (f.kind !== 'call' || f.fn !== 'hessian') continue;
    if (f.args.length === 1) unsaid(f.span);
    if (isAlone && f === formula)
      fail('nothing here says what this is the second derivative of', f.span, 'as in f = …');
    fail('a second derivative within a formula is not read', f.span, 'by itself it is, as what is asked for');
  }
}

/** e_i = y_i − w^⊤x_i: without its index it would be one x for all i. */
function requireMembers(draft: Draft): void {
  for (const { free, right } of draft.definitions)
    for (const { symbol, letter } of memberUses(right))
      if (free.includes(letter))
        fail(
          `${symbol.base} is a vector for each ${letter} here, and how far ${letter} runs is not said`,
          symbol.span,
          `as in \\sum_{${letter}=1}^{n}, or ${letter} = 1, \\dots, n beside the equation`,
        );
}

/** u_k^⊤v beside a vector u: no entry of it, for that would be a number, and no name that is known. */
function requireNoEntries(draft: Draft): void {
  for (const { f } of draft.formulas.flatMap((formula) => [...walk(formula)])) {
    if (f.kind !== 'transpose' || f.of.kind !== 'symbol') continue;
    const { name, entries } = draft.naming.named(f.of);
    if (entries.length !== 1 || draft.sizes.get(name)?.[1] !== '1') continue;
    fail(
      `${name} is a vector, and what has an index here is one as well, and no entry of it`,
      f.of.span,
      `another letter for the vectors, or for ${name}, tells them apart`,
    );
  }
}

/** K_{ij} = … beside K: what is said of any entry of it would be left unheeded. */
function requireWhole(draft: Draft, all: readonly Formula[]): void {
  const asked = draft.gathered.asked.flatMap((a) => (typeof a === 'string' ? [] : [a]));
  const wanted = draft.gathered.asked.flatMap((a) => (typeof a === 'string' ? [a] : []));
  const wholes = [...usesIn(all).map((u) => u.symbol), ...asked].filter((s) => s.subs.length === 0 && !s.over);
  const names = new Set([...wholes.map((s) => draft.naming.named(s).name), ...wanted]);
  for (const { sides, kind } of draft.gathered.equations) {
    const [left] = sides;
    if (kind !== 'equation' || left?.kind !== 'symbol' || !isOfAnyPlace(draft, left)) continue;
    const whole = draft.naming.named({ ...left, subs: [] }).name;
    if (names.has(whole))
      fail(
        `this says what each entry of ${whole} is, and ${whole} is used as a whole: it cannot be put in`,
        left.span,
        `an equation for all of ${whole} can, as ${whole} = …`,
      );
  }
}

/** h_i beside H = …: a row of it or a column, or something else; as a name of its own it would not hang on H. */
function requireRows(draft: Draft): void {
  const defined = new Set(draft.definitions.map((d) => d.name));
  const declared = new Set(draft.gathered.said.map((s) => draft.naming.named(s.symbol).name));
  for (const { symbol } of usesIn(draft.formulas)) {
    const { name, index, entries } = draft.naming.named(symbol);
    if (!/^[a-z]$/.test(symbol.base) || index.length + entries.length !== 1 || symbol.subs.length !== 1) continue;
    const capital = draft.naming.named({ ...symbol, base: symbol.base.toUpperCase(), subs: [] }).name;
    const whole = draft.definitions.find((d) => d.name === capital && d.index.length + d.free.length === 0);
    if (
      whole === undefined ||
      defined.has(name) ||
      declared.has(name) ||
      !isMatrixKind(kindIn(whole.right, draft.known))
    )
      continue;
    fail(
      `whether this is a row or a column of ${capital}, which is defined here, is not said`,
      symbol.span,
      `an equation ${symbol.base}_i = … says it, or a formula of ${capital} as a whole`,
    );
  }
}

/** w_i beside W, by one of which the derivative is: as a name of its own it would not vary with the other. */
function requireOwnMembers(draft: Draft): void {
  const symbols = usesIn(draft.formulas).map((u) => u.symbol);
  const wholes = new Set(symbols.filter((s) => s.subs.length === 0 && !s.over).map((s) => draft.naming.named(s).name));
  const defined = new Set(draft.definitions.map((d) => d.name));
  const asked =
    draft.definitions.length === 0 ? [] : requestsOf(draft).flatMap((r) => r.by.map(({ name }) => baseOf(name)));
  for (const symbol of symbols) {
    const { name, index, entries } = draft.naming.named(symbol);
    if (!/^[a-z]$/.test(symbol.base) || index.length + entries.length !== 1 || symbol.subs.length !== 1) continue;
    const capital = draft.naming.named({ ...symbol, base: symbol.base.toUpperCase(), subs: [] }).name;
    if (!wholes.has(capital) || wholes.has(name) || defined.has(name) || defined.has(capital)) continue;
    if (asked.length > 0 && !asked.includes(capital) && !asked.includes(name)) continue;
    const said = draft.gathered.said.filter((s) => s.size && draft.naming.named(s.symbol).name === name);
    if (said.length > 0)
      draft.note('guess', `${name} is read as a name of its own, and no part of ${capital}`, symbol.span);
    else
      fail(
        `whether this is a row of ${capital}, a column of it, or a name of its own is not said`,
        symbol.span,
        `"where $${symbol.base}_i$ is the i-th row of $${capital}$" says it, and ${symbol.base}_i \\in \\mathbb{R}^{n} that it is of its own`,
      );
  }
}

/** h_N beside h_t = …: one member, and nothing says which. */
function requireKnownMembers(draft: Draft): void {
  const families = new Set(draft.definitions.filter((d) => d.loops.length > 0).map((d) => d.name));
  const own = new Set([
    ...draft.definitions.map((d) => d.name),
    ...draft.gathered.said.map((s) => draft.naming.named(s.symbol).name),
  ]);
  for (const { symbol } of usesIn(draft.formulas)) {
    const { name, index, entries } = draft.naming.named(symbol);
    if (index.length + entries.length > 0 || symbol.subs.length !== 1 || symbol.word || own.has(name)) continue;
    const family = draft.naming.named({ ...symbol, subs: [] }).name;
    const letter = letterOf(symbol.subs[0] as Formula);
    if (families.has(family) && letter?.length === 1)
      fail(
        `${family} has members, and which of them ${name} is, is not said`,
        symbol.span,
        `how far the index runs says it, as in t = 1, \\dots, ${letter}`,
      );
  }
}

/** 1/n beside n_i = …, where n is a size: the language has one name for both. */
function requireNoSize(draft: Draft): void {
  const defined = new Set(draft.definitions.filter((d) => d.free.length > 0).map((d) => d.name));
  for (const { symbol } of usesIn(draft.formulas)) {
    const { name, index, entries } = draft.naming.named(symbol);
    if (index.length + entries.length > 0 || !defined.has(name) || !draft.numbers.has(name)) continue;
    fail(
      `${name} is a size, and what has the entries ${name}_i is called so as well`,
      symbol.span,
      'another letter for one of them says which is meant',
    );
  }
}

/** Its subscripts are places, and nothing says that they number members or entries: they are part of its name. */
function isOfAnyPlace(draft: Draft, symbol: TexSymbol): boolean {
  const { index, entries } = draft.naming.named(symbol);
  if (index.length > 0 || entries.length > 0 || symbol.subs.length === 0) return false;
  return symbol.subs.every((f) => /^[i-l]$/.test(letterOf(f) ?? ''));
}

/** \mathcal L beside L: one name of the language, which the one cannot be where it is made of the other. */
function requireOneLetter(draft: Draft, all: readonly Formula[]): void {
  const script = usesIn(all).find(({ symbol }) => symbol.script)?.symbol;
  const name = script && draft.naming.named(script).name;
  const isPlain = ({ symbol }: { symbol: TexSymbol }): boolean =>
    !symbol.script && draft.naming.named(symbol).name === name;
  if (script === undefined || name === undefined || !usesIn(all).some(isPlain)) return;
  const inside = usesIn(draft.formulas).find(isPlain);
  if (inside === undefined)
    draft.note('guess', `the script ${name} and the plain one are read as the same`, script.span);
  else
    fail(
      `the script ${name} and the plain one are one name here, and stand for two things`,
      inside.symbol.span,
      'another letter for one of them says it',
    );
}

/** \mathbf{x} beside x: one name of the language, as many authors mean it. */
function tellAlike(draft: Draft, all: readonly Formula[]): void {
  const plain = new Set<string>();
  const bold = new Map<string, TexSymbol>();
  for (const { symbol } of usesIn(all)) {
    const { name, index, entries } = draft.naming.named(symbol);
    if (!symbol.bold) {
      if (index.length + entries.length === 0) plain.add(name);
    } else if (!bold.has(name)) bold.set(name, symbol);
  }
  for (const [name, symbol] of bold)
    if (plain.has(name)) draft.note('guess', `the bold ${name} and the plain one are read as the same`, symbol.span);
}
