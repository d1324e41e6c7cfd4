/** What is the same function and what only looks so: other sizes, other branches, values far out, and domains. */
import { describe, expect, test } from 'vitest';
import { equal, toEqualText, verify } from '../src/index.js';

type Row = readonly [first: string, second: string, declare?: readonly string[]];

const compare = ([first, second, declare = []]: Row) => equal(first, second, { declare });
const named = (row: Row) => ({ name: `${row[0]} and ${row[1]}`, row });

const AT_OTHER_SIZES: readonly Row[] = [
  ['sum(t = 1..T, t)', '4*T - 6'],
  ['sum(t=1..T, t^2*norm2(x[t])^2)', 'sum(t=1..T, (t^2+(T-3)*(T-4))*norm2(x[t])^2)', ['x[t] : n']],
  ['(k-3)*(k-4)*(k-5)', '0', ['k : scalar integer']],
  ['prod(i=1..6, k-i)', '0', ['k : scalar integer']],
  ['(n-1)*(n-2)*(n-3)*sum(x)', '0', ['x : n']],
  ['det(2*A)', 'det(A)*(2+(n-1)*2+(n-1)*(n-2)+(n-1)*(n-2)*(n-3)/3+(n-1)*(n-2)*(n-3)*(n-4)/12)', ['A : n x n']],
  ['pinv(A)*A', 'eye(m)', ['A : n x m fullrank']],
];

const ON_OTHER_BRANCHES: readonly Row[] = [
  ['atan(x)+atan(y)', 'atan((x+y)/(1-x*y))', ['x : scalar', 'y : scalar']],
  ...['x', 'u', 'z', 'q', 'r', 'y'].map(
    (name): Row => [`2*atan(${name})`, `atan(2*${name}/(1-${name}^2))`, [`${name} : scalar`]],
  ),
  ['asin(sin(a))', 'a'],
  ['where(x > 5000, 1, 0)', '0', ['x : scalar']],
  ['max(x,-10000)', 'x', ['x : n']],
  ['relu(a - 1000000)', '0'],
];

const THE_SAME: readonly Row[] = [
  ['sum(t = 1..T, t)', 'T*(T+1)/2'],
  ['det(2*A)', '2^n*det(A)', ['A : n x n']],
  ['A*pinv(A)*A', 'A', ['A : n x m fullrank']],
  ['x^3', 'x*x*x', ['x : scalar']],
  ['a^k*a', 'a^(k+1)', ['a : scalar', 'k : scalar integer']],
];

describe('different', () => {
  test.each([...AT_OTHER_SIZES, ...ON_OTHER_BRANCHES].map(named))('$name', ({ row }) => {
    expect(compare(row).outcome).toBe('different');
  });
});

describe('equal', () => {
  test.each(THE_SAME.map(named))('$name', ({ row }) => {
    expect(compare(row).outcome).toBe('equal');
  });

  test('a size that counts is named with the certainty', () => {
    expect(equal('sum(t = 1..T, t)', 'T*(T+1)/2').certainty).toMatchObject({ kind: 'exact', counted: ['T'] });
    expect(equal('tr(A*B)', 'tr(B*A)', { declare: ['A, B : n x n'] }).certainty).toMatchObject({ counted: [] });
  });

  const partly: readonly Row[] = [
    ['logdet(A)', 'log(det(A))', ['A : n x n']],
    ['log(a^2)', '2*log(a)'],
    ['(a^2)^b', 'a^(2*b)'],
  ];
  test.each(partly.map(named))('$name, where both have a value', ({ row }) => {
    const { outcome, remarks } = compare(row);
    expect(outcome).toBe('equal');
    expect(remarks.join()).toContain('where both have a value');
  });
});

describe('claims at other sizes', () => {
  test.each([
    ['param x[t] : n\nf = sum(t=1..T, t)*norm2(x[1])^2', 'claim grad(f,x[1]) = 2*(4*T-6)*x[1]'],
    ['param x : n\nf = norm2(x)^2', 'claim grad(f,x) = 2*x + (n-1)*(n-2)*(n-3)*x'],
  ])('%s: %s', (problem, claim) => {
    expect(verify(`${problem}\nderivation\n${claim}\n`).outcome).toBe('wrong');
  });
});

describe('what a reason holds', () => {
  const judged = (reason: string): string =>
    verify(`data A, B : n x n\nparam X : n x n\nf = tr(A*X*B)\nderivation\ndf = 5*tr(A*dX*B) by ${reason}\n`).outcome;

  test.each([
    'constant factors move past X',
    'A is constant, X varies',
    'X is not constant',
    'since A does not depend on X it is constant',
    'A is constant and the trace is linear in X',
    'B is a constant matrix but X is the variable',
    'the gradient of a constant times X',
    'A and B are constant',
    'all but X are constant',
    'everything except X is held constant',
    'neither A nor X is constant',
    'if X is constant',
  ])('not X: %s', (reason) => {
    expect(judged(reason)).toBe('wrong');
  });

  test.each([
    'X is constant',
    'holding X fixed',
    'A and X are held constant',
    'with A, X, and B constant here',
    'all but A are constant',
  ])('X, and then nothing is shown: %s', (reason) => {
    expect(judged(reason)).toBe('unchecked');
  });
});

const x1 = ['x : scalar'];
const NO_SYMMETRY = /is of a symmetric matrix, and A is not one here/;

describe('functions of symmetric matrices', () => {
  const undecided: readonly Row[] = [
    ['lambdamax(A)', "lambdamax((A+A')/2)"],
    ['prod(eigvals(A))', 'det(A)'],
    ["chol(A)*chol(A)'", 'A'],
    ['eigvec(A, 1)', 'eigvecs(A)(:, 1)'],
  ];
  test.each(undecided.map(named))('$name: not decided where A may be any', ({ row }) => {
    const { outcome, message } = compare(row);
    expect(outcome).toBe('unchecked');
    expect(message).toMatch(NO_SYMMETRY);
  });

  test.each(['n x n', 'n x n invertible'])('A : %s is refused where it is read', (shape) => {
    expect(() => equal('lambdamax(A)', "lambdamax(A')", { declare: [`A : ${shape}`] })).toThrow(/not declared as one/);
    const found = verify(`data A : ${shape}\nderivation\nclaim prod(eigvals(A)) = det(A)\n`);
    expect(found.outcome).toBe('unreadable');
  });

  const symmetric: readonly Row[] = [
    ['prod(eigvals(S))', 'det(S)', ['S : n x n symmetric']],
    ["prod(eigvals(A'*A))", 'det(A)^2', ['A : n x n']],
    ["sum(eigvals(X*S*X'))", "tr(X*S*X')", ['X : m x n', 'S : n x n symmetric']],
    ["chol(A*A' + eye(n))*chol(A*A' + eye(n))'", "A*A' + eye(n)", ['A : n x n']],
  ];
  test.each(symmetric.map(named))('$name', ({ row }) => expect(compare(row).outcome).toBe('equal'));
});

describe('roots of singular matrices', () => {
  const rows: readonly Row[] = [
    ['nucnorm(A)', "tr(sqrtm(A'*A))", ['A : 2 x 3']],
    ["tr(sqrtm(x*x'))", 'norm2(x)', ['x : n']],
    ["sqrtm(x*x')", "x*x'/norm2(x)", ['x : n']],
  ];
  test.each(rows.map(named))('$name', ({ row }) => expect(compare(row).outcome).toBe('equal'));
});

describe('where terms have their kinks and steps', () => {
  const rows: readonly Row[] = [
    ['where(x==7.3,1,0)', '0', x1],
    ['where(x==0.5,x,0)', 'zeros(n,1)', ['x : n']],
    ['where(x*y==6,1,0)', '0', ['x, y : scalar']],
    ['where(x>1, where(x<1.001,5,0),0)', '0', x1],
    ['sign(x)', 'tanh(1e6*x)', x1],
    ['tanh(1e6*x)', 'tanh(2e6*x)', x1],
    ['relu(x)', 'softplus(1e6*x)/1e6', x1],
    ['abs(x)', 'sqrt(x.^2+1e-12)', x1],
    ['where(x(1)==7.3,1,0)', '0', ['x : n']],
    ['where(A(1,2)==7.3,1,0)', '0', ['A : n x n']],
    ['where(A(1,2)==7.3,1,0)', '0', ['A : n x n symmetric']],
    ['where(2*x+1==4,1,0)', '0', x1],
    ['where(x^2==4,1,0)', '0', x1],
    ['where(exp(x)==4,1,0)', '0', x1],
    ['where(sin(x)==0.5,1,0)', '0', x1],
    ['where(cosh(x-1.7)==1,1,0)', '0', x1],
    ['where(k==17,1,0)', '0', ['k : scalar integer']],
    ['where(x(1)<=3,1,0)', 'where(x(1)<3,1,0)', ['x : n']],
    ['where(tr(A)<=3,1,0)', 'where(tr(A)<3,1,0)', ['A : n x n']],
    ['where(x(1)+x(2)==0.7,sum(x),0)', '0', ['x : n']],
    ['where(det(A)==1.5,1,0)', '0', ['A : n x n']],
    ['where(p==0.25,1,0)', '0', ['p : scalar in (0,1)']],
    ['where(u(1)<=0.3,1,0)', 'where(u(1)<0.3,1,0)', ['u : n unit']],
    ['where(Q(1,1)<=0.3,1,0)', 'where(Q(1,1)<0.3,1,0)', ['Q : n x n orthogonal']],
    ['where(P(1,1)<=0.3,1,0)', 'where(P(1,1)<0.3,1,0)', ['P : n x m rowstochastic']],
    ['sum(t=1..T, where(x[t]==7.3,1,0))', '0', ['x[t] : scalar']],
    ['sign(x-7.3)^2', '1', x1],
    ['where(norm2(x-y-[1;2;3])==0,1,0)', '0', ['x, y : 3']],
    ['where(norm2(A*x-x)<=0,1,0)', '0', ['A : n x n orthogonal', 'x : n unit']],
  ];
  test.each(rows.map(named))('$name differ there', ({ row }) => {
    const { outcome, example } = compare(row);
    expect(outcome).toBe('different');
    expect(example?.before.data).not.toEqual(example?.after.data);
  });

  const alike: readonly Row[] = [
    ['relu(x)', 'max(x,0)', ['x : n']],
    ['relu(x)', 'x*sign(x)/2 + x/2', x1],
    ['where(0.1*x>0.3,1,0)', 'where(x>3,1,0)', x1],
    ['abs(x)', 'sqrt(x^2)', x1],
    ['sin(pi)', '0'],
    ['where(x^2+1>0,x,0)', 'x', x1],
    ['where(x^2==-4,1,0)', '0', x1],
    ['where(p==2,1,0)', '0', ['p : scalar in (0,1)']],
    ['where(k>17,1,0)', 'where(k>=18,1,0)', ['k : scalar integer']],
    ['where(sign(x)>0.5,1,0)', 'where(x>0,1,0)', x1],
    ['where(exp(x)>0,x,0)', 'x', x1],
    ['where(tanh(x)<1,x,0)', 'x', x1],
  ];
  test.each(alike.map(named))('$name do not', ({ row }) => expect(compare(row).outcome).toBe('equal'));

  // at no number are they equal, though doubles come to be
  test.each(['where(tanh(x)==1,1,0)', 'where(1/x==0,1,0)', 'where(exp(-x)==0,1,0)'])(
    '%s is not said to be other than 0',
    (e) => {
      expect(compare([e, '0', x1]).outcome).not.toBe('different');
    },
  );

  test('a comparison that is met nowhere leaves it open', () => {
    expect(compare(['where(tanh(x)==1,1,0)', '0', x1])).toMatchObject({
      outcome: 'unchecked',
      message: 'it is open where tanh(x) = 1: no such values were found to compare at',
    });
  });
});

describe('beyond the digits of doubles', () => {
  const undecided: readonly Row[] = [
    ['exp(-800)*x', '0*x', x1],
    ['exp(-100000-x^2)', '0', x1],
    ['tanh(1000)', '1'],
    ['tanh(1000+x^2)', '1', x1],
    ['erf(100+x^2)', '1', x1],
  ];
  test.each(undecided.map(named))('$name: not decided', ({ row }) => {
    expect(compare(row)).toMatchObject({ outcome: 'unchecked', message: expect.stringContaining('beyond double') });
  });

  const numbers: readonly Row[] = [
    ['1.0000001*exp(x)', 'exp(x)', x1],
    ['1.000000001*exp(x)', 'exp(x)', x1],
    ['cos(x) + 1e-20', 'cos(x)', x1],
    ['1.0000000000000002*exp(x)', 'exp(x)', x1],
    ['tanh(50)', '1'],
    ['tanh(50)', 'tanh(51)'],
    ['sigmoid(40)', '1'],
    ['erf(10)', '1'],
    ['tanh(12+x^2)', '1', x1],
    ['erf(5+x^2)', '1', x1],
    ['sigmoid(25+x^2)', '1', x1],
    ['softplus(x^2+28)', 'x^2+28', x1],
    ['elu(-30-x^2)', '-1', x1],
    ['softsign(1e13+x^2)', '1', x1],
    ['sqrt(1+1e-13*x^2)', '1', x1],
    ['cos(1e-6*x)', '1', x1],
    ['sum(tanh(12+x.^2))', 'n', ['x : n']],
    ['tr(A)*tanh(20+tr(A)^2)', 'tr(A)', ['A : n x n']],
    ['nucnorm(A)*tanh(12+x^2)', 'nucnorm(A)', ['A : n x n', ...x1]],
    ['d(exp(x))', '(1+1e-12)*exp(x)*dx', x1],
  ];
  test.each(numbers.map(named))('$name differ', ({ row }) => expect(compare(row).outcome).toBe('different'));

  // what a declaration says holds to the last digit, and constants are what they are written as
  const alike: readonly Row[] = [
    ['exp(norm2(x))', 'exp(1)', ['x : n unit']],
    ["exp(tr(Q'*Q))", 'exp(n)', ['Q : n x n orthogonal']],
    ['log(sum(exp(0*P)))', 'log(n*m)', ['P : n x m rowstochastic']],
    ['selu(x)', '1.0507009873554805*where(x>0,x,1.6732632423543772*(exp(x)-1))', x1],
    ['gammaln(x+1)', 'gammaln(x)+log(x)', ['x : scalar positive']],
    ['a^b', 'exp(b*log(a))', ['a : scalar positive', 'b : scalar']],
    ['gelu(x)', 'x*(1+erf(x/sqrt(2)))/2', x1],
    ['sin(2*x)', '2*sin(x)*cos(x)', x1],
  ];
  test.each(alike.map(named))('$name do not differ', ({ row }) => expect(compare(row).outcome).toBe('equal'));

  test('a claim as well', () => {
    expect(verify('param A : n x n\nderivation\nclaim tanh(15+tr(A)^2) = 1\n').outcome).toBe('wrong');
  });

  test.each(['2.0000001*x*exp(x^2)*dx', '2.00000002*x*exp(x^2)*dx'])('df = %s is wrong', (right) => {
    const lines = `df = ${right}\ndf = 2*x*exp(x^2)*dx\n`;
    const found = verify(`param x : scalar\nf = exp(x^2)\nderivation\n${lines}`);
    expect(found.lines.map((l) => l.verdict)).toEqual(['wrong', 'right']);
  });
});

describe('where a side has a value', () => {
  const A = ['A : n x m'];
  test.each<[Row, string]>([
    [['pinv(A)', "inv(A'*A)*A'", A], 'for n < m the second has none'],
    [['pinv(A)', "A'*inv(A*A')", A], 'for m < n the second has none'],
    [["tr(A*inv(A'*A)*A')", 'm', A], 'for n < m the first has none'],
    [['log(-1)', 'log(-1)'], 'neither side has a value'],
    [['log(-x^2)', 'log(-x^2)', x1], 'neither side has a value'],
  ])('%j', (row, words) => {
    const { outcome, remarks } = compare(row);
    expect(outcome).toBe('equal');
    expect(remarks.join()).toContain(words);
  });

  test('both only for square matrices: not decided', () => {
    expect(compare(["inv(A'*A)*A'", "A'*inv(A*A')", A]).outcome).toBe('unchecked');
  });

  test('a claim says it as well', () => {
    const [line] = verify("data A : n x m\nderivation\nclaim pinv(A) = inv(A'*A)*A'\n").lines;
    expect(line).toMatchObject({ verdict: 'right', remarks: [expect.stringContaining('for n < m the right side')] });
  });
});

describe('large matrices', () => {
  test('one entry shows it, soon', () => {
    const found = equal('A*B', 'B*A', { declare: ['A, B : 150 x 150'] });
    expect(toEqualText(found)).toMatch(/entry \(\d+, \d+\) of the left side is/);
  });
});

describe('entries that exist at some sizes only', () => {
  const upper = ['B : n x n upper'];
  const apart: readonly Row[] = [
    ['relu(B(1,n-1))', 'relu(B(n-1,1))', upper],
    ['abs(B(1,n-1))', 'abs(B(n-1,1))', upper],
    ['abs(B(1,n-2))', 'abs(B(n-2,1))', ['B : n x n lower']],
    ['where(B(1,n-1) > 0, 1, 0)', 'where(B(n-1,1) > 0, 1, 0)', upper],
    ['sum(relu(B(n-1,:)))', 'sum(relu(B(1,:)))', upper],
    ['sum(max(B(n-1,:), 0))', 'sum(max(B(1,:), 0))', upper],
  ];
  const atOne: readonly Row[] = [
    ['B(n,1)', '0', upper],
    ['relu(B(n,1))', '0', upper],
    ['sum(x)', 'x(1) + x(n)', ['x : n']],
    ['B(n,1)*norm2(x)', '0', [...upper, 'x : m']],
    ['B(n,1)*norm2(x)', '0', [...upper, 'x : k']],
    ['B(n,1)*norm2(x)*norm2(y)', '0', [...upper, 'x : k', 'y : m']],
  ];
  test.each([...apart, ...atOne].map(named))('$name differ at some', ({ row }) => {
    const { outcome, example } = compare(row);
    expect(outcome).toBe('different');
    expect(example?.before.data).not.toEqual(example?.after.data);
  });

  const alike: readonly Row[] = [
    ['y(2)', 'max(y(2), y(2))', ['y : m']],
    ['relu(B(3,1))', '0', upper],
    ['sum(abs(B))', 'norm1(B)', upper],
    ['abs(y(2))', 'max(y(2), -y(2))', ['y : m']],
  ];
  test.each(alike.map(named))('$name are equal', ({ row }) => expect(compare(row).outcome).toBe('equal'));

  test('an entry that no sample has leaves it open', () => {
    expect(compare(['y(50)', 'max(y(50), y(50))', ['y : m']])).toMatchObject({
      outcome: 'unchecked',
      message: 'no small sizes have m ≥ 50',
    });
  });
});
