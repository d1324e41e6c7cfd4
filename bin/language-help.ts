/**
 * The input language in short: what `frobenius help language` prints and docs/language.md begins with. One row a form, one
 * sentence each; the names of functions are those of the rule book.
 */
import { PROPERTIES } from '../src/language/problem.js';
import { catalog } from '../src/rulebook/catalog.js';

export interface HelpSection {
  readonly title: string;
  readonly rows: readonly (readonly [form: string, meaning: string])[];
}

/** Called by the language itself, with no row in the table of functions. */
const BUILT_IN = [
  'where',
  'diag',
  'mean',
  'max',
  'min',
  'prod',
  'crossentropy',
  'dot',
  'kron',
  'norm',
  'power',
  'commutation',
];

/** Forms that a call with an axis takes inside, and what only results are written with. */
const INNER = /^(?:d[a-z]+m|lyap|phi|svdu|svdv|eigvecs|diagonal)$|(?:row|col)$/;

function functionNames(): readonly string[] {
  const names = Object.values(catalog.modules).flatMap((module) => Object.keys(module.functions ?? {}));
  return [...new Set([...names.filter((name) => !INNER.test(name)), ...BUILT_IN])].sort();
}

const elementwiseNames = (): readonly string[] =>
  Object.values(catalog.modules).flatMap((module) => Object.keys(module.elementwise ?? {}));

export function languageSections(): readonly HelpSection[] {
  return [
    {
      title: 'Statements, one a line',
      rows: [
        ['param W : d x k', 'a variable to differentiate by; a shape is n x m, n (a column) or scalar'],
        ['data X : n x d', 'a variable that is given'],
        ['data S : n x n symmetric', `properties: ${PROPERTIES.join(', ')}, in (a, b)`],
        ['A = X*W', 'a definition, kept as a step; let A = … puts it in'],
        ['for t = 1..T … end', 'a family: H[t] = tanh(X[t]*U + H[t-1]*W), with H[0] given'],
        ['function f(x) = x.*sigmoid(x)', 'a function by its formula'],
        ['function f elementwise', "an unknown one; f'(X) is its derivative, tanh'(X) that of tanh"],
        ['function L(A)', 'an unknown scalar function of A; grad(L, A) is its gradient'],
        ['function Y(x) : n x m', 'an unknown matrix function'],
        ['grad f wrt X, Y', 'what is asked for; also jacobian, hessian, differential, and hvp f wrt x along v'],
      ],
    },
    {
      title: 'Operators, loosest first',
      rows: [
        ['A + B, A - B', 'sum and difference; a row or column is spread as in NumPy'],
        ['A : B', "Frobenius product tr(A'*B), a scalar"],
        ['A*B, A/B, A\\B', 'matrix product, A*inv(B), inv(A)*B; also @'],
        ['A.*B, A./B, kron(A, B)', 'entry by entry; Kronecker; also ⊙ ⊘ ⊗'],
        ['-A', 'sign'],
        ['A^k, A.^p', 'power of a square matrix, of each entry; also **'],
        ["A', A.T", 'transpose; also Aᵀ'],
      ],
    },
    {
      title: 'Pieces',
      rows: [
        ['A(i, j), A(:, j), x(2:end)', 'entries and slices, from 1'],
        ['X[t], H[0]', 'members of a family'],
        ['[A, B; C, D]', 'blocks'],
        ['sum(t = 1..T, e)', 'a sum over an index; prod likewise'],
        ['where(x > 0, a, b)', 'a choice, entry by entry'],
        ['eye(n), ones(n, m), zeros(n, m)', 'constants; basis(n, i), matrix(s), vector(s), pi'],
        ['sum(A), sum(A, 1), sum(A, 2)', 'of all entries, of each column, of each row; mean likewise'],
        ['# or %', 'a comment to the end of the line'],
      ],
    },
    {
      title: 'Functions',
      rows: [
        ['entry by entry', elementwiseNames().join(', ')],
        ['of matrices', functionNames().join(', ')],
      ],
    },
    {
      title: 'Names that nothing declares',
      rows: [
        ['a … g, Greek letters', 'scalars'],
        ['h … z', 'column vectors'],
        ['A … Z', 'matrices; sizes follow from use'],
      ],
    },
  ];
}
