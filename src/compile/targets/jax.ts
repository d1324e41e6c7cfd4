/**
 * Programs as JAX: families as arrays that are stacked over their index, recurrences as scans, so that jax.jit compiles
 * each round once. What does not lie so is printed with loops over members, as for NumPy, and says so.
 */
import type { Derivative, Program } from '../code.js';
import { piecesOf, valuesOf } from './jax-groups.js';
import { Unfit } from './jax-layout.js';
import { JaxWriter } from './jax-scan.js';
import { PythonWriter, python } from './python.js';
import type { Printed, PrintOptions, Target } from './target.js';

export const jax: Target = {
  ...python('jax'),
  print: (program, options) => stacked(program, options) ?? new LoopWriter(program, 'jax', options).print(),
  fits: (program) => stacked(program, { version: '', name: 'derivatives', costs: [] }) !== undefined,
};

/** Undefined where families do not lie as arrays. */
function stacked(program: Program, options: PrintOptions): Printed | undefined {
  if (program.families.size === 0 && !hasFolds(program)) return new PythonWriter(program, 'jax', options).print();
  try {
    return JaxWriter.of(program, options).print();
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

const hasFolds = (program: Program): boolean =>
  valuesOf(program).some((value) => [...piecesOf(value)].some((c) => c.op === 'fold'));

/** Loops over dictionaries of members, but answers that are arrays. */
class LoopWriter extends PythonWriter {
  protected override readonly listWords = {
    given: ', stacked over its index or a list',
    answered: ' for each index, stacked',
  };

  protected override closingWords(): string[] {
    return ['', 'Loops over an index are Python loops here: jax.jit unrolls them.'];
  }

  protected override answer(derivative: Derivative): string {
    const text = super.answer(derivative);
    return derivative.family === undefined ? text : `jnp.${text.startsWith('[[') ? 'asarray' : 'stack'}(${text})`;
  }
}
