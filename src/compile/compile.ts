/**
 * A derivation as a function: values in, value and derivatives out, by the same program that is printed as code.
 *
 * Owns how values become buffers and buffers an answer. For each set of sizes a plan is made once and kept. Its answer
 * is that of `evaluate`, to rounding; what is wrong with values is said in the same words, by the same reader.
 */
import type { Derivation } from '../derive/step.js';
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Evaluation, Numbers } from '../numeric/evaluation.js';
import { evaluateDerivation, requestText, requiredValues } from '../numeric/evaluation.js';
import type { Nested } from '../numeric/json.js';
import { matrixToJson } from '../numeric/json.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import type { Derivative, Program } from './code.js';
import { Plan } from './plan.js';
import { programOf } from './program.js';
import type { Buffer } from './workspace.js';

export type Compiled = (values: unknown) => Evaluation;

/** Sets of sizes for which plans are kept. */
const MOST_PLANS = 8;

export function compileDerivation(derivation: Derivation, options: ValuesOptions): Compiled {
  const program = programOf(derivation);
  const plans = new Map<string, Ready>();
  const request = requestText(derivation);
  return (values) => {
    const given = requiredValues(derivation, values, options);
    const key = signature(given);
    let ready = plans.get(key);
    if (ready === undefined) {
      ready = new Ready(program, given, options);
      const [oldest] = plans.keys();
      if (plans.size >= MOST_PLANS && oldest !== undefined) plans.delete(oldest);
      plans.set(key, ready);
    }
    const answer = ready.run(given);
    // whoever knows every piece says which is not finite; it also knows what has no value
    if (answer === undefined) return evaluateDerivation(derivation, values, options);
    return { request, ...answer };
  };
}

const signature = ({ env, lengths }: Given): string => {
  const all = [...env.sizes, ...[...lengths].map(([name, ends]) => [name, ends.join()] as const)];
  return all.map((pair) => pair.join('=')).join(' ');
};

interface Answer {
  readonly key: string;
  read(lengths: Given['lengths']): Numbers | undefined;
}

class Ready {
  private readonly plan: Plan;
  private readonly body: () => void;
  private readonly value: (() => Nested | undefined) | undefined;
  private readonly answers: readonly Answer[];

  constructor(
    private readonly program: Program,
    given: Given,
    options: ValuesOptions,
  ) {
    this.plan = new Plan(given.env.sizes, options.rows);
    this.take(given);
    this.body = this.plan.statements(program.statements);
    const { value } = program;
    if (value) {
      const made = this.plan.into(value);
      this.value = () => {
        made.run();
        return nested(made.node, value.shape);
      };
    }
    this.answers = program.derivatives.map((d) => this.answer(d));
  }

  run(given: Given): Pick<Evaluation, 'value' | 'derivatives'> | undefined {
    this.plan.space.begin();
    this.take(given);
    this.body();
    const value = this.value ? this.value() : null;
    if (value === undefined) return undefined;
    const derivatives: Record<string, Numbers> = {};
    for (const { key, read } of this.answers) {
      const numbers = read(given.lengths);
      if (numbers === undefined) return undefined;
      derivatives[key] = numbers;
    }
    return { value, derivatives };
  }

  /** Values into their buffers. */
  private take({ values, env }: Given): void {
    for (const [key, { rows, cols, data }] of values) this.plan.space.slot(key, rows, cols).data.set(data);
    for (const { key, name } of this.program.inputs) {
      const piece = env.given.get(key.replaceAll(/\s+/g, ''));
      if (piece) this.plan.space.slot(name, piece.rows, piece.cols).data.set(piece.data);
    }
  }

  // ——— answers out ———

  private answer({ key, shape, parts, family }: Derivative): Answer {
    const [only] = parts;
    if (family === undefined && only) {
      const made = this.plan.into(only.value);
      return {
        key,
        read: () => {
          made.run();
          return nested(made.node, shape);
        },
      };
    }
    const found = new Map<string, Nested>();
    const runs = parts.map(({ index, loops, value }) => {
      const made = this.plan.into(value);
      const place = this.plan.space.place(index);
      const inner = (): void => {
        made.run();
        const numbers = nested(made.node, shape);
        if (numbers !== undefined) found.set(place().join(), numbers);
        else found.set(place().join(), Number.NaN);
      };
      return loops.reduceRight((body, loop) => this.plan.space.loop(loop, body), inner);
    });
    return {
      key,
      read: (lengths) => {
        found.clear();
        for (const run of runs) run();
        if ([...found.values()].some((x) => typeof x === 'number' && Number.isNaN(x))) return undefined;
        return this.list(family as string, shape, found, lengths);
      },
    };
  }

  /** A member to which no result belongs does not enter the subject: its derivative is 0. */
  private list(family: string, shape: Shape, found: ReadonlyMap<string, Nested>, lengths: Given['lengths']): Numbers {
    const [some = ''] = found.keys();
    const arity = some === '' ? 1 : some.split(',').length;
    const ends = Array.from({ length: arity }, (_, axis) => {
      const reached = [...found.keys()].map((k) => Number(k.split(',')[axis])).filter((i) => i >= 1);
      return Math.max(lengths.get(family)?.[axis] ?? 0, ...reached, 0);
    });
    const build = (index: readonly number[]): Numbers => {
      const length = ends[index.length];
      if (length !== undefined) return Array.from({ length }, (_, i) => build([...index, i + 1]));
      const member = found.get(index.join());
      if (member !== undefined) return member;
      const [rows, cols] = this.plan.space.shape(shape);
      return matrixToJson({ rows, cols, data: new Float64Array(rows * cols) }, isScalarShape(shape));
    };
    return build([]);
  }
}

/** undefined where a number is not finite. */
function nested({ rows, cols, data }: Buffer, shape: Shape): Nested | undefined {
  for (let k = 0; k < data.length; k++) if (!Number.isFinite(data[k])) return undefined;
  return matrixToJson({ rows, cols, data }, isScalarShape(shape));
}
