/** A derivation of ours as somebody would hand it in: the problem, then its lines in the input language. */
import type { Derivation, Line } from '../src/derive/step.js';
import { toInput } from '../src/deriving.js';
import { format } from '../src/language/format.js';

/** The problem file with the chains of the derivation, families left out: their lines hold for an index. */
export function ownLines(derivation: Derivation): string {
  const { problem, blocks, results } = derivation;
  const out: string[] = [];
  const chain = (line: Line): void => {
    const sides = [line.start, ...line.stages.map((s) => s.after)].map((e) => format(e));
    const left = format(line.target);
    const own = sides.filter((s, i) => s !== (i === 0 ? left : sides[i - 1]));
    if (own.length > 0) out.push(`${left} = ${own[0]}`, ...own.slice(1).map((s) => `   = ${s}`));
  };
  const pieces: string[] = [];
  const recurrent = blocks.some((b) => b.kind === 'recurrence');
  const given = new Set(problem.definitions.map(({ target }) => target.name));
  for (const block of blocks) {
    if (block.kind === 'forward') {
      const { target, value } = block.named.definition;
      if (!given.has(target.name) || block.named.definition.anonymous)
        pieces.push(`${format(target)} = ${format(value)}`);
      if (block.line) chain(block.line);
    }
    if (block.kind !== 'backward') continue;
    for (const line of recurrent ? [] : (block.gradient?.lines ?? [])) chain(line);
    chain(block.line);
  }
  for (const { line } of results) chain(line);
  const head = problem.source.replaceAll(/^(?:grad|jacobian|hessian|hvp|differential) .*$/gm, '').trimEnd();
  // what a recurrence is solved for stands above: a line of a derivation is one equation, not a loop of them
  const behind = recurrent ? toInput(derivation).replaceAll(/^ *grad\(.*$\n?/gm, '') : '';
  const defined = new Set(behind.split('\n').map((line) => line.trim().split(' = ')[0]));
  return `${head}\n${behind}\n\nderivation\n${[...pieces.filter((p) => !defined.has(p.split(' = ')[0] ?? '')), ...out].join('\n')}\n`;
}
