/** What a table was measured on and with. */
import { cpus, loadavg, totalmem } from 'node:os';
import type { Table } from './tables.js';
import type { Outcome } from './timing.js';
import { isSpread } from './timing.js';

/** The processor, the system and Node. */
export const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}; Node ${process.versions.node}`;

/** How many runs the figures are of; undefined where none is of runs. */
export function runsText(outcomes: readonly unknown[]): string | undefined {
  const runs = outcomes.filter(isSpread).map((t) => t.runs);
  if (runs.length === 0) return undefined;
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  return `runs for a figure: ${least === most ? least : `${least} to ${most}`}`;
}

/** A table that says what it was measured on; without outcomes, the runs are those of its cells. */
export function withSetting(
  table: Table,
  versions: readonly string[],
  outcomes?: readonly (Outcome | undefined)[],
): Table {
  // other work on the machine shows in it
  const load = loadavg()[0];
  const parts = [machine(), ...versions];
  const runs = runsText(outcomes ?? table.rows.flat());
  if (runs !== undefined) parts.push(runs);
  if (load !== undefined && load > 0) parts.push(`load over the last minute ${load.toFixed(1)}`);
  return { ...table, setting: `Measured on ${parts.join('; ')}.` };
}

/** A BLAS as a table names it. */
export const blasText = (who: string, blas: string, core?: string): string =>
  `${who} with ${blas} (OPENBLAS_CORETYPE ${core === undefined ? 'unset' : `= ${core}`}, threads = 1)`;
