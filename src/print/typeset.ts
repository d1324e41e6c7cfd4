/**
 * Formulas as HTML by KaTeX, which is loaded when the first is wanted. The same formula is set once.
 *
 * Marked pieces become spans of the classes fb-new and fb-old; no other command that KaTeX calls unsafe is obeyed. The
 * source of a formula is not kept beside it: whoever offers it for copying has it from LaTeX's own printer.
 */
import { fontsFor } from './katex-fonts.js';
import { Markup } from './markup.js';
import { MARK_OFF, MARK_ON, REPLACED_ON } from './style.js';

export interface Typesetter {
  /** A formula in a line of text, or large as in a display but without a line of its own. */
  math(tex: string, large?: boolean): Markup;
  /** The fonts of all formulas since this was last cleared: what a page has to carry. */
  readonly fonts: Set<string>;
}

const CLASSES: Readonly<Record<string, string>> = { [MARK_ON]: 'fb-new', [REPLACED_ON]: 'fb-old' };
const MARKS = new RegExp(`[${MARK_ON}${REPLACED_ON}${MARK_OFF}]`, 'g');
const ANNOTATION = /<annotation encoding="application\/x-tex">[^<]*<\/annotation>/;

const withClasses = (tex: string): string =>
  tex.replace(MARKS, (mark) => (mark === MARK_OFF ? '}' : `\\htmlClass{${CLASSES[mark]}}{`));

let loading: Promise<Typesetter> | undefined;

/** Loads KaTeX once. */
export function loadTypesetter(): Promise<Typesetter> {
  loading ??= load();
  return loading;
}

/** Formulas kept: those of a page or two, so that a long run does not grow for ever. */
const KEPT = 4000;

async function load(): Promise<Typesetter> {
  const { default: katex } = await import('katex');
  const known = new Map<string, { readonly markup: Markup; readonly fonts: readonly string[] }>();
  const asked = new Set<string>();
  return {
    fonts: asked,
    math(tex, large = false) {
      const key = (large ? '\\displaystyle ' : '') + tex;
      const found = known.get(key);
      if (found) {
        for (const font of found.fonts) asked.add(font);
        return found.markup;
      }
      const set = katex.renderToString(withClasses(key), {
        strict: false,
        maxExpand: 200,
        // in em: nothing may be larger than its page
        maxSize: 20,
        trust: ({ command }: { command: string }) => command === '\\htmlClass',
      });
      const markup = new Markup(set.replace(ANNOTATION, ''));
      if (known.size >= KEPT) known.clear();
      const fonts = fontsFor(set);
      for (const font of fonts) asked.add(font);
      known.set(key, { markup, fonts });
      return markup;
    },
  };
}
