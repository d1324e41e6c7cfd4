/**
 * Reading and deriving, and the results in the input language: what the command needs for an answer, and nothing else, so
 * that it loads no more. Part of the library.
 */
import type { DeriveOptions } from './derive/context.js';
import { deriveAll } from './derive/derive.js';
import { keyOfResult } from './derive/results.js';
import type { Derivation, Line, Step } from './derive/step.js';
import type { Expr } from './expression/expression.js';
import type { Limits } from './expression/limits.js';
import { session } from './expression/session.js';
import { FrobeniusError } from './language/error.js';
import { format } from './language/format.js';
import { requireKnown, requireObject, requireText } from './language/options.js';
import type { Problem } from './language/problem.js';
import type { ReadOptions } from './language/read.js';
import { readProblem } from './language/read.js';
import type { LatexReading } from './latex/read.js';
import { answersToInput, resultSign } from './print/answer.js';
import type { Catalog } from './rulebook/catalog.js';
import { catalog } from './rulebook/catalog.js';

/** A rule book: ours, or ours with modules of one's own. Made by `ruleBook`. */
export type RuleBook = Catalog;
/** What printers take: all derivations of a problem, one of them, or an expression. */
export type Printable = Derived | Derivation | Expr;

/** How a source is read and derived. */
export interface SourceOptions extends ReadOptions, DeriveOptions {
  /** The rule book to derive with; without it, our own. See `ruleBook`. */
  readonly rules?: RuleBook;
  /** How much the call may do. */
  readonly limits?: Limits;
}

/**
 * Reads a source, the text of a problem file or one expression, with every shape found. Throws FrobeniusError with
 * the place: 'syntax', 'name', 'shape', 'property', 'domain', 'request', 'unsupported' or 'limit'; 'usage' for options
 * that there are not.
 */
export function parse(source: string, options: SourceOptions = {}): Problem {
  requireSourceOptions(options);
  const { rules = catalog, independentEntries: _, limits, ...reading } = options;
  return session([], limits, () => readProblem(source, rules.table, reading));
}

const OPTIONS = ['declare', 'wrt', 'kind', 'along', 'inline', 'equations', 'rules', 'independentEntries', 'limits'];

function requireSourceOptions(options: SourceOptions): void {
  requireObject('the options', options, "{ wrt: ['x'] }");
  requireKnown(options, OPTIONS);
}

/** The derivations of all requests of a problem. */
export interface Derived {
  readonly problem: Problem;
  /** The rule book it was derived with. */
  readonly rules: RuleBook;
  /** One for each request. */
  readonly derivations: readonly Derivation[];
  /**
   * Each result under its variable: "X", "W[2]", "W[t]" for the general member of a family, "x,y" for a block of a
   * Hessian. Where there are several requests, under what it is: "grad(L, X)".
   */
  readonly results: Readonly<Record<string, Expr>>;
  /** All steps of all lines, in the order in which they are derived. */
  readonly steps: readonly Step[];
}

/**
 * Derives what is asked for. A gradient has the shape of its variable: G with df = G : dX; a Jacobian is
 * ∂vec(Y)/∂vec(X)ᵀ, columns stacked. Options only apply to a source that is a text. Throws FrobeniusError
 * ('unsupported') for what there is no rule for, and what `parse` throws.
 */
export function derive(source: string | Problem, options: SourceOptions = {}): Derived {
  requireSourceOptions(options);
  return session([source], options.limits, () => deriveSource(source, options));
}

function deriveSource(source: string | Problem, options: SourceOptions): Derived {
  const { rules = catalog, independentEntries = false } = options;
  if (typeof source !== 'string' && !Array.isArray((source as Problem | undefined)?.requests))
    throw new FrobeniusError('usage', 'the source is a text, or a problem that parse has read');
  const problem = typeof source === 'string' ? parse(source, options) : source;
  const derivations = deriveAll(problem, rules, { independentEntries });
  const several = derivations.length > 1;
  const results: Record<string, Expr> = {};
  for (const { results: own } of derivations) {
    for (const result of own) results[several ? format(resultSign(result)) : keyOfResult(result)] = result.value;
  }
  return { problem, rules, derivations, results, steps: derivations.flatMap((d) => linesOf(d).flatMap(stepsOf)) };
}

const stepsOf = (line: Line): readonly Step[] => line.stages.flatMap((stage) => stage.steps);

/** Every line of a derivation: forward, backward, recurrences, results. */
function linesOf({ blocks, results }: Derivation): Line[] {
  const lines = blocks.flatMap((block): Line[] => {
    if (block.kind === 'forward') return block.line ? [block.line] : [];
    const parts = 'parts' in block ? block.parts : [block];
    return parts.flatMap((part) => [part.line, ...(part.gradient?.lines ?? [])]);
  });
  return [...lines, ...results.map((result) => result.line)];
}

/**
 * A formula in LaTeX, or a whole text with formulas in it, as a problem file; with what was guessed and what could
 * not be read. What `declare` says of a name is not guessed, and not written again. Loads a parser for LaTeX. Throws
 * FrobeniusError ('syntax') where nothing in it can be read, ('limit') where it is too long.
 */
export async function readLatex(
  text: string,
  { limits, declare = [] }: { readonly limits?: Limits; readonly declare?: readonly string[] } = {},
): Promise<LatexReading> {
  requireText('the LaTeX', text);
  const { loadLatexReader } = await import('./latex/read.js');
  const read = await loadLatexReader();
  return session([], limits, () => read(text, declare));
}

/** Whether it is what `derive` gives, of whatever a caller passes. */
export const isDerived = (of: unknown): of is Derived => typeof of === 'object' && of !== null && 'derivations' in of;

export function derivationsOf(of: Derived | Derivation): readonly Derivation[] {
  if (typeof of !== 'object' || of === null || !('derivations' in of || 'blocks' in of))
    throw new FrobeniusError('usage', 'a derivation is wanted here, as derive gives it');
  return isDerived(of) ? of.derivations : [of];
}

export const isTerm = (of: unknown): of is Expr => typeof of === 'object' && of !== null && 'args' in of;

/**
 * In the input language: an expression, or the results of a derivation with the names they need. Throws
 * FrobeniusError ('limit') for an expression that is too large to be written out.
 */
export const toInput = (of: Printable, { limits }: { readonly limits?: Limits } = {}): string =>
  session([of], limits, () => (isTerm(of) ? format(of) : answersToInput(derivationsOf(of))));
