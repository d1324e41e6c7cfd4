/**
 * The samples that lines are judged on: which sizes and values are drawn, and what is done where lines or definitions have
 * no ordinary values at some sizes.
 *
 * What holds at one size need not hold at others, so a draw is not left out because a term is at a kink there: relu(B(2,1))
 * of an upper B is so at all sizes but the least.
 */
import { name as makeName } from '../expression/build.js';
import type { Poly } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder } from '../expression/traverse.js';
import type { Definition, Loop, Problem } from '../language/problem.js';
import type { Environment } from '../numeric/environment.js';
import { freeIndices } from '../numeric/memo.js';
import type { SampleOptions } from '../numeric/sample.js';
import { sampleEnvironment, unmetWords } from '../numeric/sample.js';
import { entryDemands, shapeDemands, valueAt } from '../numeric/spans.js';

const DRAWS = 3;
/** The last draw has sizes of 1, which need not be possible. */
const USUAL = DRAWS - 1;

export interface Samples {
  /** Away from the kinks of definitions, and of the lines where that can be had. */
  readonly environments: readonly Environment[];
  /** In place of draws that there are none of: at kinks, where differences mean nothing. */
  readonly atKinks: readonly Environment[];
  /** Why there are none; empty where there are. */
  readonly missing: string;
  /** Why there is none of usual sizes. */
  readonly lacking?: string;
}

/** What samples are drawn for: a problem with the pieces of a derivation, and the terms of its lines. */
export interface Sampled {
  readonly problem: Problem;
  readonly pieces: readonly Definition[];
  readonly loops: readonly Loop[];
  readonly probes: readonly Expr[];
}

type Drawn = Pick<SampleOptions, 'rows' | 'varying'>;

export function drawSamples(sampled: Sampled, seed: number, drawn: Drawn): Samples {
  const { problem, pieces, probes } = sampled;
  const probed = withProbes(sampled);
  const entries = demandsOf(probes, sampled);
  const environments: Environment[] = [];
  const atKinks: Environment[] = [];
  let missing: string | undefined;
  let lacking: string | undefined;
  for (let k = 0; k < DRAWS; k++) {
    const withOne = k >= USUAL;
    const options = { ...drawn, entries, withOne, wider: k, tangent: true, attempts: withOne ? 12 : 40 };
    const draw = (within: Problem, atKinks = false): Environment | string => {
      const sample = sampleEnvironment(within, pieces, seed + 1000 * k, { ...options, atKinks });
      if (sample.outcome === 'unchecked') return sample.reason;
      return { ...sample.env, definitions: [...problem.definitions, ...pieces] };
    };
    let found = draw(probed);
    if (typeof found === 'string') {
      missing ??= found;
      // the last draw is one more, for what has values
      if (withOne && environments.length > 0) continue;
      found = probed === problem ? found : draw(problem);
    }
    if (typeof found !== 'string') {
      environments.push(found);
      continue;
    }
    if (!withOne) lacking ??= found;
    const there = draw(problem, true);
    if (typeof there !== 'string') atKinks.push(there);
  }
  return {
    environments,
    atKinks,
    missing: environments.length === 0 ? (missing ?? '') : '',
    ...(lacking !== undefined && { lacking }),
  };
}

/** Terms without differentials that must come out finite, and away from kinks, as definitions of the sampled problem. */
function withProbes({ problem, loops, probes: terms }: Sampled): Problem {
  const letters = new Set([...loops.map(({ over }) => over), ...terms.flatMap(lettersIn)]);
  const inner = new Set<Expr>();
  for (const e of postorder(terms)) {
    const inside = isCall(e, 'd') || isCall(e, 'grad') ? e.args[0] : undefined;
    if (inside !== undefined && !inside.differential) inner.add(inside);
  }
  for (const e of terms) if (!e.differential && !postorder([e]).some((x) => isCall(x, 'grad'))) inner.add(e);
  const fit = [...inner].filter((e) => e.kind !== 'name' && !freeIndices(e).some((i) => letters.has(i)));
  return fit.length === 0 ? problem : { ...problem, definitions: [...problem.definitions, ...asDefinitions(fit)] };
}

/** The letters of the sums in a term. */
const lettersIn = (e: Expr): readonly string[] => postorder([e]).flatMap((x) => (x.kind === 'each' ? [x.over] : []));

const asDefinitions = (terms: readonly Expr[], loops: readonly Loop[] = []): Definition[] =>
  terms.map((value, k) => {
    const free = freeIndices(value);
    const own = loops.filter(({ over }) => free.includes(over));
    return { target: makeName(`⟨${k}⟩`, value.shape), loops: own, value, anonymous: true };
  });

/** What may not be negative, so that the entries and shapes in terms exist. */
export function demandsOf(terms: readonly Expr[], { problem, pieces, loops }: Sampled): readonly Poly[] {
  const own = { ...problem, definitions: [...pieces, ...asDefinitions(terms, loops)] };
  return [...entryDemands(own), ...shapeDemands(own)];
}

/** Why terms have no value at the sizes of a sample: an entry in them is beyond a matrix. */
export function outOfReach(terms: readonly Expr[], env: Environment, sampled: Sampled): string | undefined {
  const unmet = demandsOf(terms, sampled).find((least) => (valueAt(least, env.sizes) ?? 0) < 0);
  return unmet && unmetWords(unmet);
}
