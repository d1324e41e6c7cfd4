/**
 * What is known of terms: declared properties of names, what functions give, and what follows by structure
 * (AᵀA is symmetric, a sum of symmetric matrices is). Owned by one problem; never global.
 */
import { transpose } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { Definition, Problem, Property } from '../language/problem.js';
import type { Catalog } from './catalog.js';
import type { Facts } from './match.js';

export function makeFacts(problem: Problem, definitions: readonly Definition[], catalog: Catalog): Facts {
  const defined = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const known = defined.get(definition.target.name);
    if (known) known.push(definition);
    else defined.set(definition.target.name, [definition]);
  }
  const memo = new Map<Property, Map<Expr, boolean>>();

  const ofName = (e: Name, property: Property): boolean => {
    const member = e.index.length > 0 ? problem.declarations.get(memberKey(e)) : undefined;
    const declared = member ?? problem.declarations.get(e.name);
    if (declared?.properties.has(property)) return true;
    const values = defined.get(e.name);
    if (values === undefined || declared !== undefined) return false;
    return values.every((definition) => has(definition.value, property));
  };

  const has = (e: Expr, property: Property): boolean => {
    let table = memo.get(property);
    if (!table) memo.set(property, (table = new Map()));
    const known = table.get(e);
    if (known !== undefined) return known;
    table.set(e, false); // while it is being asked: a recurrence gives no fact about itself
    const answer = decide(e, property);
    table.set(e, answer);
    return answer;
  };

  const decide = (e: Expr, property: Property): boolean => {
    switch (e.kind) {
      case 'name':
        return ofName(e, property);
      case 'num':
        return property === 'symmetric';
      case 'add':
        return (
          (property === 'symmetric' || property === 'diagonal' || property === 'skew') &&
          e.args.every((a) => has(a, property))
        );
      case 'each':
        return property === 'symmetric' && e.fold === 'sum' && has(e.args[0] as Expr, property);
      case 'mul':
        if (property !== 'symmetric') return false;
        return e.factors.length === 1 ? has(e.factors[0] as Expr, property) : isPalindrome(e.factors, has);
      case 'call':
        return ofCall(e.fn, e, property);
      default:
        return e satisfies never;
    }
  };

  const ofCall = (fn: string, e: Expr, property: Property): boolean => {
    if (fn === 'eye') return property === 'symmetric' || property === 'diagonal' || property === 'orthogonal';
    if (fn === 'ones') return property === 'symmetric' && e.shape[0] === e.shape[1];
    if (catalog.row(fn)?.gives?.includes(property)) return true;
    const inherits: readonly Property[] = ['symmetric', 'diagonal', 'orthogonal', 'skew'];
    if ((fn === 'inv' || fn === 'T') && inherits.includes(property)) return has(e.args[0] as Expr, property);
    if (fn === 'had' && property === 'symmetric') return e.args.every((a) => has(a, property));
    if (fn === 'pow' && property === 'symmetric') return e.args[1]?.kind === 'num' && has(e.args[0] as Expr, property);
    if (catalog.elementwise(fn) && property === 'symmetric') return has(e.args[0] as Expr, property);
    return false;
  };

  return { has };
}

/** F1 … Fk with Fi = F(k+1−i)': the product equals its transpose. */
function isPalindrome(factors: readonly Expr[], has: (e: Expr, p: Property) => boolean): boolean {
  return factors.every((f, i) => {
    const opposite = factors[factors.length - 1 - i] as Expr;
    if (f === opposite) return has(f, 'symmetric') || (isCall(f, 'T') && has(f.args[0] as Expr, 'symmetric'));
    return transpose(f) === opposite;
  });
}

const memberKey = (e: Name): string =>
  `${e.name}[${e.index.map((i) => (typeof i === 'number' ? String(i) : i.key)).join(',')}]`;
