/**
 * Where a number of Python's own may come about among PyTorch's tensors, whose functions refuse it: sums and products that
 * may be empty, and members of families that are set to a number and go into a function.
 */
import { isScalarShape, neverNegative, subtractDim } from '../../expression/dimension.js';
import type { Bounds } from '../../language/reach.js';
import { bind, boundsOf, reach } from '../../language/reach.js';
import type { Code, Loop, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';

type Fold = Code & { op: 'fold' };

/** Sums and products of numbers over ranges that may hold nothing, j = 1..i-1; every size is 1 at least. */
export function mayBeEmpty(program: Program): ReadonlySet<Code> {
  const found = new Set<Code>();
  eachValue(program, (value, loops) => {
    const seen = new Map<Bounds, Set<Code>>();
    const visit = (code: Code, bounds: Bounds): void => {
      const done = seen.get(bounds) ?? new Set();
      seen.set(bounds, done);
      if (done.has(code)) return;
      done.add(code);
      if (code.op === 'fold' && isScalarShape(code.shape) && isOpen(code, bounds)) found.add(code);
      const inner = code.op === 'fold' ? bind(bounds, code.over, code.from, code.to) : bounds;
      for (const part of partsOf(code)) visit(part, inner);
    };
    visit(value, boundsOf(loops));
  });
  return found;
}

const isOpen = ({ from, to }: Fold, bounds: Bounds): boolean =>
  !neverNegative(reach(subtractDim(to, from), bounds).low);

/** Families whose members go into a function as they are, or with no more than numbers. */
export function familiesInFunctions(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (code: Code): void => {
    if (!isScalarShape(code.shape)) return;
    if (code.op === 'name' && code.index.length > 0) found.add(code.name);
    if (PLAIN.has(code.op)) for (const part of partsOf(code)) look(part);
  };
  const seen = new Set<Code>();
  eachValue(program, (value) => {
    const queue = [value];
    for (let code = queue.pop(); code !== undefined; code = queue.pop()) {
      if (seen.has(code)) continue;
      seen.add(code);
      if (code.op === 'call') code.args.forEach(look);
      queue.push(...partsOf(code));
    }
  });
  return found;
}

/** Operations that make a number of numbers. */
const PLAIN: ReadonlySet<Code['op']> = new Set(['sum', 'times', 'power', 'choose', 'fold']);

/** Every value of a program, with the loops around it. */
function eachValue(
  { statements, value, derivatives }: Program,
  visit: (value: Code, loops: readonly Loop[]) => void,
): void {
  const within = (list: readonly Statement[], loops: readonly Loop[]): void => {
    for (const s of list)
      if (s.kind === 'loop') within(s.body, [...loops, s.loop]);
      else visit(s.value, loops);
  };
  within(statements, []);
  if (value) visit(value, []);
  for (const { parts } of derivatives) for (const part of parts) visit(part.value, part.loops);
}
