/** "Let σ be the ReLU", "σ is an activation function": which function a letter stands for, in words. */
import { functionKey } from './function-key.js';
import type { Read } from './spoken.js';

/** By the letter of a function: what it is, or nothing where only that it is one of each entry is said. */
export type SaidFunctions = ReadonlyMap<string, string | undefined>;

const NAMES: readonly (readonly [string, string])[] = [
  ['leaky[- ]?ReLU', 'leakyrelu'],
  ['ReLU|relu|rectified linear unit|rectifier|positive part', 'relu'],
  ['soft-?plus', 'softplus'],
  ['tanh|hyperbolic tangent', 'tanh'],
  ['(?:logistic )?sigmoid|logistic', 'sigmoid'],
  ['log-?softmax', 'logsoftmax'],
  ['soft-?max', 'softmax'],
  ['GELU', 'gelu'],
  ['SiLU|swish', 'silu'],
  ['SELU', 'selu'],
  ['ELU', 'elu'],
  ['exponential', 'exp'],
  ['(?:natural )?logarithm', 'log'],
  ['sine', 'sin'],
  ['cosine', 'cos'],
];
const ADJECTIVES =
  '(?:(?:the|a|an|some|any|our|usual|standard|well-known|element-?wise|entry-?wise|component-?wise|point-?wise|scalar|smooth|differentiable|arbitrary|given|applied)\\s+)*';
const VERB = '^\\s*(?:,\\s*)?(?:is|be|being|denotes?|stands\\s+for|means|as|\\()\\s*';
const KIND =
  '(?:activation(?:\\s+function)?|non-?linearity|non-?linear(?:\\s+activation)?\\s+function|element-?wise\\s+function)';

export function saidFunctions(read: readonly Read[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (let k = 0; k < read.length; k++) {
    const { lines } = read[k] as Read;
    const [only] = lines;
    if (lines.length !== 1 || only?.kind !== 'expression' || only.formula.kind !== 'symbol') continue;
    const [before, behind] = [wordsOf(read[k - 1]), wordsOf(read[k + 1])];
    const name = NAMES.find(([words]) => isNamed(words, before, behind));
    if (name) found.set(functionKey(only.formula), name[1]);
    else if (
      new RegExp(`${VERB}${ADJECTIVES}${KIND}\\b`, 'i').test(behind) ||
      new RegExp(`\\b${KIND}\\s*$`, 'i').test(before)
    )
      found.set(functionKey(only.formula), undefined);
  }
  return found;
}

function isNamed(words: string, before: string, behind: string): boolean {
  const ends = '(?=\\s*(?:$|[.,;:)]|activations?\\b|functions?\\b|non-?linearit|unit\\b|of\\b|and\\b|applied\\b))';
  return (
    new RegExp(`${VERB}${ADJECTIVES}(?:${words})${ends}`, 'i').test(behind) ||
    new RegExp(`\\b(?:${words})\\s+(?:activation|non-?linearity|(?:activation\\s+)?function)\\s*$`, 'i').test(before)
  );
}

const wordsOf = (read: Read | undefined): string => (read?.piece.kind === 'words' ? read.piece.text : '');
