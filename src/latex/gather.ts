/**
 * Everything that a text says: its equations, the sizes and roles of its letters, and what is asked for. Each with its
 * place; nothing is decided here about what goes into a problem.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import type { Aside } from './asides.js';
import { Asides, beginsAnew, isUnder } from './asides.js';
import { attributesIn } from './attributes.js';
import { fail } from './cut.js';
import type { GrammarOptions, IndexEnds } from './factors.js';
import type { Formula, TexSymbol } from './formula.js';
import { functionKey } from './function-key.js';
import type { SaidFunctions } from './function-said.js';
import { saidFunctions } from './function-said.js';
import { lexemesOf } from './function-words.js';
import type { Unknown } from './lexemes.js';
import type { Line } from './lines.js';
import { beginsInside, beginsWithEquals, linesOf } from './lines.js';
import { memberUses } from './members.js';
import { COMPLEX } from './membership.js';
import { letterOf } from './naming.js';
import { isPredicate, propertyOf } from './properties.js';
import type { Piece } from './prose.js';
import { ASKED, isData, listedNames, piecesOf } from './prose.js';
import type { SaidRows } from './rows.js';
import { saidRows } from './rows.js';
import type { AskedAt, Read, Spoken } from './spoken.js';
import { spokenIn } from './spoken.js';
import { squared, squareOf } from './squares.js';
import { STANDS_FOR, sizeSaid, standing } from './standing.js';
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

export type Equation = Line & {
  readonly kind: 'equation' | 'function';
  /** The words before it begin with something else: "now let f = …". */
  readonly anew?: boolean;
};

export interface Expression {
  readonly formula: Formula;
  readonly display: boolean;
  /** The words round it say that it is given. */
  readonly given: boolean;
  /** The words before it ask for it. */
  readonly sought: boolean;
  readonly span: Span;
}

export interface Gathered {
  readonly equations: readonly Equation[];
  /** Displayed, or the only one. */
  readonly expressions: readonly Expression[];
  readonly said: readonly Said[];
  /** By what is to be differentiated, as far as the words say. */
  readonly asked: readonly (TexSymbol | string)[];
  readonly spoken: readonly Spoken[];
  readonly remarks: readonly Remark[];
  /** How far indices run, where it is said apart from sums. */
  readonly ranges: ReadonlyMap<string, IndexEnds>;
  /** Letters that words call a function. */
  readonly functions: SaidFunctions;
  /** Of which small letters words say that they are rows or columns. */
  readonly rows: SaidRows;
  /** Names that a step of an algorithm gives another value, where it stands. */
  readonly steps: readonly TexSymbol[];
  /** Names that are declared beside the text. */
  readonly given?: ReadonlySet<string>;
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

class Gatherer {
  private readonly equations: Equation[] = [];
  private readonly expressions: Expression[] = [];
  private readonly said: Said[] = [];
  private readonly asked: AskedAt[] = [];
  private readonly steps: TexSymbol[] = [];
  private readonly remarks: Remark[] = [];
  /** Of the formula before. */
  private last: Line[] | undefined;
  /** A display was read, and no words since. */
  private display = false;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly options: GrammarOptions,
  ) {}

  run(): Gathered {
    const first = this.readAll(this.options);
    const functions = saidFunctions(first);
    // E(x) is a product only where no line says what E(x) is
    const defined = new Set([...headsIn(first), ...functions.keys()]);
    const options = defined.size > 0 ? { ...this.options, defined } : this.options;
    const plain = defined.size > 0 ? this.readAll(options) : first;
    const ranges = rangesIn(plain);
    const members = lettersOfMembers(plain);
    // entries need no ends: their vector has a size
    const wanted = new Map([...ranges].filter(([letter]) => members.has(letter)));
    const read = wanted.size > 0 ? this.readAll({ ...options, ranges: wanted }) : plain;
    const asides = new Asides(read);
    for (let k = 0; k < read.length; k++) this.take(read, k, asides);
    const attributes = attributesIn(read);
    this.said.push(...attributes.said);
    this.remarks.push(...attributes.remarks);
    const words = this.pieces.map((p) => (p.kind === 'words' ? p.text : ' ')).join('');
    const { expressions, said, remarks } = this;
    const from = attributes.case ?? Number.POSITIVE_INFINITY;
    const equations = this.equations.map(
      (e): Equation => (e.kind === 'equation' && e.span.start > from ? { ...e, under: true } : e),
    );
    const asked = this.asked.flatMap((a) => a.names);
    return {
      equations,
      expressions,
      said,
      asked,
      spoken: spokenIn(read, this.asked),
      remarks,
      ranges,
      functions,
      rows: saidRows(read),
      steps: this.steps,
      words,
    };
  }

  private readAll(options: GrammarOptions): readonly Read[] {
    this.display = false;
    this.last = undefined;
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
    const goesOn = beginsWithEquals(lexemes) ? this.last : undefined;
    const lines = linesOf(lexemes, piece.span, options, goesOn?.at(-1));
    // the line is told of where it ends
    if (goesOn && goesOn.length > 0) goesOn.pop();
    this.last = lines;
    return lines;
  }

  private take(read: readonly Read[], k: number, asides: Asides): void {
    const { piece, lines } = read[k] as Read;
    if (piece.kind === 'words') {
      this.words(read, k);
      return;
    }
    for (const line of lines) {
      switch (line.kind) {
        case 'equation': {
          const known = propertyOf(line.sides);
          const aside = asides.of(k, line);
          const [left] = line.sides;
          if (aside === 'step' && left?.kind === 'symbol') this.steps.push(left);
          if (aside) this.remarks.push({ kind: 'note', message: NOT_TAKEN[aside], span: line.span });
          else if (known) this.said.push({ ...known, data: false, span: line.span });
          else
            this.equations.push({
              ...line,
              anew: beginsAnew(read, k),
              under: line.under === true || (left?.kind !== 'symbol' && isUnder(read, k)),
            });
          break;
        }
        case 'function':
          if (asides.isPoint(k, line)) this.remarks.push({ kind: 'note', message: NOT_TAKEN.point, span: line.span });
          else this.equations.push({ ...line, anew: beginsAnew(read, k) });
          break;
        case 'property':
          for (const symbol of line.names)
            this.said.push({ symbol, properties: [line.property], data: false, span: line.span });
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
        case 'aside':
          if (line.name) this.steps.push(line.name);
          this.remarks.push({ kind: 'note', message: ASIDES[line.of], span: line.span });
          break;
        case 'range':
        case 'list':
          break;
        case 'size': {
          // alone in a display it is a product after all
          const formula: Formula = { kind: 'product', factors: line.size, guessed: false, span: line.span };
          if (piece.display)
            this.expressions.push({ formula, display: true, given: false, sought: false, span: line.span });
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
    const { size, properties, span } = line;
    for (const symbol of line.names) this.said.push({ symbol, size, properties, data: isData(after), span });
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
        this.expressions.push({ formula, display: piece.display, ...standing(read, k), span: piece.span });
      this.sizesIn(formula);
      return;
    }
    if (piece.display) this.expressions.push({ formula, display: true, given: false, sought: false, span: piece.span });
    if (formula.size) this.sizesIn(formula);
    const between = read[k + 1]?.piece;
    const named = read[k + 2]?.lines[0];
    if (
      between?.kind === 'words' &&
      STANDS_FOR.test(between.text) &&
      named?.kind === 'expression' &&
      named.formula.kind === 'partial'
    ) {
      this.equations.push({ kind: 'equation', sides: [formula, named.formula], span: piece.span });
      return;
    }
    if (between?.kind !== 'words' || !isPredicate(between.text)) return;
    const sized = read[k + 2]?.lines[0];
    if (sized?.kind === 'size' && !/\n\s*\n/.test(between.text) && between.text.length < 60) {
      const said = `${between.text} ${wordsAfter(read, k + 2)}`;
      this.said.push({ symbol: formula, size: sized.size, properties: [], data: isData(said), span: piece.span });
      return;
    }
    const sentence = between.text.split(/\.\s|\n/)[0] ?? '';
    const size = sizeSaid(between.text, between.span);
    if (size || isData(sentence))
      this.said.push({
        symbol: formula,
        ...(size && { size }),
        properties: [],
        data: isData(sentence),
        span: piece.span,
      });
  }

  /** "with respect to" and the names after it, in words or formulas. */
  private words(read: readonly Read[], k: number): void {
    const { piece } = read[k] as Read;
    if (piece.kind !== 'words') return;
    const match = ASKED.exec(piece.text);
    if (match === null) return;
    const rest = piece.text.slice(match.index + match[0].length);
    const listed = listedNames(rest);
    const names: (TexSymbol | string)[] = [...listed];
    this.asked.push({ names, at: k });
    if (listed.length > 0 || /\S/.test(rest)) return;
    for (let next = k + 1; next < read.length; next++) {
      const { piece: at, lines } = read[next] as Read;
      if (at.kind === 'words') {
        if (!/^\s*(?:,|and|or|,\s*and)?\s*$/.test(at.text)) return;
        continue;
      }
      for (const line of lines)
        if (line.kind === 'expression') names.push(nameAsked(line.formula));
        else if (line.kind === 'list') names.push(...line.names);
        else if (line.kind === 'membership') names.push(...line.names);
    }
  }
}

const STEP = 'this is read as a step of an algorithm, which is no part of the problem';
const ASIDES: Readonly<Record<(Line & { kind: 'aside' })['of'], string>> = {
  order: 'a condition: it is not used',
  unequal: 'a condition: it is not used',
  conclusion: 'what follows from an equation is neither used nor judged',
  step: STEP,
};

const NOT_TAKEN: Readonly<Record<Aside, string>> = {
  condition: 'this is said under a condition, and is not taken to hold here',
  step: STEP,
  point: 'this is read as a remark on a variable, and not as what it is from now on',
};

/** By what a text wants a derivative. */
function nameAsked(f: Formula): TexSymbol {
  const square = squared(f);
  if (square) return squareOf(square);
  if (f.kind === 'symbol') return f;
  if (f.kind === 'transpose' && f.of.kind === 'symbol') return f.of;
  return fail('a derivative is by a name', f.span, 'a name for this, as in z = …, makes it one');
}

const headsIn = (read: readonly Read[]): string[] =>
  linesIn(read).flatMap((line) => (line.kind === 'function' ? [functionKey(line.name)] : []));

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

/** The words up to the end of the sentence or of the line. */
function wordsAfter(read: readonly Read[], k: number): string {
  const next = read[k + 1]?.piece;
  return next?.kind === 'words' ? (next.text.split(/\.\s|\n|;/)[0] ?? '') : '';
}
