/** Differentials are cited by the numbers of their rows: which number each has, and what a line says that puts one in. */
import type { Block } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import type { DefinitionRow, Detail } from './outline.js';
import type { Cite } from './reason.js';
import { stagesReason } from './reason.js';

/** What an earlier phase has shown: rows that need no second showing, and the numbers of its differentials. */
export interface Known {
  readonly rows: readonly DefinitionRow[];
  /** Whether the derivation is one of several phases: then nothing of it goes into the title. */
  readonly phase: boolean;
}

export type Forward = Extract<Block, { kind: 'forward' }>;

/** A differential put in is cited by its number; that of the subject, which has none, by the rules behind it. */
export function citation(blocks: readonly Block[], numbers: ReadonlyMap<Name, number>, detail: Detail): Cite {
  const lines = new Map(
    blocks.flatMap((b) => (b.kind === 'forward' && b.line ? [[b.line.target, b.line] as const] : [])),
  );
  const cite: Cite = ({ before }) => {
    const of = isCall(before, 'd') ? (before.args[0] as Expr) : undefined;
    if (of?.kind !== 'name') return undefined;
    const number = numberOf(of, numbers);
    if (number !== undefined)
      return detail === 'brief' ? ['differential of ', of] : [{ words: [`(${number})`], to: { line: number } }];
    const line = lines.get(before);
    return line && stagesReason(line.stages, () => undefined);
  };
  return cite;
}

/** Forward lines that have a differential, numbered in order, after those that are known. */
export function numbering(blocks: readonly Block[], known: Known): Map<Name, number> {
  const numbers = new Map(
    known.rows.flatMap(({ target, number }): [Name, number][] =>
      target.kind === 'name' && number !== undefined ? [[target, number]] : [],
    ),
  );
  let next = Math.max(0, ...numbers.values());
  for (const block of blocks) {
    if (block.kind !== 'forward' || !block.line || isSubject(block, blocks)) continue;
    const { target } = block.named.definition;
    if (!numbers.has(target)) numbers.set(target, ++next);
  }
  return numbers;
}

/** That of the member itself, y[1]; else that of the general one, y[t], which is the last of a family. */
function numberOf(of: Name, numbers: ReadonlyMap<Name, number>): number | undefined {
  const exact = numbers.get(of);
  if (exact !== undefined) return exact;
  const family = [...numbers].filter(([{ name, index }]) => name === of.name && index.some(isLetter));
  return family.at(-1)?.[1];
}

/** Whether an index can stand for others: a number cannot. */
const isLetter = (index: Dim): boolean => typeof index !== 'number';

/** Whether an earlier phase has shown the definition, and its differential if that is needed now. */
export function isKnown(block: Forward, { rows }: Known): boolean {
  const { target, value } = block.named.definition;
  return rows.some(
    (row) =>
      row.target === target &&
      row.value === value &&
      row.differential?.right === (block.line ?? { end: undefined }).end,
  );
}

/** The last definition, from which the chain back starts: its differential is the chain's first line. */
function isSubject(block: Block, blocks: readonly Block[]): boolean {
  const first = blocks.find((b) => b.kind === 'backward');
  return block.kind === 'forward' && first?.kind === 'backward' && first.of === block.named.definition.target;
}
