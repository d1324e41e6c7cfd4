/** Sizes that no check can work with: numbers in the problem itself, in whose place nothing smaller may be drawn. */
import type { Shape } from '../expression/dimension.js';
import { dimNames, evaluateDim } from '../expression/dimension.js';
import { ENTRIES, limit } from '../expression/limits.js';
import { postorder } from '../expression/traverse.js';
import { cut, FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Problem } from '../language/problem.js';
import { shapeWords } from '../language/scope.js';

/** Entries of one variable beyond which a check would take longer than anybody waits. */
export const CHECKED_ENTRIES = 250_000;
/** What a check holds of a variable at once: its value, its gradient, a direction, and values moved along it. */
const COPIES = 8;

/** Entries where every size that may be chosen is 1. */
function leastEntries([rows, cols]: Shape): number {
  const ones = new Map([rows, cols].flatMap((x) => dimNames(x).map((name) => [name, 1] as const)));
  return (evaluateDim(rows, ones) ?? 1) * (evaluateDim(cols, ones) ?? 1);
}

/** What a check of it would take at least, in words. */
function memory(entries: number): string {
  const gigabytes = (COPIES * 8 * entries) / 1e9;
  const figure = Number(gigabytes.toPrecision(2));
  return `${figure < 1e6 ? figure : figure.toExponential(1)} GB`;
}

/** Entries of one value beyond which smaller sizes are drawn, where that is possible. */
const HANDY = 20_000;

/** Whether some value of a problem is large at these sizes: then the least sizes that tell rows from columns will do. */
export function isLargeAt({ declarations, definitions }: Problem, sizes: ReadonlyMap<string, number>): boolean {
  const entries = ([rows, cols]: Shape): number => (evaluateDim(rows, sizes) ?? 0) * (evaluateDim(cols, sizes) ?? 0);
  return (
    [...declarations.values()].some((d) => entries(d.shape) > HANDY) ||
    postorder(definitions.map((d) => d.value)).some((e) => entries(e.shape) > HANDY)
  );
}

/** The first variable or piece of a definition that is too large to be checked, as an error with its place. */
export function oversize({ declarations, definitions, source }: Problem): FrobeniusError | undefined {
  const refused = (what: string, shape: Shape): FrobeniusError =>
    limit(
      `${what} is ${shapeWords(shape)}: too large to be checked, a check would take some ${memory(leastEntries(shape))}`,
      'a smaller number, or a name for the size, which is then chosen small',
    );
  for (const { name, shape, place } of declarations.values()) {
    if (leastEntries(shape) <= CHECKED_ENTRIES) continue;
    const { code, message, hint } = refused(name, shape);
    return new FrobeniusError(code, message, place?.span, hint, place?.source);
  }
  for (const { value, span } of definitions) {
    const large = postorder([value]).find((e) => leastEntries(e.shape) > ENTRIES);
    if (large === undefined) continue;
    const { code, message, hint } = refused(cut(format(large)), large.shape);
    return new FrobeniusError(code, message, span, hint, source);
  }
  return undefined;
}
