/**
 * Functions that a text defines, E(x) = …: a call with the letters of the definition is the name alone, E, and one with
 * anything else is the formula with that in the place of the letters. Nothing else is meant by a letter that was defined so.
 */
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import { withoutPlaces } from './enclosed.js';
import { formulasOf, nameOf, rightsOf, withChanged } from './equations.js';
import type { Formula } from './formula.js';
import { functionKey } from './function-key.js';
import type { SaidFunctions } from './function-said.js';
import type { Equation, Gathered, Remark } from './gather.js';
import { mapFormula } from './map.js';
import { isElementwise, ofEntries } from './pointwise.js';
import { walk } from './walk.js';

type Head = Equation & { readonly kind: 'function' };

/** How deep one function may be made of another. */
const DEPTH = 20;

export function withFunctions(gathered: Gathered): Gathered {
  const heads = new Map<string, Head>();
  for (const e of gathered.equations) if (e.kind === 'function') heads.set(functionKey(e.name), e);
  if (heads.size + gathered.functions.size === 0) return gathered;
  const applied = new Applied(heads, gathered.functions);
  const changed = withChanged(gathered, (f) => applied.in(f));
  // what was only put in elsewhere is no quantity of its own
  const named = namesOf([...formulasOf(changed), ...changed.spoken.map((s) => s.of)]);
  const kept = changed.equations.filter(
    (e) => e.kind !== 'function' || !applied.putIn.has(functionKey(e.name)) || named.has(functionKey(e.name)),
  );
  return { ...changed, equations: kept, remarks: [...gathered.remarks, ...applied.remarks] };
}

const namesOf = (formulas: readonly Formula[]): Set<string> =>
  new Set(formulas.flatMap((f) => [...walk(f)].flatMap((w) => (w.f.kind === 'symbol' ? [functionKey(w.f)] : []))));

class Applied {
  readonly putIn = new Set<string>();
  readonly remarks: Remark[] = [];

  constructor(
    private readonly heads: ReadonlyMap<string, Head>,
    private readonly said: SaidFunctions,
  ) {}

  in(formula: Formula, depth = 0): Formula {
    return mapFormula(formula, (f) => {
      if (f.kind !== 'call') return f;
      if (this.heads.has(f.fn)) return this.call(f, depth);
      const fn = this.said.get(f.fn);
      if (fn === undefined) return f;
      return { ...f, fn };
    });
  }

  private call(f: Formula & { kind: 'call' }, depth: number): Formula {
    const { fn, args, primes, span } = f;
    const head = this.heads.get(fn) as Head;
    const isOwn =
      head.of.length === args.length &&
      head.of.every((of, k) => withoutPlaces(of) === withoutPlaces(args[k] as Formula));
    const [only] = args;
    // f'(x), of a function of x alone
    if (primes === 1 && isOwn && only && args.length === 1)
      return { kind: 'partial', of: { ...head.name, span }, by: only, span };
    if (primes > 0) return fail(`the derivative of ${fn}, which is defined here, is not read by its prime`, span);
    if (head.of.length !== args.length)
      return fail(`${fn} is defined as a function of ${head.of.length}, and has ${args.length} here`, span);
    if (isOwn) return { ...head.name, span };
    if (depth > DEPTH) return fail(`${fn} is defined by itself, which is not read`, span);
    this.putIn.add(fn);
    const right = this.in(head.sides.at(-1) as Formula, depth + 1);
    const entries = isElementwise(right, head.of);
    if (entries && args.some((a) => a.kind !== 'number'))
      this.tell(`${fn} is put in as the text defines it, entry by entry where it is of a vector or a matrix`, span);
    return put(entries ? ofEntries(right, head.of) : right, head.of, args, span);
  }

  private tell(message: string, span: Span): void {
    if (!this.remarks.some((r) => r.message === message)) this.remarks.push({ kind: 'note', message, span });
  }
}

/** The arguments in the place of the letters. */
function put(right: Formula, of: readonly Formula[], args: readonly Formula[], span: Span): Formula {
  const letters = of.map(withoutPlaces);
  const running = new Set(args.flatMap((a) => [...walk(a)].flatMap(({ f }) => (f.kind === 'symbol' ? [f.base] : []))));
  for (const { f } of walk(right)) {
    if (f.kind === 'fold' && running.has(f.over))
      return fail(`a sum over ${f.over} in the function would run over the ${f.over} that is put in`, span);
    if (
      f.kind === 'symbol' &&
      !letters.includes(withoutPlaces(f)) &&
      of.some((o) => o.kind === 'symbol' && o.base === f.base)
    )
      return fail(`a function of entries of its variable cannot be put in here: it has ${f.base} with an index`, span);
  }
  return mapFormula(right, (f) => {
    const at = f.kind === 'symbol' ? letters.indexOf(withoutPlaces(f)) : -1;
    return at < 0 ? f : { ...(args[at] as Formula), span };
  });
}

/** ∇q(x) of a q that was defined without its argument: no product with x. */
export function withArguments(gathered: Gathered): Gathered {
  const defined = new Set(
    gathered.equations
      .flatMap((e) => (rightsOf(e).length > 0 ? [nameOf(e)] : []))
      .map((name) => name && functionKey(name)),
  );
  return withChanged(gathered, (formula) =>
    mapFormula(formula, (f) => {
      if (f.kind !== 'partial' || f.of.kind !== 'product' || f.of.factors.length !== 2 || !f.of.applied) return f;
      const [of, by] = f.of.factors as [Formula, Formula];
      if (of.kind !== 'symbol' || by.kind !== 'symbol' || !defined.has(functionKey(of))) return f;
      return { ...f, of, by: f.by ?? by };
    }),
  );
}
