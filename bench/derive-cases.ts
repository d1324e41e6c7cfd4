/** What a process derives, checks and prints. */
import { derivative } from 'mathjs';
import type { SourceOptions } from '../src/index.js';
import { check, compile, derive, toHtml, toLatex, toMarkdown, toText, witness } from '../src/index.js';
import { numbersOf } from './numbers.js';
import type { Ready } from './serve.js';

/** A problem as one asks for its gradient. */
export interface Asked {
  readonly source: string;
  readonly declare?: readonly string[];
  readonly wrt?: readonly string[];
}

/** Growth is what is measured: no limit cuts it off but that of the benchmark. */
const limits = { nodes: Number.POSITIVE_INFINITY, seconds: Number.POSITIVE_INFINITY };

const options = ({ declare, wrt }: Asked): SourceOptions => ({
  limits,
  ...(declare === undefined ? {} : { declare }),
  ...(wrt === undefined ? {} : { wrt }),
});

/** Reading and deriving; the answer is the number of steps. */
export const derived = (asked: Asked): Ready => ({
  answer: derive(asked.source, options(asked)).steps.length,
  run: () => derive(asked.source, options(asked)),
});

/** Nothing to time: the answer is the first gradient, entry by entry. */
export function gradient(asked: Asked & { values: Readonly<Record<string, unknown>> }): Ready {
  const { derivatives } = compile(asked.source, options(asked))(asked.values as never);
  return { answer: [numbersOf(Object.values(derivatives)[0])], run: () => undefined };
}

/** mathjs' derivative by x, reading included; the answer is its value. */
export function mathjsDerivative({ formula, at }: { formula: string; at: number }): Ready {
  const run = (): { evaluate(values: object): unknown } => derivative(formula, 'x', { simplify: false });
  return { answer: [[run().evaluate({ x: at })]], run };
}

export type Printing = 'derive' | 'check' | 'text' | 'LaTeX' | 'Markdown' | 'HTML' | 'all' | 'witness';

export function printed({ source, what }: { source: string; what: Printing }): Ready {
  const one = derive(source);
  const report = check(one);
  const runs: Readonly<Record<Printing, () => unknown>> = {
    derive: () => derive(source),
    check: () => check(one),
    text: () => toText(one, { report }),
    LaTeX: () => toLatex(one),
    Markdown: () => toMarkdown(one),
    HTML: () => toHtml(one, { report }),
    all: () => {
      const again = derive(source);
      return toText(again, { report: check(again) });
    },
    witness: () => witness(one),
  };
  return { answer: one.steps.length, run: runs[what] };
}
