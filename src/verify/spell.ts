/**
 * Pieces of a person's text: how tightly each binds, and how it is put into another place.
 *
 * Works on the text between the places of a syntax tree, so that what is changed stays in its writer's spelling.
 */
import type { Span } from '../language/error.js';
import type { Syntax } from '../language/syntax.js';

/** How tightly a piece binds: a sum least, a name most. */
export enum Bind {
  sum = 1,
  frobenius,
  product,
  sign,
  power,
  postfix,
  atom,
}

export interface Patch {
  readonly span: Span;
  readonly text: string;
}

export class Text {
  constructor(readonly source: string) {}

  of(e: Syntax): string {
    return this.source.slice(e.span.start, e.span.end);
  }

  /** Whether the piece stands in parentheses that are its own. */
  enclosed(e: Syntax): boolean {
    const text = this.of(e);
    if (!text.startsWith('(') || !text.endsWith(')')) return false;
    let depth = 0;
    for (let k = 0; k < text.length; k++) {
      if (text[k] === '(') depth++;
      if (text[k] === ')') depth--;
      if (depth === 0) return k === text.length - 1;
    }
    return false;
  }

  bind(e: Syntax): Bind {
    if (this.enclosed(e)) return Bind.atom;
    switch (e.kind) {
      case 'unary':
        return e.op === "'" ? Bind.postfix : Bind.sign;
      case 'binary':
        if (e.op === '^' || e.op === '.^') return Bind.power;
        if (e.op === '+' || e.op === '-') return Bind.sum;
        return e.op === ':' ? Bind.frobenius : /^[<>=]/.test(e.op) ? Bind.sum : Bind.product;
      case 'number':
        return this.of(e).includes('/') ? Bind.product : Bind.atom;
      default:
        return Bind.atom;
    }
  }

  /** The piece for a place that needs so tight a binding. */
  fit(e: Syntax, need: Bind): string {
    return this.bind(e) >= need ? this.of(e) : `(${this.of(e)})`;
  }

  transposed(e: Syntax): string {
    if (e.kind === 'unary' && e.op === "'" && !this.enclosed(e)) return this.fit(e.arg, Bind.postfix);
    return `${this.fit(e, Bind.postfix)}${this.mark()}`;
  }

  /** The sign for transposing that the text uses itself. */
  private mark(): string {
    return /ᵀ/.test(this.source) && !/'/.test(this.source) ? 'ᵀ' : "'";
  }

  /** The text of a piece with patches made inside it; they do not overlap. */
  patched(whole: Span, patches: readonly Patch[]): string {
    let text = '';
    let at = whole.start;
    for (const { span, text: put } of [...patches].sort((a, b) => a.span.start - b.span.start)) {
      text += this.source.slice(at, span.start) + put;
      at = span.end;
    }
    return text + this.source.slice(at, whole.end);
  }
}

/** The piece and all that it is made of, with what each stands in. */
export interface Placed {
  readonly node: Syntax;
  readonly parent: Syntax | undefined;
}

export function* pieces(root: Syntax, parent?: Syntax): Generator<Placed> {
  yield { node: root, parent };
  for (const child of childrenOf(root)) yield* pieces(child, root);
}

export function childrenOf(e: Syntax): readonly Syntax[] {
  switch (e.kind) {
    case 'unary':
      return [e.arg];
    case 'binary':
      return [e.left, e.right];
    case 'call':
      return e.args;
    case 'slice':
      return [e.of];
    case 'blocks':
      return e.rows.flat();
    case 'fold':
      return [e.body];
    case 'differential':
      return [e.of];
    case 'number':
    case 'name':
    case 'end':
      return [];
    default:
      return e satisfies never;
  }
}

/** The operands of A*B*C, as far as no parentheses hold them together. */
export function operandsOf(e: Syntax, op: '*' | '.*', text: Text): readonly Syntax[] {
  if (e.kind !== 'binary' || e.op !== op) return [e];
  const left = text.enclosed(e.left) ? [e.left] : operandsOf(e.left, op, text);
  return [...left, e.right];
}

export interface Summand {
  readonly node: Syntax;
  readonly negative: boolean;
  /** The term with its sign before it; of the first term the term alone, with a sign if it has one. */
  readonly span: Span;
  readonly first: boolean;
}

/** The terms of a sum, signs in front of the first one among them. */
export function summandsOf(e: Syntax, text: Text): readonly Summand[] {
  if (e.kind === 'binary' && (e.op === '+' || e.op === '-')) {
    const before = text.enclosed(e.left) ? [lone(e.left)] : summandsOf(e.left, text);
    const span = { start: e.at.start, end: e.right.span.end };
    return [...before, { node: e.right, negative: e.op === '-', span, first: false }];
  }
  return [lone(e)];
}

function lone(e: Syntax): Summand {
  if (e.kind === 'unary' && e.op === '-') return { node: e.arg, negative: true, span: e.span, first: true };
  return { node: e, negative: false, span: e.span, first: true };
}
