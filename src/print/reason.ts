/**
 * Why a line holds, in a few words: the steps of one stage joined as "(3); move: V, H[t], 𝟏".
 *
 * Owns the order of the parts (definitions put in, rules, names, conditions) and what goes unsaid: bookkeeping
 * beside a reason that carries weight. Every stage gets some words.
 */
import type { Reason, Stage, Step } from '../derive/step.js';
import { mul } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases, listTerms } from './phrase.js';

/** How a definition put in is cited: by its line's number, by what its differential rests on, or not at all. */
export type Cite = (step: Step) => Phrase | undefined;

type Of<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>;

export function stageReason(steps: readonly Step[], cite: Cite): Phrase {
  const weighty = steps.filter((step) => step.level === 'key');
  const shown = weighty.length > 0 ? weighty : steps;
  const reasons = <Kind extends Reason['kind']>(kind: Kind): Of<Kind>[] =>
    shown.map((step) => step.by).filter((by): by is Of<Kind> => by.kind === kind);

  const parts: Phrase[] = [
    citations(shown, cite),
    ...ruleParts(shown),
    ...sayings([...reasons('collect'), ...reasons('arithmetic')]),
    ...shown.flatMap((step) => naming(step)),
    ...conditions(steps),
  ];
  const said = joinPhrases(once(parts), '; ');
  return said.length > 0 ? said : constants(reasons('constant'));
}

/** The words for several stages shown as one line. */
export const stagesReason = (stages: readonly Stage[], cite: Cite): Phrase =>
  stageReason(
    stages.flatMap((stage) => stage.steps),
    cite,
  );

function citations(steps: readonly Step[], cite: Cite): Phrase {
  const cited = new Map<string, Phrase>();
  const terms: Expr[] = [];
  for (const step of steps) {
    if (step.by.kind !== 'definition') continue;
    const phrase = cite(step);
    if (phrase) cited.set(phrase.map((part) => (typeof part === 'string' ? part : '#')).join(''), phrase);
    else terms.push(step.by.of);
  }
  const named: Phrase = terms.length > 0 ? ['definition of ', ...listTerms(distinct(terms))] : [];
  return joinPhrases([...cited.values(), named], ', ');
}

/** Rules so plain that they go unsaid beside any other: linearity, and the exchange of sides. */
const PLAIN = new Set([
  'product/sum',
  'product/scalar',
  'product/transpose',
  'recurrence/sum',
  'frobenius/sum',
  'frobenius/swap',
]);
const CONSTANT = 'constant factors stay';
const isPlain = (step: Step): boolean =>
  step.by.kind === 'rule' && (PLAIN.has(step.by.id) || step.by.id.endsWith('/linear') || step.by.say === CONSTANT);

/** Each rule's words once; what moves across ":" together. */
function ruleParts(steps: readonly Step[]): Phrase[] {
  const rules = steps.filter((step) => step.by.kind === 'rule');
  const telling = rules.filter((step) => !isPlain(step));
  const said = telling.length > 0 || steps.length > rules.length ? telling : rules;
  const moved = distinct(said.flatMap(movedFactors));
  const moves: Phrase[] = moved.length > 0 ? [['move: ', ...listTerms(moved)]] : [];
  const others = said.filter((step) => movedFactors(step).length === 0).map(({ by }) => by);
  return [...sayings(others.filter((by): by is Of<'rule'> => by.kind === 'rule')), ...moves];
}

/** What a move takes across ":": the constant factors on either side of the one that carries the differential. */
function movedFactors({ before, by }: Step): Expr[] {
  if (by.kind !== 'rule' || !by.id.endsWith('/move')) return [];
  const product = isCall(before, 'frob') ? (before.args[1] as Expr) : before;
  const factors = product.kind === 'mul' ? product.factors : [];
  const active = factors.findIndex((factor) => factor.differential);
  const sides = [factors.slice(0, Math.max(0, active)), factors.slice(active + 1)].filter((side) => side.length > 0);
  return active >= 0 && sides.length > 0 ? sides.map((side) => mul(side)) : by.operand ? [by.operand] : [];
}

const sayings = (reasons: readonly { readonly say: string }[]): Phrase[] =>
  distinct(reasons.map(({ say }) => say))
    .filter((say) => say !== '')
    .map((say) => [say]);

function naming({ before, by }: Step): Phrase[] {
  return by.kind === 'name' ? [['name ', by.as, ' = ', before, ' : ', { shape: before.shape }]] : [];
}

const conditions = (steps: readonly Step[]): Phrase[] =>
  distinct(steps.flatMap((step) => step.given)).map((condition) => [condition]);

/** A condition that a rule's own words have said is not said again. */
function once(parts: readonly Phrase[]): Phrase[] {
  const seen = new Set<unknown>();
  return parts.filter((part) => {
    const known = part.length === 1 && seen.has(part[0]);
    for (const piece of part) seen.add(piece);
    return !known;
  });
}

function constants(reasons: readonly Of<'constant'>[]): Phrase {
  const fixed = distinct(reasons.flatMap(({ of }) => of));
  return fixed.length > 0 ? [...listTerms(fixed), ' constant'] : [];
}
