/** A derivation put together by hand, as the engine would: the gradient of a softmax cross-entropy by its weights. */
import type { Block, Derivation, Line, Reason, Stage } from '../src/derive/step.js';
import {
  add,
  call,
  d,
  frobenius,
  hadamard,
  mul,
  name,
  num,
  ones,
  opposite,
  power,
  subtract,
  transpose,
} from '../src/expression/build.js';
import type { Shape } from '../src/expression/dimension.js';
import { dimName } from '../src/expression/dimension.js';
import type { Expr } from '../src/expression/expression.js';
import type { Declaration, Problem, Property } from '../src/language/problem.js';

const n = dimName('n');
const k = dimName('k');
const p = dimName('d');
const X = name('X', [n, p]);
const Y = name('Y', [n, k]);
const W = name('W', [p, k]);
const Z = name('Z', [n, k]);
const P = name('P', [n, k]);
const L = name('L', [1, 1]);

const declare = (
  text: string,
  role: 'param' | 'data',
  shape: Shape,
  ...properties: Property[]
): [string, Declaration] => [
  text,
  { name: text, role, shape, arity: 0, letters: [], properties: new Set(properties), declared: true },
];
const definition = (target: typeof Z, value: Expr) => ({ target, loops: [], value, anonymous: false });
const step = (before: Expr, after: Expr, by: Reason, given: string[] = []) => ({
  before,
  after,
  by,
  given,
  within: [],
  level: 'key' as const,
});
const stage = (before: Expr, after: Expr, by: Reason, given: string[] = []): Stage => ({
  steps: [step(before, after, by, given)],
  after,
});
const rule = (say: string, operand?: Expr): Reason => ({
  kind: 'rule',
  id: operand ? 'frobenius/move' : 'test',
  say,
  ...(operand ? { operand } : {}),
});
const line = (target: Expr, start: Expr, ...stages: Stage[]): Line => ({
  target,
  start,
  stages,
  end: stages.at(-1)?.after ?? start,
});
const given = (of: Expr): Reason => ({ kind: 'definition', of });

const log = call('log', [P], P.shape);
const loss = opposite(frobenius(Y, log));
const dZ = d(Z);
const spread = mul([hadamard([P, dZ]), ones(k, k)]);
const softmax = hadamard([P, subtract(dZ, spread)]);
const quotient = hadamard([Y, power(P, num(-1))]);
const first = opposite(frobenius(quotient, d(P)));
const second = opposite(frobenius(Y, subtract(dZ, spread)));
const moved = add([opposite(frobenius(Y, dZ)), frobenius(P, dZ)]);
const difference = subtract(P, Y);
const collected = frobenius(difference, dZ);
const placed = frobenius(difference, mul([X, d(W)]));
const result = mul([transpose(X), difference]);
const end = frobenius(result, d(W));

const blocks: Block[] = [
  {
    kind: 'forward',
    named: { definition: definition(Z, mul([X, W])), origin: 'user' },
    line: line(d(Z), d(mul([X, W])), stage(d(mul([X, W])), mul([X, d(W)]), rule('product rule'))),
  },
  {
    kind: 'forward',
    named: { definition: definition(P, call('softmax', [Z], P.shape)), origin: 'user' },
    line: line(
      d(P),
      d(call('softmax', [Z], P.shape)),
      stage(d(call('softmax', [Z], P.shape)), softmax, rule('differential of softmax')),
    ),
  },
  {
    kind: 'forward',
    named: { definition: definition(L, loss), origin: 'user' },
    line: line(d(L), d(loss), stage(d(loss), first, rule('d log P = dP ⊘ P'))),
  },
  { kind: 'backward', loops: [], of: L, line: line(d(L), d(L), stage(d(L), first, given(L))) },
  {
    kind: 'backward',
    loops: [],
    of: P,
    line: line(
      first,
      first,
      stage(d(P), second, given(P)),
      stage(second, moved, rule('move', ones(1, k)), ['rows of Y sum to 1']),
    ),
  },
  {
    kind: 'backward',
    loops: [],
    of: Z,
    line: line(
      moved,
      moved,
      stage(moved, collected, { kind: 'collect', say: 'collect' }),
      stage(dZ, placed, given(Z)),
      stage(placed, end, rule('move', X)),
    ),
  },
];

const problem: Problem = {
  source: '',
  declarations: new Map([
    declare('X', 'data', X.shape),
    declare('Y', 'data', Y.shape, 'rowstochastic'),
    declare('W', 'param', W.shape),
  ]),
  definitions: [definition(Z, mul([X, W])), definition(P, call('softmax', [Z], P.shape)), definition(L, loss)],
  functions: new Map(),
  requests: [],
  dims: ['n', 'd', 'k'],
  ends: new Set(),
  remarks: [],
  cautions: [],
};

const request = { kind: 'grad' as const, subject: L, wrt: [W], implied: false };

export const softmaxDerivation: Derivation = {
  problem,
  request,
  blocks,
  results: [{ request, wrt: W, line: line(W, result), value: result, remarks: [] }],
  named: [],
  conditions: ['rows of Y sum to 1'],
};
