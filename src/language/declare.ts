/**
 * Declarations: shapes, families and their members, and properties that can hold for the shape.
 *
 * Owns what each property asks of a shape and which others it implies: the properties of a Declaration are closed
 * under implication. The meaning of a property, how to draw values that have it, is not here.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { asName, dimName, isScalarShape } from '../expression/dimension.js';
import type { Context } from './context.js';
import type { Span } from './error.js';
import { nearest } from './names.js';
import type { Declaration, Property } from './problem.js';
import { PROPERTIES } from './problem.js';
import type { NameSyntax } from './scope.js';
import { memberKey, shapeWords } from './scope.js';
import { readDim, readSize } from './size.js';
import type { PropertySyntax, ShapeSyntax, Statement, Syntax } from './syntax.js';

const IMPLIES: Partial<Record<Property, readonly Property[]>> = {
  posdef: ['symmetric', 'invertible'],
  orthogonal: ['invertible'],
  diagonal: ['symmetric'],
};

const SQUARE: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'skew',
  'diagonal',
  'posdef',
  'orthogonal',
  'invertible',
  'lower',
  'upper',
]);

/** Pairs that no matrix but a trivial one has. */
const CONTRARY: readonly (readonly [Property, Property])[] = [
  ['skew', 'symmetric'],
  ['skew', 'positive'],
  ['skew', 'posdef'],
  ['skew', 'lower'],
  ['skew', 'upper'],
];

export function readShape(c: Context, syntax: ShapeSyntax): Shape {
  return syntax.scalar ? [1, 1] : [readSize(c, syntax.rows), syntax.cols === undefined ? 1 : readSize(c, syntax.cols)];
}

/** The declared properties, checked against the shape; `closed` adds what they imply. */
export function readProperties(
  c: Context,
  words: readonly PropertySyntax[],
  shape: Shape,
  name: string,
  closed: boolean,
): { properties: Set<Property>; bounds?: readonly [number, number] } {
  const properties = new Set<Property>();
  let bounds: readonly [number, number] | undefined;
  for (const word of words) {
    if (word.bounds !== undefined) {
      bounds = readBounds(c, word);
      continue;
    }
    const property = PROPERTIES.find((p) => p === word.word);
    if (property === undefined) {
      const near = nearest(word.word, PROPERTIES);
      const hint = near === undefined ? `known are ${PROPERTIES.join(', ')}, in (a, b)` : `perhaps ${near}`;
      return c.fail('property', `${word.word} is no property`, word.span, hint);
    }
    checkShape(c, property, shape, name, word.span);
    properties.add(property);
    if (closed) for (const implied of IMPLIES[property] ?? []) properties.add(implied);
    for (const [a, b] of CONTRARY) {
      if (properties.has(a) && properties.has(b)) c.fail('property', `${name} cannot be both ${a} and ${b}`, word.span);
    }
  }
  const [low, high] = bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const contrary = [...properties].find((property) => OUTSIDE[property]?.(low, high));
  if (contrary) c.fail('property', `${name} cannot be ${contrary} and lie in (${low}, ${high})`, words.at(-1)?.span);
  return bounds === undefined ? { properties } : { properties, bounds };
}

const beyondOne = (low: number, high: number): boolean => low >= 1 || high <= -1;
const withoutZero = (low: number, high: number): boolean => low >= 0 || high <= 0;

/** Whether no entry that the property asks for lies in the open interval. */
const OUTSIDE: Readonly<Partial<Record<Property, (low: number, high: number) => boolean>>> = {
  positive: (_, high) => high <= 0,
  integer: (low, high) => Math.max(1, Math.floor(low) + 1) >= high,
  stochastic: (low, high) => low >= 1 || high <= 0,
  rowstochastic: (low, high) => low >= 1 || high <= 0,
  unit: beyondOne,
  orthogonal: beyondOne,
  skew: withoutZero,
  diagonal: withoutZero,
  lower: withoutZero,
  upper: withoutZero,
};

function checkShape(c: Context, property: Property, shape: Shape, name: string, span: Span): void {
  const is = `${name} is ${shapeWords(shape)}`;
  if (SQUARE.has(property) && shape[0] !== shape[1]) {
    const [n, m] = shape;
    const both = asName(n) !== undefined && asName(m) !== undefined;
    const hint = both ? `different names are different sizes: write ${asName(n)} x ${asName(n)}` : undefined;
    c.fail('property', `${is}: ${property} needs a square matrix`, span, hint);
  }
  if (property === 'stochastic' && shape[0] !== 1 && shape[1] !== 1) {
    c.fail('property', `${is}: stochastic needs a vector`, span, 'rowstochastic: each row of a matrix sums to 1');
  }
  if (property === 'rowstochastic' && shape[1] === 1) {
    c.fail(
      'property',
      `${is}: a row of one entry that sums to 1 is 1`,
      span,
      'stochastic: the entries of a vector sum to 1',
    );
  }
  if (property === 'integer' && !isScalarShape(shape)) {
    c.fail('property', `${is}: integer needs a scalar`, span);
  }
}

function readBounds(c: Context, word: PropertySyntax): readonly [number, number] {
  const [low, high] = (word.bounds ?? []).map((s) => number(c, s)) as unknown as [number, number];
  if (!(low < high)) c.fail('property', `in (${low}, ${high}) is empty`, word.span, 'the lower bound comes first');
  return [low, high];
}

function number(c: Context, s: Syntax): number {
  if (s.kind === 'number') return Number(s.text);
  if (s.kind === 'unary' && s.op !== "'") return (s.op === '-' ? -1 : 1) * number(c, s.arg);
  if (s.kind === 'binary' && s.op === '/') return number(c, s.left) / number(c, s.right);
  if (s.kind === 'binary' && s.op === '*') return number(c, s.left) * number(c, s.right);
  if (s.kind === 'name' && (s.name === 'pi' || s.name === 'π')) return Math.PI;
  return c.fail('property', 'a bound is a number', s.span);
}

/** Enters a declaration into the scope, once for each of its names. */
export function declare(c: Context, statement: Statement & { kind: 'declare' }): void {
  const { shape: written, properties: words } = statement;
  const shape: Shape = written === undefined ? [1, 1] : readShape(c, written);
  const span = statement.names[0]?.span;
  if (written === undefined && words.every((w) => w.word !== 'scalar' && w.word !== 'integer')) {
    c.fail(
      'syntax',
      `the shape of ${statement.names.map((n) => n.name).join(', ')} is missing`,
      span,
      `${statement.role} ${statement.names[0]?.name} : n x m`,
    );
  }
  for (const name of statement.names) {
    const { properties, bounds } = readProperties(c, words, shape, name.name, true);
    const { at, letters } = readOwnIndex(c, name);
    const declaration: Declaration = {
      name: name.name,
      role: statement.role,
      shape,
      arity: at.length,
      letters,
      properties,
      declared: true,
      ...(letters.length === at.length ? {} : { at }),
      ...(bounds && { bounds }),
      place: { span: name.span, source: c.source },
    };
    enter(c, declaration, name);
  }
}

/** The index a declaration writes: a letter of its own at each place, or the member it declares. */
function readOwnIndex(c: Context, name: NameSyntax): { at: Dim[]; letters: string[] } {
  const letters: string[] = [];
  const at = (name.index ?? []).map((i) => {
    const isLetter = i.kind === 'name' && i.index === undefined && !c.scope.loopEnds.has(i.name);
    if (!isLetter || c.scope.values.get(i.name)?.integer) return readDim(c, i, 'an index');
    if (letters.includes(i.name)) c.fail('name', `${i.name} stands twice in this index`, i.span);
    letters.push(i.name);
    return dimName(i.name);
  });
  return { at, letters };
}

function enter(c: Context, declaration: Declaration, syntax: NameSyntax): void {
  const { name, shape, arity, at, letters } = declaration;
  const { scope } = c;
  const { span } = syntax;
  if (scope.functions.has(name)) c.fail('name', `${name} is already a function here`, span);
  const known = scope.values.get(name);
  if (known !== undefined && known.arity !== arity) {
    c.fail('name', `${name} is declared with ${known.arity} and with ${arity} indices`, span);
  }
  if (at === undefined) {
    if (known?.shape !== undefined)
      c.fail('name', `${name} is declared twice`, span, 'a second variable needs another name');
    const integer = declaration.properties.has('integer');
    if (known === undefined) scope.addValue(name, 'declared', { shape, arity, declaration, integer, span });
    else Object.assign(known, { shape, declaration });
    // a whole number is a dimension wherever it stands: in A^k, in sum(r = 1..k, …)
    if (integer) {
      scope.loopEnds.add(name);
      scope.dims.add(name);
    }
  } else {
    const key = memberKey(name, at);
    const value = known ?? scope.addValue(name, 'declared', { arity, span });
    if (value.members.some((m) => memberKey(name, m.at) === key)) c.fail('name', `${key} is declared twice`, span);
    value.members.push({ at, letters: new Set(letters), defined: false, shape, done: true, declaration });
  }
}
