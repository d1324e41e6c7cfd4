/** What a trial of one engine reports. TYPES ONLY. */

/** All that is printed of a problem and checks by itself, though the engine without a fault prints it otherwise. */
export interface Suspect {
  readonly problem: string;
  /** For each request: the problem as it was read and its results, as definitions of the input language. */
  readonly answers: readonly string[];
  /** For each request: the problem file with the lines of the derivation. */
  readonly lines: readonly string[];
}

export type Catcher =
  /** The program ends in an error of its own. */
  | 'crash'
  /** It says that it cannot derive this. */
  | 'refused'
  /** A label that its step contradicts. */
  | 'replay'
  | 'step'
  | 'line'
  | 'result'
  /** A check that cannot be made any more, and says so. */
  | 'unchecked'
  /** mathjs by complex steps. */
  | 'witness'
  /** What is printed is not read, or read as something else. */
  | 'read back'
  /** Another problem is read than was written, which the test of reading finds and no check of a derivation can. */
  | 'reading';

export interface BatteryReport {
  readonly caught?: { readonly by: Catcher; readonly problem: string; readonly reason: string };
  /** How many problems were gone through. */
  readonly tried: number;
  readonly suspects: readonly Suspect[];
}

/** What the engine without a fault prints of each problem. */
export type Baseline = Readonly<Record<string, string>>;
