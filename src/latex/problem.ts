/**
 * From what a text says to a problem file: definitions in an order in which each stands after what it uses, families in
 * their loops, declarations before them and the request behind. Every decision that could be another is told.
 */
import { FrobeniusError } from '../language/error.js';
import { withArguments, withFunctions } from './applied.js';
import { boundaries, runsDown, settleBoundaries } from './boundaries.js';
import { writeLines } from './claims.js';
import { fail } from './cut.js';
import { declarations, settleVariables, variables } from './declare.js';
import { takeEquations } from './definitions.js';
import type { Definition, WrittenLine } from './draft.js';
import { Draft } from './draft.js';
import type { Gathered, Remark } from './gather.js';
import { isNumberKind, kindIn } from './kinds.js';
import { withLayers } from './layers.js';
import { withNames } from './left-sides.js';
import { usesIn } from './naming.js';
import { tellNoise } from './noise.js';
import { settleNumbers, tellVectors } from './numbers.js';
import { requireOneReading } from './one-reading.js';
import { withEntrySquares } from './pointwise.js';
import { loopOf } from './ranges.js';
import type { Request } from './requests.js';
import {
  baseOf,
  chosenFormula,
  collectRequests,
  openVariables,
  requestsOf,
  tellIndependent,
  tellLeftOut,
} from './requests.js';
import { settleSlices, withRows } from './rows.js';
import { declared, letters, settleAddends, settleAllKinds, settleSizes } from './settle.js';
import { withShorthand } from './shorthand.js';
import { withSquares } from './squares.js';
import { withReach } from './stretch.js';
import { unifySizes } from './unify.js';
import { walk } from './walk.js';
import { withPieces } from './written-out.js';

export interface ProblemText {
  readonly source: string;
  readonly remarks: readonly Remark[];
  /** There is no definition: `source` is one expression, with declarations apart. */
  readonly expression: boolean;
  readonly declare: readonly string[];
  /** Lines of a derivation that the text holds, in the input language. */
  readonly derivation: readonly WrittenLine[];
  /** The same where derivatives of vectors have columns, if the text does not say what they have. */
  readonly otherwise: readonly WrittenLine[];
}

const NOTHING = 'no formula was found that is an expression or defines anything';
const IDENTITY = "an equation between two expressions is no problem: 'frobenius equal' compares them";

export function problemText(all: Gathered): ProblemText {
  // each reads what those before it have made: names of layers and derivatives before functions are put in, and rows last,
  // for what is put in or defined by then is no row of anything
  const read = [
    withReach,
    withSquares,
    withLayers,
    withShorthand,
    withFunctions,
    withArguments,
    withEntrySquares,
    withNames,
    withPieces,
    withRows,
  ];
  const gathered = read.reduce((text, change) => change(text), all);
  const draft = new Draft(gathered);
  letters(draft);
  declared(draft);
  takeEquations(draft);
  collectRequests(draft);
  settleSlices(draft);
  settleSizes(draft);
  settleNumbers(draft);
  settleVariables(draft);
  // members have sizes now
  settleNumbers(draft);
  settleAllKinds(draft);
  settleBoundaries(draft);
  settleAddends(draft);
  unifySizes(draft);
  draft.tellSizes();
  requireOneReading(draft);
  exchanged(draft);
  const isExpression = draft.definitions.length === 0;
  const isEmpty = isExpression && gathered.expressions.length === 0 && draft.stated.length > 0;
  // lines of a derivation may stand alone
  const source = isEmpty ? '' : isExpression ? expression(draft) : file(draft);
  const declare = isExpression ? declarations(draft, new Set()) : [];
  writeLines(draft);
  const guesses = draft.naming.guesses.map((g): Remark => ({ kind: 'guess', ...g }));
  const remarks = [...draft.remarks, ...guesses].sort((a, b) => a.span.start - b.span.start);
  const { lines: derivation, otherwise } = draft;
  return { source, remarks, expression: isExpression && !isEmpty, declare, derivation, otherwise };
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

/** The last formula on a line of its own. */
function expression(draft: Draft): string {
  const chosen = chosenFormula(draft);
  if (chosen === undefined) throw new FrobeniusError('syntax', NOTHING, undefined, IDENTITY);
  tellLeftOut(draft, chosen);
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
    written.set(d, `${draft.member(d.name, d.index)} = ${draft.emitter.side(d.right, d.free)}`);
  }
  if (draft.definitions.length === 0) throw new FrobeniusError('syntax', NOTHING, undefined, IDENTITY);
  const defined = new Set(draft.definitions.map((d) => d.name));
  const requests = requestsOf(draft).map((r) => ({ ...r, names: requested(draft, r) }));
  for (const r of requests) tellIndependent(draft, r);
  const asked = requests.flatMap((r) => r.names);
  const wanted = new Set([...asked, ...asked.map(baseOf)]);
  const lines = [...declarations(draft, wanted), ...boundaries(draft, wanted)];
  const functions = [...draft.functions].filter((f) => !defined.has(f)).map((f) => `function ${f} elementwise`);
  const subjects = new Set(requests.map((r) => r.subject));
  for (const subject of subjects) tellNoise(draft, subject);
  const body = [...blocks(draft, written), ...unknownFunctions(draft)];
  for (const d of draft.definitions) if (subjects.has(d.name) && d.free.length === 0) tellVectors(draft, d.right);
  const request = requests.flatMap(({ kind, subject, names }) => {
    const isSaid = draft.wants.length > 0 || draft.wanted.size > 0 || requests.length > 1;
    const by = names.length > 0 ? names : isSaid ? openVariables(draft, subject) : everything(draft, subject);
    return by.length > 0 ? [`${kind} ${subject} wrt ${by.join(', ')}`] : [];
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
  const open = openVariables(draft, subject);
  const isSaid = draft.gathered.said.some((s) => s.size && names.includes(draft.naming.named(s.symbol).name));
  const some = open.some((name) => draft.sizes.has(name)) && open.some((name) => !draft.sizes.has(name));
  return right !== undefined && !isSaid && some && isNumberKind(kindIn(right, draft.known)) ? open : [];
}

/** Behind what they are of. */
const unknownFunctions = (draft: Draft): string[] =>
  [...draft.unknown].map(([name, { of, gradients }]) => {
    const named = gradients.length === of.length ? ` with gradient ${gradients.join(', ')}` : '';
    return `function ${name}(${of.join(', ')})${named}`;
  });

/** Of the names asked for those that stand in the problem; if none does, it is another problem. */
function requested(draft: Draft, { by }: Request): string[] {
  const known = new Set([...variables(draft).map((v) => v.name), ...draft.definitions.map((d) => d.name)]);
  const all = by.filter(({ name }) => known.has(baseOf(name)));
  for (const { name, span } of by)
    if (span !== undefined && !known.has(baseOf(name))) {
      const message = `${name} is asked for, but stands in no definition`;
      if (all.length === 0) fail(message, span);
      draft.note('note', message, span);
    }
  return all.map(({ name }) => name);
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
      const { from, to } = loopOf(draft, first, letter);
      const [begin, end] = runsDown(draft, first) ? [to, from] : [from, to];
      lines.push(`${indent(depth)}for ${letter} = ${begin}..${end}`);
    }
    const depth = first.loops.length;
    for (; k < all.length && sameLoops(draft, all[k] as Definition, first); k++)
      lines.push(`${indent(depth)}${written.get(all[k] as Definition)}`);
    lines.push(...first.loops.map((_, d) => `${indent(depth - 1 - d)}end`), '');
  }
  return lines;
}

const indent = (depth: number): string => '  '.repeat(depth);
const sameLoops = (draft: Draft, a: Definition | undefined, b: Definition): boolean =>
  a?.loops.join() === b.loops.join() && (a === undefined || runsDown(draft, a) === runsDown(draft, b));

/** Each after what it uses; a place of another index (H[t-1]) is no use of this one. */
function inOrder(draft: Draft): Definition[] {
  const rest = [...draft.definitions];
  const out: Definition[] = [];
  const uses = (a: Definition, b: Definition): boolean =>
    usesIn([a.right]).some(({ symbol }) => {
      const { name, index } = draft.naming.named(symbol);
      return name === b.name && !(a.loops.length > 0 && b.loops.length > 0 && index[0]?.kind === 'sum');
    });
  while (rest.length > 0) {
    const ready = rest.filter((d) => !rest.some((other) => other !== d && uses(d, other)));
    // those of the loop that is open go on
    const open = out.at(-1);
    const next = ready.find((d) => sameLoops(draft, open, d)) ?? ready[0] ?? (rest[0] as Definition);
    out.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return out;
}
