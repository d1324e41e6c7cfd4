/** What the command line of the benchmark asks for. */
import { parseArgs } from 'node:util';
import type { Terms } from './timing.js';

export const GROUP_NAMES = ['compute', 'derive', 'print', 'startup', 'memory'] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

export interface Settings extends Terms {
  /** The largest N of a family. */
  readonly most: number;
  /** Smaller problems, and so little time that the figures are worth nothing: to see that all of it runs. */
  readonly quick: boolean;
}
export interface Options extends Settings {
  readonly only: readonly GroupName[];
  readonly write: boolean;
}

const isGroup = (name: string): name is GroupName => (GROUP_NAMES as readonly string[]).includes(name);

/** Fails with a message for whoever has called. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      max: { type: 'string' },
      limit: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const { quick, write } = values;
  const only = values.only?.split(',').map((name) => name.trim()) ?? GROUP_NAMES;
  const strange = only.filter((name) => !isGroup(name));
  if (strange.length > 0)
    throw new Error(
      `--only: there is no ${strange.map((s) => `"${s}"`).join(', ')}; the names are ${GROUP_NAMES.join(', ')}`,
    );
  const number = (name: 'max' | 'limit', least: number, otherwise: number): number => {
    const text = values[name];
    if (text === undefined) return otherwise;
    const read = text.trim() === '' ? Number.NaN : Number(text);
    if (!(Number.isFinite(read) && read >= least))
      throw new Error(`--${name}: "${text}" is no number from ${least} on`);
    return read;
  };
  if (quick && write) throw new Error('--write: figures of --quick are not written');
  return {
    only: only.filter(isGroup),
    quick,
    write,
    seconds: quick ? 0.05 : 2,
    limit: number('limit', 0.001, quick ? 20 : 60),
    most: number('max', 30, quick ? 100 : 1000),
  };
}
