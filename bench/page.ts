/** The page and the data that figures are kept in. */
import { readFileSync, writeFileSync } from 'node:fs';
import { LIMITS, METHOD } from './method.js';
import type { Table } from './tables.js';
import { toMarkdown } from './tables.js';

const ORDER = [
  'compute',
  'compute-peers',
  'hessians',
  'products',
  'standard',
  'standard-sympy',
  'families',
  'scalars',
  'print',
  'startup',
  'memory',
  'size',
];

export interface Data {
  readonly machine: string;
  readonly tables: readonly Table[];
}

/** New tables in the place of those of the same id; the others stay as they were measured. */
export function merged(before: Data, machine: string, tables: readonly Table[]): Data {
  const kept = before.tables.filter((t) => !tables.some((own) => own.id === t.id));
  return { machine, tables: [...kept, ...tables].sort((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id)) };
}

/** The page with other text between its marks. */
export function page(text: string, { machine, tables }: Data): string {
  const parts = { method: METHOD, tables: `${machine}.\n\n${tables.map(toMarkdown).join('\n\n')}`, limits: LIMITS };
  let now = text;
  for (const [mark, inner] of Object.entries(parts)) {
    const place = new RegExp(`<!-- ${mark} -->[\\s\\S]*?<!-- end -->`);
    if (!place.test(now)) throw new Error(`the page has no place for its ${mark}`);
    now = now.replace(place, () => `<!-- ${mark} -->\n${inner}\n<!-- end -->`);
  }
  return now;
}

export function write(machine: string, tables: readonly Table[]): void {
  const [markdown, file] = ['docs/benchmarks.md', 'docs/benchmarks.json'];
  // as it is read again: figures that are none are left out of JSON
  const json = JSON.stringify(merged(JSON.parse(readFileSync(file, 'utf8')) as Data, machine, tables), null, 1);
  const now = page(readFileSync(markdown, 'utf8'), JSON.parse(json) as Data);
  writeFileSync(file, `${json}\n`);
  writeFileSync(markdown, now);
}
