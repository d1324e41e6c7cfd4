/**
 * What is asked and what is given: the title of a derivation, the signs it explains (only those it uses), the
 * variables with shapes and properties. It reads the problem and the terms to be printed; it derives nothing.
 */
import type { Derivation, Range } from '../derive/step.js';
import { grad, name } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { dimName, dimNames, isScalarShape } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { equals } from '../expression/rational.js';
import { namesIn, postorder } from '../expression/traverse.js';
import type { Declaration, Loop, Property, Request } from '../language/problem.js';
import { upwards } from '../language/reach.js';
import { axisOf, isSingular } from './calls.js';
import { toldAs } from './meanings.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases, listTerms } from './phrase.js';
import type { Signs } from './signs.js';
import { dimsOf, hasBasis } from './signs.js';
import type { Notation } from './style.js';

/** A sign the reader is told the meaning of. */
export type Legend =
  | { readonly kind: 'frobenius' }
  | { readonly kind: 'ones'; readonly length: Dim }
  | { readonly kind: 'identity'; readonly size: Dim }
  /** A vector of a basis, under the letter of the notation. */
  | { readonly kind: 'basis' }
  /** softmax(X, 1) beside softmax(X). */
  | { readonly kind: 'axis'; readonly fn: string; readonly axis: 1 | 2 }
  /** exp of a square matrix, which is not expm. */
  | { readonly kind: 'entrywise'; readonly fns: readonly string[] }
  /** u₁(A), v₁(A); pad(G, n, m, i, k). */
  | { readonly kind: 'singular' | 'pad' }
  /** A function that not every reader knows. */
  | { readonly kind: 'function'; readonly fn: string }
  /** A size that is called as a variable is. */
  | { readonly kind: 'size'; readonly name: string }
  | { readonly kind: 'range'; readonly range: Range };

export interface Given {
  readonly names: readonly Expr[];
  readonly shape: Shape;
  readonly role: 'param' | 'data';
  /** "rows sum to 1", "symmetric". */
  readonly properties: readonly string[];
}

const WORDS: Readonly<Record<Property, string>> = {
  symmetric: 'symmetric',
  skew: 'skew-symmetric',
  diagonal: 'diagonal',
  lower: 'lower triangular',
  upper: 'upper triangular',
  toeplitz: 'Toeplitz',
  posdef: 'symmetric positive definite',
  orthogonal: 'orthogonal',
  invertible: 'invertible',
  positive: 'entries > 0',
  rowstochastic: 'rows sum to 1',
  stochastic: 'entries sum to 1',
  unit: 'of norm 1',
  fullrank: 'of full rank',
  integer: 'integer',
};
/** What goes without saying beside another property. */
const IMPLIED: Readonly<Partial<Record<Property, readonly Property[]>>> = {
  posdef: ['symmetric', 'invertible'],
  orthogonal: ['invertible'],
  diagonal: ['symmetric', 'lower', 'upper'],
};

const KINDS: Readonly<Record<Request['kind'], string>> = {
  grad: 'Gradient',
  jacobian: 'Jacobian',
  hessian: 'Hessian',
  hvp: 'Hessian',
  differential: 'Differential',
};

/** `value` where the subject is an expression that has no line of its own. */
export function title({ problem, request }: Derivation, value?: Expr): Phrase {
  const wrt = request.kind === 'hessian' && request.wrt.length > 1 ? ['all blocks of '] : [];
  const head: Phrase = [
    `${KINDS[request.kind]} of `,
    request.subject,
    ...(value ? [' = ', value] : []),
    ' by ',
    ...wrt,
    ...listTerms(request.wrt),
  ];
  const along: Phrase = request.along ? [' times ', ...listTerms(request.along)] : [];
  const upstream = [...problem.functions.values()].flatMap((f): Phrase[] =>
    f.kind === 'scalar' && f.gradient
      ? [...f.gradient].map(([of, g]): Phrase => [g, ' = ', grad(request.subject, of)])
      : [],
  );
  const given: Phrase = upstream.length > 0 ? [', given ', ...joinPhrases(upstream, ', ')] : [];
  return [...head, ...along, ...given, '.'];
}

/** Declared variables that occur, those alike on one entry; data before params. */
export function givens(derivation: Derivation): Given[] {
  const { problem } = derivation;
  const used = usedNames(derivation);
  const groups = new Map<string, { names: Expr[]; shape: Shape; role: 'param' | 'data'; properties: string[] }>();
  const declarations = [...problem.declarations.values()].filter((d) => used.has(d.name));
  declarations.sort((a, b) => Number(a.role === 'param') - Number(b.role === 'param'));
  for (const declaration of declarations) {
    const properties = propertyWords(declaration);
    const key = `${declaration.role}${declaration.shape.map((d) => (typeof d === 'number' ? d : d.key)).join('x')}${properties}`;
    const group = groups.get(key);
    if (group) group.names.push(declaredName(declaration));
    else
      groups.set(key, {
        names: [declaredName(declaration)],
        shape: declaration.shape,
        role: declaration.role,
        properties,
      });
  }
  return [...groups.values()];
}

/** Names of variables, and of whole numbers where sizes, exponents and ranges are made of them. */
function usedNames({ problem, results, request }: Derivation): ReadonlySet<string> {
  const { definitions } = problem;
  const wrt = [...results.map((result) => result.wrt), ...(request.along ?? [])];
  const terms = [...definitions.map(({ value }) => value), ...results.map(({ value }) => value), ...wrt];
  const dims = [
    ...definitions.flatMap(({ loops }) => loops.flatMap(({ from, to }) => [from, to])),
    ...postorder(terms).flatMap(dimsOf),
  ];
  return new Set([...terms.flatMap((e) => namesIn(e).map(({ name }) => name)), ...dims.flatMap(dimNames)]);
}

function declaredName({ name: text, shape, letters, at }: Declaration): Expr {
  return name(text, shape, at ?? letters.map(dimName));
}

function propertyWords({ properties, bounds, shape }: Declaration): string[] {
  const implied = new Set([...properties].flatMap((p) => IMPLIED[p] ?? []));
  const stronger = [...properties].filter((p) => !implied.has(p));
  const words = stronger.map((p) => (p === 'positive' && isScalarShape(shape) ? p : WORDS[p]));
  return bounds ? [...words, `entries in (${bounds[0]}, ${bounds[1]})`] : words;
}

/** The ranges that all families and sums of one index letter share, which then need no repeating. */
export function commonRanges(loops: readonly (Loop | Range)[], terms: readonly Expr[]): Map<string, Range> {
  const ranges = new Map<string, Range>();
  const meet = ({ over, from, to }: Range): void => {
    if (!ranges.has(over)) ranges.set(over, { over, from, to });
  };
  for (const loop of loops) meet(upwards(loop));
  for (const node of postorder(terms)) if (node.kind === 'each') meet(node);
  return ranges;
}

/** Which length of ones and which size of identity print bare: the commonest ones. */
export function commonSizes(terms: readonly Expr[]): Pick<Notation, 'ones' | 'eye'> {
  const count = (sizes: Iterable<Dim>): Dim | undefined => {
    const counts = new Map<Dim, number>();
    for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  };
  const length = count(terms.flatMap((term) => onesLengths([term])));
  const size = count(terms.flatMap((term) => postorder([term]).flatMap((e) => (isCall(e, 'eye') ? [e.shape[0]] : []))));
  return { ...(length === undefined ? {} : { ones: length }), ...(size === undefined ? {} : { eye: size }) };
}

/** The lengths of the vectors of ones that show; a literal 1 beside a matrix shows none. */
function onesLengths(terms: readonly Expr[]): Dim[] {
  const literal = (e: Expr): boolean =>
    isCall(e, 'ones') || (e.kind === 'mul' && e.args.length === 1 && isCall(e.args[0] as Expr, 'ones'));
  const shown = (e: Expr): Expr[] => {
    if (e.kind === 'add') return e.args.filter((arg) => !literal(arg));
    const inLiteral = e.kind === 'mul' && literal(e);
    return inLiteral ? [] : [...e.args];
  };
  const roots = terms.flatMap((term) => (isCall(term, 'ones') ? [term] : []));
  const ones = [...roots, ...postorder(terms).flatMap(shown)].filter((e) => isCall(e, 'ones'));
  return ones.flatMap((e) => e.shape.filter((d) => d !== 1));
}

/** The signs used among the terms, in the order in which they are explained. */
export function legend(
  terms: readonly Expr[],
  ranges: ReadonlyMap<string, Range>,
  sizes: Pick<Notation, 'ones' | 'eye'>,
  signs: Signs = {},
): Legend[] {
  const nodes = postorder(terms);
  const items: Legend[] = [];
  if (nodes.some((node) => isCall(node, 'frob'))) items.push({ kind: 'frobenius' });
  if (sizes.ones !== undefined) {
    const lengths = distinct([sizes.ones, ...onesLengths(terms)]);
    items.push(...lengths.map((length): Legend => ({ kind: 'ones', length })));
  }
  if (sizes.eye !== undefined) items.push({ kind: 'identity', size: sizes.eye });
  if (signs.basis !== undefined && hasBasis(terms)) items.push({ kind: 'basis' });
  const axes = nodes.flatMap((node) => (node.kind === 'call' ? (axisOf(node) ?? []) : []));
  const said = new Map(axes.map((axis) => [`${axis.fn}${axis.axis}`, axis]));
  items.push(...[...said.values()].map((axis): Legend => ({ kind: 'axis', ...axis })));
  const fns = distinct(nodes.flatMap(ambiguous));
  if (fns.length > 0) items.push({ kind: 'entrywise', fns });
  if (nodes.some(isSingularVector)) items.push({ kind: 'singular' });
  if (nodes.some((node) => isCall(node, 'pad'))) items.push({ kind: 'pad' });
  items.push(...toldFunctions(terms, nodes).map((fn): Legend => ({ kind: 'function', fn })));
  for (const name of signs.sizes?.keys() ?? []) items.push({ kind: 'size', name });
  for (const range of ranges.values()) items.push({ kind: 'range', range });
  return items;
}

/** Functions that are also those of a matrix as a whole: of a square one it has to be said which is meant. */
const OF_MATRICES: ReadonlySet<string> = new Set(['exp', 'log', 'sin', 'cos', 'sqrt']);

function ambiguous(e: Expr): string[] {
  const [of, exponent] = e.args;
  if (e.kind !== 'call' || of === undefined || isScalarShape(of.shape) || of.shape[0] !== of.shape[1]) return [];
  const half = e.fn === 'pow' && exponent?.kind === 'num' && equals(exponent.value, { p: 1, q: 2 });
  return half ? ['sqrt'] : OF_MATRICES.has(e.fn) ? [e.fn] : [];
}

/** u₁(A): the column of singular vectors, which is told of by itself. */
const isSingularVector = (node: Expr): boolean =>
  isCall(node, 'slice') && node.args.some((e) => e.kind === 'call' && isSingular(e.fn));

function toldFunctions(terms: readonly Expr[], nodes: readonly Expr[]): string[] {
  const shown = [...terms, ...nodes.flatMap((node) => (isSingularVector(node) ? [] : node.args))];
  return distinct(shown.flatMap((e) => (e.kind === 'call' ? (toldAs(e.fn) ?? []) : [])));
}
