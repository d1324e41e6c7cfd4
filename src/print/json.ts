/**
 * A derivation as JSON: every expression as text of the input language, every line with its steps, every step with
 * its rule, its conditions and, where a check is given, its evidence. Nothing is left out, whatever is printed.
 */
import type {
  Block,
  Derivation,
  Equality,
  GradientDefinition,
  Line,
  Range,
  Reason,
  Result,
  Stage,
  Step,
} from '../derive/step.js';
import { grad } from '../expression/build.js';
import { dimToString } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { format, formatDefinition, formatLoop, formatShape } from '../language/format.js';
import type { Declaration, Definition, Problem } from '../language/problem.js';
import type { CheckReport } from '../numeric/check.js';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface JsonOptions {
  readonly report?: CheckReport;
}

/** As JSON.stringify writes it, indented. */
export const derivationToJson = (derivation: Derivation, options: JsonOptions = {}): string =>
  `${JSON.stringify(derivationData(derivation, options), undefined, 2)}\n`;

export function derivationData(derivation: Derivation, { report }: JsonOptions = {}): Json {
  return new Writer(derivation.problem, report).derivation(derivation);
}

const range = ({ over, from, to }: Range): Json => ({ over, from: dimToString(from), to: dimToString(to) });

class Writer {
  constructor(
    private readonly problem: Problem,
    private readonly report: CheckReport | undefined,
  ) {}

  derivation({ request, blocks, results, named, conditions }: Derivation): Json {
    const { kind, subject, wrt, along } = request;
    return {
      source: this.problem.source,
      request: {
        kind,
        subject: this.text(subject),
        wrt: wrt.map((e) => this.text(e)),
        ...(along ? { along: along.map((e) => this.text(e)) } : {}),
      },
      declarations: [...this.problem.declarations].map(([name, declaration]) => this.declaration(name, declaration)),
      definitions: this.problem.definitions.map((definition) => this.definition(definition)),
      lines: blocks.flatMap((block) => this.block(block)),
      named: named.map((definition) => this.definition(definition)),
      results: results.map((result) => this.result(result)),
      conditions: [...conditions],
      remarks: [...this.problem.remarks],
      ...(this.report ? { check: this.check(this.report) } : {}),
    };
  }

  private text(e: Expr): string {
    return format(e, { isVariable: (name) => this.problem.declarations.has(name) });
  }

  private declaration(name: string, { role, shape, properties, bounds, declared }: Declaration): Json {
    return {
      name,
      role,
      shape: formatShape(shape),
      properties: [...properties],
      ...(bounds ? { bounds: [...bounds] } : {}),
      declared,
    };
  }

  private definition(definition: Definition): Json {
    const { target, loops, value } = definition;
    return {
      name: this.text(target),
      shape: formatShape(target.shape),
      loops: loops.map(formatLoop),
      value: this.text(value),
      source: formatDefinition(definition),
    };
  }

  private block(block: Block): Json[] {
    switch (block.kind) {
      case 'forward':
        return block.line
          ? [
              this.line('differential', block.line, {
                of: this.text(block.named.definition.target),
                by: block.named.origin === 'user' ? 'user' : 'plan',
              }),
            ]
          : [];
      case 'backward':
        return [this.carried('backward', block)];
      case 'recurrence':
      case 'sensitivity':
        return block.parts.map((part) => this.carried(block.kind, part));
      default:
        return block satisfies never;
    }
  }

  private carried(kind: string, part: { of: Expr; line: Line; gradient?: GradientDefinition }): Json {
    const { of, line, gradient } = part;
    return this.line(kind, line, { of: this.text(of), ...(gradient ? { gradient: this.gradient(gradient) } : {}) });
  }

  private gradient({ name, definitions, lines }: GradientDefinition): Json {
    return {
      name: this.text(name),
      definitions: definitions.map((definition) => this.definition(definition)),
      lines: lines.map((line) => this.line('gradient', line, {})),
    };
  }

  private result({ wrt, loops, line, value, expanded, through, remarks, request }: Result): Json {
    return {
      wrt: this.text(wrt),
      target: this.text(grad(request.subject, wrt)),
      shape: formatShape(value.shape),
      loops: (loops ?? []).map(range),
      value: this.text(value),
      ...(expanded ? { expanded: this.text(expanded) } : {}),
      ...(through ? { through: through.map((x) => this.equality(x)) } : {}),
      remarks: remarks.map((parts) =>
        parts.map((part) => (typeof part === 'string' ? part : this.text(part))).join(''),
      ),
      line: this.line('result', line, {}),
    };
  }

  private equality({ left, right, loops }: Equality): Json {
    return { target: this.text(left), loops: loops.map(range), value: this.text(right) };
  }

  private line(kind: string, line: Line, more: { readonly [key: string]: Json }): Json {
    const evidence = this.report?.lines.get(line);
    return {
      kind,
      ...more,
      target: this.text(line.target),
      start: this.text(line.start),
      stages: line.stages.map((stage) => this.stage(stage)),
      end: this.text(line.end),
      ...(evidence ? { evidence: { ...evidence } } : {}),
    };
  }

  private stage({ steps, after }: Stage): Json {
    return { steps: steps.map((step) => this.step(step)), after: this.text(after) };
  }

  private step(step: Step): Json {
    const evidence = this.report?.steps.get(step);
    const replay = this.report?.replay.steps.get(step);
    const exact = this.report?.exact?.steps.get(step);
    return {
      before: this.text(step.before),
      after: this.text(step.after),
      by: this.reason(step.by),
      given: [...step.given],
      within: step.within.map(range),
      level: step.level,
      ...(evidence ? { evidence: { ...evidence } } : {}),
      ...(replay ? { replay: { ...replay } } : {}),
      ...(exact ? { exact: { ...exact } } : {}),
    };
  }

  private reason(by: Reason): Json {
    switch (by.kind) {
      case 'rule':
        return { rule: by.id, say: by.say, ...(by.operand ? { operand: this.text(by.operand) } : {}) };
      case 'definition':
        return { definition: this.text(by.of) };
      case 'chain':
        return { chain: this.text(by.of) };
      case 'name':
        return { name: this.text(by.as) };
      case 'constant':
        return { constant: by.of.map((e) => this.text(e)) };
      case 'collect':
      case 'arithmetic':
        return { [by.kind]: by.say };
      default:
        return by satisfies never;
    }
  }

  private check({ outcome, seed, samples, missing, results, worst }: CheckReport): Json {
    return {
      outcome,
      seed,
      worst,
      samples: samples.map((sizes) => Object.fromEntries(sizes)),
      missing: [...missing],
      results: results.map(({ result, evidence, method }) => ({
        of: this.text(grad(result.request.subject, result.wrt)),
        method,
        ...evidence,
      })),
    };
  }
}
