/** ∂L/∂A with a slash is the fraction that it stands for. */
import { isD, isPartial } from './enclosed.js';
import type { Lexeme } from './lexemes.js';

export function withDerivatives(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const out: Lexeme[] = [];
  for (let k = 0; k < lexemes.length; ) {
    const found = slashedAt(lexemes, k);
    if (found === undefined) out.push(lexemes[k++] as Lexeme);
    else {
      const { slash, end } = found;
      const [above, below] = [lexemes.slice(k, slash), lexemes.slice(slash + 1, end)];
      const [first, last] = [above[0] as Lexeme, below.at(-1) as Lexeme];
      const span = { start: first.span.start, end: last.span.end };
      out.push({ kind: 'macro', name: 'frac', args: [above, below], span });
      k = end;
    }
  }
  return out;
}

type Sign = 'partial' | 'd';

const isSlash = (l: Lexeme | undefined): boolean => l?.kind === 'operator' && l.text === '/';
const isScript = (l: Lexeme | undefined): boolean => l?.kind === 'script';

/** What can be differentiated, or by: a letter with what hangs on it, or what is in braces. */
function named(lexemes: readonly Lexeme[], at: number): number | undefined {
  const l = lexemes[at];
  const isName =
    l?.kind === 'letter' ||
    l?.kind === 'word' ||
    l?.kind === 'group' ||
    (l?.kind === 'macro' && l.args.length === 1 && l.name !== 'sqrt');
  if (!isName) return undefined;
  let end = at + 1;
  while (isScript(lexemes[end])) end++;
  return end;
}

function slashedAt(lexemes: readonly Lexeme[], at: number): { slash: number; end: number } | undefined {
  const sign: Sign | undefined = isPartial(lexemes[at]) ? 'partial' : isD(lexemes[at]) ? 'd' : undefined;
  if (sign === undefined) return undefined;
  // a d behind another letter or a number is a factor
  const before = lexemes[at - 1];
  if (sign === 'd' && before !== undefined && before.kind !== 'operator') return undefined;
  const begins = sign === 'd' ? isD : isPartial;
  // ∂²f/∂x²
  const of = isScript(lexemes[at + 1]) ? at + 2 : at + 1;
  if (sign === 'd' && (of > at + 1 || !isTight(lexemes[of]))) return undefined;
  const slash = named(lexemes, of);
  if (slash === undefined || !isSlash(lexemes[slash]) || !begins(lexemes[slash + 1])) return undefined;
  let end: number | undefined = slash + 1;
  while (end !== undefined && begins(lexemes[end])) {
    if (sign === 'd' && !isTight(lexemes[end + 1])) return undefined;
    end = named(lexemes, end + 1);
  }
  return end === undefined ? undefined : { slash, end };
}

const isTight = (l: Lexeme | undefined): boolean => l?.kind !== 'letter' || l.tight;
