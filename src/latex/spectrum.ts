/** λ_max(A), σ_1(A): eigenvalues and singular values by their place. */
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, kindByLetter, kindOf } from './kinds.js';

/** What the letter before a parenthesis is a value of, where it may be one. */
export function spectrumOf(symbol: TexSymbol): 'max' | 'min' | Formula | undefined {
  const { base, subs, word } = symbol;
  if (base !== 'lambda' && base !== 'sigma') return undefined;
  if (symbol.accents.length > 0 || symbol.over || symbol.star || symbol.primes > 0 || symbol.size) return undefined;
  const text = word ?? subs.map((f) => (f.kind === 'symbol' ? f.base : '?')).join('');
  if (text === 'max' || text === 'min') return text;
  return word === undefined && subs.length === 1 ? subs[0] : undefined;
}

/**
 * The call, or nothing where the letter is a factor: a place says only of a matrix that a value of it is meant, for λ₁ may
 * be a weight and σ₁ a layer's activation.
 */
export function spectralCall(
  symbol: TexSymbol,
  at: 'max' | 'min' | Formula,
  of: Formula,
  span: Span,
): Formula | undefined {
  const call = (fn: string, ...more: readonly Formula[]): Formula => ({
    kind: 'call',
    fn,
    primes: 0,
    args: [of, ...more],
    span,
  });
  const { base } = symbol;
  if (at === 'max' || at === 'min') return call(base + at);
  if (!isMatrixKind(kindOf(of, (s) => kindByLetter(s.base, s.bold)))) return undefined;
  if (base === 'lambda')
    return fail(
      'eigenvalues are counted from the largest by some, from the smallest by others',
      span,
      '\\lambda_{\\max} or \\lambda_{\\min} says which',
    );
  return at.kind === 'number' && at.text === '1' ? call('sigmamax') : call('sigmaat', at);
}
