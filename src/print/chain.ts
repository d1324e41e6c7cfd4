/**
 * The chain back from the subject: dL = … through all backward blocks, whole lines while they are short, each block
 * under its own left side (G_A : dA = …) where the rest of the line would only be repeated.
 *
 * Invariant: every line is an equation that is true as it stands, and the line under dL is always the whole of dL.
 */
import { meetsMembers } from '../derive/schedule.js';
import { withSizesOf } from '../derive/size-order.js';
import type { Block, Derivation, GradientDefinition, Line, RecurrencePart, Result, Stage } from '../derive/step.js';
import { add, d, dimension, isZero, name, termsOf, vecOf } from '../expression/build.js';
import { dimName, dimNames } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import { collectTerms, meets } from './collect.js';
import { gatherSums } from './gather.js';
import type { Detail, Equation, Section } from './outline.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases } from './phrase.js';
import type { Cite } from './reason.js';
import { stagesReason } from './reason.js';
import type { Shown } from './stages.js';
import { stepsOf, visible } from './stages.js';

/** Leaves that a whole line may carry along beside the piece at work; fewer where the work takes many lines. */
const BESIDE = 9;
const BESIDE_LONG = 2;
/** Leaves of the longest line worth gathering at the end; beyond, the results say the same better. */
const LONGEST = 240;
/** Blocks up to which whole lines are shown at all. */
const FEW = 8;

type Backward = Extract<Block, { kind: 'backward' }>;

export const backward = (derivation: Derivation, cite: Cite, detail: Detail): Section[] =>
  withSizesOf(derivation.problem, () => chained(derivation, cite, detail));

function chained(derivation: Derivation, cite: Cite, detail: Detail): Section[] {
  const blocks = derivation.blocks.flatMap((b) => (b.kind === 'backward' || b.kind === 'recurrence' ? [b] : []));
  if (blocks.length === 0) return [];
  const chain = new Chain(derivation, cite, detail, blocks.length <= FEW);
  for (const block of blocks) {
    if (block.kind === 'backward') chain.carry(block);
    else chain.recur(block.parts);
  }
  return chain.finish();
}

/** Whether a term holds the differential of what is defined as `of`: of a family, of a member in that range. */
const meetsDefined = (term: Expr, { of, loops }: Pick<Backward, 'of' | 'loops'>): boolean =>
  of.index.length === 0 ? meets(term, of) : meetsMembers(term, { target: of, loops });

class Chain {
  private readonly subject: Expr;
  private readonly results: readonly Result[];
  /** The name of the gradient by each definition that has one. */
  private readonly gradients: ReadonlyMap<string, string>;
  private readonly sections: Section[] = [];
  private rows: Equation[] = [];
  private heading: Phrase;
  private note: Phrase = [];
  private whole: Expr;
  /** After a recurrence: what is left of the whole is gathered and shown at the end. */
  private recurred = false;
  private recurrent = false;
  /** The last whole line shown. */
  private shown: Expr | undefined;

  constructor(
    derivation: Derivation,
    private readonly cite: Cite,
    private readonly detail: Detail,
    private readonly few: boolean,
  ) {
    this.subject = subjectOf(derivation);
    this.results = derivation.results;
    // the differential of the subject is worked out among the definitions there
    if (detail === 'full') this.shown = gatherSums(differentialOf(derivation) ?? this.subject);
    this.whole = this.subject;
    this.heading = derivation.blocks.some((b) => 'parts' in b) ? ['At the outputs'] : ['Backward'];
    this.gradients = new Map(derivation.blocks.flatMap(gradientNames));
  }

  carry(block: Backward): void {
    const { of, line, gradient } = block;
    const { before, after } = this.split(block);
    const others = before.length + after.length;
    const put = (piece: Expr): Expr => add([...before, ...termsOf(piece), ...after]);
    const groups = visible(line, this.detail);
    const rest = add([...before, ...after]).leaves;
    const inWhole = others === 0 || (this.few && rest <= (groups.length > 2 ? BESIDE_LONG : BESIDE));
    const unnamed = gradient && !line.stages.some(isNaming);
    if (inWhole) {
      if (unnamed) this.define(of, gradient);
      if (unnamed) this.show(put(line.start), ['with ', gradient.name]);
      for (const group of groups) this.show(put(group.after), stagesReason(group.stages, this.cite), group);
    } else this.alone(of, line, gradient, groups);
    this.whole = put(line.end);
  }

  /** A block under its own left side, which is the collected form where there is one; the factor gets its name first. */
  private alone(of: Name, line: Line, gradient: GradientDefinition | undefined, groups: readonly Shown[]): void {
    const settled = groups.findLastIndex(({ stages }) =>
      stages.some((stage) => isNaming(stage) || isCollecting(stage)),
    );
    if (gradient) this.define(of, gradient);
    const left = settled < 0 ? line.start : (groups[settled] as Shown).after;
    let current = left;
    for (const group of groups.slice(settled + 1)) {
      const reason = stagesReason(group.stages, this.cite);
      const shifted = group.stages.every(isShift) ? changed(current, group.after) : undefined;
      if (shifted) this.row(shifted.before, shifted.after, reason, group);
      else this.row(left, group.after, reason, group);
      current = group.after;
    }
  }

  /** The lines of each family first, then the gradients they define, then what is left over the parameters. */
  recur(parts: readonly RecurrencePart[]): void {
    this.recurrent = true;
    if (!this.recurred) this.settle();
    const families = parts.map((part) => part.of);
    const letters = distinct(families.flatMap((of) => of.index.flatMap(dimNames)));
    this.open(
      [
        directionOf(parts),
        ...joinPhrases(
          letters.map((l): Phrase => [dimension(dimName(l))]),
          ', ',
        ),
      ],
      collects(parts),
    );
    const opaque = parts.filter(({ gradient }) => gradient);
    for (const { of, line } of [...opaque, ...parts.filter((part) => !part.gradient)]) {
      this.alone(of, line, undefined, visible(line, this.detail));
    }
    for (const part of ['conditions', 'members'] as const)
      for (const { of, gradient } of opaque) if (gradient) this.define(of, gradient, part);
    // a boundary that is asked for lies outside, and stays
    const isLeft = (term: Expr): boolean => !parts.some((part) => meetsDefined(term, part));
    const outside = (e: Expr): Expr[] => termsOf(e).filter(isLeft);
    const left = add([...outside(this.whole), ...parts.flatMap(({ line }) => outside(line.end))]);
    this.whole = left;
    this.recurred = true;
    this.recurrent = false;
  }

  /** The terms that do not meet what is carried, before and after the place of the first that does. */
  private split(block: Backward): { before: readonly Expr[]; after: readonly Expr[] } {
    const terms = termsOf(this.whole);
    const first = terms.findIndex((term) => meetsDefined(term, block));
    const others = terms.filter((term) => !meetsDefined(term, block));
    const place = first < 0 ? others.length : first;
    return { before: others.slice(0, place), after: others.slice(place) };
  }

  finish(): Section[] {
    if (this.recurred) this.open(['At the parameters']);
    this.settle();
    const collected = collectTerms(this.whole, this.results);
    if (collected) this.show(collected, ['collect']);
    this.open([]);
    return this.sections;
  }

  /** G_E = …, with its special members and end conditions, and what each collects. */
  private define(of: Name, { definitions, lines, sources }: GradientDefinition, part?: 'conditions' | 'members'): void {
    const conditions = definitions.length - lines.length;
    definitions.forEach(({ target, value, loops }, i) => {
      if (part !== undefined && (part === 'conditions') !== i < conditions) return;
      const line = lines[i - conditions];
      const users = this.users(sources[i - conditions] ?? [], value);
      const single = definitions.length === 1 && !this.recurrent;
      const collects: Phrase = single
        ? ['name for what meets ', d(of)]
        : users.length > 0
          ? [name(of.name, of.shape, target.index), ' is used by ', ...users]
          : [];
      const end: Phrase = i < conditions ? ['end condition'] : [];
      const tidied = line ? stagesReason(line.stages, this.cite) : [];
      this.rows.push({
        kind: 'equation',
        left: target,
        right: value,
        shape: value.shape,
        loops,
        reason: joinPhrases([end, collects, this.detail === 'full' ? tidied : []], '; '),
        marks: new Set(),
        steps: line ? stepsOf(line.stages) : [],
      });
    });
  }

  /** The definitions that use a member, at the index at which their gradient arrives. */
  private users(sources: readonly Name[], value: Expr): Phrase {
    const arriving = namesIn(value);
    const users = sources.map((source) => {
      const gradient = this.gradients.get(source.name);
      const met = arriving.filter((e) => e.name === (gradient ?? source.name));
      const same = met.find((e) => e.index.every((at, i) => at === source.index[i]));
      // without a gradient of its own a definition is met at one index, or at none that would tell
      const here = same ?? (gradient === undefined && distinct(met).length > 1 ? undefined : met[0]);
      return here ? name(source.name, source.shape, here.index) : source;
    });
    const each = distinct(users).map((user): Phrase => [user]);
    return each.length < 2
      ? (each[0] ?? [])
      : [...joinPhrases(each.slice(0, -1), ', '), ' and ', ...(each.at(-1) as Phrase)];
  }

  private show(whole: Expr, reason: Phrase, by?: Shown): void {
    this.whole = whole;
    const right = gatherSums(whole);
    if (right === this.shown || right === this.subject) return;
    this.shown = right;
    this.rows.push(equation(this.subject, right, reason, by));
  }

  private row(left: Expr, right: Expr, reason: Phrase, by: Shown): void {
    if (left !== right) this.rows.push(equation(gatherSums(left), gatherSums(right), reason, by));
  }

  /** Puts the pieces carried on their own back into the whole. */
  private settle(): void {
    const whole = gatherSums(this.whole);
    if (this.shown !== undefined && whole !== this.shown && whole.leaves <= LONGEST)
      this.show(this.whole, this.recurred ? ['the terms over the parameters, from above'] : ['put together']);
  }

  private open(heading: Phrase, note: Phrase = []): void {
    if (this.rows.length > 0)
      this.sections.push({ kind: 'chain', heading: this.heading, note: this.note, rows: this.rows });
    this.rows = [];
    this.heading = heading;
    this.note = note;
  }
}

const equation = (left: Expr, right: Expr, reason: Phrase, by?: Shown): Equation => ({
  kind: 'equation',
  left,
  right,
  loops: [],
  reason,
  marks: by?.marks ?? new Set(),
  steps: by ? stepsOf(by.stages) : [],
});

/** A family that runs down has gradients that run up. */
export function directionOf(parts: readonly RecurrencePart[]): string {
  // an end that is zero has no direction of its own
  const loops = parts.flatMap(
    ({ gradient }) => gradient?.definitions.flatMap(({ loops: own, value }) => (isZero(value) ? [] : own)) ?? [],
  );
  const down = loops.some(({ step }) => step < 0);
  if (down || loops.length === 0) return loops.some(({ step }) => step > 0) ? 'Along ' : 'Backwards in ';
  return 'Forwards in ';
}

/** "G_H[t] collects all that meets dH[t]" */
function collects(parts: readonly RecurrencePart[]): Phrase {
  const named = parts.flatMap(({ of, gradient }): Phrase[] =>
    gradient ? [[gradient.name, ' collects all that meets ', d(of)]] : [],
  );
  return named.length > 2
    ? ['each G collects all that meets the differential of its subscript']
    : joinPhrases(named, ',  ');
}

function gradientNames(block: Block): [string, string][] {
  const parts = block.kind === 'recurrence' ? block.parts : block.kind === 'backward' ? [block] : [];
  return parts.flatMap(({ of, gradient }): [string, string][] => (gradient ? [[of.name, gradient.name.name]] : []));
}

/** A stage that only brings differentials to one index. */
const isShift = ({ steps }: Stage): boolean =>
  steps.every(({ by }) => by.kind === 'rule' && by.id === 'recurrence/shift');

/** The terms in which two sums differ, if there are others beside them. */
function changed(before: Expr, after: Expr): { before: Expr; after: Expr } | undefined {
  const [old, fresh] = [termsOf(before), termsOf(after)];
  const gone = old.filter((term) => !fresh.includes(term));
  if (gone.length === 0 || gone.length === old.length) return undefined;
  return { before: add(gone), after: add(fresh.filter((term) => !old.includes(term))) };
}

/** dL; of a Jacobian the column that it multiplies, vec(dY). */
const subjectOf = ({ request: { kind, subject } }: Derivation): Expr =>
  kind === 'jacobian' ? vecOf(d(subject)) : d(subject);

function differentialOf({ blocks, request }: Derivation): Expr | undefined {
  const own = blocks.find((block) => block.kind === 'forward' && block.named.definition.target === request.subject);
  const line = own?.kind === 'forward' ? own.line : undefined;
  return line && visible(line, 'full').length > 1 ? line.end : undefined;
}

const isCollecting = (stage: Stage): boolean => stage.steps.some((step) => step.by.kind === 'collect');
const isNaming = (stage: Stage): boolean => stage.steps.some((step) => step.by.kind === 'name');
