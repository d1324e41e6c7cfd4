/** Writes src/rulebook/heads-table.ts: where each rule of ours is looked up, so that only those looked for are read. */
import { writeFileSync } from 'node:fs';
import { catalog, indexOfRules } from '../src/rulebook/catalog.js';
import { headsTable } from '../src/rulebook/heads.js';

writeFileSync('src/rulebook/heads-table.ts', headsTable(indexOfRules(catalog.rules())));
