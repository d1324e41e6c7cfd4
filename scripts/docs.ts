/**
 * Writes the generated pages of docs/: npm run docs [-- --cookbook-json FILE]
 *
 * With --cookbook-json the facts of the Cookbook page are written as JSON too.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cookbookData } from './cookbook-page.js';
import { generatedPages } from './docs-pages.js';

const { values } = parseArgs({ options: { 'cookbook-json': { type: 'string' } } });

for (const [name, make] of Object.entries(generatedPages)) {
  const path = join('docs', name);
  writeFileSync(path, make());
  console.log(path);
}
const json = values['cookbook-json'];
if (json !== undefined) {
  writeFileSync(json, `${JSON.stringify(cookbookData(), null, 2)}\n`);
  console.log(json);
}
