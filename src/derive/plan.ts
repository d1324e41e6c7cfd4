/**
 * The plan: which definitions a derivation goes through, in what order, and which composite pieces get a name.
 *
 * A name is given to an argument of a nonlinear function that is itself composite, and to a composite piece that
 * stands more than once; so every definition stays short, and the whole linear in the shared graph. Definitions that
 * depend on one another through a shifted index form one group (a recurrence).
 */
import { name as makeName, mul, num, withArgs } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimName } from '../expression/dimension.js';
import type { Expr, Mul, Name } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import { freeDims, namesIn, postorder, replaceAll } from '../expression/traverse.js';
import { format } from '../language/format.js';
import { sameLoops } from '../language/nested.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { weight } from './arithmetic.js';
import { varying } from './differential.js';
import { FreshNames } from './fresh-names.js';
import type { Stillness } from './member-asked.js';
import { components } from './order.js';
import type { Named } from './step.js';
import type { Around } from './use-ranges.js';
import { aroundPieces, rangesOver } from './use-ranges.js';

export interface Plan {
  /** In order of dependence; a group of more than one, or one that uses itself, is a recurrence. */
  readonly groups: readonly (readonly Named[])[];
  /** Whether a name varies with what the request asks for. */
  isVarying(e: Expr): boolean;
  /** Where variables are members of families: which pieces of these stand still. */
  readonly stillness?: Stillness;
  /** All definitions, ours included, by the name they define. */
  readonly byName: ReadonlyMap<string, readonly Named[]>;
  readonly fresh: FreshNames;
}

export function plan(
  problem: Problem,
  subject: Name,
  wrt: readonly Name[],
  catalog: Catalog,
  stillness?: Stillness,
): Plan {
  const asked = new Set(wrt.map((w) => w.name));
  const varies = varyingNames(problem, asked);
  // a boundary that is declared, z[0], stands still where no member of its family is asked for
  const isFixed = (e: Name): boolean => e.index.length > 0 && !asked.has(e.name) && problem.declarations.has(format(e));
  const isVarying = varying((e) => e.kind === 'name' && varies.has(e.name) && !isFixed(e));
  const fresh = new FreshNames(problem);
  // with several activations their arguments are told apart by a subscript, A_F and A_J; one alone is just Z
  const activations = problem.definitions.filter(
    ({ value: v }) => v.kind === 'call' && !LINEAR.has(v.fn) && v.args.some((a) => weight(a) >= 1.9),
  );
  const wanted = reachable(problem, subject.name);
  const definitions = problem.definitions.filter((x) => wanted.has(x.target.name));
  const isMoving = (x: Definition): boolean => varies.has(x.target.name) && (stillness?.moves(x) ?? true);
  const moving = definitions.filter(isMoving);
  const counts = usesOf(moving.map((x) => x.value));
  const around = aroundPieces(moving);
  const variesIn = (x: Definition): ((e: Expr) => boolean) =>
    varyingIn({ isVarying, ...(stillness ? { stillness } : {}) }, x);
  const composer = new Composer(catalog, variesIn, fresh, varies, activations.length > 1, counts, around);
  for (const definition of definitions) {
    if (isMoving(definition)) composer.add(definition);
    else composer.result.push({ definition, origin: 'user' });
  }
  const all = composer.result;
  const byName = new Map<string, Named[]>();
  for (const named of all) {
    const list = byName.get(named.definition.target.name);
    if (list) list.push(named);
    else byName.set(named.definition.target.name, [named]);
  }
  const keys = [...byName.keys()];
  const uses = (key: string): string[] =>
    (byName.get(key) as Named[])
      .flatMap((n) => namesIn(n.definition.value).map((e) => e.name))
      .filter((k) => byName.has(k));
  // inside a group the order of writing: a definition precedes its use at the same index
  const position = new Map(all.map((named, i) => [named, i]));
  const place = (named: Named): number => position.get(named) as number;
  const groups = components(keys, uses).map((group) =>
    group.flatMap((key) => byName.get(key) as Named[]).sort((a, b) => place(a) - place(b)),
  );
  return { groups, isVarying: (e) => isVarying(e), byName, fresh, ...(stillness ? { stillness } : {}) };
}

/** The same in one definition: members that stand still in its loops do not vary. */
export function varyingIn(
  { isVarying, stillness }: Pick<Plan, 'isVarying' | 'stillness'>,
  { loops }: Definition,
): (e: Expr) => boolean {
  if (stillness === undefined) return isVarying;
  return varying((e) => e.kind === 'name' && isVarying(e) && !stillness.holds(e, loops));
}

/** The names that vary: those asked for, and all that is defined through them. */
function varyingNames(problem: Problem, asked: ReadonlySet<string>): Set<string> {
  const users = new Map<string, Set<string>>();
  const use = (used: string, by: string): void => {
    const known = users.get(used);
    if (known) known.add(by);
    else users.set(used, new Set([by]));
  };
  for (const definition of problem.definitions) {
    for (const e of namesIn(definition.value)) use(e.name, definition.target.name);
  }
  for (const f of problem.functions.values()) if (f.kind === 'scalar') for (const a of f.of) use(a.name, f.name);
  const found = new Set(asked);
  const queue = [...asked];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const user of users.get(key) ?? []) {
      if (found.has(user)) continue;
      found.add(user);
      queue.push(user);
    }
  }
  return found;
}

/** The names the subject is made of, itself included; an unknown function is made of its arguments. */
function reachable(problem: Problem, subject: string): Set<string> {
  const made = new Map<string, string[]>();
  for (const definition of problem.definitions) {
    const list = made.get(definition.target.name) ?? [];
    list.push(...namesIn(definition.value).map((e) => e.name));
    made.set(definition.target.name, list);
  }
  for (const f of problem.functions.values())
    if (f.kind === 'scalar')
      made.set(
        f.name,
        f.of.map((a) => a.name),
      );
  const found = new Set([subject]);
  const queue = [subject];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const part of made.get(key) ?? []) {
      if (found.has(part)) continue;
      found.add(part);
      queue.push(part);
    }
  }
  return found;
}

/** Operators that are linear in each argument: what goes into them needs no name. */
const LINEAR: ReadonlySet<string> = new Set(['T', 'had', 'frob', 'kron', 'd', 'grad']);

/** Functions whose differential is long enough to want a letter in it, also where the value is used once. */
const SOFTMAX: ReadonlySet<string> = new Set(['softmax', 'softmaxcol', 'logsoftmax', 'logsoftmaxcol']);

/** Elementwise functions whose derivatives are said by their values. */
const BY_THEIR_VALUES: ReadonlySet<string> = new Set(['tanh', 'sigmoid', 'exp', ...SOFTMAX]);

/** Factors beyond which a product with several varying factors is halved. */
const MAX_FACTORS = 6;
/** The same of numbers that are multiplied: their differential reads well for longer. */
const MAX_SCALARS = 12;

/** Depth beyond which even linear pieces are named, so that no step works on an unbounded term. */
const MAX_DEPTH = 40;

/** In how many places each piece stands in these values; what is inside a piece that stands twice is inside one piece. */
function usesOf(values: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>();
  const use = (e: Expr): unknown => uses.set(e, (uses.get(e) ?? 0) + 1);
  for (const value of values) use(value);
  for (const node of postorder(values)) node.args.forEach(use);
  return uses;
}

class Composer {
  readonly result: Named[] = [];
  private readonly given = new Map<Expr, { readonly target: Name; readonly loops: Around }>();
  /** The index of the definition whose pieces are named: z of H[l,t] is z[l,t], however the loops are nested. */
  private order: readonly Dim[] = [];
  private varies: (e: Expr) => boolean = () => true;

  constructor(
    private readonly catalog: Catalog,
    private readonly variesIn: (definition: Definition) => (e: Expr) => boolean,
    private readonly fresh: FreshNames,
    private readonly varyingNames: Set<string>,
    private readonly subscripted: boolean,
    /** In how many places of all values a piece stands. */
    private readonly uses: ReadonlyMap<Expr, number>,
    /** What stands around each piece of all values. */
    private readonly around: ReadonlyMap<Expr, readonly Around[]>,
  ) {}

  private aroundOf(piece: Expr): readonly Around[] {
    return this.around.get(piece) ?? [];
  }

  add(definition: Definition): void {
    this.order = definition.target.index;
    this.varies = this.variesIn(definition);
    const value = this.compose(definition.value, definition.anonymous ? undefined : definition.target.name);
    this.result.push({ definition: { ...definition, value }, origin: 'user' });
  }

  /** Names pieces of a value, innermost first. */
  private compose(root: Expr, owner: string | undefined): Expr {
    const rootOwner = (node: Expr): string | undefined => (node === root ? owner : undefined);
    const order = postorder([root]);
    const uses = usesOf([root]);
    const done = new Map<Expr, Expr>();
    const depth = new Map<Expr, number>();
    for (const node of order) {
      const args = node.args.map((a) => done.get(a) as Expr);
      const named = args.map((a, i) => {
        const written = node.args[i] as Expr;
        const wants = this.varies(a)
          ? this.wantsName(node, i, a, uses.get(written) ?? 0, depth.get(a) ?? 0)
          : owner !== undefined && (uses.get(written) ?? 0) > 1 && isDifference(a);
        return wants ? this.nameFor(a, this.aroundOf(written), rootOwner(node)) : a;
      });
      const whole = named.every((a, i) => a === node.args[i]) ? node : withArgs(node, named);
      const rebuilt = whole.kind === 'mul' ? this.halve(whole, this.aroundOf(node)) : whole;
      done.set(node, rebuilt);
      depth.set(rebuilt, 1 + Math.max(0, ...named.map((a) => depth.get(a) ?? 0)));
    }
    return done.get(root) as Expr;
  }

  /**
   * A long product in which several factors vary, as a product of named halves: each factor then meets only a short
   * product of names on either side, and equal halves are one. Otherwise its differential would be quadratic.
   */
  private halve(e: Mul, around: readonly Around[]): Expr {
    const halves = (items: readonly Expr[], most: number): readonly Expr[] => {
      if (items.length <= most || items.filter((f) => this.varies(f)).length < 2) return items;
      const middle = Math.floor(items.length / 2);
      return [items.slice(0, middle), items.slice(middle)].map((half) => {
        const split = mul(halves(half, most));
        return this.varies(split) && split.args.length > 1 ? this.nameFor(split, around, undefined) : split;
      });
    };
    const scalars = halves(e.scalars, MAX_SCALARS);
    const factors = halves(e.factors, MAX_FACTORS);
    return scalars === e.scalars && factors === e.factors ? e : mul([num(e.coefficient), ...scalars, ...factors]);
  }

  /** Whether argument i of a node, with names in it, is to have a name; `uses` are those in this value. */
  private wantsName(node: Expr, i: number, a: Expr, uses: number, depth: number): boolean {
    if (this.given.has(a)) return true;
    const isArgument = this.isArgument(node, i);
    if (isArgument && (this.isShifted(node, a) || (isCall(node, 'log') && isCall(a, 'had')))) return false;
    if (isArgument || uses > 1 || depth > MAX_DEPTH) return this.isComposite(a, isArgument, uses);
    if (a.kind === 'add') return (this.uses.get(node.args[i] as Expr) ?? 0) > 1 && weight(a) >= 1.9;
    return this.isAnswerOfItself(a) && (node.kind === 'add' || node.kind === 'mul' || isCall(node, 'had'));
  }

  /** √(v + ε), log(1 + x): a definition of v + ε would say no more than that its differential is dv. */
  private isShifted(node: Expr, a: Expr): boolean {
    if (a.kind !== 'add' || node.kind !== 'call' || this.catalog.elementwise(node.fn) === undefined) return false;
    const moving = a.args.filter((t) => this.varies(t));
    return moving.length === 1 && moving[0]?.kind === 'name';
  }

  /** Matrices of functions whose derivatives are made of their values: as a factor or a term tanh Z wants a letter, H. */
  private isAnswerOfItself(e: Expr): boolean {
    return e.kind === 'call' && !isScalar(e) && BY_THEIR_VALUES.has(e.fn);
  }

  /** Whether argument i of the node goes into something nonlinear. */
  private isArgument(node: Expr, i: number): boolean {
    if (node.kind !== 'call') return false;
    if (node.fn === 'pow')
      return i === 0 && !(isScalar(node) && isNumber(node.args[1] as Expr, -1) && weight(node.args[0] as Expr) < 3);
    if (LINEAR.has(node.fn)) return false;
    return this.catalog.elementwise(node.fn) !== undefined || this.catalog.row(node.fn)?.linear !== true;
  }

  private isComposite(e: Expr, argument: boolean, uses: number): boolean {
    const plain = isCall(e, 'T') || isCall(e, 'matpow') || isCall(e, 'kron');
    if (e.args.length === 0 || (plain && e.args.every((a) => a.args.length === 0))) return false;
    if (argument && uses < 2 ? e.kind === 'call' && SOFTMAX.has(e.fn) : this.isNonlinear(e)) return true;
    const least = argument || (e.kind === 'add' && !isScalar(e)) ? 1.9 : 2.9;
    return weight(e) >= least && !(isScalar(e) && weight(e) < 2.5);
  }

  /** tanh(Z), softmax(Z): worth a letter as soon as it stands twice. */
  private isNonlinear(e: Expr): boolean {
    return (
      e.kind === 'call' &&
      !isScalar(e) &&
      (this.catalog.elementwise(e.fn) !== undefined || this.catalog.row(e.fn)?.linear === undefined) &&
      e.fn !== 'pow' &&
      !LINEAR.has(e.fn)
    );
  }

  /** What goes into the function that gives H1 its value is Z1, into the one that gives C its value A_C. */
  private preactivation(owner: string, vector: boolean): readonly string[] {
    const cased = (letter: string): string => (vector ? letter.toLowerCase() : letter);
    const of = `${this.fresh.stem(PREACTIVATIONS.map(cased))}_${owner}`;
    const number = /^\p{L}+(\d+)$/u.exec(owner)?.[1];
    return number === undefined ? [of] : [cased(`Z${number}`), of];
  }

  /** A name for a piece with this around it; the piece itself where no family has just its members. */
  private nameFor(e: Expr, around: readonly Around[], owner: string | undefined): Expr {
    const repeated = e.kind === 'mul' ? copied(e) : undefined;
    if (repeated) {
      if (repeated.args.length === 0) return e;
      return replaceAll(e, new Map([[repeated, this.nameFor(repeated, around, owner)]]));
    }
    const used = rangesOver(around, freeDims(e));
    if (used === undefined) return e;
    const known = this.given.get(e);
    // equal halves of products over different ranges are families of their own
    if (known && sameLoops(known.loops, used)) return known.target;
    const label = this.fresh.take(
      owner === undefined || !this.subscripted || isScalar(e) || this.isAnswerOfItself(e)
        ? wishes(e)
        : this.preactivation(owner, isVectorLike(e)),
    );
    const letters = used.map((l) => dimName(l.over));
    const target = makeName(label, e.shape, [
      ...this.order.filter((letter) => letters.includes(letter)),
      ...letters.filter((letter) => !this.order.includes(letter)),
    ]);
    const varies = this.varies(e);
    const definition = { target, loops: used, value: e, anonymous: false };
    this.result.push({ definition, origin: varies ? 'plan' : 'abbreviation' });
    if (varies) this.varyingNames.add(label);
    this.given.set(e, { target, loops: used });
    return target;
  }
}

/** x − y that stands twice, as in (x − y)ᵀM(x − y), wants a letter also where it does not vary. */
const isDifference = (e: Expr): boolean => e.kind === 'add' && !isScalar(e) && weight(e) >= 1.9;

/** The row or column that a product with ones copies into a matrix: what is worth a name is the row. */
function copied(e: Mul): Expr | undefined {
  if (e.scalars.length > 0 || e.factors.length !== 2) return undefined;
  const ones = e.factors.findIndex((f) => isCall(f, 'ones'));
  return ones < 0 ? undefined : e.factors[1 - ones];
}

/** What goes into the function that gives E its value is called A_E. */
const PREACTIVATIONS = ['A', 'Z', 'S'] as const;

const isVectorLike = (e: Expr): boolean => e.shape[0] === 1 || e.shape[1] === 1;

/** Letters people use: r for a residual, z for an affine or bilinear piece, s for a number. */
function wishes(e: Expr): readonly string[] {
  const capital = e.shape[0] !== 1 && e.shape[1] !== 1;
  if (isScalar(e)) return ['s', 'q', 'c', 'a', 'g'];
  if (!capital && isCall(e, 'pow')) return ['s', 'r', 'q', 'u', 'v'];
  if (isCall(e, 'exp')) return [capital ? 'E' : 'e'];
  if (isCall(e, 'tanh') || isCall(e, 'sigmoid')) return [capital ? 'S' : 's'];
  if (e.kind === 'call' && SOFTMAX.has(e.fn)) return capital ? ['P', 'Q', 'R'] : ['p', 'q', 'r'];
  const residual = e.kind === 'add' && e.args.some((t) => t.kind === 'mul' && t.coefficient === -1);
  const letters = residual ? ['r', 'z', 'q', 's'] : ['z', 'r', 'q', 's'];
  return capital ? [...letters.map((l) => l.toUpperCase()), 'M', 'N'] : [...letters, 'u', 'v'];
}
