/**
 * The lines of a formula: a display may hold several, each an equation, a chain of them, an expression, or what says
 * where a symbol lives. Lines that go on with the one above are one with it.
 */
import type { Span } from '../language/error.js';
import { FrobeniusError } from '../language/error.js';
import { conditionApart, conditionIn } from './conditions.js';
import type { Parse } from './cut.js';
import { fail, has, isSign, openFences, spanOf, splitAt } from './cut.js';
import { isPartial, MATRICES } from './enclosed.js';
import type { GrammarOptions } from './factors.js';
import type { Formula, TexSymbol } from './formula.js';
import { parseFormula } from './grammar.js';
import { beginsWithDifferential, densityHead, functionHead, isDifferentialSide } from './heads.js';
import type { IndexRange } from './index-ranges.js';
import { withoutRange } from './index-ranges.js';
import type { Lexeme } from './lexemes.js';
import type { Membership } from './membership.js';
import { membership, namesOf } from './membership.js';
import { beginsDerivative, cutAtWords, isArrow, isWords, saidByWords } from './row-words.js';
import { wordSymbol } from './symbols.js';

export type Line =
  | {
      readonly kind: 'equation';
      readonly sides: readonly Formula[];
      /** It holds under a condition that half of all values do not keep. */
      readonly under?: boolean;
      readonly span: Span;
    }
  /** f(x, y) = …: what is defined, and by which variables. */
  | {
      readonly kind: 'function';
      readonly name: TexSymbol;
      readonly of: readonly Formula[];
      readonly sides: readonly Formula[];
      readonly span: Span;
    }
  | { readonly kind: 'expression'; readonly formula: Formula; readonly span: Span }
  | Membership
  /** i = 1, …, n: how far an index runs. */
  | { readonly kind: 'range'; readonly letters: readonly string[]; readonly from: Formula; readonly to: Formula }
  /** X ≻ 0: what is known of a name. */
  | {
      readonly kind: 'property';
      readonly names: readonly TexSymbol[];
      readonly property: string;
      readonly span: Span;
    }
  /** x ≠ 0, x > 0; what follows from an equation above, ⇒ x = …; w ← w − ηg */
  | {
      readonly kind: 'aside';
      readonly of: 'order' | 'unequal' | 'conclusion' | 'step';
      /** What a step changes. */
      readonly name?: TexSymbol;
      readonly span: Span;
    }
  /** A, B: names that are spoken of. */
  | { readonly kind: 'list'; readonly names: readonly TexSymbol[]; readonly span: Span }
  /** n × d alone. */
  | { readonly kind: 'size'; readonly size: readonly [Formula, Formula]; readonly span: Span }
  | {
      readonly kind: 'unreadable';
      readonly message: string;
      readonly hint?: string;
      /** It has an equals sign, or asks for a derivative. */
      readonly defines: boolean;
      readonly span: Span;
    };

type Joinable = Line & { readonly kind: 'equation' | 'function' };
/** Sides that go on with the line above. */
interface More {
  readonly kind: 'more';
  readonly sides: readonly Formula[];
}

/** `above` is the last line of the display before: one that begins with = goes on with it, and stands first then. */
export function linesOf(lexemes: readonly Lexeme[], around: Span, options: GrammarOptions, above?: Line): Line[] {
  const ranges: IndexRange[] = [];
  const rows = rowsOf(named(lexemes), ranges).filter((row) => row.some((l) => !isRoom(l)));
  const read = parser(options);
  const lines: Line[] = ranges.map(({ letters, from, to }) => ({
    kind: 'range',
    letters,
    from: read(from, spanOf(from, around)),
    to: read(to, spanOf(to, around)),
  }));
  if (above !== undefined) lines.push(above);
  for (const row of rows) {
    const span = spanOf(row, around);
    const line = attempt(span, has(row, '=') || differentiates(row), () => lineOf(row, span, options, lines.at(-1)));
    if (Array.isArray(line)) lines.push(...line);
    else if (line.kind === 'more') {
      const above = lines.pop() as Joinable;
      lines.push({ ...above, sides: [...above.sides, ...line.sides] });
    } else {
      const above = lines.at(-1);
      if (line.kind === 'aside' && line.of === 'order' && above?.kind === 'equation')
        lines.splice(-1, 1, { ...above, under: true });
      lines.push(line);
    }
  }
  return lines;
}

/** x =: y is x = y. */
const named = (lexemes: readonly Lexeme[]): readonly Lexeme[] =>
  lexemes.filter((l, k) => !(isSign(l, ':') && isSign(lexemes[k - 1], '=')));

/** ∂ or ∇ somewhere in it: what is asked for, and nothing that may be left out. */
const differentiates = (row: readonly Lexeme[]): boolean =>
  row.some(
    (l) =>
      isPartial(l) ||
      (l.kind === 'macro' && (l.name === 'nabla' || l.args.some(differentiates))) ||
      (l.kind === 'group' && differentiates(l.content)),
  );

const isRoom = (l: Lexeme): boolean => l.kind === 'operator' && [',', ';', '&', '.'].includes(l.text);

function attempt<T>(span: Span, defines: boolean, run: () => T): T | Line {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FrobeniusError)) throw error;
    const { message, hint } = error;
    if (error.code === 'limit') throw error;
    return { kind: 'unreadable', defines, message, ...(hint !== undefined && { hint }), span: error.span ?? span };
  }
}

/** Rows of aligned environments; other environments stay what they are. */
function rowsOf(lexemes: readonly Lexeme[], ranges: IndexRange[]): (readonly Lexeme[])[] {
  const flat: Lexeme[] = [];
  for (let k = 0; k < lexemes.length; k++) {
    const l = lexemes[k] as Lexeme;
    const next = lexemes[k + 1];
    if (l.kind === 'environment' && !MATRICES.has(l.name) && l.name !== 'cases')
      flat.push(...broken(l.content, l.span));
    else if (l.kind === 'macro' && l.name === 'eqalign' && next?.kind === 'group') {
      flat.push(...broken(next.content, next.span));
      k++;
    } else flat.push(l);
  }
  return joined(splitAt(flat, '\\\\').map(withoutReason))
    .flatMap((row) => joined(splitAt(row, ';')))
    .flatMap((row) => {
      const { rest, range } = withoutRange(trim(row));
      if (range) ranges.push(range);
      return conditionApart(rest)
        .flatMap((own) => cutAtWords(own, (part) => beginsDerivative(bared(splitAt(part, '=')[0] ?? []))))
        .flatMap(equationsApart);
    });
}

/** && \\text{product rule} behind a line: words for the reader. */
function withoutReason(row: readonly Lexeme[]): readonly Lexeme[] {
  const at = row.findLastIndex((l) => isSign(l, '&'));
  const behind = row.slice(at + 1);
  const isReason = at > 0 && behind.length > 0 && behind.every((l) => l.kind === 'word' || isRoom(l));
  return isReason ? row.slice(0, at) : row;
}

const JOINING: ReadonlySet<string> = new Set(['+', '-', '*', '×', '.*', './', 'kron', '/', ':']);
const isJoining = (l: Lexeme | undefined): boolean => l?.kind === 'operator' && JOINING.has(l.text);
const RELATIONS = ['=', 'in', '<', '>', '<=', '>='];

/** Begins with an operator that wants something before it. */
export const beginsInside = (lexemes: readonly Lexeme[]): boolean => isJoining(beginning(lexemes));

export const beginsWithEquals = (lexemes: readonly Lexeme[]): boolean => isSign(beginning(lexemes), '=');

/** What comes first behind room. */
const beginning = (lexemes: readonly Lexeme[]): Lexeme | undefined => bared(lexemes).find((l) => !isRoom(l));

/** Without alignment and empty groups, which only make room. */
const bared = (row: readonly Lexeme[]): readonly Lexeme[] =>
  row.filter((l) => !isSign(l, '&') && !(l.kind === 'group' && l.content.length === 0));

/** Lines that go on with the one above are one with it. */
function joined(rows: readonly (readonly Lexeme[])[]): (readonly Lexeme[])[] {
  const out: Lexeme[][] = [];
  for (const row of rows) {
    const all = bared(row);
    const own = all.slice(
      Math.max(
        0,
        all.findIndex((l) => !isRoom(l)),
      ),
    );
    const above = out.at(-1);
    if (!own.some((l) => !isRoom(l))) continue;
    const related = RELATIONS.some((sign) => has(own, sign));
    const begins = isJoining(own[0]) && (!related || isSign(row[0], '&'));
    if (above !== undefined && (begins || isJoining(above.at(-1)) || openFences(above) > 0)) above.push(...own);
    else if (above !== undefined && !related && isSign(row[0], '&') && has(above, '='))
      fail(
        'this line has no relation and begins with no operator: how it goes on with the line above is not clear',
        spanOf(own, (own[0] as Lexeme).span),
      );
    else out.push([...own]);
  }
  return out;
}

function broken(content: readonly Lexeme[], span: Span): Lexeme[] {
  const edge: Lexeme = { kind: 'operator', text: '\\\\', span: { start: span.end, end: span.end } };
  return [...content, edge];
}

/** a = 1, b = 2 are two; f(x, y) and i = 1, …, n are not. */
function equationsApart(row: readonly Lexeme[]): (readonly Lexeme[])[] {
  if (isArrow(row[0])) return [row];
  const trimmed = trim(row);
  const parts = splitAt(trimmed, ',')
    .map(trim)
    .filter((p) => p.length > 0);
  const whole = (p: readonly Lexeme[]): boolean => ['=', 'in', ...DEFINITE].some((sign) => has(p, sign));
  return parts.length > 1 && parts.every(whole) ? parts : [trimmed];
}

function trim(row: readonly Lexeme[]): readonly Lexeme[] {
  let [start, end] = [0, row.length];
  const odd = (l: Lexeme | undefined): boolean =>
    l !== undefined &&
    (isRoom(l) ||
      (l.kind === 'macro' &&
        ['Rightarrow', 'implies', 'Longrightarrow', 'therefore', 'iff', 'because'].includes(l.name)));
  while (start < end && odd(row[start])) start++;
  while (end > start && (odd(row[end - 1]) || isFullStop(row[end - 1]))) end--;
  return row.slice(start, end);
}

/** "." at the end of a sentence is read as a number. */
const isFullStop = (l: Lexeme | undefined): boolean => l?.kind === 'number' && l.text === '.';

function lineOf(
  row: readonly Lexeme[],
  span: Span,
  options: GrammarOptions,
  above: Line | undefined,
): Line | Line[] | More {
  if (isWords(row)) {
    const said = saidByWords(row);
    if (said === 'reason') return [];
    if (said !== undefined)
      return said.properties.map((property) => ({
        kind: 'property',
        names: [wordSymbol(said.name, span)],
        property,
        span,
      }));
  }
  const [stepped, ...by] = splitAt(row, '←');
  if (stepped && by.length > 0) {
    const name = parseFormula(trim(stepped), spanOf(stepped, span), options);
    return { kind: 'aside', of: 'step', ...(name.kind === 'symbol' && { name }), span };
  }
  const of = isArrow(row[0]) ? 'conclusion' : conditionIn(row);
  if (of !== undefined) return { kind: 'aside', of, span };
  const members = splitAt(row, 'in');
  if (members.length === 2) return membership(members[0] ?? [], members[1] ?? [], span, parser(options));
  for (const sign of DEFINITE) {
    const [names = [], zero, ...more] = splitAt(row, sign);
    if (zero !== undefined) return definite(sign, names, zero, more.length > 0, span, options);
  }
  const sides = splitAt(row, '=');
  if (sides.length === 1) return expressionOf(row, span, options);
  const goesOn = above?.kind === 'equation' && above.sides[0]?.kind === 'differential' && sides[0]?.length === 0;
  const differentials =
    options.differentials || goesOn || isDifferentialSide(sides[0] ?? []) || sides.some(beginsWithDifferential);
  const own = { ...options, differentials };
  const read = (part: readonly Lexeme[]): Formula => {
    const inner = trim(part);
    return parseFormula(inner, spanOf(inner, span), own);
  };
  const [left = [], ...rights] = sides;
  if (left.length === 0) {
    // the line goes on with the one above
    const right = rights.map(read);
    if (above?.kind === 'equation' || above?.kind === 'function') return { kind: 'more', sides: right };
    throw new FrobeniusError('syntax', 'there is nothing on the left of this equation', span);
  }
  const density = densityHead(left, span);
  if (density !== undefined) return { kind: 'equation', sides: [density, ...rights.map(read)], span };
  const call = functionHead(left, own);
  if (call !== undefined) return { kind: 'function', ...call, sides: rights.map(read), span };
  return { kind: 'equation', sides: [read(left), ...rights.map(read)], span };
}

const DEFINITE = ['≻', '⪰'] as const;

/** X ≻ 0 says that X is positive definite; of X ⪰ 0 the symmetry is taken. */
function definite(
  sign: (typeof DEFINITE)[number],
  names: readonly Lexeme[],
  zero: readonly Lexeme[],
  isChain: boolean,
  span: Span,
  options: GrammarOptions,
): Line {
  const [only, ...more] = trim(zero);
  if (isChain || more.length > 0 || only?.kind !== 'number' || only.text !== '0')
    return fail('an order of matrices is read against 0 alone', span, 'as in X \\succ 0');
  const property = sign === '≻' ? 'posdef' : 'symmetric';
  return { kind: 'property', names: namesOf(trim(names), span, parser(options)), property, span };
}

const parser =
  (options: GrammarOptions): Parse =>
  (lexemes, span) =>
    parseFormula(lexemes, span, options);

function expressionOf(row: readonly Lexeme[], span: Span, options: GrammarOptions): Line | Line[] {
  const size = sizeAlone(row, span, options);
  if (size) return { kind: 'size', size, span };
  // X : n × d
  const parts = splitAt(row, ':');
  const declared = parts.length === 2 ? sizeAlone(parts[1] ?? [], span, options) : undefined;
  if (declared !== undefined)
    return {
      kind: 'membership',
      names: namesOf(parts[0] ?? [], span, parser(options)),
      size: declared,
      properties: [],
      span,
    };
  if (isList(row)) return listOf(row, span, options);
  return { kind: 'expression', formula: parseFormula(row, span, options), span };
}

/** (x, a), x, y: letters that are spoken of. */
function isList(row: readonly Lexeme[]): boolean {
  const plain = row.filter((l) => l.kind !== 'operator' || !/^[(),]$/.test(l.text));
  const named = plain.every((l) => l.kind === 'letter' || l.kind === 'script' || l.kind === 'word');
  return named && row.some((l) => l.kind === 'operator' && l.text === ',');
}

function listOf(row: readonly Lexeme[], span: Span, options: GrammarOptions): Line[] {
  const plain = row.filter((l) => l.kind !== 'operator' || !/^[()]$/.test(l.text));
  const parts = splitAt(plain, ',').filter((part) => part.length > 0);
  const names = parts.map((part) => parseFormula(part, spanOf(part, span), options));
  return names.every((f) => f.kind === 'symbol') ? [{ kind: 'list', names, span }] : [];
}

function sizeAlone(
  row: readonly Lexeme[],
  span: Span,
  options: GrammarOptions,
): readonly [Formula, Formula] | undefined {
  const sides = splitAt(
    row.flatMap((l) => (l.kind === 'group' ? l.content : [l])),
    '×',
  );
  if (sides.length !== 2 || sides.some((s) => s.length === 0 || s.length > 3)) return undefined;
  const simple = sides
    .flat()
    .every(
      (l) =>
        l.kind === 'letter' ||
        l.kind === 'number' ||
        (l.kind === 'operator' && /^[-+]$/.test(l.text)) ||
        l.kind === 'word',
    );
  if (!simple) return undefined;
  const [rows, cols] = sides.map((s) => parseFormula(s, span, options));
  return rows && cols ? [rows, cols] : undefined;
}
