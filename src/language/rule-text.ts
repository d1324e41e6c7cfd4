/**
 * The texts of the rule book: equations with their conditions, derivatives of elementwise functions, signatures.
 *
 * A rule is read in a scope of its own, in which every name is declared by its `where` lines and any other name
 * that stands in a size or an index is a dimension to be matched.
 */
import { name as makeName } from '../expression/build.js';
import { dimName, sameShape } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { broadcast } from './broadcast.js';
import type { Piece } from './context.js';
import { Context } from './context.js';
import { readProperties, readShape } from './declare.js';
import { elaborate } from './elaborate.js';
import { FrobeniusError } from './error.js';
import { Exact } from './infer.js';
import { normalizeText } from './lexer.js';
import type { OperatorTable, Parameter, Signature } from './operators.js';
import { parseExpression, parseRuleEquation } from './parser.js';
import { readTogether } from './piece.js';
import type { Property } from './problem.js';
import { Scope, shapeWords } from './scope.js';
import { parseDeclaration, parseShape } from './statements.js';
import type { BinaryOperator, Syntax } from './syntax.js';

export interface RuleVariable {
  readonly name: Name;
  readonly properties: ReadonlySet<Property>;
  readonly active: boolean;
  readonly constant: boolean;
  readonly commuting: boolean;
}

export interface RuleText {
  readonly left: Expr;
  readonly right: Expr;
  readonly variables: ReadonlyMap<string, RuleVariable>;
  readonly dims: ReadonlySet<string>;
}

/** An equation of the book, with the names that its conditions declare. */
export function readRule(
  row: { readonly rule: string; readonly where?: readonly string[] },
  table: OperatorTable,
): RuleText {
  const scope = openScope();
  const variables = new Map<string, RuleVariable>();
  for (const line of row.where ?? []) {
    const { parameters, ...marks } = readWhere(scope, table, line);
    for (const { name, shape, properties, index } of parameters) {
      const integer = properties.has('integer');
      scope.addValue(name, 'declared', { shape, arity: index.length, integer });
      if (integer) scope.dims.add(name);
      else variables.set(name, { name: makeName(name, shape, index.map(dimName)), properties, ...marks });
    }
  }
  const source = normalizeText(row.rule);
  const isVariable = (name: string): boolean =>
    variables.has(name) || (name.startsWith('d') && variables.has(name.slice(1)));
  const sides = parseRuleEquation(source, { isVariable });
  const options = { differentials: true, anyIndex: true };
  const [left, right] = readTogether(scope, table, source, [sides.left, sides.right], options, true) as [Piece, Piece];
  if (!sameShape(left.shape, right.shape)) {
    const what = `the left side is ${shapeWords(left.shape)}, the right side ${shapeWords(right.shape)}`;
    throw new FrobeniusError('shape', what, right.span, undefined, source);
  }
  return { left: left.expr, right: right.expr, variables, dims: scope.dims };
}

const openScope = (): Scope => {
  const scope = new Scope();
  scope.openDims = true;
  scope.byLetter = false;
  return scope;
};

type WhereParameter = Parameter & { readonly index: readonly string[] };

/**
 * Words of a rule's conditions that are no properties: it carries the differential, it does not vary, or all that are
 * marked so are functions of one matrix.
 */
const MARKS: ReadonlySet<string> = new Set(['active', 'constant', 'commuting']);

interface Where {
  readonly parameters: readonly WhereParameter[];
  readonly active: boolean;
  readonly constant: boolean;
  readonly commuting: boolean;
}

/** A line such as "A, B : n x m symmetric active". */
function readWhere(scope: Scope, table: OperatorTable, text: string): Where {
  const line = normalizeText(text);
  const statement = parseDeclaration(line);
  const c = new Context(scope, table, new Exact(), line, elaborate);
  const words = statement.properties.filter((p) => !MARKS.has(p.word));
  const parameters = statement.names.map((syntax): WhereParameter => {
    const { name } = syntax;
    const shape = statement.shape === undefined ? ([1, 1] as const) : readShape(c, statement.shape);
    const { properties } = readProperties(c, words, shape, name, false);
    const index = (syntax.index ?? []).map((i) =>
      i.kind === 'name' ? i.name : c.fail('syntax', 'the index of a family is a letter here', i.span),
    );
    return { name, shape, properties, index };
  });
  const marked = (mark: string): boolean => statement.properties.some((p) => p.word === mark);
  return { parameters, active: marked('active'), constant: marked('constant'), commuting: marked('commuting') };
}

/** The signature of a function from its row. */
export function readSignature(fn: string, row: { readonly of: readonly string[]; readonly shape: string }): Signature {
  const scope = openScope();
  const of = row.of.flatMap((line) => readWhere(scope, EMPTY_TABLE, line).parameters);
  const source = normalizeText(row.shape);
  const c = new Context(scope, EMPTY_TABLE, new Exact(), source, elaborate);
  return { fn, of, shape: readShape(c, parseShape(source)) };
}

const EMPTY_TABLE: OperatorTable = {
  elementwise: () => undefined,
  derivative: (fn) => {
    throw new Error(`no elementwise function ${fn}`);
  },
  signature: () => undefined,
  spellings: () => [],
};

const ENTRYWISE: Partial<Record<BinaryOperator, BinaryOperator>> = { '*': '.*', '/': './', '^': '.^' };

/** f′ of an elementwise function as a term in x and y, both n × m: every operator is one of entries there. */
export function readDerivative(text: string, table: OperatorTable): Expr {
  const source = normalizeText(text);
  const scope = openScope();
  const shape = [dimName('n'), dimName('m')] as const;
  for (const name of ['x', 'y']) scope.addValue(name, 'declared', { shape });
  const [piece] = readTogether(scope, table, source, [entrywise(parseExpression(source))], {}) as [Piece];
  return broadcast(piece.expr, shape);
}

/** The same expression with the operators of entries for those of matrices. */
function entrywise(syntax: Syntax): Syntax {
  switch (syntax.kind) {
    case 'unary':
      return { ...syntax, arg: entrywise(syntax.arg) };
    case 'binary':
      return {
        ...syntax,
        op: ENTRYWISE[syntax.op] ?? syntax.op,
        left: entrywise(syntax.left),
        right: entrywise(syntax.right),
      };
    case 'call':
      return { ...syntax, args: syntax.args.map(entrywise) };
    default:
      return syntax;
  }
}
