/**
 * Whether two expressions are the same function of their variables.
 *
 * A claim E1 = E2 without a derivation around it: names are declared beside it or go by their letter.
 */
import type { Expr } from '../expression/expression.js';
import { ifAffordable } from '../expression/limits.js';
import { FrobeniusError } from '../language/error.js';
import { normalizeText } from '../language/lexer.js';
import { binary } from '../language/nodes.js';
import { requireText, requireTexts, requireWhole } from '../language/options.js';
import { parseExpression } from '../language/parser.js';
import { readProblem, readSyntaxes } from '../language/read.js';
import { shapeWords } from '../language/scope.js';
import { declaredBy, parseDeclaration } from '../language/statements.js';
import type { Syntax } from '../language/syntax.js';
import type { Catalog } from '../rulebook/catalog.js';
import { counterexample } from './counterexample.js';
import { movingIn } from './moving.js';
import type { Reading } from './reading.js';
import { Reasons } from './reasons.js';
import type { Comparison } from './verdict.js';
import { noValueWords, withoutExample } from './words.js';
import { varyingNames, World } from './world.js';

/** Of what is left to a call: what is found already is told without a reason. */
const REST = 0.95;

/** How two expressions are compared. */
export interface EqualOptions {
  readonly declare?: readonly string[];
  readonly seed?: number;
}

export function compareExpressions(
  first: string,
  second: string,
  catalog: Catalog,
  options: EqualOptions = {},
): Comparison {
  const { declare = [], seed = 1 } = options;
  for (const text of [first, second]) requireText('an expression', text);
  requireTexts('declare', options.declare, "['x : n']");
  requireWhole('seed', options.seed);
  const texts = [first, second].map(normalizeText) as [string, string];
  const known = declaredBy(declare.map(parseDeclaration));
  const syntaxes = texts.map((text) => parseExpression(text, known)) as [Syntax, Syntax];
  const [left, right] = syntaxes;
  // sizes follow from both, and from their being equal
  const together = binary('-', left, right, left.span);
  const problem = readProblem('', catalog.table, {
    inline: false,
    declare,
    equations: [{ left: together, right: together }],
  });
  const read = (k: 0 | 1): Expr => {
    const options = { differentials: true };
    return readSyntaxes([syntaxes[k]], texts[k], problem, catalog.table, options)[0] as Expr;
  };
  const remarks = problem.remarks.filter((r) => !r.endsWith('is declared but not used'));
  const base = { left: texts[0].trim(), right: texts[1].trim(), remarks };
  const terms = readTogether(syntaxes, texts, problem, catalog) ?? ([read(0), read(1)] as const);
  const [a, b] = terms;
  if (a.shape[0] !== b.shape[0] || a.shape[1] !== b.shape[1]) {
    const message = `the first is ${shapeWords(a.shape)}, the second ${shapeWords(b.shape)}`;
    return { ...base, outcome: 'shape', message };
  }
  const moving = new Set(movingIn([a, b]));
  const reading: Reading = { source: '', problem, lines: [], moving };
  const varying = varyingNames(reading, new Set());
  const world = new World(problem, [], varying, catalog, seed, [a, b]);
  const { evidence, certainty, example: far, partial, sample } = world.judge(a, b);
  if (evidence.outcome === 'unchecked') return { ...base, outcome: 'unchecked', message: evidence.reason };
  if (evidence.outcome === 'failed') {
    const example = far ?? counterexample(a, b, world, sample);
    if (example) return { ...base, outcome: 'different', example };
    return { ...base, outcome: 'unchecked', message: withoutExample(evidence) };
  }
  const found = ifAffordable(REST, () => new Reasons(problem, [], varying, catalog).between(a, b));
  const caution = partial && noValueWords(partial, 'first', 'second');
  return {
    ...base,
    outcome: 'equal',
    ...(found && { found }),
    ...(certainty && { certainty }),
    ...(caution && { remarks: [...remarks, caution] }),
  };
}

/** Read together, the size of an I or a 𝟏 in one is that of the other; places in errors are each text's own. */
function readTogether(
  syntaxes: readonly [Syntax, Syntax],
  texts: readonly [string, string],
  problem: Reading['problem'],
  catalog: Catalog,
): readonly [Expr, Expr] | undefined {
  try {
    const [a, b] = readSyntaxes(syntaxes, texts[0], problem, catalog.table, { differentials: true });
    return [a as Expr, b as Expr];
  } catch (error) {
    if (error instanceof FrobeniusError) return undefined;
    throw error;
  }
}
