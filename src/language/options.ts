/** Options of a caller without types: what is of the wrong kind is said by its name, before anything is read. */
import { FrobeniusError } from './error.js';
import { nearest } from './names.js';

const isText = (x: unknown): boolean => typeof x === 'string';
const isTexts = (x: unknown): boolean => Array.isArray(x) && x.every(isText);

/** Throws FrobeniusError ('usage') where an option that is given does not pass. */
export function requireOption(name: string, value: unknown, passes: (x: unknown) => boolean, words: string): void {
  if (value === undefined || passes(value)) return;
  throw new FrobeniusError('usage', `the option ${name} is ${words}`);
}

/** Of an argument that is to be options by name. */
export function requireObject(what: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new FrobeniusError('usage', `${what} are an object: ${example}`);
}

/** Of options by name: one that is nearly known is a slip. Others may be meant for somebody else. */
export function requireKnown(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    const near = known.includes(name) ? undefined : nearest(name, known);
    if (near !== undefined)
      throw new FrobeniusError('usage', `there is no option ${name}`, undefined, `perhaps ${near}`);
  }
}

/** Of an argument that is to be a text. */
export function requireText(what: string, value: unknown): void {
  if (!isText(value)) throw new FrobeniusError('usage', `${what} is a text`);
}

export const requireTexts = (name: string, value: unknown, example: string): void =>
  requireOption(name, value, isTexts, `a list of texts: ${example}`);

export const requireOneOf = (name: string, value: unknown, known: readonly string[]): void =>
  requireOption(name, value, (x) => isText(x) && known.includes(x as string), `one of ${known.join(', ')}`);

export const requireWhole = (name: string, value: unknown): void =>
  requireOption(name, value, Number.isSafeInteger, 'a whole number');
