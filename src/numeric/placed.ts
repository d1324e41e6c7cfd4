/**
 * The lines of a derivation in their places: which indices each stands under, and which of them are lines of results.
 */
import { definitionOf } from '../derive/gradient-names.js';
import type { Block, Derivation, GradientDefinition, Line, Range, Result, Step } from '../derive/step.js';
import type { Poly } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Each, Expr } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import { freeIndices } from './memo.js';
import { spansOfRanges } from './spans.js';

export interface Placed {
  readonly line: Line;
  readonly within: readonly Range[];
  /** Whose line it is: its target is what the result must be, found by other means. */
  readonly result?: Result;
}

export function linesOf(derivation: Derivation): Placed[] {
  const placed: Placed[] = [];
  const gradient = (g: GradientDefinition | undefined): void =>
    g?.lines.forEach((line) => {
      placed.push({ line, within: definitionOf(g, line)?.loops ?? [] });
    });
  const block = (b: Block): void => {
    switch (b.kind) {
      case 'forward':
        if (b.line) placed.push({ line: b.line, within: b.named.definition.loops });
        return;
      case 'backward':
        placed.push({ line: b.line, within: [] });
        gradient(b.gradient);
        return;
      case 'recurrence':
      case 'sensitivity':
        for (const part of b.parts) {
          placed.push({ line: part.line, within: b.kind === 'sensitivity' ? part.loops : [] });
          gradient(part.gradient);
        }
        return;
      default:
        b satisfies never;
    }
  };
  derivation.blocks.forEach(block);
  for (const result of derivation.results) placed.push({ line: result.line, within: result.loops ?? [], result });
  return placed;
}

/** The sums in a line, and the ranges that it stands under itself. */
const rangesIn = ({ line: { start, stages }, within }: Placed): readonly (Each | Range)[] => [
  ...postorder([start, ...stages.map((stage) => stage.after)]).filter((e): e is Each => e.kind === 'each'),
  ...within,
];

/**
 * The indices of each step of a line: what it binds itself, and where a piece has an index that it does not bind, the sum
 * of the line under which that stands.
 */
export function stepsIn(place: Placed): { readonly step: Step; readonly ranges: readonly Range[] }[] {
  const byLetter = new Map<string, (Each | Range)[]>();
  for (const range of rangesIn(place)) byLetter.set(range.over, [...(byLetter.get(range.over) ?? []), range]);
  const inside = new Map<Each, Set<Expr>>();
  /** One letter may run through several ranges, and a member of a family be there in one of them alone. */
  const rangeOf = (ranges: readonly (Each | Range)[], { before }: Step): Range => {
    const [only] = ranges;
    if (ranges.length === 1) return only as Range;
    const members = postorder([before]).filter((e) => e.kind === 'name' && e.index.length > 0);
    return ranges.findLast((r) => 'kind' in r && hasAll(r, members, inside)) ?? (ranges.at(-1) as Range);
  };
  return place.line.stages.flatMap(({ steps }) =>
    steps.map((step) => {
      const own = new Map(step.within.map((range) => [range.over, range]));
      const ordered = new Map<string, Range>();
      // the ends of a range may be indices of those around it, which come first
      const add = (letter: string): void => {
        const ranges = byLetter.get(letter);
        const range = own.get(letter) ?? (ranges && rangeOf(ranges, step));
        if (range === undefined || ordered.has(letter) || open.has(letter)) return;
        open.add(letter);
        endNames(range).forEach(add);
        ordered.set(letter, range);
      };
      const open = new Set<string>();
      for (const letter of [step.before, step.after].flatMap((e) => [...freeIndices(e)]))
        if (!own.has(letter)) add(letter);
      for (const letter of own.keys()) add(letter);
      return { step, ranges: [...ordered.values()] };
    }),
  );
}

const endNames = ({ from, to }: Range): readonly string[] => [...dimNames(from), ...dimNames(to)];

/** Whether the members of families in a piece all stand under a sum, as the piece does. */
function hasAll(sum: Each, members: readonly Expr[], inside: Map<Each, Set<Expr>>): boolean {
  const pieces = inside.get(sum) ?? new Set(postorder([sum.args[0] as Expr]));
  inside.set(sum, pieces);
  return members.every((name) => pieces.has(name));
}

/** What must not be negative, so that a line and each of its steps stand under some index (spans.ts). */
export const spansOfLine = (place: Placed): Poly[] =>
  [place.within, ...stepsIn(place).map(({ ranges }) => ranges)].flatMap(spansOfRanges);
