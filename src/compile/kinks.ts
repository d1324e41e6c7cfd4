/**
 * What the derivatives of maxima are made of, as functions that a run has and printed code has not: the share of each entry
 * among those that are largest, and the step from 0 to 1.
 */
import type { Rational } from '../expression/rational.js';
import type { Code } from './code.js';
import type { Flat } from './normal.js';

type Choose = Code & { op: 'choose' };

/** A product with such functions in it for what they are made of: equal pieces are one piece. */
export function withKinks(flat: Flat, one: (code: Code) => Code): Flat {
  return withSteps(withTies(flat, one), one);
}

/** where(x == m, y, 0) over the number of entries that are m. */
function withTies(flat: Flat, one: (code: Code) => Code): Flat {
  for (const number of flat.under) {
    const counted = number.op === 'total' && number.over === 'all' ? number.of : undefined;
    const ties = counted && isTie(counted) ? counted : undefined;
    if (ties === undefined || !isNumber(ties.operands[2], 1)) continue;
    const [x, m] = ties.operands;
    const at = flat.over.findIndex((c) => isTie(c) && c.operands[0] === x && c.operands[1] === m);
    if (at < 0) continue;
    const [, , value] = (flat.over[at] as Choose).operands;
    const share = one({ op: 'call', fn: 'ties', args: [x, m, value], dims: [], shape: ties.shape });
    return {
      ...flat,
      over: flat.over.map((c, i) => (i === at ? share : c)),
      under: flat.under.filter((c) => c !== number),
    };
  }
  return flat;
}

const isNumber = (c: Code, value: number): boolean => c.op === 'number' && c.value === value;
const isZero = (c: Code): boolean => isNumber(c, 0) || (c.op === 'fill' && c.value === 0);
/** Only where both are of one size: what is spread is not looked through. */
function isTie(c: Code): c is Choose {
  if (c.op !== 'choose' || c.relation !== '==') return false;
  const [x, m, , no] = c.operands;
  return isZero(no) && m.shape[0] === 1 && m.shape[1] === 1 && x.shape[0] === c.shape[0] && x.shape[1] === c.shape[1];
}

/** (1 + sign(z))/2 and (1 − sign(z))/2. */
function withSteps(flat: Flat, one: (code: Code) => Code): Flat {
  const { coefficient } = flat;
  if (typeof coefficient === 'number' || coefficient.q % 2 !== 0) return flat;
  for (const [at, factor] of flat.over.entries()) {
    const z = stepped(factor);
    if (z === undefined) continue;
    const step = one({ op: 'call', fn: 'step', args: [z.of], dims: [], shape: z.of.shape });
    const terms = [{ minus: false, code: one({ op: 'number', value: 1, shape: [1, 1] }) }];
    const made = z.minus
      ? one({ op: 'sum', terms: [...terms, { minus: true, code: step }], shape: factor.shape })
      : step;
    const doubled: Rational = coefficient.q === 2 ? coefficient.p : { p: coefficient.p, q: coefficient.q / 2 };
    const others = flat.over.map((c, i) => (i === at ? made : c));
    if (made.shape[0] !== factor.shape[0] || made.shape[1] !== factor.shape[1]) continue;
    return withSteps({ ...flat, coefficient: doubled, over: others }, one);
  }
  return flat;
}

function stepped(c: Code): { readonly minus: boolean; readonly of: Code } | undefined {
  if (c.op !== 'sum' || c.terms.length !== 2) return undefined;
  const sign = c.terms.find((t) => t.code.op === 'call' && t.code.fn === 'sign');
  const rest = c.terms.find((t) => t !== sign);
  if (sign?.code.op !== 'call' || !rest || rest.minus || !isNumber(rest.code, 1)) return undefined;
  return { minus: sign.minus, of: sign.code.args[0] as Code };
}

/** 0 before 0, 1 after it; at 0 both evenly. What is no number stays so. */
export const step = (x: number): number => (x > 0 ? 1 : x < 0 ? 0 : x / 2 + (x === 0 ? 0.5 : 0));

/** The value where x is m, shared out among all such places; 0 elsewhere. */
export function ties(into: Float64Array, x: Float64Array, m: number, value: Float64Array): void {
  const places: number[] = [];
  for (let k = 0; k < x.length; k++) if (x[k] === m) places.push(k);
  into.fill(places.length > 0 ? 0 : Number.NaN);
  for (const k of places) into[k] = (value[value.length === 1 ? 0 : k] as number) / places.length;
}
