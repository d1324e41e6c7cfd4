/** The derivations of all examples, standard problems and problems beyond gradients, made when asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { deriveAll } from '../src/derive/derive.js';
import type { Derivation } from '../src/derive/step.js';
import { session } from '../src/expression/session.js';
import type { ReadOptions } from '../src/language/read.js';
import { readProblem } from '../src/language/read.js';
import { catalog } from '../src/rulebook/catalog.js';

type Source = [name: string, derive: () => Derivation[]];

const made = new Map<string, Derivation[]>();

/** Derived once for all tests of a worker: derivations never change. Their terms are entered again, as those that users hold. */
export function derived(source: string, options: ReadOptions = {}): Derivation[] {
  const key = JSON.stringify([source, options]);
  const known = made.get(key);
  if (known) return session(known, undefined, () => known);
  const found = deriveAll(readProblem(source, catalog.table, options), catalog);
  made.set(key, found);
  return found;
}

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const rowsOf = (path: string): string[][] =>
  text(path)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ; ').map((cell) => cell.trim()));
const declarations = (cell: string): string[] => cell.split('|').map((one) => one.trim());

export const EXAMPLES: Source[] = readdirSync(new URL('../docs/examples', import.meta.url))
  .filter((file) => file.endsWith('.frob'))
  .map((file) => [file, () => derived(text(`../docs/examples/${file}`))]);

export const STANDARD: Source[] = rowsOf('./cases/standard.txt').map(
  ([expression = '', declare = '', variable = '']) => [
    `${expression} ; ${variable}`,
    () => derived(expression, { declare: declarations(declare), wrt: [variable] }),
  ],
);

export const SECOND: Source[] = rowsOf('./cases/second.txt').map(
  ([kind = '', expression = '', declare = '', x = '']) => [
    `${kind} ${expression} ; ${x}`,
    () => {
      const options = { declare: declarations(declare), wrt: [x] };
      if (kind !== 'hvp') return derived(expression, { ...options, kind: kind as 'jacobian' });
      const lines = [...options.declare.map((one) => `data ${one}`), `f = ${expression}`, `hvp f wrt ${x} along v`];
      return derived(lines.join('\n'));
    },
  ],
);

export const SOURCES: Source[] = [...EXAMPLES, ...STANDARD, ...SECOND];

/** A derivation, after the one whose result it differentiates. */
export const withFirst = (derivation: Derivation): Derivation[] =>
  derivation.first ? [derivation.first, derivation] : [derivation];
