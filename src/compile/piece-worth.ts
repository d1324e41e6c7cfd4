/** Which values are worth a name where they stand twice: what takes work, or more of it to read than a name does. */
import { isScalarShape } from '../expression/dimension.js';
import type { Code } from './code.js';
import { partsOf } from './parts.js';

/** Functions whose value is read off their argument, or is hardly more than a copy of it. */
const SLIGHT: ReadonlySet<string> = new Set(
  'abs sign relu square pi vec unvec diag diagonal sym skew phi tril triu basis commutation'.split(' '),
);

export function isWorthNaming(code: Code): boolean {
  switch (code.op) {
    case 'product':
    case 'solve':
    case 'dot':
    case 'fold':
      return true;
    case 'total':
      return true;
    case 'call':
      if (code.fn === 'tr') return isWork(code.args[0] as Code);
      if (SLIGHT.has(code.fn)) return code.args.some(isWork);
      // the root of a number is as short as a name for it
      return code.args.length > 0 && !(code.fn === 'sqrt' && code.args.every(isPlainName));
    case 'sum':
    case 'times':
    case 'power':
    case 'choose':
      return isScalarShape(code.shape) ? isWork(code) : arrays(code).length > 1 || isWork(code);
    default:
      return false;
  }
}

/** Functions that languages without them write with their argument twice. */
const TWICE: ReadonlySet<string> = new Set('sym skew phi cbrt leakyrelu elu selu gelu silu softsign adj'.split(' '));

/** How often a function's argument is written. */
export const timesWritten = (code: Code): number => (code.op === 'call' && TWICE.has(code.fn) ? 2 : 1);

const isPlainName = ({ op, shape }: Code): boolean => isScalarShape(shape) && (op === 'name' || op === 'size');

/** Whether more than entries one by one has to be worked out for it. */
function isWork(code: Code): boolean {
  switch (code.op) {
    case 'product':
    case 'solve':
    case 'dot':
    case 'total':
    case 'fold':
      return true;
    case 'call':
      return !SLIGHT.has(code.fn) && !isScalarShape(code.shape)
        ? true
        : code.args.some((a) => isWork(a) || !isScalarShape(a.shape));
    default:
      return partsOf(code).some(isWork);
  }
}

const arrays = (code: Code): readonly Code[] => partsOf(code).filter(({ shape }) => !isScalarShape(shape));
