/**
 * Operators with a notation of their own (transposes, inverses, powers, norms, choices, slices, differentials), and
 * the default for all other functions: their row's spelling, applied to the arguments. One entry an operator; what
 * is not here needs nothing beyond its row.
 */

import { call, frobenius, grad, num, ones } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { multiplyDim } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { table } from '../expression/table.js';
import { isSimpleDim } from './names.js';
import { matrixPower, power, root } from './powers.js';
import { writeHadamard } from './products.js';
import { hidesDifferential } from './signs.js';
import type { Form, Spelling, Writer, Written } from './style.js';
import { Level } from './style.js';

const atom = (text: string): Written => ({ text, level: Level.atom });
const first = (e: Call): Expr => e.args[0] as Expr;
const second = (e: Call): Expr => e.args[1] as Expr;

const transposed: Form = (e, writer) => {
  const of = first(e);
  const { style } = writer;
  if (isCall(of, 'inv'))
    return {
      text: style.inverseTranspose(writer.write(first(of), Level.atom)),
      level: Level.postfix,
    };
  // (dX)' and d(X') are the same, so dXᵀ cannot mislead
  return { text: style.transpose(writer.write(of, Level.atom)), level: Level.postfix };
};

const inverse: Form = (e, writer) => ({
  text: writer.style.inverse(writer.write(first(e), Level.atom)),
  level: Level.postfix,
});

const norm =
  (kind: '' | '1' | '2' | 'inf' | 'nuc'): Form =>
  (e, writer) => {
    const { style } = writer;
    const vector = first(e).shape.includes(1);
    const of = writer.write(first(e));
    // in print ‖A‖₁ of a matrix is the induced norm, and this one is of its entries
    const entries = style.format === 'tex' && !vector && (kind === '1' || kind === 'inf');
    const shown = entries ? style.apply(style.functionName('vec', undefined), [of], false) : of;
    return atom(style.norm(shown, kind === '' && !vector ? 'F' : kind));
  };

const differential: Form = (e, writer) => {
  const of = first(e);
  const { style } = writer;
  if (of.kind === 'name') {
    const text = writer.write(of);
    return atom(style.differential(hidesDifferential(of.name, writer.notation) ? style.parenthesise(text) : text));
  }
  const inner = writer.piece(of, Level.application);
  // d log P, but d(X + Y) and d(log det S)
  if (of.kind === 'call' && of.fn !== 'logdet' && inner.level === Level.application)
    return atom(style.juxtapose(style.differential(''), inner.text, true));
  return atom(style.differential(style.parenthesise(writer.write(of))));
};

const partial: Form = (e, writer) => {
  const text = writer.style.partial(writer.write(first(e), Level.atom), writer.write(second(e), Level.atom));
  return { text, level: writer.style.encloses ? Level.postfix : Level.hadamard };
};

/** ∂y/∂x; of matrices, of their columns stacked, ∂vec Y/∂(vec X)ᵀ. */
const jacobian: Form = (e, writer) => {
  const { style } = writer;
  const [y, x] = [first(e), second(e)];
  const matrices = y.shape[1] !== 1 || x.shape[1] !== 1;
  const [of, by] = [y, x].map((arg) => writer.write(matrices ? stacked(arg) : arg, Level.atom)) as [string, string];
  const text = style.partial(of, matrices ? style.transpose(by) : by);
  return { text, level: style.encloses ? Level.postfix : Level.hadamard };
};

const stacked = (e: Expr): Expr => call('vec', [e], [multiplyDim(...e.shape), 1]);

/** ∂²f/∂x∂yᵀ, of matrices by their columns stacked. */
const hessian: Form = (e, writer) => {
  const { style } = writer;
  const sides = e.args.slice(1).map((arg) => {
    return writer.write(arg.shape[1] === 1 ? arg : stacked(arg), Level.atom);
  });
  const [x = '', y = x] = sides;
  const [square, partialSign] = style.format === 'tex' ? ['^2 ', ' \\, \\partial '] : ['²', '∂'];
  const text = style.partial(square + writer.write(first(e), Level.atom), x + partialSign + style.transpose(y));
  return { text, level: style.encloses ? Level.postfix : Level.hadamard };
};

/** The Hessian times v: (∂²f/∂x∂yᵀ) v, y beside x where it is another; of a matrix the gradient of (∂f/∂Y) : V by X. */
const hessianProduct: Form = (e, writer) => {
  const { style } = writer;
  const [f, x] = e.args as readonly [Expr, Expr];
  const [y, v] = e.args.slice(-2) as [Expr, Expr];
  if (x.shape[1] === 1 && y.shape[1] === 1) {
    const { text } = hessian(call('hessian', [f, x, e.args.length > 3 ? y : x], e.shape) as Call, writer, Level.sum);
    const enclosed = style.encloses ? text : style.parenthesise(text);
    return { text: style.juxtapose(enclosed, writer.write(v, Level.atom), true), level: Level.product };
  }
  return partial(call('grad', [frobenius(grad(f, y), v), x], e.shape) as Call, writer, Level.sum);
};

/** x > y ? a : b, as a bracket of Iverson where that is all it is, or times what it keeps. */
const choice =
  (op: string): Form =>
  (e, writer, need) => {
    const [left, right, chosen, other] = e.args as readonly [Expr, Expr, Expr, Expr];
    if (isCall(other, 'zeros') && uniform(chosen) === undefined && !isScalar(e)) {
      const kept = call(e.fn, [left, right, ones(...e.shape), other], e.shape);
      return writeHadamard(call('had', [kept, ...factorsOf(chosen)], e.shape) as Call, need, writer);
    }
    const [x, y, yes, no] = e.args.map((arg) => uniform(arg) ?? writer.write(arg)) as [string, string, string, string];
    const condition = `${x} ${writer.style.relation(op)} ${y}`;
    if (yes === '1' && no === '0') return atom(writer.style.indicator(condition));
    // cases have a brace on one side only
    const text = writer.style.choice(condition, yes, no);
    return writer.style.format === 'tex' ? { text, level: Level.sum } : atom(text);
  };

const factorsOf = (e: Expr): readonly Expr[] => (isCall(e, 'had') ? e.args : [e]);

/** The number that a constant matrix repeats: 0, 1. */
function uniform(e: Expr): string | undefined {
  if (isCall(e, 'zeros')) return '0';
  return isCall(e, 'ones') ? '1' : undefined;
}

/** hcat and vcat nest to the left: all rows, each with all its blocks. */
const blocks: Form = (e, writer) => {
  const spread = (x: Expr, fn: string): Expr[] => (isCall(x, fn) ? [...spread(first(x), fn), second(x)] : [x]);
  const rows = spread(e, 'vcat').map((row) => spread(row, 'hcat').map((block) => writer.write(block)));
  return atom(writer.style.blocks(rows));
};

/** u₁(A) and v₁(A) for a column of the singular vectors of A; the head says what they are. */
function singularVector(e: Call, writer: Writer): Written | undefined {
  const { style } = writer;
  const of = first(e);
  const [i0, i1, j0, j1] = e.dims as readonly [Dim, Dim, Dim, Dim];
  if (of.kind !== 'call' || !isSingular(of.fn) || i0 !== 1 || i1 !== of.shape[0] || j0 !== j1) return undefined;
  const letter = style.subscripted(of.fn === 'svdu' ? 'u' : 'v', [style.dim(j0)]);
  return atom(style.apply(letter, [writer.write(first(of))], false));
}

/** Whether the columns of a function's value are singular vectors. */
export const isSingular = (fn: string): boolean => fn === 'svdu' || fn === 'svdv';

const slice: Form = (e, writer) => {
  const { style } = writer;
  const singular = singularVector(e, writer);
  if (singular) return singular;
  const [i0, i1, j0, j1] = e.dims as readonly [Dim, Dim, Dim, Dim];
  const range = (from: Dim, to: Dim, size: Dim): string =>
    from === to ? style.dim(from) : from === 1 && to === size ? ':' : style.range(style.dim(from), style.dim(to));
  const [rows, cols] = first(e).shape;
  const vector = rows === 1 ? [range(j0, j1, cols)] : cols === 1 ? [range(i0, i1, rows)] : undefined;
  const ranges = vector ?? [range(i0, i1, rows), range(j0, j1, cols)];
  return { text: style.slice(writer.write(first(e), Level.atom), ranges), level: Level.atom };
};

const dimensionNumber: Form = (e, writer) => {
  const d = e.dims[0] as Dim;
  const product = typeof d !== 'number' && d.terms.length === 1;
  return {
    text: writer.style.dim(d),
    level: isSimpleDim(d) ? Level.atom : product ? Level.product : Level.sum,
  };
};

/** log det S of a positive definite S; of what may have a negative determinant log |det X|. */
const logDeterminant: Form = (e, writer) => {
  const { style, notation } = writer;
  const of = first(e);
  const log = (fn: string, arg: string, bare: boolean): Written => ({
    text: style.apply(style.functionName(fn, undefined), [arg], bare),
    level: Level.application,
  });
  if (notation.isDefinite?.(of)) return log('logdet', writer.write(of), isBare(of));
  return log('log', style.absolute(writer.write(call('det', [of], e.shape))), true);
};

/** Functions whose integer parameters are written among their arguments, or in a form of their own. */
const withDims =
  (order: 'before' | 'after'): Form =>
  (e, writer) => {
    const dims = e.dims.map((d) => writer.style.dim(d));
    const args = e.args.map((a) => writer.write(a));
    // the template of a row has a place for the first argument only
    const fn = writer.style.functionName(e.fn, writer.notation.rows?.(e.fn)).replace('(#1)', '');
    return atom(writer.style.apply(fn, order === 'before' ? [...dims, ...args] : [...args, ...dims], false));
  };

const FORMS: Readonly<Record<string, Form>> = table({
  T: transposed,
  inv: inverse,
  pinv: (e, writer) => ({
    text: writer.style.superscript(writer.write(first(e), Level.atom), '+'),
    level: Level.postfix,
  }),
  matpow: matrixPower,
  pow: power,
  sqrt: (e, writer) => root(first(e), writer),
  norm2: norm(''),
  norm1: norm('1'),
  norminf: norm('inf'),
  nucnorm: norm('nuc'),
  specnorm: norm('2'),
  logdet: logDeterminant,
  abs: (e, writer) => atom(writer.style.absolute(writer.write(first(e)))),
  square: (e, writer, need) => power({ ...e, fn: 'pow', args: [first(e), num(2)] }, writer, need),
  d: differential,
  grad: partial,
  jacobian,
  hessian,
  hvp: hessianProduct,
  'where>': choice('>'),
  'where>=': choice('>='),
  'where<': choice('<'),
  'where<=': choice('<='),
  'where==': choice('=='),
  hcat: blocks,
  vcat: blocks,
  slice,
  dim: dimensionNumber,
  zeros: (_, writer) => atom(writer.style.zero),
  pi: (_, writer) => atom(writer.style.pi),
  unvec: withDims('after'),
  pad: withDims('after'),
  eigvec: withDims('after'),
  polygamma: withDims('before'),
  commutation: (e, writer) =>
    atom(
      writer.style.subscripted(
        'K',
        e.dims.map((d) => writer.style.dim(d)),
      ),
    ),
  basis: (e, writer) =>
    atom(writer.style.subscripted(writer.notation.basis ?? 'e', [writer.style.dim(e.dims[1] as Dim)])),
});

/** Functions that a reader knows by another's name. */
const SHOWN_AS: Readonly<Record<string, string>> = table({ diagonal: 'diag' });

/** softmax(X, 1): a function along another axis than the usual one says which, as in the input language. */
function alongAxis(e: Call, writer: Writer): Written | undefined {
  const along = axisOf(e);
  if (along === undefined) return undefined;
  const { style, notation } = writer;
  const name = style.functionName(along.fn, notation.rows?.(along.fn)).replace(/ ?\(?#1\)?$/, '');
  return atom(style.apply(name, [writer.write(first(e)), String(along.axis)], false));
}

/** The function of the input language and its axis, where that has to be said. */
export function axisOf({ fn, args }: Call): { readonly fn: string; readonly axis: 1 | 2 } | undefined {
  const column = args[0]?.shape[1] === 1;
  switch (fn) {
    case 'softmax':
    case 'logsoftmax':
      return column ? { fn, axis: 2 } : undefined;
    case 'softmaxcol':
    case 'logsoftmaxcol':
      return column ? undefined : { fn: fn.slice(0, -3), axis: 1 };
    case 'logsumexpcol':
      return { fn: 'logsumexp', axis: 1 };
    case 'logsumexprow':
      return { fn: 'logsumexp', axis: 2 };
    default:
      return undefined;
  }
}

/** The same function where its axis goes without saying. */
const bareOf = (fn: string): string => SHOWN_AS[fn] ?? fn.replace(/^((?:log)?softmax)col$/, '$1');

export function writeCall(e: Call, need: Level, writer: Writer): Written {
  const form = FORMS[e.fn];
  if (form) return form(e, writer, need);
  const along = alongAxis(e, writer);
  if (along) return along;
  const { style } = writer;
  const fn = bareOf(e.fn);
  const row = writer.notation.rows?.(e.fn) ?? writer.notation.rows?.(fn);
  const template = style.format === 'tex' ? row?.tex : row?.text;
  if (template?.includes('#')) return fromTemplate(template, e, writer, need);
  const name = style.functionName(fn, row);
  const arg = first(e);
  if (e.args.length === 1 && need <= Level.application && isBare(arg) && !isEnclosing(fn, row)) {
    return { text: style.apply(name, [writer.write(arg)], true), level: Level.application };
  }
  const text = style.apply(
    name,
    e.args.map((a) => writer.write(a)),
    false,
  );
  return { text, level: Level.atom };
}

/** Functions by custom never written without parentheses; among them unknown ones, whose names may be letters. */
const isEnclosing = (fn: string, row: Spelling | undefined): boolean =>
  ENCLOSED.has(fn) || fn.endsWith("'") || (row?.text ?? fn).length === 1;
const ENCLOSED: ReadonlySet<string> = new Set([
  'tr',
  'vec',
  'diag',
  'diagonal',
  'sym',
  'skew',
  'tril',
  'triu',
  'sum',
  'max',
  'min',
]);

/** An argument that needs no parentheses: tanh A[t], log det S. */
function isBare(e: Expr): boolean {
  if (e.kind === 'name') return true;
  return isCall(e, 'det') && isBare(first(e));
}

/** A row's template: #1 between fences of its own needs no parentheses. */
function fromTemplate(template: string, e: Call, writer: Writer, need: Level): Written {
  // det X beside another factor would read as the determinant of a product
  const bare = /^([^#]*[^#\s]) #1$/.exec(template)?.[1];
  if (bare !== undefined && e.args.length === 1) {
    const enclosed = need > Level.application;
    const arg = writer.write(first(e), enclosed ? Level.sum : Level.atom);
    return { text: writer.style.apply(bare, [arg], !enclosed), level: enclosed ? Level.atom : Level.application };
  }
  const grown = template.replace(/\(#(\d)\)/g, (whole, k: string) => {
    const arg = e.args[Number(k) - 1];
    return arg ? writer.style.parenthesise(writer.write(arg)) : whole;
  });
  const text = grown.replace(/(.?)#(\d)(.?)/gu, (_, before: string, k: string, after: string) => {
    const fenced = /[({[|‖,\s]/u.test(before) && /[)}\]|‖,\\]/u.test(after);
    const arg = e.args[Number(k) - 1];
    return before + (arg ? writer.write(arg, fenced ? Level.sum : Level.atom) : '') + after;
  });
  return {
    text,
    level: /^[^(]*$/.test(template) || template.startsWith('#') ? Level.postfix : Level.atom,
  };
}
