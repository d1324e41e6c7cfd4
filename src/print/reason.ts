/**
 * Why a line holds, in a few words: the steps of one stage joined as "(3); move: V, H[t], 𝟏".
 *
 * Owns the order of the parts (definitions put in, rules, names, conditions) and what goes unsaid: bookkeeping
 * beside a reason that carries weight. Every stage gets some words.
 */
import type { Reason, Stage, Step } from '../derive/step.js';
import type { Expr } from '../expression/expression.js';
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
    ...ruleParts(reasons('rule')),
    ...sayings([...reasons('collect'), ...reasons('arithmetic')]),
    ...shown.flatMap((step) => naming(step)),
    ...conditions(steps),
  ];
  const said = joinPhrases(parts, '; ');
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

/** Each rule's words once; the operands of moves together. */
function ruleParts(reasons: readonly Of<'rule'>[]): Phrase[] {
  const moved = distinct(reasons.flatMap(({ operand }) => (operand ? [operand] : [])));
  const moves: Phrase[] = moved.length > 0 ? [['move: ', ...listTerms(moved)]] : [];
  return [...sayings(reasons.filter(({ operand }) => operand === undefined)), ...moves];
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

function constants(reasons: readonly Of<'constant'>[]): Phrase {
  const fixed = distinct(reasons.flatMap(({ of }) => of));
  return fixed.length > 0 ? [...listTerms(fixed), ' constant'] : [];
}
