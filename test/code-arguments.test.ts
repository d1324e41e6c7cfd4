/** Printed code refuses arguments that do not fit, every member of a family and every number among them, and says which. */
import { describe, expect, test } from 'vitest';
import { programOf } from '../src/compile/program.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import { julia } from './code-julia.js';
import { node, octave, python } from './code-runners.js';
import { derived } from './sources.js';

const RECURRENCE = `
  data X[t] : n x h
  param W : h x h
  data H[0] : n x h
  for t = 1..T
    H[t] = tanh(X[t] + H[t-1]*W)
  end
  L = sum(t = 1..T, norm2(H[t])^2)
  grad L wrt W, X`;
const PAIRS = `
  data X[t] : n
  param Y[t] : n
  L = sum(t = 1..T, X[t]'*Y[t])
  grad L wrt Y`;
const AHEAD = `
  param X[t] : n
  param Y[t] : n
  L = sum(t = 1..T, norm2(X[t])^2) + sum(t = 1..T-1, norm2(Y[t])^2)
  grad L wrt X, Y`;
const GRID = `
  param U[l,t] : n
  data x[t] : n
  L = sum(l = 1..M, sum(t = 1..T, x[t]'*U[l,t]))
  grad L wrt U`;
const SCALED = "param a : scalar\nparam x : n\nL = a*x'*x\ngrad L wrt a, x";
const WEIGHTS = "param w[k] : scalar\nparam c[k] : n\nL = sum(k = 1..K, w[k]*c[k]'*c[k])\ngrad L wrt w, c";

const I = [
  [1, 0],
  [0, 1],
];
const [u, v] = [
  [[1], [2]],
  [[3], [4]],
];
/** What is to be said: nothing where the arguments fit. */
const CASES: readonly (readonly [string, string, readonly unknown[], RegExp | undefined])[] = [
  ['members that fit', RECURRENCE, [[I, I], I, I], undefined],
  ['a second member of another size', RECURRENCE, [[I, [[1, 1]]], I, I], /X.2/],
  [
    'as many members of both',
    PAIRS,
    [
      [u, v],
      [u, v],
    ],
    undefined,
  ],
  [
    'more members than another has',
    PAIRS,
    [
      [u, v],
      [u, v, u],
    ],
    /Y has 3 members, and 2 are wanted/,
  ],
  ['fewer', PAIRS, [[u, v], [u]], /Y has 1 members, and 2 are wanted/],
  [
    'one that is not used',
    AHEAD,
    [
      [u, v],
      [u, v],
    ],
    undefined,
  ],
  ['none that is not used', AHEAD, [[u, v], [u]], undefined],
  ['fewer than are used', AHEAD, [[u, v, u], [u]], /Y has 1 members, and at least 2 are wanted/],
  [
    'more than any end',
    AHEAD,
    [
      [u, v],
      [u, v, u],
    ],
    /Y has 3 members, and at most 2 are wanted/,
  ],
  [
    'two indices',
    GRID,
    [
      [
        [u, v],
        [v, u],
      ],
      [u, v],
    ],
    undefined,
  ],
  [
    'two indices, too few along one',
    GRID,
    [
      [
        [u, v],
        [v, u],
      ],
      [u],
    ],
    /(?:x|U) has \d members, and \d are wanted/,
  ],
  [
    'two indices, one member of another size',
    GRID,
    [
      [
        [u, v],
        [v, [[1]]],
      ],
      [u, v],
    ],
    /U.2, ?2/,
  ],
  ['a number', SCALED, [2, u], undefined],
  ['a list for a number', SCALED, [[2, 3], u], /(?:a|number|size 2|length-1)/],
  [
    'numbers of a family',
    WEIGHTS,
    [
      [2, 3],
      [u, v],
    ],
    undefined,
  ],
  ['a family of numbers that is short', WEIGHTS, [[2], [u, v]], /has \d members, and \d are wanted/],
];

describe.each([
  octave,
  julia,
  node('javascript'),
  node('typescript'),
  python('numpy', 'numpy'),
  python('pytorch', 'torch'),
])('$target', (runner) => {
  const { present } = runner;
  test.skipIf(!present)(`${present ? '' : `skipped, for want of ${runner.program}: `}says what does not fit`, () => {
    const batch = CASES.map(([, source, args]) => {
      const derivation = derived(source);
      const program = programOf(derivation[0] as (typeof derivation)[0]);
      const code = derivationsToCode(derivation, { target: runner.target });
      return { code, args, program, keys: program.derivatives.map(({ key }) => key) };
    });
    const wrong = runner.run(batch).flatMap((outcome, i): string[] => {
      const [name, , , words] = CASES[i] as (typeof CASES)[number];
      const said = 'error' in outcome ? outcome.error : undefined;
      const isRight = words === undefined ? said === undefined : said !== undefined && words.test(said);
      return isRight ? [] : [`${name}: ${said}`];
    });
    expect(wrong).toEqual([]);
  });
});
