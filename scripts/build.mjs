// Builds the package.
//
//   node scripts/build.mjs                 clean dist/, compile the library, bundle the command
//   node scripts/build.mjs --bundle-only   bundle the command only
//   node scripts/build.mjs --bundle-only FOLDER   the same into another folder (what the tests do)
//
// The library is plain ES modules with declarations, one file per source file. The command is one
// bundle with code splitting: what it imports dynamically becomes a chunk that is loaded on demand.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const shebang = '#!/usr/bin/env node\n';
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const bundleOnly = process.argv.indexOf('--bundle-only');
const folder = (bundleOnly > 0 && process.argv[bundleOnly + 1]) || at('dist', 'bin');

function compileLibrary() {
  rmSync(at('dist'), { recursive: true, force: true });
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(typescript), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', at('tsconfig.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  // tsc compiles bin/ as well; the bundle takes its place.
  rmSync(at('dist', 'bin'), { recursive: true, force: true });
}

/** KaTeX's style sheet and fonts inside the bundle, in a chunk of their own, in place of the module that reads them. */
const katexInside = {
  name: 'katex-inside',
  setup(build) {
    build.onLoad({ filter: /src\/report\/files\.ts$/ }, () => {
      const folder = dirname(createRequire(import.meta.url).resolve('katex'));
      const css = readFileSync(join(folder, 'katex.min.css'), 'utf8');
      const fonts = readdirSync(join(folder, 'fonts')).filter((file) => file.endsWith('.woff2'));
      const data = fonts.map((file) => [
        file.replace('.woff2', ''),
        readFileSync(join(folder, 'fonts', file), 'base64'),
      ]);
      const contents = `const fonts = new Map(${JSON.stringify(data)});
export const katexFiles = () => ({ css: ${JSON.stringify(css)}, font: (file) => fonts.get(file) });`;
      return { contents, loader: 'js' };
    });
  },
};

async function bundleCommand() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { frobenius: 'bin/main.ts' },
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define: { FROBENIUS_VERSION: JSON.stringify(version) },
    minifyWhitespace: true,
    plugins: [katexInside],
    legalComments: 'none', // dist/bin/THIRD-PARTY-LICENSES.txt has them all
    metafile: true,
    logLevel: 'warning',
    // Bundled CommonJS code (commander) calls require() for Node's own modules.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  });

  const command = join(folder, 'frobenius.js');
  const code = readFileSync(command, 'utf8');
  if (!code.startsWith('#!')) writeFileSync(command, shebang + code);
  chmodSync(command, 0o755);

  removeStaleChunks(Object.keys(metafile.outputs));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenses(metafile.inputs));
}

function removeStaleChunks(outputs) {
  const chunks = join(folder, 'chunks');
  if (!existsSync(chunks)) return;
  const current = new Set(outputs.map((path) => path.split('/').at(-1)));
  for (const name of readdirSync(chunks)) {
    if (!current.has(name)) rmSync(join(chunks, name), { force: true });
  }
}

/** The licence texts of the packages whose code the bundle contains. */
function licenses(inputs) {
  const folders = new Set();
  for (const path of Object.keys(inputs)) {
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
    if (found) folders.add(found[0]);
  }
  const sections = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(at(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(at(folder))
      .filter((file) => /^(licen[sc]e|notice|copying)/i.test(file))
      .sort()
      .map((file) => readFileSync(at(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

if (bundleOnly < 0) compileLibrary();
await bundleCommand();
