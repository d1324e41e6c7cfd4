/**
 * Terms as text of a drawing: letters with subscripts and superscripts as runs of SVG, and how wide they are. It spells
 * with a style of its own over the common walker; widths are estimates, made without fonts.
 */
import type { Expr } from '../expression/expression.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { NameParts } from '../print/names.js';
import type { Notation, Style } from '../print/style.js';
import { accented, unicode } from '../print/unicode.js';
import { writeTerm } from '../print/write.js';

const SUB = '\uE010';
const SUPER = '\uE011';
const BOLD = '\uE012';
const END = '\uE013';
/** A run that says a shape. */
export const SHAPE = 'shape';

const under = (text: string): string => (text === '' ? '' : SUB + text + END);
const over = (base: string, text: string): string => base + SUPER + text + END;

const STYLE: Style = {
  ...unicode,
  name: ({ subscripts, ...parts }: NameParts, index) =>
    unicode.name({ ...parts, subscripts: [] }, []) +
    under([...subscripts.map(accented), ...index.map(unicode.dim)].join(',')),
  superscript: over,
  transpose: (base) => over(base, '⊤'),
  inverse: (base) => over(base, '−1'),
  inverseTranspose: (base) => over(base, '−⊤'),
  ones: (length) => `${BOLD}1${END}${under(length === undefined ? '' : unicode.dim(length))}`,
  fold: (fold, letter, _range, body) => `${fold === 'sum' ? 'Σ' : 'Π'}${under(letter.replace(/'/g, '′'))} ${body}`,
};

interface Run {
  readonly text: string;
  readonly sign: string;
}

/** Text that an SVG can show, with what it takes of the width, in units of the size of its letters. */
export interface Drawn {
  readonly runs: readonly Run[];
  readonly width: number;
}

export function drawTerm(e: Expr, notation: Notation): Drawn {
  const runs: Run[] = [];
  const open: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') runs.push({ text, sign: open.at(-1) ?? '' });
    text = '';
  };
  for (const c of writeTerm(e, STYLE, notation)) {
    if (c === SUB || c === SUPER || c === BOLD) {
      flush();
      open.push(c);
    } else if (c === END) {
      flush();
      open.pop();
    } else text += c;
  }
  flush();
  return { runs, width: runs.reduce((sum, run) => sum + [...run.text].length * (small(run) ? 0.36 : 0.5), 0) };
}

const small = ({ sign }: Run): boolean => sign === SUB || sign === SUPER;

/** The runs as tspans; a shifted run is followed by one that shifts back. */
export function tspans({ runs }: Drawn): Markup {
  let shift = 0;
  const pieces = runs.map((run) => {
    const wanted = run.sign === SUB ? 0.22 : run.sign === SUPER ? -0.35 : 0;
    const dy = wanted - shift;
    shift = wanted;
    // dy is in units of the run's own size
    const moved = dy === 0 ? '' : (dy / (small(run) ? 0.7 : 1)).toFixed(3);
    return html`<tspan${moved !== '' && html` dy="${moved}em"`}${small(run) && html` font-size="70%"`}${run.sign === BOLD && html` font-weight="bold"`}${run.sign === SHAPE && html` class="fb-node-shape"`}>${run.text}</tspan>`;
  });
  return html`${pieces}`;
}
