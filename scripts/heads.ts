/** Writes src/rulebook/heads-table.ts: under which head each rule of ours is indexed, so that only those looked for are read. */
import { writeFileSync } from 'node:fs';
import { catalog, headOfRule } from '../src/rulebook/catalog.js';
import { headsTable } from '../src/rulebook/heads.js';

const rows = catalog.rules().map((rule) => [`${rule.kind} ${rule.id}`, headOfRule(rule)] as const);
writeFileSync('src/rulebook/heads-table.ts', headsTable(rows));
