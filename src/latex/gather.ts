/**
 * Everything that a text says: its equations, the sizes and roles of its letters, and what is asked for. Each with its
 * place; nothing is decided here about what goes into a problem.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { GrammarOptions, IndexEnds } from './factors.js';
import type { Formula, TexSymbol } from './formula.js';
import { lexemesOf } from './function-words.js';
import type { Unknown } from './lexemes.js';
import type { Line } from './lines.js';
import { beginsInside, linesOf } from './lines.js';
import { memberUses } from './members.js';
import { COMPLEX } from './membership.js';
import { letterOf } from './naming.js';
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

export interface Expression {
  readonly formula: Formula;
  readonly display: boolean;
  /** The words before it say that it is given. */
  readonly given: boolean;
  readonly span: Span;
}

export interface Gathered {
  readonly equations: readonly Equation[];
  /** Displayed, or the only one. */
  readonly expressions: readonly Expression[];
  readonly said: readonly Said[];
  /** By what is to be differentiated, as far as the words say. */
  readonly asked: readonly (TexSymbol | string)[];
  readonly remarks: readonly Remark[];
  /** How far indices run, where it is said apart from sums. */
  readonly ranges: ReadonlyMap<string, IndexEnds>;
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

type Read = { readonly piece: Piece; readonly lines: readonly Line[] };

class Gatherer {
  private readonly equations: Equation[] = [];
  private readonly expressions: Expression[] = [];
  private readonly said: Said[] = [];
  private readonly asked: (TexSymbol | string)[] = [];
  private readonly remarks: Remark[] = [];
  /** A display was read, and no words since. */
  private display = false;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly options: GrammarOptions,
  ) {}

  run(): Gathered {
    const plain = this.readAll(this.options);
    const ranges = rangesIn(plain);
    const members = lettersOfMembers(plain);
    // entries need no ends: their vector has a size
    const wanted = new Map([...ranges].filter(([letter]) => members.has(letter)));
    const read = wanted.size > 0 ? this.readAll({ ...this.options, ranges: wanted }) : plain;
    for (let k = 0; k < read.length; k++) this.take(read, k);
    const words = this.pieces.map((p) => (p.kind === 'words' ? p.text : ' ')).join('');
    const { equations, expressions, said, asked, remarks } = this;
    return { equations, expressions, said, asked, remarks, ranges, words };
  }

  private readAll(options: GrammarOptions): readonly Read[] {
    this.display = false;
    return this.pieces.map((piece): Read => {
      if (piece.kind === 'math') return { piece, lines: this.read(piece, options) };
      if (/\S/.test(piece.text)) this.display = false;
      return { piece, lines: [] };
    });
  }

  private read(piece: Piece & { kind: 'math' }, options: GrammarOptions): readonly Line[] {
    const unknown: Unknown[] = [];
    const lexemes = lexemesOf(piece.nodes, unknown);
    const [first] = unknown;
    // a formula without a piece of it is another formula
    if (first)
      throw new FrobeniusError('syntax', `${first.message}: the formula cannot be read without it`, first.span);
    const before = this.display;
    if (piece.display) this.display = true;
    if (piece.display && before && beginsInside(lexemes))
      throw new FrobeniusError(
        'syntax',
        'this display goes on with the one above',
        piece.span,
        'write both in one display, with \\\\ between the lines',
      );
    return linesOf(lexemes, piece.span, options);
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
          // it may belong to what is asked about; letters and sizes in a sentence need not
          if (piece.display || line.defines) throw new FrobeniusError('syntax', line.message, line.span, line.hint);
          this.remarks.push({
            kind: 'unreadable',
            message: line.message + (line.hint ? ` (${line.hint})` : ''),
            span: line.span,
          });
          break;
        case 'range':
          break;
        case 'size': {
          // alone in a display it is a product after all
          const formula: Formula = { kind: 'product', factors: line.size, guessed: false, span: line.span };
          if (piece.display) this.expressions.push({ formula, display: true, given: false, span: line.span });
          break;
        }
        default:
          line satisfies never;
      }
      if (line.kind === 'equation') for (const side of line.sides) this.sizesIn(side);
    }
  }

  private membership(line: Line & { kind: 'membership' }, after: string): void {
    if (line.properties.includes(COMPLEX))
      throw new FrobeniusError('syntax', 'complex numbers are not known here', line.span, 'everything is real');
    const properties = [...line.properties, ...propertiesIn(after)];
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
        this.expressions.push({ formula, display: piece.display, given: isGiven(read[k - 1]), span: piece.span });
      this.sizesIn(formula);
      return;
    }
    if (piece.display) this.expressions.push({ formula, display: true, given: false, span: piece.span });
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

const isGiven = (before: Read | undefined): boolean =>
  before?.piece.kind === 'words' && /\b(?:given|known|knowing|know|have)\s*$/i.test(before.piece.text);

const linesIn = (read: readonly Read[]): readonly Line[] => read.flatMap((r) => r.lines);

function rangesIn(read: readonly Read[]): Map<string, IndexEnds> {
  const found = new Map<string, IndexEnds>();
  for (const line of linesIn(read))
    if (line.kind === 'range') for (const letter of line.letters) found.set(letter, { from: line.from, to: line.to });
  return found;
}

/** Letters that number vectors or matrices: by what is done with one, or by its size, as in x_i ∈ ℝ^d. */
function lettersOfMembers(read: readonly Read[]): Set<string> {
  const found = new Set<string>();
  for (const line of linesIn(read)) {
    const formulas = 'sides' in line ? line.sides : line.kind === 'expression' ? [line.formula] : [];
    for (const formula of formulas) for (const { letter } of memberUses(formula)) found.add(letter);
    if (line.kind === 'membership' && line.size.length > 0)
      for (const { subs } of line.names) for (const sub of subs) found.add(letterOf(sub) ?? '');
  }
  return found;
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
