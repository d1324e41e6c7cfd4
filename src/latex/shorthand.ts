/**
 * dZ = A − Y: in courses, and in code, dZ is short for ∂L/∂Z. A differential is never equal to what has none in it, so one
 * such line tells it; all of a text are read so then.
 */
import { withoutPlaces } from './enclosed.js';
import { nameOf, withChanged } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Equation, Expression, Gathered } from './gather.js';
import { mapFormula } from './map.js';
import { usesIn } from './naming.js';
import { walk } from './walk.js';

type Differential = Formula & { readonly kind: 'differential'; readonly of: TexSymbol };

const LOSSES = ['L', 'J', 'E', 'loss', 'ell', 'C', 'cost'];

export function withShorthand(gathered: Gathered): Gathered {
  const { equations } = gathered;
  const said = equations.flatMap((e) => saidIn(e) ?? [])[0];
  const first = said?.short ?? equations.flatMap((e) => (e.kind === 'equation' ? (shorthandIn(e) ?? []) : []))[0];
  const of = said?.of ?? (first && lossIn(equations));
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
  // what dO is said to be short for is no claim; of a loss that nothing defines it is what is given
  const isDefined = equations.some((e) => nameOf(e)?.base === of.base);
  const given = equations.flatMap((e): Expression[] => {
    const formula = isDefined || saidIn(e) === undefined ? undefined : e.sides[1];
    return formula ? [{ formula, display: false, given: true, sought: false, span: e.span }] : [];
  });
  const others = equations.filter((e) => saidIn(e) === undefined);
  const changed = withChanged({ ...gathered, equations: others }, change);
  const why = said === undefined ? ': no differential stands on the other side' : '';
  const message = `d${first.of.base} is read as short for ∂${of.base}/∂${first.of.base}, and so are the others${why}`;
  return {
    ...changed,
    expressions: [...changed.expressions, ...given],
    remarks: [...changed.remarks, { kind: 'guess', message, span: first.span }],
  };
}

/** dO = ∂L/∂O */
function saidIn({ kind, sides }: Equation): { short: Differential; of: TexSymbol } | undefined {
  const [left, right, ...more] = sides;
  if (kind !== 'equation' || more.length > 0 || left === undefined || !isOfSymbol(left)) return undefined;
  if (right?.kind !== 'partial' || right.of.kind !== 'symbol' || right.by === undefined) return undefined;
  return withoutPlaces(right.by) === withoutPlaces(left.of) ? { short: left, of: right.of } : undefined;
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
  const all = equations.flatMap((e) => nameOf(e) ?? []);
  return LOSSES.flatMap((name) => all.find((s) => s.base === name) ?? [])[0] ?? all.at(-1);
}
