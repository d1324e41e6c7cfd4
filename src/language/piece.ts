/**
 * Single expressions: in the scope of a problem that has been read, or in one that is made for them.
 *
 * Lines of derivations, results fed back, and rules are read here. Indices may be any, and differentials are read
 * where asked for. A problem's scope is made once and kept with the problem.
 */
import type { Shape } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import type { ContextOptions, Piece } from './context.js';
import { Context } from './context.js';
import { elaborate } from './elaborate.js';
import { Inference } from './infer.js';
import { normalizeText } from './lexer.js';
import { sizeNames } from './names.js';
import type { OperatorTable } from './operators.js';
import { parseExpression } from './parser.js';
import type { Problem } from './problem.js';
import { Scope } from './scope.js';
import type { Syntax } from './syntax.js';

export interface ReadExpressionOptions {
  /** Read d(e) and dX as differentials. */
  readonly differentials?: boolean;
  /** Names beyond those of the problem, such as G_A; any of them may be a family. */
  readonly names?: ReadonlyMap<string, Shape>;
}

/** An expression in the scope of a problem. */
export function readExpression(
  text: string,
  problem: Problem,
  table: OperatorTable,
  options: ReadExpressionOptions = {},
): Expr {
  const source = normalizeText(text);
  const known = new Set([...problemScope(problem).values.keys(), ...(options.names?.keys() ?? [])]);
  const isVariable = (name: string): boolean =>
    known.has(name) || (options.differentials === true && name.startsWith('d') && known.has(name.slice(1)));
  const isFunction = (name: string): boolean => problem.functions.has(name);
  const isInteger = (name: string): boolean => problem.declarations.get(name)?.properties.has('integer') ?? false;
  return readSyntax(parseExpression(source, { isVariable, isInteger, isFunction }), source, problem, table, options);
}

/** The same, already parsed: `source` is the text its places refer to. */
export function readSyntax(
  syntax: Syntax,
  source: string,
  problem: Problem,
  table: OperatorTable,
  options: ReadExpressionOptions = {},
): Expr {
  return readSyntaxes([syntax], source, problem, table, options)[0] as Expr;
}

/** Several that have one shape if they are right: a size that one leaves open the others decide. */
export function readSyntaxes(
  syntaxes: readonly Syntax[],
  source: string,
  problem: Problem,
  table: OperatorTable,
  options: ReadExpressionOptions = {},
): readonly Expr[] {
  const base = problemScope(problem);
  const scope = new Scope();
  scope.openDims = true;
  scope.byLetter = false;
  for (const [name, value] of base.values) scope.values.set(name, value);
  for (const [name, f] of base.functions) scope.functions.set(name, f);
  for (const name of base.dims) scope.dims.add(name);
  for (const [name, shape] of options.names ?? []) scope.addValue(name, 'declared', { shape, arity: undefined });
  const { differentials = false } = options;
  const pieces = readTogether(scope, table, source, syntaxes, { anyIndex: true, differentials }, syntaxes.length > 1);
  return pieces.map((piece) => piece.expr);
}

/** Reads expressions that share their sizes; with `equal` they are to have one shape. */
export function readTogether(
  scope: Scope,
  table: OperatorTable,
  source: string,
  syntaxes: readonly Syntax[],
  options: ContextOptions,
  equal = false,
): Piece[] {
  const inference = new Inference();
  const guess = new Context(scope, table, inference, source, elaborate, options);
  const read = (c: Context): Piece[] =>
    syntaxes.map((s, k) => {
      c.sizes.begin(k);
      return c.read(s);
    });
  // nothing here is undeclared, so an error of the first reading is an error of the second
  const [first, ...others] = read(guess);
  if (equal && first) for (const other of others) guess.sameShape(first.shape, other.shape);
  const exact = inference.finish(sizeNames({ has: (n) => scope.has(n) }));
  return read(new Context(scope, table, exact, source, elaborate, options));
}

const scopes = new WeakMap<Problem, Scope>();

/** The names of a problem as a scope; made once for each problem. */
function problemScope(problem: Problem): Scope {
  const known = scopes.get(problem);
  if (known !== undefined) return known;
  const scope = new Scope();
  for (const d of problem.dims) scope.dims.add(d);
  for (const declaration of problem.declarations.values()) {
    const { name, shape, arity, at, letters, properties } = declaration;
    const value =
      scope.values.get(name) ?? scope.addValue(name, 'declared', { arity, integer: properties.has('integer') });
    if (at === undefined) {
      value.shape = shape;
      value.declaration = declaration;
    } else value.members.push({ at, letters: new Set(letters), defined: false, shape, done: true });
  }
  for (const { target, loops } of problem.definitions) {
    const { name, index, shape } = target;
    const value = scope.values.get(name) ?? scope.addValue(name, 'defined', { arity: index.length });
    if (index.length > 0 && loops.length === 0)
      value.members.push({ at: index, letters: new Set(), defined: true, shape, done: true });
    else value.shape = shape;
    for (const loop of loops) scope.dims.add(loop.over);
    for (const n of index.flatMap(dimNames)) scope.dims.add(n);
  }
  for (const f of problem.functions.values()) {
    if (f.kind === 'scalar') {
      const of = f.of.map((n) => ({ kind: 'name', name: n.name, span: { start: 0, end: 0 } }) as const);
      scope.functions.set(f.name, { kind: 'scalar', name: f.name, of });
      scope.addValue(f.name, 'function', { shape: [1, 1] });
    } else if (f.kind === 'matrix') {
      const of = { kind: 'name', name: f.of.name, span: { start: 0, end: 0 } } as const;
      scope.functions.set(f.name, { kind: 'matrix', name: f.name, of, shape: f.shape });
    } else scope.functions.set(f.name, f);
  }
  scopes.set(problem, scope);
  return scope;
}
