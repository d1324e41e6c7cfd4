/** Assembles scripts/kernel.wat into src/compile/kernel-wasm.ts; with --check it only says whether that file is fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = new URL('./kernel.wat', import.meta.url);
const target = new URL('../src/compile/kernel-wasm.ts', import.meta.url);
const { parseWat } = await wabt();
const module = parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true });
const { buffer } = module.toBinary({});
const base64 = Buffer.from(buffer).toString('base64');
const lines = base64.match(/.{1,100}/g) ?? [];
const text = `/** Made by scripts/kernel.mjs from scripts/kernel.wat: ${buffer.length} bytes. Not to be edited. */
export const KERNEL = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
if (process.argv.includes('--check')) process.exitCode = readFileSync(target, 'utf8') === text ? 0 : 1;
else writeFileSync(target, text);
