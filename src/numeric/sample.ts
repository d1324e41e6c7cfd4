/**
 * Environments of random values that satisfy a problem's declarations, for checks.
 *
 * Distinct dimension names get distinct small sizes, so that no shape fits by chance. A draw is kept when every
 * definition comes out finite, of moderate size, and away from kinks; else another mood and other sizes are tried, and
 * after a limit the sample says why there is none.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import { dimToString, evaluateDim, notNegativeToString, subtractDim } from '../expression/dimension.js';
import type { Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Declaration, Definition, Problem } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Mood } from './draw.js';
import { drawDirection, drawValue, MOODS, tangentTo } from './draw.js';
import type { Bindings, Environment, FunctionRows } from './environment.js';
import { DEFAULT_STEP, dimValue, keyOf, UNBOUND } from './environment.js';
import { evaluatorOf } from './evaluate.js';
import { numberOf, scalar } from './matrix.js';
import { rangeValues } from './members.js';
import { isLargeAt, oversize } from './oversize.js';
import { requireProperties } from './properties.js';
import { random } from './random.js';
import { entryDemands, meetDemands, shapeDemands, spansOf, valueAt } from './spans.js';

export interface SampleOptions {
  readonly rows: FunctionRows;
  /** The names (W, or a member such as W[2]) whose differential is not zero. Default: what the requests ask for. */
  readonly varying?: ReadonlySet<string>;
  /** Members besides whose index hangs on sizes, W[L]. */
  readonly members?: readonly Name[];
  /** Sizes that are not free to draw. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Gives one of the dimensions the size 1, and lets ranges be empty: what holds at usual sizes holds at the least. */
  readonly withOne?: boolean;
  /** What must not be negative, for what is checked to hold: no sample is at other sizes. */
  readonly demands?: readonly Poly[];
  /** What should not be negative, so that entries exist that are spoken of outside of definitions. */
  readonly entries?: readonly Poly[];
  /** Values at a kink of a definition, and at the edge of its domain, are taken: for what is compared without differences. */
  readonly atKinks?: boolean;
  /** What should not be negative, so that ranges outside of definitions run through an index (spans.ts). */
  readonly spans?: Iterable<Poly>;
  readonly independentEntries?: boolean;
  /** Differentials of orthogonal and unit variables are tangent to what they are declared to be. */
  readonly tangent?: boolean;
  readonly attempts?: number;
  /** Sizes are larger by so much, than entries need as well: what holds at one size need not hold at others. */
  readonly wider?: number;
  /** Takes the least sizes that tell rows from columns: larger ones need more room than there is. */
  readonly least?: boolean;
}

export type Sample =
  | { readonly outcome: 'ok'; readonly env: Environment }
  | { readonly outcome: 'unchecked'; readonly reason: string };

const ATTEMPTS = 60;
/** Values beyond are not drawn: differences of what is very large lose their digits. */
export const MODERATE = 1e5;
/** How many steps of a difference quotient a kink must be away: the truncation error of log falls by its fourth power. */
const CLEARANCE = 256;
const LEAST_STEP = 2 ** -16;

export function sampleEnvironment(
  problem: Problem,
  named: readonly Definition[],
  seed: number,
  options: SampleOptions,
): Sample {
  const large = oversize(problem);
  if (large) return { outcome: 'unchecked', reason: large.message };
  const spans = new Set([...spansOf([...problem.definitions, ...named]), ...(options.spans ?? [])]);
  let reason = '';
  let least = false;
  for (let attempt = 0; attempt < (options.attempts ?? ATTEMPTS); attempt++) {
    const drawn = least ? { ...options, least } : options;
    const env = drawEnvironment(problem, named, seed, attempt, drawn, spans);
    if (!least && isLargeAt(problem, env.sizes)) {
      least = true;
      continue;
    }
    const unmet = options.demands?.find((d) => (valueAt(d, env.sizes) ?? 0) < 0);
    const verdict = unmet ? refusal(unmetWords(unmet)) : judge(problem, env, options.atKinks);
    if (typeof verdict === 'number')
      return { outcome: 'ok', env: verdict === DEFAULT_STEP ? env : { ...env, step: verdict } };
    reason = verdict.reason;
    // what is too large in the least sizes is so in all
    if (verdict.large && least) break;
    least ||= verdict.large;
  }
  return { outcome: 'unchecked', reason: `no sample was found: ${reason}` };
}

/** Why an environment is of no use; `large` where smaller sizes may be. */
interface Refusal {
  readonly reason: string;
  readonly large: boolean;
}

/** Why there is no sample where something that may not be negative is so at all small sizes. */
export const unmetWords = (unmet: Poly): string => `no small sizes have ${notNegativeToString(unmet)}`;

const refusal = (reason: string, large = false): Refusal => ({ reason, large });

/** The step for differences in this environment, or what is wrong with it. */
function judge(problem: Problem, env: Environment, atKinks = false): number | Refusal {
  const evaluator = evaluatorOf(env);
  try {
    for (const definition of problem.definitions) {
      for (const { key, name, bindings } of membersOf(definition, env)) {
        if (!evaluator.value(name, bindings).data.every(Number.isFinite)) return refusal(`${key} is not finite`);
      }
    }
  } catch (error) {
    if (error instanceof FrobeniusError) return refusal(error.message, error.code === 'limit');
    if (error instanceof RangeError) return refusal(error.message);
    throw error;
  }
  if (evaluator.largest > MODERATE) return refusal('its values are very large');
  if (atKinks) return DEFAULT_STEP;
  const step = Math.min(DEFAULT_STEP, evaluator.nearestKink / CLEARANCE);
  return step >= LEAST_STEP ? step : refusal('its values come too near to a kink or the edge of a domain');
}

/** The members of a family of definitions (the definition itself, without loops), each with its indices. */
export function membersOf(
  { target, loops }: Definition,
  env: Pick<Environment, 'sizes'>,
): readonly { readonly key: string; readonly name: Name; readonly bindings: Bindings }[] {
  let all: Bindings[] = [UNBOUND];
  for (const { over, from, to, step } of loops) {
    all = all.flatMap((bindings) =>
      rangeValues(dimValue(from, env, bindings), dimValue(to, env, bindings), step).map((t) =>
        new Map(bindings).set(over, t),
      ),
    );
  }
  return all.map((bindings) => ({
    key: keyOf(
      target.name,
      target.index.map((d) => dimValue(d, env, bindings)),
    ),
    name: target,
    bindings,
  }));
}

/** Attempts that follow take short ranges as they come: at long ones no values may be found that stay moderate. */
const LONG_ATTEMPTS = 2 / 3;

/**
 * Sizes 2, 3, 4, … dealt out in an order that depends on seed and attempt; larger ones in later attempts. Then they are
 * raised until every shape has a row and a column, and every range an index.
 */
function drawSizes(
  problem: Problem,
  seed: number,
  attempt: number,
  options: SampleOptions,
  spans: ReadonlySet<Poly>,
): Map<string, number> {
  const round = Math.floor(attempt / 6);
  const r = random(seed, `sizes ${round}`);
  const free = problem.dims.filter((d) => !options.sizes?.has(d));
  const ends = free.filter((d) => problem.ends.has(d));
  const plain = free.filter((d) => !problem.ends.has(d));
  const wider = options.wider ?? 0;
  const pool = plain.map((_, k) => (options.least ? 1 + (k % 2) : k + 2 + Math.min(round, 3) + wider));
  const sizes = new Map(options.sizes);
  for (const d of plain) sizes.set(d, pool.splice(r.below(pool.length), 1)[0] as number);
  if (options.withOne && plain.length > 0 && round === 0) sizes.set(plain[r.below(plain.length)] as string, 1);
  for (const [k, d] of ends.entries()) sizes.set(d, options.least ? 2 : 3 + ((k + wider) % 2) + Math.min(round, 4));
  settleRanks(problem, sizes, plain, round);
  const whole: string[] = [];
  for (const [name, { properties, bounds = [0, Number.POSITIVE_INFINITY] }] of problem.declarations) {
    if (!properties.has('integer') || sizes.has(name)) continue;
    const drawn = drawValue({ properties }, 1, 1, 'normal', random(seed, `${name} in attempt ${attempt}`));
    const [least, most] = [Math.max(1, Math.floor(bounds[0]) + 1), Math.ceil(bounds[1]) - 1];
    sizes.set(name, Math.min(most, Math.max(least, numberOf(drawn) + wider)));
    whole.push(name);
  }
  const short = options.withOne || attempt >= LONG_ATTEMPTS * (options.attempts ?? ATTEMPTS);
  const entries = [...entryDemands(problem), ...(options.entries ?? [])];
  // what an entry asks for at least may be 1: B(n,1) of an upper B is 0 at all other sizes
  // one more than is demanded, so that stretches between others have members
  const longer = (options.demands ?? []).map((d) => subtractDim(d, 1) as Poly);
  const more = wider === 0 || options.withOne ? [] : entries.map((d) => subtractDim(d, wider) as Poly);
  const demands = [
    ...shapeDemands(problem),
    ...entries,
    ...(options.demands ?? []),
    ...(options.least ? [] : more),
    ...(short ? [] : spans),
    ...(short || options.least ? [] : longer),
  ];
  return meetDemands(demands, sizes, [...ends, ...whole, ...plain], new Set(plain));
}

/** A full-rank or orthogonal matrix is tall, so that A'A is invertible, unless that has failed: then wide. */
function settleRanks(problem: Problem, sizes: Map<string, number>, free: readonly string[], round: number): void {
  for (let pass = 0; pass < free.length; pass++) {
    for (const { shape, properties } of problem.declarations.values()) {
      const tall = properties.has('orthogonal') || round % 2 === 0;
      if (!properties.has('orthogonal') && !properties.has('fullrank')) continue;
      const [long, short] = tall ? shape : [shape[1], shape[0]];
      const [a, b] = [nameOf(long), nameOf(short)];
      if (a === undefined || b === undefined || !free.includes(a) || !free.includes(b)) continue;
      const [x, y] = [sizes.get(a) as number, sizes.get(b) as number];
      if (x < y) sizes.set(a, y).set(b, x);
    }
  }
}

const nameOf = (d: Dim): string | undefined =>
  typeof d === 'number' || d.terms.length !== 1 ? undefined : d.terms[0]?.names[0];

function mood(attempt: number, seed: number, name: string): Mood {
  if (attempt < 2) return 'normal';
  if (attempt < 6) return MOODS[attempt - 1] as Mood;
  return MOODS[random(seed, `mood of ${name} in attempt ${attempt}`).below(MOODS.length)] as Mood;
}

function drawEnvironment(
  problem: Problem,
  named: readonly Definition[],
  seed: number,
  attempt: number,
  options: SampleOptions,
  spans: ReadonlySet<Poly>,
): Environment {
  const sizes = drawSizes(problem, seed, attempt, options, spans);
  const declared = declarationsByKey(problem, sizes);
  const varying = options.varying ?? requested(problem);
  const upstream = new Set(
    [...problem.functions.values()].flatMap((f) =>
      f.kind === 'scalar' ? [...(f.gradient?.values() ?? [])].map((g) => g.name) : [],
    ),
  );
  const values = new Map<string, Matrix | undefined>();
  const directions = new Map<string, Matrix | undefined>();
  const size = (d: Dim): number => dimValue(d, { sizes }, UNBOUND);

  const value = (key: string): Matrix | undefined => {
    if (values.has(key)) return values.get(key);
    const declaration = declared(key);
    let drawn: Matrix | undefined;
    if (declaration && !upstream.has(declaration.name)) {
      const [rows, cols] = declaration.shape;
      const r = random(seed, `${key} in attempt ${attempt}`);
      const whole = declaration.properties.has('integer') ? sizes.get(key) : undefined;
      drawn =
        whole !== undefined
          ? scalar(whole)
          : drawValue(declaration, size(rows), size(cols), mood(attempt, seed, declaration.name), r);
      requireDrawn(key, drawn, declaration);
    }
    values.set(key, drawn);
    return drawn;
  };
  const shapes = new Map(problem.definitions.map((d) => [d.target.name, d.target.shape]));
  const members = new Set((options.members ?? []).map(({ name, index }) => keyOf(name, index.map(size))));
  const direction = (key: string): Matrix | undefined => {
    if (directions.has(key)) return directions.get(key);
    const base = baseOf(key);
    const declaration = declared(key);
    const shape = declaration?.shape ?? shapes.get(base);
    let drawn: Matrix | undefined;
    // HB[T+1] goes by its own name, whatever T is
    const own = declaration?.at && `${base}[${declaration.at.map(dimToString).join(',')}]`;
    if (shape && (varying.has(key) || members.has(key) || varying.has(own ?? base))) {
      const constraint = declaration ?? { properties: new Set<never>() };
      drawn = drawDirection(constraint, size(shape[0]), size(shape[1]), random(seed, `direction of ${key}`));
      const point = options.tangent ? value(key) : undefined;
      if (point) drawn = tangentTo(point, drawn, constraint);
    }
    directions.set(key, drawn);
    return drawn;
  };
  return {
    sizes,
    value,
    direction,
    definitions: [...problem.definitions, ...named],
    declarations: problem.declarations,
    unknown: problem.functions,
    given: new Map(),
    seed,
    rows: options.rows,
    ...(options.independentEntries ? { independentEntries: true } : {}),
    ...(options.tangent ? { tangent: true } : {}),
  };
}

/** Of several properties a draw may have some alone. */
function requireDrawn(key: string, drawn: Matrix, declaration: Declaration): void {
  const { properties, bounds } = declaration;
  if (properties.size + (bounds ? 1 : 0) < 2) return;
  try {
    requireProperties(key, drawn, declaration);
  } catch (error) {
    if (!(error instanceof FrobeniusError)) throw error;
    const words = [...properties, ...(bounds ? [`in (${bounds.join(', ')})`] : [])].join(' ');
    throw new FrobeniusError('values', `no values were found for ${key} that are ${words}`);
  }
}

function requested(problem: Problem): ReadonlySet<string> {
  const names = new Set<string>();
  for (const x of problem.requests.flatMap(({ wrt }) => wrt)) {
    names.add(nameText(x));
    // a member that is given at an end goes by its own name
    names.add(`${x.name}[${x.index.map(dimToString).join(',')}]`);
  }
  return names;
}

const baseOf = (key: string): string => key.replace(/\[.*/, '');

/** Whether a member is one for all sizes: W[2], and not W[L]. */
export const isNumbered = ({ index }: Name): boolean => index.every((d) => typeof d === 'number');

/** The name as it is asked for: W, W[2], H[0]. */
export const nameText = (x: Name): string => (isNumbered(x) ? keyOf(x.name, x.index as readonly number[]) : x.name);

/** The declaration of a key: a member declared on its own before its family. */
function declarationsByKey(
  problem: Problem,
  sizes: ReadonlyMap<string, number>,
): (key: string) => Declaration | undefined {
  const byName = new Map<string, Declaration[]>();
  for (const declaration of problem.declarations.values()) {
    const base = baseOf(declaration.name);
    const list = byName.get(base) ?? [];
    byName.set(base, list);
    if (declaration.at) list.unshift(declaration);
    else list.push(declaration);
  }
  return (key) => {
    const [name = key, rest] = key.split('[');
    const index = rest === undefined ? [] : rest.slice(0, -1).split(',').map(Number);
    return byName
      .get(name)
      ?.find((d) =>
        d.at === undefined
          ? d.arity === index.length
          : d.at.length === index.length && d.at.every((at, k) => (evaluateDim(at, sizes) ?? index[k]) === index[k]),
      );
  };
}
