/**
 * Broken input for the readers: texts of our own, cut, doubled, exchanged, spliced and sprinkled with what hurts; and
 * soups of tokens. An input is drawn from (seed, run) alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../src/numeric/random.js';
import { random } from '../src/numeric/random.js';

/** From the root of the repository, where npm runs scripts and tests alike. */
const at = (path: string): string => join(process.cwd(), path);
const text = (path: string): string => readFileSync(at(path), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.frob'))
    .sort()
    .map((name) => text(`${folder}/${name}`));
const cellsOf = (path: string): string[][] =>
  text(path)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ; '));

const PROBLEMS = [...filesIn('docs/examples'), ...filesIn('test/derivations')];
const EXPRESSIONS = [...cellsOf('test/cases/standard.txt'), ...cellsOf('test/cases/functions.txt')].flatMap(
  ([first = '']) => first,
);
const LATEX = [...cellsOf('test/cases/latex.txt').flat(), ...text('docs/latex.md').split(/\n\n+/)];
const DERIVATIONS = cellsOf('test/cases/verify-slips.txt').map(
  (cells) => `param x : n\ndata A : n x n\nf = x'*A*x\nderivation\n${cells.join('\n')}`,
);
const VALUES = [
  '{"x": [1, 2], "A": [[1, 2], [3, 4]], "X": [[[1], [2]], [[3], [4]]], "T": 2}',
  '{"x": [[1], [2]], "A": [[1, 0], [0, 1]], "n": 2, "X[1]": [1, 2], "X[2]": [0.5, -1e-3]}',
  '{"x": 1, "A": 2, "X": [1], "T": 1, "n": 1}',
];

const TOKENS =
  "+ - * / \\ ^ .^ .* ./ ' .' : ; , ( ) [ ] = == < <= > >= .. ... @ ** # % 0 1 2 1e308 .5 1. 1.. x A X[t] n t T d dx dA grad tr inv log sum( sum(t = 1..T, prod( softmax where( param data let for end function with gradient wrt along hessian jacobian differential hvp derivation by claim : symmetric posdef in (0,1) scalar elementwise ∂ ∂L/∂x ‖ √ ² ⁻¹ ᵀ ⁻ᵀ ½ 𝟏ₙ ∑ ⊙ ⊗ α σ Ŷ … ″".split(
    ' ',
  );
const TEX =
  '\\frac{ \\left( \\right) \\sum_{t=1}^T ^{\\top} ^T ^{-1} _{ij} _t \\begin{align} \\end{align} & \\\\ \\mathrm{tr} \\operatorname{diag} \\partial \\nabla_x \\| \\lVert \\odot \\otimes \\text{ where } \\in \\mathbb{R}^{n \\times m} $ $$ \\[ \\] { } \\def\\a{ \\newcommand{\\b}[1]{#1} \\b \\href{javascript:1}{x} \\includegraphics{x} \\input{/etc/passwd} \\catcode \\hat{ \\mathbf{x} % \\verb|x| ~ '.split(
    ' ',
  );
const JSONS = [
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '"x"',
  '"A"',
  '"__proto__"',
  '"X[1]"',
  '1e999',
  '-0',
  'null',
  'true',
  '0.5',
  '"\\ud800"',
  '[[1,2],[3,4]]',
];
const PAINS = [
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2066',
  '\u00ad',
  '\ufeff',
  '\u0000',
  '\u001b[31m',
  '\u009b',
  '\ud800',
  '\udc00',
  '\u0301',
  'е',
  '𝔛',
  '\r\n',
  '\u2028',
  '\u0085',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  '</script>',
  'javascript:',
  `\${x}`,
  '`',
  '"',
  '\\u0041',
  '9'.repeat(400),
  '('.repeat(500),
  'x'.repeat(3000),
  '\n'.repeat(50),
  "'".repeat(60),
];

export const READERS = ['tokens', 'expression', 'statements', 'problem', 'latex', 'values', 'derivation'] as const;
export type ReaderName = (typeof READERS)[number];

const OF: Readonly<Record<ReaderName, { readonly seeds: readonly string[]; readonly soup: readonly string[] }>> = {
  tokens: { seeds: [...PROBLEMS, ...DERIVATIONS], soup: TOKENS },
  expression: { seeds: EXPRESSIONS, soup: TOKENS },
  statements: { seeds: [...PROBLEMS, ...DERIVATIONS], soup: TOKENS },
  problem: { seeds: [...PROBLEMS, ...EXPRESSIONS], soup: TOKENS },
  latex: { seeds: LATEX, soup: [...TEX, ...TOKENS] },
  values: { seeds: VALUES, soup: JSONS },
  derivation: { seeds: DERIVATIONS, soup: TOKENS },
};

export interface Input {
  readonly reader: ReaderName;
  readonly text: string;
}

export function inputOf(seed: number, run: number): Input {
  const draw = random(seed, `input ${run}`);
  const reader = READERS[draw.below(READERS.length)] as ReaderName;
  const { seeds, soup } = OF[reader];
  if (draw.below(8) === 0) return { reader, text: soupOf(draw, soup, 1 + draw.below(40)) };
  if (reader === 'values' && draw.below(2) === 0) return { reader, text: objectOf(draw) };
  let made = pick(draw, seeds);
  // a long text spends its time in what is right of it
  if (made.length > 400 && draw.below(3) > 0) made = piece(draw, made);
  // what is broken gently gets further
  for (let k = 1 + draw.below(3); k > 0; k--)
    made = draw.below(3) > 0 ? reworded(draw, made, seeds) : mutated(draw, made, seeds, soup);
  return { reader, text: made };
}

const KEYS = [
  'x',
  'A',
  'X',
  'X[1]',
  'X[2]',
  'X[0]',
  'n',
  'T',
  'L',
  '__proto__',
  'constructor',
  'grad(L,x)',
  'x[1]',
  'X[1,2]',
  "f'(x)",
  '',
];

/** Values that are JSON, of any form. */
const objectOf = (draw: Random): string => {
  const entries = Array.from(
    { length: draw.below(6) },
    () => `${JSON.stringify(pick(draw, KEYS))}: ${anyValue(draw, 3)}`,
  );
  return `{${['"x": [1, 2]', '"A": [[1, 2], [3, 4]]', '"X": [[1, 2]]']
    .filter(() => draw.below(3) > 0)
    .concat(entries)
    .join(', ')}}`;
};

function anyValue(draw: Random, depth: number): string {
  if (depth === 0 || draw.below(4) === 0)
    return pick(draw, [
      '0',
      '1',
      '2',
      '-1',
      '1e308',
      '1e999',
      '0.5',
      '-0',
      'null',
      'true',
      '"1"',
      '{}',
      '{"length": 1}',
      '[]',
    ]);
  return `[${Array.from({ length: draw.below(4) }, () => anyValue(draw, depth - 1)).join(', ')}]`;
}

const pick = <T>(draw: Random, of: readonly T[]): T => of[draw.below(of.length)] as T;
const soupOf = (draw: Random, soup: readonly string[], length: number): string =>
  Array.from({ length }, () => (draw.below(12) === 0 ? pick(draw, PAINS) : pick(draw, soup))).join(
    pick(draw, ['', ' ', '\n']),
  );

/** Two places in order, most often near one another. */
function places(draw: Random, { length }: string): readonly [number, number] {
  const from = draw.below(length + 1);
  const reach = draw.below(4) === 0 ? length : 12;
  return [from, Math.min(length, from + draw.below(reach + 1))];
}

function piece(draw: Random, of: string): string {
  const lines = of.split('\n');
  const from = draw.below(lines.length);
  return lines.slice(from, from + 1 + draw.below(12)).join('\n');
}

const WORD = /\s+|\\[a-zA-Z]+|[\p{L}\p{N}_]+|./gsu;

/** One word exchanged, doubled or left out. */
function reworded(draw: Random, of: string, seeds: readonly string[]): string {
  const words = of.match(WORD) ?? [];
  const others = draw.below(4) === 0 ? (pick(draw, seeds).match(WORD) ?? []) : words;
  if (words.length === 0 || others.length === 0) return of;
  const at = draw.below(words.length);
  const [word, other] = [words[at] as string, pick(draw, others)];
  const put = [other, word + word, '', word + other, other + word][draw.below(5)] as string;
  return [...words.slice(0, at), put, ...words.slice(at + 1)].join('');
}

function mutated(draw: Random, of: string, seeds: readonly string[], soup: readonly string[]): string {
  const [a, b] = places(draw, of);
  const [head, middle, tail] = [of.slice(0, a), of.slice(a, b), of.slice(b)];
  switch (draw.below(9)) {
    case 0:
      return head + tail;
    case 1:
      return head + middle + middle + tail;
    case 2: {
      const [c, d] = places(draw, tail);
      return head + tail.slice(c, d) + tail.slice(0, c) + middle + tail.slice(d);
    }
    case 3:
      return head + pick(draw, soup) + tail;
    case 4:
      return `${head} ${pick(draw, soup)} ${middle}${tail}`;
    case 5:
      return head + pick(draw, PAINS) + middle + tail;
    case 6:
      return head + piece(draw, pick(draw, seeds)) + tail;
    case 7:
      return head + middle.repeat(1 + draw.below(30)) + tail;
    default:
      return draw.below(2) === 0 ? head : tail;
  }
}
