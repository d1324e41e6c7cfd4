/**
 * π: the number, unless the text declares or uses the letter as that of a variable. What is not said outright is told.
 * π_k is a name in any case, for a number has no places.
 */

import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import { formulasOf } from './equations.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered, Remark } from './gather.js';
import { walk } from './walk.js';

export interface PiReading {
  readonly isNumber: boolean;
  readonly remarks: readonly Remark[];
}

const isPi = (f: Formula | string | undefined): f is TexSymbol =>
  typeof f === 'object' &&
  f.kind === 'symbol' &&
  f.base === 'pi' &&
  f.subs.length + f.accents.length + f.primes === 0 &&
  !f.word &&
  !f.over &&
  !f.star;

export function readPi({ equations, expressions, said, asked }: Gathered): PiReading {
  const formulas = formulasOf({ equations, expressions });
  const uses = formulas.flatMap(usesOf);
  const heads = equations.flatMap((e) => (e.kind === 'function' ? [e.name, ...e.of] : [e.sides[0]]));
  const declared = [...said.map((s) => s.symbol), ...heads, ...asked].some((f) => f === 'pi' || isPi(f));
  const [vector] = uses.flatMap((u) => (u.vector ? [u.vector] : []));
  const beside = uses.find((u) => u.beside);
  const sized = said.some((s) => isPi(s.symbol) && s.size !== undefined && s.size.length > 0);
  if (beside && (sized || vector))
    fail(
      'π stands for the number here, and for a variable elsewhere',
      beside.span,
      'another letter for the variable tells them apart',
    );
  if (declared) return { isNumber: false, remarks: [] };
  if (vector) {
    const message = `π is read as a variable, and not as the number: ${vector.why}`;
    return { isNumber: false, remarks: [{ kind: 'guess', message, span: vector.span }] };
  }
  const open = uses.find((u) => !u.beside);
  const message = 'π is read as the number 3.14…; \\pi \\in \\mathbb{R} declares a variable';
  return { isNumber: true, remarks: open ? [{ kind: 'guess', message, span: open.span }] : [] };
}

interface Use {
  readonly span: Span;
  /** A number as a factor of it says that it is one: 2π, π/2. */
  readonly beside: boolean;
  readonly vector?: { readonly why: string; readonly span: Span };
}

function usesOf(formula: Formula): Use[] {
  const found = new Map<Formula, Use>();
  const note = (f: Formula, use: Partial<Use>): void => {
    if (isPi(f)) found.set(f, { beside: false, ...found.get(f), ...use, span: f.span });
  };
  for (const { f } of walk(formula)) {
    if (isPi(f)) note(f, f.bold ? { vector: { why: 'it is bold', span: f.span } } : {});
    else if (f.kind === 'transpose') note(f.of, { vector: { why: 'it is transposed', span: f.span } });
    else if (f.kind === 'norm') note(f.of, { vector: { why: 'it has a norm', span: f.span } });
    else if (f.kind === 'product')
      f.factors.forEach((x, k) => {
        if (f.factors[k - 1]?.kind === 'number') note(x, { beside: true });
        // 2π^d is 2(π^d)
        if (x.kind === 'power') note(x.base, { beside: true });
      });
    else if (f.kind === 'fraction') {
      if (f.below.kind === 'number') note(f.above, { beside: true });
      if (f.above.kind === 'number') note(f.below, { beside: true });
    }
  }
  return [...found.values()];
}
