/**
 * A plan with its ways in and out: values into buffers by name, buffers as an answer, nested lists or matrices.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimNames, evaluateDim, isScalarShape, subtractDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { Nested } from '../numeric/json.js';
import { matrixToJson } from '../numeric/json.js';
import type { Given, ValuesOptions } from '../numeric/values.js';
import type { Matrix } from '../rulebook/rule.js';
import { Arena } from './arena.js';
import type { Derivative, DerivativePart, Program, Statement } from './code.js';
import * as dense from './dense.js';
import { Intake } from './intake.js';
import type { Buffer } from './memory.js';
import { Planner } from './planner.js';
import { Recurring } from './recurring.js';
import { shared } from './share.js';

/** How matrices of an answer are given: as lists of rows, or as the buffers that the next call overwrites. */
export type Form = 'nested' | 'typed';
export type Entry = Nested | Matrix | readonly Entry[];

/** The answer of a compiled function: lists of rows, or matrices { rows, cols, data } where such were given. */
export interface Numbers {
  readonly value: Entry | null;
  readonly derivatives: Readonly<Record<string, Entry>>;
}

/** All values by the names that a plan has for them; pieces of unknown functions among them. */
function* valuesOf({ inputs }: Program, { values, env }: Given): Generator<readonly [string, Matrix]> {
  yield* values;
  for (const { key, name, piece } of inputs) {
    if (piece !== true) continue;
    const given = env.given.get(key.replaceAll(/\s+/g, ''));
    if (given === undefined) throw new FrobeniusError('values', `no numbers are given for ${key}`);
    yield [name, given];
  }
}

/** Sizes at which the order of the program is none: evaluation asks for each member when it is needed. */
function requireOrder({ demands }: Program, sizes: ReadonlyMap<string, number>): void {
  for (const { more, less, words } of demands) {
    const ahead = evaluateDim(subtractDim(more, less), sizes);
    if (ahead === undefined || ahead >= 0) continue;
    const here = dimNames(subtractDim(more, less)).map((name) => `${name} is ${sizes.get(name)}`);
    throw new FrobeniusError(
      'values',
      `${words}, and here ${here.join(', ')}`,
      undefined,
      '`evaluate` computes it, each member when it is needed',
    );
  }
}

/** A buffer, or for a family the list of its members. */
type Answer = Buffer | readonly Answer[];

export class Ready {
  private readonly value: { readonly buffer: Buffer; readonly shape: Shape } | undefined;
  private readonly answers: { readonly key: string; readonly shape: Shape; readonly answer: Answer }[] = [];
  private readonly slots = new Map<string, Buffer>();
  readonly intake: Intake;

  /** `plain`: without WebAssembly even where there is one. */
  static of(program: Program, given: Given, options: ValuesOptions & { readonly plain?: boolean }): Ready {
    requireOrder(program, given.env.sizes);
    if (Arena.isThere && !options.plain) {
      const made = new Ready(program, given, options, true);
      if (made.planner.memory.settle()) return made;
    }
    const made = new Ready(program, given, options, false);
    made.planner.memory.settle();
    return made;
  }

  private readonly planner: Planner;

  private constructor(
    private readonly program: Program,
    given: Given,
    options: ValuesOptions,
    isShared: boolean,
  ) {
    const one = shared(program, (d) => evaluateDim(d, given.env.sizes) ?? 1);
    const { statements, value, derivatives } = one;
    const planner = new Planner(given.env.sizes, Recurring.of(one), options.rows, isShared);
    this.planner = planner;
    const { families } = planner;
    const inputs = [...valuesOf(program, given)].map(([key, { rows, cols }]) => ({ key, ...placeOf(key), rows, cols }));
    for (const { name, index, rows, cols } of inputs)
      if (index.length === 1) families.announce(name, index[0] as number, rows, cols);
    const lists = derivatives.map((d) => (d.family === undefined ? undefined : d.parts.map((p) => made(d, p))));
    planner.announce([...statements, ...lists.flatMap((list) => list ?? [])]);
    for (const { key, name, index, rows, cols } of inputs) {
      this.slots.set(key, families.slot(name, index, rows, cols));
      families.write(name, index);
    }
    planner.statements(statements);
    this.value = value && { buffer: planner.value(value), shape: value.shape };
    derivatives.forEach((derivative, i) => {
      const { key, shape } = derivative;
      const list = lists[i];
      if (list) planner.statements(list);
      const answer = list ? this.list(derivative, given.lengths) : this.single(derivative);
      this.answers.push({ key, shape, answer });
    });
    this.intake = new Intake(this.slots, given.env.sizes);
  }

  /** Additions, multiplications and the like that one run takes. */
  get flops(): number {
    return this.planner.tape.flops;
  }

  /** Puts the values of a reader into their buffers. */
  fill(given: Given): void {
    for (const [key, { data }] of valuesOf(this.program, given)) this.slots.get(key)?.data.set(data);
  }

  /** The answer to the numbers that the buffers have; undefined where one is not finite. */
  run(form: Form): Numbers | undefined {
    this.planner.tape.play();
    const value = this.value ? this.shown(this.value.buffer, this.value.shape, form) : null;
    if (value === undefined) return undefined;
    const derivatives: Record<string, Entry> = {};
    for (const { key, shape, answer } of this.answers) {
      const numbers = this.shown(answer, shape, form);
      if (numbers === undefined) return undefined;
      derivatives[key] = numbers;
    }
    return { value, derivatives };
  }

  // ——— answers ———

  /** A buffer of its own: the value may be one of the inputs. */
  private single({ parts: [only], shape }: Derivative): Buffer {
    const { planner } = this;
    const room = planner.memory.room(planner.size(shape[0]), planner.size(shape[1]));
    const made = planner.value((only as DerivativePart).value, room);
    if (made !== room) planner.emitter.operations.put(room, made);
    return room;
  }

  /** The members that were made, as lists; one to which no result belongs does not enter the subject: it is 0. */
  private list(derivative: Derivative, lengths: Given['lengths']): Answer {
    const { planner } = this;
    const { family, shape, parts } = derivative;
    const name = nameOf(derivative);
    const found: (readonly number[])[] = [];
    for (const { loops, index } of parts) {
      const note = (): void => {
        found.push(planner.at(index));
      };
      loops.reduceRight<() => void>((inner, loop) => () => planner.through(loop, inner), note)();
    }
    const arity = found[0]?.length ?? 1;
    const ends = Array.from({ length: arity }, (_, axis) =>
      found.reduce((most, index) => Math.max(most, index[axis] ?? 0), lengths.get(family as string)?.[axis] ?? 0),
    );
    const [rows, cols] = [planner.size(shape[0]), planner.size(shape[1])];
    const build = (index: readonly number[]): Answer => {
      const length = ends[index.length];
      if (length !== undefined) return Array.from({ length }, (_, i) => build([...index, i + 1]));
      return planner.families.read(name, index) ?? planner.memory.constant(rows, cols, () => undefined);
    };
    return build([]);
  }

  /** undefined where a number is not finite. */
  private shown(answer: Answer, shape: Shape, form: Form): Entry | undefined {
    if (isList(answer)) {
      const entries: Entry[] = [];
      for (const one of answer) {
        const entry = this.shown(one, shape, form);
        if (entry === undefined) return undefined;
        entries.push(entry);
      }
      return entries;
    }
    const { rows, cols, data, at } = answer;
    const { memory } = this.planner;
    const sum = memory.shared && data.length >= 64 ? memory.kernel.total(at, data.length) : dense.total(data);
    // the sum of what is finite is so, or is looked at once more
    if (!Number.isFinite(sum) && !data.every(Number.isFinite)) return undefined;
    const plain = isScalarShape(shape);
    return form === 'nested' || plain ? matrixToJson({ rows, cols, data }, plain) : { rows, cols, data };
  }
}

const isList = (answer: Answer): answer is readonly Answer[] => Array.isArray(answer);

/** No name of a problem has such a sign in it. */
const nameOf = ({ key }: Derivative): string => `#${key}`;

/** Members of a result, made like those of any family. */
function made(derivative: Derivative, { index, loops, value }: DerivativePart): Statement {
  const { shape } = derivative;
  const one: Statement = { kind: 'assign', name: nameOf(derivative), index: index as readonly Dim[], shape, value };
  return loops.reduceRight<Statement>((inner, loop) => ({ kind: 'loop', loop, body: [inner] }), one);
}

/** "X[2]" as a name and its index. */
function placeOf(key: string): { readonly name: string; readonly index: readonly number[] } {
  const member = /^([^[\]]+)\[(-?\d+(?:,-?\d+)*)\]$/.exec(key);
  return member
    ? { name: member[1] as string, index: (member[2] as string).split(',').map(Number) }
    : { name: key, index: [] };
}
