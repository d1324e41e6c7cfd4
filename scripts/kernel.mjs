/**
 * Compiles kernel/ (AssemblyScript) into src/compile/kernel-wasm.ts; with --check it only says whether that file is
 * fresh.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const target = new URL('../src/compile/kernel-wasm.ts', import.meta.url);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
let binary;
const options = [
  '--outFile',
  'kernel.wasm',
  '-O3',
  '--runtime',
  'stub',
  '--importMemory',
  '--noAssert',
  '--enable',
  'simd',
];
const { error, stderr } = await asc.main(['kernel/index.ts', ...options], {
  writeFile: (name, content) => {
    if (name.endsWith('.wasm')) binary = content;
  },
});
if (error) throw new Error(`${error.message}\n${String(stderr).slice(0, 2000)}`);
const lines =
  Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g) ?? [];
const text = `/** Made by scripts/kernel.mjs from kernel/: ${binary.length} bytes. Not to be edited. */
export const KERNEL = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
if (process.argv.includes('--check')) process.exitCode = readFileSync(target, 'utf8') === text ? 0 : 1;
else writeFileSync(target, text);
