/**
 * The rule book made live: rules/ parsed, bound, shape-checked and indexed by the operator at their head.
 *
 * The table of functions is collected from the rows first (nothing needs parsing for that), then the equations are
 * read with it. A bad row is an error that names its module and key. Everything is read on first use, once.
 */
import { modules as builtIn } from '../../rules/index.js';
import { call, d, hadamard } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { lastingly } from '../expression/pool.js';
import { substitute } from '../expression/traverse.js';
import type { OperatorTable, Signature } from '../language/operators.js';
import { readDerivative, readRule, readSignature } from '../language/read.js';
import { indexText, possibleHeads } from './heads.js';
import { HEADS } from './heads-table.js';
import type { Rule } from './match.js';
import type { ElementwiseRow, FunctionRow, RuleModule, RuleRow } from './rule.js';

export interface Catalog {
  readonly table: OperatorTable;
  readonly modules: Readonly<Record<string, RuleModule>>;
  elementwise(fn: string): ElementwiseRow | undefined;
  row(fn: string): FunctionRow | undefined;
  /** f′(X) as a term, for an elementwise function of the book. */
  derivative(fn: string, x: Expr): Expr;
  /** Rules whose left side is d(operator(…)), in order of trial. */
  differential(head: string): readonly Rule[];
  /** Rules whose left side has the operator inside ":", tr, sum or on its own. */
  adjoint(head: string): readonly Rule[];
  /** Rules by which vec of the operator, or a scalar operator itself, becomes K·vec(H). */
  vec(head: string): readonly Rule[];
  /** Rules whose left side is the operator, those left out whose operands a term does not have. */
  identities(e: Expr): readonly Rule[];
  rules(): readonly Rule[];
}

/** The operator by which rules are indexed: "mul", "add", or a function's name. */
export const headOf = (e: Expr): string => (e.kind === 'call' ? e.fn : e.kind);

export function makeCatalog(modules: Readonly<Record<string, RuleModule>>): Catalog {
  const elementwise = new Map<string, ElementwiseRow>();
  const functions = new Map<string, FunctionRow>();
  const spellings = new Map<string, string>();
  for (const module of Object.values(modules)) {
    for (const [fn, row] of Object.entries(module.elementwise ?? {})) {
      elementwise.set(fn, row);
      for (const word of [fn, ...(row.also ?? [])]) spellings.set(word, fn);
    }
    for (const [fn, row] of Object.entries(module.functions ?? {})) {
      functions.set(fn, row);
      for (const word of [fn, ...(row.also ?? [])]) spellings.set(word, fn);
    }
  }

  const signatures = new Map<string, Signature>();
  const derivatives = new Map<string, Expr>();
  const table: OperatorTable = {
    elementwise(spelling) {
      const fn = spellings.get(spelling);
      return fn !== undefined && elementwise.has(fn) ? fn : undefined;
    },
    derivative(fn, x) {
      const row = elementwise.get(fn);
      if (!row) throw new Error(`no elementwise function ${fn}`);
      const pattern = derivatives.get(fn) ?? lastingly(() => readDerivative(row.derivative, table));
      derivatives.set(fn, pattern);
      const y = substitute(pattern, {
        dims: new Map([
          ['n', x.shape[0]],
          ['m', x.shape[1]],
        ]),
      });
      return substitute(y, {
        names: (e) => (e.name === 'x' ? x : e.name === 'y' ? elementwiseCall(fn, x) : undefined),
      });
    },
    signature(spelling) {
      const fn = spellings.get(spelling);
      const row = fn === undefined ? undefined : functions.get(fn);
      if (fn === undefined || row === undefined) return undefined;
      const known = signatures.get(fn) ?? lastingly(() => readSignature(fn, row));
      signatures.set(fn, known);
      return known;
    },
    spellings: () => [...spellings.keys()],
  };

  const entries = lazily(() => entriesOf(modules, table));
  const all = lazily(() => entries().map((entry) => entry.rule()));
  const lookup = (kind: Rule['kind']) => {
    const known = new Map<string, readonly Rule[]>();
    return (head: string): readonly Rule[] => {
      const found = known.get(head);
      if (found) return found;
      // "frob mul" is looked for under what stands beside ":"
      const plain = head.replace(/^frob /, '');
      const rules = entries()
        .filter((entry) => entry.kind === kind && entry.mayHave(head, plain))
        .map((entry) => entry.rule())
        .filter((rule) => headOfRule(rule) === head);
      known.set(head, rules);
      return rules;
    };
  };

  const underHeads = new Map<string, (e: Expr) => readonly Rule[]>();
  const identities = (e: Expr): readonly Rule[] => {
    const head = headOf(e);
    let under = underHeads.get(head);
    if (!under) {
      under = byOperands(
        head,
        entries().filter((entry) => entry.kind === 'identity' && entry.mayHave(head, head)),
      );
      underHeads.set(head, under);
    }
    return under(e);
  };

  return {
    table,
    modules,
    elementwise: (fn) => elementwise.get(fn),
    row: (fn) => functions.get(fn),
    derivative: table.derivative,
    differential: lookup('differential'),
    adjoint: lookup('adjoint'),
    vec: lookup('vec'),
    identities,
    rules: all,
  };
}

/** Of the identities under a head, those whose operands a term has. */
function byOperands(head: string, entries: readonly Entry[]): (e: Expr) => readonly Rule[] {
  if (entries.length === 0) return () => [];
  const bits = new Map<string, number>();
  // a bit for each operator, so that terms alike are answered at once; those beyond the bits there are share the last
  const bitOf = (operator: string): number => {
    const bit = bits.get(operator) ?? 1 << Math.min(bits.size, 30);
    bits.set(operator, bit);
    return bit;
  };
  const asked = entries.map((entry) => entry.operands().reduce((mask, operator) => mask | bitOf(operator), 0));
  const known = new Map<number, readonly Rule[]>();
  return (e) => {
    let there = 0;
    for (const a of e.args) {
      there |= bits.get(headOf(a)) ?? 0;
      if (isCall(a, 'T')) there |= bits.get(operandHead(a)) ?? 0;
    }
    let rules = known.get(there);
    if (!rules) {
      rules = entries
        .filter((_, k) => ((asked[k] as number) & ~there) === 0)
        .map((entry) => entry.rule())
        .filter((rule) => headOfRule(rule) === head);
      known.set(there, rules);
    }
    return rules;
  };
}

function elementwiseCall(fn: string, x: Expr): Expr {
  return call(fn, [x], x.shape);
}

/** d f(X) = f′(X) ⊙ dX. */
export const elementwiseDifferential = (derivative: Expr, x: Expr): Expr => hadamard([derivative, d(x)]);

/** A rule of a module, read when it is first asked for. */
interface Entry {
  readonly kind: Rule['kind'];
  /** Whether it may be indexed under a head, without its rule being read. */
  readonly mayHave: (head: string, plain: string) => boolean;
  /** Operators that operands of its left side have. */
  readonly operands: () => readonly string[];
  readonly rule: () => Rule;
}

function entriesOf(modules: Readonly<Record<string, RuleModule>>, table: OperatorTable): readonly Entry[] {
  const entries: Entry[] = [];
  const enter = (module: string, kind: Rule['kind'], rows: Readonly<Record<string, RuleRow>> | undefined): void => {
    for (const [key, row] of Object.entries(rows ?? {})) {
      const id = `${module}/${key}`;
      const blamed = <T>(read: () => T): (() => T) =>
        lazily(() => {
          try {
            return lastingly(read);
          } catch (error) {
            throw new Error(`rule ${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
          }
        });
      const heads = blamed(() => possibleHeads(row, table));
      // a module of ours has its heads written down; one of somebody else's may go by the same name
      const own: Readonly<Record<string, RuleModule>> = builtIn;
      const known = modules[module] === own[module] ? indexed(`${kind} ${id}`) : undefined;
      const rule = blamed(() => readRow(id, kind, row, table));
      entries.push({
        kind,
        mayHave: (head, plain) => (known === undefined ? heads().has(plain) : known.head === head),
        operands: lazily(() => known?.operands ?? operandsOfRule(rule())),
        rule,
      });
    }
  };
  for (const [name, module] of Object.entries(modules)) {
    enter(name, 'differential', module.differential);
    enter(name, 'adjoint', module.adjoint);
    enter(name, 'vec', module.vec);
    enter(name, 'identity', module.identities);
  }
  return entries;
}

/** What the table says of a rule: its head, and the operators of its operands. */
function indexed(id: string): { readonly head: string; readonly operands: readonly string[] } | undefined {
  const [head, operands] = HEADS[id]?.split(' of ') ?? [];
  return head === undefined ? undefined : { head, operands: operands?.split(' ') ?? [] };
}

const readRow = (id: string, kind: Rule['kind'], row: RuleRow, table: OperatorTable): Rule => ({
  id,
  kind,
  ...readRule(row, table),
  say: row.say,
  level: row.level ?? (kind === 'identity' ? 'minor' : 'key'),
  ...(row.condition === undefined ? {} : { condition: row.condition }),
  ...(row.cite === undefined ? {} : { cite: row.cite }),
});

/** Under which head a rule is indexed. */
function headOfRule(rule: Rule): string {
  if (rule.kind === 'differential') return headOf(rule.left.args[0] as Expr);
  if (rule.kind === 'adjoint') return adjointHead(rule);
  const isVec = rule.kind === 'vec' && isCall(rule.left, 'vec');
  return headOf(isVec ? (rule.left.args[0] as Expr) : rule.left);
}

/** Operators that a term must have among its operands for the left side of an identity to match. */
function operandsOfRule(rule: Rule): readonly string[] {
  const operators = rule.left.args.flatMap((a) =>
    a.kind === 'name' || a.kind === 'num' || isCall(a, 'dim') ? [] : [operandHead(a)],
  );
  return [...new Set(operators)];
}

/** The operator of an operand, and of a transpose what is transposed: many terms have a transpose, few that of an inverse. */
function operandHead(e: Expr): string {
  const inner = isCall(e, 'T') ? e.args[0] : undefined;
  return inner === undefined || inner.kind === 'name' ? headOf(e) : `T.${headOf(inner)}`;
}

/** Head and operands of each rule, as heads-table.ts has them. */
export const indexOfRules = (rules: readonly Rule[]): [string, string][] =>
  rules.map((rule) => {
    const operands = rule.kind === 'identity' ? operandsOfRule(rule) : [];
    return [`${rule.kind} ${rule.id}`, indexText(headOfRule(rule), operands)];
  });

/** "G : A*H*B" is indexed under "frob mul", "tr(H)" under "tr", "A*H*B" under "mul". */
function adjointHead(rule: Rule): string {
  const e = rule.left;
  if (e.kind === 'call' && e.fn === 'frob') return `frob ${headOf(e.args[1] as Expr)}`;
  return headOf(e);
}

function lazily<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}

/** The catalog of the built-in rules. */
export const catalog: Catalog = makeCatalog(builtIn);
