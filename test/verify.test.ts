/** Verification as a user meets it: verdicts, places, what is held constant, examples that hold, every format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  equal,
  evaluate,
  FrobeniusError,
  toEqualText,
  toVerifyHtml,
  toVerifyJson,
  toVerifyText,
  verify,
} from '../src/index.js';
import { format } from '../src/language/format.js';
import { verifyReport } from '../src/report.js';
import { file, folder, root, run } from './command.js';

const LAYER = `data X : n x d
data H : n x h
param U : d x h
param W : h x h
A = X*U + H*W
function L(A)
derivation
`;
const verdicts = (source: string): string =>
  verify(source)
    .lines.map((l) => l.verdict)
    .join(' ');

describe('verdicts', () => {
  test.each([
    ['a name, then lines', 'G = grad(L,A)\ndL = G : dA\n = G : (X*dU + H*dW)\n', 'given right right'],
    ['a slip that a later line mends', 'dA = X*dU\n = X*dU + H*dW', 'wrong right'],
    ['a line that is right from a wrong one', 'dA = X*dU\n = X*dU + 0*H*dW', 'wrong follows'],
    ['sizes that do not agree', 'dA = dU*X', 'shape'],
    [
      'what cannot be read spoils no other line',
      'dA = X*(dU\ndA = X*dU + H*dW\ndA = X + * dU',
      'unreadable right unreadable',
    ],
    ['a character that is in no token', 'dA = X~dU\ndA = X*dU + H*dW', 'unreadable right'],
    ['a differential of what is not there', 'dZ = X*dU', 'unreadable'],
    ['held by a statement', 'hold W\ndA = X*dU\nhold U\ndA = H*dW', 'given right given right'],
    ['held by a reason, in its chain only', 'dA = X*dU by W is constant here\ndA = X*dU', 'right wrong'],
    ['a bare claim', 'claim grad(L, U) = X*grad(L, A)', 'shape'],
    ['nothing above', '= X*dU', 'unchecked'],
  ])('%s', (_, lines, expected) => {
    expect(verdicts(LAYER + lines)).toBe(expected);
  });

  test('a boundary that is data does not move with the members of its family', () => {
    const source = `
data X[t] : n x d
param U : d x h
param W : h x h
data H[0] : n x h
for t = 1..T
  A[t] = X[t]*U + H[t-1]*W
  H[t] = tanh(A[t])
end
L = sum(t = 1..T, norm2(H[t])^2)
derivation
`;
    const shifted = "claim sum(t = 1..T, H[t]*W' : dH[t-1]) = sum(t = 1..T-1, H[t+1]*W' : dH[t])";
    expect(verdicts(`${source}claim dA[1] = X[1]*dU + H[0]*dW\n${shifted}`)).toBe('right right');
    // its own differential moves it
    expect(verdicts(`${source}claim dA[1] = X[1]*dU + H[0]*dW\nclaim d(H[0]) = d(H[0])`)).toBe('wrong right');
  });

  test.each([
    ['param Q : n x n orthogonal', "claim dQ'*Q = -Q'*dQ\nclaim d(Q'*Q) = zeros(n,n)\nclaim d(inv(Q)) = dQ'", 3],
    ['param x : n unit', "claim x'*dx = 0", 1],
    ['param P : n x m rowstochastic', 'claim dP*ones(m,1) = zeros(n,1)', 1],
  ])('%s: its differential keeps it so', (declaration, claims, count) => {
    expect(verdicts(`${declaration}\nderivation\n${claims}`)).toBe(Array(count).fill('right').join(' '));
    expect(verdicts(`${declaration.replace(/ (orthogonal|unit|rowstochastic)$/, '')}\nderivation\n${claims}`)).toBe(
      Array(count).fill('wrong').join(' '),
    );
  });

  test('lines alone need no problem', () => {
    const found = verify('grad(norm2(A*x-b)^2, x) = 2*A*(A*x-b)\nd(inv(X)) = -inv(X)*dX*inv(X)');
    expect(found.lines.map((l) => l.verdict)).toEqual(['shape', 'right']);
    expect(found.lines[0]?.diagnosis).toMatchObject({ slip: 'transpose', corrected: "2*A'*(A*x-b)" });
    expect(toVerifyText(found)).toContain('✓ 2  d(inv(X))');
  });

  test('a problem that cannot be read is an error with its place', () => {
    expect(() => verify('data X : n x\nderivation\ndX = dX')).toThrow(FrobeniusError);
  });

  test('a reason that names another rule is remarked on, one in free words is not', () => {
    const remarks = (reason: string): readonly string[] | undefined =>
      verify(`${LAYER}dA = X*dU + H*dW by ${reason}`).lines[0]?.remarks;
    expect(remarks('the product rule')).toEqual([]);
    expect(remarks('looking at it long enough')).toEqual([]);
    expect(remarks('hadamard')?.[0]).toContain('the reason given is "hadamard"');
  });

  test.each([
    ["A*X + B*X = (A+B)*X by Jacobi's formula", true],
    ['A*X + B*X = (A+B)*X by cyclicity of the trace', true],
    ['A*X + B*X = (A+B)*X by trace/cyclic', true],
    ['A*X + B*X = (A+B)*X by logdet', true],
    ['d(A*X) = A*dX by cyclicity', true],
    ['tr(A*X*B) = tr(B*A*X) by cyclicity of the trace', false],
    ['d(tr(A*X*B)) = tr(B*A*dX) by cyclicity', false],
    ["d(tr(A*X)) = A' : dX by frobenius", false],
    ["d(det(X)) = det(X)*tr(inv(X)*dX) by Jacobi's formula", false],
    ['tr(A) + tr(B) = tr(A + B) by trace', false],
    ["(A*B)' = B'*A' by transpose", false],
    ['A*(X + B) = A*X + A*B by distributivity', false],
  ])('claim %s: remarked on: %s', (line, remarked) => {
    const found = verify(`param X : n x n\ndata A, B : n x n\nderivation\nclaim ${line}\n`);
    expect(found.lines).toMatchObject([{ verdict: 'right', remarks: { length: remarked ? 1 : 0 } }]);
  });

  test('a differential beside data of its name is told apart', () => {
    const found = verify('param X : n x n\ndata dX : n x n\nderivation\nclaim d(X*X) = 2*X*d(X) + dX\n');
    expect(found.lines[0]?.example?.settings.map((s) => s.name)).toEqual(expect.arrayContaining(['dX', 'd(X)']));
  });

  test('the whole is not said to be a term of itself', () => {
    const found = verify('param X : n x n\nparam A : n x n\nderivation\nhold X\nclaim d(A*X) = A*dX\n');
    expect(found.lines[1]?.diagnosis?.corrected).toBe('A*dX + dA*X');
  });
});

describe('examples', () => {
  test.each([
    ['A*B', 'B*A'],
    ['inv(A*B)', 'inv(A)*inv(B)'],
    ['(A + B)^2', 'A^2 + 2*A*B + B^2'],
    ['tr(A*B)', 'tr(A)*tr(B)'],
    ['sum(A*B)', 'sum(A)*sum(B)'],
    ["x'*A*x", "x'*A'*A*x"],
    ['exp(a*x)', 'a*exp(x)'],
  ])('%s is not %s, as small whole numbers show', (first, second) => {
    const found = equal(first, second, { declare: ['A, B : n x n', 'x : n'] });
    expect(found.outcome).toBe('different');
    const { settings = [], before, after, small } = found.example ?? {};
    expect(small).toBe(true);
    const rows = ({ rows: count, cols, data }: { rows: number; cols: number; data: ArrayLike<number> }): number[][] =>
      Array.from({ length: count }, (_, i) => Array.from({ length: cols }, (_, j) => data[i * cols + j] as number));
    const values = Object.fromEntries(settings.map(({ name, value }) => [name, rows(value)]));
    expect(
      Object.values(values)
        .flat(2)
        .every((x) => Number.isInteger(x) && Math.abs(x) <= 3),
    ).toBe(true);
    // the sides, evaluated once more at the values that are told
    const sides = [
      [first, before],
      [second, after],
    ] as const;
    for (const [text, side] of sides) {
      const names = Object.keys(values).filter((n) => new RegExp(`\\b${n}\\b`).test(text));
      const own = Object.fromEntries(names.map((n) => [n, values[n] as number[][]]));
      const declare = Object.entries(own).map(([n, v]) => `${n} : ${v.length} x ${v[0]?.length ?? 0}`);
      const { value } = evaluate(text, own, { declare, kind: 'jacobian' }) as { value: number | number[][] };
      const flat = [value].flat(2);
      expect(flat.length).toBe(side?.data.length);
      for (const [k, x] of flat.entries()) expect(x).toBeCloseTo(side?.data[k] as number, 8);
    }
  });
});

describe('equal', () => {
  test.each([
    ['tr(A*B)', 'tr(B*A)', 'the trace is cyclic'],
    ["(A*B)'", "B'*A'", '(AB)ᵀ = BᵀAᵀ'],
    ['grad(tr(A*X*B), X)', "A'*B'", 'trace'],
  ])('%s = %s, and why', (a, b, why) => {
    const found = equal(a, b);
    expect(found.outcome).toBe('equal');
    expect(toEqualText(found)).toContain(why);
    expect(found.certainty?.kind).toBe('exact');
  });

  test.each([
    ["hessian(x'*A*x, x)", "A + A'", 'equal'],
    ["hessian(x'*A*x, x)", '2*A', 'different'],
    ["hessian(x'*A*y, x, y)", 'A', 'equal'],
    ["hessian(tr(X'*X), X)", '2*eye(n*m)', 'equal'],
    ['jacobian(A*x, x)', 'A', 'equal'],
    ['jacobian(A*x, x)', "A'", 'different'],
    ['jacobian(A*X*B, X)', "kron(B', A)", 'equal'],
    ['jacobian(tanh(W*x), x)', 'diag(1 - tanh(W*x).^2)*W', 'equal'],
    ["hvp(x'*A*x, x, v)", "(A + A')*v", 'equal'],
  ])('%s and %s, as results are printed: %s', (a, b, outcome) => {
    expect(equal(a, b, { declare: ['A, W : n x n', 'x, y, v : n', 'X : n x m', 'B : m x m'] }).outcome).toBe(outcome);
  });

  test('other sizes are said', () => {
    expect(equal('A*B', 'b')).toMatchObject({ outcome: 'shape' });
  });

  test('functions of analysis are compared by numbers', () => {
    const found = equal('softmax(x + a)', 'softmax(x)');
    expect(found).toMatchObject({ outcome: 'equal', certainty: { kind: 'numbers' } });
  });
});

describe('formats', () => {
  const source = readFileSync(join(root, 'docs/derivations/hidden-layer.frob'), 'utf8');

  test('JSON says the same as the text', () => {
    const found = verify(source);
    const data = toVerifyJson(found) as { outcome: string; lines: { verdict: string; text: string; line: number }[] };
    expect(data.outcome).toBe('wrong');
    expect(data.lines.map((l) => l.verdict)).toEqual(found.lines.map((l) => l.verdict));
    for (const { text, line } of data.lines) expect(source.split('\n')[line - 1]).toContain(text);
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });

  test('HTML marks the lines', async () => {
    const markup = await toVerifyHtml(verify(source));
    expect(markup.match(/fb-is-wrong/g)).toHaveLength(2);
    expect(markup.match(/fb-is-right/g)).toHaveLength(5);
    expect(markup).not.toMatch(/katex-error|undefined|\[object/);
  });

  test('a page holds nothing of the input as markup', async () => {
    const lines = 'dA = <script>alert(1)</script>\ndA = X*dU by <img src=x onerror=alert(1)>\n';
    const page = await verifyReport(verify(LAYER + lines), { name: '<b>name</b>' });
    expect(page).not.toMatch(/<script>alert|<img src=x|<b>name/);
    expect(page).toContain('&lt;script&gt;');
  });
});

describe('the command', () => {
  test('docs/verify.md shows what it prints', () => {
    const page = readFileSync(join(root, 'docs/verify.md'), 'utf8');
    const shown = [...page.matchAll(/\$ frobenius ((?:verify|equal) .+)\n([^`]+?)(?=\n\$|```)/g)];
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const [, call = '', printed = ''] of shown) {
      const words = [...call.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      expect(run(words).stdout.trimEnd()).toBe(printed.trimEnd());
    }
  });

  test.each([
    ['all right', `${LAYER}dA = X*dU + H*dW`, 0],
    ['something wrong', `${LAYER}dA = X*dU`, 1],
    ['a line unreadable', `${LAYER}dA = X*(dU`, 2],
    ['the problem unreadable', 'data X :\nderivation\ndX = dX', 2],
    ['an unchecked line beside a right one', `${LAYER}dA = X*dU + H*dW\ndA = f(X)\nclaim X = X`, 2],
    ['nothing but unchecked lines', `${LAYER}= X*dU`, 2],
    ['nothing but a name', 'param X : n x n\nderivation\nG = X*X', 2],
    ['no line at all', 'param X : n x n\nderivation\n', 2],
    ['a plain problem', LAYER.replace('derivation\n', ''), 2],
  ])('exit status: %s', (name, text, status) => {
    expect(run(['verify', file(`${name}.frob`, text)]).status).toBe(status);
  });

  test('equal', () => {
    expect(run(['equal', 'tr(A*B)', 'tr(B*A)']).status).toBe(0);
    expect(run(['equal', 'A*B', 'B*A']).status).toBe(1);
    expect(run(['equal', 'A*', 'B*A'])).toMatchObject({ status: 2, stdout: '' });
    expect(JSON.parse(run(['equal', 'A*B', 'B*A', '--format', 'json']).stdout)).toMatchObject({ outcome: 'different' });
  });

  test('a name for a derivative is judged as the derivative is: difference quotients are for ordinary values', () => {
    const source = [
      'param M : k x k',
      'param s : scalar',
      'data lambda : scalar',
      'L = log(1 + exp(-s)) + lambda/2*norm2(M)^2',
      'derivation',
      'g = grad(L, s)',
      'h = 2*g',
      ...['g = -sigmoid(-s)', 'h = -2*sigmoid(-s)', 'g = -sigmoid(s)'].map((claim) => `claim ${claim}`),
    ].join('\n');
    for (const seed of [1, 2, 3, 4])
      expect(verify(source, { seed }).lines.map((line) => line.verdict)).toEqual([
        'given',
        'given',
        'right',
        'right',
        'wrong',
      ]);
  });

  test.each([
    ['$y=Ax$, $\\frac{\\partial y}{\\partial x}=A^T$.', 0, 'denominator layout'],
    ['$y=Ax$, $\\frac{\\partial y}{\\partial A}=x^T$.', 2, 'there is no equation to judge'],
    ['$d(X^{-1}) = -X^{-1} dX X^{-1}$', 0, 'the line is right'],
  ])('of LaTeX: %s', (text, status, words) => {
    const found = run(['verify', text]);
    expect(found).toMatchObject({ status, stdout: expect.stringContaining(words) });
    expect(found.stdout).not.toContain('cannot be read');
  });

  test('a page', () => {
    const out = join(folder, 'page.html');
    const { status } = run(['verify', join(root, 'docs/derivations/hidden-layer.frob'), '--format', 'html', '-o', out]);
    expect(status).toBe(1);
    expect(readFileSync(out, 'utf8')).toMatch(/^<!DOCTYPE html>[\s\S]*line by line/);
  });
});

describe('equal far from ordinary values', () => {
  const outcome = (left: string, right: string, declare: readonly string[] = []): string =>
    equal(left, right, { declare }).outcome;
  test.each([
    ['asin(sin(a))', 'a'],
    ['relu(a - 100)', '0*a'],
    ['max(a, -20)', 'a'],
    ['where(a == 1, 1, 0)', '0'],
    ['exp(-a^2*1e6)', '0*a'],
    ['sqrt(a^2)', 'a'],
    ['acos(cos(a))', 'a'],
    ['atan(tan(a))', 'a'],
  ])('%s and %s are not, and values show it', (left, right) => {
    const { outcome: found, example } = equal(left, right);
    expect(found).toBe('different');
    expect(example?.settings.length).toBe(1);
    expect(example?.before).not.toEqual(example?.after);
  });
  test.each([
    ['exp(a + b)', 'exp(a)*exp(b)'],
    ['log(sum(exp(x)))', 'logsumexp(x)'],
    ['softplus(a)', 'log(1 + exp(a))'],
    ['(a - b)^3', 'a^3 - 3*a^2*b + 3*a*b^2 - b^3'],
  ])('%s and %s are', (left, right) => expect(outcome(left, right)).toBe('equal'));

  // their values are lost to rounding there
  test.each([
    ['sigmoid(a)/(1 - sigmoid(a))', 'exp(a)'],
    ['1/(1 - sigmoid(a))', '1 + exp(a)'],
    ['1/(1 - tanh(a)^2)', 'cosh(a)^2'],
    ['tanh(a)/sqrt(1 - tanh(a)^2)', 'sinh(a)'],
    ['1/(1 - tanh(a))', '(1 + exp(2*a))/2'],
    ['1/(cosh(a) - sinh(a))', 'exp(a)'],
    ['atanh(tanh(a))', 'a'],
    ['cosh(a)^2 - sinh(a)^2', '1'],
    ['exp(a)/(1 + exp(a))', 'sigmoid(a)'],
    ['atan(a) + atan(1/a)', 'pi/2*sign(a)'],
    ['det(expm(A))', 'exp(tr(A))'],
    ['expm(A)*expm(-A)', 'eye(n)'],
    ['det(expm(A)*expm(B))', 'exp(tr(A) + tr(B))'],
    ['det(eye(n) + expm(A))', 'det(eye(n) + expm(-A))*exp(tr(A))'],
  ])('%s and %s are, though not in doubles', (left, right) =>
    expect(outcome(left, right, ['A, B : n x n', 'a : scalar'])).toBe('equal'),
  );

  test.each([
    ['log(a^2)', '2*log(a)', 'equal where both have a value: at a = -0.69 the second has none'],
    ['sin(asin(a))', 'a', /^equal where both have a value: at a = -?\d.* the first has none$/],
    ['log(a*b)', 'log(a) + log(b)', 'equal where both have a value: at some values the second has none'],
  ])('%s and %s are where both have a value, which is said', (left, right, remark) => {
    const found = equal(left, right);
    expect(found.outcome).toBe('equal');
    expect(found.remarks).toContainEqual(typeof remark === 'string' ? remark : expect.stringMatching(remark));
  });
  test.each([
    ['abs(x)', 'x', 'x : n in (1, 2)'],
    ['acos(cos(x))', 'x', 'x : scalar in (0, 3)'],
    ['relu(p)', 'p', 'p : scalar in (0, 1)'],
    ['(-1)^k', 'cos(pi*k)', 'k : scalar integer'],
    ['d(exp(x))', 'exp(x)*dx', 'x : scalar'],
    ['d(logdet(A))', 'tr(inv(A)*dA)', 'A : n x n posdef'],
  ])('%s and %s are within the declaration %s', (left, right, declaration) =>
    expect(outcome(left, right, [declaration])).toBe('equal'),
  );
  test.each([
    ['asin(sin(x))', 'x', 'x : scalar positive'],
    ['max(x, 10)', '10', 'x : scalar positive'],
    ['max(k, 10)', '10', 'k : scalar integer'],
    ['d(asin(sin(x)))', 'dx', 'x : scalar'],
  ])('%s and %s are not within the declaration %s', (left, right, declaration) =>
    expect(outcome(left, right, [declaration])).toBe('different'),
  );

  test.each([
    ['sum(x)', 'x(1) + x(2) + x(3)'],
    ['sum(x)', 'x(1) + x(2)'],
    ['sum(i = 1..n, x(i))', 'sum(i = 1..5, x(i))'],
    ['A(3,3)', 'A(n,n)'],
    ['x(end)', 'x(4)'],
    ['x(n-4)', 'x(1)'],
  ])('%s and %s, which agree at one size alone', (left, right) =>
    expect(outcome(left, right, ['x : n', 'A : n x n'])).toBe('different'),
  );

  test.each([
    ['a*1e-30', '0*a', 'different'],
    ['1e-10*exp(a)', '5e-10*exp(a)', 'different'],
    ['d(1e-12*sin(a))', '0*da', 'different'],
    ['d(1e-12*sin(a))', '1e-12*cos(a)*da', 'equal'],
    ['1e-20*(a + b)^2', '1e-20*(a^2 + 2*a*b + b^2)', 'equal'],
    ['sin(a)^2 + cos(a)^2 - 1', '0*a', 'equal'],
    ["d(tr(Q'*Q))", '0', 'equal'],
    ['1e-9*(exp(a)*exp(-a) - 1)', '0*a', 'equal'],
  ])('%s and %s, however small, are %s', (left, right, wanted) =>
    expect(outcome(left, right, ['a, b : scalar', 'Q : n x n orthogonal'])).toBe(wanted),
  );

  test('what samples alone say is called so', () => {
    expect(toEqualText(equal('log(a^2)', '2*log(a)'))).toMatch(/^✓ equal, as far as numbers tell\n/);
    expect(toEqualText(equal('A*B', "(B'*A')'"))).toMatch(/^✓ equal\n/);
  });
});

describe('lines of other forms', () => {
  const head = "param Q : n x n orthogonal\nparam x : n\ndata A, B : n x n\nf = x'*A*x\nderivation\n";
  test.each([
    ["dQ'*Q + Q'*dQ = 0", 'right'],
    ["claim grad(f,x) - (A+A')*x = 0", 'right'],
    ['claim 0 = A - A', 'right'],
    ['claim A - B = 0', 'wrong'],
    ["claim -x'*x = -(x'*x)", 'right'],
    ['claim (A+B)^2 = A^2 + A*B + B*A + B^2', 'right'],
    ['claim (A+B)^2 = A^2 + 2*A*B + B^2', 'wrong'],
    ["claim (A*x)' = x'*A'", 'right'],
    ['claim [A, B]*[x; x] = (A+B)*x', 'right'],
  ])('%s', (line, verdict) => {
    expect(verify(`${head}${line}\n`).lines).toMatchObject([{ verdict }]);
  });

  test('claim may be a name', () => {
    const found = verify('param claim : scalar\nderivation\nclaim - 1 = claim + 2 - 3\n');
    expect(found.lines).toMatchObject([{ kind: 'equation', verdict: 'right' }]);
  });

  test.each(['because', 'since', 'by'])('%s gives a reason', (word) => {
    const [line] = verify(`${head}df = x'*(A+A')*dx ${word} A is symmetric\n`).lines;
    expect(line).toMatchObject({ verdict: 'right', reason: 'A is symmetric' });
    expect(line?.remarks.join()).toContain('A is not declared symmetric');
  });

  test('what is 0 is not the line with the whole term added', () => {
    const [line] = verify(`${head}df = 0\n`).lines;
    expect(line).toMatchObject({ verdict: 'wrong' });
    expect(line?.diagnosis).toBeUndefined();
  });

  test('a line is not said to be led to by our rules', () => {
    const [line] = verify(`${head}claim (A+B)^2 = A^2 + 2*A*B + B^2\n`).lines;
    expect(line?.ours).toBeUndefined();
  });

  test('a sign of its own is taken away, not doubled', () => {
    const problem = "param w : m\ndata X : n x m\ndata r : n\nf = 2*r'*X*w\n";
    const [line] = verify(`${problem}derivation\ndf = -2*r'*X*dw\n`).lines;
    expect(line?.diagnosis?.corrected).toBe("2*r'*X*dw");
  });

  test('an example is at no kink', () => {
    const [line] = verify('param x : n\ng = norminf(x)\nderivation\ndg = max(abs(dx))\n').lines;
    const x = line?.example?.settings.find((s) => s.name === 'x');
    expect(x?.value.data.some((entry) => entry !== 0)).toBe(true);
  });
});

describe('entries, whatever stands in the other lines', () => {
  const lines = [
    'claim relu(y(2)) = max(y(2), 0)',
    'claim max(y(2), y(2)) = 1*y(2)',
    'claim relu(y(3)) = where(y(3) > 0, y(3), 0)',
    'claim relu(y(m-1)) = where(y(m-1) > 0, y(m-1), 0)',
    'claim abs(y(2)) = max(y(2), -y(2))',
    'claim abs(X(1,2)) = max(X(1,2), -X(1,2))',
  ];
  const head = 'param y : m\nparam X : n x k\nderivation\n';
  test.each(lines)('%s', (line) => expect(verdicts(`${head}${line}\n`)).toBe('right'));
  test('all of them', () => expect(verdicts(head + lines.join('\n'))).toBe(lines.map(() => 'right').join(' ')));
});

describe('gradients beside the switches of either side', () => {
  const head = `param x : n
f = sum(relu(x))
g = norm2(x)
h = sum(relu(x - 0.003))
derivation
`;
  test.each([
    ['claim grad(f, x) = where(x > 0.01, 1, 0)', 'wrong'],
    ['claim grad(f, x) = where(x > -0.01, 1, 0)', 'wrong'],
    ['claim grad(f, x) = where(x > 1e-5, 1, 0)', 'wrong'],
    ['claim grad(f, x) = where(x > 0, 1, 0)', 'right'],
    ['claim grad(f, x) = where(x > 5000, 2, 1).*where(x > 0, 1, 0)', 'wrong'],
    ['claim grad(g, x) = where(norm2(x) > 0.01, 1, 0)*x/norm2(x)', 'wrong'],
    ['claim grad(g, x) = x/norm2(x)', 'right'],
    ['claim grad(h, x) = where(x > 0, 1, 0)', 'wrong'],
    ['claim grad(h, x) = where(x > 0.003, 1, 0)', 'right'],
    ['df = where(x > 0.01, 1, 0) : dx', 'wrong'],
    ['df = where(x > 0, 1, 0) : dx', 'right'],
    ['claim grad(sum(max(x, 0.01)), x) = where(x > 0, 1, 0)', 'wrong'],
  ])('%s: %s', (line, verdict) => {
    const [found] = verify(head + line).lines;
    expect(found?.verdict).toBe(verdict);
    if (verdict === 'wrong') expect(found?.example?.before.data).not.toEqual(found?.example?.after.data);
  });
});

describe('where values come to a kink at all sizes but the least', () => {
  const head = 'param B : n x n upper\ng = relu(B(n-1,1))\nf = norm1(B)\nderivation\n';
  test.each([
    ['claim g = relu(B(1,n-1))', 'wrong'],
    ['claim grad(g, B) = grad(relu(B(1,n-1)), B)', 'unchecked'],
    ['claim f = sum(abs(B))', 'right'],
  ])('%s: %s', (line, verdict) => expect(verdicts(head + line)).toBe(verdict));
});

describe('Hessians', () => {
  const said = (source: string) => verify(source).lines[0];

  test('of a maximum that is one of its arguments', () => {
    const head = 'param y : m\nf = sum(max(y, y).^2)\nderivation\n';
    expect(verdicts(`${head}claim hessian(f, y) = 2*eye(m)\nclaim hessian(f, y) = 3*eye(m)\n`)).toBe('right wrong');
  });

  test('by matrices are judged within the limits of a call', () => {
    const centred = 'param C : m x n rowstochastic\nf = norm2((C) - mean(C,1))^2\nderivation\n';
    const hessian = '(eye(m*n) - kron(eye(n), ones(m, 1)*ones(1, m))/m)';
    expect(said(`${centred}claim hessian(f, C) = 3*${hessian}`)).toMatchObject({
      verdict: 'wrong',
      diagnosis: { corrected: `2*${hessian}` },
    });
  });

  test.each([
    ['param A : m x n\nf = norm2(A)^2', 'hessian(f, A) = zeros(m*n,m*n)', '2*eye(m*n)'],
    ["param A : n x m\nf = logsumexp(A')", 'hessian(f, A) = zeros(m*n,m*n)', 'diag(vec('],
    ['param x : n\ndata A : n x n\nf = tanh(A*x)', 'jacobian(f, x) = A', 'diag(1 - f.^2)*A'],
  ])('%s: what is said of %s is written as a person would', (head, claim, part) => {
    const { diagnosis, ours, verdict } = said(`${head}\nderivation\nclaim ${claim}\n`) ?? {};
    expect(verdict).toBe('wrong');
    const shown = `${diagnosis?.words} ${diagnosis?.corrected} ${ours && format(ours)}`;
    expect(shown).toContain(part);
    expect(shown).not.toMatch(/basis|grad\(/);
  });
});

describe('limits', () => {
  const source = 'param A : n x m\nf = norm2(A)^2\nderivation\nclaim hessian(f, A) = zeros(m*n,m*n)\nclaim f = f + 1\n';

  test('a line that takes too much is not judged, and the others are', () => {
    const { lines } = verify(source, { limits: { nodes: 6000 } });
    expect(lines.map((l) => l.verdict)).toEqual(['unchecked', 'wrong']);
    expect(lines[0]?.message).toMatch(/more than \d+ nodes of terms, its share of 6000 \(for more: --limit-nodes N/);
  });
});
