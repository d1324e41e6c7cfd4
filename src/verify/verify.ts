/**
 * Judging a person's derivation line by line.
 *
 * A line is compared with the line above and with the left side of its chain, so that one slip does not spoil what
 * follows. Owns the verdicts; numbers are world.ts's, reasons reasons.ts's, guesses at slips diagnose.ts's.
 */
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { ifAffordable, withShare } from '../expression/limits.js';
import { postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Syntax } from '../language/syntax.js';
import type { Catalog } from '../rulebook/catalog.js';
import { counterexample } from './counterexample.js';
import { diagnose } from './diagnose.js';
import { propertyRemark, reasonRemark } from './given-reason.js';
import type { Reading, ReadingOptions, ReadLine } from './reading.js';
import { isBareZero, readDerivation } from './reading.js';
import { Reasons } from './reasons.js';
import type { LineReport, Verdict, Verification } from './verdict.js';
import { noValueWords, withoutExample } from './words.js';
import type { Judged, World } from './world.js';
import { varyingNames, Worlds } from './world.js';

/** How a derivation is judged. */
export interface VerifyOptions extends ReadingOptions {
  readonly seed?: number;
}

/** Of what is left to a call all lines may take so much: the rest is for who prints what was found. */
const JUDGING = 0.9;
/** Of what is left to these a line may take so much: nodes and seconds. */
const SHARE = 1 / 2;
const LAST_SHARE = 0.95;

/** Leaves beyond which our own working of a line is no help to a reader. */
const READABLE = 14;

export function verifyDerivation(text: string, catalog: Catalog, options: VerifyOptions = {}): Verification {
  const { seed = 1, ...rest } = options;
  const reading = readDerivation(text, catalog, rest);
  const judge = new Judge(reading, catalog, seed);
  const last = reading.lines.length - 1;
  const lines = withShare(JUDGING, () => reading.lines.map((line, k) => judge.line(line, k === last)));
  // what one line holds, another may move
  const varying = [...new Set(reading.lines.flatMap((line) => [...varyingNames(reading, line.holds)]))];
  const moving = new Set(varying.map((n) => n.replace(/\[.*/, '')));
  // of a family whose other members are defined only those that are given: H[0]
  const constant = [...reading.problem.declarations]
    .map(([key, d]) => (d.at ? key : d.name))
    .filter((n) => !moving.has(n));
  return {
    source: reading.source,
    outcome: outcomeOf(lines),
    lines,
    varying,
    constant: [...new Set(constant)],
    remarks: reading.problem.remarks.filter((r) => !r.endsWith('is declared but not used')),
    seed,
  };
}

function outcomeOf(lines: readonly LineReport[]): Verification['outcome'] {
  const verdicts = new Set(lines.map((l) => l.verdict));
  if (verdicts.has('wrong') || verdicts.has('shape') || verdicts.has('follows')) return 'wrong';
  if (verdicts.has('unreadable')) return 'unreadable';
  // of no line that could be judged nothing is right
  return verdicts.has('unchecked') || !verdicts.has('right') ? 'unchecked' : 'right';
}

/** What the lines so far leave to compare the next one with. */
interface Chain {
  readonly left: Expr | undefined;
  readonly syntax: Syntax | undefined;
  /** The last line that has a value. */
  readonly above: Expr | undefined;
  readonly aboveIsLeft: boolean;
  /** Whether the line above is equal to the left side. */
  readonly sound: boolean;
  readonly names: boolean;
}

class Judge {
  private readonly worlds: Worlds;
  private readonly reasons = new Map<World, Reasons>();
  private chain: Chain | undefined;

  constructor(
    private readonly reading: Reading,
    private readonly catalog: Catalog,
    seed: number,
  ) {
    this.worlds = new Worlds(reading, catalog, seed);
  }

  /** A line that takes too much is not judged, and leaves enough for the others. */
  line(line: ReadLine, isLast: boolean): LineReport {
    const before = this.chain;
    try {
      return withShare(isLast ? LAST_SHARE : SHARE, () => this.withinLimits(line));
    } catch (error) {
      if (!(error instanceof FrobeniusError) || error.code !== 'limit') throw error;
      // what it says is not known to be equal to what stands above
      if (this.chain === before || this.chain?.aboveIsLeft)
        this.chain = this.chain && line.right && { ...this.chain, above: line.right, aboveIsLeft: false, sound: false };
      const hint = error.hint === undefined ? '' : ` (${error.hint})`;
      return { ...baseOf(line), verdict: 'unchecked', message: `${error.message}${hint}` };
    }
  }

  private withinLimits(line: ReadLine): LineReport {
    if (line.leftSyntax !== undefined || line.breaksChain) this.chain = undefined;
    const base = baseOf(line);
    const { fault } = line;
    if (line.kind === 'hold')
      return fault ? { ...base, verdict: 'unreadable', ...faultWords(line) } : { ...base, verdict: 'given' };
    if (line.kind === 'unreadable') return { ...base, verdict: 'unreadable', ...faultWords(line) };
    if (line.kind === 'name' && line.right !== undefined) {
      const chain = { left: line.left, syntax: line.leftSyntax, above: line.right, aboveIsLeft: false, sound: true };
      this.chain = { ...chain, names: true };
      return { ...base, verdict: 'given' };
    }
    if (line.leftSyntax !== undefined) {
      const { left } = line;
      this.chain = { left, syntax: line.leftSyntax, above: left, aboveIsLeft: true, sound: true, names: false };
    }
    if (fault !== undefined) return this.faulty(line, base);
    return this.judged(line, base);
  }

  private worldOf(line: ReadLine): World {
    return this.worlds.at(line);
  }

  private reasonsOf(world: World): Reasons {
    const known = this.reasons.get(world) ?? new Reasons(world.problem, world.pieces, world.varying, this.catalog);
    this.reasons.set(world, known);
    return known;
  }

  /** A line that has no value: with sizes that do not agree the slip may still be found. */
  private faulty(line: ReadLine, base: Base): LineReport {
    const shape = line.fault?.code === 'shape';
    const report = { ...base, verdict: shape ? ('shape' as const) : ('unreadable' as const), ...faultWords(line) };
    const target = this.chain?.above;
    if (!shape || target === undefined) return report;
    const { right: _, ...unread } = line;
    const diagnosis = this.diagnosis(unread, target);
    return { ...report, ...(diagnosis && { diagnosis }) };
  }

  private judged(line: ReadLine, base: Base): LineReport {
    const right = line.right as Expr;
    const chain = this.chain;
    const above = chain?.above;
    if (chain === undefined || above === undefined) {
      this.chain = { left: undefined, syntax: undefined, above: right, aboveIsLeft: false, sound: true, names: false };
      return { ...base, verdict: 'unchecked', message: 'there is nothing readable above to compare it with' };
    }
    const world = this.worldOf(line);
    if (world.varying.size === 0 && line.holds.size > 0 && world.moves([above, right])) {
      this.chain = { ...chain, above: right, aboveIsLeft: false };
      const held = [...line.holds].join(', ');
      return { ...base, verdict: 'unchecked', message: `with ${held} held constant nothing varies: both sides are 0` };
    }
    const here = world.judge(above, right);
    const whole = chain.aboveIsLeft || chain.left === undefined ? here : world.judge(chain.left, right);
    const verdict = verdictOf(here, whole, chain);
    this.chain = { ...chain, above: right, aboveIsLeft: false, sound: verdict === 'right' };
    const { evidence } = here;
    if (verdict === 'unchecked')
      return { ...base, verdict, message: evidence.outcome === 'unchecked' ? evidence.reason : 'no numbers decide' };
    if (verdict === 'right' || verdict === 'follows') return this.right(line, base, verdict, above, here, whole);
    return this.wrong(line, base, above, world, here);
  }

  private right(line: ReadLine, base: Base, verdict: Verdict, above: Expr, here: Judged, whole: Judged): LineReport {
    const right = line.right as Expr;
    const recovers = here.evidence.outcome === 'failed';
    const from = recovers ? (this.chain?.left ?? above) : above;
    const reasons = this.reasonsOf(this.worldOf(line));
    const found = ifAffordable(SHARE, () => reasons.between(from, right));
    const { certainty, partial, range } = recovers ? whole : here;
    const remark =
      found && line.reason !== undefined ? reasonRemark(line.reason, found, this.catalog, [from, right]) : undefined;
    const property = line.reason === undefined ? undefined : propertyRemark(line.reason, this.reading.problem);
    const held = this.heldRemark(line, right);
    return {
      ...base,
      verdict,
      ...(found && { found }),
      ...(certainty && { certainty }),
      ...(recovers && { recovers }),
      remarks: [range, remark, property, held, partial && noValueWords(partial, ...sidesOf(line))].filter(
        (x) => x !== undefined,
      ),
    };
  }

  private heldRemark({ holds }: ReadLine, e: Expr): string | undefined {
    const inside = postorder([e]).flatMap((x) => (isCall(x, 'd') ? [x.args[0] as Expr] : []));
    const held = inside.filter((x) => x.kind === 'name' && holds.has(x.name)).map((x) => format(x));
    return held.length === 0 ? undefined : `${held.join(', ')} is held constant, so d${held[0]} is 0`;
  }

  private wrong(
    line: ReadLine,
    base: Base,
    above: Expr,
    world: World,
    { evidence, example: far, sample }: Judged,
  ): LineReport {
    const right = line.right as Expr;
    const example = far ?? counterexample(above, right, world, sample);
    if (example === undefined && !(evidence.outcome === 'failed' && evidence.error === Number.POSITIVE_INFINITY))
      return { ...base, verdict: 'unchecked', message: withoutExample(evidence) };
    const left = this.chain?.left;
    let diagnosis = this.diagnosis(line, above);
    if (diagnosis === undefined && left !== undefined && left !== above) diagnosis = this.diagnosis(line, left);
    // a mend that only repeats the left side says nothing of what was meant
    if (diagnosis !== undefined && left !== undefined && same(diagnosis.term, left)) diagnosis = undefined;
    const ours = diagnosis === undefined ? ifAffordable(SHARE, () => this.workedOut(above, right, world)) : undefined;
    return {
      ...base,
      verdict: 'wrong',
      ...(example && { example }),
      ...(diagnosis && { diagnosis }),
      ...(ours && { ours }),
    };
  }

  /** What our rules make of the line above, where it is of help. */
  private workedOut(above: Expr, right: Expr, world: World): Expr | undefined {
    const worked = this.reasonsOf(world).workedOut(above);
    const isHelp = worked && worked !== right && !same(worked, above) && worked.leaves <= READABLE;
    return isHelp && world.agrees(above, worked) ? worked : undefined;
  }

  private diagnosis(line: ReadLine, target: Expr): ReturnType<typeof diagnose> {
    // of a 0 nothing was forgotten that could be told from the whole
    if (line.rightSyntax && isBareZero(line.rightSyntax)) return undefined;
    const world = this.worldOf(line);
    const syntax = this.chain?.syntax;
    const gradient = this.chain?.left !== undefined && isCall(this.chain.left, 'grad');
    const suspect = { source: this.reading.source, line, target, gradient };
    const all = { ...suspect, ...(syntax && !this.chain?.names && { left: syntax }) };
    return ifAffordable(SHARE, () => diagnose(all, world, this.reasonsOf(world)));
  }
}

/** Whether a term reads as the other: what only repeats a line is no help. */
const same = (a: Expr, b: Expr): boolean => a === b || format(a) === format(b);

function verdictOf(here: Judged, whole: Judged, chain: Chain): Verdict {
  const above = here.evidence.outcome;
  const left = whole.evidence.outcome;
  if (above === 'unchecked') return left === 'ok' ? 'right' : 'unchecked';
  if (above === 'ok') return chain.sound || left !== 'failed' ? 'right' : 'follows';
  return left === 'ok' && !chain.sound ? 'right' : 'wrong';
}

const sidesOf = ({ leftSyntax }: ReadLine): readonly [string, string] =>
  leftSyntax === undefined ? ['line above', 'line itself'] : ['left side', 'right side'];

type Base = Omit<LineReport, 'verdict'>;

const baseOf = (line: ReadLine): Base => ({
  kind: line.kind,
  line: line.line,
  text: line.text,
  span: line.span,
  ...(line.left && { left: line.left }),
  ...(line.right && { right: line.right }),
  ...(line.reason !== undefined && { reason: line.reason }),
  remarks: [],
});

const faultWords = ({ fault }: ReadLine): Pick<LineReport, 'message' | 'hint' | 'at'> => ({
  ...(fault && { message: fault.message, at: fault.at }),
  ...(fault?.hint !== undefined && { hint: fault.hint }),
});
