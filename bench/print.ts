/** The RNN derived, checked and printed. */
import { readFileSync } from 'node:fs';
import type { Printing } from './derive-cases.js';
import { node } from './node.js';
import type { Settings } from './options.js';
import { admit } from './remote.js';
import { withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { kept } from './tables.js';
import type { Contender, Outcome } from './timing.js';
import { measure, msOf } from './timing.js';

const WHAT: readonly Printing[] = ['derive', 'check', 'text', 'LaTeX', 'Markdown', 'HTML', 'all', 'witness'];

export async function printTables(settings: Settings): Promise<Table[]> {
  const rows: Cell[][] = [];
  for (const [name, file] of [
    ['RNN', 'docs/examples/rnn.frob'],
    ['LSTM', 'docs/examples/lstm.frob'],
  ] as const) {
    const source = readFileSync(file, 'utf8');
    const remotes = WHAT.map(() => node());
    const list: Contender[] = [];
    const failed = new Map<string, Outcome>();
    let steps: number | undefined;
    const count = (answer: unknown): undefined => {
      steps = answer as number;
    };
    for (const [i, what] of WHAT.entries()) {
      const remote = remotes[i] as ReturnType<typeof node>;
      const made = await admit(what, remote, { case: 'print', about: { source, what } }, count, settings);
      if (typeof made === 'string') failed.set(what, made);
      else list.push(made);
    }
    const times = new Map([...failed, ...(await measure(list, settings))]);
    for (const remote of remotes) remote.close();
    const isRnn = name === 'RNN';
    const bar = (what: Printing, most: number): string => (isRnn ? kept(msOf(times.get(what)), most) : '');
    const at = (what: Printing): Cell => times.get(what);
    rows.push([
      name,
      steps,
      at('derive'),
      bar('derive', 5),
      at('check'),
      at('text'),
      at('LaTeX'),
      at('Markdown'),
      at('HTML'),
      at('all'),
      bar('all', 100),
      at('witness'),
    ]);
  }
  const table: Table = {
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
      'independent witness',
    ],
    rows,
  };
  return [withSetting(table, [])];
}
