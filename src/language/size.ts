/**
 * Sizes, indices and ends of loops: arithmetic over whole numbers, dimensions and bound indices.
 *
 * Owns the reading of such an expression to a Dim, and the list of the places in a syntax tree where names are
 * dimensions. It does not know which index a family has; families.ts does.
 */
import type { Dim } from '../expression/dimension.js';
import { addDim, dimName, dimToString, multiplyDim, negateDim, subtractDim } from '../expression/dimension.js';
import { SIZE_EXPONENT } from '../expression/limits.js';
import type { Context } from './context.js';
import type { Span } from './error.js';
import { nearest } from './names.js';
import type { Statement, Syntax } from './syntax.js';

/** A size: at least 1, as far as one can tell. */
export function readSize(c: Context, syntax: Syntax): Dim {
  const d = readDim(c, syntax, 'a size');
  const positive = typeof d === 'number' ? d >= 1 : d.terms.some((m) => m.coefficient > 0);
  return positive ? d : c.fail('shape', `a size is at least 1, not ${dimToString(d)}`, syntax.span);
}

/** The dimension that an expression over sizes and indices is. `what` says its part in a message. */
export function readDim(c: Context, syntax: Syntax, what = 'a size or an index'): Dim {
  switch (syntax.kind) {
    case 'number': {
      const value = Number(syntax.text);
      if (Number.isSafeInteger(value)) return value;
      return c.fail('shape', `${what} is a whole number, not ${syntax.text}`, syntax.span);
    }
    case 'name': {
      if (syntax.index === undefined) {
        const index = c.bound.get(syntax.name);
        if (index !== undefined) return dimName(index.as);
        const d = c.scope.dim(syntax.name);
        if (d !== undefined) {
          markUsed(c, syntax.name);
          return d;
        }
      }
      return unknownSize(c, syntax.name, syntax.span, what);
    }
    case 'end': {
      const d = c.ends.at(-1);
      return d ?? c.fail('syntax', "'end' stands inside a slice only", syntax.span);
    }
    case 'unary':
      if (syntax.op === "'") break;
      return syntax.op === '-' ? negateDim(readDim(c, syntax.arg, what)) : readDim(c, syntax.arg, what);
    case 'binary': {
      const a = readDim(c, syntax.left, what);
      const b = readDim(c, syntax.right, what);
      if (syntax.op === '+') return addDim(a, b);
      if (syntax.op === '-') return subtractDim(a, b);
      if (syntax.op === '*') return multiplyDim(a, b);
      if (syntax.op === '^' && typeof b === 'number' && b >= 0 && b <= SIZE_EXPONENT) {
        return Array.from({ length: b }, () => a).reduce<Dim>(multiplyDim, 1);
      }
      if (syntax.op === '/' && typeof a === 'number' && typeof b === 'number' && a % b === 0) return a / b;
      break;
    }
    default:
  }
  return c.fail('shape', `${what} is made of whole numbers, sizes and indices by + - *`, syntax.span);
}

function markUsed(c: Context, name: string): void {
  const value = c.scope.values.get(name);
  if (value?.integer) value.used = true;
}

function unknownSize(c: Context, name: string, span: Syntax['span'], what: string): never {
  const value = c.scope.values.get(name);
  if (value !== undefined) {
    const hint = value.origin === 'declared' ? `declare it as a whole number: ${name} : scalar integer` : undefined;
    return c.fail('name', `${name} is a variable, and ${what} needs a number, a dimension or an index`, span, hint);
  }
  const near = nearest(name, [...c.bound.keys(), ...c.scope.dims]);
  const hint =
    near === undefined
      ? 'an index is bound by a loop (for t = 1..T … end) or a sum (sum(t = 1..T, …))'
      : `perhaps ${near}`;
  return c.fail('name', `${name} is neither a dimension nor an index here`, span, hint);
}

/** Functions whose arguments, from the given place on, are sizes. */
const SIZE_ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['eye', 0],
  ['ones', 0],
  ['zeros', 0],
  ['commutation', 0],
  ['basis', 0],
  ['unvec', 1],
  ['pad', 1],
]);

export interface SizePlaces {
  /** Names of sizes, in order of appearance. */
  readonly sizes: Set<string>;
  /** Names that stand at the ends of loops and sums. */
  readonly ends: Set<string>;
  /** Letters bound by loops and sums. */
  readonly letters: Map<string, Span>;
}

/** Collects the names that stand where only a dimension can: in shapes, constants, and at ends of loops and sums. */
export function collectSizes(
  statements: readonly Statement[],
  places: SizePlaces,
  bound: ReadonlySet<string> = new Set(),
): void {
  for (const s of statements) {
    switch (s.kind) {
      case 'declare':
      case 'function':
        if (s.shape !== undefined && !s.shape.scalar) {
          for (const size of [s.shape.rows, s.shape.cols]) if (size) collectNames(size, places.sizes, bound);
        }
        if (s.kind === 'function' && s.body) collectIn(s.body, places, bound);
        break;
      case 'define':
        collectIn(s.value, places, bound);
        break;
      case 'for':
        for (const end of [s.loop.from, s.loop.to]) collectNames(end, places.ends, bound);
        places.letters.set(s.loop.over, s.loop.span);
        collectSizes(s.body, places, new Set([...bound, s.loop.over]));
        break;
      case 'request':
        collectIn(s.subject, places, bound);
        break;
      case 'chain':
      case 'hold':
        break;
      default:
        s satisfies never;
    }
  }
}

/** The same within one expression. */
export function collectIn(root: Syntax, places: SizePlaces, outer: ReadonlySet<string> = new Set()): void {
  const stack: { syntax: Syntax; bound: ReadonlySet<string> }[] = [{ syntax: root, bound: outer }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { syntax, bound } = top;
    const push = (...parts: readonly Syntax[]): void => {
      for (let i = parts.length - 1; i >= 0; i--) stack.push({ syntax: parts[i] as Syntax, bound });
    };
    switch (syntax.kind) {
      case 'unary':
        push(syntax.arg);
        break;
      case 'binary':
        push(syntax.left, syntax.right);
        break;
      case 'call': {
        const from = SIZE_ARGUMENTS.get(syntax.fn) ?? syntax.args.length;
        for (const size of syntax.args.slice(from)) collectNames(size, places.sizes, bound);
        push(...syntax.args.slice(0, from));
        break;
      }
      case 'slice':
        push(syntax.of);
        break;
      case 'blocks':
        push(...syntax.rows.flat());
        break;
      case 'fold':
        for (const end of [syntax.from, syntax.to]) collectNames(end, places.ends, bound);
        places.letters.set(syntax.over, syntax.span);
        stack.push({ syntax: syntax.body, bound: new Set([...bound, syntax.over]) });
        break;
      case 'differential':
        push(syntax.of);
        break;
      case 'number':
      case 'name':
      case 'end':
        break;
      default:
        syntax satisfies never;
    }
  }
}

function collectNames(root: Syntax, into: Set<string>, bound: ReadonlySet<string>): void {
  const stack: Syntax[] = [root];
  for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
    if (s.kind === 'name' && s.index === undefined && !bound.has(s.name)) into.add(s.name);
    else if (s.kind === 'unary') stack.push(s.arg);
    else if (s.kind === 'binary') stack.push(s.right, s.left);
  }
}
