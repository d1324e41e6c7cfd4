/**
 * Numbers for a derivation: the value of its subject and its results at given values.
 *
 * Owns the form of the answer (a scalar is a number, a family a list of its members) and what is said when a value is
 * missing or a result is not finite. The arithmetic is evaluate.ts's, the reading of values is values.ts's.
 */
import { keyOfResult } from '../derive/results.js';
import { namesBehind } from '../derive/sequence.js';
import type { Derivation, Result } from '../derive/step.js';
import { dimNames, notNegativeToString } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { isScalar } from '../expression/expression.js';
import { table } from '../expression/table.js';
import { postorder } from '../expression/traverse.js';
import { cut, FrobeniusError } from '../language/error.js';
import { format, formatShape } from '../language/format.js';
import type { Definition, Loop, Problem } from '../language/problem.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Bindings, Environment } from './environment.js';
import { keyOf } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { evaluatorOf } from './evaluate.js';
import type { Nested } from './json.js';
import { matrixToJson } from './json.js';
import { VECTORS } from './kinks.js';
import { fill } from './matrix.js';
import { coincidence } from './members.js';
import { freeIndices } from './memo.js';
import { membersOf } from './sample.js';
import { valueAt } from './spans.js';
import type { Given, ValuesOptions } from './values.js';
import { readValues } from './values.js';

/** A derivative in rows, or for an indexed variable the list of its members' derivatives. */
export type Numbers = Nested | readonly Numbers[];

/**
 * The answer to a request: a scalar as a number, a matrix as a list of rows, of a family the list of its members.
 */
export interface Evaluation {
  /** "grad L wrt U, W" */
  readonly request: string;
  /** null where the subject is, or hangs on, a function that is only declared. */
  readonly value: Nested | null;
  readonly derivatives: Readonly<Record<string, Numbers>>;
  /** What has no derivative at these values but several that may be taken, and which was; left out where there is nothing. */
  readonly remarks?: readonly string[];
}

export function evaluateDerivation(derivation: Derivation, values: unknown, options: ValuesOptions): Evaluation {
  const given = requiredValues(derivation, values, options);
  const evaluator = evaluatorOf(given.env);
  return withoutClash(() => {
    const value = subjectValue(derivation, evaluator);
    const derivatives = collectResults(derivation, given, evaluator, value);
    const remarks = kinksMet(derivation, evaluator);
    return { request: requestText(derivation), value, derivatives, ...(remarks.length > 0 ? { remarks } : {}) };
  });
}

/**
 * Functions of the value that are at a kink where they hang on a variable, and vectors of the results that belong to equal
 * values. What a result compares, such as x == max(x), is at a kink by its meaning.
 */
function kinksMet({ problem, request, results, named }: Derivation, { atKinks }: Evaluator): string[] {
  if (atKinks.size === 0) return [];
  const definitions = [...problem.definitions, ...named];
  const below = (roots: readonly Expr[]): ReadonlySet<Expr> => {
    const names = namesBehind(definitions, roots);
    return new Set(postorder([...roots, ...definitions.filter((d) => names.has(d.target.name)).map((d) => d.value)]));
  };
  const [ofValue, ofResults] = [below([request.subject]), below(results.map((r) => r.value))];
  const asked = new Set(request.wrt.map((x) => x.name));
  const met = [...atKinks].filter((e) => {
    const moved = e.fn.startsWith('where') ? e.args.slice(0, 2) : e.args;
    return (
      (VECTORS.has(e.fn) ? ofResults : ofValue).has(e) && [...namesBehind(definitions, moved)].some((x) => asked.has(x))
    );
  });
  const others = new Set(met.filter((e) => !VECTORS.has(e.fn)).map((e) => e.args[0]));
  return met.filter((e) => !VECTORS.has(e.fn) || !others.has(e.args[0])).map(kinkWords);
}

const DEGENERATE: Readonly<Record<string, string>> = table({
  lambdamax: 'the largest eigenvalue of # is not simple here',
  specnorm: 'the largest singular value of # is not simple here',
  nucnorm: '# is not of full rank here',
  svdvals: 'singular values of # are equal or 0 here',
  pinv: '# is not of full rank here',
  eigvec: 'eigenvalues of # are equal here',
  eigvecs: 'eigenvalues of # are equal here',
});

function kinkWords(e: Call): string {
  const why = DEGENERATE[e.fn]?.replace('#', cut(format(e.args[0] as Expr)));
  if (why === undefined)
    return `${cut(format(e))} is at a kink here: the derivative that is taken there is a convention`;
  return `${why}: there is no gradient, and what is given in its place is one choice of several`;
}

/** The values that a derivation needs; one that is missing is an error that names it. */
export function requiredValues(derivation: Derivation, values: unknown, options: ValuesOptions): Given {
  const { problem, request } = derivation;
  if (request.kind === 'differential') {
    throw new FrobeniusError('request', 'a differential has no numbers', undefined, 'ask for grad or jacobian');
  }
  const given = readValues(problem, derivation.named, values, options);
  requireStretches(derivation, given.env.sizes);
  const targets = [request.subject, ...derivation.results.map((result) => result.value)];
  requireValues(problem, [...problem.definitions, ...derivation.named], targets, given);
  return given;
}

/** Sizes at which the stretches of a family overlap: what was derived is not the gradient there. */
function requireStretches(derivation: Derivation, sizes: ReadonlyMap<string, number>): void {
  for (const demand of derivation.demands ?? []) {
    if ((valueAt(demand, sizes) ?? 0) >= 0) continue;
    const here = dimNames(demand).map((name) => `${name} is ${sizes.get(name)}`);
    throw new FrobeniusError(
      'values',
      `the derivation holds for ${notNegativeToString(demand)}, and here ${here.join(', ')}`,
      undefined,
      'Take other sizes, or write this case as a problem of its own.',
    );
  }
}

export function requestText({ request: { kind, subject, wrt, along } }: Derivation): string {
  const by = wrt.map((name) => format(name)).join(', ');
  return `${kind} ${format(subject)} wrt ${by}${along ? ` along ${along.map((n) => format(n)).join(', ')}` : ''}`;
}

/** Sizes that do not fit are the fault of numbers given for unknown functions; all others have been compared before. */
function withoutClash<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError)
      throw new FrobeniusError('values', `the values do not fit together: ${error.message}`);
    throw error;
  }
}

// ——— what is needed ———

function requireValues(
  problem: Problem,
  definitions: readonly Definition[],
  targets: readonly Expr[],
  given: Given,
): void {
  const needed = namesBehind(definitions, targets);
  const upstream = new Set(
    [...problem.functions.values()]
      .flatMap((f) => (f.kind === 'scalar' ? [...(f.gradient?.values() ?? [])] : []))
      .map((g) => g.name),
  );
  const missing: string[] = [];
  for (const [key, { name, arity, at, letters, shape }] of problem.declarations) {
    if (!needed.has(name) || (letters.length > 0 && at !== undefined)) continue;
    const has =
      at !== undefined
        ? at.some((d) => dimNames(d).length > 0) || given.env.value(keyOf(name, at as readonly number[])) !== undefined
        : arity > 0
          ? given.lengths.has(name) ||
            given.env.value(
              keyOf(
                name,
                Array.from({ length: arity }, () => 1),
              ),
            ) !== undefined
          : given.env.value(key) !== undefined || (upstream.has(name) && given.env.given.size > 0);
    if (!has)
      missing.push(
        arity > 0 && at === undefined
          ? `${key} (a list, each ${formatShape(shape)})`
          : `${key} (${formatShape(shape)})`,
      );
  }
  if (missing.length > 0) throw new FrobeniusError('values', `no value is given for ${missing.join(', ')}`);
}

// ——— the value ———

function subjectValue({ problem, request }: Derivation, evaluator: Evaluator): Nested | null {
  const { subject } = request;
  const needed = namesBehind(problem.definitions, [subject]);
  const open = [...problem.functions.values()].some((f) => f.kind === 'scalar' && needed.has(f.name));
  if (open || withoutNumbers(problem, needed, evaluator.env)) return null;
  const value = evaluator.value(subject);
  if (!value.data.every(Number.isFinite))
    throw notFinite(`the value of ${format(subject)}`, problem, needed, evaluator);
  return matrixToJson(value, isScalar(subject));
}

/** Whether the subject holds f(X) of a declared function for which no number is given. */
function withoutNumbers(problem: Problem, needed: ReadonlySet<string>, env: Environment): boolean {
  const unknown = [...problem.functions.values()].flatMap((f) => (f.kind === 'scalar' ? [] : [f.name]));
  if (unknown.length === 0) return false;
  const values = problem.definitions.filter((d) => needed.has(d.target.name)).map((d) => d.value);
  return postorder(values).some(
    (e) => e.kind === 'call' && unknown.includes(e.fn.replace(/'+$/, '')) && !env.given.has(env.spell?.(e) ?? ''),
  );
}

// ——— the derivatives ———

interface Member {
  readonly index: readonly number[];
  readonly matrix: Matrix;
  readonly plain: boolean;
}

function collectResults(
  derivation: Derivation,
  given: Given,
  evaluator: Evaluator,
  known: Nested | null,
): Record<string, Numbers> {
  const { request, problem } = derivation;
  const { env } = given;
  const derivatives: Record<string, Numbers> = {};
  const families = new Map<string, Member[]>();
  for (const result of derivation.results) {
    const { wrt } = result;
    const asked = request.wrt.some(
      (w) => w.name === wrt.name && w.index.length === wrt.index.length && wrt.index.every((d, k) => d === w.index[k]),
    );
    // of a family that does not enter the subject every member that is given has the derivative 0
    const unused =
      given.lengths.has(wrt.name) && wrt.index.length < (given.lengths.get(wrt.name) as readonly number[]).length;
    const members = unused ? [] : evaluateResult(result, evaluator, problem, known);
    if (asked && !unused) {
      for (const { matrix, plain } of members) derivatives[keyOfResult(result)] = matrixToJson(matrix, plain);
      continue;
    }
    const list = families.get(wrt.name) ?? [];
    families.set(wrt.name, list);
    if (!(wrt.name in derivatives)) derivatives[wrt.name] = [];
    const taken = new Set(list.map((m) => keyOf(wrt.name, m.index)));
    for (const m of members) {
      if (taken.has(keyOf(wrt.name, m.index))) throw coincidence(wrt.name, m.index);
      list.push(m);
    }
  }
  for (const [name, members] of families) {
    const inside = members.filter((m) => m.index.every((i) => i >= 1));
    for (const m of members)
      if (!inside.includes(m)) derivatives[keyOf(name, m.index)] = matrixToJson(m.matrix, m.plain);
    const arity = members[0]?.index.length ?? given.lengths.get(name)?.length ?? 1;
    const lengths = Array.from({ length: arity }, (_, axis) =>
      Math.max(given.lengths.get(name)?.[axis] ?? 0, ...inside.map((m) => m.index[axis] as number), 0),
    );
    const shape = (index: readonly number[]): Matrix | undefined => env.value(keyOf(name, index));
    const plain = derivation.results.some(({ wrt, value }) => wrt.name === name && isScalar(value));
    derivatives[name] = nest(new Map(inside.map((m) => [keyOf('', m.index), m])), lengths, shape, plain);
  }
  return derivatives;
}

function evaluateResult(result: Result, evaluator: Evaluator, problem: Problem, known: Nested | null): Member[] {
  const { value, wrt, loops, request } = result;
  const family = {
    target: wrt,
    loops: (loops ?? []).map((range): Loop => ({ ...range, step: 1 })),
    value,
    anonymous: true,
  };
  return membersOf(family, evaluator.env).map(({ bindings }) => {
    const matrix = evaluator.value(value, bindings);
    const index = evaluator.indexOf(wrt, bindings);
    if (!matrix.data.every(Number.isFinite)) {
      const what = `${request.kind} of ${format(request.subject)} by ${keyOf(wrt.name, index)}`;
      const found = notFinite(what, problem, namesBehind(problem.definitions, [request.subject]), evaluator);
      if (typeof known !== 'number') throw found;
      throw new FrobeniusError(found.code, found.message, undefined, `its value is ${known}`);
    }
    return { index, matrix, plain: isScalar(value) };
  });
}

/** Lists within lists; a member to which no result belongs does not enter the subject: its derivative is 0. */
function nest(
  members: ReadonlyMap<string, Member>,
  lengths: readonly number[],
  like: (index: readonly number[]) => Matrix | undefined,
  plain: boolean,
): Numbers {
  const [some] = members.values();
  const build = (index: readonly number[]): Numbers => {
    const length = lengths[index.length];
    if (length !== undefined) return Array.from({ length }, (_, i) => build([...index, i + 1]));
    const member = members.get(keyOf('', index));
    if (member) return matrixToJson(member.matrix, member.plain);
    const { rows, cols } = like(index) ?? (some as Member).matrix;
    return matrixToJson(fill(rows, cols, 0), some?.plain ?? plain);
  };
  return build([]);
}

// ——— what is not finite ———

/** Looks for the first piece that is not finite though what it is made of is. */
function notFinite(what: string, problem: Problem, needed: ReadonlySet<string>, evaluator: Evaluator): FrobeniusError {
  for (const definition of problem.definitions) {
    if (!needed.has(definition.target.name)) continue;
    for (const { bindings } of membersOf(definition, evaluator.env)) {
      const culprit = postorder([definition.value]).find((e) => isCulprit(e, bindings, evaluator));
      if (culprit) {
        const at = [...bindings].map(([over, t]) => `${over} = ${t}`).join(', ');
        return new FrobeniusError(
          'domain',
          `${what} is not finite: ${cut(format(culprit))} is not, at these values${at === '' ? '' : ` (${at})`}`,
        );
      }
    }
  }
  return new FrobeniusError('domain', `${what} is not finite at these values`);
}

function isCulprit(e: Expr, bindings: Bindings, evaluator: Evaluator): boolean {
  const { sizes } = evaluator.env;
  if (!freeIndices(e).every((name) => bindings.has(name) || sizes.has(name))) return false;
  return !evaluator.value(e, bindings).data.every(Number.isFinite);
}
