/**
 * The errors of the Cookbook's 2012 edition, each with the smallest integers found that show it.
 *
 * A row states the question and the printed form; the program draws small integers, and keeps the lightest at which
 * the printed form differs from the truth: central differences of the function, or its value. Nothing is entered.
 */
import { grad } from '../src/expression/build.js';
import type { Expr } from '../src/expression/expression.js';
import { derive, parse, toInput } from '../src/index.js';
import type { Problem } from '../src/language/problem.js';
import type { Environment } from '../src/numeric/environment.js';
import { dimValue, UNBOUND } from '../src/numeric/environment.js';
import { evaluatorOf } from '../src/numeric/evaluate.js';
import { relativeError } from '../src/numeric/evidence.js';
import { at, finite, make } from '../src/numeric/matrix.js';
import { random } from '../src/numeric/random.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Matrix } from '../src/rulebook/rule.js';

export interface Erratum {
  readonly numbers: string;
  readonly title: string;
  /** A problem with a gradient of f asked for; where `right` is given, what is printed stands for f itself. */
  readonly problem: string;
  readonly printed: string;
  /** Absent where the program's own gradient is the right form. */
  readonly right?: string;
  readonly note: string;
}

const TWO = 'data B, C : n x n symmetric';

export const errata: readonly Erratum[] = [
  {
    numbers: '92',
    title: 'Two powers between vectors',
    problem: "param X : n x n\ndata a, b : n\ndata k : scalar integer\nf = a'*(X^k)'*X^k*b\ngrad f wrt X",
    printed: "sum(r = 1..k, X^(k-r)*a*b'*(X^k)'*X^(r-1) + (X^(r-1))'*X^k*a*b'*(X^(k-r))')",
    note: 'The first term of the sum is printed transposed, and stands for (Xʳ⁻¹)ᵀXᵏbaᵀ(Xᵏ⁻ʳ)ᵀ.',
  },
  {
    numbers: '95, 252',
    title: 'A quotient of quadratic forms',
    problem: "param x : n\ndata A, B : n x n\nf = (x'*A'*A*x)/(x'*B'*B*x)\ngrad f wrt x",
    printed: "2*A'*A*x/(x'*B*B*x) - 2*(x'*A'*A*x)*B'*B*x/(x'*B'*B*x)^2",
    note: 'The first denominator lacks a transpose: xᵀBᵀBx.',
  },
  {
    numbers: '127',
    title: 'A quotient of forms with A added',
    problem: `param R : n x m\ndata A : m x m\n${TWO}\nf = tr(inv(A + R'*C*R)*(R'*B*R))\ngrad f wrt R`,
    printed: "-2*C*R*inv(A + R'*C*R)*R'*B*R*inv(A + R'*C*R) + 2*B*R*inv(A + R'*C*R)",
    note: 'B and C symmetric are said to be enough; A has to be symmetric as well.',
  },
  {
    numbers: 'before 99',
    title: 'The trace of a function of X',
    problem: 'param X : n x n\nf = tr(exp(X))\ngrad f wrt X',
    printed: "exp(X)'",
    note: 'The sentence speaks of a function of each entry. For such a function only the diagonal counts; the formula holds for functions of a matrix, such as expm.',
  },
  {
    numbers: '524',
    title: 'A form in vec X',
    problem: "param X : n x m\ndata a : n\ndata c : n\ndata B : m x m\nf = a'*X*B*X'*c\ngrad f wrt X",
    printed: "vec(X)'*kron(B, c*a')*vec(X)",
    right: "vec(X)'*kron(B', c*a')*vec(X)",
    note: 'B is to be transposed.',
  },
  {
    numbers: '138–141',
    title: 'The derivative by a symmetric matrix',
    problem: 'param X : n x n symmetric\ndata A : n x n\nf = tr(A*X)\ngrad f wrt X',
    printed: "A + A' - A.*eye(n)",
    note: 'A convention, and right in it: entries on and below the diagonal as variables of their own. It is not the gradient, the symmetric G with df = G : dX, by which one would take a step.',
  },
];

export interface Counterexample {
  readonly values: readonly (readonly [name: string, value: string])[];
  readonly printed: string;
  readonly truth: string;
  readonly right: string;
  /** The right form in the input language. */
  readonly form: string;
  /** Whether the right form agrees with the truth there. */
  readonly agrees: boolean;
}

const TRIES = 4000;
const DIFFERENT = 1e-3;
const ENTRIES = [0, 1, 2, -1];

/** The lightest integers at which what is printed is not the truth; undefined where none is found. */
export function counterexample(erratum: Erratum): Counterexample | undefined {
  const problem = parse(`${erratum.problem}\nPrinted = ${erratum.printed}`);
  const subject = derive(erratum.problem);
  const result = subject.derivations[0]?.results[0];
  const [f, printed] = [definitionOf(problem, 'f'), definitionOf(problem, 'Printed')];
  const right =
    erratum.right === undefined
      ? (result?.expanded ?? result?.value)
      : definitionOf(parse(`${erratum.problem}\nRight = ${erratum.right}`), 'Right').value;
  if (!right) return undefined;
  const named = subject.derivations.flatMap((d) => d.named);
  const asked = erratum.right === undefined && result ? grad(f.target, result.wrt) : f.target;
  let best: { readonly weight: number; readonly env: Environment } | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { env, weight } = draw(problem, named, attempt);
    if (best !== undefined && weight >= best.weight) continue;
    const [p, t] = [worthOf(printed.value, env), worthOf(asked, env)];
    if (finite(p) && finite(t) && relativeError(p, t) > DIFFERENT) best = { weight, env };
  }
  if (!best) return undefined;
  const { env } = best;
  const [t, r] = [worthOf(asked, env), worthOf(right, env)];
  const names = [...problem.declarations.keys()];
  return {
    values: names.map((name) => [name, text(env.value(name) as Matrix)] as const),
    printed: text(worthOf(printed.value, env)),
    truth: text(t),
    right: text(r),
    form: erratum.right ?? toInput(subject),
    agrees: relativeError(t, r) < 1e-6,
  };
}

const worthOf = (e: Expr, env: Environment): Matrix => evaluatorOf(env).value(e);

function definitionOf(problem: Problem, name: string): Problem['definitions'][number] {
  const found = problem.definitions.find(({ target }) => target.name === name);
  if (!found) throw new Error(`no definition of ${name}`);
  return found;
}

/** Sizes 1 or 2 and small integers, with what they weigh: the smaller the matrices and entries, the lighter. */
function draw(
  problem: Problem,
  named: Environment['definitions'],
  attempt: number,
): { readonly env: Environment; readonly weight: number } {
  const r = random(1, `attempt ${attempt}`);
  const sizes = new Map(problem.dims.map((name) => [name, 1 + r.below(2)] as const));
  let weight = 0;
  const values = new Map<string, Matrix>();
  for (const [name, { shape, properties }] of problem.declarations) {
    if (properties.has('integer')) {
      const k = 1 + r.below(2);
      sizes.set(name, k);
      values.set(
        name,
        make(1, 1, () => k),
      );
      weight += k;
      continue;
    }
    const [rows, cols] = shape.map((size) => dimValue(size, { sizes }, UNBOUND)) as [number, number];
    const drawn = make(rows, cols, () => ENTRIES[r.below(ENTRIES.length)] as number);
    const value = properties.has('symmetric')
      ? make(rows, cols, (i, j) => at(drawn, Math.max(i, j), Math.min(i, j)))
      : drawn;
    values.set(name, value);
    weight += value.data.reduce((sum, x) => sum + 1 + x * x, 0);
  }
  const env: Environment = {
    sizes,
    value: (key) => values.get(key),
    direction: () => undefined,
    definitions: [...problem.definitions, ...named],
    declarations: problem.declarations,
    unknown: problem.functions,
    given: new Map(),
    rows: catalog,
  };
  return { env, weight };
}

/** Four decimals, so that what differences round is not seen. */
const number = (x: number): string => String(Number(x.toFixed(4)) + 0);

function text(a: Matrix): string {
  if (a.rows === 1 && a.cols === 1) return number(at(a, 0, 0));
  const rows = Array.from({ length: a.rows }, (_, i) =>
    Array.from({ length: a.cols }, (_, j) => number(at(a, i, j))).join(', '),
  );
  return `[${rows.join('; ')}]`;
}
