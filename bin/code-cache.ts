/**
 * The command's compiled code, kept from one call to the next: to compile the bundle takes V8 longer than to derive a
 * small problem. Node has the same from 22.1 on (`module.enableCompileCache`); this serves 20 as well.
 *
 * What is kept is V8's own form of the command's own files, for one version of Node and one command each, in the user's
 * cache folder. V8 runs it unseen, so it is read only from a folder that belongs to the user and that nobody else can
 * write, and only whole. It is a matter of speed alone: where it cannot be read or written the command does without.
 */
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { Script } from 'node:vm';
import { CHECK_FAILED } from './status.js';

/** Where programs of this system keep what they can do without. */
function userCache(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

/** Whether the folder is the user's own and closed to others. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  return process.geteuid === undefined || (found.uid === process.geteuid() && (found.mode & 0o022) === 0);
}

/** A sum over all bytes (the last few that fill no word apart): V8 itself does not look for damage. */
function checksum(bytes: Uint8Array): number {
  const whole = bytes.byteLength >> 2;
  const words =
    bytes.byteOffset % 4 === 0
      ? new Int32Array(bytes.buffer, bytes.byteOffset, whole)
      : new Int32Array(bytes.slice(0, 4 * whole).buffer);
  let sum = bytes.byteLength;
  for (let i = 0; i < whole; i++) sum = (Math.imul(sum, 31) + (words[i] as number)) | 0;
  for (let i = 4 * whole; i < bytes.byteLength; i++) sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0;
  return sum;
}

type Kept = ReadonlyMap<string, Uint8Array>;

// the file: the checksum of all that follows, the length of a list [name, bytes][] in JSON, the list, the code of each
const HEAD = 8;

function read(path: string): Kept {
  const file = readFileSync(path);
  const kept = new Map<string, Uint8Array>();
  if (file.byteLength < HEAD || file.readInt32LE(0) !== checksum(file.subarray(4))) return kept;
  let at = HEAD + file.readUInt32LE(4);
  for (const [name, length] of JSON.parse(file.toString('utf8', HEAD, at)) as [string, number][]) {
    kept.set(name, file.subarray(at, at + length));
    at += length;
  }
  return kept;
}

function write(path: string, codes: readonly (readonly [string, Uint8Array])[]): void {
  const list = Buffer.from(JSON.stringify(codes.map(([name, code]) => [name, code.byteLength])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(list.byteLength);
  const rest = Buffer.concat([length, list, ...codes.map(([, code]) => code)]);
  const sum = Buffer.alloc(4);
  sum.writeInt32LE(checksum(rest));
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([sum, rest]), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Does what may fail, as everything to do with the cache may, and nothing hangs on it. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function folderOfOurs(): string | undefined {
  return attempt(() => {
    const top = join(userCache(), 'frobenius');
    mkdirSync(top, { recursive: true, mode: 0o700 });
    if (!isOurs(top)) return undefined;
    const folder = join(top, `node-${process.version}-${process.arch}`);
    mkdirSync(folder, { mode: 0o700, recursive: true });
    return folder;
  });
}

/**
 * From here on the files of a folder are compiled from what an earlier call of the same command kept; what is not kept yet
 * is at the end of this one, unless the call was at fault. NODE_DISABLE_COMPILE_CACHE turns it off, as it does Node's own.
 */
export function keepCompiledCode(files: string, command: string): void {
  if (process.env.NODE_DISABLE_COMPILE_CACHE || process.env.NODE_V8_COVERAGE) return;
  const folder = folderOfOurs();
  if (folder === undefined) return;
  const path = join(folder, `${command}.code`);
  const kept = attempt(() => read(path)) ?? new Map<string, Uint8Array>();
  const scripts = new Map<string, Script>();
  let isNew = false;

  const { extensions } = createRequire(join(files, 'any.js'));
  const asBefore = extensions['.js'] as (module: NodeJS.Module, path: string) => void;
  extensions['.js'] = (module: NodeJS.Module, filename: string) => {
    if (!filename.startsWith(files + sep)) return asBefore(module, filename);
    // the names of these files change with what is in them
    const name = relative(files, filename);
    const cachedData = kept.get(name);
    const source = Module.wrap(readFileSync(filename, 'utf8'));
    const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
    if (script.cachedDataRejected !== false) isNew = true;
    scripts.set(name, script);
    const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
    const required = module.require.bind(module);
    run.call(module.exports, module.exports, required, module, filename, dirname(filename));
  };
  process.on('exit', (status) => {
    if (!isNew || status > CHECK_FAILED) return;
    attempt(() => {
      const others = [...kept].filter(([name]) => !scripts.has(name) && existsSync(join(files, name)));
      write(path, [...others, ...[...scripts].map(([name, script]) => [name, script.createCachedData()] as const)]);
    });
  });
}
