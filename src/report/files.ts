/**
 * KaTeX's style sheet and fonts, from where KaTeX is installed. For Node; in the bundled command the build puts what
 * this module returns in its place.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PageFiles } from './fonts.js';

export function katexFiles(): PageFiles {
  const folder = dirname(createRequire(import.meta.url).resolve('katex'));
  return {
    css: readFileSync(join(folder, 'katex.min.css'), 'utf8'),
    font: (file) => readFileSync(join(folder, 'fonts', `${file}.woff2`), 'base64'),
  };
}
