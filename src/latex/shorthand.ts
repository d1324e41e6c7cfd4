/**
 * dZ = A − Y: in courses, and in code, dZ is short for ∂L/∂Z. A differential is never equal to what has none in it, so one
 * such line tells it; all of a text are read so then.
 */
import type { Formula, TexSymbol } from './formula.js';
import type { Equation, Gathered } from './gather.js';
import { mapFormula } from './map.js';
import { usesIn } from './naming.js';
import { walk } from './walk.js';

type Differential = Formula & { readonly kind: 'differential'; readonly of: TexSymbol };

const LOSSES = ['L', 'J', 'E', 'loss', 'ell', 'C', 'cost'];

export function withShorthand(gathered: Gathered): Gathered {
  const { equations } = gathered;
  const first = equations.flatMap((e) => (e.kind === 'equation' ? (shorthandIn(e) ?? []) : []))[0];
  const of = first && lossIn(equations);
  if (first === undefined || of === undefined) return gathered;
  const change = (formula: Formula): Formula =>
    mapFormula(formula, (f) => {
      // dZᵀ is the derivative, transposed
      const turned = f.kind === 'differential' && f.of.kind === 'transpose' ? f.of : undefined;
      const by = f.kind === 'differential' ? (turned?.of ?? f.of) : undefined;
      if (by?.kind !== 'symbol' || by.base === of.base) return f;
      const partial: Formula = { kind: 'partial', of: { ...of, span: f.span }, by, span: f.span };
      return turned ? { kind: 'transpose', of: partial, span: f.span } : partial;
    });
  return {
    ...gathered,
    equations: equations.map((e): Equation => ({ ...e, sides: e.sides.map(change) })),
    remarks: [
      ...gathered.remarks,
      {
        kind: 'guess',
        message: `d${first.of.base} is read as short for ∂${of.base}/∂${first.of.base}, and so are the others: no differential stands on the other side`,
        span: first.span,
      },
    ],
  };
}

/** On the left of an equation whose other sides have no differential and are not 0. */
function shorthandIn({ sides }: Equation): Differential | undefined {
  const [left, ...rights] = sides;
  if (left === undefined || !isOfSymbol(left) || rights.length === 0) return undefined;
  const moves = (f: Formula): boolean =>
    [...walk(f)].some((w) => w.f.kind === 'differential' || w.f.kind === 'partial');
  return rights.some((f) => moves(f) || usesIn([f]).length === 0) ? undefined : left;
}

const isOfSymbol = (f: Formula): f is Differential => f.kind === 'differential' && f.of.kind === 'symbol';

/** What the text calls its loss: by the usual letter, or the last that it says what it is. */
function lossIn(equations: readonly Equation[]): TexSymbol | undefined {
  const named = equations.flatMap((e) => {
    const left = e.kind === 'function' ? e.name : e.sides[0];
    return left?.kind === 'symbol' ? [left] : [];
  });
  return LOSSES.flatMap((name) => named.find((s) => s.base === name) ?? [])[0] ?? named.at(-1);
}
