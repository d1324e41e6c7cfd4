/**
 * The package as its users get it: npm run test:package. Packs it, installs the tarball into an empty project, and runs the
 * library from ES modules, from TypeScript with strict settings, from browser bundles by esbuild and Vite, and the command.
 * With -- --write the outcome goes into docs/reliability.md.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'frobenius-package-'));
const said = [];
const passed = () => said.filter((line) => line.startsWith('✓')).length;

function run(command, args, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
  return stdout;
}
async function test(name, work) {
  const left = await work();
  said.push(left === undefined ? `✓ ${name}` : `– ${name}: not done, ${left}`);
  console.log(said.at(-1));
}
const write = (name, text) => writeFileSync(join(folder, name), text);

try {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], root),
  );

  await test('it holds what users need and nothing else', () => {
    const paths = files.map((f) => f.path);
    for (const needed of [
      'README.md',
      'LICENSE',
      'package.json',
      'dist/bin/frobenius.js',
      'dist/src/index.d.ts',
      'man/frobenius.1',
    ])
      assert(paths.includes(needed), `${needed} is missing`);
    const odd = paths.filter(
      (p) => !/^(?:dist\/(?:bin|src|rules)\/|man\/frobenius\.1$|README\.md$|LICENSE$|package\.json$)/.test(p),
    );
    assert.deepEqual(odd, []);
    assert.deepEqual(
      paths.filter((p) => /\.test\.|\.map$|\.tsx?$/.test(p) && !p.endsWith('.d.ts')),
      [],
    );
  });

  await test('it can be installed into an empty project', () => {
    write('package.json', '{"name": "user", "private": true, "type": "module"}');
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename)]);
    const own = JSON.parse(readFileSync(join(folder, 'node_modules/frobenius/package.json'), 'utf8'));
    assert.equal(own.sideEffects, false);
  });

  await test('the library runs from an ES module', () => {
    write(
      'use.mjs',
      `import { check, compile, derive, toInput } from 'frobenius';
const derived = derive("tr(A'*X*B)", { wrt: ['X'] });
console.log(toInput(derived.results.X), check(derived).outcome, compile("x'*x")({ x: [1, 2] }).value);
const { report } = await import('frobenius/report');
console.log(typeof report);
`,
    );
    assert.equal(run('node', ['use.mjs']), "A*B' ok 5\nfunction\n");
  });

  await test('its types hold with strict settings', () => {
    write(
      'use.ts',
      `import { compile, derive, type Derivation, type Expression, FrobeniusError, toCode } from 'frobenius';
const derived = derive("x'*A*x", { declare: ['A : n x n'], wrt: ['x'] });
const first: Derivation | undefined = derived.derivations[0];
const gradient: Expression | undefined = derived.results.x;
const f = compile(derived);
const placed = f.place({ x: { rows: 1, cols: 1, data: Float64Array.of(2) }, A: 3 });
const value = f(placed).value;
if (value instanceof FrobeniusError) throw value;
// @ts-expect-error there is no such target
toCode(derived, { target: 'cobol' });
export { first, gradient, value };
`,
    );
    const settings = [
      '--strict',
      '--noUncheckedIndexedAccess',
      '--exactOptionalPropertyTypes',
      '--verbatimModuleSyntax',
    ];
    const kind = ['--module', 'nodenext', '--target', 'es2022', '--noEmit', '--types', ''];
    run('node', [join(root, 'node_modules/typescript/bin/tsc'), ...settings, ...kind, 'use.ts']);
  });

  const page = `import { derive, toInput } from 'frobenius';
globalThis.answer = toInput(derive("logdet(S)", { declare: ['S : n x n posdef'] }).results.S);
`;
  const answers = async (file) => {
    globalThis.answer = undefined;
    await import(pathToFileURL(file).href);
    assert.equal(globalThis.answer, 'inv(S)');
  };

  await test('esbuild bundles it for a browser', async () => {
    write('page.js', page);
    const outfile = join(folder, 'esbuild.mjs');
    await bundle({
      entryPoints: [join(folder, 'page.js')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'error',
    });
    await answers(outfile);
  });

  await test('Vite bundles it for a browser', async () => {
    const { build } = await import('vite');
    mkdirSync(join(folder, 'site'));
    symlinkSync(join(folder, 'node_modules'), join(folder, 'site/node_modules'));
    writeFileSync(join(folder, 'site/page.js'), page);
    writeFileSync(join(folder, 'site/index.html'), '<!doctype html><script type="module" src="/page.js"></script>');
    await build({ root: join(folder, 'site'), logLevel: 'error', build: { modulePreload: false } });
    const built = readdirSync(join(folder, 'site/dist/assets')).filter((f) => /^index.*\.js$/.test(f));
    assert.equal(built.length, 1);
    await answers(join(folder, 'site/dist/assets', built[0]));
  });

  await test('the command runs', () => {
    const command = join(folder, 'node_modules/.bin/frobenius');
    assert.equal(run(command, ['grad', "x'*A*x", '--wrt', 'x', '--quiet']), "(A + A')*x\n");
    assert.equal(
      run(command, ['--version']).trim(),
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    );
    write('layer.frob', 'data X : n x d\nparam W : d x k\ndata Y : n x k\nL = norm2(X*W - Y)^2\ngrad L wrt W\n');
    run(command, ['report', 'layer.frob', '-o', 'layer.html', '--quiet']);
    assert.match(readFileSync(join(folder, 'layer.html'), 'utf8'), /^<!doctype html>/i);
  });

  await test('npm finds no known fault in what it hangs on', () => {
    const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: folder, encoding: 'utf8' });
    const found = JSON.parse(stdout || '{}');
    // a registry that does not tell is said, and is no fault of ours
    if (found.metadata === undefined) return 'the registry gives no answer';
    assert.equal(found.metadata.vulnerabilities.total, 0);
  });

  const outcome = `${passed()} passed, 0 failed, ${said.length - passed()} not done`;
  console.log(outcome);
  if (process.argv.includes('--write')) writePage(outcome, files);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writePage(outcome, files) {
  const file = join(root, 'docs/reliability.md');
  const page = readFileSync(file, 'utf8');
  const [begin, end] = ['<!-- package:begin -->', '<!-- package:end -->'];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  assert(from >= 0 && from < to, 'docs/reliability.md has no place for the package');
  const size = files.reduce((sum, f) => sum + f.size, 0) / 1e6;
  const text = [
    `\`npm run test:package\`, on Node ${process.versions.node}: ${files.length} files, ${size.toFixed(1)} MB.`,
    '',
    ...said.map((line) => `- ${line}`),
    '',
    `${outcome}.`,
  ];
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n${text.join('\n')}\n${page.slice(to)}`);
}
