/**
 * Writes the generated pages, and the outputs of the examples in the others:
 *
 *   npm run docs [-- --cookbook-json FILE] [-- --page docs/tour.md]
 *
 * With --cookbook-json the facts of the Cookbook page are written as JSON too; with --page only that page is gone through.
 * What an example prints replaces what stands below it, unless they differ by rounding alone; an example that fails is told.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cookbookData } from './cookbook-page.js';
import { generatedPages, generatedParts, partOf, withPart } from './docs-pages.js';
import { examineCode, writeModules } from './manual/code.js';
import { frobenius } from './manual/command.js';
import { comparable } from './manual/page.js';
import { manualPages } from './manual/pages.js';
import { examinePrograms } from './manual/programs.js';
import { examine } from './manual/run.js';
import type { Spawn } from './manual/shell.js';

/** This program once more, as the command. */
const AS_COMMAND = '--as-command';
const itself = process.argv[1] as string;

const spawn: Spawn = (words, input) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [itself, AS_COMMAND, ...words], {
    input,
    encoding: 'utf8',
  });
  return { status: status ?? 1, answer: stdout, shown: stderr + stdout };
};

async function writePages(): Promise<void> {
  const options = { 'cookbook-json': { type: 'string' }, page: { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  const wanted = (path: string): boolean => values.page === undefined || values.page === path;
  for (const [path, make] of Object.entries(generatedPages)) {
    if (!wanted(path)) continue;
    writeFileSync(path, await make());
    console.log(path);
  }
  const pages = Object.entries(manualPages(Object.keys(generatedPages))).filter(([path]) => wanted(path));
  for (const [path, page] of pages) {
    const { text, faults } = await examine(page, spawn);
    const module = writeModules({ [path]: text })[path];
    const code = module === undefined ? { text, faults: [] } : await examineCode(text, module);
    const programs = await examinePrograms(code.text, spawn);
    if (programs.text !== page) writeFileSync(path, programs.text);
    console.log(path);
    for (const one of programs.skipped) console.log(`  not run: ${one}`);
    for (const fault of [...faults, ...code.faults, ...programs.faults])
      console.log(`  ${fault.replaceAll('\n', '\n  ')}`);
  }
  for (const [path, make] of Object.entries(generatedParts)) {
    if (!wanted(path)) continue;
    const [page, part] = [readFileSync(path, 'utf8'), await make()];
    if (comparable([partOf(page)]) !== comparable([part])) writeFileSync(path, withPart(page, part));
    console.log(`${path}, what is generated in it`);
  }
  const json = values['cookbook-json'];
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(cookbookData(), null, 2)}\n`);
    console.log(json);
  }
}

if (process.argv[2] === AS_COMMAND) process.exitCode = await (await frobenius()).main(process.argv.slice(3));
else await writePages();
