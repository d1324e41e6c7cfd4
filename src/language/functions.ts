/**
 * Calls: of a user's own functions, of special forms, of the functions in the table.
 *
 * Owns the order in which a name is looked up as a function, the matching of arguments to a signature, and the
 * expansion of a user's formula at each call. The forms themselves are in special.ts.
 */
import { call, rebuildCall, transpose } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { asName, dimToString, multiplyDim, substituteDim } from '../expression/dimension.js';
import { EXPANSIONS } from '../expression/limits.js';
import type { Context, Piece } from './context.js';
import { DERIVATIVES } from './derivatives.js';
import { noteElsewhere } from './elsewhere.js';
import { nearest } from './names.js';
import type { Signature } from './operators.js';
import type { Formula } from './scope.js';
import { shapeWords } from './scope.js';
import type { CallSyntax } from './special.js';
import { countArguments, DIFFERENTIAL, requireDeclaredSymmetric, SPECIAL } from './special.js';
import type { Syntax } from './syntax.js';

/** Expansions of users' formulas within one expression. */

export function readCall(c: Context, syntax: CallSyntax): Piece {
  const { fn } = syntax;
  const own = c.scope.functions.get(fn);
  if (own?.kind === 'formula') return expand(c, own, syntax);
  if (own?.kind === 'elementwise' || own?.kind === 'matrix') return readUnknown(c, own, syntax);
  if (own?.kind === 'scalar') return readScalarFunction(c, syntax);
  if (syntax.primes > 0) return readDerivative(c, syntax);
  if (fn === 'd' && c.options.differentials) return DIFFERENTIAL(c, syntax);
  const form = (c.options.differentials ? DERIVATIVES.get(fn) : undefined) ?? SPECIAL.get(fn);
  if (form !== undefined) return form(c, syntax);
  const elementwise = c.table.elementwise(fn);
  if (elementwise !== undefined) {
    countArguments(c, syntax, 1);
    const a = c.read(syntax.args[0] as Syntax);
    return c.make(a.shape, syntax.span, () => call(elementwise, [a.expr], a.shape));
  }
  const signature = c.table.signature(fn);
  if (signature !== undefined) return applySignature(c, signature, syntax);
  return unknownFunction(c, syntax);
}

/** tanh'(X): what the table says the derivative is, entry by entry. */
function readDerivative(c: Context, syntax: CallSyntax): Piece {
  const { fn, primes, at, span } = syntax;
  const elementwise = c.table.elementwise(fn);
  if (elementwise === undefined) {
    const hint = `f'(X) is the derivative of an unknown function, declared by: function ${fn} elementwise`;
    return c.fail('name', `${fn} is not an unknown function`, at, hint);
  }
  if (primes > 1) c.fail('unsupported', `of ${fn} the first derivative alone is read by its primes`, at);
  countArguments(c, syntax, 1);
  const a = c.read(syntax.args[0] as Syntax);
  return c.make(a.shape, span, () => c.table.derivative(elementwise, a.expr));
}

function unknownFunction(c: Context, syntax: CallSyntax): never {
  const { fn, args, at } = syntax;
  const known = [...c.table.spellings(), ...SPECIAL.keys(), ...c.scope.functions.keys()];
  const near = nearest(fn, known);
  const value = c.scope.values.get(fn);
  const text = args.map((a) => c.text(a.span)).join(', ');
  const other = OTHERS.get(fn);
  const hint =
    other !== undefined && args.length > 0
      ? other(text)
      : near !== undefined && value === undefined
        ? `perhaps ${near}`
        : args.length === 1
          ? `for a product write ${fn}*(${text}); for an entry declare ${fn} as a variable; for an unknown function declare: function ${fn} elementwise`
          : `for an entry of a variable, declare it: param ${fn} : n x m`;
  return c.fail('name', `there is no function called ${fn}`, at, hint);
}

/** What to write for functions of other languages that this one does not have. */
const OTHERS: ReadonlyMap<string, (argument: string) => string> = new Map([
  [
    'var',
    (x: string) =>
      `write mean((${x} - mean(${x})).^2), or sum((${x} - mean(${x})).^2)/(n - 1) for the n entries of a sample`,
  ],
  [
    'std',
    (x: string) =>
      `write sqrt(mean((${x} - mean(${x})).^2)), or sqrt(sum((${x} - mean(${x})).^2)/(n - 1)) for the n entries of a sample`,
  ],
  ['sigma', (x: string) => `the logistic function is sigmoid(${x}) or σ(${x})`],
  ['cumsum', (x: string) => `for a column of n entries write tril(ones(n, n))*${x}`],
  ...['length', 'size', 'numel'].map((fn): [string, (x: string) => string] => [
    fn,
    (x) =>
      `sizes go by their names: with ${x.replace(/,.*/, '')} : n x m declared, n is the number of rows, m of columns`,
  ]),
  ...['argmax', 'argmin'].map((fn): [string, (x: string) => string] => [
    fn,
    (x) => `places have no derivative; ${fn.slice(3)}(${x}) is the entry itself`,
  ]),
  ...['floor', 'ceil', 'round', 'fix', 'mod', 'rem'].map((fn): [string, (x: string) => string] => [
    fn,
    () => 'what is piecewise constant is written with where(x > 0, a, b) or sign(x)',
  ]),
  ...['clip', 'clamp'].map((fn): [string, (x: string) => string] => [
    fn,
    (x) => {
      const [of = 'x', low = 'a', high = 'b'] = x.split(', ');
      return `write min(max(${of}, ${low}), ${high})`;
    },
  ]),
  ['huber', (x: string) => `write where(abs(${x}) <= 1, ${x}.^2/2, abs(${x}) - 1/2)`],
  ['relu6', (x: string) => `write min(relu(${x}), 6)`],
  ...(['jacobian', 'hessian', 'hvp'] as const).map((kind): [string, (argument: string) => string] => [
    kind,
    (x) => {
      const [of = 'f', by = 'x', along = 'v'] = x.split(', ');
      const request = kind === 'hvp' ? `hvp ${of} wrt ${by} along ${along}` : `${kind} ${of} wrt ${by}`;
      return `a derivative is asked for, ${request}, and stands in equal and in lines of a derivation, not in a definition`;
    },
  ]),
  ['matmul', (x: string) => `write ${x.split(', ').join('*')}`],
]);

/** f(X), f'(X), Y(x), Y'(x) of a function that is only declared. */
function readUnknown(
  c: Context,
  own: { kind: string; name: string; shape?: Shape; of?: { readonly name: string } },
  syntax: CallSyntax,
): Piece {
  countArguments(c, syntax, 1);
  const a = c.read(syntax.args[0] as Syntax);
  const fn = own.name + "'".repeat(syntax.primes);
  if (own.shape === undefined) return c.make(a.shape, syntax.span, () => call(fn, [a.expr], a.shape));
  const of = c.scope.values.get(own.of?.name ?? '');
  if (of?.shape !== undefined && !c.sameShape(a.shape, of.shape)) {
    const message = `${c.is(a)}, but ${own.name} is a function of ${of.name}, ${shapeWords(of.shape)}`;
    const arg = syntax.args[0] as Syntax;
    const other = arg.kind === 'name' ? `, or of another: function ${own.name}(${arg.name}) : …` : '';
    const like = c.isScalar(a) ? 'scalar' : a.shape.map((d) => dimToString(d)).join(' x ');
    const hint = of.declaration?.declared
      ? `it is a function of ${of.name} or what has its shape${other}`
      : `${of.name} goes by its letter: declare it, data ${of.name} : ${like}${other}`;
    c.fail('shape', message, syntax.span, hint);
  }
  const { shape } = own;
  if (syntax.primes > 0 && !c.isScalar(a)) {
    if (syntax.primes > 1) {
      c.fail('unsupported', `${fn}: of a function of a matrix only the first derivative has a sign`, syntax.span);
    }
    // the Jacobian: vec(Y) by vec(X)'
    const jacobian: Shape = [multiplyDim(...shape), multiplyDim(...a.shape)];
    return c.make(jacobian, syntax.span, () => call(fn, [a.expr], jacobian));
  }
  return c.make(shape, syntax.span, () => call(fn, [a.expr], shape));
}

/** L(A) for an unknown scalar function of A is L itself. */
function readScalarFunction(c: Context, syntax: CallSyntax): Piece {
  const own = c.scope.functions.get(syntax.fn);
  const of = own?.kind === 'scalar' ? own.of.map((n) => n.name) : [];
  const same = syntax.args.length === of.length && syntax.args.every((a, i) => a.kind === 'name' && a.name === of[i]);
  if (!same || syntax.primes > 0) {
    const hint = `write ${syntax.fn} for its value, grad(${syntax.fn}, ${of[0]}) for its gradient`;
    return c.fail(
      'name',
      `${syntax.fn} is an unknown function of ${of.join(', ')} and is used at nothing else`,
      syntax.span,
      hint,
    );
  }
  return c.read({ kind: 'name', name: syntax.fn, span: syntax.span });
}

/** A user's formula with the arguments for its parameters. */
function expand(c: Context, formula: Formula, syntax: CallSyntax): Piece {
  countArguments(c, syntax, formula.params.length);
  if (syntax.primes > 0) c.fail('name', `${formula.name} has a formula: its derivative follows from that`, syntax.at);
  if (c.expanding.includes(formula.name)) {
    c.fail(
      'name',
      `${formula.name} is defined by itself`,
      syntax.at,
      'a recurrence is written with a loop: for t = 1..T',
    );
  }
  if (++c.expansions > EXPANSIONS) {
    c.fail(
      'limit',
      `more than ${EXPANSIONS} formulas are put in here`,
      syntax.span,
      'give names to parts of it: A = …',
    );
  }
  const args = syntax.args.map((a) => c.read(a));
  const locals = new Map(formula.params.map((p, i) => [p, args[i] as Piece]));
  c.expanding.push(formula.name);
  try {
    return { ...c.withLocals(locals, () => c.read(formula.body)), span: syntax.span };
  } finally {
    c.expanding.pop();
  }
}

/** Matches the arguments to the sizes of a signature, and gives the shape of the value. */
export function applySignature(c: Context, signature: Signature, syntax: CallSyntax): Piece {
  countArguments(c, syntax, signature.of.length);
  const args = syntax.args.map((a) => c.read(a));
  const sizes = new Map<string, Dim>();
  const later: (readonly [Dim, Dim, number])[] = [];
  for (const [i, { shape }] of signature.of.entries()) {
    const actual = (args[i] as Piece).shape;
    for (const axis of [0, 1] as const) {
      const name = asName(shape[axis]);
      const known = name === undefined ? undefined : sizes.get(name);
      if (name !== undefined && known === undefined) sizes.set(name, c.sizes.resolve(actual[axis]));
      else if (name !== undefined || typeof shape[axis] === 'number') {
        if (!c.sizes.same(known ?? shape[axis], actual[axis])) misfit(c, signature, args, i, syntax);
      } else later.push([shape[axis], actual[axis], i]);
    }
  }
  for (const [wanted, actual, i] of later) {
    if (!c.sizes.same(substituteDim(wanted, sizes), actual)) misfit(c, signature, args, i, syntax);
  }
  noteElsewhere(c, syntax.fn, args[0] as Piece, syntax.span);
  const wanted = signature.of[0]?.properties;
  if (wanted?.has('symmetric') || wanted?.has('posdef')) requireDeclaredSymmetric(c, syntax);
  if (signature.fn === 'svdvals' && isWide(c, args[0] as Piece))
    return ofTranspose(c, signature.fn, args[0] as Piece, syntax);
  const put = (d: Dim): Dim => substituteDim(d, sizes);
  const shape: Shape = [put(signature.shape[0]), put(signature.shape[1])];
  return c.make(shape, syntax.span, () =>
    rebuildCall(
      signature.fn,
      args.map((a) => a.expr),
      shape,
      [],
    ),
  );
}

/** Singular values are counted by the columns of a tall matrix. Sizes with names are a condition of the derivation. */
function isWide(c: Context, piece: Piece): boolean {
  const [rows, cols] = piece.shape.map((d) => c.sizes.resolve(d)) as unknown as Shape;
  return typeof rows === 'number' && typeof cols === 'number' && rows < cols;
}

/** Those of the transpose are the same. */
function ofTranspose(c: Context, fn: string, piece: Piece, syntax: CallSyntax): Piece {
  const shape: Shape = [piece.shape[0], 1];
  return c.make(shape, syntax.span, () => call(fn, [transpose(piece.expr)], shape));
}

function misfit(c: Context, signature: Signature, args: readonly Piece[], at: number, syntax: CallSyntax): never {
  const arg = args[at] as Piece;
  const { shape } = signature.of[at] as Signature['of'][number];
  if (asName(shape[0]) !== undefined && shape[0] === shape[1] && at === 0) {
    return c.fail('shape', `${c.is(arg)}: ${syntax.fn} needs a square matrix`, arg.span, squareHint(c, arg));
  }
  const column = shape[1] === 1 && args.length === 1;
  const need = column
    ? 'needs a column vector'
    : `needs ${signature.of.map((p) => `${p.name} : ${shapeWords(p.shape)}`).join(', ')}`;
  return c.fail('shape', `${args.map((a) => c.is(a)).join(', ')}: ${syntax.fn} ${need}`, syntax.span);
}

function squareHint(c: Context, arg: Piece): string | undefined {
  const value = c.scope.values.get(c.text(arg.span));
  const [rows, cols] = arg.shape;
  const single = cols === 1 ? /^(\w+)\*(\w+)$|^(\w+)\^2$/.exec(dimToString(rows)) : null;
  if (value?.origin === 'declared' && single !== null) {
    const [, n = single[3], m = single[3]] = single;
    return `${value.name} is declared as a column; ${n} rows and ${m} columns are ${value.name} : ${n} x ${m}`;
  }
  return value?.origin === 'undeclared' ? `declare it: ${value.name} : n x n` : undefined;
}
