/**
 * Times: medians of runs that take turns, so that whatever else the machine does falls on all alike; each contender is
 * warmed first, and none takes more than its limit.
 */

/** What is measured, in a process of its own. */
export interface Contender {
  readonly name: string;
  /**
   * The milliseconds of each of the runs that follow one another for about `ms`, one at least. Fails with OverTime, its
   * process ended, where that takes more than `limit` milliseconds.
   */
  batch(ms: number, limit: number): Promise<number[]>;
}

export class OverTime extends Error {
  override readonly name = 'OverTime';
  constructor(readonly seconds: number) {
    super(`> ${Number(seconds.toPrecision(3))} s`);
  }
}

/** The median, the quartiles, and how many runs they are of. */
export interface Spread {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}
/** Milliseconds, or a word why there are none. */
export type Outcome = Spread | string;

export interface Terms {
  /** What each is measured for, without warming. */
  readonly seconds: number;
  /** What each may take in all, warming and a single run included. */
  readonly limit: number;
  readonly rounds?: number;
}

export const isSpread = (x: unknown): x is Spread =>
  typeof x === 'object' && x !== null && 'middle' in x && 'low' in x && 'high' in x && 'runs' in x;

/** The median in milliseconds, if it was measured. */
export const msOf = (outcome: Outcome | undefined): number | undefined =>
  isSpread(outcome) ? outcome.middle : undefined;

/** The value below which a share of the list lies, between neighbours in proportion; NaN of none. */
export function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}
export const median = (list: readonly number[]): number => quantile(list, 0.5);

export const spreadOf = (list: readonly number[]): Spread => ({
  middle: median(list),
  low: quantile(list, 0.25),
  high: quantile(list, 0.75),
  runs: list.length,
});

/** The spread in another unit, by a function that rises or falls. */
export function converted({ middle, low, high, runs }: Spread, by: (x: number) => number): Spread {
  const [a, b] = [by(low), by(high)];
  return { middle: by(middle), low: Math.min(a, b), high: Math.max(a, b), runs };
}

/** Warming ends when this many batches in turn were not faster than the best before by a fiftieth. */
const SETTLED = 2;
const WARM_BATCHES = 20;
const FALLING = 0.98;

/** One contender's way through a case: what it has spent, what it has shown, and whether it goes on. */
class Course {
  private readonly times: number[] = [];
  private first: number | undefined;
  private longest = 0;
  private spent = 0;
  private why: string | undefined;
  private over = false;

  constructor(
    private readonly contender: Contender,
    private readonly limit: number,
  ) {}

  /** Runs for about so long; nothing where it has ended, or where what is left of its limit is too short for a run. */
  private async take(ms: number): Promise<number[]> {
    const left = this.limit - this.spent;
    this.over ||= left <= this.longest;
    if (this.over) return [];
    const start = performance.now();
    try {
      const list = await this.contender.batch(Math.min(ms, left - this.longest), left);
      this.first ??= list[0];
      for (const ms of list) this.longest = Math.max(this.longest, ms);
      return list;
    } catch (error) {
      this.over = true;
      // a run that is cut off after others have ended leaves their figure as it is
      if (!(error instanceof OverTime)) this.why = (error as Error).message;
      else if (this.first === undefined) this.why = new OverTime(this.limit / 1000).message;
      return [];
    } finally {
      this.spent += performance.now() - start;
    }
  }

  /** Until the median of a batch falls no more, or it has had its share. */
  async warm(ms: number): Promise<void> {
    let [best, settled] = [Number.POSITIVE_INFINITY, 0];
    for (let k = 0; k < WARM_BATCHES && settled < SETTLED && (k === 0 || this.spent < 3 * ms); k++) {
      const batch = await this.take(ms / 10);
      if (batch.length === 0) return;
      const now = median(batch);
      settled = now < FALLING * best ? 0 : settled + 1;
      best = Math.min(best, now);
    }
  }

  async round(ms: number): Promise<void> {
    for (const time of await this.take(ms)) this.times.push(time);
  }

  outcome(): Outcome {
    if (this.why !== undefined) return this.why;
    const shown = this.times.length > 0 || this.first === undefined ? this.times : [this.first];
    return spreadOf(shown);
  }
}

/** Each is warmed, then each in turn runs for its share of the seconds, in several rounds. */
export async function measure(
  list: readonly Contender[],
  { seconds, limit, rounds = 5 }: Terms,
): Promise<Map<string, Outcome>> {
  const courses = list.map((contender) => new Course(contender, limit * 1000));
  for (const course of courses) await course.warm(seconds * 1000);
  for (let round = 0; round < rounds; round++)
    for (const course of courses) await course.round((seconds * 1000) / rounds);
  return new Map(list.map(({ name }, i) => [name, (courses[i] as Course).outcome()]));
}

/** How fast times grow with sizes: the exponent between two of them. */
export const exponent = (small: [number, number], large: [number, number]): number =>
  Math.log(large[1] / small[1]) / Math.log(large[0] / small[0]);
