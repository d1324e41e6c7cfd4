/**
 * Terms as text of the input language: sums, products and signs. format-call.ts writes the other operators.
 *
 * Invariant: what is printed, parsed and elaborated over the same declarations, is the same term (the same
 * pointer). Parentheses stand where precedence needs them, and around elementwise factors of a matrix product.
 * Arguments are written before what they stand in, so that depth costs no stack.
 */
import { magnitude, mul, negative, opposite, power, splitScalars, ZERO } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString, isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import { LEAVES, limit } from '../expression/limits.js';
import type { Rational } from '../expression/rational.js';
import { absolute, isNegative } from '../expression/rational.js';
import { freeDims, postorder } from '../expression/traverse.js';
import type { FormatOptions, Piece, Writer } from './format-call.js';
import { Level, writeCall, writeEach } from './format-call.js';
import type { Nest } from './nested.js';
import { nested } from './nested.js';
import type { Definition, Loop } from './problem.js';

export type { FormatOptions } from './format-call.js';

/** The term in the input language. */
export function format(e: Expr, options: FormatOptions = {}): string {
  if (e.leaves > LEAVES) {
    throw limit(
      `written out without names for its parts the expression has more than ${LEAVES} names and numbers`,
      'names for its parts: A = …',
    );
  }
  return new Walker(options).run(e);
}

/** "n x d", "n" for a column, "scalar". */
export function formatShape(shape: Shape): string {
  if (isScalarShape(shape)) return 'scalar';
  const rows = dimToString(shape[0]);
  return shape[1] === 1 ? rows : `${rows} x ${dimToString(shape[1])}`;
}

/** "t = T..1", with the step where the ends alone would be read as the other direction. */
export function formatLoop({ over, from, to, step }: Loop): string {
  const down = typeof to === 'number' && (typeof from !== 'number' || from > to);
  const said = down === (step === -1) ? '' : ` step ${step}`;
  return `${over} = ${dimToString(from)}..${dimToString(to)}${said}`;
}

/** "A = e", inside its loops on lines of their own. */
export const formatDefinition = (s: Definition, options: FormatOptions = {}): string => formatDefinitions([s], options);

/** Definitions one after the other; neighbours in the same loops share a block. */
export function formatDefinitions(list: readonly Definition[], options: FormatOptions = {}): string {
  const lines: string[] = [];
  const write = (nests: readonly Nest[], indent: string, around: readonly Loop[]): void => {
    const inside = within(around, options);
    for (const nest of nests) {
      if (nest.kind === 'one') {
        const { target, value } = nest.definition;
        lines.push(`${indent}${format(target, inside)} = ${format(value, inside)}`);
        continue;
      }
      lines.push(`${indent}for ${formatLoop(nest.loop)}`);
      write(nest.body, `${indent}  `, [...around, nest.loop]);
      lines.push(`${indent}end`);
    }
  };
  write(nested(list), '', []);
  return lines.join('\n');
}

/** Inside loops, whose letters are indices there, whatever else has their names. */
export const within = (loops: readonly { readonly over: string }[], options: FormatOptions): FormatOptions => ({
  ...options,
  isVariable: (name) => !loops.some(({ over }) => over === name) && (options.isVariable?.(name) ?? false),
});

class Walker implements Writer {
  private readonly done = new Map<Expr, Piece>();
  readonly bound = new Set<string>();

  constructor(readonly options: FormatOptions) {}

  run(e: Expr): string {
    const nodes = postorder([e]);
    const sums = nodes.filter((node) => node.kind === 'each');
    const free = sums.length === 0 ? undefined : freeDims(e);
    for (const { over } of sums) if (!free?.has(over)) this.bound.add(over);
    for (const node of nodes) this.done.set(node, this.fresh(node));
    return this.write(e);
  }

  write(e: Expr, need: Level = Level.sum): string {
    return enclose(this.piece(e), need);
  }

  private piece(e: Expr): Piece {
    const known = this.done.get(e);
    if (known !== undefined) return known;
    const made = this.fresh(e);
    this.done.set(e, made);
    return made;
  }

  private fresh(e: Expr): Piece {
    switch (e.kind) {
      case 'num':
        return number(e.value);
      case 'name': {
        const index = e.index.length > 0 ? `[${e.index.map(dimToString).join(',')}]` : '';
        return { text: e.name + index, level: Level.atom };
      }
      case 'add':
        return { text: this.sum(e.args), level: Level.sum };
      case 'mul':
        return this.signed(e.coefficient, e.scalars, e.factors);
      case 'each':
        return { text: writeEach(e, this), level: Level.atom };
      case 'call':
        if (isReciprocal(e) && isScalar(e)) return this.product(1, [e], []);
        if (isCall(e, 'had') || isReciprocal(e)) return this.product(1, [], [e]);
        return writeCall(e, this);
      default:
        return e satisfies never;
    }
  }

  // ——— sums ———

  private sum(terms: readonly Expr[]): string {
    const signs = terms.map(negative);
    const texts = this.spread(
      terms.map((term, i) => (signs[i] ? opposite(term) : term)),
      Level.frobenius,
    );
    return texts.map((text, i) => (i === 0 ? (signs[i] ? '-' : '') : signs[i] ? ' - ' : ' + ') + text).join('');
  }

  broadcast(items: readonly Expr[]): string[] {
    return this.spread(items, Level.sum);
  }

  /**
   * Items of one shape, those spread by ones written as what is spread: 1 for ones(n, m), b for ones(n, 1)*b.
   * Read from the left two at a time, they find their shape only beside an item of full shape.
   */
  private spread(items: readonly Expr[], need: Level): string[] {
    const bare = items.map(unspread);
    let full = false;
    return items.map((item, i) => {
      const seed = bare[i];
      const beside = i === 0 ? items.length > 1 && bare[1] === undefined : full;
      if (seed !== undefined && beside) return this.write(seed, need);
      full = true;
      return this.write(item, need);
    });
  }

  // ——— products ———

  private signed(coefficient: Rational, scalars: readonly Expr[], factors: readonly Expr[]): Piece {
    const piece = this.product(magnitude(coefficient), scalars, factors);
    return isNegative(coefficient) ? { text: `-${enclose(piece, Level.frobenius)}`, level: Level.sum } : piece;
  }

  /** coefficient*scalars*factors/denominator, for a coefficient that is not negative. */
  private product(coefficient: Rational, scalars: readonly Expr[], factors: readonly Expr[]): Piece {
    const [top, bottom] = typeof coefficient === 'number' ? [coefficient, 1] : [coefficient.p, coefficient.q];
    const over: Expr[] = [];
    const under: Expr[] = [];
    for (const s of scalars) (isReciprocal(s) ? under : over).push(s);
    const front: string[] = top === 1 ? [] : [String(top)];
    const only = over[0];
    if (
      over.length === 1 &&
      under.length === 0 &&
      factors.length === 0 &&
      bottom === 1 &&
      only &&
      isCall(only, 'frob')
    ) {
      const [a, b] = only.args as readonly [Expr, Expr];
      const left = this.product(top, [], a.kind === 'mul' ? a.factors : [a]);
      return { text: `${enclose(left, Level.product)} : ${this.write(b, Level.product)}`, level: Level.frobenius };
    }
    const lone = factors.length === 1 ? (factors[0] as Expr) : undefined;
    if (bottom !== 1 && scalars.length === 0 && lone && isReciprocal(lone)) {
      const below = enclose(this.product(bottom, [], [inverted(lone)]), Level.atom);
      return { text: `${top}./${below}`, level: Level.product };
    }
    const inner = factors.length === 0 ? over.at(-1) : undefined;
    const tail = inner?.kind === 'mul' && inner.scalars.length === 0 ? inner.factors : factors;
    for (const s of tail === factors ? over : over.slice(0, -1)) front.push(this.write(s, Level.power));
    let { text, level } = this.factors(front, tail);
    const below = [
      ...(bottom === 1 ? [] : [String(bottom)]),
      ...under.map((s) => this.write(inverted(s), Level.power)),
    ];
    if (below.length > 0) {
      text = `${enclose({ text, level }, Level.product)}/${below.length === 1 ? below[0] : `(${below.join('*')})`}`;
      level = Level.product;
    }
    return { text, level };
  }

  /** The matrix factors after what stands in front of them; a lone elementwise product goes on from there. */
  private factors(front: readonly string[], factors: readonly Expr[]): Piece {
    const lone = factors.length === 1 ? (factors[0] as Expr) : undefined;
    if (lone && (isCall(lone, 'had') || isReciprocal(lone)))
      return this.hadamard(front, isCall(lone, 'had') ? lone.args : [lone]);
    if (lone && front.length === 0) return this.piece(lone);
    const parts = [...front, ...this.matrixFactors(factors)];
    if (parts.length === 0) return { text: '1', level: Level.atom };
    const alone = front.length > 0 ? Level.power : Level.atom;
    return { text: parts.join('*'), level: parts.length > 1 ? Level.product : alone };
  }

  /**
   * A·1 is the sum of each row, 1'·A that of each column. Inside a longer product neither may be a number on its
   * own: u*v'*w is not read as u times the number v'*w.
   */
  private matrixFactors(factors: readonly Expr[], alone = true): string[] {
    const isOnes = (f: Expr, axis: 0 | 1): boolean => isCall(f, 'ones') && f.shape[axis] === 1;
    const count = factors.length;
    const rowSum = factors.findIndex((f, k) => k > 0 && isOnes(f, 1));
    if (rowSum > 0 && ((alone && rowSum === count - 1) || factors[0]?.shape[0] !== 1)) {
      const summed = this.whole(factors.slice(0, rowSum));
      return [`sum(${summed}, 2)`, ...this.matrixFactors(factors.slice(rowSum + 1), false)];
    }
    const columnSum = factors.findIndex((f, k) => k < count - 1 && isOnes(f, 0));
    const within = factors.slice(columnSum + 1);
    if (columnSum >= 0 && ((alone && columnSum === 0) || within.every((f) => f.shape[1] !== 1))) {
      const summed = this.whole(within);
      return [...this.matrixFactors(factors.slice(0, columnSum), false), `sum(${summed}, 1)`];
    }
    return factors.map((f) => this.write(f, isCall(f, 'had') || isReciprocal(f) ? Level.atom : Level.power));
  }

  private whole(factors: readonly Expr[]): string {
    return factors.length === 1 ? this.write(factors[0] as Expr) : this.matrixFactors(factors).join('*');
  }

  private hadamard(front: readonly string[], args: readonly Expr[]): Piece {
    const over = args.filter((a) => !isReciprocal(a));
    const under = args.filter(isReciprocal).map(inverted);
    const all = [...over, ...under];
    // with nothing above, 1./s is read alone and has the shape of s: there nothing may be left to be spread
    const texts = over.length > 0 ? this.spread(all, Level.power) : all.map((a) => this.write(a, Level.power));
    const above = texts.slice(0, over.length);
    const below = texts.slice(over.length);
    const scalar = front.join('*');
    const head = above.length === 0 ? scalar || '1' : (scalar && `${scalar}*`) + above.join('.*');
    return { text: [head, ...below].join('./'), level: Level.product };
  }
}

const enclose = ({ text, level }: Piece, need: Level): string => (level < need ? `(${text})` : text);

function number(value: Rational): Piece {
  const size = absolute(value);
  const text = typeof size === 'number' ? String(size).replace('e+', 'e') : `${size.p}/${size.q}`;
  if (isNegative(value)) return { text: `-${text}`, level: Level.sum };
  return { text, level: typeof size === 'number' ? Level.atom : Level.product };
}

/** b^(-k) for a whole k, which is written as a division. */
function isReciprocal(e: Expr): boolean {
  if (!isCall(e, 'pow')) return false;
  const exponent = e.args[1] as Expr;
  return (
    isNumber(exponent) &&
    typeof exponent.value === 'number' &&
    Number.isSafeInteger(exponent.value) &&
    exponent.value < 0
  );
}

/** b^k of b^(-k). */
function inverted(e: Expr): Expr {
  const [base, exponent] = e.args as readonly [Expr, Expr];
  return power(base, opposite(exponent));
}

/** What ones spread to the shape of e: the scalar of c*ones(n, m), the row of ones(n, 1)*b, the column of c*ones(1, m). */
function unspread(e: Expr): Expr | undefined {
  if (isScalarShape(e.shape)) return undefined;
  const [scalar, rest] = splitScalars(e);
  if (rest === undefined) return undefined;
  if (isCall(rest, 'ones')) return scalar;
  if (isCall(rest, 'zeros')) return ZERO;
  const [rows, cols]: readonly [Dim, Dim] = e.shape;
  if (rest.kind !== 'mul' || rows === 1 || cols === 1) return undefined;
  const first = rest.factors[0] as Expr;
  const last = rest.factors.at(-1) as Expr;
  const row = isCall(first, 'ones') && first.shape[1] === 1;
  const column = isCall(last, 'ones') && last.shape[0] === 1;
  if (row === column) return undefined;
  const seed = mul([scalar, ...(row ? rest.factors.slice(1) : rest.factors.slice(0, -1))]);
  // without the ones in front, some of its factors may make a number, which is then another term
  return mul(row ? [first, seed] : [seed, last]) === e ? seed : undefined;
}
