/** The form of what is printed: whole equations, results that end their lines, nothing left that a reader tidies in passing. */
import { describe, expect, test } from 'vitest';
import type { Derivation, Line } from '../src/derive/step.js';
import type { Expr } from '../src/expression/expression.js';
import { isCall } from '../src/expression/expression.js';
import { contains, postorder } from '../src/expression/traverse.js';
import { format } from '../src/language/format.js';
import { derivationToText } from '../src/print/text.js';
import { catalog } from '../src/rulebook/catalog.js';
import { SOURCES, withFirst } from './sources.js';

const rows = (fn: string): ReturnType<typeof catalog.row> | ReturnType<typeof catalog.elementwise> =>
  catalog.elementwise(fn) ?? catalog.row(fn);

const partsOf = ({ blocks }: Derivation): Line[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'forward') return block.line ? [block.line] : [];
    const parts = 'parts' in block ? block.parts : [block];
    return parts.flatMap((p) => [p.line, ...(p.gradient?.lines ?? [])]);
  });

const isOnes = (e: Expr): boolean => isCall(e, 'ones');

/** Pieces of a result that its reader would tidy: I beside something, 𝟏 that sums nothing, a transpose undone. */
function untidy(result: Expr): string[] {
  const found: string[] = [];
  for (const node of postorder([result])) {
    if (node.kind === 'mul' && node.factors.length > 1 && node.factors.some((f) => isCall(f, 'eye')))
      found.push(`I in ${format(node)}`);
    if (isCall(node, 'T') && isCall(node.args[0] as Expr, 'T')) found.push(`twice transposed: ${format(node)}`);
    if (isCall(node, 'had') && node.args.some(isOnes)) found.push(`𝟏 in ⊙: ${format(node)}`);
    if (node.kind === 'mul') {
      // inside a product 𝟏 would be a whole matrix between others: only a row or column of it sums or repeats
      const whole = node.factors.filter((f) => isOnes(f) && f.shape[0] !== 1 && f.shape[1] !== 1);
      if (whole.length > 0 && node.factors.length > 1) found.push(`a whole 𝟏 in ${format(node)}`);
    }
  }
  return found;
}

describe('the form of derivations', () => {
  test.each(SOURCES)('%s', (_, derive) => {
    for (const derivation of derive().flatMap(withFirst)) {
      const lines = partsOf(derivation);
      for (const line of [...lines, ...derivation.results.map((r) => r.line)]) {
        expect(line.stages.at(-1)?.after ?? line.start).toBe(line.end);
        expect(line.target.shape).toEqual(line.start.shape);
        let before = line.start;
        for (const { steps, after } of line.stages) {
          expect(after.shape).toEqual(line.start.shape);
          // the first step of a stage works on a piece of the line as it stands, or on what stands before a differential
          const [first] = steps;
          if (first && first.by.kind === 'definition' && isCall(first.before, 'd'))
            expect(contains(before, first.before)).toBe(true);
          for (const step of steps) expect(step.before.shape).toEqual(step.after.shape);
          before = after;
        }
      }
      for (const result of derivation.results) {
        expect(result.line.end).toBe(result.value);
        expect(untidy(result.value)).toEqual([]);
        expect(untidy(result.expanded ?? result.value)).toEqual([]);
        expect(postorder([result.value]).some((e) => isCall(e, 'd')) && result.request.kind !== 'differential').toBe(
          false,
        );
      }
    }
  });

  test.each(SOURCES)('printed: %s', (_, derive) => {
    for (const derivation of derive().flatMap(withFirst)) {
      for (const row of derivationToText(derivation, { rows, detail: 'full' }).split('\n')) {
        expect(row).not.toMatch(/(^|\s)=\s*$/);
        expect(row).not.toMatch(/undefined|NaN|\[object|ᵀᵀ/);
      }
    }
  });
});
