/**
 * The results of a derivation and nothing else: one bare expression where that is all, otherwise the names that the
 * results need, in order, and then the results as equations.
 *
 * In the input language the answer can be fed back: it uses no name that the problem or the answer does not define.
 */
import { orderDemands } from '../derive/order-demands.js';
import { inSequence, namesBehind, sameDefinition } from '../derive/sequence.js';
import type { Derivation, Range, Result } from '../derive/step.js';
import { strongest } from '../derive/stretches.js';
import { add, call, d, grad, name } from '../expression/build.js';
import type { Poly } from '../expression/dimension.js';
import { dimName, dimToString, inequalityOf } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder, replaceAll, substitute } from '../expression/traverse.js';
import type { FormatOptions } from '../language/format.js';
import { format, formatDefinitions, formatLoop, within } from '../language/format.js';
import { unambiguous } from '../language/format-call.js';
import { sameLoops } from '../language/nested.js';
import type { Definition, Loop, Problem } from '../language/problem.js';
import type { Style } from './style.js';

/** left = right for every index in the loops. */
export interface AnswerLine {
  readonly left: Expr;
  readonly right: Expr;
  readonly loops: readonly (Loop | Range)[];
  /** Whether neighbours in the same loops hold round by round. */
  readonly isShared?: true;
  /** What members of a family it is about, or not about. */
  readonly said?: string;
}

export interface Answer {
  readonly derivation: Derivation;
  /** Names of ours, and the one we gave to an inline expression, as far as the results need them. */
  readonly definitions: readonly Definition[];
  readonly results: readonly AnswerLine[];
  /** What must not be negative for the lines to hold in this order. */
  readonly demands: readonly Poly[];
}

/** Leaves up to which an inline expression is written out in a result. */
const SHORT = 60;

export function answerOf(derivation: Derivation): Answer {
  const { problem, named, results, demands = [] } = derivation;
  const anonymous = problem.definitions.filter((d) => d.anonymous);
  const ours = [...anonymous, ...named];
  const lines = results.flatMap((result): AnswerLine[] => [
    ...(result.through ?? []).map((line) => ({ ...line, isShared: true as const })),
    {
      left: resultSign(result),
      right: shortest(result, ours, anonymous),
      loops: result.loops ?? [],
      ...said(result, problem),
    },
  ]);
  const needed = namesBehind(
    ours,
    lines.map((line) => withoutDifferentials(line.right)),
  );
  const behind = ours.filter((d) => needed.has(d.target.name));
  const definitions = inSequence(behind, problem);
  const more = orderDemands(behind, definitions, demands);
  return { derivation, definitions, results: lines, demands: strongest([...demands, ...more]) };
}

/** With names of nobody for the differentials of names: dZ has no need of Z. */
function withoutDifferentials(e: Expr): Expr {
  const found = postorder([e]).filter((node) => isCall(node, 'd'));
  return found.length === 0 ? e : replaceAll(e, new Map(found.map((node) => [node, name('d', node.shape)])));
}

function said(result: Result, problem: Problem): { said?: string } {
  const { wrt, othersAreZero } = result;
  if (othersAreZero) return { said: `the gradient by every other member of ${wrt.name} is 0` };
  if (wrt.index.length > 0 || arityOf(wrt, problem) === 0) return {};
  return { said: `by every member of ${wrt.name}` };
}

/** The definitions behind our names in some terms, in an order in which each can be computed. */
export function definitionsBehind({ problem, named }: Derivation, terms: readonly Expr[]): readonly Definition[] {
  const ours = [...problem.definitions.filter((d) => d.anonymous), ...named];
  const needed = namesBehind(ours, terms);
  return inSequence(
    ours.filter((d) => needed.has(d.target.name)),
    problem,
  );
}

/** The one expression that the answer is, if it is one. */
export function bareAnswer(answers: readonly Answer[]): Expr | undefined {
  const [answer] = answers;
  const [line] = answer?.results ?? [];
  const alone = answers.length === 1 && answer?.results.length === 1 && answer.definitions.length === 0;
  // of a family that was asked for it has to be said which member it is
  if (answer?.derivation.results.some((r) => isOfFamily(r, answer.derivation))) return undefined;
  return alone && line?.loops.length === 0 ? line.right : undefined;
}

/** What a result is, inert: grad(f, X), jacobian(Y, X), hessian(f, X, Y), hvp(f, X, V) + hvp(f, X, Y, W), d(Y). */
export function resultSign({ request, wrt, by, value }: Result): Expr {
  const { kind, subject } = request;
  const v = (k: number): Name => request.along?.[k] as Name;
  switch (kind) {
    case 'grad':
      return grad(subject, wrt);
    case 'differential':
      return d(subject);
    case 'jacobian':
      return call('jacobian', [subject, wrt], value.shape);
    case 'hessian':
      return call(
        'hessian',
        by === undefined || request.wrt.length === 1 ? [subject, wrt] : [subject, by, wrt],
        value.shape,
      );
    case 'hvp':
      return add(
        request.wrt.map((x, k) => call('hvp', x === wrt ? [subject, x, v(k)] : [subject, wrt, x, v(k)], value.shape)),
      );
    default:
      return kind satisfies never;
  }
}

/** Whether a family is asked for as a whole, of which this is a member or what all of them are. */
const isOfFamily = ({ request, wrt }: Result, { problem }: Derivation): boolean =>
  request.wrt.some((asked) => asked.name === wrt.name && asked.index.length === 0) &&
  (wrt.index.length > 0 || arityOf(wrt, problem) > 0);

const arityOf = ({ name: key }: Name, { declarations }: Problem): number => declarations.get(key)?.arity ?? 0;

const uses = (e: Expr, list: readonly Definition[]): boolean =>
  namesIn(e).some((n) => list.some((d) => d.target.name === n.name));

/** The result as derived, or written out where that spares a name that nobody gave. */
function shortest({ value, expanded }: Result, ours: readonly Definition[], anonymous: readonly Definition[]): Expr {
  if (!uses(value, ours)) return value;
  if (expanded !== undefined && !uses(expanded, ours)) return expanded;
  const values = new Map(anonymous.map((d) => [d.target.name, d.value]));
  const written = substitute(value, { names: (n) => values.get(n.name) });
  return written.leaves <= SHORT ? written : value;
}

/**
 * Answers that can be read back together: what several need stands in the first of them, and pieces of another
 * derivation that have the same name get a number.
 */
function together(answers: readonly Answer[]): Answer[] {
  const done: Answer[] = [];
  for (const answer of answers) {
    const { definitions } = answer;
    if (done.some((earlier) => definitions.every((d) => earlier.definitions.some((e) => sameDefinition(d, e))))) {
      done.push({ ...answer, definitions: [] });
      continue;
    }
    const taken = new Set(done.flatMap((earlier) => earlier.definitions.map((d) => d.target.name)));
    done.push(renamed(answer, taken));
  }
  return done;
}

function renamed(answer: Answer, taken: ReadonlySet<string>): Answer {
  const { derivation, definitions, results } = answer;
  const clashing = new Set(definitions.map((d) => d.target.name).filter((n) => taken.has(n)));
  if (clashing.size === 0) return answer;
  const { problem, named } = derivation;
  const used = new Set([...taken, ...[...problem.definitions, ...named].map((d) => d.target.name)]);
  for (const key of problem.declarations.keys()) used.add(key.replace(/\[.*/, ''));
  const fresh = new Map<string, string>();
  for (const old of clashing) {
    let count = 2;
    while (used.has(`${old}_${count}`)) count++;
    fresh.set(old, `${old}_${count}`);
  }
  const put = (n: Name): Name | undefined => {
    const to = fresh.get(n.name);
    return to === undefined ? undefined : name(to, n.shape, n.index);
  };
  const within = (e: Expr): Expr => substitute(e, { names: put });
  return {
    ...answer,
    definitions: definitions.map((d) => ({ ...d, target: put(d.target) ?? d.target, value: within(d.value) })),
    results: results.map((line) => ({ ...line, right: within(line.right) })),
  };
}

/** In the input language. Answers to several requests stand under the request as a comment. */
export function answersToInput(derivations: readonly Derivation[]): string {
  const answers = together(derivations.map(answerOf));
  const options = (answer: Answer): FormatOptions => ({ isVariable: isVariable(answer.derivation) });
  const bare = bareAnswer(answers);
  if (bare !== undefined) return format(unambiguous(bare), options(answers[0] as Answer));
  return answers
    .map((answer) => {
      const heading = answers.length > 1 ? [`# ${requestText(answer.derivation)}`] : [];
      const holds = answer.demands.map((d) => `# holds for ${inequalityOf(d).map(dimToString).join(' >= ')}`);
      const definitions = answer.definitions.length > 0 ? [formatDefinitions(answer.definitions, options(answer))] : [];
      const results = neighbours(answer.results).map((lines) => equations(lines, options(answer)));
      return [...heading, ...holds, ...definitions, ...results].join('\n');
    })
    .join('\n\n');
}

/** A name that is a variable wherever it stands: it hides a dimension of that name. */
const isVariable =
  ({ problem }: Derivation) =>
  (name: string): boolean =>
    problem.declarations.get(name)?.properties.has('integer') === false ||
    problem.definitions.some((d) => d.target.name === name);

export const requestText = ({ request: { kind, subject, wrt, along } }: Derivation): string =>
  `${kind} ${format(subject)} wrt ${wrt.map((n) => format(n)).join(', ')}${along ? ` along ${along.map((n) => format(n)).join(', ')}` : ''}`;

/** Lines that stand in the same loops together; all others are alone. */
function neighbours(lines: readonly AnswerLine[]): AnswerLine[][] {
  const groups: AnswerLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && first?.isShared && line.isShared && sameLoops(first.loops.map(asLoop), line.loops.map(asLoop)))
      last.push(line);
    else groups.push([line]);
  }
  return groups;
}

const asLoop = (loop: Loop | Range): Loop => ({ step: 1, ...loop });

/** Lines of the same loops, and what is said of them. */
function equations(lines: readonly AnswerLine[], options: FormatOptions): string {
  const { loops = [] } = lines[0] ?? {};
  const inside = within(loops, options);
  const indent = '  '.repeat(loops.length);
  const texts = lines.map(
    ({ left, right }) => `${indent}${format(left, inside)} = ${format(unambiguous(right), inside)}`,
  );
  const open = loops.map((loop, depth) => `${'  '.repeat(depth)}for ${formatLoop(asLoop(loop))}`);
  const close = loops.map((_, depth) => `${'  '.repeat(depth)}end`).reverse();
  const comments = lines.flatMap(({ said: words }) => (words === undefined ? [] : [`# ${words}`]));
  return [...open, ...texts, ...close, ...comments].join('\n');
}

/** As a style writes it, one equation a line. */
export function answersToLines(derivations: readonly Derivation[], term: (e: Expr) => string, style: Style): string {
  const answers = derivations.map(answerOf);
  const bare = bareAnswer(answers);
  if (bare !== undefined) return term(bare);
  const [dots, gap] = style.format === 'text' ? ['…', '     '] : [', \\dots, ', ', \\quad '];
  const range = ({ over, from, to }: Loop | Range): string =>
    `${style.dim(dimName(over))} = ${style.dim(from)}${dots}${style.dim(to)}`;
  const words = (text: string): string => (style.format === 'text' ? text : `\\text{${text}}`);
  const line = ({ left, right, loops, said: more }: AnswerLine): string =>
    [`${term(left)} = ${term(right)}`, ...loops.map(range), ...(more === undefined ? [] : [words(more)])].join(gap);
  const [holds, least] = style.format === 'text' ? ['holds for ', ' ≥ '] : ['\\text{holds for } ', ' \\ge '];
  const condition = (d: Poly): string => `${holds}${inequalityOf(d).map(style.dim).join(least)}`;
  const defined = ({ target, value, loops }: Definition): AnswerLine => ({ left: target, right: value, loops });
  return answers
    .map(({ definitions, results, demands }) =>
      [...[...definitions.map(defined), ...results].map(line), ...demands.map(condition)].join('\n'),
    )
    .join('\n\n');
}
