/**
 * From what a text says to a problem file: definitions in an order in which each stands after what it uses, families in
 * their loops, declarations before them and the request behind. Every decision that could be another is told.
 */
import { FrobeniusError } from '../language/error.js';
import { declarations, settleBoundaries, settleVariables, variables } from './declare.js';
import { isRequest, takeEquation, takeRequest } from './definitions.js';
import type { Definition } from './draft.js';
import { Draft } from './draft.js';
import type { Gathered, Remark } from './gather.js';
import { isNumberKind, isVectorKind, kindIn } from './kinds.js';
import { usesIn } from './naming.js';
import { tellNoise } from './noise.js';
import { settleNumbers, tellVectors } from './numbers.js';
import { requireOneReading } from './one-reading.js';
import type { Derivative } from './prose.js';
import { kindsAsked } from './prose.js';
import { guessedRange, rangeOf } from './ranges.js';
import { declared, letters, settleSizes } from './settle.js';
import { unifySizes } from './unify.js';
import { walk } from './walk.js';

export interface ProblemText {
  readonly source: string;
  readonly remarks: readonly Remark[];
  /** There is no definition: `source` is one expression, with declarations apart. */
  readonly expression: boolean;
  readonly declare: readonly string[];
  /** Lines of a derivation that the text holds, in the input language. */
  readonly derivation: readonly string[];
}

const NOTHING = 'no formula was found that is an expression or defines anything';
const IDENTITY = "an equation between two expressions is no problem: 'frobenius equal' compares them";

export function problemText(gathered: Gathered): ProblemText {
  const draft = new Draft(gathered);
  letters(draft);
  declared(draft);
  for (const one of gathered.equations) takeEquation(draft, one);
  askedFor(draft);
  settleSizes(draft);
  settleNumbers(draft);
  settleVariables(draft);
  // members have sizes now
  settleNumbers(draft);
  settleBoundaries(draft);
  unifySizes(draft);
  draft.tellSizes();
  requireOneReading(draft);
  exchanged(draft);
  const isExpression = draft.definitions.length === 0;
  const source = isExpression ? expression(draft) : file(draft);
  const declare = isExpression ? declarations(draft, new Set()) : [];
  const guesses = draft.naming.guesses.map((g): Remark => ({ kind: 'guess', ...g }));
  const remarks = [...draft.remarks, ...guesses].sort((a, b) => a.span.start - b.span.start);
  return { source, remarks, expression: isExpression, declare, derivation: draft.lines };
}

function askedFor(draft: Draft): void {
  for (const a of draft.gathered.asked) {
    if (typeof a === 'string') draft.asked.push({ name: a });
    else draft.ask(a);
  }
  const { expressions, words } = draft.gathered;
  const isAsked = draft.gathered.asked.length > 0;
  // beside names that are asked for, a derivative in a sentence is a mention
  for (const { formula, display, given } of expressions)
    if (isRequest(formula) && !given && (display || !isAsked)) takeRequest(draft, formula);
  for (const kind of kindsAsked(words)) draft.wanted.add(kind);
}

/** Cross-entropy with prediction and target in each other's place: the logarithm is of what is given. */
function exchanged(draft: Draft): void {
  if (!/cross[-\s]?entropy/i.test(draft.gathered.words)) return;
  const defined = new Set(draft.definitions.map((d) => d.name));
  for (const { right } of draft.definitions) {
    for (const { f } of walk(right)) {
      if (f.kind !== 'product') continue;
      const log = f.factors.find((x) => x.kind === 'call' && x.fn === 'log');
      const of =
        log?.kind === 'call' && log.args[0]?.kind === 'symbol' ? draft.naming.named(log.args[0]).name : undefined;
      const other = f.factors.find((x) => x.kind === 'symbol');
      const by = other?.kind === 'symbol' ? draft.naming.named(other).name : undefined;
      if (of === undefined || by === undefined || defined.has(of) || !defined.has(by)) continue;
      const usual = `cross-entropy is usually −Σ ${of} log ${by}: here the logarithm is of ${of}, which is given, and not of the prediction ${by}`;
      draft.note(
        'note',
        `${usual}. Taken to the letter the loss is linear in ${by} and needs every entry of ${of} positive`,
        f.span,
      );
    }
  }
}

/** What is differentiated: as the text says, or by its usual letter, or the last definition. */
function subjectName(draft: Draft): string {
  const defined = draft.definitions.map((d) => d.name);
  if (draft.subject !== undefined && defined.includes(draft.subject)) return draft.subject;
  const usual = ['L', 'J', 'E', 'f', 'loss', 'ell', 'l'].find((n) => defined.includes(n));
  return usual ?? (defined.at(-1) as string);
}

/** The last formula on a line of its own. */
function expression(draft: Draft): string {
  const shown = draft.gathered.expressions.filter((e) => e.display);
  const chosen = shown.at(-1) ?? draft.gathered.expressions.at(-1);
  if (chosen === undefined) throw new FrobeniusError('syntax', NOTHING, undefined, IDENTITY);
  const text = draft.emitter.side(chosen.formula);
  const [unknown] = draft.functions;
  // one of its name that the language has is another function
  if (unknown !== undefined)
    throw new FrobeniusError(
      'syntax',
      `${unknown} is a function of which nothing is said`,
      chosen.formula.span,
      `a name for the whole, as in L = …, makes ${unknown} an unknown function`,
    );
  return text;
}

function file(draft: Draft): string {
  const written = new Map<Definition, string>();
  for (const d of [...draft.definitions]) {
    // a definition that is left out would make its name a letter of its own elsewhere
    const index = d.index.length === 0 ? '' : `[${d.index.map((f) => draft.emitter.index(f)).join(',')}]`;
    written.set(d, `${d.name}${index} = ${draft.emitter.side(d.right, d.free)}`);
  }
  if (draft.definitions.length === 0) throw new FrobeniusError('syntax', NOTHING, undefined, IDENTITY);
  const defined = new Set(draft.definitions.map((d) => d.name));
  const asked = requested(draft, defined);
  const lines = declarations(draft, new Set(asked));
  const functions = [...draft.functions].filter((f) => !defined.has(f)).map((f) => `function ${f} elementwise`);
  const subject = subjectName(draft);
  tellNoise(draft, subject);
  const body = blocks(draft, written);
  for (const d of draft.definitions) if (d.name === subject && d.free.length === 0) tellVectors(draft, d.right);
  const kinds: readonly Derivative[] = draft.wanted.size === 0 ? ['grad'] : [...draft.wanted];
  const request = kinds.flatMap((kind) => {
    const by = asked.length > 0 ? asked : draft.wanted.size === 0 ? everything(draft, subject) : openVariables(draft);
    const own = kind === 'grad' && draft.wanted.has(kind) && isVectorSubject(draft, subject) ? 'jacobian' : kind;
    return by.length > 0 ? [`${own} ${subject} wrt ${by.join(', ')}`] : [];
  });
  return `${[...lines, ...functions, '', ...body, '', ...request]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/**
 * By all variables, where nothing is asked and nobody says a size: that one of them has a guessed size, and is declared for
 * it, does not make it the one that is meant.
 */
function everything(draft: Draft, subject: string): string[] {
  const right = draft.definitions.find((d) => d.name === subject)?.right;
  const names = variables(draft).map((v) => v.name);
  const open = openVariables(draft);
  const isSaid = draft.gathered.said.some((s) => names.includes(draft.naming.named(s.symbol).name));
  const some = open.some((name) => draft.sizes.has(name)) && open.some((name) => !draft.sizes.has(name));
  return right !== undefined && !isSaid && some && isNumberKind(kindIn(right, draft.known)) ? open : [];
}

/** ∂y/∂x of a column y is its Jacobian; what an unknown function gives may as well be a number. */
function isVectorSubject(draft: Draft, subject: string): boolean {
  const definition = draft.definitions.find((d) => d.name === subject);
  if (definition === undefined || draft.functions.size > 0 || definition.index.length > 0) return false;
  if (definition.free.length > 0 || !isVectorKind(kindIn(definition.right, draft.known))) return false;
  draft.note('note', `${subject} is a vector: its Jacobian is derived, as a gradient is of a number`, definition.span);
  return true;
}

/** What one may differentiate by. */
const openVariables = (draft: Draft): string[] =>
  variables(draft).flatMap(({ name }) => (draft.counts.has(name) ? [] : [name]));

/** Of the names asked for those that stand in the problem. */
function requested(draft: Draft, defined: ReadonlySet<string>): string[] {
  const used = new Set(variables(draft).map((v) => v.name));
  const found: string[] = [];
  for (const { name, span } of draft.asked) {
    if (found.includes(name)) continue;
    if (used.has(name) || defined.has(name)) found.push(name);
    else if (span !== undefined) draft.note('note', `${name} is asked for, but stands in no definition`, span);
  }
  return found;
}

/** Definitions as lines, those of one index in a loop. */
function blocks(draft: Draft, written: ReadonlyMap<Definition, string>): string[] {
  const all = inOrder(draft);
  const lines: string[] = [];
  for (let k = 0; k < all.length; ) {
    const first = all[k] as Definition;
    if (first.loops.length === 0) {
      lines.push(written.get(first) as string);
      k++;
      continue;
    }
    lines.push('');
    for (const [depth, letter] of first.loops.entries()) {
      const range = rangeOf(draft, letter) ?? guessedRange(draft, letter, first.span);
      lines.push(`${indent(depth)}for ${letter} = ${range.from}..${range.to}`);
    }
    const depth = first.loops.length;
    for (; k < all.length && sameLoops(all[k] as Definition, first); k++)
      lines.push(`${indent(depth)}${written.get(all[k] as Definition)}`);
    lines.push(...first.loops.map((_, d) => `${indent(depth - 1 - d)}end`), '');
  }
  return lines;
}

const indent = (depth: number): string => '  '.repeat(depth);
const sameLoops = (a: Definition | undefined, b: Definition): boolean => a?.loops.join() === b.loops.join();

/** Each after what it uses; a place of another index (H[t-1]) is no use of this one. */
function inOrder(draft: Draft): Definition[] {
  const rest = [...draft.definitions];
  const out: Definition[] = [];
  const uses = (a: Definition, b: Definition): boolean =>
    usesIn([a.right]).some(({ symbol }) => {
      const { name, index } = draft.naming.named(symbol);
      return name === b.name && !(a.loops.length > 0 && index[0]?.kind === 'sum');
    });
  while (rest.length > 0) {
    const ready = rest.filter((d) => !rest.some((other) => other !== d && uses(d, other)));
    // those of the loop that is open go on
    const open = out.at(-1);
    const next = ready.find((d) => sameLoops(open, d)) ?? ready[0] ?? (rest[0] as Definition);
    out.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return out;
}
