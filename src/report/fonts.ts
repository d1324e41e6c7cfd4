/**
 * KaTeX's style sheet with just the fonts that a page's formulas are set in. Which these are the typesetter knows.
 */

/** KaTeX's style sheet, and its fonts as base64. */
export interface PageFiles {
  readonly css: string;
  font(file: string): string;
}

/** KaTeX's sheet: wanted fonts inside as WOFF2, the others' rules gone. */
export function withFonts({ css, font }: PageFiles, wanted: ReadonlySet<string>): string {
  return css.replace(/@font-face\s*\{[^}]*\}/g, (rule) => {
    const file = /fonts\/(KaTeX_[\w-]+)\.woff2/.exec(rule)?.[1];
    if (file === undefined || !wanted.has(file)) return '';
    const source = `src:url(data:font/woff2;base64,${font(file)}) format("woff2")`;
    return rule.replace(/src:[^;}]*/, source);
  });
}
