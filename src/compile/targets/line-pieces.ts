/**
 * Where a line of code can be cut: behind operators and commas, outside of strings, with the depth of brackets there.
 */

/** The end of the string that opens at i, or undefined where none does. */
export type Quoted = (text: string, i: number) => number | undefined;

/** A place behind which a line may go on in the next one. */
export interface Place {
  /** Index of the first character of what follows. */
  readonly at: number;
  readonly sign: string;
  readonly depth: number;
}

const OPENING = '([{';
const CLOSING = ')]}';

/** What stands behind each of the signs, in order; undefined where the brackets of the text are not closed in it. */
export function placesIn(text: string, signs: readonly string[], quoted: Quoted): Place[] | undefined {
  const places: Place[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const end = quoted(text, i);
    if (end !== undefined) {
      i = end;
      continue;
    }
    const c = text[i] as string;
    if (OPENING.includes(c)) depth++;
    if (CLOSING.includes(c) && --depth < 0) return undefined;
    const sign = i > 0 ? signs.find((s) => text.startsWith(s, i)) : undefined;
    if (sign !== undefined) places.push({ at: i + sign.length, sign, depth });
  }
  return depth === 0 ? places : undefined;
}

/** The text cut at some of its places, without the spaces there. */
export function cutAt(text: string, places: readonly Place[]): string[] {
  const ends = [...places.map(({ at }) => at), text.length];
  return ends.map((end, k) => text.slice(k === 0 ? 0 : ends[k - 1], end).trim());
}

/** As many pieces on a line as have room. */
export function packed(pieces: readonly string[], fits: (line: string, isFirst: boolean) => boolean): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1)} ${piece}`;
    if (lines.length > 0 && fits(longer, lines.length === 1)) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}
