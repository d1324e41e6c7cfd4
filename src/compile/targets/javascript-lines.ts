/**
 * Long lines of JavaScript and TypeScript: behind the operators that bind least (before those of a choice), or with what
 * the longest bracket holds on lines of its own. No line that goes on could end there, so no semicolon is put there.
 */
import type { Quoted } from './line-pieces.js';
import { cutAt, packed, placesIn } from './line-pieces.js';

const WIDTH = 100;
const STEP = '  ';

/** Those that bind least first. */
const OPERATORS: readonly (readonly string[])[] = [
  [' ? ', ' : '],
  [' || ', ' && ', ' ?? '],
  [' + ', ' - '],
  [' * ', ' / '],
];

const quoted: Quoted = (text, i) => {
  const c = text[i] as string;
  if (!'"\'`'.includes(c)) return undefined;
  for (let k = i + 1; k < text.length; k++) {
    if (text[k] === '\\') k++;
    else if (text[k] === c) return k;
  }
  return undefined;
};

/** A statement, or an entry of an object, in as many lines as it needs; what opens a block or is a comment stays. */
export function javascriptLines(indent: string, text: string): string[] {
  if (indent.length + text.length <= WIDTH || /^(?:\/\/|\*|\/\*)/.test(text)) return [indent + text];
  if (placesIn(text, [], quoted) === undefined) return [indent + text];
  return broken(indent, text);
}

/** A text whose long lines are broken. */
export const javascriptText = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return javascriptLines(indent, line.slice(indent.length));
    })
    .join('\n');

function broken(indent: string, text: string): string[] {
  const whole = [indent + text];
  if (indent.length + text.length <= WIDTH) return whole;
  const head = /^(?:(?:const )?[^\s=(]+(?:: [^=]+)? = |"[^"]*": |return )/.exec(text)?.[0] ?? '';
  const value = text.slice(head.length);
  const signs = OPERATORS.find((some) => at0(value, some).length > 0);
  // behind `return` a line may not end
  if (signs !== undefined && head !== 'return ' && !hasArrow(value)) {
    const within = head === '' ? indent : indent + STEP;
    const fits = (line: string): boolean => within.length + line.length <= WIDTH;
    const lines = packed(cutAt(value, before(at0(value, signs))), fits);
    const first = head === '' ? [] : [indent + head.trimEnd()];
    if (lines.every(fits)) return [...first, ...lines.map((line) => within + line)];
    const bracket = inBracket(indent, text);
    if (bracket?.every((line) => line.length <= WIDTH)) return bracket;
    // each operand in lines of its own
    const apart = lines.flatMap((line) =>
      fits(line) ? [within + line] : (inBracket(within, line) ?? [within + line]),
    );
    if (apart.every((line) => line.length <= WIDTH)) return [...first, ...apart];
  }
  return inBracket(indent, text) ?? whole;
}

/** A choice is cut before its signs, everything else behind them. */
const before = (places: ReturnType<typeof cutPlaces>): typeof places =>
  places.map((p) => (/[?:]/.test(p.sign) && p.sign !== ' ?? ' ? { ...p, at: p.at - p.sign.length } : p));

/** The places at no depth. */
const at0 = (text: string, signs: readonly string[]): ReturnType<typeof cutPlaces> =>
  cutPlaces(text, signs).filter(({ depth }) => depth === 0);
const cutPlaces = (text: string, signs: readonly string[]): NonNullable<ReturnType<typeof placesIn>> =>
  placesIn(text, signs, quoted) ?? [];

/** Whether it is a function at its outermost: its operators are those of what it gives. */
const hasArrow = (text: string): boolean => at0(text, [' => ']).length > 0;

/** What the longest parenthesis holds on lines of its own, an argument a line where they do not fit on one. */
function inBracket(indent: string, text: string): string[] | undefined {
  const [open, close] = longest(text);
  if (close - open < STEP.length + 2) return undefined;
  const content = text.slice(open + 1, close);
  const items = cutAt(content, at0(content, [', ']));
  const lines =
    indent.length + STEP.length + content.length <= WIDTH
      ? [`${indent}${STEP}${content}`]
      : items.flatMap((item) => broken(indent + STEP, item));
  return [...broken(indent, text.slice(0, open + 1)), ...lines, indent + text.slice(close)];
}

/** The longest parenthesis at no depth. */
function longest(text: string): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  let [depth, open] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const end = quoted(text, i);
    if (end !== undefined) {
      i = end;
      continue;
    }
    if ('([{'.includes(text[i] as string) && depth++ === 0) open = i;
    if (')]}'.includes(text[i] as string) && --depth === 0 && text[open] === '(' && i - open > best[1] - best[0])
      best = [open, i];
  }
  return best;
}
