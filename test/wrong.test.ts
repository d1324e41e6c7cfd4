/**
 * Faults planted into true derivations: in every step, line, result and gradient definition, of every kind that
 * applies there. Each must be caught, by the replay or by numbers.
 */
import { describe, expect, test } from 'vitest';
import { replay } from '../src/derive/replay.js';
import type { Block, Derivation, GradientDefinition, Line, Step } from '../src/derive/step.js';
import { add, hadamard, name as makeName, mul, num, ones, scale, transpose } from '../src/expression/build.js';
import { addDim, dimName, sameShape } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import { isCall } from '../src/expression/expression.js';
import { namesIn, occurrences, postorder, replaceAll } from '../src/expression/traverse.js';
import { format } from '../src/language/format.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived, EXAMPLES } from './sources.js';

const inline = (source: string, declare: string[], wrt: string): Derivation =>
  derived(source, { declare, wrt: [wrt] })[0] as Derivation;

const DERIVATIONS: [string, () => Derivation][] = [
  ['rnn', () => EXAMPLES.flatMap(([name, make]) => (name === 'rnn.frob' ? make() : []))[0] as Derivation],
  ['softmax', () => inline('-(Y : log(softmax(X*W)))', ['X : n x d', 'W : d x k', 'Y : n x k rowstochastic'], 'W')],
  ['quadratic', () => inline("x'*A*x + b'*x", ['A : n x n', 'x : n', 'b : n'], 'x')],
  ['inverse', () => inline('tr(A*inv(X)*B)', ['X : n x n invertible', 'A : m x n', 'B : n x m'], 'X')],
];

/** Wrong terms of the same shape, each with the kind of its fault. */
function faults(e: Expr): [kind: string, wrong: Expr][] {
  const found: [string, Expr][] = [
    ['sign', scale(-1, e)],
    ['factor 2', scale(2, e)],
    ['one too many', add([e, ones(...e.shape)])],
  ];
  for (const node of postorder([e])) {
    const put = (wrong: Expr): Expr => replaceAll(e, new Map([[node, wrong]]));
    if (node.kind === 'add') found.push(['dropped term', put(add(node.args.slice(1)))]);
    if (node.kind === 'mul') {
      const { factors } = node;
      for (let i = 0; i + 1 < factors.length; i++) {
        const [a, b] = [factors[i] as Expr, factors[i + 1] as Expr];
        if (!sameShape(a.shape, b.shape)) continue;
        const rest = [...factors.slice(0, i), b, a, ...factors.slice(i + 2)];
        found.push(['swapped factors', put(mul([num(node.coefficient), ...node.scalars, ...rest]))]);
      }
    }
    if (isCall(node, 'had')) found.push(['dropped factor', put(hadamard(node.args.slice(1)))]);
    if (
      node.shape[0] === node.shape[1] &&
      node.shape[0] !== 1 &&
      (node.kind === 'name' || isCall(node, 'T')) &&
      occurrences(e, node) === 1 &&
      !isSymmetricOnes(node)
    )
      found.push(['transpose', put(transpose(node))]);
    if (node.kind === 'name' && node.index.length > 0) {
      const index = node.index.map((i) => (i === dimName('t') ? addDim(i, 1) : i));
      const shifted = makeName(node.name, node.shape, index);
      if (shifted !== node) found.push(['shifted index', put(shifted)]);
    }
  }
  return found.filter(([, wrong]) => wrong !== e && sameShape(wrong.shape, e.shape));
}

/** (𝟏𝟏ᵀ)ᵀ is 𝟏𝟏ᵀ: no fault. */
const isSymmetricOnes = (e: Expr): boolean =>
  isCall(e, 'T') && postorder([e]).every((node) => node === e || node.kind === 'mul' || isCall(node, 'ones'));

/** Whether replay or numbers notice: every planted derivation is judged by both. */
function caught(derivation: Derivation): boolean {
  const { steps, lines } = replay(derivation, catalog);
  if ([...steps.values(), ...lines.values()].some((found) => found.outcome === 'mismatch')) return true;
  return [1, 3].some((draws) => checkDerivation(derivation, { rows: catalog, draws }).outcome === 'failed');
}

function withLine(derivation: Derivation, old: Line, line: Line): Derivation {
  const gradient = (g: GradientDefinition): GradientDefinition => ({
    ...g,
    lines: g.lines.map((one) => (one === old ? line : one)),
  });
  const part = <P extends { readonly line: Line; readonly gradient?: GradientDefinition }>(p: P): P => ({
    ...p,
    line: p.line === old ? line : p.line,
    ...(p.gradient ? { gradient: gradient(p.gradient) } : {}),
  });
  const blocks = derivation.blocks.map((block): Block => {
    if (block.kind === 'forward') return block.line === old ? { ...block, line } : block;
    if (block.kind === 'backward') return part(block);
    if (block.kind === 'recurrence') return { ...block, parts: block.parts.map(part) };
    return { ...block, parts: block.parts.map(part) };
  });
  const results = derivation.results.map((r) => (r.line === old ? { ...r, line } : r));
  return { ...derivation, blocks, results };
}

function linesOf({ blocks, results }: Derivation): Line[] {
  const own = blocks.flatMap((block): Line[] => {
    if (block.kind === 'forward') return block.line ? [block.line] : [];
    const parts = 'parts' in block ? block.parts : [block];
    return parts.flatMap((p) => [p.line, ...(p.gradient?.lines ?? [])]);
  });
  return [...own, ...results.map((r) => r.line)];
}

const withStep = (line: Line, old: Step, step: Step): Line => ({
  ...line,
  stages: line.stages.map((s) => ({ ...s, steps: s.steps.map((one) => (one === old ? step : one)) })),
});

/** Planted derivations judged in one test. */
const MOST = 150;

/** The planted derivations that nobody noticed, in words. */
function survivors(planted: Iterable<readonly [what: string, wrong: Derivation]>): { count: number; missed: string[] } {
  const missed: string[] = [];
  let count = 0;
  const all = [...planted];
  // an even share of the many faults of a long derivation
  const stride = Math.ceil(all.length / MOST);
  for (const [what, wrong] of all.filter((_, k) => k % stride === 0)) {
    count++;
    if (!caught(wrong)) missed.push(what);
  }
  return { count, missed };
}

describe.each(DERIVATIONS)('faults in %s', (_, derive) => {
  const derivation = derive();

  test('without a fault nothing is caught', () => expect(caught(derivation)).toBe(false));

  test('in the right side of a step', () => {
    function* planted(): Generator<readonly [string, Derivation]> {
      for (const line of linesOf(derivation)) {
        for (const step of line.stages.flatMap((s) => s.steps)) {
          for (const [kind, after] of faults(step.after)) {
            const what = `${kind}: ${format(step.before)} = ${format(after)}`;
            yield [what, withLine(derivation, line, withStep(line, step, { ...step, after }))];
          }
        }
      }
    }
    const { count, missed } = survivors(planted());
    expect(missed).toEqual([]);
    expect(count).toBeGreaterThan(10);
  });

  test('in the name of a step', () => {
    const ids = [...new Set(catalog.rules().map((r) => r.id)), 'elementwise/exp', 'tr/linear', 'no/rule'];
    let turn = 0;
    function* planted(): Generator<readonly [string, Derivation]> {
      for (const line of linesOf(derivation)) {
        for (const step of line.stages.flatMap((s) => s.steps)) {
          const { by } = step;
          if (by.kind !== 'rule') continue;
          // a few names a step, all of them over the steps
          const few = ids.filter((_, k) => (k + turn) % 9 === 0 || (ids[k] as string).includes('shift'));
          turn++;
          for (const id of few) {
            if (id === by.id || sameRule(id, by.id)) continue;
            yield [
              `${id} for ${by.id}: ${format(step.before)} = ${format(step.after)}`,
              withLine(derivation, line, withStep(line, step, { ...step, by: { ...by, id } })),
            ];
          }
        }
      }
    }
    const { count, missed } = survivors(planted());
    expect(missed).toEqual([]);
    expect(count).toBeGreaterThan(10);
  });

  test('in the start, a stage or the end of a line', () => {
    function* planted(): Generator<readonly [string, Derivation]> {
      for (const line of linesOf(derivation)) {
        for (const [kind, end] of faults(line.end)) {
          yield [`end, ${kind}: ${format(end)}`, withLine(derivation, line, { ...line, end })];
          const stages = line.stages.map((s, i) => (i === line.stages.length - 1 ? { ...s, after: end } : s));
          if (stages.length > 0)
            yield [`last stage, ${kind}: ${format(end)}`, withLine(derivation, line, { ...line, stages, end })];
        }
        for (const [kind, start] of faults(line.start))
          yield [`start, ${kind}: ${format(start)}`, withLine(derivation, line, { ...line, start })];
      }
    }
    expect(survivors(planted()).missed).toEqual([]);
  });

  test('in a result', () => {
    function* planted(): Generator<readonly [string, Derivation]> {
      for (const result of derivation.results) {
        for (const [kind, value] of faults(result.value)) {
          // with its line and without: a result must be its line's end and right
          const line: Line = { ...result.line, end: value };
          for (const wrong of [
            { ...result, value },
            { ...result, value, line },
          ])
            yield [
              `${kind}: ${format(value)}`,
              { ...derivation, results: derivation.results.map((r) => (r === result ? wrong : r)) },
            ];
        }
      }
    }
    expect(survivors(planted()).missed).toEqual([]);
  });
});

describe('faults in the definitions of gradients of a recurrence', () => {
  const derivation = (DERIVATIONS[0] as (typeof DERIVATIONS)[0])[1]();
  const ends = derivation.named.filter((one) => isCall(one.value, 'zeros'));

  test('there is an end condition', () => expect(ends.length).toBeGreaterThan(0));

  test.each(derivation.named.map((one) => [format(one.target), one] as const))('%s', (_, definition) => {
    const wrongs: Expr[] = faults(definition.value).map(([, wrong]) => wrong);
    if (wrongs.length < 2) wrongs.push(ones(...definition.value.shape));
    for (const value of wrongs) {
      const named = derivation.named.map((one) => (one === definition ? { ...one, value } : one));
      // a definition that is never used may hold anything
      if (isUsed(derivation, definition.target.name)) {
        expect([format(value), caught({ ...derivation, named })]).toEqual([format(value), true]);
      }
    }
  });

  test('an end condition at another place', () => {
    for (const end of ends) {
      const index = end.target.index.map((i) => addDim(i, 1));
      const moved = { ...end, target: makeName(end.target.name, end.target.shape, index) };
      const named = derivation.named.map((one) => (one === end ? moved : one));
      expect(caught({ ...derivation, named })).toBe(true);
    }
  });
});

const isUsed = (derivation: Derivation, name: string): boolean =>
  [...derivation.named.map((one) => one.value), ...derivation.results.map((r) => r.value)].some((e) =>
    namesIn(e).some((one) => one.name === name),
  );

/** Two names of one truth: where both rules give the very step, either name is right. */
const sameRule = (id: string, own: string): boolean =>
  [
    ['product/matrix', 'product/scalar'],
    // 𝟏𝟏ᵀ is a product, and symmetric
    ['algebra/transposeProduct', 'algebra/symmetric'],
  ].some((pair) => pair.includes(id) && pair.includes(own));
