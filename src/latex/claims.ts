/** Lines of a derivation and claims that a text makes, ∇f = …, for those who judge them. */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import { variables } from './declare.js';
import type { Draft } from './draft.js';
import type { Formula } from './formula.js';
import { isVectorKind, kindIn } from './kinds.js';
import { lettersOf } from './naming.js';
import { partsOfRequest, variablesFor } from './requests.js';
import { byLetter } from './shapes.js';
import { walk } from './walk.js';

/** Once sizes are settled, in the order of the text. */
export function writeLines(draft: Draft): void {
  for (const { sides, span, isIdentity } of draft.stated) {
    const [left, ...rights] = sides as [Formula, ...Formula[]];
    try {
      if (isIdentity) identity(draft, sides, span);
      else if (left.kind === 'differential') lines(draft, left, rights);
      else claim(draft, left, rights, span);
    } catch (error) {
      if (!(error instanceof FrobeniusError) || error.code === 'limit') throw error;
      draft.note('unreadable', error.message, error.span ?? span);
    }
  }
}

function lines(draft: Draft, left: Formula, rights: readonly Formula[]): void {
  const texts = rights.map((r) => draft.emitter.side(r));
  draft.lines.push(`${draft.emitter.side(left)} = ${texts[0]}`, ...texts.slice(1).map((text) => `   = ${text}`));
}

/** a = b = c: each is claimed to be the one before, where all their letters are those of the problem. */
function identity(draft: Draft, sides: readonly Formula[], span: Span): void {
  const own = new Set([...variables(draft).map((v) => v.name), ...draft.definitions.map((d) => d.name)]);
  const isOwn = (name: string): boolean => own.size === 0 || own.has(name) || draft.numbers.has(name);
  const isKnown = (f: Formula): boolean =>
    [...walk(f)].every(({ f: g }) => {
      if (g.kind === 'call') return !draft.functions.has(g.fn) && (g.fn.length > 1 || g.fn === 'e');
      if (g.kind !== 'symbol') return g.kind !== 'partial';
      const { name, index, entries } = draft.naming.named(g);
      return isOwn(name) && [...index, ...entries].every((at) => !isOneOfAny(draft, f, at));
    });
  if (!sides.every(isKnown)) {
    draft.note('note', `whether the sides of this chain are equal is not judged: ${ONLY}`, span);
    return;
  }
  const texts = sides.map((side) => draft.emitter.side(side));
  draft.lines.push(...texts.slice(1).map((text, k) => `claim ${texts[k]} = ${text}`));
}

const ONLY = "what 'frobenius verify' says is of the other lines";

/** A letter of an index that no sum around it gives: the line would be of any entry or member. */
function isOneOfAny(draft: Draft, side: Formula, at: Formula): boolean {
  const bound = new Set([...walk(side)].flatMap(({ f }) => (f.kind === 'fold' ? [f.over] : [])));
  return !draft.naming.isEnd(at) && lettersOf(at).some((letter) => !bound.has(letter));
}

/** ∇f = a = b claims two things. */
function claim(draft: Draft, left: Formula, rights: readonly Formula[], span: Span): void {
  if (draft.givens.has(left)) return;
  const texts = rights.map((r) => draft.emitter.side(r));
  const { head, written, why } = claimed(draft, left);
  const said = `that ${head} = ${texts.join(' = ')} is a claim: it is derived here, not taken`;
  const judged =
    why === undefined
      ? "'frobenius verify' judges it"
      : `'frobenius verify' does not judge it, for ${why}, and ${ONLY}`;
  draft.note('note', `${said}; ${judged}`, span);
  if (why === undefined) draft.lines.push(...texts.map((text) => `claim ${written(text)}`));
}

interface Claimed {
  readonly head: string;
  /** The line that says it. */
  readonly written: (right: string) => string;
  /** Why it cannot be judged. */
  readonly why?: string;
}

/** What the left side is in the input language. */
function claimed(draft: Draft, left: Formula): Claimed {
  const want = draft.wants.find((w) => w.span === left.span);
  const [subject, kind] = [want?.subject ?? '…', want?.kind ?? 'grad'];
  const own = want?.by.map((b) => b.name) ?? [];
  const by = own.length > 0 ? own : variablesFor(draft, subject);
  const [name = '…'] = by;
  const head = `${kind}(${[subject, ...by].join(', ')})`;
  const plain = {
    head: `grad(${subject}, ${name})`,
    written: (right: string) => `grad(${subject}, ${name}) = ${right}`,
  };
  const definition = draft.definitions.find((d) => d.name === subject);
  const isOne = new Set(by).size === 1;
  const symbols = partsOfRequest(left)?.by ?? [];
  const isPart = symbols.some((f) => f.kind !== 'symbol' || isOneOfMany(draft, f));
  if (definition && isVectorKind(kindIn(definition.right, draft.known)))
    return { ...plain, why: `${subject} is a vector, and which way its derivative lies is left to its author` };
  if (!isOne || isPart) return { ...plain, head, why: 'it is no derivative by all of one name' };
  if (kind === 'grad') return plain;
  const isColumn = draft.sizes.get(name)?.[1] === '1' || (!draft.sizes.has(name) && byLetter(name) === 'vector');
  if (!isColumn) return { ...plain, head, why: `${name} is no column` };
  // the Hessian is what the gradient changes by
  return {
    head: `hessian(${subject}, ${name})`,
    written: (right) => `d(grad(${subject}, ${name})) = (${right})*d${name}`,
  };
}

function isOneOfMany(draft: Draft, f: Formula & { kind: 'symbol' }): boolean {
  const { index, entries } = draft.naming.named(f);
  return index.length + entries.length > 0;
}
