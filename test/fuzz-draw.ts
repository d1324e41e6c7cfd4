/**
 * Random well-shaped problems for fuzzing, as text, and the judgement of one.
 *
 * An expression is drawn for a shape: every operator here gives that shape, so that nothing is thrown away. Judged are
 * reading what is written, every step and result, and that tidying a result changes nothing.
 */
import fc from 'fast-check';
import { deriveAll } from '../src/derive/derive.js';
import type { Derivation } from '../src/derive/step.js';
import { tidy } from '../src/derive/tidy.js';
import type { Expr } from '../src/expression/expression.js';
import { FrobeniusError } from '../src/language/error.js';
import { format } from '../src/language/format.js';
import { readProblem } from '../src/language/read.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { makeFacts } from '../src/rulebook/facts.js';

export type Verdict = {
  readonly kind: 'ok' | 'unsupported' | 'unchecked' | 'wrong' | 'crash';
  readonly reason: string;
};

export interface Drawn {
  /** Declarations and definitions before the last, which is `last`. */
  readonly head: readonly string[];
  readonly last: string;
  readonly wrt: readonly string[];
  readonly kind: 'grad' | 'hessian' | 'jacobian';
}

export const sourceOf = ({ head, last, wrt, kind }: Drawn): string =>
  [...head, `f = ${last}`, `${kind} f wrt ${wrt.join(', ')}`].join('\n');

type Size = '1' | 'n' | 'm';
/** Leaves by shape, "n x m". */
type Leaves = Readonly<Record<string, readonly string[]>>;

const PLAIN: Leaves = {
  '1 x 1': ['s', 'q', '2', 'n', "(x'*x)"],
  'n x 1': ['x', 'u', 'X(:,1)'],
  'm x 1': ['y', "X(2,:)'"],
  '1 x m': ['b', "y'"],
  '1 x n': ["x'"],
  'n x m': ['X', 'Z', '(x*b)'],
  'm x n': ["X'", 'C'],
  'n x n': ['A', 'S', 'D', 'P', 'eye(n)', "(x*u')"],
  'm x m': ['B', 'E', "X'*X"],
};
const DECLARED = [
  'param s : scalar',
  'param q : scalar positive',
  'param x, u : n',
  'param y : m',
  'param b : 1 x m',
  'param X, Z : n x m',
  'param C : m x n',
  'param A : n x n',
  'param S : n x n symmetric',
  'param D : n x n posdef',
  'param P : n x n invertible',
  'param B : m x m',
  'param E : m x m posdef',
];
const VARIABLES = ['s', 'q', 'x', 'u', 'y', 'b', 'X', 'Z', 'C', 'A', 'S', 'D', 'P', 'B', 'E'];

const SMOOTH = ['tanh', 'sigmoid', 'exp', 'sin', 'cos', 'softplus', 'square', 'gelu', 'silu', 'erf', 'atan', 'sinh'];
const KINKED = ['relu', 'abs', 'leakyrelu', 'elu', 'softsign'];
const POSITIVE = ['log', 'sqrt', 'log1p', 'log2'];

type Text = fc.Arbitrary<string>;

/** Expressions over these leaves, by shape and depth; the same arbitrary for the same request. */
class Expressions {
  private readonly known = new Map<string, Text>();

  constructor(private readonly leaves: Leaves) {}

  of(r: Size, c: Size, depth: number): Text {
    const key = `${r} x ${c} ${depth}`;
    let found = this.known.get(key);
    if (found) return found;
    found = depth <= 0 ? this.leaf(r, c) : this.composite(r, c, depth);
    this.known.set(key, found);
    return found;
  }

  private leaf(r: Size, c: Size): Text {
    const names = this.leaves[`${r} x ${c}`] ?? [];
    return names.length > 0 ? fc.constantFrom(...names) : fc.constant(`ones(${r}, ${c})`);
  }

  private with(shape: readonly [Size, Size][], depth: number, write: (...parts: string[]) => string): Text {
    return fc.tuple(...shape.map(([r, c]) => this.of(r, c, depth - 1))).map((parts) => write(...parts));
  }

  /** Entries above 0. */
  private positive(r: Size, c: Size, depth: number): Text {
    return this.with([[r, c]], depth, (e) => `(1 + (${e}).^2)`);
  }

  private composite(r: Size, c: Size, depth: number): Text {
    const own: [Size, Size] = [r, c];
    const one: [Size, Size] = ['1', '1'];
    const two = [own, own];
    const call = (names: readonly string[]): Text =>
      fc.tuple(fc.constantFrom(...names), this.of(r, c, depth - 1)).map(([f, e]) => `${f}(${e})`);
    const all: Text[] = [
      this.leaf(r, c),
      this.with(two, depth, (a, b) => `(${a} + ${b})`),
      this.with(two, depth, (a, b) => `(${a} - ${b})`),
      this.with(two, depth, (a, b) => `(${a}).*(${b})`),
      this.with([one, own], depth, (a, b) => `(${a})*(${b})`),
      this.with([[c, r]], depth, (a) => `(${a})'`),
      call(SMOOTH),
      call(KINKED),
      this.positive(r, c, depth),
      fc.tuple(this.of(r, c, depth - 1), this.positive(r, c, depth - 1)).map(([a, b]) => `(${a})./${b}`),
      fc.tuple(fc.constantFrom(...POSITIVE), this.positive(r, c, depth - 1)).map(([f, e]) => `${f}(${e})`),
      fc.tuple(this.of(r, c, depth - 1), fc.constantFrom('2', '3')).map(([e, k]) => `(${e}).^${k}`),
      fc.tuple(this.positive(r, c, depth - 1), fc.constantFrom('0.5', '(-1)', '(-1/2)')).map(([e, k]) => `${e}.^${k}`),
      this.with([own, own, own], depth, (a, b, e) => `where(${a} > ${b}, ${e}, ${a})`),
      this.with(two, depth, (a, b) => `max(${a}, ${b})`),
    ];
    for (const k of ['n', 'm'] as const) {
      all.push(
        this.with(
          [
            [r, k],
            [k, c],
          ],
          depth,
          (a, b) => `(${a})*(${b})`,
        ),
      );
    }
    if (r !== '1' || c !== '1') all.push(...this.broadcast(r, c, depth));
    if (r !== '1' && c !== '1')
      all.push(
        this.with(
          [
            [r, '1'],
            ['1', c],
          ],
          depth,
          (a, b) => `(${a})*(${b})`,
        ),
      );
    if (r === c && r !== '1') all.push(...this.square(r, depth));
    if (r === '1' && c === '1') all.push(...this.scalars(depth));
    return fc.oneof(...all);
  }

  private broadcast(r: Size, c: Size, depth: number): Text[] {
    const own: [Size, Size] = [r, c];
    const found = [this.with([own, ['1', '1']], depth, (a, b) => `(${a} + ${b})`)];
    if (c !== '1') {
      found.push(this.with([own], depth, (a) => `softmax(${a})`));
      if (r !== '1') {
        found.push(this.with([own, ['1', c]], depth, (a, b) => `(${a} + ${b})`));
        found.push(this.with([own, [r, '1']], depth, (a, b) => `(${a}).*(${b})`));
        found.push(this.with([own], depth, (a) => `logsoftmax(${a}, 1)`));
      }
    } else
      found.push(
        this.with([own], depth, (a) => `softmax(${a})`),
        this.with([[r, 'm']], depth, (a) => `sum(${a}, 2)`),
      );
    if (r === '1') found.push(this.with([['n', c]], depth, (a) => `sum(${a}, 1)`));
    return found;
  }

  private square(n: Size, depth: number): Text[] {
    const own: [Size, Size] = [n, n];
    return [
      this.with([own], depth, (a) => `inv(eye(${n}) + (${a})*(${a})')`),
      this.with([[n, '1']], depth, (a) => `diag(${a})`),
      this.with([[n, '1']], depth, (a) => `diag(exp(${a}))`),
      this.with([own, [n, '1']], depth, (a, b) => `diag(diag(${a}) + ${b})`),
      fc.constant(n === 'n' ? 'inv(P)' : 'inv(E)'),
      fc.constant(n === 'n' ? '(P^2)' : '(B^3)'),
      ...['sym', 'skew', 'tril', 'triu'].map((f) => this.with([own], depth, (a) => `${f}(${a})`)),
    ];
  }

  private scalars(depth: number): Text[] {
    const found: Text[] = [];
    for (const [r, c] of [
      ['n', '1'],
      ['n', 'm'],
      ['n', 'n'],
    ] as const) {
      found.push(
        this.with([[r, c]], depth, (a) => `sum(${a})`),
        this.with(
          [
            [r, c],
            [r, c],
          ],
          depth,
          (a, b) => `(${a} : ${b})`,
        ),
        this.with([[r, c]], depth, (a) => `norm2(${a})^2`),
        this.with([[r, c]], depth, (a) => `norm2(${a})`),
        this.with([[r, c]], depth, (a) => `logsumexp(${a})`),
      );
    }
    found.push(
      this.with([['n', '1']], depth, (a) => `max(${a})`),
      this.with([['n', '1']], depth, (a) => `prod(${a})`),
      this.with([['n', 'm']], depth, (a) => `norm1(${a})`),
      this.with([['n', 'm']], depth, (a) => `mean(${a})`),
      this.with(
        [
          ['n', 'm'],
          ['n', '1'],
        ],
        depth,
        (a, b) => `norm2([${a}, ${b}])^2`,
      ),
      this.with(
        [
          ['n', 'm'],
          ['1', 'm'],
        ],
        depth,
        (a, b) => `sum(tanh([${a}; ${b}]))`,
      ),
      this.with([['n', 'm']], depth, (a) => `sum(exp((${a})(1:n-1, :)))`),
      this.with(
        [
          ['n', 'm'],
          ['n', 'm'],
        ],
        depth,
        (a, b) => `(vec(${a}))'*vec(${b})`,
      ),
      this.with(
        [
          ['n', 'n'],
          ['m', 'm'],
        ],
        depth,
        (a, b) => `norm2(kron(${a}, ${b}))^2`,
      ),
      this.with(
        [
          ['n', 'm'],
          ['n', 'm'],
        ],
        depth,
        (a, b) => `crossentropy(softmax(${a}), softmax(${b}))`,
      ),
      fc.constantFrom('logdet(D)', 'logdet(P)', 'det(P)', 'tr(inv(D)*A)', "x'*inv(D)*x", 'nucnorm(X)', 'specnorm(X)'),
      fc.constantFrom('lambdamax(S)', 'sum(eigvals(S))', 'tr(expm(A))', 'sum(chol(D))', 'tr(sqrtm(D))', 'sum(pinv(P))'),
    );
    for (const n of ['n', 'm'] as const) {
      found.push(
        this.with([[n, n]], depth, (a) => `tr(${a})`),
        this.with([[n, n]], depth, (a) => `logdet(eye(${n}) + (${a})'*(${a}))`),
        this.with(
          [
            [n, '1'],
            [n, n],
          ],
          depth,
          (x, a) => `(${x})'*(${a})*(${x})`,
        ),
        this.with([[n, n]], depth, (a) => `det(${a})`),
      );
    }
    return found;
  }
}

const plain = new Expressions(PLAIN);
/** The same with a matrix already defined among the leaves. */
const defined = new Expressions({ ...PLAIN, 'n x m': ['X', 'H', 'H'], 'n x 1': ['x', 'h', 'h'] });
const inLoop = new Expressions({
  ...PLAIN,
  'n x m': ['H[t-1]', 'H[t-1]', 'K[t]', 'Z'],
  'm x n': ["K[t]'", "H[t-1]'"],
  'n x 1': ['x'],
  'm x 1': ['y'],
  'm x m': ['B'],
});
const afterLoop = new Expressions({
  ...PLAIN,
  'n x m': ['H[t]', 'H[t]', 'K[t]'],
  'm x n': ["H[t]'"],
  'n x 1': ['x'],
  'm x 1': ['y'],
});

const variables = fc.uniqueArray(fc.constantFrom(...VARIABLES), { minLength: 1, maxLength: 2 });

interface Core {
  readonly head: readonly string[];
  readonly last: string;
}

const asked = (
  core: fc.Arbitrary<Core>,
  kind: Drawn['kind'],
  names: fc.Arbitrary<readonly string[]>,
): fc.Arbitrary<Drawn> =>
  fc.tuple(core, names).map(([{ head, last }, wrt]) => ({ head: [...DECLARED, ...head], last, wrt, kind }));

const expressions = (r: Size, c: Size, depths: readonly number[]): fc.Arbitrary<Core> =>
  fc.constantFrom(...depths).chain((depth) => plain.of(r, c, depth).map((last) => ({ head: [], last })));

const layered = fc
  .tuple(plain.of('n', 'm', 2), plain.of('n', '1', 2), defined.of('1', '1', 2))
  .map(([H, h, last]): Core => ({ head: [`H = ${H}`, `h = ${h}`], last }));

const recurrent = fc.tuple(inLoop.of('n', 'm', 2), afterLoop.of('1', '1', 2), fc.boolean()).map(
  ([H, term, atEnd]): Core => ({
    head: ['data K[t] : n x m', 'data H[0] : n x m', `for t = 1..T\n  H[t] = ${H}\nend`],
    last: `sum(t = 1..T, ${term})${atEnd ? ' + sum(H[T])' : ''}`,
  }),
);

const single = fc.constantFrom(['x'], ['u'], ['y']);

/** Problems of all kinds, small ones more often. */
export const problems: fc.Arbitrary<Drawn> = fc.oneof(
  { weight: 6, arbitrary: asked(expressions('1', '1', [1, 2, 3]), 'grad', variables) },
  { weight: 3, arbitrary: asked(layered, 'grad', variables) },
  { weight: 2, arbitrary: asked(recurrent, 'grad', variables) },
  { weight: 1, arbitrary: asked(expressions('n', '1', [1, 2]), 'jacobian', single) },
  { weight: 1, arbitrary: asked(expressions('1', '1', [1, 2]), 'hessian', single) },
);

/** Derives one problem and checks all there is to check. */
export function judge(drawn: Drawn, seed = 1): Verdict {
  const source = sourceOf(drawn);
  try {
    const problem = readProblem(source, catalog.table);
    const value = problem.definitions.at(-1)?.value;
    const written = format(value as NonNullable<typeof value>);
    const again = readProblem(sourceOf({ ...drawn, last: written }), catalog.table).definitions.at(-1)?.value;
    if (again !== value) return { kind: 'wrong', reason: `read back as another term: ${written}` };
    for (const derivation of deriveAll(problem, catalog)) {
      const report = checkDerivation(derivation, { rows: catalog, seed, draws: 2 });
      const odd = [...report.replay.steps].find(([, found]) => found.outcome === 'mismatch');
      if (odd) {
        const [{ before, after, by }, found] = odd;
        const id = by.kind === 'rule' ? by.id : by.kind;
        return { kind: 'wrong', reason: `${id}: ${format(before)} = ${format(after)}: ${JSON.stringify(found)}` };
      }
      const restless = derivation.results.find((r) => tidiedAgain(derivation, r.value) !== r.value);
      if (restless) return { kind: 'wrong', reason: `tidied once more: ${format(restless.value)}` };
      if (report.outcome === 'failed') return { kind: 'wrong', reason: failure(report) };
      if (report.outcome === 'unchecked') return { kind: 'unchecked', reason: report.missing[0] ?? reasonIn(report) };
    }
    return { kind: 'ok', reason: '' };
  } catch (error) {
    if (error instanceof FrobeniusError) {
      return { kind: error.code === 'unsupported' ? 'unsupported' : 'crash', reason: error.message };
    }
    return { kind: 'crash', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A tidy term stays as it is. */
function tidiedAgain(derivation: Derivation, e: Expr): Expr {
  const { problem, blocks } = derivation;
  const definitions = blocks.flatMap((b) => (b.kind === 'forward' ? [b.named.definition] : []));
  const facts = makeFacts(problem, definitions, catalog);
  const once = tidy(e, { problem, catalog, facts, inline: false }).expr;
  return tidy(once, { problem, catalog, facts, inline: false }).expr === once ? e : once;
}

type Report = ReturnType<typeof checkDerivation>;

function failure(report: Report): string {
  for (const [{ before, after }, e] of report.steps) {
    if (e.outcome === 'failed') return `step ${format(before)} = ${format(after)}, error ${e.error} ${e.where ?? ''}`;
  }
  for (const { result, evidence } of report.results) {
    if (evidence.outcome === 'failed') return `result ${format(result.value)}, error ${evidence.error}`;
  }
  for (const [line, e] of report.lines) if (e.outcome === 'failed') return `line ${format(line.end)}, error ${e.error}`;
  return 'a line is not what its label says';
}

function reasonIn(report: Report): string {
  const all = [...report.steps.values(), ...report.lines.values(), ...report.results.map((r) => r.evidence)];
  for (const e of all) if (e.outcome === 'unchecked') return e.reason;
  return 'nothing was checked';
}
