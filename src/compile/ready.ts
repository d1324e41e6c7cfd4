/**
 * A plan with its ways in and out: values into buffers by name, buffers as an answer, nested lists or matrices.
 */
import type { Shape } from '../expression/dimension.js';
import { isScalarShape } from '../expression/dimension.js';
import type { Nested } from '../numeric/json.js';
import { matrixToJson } from '../numeric/json.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import type { Matrix } from '../rulebook/rule.js';
import { Arena } from './arena.js';
import type { Derivative, Program } from './code.js';
import * as dense from './dense.js';
import { Plan } from './plan.js';
import type { Buffer } from './workspace.js';

/** How matrices of an answer are given: as lists of rows, or as the buffers that the next call overwrites. */
export type Form = 'nested' | 'typed';
export type Entry = Nested | Matrix | readonly Entry[];

export interface Numbers {
  readonly value: Entry | null;
  readonly derivatives: Readonly<Record<string, Entry>>;
}

/** All values by the names that a plan has for them; pieces of unknown functions among them. */
export function* valuesOf({ inputs }: Program, { values, env }: Given): Generator<readonly [string, Matrix]> {
  yield* values;
  for (const { key, name } of inputs) {
    const piece = env.given.get(key.replaceAll(/\s+/g, ''));
    if (piece) yield [name, piece];
  }
}

interface Answer {
  readonly key: string;
  read(lengths: Given['lengths'], form: Form): Entry | undefined;
}

export class Ready {
  private readonly plan: Plan;
  private readonly body: () => void;
  private readonly value: ((form: Form) => Entry | undefined) | undefined;
  private readonly answers: readonly Answer[];
  private without = false;

  constructor(
    program: Program,
    given: Given,
    options: ValuesOptions,
    private readonly arena?: Arena,
  ) {
    this.plan = new Plan(given.env.sizes, options.rows, arena);
    for (const [key, { rows, cols }] of valuesOf(program, given)) this.plan.space.slot(key, rows, cols);
    this.body = this.plan.statements(program.statements);
    const { value } = program;
    if (value) {
      const made = this.plan.into(value);
      this.value = (form) => {
        made.run();
        return shown(made.node, value.shape, form);
      };
    }
    this.answers = program.derivatives.map((d) => this.answer(d));
  }

  get isTrial(): boolean {
    return this.arena === undefined && !this.without;
  }

  /** Room for what this one took, with that for transposed factors; undefined where there is no such memory. */
  arenaFor(): Arena | undefined {
    const { entries, buffers } = this.plan.space.taken;
    const arena = Arena.of(2 * entries, 2 * buffers);
    this.without = arena === undefined;
    return arena;
  }

  /** undefined where a number is not finite. */
  run(values: Iterable<readonly [string, Matrix]>, lengths: Given['lengths'], form: Form): Numbers | undefined {
    const { space } = this.plan;
    space.begin();
    for (const [key, { rows, cols, data }] of values) space.slot(key, rows, cols).data.set(data);
    this.body();
    const value = this.value ? this.value(form) : null;
    if (value === undefined) return undefined;
    const derivatives: Record<string, Entry> = {};
    for (const { key, read } of this.answers) {
      const numbers = read(lengths, form);
      if (numbers === undefined) return undefined;
      derivatives[key] = numbers;
    }
    return { value, derivatives };
  }

  // ——— answers out ———

  private answer({ key, shape, parts, family }: Derivative): Answer {
    const [only] = parts;
    if (family === undefined && only) {
      const made = this.plan.into(only.value);
      return {
        key,
        read: (_, form) => {
          made.run();
          return shown(made.node, shape, form);
        },
      };
    }
    const found = new Map<string, Entry | undefined>();
    let form: Form = 'nested';
    const runs = parts.map(({ index, loops, value }) => {
      const made = this.plan.into(value);
      const place = this.plan.space.place(index);
      const inner = (): void => {
        made.run();
        const one = shown(made.node, shape, form);
        // the buffer is that of the next member as well
        found.set(place().join(), isMatrix(one) ? { ...one, data: one.data.slice() } : one);
      };
      return loops.reduceRight((body, loop) => this.plan.space.loop(loop, body), inner);
    });
    return {
      key,
      read: (lengths, wanted) => {
        form = wanted;
        found.clear();
        for (const run of runs) run();
        if ([...found.values()].includes(undefined)) return undefined;
        return this.list(family as string, shape, found, lengths, form);
      },
    };
  }

  /** A member to which no result belongs does not enter the subject: its derivative is 0. */
  private list(
    family: string,
    shape: Shape,
    found: ReadonlyMap<string, Entry | undefined>,
    lengths: Given['lengths'],
    form: Form,
  ): Entry {
    const [some = ''] = found.keys();
    const arity = some === '' ? 1 : some.split(',').length;
    const ends = Array.from({ length: arity }, (_, axis) => {
      const reached = [...found.keys()].map((k) => Number(k.split(',')[axis])).filter((i) => i >= 1);
      return Math.max(lengths.get(family)?.[axis] ?? 0, ...reached, 0);
    });
    const build = (index: readonly number[]): Entry => {
      const length = ends[index.length];
      if (length !== undefined) return Array.from({ length }, (_, i) => build([...index, i + 1]));
      const member = found.get(index.join());
      if (member !== undefined) return member;
      const [rows, cols] = this.plan.space.shape(shape);
      return shown({ rows, cols, data: new Float64Array(rows * cols) }, shape, form) as Entry;
    };
    return build([]);
  }
}

const isMatrix = (x: Entry | undefined): x is Matrix => typeof x === 'object' && 'data' in x;

/** undefined where a number is not finite. */
function shown({ rows, cols, data }: Buffer, shape: Shape, form: Form): Entry | undefined {
  // the sum of what is finite is so, or is looked at once more
  if (!Number.isFinite(dense.total(data)) && !data.every(Number.isFinite)) return undefined;
  const plain = isScalarShape(shape);
  return form === 'nested' || plain ? matrixToJson({ rows, cols, data }, plain) : { rows, cols, data };
}
