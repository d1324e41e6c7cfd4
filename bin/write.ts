/**
 * Files written whole or not at all: under a name of their own beside the one that is meant, which they take at the end.
 */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FrobeniusError } from '../src/language/error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left',
  EROFS: 'its disk may not be written',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** Why a file cannot be read or written, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

function refused(path: string, error: unknown): FrobeniusError {
  if (path === '') return new FrobeniusError('usage', '--output names no file');
  const noFolder = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new FrobeniusError(
    'usage',
    `${path} cannot be written: ${noFolder ? 'there is no such folder' : reasonOf(error)}`,
  );
}

/** Files that were read, by device and number: an answer does not take the place of its own question. */
const sources = new Set<string>();

const identity = ({ dev, ino }: Stats): string => `${dev} ${ino}`;

/** Tells of a file that is read. */
export function reading(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isFile()) sources.add(identity(there));
}

/** A file that is being written. */
export class Draft {
  private constructor(
    private readonly path: string,
    private readonly target: string,
    /** Its name until it is whole; what is no file, such as a device or a pipe, has none to take over. */
    private readonly own: string | undefined,
    private readonly handle: number,
  ) {}

  /** Throws FrobeniusError ('usage') where it cannot be written. */
  static of(path: string): Draft {
    try {
      const there = statSync(path, { throwIfNoEntry: false });
      if (there && !there.isFile()) return new Draft(path, path, undefined, openSync(path, 'w'));
      const target = there ? realpathSync(path) : path;
      if (there && sources.has(identity(there))) {
        const message = `${path} is read from, and would be overwritten by the answer`;
        throw new FrobeniusError('usage', message, undefined, 'give -o another name');
      }
      const own = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
      return new Draft(path, target, own, openSync(own, 'wx', there ? there.mode & 0o777 : 0o666));
    } catch (error) {
      throw error instanceof FrobeniusError ? error : refused(path, error);
    }
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    this.attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.handle, bytes, at);
    });
  }

  /** The file is whole: it takes its name. */
  finish(): void {
    this.attempt(() => {
      if (this.own !== undefined) fsyncSync(this.handle);
      closeSync(this.handle);
      if (this.own !== undefined) renameSync(this.own, this.target);
    });
  }

  /** Nothing is left of it. */
  discard(): void {
    if (this.own !== undefined) rmSync(this.own, { force: true });
  }

  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.discard();
      throw refused(this.path, error);
    }
  }
}
