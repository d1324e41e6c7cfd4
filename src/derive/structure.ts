/**
 * The gradient by a structured variable is the one in its space: G with dL = G : dX for every dX of that structure.
 *
 * Owns the projection of what stands before dX on that space (symmetric, skew, diagonal, triangular, Toeplitz), and
 * the words for it. Whatever is known to lie in the space already is left as it is.
 */
import {
  add,
  call,
  d,
  eye,
  frobenius,
  hadamard,
  mul,
  num,
  scale,
  splitScalars,
  transpose,
} from '../expression/build.js';
import type { Shape } from '../expression/dimension.js';
import { dimToString, multiplyDim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { ratio } from '../expression/rational.js';
import { format } from '../language/format.js';
import type { Declaration, Property } from '../language/problem.js';
import { weight } from './arithmetic.js';
import type { Context } from './context.js';
import type { Remark } from './step.js';
import { finish } from './tidy.js';

/** Letters up to which the unprojected gradient is repeated in the remark. */
const READABLE = 40;

export interface Projected {
  readonly expr: Expr;
  readonly remarks: readonly Remark[];
}

/** Leaves up to which (G + G')/2 reads better than sym(G). */
const SHORT = 2.5;

/** The declaration of a variable, or of the member of a family. */
export function declarationOf(wrt: Name, context: Context): Declaration | undefined {
  const { declarations } = context.problem;
  const key = `${wrt.name}[${wrt.index.map(dimToString).join(',')}]`;
  return (wrt.index.length > 0 ? declarations.get(key) : undefined) ?? declarations.get(wrt.name);
}

/** What meets dX, projected on the space of X. */
export function project(g: Expr, wrt: Name, context: Context): Projected {
  const declared = declarationOf(wrt, context)?.properties;
  if (declared === undefined || isScalar(wrt)) return { expr: g, remarks: [] };
  let expr = g;
  const remarks: Remark[] = [];
  for (const property of spaces(declared)) {
    if (context.facts.has(expr, property)) {
      if (property === 'symmetric') remarks.push(['symmetric, as a gradient by a symmetric ', wrt, ' must be']);
      continue;
    }
    const before = expr;
    expr = part(expr, property, context);
    const counts: Remark = format(before).length <= READABLE ? ['its part of ', before] : ['only that part counts'];
    remarks.push([d(wrt), ` ${WORDS[property]}: `, ...counts]);
  }
  if (entriesIndependent(declared, context)) {
    expr = add([scale(2, expr), scale(-1, hadamard([expr, eye(wrt.shape[0])]))]);
    remarks.push(['entries of the lower triangle as independent variables: G + Gᵀ − G⊙I']);
  }
  return { expr, remarks };
}

const entriesIndependent = (declared: ReadonlySet<Property>, context: Context): boolean =>
  context.independentEntries === true && declared.has('symmetric') && !declared.has('diagonal');

type Space = 'symmetric' | 'skew' | 'diagonal' | 'lower' | 'upper' | 'toeplitz';

const WORDS: Readonly<Record<Space, string>> = {
  symmetric: 'is symmetric',
  skew: 'is skew-symmetric',
  diagonal: 'is diagonal',
  lower: 'is lower triangular',
  upper: 'is upper triangular',
  toeplitz: 'is constant along each diagonal',
};

/** What is worth saying of a Jacobian by a structured variable: it is one of many that agree on the space of dX. */
export function domainRemark(wrt: Name, context: Context): readonly Remark[] {
  const declared = declarationOf(wrt, context)?.properties;
  if (declared === undefined || isScalar(wrt)) return [];
  const words = spaces(declared).map((space) => WORDS[space].replace(/^is /, ''));
  if (words.length === 0) return [];
  const stacked = call('vec', [d(wrt)], [multiplyDim(...wrt.shape), 1]);
  return [
    ['to be applied to ', stacked, ' of a ', d(wrt), ` that is ${words.join(' and ')}; on others it says nothing`],
  ];
}

/** The spaces to project on, one after the other; two that leave only the diagonal are that. */
function spaces(declared: ReadonlySet<Property>): readonly Space[] {
  const has = (p: Space): boolean => declared.has(p);
  const triangular = has('lower') || has('upper');
  const onDiagonal = has('diagonal') || (has('lower') && has('upper')) || (triangular && has('symmetric'));
  const found: Space[] = [];
  if (onDiagonal) found.push('diagonal');
  else if (triangular) found.push(has('lower') ? 'lower' : 'upper');
  else if (has('symmetric') || declared.has('posdef')) found.push('symmetric');
  if (has('skew')) found.push('skew');
  if (has('toeplitz')) found.push('toeplitz');
  return found;
}

/** A linear operator of a term, its scalars in front. */
function applied(fn: string, g: Expr): Expr {
  const [scalar, rest] = splitScalars(g);
  return mul([scalar, call(fn, [rest ?? g], g.shape)]);
}

function part(g: Expr, space: Space, context: Context): Expr {
  switch (space) {
    case 'symmetric':
      return symmetricPart(g, context);
    case 'skew':
      return weight(g) <= SHORT ? half([g, scale(-1, transpose(g))]) : applied('skew', g);
    case 'diagonal':
      return hadamard([g, eye(g.shape[0])]);
    case 'lower':
      return applied('tril', g);
    case 'upper':
      return applied('triu', g);
    case 'toeplitz':
      return applied('toeplitz', g);
    default:
      return space satisfies never;
  }
}

/** Term by term: what is symmetric stays, of the rest the symmetric part. */
function symmetricPart(g: Expr, context: Context): Expr {
  const terms = g.kind === 'add' ? g.args : [g];
  const rest = terms.filter((t) => !context.facts.has(t, 'symmetric'));
  const kept = terms.filter((t) => context.facts.has(t, 'symmetric'));
  const odd = add(rest);
  const made =
    weight(odd) <= SHORT
      ? half(odd.kind === 'call' && odd.fn === 'T' ? [transpose(odd), odd] : [odd, transposed(odd)])
      : applied('sym', odd);
  return add([...kept, made]);
}

const transposed = (e: Expr): Expr => (e.kind === 'add' ? add(e.args.map(transpose)) : transpose(e));
const isColumn = ([, cols]: Shape): boolean => cols === 1;
const half = (terms: readonly Expr[]): Expr => mul([num(ratio(1, 2)), add(terms)]);

/** What else is worth saying of a gradient on a curved set: the ambient one is given, its tangent part beside it. */
export function tangentRemark(g: Expr, wrt: Name, context: Context): readonly Remark[] {
  const declared = declarationOf(wrt, context)?.properties;
  if (!declared) return [];
  const x = wrt as Expr;
  if (declared.has('orthogonal')) {
    const [n, m] = wrt.shape;
    const inner = mul([transpose(x), g]);
    const tangent =
      n === m
        ? half([g, scale(-1, mul([x, transpose(g), x]))])
        : add([g, scale(-1, mul([x, call('sym', [inner], inner.shape)]))]);
    return [['ambient; on the tangent space at ', wrt, ': ', finish(tangent, context).expr]];
  }
  if (declared.has('unit')) {
    // of a column x : G is x'G, which stands beside x as a projection
    const along = isColumn(wrt.shape) ? mul([x, transpose(x), g]) : mul([frobenius(x, g), x]);
    return [['ambient; on the sphere: ', finish(add([g, scale(-1, along)]), context).expr]];
  }
  return [];
}
