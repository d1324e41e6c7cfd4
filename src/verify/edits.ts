/**
 * Small changes of a person's line, each a slip undone: what the line would be if the slip had not been made.
 *
 * Owns the families of changes and their order: a change that a writer makes more easily comes first. Whether a change
 * makes the line right is found out elsewhere, by trying it. Bounded in number by MOST.
 */
import { table } from '../expression/table.js';
import type { Syntax } from '../language/syntax.js';
import type { Edit, EditContext } from './edit.js';
import { all, isExponent, isInverse, MOST_PERMUTED, one } from './edit.js';
import { exponents, insertions, inverses, letters, onesVectors, sums } from './edits-within.js';
import type { Patch, Placed, Text } from './spell.js';
import { Bind, operandsOf, summandsOf } from './spell.js';
import type { Slip } from './verdict.js';

const MOST = 900;

export function editsOf(context: EditContext): Edit[] {
  const single = [
    ...transposes(context),
    ...signs(context),
    ...operators(context),
    ...orders(context),
    ...factors(context),
    ...missingTerms(context),
    ...sums(context),
    ...onesVectors(context),
    ...inverses(context),
    ...exponents(context),
    ...letters(context),
    ...insertions(context),
  ];
  return [...single, ...pairs(single)].sort((a, b) => a.cost - b.cost).slice(0, MOST);
}

const isSide = ({ node, parent }: Placed): boolean =>
  parent?.kind === 'binary' && parent.op === ':' && (parent.left === node || parent.right === node);

/** A transpose put or taken away. */
function* transposes(c: EditContext): Generator<Edit> {
  for (const place of all(c)) {
    const { node, parent } = place;
    if (node.kind === 'number' || (parent?.kind === 'unary' && parent.op === "'")) continue;
    if (isExponent(place) || (node.kind === 'unary' && node.op !== "'")) continue;
    const text = c.text.transposed(node);
    const bare = node.kind === 'unary' ? node.arg : node;
    const whole = c.text.of(bare);
    if (node === c.root) {
      const words = c.gradient
        ? 'the gradient is transposed: it has the shape of what it is taken by'
        : 'the whole is transposed';
      yield one(c.gradient ? 'layout' : 'transpose', words, node, turned(node, c.text) ?? text, 1.09);
      yield one(c.gradient ? 'layout' : 'transpose', words, node, text, 1.1);
    } else if (isInverse(bare)) yield one('inverse-transpose', `${whole} is to be transposed`, node, text, 1);
    else if (isSide(place)) {
      const side = parent?.kind === 'binary' && parent.left === node ? 'left' : 'right';
      const words =
        node === bare ? `a transpose is missing on the ${side} of ':'` : `no transpose belongs on the ${side} of ':'`;
      yield one('frobenius-transpose', words, node, text, 1.05);
    } else {
      const words = node === bare ? `${whole} is to be transposed` : `${whole} is not to be transposed`;
      const inInverse = parent !== undefined && isInverse(parent);
      yield one('transpose', words, node, text, inInverse || bare.kind === 'binary' ? 1.3 : 1);
    }
  }
}

/** (2*A*B)' as 2*B'*A'. */
function turned(e: Syntax, text: Text): string | undefined {
  const operands = operandsOf(e, '*', text);
  if (operands.length < 2) return undefined;
  const numbers = operands.filter((x) => x.kind === 'number').map((x) => text.of(x));
  const others = operands.filter((x) => x.kind !== 'number').map((x) => text.transposed(x));
  return [...numbers, ...others.reverse()].join('*');
}

/** A sign turned round, of the whole or of one term. */
function* signs(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    if (parent?.kind === 'binary' && (parent.op === '+' || parent.op === '-') && !c.text.enclosed(node) && isSum(node))
      continue;
    const terms = summandsOf(node, c.text);
    if (terms.length === 1 && node !== c.root) continue;
    for (const { node: term, negative, span, first } of terms) {
      const written = c.text.fit(term, Bind.frobenius);
      const text = first ? (negative ? written : opposite(written)) : `${negative ? '+' : '-'} ${written}`;
      const words = terms.length === 1 ? 'the sign is wrong' : `the sign of ${c.text.of(term)} is wrong`;
      yield { slip: 'sign', words, patches: [{ span, text }], cost: 0.9 };
    }
    if (terms.length > 1 && node === c.root)
      yield one('sign', 'the sign of the whole is wrong', node, `-(${c.text.of(node)})`, 1.2);
  }
}

/** A sign of its own is taken away. */
const opposite = (text: string): string => (/^[-−]/.test(text) ? text.slice(1).trimStart() : `-${text}`);

const isSum = (e: Syntax): boolean => e.kind === 'binary' && (e.op === '+' || e.op === '-');

/** ⊙ for the matrix product, and the other way round. */
function* operators(c: EditContext): Generator<Edit> {
  const other: Record<string, readonly [string, string]> = table({
    '*': ['.*', 'an elementwise product is meant here, not the matrix product'],
    '.*': ['*', 'the matrix product is meant here, not the elementwise one'],
    '/': ['./', 'an elementwise quotient is meant here'],
    './': ['/', 'a quotient of matrices is meant here, not an elementwise one'],
  });
  for (const { node } of all(c)) {
    if (node.kind !== 'binary') continue;
    const swap = other[node.op];
    if (swap !== undefined)
      yield { slip: 'hadamard', words: swap[1], patches: [{ span: node.at, text: swap[0] }], cost: 1.2 };
    if (node.op === '*') {
      // X*A with a ':' meant, and the other way round
      const text = `tr(${c.text.of(node.left)}'*${c.text.fit(node.right, Bind.product)})`;
      if (node === c.root && c.text.bind(node.left) >= Bind.postfix)
        yield one('trace', 'the trace of this product is meant', node, text, 1.6);
    }
  }
}

/** Factors in another order; inside a trace only a cyclic one keeps the value. */
function* orders(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    const inner = parent?.kind === 'binary' && parent.op === '*' && parent.left === node && !c.text.enclosed(node);
    if (node.kind !== 'binary' || node.op !== '*' || inner) continue;
    const operands = operandsOf(node, '*', c.text);
    const inTrace = parent?.kind === 'call' && (parent.fn === 'tr' || parent.fn === 'trace');
    const slip: Slip = inTrace ? 'trace' : 'order';
    const [open, close] = c.text.enclosed(node) ? ['(', ')'] : ['', ''];
    const write = (list: readonly string[]): string => `${open}${list.join('*')}${close}`;
    for (const order of permutations(operands.length)) {
      const text = write(order.map((k) => c.text.fit(operands[k] as Syntax, Bind.sign)));
      const words = inTrace
        ? 'the factors inside the trace may be exchanged cyclically only'
        : 'the factors stand in the wrong order';
      yield one(slip, words, node, text, 1.1 + 0.02 * displaced(order));
    }
    const turned = [...operands].reverse().map((e) => c.text.transposed(e));
    yield one('transpose', '(AB)ᵀ = BᵀAᵀ turns the order round', node, write(turned), 1.4);
  }
}

const displaced = (order: readonly number[]): number => order.filter((k, i) => k !== i).length;

/** All orders but the one there is; of many factors only exchanges of neighbours and the reverse. */
function permutations(n: number): number[][] {
  const identity = Array.from({ length: n }, (_, k) => k);
  if (n > MOST_PERMUTED) {
    const near = identity.slice(1).map((k) => identity.map((x) => (x === k ? k - 1 : x === k - 1 ? k : x)));
    return [...near, [...identity].reverse()];
  }
  const found: number[][] = [[]];
  for (let k = 0; k < n; k++) {
    const longer = found.flatMap((p) => identity.filter((x) => !p.includes(x)).map((x) => [...p, x]));
    found.splice(0, found.length, ...longer);
  }
  return found.filter((p) => displaced(p) > 0);
}

/** A number in front of a piece of the line that is a term of a sum somewhere inside. */
function* factors(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    const inSum = parent !== undefined && isSum(parent);
    const leading = node.kind === 'binary' && node.op === '*' && node.left.kind === 'number';
    if (leading && node.left.kind === 'number') {
      const rest = c.text
        .of(node)
        .slice(node.left.span.end - node.span.start)
        .replace(/^\s*\*\s*/, '');
      yield one('factor', `the factor ${c.text.of(node.left)} does not belong there`, node, rest, 1);
      for (const k of ['1/2', '2', '3', '4'])
        if (k !== node.left.text) {
          const words = `the factor is ${k}, not ${node.left.text}`;
          yield { slip: 'factor', words, patches: [{ span: node.left.span, text: k }], cost: 1.1 };
        }
    }
    if (!inSum || isSum(node)) continue;
    for (const k of ['2', '1/2'])
      yield one(
        'factor',
        `the factor ${k} of ${c.text.of(node)} is missing`,
        node,
        `${k}*${c.text.fit(node, Bind.product)}`,
        1.2,
      );
  }
}

function* missingTerms(c: EditContext): Generator<Edit> {
  const end = { start: c.root.span.end, end: c.root.span.end };
  for (const { text, words, product } of c.terms) {
    const slip: Slip = product ? 'product-rule' : 'missing-term';
    const whole = c.text.bind(c.root) >= Bind.sum ? [{ span: end, text: ` ${text}` }] : [];
    yield { slip, words, patches: whole, cost: product ? 1.15 : 1.25 };
  }
  // a name that stands for itself and its transpose: (A + A')*x
  for (const { node, parent } of all(c)) {
    const simple = node.kind === 'name' || (node.kind === 'unary' && node.op === "'" && node.arg.kind === 'name');
    if (!simple || (parent?.kind === 'unary' && parent.op === "'")) continue;
    const twice = `(${c.text.of(node)} + ${c.text.transposed(node)})`;
    const words = `the term with ${c.text.transposed(node)} is missing`;
    yield one('product-rule', words, node, twice, 1.35);
    // 2*A*x for (A + A')*x
    const number = numberBefore(node, c);
    if (number === undefined) continue;
    const after = { start: number.span.start, end: node.span.start };
    const kept = c.text.source.slice(number.span.end, node.span.start).replace(/^\s*\*\s*/, '');
    const patches = [
      { span: after, text: kept },
      { span: node.span, text: twice },
    ];
    yield { slip: 'product-rule', words: `the second term has ${c.text.transposed(node)}`, patches, cost: 1.36 };
  }
  for (const { node, parent } of all(c)) {
    if (parent !== undefined && !isSide({ node, parent })) continue;
    const text = `(${c.text.of(node)} + ${c.text.transposed(node)})`;
    yield one('missing-term', 'the transposed term is missing', node, text, 1.4);
  }
  yield* extraTerms(c);
}

/** The 2 in front of the product in which a factor stands. */
function numberBefore(node: Syntax, c: EditContext): Syntax | undefined {
  for (const { node: product } of all(c)) {
    const operands = operandsOf(product, '*', c.text);
    const [first] = operands;
    if (first?.kind === 'number' && first.text === '2' && operands.slice(1).includes(node)) return first;
  }
  return undefined;
}

/** A term that does not belong there. */
function* extraTerms(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    if (
      !isSum(node) ||
      (parent && isSum(parent) && !c.text.enclosed(node) && parent.kind === 'binary' && parent.left === node)
    )
      continue;
    const terms = summandsOf(node, c.text);
    for (const [k, { node: term, span, first }] of terms.entries()) {
      const words = `the term ${c.text.of(term)} does not belong there`;
      if (!first) {
        yield { slip: 'extra-term', words, patches: [{ span, text: '' }], cost: 1.2 };
        continue;
      }
      const next = terms[k + 1];
      if (next === undefined) continue;
      const from = { start: span.start, end: next.node.span.start };
      yield { slip: 'extra-term', words, patches: [{ span: from, text: next.negative ? '-' : '' }], cost: 1.2 };
    }
  }
}

const PAIRED: ReadonlySet<Slip> = new Set([
  'transpose',
  'order',
  'sign',
  'factor',
  'hadamard',
  'inverse-transpose',
  'frobenius-transpose',
]);

/** Two slips at different places. */
function pairs(single: readonly Edit[]): Edit[] {
  const some = single.filter((e) => PAIRED.has(e.slip) && e.cost <= 1.3).slice(0, 40);
  const found: Edit[] = [];
  for (const [k, a] of some.entries()) {
    for (const b of some.slice(k + 1)) {
      if (a.patches.some((p) => b.patches.some((q) => overlap(p, q)))) continue;
      const same = a.slip === b.slip ? a.slip : 'two';
      found.push({
        slip: same,
        words: `${a.words}, and ${b.words}`,
        patches: [...a.patches, ...b.patches],
        cost: a.cost + b.cost + 0.5,
      });
    }
  }
  return found.sort((a, b) => a.cost - b.cost).slice(0, 400);
}

const overlap = (p: Patch, q: Patch): boolean => p.span.start < q.span.end && q.span.start < p.span.end;
