/**
 * The sentences round a derivation as phrases: what signs mean, what is given, over which range. One wording for all
 * formats; a style prints the terms and signs in them.
 */
import type { Range } from '../derive/step.js';
import { call, frobenius, mul, transpose } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimName } from '../expression/dimension.js';
import type { Loop } from '../language/problem.js';
import type { Given, Legend } from './goal.js';
import { freeLetters, freeMatrices, meaning, productLetters } from './meanings.js';
import type { Phrase } from './phrase.js';
import { joinPhrases, listTerms } from './phrase.js';
import { hidesIdentity, withSizes } from './signs.js';
import type { Notation, Style } from './style.js';
import { tex } from './tex.js';
import { unicode } from './unicode.js';

/** A sign that is no term, in both spellings. */
const sign = (spell: (style: Style) => string, notation: Notation): Phrase => [
  { sign: { text: spell(withSizes(unicode, notation)), tex: spell(withSizes(tex, notation)) } },
];
const bare = (size: Dim, common: Dim | undefined): Dim | undefined => (size === common ? undefined : size);
const dots = (style: Style): string => (style.format === 'text' ? '…' : ', \\dots, ');
const by = (style: Style): string => (style.format === 'text' ? '×' : ' \\times ');

/** A function without an argument: exp, √. */
function functionSign(fn: string, style: Style, { rows }: Notation): string {
  if (fn === 'sqrt') return style.format === 'text' ? '√' : '\\sqrt{\\cdot}';
  return style.functionName(fn, rows?.(fn));
}

export function legendPhrase(item: Legend, notation: Notation): Phrase {
  const { ones, eye } = notation;
  const letters = freeLetters(notation.taken);
  const [a] = freeMatrices(notation.taken);
  switch (item.kind) {
    case 'frobenius': {
      const [left, right] = productLetters(notation.taken);
      return [frobenius(left, right), ' = ', call('tr', [mul([transpose(left), right])], [1, 1])];
    }
    case 'ones':
      return [...sign((s) => `${s.ones(bare(item.length, ones))} : ${s.dim(item.length)}${by(s)}1`, notation), ' ones'];
    case 'identity':
      return [
        ...sign((s) => {
          const shown = s.eye(hidesIdentity(notation) ? item.size : bare(item.size, eye), notation.identity);
          return `${shown} : ${s.dim(item.size)}${by(s)}${s.dim(item.size)}`;
        }, notation),
        ' identity',
      ];
    case 'basis':
      return [...sign((s) => s.subscripted(notation.basis ?? 'e', ['i']), notation), ' : column i of the identity'];
    case 'axis': {
      const shown = sign((s) => s.apply(s.functionName(item.fn, undefined), ['·', String(item.axis)], false), notation);
      return [...shown, item.axis === 1 ? ' down each column' : ' along each row'];
    }
    case 'entrywise':
      return [
        ...joinPhrases(
          item.fns.map((fn) => sign((s) => functionSign(fn, s, notation), notation)),
          ', ',
        ),
        ' entry by entry',
      ];
    case 'singular': {
      const vector = (letter: string): Phrase =>
        sign((s) => s.apply(s.subscripted(letter, ['i']), [letters[0]], false), notation);
      return [...vector('u'), ', ', ...vector('v'), ' : the i-th singular vectors of ', a];
    }
    case 'pad': {
      const args = [letters[0], 'n', 'm', 'i', 'k'];
      const shown = sign((s) => s.apply(s.functionName('pad', undefined), args, false), notation);
      return [...shown, ' : zeros, n by m, with ', a, ' from the entry (i, k) on'];
    }
    case 'function':
      return meaning(item.fn, notation.taken);
    case 'size':
      return [...sign((s) => s.dim(dimName(item.name)), notation), ` is the size ${item.name}, not the variable`];
    case 'range':
      return rangePhrase(item.range, notation);
    default:
      return item satisfies never;
  }
}

export const rangePhrase = ({ over, from, to }: Range | Loop, notation: Notation): Phrase =>
  sign((s) => `${s.dim(dimName(over))} = ${s.dim(from)}${dots(s)}${s.dim(to)}`, notation);

export const givenPhrase = ({ names, shape, properties }: Given): Phrase => [
  ...listTerms(names),
  ' : ',
  // k : integer is a scalar
  ...(properties[0] === 'integer' ? [properties.join(', ')] : [{ shape }, ...properties.map((p) => `, ${p}`)]),
];
