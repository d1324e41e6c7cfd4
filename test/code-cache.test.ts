/** The compiled code that the command keeps: it is used, it changes no answer, and none is taken from where others write. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, inProcess } from './command.js';

const ARGS = ['grad', "x'*A*x"];
const ANSWER = "grad(f, x) = (A + A')*x\ngrad(f, A) = x*x'\n";

/** A cache folder of its own, and the command in it. */
function kept() {
  const home = mkdtempSync(join(folder, 'cache-'));
  const at = join(home, 'frobenius', `node-${process.version}-${process.arch}`);
  const call = (args: readonly string[] = ARGS, env: Record<string, string> = {}) =>
    inProcess(args, undefined, { NODE_DISABLE_COMPILE_CACHE: '', XDG_CACHE_HOME: home, ...env });
  return { home, at, code: join(at, 'grad.code'), call };
}

const onLinux = process.platform === 'linux';

describe.skipIf(!onLinux)('compiled code kept in XDG_CACHE_HOME (Linux alone has it there)', () => {
  test('a first call keeps it, for the user alone; a second reads it and has nothing to add', () => {
    const { home, at, code, call } = kept();
    expect(call()).toEqual({ status: 0, stdout: ANSWER, stderr: '' });
    expect(readdirSync(at)).toEqual(['grad.code']);
    for (const path of [join(home, 'frobenius'), at, code]) expect(statSync(path).mode & 0o077).toBe(0);
    const { mtimeMs, ino } = statSync(code);
    expect(call().stdout).toBe(ANSWER);
    expect(statSync(code)).toMatchObject({ mtimeMs, ino });
  });

  test('another command keeps its own', () => {
    const { at, call } = kept();
    call();
    expect(call(['derive', "x'*x"]).status).toBe(0);
    expect(call(['--version']).status).toBe(0);
    expect(readdirSync(at).sort()).toEqual(['derive.code', 'grad.code', 'options.code']);
  });

  test.each([
    ['one bit', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 4, bytes.length >> 1)],
    ['its last byte', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)],
    ['its length', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    ['everything', (bytes: Buffer) => bytes.fill(0)],
    ['nothing left', () => Buffer.alloc(0)],
  ])('damaged in %s it is not run, and written anew', (_what, damage) => {
    const { code, call } = kept();
    call();
    const whole = readFileSync(code);
    const bytes = Buffer.from(whole);
    const damaged = damage(bytes);
    writeFileSync(code, damaged instanceof Buffer ? damaged : bytes);
    expect(call()).toEqual({ status: 0, stdout: ANSWER, stderr: '' });
    expect(readFileSync(code).byteLength).toBeGreaterThan(whole.byteLength / 2);
    expect(readFileSync(code).equals(damaged instanceof Buffer ? damaged : bytes)).toBe(false);
  });

  test('a folder that others may write is neither read nor written', () => {
    const { home, at, call } = kept();
    mkdirSync(join(home, 'frobenius'));
    chmodSync(join(home, 'frobenius'), 0o777);
    expect(call()).toEqual({ status: 0, stdout: ANSWER, stderr: '' });
    expect(existsSync(at)).toBe(false);
  });

  test('nor is anything kept of a call at fault, where the user says so, or where there is no room', () => {
    const { home, at, call } = kept();
    expect(call(['grad', "x'*"]).status).toBe(2);
    expect(call(['nonsense', 'x']).status).toBe(2);
    expect(existsSync(at) ? readdirSync(at) : []).toEqual([]);
    expect(call(ARGS, { NODE_DISABLE_COMPILE_CACHE: '1' }).stdout).toBe(ANSWER);
    expect(existsSync(at) ? readdirSync(at) : []).toEqual([]);
    writeFileSync(join(home, 'a-file'), '');
    expect(call(ARGS, { XDG_CACHE_HOME: join(home, 'a-file') })).toEqual({ status: 0, stdout: ANSWER, stderr: '' });
    expect(call(ARGS, { XDG_CACHE_HOME: '/dev/null' })).toEqual({ status: 0, stdout: ANSWER, stderr: '' });
  });
});
