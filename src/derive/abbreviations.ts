/**
 * Letters that a differential will need: of ½ rᵀS⁻¹r with a symmetric S that varies, a = S⁻¹r, since S⁻¹r stands before
 * dr and on either side of dS. They are put into differentials that are worked out already; none is taken of them.
 */
import { name as makeName, mul, transpose } from '../expression/build.js';
import { dimName } from '../expression/dimension.js';
import type { Expr, Mul, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { freeDims, namesIn, postorder } from '../expression/traverse.js';
import { format } from '../language/format.js';
import type { Definition } from '../language/problem.js';
import type { Facts } from '../rulebook/match.js';
import { placeOf, withRun } from './own-value.js';
import type { Plan } from './plan.js';
import type { Named, Step } from './step.js';
import type { Around } from './use-ranges.js';
import { aroundPieces, rangesOver } from './use-ranges.js';

/** A letter for the product of these factors, and for its transpose in the form that symmetry gives it. */
export interface Abbreviation {
  readonly named: Named;
  readonly run: readonly Expr[];
  readonly turned: readonly Expr[];
  readonly given: readonly string[];
}

/** The plan with a definition for each such product, before the one in whose differential it will stand. */
export function withAbbreviations(
  plan: Plan,
  asked: readonly Name[],
  facts: Facts,
): { plan: Plan; abbreviations: readonly Abbreviation[] } {
  const finder = new Finder(plan, new Set(asked.map(({ name }) => name)), facts);
  const groups = plan.groups.flatMap((group) => {
    const [only] = group;
    // in a recurrence a letter would stand between its definitions
    const isAlone = group.length === 1 && only !== undefined && !isRecurrent(only.definition);
    return isAlone ? [...finder.within(only.definition).map((a) => [a.named]), group] : [group];
  });
  return { plan: { ...plan, groups }, abbreviations: finder.all };
}

const isRecurrent = ({ target, value }: Definition): boolean => namesIn(value).some(({ name }) => name === target.name);

class Finder {
  readonly all: Abbreviation[] = [];
  private readonly known = new Set<Expr>();
  private around: ReadonlyMap<Expr, readonly Around[]> | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly asked: ReadonlySet<string>,
    private readonly facts: Facts,
  ) {}

  within(definition: Definition): Abbreviation[] {
    // an expression that was given alone is answered in its own letters
    if (definition.anonymous || !this.plan.isVarying(definition.value)) return [];
    const order = postorder([definition.value]);
    return order.flatMap((node): Abbreviation[] => {
      const run = node.kind === 'mul' ? this.runOf(node) : undefined;
      // RᵀS⁻¹R as a matrix is a piece by itself, and reads better than RᵀA
      if (run === undefined || !(isScalar(node) || order.some((e) => isCall(e, 'tr') && e.args[0] === node))) return [];
      const value = mul(run);
      if (this.known.has(value)) return [];
      this.known.add(value);
      const [inverse, ...rest] = run as readonly [Expr, ...Expr[]];
      const turned = [...rest.map(transpose).reverse(), inverse];
      const loops = rangesOver(this.standing(run, turned), freeDims(value));
      if (loops === undefined) return [];
      const made = this.make(value, loops, { run, turned });
      this.all.push(made);
      return [made];
    });
  }

  /** What stands around the product wherever it does: the letter is put in all of these places. */
  private standing(run: readonly Expr[], turned: readonly Expr[]): readonly Around[] {
    this.around ??= aroundPieces(this.plan.groups.flat().map(({ definition }) => definition));
    return [...this.around].flatMap(([e, around]) =>
      e.kind === 'mul' && placeOf(e.factors, run, turned) ? around : [],
    );
  }

  private make(
    value: Expr,
    loops: Definition['loops'],
    { run, turned }: Pick<Abbreviation, 'run' | 'turned'>,
  ): Abbreviation {
    const letters = value.shape[1] === 1 ? ['a', 'u', 'v'] : ['A', 'B', 'M'];
    const target = makeName(
      this.plan.fresh.take(letters),
      value.shape,
      loops.map((l) => dimName(l.over)),
    );
    return {
      named: { definition: { target, loops, value, anonymous: false }, origin: 'abbreviation' },
      run,
      turned,
      given: [...new Set(namesIn(run[0] as Expr))]
        .filter((x) => x.shape[0] !== 1 && this.facts.has(x, 'symmetric'))
        .map((x) => `${format(x)} symmetric`),
    };
  }

  /** S⁻¹r of a product in which rᵀS⁻¹r stands: its differential has it twice by dS, and once more by dr. */
  private runOf({ factors }: Mul): readonly Expr[] | undefined {
    const at = factors.findIndex((f) => isCall(f, 'inv') && this.plan.isVarying(f) && this.facts.has(f, 'symmetric'));
    if (at <= 0) return undefined;
    let count = 0;
    while (
      at + count + 1 < factors.length &&
      at - count > 0 &&
      factors[at - count - 1] === transpose(factors[at + count + 1] as Expr)
    )
      count += 1;
    if (count === 0) return undefined;
    const rest = factors.slice(at + 1, at + 1 + count);
    const [of] = (factors[at] as Expr).args as readonly [Expr];
    const isAsked = of.kind === 'name' && this.asked.has(of.name);
    return isAsked && !rest.some((f) => this.plan.isVarying(f)) ? undefined : [factors[at] as Expr, ...rest];
  }
}

/** The steps that put the letters into a term. */
export function abbreviated(e: Expr, list: readonly Abbreviation[], within: Step['within']): Step[] {
  return list.flatMap(({ named, run, turned, given }) => {
    const { target } = named.definition;
    return [...withRun(e, run, turned, target)].map(
      ([before, after]): Step => ({
        before,
        after,
        by: { kind: 'definition', of: target },
        given,
        within,
        level: 'key',
      }),
    );
  });
}
