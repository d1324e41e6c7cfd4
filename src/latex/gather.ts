/**
 * Everything that a text says: its equations, the sizes and roles of its letters, and what is asked for. Each with its
 * place; nothing is decided here about what goes into a problem.
 */
import type { Span } from '../language/error.js';
import type { GrammarOptions } from './factors.js';
import type { Formula, TexSymbol } from './formula.js';
import { lexemesOf } from './function-words.js';
import type { Unknown } from './lexemes.js';
import type { Line } from './lines.js';
import { linesOf } from './lines.js';
import { usesIn } from './naming.js';
import type { Piece } from './prose.js';
import { ASKED, isData, listedNames, piecesOf, propertiesIn } from './prose.js';
import type { TexNode } from './tree.js';
import { walk } from './walk.js';

/** What was guessed in a text in LaTeX, left out, or is worth knowing. */
export interface Remark {
  /** guess: a reading among several; unreadable: left out; note: worth knowing. */
  readonly kind: 'guess' | 'unreadable' | 'note';
  readonly message: string;
  readonly span: Span;
  /** What was left out is a part of a formula: nothing is answered without it. */
  readonly part?: boolean;
  /** The letter that it seems to define. */
  readonly defines?: string;
}

/** A letter with what is said of it. */
export interface Said {
  readonly symbol: TexSymbol;
  /** Rows and columns; one for a vector, none for a number. */
  readonly size?: readonly Formula[];
  readonly properties: readonly string[];
  readonly data: boolean;
  readonly span: Span;
}

export type Equation = Line & { readonly kind: 'equation' | 'function' };

export interface Gathered {
  readonly equations: readonly Equation[];
  /** Displayed, or the only one. */
  readonly expressions: readonly { readonly formula: Formula; readonly display: boolean; readonly span: Span }[];
  readonly said: readonly Said[];
  /** By what is to be differentiated, as far as the words say. */
  readonly asked: readonly (TexSymbol | string)[];
  readonly remarks: readonly Remark[];
  /** All words, for what they give away. */
  readonly words: string;
}

export function gather(nodes: readonly TexNode[], options: GrammarOptions): Gathered {
  return new Gatherer(piecesOf(nodes), options).run();
}

/** One formula without any words. */
export function gatherFormula(nodes: readonly TexNode[], span: Span, options: GrammarOptions): Gathered {
  return new Gatherer([{ kind: 'math', display: true, nodes, span }], options).run();
}

/** The line that a place is in, or at the edge of. */
function nearestTo({ start, end }: Span, lines: readonly Line[]): number {
  const gaps = lines.map(({ span }) => Math.max(0, span.start - end, start - span.end));
  return gaps.indexOf(Math.min(...gaps));
}

/** A formula with a piece that is not known is none; in a sentence it may be a mention. */
function without(line: Line, { message, span }: Unknown, display: boolean): Line {
  switch (line.kind) {
    case 'equation': {
      const [left] = line.sides;
      return {
        kind: 'unreadable',
        message,
        span,
        ...(left?.kind === 'symbol' ? { defines: left.base } : { part: true }),
      };
    }
    case 'function':
      return { kind: 'unreadable', message, span, defines: line.name.base };
    case 'expression':
      return display ? { kind: 'unreadable', message, span, part: true } : { kind: 'unreadable', message, span };
    default:
      return line;
  }
}

type Read = { readonly piece: Piece; readonly lines: readonly Line[] };

class Gatherer {
  private readonly equations: Equation[] = [];
  private readonly expressions: { formula: Formula; display: boolean; span: Span }[] = [];
  private readonly said: Said[] = [];
  private readonly asked: (TexSymbol | string)[] = [];
  private readonly remarks: Remark[] = [];

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly options: GrammarOptions,
  ) {}

  run(): Gathered {
    const read = this.pieces.map((piece): Read => ({ piece, lines: piece.kind === 'math' ? this.read(piece) : [] }));
    for (let k = 0; k < read.length; k++) this.take(read, k);
    this.stopAtLostDefinitions();
    const words = this.pieces.map((p) => (p.kind === 'words' ? p.text : ' ')).join('');
    const { equations, expressions, said, asked, remarks } = this;
    return { equations, expressions, said, asked, remarks, words };
  }

  private read(piece: Piece & { kind: 'math' }): readonly Line[] {
    const unknown: Unknown[] = [];
    const lexemes = lexemesOf(piece.nodes, unknown);
    const lines = [...linesOf(lexemes, piece.span, this.options)];
    for (const lost of unknown) {
      const k = nearestTo(lost.span, lines);
      const line = lines[k];
      if (line === undefined) this.remarks.push({ kind: 'unreadable', message: lost.message, span: lost.span });
      else lines[k] = without(line, lost, piece.display);
    }
    return lines;
  }

  /** A name whose formula was lost would be taken for a variable, where another formula uses it. */
  private stopAtLostDefinitions(): void {
    const formulas = [...this.equations.flatMap((e) => e.sides), ...this.expressions.map((e) => e.formula)];
    const used = new Set(usesIn(formulas).map(({ symbol }) => symbol.base));
    for (const [k, remark] of this.remarks.entries())
      if (remark.defines !== undefined && used.has(remark.defines)) this.remarks[k] = { ...remark, part: true };
  }

  private take(read: readonly Read[], k: number): void {
    const { piece, lines } = read[k] as Read;
    if (piece.kind === 'words') {
      this.words(read, k);
      return;
    }
    for (const line of lines) {
      switch (line.kind) {
        case 'equation':
        case 'function':
          this.equations.push(line);
          break;
        case 'membership':
          this.membership(line, wordsAfter(read, k));
          break;
        case 'expression':
          this.expression(line.formula, read, k, lines.length === 1);
          break;
        case 'unreadable':
          this.remarks.push({
            kind: 'unreadable',
            message: line.message + (line.hint ? ` (${line.hint})` : ''),
            span: line.span,
            ...(line.part ? { part: true } : {}),
            ...(line.defines === undefined ? {} : { defines: line.defines }),
          });
          break;
        case 'size': {
          // alone in a display it is a product after all
          const formula: Formula = { kind: 'product', factors: line.size, guessed: false, span: line.span };
          if (piece.display) this.expressions.push({ formula, display: true, span: line.span });
          break;
        }
        default:
          line satisfies never;
      }
      if (line.kind === 'equation') for (const side of line.sides) this.sizesIn(side);
    }
  }

  private membership(line: Line & { kind: 'membership' }, after: string): void {
    const properties = [...propertiesIn(after), ...(line.symmetric ? ['symmetric'] : [])];
    for (const symbol of line.names)
      this.said.push({
        symbol,
        size: line.size,
        properties: [...new Set(properties)],
        data: isData(after),
        span: line.span,
      });
  }

  /** A_{n × h} says how large A is. */
  private sizesIn(formula: Formula): void {
    for (const { f } of walk(formula))
      if (f.kind === 'symbol' && f.size)
        this.said.push({ symbol: f, size: f.size, properties: [], data: false, span: f.span });
  }

  /** A letter alone is a mention; followed by ":" or "is a", and a size, it is declared. */
  private expression(formula: Formula, read: readonly Read[], k: number, alone: boolean): void {
    const { piece } = read[k] as Read & { piece: Piece & { kind: 'math' } };
    if (formula.kind !== 'symbol' || !alone) {
      if (piece.display || formula.kind !== 'symbol')
        this.expressions.push({ formula, display: piece.display, span: piece.span });
      this.sizesIn(formula);
      return;
    }
    if (piece.display) this.expressions.push({ formula, display: true, span: piece.span });
    if (formula.size) this.sizesIn(formula);
    const between = read[k + 1]?.piece;
    if (between?.kind !== 'words') return;
    const sized = read[k + 2]?.lines[0];
    const verb = /^\s*(?::|is\b|be\b|are\b|denotes\b|—|-|,?\s*(?:an?|the)\b|\()/.exec(between.text);
    if (verb === null) return;
    const after = wordsAfter(read, k + 2);
    if (sized?.kind === 'size' && !/\n\s*\n/.test(between.text) && between.text.length < 60) {
      const said = `${between.text} ${after}`;
      this.said.push({
        symbol: formula,
        size: sized.size,
        properties: propertiesIn(said),
        data: isData(said),
        span: piece.span,
      });
      return;
    }
    const written = /^[^.]{0,40}?\b([A-Za-z]|\d+)\s*(?:x|×|by|-by-)\s*([A-Za-z]|\d+)\b/.exec(between.text);
    const sentence = between.text.split(/\.\s|\n/)[0] ?? '';
    const size = written
      ? [written[1], written[2]].map((text): Formula => sizeLetter(text as string, between.span))
      : undefined;
    const properties = propertiesIn(sentence);
    if (size || properties.length > 0 || isData(sentence))
      this.said.push({ symbol: formula, ...(size && { size }), properties, data: isData(sentence), span: piece.span });
  }

  /** "with respect to" and the names after it, in words or formulas. */
  private words(read: readonly Read[], k: number): void {
    const { piece } = read[k] as Read;
    if (piece.kind !== 'words') return;
    const match = ASKED.exec(piece.text);
    if (match === null) return;
    const rest = piece.text.slice(match.index + match[0].length);
    const listed = listedNames(rest);
    this.asked.push(...listed);
    if (listed.length > 0 || /\S/.test(rest)) return;
    for (let next = k + 1; next < read.length; next++) {
      const { piece: at, lines } = read[next] as Read;
      if (at.kind === 'words') {
        if (!/^\s*(?:,|and|or|,\s*and)?\s*$/.test(at.text)) return;
        continue;
      }
      for (const line of lines)
        if (line.kind === 'expression' && line.formula.kind === 'symbol') this.asked.push(line.formula);
    }
  }
}

const sizeLetter = (text: string, span: Span): Formula =>
  /^\d+$/.test(text)
    ? { kind: 'number', text, span }
    : { kind: 'symbol', base: text, accents: [], bold: false, subs: [], commas: false, primes: 0, star: false, span };

/** The words up to the end of the sentence or of the line. */
function wordsAfter(read: readonly Read[], k: number): string {
  const next = read[k + 1]?.piece;
  return next?.kind === 'words' ? (next.text.split(/\.\s|\n|;/)[0] ?? '') : '';
}
