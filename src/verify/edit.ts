/**
 * A change of a person's line as data, and what the makers of changes share.
 */
import type { Syntax } from '../language/syntax.js';
import type { Patch, Placed, Text } from './spell.js';
import { pieces } from './spell.js';
import type { Slip } from './verdict.js';

export interface Edit {
  readonly slip: Slip;
  readonly words: string;
  readonly patches: readonly Patch[];
  /** The smaller, the sooner believed. */
  readonly cost: number;
}

export interface EditContext {
  readonly text: Text;
  readonly root: Syntax;
  /** The line says what a gradient is: ∂L/∂X = …, or a name for one. */
  readonly gradient: boolean;
  /** Small pieces that stand in the line above or the left side, as they may be written. */
  readonly atoms: readonly string[];
  /** Names that may have been meant. */
  readonly names: readonly string[];
  /** Names of sizes. */
  readonly sizes: readonly string[];
  /** Terms that may be missing, each with the sign in front. */
  readonly terms: readonly { readonly text: string; readonly words: string; readonly product: boolean }[];
}

/** Factors up to which every order is tried, and products into which factors are put. */
export const MOST_PERMUTED = 4;

export const all = (c: EditContext): Placed[] => [...pieces(c.root)];
export const one = (slip: Slip, words: string, node: Syntax, text: string, cost: number): Edit => ({
  slip,
  words,
  patches: [{ span: node.span, text }],
  cost,
});

export const isExponent = ({ node, parent }: Placed): boolean =>
  parent?.kind === 'binary' && (parent.op === '^' || parent.op === '.^') && parent.right === node;

export function isInverse(e: Syntax): boolean {
  if (e.kind === 'call') return e.fn === 'inv' || e.fn === 'pinv';
  return e.kind === 'binary' && e.op === '^' && e.right.kind === 'unary' && e.right.op === '-';
}
