/**
 * What becomes of a faulty rule: refused by the reader, refused by the rule check, no fault at all, or not noticed.
 *
 * What the check lets pass is put before two referees that the check does not use: exact arithmetic in a prime field, and
 * many more random values. A rule is called true only where one of them says so; what they refute is a miss of the check.
 */
import { ShapeClash } from '../../src/expression/build.js';
import { FrobeniusError } from '../../src/language/error.js';
import { readRule } from '../../src/language/read.js';
import type { Environment } from '../../src/numeric/environment.js';
import type { Evidence } from '../../src/numeric/evidence.js';
import { compareExact } from '../../src/numeric/exact-check.js';
import type { Equation } from '../../src/numeric/rule-check.js';
import { checkRule, elementwiseRule, sampleOf } from '../../src/numeric/rule-check.js';
import type { Catalog } from '../../src/rulebook/catalog.js';
import { makeCatalog } from '../../src/rulebook/catalog.js';
import type { ElementwiseRow, RuleModule, RuleRow } from '../../src/rulebook/rule.js';
import type { RuleFault } from './rule-faults.js';

/** How a rule is checked: replaced in the tests by a check that is too weak. */
export type Check = (rule: Equation, catalog: Catalog) => Evidence;

export type Verdict =
  /** It has no syntax, or its sides no common shape. */
  | { readonly outcome: 'refused' }
  /** The check finds its sides different, or values that cannot be had. */
  | { readonly outcome: 'caught'; readonly how: 'false' | 'without value' }
  /** The term is the same: no fault. */
  | { readonly outcome: 'same' }
  | { readonly outcome: 'true'; readonly proof: Proof }
  | { readonly outcome: 'missed' };

export type Proof =
  /** Both sides agree modulo 2^61 − 1; the chance of a false agreement is below 10^chance. */
  | { readonly by: 'exact'; readonly chance: number }
  /** As many samples agree in floating point. */
  | { readonly by: 'numbers'; readonly samples: number };

/** Seeds of the samples of the referee; each is six samples and what is made of them. */
const SEEDS = [11, 23, 37, 41, 53, 67];
const EXACT_SAMPLES = 3;

export function judgeFault(row: RuleRow, fault: RuleFault, catalog: Catalog, check: Check = checkRule): Verdict {
  const own = readRule(row, catalog.table);
  let rule: ReturnType<typeof readRule>;
  try {
    rule = readRule(fault.row, catalog.table);
  } catch (error) {
    if (error instanceof FrobeniusError) return { outcome: 'refused' };
    throw error;
  }
  const same = rule.left === own.left && rule.right === own.right;
  if (same && fault.dropped === undefined) return { outcome: 'same' };
  return judgeEquation(rule, catalog, check);
}

/** The same for the derivative of an elementwise function. */
export function judgeDerivative(fn: string, text: string, catalog: Catalog, check: Check = checkRule): Verdict {
  const elementwise = catalog.modules.elementwise as RuleModule;
  const row = { ...(catalog.elementwise(fn) as ElementwiseRow), derivative: text };
  const rows = { ...elementwise.elementwise, [fn]: row };
  const book = makeCatalog({ ...catalog.modules, elementwise: { ...elementwise, elementwise: rows } });
  let rule: Equation;
  try {
    rule = elementwiseRule(fn, book);
  } catch (error) {
    if (error instanceof FrobeniusError || error instanceof ShapeClash) return { outcome: 'refused' };
    throw error;
  }
  if (rule.right === elementwiseRule(fn, catalog).right) return { outcome: 'same' };
  return judgeEquation(rule, book, check);
}

function judgeEquation(rule: Equation, catalog: Catalog, check: Check = checkRule): Verdict {
  const found = check(rule, catalog);
  if (found.outcome !== 'ok') return { outcome: 'caught', how: found.outcome === 'failed' ? 'false' : 'without value' };
  const proof = proofOf(rule, catalog);
  return proof ? { outcome: 'true', proof } : { outcome: 'missed' };
}

function proofOf(rule: Equation, catalog: Catalog): Proof | undefined {
  const environments: Environment[] = [];
  for (let seed = 1; seed < 200 && environments.length < EXACT_SAMPLES; seed += 7) {
    const sample = sampleOf(rule, catalog, seed, false);
    if (sample.outcome === 'ok') environments.push(sample.env);
  }
  const exact = compareExact(rule.left, rule.right, environments, { catalog });
  if (exact.outcome === 'different') return undefined;
  for (const seed of SEEDS) if (checkRule(rule, catalog, seed).outcome !== 'ok') return undefined;
  if (exact.outcome === 'equal') return { by: 'exact', chance: exact.chance };
  return { by: 'numbers', samples: 6 * SEEDS.length };
}
