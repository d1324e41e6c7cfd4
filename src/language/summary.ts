/**
 * What a scope amounts to once everything is read: declarations, unknown functions, and remarks for the reader.
 */
import type { Shape } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { byLetter, doubtOf } from './by-letter.js';
import type { Context } from './context.js';
import { shapeOf } from './families.js';
import { lookalikes } from './lookalike.js';
import type { Declaration, Problem, UserFunction } from './problem.js';
import { readTarget } from './requests.js';
import type { NameSyntax, Scope, Value } from './scope.js';
import { memberKey } from './scope.js';
import type { Statement } from './syntax.js';

/** An unknown function with the names it depends on; undefined for a formula, which has been put in. */
export function userFunction(c: Context, scope: Scope, name: string): UserFunction | undefined {
  const f = scope.functions.get(name);
  if (f === undefined || f.kind === 'formula') return undefined;
  if (f.kind === 'elementwise') return f;
  const target = (syntax: NameSyntax): Name => {
    const value = scope.values.get(syntax.name);
    return value === undefined ? (c.read(syntax).expr as Name) : readTarget(c, syntax, value);
  };
  if (f.kind === 'matrix') return { kind: 'matrix', name, of: target(f.of), shape: f.shape };
  const of = f.of.map(target);
  if (f.gradient === undefined) return { kind: 'scalar', name, of };
  const given = scope.values.get(f.gradient.name) as Value;
  given.arity = scope.values.get(given.like ?? '')?.arity;
  given.used = true;
  return { kind: 'scalar', name, of, gradient: new Map([[of[0] as Name, readTarget(c, f.gradient, given)]]) };
}

/** All declarations, those made by first letters among them; members under their own names. */
export function declarationsOf(c: Context, scope: Scope): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  const isParam = (d: Declaration | undefined): boolean => d?.role === 'param' && !d.properties.has('integer');
  const hasParam = [...scope.values.values()].some(
    (v) => isParam(v.declaration) || v.members.some((m) => isParam(m.declaration)),
  );
  for (const value of scope.values.values()) {
    const { name, arity, declaration } = value;
    if (declaration !== undefined) found.set(name, declaration);
    for (const m of value.members) if (m.declaration) found.set(memberKey(name, m.at), m.declaration);
    if (value.origin !== 'undeclared' && value.origin !== 'given') continue;
    const shape: Shape | undefined = shapeOf(c, value);
    if (shape === undefined) continue;
    const role = value.origin === 'given' || hasParam ? 'data' : 'param';
    const letters = ['t', 'l', 's'].slice(0, arity ?? 0);
    found.set(name, { name, role, shape, arity: arity ?? 0, letters, properties: new Set(), declared: false });
  }
  return found;
}

/**
 * What the reader should be told: names taken by their letter; and of what may be a slip, such names where another kind
 * would fit as well, declarations without a use, calls that mean something else in MATLAB, indices that hide a variable,
 * and names that look alike. Lines of a person's own derivation are no part of the problem.
 */
export function remarksOn(
  scope: Scope,
  statements: readonly Statement[],
  options: { readonly differentials: boolean },
): Pick<Problem, 'remarks' | 'cautions'> {
  const [remarks, cautions]: [string[], string[]] = [[], []];
  for (const value of scope.values.values()) {
    // in a derivation dX is a differential, whether or not X is known
    const differential = options.differentials && /^d./.test(value.name);
    if (value.origin === 'undeclared' && value.shape && !differential) {
      const doubt = doubtOf(scope, value);
      if (doubt === undefined) remarks.push(byLetter(value));
      else cautions.push(doubt);
    }
    if (value.origin === 'declared' && !value.used && !scope.loopEnds.has(value.name)) {
      cautions.push(`${value.name} is declared but not used`);
    }
  }
  if (statements.some(({ kind }) => kind === 'chain'))
    remarks.push('the lines after “derivation” are not judged here: frobenius verify judges them');
  cautions.push(...scope.elsewhere.values(), ...scope.hidden.values());
  cautions.push(...lookalikes([...scope.values.keys(), ...scope.functions.keys(), ...scope.dims]));
  return { remarks: [...remarks, ...cautions], cautions };
}
