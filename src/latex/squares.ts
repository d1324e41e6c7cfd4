/**
 * σ² as a quantity of its own: where an equation says what σ² is, or a derivative is by σ². Then σ⁴ is its square, and σ the
 * root of it.
 */
import { withoutPlaces } from './enclosed.js';
import { formulasOf, withChanged } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered, Remark, Said } from './gather.js';
import { mapFormula } from './map.js';
import { walk } from './walk.js';

const WORD = 'sq';

/** The name that stands for the square of a letter. */
export const squareOf = (symbol: TexSymbol): TexSymbol => ({ ...symbol, word: `${symbol.word ?? ''}${WORD}` });

/** x² of a letter x. */
export const squared = (f: Formula | undefined): TexSymbol | undefined =>
  f?.kind === 'power' &&
  !f.entrywise &&
  f.base.kind === 'symbol' &&
  f.exponent.kind === 'number' &&
  f.exponent.text === '2'
    ? f.base
    : undefined;

export function withSquares(gathered: Gathered): Gathered {
  const { equations, asked } = gathered;
  const key = (s: TexSymbol): string => withoutPlaces(s);
  const defined = equations.flatMap((e) =>
    e.kind === 'equation' && e.sides.length > 1 ? (squared(e.sides[0]) ?? []) : [],
  );
  const by = formulasOf(gathered)
    .flatMap((f) => [...walk(f)])
    .flatMap(({ f }) =>
      f.kind === 'partial' ? [f.by] : f.kind === 'call' && f.fn === 'hessian' ? f.args.slice(1) : [],
    );
  const wanted = [...by.flatMap((f) => squared(f) ?? []), ...asked.flatMap((a) => rootOf(a) ?? [])];
  const own = new Set(
    equations.flatMap((e) => (e.sides[0]?.kind === 'symbol' && e.sides.length > 1 ? [key(e.sides[0])] : [])),
  );
  const squares = new Map([...defined, ...wanted].filter((s) => !own.has(key(s))).map((s) => [key(s), s]));
  if (squares.size === 0) return gathered;
  const change = (formula: Formula): Formula => replaced(formula, squares);
  const isDefined = new Set(defined.map(key));
  const said = [...squares.values()].flatMap((s): Said[] =>
    isDefined.has(key(s))
      ? []
      : [{ symbol: squareOf(s), size: [], properties: ['positive'], data: false, span: s.span }],
  );
  const remarks = [...squares.values()].map((s): Remark => {
    const name = s.base;
    return {
      kind: 'note',
      message: `the square of ${name} is taken as a quantity of its own, and ${name} as its root`,
      span: s.span,
    };
  });
  return {
    ...withChanged(gathered, change),
    said: [...gathered.said, ...said],
    remarks: [...gathered.remarks, ...remarks],
  };
}

const rootOf = (a: TexSymbol | string): TexSymbol | undefined => {
  if (typeof a === 'string' || a.word === undefined || !a.word.endsWith(WORD)) return undefined;
  const { word, ...rest } = a;
  const left = word.slice(0, -WORD.length);
  return left === '' ? rest : { ...rest, word: left };
};

function replaced(formula: Formula, squares: ReadonlyMap<string, TexSymbol>): Formula {
  const isIt = (f: Formula): f is TexSymbol => f.kind === 'symbol' && squares.has(withoutPlaces(f));
  // innermost first: what was a power of σ is one of its root by now
  return mapFormula(formula, (f) => {
    if (isIt(f)) return { kind: 'call', fn: 'sqrt', primes: 0, args: [squareOf(f)], span: f.span };
    const root = f.kind === 'power' && f.base.kind === 'call' && f.base.fn === 'sqrt' ? f.base.args[0] : undefined;
    if (f.kind !== 'power' || root?.kind !== 'symbol' || !root.word?.endsWith(WORD)) return f;
    const { negative, value } = wholeOf(f.exponent);
    if (value === undefined || value % 2 !== 0) return f;
    const base: Formula = { ...root, span: f.span };
    const power: Formula =
      value === 2 ? base : { ...f, base, exponent: { kind: 'number', text: String(value / 2), span: f.exponent.span } };
    return negative ? { kind: 'inverse', of: power, span: f.span } : power;
  });
}

function wholeOf(f: Formula): { negative: boolean; value: number | undefined } {
  if (f.kind === 'number') return { negative: false, value: Number(f.text) };
  const [only, ...more] = f.kind === 'sum' ? f.terms : [];
  if (only?.term.kind !== 'number' || more.length > 0) return { negative: false, value: undefined };
  return { negative: only.negative, value: Number(only.term.text) };
}
