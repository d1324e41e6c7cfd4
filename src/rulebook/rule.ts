/**
 * The contract that rules/ satisfies. TYPES ONLY: rule data imports nothing at run time.
 *
 * A rule is an equation in the input language, in which `dA` is the differential of A. Its `where` lines are
 * declarations of the same language: they say the shapes, the conditions under which the rule may be used,
 * and how to draw the matrices on which it is tested. The word `active` marks an operand that carries the
 * differential: there the rule is one about a linear map. `constant` marks one that must not vary. All that are marked
 * `commuting` are functions of one matrix.
 */

/** The dense kernels a function's value is computed with: plain row-major matrices. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** A = U diag(s) V', thin: U is m × k, s a column of k descending values, V is n × k, k = min(m, n). */
export interface SingularValues {
  readonly u: Matrix;
  readonly s: Matrix;
  readonly v: Matrix;
}

/** S = Q diag(values) Q', the values a column in ascending order, the columns of `vectors` orthonormal. */
export interface Eigenpairs {
  readonly values: Matrix;
  readonly vectors: Matrix;
}

/**
 * What `value` of a row receives first: numeric/kernels.ts provides it. A matrix outside a kernel's domain
 * (inv of a singular one, chol of an indefinite one) gives entries that are NaN, never an exception.
 */
export interface Kernels {
  make(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix;
  map(a: Matrix, f: (x: number) => number): Matrix;
  zip(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix;
  fold(a: Matrix, f: (sum: number, x: number) => number, start: number): number;
  scalar(x: number): Matrix;
  eye(n: number): Matrix;
  add(a: Matrix, b: Matrix): Matrix;
  subtract(a: Matrix, b: Matrix): Matrix;
  scale(c: number, a: Matrix): Matrix;
  transpose(a: Matrix): Matrix;
  multiply(a: Matrix, b: Matrix): Matrix;
  trace(a: Matrix): number;
  kron(a: Matrix, b: Matrix): Matrix;
  /** inv(a)·b without forming the inverse. */
  solve(a: Matrix, b: Matrix): Matrix;
  inv(a: Matrix): Matrix;
  det(a: Matrix): number;
  /** log of the absolute value of the determinant. */
  logdet(a: Matrix): number;
  /** The adjugate, of singular matrices too. */
  adj(a: Matrix): Matrix;
  pinv(a: Matrix): Matrix;
  /** Lower-triangular L with a = L·L'; only the lower triangle of `a` is read. */
  chol(a: Matrix): Matrix;
  /** Of a symmetric matrix; its symmetric part is taken. */
  eigenSymmetric(a: Matrix): Eigenpairs;
  svd(a: Matrix): SingularValues;
  expm(a: Matrix): Matrix;
  logm(a: Matrix): Matrix;
  sqrtm(a: Matrix): Matrix;
  sinm(a: Matrix): Matrix;
  cosm(a: Matrix): Matrix;
  /** The derivative of a matrix function f at `a` along `h`: the corner block of f([a h; 0 a]). */
  frechet(f: (a: Matrix) => Matrix, a: Matrix, h: Matrix): Matrix;
  /** X with a·X + X·a = b. */
  lyap(a: Matrix, b: Matrix): Matrix;
  erf(x: number): number;
  erfc(x: number): number;
  /** log|Γ(x)| */
  gammaln(x: number): number;
  digamma(x: number): number;
  /** The k-th derivative of digamma; polygamma(1, x) is trigamma. */
  polygamma(k: number, x: number): number;
}

/** A function that is applied to each entry: its value and its derivative. */
export interface ElementwiseRow {
  /** f′ in terms of x, the argument, and y, the value: tanh has "1 - y^2". */
  readonly derivative: string;
  readonly value: (x: number, m: Kernels) => number;
  /** A TeX macro or \operatorname{…}; the argument follows. */
  readonly tex: string;
  /** The name in running text, where it differs from the key: "σ". */
  readonly text?: string;
  /** Other spellings accepted on input. */
  readonly also?: readonly string[];
  /** Where it is defined; also how test values are drawn. Default: all reals. */
  readonly domain?: 'positive' | 'nonzero' | readonly [number, number];
  /** Points where it is not differentiable; samples stay away, and the convention is said. */
  readonly kinks?: readonly number[];
  /** What f′ is taken to be at a kink, in words: "relu′(0) = 0". */
  readonly convention?: string;
  /** The value as a mathjs expression in x, for the independent witness; analytic unless kinks are named. */
  readonly witness: string;
}

/** A function of matrices: its arguments, its shape and its value. */
export interface FunctionRow {
  /** One declaration an argument, with the row's own dimension names: ["A : n x n invertible"]. */
  readonly of: readonly string[];
  /** The shape of the value in those names: "n x n", "scalar". */
  readonly shape: string;
  /** Absent where the numbers are not there yet. */
  readonly value?: (m: Kernels, ...args: Matrix[]) => Matrix | number;
  /** TeX with #1, #2 for the arguments. */
  readonly tex: string;
  readonly text?: string;
  readonly also?: readonly string[];
  /** Properties that every value has: softmax gives positive and rowstochastic. */
  readonly gives?: readonly string[];
  /** True where the function is linear in its arguments taken together (needs an adjoint rule). */
  readonly linear?: boolean;
  readonly convention?: string;
  /** The value as a mathjs expression in the argument names of `of`. */
  readonly witness?: string;
  /** False where complex step does not apply (abs, max, norms by |·|). Default true. */
  readonly analytic?: boolean;
}

/** A rule: an equation in the input language, with its conditions and its reason. */
export interface RuleRow {
  /** An equation: "d(inv(A)) = -inv(A)*dA*inv(A)". */
  readonly rule: string;
  readonly where?: readonly string[];
  /**
   * The reason in 2–6 words a mathematician uses, printed on the line. Letters of its formula become the names that they are
   * bound to, or others where the problem has them; they should be those of the rule.
   */
  readonly say: string;
  /** A key of rules/citations.ts. */
  readonly cite?: string;
  /** minor steps are printed under --detail full only. Default: key, for identities minor. */
  readonly level?: 'key' | 'minor';
  /** Set when a condition is to be said on the line that uses the rule: "rows of #Y sum to 1". */
  readonly condition?: string;
}

/** A module of a rule book: functions with their values, and rules about them. */
export interface RuleModule {
  readonly title: string;
  readonly about?: string;
  readonly elementwise?: Readonly<Record<string, ElementwiseRow>>;
  readonly functions?: Readonly<Record<string, FunctionRow>>;
  /** Exactly one an operator (by shape: the first that matches). */
  readonly differential?: Readonly<Record<string, RuleRow>>;
  /** How an operand crosses ":" (or leaves tr, sum). */
  readonly adjoint?: Readonly<Record<string, RuleRow>>;
  /** How an operand is freed inside vec( ): the Jacobian of each linear operator. The right side ends in vec(H). */
  readonly vec?: Readonly<Record<string, RuleRow>>;
  /** Oriented: the right side is simpler. */
  readonly identities?: Readonly<Record<string, RuleRow>>;
}
