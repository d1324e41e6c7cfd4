/**
 * Why a line holds, in a few words: the steps of one stage joined as "(3); move: V, H[t], 𝟏".
 *
 * Owns the order of the parts (definitions put in, rules, names, conditions) and what goes unsaid: bookkeeping
 * beside a reason that carries weight. Every stage gets some words.
 */
import type { Reason, Stage, Step } from '../derive/step.js';
import { mul } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases, listTerms, plainPhrase } from './phrase.js';

/** How a definition put in is cited: by its line's number, by what its differential rests on, or not at all. */
export type Cite = (step: Step) => Phrase | undefined;

type Of<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>;

export function stageReason(steps: readonly Step[], cite: Cite): Phrase {
  const weighty = steps.filter((step) => step.level === 'key');
  const shown = weighty.length > 0 ? weighty : steps;
  const reasons = <Kind extends Reason['kind']>(kind: Kind): Of<Kind>[] =>
    shown.map((step) => step.by).filter((by): by is Of<Kind> => by.kind === kind);

  const cancels = cancelled(steps);
  const parts: Phrase[] = [
    citations(shown, cite),
    ...chained(shown),
    ...ruleParts(shown),
    ...cancels,
    ...sayings([...reasons('collect'), ...(cancels.length > 0 ? [] : reasons('arithmetic'))]),
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
  const ruled = steps.some(({ by }) => by.kind === 'rule');
  for (const step of steps) {
    // that a name stands for its value needs no word beside the rule by which the value is differentiated
    if (step.by.kind !== 'definition' || (ruled && isOwnValue(step))) continue;
    const phrase = cite(step);
    if (phrase)
      cited.set(
        plainPhrase(phrase)
          .map((part) => (typeof part === 'string' ? part : '#'))
          .join(''),
        phrase,
      );
    else terms.push(step.by.of);
  }
  const named: Phrase = terms.length > 0 ? ['definition of ', ...listTerms(distinct(terms))] : [];
  return joinPhrases([...cited.values(), named], ', ');
}

/** The Jacobians of definitions put in: "dh[t−1] = J_h[t−1] dh₀" where that is short. */
function chained(steps: readonly Step[]): Phrase[] {
  const used = new Map(steps.flatMap((step) => (step.by.kind === 'chain' ? [[step.before, step] as const] : [])));
  const put = [...used.values()];
  if (put.every(({ before, after }) => before.leaves + after.leaves <= SHORT))
    return put.map(({ before, after }): Phrase => [before, ' = ', after]);
  const through = distinct(put.flatMap(({ by }) => (by.kind === 'chain' ? [by.of] : [])));
  return through.length > 0 ? [['chain rule through ', ...listTerms(through)]] : [];
}

/** J for N/D in dJ. */
const isOwnValue = ({ before, after, by }: Step): boolean =>
  by.kind === 'definition' && !isCall(before, 'd') && by.of.kind === 'name' && namesIn(after).includes(by.of);

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
const isPlain = ({ by, after }: Step): boolean =>
  by.kind === 'rule' &&
  (PLAIN.has(by.id) || by.say.endsWith(' is linear') || by.say === CONSTANT || isOneSided(by, after));

/** A product of which only one factor varies. */
const isOneSided = (by: Reason, after: Expr): boolean =>
  by.kind === 'rule' && by.id.startsWith('product/') && by.say.startsWith('product rule') && after.kind !== 'add';

/** How a form is written, and no rule about it: unsaid beside what is one. */
const TRANSPOSE = 'frobenius/transpose';
const CONVENTIONS = new Set(['frobenius/form', TRANSPOSE]);
const isConvention = ({ by }: Step): boolean => by.kind === 'rule' && CONVENTIONS.has(by.id);

/** Each rule's words once; what moves across ":" together. */
function ruleParts(steps: readonly Step[]): Phrase[] {
  const rules = steps.filter((step) => step.by.kind === 'rule');
  const weighty = rules.filter((step) => !isPlain(step));
  const strong = weighty.filter((step) => !isConvention(step));
  const telling = strong.length > 0 ? strong : conventions(weighty);
  // of several plain ones the outermost says enough
  const said = telling.length > 0 || steps.length > rules.length ? telling : rules.slice(0, 1);
  const movers = said.filter((step) => movedFactors(step).length > 0);
  const moved = distinct(movers.flatMap(movedFactors));
  const mover = movers[0]?.by as Of<'rule'> | undefined;
  const moves: Phrase[] = mover ? [[{ words: ['move: '], to: { rule: mover.id } }, ...listTerms(moved)]] : [];
  const others = said.filter((step) => movedFactors(step).length === 0);
  const entrywise = others.filter(isEntrywise);
  // a condition comes last, after what it allows
  const spoken = others.filter((step) => !isEntrywise(step) && !isSaidAgain(step));
  // what has moved to both sides of dXᵀ is turned round as well
  const turned = movers.length > 0 ? weighty.filter(({ by }) => by.kind === 'rule' && by.id === TRANSPOSE) : [];
  return [
    ...sayings(quotients(alike(spoken).map(wording), spoken)),
    ...derivatives(entrywise),
    ...moves,
    ...sayings(alike(turned).map(wording)),
  ];
}

/** The product rule and that of a power −1 are the quotient rule. */
function quotients(said: readonly Saying[], steps: readonly Step[]): readonly Saying[] {
  const divides = steps.some(({ before, by }) => {
    const power = isCall(before, 'd') ? (before.args[0] as Expr) : before;
    const isPower = isCall(power, 'pow') && isScalar(power);
    return by.kind === 'rule' && by.id === POWER && isPower && isNumber(power.args[1] as Expr, -1);
  });
  const product = said.find(({ say }) => say === 'product rule');
  if (!divides || product === undefined) return said;
  const others = said.filter(({ id }) => id !== POWER);
  return others.map((one) => (one === product ? { say: 'quotient rule', id: POWER } : one));
}

const POWER = 'product/power';

/** Of conventions alone the one that was first: what follows it only puts the differential in its place. */
const conventions = ([first, ...others]: readonly Step[]): readonly Step[] =>
  first === undefined
    ? []
    : [first, ...others.filter(({ by }) => by.kind === 'rule' && by.id === (first.by as Of<'rule'>).id)];

/** Words that only name a property which a condition says: "Z⁻¹ symmetric" beside "Z symmetric". */
function isSaidAgain({ by, given }: Step): boolean {
  const property = (text: string): string => text.slice(text.indexOf(' '));
  return (
    by.kind === 'rule' &&
    given.some((x) => x === by.say || (/^\S+ \S+$/.test(by.say) && property(x) === property(by.say)))
  );
}

/** Of one rule used for several matrices the general words. */
function alike(steps: readonly Step[]): Step[] {
  const said = new Map<string, Set<string>>();
  for (const { by } of steps) if (by.kind === 'rule') said.set(by.id, (said.get(by.id) ?? new Set()).add(by.say));
  return steps.map((step) => {
    const { by } = step;
    const several = by.kind === 'rule' && (said.get(by.id)?.size ?? 0) > 1;
    return several && by.general !== undefined ? { ...step, by: { ...by, say: by.general } } : step;
  });
}

/** The words of a step; those for products of matrices are said of scalars in theirs. */
function wording({ by, before, after }: Step): Saying {
  const { say, id } = by as Of<'rule'>;
  if (isOneSided(by, after)) return { say: CONSTANT, id };
  return { say: isScalar(before) ? say.replace(', entry by entry', '') : say, id };
}

const isEntrywise = ({ by }: Step): boolean => by.kind === 'rule' && by.id.startsWith('elementwise/');

/** Leaves up to which a derivative is written out as the reason for its use. */
const SHORT = 5;

/** "d log P = dP ⊘ P" where that is short, else "log′, entry by entry". */
function derivatives(steps: readonly Step[]): Phrase[] {
  if (steps.length === 0) return [];
  const short = steps.every(({ before, after }) => {
    const of = isCall(before, 'd') ? before.args[0]?.args[0] : undefined;
    return of?.kind === 'name' && before.leaves + after.leaves <= SHORT;
  });
  if (short && steps.length <= 2)
    return steps.map(({ before, after, by }) => [
      { words: [before, ' = ', after], to: { rule: (by as Of<'rule'>).id } },
    ]);
  const ids = distinct(steps.map(({ by }) => (by as Of<'rule'>).id));
  const functions = joinPhrases(
    ids.map((id): Phrase => [{ words: [`${id.replace('elementwise/', '')}′`], to: { rule: id } }]),
    ', ',
  );
  return [steps.every(({ before }) => isScalar(before)) ? functions : [...functions, ', entry by entry']];
}

/** "P ⊘ P cancels", and what was multiplied out. */
function cancelled(steps: readonly Step[]): Phrase[] {
  const tidying = steps.filter(({ by, level }) => by.kind === 'arithmetic' && level === 'minor');
  const bases = tidying.flatMap(({ before, after, by }): Expr[] => {
    if ((by as Of<'arithmetic'>).say !== 'powers of one base' || !isCall(before, 'had')) return [];
    const left = isCall(after, 'had') ? after.args : [after];
    return before.args.filter((base) => base.kind === 'name' && before.args.some(isOver(base)) && !left.includes(base));
  });
  const expanded = tidying.some(({ by }) => (by as Of<'arithmetic'>).say === 'expand, cancel, collect');
  return [
    ...distinct(bases).map((base): Phrase => [base, ' ⊘ ', base, ' cancels']),
    ...(expanded ? [['expand, cancel']] : []),
  ];
}

const isOver =
  (base: Expr) =>
  (e: Expr): boolean =>
    isCall(e, 'pow') && e.args[0] === base && isNumber(e.args[1] as Expr, -1);

/** What a move takes across ":": the constant factors on either side of the one that carries the differential. */
function movedFactors({ before, by }: Step): Expr[] {
  if (by.kind !== 'rule' || !by.id.endsWith('/move')) return [];
  const product = isCall(before, 'frob') ? (before.args[1] as Expr) : before;
  const factors = product.kind === 'mul' ? product.factors : [];
  const active = factors.findIndex((factor) => factor.differential);
  const sides = [factors.slice(0, Math.max(0, active)), factors.slice(active + 1)].filter((side) => side.length > 0);
  return active >= 0 && sides.length > 0 ? sides.map((side) => mul(side)) : by.operand ? [by.operand] : [];
}

interface Saying {
  readonly say: string;
  /** The rule that says it. */
  readonly id?: string;
}

/** Each saying once. */
function sayings(reasons: readonly Saying[]): Phrase[] {
  const said = new Map(reasons.filter(({ say }) => say !== '').map((reason) => [reason.say, reason.id]));
  return [...said].map(([say, id]) => [id === undefined ? say : { words: [say], to: { rule: id } }]);
}

function naming({ before, by }: Step): Phrase[] {
  return by.kind === 'name' ? [['name ', by.as, ' = ', before, ' : ', { shape: before.shape }]] : [];
}

/** What is said of single names is said of them together: "S, Z symmetric". */
function conditions(steps: readonly Step[]): Phrase[] {
  const together = new Map<string, string[]>();
  for (const condition of distinct(steps.flatMap((step) => step.given))) {
    const [, name, property] = OF_ONE_NAME.exec(condition) ?? [];
    const key = property ?? condition;
    together.set(key, [...(together.get(key) ?? []), ...(name === undefined ? [] : [name])]);
  }
  return [...together].map(([key, names]) => [names.length > 0 ? `${names.join(', ')} ${key}` : key]);
}

const OF_ONE_NAME =
  /^([\p{L}\p{N}_]+(?:\[[^\]]*\])?) (symmetric|skew-symmetric|orthogonal|invertible|not zero|not 0)$/u;

/** The conditions that such words hold. */
export const conditionsIn = (said: string): string[] => {
  const names = said.split(', ');
  const property = OF_ONE_NAME.exec(names.at(-1) ?? '')?.[2];
  return property === undefined
    ? [said]
    : names.map((name) => (name.endsWith(property) ? name : `${name} ${property}`));
};

/** A condition that a rule's own words have said is not said again. */
function once(parts: readonly Phrase[]): Phrase[] {
  const seen = new Set<unknown>();
  return parts.filter((part) => {
    const pieces = plainPhrase(part);
    const known = pieces.length === 1 && seen.has(pieces[0]);
    for (const piece of pieces) seen.add(piece);
    return !known;
  });
}

function constants(reasons: readonly Of<'constant'>[]): Phrase {
  const fixed = distinct(reasons.flatMap(({ of }) => of));
  return fixed.length > 0 ? [...listTerms(fixed), ' constant'] : [];
}
