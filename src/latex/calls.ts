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

/** What tanh'(z) and the like are, of numbers and so of each entry: the language has no derivative of a function by itself. */
export const DERIVATIVES: ReadonlyMap<string, (of: string) => string> = new Map([
  ['tanh', (of: string) => `(1 - tanh(${of}).^2)`],
  ['sigmoid', (of: string) => `(sigmoid(${of}).*(1 - sigmoid(${of})))`],
  ['softplus', (of: string) => `sigmoid(${of})`],
  ['relu', (of: string) => `where(${of} > 0, 1, 0)`],
  ['exp', (of: string) => `exp(${of})`],
  ['log', (of: string) => `(1 ./(${of}))`],
  ['sin', (of: string) => `cos(${of})`],
  ['cos', (of: string) => `(-sin(${of}))`],
  ['digamma', (of: string) => `trigamma(${of})`],
]);
