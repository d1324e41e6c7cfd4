/** The RNN derived, checked and printed. */
import { readFileSync } from 'node:fs';
import { check, derive, toHtml, toLatex, toMarkdown, toText, witness } from '../src/index.js';
import type { Table } from './tables.js';
import { kept } from './tables.js';
import { interleaved } from './timing.js';

export async function printTables(seconds: number): Promise<Table[]> {
  const rows: Table['rows'][number][] = [];
  for (const [name, file] of [
    ['RNN', 'docs/examples/rnn.frob'],
    ['LSTM', 'docs/examples/lstm.frob'],
  ] as const) {
    const source = readFileSync(file, 'utf8');
    const derived = derive(source);
    const report = check(derived);
    const [derivation, checked, text, latex, markdown, html, all] = await interleaved(
      [
        { name: 'derive', run: () => void derive(source) },
        { name: 'check', run: () => void check(derived) },
        { name: 'text', run: () => void toText(derived, { report }) },
        { name: 'LaTeX', run: () => void toLatex(derived) },
        { name: 'Markdown', run: () => void toMarkdown(derived) },
        {
          name: 'HTML',
          run: async () => {
            const start = performance.now();
            await toHtml(derived, { report });
            return performance.now() - start;
          },
        },
        {
          name: 'derive, check, print',
          run: () => {
            const one = derive(source);
            toText(one, { report: check(one) });
          },
        },
      ],
      seconds,
    );
    const start = performance.now();
    await witness(derived);
    const independent = performance.now() - start;
    const [first, whole] = [derivation?.ms as number, all?.ms as number];
    const isRnn = name === 'RNN';
    rows.push([
      name,
      derived.steps.length,
      first,
      isRnn ? kept(first, 5) : '',
      checked?.ms,
      text?.ms,
      latex?.ms,
      markdown?.ms,
      html?.ms,
      whole,
      isRnn ? kept(whole, 100) : '',
      independent,
    ]);
  }
  return [
    {
      id: 'print',
      title: 'Deriving, checking and printing a recurrent network with symbolic T, warm, ms',
      columns: [
        'problem',
        'steps',
        'derive',
        'at most 5',
        'check',
        'text',
        'LaTeX',
        'Markdown',
        'HTML',
        'derive, check and print',
        'at most 100',
        'independent witness, once',
      ],
      rows,
    },
  ];
}
