/** Long lines of MATLAB, which go on behind `...`: between the operators that bind least and lie least deep. */
import type { Quoted } from './line-pieces.js';
import { cutAt, packed, placesIn } from './line-pieces.js';

const WIDTH = 100;
const FURTHER = '    ';
const ON = ' ...';
/** Brackets deeper than that are not looked into. */
const DEEPEST = 8;

const LOOSE = [' + ', ' - ', ', ', '; ', ' || ', ' && '];
const TIGHT = [' * ', ' .* ', ' / ', ' ./ ', ' \\ ', ' = '];

/** A quote behind a name, a bracket, a dot or another quote is a transpose. */
const quoted: Quoted = (text, i) => {
  const c = text[i];
  if (c !== '"' && (c !== "'" || /[\w)\]}.']/.test(text[i - 1] ?? ' '))) return undefined;
  const end = text.indexOf(c, i + 1);
  return end < 0 ? undefined : end;
};

/** A statement, in as many lines as it needs; comments stay. */
export function matlabLines(indent: string, text: string): string[] {
  const whole = [indent + text];
  if (indent.length + text.length <= WIDTH || text.startsWith('%')) return whole;
  const all = placesIn(text, [...LOOSE, ...TIGHT], quoted);
  if (all === undefined) return whole;
  const fits = (line: string, isFirst: boolean): boolean =>
    indent.length + (isFirst ? 0 : FURTHER.length) + line.length + ON.length <= WIDTH;
  let lines: string[] = [text];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    for (const signs of [LOOSE, [...LOOSE, ...TIGHT]]) {
      const places = all.filter((p) => p.depth < depth || (p.depth === depth && signs.includes(p.sign)));
      lines = packed(cutAt(text, places), fits);
      if (lines.every((line, k) => fits(line, k === 0))) return laidOut(lines, indent);
    }
  }
  return laidOut(lines, indent);
}

const laidOut = (lines: readonly string[], indent: string): string[] =>
  lines.map((line, k) => `${indent}${k === 0 ? '' : FURTHER}${line}${k === lines.length - 1 ? '' : ON}`);
