import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Piece } from './context.js';
import { Context } from './context.js';
import { declare, readShape } from './declare.js';
import type { Planned } from './definitions.js';
import { findOwnShapes, forget, makeDefinition, plan, readDefinition } from './definitions.js';
import type { Equation } from './derivation.js';
import { elaborate } from './elaborate.js';
import type { Span } from './error.js';
import { FrobeniusError } from './error.js';
import type { Exact } from './infer.js';
import { Inference, isOpen } from './infer.js';
import { normalizeText } from './lexer.js';
import type { LetterKind } from './names.js';
import { sizeNames, unusedName } from './names.js';
import type { OperatorTable } from './operators.js';
import { requireOneOf, requireText, requireTexts } from './options.js';
import { NotScalar, withOtherKind } from './other-kind.js';
import type { Definition, Problem, Request, UserFunction } from './problem.js';
import type { Asked } from './requests.js';
import { failFamily, nameOption, readRequest } from './requests.js';
import type { NameSyntax } from './scope.js';
import { Scope } from './scope.js';
import { collectSizes } from './size.js';
import { define, namesIn, parseSource } from './source.js';
import { SPECIAL } from './special.js';
import { declaredBy, parseDeclaration, REQUESTS } from './statements.js';
import { declarationsOf, remarksOn, userFunction } from './summary.js';
import type { RequestKind, Statement, Syntax } from './syntax.js';

export { type ReadExpressionOptions, readExpression, readSyntax, readSyntaxes } from './piece.js';
export { readDerivative, readRule, readSignature } from './rule-text.js';

/** How a source is read. */
export interface ReadOptions {
  /** Declarations as lines, `param` may be left out: "X : 3 x 4 symmetric". */
  readonly declare?: readonly string[];
  readonly wrt?: readonly string[];
  readonly kind?: RequestKind;
  /** The directions of hvp, one for each variable, which move together. */
  readonly along?: readonly string[];
  /** True for one expression, false for a file; found out from the text where it is not said. */
  readonly inline?: boolean;
  /**
   * Equations over the problem: names that only these use go by their letter, and nothing need be asked for.
   * @internal
   */
  readonly equations?: readonly Equation[];
}

/** A problem file, or one expression. */
export function readProblem(source: string, table: OperatorTable, options: ReadOptions = {}): Problem {
  requireText('the source', source);
  requireTexts('declare', options.declare, "['x : n']");
  requireTexts('wrt', options.wrt, "['x']");
  requireTexts('along', options.along, "['v']");
  requireOneOf('kind', options.kind, [...REQUESTS]);
  const text = normalizeText(source);
  const reader = new Reader(text, table, options);
  try {
    return reader.problem();
  } catch (error) {
    if (!(error instanceof NotScalar)) throw error;
    throw reader.otherwise(error, (kinds) => new Reader(text, table, options, kinds).problem());
  }
}

/** Names tried for an expression that has none. */
const SUBJECT_NAMES = ['f', 'g', 'y', 'L'];

class Reader {
  private readonly scope = new Scope();
  private readonly letters = new Map<string, Span>();
  private readonly sizes = new Set<string>();
  private readonly inference = new Inference();
  private readonly declares: { line: string; statement: Statement & { kind: 'declare' } }[];
  private readonly statements: readonly Statement[];
  private readonly expression: Syntax | undefined;
  private planned: Planned[] = [];
  private asked: Asked[] = [];
  private anonymous: Planned[] = [];

  constructor(
    private readonly source: string,
    private readonly table: OperatorTable,
    private readonly options: ReadOptions,
    kinds: ReadonlyMap<string, LetterKind> = new Map(),
  ) {
    this.scope.kinds = kinds;
    this.declares = (options.declare ?? []).map((text) => {
      const line = normalizeText(text);
      return { line, statement: parseDeclaration(line) };
    });
    const known = declaredBy(this.declares.map((d) => d.statement));
    const parsed = parseSource(source, known, options.inline);
    this.expression = parsed.expression;
    this.statements = parsed.statements;
  }

  problem(): Problem {
    const c = this.context(this.inference);
    this.enterSizes();
    for (const { line, statement } of this.declares) declare(this.context(this.inference, line), statement);
    for (const s of this.statements) if (s.kind === 'declare') declare(c, s);
    for (const s of this.statements) if (s.kind === 'function') this.enterFunction(c, s);
    this.checkEnds(c);
    this.planned = plan(c, this.statements);
    this.enterRequests(c);
    this.infer(c);
    this.inferEquations(this.inference, 'left');
    const exact = this.context(this.inference.finish(sizeNames({ has: (n) => this.taken(n) })));
    this.settle();
    const rights = new Inference();
    this.inferEquations(rights, 'right');
    rights.finish(sizeNames({ has: (n) => this.taken(n) }));
    this.settleShapes(rights);
    return this.build(exact);
  }

  /** What is no scalar may be one if an undeclared name were of another kind: the error that says so. */
  otherwise(error: NotScalar, read: (kinds: ReadonlyMap<string, LetterKind>) => Problem): FrobeniusError {
    const inline = this.expression !== undefined;
    return withOtherKind(error, this.scope, inline, read);
  }

  private context(sizes: Inference | Exact, source = this.source): Context {
    return new Context(this.scope, this.table, sizes, source, elaborate);
  }

  private taken(name: string): boolean {
    return this.scope.has(name) || this.letters.has(name) || name === 'x';
  }

  private enterSizes(): void {
    const value: Statement[] = this.expression === undefined ? [] : [define(this.expression, 'f')];
    const places = { sizes: this.sizes, ends: this.scope.loopEnds, letters: this.letters };
    collectSizes([...this.declares.map((d) => d.statement), ...this.statements, ...value], places);
    // in an equation the index of a family may be an end, as it is no size: grad(L, w[k]) = sum(t = k..T, …)
    const ends = new Set<string>();
    const sides = (this.options.equations ?? []).flatMap(({ left, right }) => [left, right]);
    collectSizes(
      sides.flatMap((side) => (side ? [define(side, 'f')] : [])),
      { ...places, ends },
    );
    for (const name of ends) if (!this.letters.has(name)) this.scope.loopEnds.add(name);
    for (const name of [...this.sizes, ...this.scope.loopEnds]) this.scope.dims.add(name);
  }

  private enterFunction(c: Context, s: Statement & { kind: 'function' }): void {
    const { name, params, body, span } = s;
    const { scope } = this;
    if (scope.functions.has(name) || scope.values.has(name)) c.fail('name', `${name} is declared twice`, span);
    const isKnown =
      SPECIAL.has(name) || c.table.elementwise(name) !== undefined || c.table.signature(name) !== undefined;
    if ((s.elementwise || s.shape !== undefined) && isKnown)
      c.fail('name', `${name} is a function of the language`, span, 'give the unknown function another name');
    if (s.elementwise) scope.functions.set(name, { kind: 'elementwise', name });
    else if (body !== undefined) {
      scope.functions.set(name, { kind: 'formula', name, params: params.map((p) => p.name), body });
    } else if (s.shape !== undefined) {
      const [of, second] = params as readonly [NameSyntax, NameSyntax | undefined];
      if (second) c.fail('unsupported', `${name} is a function of one variable`, second.span);
      scope.functions.set(name, { kind: 'matrix', name, of, shape: readShape(c, s.shape) });
    } else {
      const { gradient } = s;
      if (gradient !== undefined && params.length !== 1) {
        c.fail(
          'syntax',
          `a gradient can be named for one argument only`,
          gradient.span,
          `grad(${name}, ${params[0]?.name}) is the gradient by one of them`,
        );
      }
      scope.functions.set(name, { kind: 'scalar', name, of: params, ...(gradient && { gradient }) });
      scope.addValue(name, 'function', { shape: [1, 1], span });
      if (gradient !== undefined) {
        if (scope.values.has(gradient.name)) c.fail('name', `${gradient.name} is declared twice`, gradient.span);
        scope.addValue(gradient.name, 'given', { like: params[0]?.name, arity: undefined, span: gradient.span });
      }
    }
  }

  /** What ends a loop counts: a variable of that name must be a whole number. An index is no size. */
  private checkEnds(c: Context): void {
    for (const [letter, span] of this.letters) {
      if (!this.scope.dims.has(letter)) continue;
      c.fail('name', `${letter} is a size here, and cannot be an index as well`, span, 'give the index another letter');
    }
    for (const name of this.scope.loopEnds) {
      const value = this.scope.values.get(name);
      if (value?.origin !== 'declared' || value.integer || value.arity !== 0) continue;
      c.fail(
        'name',
        `${name} ends a loop or sum, but is declared as a variable`,
        value.span,
        `declare it as a whole number: ${name} : scalar integer`,
      );
    }
  }

  private enterRequests(c: Context): void {
    const given = this.statements.filter((s) => s.kind === 'request');
    if (this.expression !== undefined) {
      const subject = this.nameExpression(c, this.expression);
      this.asked = this.askedByOptions(subject);
      return;
    }
    const stated = given.map((s): Asked => {
      const { subject, request: kind, wrt, along } = s;
      const isName = subject.kind === 'name' && subject.index === undefined;
      const named = isName && this.scope.values.get(subject.name)?.origin !== 'let';
      return {
        kind,
        subject: named ? subject : this.nameExpression(c, subject),
        wrt,
        anonymous: !named,
        ...(along && { along }),
      };
    });
    if (this.options.equations !== undefined && this.options.wrt === undefined) {
      this.asked = stated;
      return;
    }
    const first = stated[0]?.subject ?? this.lastDefinition(c);
    const overridden =
      stated.length === 0 || [this.options.wrt, this.options.kind, this.options.along].some((x) => x !== undefined);
    this.asked = overridden ? this.askedByOptions(first) : stated;
  }

  private askedByOptions(subject: NameSyntax): Asked[] {
    const [wrt, along] = [this.options.wrt ?? [], this.options.along ?? []].map((names) => names.map(nameOption)) as [
      NameSyntax[],
      NameSyntax[],
    ];
    const anonymous = this.anonymous.some((p) => p.target === subject);
    const asked = { kind: this.options.kind ?? 'grad', subject, anonymous, elsewhere: true } as const;
    return [{ ...asked, wrt, ...(along.length > 0 && { along }) }];
  }

  private lastDefinition(c: Context): NameSyntax {
    const stated = this.planned.find((p) => p.resultOf !== undefined)?.resultOf;
    if (stated !== undefined && this.scope.values.get(stated.name)?.origin === 'defined') return stated;
    const defined = this.planned.filter((p) => p.value.origin !== 'let' && p.resultOf === undefined);
    const last = defined.findLast((p) => p.path.length === 0) ?? defined.at(-1);
    if (last !== undefined && last.path.length > 0) {
      const { name } = last.target;
      failFamily(c, name, last.target.span);
    }
    if (last !== undefined) return last.target;
    const unknown = this.statements.find(
      (s) => s.kind === 'function' && this.scope.functions.get(s.name)?.kind === 'scalar',
    );
    if (unknown?.kind === 'function') return { kind: 'name', name: unknown.name, span: unknown.span };
    return c.fail('request', 'there is nothing to differentiate', undefined, 'define something: L = norm2(A*x - b)^2');
  }

  /** Gives a name to an expression that is asked about. */
  private nameExpression(c: Context, syntax: Syntax): NameSyntax {
    const used = namesIn(syntax);
    const name = unusedName(SUBJECT_NAMES, { has: (n) => used.has(n) || this.taken(n) });
    const statement = define(syntax, name);
    const [planned] = plan(c, [statement]) as [Planned];
    this.planned.push(planned);
    this.anonymous.push(planned);
    return planned.target;
  }

  /** Sizes are found from all expressions together. What cannot be read is left to the exact reading to report. */
  private infer(c: Context): void {
    const places = [...this.planned.keys()].filter((k) => !this.canRead(c, k));
    if (places.length > 0) this.inferTogether(c, places);
    for (const k of places) (this.planned[k] as Planned).slot.done = true;
    c.reset();
    for (const f of this.scope.functions.values()) {
      for (const of of f.kind === 'scalar' ? f.of : f.kind === 'matrix' ? [f.of] : []) this.ensure(c, of);
    }
  }

  /** Families in loops that use members of one another: the shape of one may only be known behind its use. */
  private inferTogether(c: Context, places: readonly number[]): void {
    for (const { value, path } of this.planned) {
      const shape = value.shape?.map((d) => this.inference.resolve(d));
      if (path.length > 0 && shape && !shape.some(isOpen)) value.ownShape = shape as [Dim, Dim];
    }
    let left = places;
    for (;;) {
      const still = left.filter((k) => !this.canRead(c, k));
      if (still.length === left.length) break;
      left = still;
    }
    const unread = left.map((k) => this.planned[k] as Planned);
    if (findOwnShapes(c, unread, (sizes) => this.context(sizes))) for (const k of left) this.canRead(c, k);
  }

  private canRead(c: Context, k: number): boolean {
    this.inference.begin(k);
    c.reset();
    try {
      readDefinition(c, this.planned[k] as Planned);
      return true;
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      return false;
    }
  }

  /** An argument of an unknown function that stands nowhere else goes by its letter, too. */
  private ensure(c: Context, syntax: NameSyntax): void {
    if (!this.scope.values.has(syntax.name)) c.read(syntax);
  }

  /**
   * Names that only equations use. Left sides come first and are settled by themselves: a slip on the right is not to
   * decide a size. What cannot be read is left to those who read the equations.
   */
  private inferEquations(inference: Inference, side: 'left' | 'right'): void {
    const c = new Context(this.scope, this.table, inference, this.source, elaborate, {
      differentials: true,
      anyIndex: true,
    });
    // an index that the problem loops over may stand free: the equation holds for each
    const free = [...this.letters.keys()].filter((name) => !this.scope.has(name));
    for (const name of free) this.scope.dims.add(name);
    for (const [k, equation] of (this.options.equations ?? []).entries()) {
      const { left, right, names } = equation;
      const own = names !== undefined;
      const read = side === 'left' ? (own ? right : left) : right;
      if (read === undefined) continue;
      inference.begin(this.planned.length + k);
      c.reset();
      try {
        const piece = c.read(read);
        if (own && !this.scope.values.has(names))
          this.scope.addValue(names, 'declared', { shape: piece.shape, arity: undefined, used: true });
      } catch (error) {
        if (!(error instanceof FrobeniusError)) throw error;
      }
    }
    for (const name of free) this.scope.dims.delete(name);
  }

  /** Puts the sizes found into the shapes of undeclared variables. */
  private settle(): void {
    forget(this.planned);
    this.settleShapes(this.inference);
  }

  private settleShapes(inference: Inference): void {
    for (const value of this.scope.values.values()) {
      if (value.origin !== 'undeclared' || value.shape === undefined) continue;
      const [rows, cols] = value.shape;
      value.shape = [inference.resolve(rows), inference.resolve(cols)];
      for (const name of value.shape.flatMap(dimNames)) this.scope.dims.add(name);
    }
  }

  private build(c: Context): Problem {
    const definitions: Definition[] = [];
    for (const [k, planned] of this.planned.entries()) {
      c.sizes.begin(k);
      const piece: Piece = readDefinition(c, planned);
      if (planned.value.origin !== 'let')
        definitions.push(makeDefinition(planned, piece, this.anonymous.includes(planned)));
    }
    const functions = new Map<string, UserFunction>();
    for (const [name] of this.scope.functions) {
      const f = userFunction(c, this.scope, name);
      if (f !== undefined) functions.set(name, f);
    }
    const declarations = declarationsOf(c, this.scope);
    const every = this.expression !== undefined;
    const requests: Request[] = this.asked.map((a) => readRequest(c, a, declarations.values(), every));
    const added = declarationsOf(c, this.scope); // a direction of hvp may be new
    const ends = [...this.scope.loopEnds].filter((n) => !this.sizes.has(n));
    return {
      source: this.source,
      declarations: added,
      definitions,
      functions,
      requests,
      dims: [...this.scope.dims],
      ends: new Set(ends),
      ...remarksOn(this.scope, this.statements, { differentials: this.options.equations !== undefined }),
    };
  }
}
