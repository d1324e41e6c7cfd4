/** Values with other sizes and indices in them, and a text that is the same for equal values. */
import type { Dim, Shape } from '../expression/dimension.js';
import { substituteDim } from '../expression/dimension.js';
import type { Code, Statement } from './code.js';

/** The value with the dimension `at` for a letter, in indices, sizes and numbers alike. */
export function substituted(code: Code, letter: string, at: Dim): Code {
  const put = new Map([[letter, at]]);
  const dim = (d: Dim): Dim => substituteDim(d, put);
  const of = (c: Code): Code => {
    const shape: Shape = [dim(c.shape[0]), dim(c.shape[1])];
    switch (c.op) {
      case 'number':
      case 'fill':
      case 'identity':
        return { ...c, shape };
      case 'size':
        return { ...c, shape, size: dim(c.size) };
      case 'name':
        return { ...c, shape, index: c.index.map(dim) };
      case 'sum':
        return { ...c, shape, terms: c.terms.map((t) => ({ ...t, code: of(t.code) })) };
      case 'times':
        return { ...c, shape, over: c.over.map(of), under: c.under.map(of) };
      case 'product':
      case 'dot':
      case 'solve':
        return { ...c, shape, left: of(c.left), right: of(c.right) };
      case 'transpose':
      case 'total':
        return { ...c, shape, of: of(c.of) };
      case 'power':
        return { ...c, shape, base: of(c.base), exponent: of(c.exponent) };
      case 'choose':
        return { ...c, shape, operands: c.operands.map(of) as unknown as typeof c.operands };
      case 'slice':
        return { ...c, shape, of: of(c.of), range: c.range.map(dim) as unknown as typeof c.range };
      case 'call':
        return { ...c, shape, args: c.args.map(of), dims: c.dims.map(dim) };
      case 'fold':
        // the letter of a sum hides one outside
        return { ...c, shape, from: dim(c.from), to: dim(c.to), body: c.over === letter ? c.body : of(c.body) };
      default:
        return c satisfies never;
    }
  };
  return of(code);
}

/** The same in a statement; loops over the letter itself stay. */
export function substitutedIn(s: Statement, letter: string, at: Dim): Statement {
  const put = new Map([[letter, at]]);
  if (s.kind === 'assign') {
    const index = s.index.map((d) => substituteDim(d, put));
    return { ...s, index, value: substituted(s.value, letter, at) };
  }
  if (s.loop.over === letter) return s;
  const loop = { ...s.loop, from: substituteDim(s.loop.from, put), to: substituteDim(s.loop.to, put) };
  return { ...s, loop, body: s.body.map((inner) => substitutedIn(inner, letter, at)) };
}

/** Equal texts for equal values, however they were put together. */
export const sameText = (x: Code | Statement | readonly Dim[]): string => JSON.stringify(x);
