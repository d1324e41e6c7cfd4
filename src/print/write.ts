/**
 * A term as mathematics: the one walker behind Unicode text and LaTeX. It owns precedence, parentheses, signs,
 * and where operators may break a line; products.ts and calls.ts own their operators, a style the spelling.
 *
 * Invariant: what it prints, read with the usual precedences, is the term, for any style.
 */
import { negative, opposite } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import type { Call, Each, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import type { Rational } from '../expression/rational.js';
import { absolute, isNegative } from '../expression/rational.js';
import { apart, freeDims, postorder, relettered } from '../expression/traverse.js';
import { writeCall } from './calls.js';
import { partsOf } from './names.js';
import { writeHadamard, writeKronecker, writeOnes, writeProduct } from './products.js';
import { hidesIdentity, signsAmong, withSizes } from './signs.js';
import type { Notation, Style, Writer, Written } from './style.js';
import { BREAK, isStated, Level, MARK_OFF, MARK_ON, REPLACED_ON } from './style.js';
import { seamless } from './unicode.js';

/** The term in the style, in parentheses if it binds less tightly than `need`. */
export function writeTerm(e: Expr, style: Style, notation: Notation = {}, need: Level = Level.sum): string {
  const signs = notation.taken === undefined ? signsAmong([e]) : {};
  const known = { ...soleSizes([e]), ...signs, ...notation };
  const text = new Walker(withSizes(style, known), known, e).write(e, need);
  return seamless(text, (word) => known.taken?.has(word) === true || known.rows?.(word) !== undefined);
}

/** Where one length of ones (one size of identity) occurs, its sign needs no subscript. */
export function soleSizes(terms: readonly Expr[]): Notation {
  const lengths = new Set<Dim>();
  const sizes = new Set<Dim>();
  for (const node of postorder(terms)) {
    if (isCall(node, 'ones')) for (const d of node.shape) if (d !== 1) lengths.add(d);
    if (isCall(node, 'eye')) sizes.add(node.shape[0]);
  }
  const [length] = lengths;
  const [size] = sizes;
  return {
    ...(lengths.size === 1 && length !== undefined ? { ones: length } : {}),
    ...(sizes.size === 1 && size !== undefined ? { eye: size } : {}),
  };
}

const LETTERS = ['j', 'k', 'l', 'i', 'r', 's'];

class Walker implements Writer {
  readonly gap: string;

  constructor(
    readonly style: Style,
    readonly notation: Notation,
    whole: Expr,
  ) {
    this.open = [...freeDims(whole)];
    this.gap = notation.breaks ? BREAK : '';
  }

  write(e: Expr, need: Level = Level.sum): string {
    const { text, level } = this.piece(e, need);
    return this.mark(e, level < need ? this.style.parenthesise(text) : text);
  }

  mark(e: Expr, text: string): string {
    const marked = this.notation.mark?.has(e) ? MARK_ON + text + MARK_OFF : text;
    return this.notation.replaced?.has(e) ? REPLACED_ON + marked + MARK_OFF : marked;
  }

  piece(e: Expr, need: Level): Written {
    switch (e.kind) {
      case 'num':
        return this.number(e.value);
      case 'name':
        return { text: this.style.name(partsOf(e.name, this.notation.spelt), e.index), level: Level.atom };
      case 'add':
        return this.sum(e.args, e.differential);
      case 'mul':
        return writeProduct(e, this);
      case 'each':
        return this.fold(e);
      case 'call':
        return this.call(e, need);
      default:
        return e satisfies never;
    }
  }

  private number(value: Rational): Written {
    const text = this.style.number(absolute(value));
    if (isNegative(value)) return { text: this.style.minus + text, level: Level.sum };
    return { text, level: text.includes('/') ? Level.hadamard : Level.atom };
  }

  private sum(terms: readonly Expr[], inOrder: boolean): Written {
    let ordered = terms;
    // P − Y rather than −Y + P; a differential keeps the order in which the derivation made it
    const lead = inOrder ? 0 : terms.findIndex((term) => !negative(term));
    if (lead > 0) ordered = [terms[lead] as Expr, ...terms.filter((_, i) => i !== lead)];
    const text = ordered.map((term, i) => {
      const minus = negative(term);
      const body = this.summand(minus ? opposite(term) : term);
      // the sign belongs to the operator, so a marked −A shows A marked
      const shown = minus ? this.mark(term, body) : body;
      if (i === 0) return minus ? this.style.minus + shown : shown;
      return `${this.gap} ${minus ? this.style.minus : this.style.plus} ${shown}`;
    });
    return { text: text.join(''), level: Level.sum };
  }

  /** A literal c beside a matrix stands for c · ones. */
  private summand(term: Expr): string {
    if (isCall(term, 'ones')) return this.mark(term, this.style.number(1));
    if (
      term.kind === 'mul' &&
      term.scalars.length === 0 &&
      term.factors.length === 1 &&
      isCall(term.factors[0] as Expr, 'ones')
    ) {
      return this.mark(term, this.style.number(absolute(term.coefficient)));
    }
    return this.write(term, Level.each);
  }

  /** The letters of the sums around, and those that are bound by none: a sum within that has one is written with another. */
  private readonly open: string[];

  private fold(sum: Each): Written {
    const e = this.open.includes(sum.over) ? this.apart(sum) : sum;
    this.open.push(e.over);
    const written = this.folded(e);
    this.open.pop();
    return written;
  }

  private apart(sum: Each): Each {
    const others = [...this.open, ...(this.notation.taken ?? [])];
    return relettered(sum, LETTERS, others) ?? apart(sum, new Set(this.open));
  }

  private folded(e: Each): Written {
    const known = isStated(e, this.notation);
    const term = e.args[0] as Expr;
    // the sum of a whole line is given room inside its parentheses
    const roomy = term.kind === 'add' && isScalar(e) && term.differential;
    const body = roomy
      ? this.mark(term, this.style.roomy(this.piece(term, Level.sum).text))
      : this.write(term, Level.each);
    return {
      text: this.style.fold(e.fold, e.over, known ? undefined : e, body),
      level: Level.each,
    };
  }

  /** One side of ":": products stand as they are; ⊙ and what holds a ":" of its own, A(1:2, :), is enclosed. */
  private side(e: Expr): string {
    const enclosed = isCall(e, 'had') || isCall(e, 'kron');
    const text = this.write(e, enclosed ? Level.product : Level.hadamard);
    const range = this.style.format === 'text' && /\([^()]*(?:[^ ]:|:[^ ])[^()]*\)$/.test(text);
    return range ? this.style.parenthesise(text) : text;
  }

  private call(e: Call, need: Level): Written {
    switch (e.fn) {
      case 'ones':
        return writeOnes(e, this);
      case 'eye':
        return {
          text: this.style.eye(
            e.shape[0] === this.notation.eye && !hidesIdentity(this.notation) ? undefined : e.shape[0],
            this.notation.identity,
          ),
          level: Level.atom,
        };
      case 'had':
        return writeHadamard(e, need, this);
      case 'kron':
        return writeKronecker(e, this);
      case 'frob': {
        const [a, b] = e.args.map((x) => this.side(x)) as [string, string];
        return { text: `${a}${this.gap} ${this.style.colon} ${b}`, level: Level.frobenius };
      }
      default:
        return writeCall(e, need, this);
    }
  }
}
