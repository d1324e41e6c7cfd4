/** Random expressions: what is read is what was written. */
import { expect, test } from 'vitest';
import { readWritten } from './written.js';

const RUNS = 1500;

test('what is read has the value of what is written', () => {
  const readings = Array.from({ length: RUNS }, (_, k) => readWritten(1, k));
  expect(readings.filter(({ outcome }) => outcome === 'other').map(({ text }) => text)).toEqual([]);
  expect(readings.filter(({ outcome }) => outcome === 'same').length).toBeGreaterThan(RUNS * 0.7);
});
