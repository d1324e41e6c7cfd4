// Builds the playground: static files that any web host can serve, under any path.
//
//   node scripts/playground.mjs [FOLDER]      default dist/playground; prints the sizes of what a first visit loads
//
// The folder is replaced; one that is not empty and holds no playground is refused.
//
// The page, its worker and what they load on demand are ES modules with code splitting; the service worker is one
// file that knows the names and a version of all the others.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const out = process.argv[2] ?? at('dist', 'playground');
const pages = at('docs', 'playground');

/** The example problems, by folder. */
const FOLDERS = [
  ['Recurrent networks', at('docs', 'examples')],
  ['Short', at('test', 'derivations')],
];

function examples() {
  return FOLDERS.flatMap(([group, folder]) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.frob'))
      .sort((a, b) => (a === 'rnn.frob' ? -1 : b === 'rnn.frob' ? 1 : a.localeCompare(b)))
      .map((name) => ({
        group,
        title: name
          .replace('.frob', '')
          .replaceAll('-', ' ')
          .replace(/^(rnn|lstm|gru)\b/, (word) => word.toUpperCase()),
        source: readFileSync(join(folder, name), 'utf8'),
      })),
  );
}

const withExamples = {
  name: 'examples',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/examples\.js$/ }, () => ({ path: 'examples', namespace: 'examples' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'examples' }, () => ({
      contents: `export const EXAMPLES = ${JSON.stringify(examples())};`,
      loader: 'js',
    }));
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['es2023', 'chrome122', 'firefox125', 'safari17.4'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

async function modules() {
  const entry = (name) => join(pages, `${name}.ts`);
  const { metafile } = await build({
    ...shared,
    entryPoints: { main: entry('main'), worker: entry('worker') },
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    metafile: true,
    plugins: [withExamples],
  });
  return metafile;
}

/** A module of ours, as it is now. */
async function moduleOf(path) {
  const file = join(out, `.${path.replaceAll('/', '-')}.mjs`);
  await build({ ...shared, entryPoints: [at(path)], outfile: file });
  const loaded = await import(pathToFileURL(file).href);
  rmSync(file);
  return loaded;
}

async function styles() {
  const { FRAGMENT_STYLE } = await moduleOf('src/report/style.ts');
  const { PART_STYLE } = await moduleOf('src/report/page-style.ts');
  writeFileSync(
    join(out, 'style.css'),
    FRAGMENT_STYLE + PART_STYLE + readFileSync(join(pages, 'playground.css'), 'utf8'),
  );
  const katex = dirname(createRequire(import.meta.url).resolve('katex'));
  mkdirSync(join(out, 'katex', 'fonts'), { recursive: true });
  const css = readFileSync(join(katex, 'katex.min.css'), 'utf8');
  writeFileSync(join(out, 'katex', 'katex.css'), css.replace(/,url\([^)]*\.(woff|ttf)\)\s*format\("[a-z]+"\)/g, ''));
  for (const file of readdirSync(join(katex, 'fonts')).filter((name) => name.endsWith('.woff2')))
    copyFileSync(join(katex, 'fonts', file), join(out, 'katex', 'fonts', file));
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

async function serviceWorker() {
  const files = filesIn(out);
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(out, file)));
  await build({
    ...shared,
    entryPoints: [join(pages, 'service-worker.ts')],
    outfile: join(out, 'service-worker.js'),
    format: 'iife',
    define: {
      FILES: JSON.stringify(['./', ...files]),
      VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
    },
  });
}

/** What an entry loads at once: itself and what it imports statically. */
function loadedBy(metafile, name) {
  const all = new Map(Object.entries(metafile.outputs));
  const entry = [...all.keys()].find((path) => path.endsWith(`/${name}`) || path === name);
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of all.get(path)?.imports ?? []) if (kind === 'import-statement') visit(next);
  };
  visit(entry);
  return [...seen].map((path) => join(root, path));
}

const gzipped = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);

/** What only a folder made here holds: its service worker and the sizes, written last. */
const isOurs = (folder) =>
  ['sizes.json', 'service-worker.js', 'style.css'].every((name) => existsSync(join(folder, name)));

if (process.argv[2] !== undefined && existsSync(out) && readdirSync(out).length > 0 && !isOurs(out)) {
  console.error(`${out} is not empty and holds no playground: give a folder that may be replaced`);
  process.exit(2);
}
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const metafile = await modules();
for (const name of ['index.html', 'icon.svg', 'manifest.webmanifest']) copyFileSync(join(pages, name), join(out, name));
await styles();
await serviceWorker();

const sizes = {
  page: gzipped(loadedBy(metafile, 'main.js')),
  engine: gzipped(loadedBy(metafile, 'worker.js')),
};
writeFileSync(join(out, 'sizes.json'), `${JSON.stringify(sizes)}\n`);
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB gzipped`;
const whole = filesIn(out).reduce((sum, file) => sum + statSync(join(out, file)).size, 0);
console.log(
  `page ${kilobytes(sizes.page)}, engine ${kilobytes(sizes.engine)}, all files ${(whole / 1024).toFixed(0)} KB in ${out}`,
);
