/**
 * Which of our rules lead from one line to the next.
 *
 * Both terms are brought to the same form by ever more of what the engine does — arithmetic, identities, differential
 * rules, definitions put in, factors carried across ":" — and the first form they share tells what was needed: the
 * steps that one side took and the other did not. The search is bounded by these levels and by MOST_RULES.
 */

import { carry, lineExpr, toTerms } from '../derive/carry.js';
import type { Context } from '../derive/context.js';
import type { Varies } from '../derive/differential.js';
import { differentiate, varying } from '../derive/differential.js';
import { deriveGradient } from '../derive/passes.js';
import { sameForm } from '../derive/polynomial.js';
import type { Derivation, Reason, Step } from '../derive/step.js';
import { finish, tidy } from '../derive/tidy.js';
import { d, name as makeName, zeros } from '../expression/build.js';
import type { Call, Each, Expr, Name } from '../expression/expression.js';
import { isCall, isScalar } from '../expression/expression.js';
import { namesIn, postorder, replaceAll } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Definition, Problem } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import { makeFacts } from '../rulebook/facts.js';
import { oneRule } from './one-rule.js';
import { deriveStacked, holdsStacked, stackedIn } from './stacked.js';
import { traceForm } from './trace-form.js';
import type { Found, Said } from './verdict.js';

/** More rules than these between two lines are not listed: the leap is then said to be one. */
const MOST_RULES = 4;
const MOST_ROUNDS = 30;
/** Levels that use identities only, no differentials and no definitions. */
const IDENTITIES = 3;
/** Terms with more leaves are not brought to forms. */
const MOST_LEAVES = 600;

interface Form {
  readonly expr: Expr;
  readonly steps: readonly Step[];
}

type Level = (form: Form) => Form | undefined;

export class Reasons {
  private readonly context: Context;
  private readonly varies: Varies;
  private readonly values: ReadonlyMap<string, Expr>;
  private readonly members: ReadonlyMap<Expr, Expr>;
  private readonly levels: readonly Level[] = this.makeLevels();
  private readonly forms = this.levels.map(() => new Map<Expr, Form | undefined>());
  private readonly found = new Map<Expr, Form | undefined>();
  private readonly linear: (fn: string) => boolean;

  constructor(
    private readonly problem: Problem,
    pieces: readonly Definition[],
    varyingNames: ReadonlySet<string>,
    private readonly catalog: Catalog,
  ) {
    const definitions = [...problem.definitions, ...pieces];
    this.context = { problem, catalog, facts: makeFacts(problem, definitions, catalog), inline: false };
    this.linear = (fn) => catalog.row(fn)?.linear === true;
    const plain = definitions.filter((x) => x.loops.length === 0 && x.target.index.length === 0);
    this.values = new Map(plain.map((x) => [x.target.name, x.value]));
    // the general member of a family that has no other
    const families = definitions.filter((x) => x.loops.length > 0);
    const sole = families.filter((x) => definitions.every((y) => y === x || y.target.name !== x.target.name));
    this.members = new Map(sole.map((x) => [x.target, x.value]));
    const base = new Set([...varyingNames].map((n) => n.replace(/\[.*/, '')));
    const moving = new Set(base);
    for (const f of problem.functions.values()) if (f.kind === 'scalar') moving.add(f.name);
    for (let round = 0; round < definitions.length; round++) {
      const before = moving.size;
      for (const x of definitions) if (namesIn(x.value).some((n) => moving.has(n.name))) moving.add(x.target.name);
      if (moving.size === before) break;
    }
    this.varies = varying((e) => e.kind === 'name' && moving.has(e.name));
  }

  /** The rules that lead from one to the other, or undefined where no short chain was found. */
  between(before: Expr, after: Expr): Found | undefined {
    if (before === after) return { say: [{ words: 'the same term' }], rules: [] };
    if (before.leaves + after.leaves > MOST_LEAVES) return undefined;
    // to the letter first: as polynomials, terms are the same whatever identity it takes
    const found =
      this.meeting(before, after, IDENTITIES, true) ?? this.meeting(before, after, this.levels.length, false);
    if (found !== undefined && found.rules.length > 0) return found;
    const say = attempt(() => oneRule(before, after, this.catalog, this.context.facts));
    return say ? { say, rules: say.flatMap((s) => s.rule ?? []) } : found;
  }

  private meeting(before: Expr, after: Expr, most: number, toTheLetter: boolean): Found | undefined {
    for (let level = 0; level < most; level++) {
      const [left, right] = [this.formAt(level, before), this.formAt(level, after)];
      if (left === undefined || right === undefined) continue;
      const met = toTheLetter ? left.expr === right.expr : this.same(left.expr, right.expr);
      if (met) return this.told(left.steps, right.steps, before, after);
    }
    return undefined;
  }

  /** A line is compared with the one above and the one below: its forms are made once. */
  private formAt(level: number, e: Expr): Form | undefined {
    const known = this.forms[level] as Map<Expr, Form | undefined>;
    if (!known.has(e))
      known.set(
        e,
        attempt(() => (this.levels[level] as Level)(start(e))),
      );
    return known.get(e);
  }

  /** What our rules make of a line, as far as they get: the differentials worked out and carried to their names. */
  workedOut(e: Expr): Expr | undefined {
    return this.worked(e, (form) => form);
  }

  /** The same with the definitions put in. */
  writtenOut(e: Expr): Expr | undefined {
    return this.worked(e, (form) => this.definitions(form) ?? form);
  }

  private worked(e: Expr, before: (form: Form) => Form): Expr | undefined {
    if (e.leaves > MOST_LEAVES) return undefined;
    const form = attempt(() => before(this.gradients(start(e)) ?? start(e)));
    if (form === undefined) return undefined;
    const first = attempt(() => this.differentials(form)) ?? form;
    const worked = attempt(() => this.differentials(before(first))) ?? first;
    const carried = attempt(() => this.carried(worked)) ?? worked;
    const done = attempt(() => finish(carried.expr, this.context).expr);
    return done && !holdsStacked(done) ? done : undefined;
  }

  private same(a: Expr, b: Expr): boolean {
    return a === b || sameForm(a, b, this.linear) === true;
  }

  private makeLevels(): Level[] {
    const put: Level = (f) => this.definitions(f);
    const work: Level = (f) => this.differentials(f);
    const move: Level = (f) => this.carried(f);
    const clean: Level = (f) => this.tidied(f);
    const done: Level = (f) => this.finished(f);
    const read: Level = (f) => this.gradients(f);
    const chain =
      (...levels: readonly Level[]): Level =>
      (f) => {
        let current: Form | undefined = f;
        for (const level of levels) current = current && level(current);
        return current;
      };
    return [
      (f) => f,
      clean,
      done,
      chain(work, clean),
      chain(clean, work, clean),
      chain(work, move, done),
      chain(traceForm, clean, traceForm),
      chain(put, clean),
      chain(put, work, clean),
      chain(put, clean, work, done),
      chain(put, work, move, done),
      chain(work, put, work, clean),
      chain(work, put, work, move, done),
      chain(read, clean),
      chain(read, put, clean),
      chain(read, put, done),
    ];
  }

  private tidied(form: Form): Form {
    const { expr, steps } = tidy(form.expr, this.context);
    return { expr, steps: [...form.steps, ...steps] };
  }

  private finished(form: Form): Form {
    const { expr, steps } = finish(form.expr, this.context);
    return { expr, steps: [...form.steps, ...steps] };
  }

  /** Every d(…) worked out to the differentials of names; those of what does not vary are 0. */
  private differentials(form: Form): Form {
    const steps: Step[] = [...form.steps];
    const put = new Map<Expr, Expr>();
    for (const node of postorder([form.expr])) {
      if (!isCall(node, 'd')) continue;
      const of = node.args[0] as Expr;
      if (!this.varies(of)) put.set(node, zeros(node.shape));
      else if (of.kind !== 'name' || this.problem.functions.get(of.name)?.kind === 'scalar') {
        const worked = differentiate(of, this.varies, this.context);
        steps.push(...worked.steps);
        put.set(node, worked.expr);
      }
    }
    return put.size === 0 ? form : { expr: replaceAll(form.expr, put), steps };
  }

  /** A scalar that is linear in differentials, each carried to where it stands alone. */
  private carried(form: Form): Form | undefined {
    if (!isScalar(form.expr) || degree(form.expr) !== 1) return undefined;
    const { terms, stages } = carry(toTerms(form.expr), this.context);
    return { expr: lineExpr(terms), steps: [...form.steps, ...stages.flatMap((s) => s.steps)] };
  }

  /** Names replaced by what defines them, the inner ones as well; by a gradient's variable nothing is put. */
  private definitions(form: Form): Form | undefined {
    const steps: Step[] = [...form.steps];
    let current = form.expr;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const kept = new Map<Expr, Expr>();
      for (const node of postorder([current])) {
        if (isCall(node, 'grad')) kept.set(node, makeName(`∂${kept.size}`, node.shape));
      }
      const opaque = kept.size === 0 ? current : replaceAll(current, kept);
      const put = new Map<Expr, Expr>();
      for (const n of namesIn(opaque)) {
        const value = n.index.length === 0 ? this.values.get(n.name) : this.members.get(n);
        if (value === undefined) continue;
        put.set(n, value);
        steps.push(definitionStep(n, value));
      }
      if (put.size === 0) return { expr: current, steps };
      const back = new Map<Expr, Expr>([...kept].map(([node, name]) => [name, node]));
      current = replaceAll(replaceAll(opaque, put), back);
      if (current.leaves > MOST_LEAVES) return undefined;
    }
    return undefined;
  }

  /** grad(f, X) of a composite f, or of a defined one, derived; Jacobians and Hessians as well. A name for one is that. */
  private gradients(form: Form): Form | undefined {
    const steps: Step[] = [...form.steps];
    const names = new Map<Expr, Expr>();
    for (const n of namesIn(form.expr)) {
      const value = n.index.length === 0 ? this.values.get(n.name) : undefined;
      if (value === undefined || !isCall(value, 'grad')) continue;
      names.set(n, value);
      steps.push(definitionStep(n, value));
    }
    const put = new Map<Expr, Expr>();
    const plain = names.size === 0 ? form.expr : replaceAll(form.expr, names);
    for (const node of postorder([plain])) {
      const derived = isCall(node, 'grad') || node.kind === 'each' ? this.derived(node) : undefined;
      if (derived === undefined) continue;
      steps.push(...derived.steps);
      put.set(node, derived.expr);
    }
    return put.size === 0 ? form : { expr: replaceAll(plain, put), steps };
  }

  private derived(node: Call | Each): Form | undefined {
    if (!this.found.has(node))
      this.found.set(
        node,
        attempt(() => this.derive(node)),
      );
    return this.found.get(node);
  }

  private derive(node: Call | Each): Form | undefined {
    if (node.kind === 'each') {
      const stacked = stackedIn(node);
      return stacked && formOf(deriveStacked(stacked, this.problem, this.catalog));
    }
    const [f, by] = node.args as readonly [Expr, Expr];
    if (by.kind !== 'name' || by.index.length > 0) return undefined;
    const unknown = f.kind === 'name' ? this.problem.functions.get(f.name) : undefined;
    if (unknown?.kind === 'scalar' && unknown.of.includes(by)) return undefined;
    const own = f.kind === 'name' && (this.values.has(f.name) || unknown !== undefined);
    const subject = own ? (f as Name) : makeName('⟨f⟩', f.shape);
    const definitions = [...this.problem.definitions];
    if (!own) definitions.push({ target: subject, loops: [], value: f, anonymous: true });
    const request = { kind: 'grad', subject, wrt: [by], implied: false } as const;
    return formOf(deriveGradient({ ...this.problem, definitions }, request, this.catalog));
  }

  /** The steps that only one side needed, in words. */
  private told(left: readonly Step[], right: readonly Step[], before: Expr, after: Expr): Found {
    const extra = (own: readonly Step[], other: readonly Step[]): Step[] => {
      const keys = new Set(other.map(keyOf));
      return own.filter((s) => !keys.has(keyOf(s)));
    };
    const forward = extra(left, right);
    const steps = forward.some(isKey) || !extra(right, left).some(isKey) ? forward : extra(right, left);
    const mentioned = (n: Expr): boolean => postorder([before]).includes(n) !== postorder([after]).includes(n);
    const own = steps.filter((s) => s.by.kind !== 'definition' || mentioned(s.before) || mentioned(d(s.before)));
    const key = own.filter(isKey);
    const shown = key.length > 0 ? key : own.filter((s) => s.by.kind === 'rule');
    const all = new Map(shown.map((s): readonly [string, Said] => [wordsOf(s.by), saidOf(s.by)]));
    const weighty = [...all.values()].filter((s) => !SLIGHT.has(s.words));
    const say = weighty.length > 0 ? weighty : [...all.values()];
    const rules = [...new Set(own.flatMap((s) => (s.by.kind === 'rule' ? [s.by.id] : [])))];
    if (say.length === 0) return { say: [{ words: 'arithmetic' }], rules };
    return { say: say.length > MOST_RULES ? [...say.slice(0, MOST_RULES - 1), { words: '…' }] : say, rules };
  }
}

/** What a reader sees without being told, where there is more to say. */
const SLIGHT: ReadonlySet<string> = new Set(['d is linear', 'constant factors stay']);

const start = (expr: Expr): Form => ({ expr, steps: [] });
const keyOf = ({ by, before }: Step): string =>
  `${by.kind === 'rule' ? by.id : by.kind === 'collect' ? by.say : by.kind} ${before.id}`;

/** What a reader would be told: no bookkeeping. */
const isKey = ({ by, level }: Step): boolean =>
  by.kind === 'definition' || by.kind === 'collect' || (by.kind === 'rule' && level === 'key');

const definitionStep = (name: Name, value: Expr): Step => ({
  before: name,
  after: value,
  by: { kind: 'definition', of: name },
  given: [],
  within: [],
  level: 'key',
});

const saidOf = (by: Reason): Said => ({ words: wordsOf(by), ...(by.kind === 'rule' && { rule: by.id }) });

export function wordsOf(by: Reason): string {
  switch (by.kind) {
    case 'rule':
      return by.say === 'move' && by.operand !== undefined ? `move: ${format(by.operand)}` : by.say;
    case 'definition':
      return `definition of ${format(by.of)}`;
    case 'chain':
      return `chain rule through ${format(by.of)}`;
    case 'constant':
      return `${by.of.map((e) => format(e)).join(', ')} constant`;
    case 'name':
      return `name ${format(by.as)}`;
    case 'collect':
    case 'arithmetic':
      return by.say;
    default:
      return by satisfies never;
  }
}

/** The one result of a derivation, with the names that it gave put in. */
function formOf(derivation: Derivation): Form | undefined {
  const [result] = derivation.results;
  if (result === undefined || derivation.results.length > 1) return undefined;
  const values = new Map(derivation.named.map((x): readonly [Expr, Expr] => [x.target, x.value]));
  let expr = result.value;
  for (let round = 0; round < MOST_ROUNDS && values.size > 0; round++) {
    const next = replaceAll(expr, values);
    if (next === expr) break;
    expr = next;
  }
  return { expr, steps: stepsOf(derivation) };
}

function stepsOf({ blocks, results }: Derivation): Step[] {
  const lines = blocks.flatMap((b) =>
    b.kind === 'forward' ? (b.line ? [b.line] : []) : b.kind === 'backward' ? [b.line] : b.parts.map((p) => p.line),
  );
  return [...lines, ...results.map((r) => r.line)].flatMap((l) => l.stages.flatMap((s) => s.steps));
}

/** Of how many differentials a term is a product: 0, 1, or 2 for whatever is not linear. */
export function degree(root: Expr): number {
  const known = new Map<Expr, number>();
  for (const e of postorder([root])) {
    const parts = e.args.map((a) => known.get(a) ?? 0);
    const most = Math.max(0, ...parts);
    const sum = parts.reduce((x, y) => x + y, 0);
    if (!e.differential) known.set(e, 0);
    else if (isCall(e, 'd')) known.set(e, most > 0 ? 2 : 1);
    else if (e.kind === 'add') known.set(e, parts.every((x) => x === 1) ? 1 : 2);
    else if (e.kind === 'mul' || isCall(e, 'had') || isCall(e, 'frob') || isCall(e, 'kron'))
      known.set(e, Math.min(2, sum));
    else if (e.kind === 'each' && e.fold === 'sum') known.set(e, most);
    else known.set(e, e.kind === 'call' && LINEAR.has(e.fn) ? most : 2);
  }
  return known.get(root) ?? 0;
}

const LINEAR: ReadonlySet<string> = new Set(
  'T tr sum vec unvec diag diagonal sym skew tril triu slice pad hcat vcat phi toeplitz'.split(' '),
);

/** What the engine does not support ends a level, not the search. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof FrobeniusError) return undefined;
    throw error;
  }
}
