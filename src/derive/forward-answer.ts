/**
 * dY in the differentials of the variables: the forward table put together. Members of a recurrence are not put in, since
 * each would bring the one before it: what they are is part of the answer, dH[t] by dH[t-1], with dH[0] = 0 where it stands
 * still.
 */
import { d, name as makeName, zeros } from '../expression/build.js';
import type { Expr, Name } from '../expression/expression.js';
import { replaceAll } from '../expression/traverse.js';
import type { Declaration, Problem, Request } from '../language/problem.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Forward } from './arrivals.js';
import { conditionsOf, forwardBlocks, prepare } from './passes.js';
import { differentialsIn, scheduled } from './schedule.js';
import type { Derivation, Equality, Line, Remark, Result, Stage } from './step.js';
import { tidy } from './tidy.js';

export function deriveDifferential(problem: Problem, request: Request, catalog: Catalog): Derivation {
  const prepared = prepare(problem, request.subject, request.wrt, catalog);
  const { context, forwards } = prepared;
  const table = new Table(forwards);
  const subject = d(request.subject);
  const stages: Stage[] = [];
  let current: Expr = subject;
  if (!table.varies(request.subject) && !request.wrt.includes(request.subject)) {
    current = zeros(subject.shape);
    const by = { kind: 'constant' as const, of: [request.subject] };
    stages.push({
      steps: [{ before: subject, after: current, by, given: [], within: [], level: 'key' }],
      after: current,
    });
  }
  for (let put = table.putInto(current); put.size > 0; put = table.putInto(current)) {
    const tidied = tidy(replaceAll(current, put), context);
    const steps = [...put].map(([before, after]) => ({
      before,
      after,
      by: { kind: 'definition' as const, of: before.args[0] as Expr },
      given: [],
      within: [],
      level: 'key' as const,
    }));
    stages.push({ steps: [...steps, ...tidied.steps], after: tidied.expr });
    current = tidied.expr;
  }
  const line: Line = { target: subject, start: subject, stages, end: current };
  const through = table.behind(current);
  const still = through.length > 0 ? stillMembers(problem, request, forwards, through) : [];
  const result: Result = {
    request,
    wrt: request.subject,
    line,
    value: current,
    ...(through.length > 0 ? { through: [...still, ...through] } : {}),
    remarks: remarksOn(through, still),
  };
  const blocks = forwardBlocks(forwards);
  const results = [result];
  return { problem, request, blocks, results, named: prepared.ours, conditions: conditionsOf(blocks, results) };
}

function remarksOn(through: readonly Equality[], still: readonly Equality[]): Remark[] {
  const names = through.flatMap(({ left }, i) => [...(i === 0 ? [] : [', ']), left]);
  const told: Remark[] = names.length > 0 ? [['with ', ...names, ' as above']] : [];
  return [...told, ...still.map(({ left }): Remark => [left, ' = 0'])];
}

/** The differentials of definitions. */
class Table {
  private readonly lines: ReadonlyMap<Expr, Expr>;
  private readonly recurrent: ReadonlySet<Name>;

  constructor(private readonly forwards: readonly Forward[]) {
    this.lines = new Map(
      forwards.flatMap((f) => (f.line ? [[d(f.named.definition.target), f.line.end] as const] : [])),
    );
    const groups = scheduled(forwards.filter((f) => f.line));
    this.recurrent = new Set(
      groups.flatMap(({ group, isRecurrent }) => (isRecurrent ? group.map((f) => f.named.definition.target) : [])),
    );
  }

  varies({ name }: Name): boolean {
    return this.forwards.some((f) => f.line && f.named.definition.target.name === name);
  }

  /** What stands for the differentials in a term, where it is not made of itself. */
  putInto(e: Expr): Map<Expr, Expr> {
    return new Map(
      differentialsIn(e).flatMap((name): [Expr, Expr][] => {
        const value = this.recurrent.has(name) ? undefined : this.lines.get(d(name));
        return value === undefined ? [] : [[d(name), value]];
      }),
    );
  }

  /** The differentials that a term still hangs on, in the order of their definitions. */
  behind(e: Expr): Equality[] {
    const found = new Set<string>();
    const queue = differentialsIn(e).map((x) => x.name);
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (found.has(key)) continue;
      found.add(key);
      for (const { named, line } of this.forwards)
        if (line && named.definition.target.name === key) queue.push(...differentialsIn(line.end).map((x) => x.name));
    }
    return this.forwards.flatMap(({ named: { definition }, line }): Equality[] =>
      line && found.has(definition.target.name)
        ? [{ left: d(definition.target), right: line.end, loops: definition.loops }]
        : [],
    );
  }
}

/** Members of these families that stand still: declared or defined by themselves, and not asked for. */
function stillMembers(
  { declarations }: Problem,
  { wrt }: Request,
  forwards: readonly Forward[],
  through: readonly Equality[],
): Equality[] {
  const families = new Set(through.map(({ left }) => (left.args[0] as Name).name));
  const still = (name: Name): Equality[] =>
    families.has(name.name) && !wrt.some((x) => x.name === name.name && (x.index.length === 0 || x === name))
      ? [{ left: d(name), right: zeros(name.shape), loops: [] }]
      : [];
  const declared = [...declarations.values()].flatMap((x: Declaration) =>
    x.at ? still(makeName(x.name.replace(/\[.*/, ''), x.shape, x.at)) : [],
  );
  const defined = forwards.flatMap(({ named: { definition }, line }) =>
    line === undefined && definition.target.index.length > 0
      ? still(definition.target).map((x) => ({ ...x, loops: definition.loops }))
      : [],
  );
  return [...declared, ...defined];
}
