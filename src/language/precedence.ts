/** Operators between two operands: what they are called, and how tightly they bind. */
import type { BinaryOperator } from './syntax.js';

export const PRECEDENCE: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map([
  ['<', ['<', 0]],
  ['<=', ['<=', 0]],
  ['>', ['>', 0]],
  ['>=', ['>=', 0]],
  ['==', ['==', 0]],
  ['+', ['+', 1]],
  ['-', ['-', 1]],
  [':', [':', 2]],
  ['*', ['*', 3]],
  ['/', ['/', 3]],
  ['\\', ['\\', 3]],
  ['.*', ['.*', 3]],
  ['./', ['./', 3]],
  ['⊗', ['kron', 3]],
]);

export const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==']);

export const isBinaryOperator = (text: string): boolean => PRECEDENCE.has(text) || text === '^' || text === '.^';
