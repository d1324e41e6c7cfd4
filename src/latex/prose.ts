/**
 * What the words round formulas say: sizes, properties, what is data, and what is asked for.
 *
 * Reads a text as pieces of prose and of mathematics in order. Only a few turns of phrase are understood; what is not
 * understood is left alone, it is prose.
 */
import type { Span } from '../language/error.js';
import type { TexNode } from './tree.js';
import { plain } from './tree.js';

export type Piece =
  | { readonly kind: 'words'; readonly text: string; readonly span: Span }
  | { readonly kind: 'math'; readonly display: boolean; readonly nodes: readonly TexNode[]; readonly span: Span };

/** Environments that are formulas also outside of $…$. */
const DISPLAYS: ReadonlySet<string> = new Set(
  'equation equation* align align* gather gather* multline multline* eqnarray eqnarray* displaymath math flalign flalign* alignat alignat*'.split(
    ' ',
  ),
);

export function piecesOf(nodes: readonly TexNode[]): Piece[] {
  const out: Piece[] = [];
  let words: TexNode[] = [];
  const flush = (): void => {
    const text = plain(words);
    const [first, last] = [words[0], words.at(-1)];
    if (first && last && text !== '')
      out.push({ kind: 'words', text, span: { start: first.span.start, end: last.span.end } });
    words = [];
  };
  for (const node of nodes) {
    if (node.kind === 'math') {
      flush();
      out.push({ kind: 'math', display: node.display, nodes: node.content, span: node.span });
    } else if (node.kind === 'environment' && DISPLAYS.has(node.name)) {
      flush();
      out.push({ kind: 'math', display: true, nodes: node.content, span: node.span });
    } else if (node.kind === 'environment' || node.kind === 'group') {
      flush();
      out.push(...piecesOf(node.content));
    } else if (node.kind === 'space' && node.paragraph) {
      flush();
      out.push({ kind: 'words', text: '\n\n', span: node.span });
    } else words.push(node);
  }
  flush();
  return out;
}

const PROPERTIES: readonly (readonly [RegExp, string])[] = [
  // of what is semidefinite the language has the symmetry alone
  [/\bsymmetric\b|\bpositive[- ]?semi[- ]?definite\b|\bPSD\b/i, 'symmetric'],
  [/\bpositive[- ]definite\b|\bcovariance\b|\bSPD\b/i, 'posdef'],
  [/\borthogonal\b/i, 'orthogonal'],
  // a positive diagonal is that of any matrix
  [
    /(?<!\b(?:positive|negative|nonnegative|non-negative|zero|nonzero|non-zero|unit|constant|main|whose|its|the|on|along)\s+)\bdiagonal\b|\bdiagonal(?=\s+matri)/i,
    'diagonal',
  ],
  [/\binvertible\b|\bnon-?singular\b/i, 'invertible'],
  [/\bskew(?:-symmetric)?\b|\banti-?symmetric\b/i, 'skew'],
  [/\blower[- ]triangular\b/i, 'lower'],
  [/\bupper[- ]triangular\b/i, 'upper'],
  [/\btoeplitz\b/i, 'toeplitz'],
  [/\bfull[- ](?:column[- ])?rank\b/i, 'fullrank'],
  [/\bone-?hot\b/i, 'stochastic'],
  [/\brow[- ]stochastic\b/i, 'rowstochastic'],
];

/** Words before a property that say that it is not there, or not surely. */
export const DENIED =
  /\b(?:not|non|never|no|neither|nor|without|cannot|if|when|whenever|whether|unless|suppose|were|(?:may|might|could|can)(?!\s+be\s+(?:assumed|taken)))\b|n['’]t\b|\bnon-?$|\bblock[- ]?$/i;
/** What is symmetric or diagonal then is another thing than the matrix. */
const OF_ANOTHER =
  /^\s+(?:inverse|part|entr(?:y|ies)|elements?|blocks?|columns?|rows?|structure|dominan\w+|complement|projection|projector|basis|group)\b/i;

/** Whether the words say that what they are about has the property, in some sentence, and in none that it has not. */
function isSaid(words: string, pattern: RegExp): boolean {
  let said = false;
  for (const sentence of words.split(/[.;]\s/)) {
    const match = pattern.exec(sentence);
    if (match === null || OF_ANOTHER.test(sentence.slice(match.index + match[0].length))) continue;
    if (DENIED.test(sentence.slice(0, match.index))) return false;
    said = true;
  }
  return said;
}

/** Properties that the words after a symbol name, up to the end of its sentence; those they deny or suppose are none. */
export function propertiesIn(words: string): string[] {
  const named = PROPERTIES.filter(([pattern]) => isSaid(words, pattern)).map(([, name]) => name);
  // what is positive definite is symmetric in the language
  const isDenied = /\bsymmetric\b/i.test(words) && !named.includes('symmetric') && !named.includes('skew');
  const found = isDenied ? named.filter((p) => p !== 'posdef') : named;
  // a skew-symmetric matrix is not symmetric
  return found.includes('skew') ? found.filter((p) => p !== 'symmetric') : found;
}

/** "w.r.t. parameters U, W, V", "with respect to x". */
export const ASKED =
  /(?:\bw\.?\s?r\.?\s?t\.?|\bwith\s+respect\s+to|\b(?:gradients?|derivatives?)\s+(?:by|for|in|of the loss by))\s*(?:(?:the|its|all|parameters?|weights?|variables?|vectors?|matri(?:x|ces)|model)\s+)*/i;

/** Kinds of derivatives that a text can ask for. */
export type Derivative = 'grad' | 'jacobian' | 'hessian';

const REQUEST =
  /\b(?:compute|find|derive|calculate|determine|give|show|want|need|get|evaluate|differentiate|what(?:'s|\s+is|\s+are)|how)\b/i;
/** A sentence without a verb, which asks as well: "Hessian with respect to X". */
const FRAGMENT =
  /^\W*(?:the\s+)?(?:\w+\s+and\s+(?:the\s+)?)?(?:gradients?|derivatives?|jacobians?|hessians?)(?!.*\b(?:is|are|was|has|have|exists?)\b)/i;
const SECOND = /\bhessians?\b|\bsecond(?:[- ]order)?(?:\s+partial)?\s+derivatives?\b/gi;

/** Whether the words ask for something. */
export const asks = (words: string): boolean => requestIn(words) !== undefined;

/** Where words begin to ask for something. */
export const requestIn = (words: string): number | undefined => REQUEST.exec(words)?.index;

/** Which derivatives the words ask for: named in a sentence that asks, and not in passing. */
export function kindsAsked(words: string): Derivative[] {
  const asking = words
    .split(/[.;]\s|\n\s*\n/)
    .filter((sentence) => (REQUEST.test(sentence) || FRAGMENT.test(sentence)) && !DENIED.test(sentence));
  const has = (pattern: RegExp): boolean => asking.some((sentence) => pattern.test(sentence.replaceAll(SECOND, ' ')));
  const second = asking.some((sentence) => sentence.search(SECOND) >= 0);
  const jacobian = has(/\bjacobians?\b/i);
  const gradient = has(/\bgradients?\b|\bderivatives?\b/i);
  // with none of these words it is the gradient anyway
  if (!second && !jacobian) return [];
  const named: readonly (readonly [boolean, Derivative])[] = [
    [gradient, 'grad'],
    [jacobian, 'jacobian'],
    [second, 'hessian'],
  ];
  return named.flatMap(([isNamed, kind]) => (isNamed ? [kind] : []));
}

/** The names of such a list that stands in the words themselves: U, W, V, b, c and d. */
export function listedNames(words: string): string[] {
  const names: string[] = [];
  let rest = words;
  for (;;) {
    const match = /^\s*(?:,|and\b|or\b|&)?\s*([A-Za-z](?:_\w+)?)(?=\s*(?:,|and\b|or\b|&|\.|;|:|is\b|are\b|\)|$))/.exec(
      rest,
    );
    if (match === null) return names;
    if (/^(?:is|are|and|or|a)$/.test(match[1] ?? '') && names.length > 0) return names;
    names.push(match[1] as string);
    rest = rest.slice(match[0].length);
  }
}

/** "matrix of data inputs", "bias term", "correct output": what is given and not differentiated by. */
export const isData = (words: string): boolean =>
  /\b(?:data|inputs?|features?|targets?|labels?|observations?|correct|given|known|constants?|design)\b/i.test(
    words.slice(0, 80),
  );
