/**
 * The numbers that lines are judged by: samples of a problem, with the pieces that a derivation names and what varies.
 *
 * Owns which names vary at a line, the samples for that, and the comparison of two terms on them, by doubles and
 * exactly. Whether a term is right by a rule is no business of this file.
 */

import { zeros } from '../expression/build.js';
import type { Poly } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import type { Definition, Loop, Problem } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Bindings, Environment } from '../numeric/environment.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import type { Evidence } from '../numeric/evidence.js';
import { attempt, compare, relativeError, saysNoMember, worse } from '../numeric/evidence.js';
import { compareExact } from '../numeric/exact-check.js';
import { sampleEnvironment } from '../numeric/sample.js';
import type { Catalog } from '../rulebook/catalog.js';
import { lookBeside } from './beside.js';
import { countedNames, otherSizes, turnedSizes } from './counted.js';
import { beyondDigits, byDigits, TINY } from './digits.js';
import type { NoValue } from './elsewhere.js';
import { lookElsewhere, sampleShown } from './elsewhere.js';
import { collectedDifference, hasValue, smallDifference } from './firm.js';
import type { Part } from './free-letters.js';
import { partsOf, rangeWords, settingsOf } from './free-letters.js';
import { isMoving } from './moving.js';
import { lookAtKinks } from './near-kinks.js';
import type { Reading, ReadLine } from './reading.js';
import type { Sampled } from './samples.js';
import { demandsOf, drawSamples, outOfReach } from './samples.js';
import { lookAtTies, openWords } from './ties.js';
import type { Certainty, Counterexample } from './verdict.js';

/** Terms with more leaves are not looked at for where they have no value. */
const MOST_LEAVES = 400;

/** What varies where these are held: params, and whatever a line takes the differential of. */
export function varyingNames({ problem, moving }: Reading, holds: ReadonlySet<string>): ReadonlySet<string> {
  const asked = new Set(problem.requests.flatMap((r) => r.wrt.map((x) => x.name)));
  const undeclared = [...problem.declarations.values()].filter((d) => !d.declared);
  const someMove = undeclared.some((d) => moving.has(d.name));
  const found = new Set<string>();
  for (const [key, { name, role, declared, properties }] of problem.declarations) {
    if (holds.has(name) || properties.has('integer')) continue;
    const byRole = declared ? role === 'param' : !someMove && role === 'param';
    const own = asked.size > 0 ? asked.has(name) : byRole;
    // a member that is declared by itself, such as H[0], moves where its own differential is written, not with d(H[t])
    if (own || moving.has(key) || (key === name && moving.has(name))) found.add(key);
  }
  return found;
}

export interface Judged {
  readonly evidence: Evidence;
  readonly certainty?: Certainty;
  /** Of what differs only far from ordinary values. */
  readonly example?: Counterexample;
  /** Of what differs at other sizes than the samples have. */
  readonly sample?: Environment;
  /** Where one of two terms that are equal wherever both have a value has none. */
  readonly partial?: NoValue;
  /** For which members, where not for all that their letters could name. */
  readonly range?: string;
}

const withRange = (judged: Judged, range: string | undefined): Judged =>
  range === undefined ? judged : { ...judged, range };

/** Over which members the letters of declared families run, w[k], by what the problem uses of them. */
function rangesOfFamilies({ definitions, declarations }: Problem): Loop[] {
  const uses = usesOf(definitions);
  return [...declarations.values()].flatMap(({ name, letters }) => {
    const used = uses.find((use) => use.name === name);
    return letters.flatMap((over, k): Loop[] => {
      const reach = used?.index[k];
      return reach ? [{ over, from: reach.low, to: reach.high, step: 1 }] : [];
    });
  });
}

export class World {
  /** Samples away from kinks. */
  readonly environments: readonly Environment[];
  readonly loops: readonly Loop[];
  /** The problem's and those of the pieces. */
  readonly definitions: readonly Definition[];
  private readonly atKinks: readonly Environment[];
  private readonly missing: string;
  private readonly lacking: string | undefined;
  private readonly sampled: Sampled;
  /** What a line is judged on, where that is not all members. */
  private part: Part | undefined;
  private readonly entries: readonly Poly[];
  /** Samples at other sizes, once they are asked for. */
  private readonly others = new Map<string, Environment | undefined>();

  constructor(
    readonly problem: Problem,
    readonly pieces: readonly Definition[],
    readonly varying: ReadonlySet<string>,
    readonly catalog: Catalog,
    readonly seed: number,
    probes: readonly Expr[] = [],
  ) {
    this.definitions = [...problem.definitions, ...pieces];
    this.loops = [...this.definitions.flatMap((x) => x.loops), ...rangesOfFamilies(problem)];
    this.sampled = { problem, pieces, loops: this.loops, probes };
    this.entries = demandsOf(probes, this.sampled);
    const samples = drawSamples(this.sampled, seed, { rows: catalog, varying });
    this.environments = samples.environments;
    this.atKinks = samples.atKinks;
    this.missing = samples.missing;
    this.lacking = samples.lacking;
  }

  /** Whether terms are derivatives, or are made of what stands for one. */
  moves(terms: readonly Expr[]): boolean {
    return isMoving(terms, this.definitions);
  }

  /** Settings of the letters that stand free in terms: of those that a line is judged on now. */
  settingsOf(terms: readonly Expr[], env: Environment): readonly Bindings[] {
    return settingsOf(terms, env, this.loops, this.part);
  }

  /**
   * Whether two terms are equal, on every sample, for all members that are there. Where they are not, for those that the one
   * definition of a family in pieces gives: `range` says for which.
   */
  judge(before: Expr, after: Expr): Judged {
    const whole = this.judgeHere(before, after);
    const terms = [before, after] as const;
    const { outcome } = whole.evidence;
    if (before === after || outcome === 'unchecked') return whole;
    if (outcome === 'ok') return withRange(whole, rangeWords(terms, this.environments, this.loops));
    for (const part of partsOf(terms, this.environments, this.loops)) {
      this.part = part;
      const judged = this.judgeHere(before, after);
      this.part = undefined;
      if (judged.evidence.outcome === 'ok')
        return withRange(judged, rangeWords(terms, this.environments, this.loops, part));
    }
    return whole;
  }

  private judgeHere(before: Expr, after: Expr): Judged {
    if (before === after) return this.same(before);
    const moving = this.moves([before, after]);
    const environments = this.samplesFor([before, after]);
    if (environments.length === 0) return { evidence: { outcome: 'unchecked', reason: this.missing } };
    let evidence: Evidence | undefined;
    let unchecked: Evidence | undefined;
    const seen: Environment[] = [];
    for (const env of environments) {
      const here = this.comparedIn(env, before, after);
      evidence = worse(evidence, here);
      if (here.outcome !== 'unchecked') seen.push(env);
      else unchecked ??= here;
      // the first difference settles it, and large matrices take their time
      if (here.outcome === 'failed') break;
    }
    const judged = evidence as Evidence;
    if (judged.outcome !== 'ok') return { evidence: judged };
    // numbers in place of matrices agree where matrices need not
    if (unchecked && seen.every(isOfNumbers)) return { evidence: unchecked };
    const bindings = (env: Environment): readonly Bindings[] => this.settingsOf([before, after], env);
    const everywhere = [...this.environments, ...this.atKinks];
    const exact = compareExact(before, after, everywhere, { catalog: this.catalog, bindings });
    const failed = (where: string, example?: Counterexample): Judged => ({
      evidence: { outcome: 'failed', error: judged.error, tolerance: 0, where },
      ...(example && { example }),
    });
    if (exact.outcome === 'different') return failed('exactly');
    const counted = countedNames([before, after], this.problem, this.definitions);
    const others = otherSizes([before, after], counted, this.problem, moving).flatMap(
      (sizes) => this.environmentWhere(sizes, !moving) ?? [],
    );
    const apart = others.find((env) => this.comparedIn(env, before, after).outcome === 'failed');
    if (apart) return { ...failed('at other sizes'), sample: apart };
    let partial: Judged['partial'];
    let open: readonly Call[] | undefined;
    for (const env of exact.outcome === 'equal' && moving ? [] : environments) {
      const found = lookElsewhere(before, after, env, bindings(env));
      partial ??= found?.kind === 'no value' ? found : undefined;
      // of what is equal exactly only the domains can differ
      if (exact.outcome === 'equal') continue;
      if (found?.kind === 'differ') return failed('at large or special values', found.example);
      const digits = byDigits(before, after, env, bindings(env), this.catalog);
      if (digits.outcome === 'differ') return failed('in small values', digits.example);
      if (digits.outcome === 'tiny') return { evidence: { outcome: 'unchecked', reason: TINY } };
      const small = digits.outcome === 'none' ? this.smallIn(before, after, env, bindings(env)) : undefined;
      if (small) return failed('in small values', small);
      const atKink = moving ? undefined : lookAtKinks(before, after, env, bindings(env));
      if (atKink?.kind === 'differ') return failed('at a kink', atKink.example);
      partial ??= atKink;
      const look = moving ? lookBeside : lookAtTies;
      const ties = look(before, after, env, bindings(env));
      if (ties?.kind === 'differ') return failed('at a comparison', ties.example);
      open = ties && (open === undefined ? ties.open : open.filter((e) => ties.open.includes(e)));
    }
    partial ??= this.withoutValue(before, after);
    if (exact.outcome === 'equal') {
      const { points, chance, free } = exact;
      const certainty = { kind: 'exact', points, chance, free, counted } as const;
      return { evidence: judged, certainty, ...(partial && { partial }) };
    }
    // what holds at the sizes that are left need not hold at others
    if (moving && this.lacking !== undefined) return { evidence: { outcome: 'unchecked', reason: this.lacking } };
    const beyond = beyondDigits([before, after], environments, this.catalog);
    if (beyond) return { evidence: { outcome: 'unchecked', reason: beyond } };
    if (open?.[0]) return { evidence: { outcome: 'unchecked', reason: openWords(open[0]) } };
    const certainty: Certainty = { kind: 'numbers', samples: seen.length, error: judged.error };
    return { evidence: judged, certainty, ...(partial && { partial }) };
  }

  /** Where terms are compared: those without differences at kinks as well. */
  samplesFor(terms: readonly Expr[]): readonly Environment[] {
    return this.moves(terms) ? this.environments : [...this.environments, ...this.atKinks];
  }

  /** A term and itself: nothing is left to compare, but it may have no value. */
  private same(e: Expr): Judged {
    const same = { evidence: { outcome: 'ok', error: 0, tolerance: 0 }, certainty: { kind: 'same' } } as const;
    if (this.moves([e]) || e.leaves > MOST_LEAVES) return same;
    const envs = this.environments.length > 0 ? this.environments : [this.environmentWhere(new Map(), true)];
    const none = envs.every((env) => env && this.settingsOf([e], env).every((b) => !hasValue(e, env, b)));
    return none ? { ...same, partial: { kind: 'no value', of: 'both', at: '' } } : same;
  }

  /** Where terms differ by a small part of themselves, or by a number that is lost beside others. */
  private smallIn(
    before: Expr,
    after: Expr,
    env: Environment,
    bindings: readonly Bindings[],
  ): Counterexample | undefined {
    const sides = smallDifference(before, after, env, bindings);
    if (sides) return { ...sides, ...sampleShown([before, after], env) };
    const rest = this.moves([before, after]) ? undefined : collectedDifference(before, after);
    const left = rest && smallDifference(rest, zeros(rest.shape), env, bindings);
    return left && { ...left, ...sampleShown([before, after], env), of: 'difference' };
  }

  /** Sizes for which one of the terms has no value: inv(A'*A) where A is wider than tall. */
  private withoutValue(before: Expr, after: Expr): Judged['partial'] {
    if (this.moves([before, after]) || before.leaves + after.leaves > MOST_LEAVES) return undefined;
    for (const { sizes, words } of turnedSizes([before, after], this.problem)) {
      const env = this.environmentWhere(sizes, true);
      if (env === undefined || outOfReach([before, after], env, this.sampled)) continue;
      const settings = this.settingsOf([before, after], env);
      const [first, second] = [before, after].map((e) => settings.every((b) => hasValue(e, env, b)));
      if (first !== second) return { kind: 'no value', of: first ? 'after' : 'before', at: words };
    }
    return undefined;
  }

  /** Both terms on one sample, at every setting of the letters that stand free. */
  private comparedIn(env: Environment, before: Expr, after: Expr): Evidence {
    const beyond = outOfReach([before, after], env, this.sampled);
    if (beyond !== undefined) return { outcome: 'unchecked', reason: beyond };
    const found = attempt(() => {
      let found: Evidence | undefined;
      for (const bindings of this.settingsOf([before, after], env))
        found = worse(found, compare(before, after, env, bindings));
      return found ?? { outcome: 'unchecked', reason: 'no members are there that it is about' };
    });
    // no end of a range tells that: a sum over members asks for one that is not there
    return found.outcome === 'failed' && saysNoMember(found.where ?? '')
      ? { outcome: 'unchecked', reason: found.where as string }
      : found;
  }

  /** `atKinks`: where nothing else is to be had. */
  private environmentWhere(sizes: ReadonlyMap<string, number>, atKinks: boolean): Environment | undefined {
    const key = [...sizes, atKinks].join(' ');
    if (this.others.has(key)) return this.others.get(key);
    const { problem, pieces, catalog: rows, varying, seed, entries } = this;
    const options = { rows, varying, sizes, entries, tangent: true, attempts: 4 };
    let sample = sampleEnvironment(problem, pieces, seed, options);
    if (sample.outcome === 'unchecked' && atKinks)
      sample = sampleEnvironment(problem, pieces, seed, { ...options, atKinks });
    const env = sample.outcome === 'ok' ? { ...sample.env, definitions: this.definitions } : undefined;
    this.others.set(key, env);
    return env;
  }

  /** The same in short, for trying many candidates: the first sample decides most of them. */
  agrees(target: Expr, candidate: Expr): boolean {
    if (target === candidate) return true;
    const environments = this.samplesFor([target, candidate]);
    if (environments.length === 0) return false;
    return environments.every((env) => {
      const finding = attempt(() => {
        const evaluator = evaluatorOf(env);
        let error = 0;
        for (const bindings of this.settingsOf([target, candidate], env)) {
          const here = relativeError(evaluator.value(target, bindings), evaluator.value(candidate, bindings));
          error = Number.isNaN(here) ? Number.POSITIVE_INFINITY : Math.max(error, here);
        }
        return { outcome: error <= TRIAL ? 'ok' : 'failed', error, tolerance: TRIAL };
      });
      return finding.outcome === 'ok';
    });
  }
}

const TRIAL = 1e-6;

/** Whether all sizes are 1. */
const isOfNumbers = ({ sizes }: Environment): boolean => sizes.size > 0 && [...sizes.values()].every((k) => k === 1);

/** One world for all lines with the same pieces and the same names held. */
export class Worlds {
  private readonly known = new Map<string, World>();

  constructor(
    private readonly reading: Reading,
    private readonly catalog: Catalog,
    private readonly seed: number,
  ) {}

  at(line: ReadLine): World {
    const { pieces, holds } = line;
    const key = [...holds].sort().join(' ');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const last = this.reading.lines.filter((l) => sameSet(l.holds, holds)).at(-1) ?? line;
    const probes = this.reading.lines.flatMap((l) =>
      [l.left, l.right].flatMap((e) => (e !== undefined && l.fault === undefined ? [e] : [])),
    );
    const all = last.pieces.length >= pieces.length ? last.pieces : pieces;
    const varying = varyingNames(this.reading, holds);
    const world = new World(this.reading.problem, all, varying, this.catalog, this.seed, probes);
    this.known.set(key, world);
    return world;
  }
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((x) => b.has(x));
