/** Long lines of printed code are broken where their language goes on, and hold the same tokens as before. */
import { describe, expect, test } from 'vitest';
import { javascriptLines } from '../src/compile/targets/javascript-lines.js';
import { matlabLines } from '../src/compile/targets/matlab-lines.js';
import { wrapped } from '../src/compile/targets/python-lines.js';
import type { CodeTarget } from '../src/compile/to-code.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import { HARD } from './code-sources.js';
import { derived, EXAMPLES } from './sources.js';

const TARGETS: readonly CodeTarget[] = ['javascript', 'typescript', 'numpy', 'pytorch', 'jax', 'julia', 'matlab'];
/** Comments carry the problem as it was written; a string is not broken. */
const COMMENT: Readonly<Record<string, RegExp>> = {
  javascript: /\/\*[\s\S]*?\*\/|\/\/.*/g,
  typescript: /\/\*[\s\S]*?\*\/|\/\/.*/g,
  numpy: /"""[\s\S]*?"""|#.*/g,
  pytorch: /"""[\s\S]*?"""|#.*/g,
  jax: /"""[\s\S]*?"""|#.*/g,
  julia: /"""[\s\S]*?"""|#.*/g,
  matlab: /%.*/g,
};
const MOST = 100;

describe.each(TARGETS)('%s', (target) => {
  const sources = [...EXAMPLES, ...Object.entries(HARD).map(([name, text]) => [name, () => derived(text)] as const)];
  test.each(sources)('%s: no line passes 100 characters', (_, make) => {
    let text: string;
    try {
      text = derivationsToCode(make(), { target });
    } catch (error) {
      // what a language has no function for is refused
      expect((error as { code?: string }).code).toBe('unsupported');
      return;
    }
    const code = text.replaceAll(COMMENT[target] as RegExp, '');
    expect(code.split('\n').filter((line) => line.length > MOST && !/[`'"][^`'"]{40,}[`'"]/.test(line))).toEqual([]);
  });
});

const a = (n: number): string => Array.from({ length: n }, (_, k) => `alpha_${k} * beta_${k}`).join(' + ');
const LINES: readonly (readonly [string, (indent: string, text: string) => string[], string, readonly string[]])[] = [
  [
    'MATLAB goes on behind dots, between the terms of a sum',
    matlabLines,
    `y = ${a(7)};`,
    [
      '  y = alpha_0 * beta_0 + alpha_1 * beta_1 + alpha_2 * beta_2 + alpha_3 * beta_3 + ...',
      '      alpha_4 * beta_4 + alpha_5 * beta_5 + alpha_6 * beta_6;',
    ],
  ],
  [
    'a quote behind a name is a transpose, another one opens a string',
    matlabLines,
    `y = A' * [B', C'] + cellfun(@(a) a + 1, list_of_matrices, 'Uniform + Output', false) + D' * ${'e'.repeat(20)}';`,
    [
      "  y = A' * [B', C'] + cellfun(@(a) a + 1, list_of_matrices, 'Uniform + Output', false) + ...",
      `      D' * ${'e'.repeat(20)}';`,
    ],
  ],
  ['a comment of MATLAB stays', matlabLines, `% ${a(9)}`, [`  % ${a(9)}`]],
  [
    'JavaScript ends lines with operators',
    javascriptLines,
    `const y = ${a(6)};`,
    [
      '  const y =',
      '    alpha_0 * beta_0 + alpha_1 * beta_1 + alpha_2 * beta_2 + alpha_3 * beta_3 + alpha_4 * beta_4 +',
      '    alpha_5 * beta_5;',
    ],
  ],
  [
    'nothing of JavaScript is put behind return, and no template is broken',
    javascriptLines,
    `return rows(${a(5)}, \`\${place + 1},\${second + 1}\`, ($1, $2) => $1 + $2);`,
    [
      '  return rows(',
      `    ${a(5)},`.slice(0, 200),
      `    \`\${place + 1},\${second + 1}\`,`,
      '    ($1, $2) => $1 + $2',
      '  );',
    ],
  ],
  [
    'what opens a block stays',
    javascriptLines,
    `list.forEach((${'x'.repeat(99)}) => {`,
    [`  list.forEach((${'x'.repeat(99)}) => {`],
  ],
  [
    'Python: a sum in parentheses, before its operators',
    wrapped,
    `G[T + 1] = ${a(5)}`,
    [
      '  G[T + 1] = (',
      '      alpha_0 * beta_0',
      '      + alpha_1 * beta_1',
      '      + alpha_2 * beta_2',
      '      + alpha_3 * beta_3',
      '      + alpha_4 * beta_4',
      '  )',
    ],
  ],
  [
    'Python: a comprehension before its for, whose comma parts nothing',
    wrapped,
    `family.update({(place_of_the_row, place_of_the_column): member for place_of_the_row, member in enumerate(family_in, 1)})`,
    [
      '  family.update(',
      '      {',
      '          (place_of_the_row, place_of_the_column): member',
      '          for place_of_the_row, member in enumerate(family_in, 1)',
      '      }',
      '  )',
    ],
  ],
];

test.each(LINES)('%s', (_, lines, text, wanted) => {
  expect(lines('  ', text)).toEqual(wanted);
});
