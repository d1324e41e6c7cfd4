/** Which indices move a value. */
import type { Dim } from '../expression/dimension.js';
import { dimNames } from '../expression/dimension.js';
import type { Code } from './code.js';
import { partsOf } from './parts.js';

/** The indices and sizes by name that a value hangs on, those of families among them. */
export function lettersIn(code: Code, known: Map<Code, ReadonlySet<string>>): ReadonlySet<string> {
  const found = known.get(code);
  if (found !== undefined) return found;
  const own = new Set<string>();
  const dims = (list: readonly Dim[]): void => {
    for (const d of list) if (typeof d !== 'number') for (const name of dimNames(d)) own.add(name);
  };
  if (code.op === 'name') dims(code.index);
  else if (code.op === 'size') dims([code.size]);
  else if (code.op === 'slice') dims(code.range);
  // of these the size is all there is
  else if (code.op === 'fill' || code.op === 'identity') dims(code.shape);
  else if (code.op === 'call') dims(code.dims);
  for (const part of partsOf(code)) for (const name of lettersIn(part, known)) own.add(name);
  if (code.op === 'fold') {
    own.delete(code.over);
    dims([code.from, code.to]);
  }
  known.set(code, own);
  return own;
}
