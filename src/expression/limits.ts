/**
 * How much one call may do: the limits by name, and the allowance that hot loops spend from.
 *
 * Every limit ends in a FrobeniusError of code `limit` that names the limit, its value and how to raise it. Nodes and
 * numbers are counted, not timed, so that the same input meets the same limit on every machine; the clock is for what
 * takes longer than anybody waits. Nothing is counted outside of a call, and a call inside another spends from both.
 */
import { FrobeniusError } from '../language/error.js';

/** Characters (UTF-16 code units) of a text that is read: a problem, LaTeX, a derivation. */
export const TEXT_LENGTH = 8_000_000;
/** Brackets, exponents, signs and loops within one another in a problem. */
export const NESTING = 400;
/** Characters of a text in LaTeX, which takes far longer to read. */
export const LATEX_LENGTH = 400_000;
/** Brackets and environments within one another in LaTeX, whose reader calls itself. */
export const LATEX_NESTING = 200;
/** Tokens of a text. */
export const TOKENS = 1_000_000;
/** Terms or factors of one sum or product. */
export const TERMS = 100_000;
/** Formulas of a user's functions that are put in while a problem is read. */
export const EXPANSIONS = 20_000;
/** Leaves of a term that is written out without names for its parts. */
export const LEAVES = 2_000_000;
/** The exponent up to which a power of a number is worked out, and a power of a size. */
export const EXPONENT = 1000;
export const SIZE_EXPONENT = 8;
/** Members of a family that a derivation goes through one by one: H[1000] after H[0]. */
export const MEMBERS = 10_000;
/** Entries of one matrix: 0.4 GB. */
export const ENTRIES = 50_000_000;
/** Indices of one range a..b that is gone through with numbers. */
export const RANGE = 1_000_000;
/** Numbers that a compiled plan has room for: 2 GB. */
export const ROOM = 2 ** 28;
/** Nodes of terms that one call makes or goes through, evaluation included. `--limit-nodes`, `limits.nodes`. */
export const NODES = 3_000_000;
/** Seconds that one call may take. `--timeout`, `limits.seconds`. */
export const SECONDS = 120;

/** What a caller may choose. Infinity lifts a limit. */
export interface Limits {
  /** Nodes of terms that may be made or gone through; default NODES. */
  readonly nodes?: number;
  /** Seconds by the clock, from the beginning of the call; default SECONDS. */
  readonly seconds?: number;
}

/** Nodes between two looks at the clock. */
const BETWEEN_LOOKS = 4096;

/** Limits with what is left of them: several calls that are given the same one share it. */
export class Allowance implements Limits {
  readonly nodes: number;
  readonly seconds: number;
  spent = 0;
  private readonly end: number;
  /** The limit that was exceeded: once it is, it stays so. */
  exceeded: FrobeniusError | undefined;

  /** `whole`: what this is a share of. */
  constructor(
    limits: Limits = {},
    private readonly whole?: Limits,
  ) {
    // null as well, from a caller without types
    const { nodes = NODES, seconds = SECONDS } = limits ?? {};
    for (const [name, value] of Object.entries({ nodes, seconds })) {
      if (!(value >= 0)) throw new FrobeniusError('usage', `limits: ${name} is a number of 0 or more`);
    }
    this.nodes = nodes;
    this.seconds = seconds;
    this.end = performance.now() + 1000 * seconds;
  }

  /** How much may be spent until the next look. Throws where a limit is exceeded. */
  next(): number {
    const left = this.nodes - this.spent;
    if (left < 0) {
      this.exceeded ??= limit(
        `this needs more than ${Math.floor(this.nodes)} nodes of terms${this.shareOf(this.whole?.nodes)}`,
        'for more: --limit-nodes N, in the library limits: { nodes }',
      );
    } else if (performance.now() > this.end) {
      this.exceeded ??= limit(
        `this takes longer than ${Number(this.seconds.toPrecision(3))} s${this.shareOf(this.whole?.seconds)}`,
        'for more: --timeout SECONDS, in the library limits: { seconds }',
      );
    }
    if (this.exceeded) throw this.exceeded;
    return Math.min(BETWEEN_LOOKS, left);
  }

  private shareOf(whole: number | undefined): string {
    return whole === undefined ? '' : `, its share of ${whole}`;
  }

  /** A part of what is left, `unspent` being what was taken out and not spent yet. */
  share(part: number, unspent: number): Allowance {
    const seconds = Math.max(0, this.end - performance.now()) / 1000;
    return new Allowance(
      { nodes: part * Math.max(0, this.nodes - this.spent + unspent), seconds: part * seconds },
      this.whole ?? this,
    );
  }
}

export const limit = (message: string, hint: string): FrobeniusError =>
  new FrobeniusError('limit', message, undefined, hint);

let allowance: Allowance | undefined;
/** What may be spent until the next look, and how much that was at first. */
let purse = Number.POSITIVE_INFINITY;
let filled = Number.POSITIVE_INFINITY;

/** Takes note of nodes made or gone through. A subtraction, but for every few thousand. */
export function spend(nodes = 1): void {
  purse -= nodes;
  if (purse < 0) refill();
}

/** After an error there is nothing in the purse, so that the next to spend meets it again. */
function refill(): void {
  if (allowance === undefined) return;
  allowance.spent += filled - purse;
  filled = 0;
  purse = 0;
  purse = allowance.next();
  filled = purse;
}

/**
 * Runs with limits of its own, or within those of the call around it. What exceeded a limit is thrown at the end even
 * where somebody on the way took the error for a gap in what is known.
 */
export function withLimits<T>(limits: Limits | undefined, run: () => T): T {
  if (allowance !== undefined && (limits === undefined || limits === allowance)) return run();
  const outer = { allowance, purse, filled };
  const own = limits instanceof Allowance ? limits : new Allowance(limits);
  const before = own.spent;
  [allowance, purse, filled] = [own, 0, 0];
  try {
    refill();
    const result = run();
    refill();
    return result;
  } catch (error) {
    throw own.exceeded ?? error;
  } finally {
    own.spent += filled - purse;
    ({ allowance, filled } = outer);
    purse = outer.purse - (own.spent - before);
  }
}

/** Runs with a part of what is left to the call, so that enough is left for what follows. Outside of a call, without limits. */
export const withShare = <T>(part: number, run: () => T): T =>
  allowance === undefined ? run() : withLimits(allowance.share(part, purse - filled), run);

/** The same; undefined where that is not enough. */
export function ifAffordable<T>(part: number, run: () => T): T | undefined {
  try {
    return withShare(part, run);
  } catch (error) {
    if (error instanceof FrobeniusError && error.code === 'limit') return undefined;
    throw error;
  }
}
