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
import { build, transform } from 'esbuild';

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

/** commander asks for child_process at once, which takes Node as long as all of commander, and needs it for what we never call. */
const commanderWithoutProcesses = {
  name: 'commander-without-processes',
  setup(build) {
    build.onLoad({ filter: /commander\/lib\/command\.js$/ }, ({ path }) => {
      const required = "const childProcess = require('node:child_process');";
      const text = readFileSync(path, 'utf8');
      if (!text.includes(required)) throw new Error(`${path} requires child_process in another way`);
      const contents = text.replace(required, '').replaceAll('childProcess.', "require('node:child_process').");
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Fewer files to load. A chunk is what the same set of entries needs, so entries that need nearly the same split it into
 * many. What the command loads at its start is there already, so every entry may name it; and one that needs a part of what
 * derives is given the whole of it.
 */
const together = (entries) => ({
  name: 'together',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
      const derives = entries.get(path);
      if (derives === undefined) return undefined;
      const hubs = ['bin/frobenius.ts', ...(derives ? ['bin/source.ts'] : [])];
      const imports = hubs.map((hub) => `import ${JSON.stringify(at(hub))};`).join('\n');
      return { contents: `${readFileSync(path, 'utf8')}\n${imports}\n`, loader: path.endsWith('ts') ? 'ts' : 'js' };
    });
  },
});

/** What is imported on demand, and whether it needs a part of what derives. */
function entriesOnDemand({ inputs, outputs }) {
  const files = (output, seen = new Set()) => {
    if (seen.has(output)) return [];
    seen.add(output);
    const { inputs: own, imports } = outputs[output];
    const others = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    return [...Object.keys(own), ...others.flatMap(({ path }) => files(path, seen))];
  };
  const entries = Object.entries(outputs).flatMap(([output, { entryPoint }]) =>
    entryPoint === undefined ||
    ['bin/main.ts', 'bin/frobenius.ts'].includes(entryPoint) ||
    inputs[entryPoint]?.format !== 'esm'
      ? []
      : [[at(entryPoint), files(output).some((file) => /^(rules|src\/(derive|language|rulebook))\//.test(file))]],
  );
  return new Map(entries);
}

async function bundleCommand() {
  const options = {
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
    minify: true,
    plugins: [katexInside, commanderWithoutProcesses],
    legalComments: 'none', // dist/bin/THIRD-PARTY-LICENSES.txt has them all
    metafile: true,
    logLevel: 'warning',
  };
  const apart = await build({ ...options, write: false });
  const plugins = [...options.plugins, together(entriesOnDemand(apart.metafile))];
  // the imports put in are there for the grouping alone
  const { metafile } = await build({ ...options, plugins, logOverride: { 'ignored-bare-import': 'silent' } });

  await asScripts(Object.keys(metafile.outputs));
  const command = join(folder, 'frobenius.js');
  writeFileSync(command, shebang + readFileSync(command, 'utf8'));
  chmodSync(command, 0o755);

  removeStaleChunks(Object.keys(metafile.outputs));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenses(metafile.inputs));
}

/**
 * The files as CommonJS, which esbuild splits only as ES modules: the loader of those takes Node a tenth of its own start.
 * Calls of require() in bundled code are then Node's own.
 */
async function asScripts(outputs) {
  await Promise.all(
    outputs.map(async (output) => {
      const path = join(root, output);
      const options = { format: 'cjs', platform: 'node', target: 'node20', minify: true, logLevel: 'warning' };
      const supported = { 'dynamic-import': false };
      const { code } = await transform(readFileSync(path, 'utf8'), { ...options, supported });
      writeFileSync(path, code);
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
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
