/**
 * Problems made by hand from constructors, without the language: what the tests of the numeric layer draw samples of.
 */
import elementwise from '../rules/elementwise.js';
import { name } from '../src/expression/build.js';
import type { Dim, Shape } from '../src/expression/dimension.js';
import { dimName, SCALAR } from '../src/expression/dimension.js';
import type { Expr, Name } from '../src/expression/expression.js';
import type { Declaration, Definition, Problem, Property, UserFunction } from '../src/language/problem.js';
import type { Environment, FunctionRows } from '../src/numeric/environment.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import type { ElementwiseRow } from '../src/rulebook/rule.js';

const functions: Readonly<Record<string, ElementwiseRow>> = elementwise.elementwise;
export const rows: FunctionRows = { elementwise: (fn) => functions[fn], row: () => undefined };

export const [n, m, p, T, t] = ['n', 'm', 'p', 'T', 't'].map(dimName) as [Dim, Dim, Dim, Dim, Dim];

export function declare(
  text: string,
  shape: Shape,
  properties: readonly Property[] = [],
  arity = 0,
  at?: readonly Dim[],
): Declaration {
  const base = {
    name: text,
    role: 'param',
    shape,
    arity,
    letters: arity ? ['t'] : [],
    properties: new Set(properties),
    declared: true,
  } as const;
  return at ? { ...base, at } : base;
}

export interface Parts {
  readonly declarations: readonly (readonly [string, Declaration])[];
  readonly definitions?: readonly Definition[];
  readonly functions?: ReadonlyMap<string, UserFunction>;
  readonly wrt?: readonly Name[];
}

export function problem({ declarations, definitions = [], functions: unknown = new Map(), wrt }: Parts): Problem {
  const names = wrt ?? declarations.map(([, { name: text, shape }]) => name(text, shape));
  return {
    source: '',
    declarations: new Map(declarations),
    definitions,
    functions: unknown,
    requests: [{ kind: 'grad', subject: name('L', SCALAR), wrt: names, implied: false }],
    dims: ['n', 'm', 'p', 'T'],
    ends: new Set(['T']),
    remarks: [],
    cautions: [],
  };
}

export const define = (target: Name, value: Expr, loops: Definition['loops'] = []): Definition => ({
  target,
  loops,
  value,
  anonymous: false,
});

export function sampled(of: Problem, seed = 7): Environment {
  const sample = sampleEnvironment(of, [], seed, { rows });
  if (sample.outcome !== 'ok') throw new Error(sample.reason);
  return sample.env;
}
