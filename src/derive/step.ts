/**
 * What a derivation is, as data. TYPES ONLY. Printers, the checker and the compiler read this one object.
 *
 * A derivation is a list of blocks. The forward blocks define names and give their differentials; the backward
 * blocks carry dL from each name to the earlier ones. Every line is a chain of equations between expressions that
 * can be evaluated, each step an equality of a piece of the line.
 */
import type { Dim, Poly } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import type { Definition, Loop, Problem, Request } from '../language/problem.js';

/** Why a piece may be replaced. */
export type Reason =
  /** A rule of the book, by id ("product/matrix", "frobenius/move"). */
  | {
      readonly kind: 'rule';
      readonly id: string;
      readonly say: string;
      /** The same for any matrices, where `say` names those of this step. */
      readonly general?: string;
      /** The operand that moves, for "move: X". */
      readonly operand?: Expr;
    }
  /** A definition or a line of ours put in: dA by line (1), H for tanh(A). */
  | { readonly kind: 'definition'; readonly of: Expr }
  /** The chain rule through a definition: dF = Σ J_F vec(dV), by the Jacobians of F that have names. */
  | { readonly kind: 'chain'; readonly of: Name }
  /** Terms over the same differential put together: G : dX + H : dX = (G + H) : dX. */
  | { readonly kind: 'collect'; readonly say: string }
  /** A piece gets a name: G_A = G*V'. */
  | { readonly kind: 'name'; readonly as: Name }
  /** Arithmetic nobody needs a rule for: like terms, coefficients, order. */
  | { readonly kind: 'arithmetic'; readonly say: string }
  /** d of a constant is 0. */
  | { readonly kind: 'constant'; readonly of: readonly Expr[] };

/** One replacement in a line: an equality of two pieces of the same shape, with its reason. */
export interface Step {
  /** The piece, and what replaces it everywhere in the line's current right-hand side: an equality, same shape. */
  readonly before: Expr;
  readonly after: Expr;
  readonly by: Reason;
  /** Side conditions relied on, as sentences: "rows of Y sum to 1", "S symmetric". */
  readonly given: readonly string[];
  /** Sums the piece stands under: the equality holds for every index in these ranges. Empty outside sums. */
  readonly within: readonly Range[];
  readonly level: 'key' | 'minor';
}

/**
 * Steps that a reader takes as one line: all substitutions, or one move in each term. `after` is the right-hand
 * side after them: a sum of terms, each under its own sum sign where it belongs to a family (a printer may write
 * terms with equal ranges under one).
 */
export interface Stage {
  readonly steps: readonly Step[];
  readonly after: Expr;
}

/** over = from..to, whichever way it runs. */
export interface Range {
  readonly over: string;
  readonly from: Dim;
  readonly to: Dim;
}

/** target = start = … = end; end is the `after` of the last stage, or `start`. */
export interface Line {
  /** The left-hand side: d(P), frob(G_A, d(A)), or a name. */
  readonly target: Expr;
  readonly start: Expr;
  readonly stages: readonly Stage[];
  readonly end: Expr;
}

/** By whom: the problem, the plan (an auxiliary name), the backward pass, or as a letter to write differentials with. */
export type Origin = 'user' | 'plan' | 'gradient' | 'abbreviation';

/** A definition as derived from: the user's, or a name of ours for a shared or composite piece. */
export interface Named {
  readonly definition: Definition;
  readonly origin: Origin;
}

/** A part of a derivation: a definition with its differential, dL carried on from a name, or a recurrence. */
export type Block =
  /** E = e and d(E) = …: a row of the forward table. `line` is absent where nothing in it varies. */
  | { readonly kind: 'forward'; readonly named: Named; readonly line?: Line }
  /**
   * Σ G_E : dE carried to the names E is made of. `line.start` is the collected form (G : dE, under its sum for a
   * family); `line.end` is a sum of G' : dF over earlier names F (terms over parameters are final).
   * `gradient`, where the collected factor got a name: G_E = ….
   */
  | ({ readonly kind: 'backward' } & Carried)
  /** A recurrence: the families that depend on one another through a shifted index, last first. */
  | { readonly kind: 'recurrence'; readonly parts: readonly RecurrencePart[] }
  /** Of a Jacobian through families: those that depend on one another, first to last. */
  | { readonly kind: 'sensitivity'; readonly parts: readonly SensitivityPart[] };

/**
 * One family of a recurrence: Σ_t G_F[t] : dF[t] carried for any G_F, shifted, boundaries split off. `gradient` is
 * absent where what meets dF[t] is used once and is put in place.
 */
export type RecurrencePart = Carried;

/**
 * One family of a Jacobian: vec(dF[t]) = Σ J_F[t] vec(dV) over the variables V that it hangs on, from the Jacobians of what
 * it is made of. The line stands under the loops of its definition.
 */
export interface SensitivityPart extends Carried {
  /** The definitions of all its Jacobians; those that have lines are by `by`, in that order. */
  readonly gradient: GradientDefinition;
  readonly by: readonly Name[];
}

/** What meets the differential of a definition, carried on. */
export interface Carried {
  readonly of: Name;
  /** Those of the definition: a family may have several, y[t] for t = 1..p and for t = p+1..T. */
  readonly loops: readonly Loop[];
  readonly line: Line;
  readonly gradient?: GradientDefinition;
}

/**
 * G_E = …: as definitions of the language: the general member under its loops, special members (G_H[T] = …)
 * and end conditions (G_A[T+1] = 0).
 */
export interface GradientDefinition {
  readonly name: Name;
  readonly definitions: readonly Definition[];
  /** Steps by which each definition's value was tidied, in the order of `definitions`. */
  readonly lines: readonly Line[];
  /** For each line, the definitions whose differentials it collects from: H[t] is used by O[t] and A[t+1]. */
  readonly sources: readonly (readonly Name[])[];
}

/** What was asked for, by one variable: of its shape for a gradient, ∂vec(Y)/∂vec(X)ᵀ for a Jacobian. */
export interface Result {
  readonly request: Request;
  /** The variable (X, W[2], H[0]; for a family its general member W[l] with `loops`). */
  readonly wrt: Name;
  /** Of a block of a Hessian: the variable of its rows; `wrt` is that of its columns. */
  readonly by?: Name;
  readonly loops?: readonly Range[];
  /** grad(L, X) = …: start is what the chain leaves before dX, end the result. */
  readonly line: Line;
  readonly value: Expr;
  /** The result with our auxiliary names put back, and with the user's names put back where that is short. */
  readonly expanded?: Expr;
  /** Whether members of the family that no result is about have the derivative 0, which is said with the last result. */
  readonly othersAreZero?: true;
  /** What its differentials are where they are not put in: those of members of a recurrence. */
  readonly through?: readonly Equality[];
  /** Said with the result: "symmetric, as a gradient by a symmetric S must be". */
  readonly remarks: readonly Remark[];
}

/** left = right for every index in the loops. */
export interface Equality {
  readonly left: Expr;
  readonly right: Expr;
  readonly loops: readonly Loop[];
}

/** Words, and the terms among them. */
export type Remark = readonly (string | Expr)[];

/** How one request is derived: definitions forward, dL backward, and the results. */
export interface Derivation {
  readonly problem: Problem;
  readonly request: Request;
  /** The derivation of the gradient, where this one differentiates it once more. */
  readonly first?: Derivation;
  /** How a reader goes through it: the gradient, then what differentiates each gradient once more. */
  readonly phases?: readonly Derivation[];
  readonly blocks: readonly Block[];
  readonly results: readonly Result[];
  /** All names given on the way with their values (plan and gradient), in order of dependence: what evaluation needs. */
  readonly named: readonly Definition[];
  /** By symmetric variables as if their entries on and below the diagonal were independent. */
  readonly independentEntries?: boolean;
  /** What must not be negative, in names of sizes, for the derivation to hold: T−6 where stretches of a family need T ≥ 6. */
  readonly demands?: readonly Poly[];
  /** Conditions and conventions used anywhere, each once. */
  readonly conditions: readonly string[];
}

export type { Loop };
