/** What the language knows, for completion: keywords, properties, and the functions of the rule book. */
import { PROPERTIES } from '../../src/language/problem.js';
import { catalog } from '../../src/rulebook/catalog.js';
import type { Completion } from './protocol.js';

const KEYWORDS: readonly (readonly [string, string])[] = [
  ['param', 'a variable to differentiate by: param W : n x m'],
  ['data', 'a variable that is given: data X : n x d'],
  ['let', 'a name that is put in: let r = A*x - b'],
  ['for', 'a family: for t = 1..T … end'],
  ['end', 'the end of a for'],
  ['function', 'a function of your own, or an unknown one'],
  ['grad', 'grad f wrt X, Y'],
  ['jacobian', 'jacobian y wrt x'],
  ['hessian', 'hessian f wrt x'],
  ['hvp', 'hvp f wrt x along v'],
  ['differential', 'differential f wrt X'],
  ['wrt', 'by which variables'],
  ['along', 'the direction of hvp'],
];

/** Names that only results need. */
const INNER = /(row|col|diagonal)$/;

export function completions(): Completion[] {
  const keywords = KEYWORDS.map(([label, detail]): Completion => ({ label, type: 'keyword', detail }));
  const properties = PROPERTIES.map((label): Completion => ({ label, type: 'property', detail: 'a property' }));
  const functions = Object.values(catalog.modules).flatMap((module): Completion[] => [
    ...Object.keys(module.elementwise ?? {}).map(
      (label): Completion => ({ label, type: 'function', detail: 'entry by entry' }),
    ),
    ...Object.entries(module.functions ?? {})
      .filter(([label]) => !INNER.test(label) || label === 'sum')
      .map(([label, row]): Completion => ({ label, type: 'function', detail: `${row.of.join('; ')} → ${row.shape}` })),
  ]);
  const others = [
    'sum',
    'mean',
    'prod',
    'softmax',
    'logsumexp',
    'where',
    'max',
    'min',
    'diag',
    'norm',
    'eye',
    'ones',
    'zeros',
  ];
  const known = new Set(functions.map(({ label }) => label));
  return [
    ...keywords,
    ...properties,
    ...functions,
    ...others
      .filter((label) => !known.has(label))
      .map((label): Completion => ({ label, type: 'function', detail: '' })),
  ];
}
