/**
 * The sentences round a derivation as phrases: what signs mean, what is given, over which range. One wording for all
 * formats; a style prints the terms and signs in them.
 */
import type { Range } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import type { Loop } from '../language/problem.js';
import type { Given, Legend } from './goal.js';
import type { Phrase } from './phrase.js';
import { listTerms } from './phrase.js';
import type { Notation, Style } from './style.js';
import { tex } from './tex.js';
import { unicode } from './unicode.js';

/** A sign that is no term, in both spellings. */
const sign = (spell: (style: Style) => string): Phrase => [{ sign: { text: spell(unicode), tex: spell(tex) } }];
const bare = (size: Dim, common: Dim | undefined): Dim | undefined => (size === common ? undefined : size);
const dots = (style: Style): string => (style.format === 'text' ? '…' : ', \\dots, ');
const by = (style: Style): string => (style.format === 'text' ? '×' : ' \\times ');

export function legendPhrase(item: Legend, { ones, eye }: Notation): Phrase {
  switch (item.kind) {
    case 'frobenius':
      return [{ sign: { text: 'A : B = tr(AᵀB)', tex: 'A : B = \\operatorname{tr}(A^{\\top} B)' } }];
    case 'ones':
      return [...sign((s) => `${s.ones(bare(item.length, ones))} : ${s.dim(item.length)}${by(s)}1`), ' ones'];
    case 'identity':
      return [
        ...sign((s) => `${s.eye(bare(item.size, eye))} : ${s.dim(item.size)}${by(s)}${s.dim(item.size)}`),
        ' identity',
      ];
    case 'range':
      return rangePhrase(item.range);
    default:
      return item satisfies never;
  }
}

export const rangePhrase = ({ over, from, to }: Range | Loop): Phrase =>
  sign((s) => `${over} = ${s.dim(from)}${dots(s)}${s.dim(to)}`);

export const givenPhrase = ({ names, shape, properties }: Given): Phrase => [
  ...listTerms(names),
  ' : ',
  { shape },
  ...properties.map((property) => `, ${property}`),
];
