/**
 * The derivative identities of K. B. Petersen and M. S. Pedersen, The Matrix Cookbook (15 November 2012), as data.
 *
 * A row states the question in the input language and the form that the book prints. Nothing here is taken to be
 * true: the page is made by deriving each question and comparing the printed form with the result as numbers. In a
 * printed form dX is the differential of X, and J any direction: ∂F/∂X_ij is the Jacobian times vec J for J = e_i e_j'.
 */

export interface Identity {
  /** The number of the equation; those marked with ~ have not been verified. */
  readonly number: string;
  readonly title: string;
  /** A problem with one request. */
  readonly problem: string;
  /** What the book prints; absent where it defines or says in words. */
  readonly printed?: string;
  /** What it ought to be, where what is printed is wrong. */
  readonly corrected?: string;
  /** By the entries of a symmetric variable as if independent. */
  readonly independentEntries?: true;
  readonly note?: string;
}

export interface Section {
  readonly title: string;
  readonly identities: readonly Identity[];
}

/** X n x n unless said otherwise; request is by X unless said. */
const of = (f: string, declarations: string, wrt = 'X', kind = 'grad', subject = 'f'): string =>
  [...declarations.split('; '), `${subject} = ${f}`, `${kind} ${subject} wrt ${wrt}`].join('\n');

const grad = (
  number: string,
  title: string,
  f: string,
  declarations: string,
  printed: string,
  more: Partial<Identity> & { readonly wrt?: string } = {},
): Identity => {
  const { wrt = 'X', ...rest } = more;
  return { number, title, problem: of(f, declarations, wrt), printed, ...rest };
};

const differential = (number: string, title: string, f: string, declarations: string, printed: string, wrt = 'X') => ({
  number,
  title,
  problem: of(f, declarations, wrt, 'differential', 'F'),
  printed,
});

const jacobian = (number: string, title: string, f: string, declarations: string, printed: string, wrt = 'X') => ({
  number,
  title,
  problem: of(f, declarations, wrt, 'jacobian', 'F'),
  printed,
});

const SQUARE = 'param X : n x n';
const INVERTIBLE = 'param X : n x n invertible';
const TALL = 'param R : n x m fullrank';

export const sections: readonly Section[] = [
  {
    title: 'Rules for differentials',
    identities: [
      differential('33', 'Of a constant', 'A', `${SQUARE}; data A : n x n`, 'zeros(n, n)'),
      differential('34', 'Of a multiple', 'a*X', `${SQUARE}; data a : scalar`, 'a*dX'),
      differential('35', 'Of a sum', 'X + Y', 'param X, Y : n x m', 'dX + dY', 'X, Y'),
      differential('36', 'Of a trace', 'tr(X)', SQUARE, 'tr(dX)'),
      differential('37', 'Of a product', 'X*Y', 'param X : n x m; param Y : m x p', 'dX*Y + X*dY', 'X, Y'),
      differential('38', 'Of an elementwise product', 'X.*Y', 'param X, Y : n x m', 'dX.*Y + X.*dY', 'X, Y'),
      differential(
        '39',
        'Of a Kronecker product',
        'kron(X, Y)',
        'param X : n x m; param Y : p x q',
        'kron(dX, Y) + kron(X, dY)',
        'X, Y',
      ),
      differential('40', 'Of the inverse', 'inv(X)', INVERTIBLE, '-inv(X)*dX*inv(X)'),
      differential('41', 'Of the determinant, by the adjugate', 'det(X)', INVERTIBLE, 'tr(adj(X)*dX)'),
      differential('42', 'Of the determinant, by the inverse', 'det(X)', INVERTIBLE, 'det(X)*tr(inv(X)*dX)'),
      differential('43', 'Of the log determinant', 'logdet(X)', INVERTIBLE, 'tr(inv(X)*dX)'),
      differential('44', 'Of the transpose', "X'", 'param X : n x m', "dX'"),
    ],
  },
  {
    title: 'Determinants',
    identities: [
      grad(
        '46',
        'The determinant of a function of a number',
        'det(Y(x))',
        'param x : scalar; function Y(x) : n x n',
        "det(Y(x))*tr(inv(Y(x))*Y'(x))",
        { wrt: 'x' },
      ),
      {
        number: '47, 50',
        title: 'The gradient times the transposed matrix',
        problem: of('det(X)', SQUARE),
        printed: "det(X)*eye(n)*inv(X')",
        note: 'The book states it by entries: the gradient times Xᵀ is det(X)·I.',
      },
      {
        number: '48',
        title: 'The second derivative of a determinant',
        problem: of('det(Y(x))', 'param x : scalar; function Y(x) : n x n', 'x', 'hessian'),
        printed: "det(Y(x))*(tr(inv(Y(x))*Y''(x)) + tr(inv(Y(x))*Y'(x))^2 - tr((inv(Y(x))*Y'(x))^2))",
      },
      grad('49', 'The determinant', 'det(X)', SQUARE, "det(X)*inv(X)'"),
      grad('51', 'The determinant of a product', 'det(A*X*B)', `${SQUARE}; data A, B : n x n`, "det(A*X*B)*inv(X)'"),
      grad('52', 'A form with a square X', "det(X'*A*X)", `${SQUARE}; data A : n x n`, "2*det(X'*A*X)*inv(X)'"),
      grad(
        '53',
        'A form with a tall X and a symmetric A',
        "det(R'*A*R)",
        `${TALL}; data A : n x n symmetric`,
        "2*det(R'*A*R)*A*R*inv(R'*A*R)",
        { wrt: 'R' },
      ),
      grad(
        '54',
        'A form with a tall X',
        "det(R'*A*R)",
        `${TALL}; data A : n x n`,
        "det(R'*A*R)*(A*R*inv(R'*A*R) + A'*R*inv(R'*A'*R))",
        { wrt: 'R' },
      ),
      grad('55', 'The log determinant of a Gram matrix', "logdet(R'*R)", TALL, "2*pinv(R)'", {
        wrt: 'R',
        note: 'Needs full column rank.',
      }),
      grad(
        '56',
        'The same by the pseudo-inverse',
        "logdet(pinv(Z)'*pinv(Z))",
        'param Z : m x n fullrank',
        "-2*pinv(Z)'",
        { wrt: 'Z', note: 'Z stands for the pseudo-inverse of X, so that X is the pseudo-inverse of Z.' },
      ),
      grad('57', 'The log of the absolute determinant', 'log(abs(det(X)))', SQUARE, "inv(X)'"),
      grad('58', 'The determinant of a power', 'det(X^k)', `${SQUARE}; data k : scalar integer`, "k*det(X^k)*inv(X)'"),
    ],
  },
  {
    title: 'Inverses',
    identities: [
      {
        number: '59',
        title: 'The inverse of a function of a number',
        problem: of('inv(Y(x))', 'param x : scalar; function Y(x) : n x n', 'x', 'jacobian', 'F'),
        printed: "vec(-inv(Y(x))*Y'(x)*inv(Y(x)))",
      },
      jacobian('60', 'The inverse by an entry', 'inv(X)', INVERTIBLE, '-inv(X)*J*inv(X)'),
      grad('61', 'Between two vectors', "a'*inv(X)*b", `${INVERTIBLE}; data a, b : n`, "-inv(X)'*a*b'*inv(X)'"),
      grad('62', 'The determinant of the inverse', 'det(inv(X))', INVERTIBLE, "-det(inv(X))*inv(X)'"),
      grad(
        '63, 124',
        'The trace of a product with the inverse',
        'tr(A*inv(X)*B)',
        `${INVERTIBLE}; data A : m x n; data B : n x m`,
        "-(inv(X)*B*A*inv(X))'",
      ),
      grad(
        '64',
        'The trace of the inverse of a sum',
        'tr(inv(X + A))',
        `${SQUARE}; data A : n x n`,
        "-(inv(X + A)*inv(X + A))'",
      ),
      {
        number: 'after 64',
        title: 'A function of the inverse',
        problem: 'param A : n x n invertible\nW = inv(A)\nfunction J(W)\ngrad J wrt A',
        printed: "-inv(A)'*grad(J, W)*inv(A)'",
      },
    ],
  },
  {
    title: 'Eigenvalues',
    identities: [
      grad('65', 'The sum of the eigenvalues', 'sum(eigvals(S))', 'param S : n x n symmetric', 'eye(n)', { wrt: 'S' }),
      grad('66', 'The product of the eigenvalues', 'prod(eigvals(S))', 'param S : n x n symmetric', 'det(S)*inv(S)', {
        wrt: 'S',
      }),
      differential(
        '67',
        'An eigenvalue of a symmetric matrix',
        'eigvals(S)(2)',
        'param S : n x n symmetric',
        "eigvec(S, 2)'*dS*eigvec(S, 2)",
        'S',
      ),
      differential(
        '68',
        'Its eigenvector',
        'eigvec(S, 2)',
        'param S : n x n symmetric',
        'pinv(eigvals(S)(2)*eye(n) - S)*dS*eigvec(S, 2)',
        'S',
      ),
    ],
  },
  {
    title: 'Vector and matrix forms',
    identities: [
      grad('69', 'A linear form', "x'*a", 'param x : n; data a : n', 'a', { wrt: 'x' }),
      grad('70', 'A bilinear form', "a'*X*b", 'param X : n x m; data a : n; data b : m', "a*b'"),
      grad('71', 'With the transpose', "a'*X'*b", 'param X : n x m; data a : m; data b : n', "b*a'"),
      grad('72', 'A quadratic form by its matrix', "a'*X*a", `${SQUARE}; data a : n`, "a*a'"),
      jacobian('73', 'X by an entry', 'X', 'param X : n x m', 'J'),
      jacobian('74', 'XA by an entry', 'X*A', 'param X : n x m; data A : m x p', 'J*A'),
      jacobian('75', 'XᵀA by an entry', "X'*A", 'param X : n x m; data A : n x p', "J'*A"),
      grad('76', 'The square of the sum of the entries', 'sum(X)^2', SQUARE, '2*sum(X)*ones(n, n)'),
      grad('77', 'A Gram matrix between vectors', "b'*X'*X*c", 'param X : n x m; data b, c : m', "X*(b*c' + c*b')"),
      grad(
        '78',
        'A product of affine maps',
        "(B*x + b)'*C*(D*x + d)",
        'param x : n; data B : m x n; data b : m; data C : m x p; data D : p x n; data d : p',
        "B'*C*(D*x + d) + D'*C'*(B*x + b)",
        { wrt: 'x' },
      ),
      jacobian(
        '79, 80',
        'A quadratic form by an entry',
        "X'*B*X",
        'param X : n x m; data B : n x n',
        "X'*B*J + J'*B*X",
      ),
      grad('81', 'A quadratic form', "x'*B*x", 'param x : n; data B : n x n', "(B + B')*x", { wrt: 'x' }),
      grad(
        '82',
        'A form between vectors',
        "b'*X'*D*X*c",
        'param X : n x m; data b, c : m; data D : n x n',
        "D'*X*b*c' + D*X*c*b'",
      ),
      grad(
        '83',
        'A form of an affine map',
        "(X*b + c)'*D*(X*b + c)",
        'param X : n x m; data b : m; data c : n; data D : n x n',
        "(D + D')*(X*b + c)*b'",
      ),
      ...weighted('84', 's', 'x - A*s', "-2*A'*W*(x - A*s)"),
      ...weighted('85', 'x', 'x - s', '2*W*(x - s)'),
      ...weighted('86', 's', 'x - s', '-2*W*(x - s)'),
      ...weighted('87', 'x', 'x - A*s', '2*W*(x - A*s)'),
      ...weighted('88', 'A', 'x - A*s', "-2*W*(x - A*s)*s'"),
      differential(
        '90',
        'A power by an entry',
        'X^k',
        `${SQUARE}; data k : scalar integer`,
        'sum(r = 1..k, X^(r-1)*dX*X^(k-r))',
      ),
      grad(
        '91',
        'A power between vectors',
        "a'*X^k*b",
        `${SQUARE}; data a, b : n; data k : scalar integer`,
        "sum(r = 1..k, (X^(r-1))'*a*b'*(X^(k-r))')",
      ),
      grad(
        '92',
        'Two powers between vectors',
        "a'*(X^k)'*X^k*b",
        `${SQUARE}; data a, b : n; data k : scalar integer`,
        "sum(r = 1..k, X^(k-r)*a*b'*(X^k)'*X^(r-1) + (X^(r-1))'*X^k*a*b'*(X^(k-r))')",
        {
          corrected: "sum(r = 1..k, (X^(r-1))'*X^k*b*a'*(X^(k-r))' + (X^(r-1))'*X^k*a*b'*(X^(k-r))')",
        },
      ),
      grad(
        '93',
        'A form in two functions',
        "s(x)'*A*r(x)",
        'param x : n; data A : p x q; function s(x) : p x 1; function r(x) : q x 1',
        "s'(x)'*A*r(x) + r'(x)'*A'*s(x)",
        { wrt: 'x', note: "s and r are any functions; s'(x) and r'(x) are their Jacobians." },
      ),
      grad(
        '94, 95',
        'A quotient of quadratic forms',
        "(x'*A'*A*x)/(x'*B'*B*x)",
        'param x : n; data A, B : n x n',
        "2*A'*A*x/(x'*B*B*x) - 2*(x'*A'*A*x)*B'*B*x/(x'*B'*B*x)^2",
        {
          wrt: 'x',
          corrected: "2*A'*A*x/(x'*B'*B*x) - 2*(x'*A'*A*x)*B'*B*x/(x'*B'*B*x)^2",
        },
      ),
      grad(
        '96, 97',
        'A quadratic function',
        "x'*A*x + b'*x",
        'param x : n; data A : n x n; data b : n',
        "(A + A')*x + b",
        { wrt: 'x' },
      ),
      {
        number: '98',
        title: 'Its second derivative',
        problem: of("x'*A*x + b'*x", 'param x : n; data A : n x n; data b : n', 'x', 'hessian'),
        printed: "A + A'",
      },
    ],
  },
];

/** (x − As)'W(x − As) and its like by one of its letters. */
function weighted(number: string, wrt: string, residual: string, printed: string): readonly Identity[] {
  const size = residual.includes('A') ? 'param x : n; param s : m; param A : n x m' : 'param x, s : n';
  return [
    grad(
      number,
      `A weighted square by ${wrt}`,
      `(${residual})'*W*(${residual})`,
      `${size}; data W : n x n symmetric`,
      printed,
      { wrt },
    ),
  ];
}
