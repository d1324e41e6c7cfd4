/**
 * Requests: what is to be differentiated by what, and whether that makes sense.
 *
 * Owns the subject (a name, or an expression that then gets one), the variables asked for, and what is taken where
 * nothing is said. Shapes are known by now.
 */
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimToString, isScalarShape } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { noteUnused } from './by-letter.js';
import type { Context } from './context.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import { shapeOf, useValue } from './families.js';
import { normalizeText } from './lexer.js';
import { listing, nearest } from './names.js';
import { NotScalar } from './other-kind.js';
import { parseExpression } from './parser.js';
import type { Declaration, Request } from './problem.js';
import type { NameSyntax, Value } from './scope.js';
import { memberKey, shapeWords } from './scope.js';
import type { RequestKind } from './syntax.js';

/** A name where a whole family may stand without its index. */
export function readTarget(c: Context, syntax: NameSyntax, value: Value): Name {
  const shape = shapeOf(c, value);
  if (syntax.index === undefined && (value.arity ?? 0) > 0 && shape !== undefined) {
    value.used = true;
    return makeName(value.name, shape);
  }
  return useValue(c, value, syntax).build() as Name;
}

export interface Asked {
  readonly kind: RequestKind;
  readonly subject: NameSyntax;
  readonly wrt: readonly NameSyntax[];
  readonly along?: readonly NameSyntax[];
  /** The subject is an expression that got a name of ours. */
  readonly anonymous: boolean;
  /** The variables were not named in the source: an error about them has no place in it. */
  readonly elsewhere?: boolean;
}

/** The name of a variable that an option gives. */
export function nameOption(text: string): NameSyntax {
  const syntax = withNameHint(text, () => parseExpression(text));
  const source = normalizeText(text);
  if (syntax.kind !== 'name')
    throw new FrobeniusError('request', `${text} is not the name of a variable`, syntax.span, undefined, source);
  texts.set(syntax, source);
  return syntax;
}

/** The option that a name was read from: where an error about it has its place. */
const texts = new WeakMap<NameSyntax, string>();

/** What is said of a text that is no name: names side by side, or a letter of LaTeX. */
function withNameHint<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FrobeniusError) || error.code !== 'syntax') throw error;
    const words = text.trim().split(/\s+/);
    const letter = /^\\(\w+)$/.exec(text.trim())?.[1];
    const several = words.length > 1 && words.every((word) => /^[\p{L}\p{N}_[\]]+$/u.test(word));
    const listed = several ? `names stand between commas: ${words.join(',')}` : error.hint;
    const hint = letter === undefined ? listed : `write ${letter}`;
    throw new FrobeniusError('request', `${text} is not the name of a variable`, error.span, hint, error.source);
  }
}

export function readRequest(c: Context, asked: Asked, declarations: Iterable<Declaration>, every: boolean): Request {
  const subject = readSubject(c, asked);
  const { kind } = asked;
  const span = asked.subject.span;
  const implied = asked.wrt.length === 0;
  const variables = implied ? impliedVariables(declarations, every) : [];
  requireSingle(c, asked, subject, variables);
  const wrt = implied
    ? others(variables.map(nameOf), asked.along)
    : unique(asked.wrt.map((w) => placed(w, () => readVariable(c, w, subject))));
  if (wrt.length === 0) {
    const hint = every ? 'it has no variable that is not data' : 'declare a param, or say wrt what';
    c.fail('request', `there is nothing to differentiate ${subject.name} by`, span, hint);
  }
  const family = kind === 'grad' || kind === 'differential' ? undefined : wrt.find((x) => isFamily(c, x));
  if (family !== undefined) {
    const member = `${kind} ${subject.name} wrt ${family.name}[1]${kind === 'hvp' ? ' along v' : ''}`;
    const place = asked.wrt.find((w) => w.name === family.name)?.span ?? span;
    c.fail(
      'unsupported',
      `a ${WORDS[kind]} by all of ${family.name}[…] is not yet supported`,
      place,
      `by one member: ${member}`,
    );
  }
  if (kind !== 'hvp') {
    const [direction] = asked.along ?? [];
    const hint = asked.elsewhere ? '--kind hvp --along v' : `hvp ${subject.name} wrt x along v`;
    if (direction) c.fail('request', `a direction belongs to hvp, not to ${kind}`, direction.span, hint);
    return { kind, subject, wrt, implied };
  }
  return { kind, subject, wrt, implied, along: readDirections(c, asked, subject, wrt) };
}

/** One for each variable: all of them move together. */
function readDirections(c: Context, asked: Asked, subject: Name, wrt: readonly Name[]): readonly Name[] {
  const { along, elsewhere } = asked;
  const hintFor = (several: boolean): string => {
    const [x, v] = several ? ['x, y', 'u, v'] : ['x', 'v'];
    return elsewhere
      ? `${several ? '--wrt x,y ' : ''}--along ${v.replace(' ', '')}`
      : `hvp ${subject.name} wrt ${x} along ${v}`;
  };
  const { span } = asked.subject;
  if (along === undefined) return c.fail('request', 'hvp needs a direction', span, hintFor(wrt.length > 1));
  if (along.length !== wrt.length) {
    const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
    const place = elsewhere ? undefined : ((along[wrt.length] ?? asked.wrt[along.length])?.span ?? span);
    c.fail(
      'request',
      `hvp has ${count(wrt.length, 'variable')} and ${count(along.length, 'direction')}`,
      place,
      `each variable goes along a direction of its own: ${hintFor(true)}`,
    );
  }
  return along.map((direction, k) => placed(direction, () => readDirection(c, direction, wrt[k] as Name)));
}

const WORDS: Readonly<Record<RequestKind, string>> = {
  grad: 'gradient',
  jacobian: 'Jacobian',
  hessian: 'Hessian',
  hvp: 'product with the Hessian',
  differential: 'differential',
};

const isFamily = (c: Context, { name, index }: Name): boolean =>
  index.length === 0 && (c.scope.values.get(name)?.arity ?? 0) > 0;

/** A whole family is nothing to differentiate. */
export const failFamily = (c: Context, name: string, span: Span): never =>
  c.fail(
    'request',
    `${name} is a family: say what to differentiate`,
    span,
    `grad L wrt …, with L = sum(t = 1..T, …) or one member of ${name}`,
  );

function readSubject(c: Context, asked: Asked): Name {
  const { subject: syntax, kind } = asked;
  const value = c.scope.values.get(syntax.name);
  if (value === undefined || value.integer) return unknown(c, syntax, 'a definition');
  if (syntax.index === undefined && (value.arity ?? 0) > 0) return failFamily(c, syntax.name, syntax.span);
  const subject = asRequest(() => readTarget(c, syntax, value));
  if ((kind === 'grad' || kind === 'hessian' || kind === 'hvp') && !isScalarShape(subject.shape)) {
    const what = memberKey(subject.name, subject.index);
    const wrt = asked.wrt.map((w) => w.name).join(', ') || 'X';
    const scalar = 'make it a scalar first: a sum, a norm, G : Y';
    const jacobian = asked.anonymous ? `ask for its jacobian, or ${scalar}` : `jacobian ${what} wrt ${wrt}`;
    const is = asked.anonymous ? 'the expression' : what;
    const hint = kind === 'grad' ? jacobian : scalar;
    throw new NotScalar(`${is} is ${shapeWords(subject.shape)}: ${kind} needs a scalar`, syntax.span, hint, c.source);
  }
  return subject;
}

function readVariable(c: Context, syntax: NameSyntax, subject: Name): Name {
  const value = c.scope.values.get(syntax.name);
  if (value === undefined) return unknown(c, syntax, 'a variable', subject.name);
  if (value.integer) c.fail('request', `${syntax.name} is a whole number: one cannot differentiate by it`, syntax.span);
  if (value.origin === 'let') {
    c.fail(
      'request',
      `${syntax.name} is substituted away`,
      syntax.span,
      `define it without let to ask for the gradient by it`,
    );
  }
  const letters = new Set(value.members.flatMap((m) => [...m.letters]));
  const letter = syntax.index?.find((i) => i.kind === 'name' && letters.has(i.name) && !c.scope.dims.has(i.name));
  if (letter?.kind === 'name') {
    const one = memberKey(
      syntax.name,
      (syntax.index ?? []).map((i) => (i.kind === 'number' ? Number(i.text) : 1)),
    );
    c.fail('request', `${letter.name} stands for every index: name one member`, syntax.span, `wrt ${one}`);
  }
  noteUnused(c, value);
  const name = asRequest(() => readTarget(c, syntax, value));
  if (name === subject)
    c.fail('request', `${syntax.name} is what is to be differentiated`, syntax.span, `leave ${syntax.name} out`);
  return name;
}

const shapeText = ({ shape: [rows, cols] }: Name): string =>
  [rows, ...(cols === 1 ? [] : [cols])].map(dimToString).join(' x ');

function readDirection(c: Context, syntax: NameSyntax, x: Name): Name {
  const value =
    c.scope.values.get(syntax.name) ??
    c.scope.addValue(syntax.name, 'undeclared', { shape: x.shape, span: syntax.span });
  const v = asRequest(() => readTarget(c, syntax, value));
  if (v === x || value.origin === 'defined') {
    c.fail(
      'request',
      `a direction is a variable that stays while ${x.name} moves`,
      syntax.span,
      `give it a name of its own: data v : ${shapeText(x)}`,
    );
  }
  if (v.shape[0] !== x.shape[0] || v.shape[1] !== x.shape[1]) {
    const what = `${syntax.name} is ${shapeWords(v.shape)}, ${x.name} is ${shapeWords(x.shape)}`;
    c.fail('request', `${what}: a direction has the shape of the variable`, syntax.span);
  }
  return v;
}

/** All params; for an expression on its own, every variable but what is declared as data. */
const impliedVariables = (declarations: Iterable<Declaration>, every: boolean): Declaration[] =>
  [...declarations].filter((d) => (d.role === 'param' || (every && !d.declared)) && !d.properties.has('integer'));

/** A boundary for every index, H[l,0], is not asked for as a whole, said or not. */
function requireSingle(
  c: Context,
  { kind, subject: { span } }: Asked,
  subject: Name,
  all: readonly Declaration[],
): void {
  const isEvery = ({ at, letters }: Declaration): boolean => at !== undefined && letters.length > 0;
  const every = all.find(isEvery);
  if (every === undefined) return;
  const what = memberKey(every.name, every.at as readonly Dim[]);
  const rest = all.filter((d) => !isEvery(d)).map(({ name }) => name);
  const hint = rest.length > 0 ? `${kind} ${subject.name} wrt ${rest.join(', ')}` : undefined;
  c.fail('request', `${what} stands for every ${every.letters.join(', ')}: say by what to differentiate`, span, hint);
}

const nameOf = ({ name, shape, at }: Declaration): Name => makeName(name, shape, at ?? []);

/** The direction is no variable where there is another; alone, it is told to be both. */
const others = (all: Name[], along: readonly NameSyntax[] = []): Name[] =>
  all.length > 1 ? all.filter((x) => along.every((v) => v.name !== x.name)) : all;

const unique = (names: readonly Name[]): Name[] => [...new Set(names)];

/** An error about a name that an option gave has its place there. */
function placed<T>(syntax: NameSyntax, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const text = texts.get(syntax);
    if (!(error instanceof FrobeniusError) || text === undefined) throw error;
    throw new FrobeniusError(error.code, error.message, syntax.span, error.hint, text);
  }
}

/** A misused name in a request is an error of the request. */
function asRequest<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FrobeniusError) || error.code !== 'name') throw error;
    throw new FrobeniusError('request', error.message, error.span, error.hint, error.source);
  }
}

function unknown(c: Context, syntax: NameSyntax, what: string, except?: string): never {
  const known = [...c.scope.values.values()].filter((v) => !v.integer && v.name !== except).map((v) => v.name);
  const near = nearest(syntax.name, known);
  const few =
    known.length > 0 && known.length <= 8 ? `there ${known.length > 1 ? 'are' : 'is'} ${listing(known)}` : undefined;
  return c.fail(
    'request',
    `${syntax.name} is not ${what} here`,
    syntax.span,
    near === undefined ? few : `perhaps ${near}`,
  );
}
