/**
 * Matching a rule's side against a term.
 *
 * Conventions. A pattern's names are its variables; its dimension names are bound to dimensions. A variable matches
 * any term of its shape that has its properties. In a rule with an active variable, that one matches what carries a
 * differential and the others what does not. A product pattern with an active variable splits an n-ary product around
 * the factor that carries it, the rest before and after (possibly empty, then I); a ⊙ pattern likewise. Without one,
 * products match factor by factor (a caller tries windows), ":" and ⊙ up to order. Conditions that the use of an
 * operator already implies (`invertible`, `positive`, `fullrank`; of `posdef` only that it is symmetric is asked) say how to draw test values and are not asked for.
 */
import { each, eye, hadamard, mul, ones } from '../expression/build.js';
import type { Dim, Shape } from '../expression/dimension.js';
import { asName, dimName, dimNames, substituteDim, subtractDim } from '../expression/dimension.js';
import type { Each, Expr, Mul, Name } from '../expression/expression.js';
import { equals } from '../expression/rational.js';
import { freeDims, postorder, rewrite, substitute } from '../expression/traverse.js';
import type { Property } from '../language/problem.js';

export interface Variable {
  readonly name: Name;
  readonly properties: ReadonlySet<Property>;
  readonly active: boolean;
  /** It does not vary: the rule is one about constants in its place. */
  readonly constant: boolean;
  /** Together with all that are marked so it is a function of one matrix. */
  readonly commuting: boolean;
}

/** An equation of the book, parsed. */
export interface Rule {
  readonly id: string;
  readonly kind: 'differential' | 'adjoint' | 'vec' | 'identity';
  readonly left: Expr;
  readonly right: Expr;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly dims: ReadonlySet<string>;
  readonly say: string;
  readonly level: 'key' | 'minor';
  readonly condition?: string;
  readonly cite?: string;
}

export interface Binding {
  readonly names: Map<string, Expr>;
  readonly dims: Map<string, Dim>;
  /** Names of the problem: no letter of a sum that a rule brings with it may read as one of them. */
  readonly taken: ReadonlySet<string>;
}

/** What is known of terms: whether a term has a property. */
export interface Facts {
  has(e: Expr, property: Property): boolean;
  /** The values that definitions give a name, a family more than one; none of what is declared. */
  valuesOf(e: Name): readonly Expr[];
  /** Whether the terms are functions of one matrix, such as A, expm(A) and inv(A): these commute. */
  commute(terms: readonly Expr[]): boolean;
  /** Names of variables and definitions. */
  readonly taken: ReadonlySet<string>;
  /** The letters over which loops and sums of the problem run. */
  readonly indices: ReadonlySet<string>;
}

/** Factors up to which every cut of a product is tried: each costs a product of its own. */
const MAX_CUTS = 24;

const IMPLIED: ReadonlySet<Property> = new Set<Property>(['invertible', 'positive', 'fullrank']);

/** The binding under which the rule's left side is this term, or undefined. */
export function match(rule: Rule, e: Expr, facts: Facts): Binding | undefined {
  if (!isPlausible(rule.left, e)) return undefined;
  const matcher = new Matcher(rule, facts);
  return matcher.match(rule.left, e) && matcher.settled() ? matcher.binding : undefined;
}

/** Operators whose operands stand in either order. */
const OF_EITHER: ReadonlySet<string> = new Set(['max', 'min']);

/** Whether the operators of a pattern are those of the term: a glance that spares most attempts. */
function isPlausible(pattern: Expr, e: Expr): boolean {
  switch (pattern.kind) {
    case 'name':
      return true;
    case 'num':
      return pattern === e;
    case 'call':
      if (pattern.fn === 'dim') return true;
      if (pattern.fn === 'zeros' && e.kind === 'num') return true;
      if (e.kind !== 'call' || e.fn !== pattern.fn) return false;
      if (pattern.fn === 'had' || pattern.fn === 'frob' || OF_EITHER.has(pattern.fn)) return true;
      return pattern.args.every((p, i) => {
        const arg = e.args[i];
        return arg !== undefined && isPlausible(p, arg);
      });
    default:
      return e.kind === pattern.kind;
  }
}

/** Matches several terms at once against several patterns under one binding (the factors of a window). */
export function matchAll(
  rule: Rule,
  patterns: readonly Expr[],
  terms: readonly Expr[],
  facts: Facts,
): Binding | undefined {
  if (!patterns.every((p, i) => isPlausible(p, terms[i] as Expr))) return undefined;
  const matcher = new Matcher(rule, facts);
  const found = patterns.every((p, i) => matcher.match(p, terms[i] as Expr)) && matcher.settled();
  return found ? matcher.binding : undefined;
}

/** The rule's right side with the bound terms and dimensions put in. */
export function instantiate(pattern: Expr, binding: Binding): Expr {
  const apart = hasSum(pattern) ? withFreeLetters(pattern, binding) : pattern;
  return substitute(apart, { names: (e) => binding.names.get(e.name), dims: binding.dims });
}

/** Of the texts of rules, which stay: few have a sum of their own, and all are asked at every step. */
const sums = new WeakMap<Expr, boolean>();

function hasSum(pattern: Expr): boolean {
  const known = sums.get(pattern) ?? postorder([pattern]).some((e) => e.kind === 'each');
  sums.set(pattern, known);
  return known;
}

/** With letters in its sums that stand for nothing in what is put in, and are no names of the problem. */
function withFreeLetters(pattern: Expr, { names, dims, taken }: Binding): Expr {
  const arriving = new Set([...names.values()].flatMap((e) => [...freeDims(e)]));
  for (const dim of dims.values()) for (const letter of dimNames(dim)) arriving.add(letter);
  const isTaken = (letter: string): boolean => arriving.has(letter) || taken.has(letter);
  return rewrite(pattern, (e) => (e.kind === 'each' ? renamed(e, isTaken) : e));
}

/** A sum of the rule under an index that stands for nothing in what is put into it. */
function renamed(e: Each, isTaken: (letter: string) => boolean): Expr {
  if (!isTaken(e.over)) return e;
  const over = ['r', 's', 'i', 'j', 'k', 'l'].find((letter) => !isTaken(letter)) ?? `${e.over}'`;
  return each(e.fold, over, e.from, e.to, rename(e, over));
}

const rename = (e: Each, over: string): Expr =>
  substitute(e.args[0] as Expr, { dims: new Map([[e.over, dimName(over)]]) });

const copyOf = ({ names, dims, taken }: Binding): Binding => ({
  names: new Map(names),
  dims: new Map(dims),
  taken,
});

class Matcher {
  binding: Binding;
  /** Compound sizes (n*p) met before all their letters were bound: compared at the end. */
  private readonly later: (readonly [Dim, Dim])[] = [];
  private readonly hasActive: boolean;
  private readonly commuting: readonly Variable[];

  constructor(
    private readonly rule: Rule,
    private readonly facts: Facts,
  ) {
    this.binding = { names: new Map(), dims: new Map(), taken: facts.taken };
    const variables = [...rule.variables.values()];
    this.hasActive = variables.some((v) => v.active);
    this.commuting = variables.filter((v) => v.commuting);
  }

  /** Whether all that is asked of several operands together holds. */
  settled(): boolean {
    return this.sizesFit() && (this.commuting.length === 0 || this.facts.commute(this.bound(this.commuting)));
  }

  private bound(variables: readonly Variable[]): Expr[] {
    return variables.flatMap(({ name }) => this.binding.names.get(name.name) ?? []);
  }

  /** Whether the sizes that had to wait fit the binding; a letter met nowhere else (j in j-i+1) is solved for. */
  private sizesFit(): boolean {
    const { dims } = this.binding;
    return this.later.every(([pattern, dim]) => {
      const open = dimNames(pattern).filter((letter) => this.rule.dims.has(letter) && !dims.has(letter));
      const [letter] = open;
      if (letter !== undefined && open.length === 1) {
        const rest = substituteDim(subtractDim(pattern, dimName(letter)), dims);
        if (!dimNames(rest).includes(letter)) dims.set(letter, subtractDim(dim, rest));
      }
      return substituteDim(pattern, dims) === dim;
    });
  }

  match(pattern: Expr, e: Expr): boolean {
    switch (pattern.kind) {
      case 'num':
        return pattern === e;
      case 'name':
        return this.variable(pattern, e);
      case 'add':
        return e.kind === 'add' && e.args.length === pattern.args.length && this.inSomeOrder(pattern.args, e.args);
      case 'mul':
        return this.product(pattern, e);
      case 'each':
        return (
          e.kind === 'each' &&
          e.fold === pattern.fold &&
          this.dim(pattern.from, e.from) &&
          this.dim(pattern.to, e.to) &&
          this.match(pattern.args[0] as Expr, e.over === pattern.over ? (e.args[0] as Expr) : rename(e, pattern.over))
        );
      case 'call': {
        if (pattern.fn === 'dim' && e.kind === 'num')
          return typeof e.value === 'number' && this.dim(pattern.dims[0] as Dim, e.value);
        // of one entry it is the number
        if (pattern.fn === 'zeros' && e.kind === 'num') return equals(e.value, 0) && this.shape(pattern.shape, e.shape);
        if (pattern.fn === 'had' && e.kind === 'call' && e.fn === 'had') return this.hadamard(pattern.args, e);
        if (e.kind !== 'call' || e.fn !== pattern.fn || e.args.length !== pattern.args.length) return false;
        // the arguments first: they bind the dimensions of which a composite shape, n*m, is made
        const inside =
          (pattern.fn === 'frob' && !this.hasActive) || OF_EITHER.has(pattern.fn)
            ? this.inSomeOrder(pattern.args, e.args)
            : pattern.args.every((p, i) => this.match(p, e.args[i] as Expr));
        return (
          inside &&
          this.shape(pattern.shape, e.shape) &&
          pattern.dims.length === e.dims.length &&
          pattern.dims.every((p, i) => this.dim(p, e.dims[i] as Dim))
        );
      }
      default:
        return pattern satisfies never;
    }
  }

  private variable(pattern: Name, e: Expr): boolean {
    const known = this.binding.names.get(pattern.name);
    if (known) return known === e;
    const variable = this.rule.variables.get(pattern.name);
    if (!variable || !this.shape(pattern.shape, e.shape)) return false;
    if (this.hasActive && variable.active !== e.differential) return false;
    for (const property of variable.properties) {
      const asked = property === 'posdef' ? 'symmetric' : property;
      if (!IMPLIED.has(asked) && !this.facts.has(e, asked)) return false;
    }
    this.binding.names.set(pattern.name, e);
    return true;
  }

  private shape(pattern: Shape, shape: Shape): boolean {
    return this.dim(pattern[0], shape[0]) && this.dim(pattern[1], shape[1]);
  }

  private dim(pattern: Dim, dim: Dim): boolean {
    const free = asName(pattern);
    if (free !== undefined && this.rule.dims.has(free)) {
      const known = this.binding.dims.get(free);
      if (known !== undefined) return known === dim;
      this.binding.dims.set(free, dim);
      return true;
    }
    if (dimNames(pattern).some((letter) => this.rule.dims.has(letter) && !this.binding.dims.has(letter))) {
      this.later.push([pattern, dim]);
      return true;
    }
    return substituteDim(pattern, this.binding.dims) === dim;
  }

  private product(pattern: Mul, e: Expr): boolean {
    const active = this.hasActive ? pattern.factors.findIndex((f) => this.isActive(f)) : -1;
    if (active >= 0) return this.aroundActive(pattern, active, e);
    if (e.kind !== 'mul' || !equals(e.coefficient, pattern.coefficient)) return false;
    if (e.scalars.length !== pattern.scalars.length) return false;
    if (pattern.factors.length === 2 && e.factors.length > 2 && e.scalars.length === 0) return this.cut(pattern, e);
    if (e.factors.length !== pattern.factors.length) return false;
    return (
      pattern.factors.every((p, i) => this.match(p, e.factors[i] as Expr)) &&
      this.inSomeOrder(pattern.scalars, e.scalars)
    );
  }

  /** A*B against three or more factors: cut in two wherever it fits; in a very long product only after the first. */
  private cut(pattern: Mul, e: Mul): boolean {
    const cuts = e.factors.length <= MAX_CUTS ? e.factors.length : 2;
    for (let at = 1; at < cuts; at++) {
      const saved = copyOf(this.binding);
      const waiting = this.later.length;
      const halves = [mul(e.factors.slice(0, at)), mul(e.factors.slice(at))];
      if (pattern.factors.every((p, i) => this.match(p, halves[i] as Expr))) return true;
      this.binding = saved;
      this.later.length = waiting;
    }
    return false;
  }

  /** A variable that carries the differential, or a function of it alone: diag(h). */
  private isActive(pattern: Expr): boolean {
    if (pattern.kind === 'call' && pattern.args.length === 1) return this.isActive(pattern.args[0] as Expr);
    return pattern.kind === 'name' && this.rule.variables.get(pattern.name)?.active === true;
  }

  /** A*H*B against f1 … fk: H is the one factor that carries a differential. */
  private aroundActive(pattern: Mul, active: number, e: Expr): boolean {
    if (e.kind !== 'mul' || e.scalars.length > 0 || !equals(e.coefficient, 1)) return false;
    const at = e.factors.findIndex((f) => f.differential);
    if (at < 0 || e.factors.slice(at + 1).some((f) => f.differential)) return false;
    const middle = e.factors[at] as Expr;
    const before = at === 0 ? eye(middle.shape[0]) : mul(e.factors.slice(0, at));
    const after = at === e.factors.length - 1 ? eye(middle.shape[1]) : mul(e.factors.slice(at + 1));
    const [left, , right] = [pattern.factors[active - 1], 0, pattern.factors[active + 1]];
    if (left === undefined && at > 0) return false;
    if (right === undefined && at < e.factors.length - 1) return false;
    return (
      (left === undefined || this.match(left, before)) &&
      this.match(pattern.factors[active] as Expr, middle) &&
      (right === undefined || this.match(right, after))
    );
  }

  private hadamard(patterns: readonly Expr[], e: Expr): boolean {
    const active = patterns.find((p) => this.isActive(p));
    if (active === undefined) return patterns.length === e.args.length && this.inSomeOrder(patterns, e.args);
    const moving = e.args.filter((a) => a.differential);
    const resting = e.args.filter((a) => !a.differential);
    const other = patterns.find((p) => p !== active);
    if (moving.length !== 1 || other === undefined) return false;
    const rest = resting.length === 0 ? ones(...e.shape) : hadamard(resting);
    return this.match(other, rest) && this.match(active, moving[0] as Expr);
  }

  /** Matches up to order, backtracking; meant for the two or three operands a rule writes. */
  inSomeOrder(
    patterns: readonly Expr[],
    terms: readonly Expr[],
    from = 0,
    used: ReadonlySet<number> = new Set(),
  ): boolean {
    const pattern = patterns[from];
    if (pattern === undefined) return true;
    for (let i = 0; i < terms.length; i++) {
      if (used.has(i)) continue;
      const saved = copyOf(this.binding);
      const waiting = this.later.length;
      if (this.match(pattern, terms[i] as Expr) && this.inSomeOrder(patterns, terms, from + 1, new Set([...used, i])))
        return true;
      this.binding = saved;
      this.later.length = waiting;
    }
    return false;
  }
}

/**
 * Matches the operands of a commutative pattern against a subset of the terms. Returns the binding and which terms
 * were left over.
 */
export function matchSubset(
  rule: Rule,
  patterns: readonly Expr[],
  terms: readonly Expr[],
  facts: Facts,
  first: readonly (readonly [pattern: Expr, term: Expr])[] = [],
): { binding: Binding; rest: readonly Expr[] } | undefined {
  if (!first.every(([p, t]) => isPlausible(p, t))) return undefined;
  if (!patterns.every((p) => terms.some((t) => isPlausible(p, t)))) return undefined;
  const search = (from: number, used: ReadonlySet<number>, matcher: Matcher): ReadonlySet<number> | undefined => {
    const pattern = patterns[from];
    if (pattern === undefined) return used;
    for (let i = 0; i < terms.length; i++) {
      if (used.has(i)) continue;
      const saved = copyOf(matcher.binding);
      if (matcher.match(pattern, terms[i] as Expr)) {
        const found = search(from + 1, new Set([...used, i]), matcher);
        if (found) return found;
      }
      matcher.binding = saved;
    }
    return undefined;
  };
  const matcher = new Matcher(rule, facts);
  if (!first.every(([p, t]) => matcher.match(p, t))) return undefined;
  const used = search(0, new Set(), matcher);
  return used && matcher.settled()
    ? { binding: matcher.binding, rest: terms.filter((_, i) => !used.has(i)) }
    : undefined;
}
