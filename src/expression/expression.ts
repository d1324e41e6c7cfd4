/**
 * The terms of the language: six kinds of node, immutable and interned.
 *
 * Owns the types and what makes two terms one. The same term is the same pointer, so `===` is equality of terms; how
 * long the pool holds a term is pool.ts's. Nodes are made only by the constructors of build.ts, which keep the normal
 * form described there.
 */
import type { Dim, Shape } from './dimension.js';
import { isScalarShape } from './dimension.js';
import { spend } from './limits.js';
import { recall, remember } from './pool.js';
import type { Rational } from './rational.js';
import { rationalKey } from './rational.js';

interface Base {
  readonly id: number;
  readonly shape: Shape;
  readonly args: readonly Expr[];
  /** Number of leaves of the tree (shared nodes counted each time; may be Infinity). */
  readonly leaves: number;
  /** Whether a differential d(…) occurs in it. */
  readonly differential: boolean;
}

export interface Num extends Base {
  readonly kind: 'num';
  readonly value: Rational;
}

/** X, H[t-1], W[2]; the shape belongs to the name. */
export interface Name extends Base {
  readonly kind: 'name';
  readonly name: string;
  readonly index: readonly Dim[];
}

/** A sum of two or more terms of one shape, none itself a sum or zero. */
export interface Add extends Base {
  readonly kind: 'add';
}

/**
 * coefficient · scalars · factors. `scalars` (1×1, commuting, in a fixed order) stand in front of the
 * matrix product `factors` (in order). A 1×1 product of matrices, such as x'*A*x, has coefficient 1 and
 * no scalars of its own: its multiples hold it as one of their scalars. args = [...scalars, ...factors].
 */
export interface Mul extends Base {
  readonly kind: 'mul';
  readonly coefficient: Rational;
  readonly scalars: readonly Expr[];
  readonly factors: readonly Expr[];
}

/** Any other operator: T, had, frob, pow, inv, tanh, …, and the inert d and grad. `dims` are its integer parameters. */
export interface Call extends Base {
  readonly kind: 'call';
  readonly fn: string;
  readonly dims: readonly Dim[];
}

/** sum(t = from..to, body) or prod(…): args = [body], in which the index `over` is bound. */
export interface Each extends Base {
  readonly kind: 'each';
  readonly fold: 'sum' | 'prod';
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
}

/**
 * A term of the language: immutable, and the same term is the same object. `toInput`, `toText` and `toLatex` print
 * it; `shape` has its rows and columns.
 */
export type Expr = Num | Name | Add | Mul | Call | Each;

/** A node before it has its identity: what the constructors hand to `intern`. */
export type Draft = Expr extends infer E ? (E extends Expr ? Omit<E, 'id' | 'leaves' | 'differential'> : never) : never;

let nextId = 1;

const dimKey = (d: Dim): string => (typeof d === 'number' ? String(d) : d.key);
const ids = (args: readonly Expr[]): string => args.map((a) => a.id).join(',');

/** The content of a node as text, its arguments by their identity. */
export function keyOf(draft: Draft): string {
  switch (draft.kind) {
    case 'num':
      return `#${rationalKey(draft.value)}`;
    case 'name':
      return `n${draft.name}[${draft.index.map(dimKey).join(';')}]${draft.shape.map(dimKey).join('x')}`;
    case 'add':
      return `+${ids(draft.args)}`;
    case 'mul':
      return `*${rationalKey(draft.coefficient)}(${ids(draft.scalars)})${ids(draft.factors)}`;
    case 'call':
      return `${draft.fn}(${ids(draft.args)})${draft.dims.map(dimKey).join(';')}:${draft.shape.map(dimKey).join('x')}`;
    case 'each':
      return `${draft.fold}{${draft.over}=${dimKey(draft.from)}..${dimKey(draft.to)}}${ids(draft.args)}`;
    default:
      return draft satisfies never;
  }
}

/** Arguments that count for a node: a sum of thousands of terms is no small thing. */
const ARGUMENTS_A_NODE = 8;

/** The one node with this content. Only build.ts calls it. */
export function intern(draft: Draft): Expr {
  spend(1 + draft.args.length / ARGUMENTS_A_NODE);
  const key = keyOf(draft);
  const known = recall(key);
  if (known) return known;
  let leaves = draft.args.length === 0 ? 1 : 0;
  let differential = draft.kind === 'call' && draft.fn === 'd';
  for (const arg of draft.args) {
    leaves += arg.leaves;
    differential ||= arg.differential;
  }
  const node = { ...draft, id: nextId++, leaves, differential } as Expr;
  remember(key, node);
  return node;
}

export const isScalar = (e: Expr): boolean => isScalarShape(e.shape);
export const isCall = <F extends string>(e: Expr, fn: F): e is Call & { readonly fn: F } =>
  e.kind === 'call' && e.fn === fn;
export const isNumber = (e: Expr, value?: number): e is Num =>
  e.kind === 'num' && (value === undefined || e.value === value);

/**
 * A fixed order of terms, the same in every run: numbers, dimensions, names, powers, calls, products, sums;
 * whatever holds a differential comes last. Used where order has no meaning (scalar factors, ⊙).
 */
export function compareTerms(a: Expr, b: Expr): number {
  if (a === b) return 0;
  if (a.differential !== b.differential) return a.differential ? 1 : -1;
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  const head = headOf(a);
  const other = headOf(b);
  if (head !== other) return head < other ? -1 : 1;
  for (let i = 0; i < Math.min(a.args.length, b.args.length); i++) {
    const order = compareTerms(a.args[i] as Expr, b.args[i] as Expr);
    if (order !== 0) return order;
  }
  return a.args.length - b.args.length || a.id - b.id;
}

function rankOf(e: Expr): number {
  switch (e.kind) {
    case 'num':
      return 0;
    case 'name':
      return 2;
    case 'call':
      return e.fn === 'dim' ? 1 : e.fn === 'pow' ? rankOf(e.args[0] as Expr) + 0.5 : 4;
    case 'mul':
      return 6;
    case 'add':
      return 7;
    case 'each':
      return 8;
    default:
      return e satisfies never;
  }
}

function headOf(e: Expr): string {
  switch (e.kind) {
    case 'num':
      return rationalKey(e.value);
    case 'name':
      return `${e.name}[${e.index.map(dimKey).join(';')}]`;
    case 'call':
      return e.fn === 'pow' ? '' : `${e.fn}${e.dims.map(dimKey).join(';')}`;
    case 'mul':
      return rationalKey(e.coefficient);
    case 'add':
      return '';
    case 'each':
      return e.over;
    default:
      return e satisfies never;
  }
}
