/** The types of the library, by the names under which users import them. TYPES ONLY. */
export type { Cost } from './compile/cost.js';
export type { Polynomial } from './compile/polynomial.js';
export type { Numbers as CompiledNumbers } from './compile/ready.js';
export type { CodeOptions, CodeTarget } from './compile/to-code.js';
export type { Replay, ReplayOutcome } from './derive/replay.js';
export type {
  Block,
  Carried,
  Derivation,
  Equality,
  GradientDefinition,
  Line,
  Named,
  Origin,
  Range,
  Reason,
  RecurrencePart,
  Remark,
  Result,
  SensitivityPart,
  Stage,
  Step,
} from './derive/step.js';
export type { Derived, Printable, RuleBook, SourceOptions } from './deriving.js';
export type { Dim, Shape } from './expression/dimension.js';
export type { Expr as Expression } from './expression/expression.js';
export type { Limits } from './expression/limits.js';
export type { ErrorCode, Span } from './language/error.js';
export type { Declaration, Definition, Loop, Problem, Property, Request, UserFunction } from './language/problem.js';
export type { ReadOptions } from './language/read.js';
export type { RequestKind } from './language/syntax.js';
export type { Remark as LatexRemark } from './latex/gather.js';
export type { LatexReading } from './latex/read.js';
export type { CheckReport, ResultCheck } from './numeric/check.js';
export type { Evaluation, Numbers } from './numeric/evaluation.js';
export type { Evidence } from './numeric/evidence.js';
export type { ExactFinding } from './numeric/exact-check.js';
export type { ExactReport } from './numeric/exact-steps.js';
export type { WitnessCheck, WitnessMethod } from './numeric/witness.js';
export type { TableOptions } from './print/check-table.js';
export type { Json } from './print/json.js';
export type { Detail } from './print/outline.js';
export type { RuleEntry, RuleSection } from './print/rule-list.js';
export type { VerifyTextOptions } from './print/verify-text.js';
export type { Part } from './report/parts.js';
export type { ElementwiseRow, FunctionRow, Kernels, Matrix, RuleModule, RuleRow } from './rulebook/rule.js';
export type { EqualOptions } from './verify/equal.js';
export type {
  Certainty,
  Comparison,
  Counterexample,
  Diagnosis,
  Found,
  LineReport,
  Said,
  Setting,
  Slip,
  Verdict,
  Verification,
} from './verify/verdict.js';
export type { VerifyOptions } from './verify/verify.js';
