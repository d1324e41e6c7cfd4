/**
 * Long lines of Julia broken where the language lets them go on: after an equals sign, after an operator, within a call.
 */

const WIDTH = 92;
const INDENT = '    ';
const OPENING = '([{';
const CLOSING = ')]}';

/** A statement, in as many lines as it needs. */
export const linesOf = (text: string, depth: number): string[] => broken(text, INDENT.repeat(depth));

const SUMS = [' + ', ' - ', ' .+ ', ' .- '];
const PRODUCTS = [' * ', ' / ', ' \\ ', ' .* ', ' ./ '];

function broken(text: string, indent: string): string[] {
  const fits = (line: string): boolean => indent.length + line.length <= WIDTH;
  if (fits(text)) return [indent + text];
  const [left = '', ...rest] = parts(text, [' = ']);
  if (rest.length > 0) {
    const right = rest.join(' ');
    const call = isCall(right) ? withinCall(right, indent) : undefined;
    if (call) return [`${indent}${left} ${(call[0] as string).trimStart()}`, ...call.slice(1)];
    return [`${indent}${left}`, ...broken(right, indent + INDENT)];
  }
  const terms = packed(parts(text, SUMS), fits);
  if (terms.length > 1) return terms.flatMap((line) => broken(line, indent));
  const factors = packed(parts(text, PRODUCTS), fits);
  if (factors.length > 1 && factors.every(fits)) return factors.map((line) => indent + line);
  return withinCall(text, indent) ?? factors.map((line) => indent + line);
}

/** As many pieces on a line as have room. */
function packed(pieces: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = lines.length === 0 ? piece : `${lines.at(-1)} ${piece}`;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** Whether all of it is what one parenthesis holds and a name before it. */
const isCall = (text: string): boolean => {
  const [open, close] = longest(text) ?? [0, 0];
  return /^,?$/.test(text.slice(close + 1)) && /^[\p{L}\p{N}_.]+$/u.test(text.slice(0, open));
};

/** The longest call of the text with what it holds in lines of their own. */
function withinCall(text: string, indent: string): string[] | undefined {
  const bracket = longest(text);
  if (bracket === undefined) return undefined;
  const [open, close] = bracket;
  const inner = text.slice(open + 1, close);
  const [body = '', ...loop] = parts(inner, [' for ']);
  const items = parts(inner, [', ', '; ']);
  const lines =
    loop.length > 0
      ? [...broken(body.replace(/ for$/, ''), indent + INDENT), `${indent}${INDENT}for ${loop.join(' ')}`]
      : items.flatMap((item) => broken(item, indent + INDENT));
  return [indent + text.slice(0, open + 1), ...lines, indent + text.slice(close)];
}

/** The longest parenthesis at the outermost level; of a comprehension, in whose brackets a new line means something, within these. */
function longest(text: string): [number, number] | undefined {
  let [best, depth, open]: [[number, number] | undefined, number, number] = [undefined, 0, 0];
  for (let i = text.startsWith('[') ? 1 : 0; i < text.length; i++) {
    const c = text[i] as string;
    if (OPENING.includes(c) && depth++ === 0) open = i;
    if (CLOSING.includes(c) && --depth === 0 && text[open] === '(' && (!best || i - open > best[1] - best[0]))
      best = [open, i];
  }
  return best && best[1] - best[0] > 30 ? best : undefined;
}

/** The text cut behind each of the signs that stands in no bracket and in no string. */
function parts(text: string, signs: readonly string[]): string[] {
  const pieces: string[] = [];
  let [depth, start, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '"') quoted = !quoted;
    if (OPENING.includes(c)) depth++;
    if (CLOSING.includes(c)) depth--;
    const sign = depth === 0 && !quoted ? signs.find((s) => text.startsWith(s, i)) : undefined;
    if (sign === undefined || i === 0) continue;
    pieces.push(text.slice(start, i + sign.length).trimEnd());
    start = i + sign.length;
    i = start - 1;
  }
  return [...pieces, text.slice(start)];
}
