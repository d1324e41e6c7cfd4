/**
 * Which of KaTeX's fonts a page needs, by the classes that its formulas carry, and KaTeX's style sheet with just these
 * inside. A font that no class asks for is left out.
 */

/** KaTeX's style sheet, and its fonts as base64. */
export interface PageFiles {
  readonly css: string;
  font(file: string): string;
}

/** What in the markup asks for a font. The first two are asked for by any formula. */
const ASKED: readonly (readonly [RegExp, string])[] = [
  [/katex/, 'KaTeX_Main-Regular'],
  [/katex|fb-graph/, 'KaTeX_Math-Italic'],
  [/mathbf|textbf|font-weight="bold"/, 'KaTeX_Main-Bold'],
  [/mathit|textit/, 'KaTeX_Main-Italic'],
  [/boldsymbol/, 'KaTeX_Math-BoldItalic'],
  [/amsrm|mathbb|textbb/, 'KaTeX_AMS-Regular'],
  [/mathcal/, 'KaTeX_Caligraphic-Regular'],
  [/mathfrak|textfrak/, 'KaTeX_Fraktur-Regular'],
  [/mathscr|textscr/, 'KaTeX_Script-Regular'],
  [/mathtt|texttt/, 'KaTeX_Typewriter-Regular'],
  [/mathsf|textsf/, 'KaTeX_SansSerif-Regular'],
  [/delimsizing size1|delim-size1|small-op/, 'KaTeX_Size1-Regular'],
  [/delimsizing size2|large-op/, 'KaTeX_Size2-Regular'],
  [/delimsizing size3/, 'KaTeX_Size3-Regular'],
  [/delimsizing size4|delim-size4/, 'KaTeX_Size4-Regular'],
];

export const fontsFor = (markup: string): ReadonlySet<string> =>
  new Set(ASKED.flatMap(([asks, font]) => (asks.test(markup) ? [font] : [])));

/** KaTeX's sheet: wanted fonts inside as WOFF2, the others' rules gone. */
export function withFonts({ css, font }: PageFiles, wanted: ReadonlySet<string>): string {
  return css.replace(/@font-face\s*\{[^}]*\}/g, (rule) => {
    const file = /fonts\/(KaTeX_[\w-]+)\.woff2/.exec(rule)?.[1];
    if (file === undefined || !wanted.has(file)) return '';
    const source = `src:url(data:font/woff2;base64,${font(file)}) format("woff2")`;
    return rule.replace(/src:[^;}]*/, source);
  });
}
