/** Where letters or a word are the name of a function. */
import { isTransposition } from './enclosed.js';
import type { Lexeme, Unknown } from './lexemes.js';
import { rawLexemes } from './lexemes.js';
import { FUNCTIONS, NEEDS_PARENTHESES } from './macros.js';
import { withDerivatives } from './slashed.js';
import type { TexNode } from './tree.js';

export const lexemesOf = (nodes: readonly TexNode[], unknown: Unknown[]): Lexeme[] =>
  withFunctions(rawLexemes(nodes, unknown));

/**
 * ||x|| in plain bars is a norm where two bars that touch open it, and two close it: of |x||y| the first bar is open where
 * two touch, and they are one each.
 */
function withNorms(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const open: string[] = [];
  const out: Lexeme[] = [];
  let found = false;
  for (let k = 0; k < lexemes.length; k++) {
    const [bar, next] = [lexemes[k] as Lexeme, lexemes[k + 1]];
    if (!isBar(bar)) {
      out.push(bar);
      continue;
    }
    const double = isBar(next) && next.tight === true && open.at(-1) !== '|';
    const sign = double ? '‖' : '|';
    if (open.at(-1) === sign) open.pop();
    else open.push(sign);
    found ||= double;
    out.push(double ? { kind: 'operator', text: sign, span: { start: bar.span.start, end: next.span.end } } : bar);
    if (double) k++;
  }
  return found && open.length === 0 ? out : lexemes;
}

const isBar = (l: Lexeme | undefined): l is Lexeme & { kind: 'operator' } => l?.kind === 'operator' && l.text === '|';

/** tanh(A) written without a backslash: letters that touch one another and are the name of a function. */
function withFunctions(raw: readonly Lexeme[]): Lexeme[] {
  const lexemes = withDerivatives(withNorms(raw));
  const out: Lexeme[] = [];
  for (let k = 0; k < lexemes.length; ) {
    const name = nameAt(lexemes, k);
    const ones = onesAt(lexemes, k);
    if (ones !== undefined) {
      out.push(...ones);
      k++;
    } else if (name === undefined) {
      out.push(inside(lexemes[k] as Lexeme));
      k++;
    } else {
      const [first, last] = [lexemes[k] as Lexeme, lexemes[k + name.length - 1] as Lexeme];
      const span = { start: first.span.start, end: last.span.end };
      out.push({ kind: 'function', text: FUNCTIONS.get(name) as string, span });
      k += name.length;
    }
  }
  return out;
}

/** 11^⊤ is 1 1^⊤, ones by ones: eleven has no transpose. */
function onesAt(lexemes: readonly Lexeme[], at: number): Lexeme[] | undefined {
  const [number, script] = [lexemes[at] as Lexeme, lexemes[at + 1]];
  if (number.kind !== 'number' || number.text !== '11') return undefined;
  if (script?.kind !== 'script' || !script.above || !isTransposition(script)) return undefined;
  const { start, end } = number.span;
  return [
    { kind: 'number', text: '1', span: { start, end: end - 1 } },
    { kind: 'number', text: '1', span: { start: end - 1, end } },
  ];
}

function inside(lexeme: Lexeme): Lexeme {
  switch (lexeme.kind) {
    case 'group': {
      // {\rm tr} is the function
      const content = withFunctions(lexeme.content);
      const [only] = content;
      return content.length === 1 && only?.kind === 'function' ? only : { ...lexeme, content };
    }
    case 'script':
    case 'environment':
      return { ...lexeme, content: withFunctions(lexeme.content) };
    case 'macro':
      return { ...lexeme, args: lexeme.args.map(withFunctions) };
    case 'word': {
      const fn = FUNCTIONS.get(lexeme.text);
      return fn === undefined ? lexeme : { kind: 'function', text: fn, span: lexeme.span };
    }
    default:
      return lexeme;
  }
}

function nameAt(lexemes: readonly Lexeme[], at: number): string | undefined {
  let run = '';
  // no name is longer than 12 letters: one more says that the run goes on
  for (let k = at; k < Math.min(lexemes.length, at + 13); k++) {
    const l = lexemes[k] as Lexeme;
    if (l.kind !== 'letter' || l.text.length > 1 || (k > at && !l.tight)) break;
    run += l.text;
  }
  for (let length = Math.min(run.length, 12); length >= 2; length--) {
    const name = run.slice(0, length);
    if (!FUNCTIONS.has(name)) continue;
    const next = lexemes[at + length];
    const called = next?.kind === 'operator' && next.text === '(';
    if (called || (length === run.length && !NEEDS_PARENTHESES.has(name) && length > 2)) return name;
  }
  return undefined;
}
