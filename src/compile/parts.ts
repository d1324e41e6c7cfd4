/** The operands of an operation, and what stands in a value. */
import type { Code } from './code.js';

export function partsOf(code: Code): readonly Code[] {
  switch (code.op) {
    case 'number':
    case 'size':
    case 'name':
    case 'fill':
    case 'identity':
      return [];
    case 'sum':
      return code.terms.map((t) => t.code);
    case 'times':
      return [...code.over, ...code.under];
    case 'product':
    case 'dot':
    case 'solve':
      return [code.left, code.right];
    case 'transpose':
    case 'total':
    case 'slice':
      return [code.of];
    case 'power':
      return [code.base, code.exponent];
    case 'choose':
      return code.operands;
    case 'call':
      return code.args;
    case 'fold':
      return [code.body];
    default:
      return code satisfies never;
  }
}

/** All that stands in values, and they themselves, each once. */
export function allWithin(codes: readonly Code[]): Code[] {
  const seen = new Set<Code>();
  const queue = [...codes];
  for (let c = queue.pop(); c !== undefined; c = queue.pop()) {
    if (seen.has(c)) continue;
    seen.add(c);
    queue.push(...partsOf(c));
  }
  return [...seen];
}

/** The names of variables and families in a value. */
export function namesIn(code: Code): Set<string> {
  return new Set(allWithin([code]).flatMap((c) => (c.op === 'name' ? [c.name] : [])));
}
