/**
 * Calls whose shape or meaning depends on how they are written: an axis, an optional argument, sizes as arguments.
 *
 * One row a form. Functions that have a plain signature are not here: functions.ts reads those from the table.
 */
import {
  call,
  d as differential,
  dimension,
  eye,
  frobenius,
  grad,
  mul,
  num,
  ones,
  power,
  rebuildCall,
  transpose,
  zeros,
} from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { flip, multiplyDim, SCALAR } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { broadcast, commonShape, entrywisePower, frobeniusShape, kronShape } from './broadcast.js';
import type { Context, Piece } from './context.js';
import { noteBound, noteElsewhere } from './elsewhere.js';
import { useValue } from './families.js';
import { listing } from './names.js';
import { shapeWords } from './scope.js';
import { readDim, readSize } from './size.js';
import type { Syntax } from './syntax.js';

export type CallSyntax = Syntax & { kind: 'call' };
type Form = (c: Context, syntax: CallSyntax) => Piece;

/** The arguments, all read; the count must be one of those given. */
function argumentsOf(c: Context, syntax: CallSyntax, ...counts: readonly number[]): readonly Piece[] {
  countArguments(c, syntax, ...counts);
  return syntax.args.map((a) => c.read(a));
}

export function countArguments(c: Context, syntax: CallSyntax, ...counts: readonly number[]): void {
  const { length } = syntax.args;
  if (counts.includes(length)) return;
  const takes = `${listing(counts.map(String), 'or')} argument${counts.at(-1) === 1 ? '' : 's'}`;
  c.fail('syntax', `${syntax.fn} takes ${takes}, not ${length}`, syntax.span, COUNT_HINTS.get(syntax.fn));
}

/** What people mean who are used to optional arguments. */
const COUNT_HINTS: ReadonlyMap<string, string> = new Map([
  ['ones', 'a column is ones(n, 1), a square matrix ones(n, n)'],
  ['zeros', 'a column is zeros(n, 1), a square matrix zeros(n, n)'],
  ['norm', 'other norms have names: norm1, norm2, norminf, normF, nucnorm, specnorm'],
]);

/** The optional axis: 1 goes down each column, 2 along each row. */
function axisOf(c: Context, syntax: CallSyntax): 1 | 2 | undefined {
  const axis = syntax.args[1];
  if (axis === undefined) return undefined;
  if (axis.kind === 'number' && (axis.text === '1' || axis.text === '2')) return axis.text === '1' ? 1 : 2;
  const hint = '1 goes down each column, 2 along each row';
  return c.fail('syntax', `the axis of ${syntax.fn} is 1 or 2`, axis.span, hint);
}

/** The argument and the axis of sum, mean and their kin. */
function alongAxis(c: Context, syntax: CallSyntax): readonly [Piece, 1 | 2 | undefined] {
  countArguments(c, syntax, 1, 2);
  const axis = axisOf(c, syntax);
  const argument = c.read(syntax.args[0] as Syntax);
  if (axis === undefined) noteElsewhere(c, syntax.fn, argument, syntax.span);
  return [argument, axis];
}

function sum(c: Context, syntax: CallSyntax): Piece {
  const [a, axis] = alongAxis(c, syntax);
  const [n, m] = a.shape;
  if (axis === 1) return c.make([1, m], syntax.span, () => mul([ones(1, n), a.expr]));
  if (axis === 2) return c.make([n, 1], syntax.span, () => mul([a.expr, ones(m, 1)]));
  return c.make(SCALAR, syntax.span, () => (c.isScalar(a) ? a.expr : call('sum', [a.expr], SCALAR)));
}

function mean(c: Context, syntax: CallSyntax): Piece {
  const [a, axis] = alongAxis(c, syntax);
  const [n, m] = a.shape;
  const over = (d: Dim): Expr => power(dimension(d), num(-1));
  if (axis === 1) return c.make([1, m], syntax.span, () => mul([over(n), ones(1, n), a.expr]));
  if (axis === 2) return c.make([n, 1], syntax.span, () => mul([over(m), a.expr, ones(m, 1)]));
  return c.make(SCALAR, syntax.span, () =>
    c.isScalar(a) ? a.expr : mul([over(multiplyDim(n, m)), call('sum', [a.expr], SCALAR)]),
  );
}

/** max and min: of all entries, or of two matrices entry by entry. */
const extreme: Form = (c, syntax) => {
  const [a, b] = argumentsOf(c, syntax, 1, 2) as readonly [Piece, Piece | undefined];
  if (b === undefined) {
    noteElsewhere(c, syntax.fn, a, syntax.span);
    return c.make(SCALAR, syntax.span, () => call(syntax.fn, [a.expr], SCALAR));
  }
  noteBound(c, syntax.fn, syntax.args, a, syntax.span);
  const shape = commonShape(c, a, b, syntax.fn, syntax.span);
  return c.make(shape, syntax.span, () => call(syntax.fn, [broadcast(a.expr, shape), broadcast(b.expr, shape)], shape));
};

const COMPARISONS = new Set(['<', '<=', '>', '>=', '==']);

const where: Form = (c, syntax) => {
  countArguments(c, syntax, 3);
  const [condition, yes, no] = syntax.args as readonly [Syntax, Syntax, Syntax];
  if (condition.kind !== 'binary' || !COMPARISONS.has(condition.op)) {
    return c.fail('syntax', 'where needs a comparison first', condition.span, 'where(x > 0, a, b)');
  }
  const pieces = [condition.left, condition.right, yes, no].map((s) => c.read(s));
  let common = pieces[0] as Piece;
  for (const piece of pieces.slice(1)) {
    common = { ...common, shape: commonShape(c, common, piece, 'where', syntax.span) };
  }
  const { shape } = common;
  return c.make(shape, syntax.span, () =>
    call(
      `where${condition.op}`,
      pieces.map((p) => broadcast(p.expr, shape)),
      shape,
    ),
  );
};

const diag: Form = (c, syntax) => {
  const [a] = argumentsOf(c, syntax, 1) as readonly [Piece];
  const [n, m] = [c.sizes.resolve(a.shape[0]), c.sizes.resolve(a.shape[1])];
  if (n === 1 && m === 1) return c.make(SCALAR, syntax.span, () => a.expr);
  if (n === 1 || m === 1) {
    const length = n === 1 ? m : n;
    return c.make([length, length], syntax.span, () => rebuildCall('diag', [a.expr], [length, length], []));
  }
  if (typeof n === 'number' && typeof m === 'number') {
    const shape: Shape = [Math.min(n, m), 1];
    return c.make(shape, syntax.span, () => rebuildCall('diagonal', [a.expr], shape, []));
  }
  if (!c.sizes.same(n, m)) {
    c.fail(
      'shape',
      `${c.is(a)}: how long its diagonal is depends on the sizes`,
      syntax.span,
      'diag needs a vector, a square matrix, or sizes that are numbers',
    );
  }
  return c.make([n, 1], syntax.span, () => rebuildCall('diagonal', [a.expr], [n, 1], []));
};

/** softmax, logsoftmax: along each row, of a column vector along the whole. */
const distribution: Form = (c, syntax) => {
  const [a, axis] = alongAxis(c, syntax);
  const down = axis === 1 || (axis === undefined && c.isColumn(a));
  return c.make(a.shape, syntax.span, () => call(down ? `${syntax.fn}col` : syntax.fn, [a.expr], a.shape));
};

const logsumexp: Form = (c, syntax) => {
  const [a, axis] = alongAxis(c, syntax);
  const [n, m] = a.shape;
  const [fn, shape]: [string, Shape] =
    axis === 1 ? ['logsumexpcol', [1, m]] : axis === 2 ? ['logsumexprow', [n, 1]] : ['logsumexp', SCALAR];
  return c.make(shape, syntax.span, () => call(fn, [a.expr], shape));
};

const dot: Form = (c, syntax) => {
  const [a, b] = argumentsOf(c, syntax, 2) as readonly [Piece, Piece];
  noteElsewhere(c, 'dot', a, syntax.span);
  return c.make(frobeniusShape(c, a, b, syntax), syntax.span, () => frobenius(a.expr, b.expr));
};

const kron: Form = (c, syntax) => {
  const [a, b] = argumentsOf(c, syntax, 2) as readonly [Piece, Piece];
  const shape = kronShape(c, a, b);
  return c.make(shape, syntax.span, () => call('kron', [a.expr, b.expr], shape));
};

const crossentropy: Form = (c, syntax) => {
  const [y, p] = argumentsOf(c, syntax, 2) as readonly [Piece, Piece];
  return c.make(frobeniusShape(c, y, p, syntax), syntax.span, () => call('crossentropy', [y.expr, p.expr], SCALAR));
};

const unvec: Form = (c, syntax) => {
  countArguments(c, syntax, 3);
  const [x, n, m] = syntax.args as readonly [Syntax, Syntax, Syntax];
  const piece = c.read(x);
  const shape: Shape = [readSize(c, n), readSize(c, m)];
  const length = multiplyDim(...shape);
  if (!c.sameShape(piece.shape, [length, 1])) {
    c.fail(
      'shape',
      `${c.is(piece)}: unvec to ${c.text(n.span)}×${c.text(m.span)} needs as many entries, in a column`,
      syntax.span,
    );
  }
  return c.make(shape, syntax.span, () => rebuildCall('unvec', [piece.expr], shape, shape));
};

const commutation: Form = (c, syntax) => {
  countArguments(c, syntax, 2);
  const dims = syntax.args.map((s) => readSize(c, s)) as unknown as Shape;
  const side = multiplyDim(...dims);
  return c.make([side, side], syntax.span, () => call('commutation', [], [side, side], dims));
};

const basis: Form = (c, syntax) => {
  countArguments(c, syntax, 2);
  const [n, i] = syntax.args as readonly [Syntax, Syntax];
  const length = readSize(c, n);
  const at = readDim(c, i, 'an index');
  if (typeof at === 'number' && (at < 1 || (typeof length === 'number' && at > length))) {
    c.fail('shape', `there is no basis vector ${at} here`, i.span, 'the first is basis(n, 1)');
  }
  return c.make([length, 1], syntax.span, () => call('basis', [], [length, 1], [length, at]));
};

const identity: Form = (c, syntax) => {
  countArguments(c, syntax, 1);
  const n = readSize(c, syntax.args[0] as Syntax);
  return c.make([n, n], syntax.span, () => eye(n));
};

const constant =
  (build: (shape: Shape) => Expr): Form =>
  (c, syntax) => {
    countArguments(c, syntax, 2);
    const [n, m] = syntax.args.map((s) => readSize(c, s)) as unknown as Shape;
    return c.make([n, m], syntax.span, () => build([n, m]));
  };

/** vector(s), matrix(s): every entry s, the size inferred. */
const filled: Form = (c, syntax) => {
  const [s] = argumentsOf(c, syntax, 1) as readonly [Piece];
  if (!c.isScalar(s)) c.fail('shape', `${c.is(s)}: ${syntax.fn} needs a scalar`, syntax.span);
  const rows = c.sizes.constant();
  const cols = syntax.fn === 'vector' ? 1 : c.sizes.constant();
  if (rows === undefined || cols === undefined) {
    return c.fail(
      'shape',
      `the size of ${c.text(syntax.span)} is not determined here`,
      syntax.span,
      'ones(n, m) says it',
    );
  }
  return c.make([rows, cols], syntax.span, () => mul([s.expr, ones(rows, cols)]));
};

/** ‖x‖₂: of a vector its length, of a matrix the largest singular value. */
const norm2OrSpectral: Form = (c, syntax) => {
  const [piece] = argumentsOf(c, syntax, 1) as readonly [Piece];
  const fn = c.isVector(piece) ? 'norm2' : 'specnorm';
  return c.make(SCALAR, syntax.span, () => call(fn, [piece.expr], SCALAR));
};

/** |y|, of numbers and vectors: of a matrix it may be the determinant as well. */
const bars: Form = (c, syntax) => {
  const [piece] = argumentsOf(c, syntax, 1) as readonly [Piece];
  if (!c.isVector(piece) && !c.sizes.inferring) {
    const what = c.text(syntax.args[0]?.span ?? syntax.span);
    c.fail(
      'shape',
      `|${what}| may be a determinant or absolute values`,
      syntax.span,
      `det(${what}) or abs(${what}) says which`,
    );
  }
  return c.make(piece.shape, syntax.span, () => call('abs', [piece.expr], piece.shape));
};

const pad: Form = (c, syntax) => {
  countArguments(c, syntax, 5);
  const [g, n, m, i, k] = syntax.args as readonly [Syntax, Syntax, Syntax, Syntax, Syntax];
  const piece = c.read(g);
  const shape: Shape = [readSize(c, n), readSize(c, m)];
  const at = [readDim(c, i, 'an index'), readDim(c, k, 'an index')];
  return c.make(shape, syntax.span, () => call('pad', [piece.expr], shape, [...shape, ...at]));
};

const polygamma: Form = (c, syntax) => {
  countArguments(c, syntax, 2);
  const [k, x] = syntax.args as readonly [Syntax, Syntax];
  const order = readDim(c, k, 'the order of polygamma');
  const piece = c.read(x);
  return c.make(piece.shape, syntax.span, () => call('polygamma', [piece.expr], piece.shape, [order]));
};

const SYMMETRIC = ['symmetric', 'posdef', 'diagonal'] as const;

/** A variable that is declared, and not symmetric: its eigenvalues, or its factor, would be those of another matrix. */
export function requireDeclaredSymmetric(c: Context, { fn, args }: CallSyntax): void {
  const [arg] = args;
  if (arg?.kind !== 'name' || arg.index !== undefined || c.locals?.has(arg.name) || c.bound.has(arg.name)) return;
  const declaration = c.scope.values.get(arg.name)?.declaration;
  if (!declaration?.declared || SYMMETRIC.some((p) => declaration.properties.has(p))) return;
  const { shape } = declaration;
  if (shape[0] === 1 && shape[1] === 1) return;
  const size = shapeWords(shape).replace('×', ' x ');
  c.fail(
    'property',
    `${fn} is of a symmetric matrix, and ${arg.name} is not declared as one`,
    arg.span,
    `declare ${arg.name} : ${size} symmetric`,
  );
}

const eigvec: Form = (c, syntax) => {
  countArguments(c, syntax, 2);
  const [s, i] = syntax.args as readonly [Syntax, Syntax];
  const piece = c.read(s);
  requireDeclaredSymmetric(c, syntax);
  const at = readDim(c, i, 'an index');
  const [n, m] = piece.shape;
  if (!c.sizes.same(n, m)) c.fail('shape', `${c.is(piece)}: eigvec needs a square matrix`, syntax.span);
  return c.make([n, 1], syntax.span, () => call('eigvec', [piece.expr], [n, 1], [at]));
};

/** grad(L, A): ∂L/∂A, the shape of A. */
export const gradient: Form = (c, syntax) => {
  countArguments(c, syntax, 2);
  const [of, by] = syntax.args as readonly [Syntax, Syntax];
  const f = c.read(of);
  if (!c.isScalar(f)) c.fail('shape', `${c.is(f)}: grad needs a scalar first`, of.span);
  if (by.kind !== 'name') return c.fail('syntax', 'grad(f, X) needs a name for X', by.span);
  const value = c.scope.values.get(by.name);
  // a family without index stands for all its members
  const x =
    value !== undefined && by.index === undefined && (value.arity ?? 0) > 0
      ? useValue(c, { ...value, arity: 0, members: [], ranges: [] }, by)
      : undefined;
  const piece = x === undefined ? c.read(by) : c.make(x.shape, by.span, x.build);
  return c.make(piece.shape, syntax.span, () => grad(f.expr, piece.expr));
};

const differentialOf: Form = (c, syntax) => {
  const [a] = argumentsOf(c, syntax, 1) as readonly [Piece];
  return c.make(a.shape, syntax.span, () => differential(a.expr));
};

const transposed: Form = (c, syntax) => {
  const [a] = argumentsOf(c, syntax, 1) as readonly [Piece];
  return c.make(flip(a.shape), syntax.span, () => transpose(a.expr));
};

const entrywise: Form = (c, syntax) => {
  const [a, p] = argumentsOf(c, syntax, 2) as readonly [Piece, Piece];
  return entrywisePower(c, a, p, syntax.span);
};

const prod: Form = (c, syntax) => {
  const [a] = argumentsOf(c, syntax, 1) as readonly [Piece];
  noteElsewhere(c, 'prod', a, syntax.span);
  return c.make(SCALAR, syntax.span, () => (c.isScalar(a) ? a.expr : call('prod', [a.expr], SCALAR)));
};

export const SPECIAL: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['sum', sum],
  ['mean', mean],
  ['prod', prod],
  ['max', extreme],
  ['min', extreme],
  ['power', entrywise],
  ['where', where],
  ['diag', diag],
  ['softmax', distribution],
  ['logsoftmax', distribution],
  ['logsumexp', logsumexp],
  ['crossentropy', crossentropy],
  ['dot', dot],
  ['kron', kron],
  ['transpose', transposed],
  ['unvec', unvec],
  ['commutation', commutation],
  ['basis', basis],
  ['eye', identity],
  ['ones', constant(([n, m]) => ones(n, m))],
  ['zeros', constant(zeros)],
  ['vector', filled],
  ['matrix', filled],
  ['‖2', norm2OrSpectral],
  ['|', bars],
  ['pad', pad],
  ['polygamma', polygamma],
  ['eigvec', eigvec],
  ['grad', gradient],
  ['∂', gradient],
]);

/** d(e), where differentials are read. */
export const DIFFERENTIAL: Form = differentialOf;
