/**
 * The program of a derivation as it is printed: pieces that stand more than once under a name, that of the derivation where
 * it has one.
 */
import type { Block, Derivation } from '../derive/step.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { postorder, substitute } from '../expression/traverse.js';
import type { Definition } from '../language/problem.js';
import { typicalSize } from './chain-order.js';
import type { Code, Program } from './code.js';
import { Lowering } from './lower.js';
import { withNames } from './pieces.js';
import { sharing } from './printed-share.js';
import { unspread } from './unspread.js';

interface PrintedOptions {
  /** Whether the language has names for the factors of a matrix. */
  readonly factors?: boolean;
  /** Whether it takes the program, if not every one: such as keep no pieces of loops are tried next. */
  fits?(program: Program): boolean;
}

export function printed(derivation: Derivation, program: Program, { factors = false, fits }: PrintedOptions): Program {
  const { program: one, of } = sharing(unspread(program), typicalSize, !factors);
  const wishes = wishesOf(derivation, of);
  const kept = withNames(one, wishes);
  if (fits === undefined || fits(kept)) return kept;
  const still = withNames(one, wishes, false);
  return fits(still) || !fits(program) ? still : program;
}

/** Definitions of which more than this many are in one another have no short values. */
const MOST = 100;

/** What the derivation calls pieces that its results have in the letters of the question. */
function wishesOf(derivation: Derivation, of: (code: Code) => Code): Map<Code, string> {
  const definitions = [...new Set(parts(derivation))].flatMap(({ blocks }) => blocks.flatMap(named));
  const wishes = new Map<Code, string>();
  if (definitions.length > MOST) return wishes;
  const lowering = new Lowering(() => undefined);
  const values = new Map<string, Expr>();
  for (const { target, value } of definitions) {
    const whole = substitute(value, { names: (n) => (n.index.length === 0 ? values.get(n.name) : undefined) });
    if (values.has(target.name) || !isKnown(whole, derivation)) continue;
    values.set(target.name, whole);
    const code = of(lowering.lower(whole));
    if (!wishes.has(code)) wishes.set(code, target.name);
  }
  return wishes;
}

const parts = (derivation: Derivation): Derivation[] => [
  ...(derivation.first ? parts(derivation.first) : []),
  ...(derivation.phases ?? []),
  derivation,
];

/** Names of ours for single values, in the order in which they are made. */
function named(block: Block): Definition[] {
  const list =
    block.kind === 'forward'
      ? block.named.origin === 'user'
        ? []
        : [block.named.definition]
      : block.kind === 'backward'
        ? (block.gradient?.definitions ?? [])
        : [];
  return list.filter(({ loops, target }) => loops.length === 0 && target.index.length === 0);
}

/** Whether it hangs on no function that is only declared. */
const isKnown = (value: Expr, { problem }: Derivation): boolean =>
  postorder([value]).every(
    (e) =>
      e.kind !== 'call' || !(isCall(e, 'grad') || isCall(e, 'd') || problem.functions.has(e.fn.replace(/'+$/, ''))),
  );
