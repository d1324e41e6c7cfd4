/**
 * Under which operators a rule may be looked up, judged from its text alone, so that only rules that can apply are
 * read. A guess from above: it may name an operator too many, never one too few (a test holds it against the rules).
 */

import { table } from '../expression/table.js';
import type { OperatorTable } from '../language/operators.js';
import { parseRuleEquation } from '../language/parser.js';
import type { BinaryOperator, Syntax } from '../language/syntax.js';
import type { RuleRow } from './rule.js';

const OF_OPERATORS: Readonly<Record<BinaryOperator, readonly string[]>> = {
  '<': [],
  '<=': [],
  '>': [],
  '>=': [],
  '==': [],
  '+': ['add', 'mul', 'dim'],
  '-': ['add', 'mul', 'dim'],
  ':': ['frob', 'mul'],
  '*': ['mul', 'had', 'dim'],
  '/': ['mul', 'had', 'pow'],
  '\\': ['mul'],
  '.*': ['had', 'mul'],
  './': ['had', 'mul', 'pow'],
  kron: ['kron', 'mul'],
  '^': ['pow', 'matpow', 'inv', 'mul'],
  '.^': ['pow', 'mul'],
};

/** Surface names that become other operators, depending on their arguments. */
const OF_NAMES: Readonly<Record<string, readonly string[]>> = table({
  sum: ['sum', 'mul', 'each'],
  mean: ['mul'],
  prod: ['prod', 'each'],
  softmax: ['softmax', 'softmaxcol'],
  logsoftmax: ['logsoftmax', 'logsoftmaxcol'],
  logsumexp: ['logsumexp', 'logsumexpcol', 'logsumexprow'],
  diag: ['diag', 'diagonal'],
  where: ['where>', 'where>=', 'where<', 'where<=', 'where=='],
  dot: ['frob', 'mul'],
  transpose: ['T'],
  power: ['pow'],
  norm: ['norm2'],
});

/** Heads of the left side of an equation; under d( ) or vec( ), of what stands inside as well. */
export function possibleHeads({ rule, where = [] }: RuleRow, table: OperatorTable): ReadonlySet<string> {
  const variables = new Set(
    where.flatMap((line) => (line.split(':')[0] as string).split(',').map((n) => n.trim().replace(/\[.*/, ''))),
  );
  const found = new Set<string>();
  const visit = (s: Syntax): void => {
    switch (s.kind) {
      case 'unary':
        found.add(s.op === "'" ? 'T' : 'mul');
        visit(s.arg);
        return;
      case 'binary':
        for (const head of OF_OPERATORS[s.op]) found.add(head);
        if (s.op === ':') visit(s.right);
        return;
      case 'call': {
        for (const head of OF_NAMES[s.fn] ?? []) found.add(head);
        for (const head of [s.fn, table.elementwise(s.fn), table.signature(s.fn)?.fn]) if (head) found.add(head);
        if (s.fn === 'd' || s.fn === 'vec') for (const a of s.args) visit(a);
        return;
      }
      case 'slice':
        found.add('slice');
        return;
      case 'blocks':
        found.add('hcat').add('vcat');
        return;
      case 'fold':
        found.add('each').add('mul');
        return;
      case 'name':
      case 'number':
        found.add(s.kind === 'name' ? 'name' : 'num');
        return;
      default:
        return;
    }
  };
  visit(parseRuleEquation(rule, { isVariable: (name) => variables.has(name) }).left);
  return found;
}

/** How the table says it: a head, and the operators of operands. */
export const indexText = (head: string, operands: readonly string[]): string =>
  [head, ...(operands.length > 0 ? ['of', ...operands] : [])].join(' ');

/** The text of heads-table.ts: under each place in the index the rules that stand there. */
export function headsTable(rows: readonly (readonly [string, string])[]): string {
  const places = new Map<string, string[]>();
  for (const [id, text] of rows) places.set(text, [...(places.get(text) ?? []), id]);
  return `/** Made by npm run heads from rules/: where rules are indexed, and of identities the operators of their operands. */
const PLACES: Readonly<Record<string, string>> = {
${[...places].map(([text, ids]) => `  '${text}': '${ids.join(', ')}',`).join('\n')}
};

/** The place of each rule. */
export const HEADS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PLACES).flatMap(([text, ids]) => ids.split(', ').map((id) => [id, text])),
);
`;
}
