/** Deriving: standard problems, and how the time grows, beside mathjs and SymPy. */
import { familyTable } from './growth.js';
import type { Settings } from './options.js';
import { scalarTable } from './scalars.js';
import { standardTables } from './standard.js';
import type { Table } from './tables.js';

export async function deriveTables(settings: Settings): Promise<Table[]> {
  return [...(await standardTables(settings)), await familyTable(settings), await scalarTable(settings)];
}
