/**
 * Admission of rules that somebody adds to the book: what cannot be read or does not hold is refused, with the
 * smallest numbers that show it.
 */
import { cut, FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import type { Catalog } from '../rulebook/catalog.js';
import type { Matrix } from '../rulebook/rule.js';
import { evaluate } from './evaluate.js';
import { relativeError } from './evidence.js';
import { hardDraws } from './hard-draws.js';
import type { Equation } from './rule-check.js';
import { checkRule, elementwiseRule, sampleOf } from './rule-check.js';

/** Draws among which the smallest counterexample is looked for. */
const TRIES = 12;

/** Checks every rule of the named modules; throws 'rule' for the first that does not hold. */
export function admit(book: Catalog, modules: readonly string[]): void {
  let rules: ReturnType<Catalog['rules']>;
  try {
    rules = book.rules();
  } catch (error) {
    throw new FrobeniusError('rule', error instanceof Error ? error.message : String(error));
  }
  for (const rule of rules) {
    if (modules.includes(rule.id.split('/')[0] as string)) judge(rule.id, rule, book);
  }
  for (const module of modules) {
    for (const fn of Object.keys(book.modules[module]?.elementwise ?? {})) {
      judge(`${module}/${fn}`, elementwiseRule(fn, book), book);
    }
  }
}

function judge(id: string, rule: Equation, book: Catalog): void {
  const evidence = checkRule(rule, book);
  if (evidence.outcome === 'ok') return;
  const statement = `${cut(format(rule.left))} = ${cut(format(rule.right))}`;
  if (evidence.outcome === 'unchecked') {
    throw new FrobeniusError('rule', `rule ${id}, ${statement}, could not be checked: ${evidence.reason}`);
  }
  const shown = counterexample(rule, book) ?? evidence.where ?? 'the two sides differ on random matrices';
  throw new FrobeniusError('rule', `rule ${id} is wrong: ${statement}`, undefined, shown);
}

/** The draw with the fewest numbers on which the two sides differ, in words. */
function counterexample(rule: Equation, book: Catalog): string | undefined {
  let best: { size: number; text: string } | undefined;
  for (let draw = 0; draw < TRIES; draw++) {
    const sample = sampleOf(rule, book, 1 + draw, draw % 2 === 1);
    if (sample.outcome !== 'ok') continue;
    for (const env of [sample.env, ...hardDraws(rule, sample.env)]) {
      const left = evaluate(rule.left, env);
      const right = evaluate(rule.right, env);
      if (!left.data.every(Number.isFinite) || relativeError(left, right) < 1e-4) continue;
      const values = [...rule.variables.values()].flatMap(({ name }) => {
        const value = env.value(name.name);
        return value ? [`${name.name} = ${written(value)}`] : [];
      });
      const size = [...env.sizes.values()].reduce((a, b) => a * b, 1);
      const text = `with ${values.join(', ')} the left side is ${written(left)}, the right side ${written(right)}`;
      if (best === undefined || size < best.size) best = { size, text };
    }
  }
  return best?.text;
}

const written = (m: Matrix): string => {
  const row = (i: number): string =>
    Array.from({ length: m.cols }, (_, j) => round(m.data[i * m.cols + j] as number)).join(', ');
  return m.rows === 1 && m.cols === 1 ? row(0) : `[${Array.from({ length: m.rows }, (_, i) => row(i)).join('; ')}]`;
};

const round = (x: number): string => String(Number(x.toPrecision(4)));
