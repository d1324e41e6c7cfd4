/**
 * From the text of a derivation to terms, line by line.
 *
 * Owns which new names stand for pieces, which names vary, and what of a line could not be read or has no shape.
 * Judges nothing. Invariant: a line that is at fault is told of and spoils no other line.
 */
import { name as makeName, zeros } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { addDim, dimName, dimNames, sameShape } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Chain, DerivationLine, DerivationText, Equation } from '../language/derivation.js';
import { readDerivationText } from '../language/derivation.js';
import type { ErrorCode, Span } from '../language/error.js';
import { FrobeniusError, locate } from '../language/error.js';
import type { Definition, Loop, Problem } from '../language/problem.js';
import { readProblem, readSyntaxes } from '../language/read.js';
import { shapeWords } from '../language/scope.js';
import { namesIn } from '../language/source.js';
import type { IndexSyntax, Syntax } from '../language/syntax.js';
import type { Catalog } from '../rulebook/catalog.js';
import { heldBy } from './held.js';
import { movingIn } from './moving.js';

export interface ReadLine {
  readonly kind: 'equation' | 'name' | 'claim' | 'hold' | 'unreadable';
  readonly line: number;
  readonly span: Span;
  readonly text: string;
  readonly reason?: string;
  /** Begins a chain: its own left side. */
  readonly left?: Expr;
  readonly leftSyntax?: Syntax;
  readonly right?: Expr;
  readonly rightSyntax?: Syntax;
  readonly fault?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string; readonly at: Span };
  /** Pieces that have a name by then. */
  readonly pieces: readonly Definition[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly holds: ReadonlySet<string>;
  readonly breaksChain: boolean;
}

export interface Reading {
  readonly source: string;
  readonly problem: Problem;
  readonly lines: readonly ReadLine[];
  /** Names whose differential stands in some line. */
  readonly moving: ReadonlySet<string>;
}

export interface ReadingOptions {
  readonly declare?: readonly string[];
  /** The text is the lines alone, without a problem before them. */
  readonly bare?: boolean;
}

export const BARE = 'derivation\n';
const DECLARATION = /^[^\S\n]*(?:param|data)[^\S\n]+[^\n=]*:/m;

export function readDerivation(text: string, catalog: Catalog, options: ReadingOptions = {}): Reading {
  const read = readDerivationText(options.bare ? BARE + text : text);
  // declarations stand in a problem, not in lines alone
  if (!read.found || (options.bare && DECLARATION.test(text))) {
    const hint = "after the problem comes a line 'derivation', then the equations: dL = … , = … by a reason";
    throw new FrobeniusError('syntax', "there is no line 'derivation' here", undefined, hint);
  }
  const declare = options.declare ? { declare: options.declare } : {};
  const bare = readProblem(read.head, catalog.table, { inline: false, equations: [], ...declare });
  const equations = equationsOf(read.lines, bare);
  const problem = readProblem(read.head, catalog.table, {
    inline: false,
    equations: [...equations.values()],
    ...declare,
  });
  return new Reader(read, problem, catalog, equations).run();
}

/** Everything that the problem gives a meaning to. */
const known = (problem: Problem): ReadonlySet<string> =>
  new Set([
    ...[...problem.declarations.values()].map((d) => d.name),
    ...problem.definitions.map((d) => d.target.name),
    ...[...problem.functions].flatMap(([name, f]) => (f.kind === 'scalar' ? [name] : [])),
  ]);

/** A line as an equation; `more`: it gives another member to a family that lines before have named. */
interface LineEquation extends Equation {
  readonly more?: string;
}

function equationsOf(lines: readonly DerivationLine[], problem: Problem): Map<DerivationLine, LineEquation> {
  const found = new Map<DerivationLine, LineEquation>();
  const met = new Set(known(problem));
  const letters = new Set(problem.definitions.flatMap(({ loops }) => loops.map(({ over }) => over)));
  /** Of families that lines name the indices so far: G[T], G[t]. */
  const own = new Map<string, string[]>();
  let left: Syntax | undefined;
  for (const line of lines) {
    if (line.kind === 'unreadable') {
      if (!line.continues) left = undefined;
      continue;
    }
    if (line.kind !== 'chain') continue;
    left = line.left ?? left;
    const target = line.left;
    const fresh = target?.kind === 'name' && !line.claim && !met.has(target.name) && !isDifferential(target.name, met);
    const index =
      target?.kind === 'name' && !line.claim && target.index !== undefined ? indexText(target.index) : undefined;
    const named = target?.kind === 'name' ? own.get(target.name) : undefined;
    // G[t] after G[T] names the members that are left; G[T] after G[t] says something of one that there is
    const isMore = index !== undefined && named !== undefined && !named.some((i) => i === index || letters.has(i));
    if (fresh) found.set(line, { right: line.right, names: target.name });
    else {
      const more = isMore && target?.kind === 'name' ? { more: target.name } : {};
      found.set(line, { ...(line.left && { left: line.left }), right: line.right, ...more });
    }
    if (target?.kind === 'name' && index !== undefined && (fresh || isMore))
      own.set(target.name, [...(named ?? []), index]);
    for (const side of [line.left, line.right]) if (side) for (const n of namesIn(side)) met.add(n);
  }
  return found;
}

const indexText = (index: readonly IndexSyntax[]): string =>
  index.map((i) => (i.kind === 'name' ? i.name : i.kind === 'number' ? i.text : JSON.stringify(i))).join(',');

/** dX for a known X; dL for an L that nothing is known of is a differential too, and then a fault. */
const isDifferential = (name: string, met: ReadonlySet<string>): boolean =>
  name.length > 1 && name.startsWith('d') && (met.has(name.slice(1)) || looksLikeDifferential(name));
const looksLikeDifferential = (name: string): boolean => /^d(?:\p{Lu}[\p{L}\p{N}_]*|\p{L})$/u.test(name);

class Reader {
  private readonly pieces: Definition[] = [];
  private readonly shapes = new Map<string, Shape>();
  private readonly moving = new Set<string>();
  private chain: Syntax | undefined;
  private chainShape: Shape | undefined;

  constructor(
    private readonly text: DerivationText,
    private readonly problem: Problem,
    private readonly catalog: Catalog,
    private readonly equations: ReadonlyMap<DerivationLine, LineEquation>,
  ) {}

  run(): Reading {
    const { source, lines } = this.text;
    const read: ReadLine[] = [];
    const byReason = this.heldByReasons();
    let holds: ReadonlySet<string> = new Set();
    let holding = false;
    for (const line of lines) {
      if (line.kind === 'hold') {
        holds = new Set([...(holding ? holds : []), ...line.names.map((n) => n.name)]);
        holding = true;
        read.push(this.hold(line, holds));
        continue;
      }
      holding = false;
      const own = byReason.get(line);
      const here = own === undefined ? holds : new Set([...holds, ...own]);
      read.push(line.kind === 'chain' ? this.equation(line, here) : this.unreadable(line, here));
    }
    return { source, problem: this.problem, lines: read, moving: this.moving };
  }

  /** "by X, H, W are constant here" holds these in all lines of its chain, as `hold X, H, W` does from there on. */
  private heldByReasons(): Map<DerivationLine, ReadonlySet<string>> {
    const names = known(this.problem);
    const found = new Map<DerivationLine, ReadonlySet<string>>();
    let held = new Set<string>();
    for (const line of this.text.lines) {
      const begins = line.kind === 'chain' ? line.left !== undefined : line.kind === 'unreadable' && !line.continues;
      if (begins) held = new Set();
      found.set(line, held);
      if (line.kind !== 'chain' || line.reason === undefined) continue;
      for (const name of heldBy(line.reason, names)) held.add(name);
    }
    return found;
  }

  private base(span: Span, holds: ReadonlySet<string>) {
    const { source } = this.text;
    return {
      line: locate(source, span.start).line,
      span,
      text: source.slice(span.start, span.end),
      pieces: [...this.pieces],
      shapes: new Map(this.shapes),
      holds,
      breaksChain: false,
    };
  }

  private hold(line: DerivationLine & { kind: 'hold' }, holds: ReadonlySet<string>): ReadLine {
    const names = known(this.problem);
    const odd = line.names.find((n) => !names.has(n.name));
    const base = { kind: 'hold', ...this.base(line.span, holds) } as const;
    if (odd === undefined) return base;
    return { ...base, fault: { code: 'name', message: `nothing here is called ${odd.name}`, at: odd.span } };
  }

  private unreadable(line: DerivationLine & { kind: 'unreadable' }, holds: ReadonlySet<string>): ReadLine {
    const { error, span, continues } = line;
    if (!continues) this.chain = undefined;
    if (!continues) this.chainShape = undefined;
    return {
      kind: 'unreadable',
      ...this.base(span, holds),
      breaksChain: !continues,
      fault: faultOf(error, span),
    };
  }

  private equation(line: Chain, holds: ReadonlySet<string>): ReadLine {
    const equation = this.equations.get(line) as LineEquation;
    if (line.left !== undefined) {
      this.chain = line.left;
      this.chainShape = undefined;
    }
    const start = line.left === undefined ? this.signBefore(line.right.span.start) : line.span.start;
    const from = line.left === undefined || line.claim ? start : line.left.span.start;
    const span = { start: from, end: line.right.span.end };
    const names = equation.names ?? equation.more;
    const kind = names !== undefined ? 'name' : line.claim ? 'claim' : 'equation';
    const base = {
      kind,
      ...this.base(span, holds),
      rightSyntax: line.right,
      ...(line.left && { leftSyntax: line.left }),
      ...(line.reason !== undefined && { reason: line.reason }),
    } as const;
    if (names !== undefined) return this.piece(line, names, base);
    let left: Expr | undefined;
    try {
      if (line.left !== undefined) {
        left = this.read([line.left])[0] as Expr;
        this.note(left);
      }
      const read = line.left !== undefined && isBareZero(line.left) ? this.read([line.right])[0] : undefined;
      // a bare 0 has the shape of the other side
      if (left !== undefined && read !== undefined) left = zeros(read.shape);
      if (left !== undefined) this.chainShape = left.shape;
      const right =
        isBareZero(line.right) && this.chainShape ? zeros(this.chainShape) : (read ?? this.readRight(line.right));
      this.note(right);
      const fault = this.shapeFault(right, line.right);
      return { ...base, ...(left && { left }), right, ...(fault && { fault }) };
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      return { ...base, ...(left && { left }), fault: faultOf(error, span) };
    }
  }

  /** Together with the left side, which decides the sizes that I and 𝟏 leave open. */
  private readRight(right: Syntax): Expr {
    if (this.chain === undefined || this.chainShape === undefined) return this.read([right])[0] as Expr;
    return this.read([this.chain, right])[1] as Expr;
  }

  private read(syntaxes: readonly Syntax[]): readonly Expr[] {
    for (const syntax of syntaxes) this.refuseStrayDifferential(syntax);
    const options = { differentials: true, names: this.shapes };
    return readSyntaxes(syntaxes, this.text.source, this.problem, this.catalog.table, options);
  }

  /** dL where no L is: the reading of sizes took it for a variable of that name. */
  private refuseStrayDifferential(syntax: Syntax): void {
    for (const name of namesIn(syntax)) {
      const of = name.slice(1);
      if (!looksLikeDifferential(name) || this.problem.declarations.get(name)?.declared !== false) continue;
      const hint = `define it before the line 'derivation': ${of} = …`;
      throw new FrobeniusError('name', `nothing here is called ${of}, so ${name} has no meaning`, syntax.span, hint);
    }
  }

  private shapeFault(right: Expr, syntax: Syntax): ReadLine['fault'] {
    const shape = this.chainShape;
    if (shape === undefined || sameShape(shape, right.shape)) return undefined;
    const message = `this is ${shapeWords(right.shape)}, the left side ${shapeWords(shape)}`;
    return { code: 'shape', message, at: syntax.span };
  }

  private piece(line: Chain, name: string, base: Omit<ReadLine, 'right' | 'left'>): ReadLine {
    const target = line.left as Syntax & { kind: 'name' };
    try {
      const right = this.read([line.right])[0] as Expr;
      this.note(right);
      this.chainShape = right.shape;
      const known = this.shapes.get(name);
      if (target.index !== undefined && known !== undefined && !sameShape(known, right.shape)) {
        const message = `this is ${shapeWords(right.shape)}, and other members of ${name} are ${shapeWords(known)}`;
        throw new FrobeniusError(
          'shape',
          message,
          line.right.span,
          'names without an index may have sizes of their own',
        );
      }
      const index = (target.index ?? []).map((i) =>
        i.kind === 'number' ? Number(i.text) : i.kind === 'name' ? i.name : undefined,
      );
      const plain = index.length === 0;
      const left = plain ? makeName(name, right.shape) : this.member(target, right.shape);
      this.shapes.set(name, right.shape);
      this.pieces.push({ target: left, loops: this.besides(left, this.loopsOf(left)), value: right, anonymous: false });
      return { ...base, left, right, pieces: [...this.pieces], shapes: new Map(this.shapes) };
    } catch (error) {
      if (!(error instanceof FrobeniusError)) throw error;
      return { ...base, fault: faultOf(error, line.span) };
    }
  }

  /** G[t], G[T]: a member of a family that the derivation itself defines. */
  private member(target: Syntax, shape: Shape): Name {
    const names = new Map(this.shapes).set((target as { name: string }).name, shape);
    const options = { differentials: true, names };
    const [read] = readSyntaxes([target], this.text.source, this.problem, this.catalog.table, options);
    return read as Name;
  }

  /** Over the range in which the problem's own families run that have this letter. */
  private loopsOf({ index }: Name): Loop[] {
    const letters = new Set(index.flatMap((d) => dimNames(d)));
    const loops = new Map<string, Loop>();
    for (const loop of this.problem.definitions.flatMap((d) => d.loops))
      if (letters.has(loop.over) && !loops.has(loop.over)) loops.set(loop.over, loop);
    return [...loops.values()];
  }

  /** The loops without the members at their ends that lines before have named: after G[T] it is G[t] for t = 1..T-1. */
  private besides({ name, index }: Name, loops: readonly Loop[]): Loop[] {
    const before = this.pieces.filter(({ target }) => target.name === name);
    const isNamed = (loop: Loop, at: Dim): boolean =>
      before.some(({ target }) =>
        target.index.every((i, k) => (index[k] === dimName(loop.over) ? i === at : i === index[k])),
      );
    return loops.map((loop) => {
      const { step } = loop;
      let { from, to } = loop;
      while (isNamed(loop, from)) from = addDim(from, step);
      while (from !== to && isNamed(loop, to)) to = addDim(to, -step);
      return { ...loop, from, to };
    });
  }

  /** Where the '=' of a continued line stands. */
  private signBefore(at: number): number {
    return Math.max(0, this.text.source.lastIndexOf('=', at - 1));
  }

  private note(e: Expr): void {
    for (const name of movingIn([e])) this.moving.add(name);
  }
}

export const isBareZero = (syntax: Syntax): boolean =>
  syntax.kind === 'number'
    ? Number(syntax.text) === 0
    : syntax.kind === 'unary' && syntax.op !== "'" && isBareZero(syntax.arg);

const faultOf = (error: FrobeniusError, otherwise: Span): NonNullable<ReadLine['fault']> => ({
  code: error.code,
  message: error.message,
  ...(error.hint !== undefined && { hint: error.hint }),
  at: error.span ?? otherwise,
});
