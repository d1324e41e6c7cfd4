/** The operands of an operation. */
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
