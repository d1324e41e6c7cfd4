/** Problems for paths of the engine that no example and no table goes. */
import type { BatteryProblem } from './battery-problems.js';

const PROBLEMS: Readonly<Record<string, string>> = {
  'a column added to a matrix': `
    data X : n x d
    param W : d x h
    param u : n
    L = norm2(X*W + u)^2
    grad L wrt W, u`,
  'a row divided by a column': `
    param b : 1 x m
    param u : n positive
    L = sum((b./u).^2)
    grad L wrt b, u`,
  'a scalar exponent of a row': `
    param b : 1 x m positive
    param s : scalar
    data X : n x m
    L = sum(X.*b.^s)
    grad L wrt b, s`,
};

export const OWN_PROBLEMS: readonly BatteryProblem[] = Object.entries(PROBLEMS).map(([name, source]) => ({
  name,
  source: source.replaceAll(/^ +/gm, '').trim(),
}));
