/** What the equations of a text are about, and a text with its formulas changed. */
import type { Formula, TexSymbol } from './formula.js';
import type { Equation, Gathered } from './gather.js';

/** The name that an equation says what it is: f of f(x) = …, z of z = …. */
export function nameOf(e: Equation): TexSymbol | undefined {
  const left = e.kind === 'function' ? e.name : e.sides[0];
  return left?.kind === 'symbol' ? left : undefined;
}

/** What it is said to be. */
export const rightsOf = (e: Equation): readonly Formula[] => (e.kind === 'function' ? e.sides : e.sides.slice(1));

/** All formulas of a text. */
export const formulasOf = ({ equations, expressions }: Pick<Gathered, 'equations' | 'expressions'>): Formula[] => [
  ...equations.flatMap((e) => e.sides),
  ...expressions.map((e) => e.formula),
];

/** ∂L/∂z, ∇f, ∇²f. */
export const isDerivative = (f: Formula): boolean => f.kind === 'partial' || (f.kind === 'call' && f.fn === 'hessian');

/** The same text with every formula changed. */
export const withChanged = (gathered: Gathered, change: (f: Formula) => Formula): Gathered => ({
  ...gathered,
  equations: gathered.equations.map((e): Equation => ({ ...e, sides: e.sides.map(change) })),
  expressions: gathered.expressions.map((e) => ({ ...e, formula: change(e.formula) })),
  spoken: gathered.spoken.map((s) => ({ ...s, of: change(s.of) })),
});
