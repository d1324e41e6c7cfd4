/**
 * HTML as values: a template whose strings are escaped and whose markup is not. Text becomes markup nowhere else, so
 * nothing that a user wrote can be read as a tag or leave an attribute.
 */

/** A piece of HTML that is finished. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters have no place in a page; those that turn the direction of text could make it read otherwise. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ENTITIES[c] as string).replace(UNSEEN, (c) => (/[\n\t]/.test(c) ? c : '\uFFFD'));

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === undefined || content === false) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return content.map(textOf).join('');
}

/** html`<p class="${name}">${words}</p>`: strings escaped, also within quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] as string;
  for (const [i, value] of values.entries()) text += textOf(value) + (strings[i + 1] as string);
  return new Markup(text);
}

/** Pieces one after another. */
export const together = (...pieces: readonly Content[]): Markup => new Markup(textOf(pieces));
