/** Limits and the pool of terms, in the library: what is exceeded is said, and nothing is left behind for the next call. */
import { describe, expect, test } from 'vitest';
import { num } from '../src/expression/build.js';
import * as named from '../src/expression/limits.js';
import { Allowance, spend, withLimits } from '../src/expression/limits.js';
import { generationSize, nextGeneration } from '../src/expression/pool.js';
import { session } from '../src/expression/session.js';
import type { Derived } from '../src/index.js';
import {
  check,
  compile,
  cost,
  costText,
  derive,
  equal,
  evaluate,
  listRules,
  parse,
  readLatex,
  ruleBook,
  toCheckTable,
  toCode,
  toEqualJson,
  toEqualText,
  toHtml,
  toInput,
  toJson,
  toLatex,
  toMarkdown,
  toText,
  toVerifyHtml,
  toVerifyJson,
  toVerifyText,
  verify,
  witness,
} from '../src/index.js';
import { report as pageOf, verifyReport } from '../src/report.js';

const exceeded = (message: RegExp) =>
  expect.objectContaining({ code: 'limit', message: expect.stringMatching(message) });
const sum = Array.from({ length: 300 }, (_, i) => `sin(${i}*x'*x)`).join(' + ');

const OWN = {
  title: 'Rules of a test',
  identities: { twice: { rule: "(A')' = A", where: ['A : n x m'], say: 'transposed twice' } },
};

describe('limits', () => {
  const few = { limits: { nodes: 500 } };
  const derived = derive(sum);
  const report = check(derived);
  const judged = verify(`L = ${sum}\nderivation\ndL = d(${sum})`);
  const compared = equal(sum, sum);
  test.each<readonly [string, () => unknown]>([
    ['parse', () => parse(sum, few)],
    ['derive', () => derive(sum, few)],
    ['derive a problem', () => derive(parse(sum), few)],
    ['check', () => check(derived, few)],
    ['evaluate', () => evaluate(derived, { x: [1, 2] }, few)],
    ['toText', () => toText(derived, few)],
    ['toLatex', () => toLatex(derived, few)],
    ['toJson', () => toJson(derived, few)],
    ['toInput', () => toInput(derived, few)],
    ['toCode', () => toCode(derived, { target: 'numpy', version: '', ...few })],
    ['compile', () => compile(derived, few)({ x: [1, 2] })],
    ['verify', () => verify(`L = ${sum}\nderivation\ndL = d(${sum})`, few)],
    ['equal', () => equal(sum, sum, few)],
    ['cost', () => cost(derived, few)],
    ['costText', () => costText(derived, few)],
    ['toMarkdown', () => toMarkdown(derived, few)],
    ['toCheckTable', () => toCheckTable(derived, report, [], few)],
    ['toVerifyText', () => toVerifyText(judged, few)],
    ['toVerifyJson', () => toVerifyJson(judged, few)],
    ['toEqualText', () => toEqualText(compared, few)],
    ['toEqualJson', () => toEqualJson(compared, few)],
    ['listRules', () => listRules('trace', 1, few.limits)],
    ['ruleBook', () => ruleBook({ own: OWN }, few)],
  ])('%s has them', (_, call) => {
    expect(call).toThrow(exceeded(/more than 500 nodes/));
  });

  test.each<readonly [string, () => Promise<unknown>]>([
    ['witness', () => witness(derived, few)],
    ['toHtml', () => toHtml(derived, few)],
    ['toVerifyHtml', () => toVerifyHtml(judged, few)],
    ['readLatex', () => readLatex(`f = ${'x + '.repeat(300)}x`, few)],
    ['report', () => pageOf([{ derived }], few)],
    ['verifyReport', () => verifyReport(judged, few)],
  ])('%s has them too, once what it loads is there', async (_, call) => {
    await expect(call()).rejects.toEqual(exceeded(/more than 500 nodes/));
  });

  test('exact values are counted like others', () => {
    const source = 'norm2((A*A*A*A)*x)^2';
    const large = derive(source, { declare: ['A : 19 x 19'], wrt: ['x'] });
    const spent = (exact: boolean): number => {
      const limits = new Allowance();
      expect(check(large, { exact, limits }).outcome).toBe('ok');
      return limits.spent;
    };
    expect(spent(true)).toBeGreaterThan(2 * spent(false));
  });

  test('the clock is one of them', () => {
    expect(() => derive(sum, { limits: { seconds: 0 } })).toThrow(exceeded(/longer than 0 s/));
  });

  test('what was exceeded is told though somebody took the error for something else', () => {
    const call = () =>
      withLimits({ nodes: 10 }, () => {
        try {
          spend(100);
        } catch {
          return 'a wrong answer';
        }
        return 'none';
      });
    expect(call).toThrow(exceeded(/more than 10 nodes/));
  });

  test('they end with their call, and hold within one another', () => {
    expect(() => derive(sum, few)).toThrow();
    expect(toInput(derive("x'*x"))).toBe('2*x');
    const within = (outer: number, inner: number) => () =>
      withLimits({ nodes: outer }, () => {
        withLimits({ nodes: inner }, () => spend(1000));
        spend(1);
      });
    expect(within(5000, 5000)).not.toThrow();
    expect(within(5000, 500)).toThrow(exceeded(/500 nodes/));
    expect(within(500, 5000)).toThrow(exceeded(/500 nodes/));
    expect(() => spend(1e9)).not.toThrow();
  });

  test('several calls may share one allowance', () => {
    const limits = new Allowance({ nodes: 20_000 });
    const all = () => {
      for (let k = 0; k < 1000; k++) derive("x'*A*x", { limits });
    };
    expect(all).toThrow(exceeded(/20000 nodes/));
    expect(limits.spent).toBeGreaterThan(20_000);
    expect(() => parse('x', { limits })).toThrow(exceeded(/20000 nodes/));
  });

  test('each has a name, and is a number', () => {
    const values = Object.entries(named).filter(([name]) => /^[A-Z_]+$/.test(name));
    expect(values.length).toBeGreaterThan(15);
    for (const [, value] of values) expect(value).toBeGreaterThan(0);
  });
});

/** What an answer says, whatever generation its terms are of. */
const told = (derived: Derived): string => {
  const report = check(derived);
  return [toText(derived, { report }), toInput(derived), toCode(derived, { target: 'javascript', version: '' })].join(
    '\n',
  );
};

describe('generations of terms', () => {
  const rnn =
    "param U : n x m\nparam W : n x n\ndata x[t] : m\nh[0] = zeros(n, 1)\nfor t = 1..T\nh[t] = tanh(U*x[t] + W*h[t-1])\nend\nL = sum(t = 1..T, h[t]'*h[t])\n";
  const sources = ["x'*A*x", 'log(det(X))', 'norm2(A*X - B)^2', rnn, 'sum(softmax(A*x))'];

  test('what is held from one that is gone works like new', () => {
    const fresh = sources.map((source) => told(derive(source)));
    const problems = sources.map((source) => parse(source));
    const before = problems.map((problem) => derive(problem));
    const functions = [compile("x'*A*x", { wrt: ['x'] })];
    nextGeneration();
    // others of the same content are made meanwhile
    const between = sources.map((source) => derive(source));
    for (const round of [1, 2]) {
      expect(before.map(told), `round ${round}`).toEqual(fresh);
      expect(problems.map((problem) => told(derive(problem)))).toEqual(fresh);
      nextGeneration();
      expect(between.map(told)).toEqual(fresh);
    }
    expect(
      functions[0]?.({
        x: [1, 2],
        A: [
          [1, 2],
          [3, 4],
        ],
      }).value,
    ).toBe(27);
  });

  test('two of different ages may be used by turns', () => {
    const first = derive("x'*A*x");
    nextGeneration();
    const second = derive("x'*A*x");
    for (let k = 0; k < 3; k++) for (const one of [first, second]) expect(check(one).outcome).toBe('ok');
    expect(first.results.x).not.toBe(second.results.x);
    expect(toText(first.results.x as never)).toBe(toText(second.results.x as never));
  });

  test('in a loop without a turn of the event loop their number is held', () => {
    let most = 0;
    for (let k = 0; k < 25; k++) {
      session([], undefined, () => {
        for (let i = 0; i < 20_000; i++) num(20_000 * k + i + 0.5);
      });
      most = Math.max(most, generationSize());
    }
    expect(most).toBeLessThan(100_000);
  });

  test('small numbers are the same for ever', () => {
    const two = num(2);
    nextGeneration();
    expect(num(2)).toBe(two);
  });
});
