/** Which of KaTeX's fonts a formula is set in, by the classes that its markup carries. */

/** What in the markup asks for a font. The first two are asked for by any formula. */
const ASKED: readonly (readonly [RegExp, string])[] = [
  [/katex/, 'KaTeX_Main-Regular'],
  [/katex/, 'KaTeX_Math-Italic'],
  [/mathbf|textbf/, 'KaTeX_Main-Bold'],
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

export const fontsFor = (markup: string): readonly string[] =>
  ASKED.flatMap(([asks, font]) => (asks.test(markup) ? [font] : []));
