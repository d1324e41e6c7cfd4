/**
 * The program of a derivation: inputs, where sizes come from, definitions in an order in which they can be computed,
 * recurrences as loops, and the results. It asks sequence.ts for the order and lower.ts for the code.
 *
 * Members of a family are kept by their index, so that end conditions and cases of their own are members like others.
 */

import { orderDemands } from '../derive/order-demands.js';
import { keyOfResult } from '../derive/results.js';
import { inSequence, namesBehind } from '../derive/sequence.js';
import type { Derivation, Range } from '../derive/step.js';
import type { Dim, Poly } from '../expression/dimension.js';
import { dimName, dimNames, dimToString, evaluateDim, inequalityOf } from '../expression/dimension.js';
import type { Call, Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import { cut, FrobeniusError } from '../language/error.js';
import { format, formatShape } from '../language/format.js';
import type { Nest } from '../language/nested.js';
import { nested } from '../language/nested.js';
import type { Declaration, Definition } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import { requestText } from '../numeric/evaluation.js';
import type { Derivative, DerivativePart, Input, Loop, Program, SizeSource, Statement } from './code.js';
import { cornersOf } from './corners.js';
import { listLengths } from './list-lengths.js';
import { Lowering } from './lower.js';

export function programOf(derivation: Derivation): Program {
  const { problem, request, results, conditions, demands = [] } = derivation;
  if (request.kind === 'differential')
    throw new FrobeniusError('request', 'a differential has no numbers', undefined, 'ask for grad or jacobian');
  const all = [...problem.definitions, ...derivation.named];
  const roots = results.map(({ value }) => value);
  const unknown = isUnknown(derivation);
  // a variable that is asked by is an argument also where it has fallen out: it tells the size of its derivative
  const needed = namesBehind(all, unknown ? roots : [request.subject, ...roots, ...request.wrt]);
  const wanted = all.filter(({ target }) => needed.has(target.name) && !isOwnName(target, problem, all));
  const definitions = inSequence(wanted, problem);
  const given = new GivenPieces(derivation);
  const lowering = new Lowering((e) => given.nameOf(e));
  const statements = blocks(definitions, lowering);
  const derivatives = derivativesOf(derivation, lowering);
  const value = unknown ? {} : { value: lowering.lower(request.subject) };
  const declared = [...problem.declarations].filter(([, { name }]) => needed.has(name));
  const variables = declared.map(([key, declaration]) => inputOf(key, declaration));
  const inputs = [...variables, ...cornersOf(variables, problem.definitions), ...given.inputs()];
  const families = new Map<string, number>();
  for (const { name, arity, at } of inputs) if (arity > 0 || at) families.set(name, at?.length ?? arity);
  for (const { target } of definitions) if (target.index.length > 0) families.set(target.name, target.index.length);
  const sizes = sizesOf(inputs, [...definitions.map((d) => d.value), ...roots], definitions, derivation);
  const known = new Set([...sizes.map(({ size }) => size), ...inputs.map(({ name }) => name)]);
  return {
    title: requestText(derivation),
    source: problem.source.trim(),
    inputs,
    sizes,
    lengths: listLengths(inputs, sizes, integersAmong(inputs, problem), problem.definitions),
    families,
    statements,
    ...value,
    derivatives,
    demands: [
      ...demandsOf(demands, 'the derivatives hold', known),
      ...demandsOf(orderDemands(wanted, definitions, demands), 'this order of computation holds', known),
    ],
    notes: [...conditions],
  };
}

/** What the sizes that the code knows have to be. */
function demandsOf(demands: readonly Poly[], what: string, known: ReadonlySet<string>): Program['demands'] {
  return demands
    .filter((d) => dimNames(d).every((name) => known.has(name)))
    .map((d) => {
      const [more, less] = inequalityOf(d);
      return { more, less, words: `${what} for ${dimToString(more)} >= ${dimToString(less)}` };
    });
}

/** Each result under its key; those of a family that was asked for as a whole together. */
function derivativesOf({ problem, request, results }: Derivation, lowering: Lowering): Derivative[] {
  const found = new Map<string, Derivative & { parts: DerivativePart[] }>();
  for (const result of results) {
    const { wrt, value, loops } = result;
    if (wrt.index.length === 0 && (problem.declarations.get(wrt.name)?.arity ?? 0) > 0) {
      // the subject does not depend on it: each member of the list that is given has the derivative 0
      found.set(wrt.name, { key: wrt.name, shape: value.shape, parts: [], family: wrt.name });
      continue;
    }
    // a member before the first of a list stands on its own: X[0] beside X[1], X[2], …
    const before = wrt.index.some((d) => typeof d === 'number' && d < 1);
    const family =
      wrt.index.length > 0 && !before && !request.wrt.some((asked) => asked === wrt && (loops ?? []).length === 0);
    const key = family ? wrt.name : keyOfResult(result);
    const part = { index: wrt.index, loops: (loops ?? []).map(asLoop), value: lowering.lower(value) };
    const known = found.get(key);
    if (known) known.parts.push(part);
    else found.set(key, { key, shape: value.shape, parts: [part], ...(family ? { family: wrt.name } : {}) });
  }
  return [...found.values()];
}

const asLoop = ({ over, from, to }: Range): Loop => ({ over, from, to, step: 1 });

/** A definition of a name by itself stands for an unknown function of it. */
const isOwnName = (target: Definition['target'], problem: Derivation['problem'], all: readonly Definition[]): boolean =>
  problem.functions.get(target.name)?.kind === 'scalar' && all.some((d) => d.target === target && d.value === target);

/** Whether the subject hangs on a function that is only declared. */
function isUnknown({ problem, request }: Derivation): boolean {
  const needed = namesBehind(problem.definitions, [request.subject]);
  return [...problem.functions.values()].some(
    (f) => needed.has(f.name) || usesFunction(problem.definitions, needed, f.name),
  );
}

const usesFunction = (definitions: readonly Definition[], needed: ReadonlySet<string>, name: string): boolean =>
  definitions.some(({ target, value }) => needed.has(target.name) && postorder([value]).some((e) => isCall(e, name)));

// ——— pieces of unknown functions ———

/** grad(L, A), f'(X): numbers that the caller has. */
class GivenPieces {
  private readonly names = new Map<Expr, Input>();

  constructor(private readonly derivation: Derivation) {}

  nameOf(e: Call): string | undefined {
    const isGradient = e.fn === 'grad';
    const base = e.fn.replace(/'+$/, '');
    if (!isGradient && !this.derivation.problem.functions.has(base)) return undefined;
    const free = namesIn(e).some((n) => n.index.some((d) => dimNames(d).length > 0));
    if (free)
      throw new FrobeniusError(
        'unsupported',
        `${cut(format(e))} has no code: it is one of a family that the caller would have to know`,
      );
    const known = this.names.get(e);
    if (known) return known.name;
    const words = format(e);
    const spelt = words
      .replaceAll("'", '_prime')
      .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
      .replace(/_+$/, '');
    let name = spelt;
    for (let k = 2; this.isTaken(name); k++) name = `${spelt}_${k}`;
    this.names.set(e, {
      key: words,
      name,
      shape: e.shape,
      arity: 0,
      letters: [],
      words: `${words}, ${formatShape(e.shape)}`,
      piece: true,
    });
    return name;
  }

  private isTaken(name: string): boolean {
    const { problem, named } = this.derivation;
    return (
      [...this.names.values()].some((input) => input.name === name) ||
      [...problem.declarations.values()].some((d) => d.name === name) ||
      [...problem.definitions, ...named].some(({ target }) => target.name === name)
    );
  }

  inputs(): Input[] {
    return [...this.names.values()];
  }
}

function inputOf(key: string, { name, shape, arity, letters, at, role, properties }: Declaration): Input {
  const base = name.replace(/\[.*/, '');
  const said = [formatShape(shape), ...properties].join(' ');
  const list = at === undefined && arity > 0 ? ` for each ${letters.join(', ')}` : '';
  return {
    key,
    name: base,
    shape,
    arity: at ? 0 : arity,
    ...(at ? { at } : {}),
    letters: at ? letters : [],
    words: `${said}${list}${role === 'param' ? ' (parameter)' : ''}`,
  };
}

// ——— statements ———

/** Neighbours that run through the same loops share them where they may; others keep loops of their own. */
const blocks = (definitions: readonly Definition[], lowering: Lowering): Statement[] =>
  nested(definitions, true).map((nest) => statement(nest, lowering));

function statement(nest: Nest, lowering: Lowering): Statement {
  if (nest.kind === 'loop')
    return { kind: 'loop', loop: nest.loop, body: nest.body.map((inner) => statement(inner, lowering)) };
  const { target, value } = nest.definition;
  const { name, index, shape } = target;
  return { kind: 'assign', name, index, shape, value: lowering.lower(value) };
}

// ——— sizes ———

const integersAmong = (inputs: readonly Input[], { declarations }: Derivation['problem']): ReadonlySet<string> =>
  new Set(inputs.filter(({ key }) => declarations.get(key)?.properties.has('integer')).map(({ name }) => name));

function sizesOf(
  inputs: readonly Input[],
  terms: readonly Expr[],
  definitions: readonly Definition[],
  { problem, results }: Derivation,
): SizeSource[] {
  const integers = integersAmong(inputs, problem);
  const loops = [...definitions, ...results].flatMap(({ loops: own = [] }) => own.map((l) => l.over));
  const folds = [...postorder(terms)].flatMap((e) => (e.kind === 'each' ? [e.over] : []));
  const bound = new Set([...loops, ...folds]);
  const mentioned = new Set<string>();
  const mention = (d: Dim): void => {
    for (const name of dimNames(d)) if (!bound.has(name) && !integers.has(name)) mentioned.add(name);
  };
  for (const e of postorder(terms)) {
    e.shape.forEach(mention);
    if (e.kind === 'call') e.dims.forEach(mention);
    if (e.kind === 'each') [e.from, e.to].forEach(mention);
    if (e.kind === 'name') e.index.forEach(mention);
  }
  for (const { loops: own = [] } of [...definitions, ...results])
    for (const { from, to } of own) [from, to].forEach(mention);
  for (const { shape } of inputs) shape.forEach(mention);
  const uses = usesOf(problem.definitions);
  // a boundary may be absent where a whole list is not, and a list that nothing uses may be empty
  const rank = ({ at, arity, name }: Input): number =>
    at ? 1 : arity > 0 && !uses.some((u) => u.name === name) ? 2 : 0;
  const tellers = [...inputs].sort((a, b) => rank(a) - rank(b));
  return [...mentioned].sort().map((size): SizeSource => {
    const isEnd = problem.ends.has(size);
    for (const input of tellers) {
      const axis = input.shape.indexOf(dimName(size));
      if (axis >= 0 && !isEnd) return { kind: 'axis', size, input, axis: axis as 0 | 1 };
    }
    for (const input of inputs) {
      if (input.arity === 0 || input.at) continue;
      for (let axis = 0; axis < input.arity; axis++) {
        const offset = lengthOffset(
          uses.filter((u) => u.name === input.name).flatMap((u) => u.index[axis]?.high ?? []),
          size,
        );
        if (offset !== undefined) return { kind: 'length', size, input, axis, offset };
      }
    }
    return { kind: 'given', size };
  });
}

/** c, where the largest index that is used is size + c. */
function lengthOffset(highs: readonly Dim[], size: string): number | undefined {
  const offsets = highs.flatMap((high) => {
    if (dimNames(high).length !== 1 || dimNames(high)[0] !== size) return [];
    const at = (x: number): number => evaluateDim(high, new Map([[size, x]])) as number;
    return at(1) - at(0) === 1 ? [at(0)] : [];
  });
  return offsets.length > 0 && offsets.length === highs.length ? Math.max(...offsets) : undefined;
}
