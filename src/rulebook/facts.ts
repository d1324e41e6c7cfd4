/**
 * What is known of terms: declared properties of names, what functions give, and what follows by structure
 * (AᵀA is symmetric, a sum of symmetric matrices is). Owned by one problem; never global.
 */
import { mul, num, scale, splitCoefficient, transpose } from '../expression/build.js';
import type { Call, Expr, Mul, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Declaration, Definition, Problem, Property } from '../language/problem.js';
import type { Catalog } from './catalog.js';
import { commute } from './commuting.js';
import type { Facts } from './match.js';

/** Facts that definitions may be added to, all of a name together and before it is asked for. */
export interface GrowingFacts extends Facts {
  learn(definitions: readonly Definition[]): void;
}

export function makeFacts(problem: Problem, definitions: readonly Definition[], catalog: Catalog): GrowingFacts {
  const defined = new Map<string, Definition[]>();
  const learn = (more: readonly Definition[]): void => {
    for (const definition of more) {
      const known = defined.get(definition.target.name);
      if (known) known.push(definition);
      else defined.set(definition.target.name, [definition]);
    }
  };
  learn(definitions);
  const memo = new Map<Property, Map<Expr, boolean>>();
  /** Members that are declared one by one, H[0] before a loop: what the loop gives says nothing of them. */
  const boundaries = new Map<string, Declaration[]>();
  for (const declaration of problem.declarations.values()) {
    const list = boundaries.get(declaration.name);
    if (list) list.push(declaration);
    else boundaries.set(declaration.name, [declaration]);
  }

  const valuesOf = (e: Name): readonly Expr[] =>
    problem.declarations.has(e.name) ? [] : (defined.get(e.name) ?? []).map(({ value }) => value);

  const isKnownName = (e: Name): boolean => defined.has(e.name) || problem.declarations.has(e.name);

  const ofName = (e: Name, property: Property): boolean => {
    const member = e.index.length > 0 ? problem.declarations.get(memberKey(e)) : undefined;
    const declared = member ?? problem.declarations.get(e.name);
    if (declared?.properties.has(property)) return true;
    const values = defined.get(e.name);
    if (values === undefined || declared !== undefined) return false;
    if ((boundaries.get(e.name) ?? []).some((x) => !x.properties.has(property))) return false;
    return byInduction(e.name, property, values);
  };

  /** Names that are taken to have a property while it is being asked whether their values have it. */
  const assumed = new Map<Property, Set<string>>();
  let pending = 0;
  /** What was found true meanwhile. */
  const meanwhile: { readonly table: Map<Expr, boolean>; readonly e: Expr }[] = [];

  /**
   * Members of a recurrence have what its boundary has and what each step keeps. What holds only if all of its names have
   * it is forgotten where one of them turns out not to; what does not hold even then is known for good.
   */
  const byInduction = (name: string, property: Property, values: readonly Definition[]): boolean => {
    const names = assumed.get(property) ?? new Set();
    assumed.set(property, names);
    const before = meanwhile.length;
    names.add(name);
    pending += 1;
    const holds = values.every((definition) => has(definition.value, property));
    names.delete(name);
    pending -= 1;
    if (!holds) for (const { table, e } of meanwhile.splice(before)) table.delete(e);
    if (pending === 0) meanwhile.length = 0;
    return holds;
  };

  const has = (e: Expr, property: Property): boolean => {
    if (e.shape[0] !== e.shape[1] && OF_SQUARES.has(property)) return false;
    let table = memo.get(property);
    if (!table) {
      table = new Map();
      memo.set(property, table);
    }
    const known = table.get(e);
    if (known !== undefined) return known;
    if (e.kind === 'name' && assumed.get(property)?.has(e.name)) return true;
    const answer = decide(e, property);
    // of a gradient nothing is known before it is defined
    if (!answer && e.kind === 'name' && !isKnownName(e)) return false;
    table.set(e, answer);
    if (answer && pending > 0) meanwhile.push({ table, e });
    return answer;
  };

  const decide = (e: Expr, property: Property): boolean => {
    if (isScalar(e) && SPACES.has(property)) return property !== 'skew';
    if (property === 'symmetric' && e.kind !== 'name' && has(e, 'diagonal')) return true;
    if ((property === 'lower' || property === 'upper') && has(e, 'diagonal')) return true;
    switch (e.kind) {
      case 'name':
        return ofName(e, property);
      case 'num':
        return false;
      case 'add':
        if (!SPACES.has(property)) return false;
        return e.args.every((a) => has(a, property)) || (property === 'symmetric' && isMirrored(e.args, has));
      case 'each':
        return SPACES.has(property) && e.fold === 'sum' && has(e.args[0] as Expr, property);
      case 'mul':
        return ofProduct(e, property);
      case 'call':
        return ofCall(e.fn, e, property);
      default:
        return e satisfies never;
    }
  };

  const ofProduct = (e: Mul, property: Property): boolean => {
    const [first] = e.factors;
    if (first !== undefined && e.factors.length === 1) return SPACES.has(property) && has(first, property);
    if (property === 'symmetric')
      return isPalindrome(e.factors, has) || (e.factors.every((f) => has(f, 'symmetric')) && commutes(e.factors));
    const plain = e.scalars.length === 0 && e.coefficient === 1;
    if (property === 'orthogonal' || property === 'invertible')
      return plain && e.factors.every((f) => has(f, property));
    const closed = property === 'diagonal' || property === 'lower' || property === 'upper';
    return closed && e.factors.every((f) => has(f, property));
  };

  const commutes = (terms: readonly Expr[]): boolean => commute(terms, (e) => has(e, 'symmetric'));

  const ofCall = (fn: string, e: Call, property: Property): boolean => {
    const [a, b] = e.args as readonly [Expr, Expr];
    if (fn === 'eye') return IDENTITY.has(property);
    if (fn === 'zeros') return SPACES.has(property) && e.shape[0] === e.shape[1];
    if (fn === 'ones') return property === 'toeplitz' || (property === 'symmetric' && e.shape[0] === e.shape[1]);
    if (fn === 'diag') return property === 'diagonal';
    if (catalog.row(fn)?.gives?.includes(property)) return true;
    if (fn === 'd') return SPACES.has(property) && a.kind === 'name' && has(a, property);
    if (fn === 'T') {
      if (property === 'lower' || property === 'upper') return has(a, property === 'lower' ? 'upper' : 'lower');
      return property !== 'rowstochastic' && property !== 'positive' && has(a, property);
    }
    // not skew: where det·A⁻¹ stands for the adjugate of a singular A, of odd size, that is symmetric
    if (fn === 'inv') return INHERITED.has(property) && has(a, property);
    if (fn === 'matpow') return OF_POWERS.has(property) && has(a, property);
    if (property === 'symmetric' && OF_SYMMETRIC.has(fn)) return e.args.every((x) => has(x, property));
    if (property === 'diagonal' && (fn === 'sym' || fn === 'tril' || fn === 'triu')) return has(a, property);
    if (fn === 'toeplitz' && (property === 'symmetric' || property === 'skew')) return has(a, property);
    if (fn === 'kron') return KRONECKER.has(property) && has(a, property) && has(b, property);
    if (fn === 'had') {
      if (property === 'diagonal' || property === 'lower' || property === 'upper')
        return e.args.some((x) => has(x, property));
      return (property === 'symmetric' || property === 'toeplitz') && e.args.every((x) => has(x, property));
    }
    if (fn === 'pow') return property === 'symmetric' && b.kind === 'num' && has(a, property);
    if (property === 'symmetric' && (catalog.elementwise(fn) || fn === 'max' || fn === 'min' || isChoice(fn)))
      return e.args.every((x) => has(x, property));
    return false;
  };

  const taken = new Set([
    ...[...problem.declarations.values()].map((x) => x.name),
    ...definitions.map((x) => x.target.name),
  ]);
  const indices = new Set([
    ...definitions.flatMap(({ loops }) => loops.map(({ over }) => over)),
    ...postorder(definitions.map(({ value }) => value)).flatMap((e) => (e.kind === 'each' ? [e.over] : [])),
  ]);
  return { has, valuesOf, commute: commutes, taken, indices, learn };
}

/** What only square matrices have. */
const OF_SQUARES: ReadonlySet<Property> = new Set<Property>(['symmetric', 'skew', 'posdef', 'invertible']);

/** Linear spaces of matrices: sums and multiples stay inside. */
const SPACES: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'skew',
  'diagonal',
  'lower',
  'upper',
  'toeplitz',
]);
const IDENTITY: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'diagonal',
  'lower',
  'upper',
  'toeplitz',
  'orthogonal',
  'invertible',
]);
/** What the inverse has where the matrix has it. */
const INHERITED: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'posdef',
  'diagonal',
  'lower',
  'upper',
  'orthogonal',
  'invertible',
]);
const OF_POWERS: ReadonlySet<Property> = new Set<Property>([
  'symmetric',
  'posdef',
  'diagonal',
  'lower',
  'upper',
  'orthogonal',
  'invertible',
]);
const KRONECKER: ReadonlySet<Property> = new Set<Property>(['symmetric', 'posdef', 'diagonal', 'orthogonal']);
/** Functions that take symmetric matrices to symmetric ones. */
const OF_SYMMETRIC: ReadonlySet<string> = new Set([
  'expm',
  'logm',
  'sqrtm',
  'sinm',
  'cosm',
  'adj',
  'pinv',
  'dexpm',
  'dlogm',
  'dsinm',
  'dcosm',
  'lyap',
]);

/**
 * Choices that rounding does not make otherwise for an entry and its mirror image. Which entries are equal to the greatest
 * it does: of an S whose entries come out a little different from those of Sᵀ only one is.
 */
const isChoice = (fn: string): boolean => fn.startsWith('where') && fn !== 'where==';

/** A sum that transposing only puts in another order: M + M'. */
function isMirrored(terms: readonly Expr[], has: (e: Expr, p: Property) => boolean): boolean {
  const mirror = (e: Expr): Expr => {
    const [coefficient, core] = splitCoefficient(e);
    if (has(core, 'symmetric')) return e;
    if (core.kind !== 'mul') return scale(coefficient, transpose(core));
    const factors = [...core.factors].reverse().map((f) => (has(f, 'symmetric') ? f : transpose(f)));
    return mul([num(coefficient), ...core.scalars, ...factors]);
  };
  return terms.length <= 12 && terms.every((t) => terms.includes(mirror(t)));
}

/** F1 … Fk with Fi = F(k+1−i)': the product equals its transpose. */
function isPalindrome(written: readonly Expr[], has: (e: Expr, p: Property) => boolean): boolean {
  const factors = written.flatMap(multiplied);
  return factors.every((f, i) => {
    const opposite = factors[factors.length - 1 - i] as Expr;
    // the signs of two skew factors, one on either side, cancel
    if (f === opposite && factors.length !== 2 * i + 1 && has(f, 'skew')) return true;
    if (f === opposite) return has(f, 'symmetric') || (isCall(f, 'T') && has(f.args[0] as Expr, 'symmetric'));
    return transpose(f) === opposite;
  });
}

/** (AB)ᵀ as Bᵀ and Aᵀ, and a product in parentheses as its factors. */
function multiplied(e: Expr): readonly Expr[] {
  const product = isCall(e, 'T') ? (e.args[0] as Expr) : e;
  if (product.kind !== 'mul' || product.scalars.length > 0 || product.coefficient !== 1) return [e];
  const factors = product === e ? product.factors : [...product.factors].reverse().map(transpose);
  return factors.flatMap(multiplied);
}

const memberKey = (e: Name): string =>
  `${e.name}[${e.index.map((i) => (typeof i === 'number' ? String(i) : i.key)).join(',')}]`;
