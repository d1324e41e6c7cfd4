/** What is said of verdicts that are not simply right or wrong. */
import type { Evidence } from '../numeric/evidence.js';
import type { NoValue } from './elsewhere.js';

/** "equal where both have a value: for n < m the second has none". */
export function noValueWords({ of, at }: NoValue, first: string, second: string): string {
  if (of === 'both') return 'neither side has a value, at any values that were tried';
  return `equal where both have a value: ${at} the ${of === 'before' ? first : second} has none`;
}

/** Of what differs somewhere, and nowhere so that it can be shown. */
export function withoutExample(evidence: Evidence): string {
  if (evidence.outcome === 'failed' && evidence.where === 'exactly')
    return 'the two differ modulo 2^61 − 1, and nowhere by so much that doubles show it';
  const size = evidence.outcome === 'failed' && Number.isFinite(evidence.error) ? evidence.error : 0;
  const by = size > 0 ? `by ${size.toExponential(0)}` : 'somewhere';
  return `the two differ ${by}, which may be rounding: there is no example that shows it`;
}
