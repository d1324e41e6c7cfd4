/**
 * A derivation as Unicode text for a terminal: definitions in a table, each with its differential; the chain with
 * its reasons in a column of their own; the results together. Colour only when asked for. It lays out an outline.
 */
import type { Derivation } from '../derive/step.js';
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { CheckReport } from '../numeric/check.js';
import { doubted } from './doubts.js';
import { closing } from './evidence.js';
import type { Given } from './goal.js';
import type { Paint } from './layout.js';
import { COLOURS, fillItems, PLAIN, pad, paintMarks, width, wrap } from './layout.js';
import type { DefinitionRow, Equation, Outline, OutlineOptions, Section } from './outline.js';
import { outline } from './outline.js';
import type { Phrase } from './phrase.js';
import { withSizes } from './signs.js';
import type { Notation } from './style.js';
import { BREAK } from './style.js';
import { plainWords, unicode } from './unicode.js';
import { givenPhrase, legendPhrase, rangePhrase } from './words.js';
import { writeTerm } from './write.js';

export interface TextOptions extends OutlineOptions {
  /** Columns; 100 if not said. */
  readonly width?: number;
  readonly color?: boolean;
  /** Of a check of this derivation: its figures close the page. */
  readonly report?: CheckReport;
}

/** Columns that reasons keep to their left, at most. */
const REASON = 62;

/** Columns of a left side that is repeated on each line. */
const LEFT = 26;

/** Columns up to which a line broken off goes on under its right side; beyond, at a fixed place. */
const HANG = 14;
const SHORT_HANG = 6;

export function derivationToText(derivation: Derivation, options: TextOptions = {}): string {
  const shown = doubted(outline(derivation, options), options.report);
  return new TextPage(shown, options.width ?? 100, options.color ? COLOURS : PLAIN).print(options.report);
}

/** "n×k", "n" of a column, "scalar". */
export function shapeToText(shape: Shape, notation: Notation = {}): string {
  const [rows, cols] = shape;
  if (isScalarShape(shape)) return 'scalar';
  const { dim } = withSizes(unicode, notation);
  return cols === 1 ? dim(rows) : `${dim(rows)}×${dim(cols)}`;
}

class TextPage {
  constructor(
    private readonly outline: Outline,
    private readonly columns: number,
    private readonly paint: Paint,
  ) {}

  print(report: CheckReport | undefined): string {
    const { sections, headed, conditions } = this.outline;
    const lines = this.head();
    for (const section of sections) {
      lines.push('');
      if (headed) lines.push(...this.heading(section));
      lines.push(...this.section(section));
    }
    if (conditions.length > 0)
      lines.push(
        '',
        ...fillItems(
          conditions.map((c) => this.phrase(c)),
          ';  ',
          this.columns,
          0,
        ).map(this.paint.dim),
      );
    if (report)
      lines.push('', ...fillItems(this.phrase(closing(report)).split(' '), ' ', this.columns, 2).map(this.paint.dim));
    return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  }

  private term(e: Expr, marks?: ReadonlySet<Expr>): string {
    return writeTerm(e, unicode, {
      ...this.outline.notation,
      breaks: true,
      ...(marks && !marks.has(e) ? { mark: marks } : {}),
    });
  }

  private phrase(phrase: Phrase): string {
    return phrase
      .map((part) => {
        if (typeof part === 'string') return plainWords(part);
        if ('sign' in part) return part.sign.text;
        if ('words' in part) return this.phrase(part.words);
        return 'kind' in part ? writeTerm(part, unicode, this.outline.notation) : this.shape(part.shape);
      })
      .join('');
  }

  private readonly shape = (shape: Shape): string => shapeToText(shape, this.outline.notation);

  // ——— the head ———

  private head(): string[] {
    const title = this.phrase(this.outline.title);
    const signs = this.outline.legend.map((item) => this.phrase(legendPhrase(item, this.outline.notation)));
    const { paint } = this;
    const items = (role: Given['role']): string[] =>
      this.outline.givens.filter((g) => g.role === role).map((g) => this.phrase(givenPhrase(g)));
    if (!this.outline.headed) {
      const given = [title, ...items('data'), ...items('param')];
      // signs are told apart from what is given
      const said = signs.map((sign, i) => (i === 0 ? `with ${sign}` : sign));
      const whole = fillItems([...given, ...said], '   ', this.columns, 4);
      const under = (): string[] => fillItems(said, '   ', this.columns - 4, 0).map((line) => `    ${line}`);
      const first = whole.length === 1 ? whole : [...fillItems(given, '   ', this.columns, 4), ...under()];
      return [paint.strong(title) + (first[0] as string).slice(title.length), ...first.slice(1)];
    }
    const beside = `      ${signs.join(',  ')}`;
    const fits = signs.length > 0 && width(title + beside) <= this.columns;
    const lines = [paint.strong(title) + (fits ? beside : '')];
    if (!fits) lines.push(...fillItems(signs, ',  ', this.columns - 10, 0).map((line) => `          ${line}`));
    const given = [
      ...fillItems(items('data'), '    ', this.columns - 10, 0),
      ...fillItems(items('param'), '   ', this.columns - 10, 0),
    ];
    if (given.length > 0)
      lines.push('', ...given.map((line, i) => (i === 0 ? `${paint.strong('Given')}     ` : ' '.repeat(10)) + line));
    return lines;
  }

  // ——— sections ———

  private heading({ heading, note }: Section): string[] {
    const head = this.phrase(heading);
    const [first = '', ...more] = fillItems(this.phrase(note).split(',  '), ',  ', this.columns - width(head) - 6, 0);
    const gap = ' '.repeat(6);
    return [
      this.paint.strong(head) + (first === '' ? '' : gap + first + (more.length > 0 ? ',' : '')),
      ...more.map((line) => ' '.repeat(width(head)) + gap + line),
    ];
  }

  private section({ rows, kind }: Section): string[] {
    const definitions = rows.filter((row): row is DefinitionRow => row.kind === 'definition');
    const equations = rows.filter((row): row is Equation => row.kind === 'equation');
    const table = this.table(definitions);
    const lines = this.equations(equations, kind === 'results');
    if (definitions.length === 0) return lines.flat();
    // in full, the lines that lead to a differential follow its row
    let d = 0;
    let e = 0;
    return rows.flatMap((row) => (row.kind === 'definition' ? (table[d++] as string[]) : (lines[e++] as string[])));
  }

  /** target = value · shape · ⟹ differential · (number), in columns. */
  private table(rows: readonly DefinitionRow[]): string[][] {
    const target = Math.max(0, ...rows.map((row) => width(this.phrase([row.target]))));
    const left = rows.map(
      (row) =>
        `  ${pad(this.phrase([row.target]), target)} = ${this.term(row.value)}${row.note ? `, ${this.phrase(row.note)}` : ''}`,
    );
    const shapes = rows.map((row) => this.shape(row.value.shape)).map((s) => (s === 'scalar' ? '' : s));
    const fitting = left.map(width).filter((w) => w <= 40);
    const first = Math.max(20, ...fitting) + 2;
    const second = Math.max(0, ...shapes.map(width)) + 2;
    return rows.map((row, i) => {
      const head = wrap(left[i] as string, this.columns - second, target + 5).map((line) => paintMarks(line, PLAIN));
      const { differential, number } = row;
      const conditions = differential?.conditions.map((c) => this.phrase(c)).join(', ') ?? '';
      const cite = number === undefined ? '' : `${conditions === '' ? '' : `${conditions}  `}(${number})`;
      const last = head.at(-1) as string;
      const shaped = `${pad(last, Math.max(first, width(last) + 2))}${shapes[i] as string}`;
      if (!differential) return [...head.slice(0, -1), shaped];
      const lead = `⟹  ${this.phrase([differential.left])} = `;
      const body = lead + this.term(differential.right);
      const start = first + second;
      const room = this.columns - start - width(cite) - 2;
      if (width(last) <= first && width(body) <= room) {
        const gap = this.columns - width(cite);
        return [...head.slice(0, -1), pad(`${pad(shaped, start)}${paintMarks(body, PLAIN)}`, gap) + cite];
      }
      const under = wrap(`      ${body}`, this.columns - width(cite) - 2, 6 + width(lead));
      const end = under.length - 1;
      return [
        ...head.slice(0, -1),
        shaped,
        ...under.map((line, k) =>
          k === end ? pad(paintMarks(line, PLAIN), this.columns - width(cite)) + cite : paintMarks(line, PLAIN),
        ),
      ];
    });
  }

  /** left = right · shape, range, reason. */
  private equations(rows: readonly Equation[], aligned: boolean): string[][] {
    const lefts = rows.map((row) => this.phrase([row.left]));
    const target = aligned ? Math.max(0, ...lefts.map(width)) : 0;
    const lines = rows.map((row, i) => {
      const left = lefts[i] as string;
      const also = (row.also ?? []).map((form) => `${BREAK} = ${this.term(form)}`).join('');
      const right = this.term(row.right, row.marks) + also;
      // a long left side stands on a line of its own, once, with its equations under it
      const above = !aligned && width(left) > LEFT;
      const head = above ? '    = ' : `  ${pad(left, target)} = `;
      return {
        above: above && left !== lefts[i - 1] ? [`  ${left}`] : [],
        hang: width(head) > HANG ? SHORT_HANG : width(head),
        text: head + right,
      };
    });
    const limit = aligned ? this.columns - 16 : REASON - 2;
    const widths = lines.map(({ text }) => width(text)).filter((w) => w <= limit);
    const column = Math.max(aligned ? 24 : 40, ...widths) + 4;
    return rows.map((row, i) => {
      const line = lines[i] as (typeof lines)[number];
      return [
        ...line.above,
        ...this.equation(line.text, line.hang, this.tail(row), Math.min(column, aligned ? limit + 4 : REASON)),
      ];
    });
  }

  /** One equation with what stands beside it, at `column` if there is room, else as near as possible or underneath. */
  private equation(text: string, hang: number, tail: string, column: number): string[] {
    const size = width(tail);
    const beside = wrap(text, Math.max(hang + 20, this.columns - size - 3), hang);
    const whole = wrap(text, this.columns, hang);
    const room = this.columns - width(whole.at(-1) as string) - 3;
    // what stands beside takes a line of its own only where that is no longer
    const broken = size <= room || whole.length === 1 || beside.length > whole.length + 1 ? whole : beside;
    const last = broken.pop() as string;
    const before = broken.map((part) => paintMarks(part, this.paint));
    const shown = paintMarks(last, this.paint);
    if (tail === '') return [...before, shown];
    const place = Math.max(width(last) + 3, Math.min(column, this.columns - size));
    if (place + size <= this.columns)
      return [...before, shown + ' '.repeat(place - width(last)) + this.paint.dim(tail)];
    const start = Math.max(hang, Math.min(column, this.columns - size));
    const under = fillItems(tail.split(' '), ' ', this.columns - start, 0);
    return [...before, shown, ...under.map((part) => ' '.repeat(start) + this.paint.dim(part))];
  }

  private tail({ shape, loops, reason }: Equation): string {
    return [
      ...(shape ? [this.shape(shape)] : []),
      ...loops.map((loop) => this.phrase(rangePhrase(loop, this.outline.notation))),
      ...(reason.length > 0 ? [this.phrase(reason)] : []),
    ].join('   ');
  }
}
