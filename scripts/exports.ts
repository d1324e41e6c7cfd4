/**
 * What the library exports, with the doc comment of each name, read from the sources: re-exports are followed to where the
 * name is declared. It reads formatted source, where a declaration begins its line.
 */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'constant' | 'class' | 'interface' | 'type';
  /** Where it is declared. */
  readonly file: string;
  /** Its doc comment as running text; empty where there is none. */
  readonly comment: string;
}

const DECLARATION =
  /(?:^|\n)((?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)export (?:(?:async )?function|const|class|interface|type) (\w+)/g;

/** A doc comment without its marks, lines joined. */
const textOf = (comment: string): string =>
  comment
    .replaceAll(/^\s*\/\*\*|\*\/\s*$/g, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

function kindOf(text: string, name: string): Exported['kind'] {
  if (new RegExp(`export (?:async )?function ${name}\\b`).test(text)) return 'function';
  if (new RegExp(`export class ${name}\\b`).test(text)) return 'class';
  if (new RegExp(`export interface ${name}\\b`).test(text)) return 'interface';
  if (new RegExp(`export type ${name}\\b`).test(text)) return 'type';
  // an arrow function has its parameters behind the "=", or a type annotation that is one
  return new RegExp(`export const ${name}\\b[^;]*?=\\s*(?:async )?\\(`).test(text) ? 'function' : 'constant';
}

const read = new Map<string, Map<string, Exported>>();

/** Names that a file declares and exports. */
function declared(file: string): Map<string, Exported> {
  const known = read.get(file) ?? declarationsIn(file);
  read.set(file, known);
  return known;
}

function declarationsIn(file: string): Map<string, Exported> {
  const text = readFileSync(file, 'utf8');
  const found = new Map<string, Exported>();
  for (const [, comment = '', name = ''] of text.matchAll(DECLARATION))
    found.set(name, { name, kind: kindOf(text, name), file, comment: textOf(comment) });
  return found;
}

const fileOf = (from: string, specifier: string): string =>
  posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');

/** Where a name comes from that a file imports or re-exports under it, and what it is called there. */
function sourceOf(text: string, file: string, name: string): readonly [file: string, name: string] | undefined {
  for (const [, names = '', specifier = ''] of text.matchAll(
    /(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'(\.[^']+)'/g,
  )) {
    for (const item of names.split(',')) {
      const [original, as = original] = item
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      if (as === name) return [posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts'), original as string];
    }
  }
  return undefined;
}

/** The declaration behind a name of a file. */
function resolve(file: string, name: string): Exported {
  const own = declared(file).get(name);
  if (own) return own;
  const text = readFileSync(file, 'utf8');
  const all = [...text.matchAll(/^export type \* from '(\.[^']+)'/gm)].map(([, specifier = '']) =>
    fileOf(file, specifier),
  );
  const wildcard = all.find((one) => exportsOf(one).some((exported) => exported.name === name));
  const [from, original] = sourceOf(text, file, name) ?? (wildcard === undefined ? [] : [wildcard, name]);
  if (from === undefined || original === undefined) throw new Error(`${file}: ${name} comes from nowhere`);
  return { ...resolve(from, original), name };
}

/** All that an entry of the library exports, in order of names. */
export function exportsOf(entry: string): readonly Exported[] {
  const text = readFileSync(entry, 'utf8');
  const names = new Set(declared(entry).keys());
  for (const [, list = ''] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm))
    for (const item of list.split(',').map((part) => part.trim()))
      if (item !== '')
        names.add(
          item
            .replace(/^type /, '')
            .split(' as ')
            .at(-1) as string,
        );
  for (const [, specifier = ''] of text.matchAll(/^export type \* from '(\.[^']+)'/gm)) {
    for (const one of exportsOf(fileOf(entry, specifier))) names.add(one.name);
  }
  return [...names].sort((a, b) => a.localeCompare(b)).map((name) => resolve(entry, name));
}
