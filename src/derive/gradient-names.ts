/**
 * Names for gradients: G_E = what meets dE, as definitions of the language, one for each stretch of a family, with
 * its end conditions. Also keeps ∂L/∂E of the definitions that were asked for.
 */
import { name as makeName, zeros } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { asName, dimDifference, dimName, substituteDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Definition, Loop } from '../language/problem.js';
import { endsOf } from '../language/reach.js';
import type { Forward } from './arrivals.js';
import type { Context } from './context.js';
import { contributed, domainOf, rangesOf } from './family.js';
import type { FreshNames } from './fresh-names.js';
import type { EndCondition, Segment } from './segment.js';
import { indexOf } from './segment.js';
import type { GradientDefinition, Line, Range, Step } from './step.js';
import { finish } from './tidy.js';

/** A stretch of the family with what was collected on it. */
export interface Piece {
  readonly segment: Segment;
  readonly start: Expr;
  readonly value: Expr;
  readonly steps: readonly Step[];
}

/** ∂L/∂E on a stretch of E's range. */
export interface Collected {
  readonly target: Name;
  readonly ranges: readonly Range[];
  readonly value: Expr;
}

export class GradientNames {
  /** All definitions made, in order of dependence. */
  readonly definitions: Definition[] = [];
  readonly collected = new Map<string, readonly Collected[]>();

  constructor(
    private readonly context: Context,
    private readonly fresh: FreshNames,
    private readonly isAsked: (target: Name) => boolean,
  ) {}

  nameFor(f: Forward): Name {
    const { target } = f.named.definition;
    return makeName(this.fresh.take([`G_${target.name}`]), target.shape, target.index);
  }

  /** What was collected on one stretch, finished. */
  piece(f: Forward, segment: Segment): Piece {
    const { contributions } = segment;
    const start = contributions.length === 0 ? zeros(f.named.definition.target.shape) : contributed(contributions);
    const { expr, steps } = finish(start, this.context, rangesOf(segment.axes));
    return { segment, start, value: expr, steps };
  }

  keep(target: Name, pieces: readonly Piece[], value: (piece: Piece) => Expr): void {
    if (!this.isAsked(target)) return;
    // a family may have more than one definition, h[1] and h[t]
    const known = this.collected.get(target.name) ?? [];
    const found = pieces.map((piece) => ({
      target: makeName(target.name, target.shape, indexOf(piece.segment.axes)),
      ranges: rangesOf(piece.segment.axes),
      value: value(piece),
    }));
    this.collected.set(target.name, [...known, ...found]);
  }

  /**
   * A loop over another axis of an end condition: its ends may hang on the letter that is at the end here, and it goes to the
   * end on that axis as well, for G[N+1,M+1] is in one of the two.
   */
  private reaching(loop: Loop, own: EndCondition, name: Name, ends: readonly EndCondition[]): Loop {
    const axis = name.index.indexOf(dimName(loop.over));
    const letter = asName(name.index[own.axis] as Dim);
    const put = (d: Dim): Dim => (letter === undefined ? d : substituteDim(d, new Map([[letter, own.at]])));
    let [low, high] = endsOf(loop).map(put) as [Dim, Dim];
    for (const { axis: of, at } of axis < own.axis ? [] : ends) {
      if (of !== axis) continue;
      const there = put(at);
      if ((dimDifference(low, there) ?? 0) > 0) low = there;
      if ((dimDifference(there, high) ?? 0) > 0) high = there;
    }
    const [from, to] = loop.step === 1 ? [low, high] : [high, low];
    return { ...loop, from, to };
  }

  /** `reversed` where the family is part of a recurrence: its gradient runs against it. */
  define(
    f: Forward,
    pieces: readonly Piece[],
    ends: readonly EndCondition[],
    reversed: boolean,
    name: Name,
  ): GradientDefinition {
    const { definition } = f.named;
    const at = (segment: Segment): Name => makeName(name.name, name.shape, indexOf(segment.axes));
    const atEnds = ends.map((e): Definition => {
      const index = name.index.map((i, j) => (j === e.axis ? e.at : i));
      const loops = definition.loops
        .filter((l) => index.includes(dimName(l.over)))
        .map((l) => this.reaching(l, e, name, ends));
      return { target: makeName(name.name, name.shape, index), loops, value: zeros(name.shape), anonymous: false };
    });
    // several families may lean on the same end
    const conditions = atEnds.filter((x, i) => atEnds.findIndex((y) => y.target === x.target) === i);
    const definitions = pieces.map(
      ({ segment, value }): Definition => ({
        target: at(segment),
        loops: loopsOf(segment, definition, reversed),
        value,
        anonymous: false,
      }),
    );
    const lines = pieces.map(
      ({ segment, value, start, steps }): Line => ({
        target: at(segment),
        start,
        stages: start === value ? [] : [{ steps, after: value }],
        end: value,
      }),
    );
    this.definitions.push(...conditions, ...definitions);
    this.context.facts.learn([...conditions, ...definitions]);
    this.keep(definition.target, pieces, ({ segment }) => at(segment));
    const sources = pieces.map(({ segment }) => segment.contributions.flatMap((c) => (c.source ? [c.source] : [])));
    return { name, definitions: [...conditions, ...definitions], lines, sources };
  }
}

/** The definition whose value a line works out: end conditions have none, and come before those that do. */
export function definitionOf({ definitions, lines }: GradientDefinition, line: Line): Definition | undefined {
  const at = lines.indexOf(line);
  return at < 0 ? undefined : definitions[definitions.length - lines.length + at];
}

function loopsOf(segment: Segment, definition: Definition, reversed: boolean): Loop[] {
  const { letters } = domainOf(definition);
  const found = segment.axes.flatMap((axis, i): [place: number, loop: Loop][] => {
    if (axis.kind === 'point') return [];
    const place = definition.loops.findIndex((l) => l.over === letters[i]);
    const up = (definition.loops[place]?.step ?? 1) === 1;
    const { lo, hi, letter: over } = axis;
    return [[place, reversed === up ? { over, from: hi, to: lo, step: -1 } : { over, from: lo, to: hi, step: 1 }]];
  });
  // within one another as the family's own
  return found.sort(([a], [b]) => a - b).map(([, loop]) => loop);
}
