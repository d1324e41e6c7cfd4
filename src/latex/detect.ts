/** Whether a text is LaTeX. Loads nothing. */

/** Whether a text is LaTeX rather than the input language. */
export const looksLikeLatex = (text: string): boolean => /\\[A-Za-z]{2,}|\\[[(|,;]|\$[^$]+\$|[_^]\{/.test(text);
