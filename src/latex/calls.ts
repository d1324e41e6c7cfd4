/** Functions that the input language has by other names, or made of several. */

/** By the texts of the arguments. */
export const CALLS: ReadonlyMap<string, (of: string, at: string) => string> = new Map([
  ['lambdamax', (of: string) => `lambdamax(${of})`],
  ['lambdamin', (of: string) => `eigvals(${of})(1)`],
  ['sigmamax', (of: string) => `specnorm(${of})`],
  ['sigmamin', (of: string) => `min(svdvals(${of}))`],
  ['sigmaat', (of: string, at: string) => `svdvals(${of})(${at})`],
  ['Gamma', (of: string) => `exp(gammaln(${of}))`],
  ['factorial', (of: string) => `exp(gammaln(${of} + 1))`],
]);

/** Their logarithms, where those are functions as well. */
export const LOGARITHMS: ReadonlyMap<string, (of: string) => string> = new Map([
  ['det', (of: string) => `logdet(${of})`],
  ['Gamma', (of: string) => `gammaln(${of})`],
  ['factorial', (of: string) => `gammaln(${of} + 1)`],
]);

/** Letters that are functions where an argument follows. */
export const NAMES_OF_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['sigma', 'sigmoid'],
  ['psi', 'digamma'],
  ['lambda', 'eigvals'],
]);
