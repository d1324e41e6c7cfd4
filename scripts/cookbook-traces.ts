/**
 * The second half of the Matrix Cookbook's identities as data: traces, norms, structured matrices, and what is left
 * out. See cookbook-data.ts for what a row means.
 */
import type { Identity, Section } from './cookbook-data.js';

const row = (
  number: string,
  title: string,
  f: string,
  declarations: string,
  printed: string,
  more: Partial<Identity> & { readonly wrt?: string } = {},
): Identity => {
  const { wrt = 'X', ...rest } = more;
  const problem = [...declarations.split('; '), `f = ${f}`, `grad f wrt ${wrt}`].join('\n');
  return { number, title, problem, printed, ...rest };
};

const SQUARE = 'param X : n x n';
const WIDE = 'param X : n x m';
const TALL = 'param R : n x m fullrank';
const Q = "inv(R'*C*R)";
const QA = "inv(A + R'*C*R)";
const SYMMETRIC = 'param X : n x n symmetric';

export const traceSections: readonly Section[] = [
  {
    title: 'Traces of first order',
    identities: [
      row('99', 'The trace', 'tr(X)', SQUARE, 'eye(n)'),
      row('100', 'X first', 'tr(X*A)', `${WIDE}; data A : m x n`, "A'"),
      row('101', 'X in the middle', 'tr(A*X*B)', `${WIDE}; data A : p x n; data B : m x p`, "A'*B'"),
      row('102', 'Xᵀ in the middle', "tr(A*X'*B)", `${WIDE}; data A : p x m; data B : n x p`, 'B*A'),
      row('103', 'Xᵀ first', "tr(X'*A)", `${WIDE}; data A : n x m`, 'A'),
      row('104', 'Xᵀ last', "tr(A*X')", `${WIDE}; data A : n x m`, 'A'),
      row('105', 'A Kronecker product', 'tr(kron(A, X))', `${SQUARE}; data A : m x m`, 'tr(A)*eye(n)'),
    ],
  },
  {
    title: 'Traces of second order',
    identities: [
      row('106', 'A square', 'tr(X*X)', SQUARE, "2*X'"),
      row('107', 'A square times B', 'tr(X*X*B)', `${SQUARE}; data B : n x n`, "(X*B + B*X)'"),
      row('108', 'XᵀBX', "tr(X'*B*X)", `${WIDE}; data B : n x n`, "B*X + B'*X"),
      row('109', 'BXXᵀ', "tr(B*X*X')", `${WIDE}; data B : n x n`, "B*X + B'*X"),
      row('110', 'XXᵀB', "tr(X*X'*B)", `${WIDE}; data B : n x n`, "B*X + B'*X"),
      row('111', 'XBXᵀ', "tr(X*B*X')", `${WIDE}; data B : m x m`, "X*B' + X*B"),
      row('112', 'BXᵀX', "tr(B*X'*X)", `${WIDE}; data B : m x m`, "X*B' + X*B"),
      row('113', 'XᵀXB', "tr(X'*X*B)", `${WIDE}; data B : m x m`, "X*B' + X*B"),
      row('114', 'AXBX', 'tr(A*X*B*X)', `${WIDE}; data A, B : m x n`, "A'*X'*B' + B'*X'*A'"),
      row('115', 'XᵀX', "tr(X'*X)", WIDE, '2*X'),
      row('116', 'BᵀXᵀCXB', "tr(B'*X'*C*X*B)", `${WIDE}; data B : m x p; data C : n x n`, "C'*X*B*B' + C*X*B*B'"),
      row('117', 'XᵀBXC', "tr(X'*B*X*C)", `${WIDE}; data B : n x n; data C : m x m`, "B*X*C + B'*X*C'"),
      row(
        '118',
        'AXBXᵀC',
        "tr(A*X*B*X'*C)",
        `${WIDE}; data A : p x n; data B : m x m; data C : n x p`,
        "A'*C'*X*B' + C*A*X*B",
      ),
      row(
        '119',
        'The square of an affine map',
        "tr((A*X*B + C)*(A*X*B + C)')",
        `${WIDE}; data A : p x n; data B : m x q; data C : p x q`,
        "2*A'*(A*X*B + C)*B'",
      ),
      row('120', 'X ⊗ X', 'tr(kron(X, X))', SQUARE, '2*tr(X)*eye(n)'),
    ],
  },
  {
    title: 'Traces of higher order, and others',
    identities: [
      row('121', 'A power', 'tr(X^k)', `${SQUARE}; data k : scalar integer`, "k*(X^(k-1))'"),
      row(
        '122',
        'A times a power',
        'tr(A*X^k)',
        `${SQUARE}; data A : n x n; data k : scalar integer`,
        "sum(r = 1..k, (X^(r-1)*A*X^(k-r))')",
      ),
      row(
        '123',
        'Of fourth order',
        "tr(B'*X'*C*X*X'*C*X*B)",
        `${WIDE}; data B : m x p; data C : n x n`,
        "C*X*X'*C*X*B*B' + C'*X*B*B'*X'*C'*X + C*X*B*B'*X'*C*X + C'*X*X'*C'*X*B*B'",
      ),
      row(
        '125',
        'The inverse of a form',
        `tr(${Q}*A)`,
        `${TALL}; data C : n x n symmetric; data A : m x m`,
        `-(C*R*${Q})*(A + A')*${Q}`,
        { wrt: 'R' },
      ),
      row(
        '126',
        'A quotient of forms',
        `tr(${Q}*(R'*B*R))`,
        `${TALL}; data B, C : n x n symmetric`,
        `-2*C*R*${Q}*R'*B*R*${Q} + 2*B*R*${Q}`,
        { wrt: 'R' },
      ),
      row(
        '127',
        'The same with A added',
        `tr(${QA}*(R'*B*R))`,
        `${TALL}; data A : m x m; data B, C : n x n symmetric`,
        `-2*C*R*${QA}*R'*B*R*${QA} + 2*B*R*${QA}`,
        {
          wrt: 'R',
          corrected: `B*R*(${QA} + ${QA}') - C*R*(${QA}*R'*B*R*${QA} + ${QA}'*R'*B*R*${QA}')`,
          note: 'What is printed holds if A is symmetric too.',
        },
      ),
      row('128', 'The sine of a matrix', 'tr(sinm(X))', SQUARE, "cosm(X)'"),
    ],
  },
  {
    title: 'Norms',
    identities: [
      row('129', 'The Euclidean norm', 'norm2(x - a)', 'param x : n; data a : n', '(x - a)/norm2(x - a)', { wrt: 'x' }),
      {
        number: '130',
        title: 'The unit vector',
        problem: 'param x : n\ndata a : n\ny = (x - a)/norm2(x - a)\njacobian y wrt x',
        printed: "eye(n)/norm2(x - a) - (x - a)*(x - a)'/norm2(x - a)^3",
      },
      row('131', 'The squared norm', 'norm2(x)^2', 'param x : n', '2*x', { wrt: 'x' }),
      row('132', 'The squared Frobenius norm', 'normF(X)^2', WIDE, '2*X'),
    ],
  },
  {
    title: 'Structured matrices',
    identities: [
      {
        number: '133–137',
        title: 'The chain rule',
        problem: 'param X : n x m\ndata B : m x p\nU = tanh(X*B)\nfunction g(U)\ngrad g wrt X',
        printed: "(grad(g, U).*(1 - tanh(X*B).^2))*B'",
        note: 'The book writes it by entries; here with U = tanh(XB) for the inner function and any g.',
      },
      row(
        '138',
        'Any function of a symmetric matrix',
        'tr(A*X*B*X)',
        `${SYMMETRIC}; data A, B : n x n`,
        "(A'*X*B' + B'*X*A') + (A'*X*B' + B'*X*A')' - (A'*X*B' + B'*X*A').*eye(n)",
        { independentEntries: true, note: 'G + Gᵀ − G∘I for the G of an unstructured X; here for one function.' },
      ),
      row(
        '139',
        'A linear function of a symmetric matrix',
        'tr(A*X)',
        `${SYMMETRIC}; data A : n x n`,
        "A + A' - A.*eye(n)",
        { independentEntries: true },
      ),
      row(
        '139',
        'The same in the space of symmetric matrices',
        'tr(A*X)',
        `${SYMMETRIC}; data A : n x n`,
        "(A + A')/2",
        { note: 'Not in the book: the symmetric G with df = G : dX.' },
      ),
      row('140', 'The determinant of a symmetric matrix', 'det(X)', SYMMETRIC, 'det(X)*(2*inv(X) - inv(X).*eye(n))', {
        independentEntries: true,
      }),
      row('140', 'The same in the space of symmetric matrices', 'det(X)', SYMMETRIC, 'det(X)*inv(X)', {
        note: 'Not in the book: the symmetric G with df = G : dX.',
      }),
      row('141', 'The log determinant of a symmetric matrix', 'logdet(X)', SYMMETRIC, '2*inv(X) - inv(X).*eye(n)', {
        independentEntries: true,
      }),
      row('141', 'The same in the space of symmetric matrices', 'logdet(X)', SYMMETRIC, 'inv(X)', {
        note: 'Not in the book: the symmetric G with df = G : dX.',
      }),
      row('142', 'A diagonal matrix', 'tr(A*X)', 'param X : n x n diagonal; data A : n x n', 'A.*eye(n)'),
      row(
        '143',
        'A Toeplitz matrix by its parameters, n = 3',
        'tr(A*[t(3), t(4), t(5); t(2), t(3), t(4); t(1), t(2), t(3)])',
        'param t : 5; data A : 3 x 3',
        '[A(1, 3); A(1, 2) + A(2, 3); tr(A); A(2, 1) + A(3, 2); A(3, 1)]',
        { wrt: 't', note: 'The book writes these sums of diagonals as a Toeplitz matrix α(A).' },
      ),
      {
        number: '143',
        title: 'The same in the space of Toeplitz matrices',
        problem: 'param T : n x n toeplitz\ndata A : n x n\nf = tr(A*T)\ngrad f wrt T',
        note: 'Not in the book: each diagonal holds the mean of that of Aᵀ, so that df = G : dT.',
      },
      row(
        '144',
        'A symmetric Toeplitz matrix by its parameters, n = 3',
        'tr(A*[t(1), t(2), t(3); t(2), t(1), t(2); t(3), t(2), t(1)])',
        'param t : 3; data A : 3 x 3',
        '[tr(A); A(1, 2) + A(2, 3) + A(2, 1) + A(3, 2); A(1, 3) + A(3, 1)]',
        { wrt: 't' },
      ),
      {
        number: '144',
        title: 'The same in the space of symmetric Toeplitz matrices',
        problem: 'param T : n x n symmetric toeplitz\ndata A : n x n\nf = tr(A*T)\ngrad f wrt T',
        note: 'Not in the book.',
      },
    ],
  },
  {
    title: 'Elsewhere in the book',
    identities: [
      row(
        '~500',
        'The matrix exponential along a line',
        'tr(B*expm(t*A))',
        'param t : scalar; data A, B : n x n',
        'tr(B*A*expm(t*A))',
        { wrt: 't' },
      ),
      row('~501', 'Its trace', 'tr(expm(t*A))', 'param t : scalar; data A : n x n', 'tr(A*expm(t*A))', { wrt: 't' }),
      row('521', 'tr AᵀX as a product of vectors', "vec(A)'*vec(X)", `${WIDE}; data A : n x m`, 'A'),
    ],
  },
];

/** What the program does not do, and why. */
export const outOfScope: readonly { readonly numbers: string; readonly why: string }[] = [
  { numbers: '45', why: 'the differential of a Hermitian transpose: complex matrices.' },
  {
    numbers: '89',
    why: 'a complex square; as printed it is 2∂/∂x* of the squared modulus, not the derivative of the square.',
  },
  {
    numbers: '226–252',
    why: 'complex derivatives (chapter 4). The forms of 251 are 2∂/∂x*, not ∂/∂x; 252 repeats the slip of 95.',
  },
];
