/**
 * Changes inside a line other than of signs, transposes and orders: sums over an axis, inverses, exponents, letters, and
 * factors that are missing or too many.
 */
import type { Syntax } from '../language/syntax.js';
import type { Edit, EditContext } from './edit.js';
import { all, isExponent, isInverse, MOST_PERMUTED, one } from './edit.js';
import { Bind, operandsOf } from './spell.js';

/** Sums over an axis: another one, one that is missing, one too many. */
export function* sums(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    if (node.kind === 'call' && (node.fn === 'sum' || node.fn === 'mean')) {
      const [of, axis] = node.args as readonly [Syntax, Syntax | undefined];
      const inner = c.text.of(of);
      if (axis !== undefined) {
        const other = c.text.of(axis).trim() === '1' ? '2' : '1';
        yield one('axis', 'it is summed over the wrong axis', node, `${node.fn}(${inner}, ${other})`, 0.97);
        yield one(
          'axis',
          'it is summed over the wrong axis, and lies the wrong way',
          node,
          `${node.fn}(${inner}, ${other})'`,
          0.98,
        );
        yield one('axis', 'the sum is over all entries', node, `${node.fn}(${inner})`, 1.2);
      } else
        for (const k of ['1', '2'])
          yield one('axis', `the sum is over axis ${k} only`, node, `${node.fn}(${inner}, ${k})`, 1.1);
      yield one('axis', 'no sum belongs there', node, `(${inner})`, 1.2);
      const swap = node.fn === 'sum' ? 'mean' : 'sum';
      const words =
        swap === 'mean' ? 'the mean is meant: a factor 1/n is missing' : 'the sum is meant: a factor n is missing';
      yield { slip: 'size', words, patches: [{ span: node.at, text: swap }], cost: 1.1 };
    }
    if (node.kind === 'number' || (parent?.kind === 'unary' && parent.op === "'") || isExponent({ node, parent }))
      continue;
    const text = c.text.of(node);
    const rows = 'what was broadcast over the rows is to be summed over them';
    yield one('broadcast', rows, node, `sum(${text}, 1)`, 1.3);
    yield one(
      'broadcast',
      'what was broadcast over the columns is to be summed over them',
      node,
      `sum(${text}, 2)`,
      1.3,
    );
    yield one('broadcast', 'the sum over all entries is missing', node, `sum(${text})`, 1.35);
    yield one('broadcast', rows, node, `sum(${text}, 1)'`, 1.45);
  }
}

/** A 1 that is meant to be the vector of ones: as it stands it is the number. */
export function* onesVectors(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    if (node.kind !== 'number' || node.text !== '1' || parent === undefined) continue;
    const turned = parent.kind === 'unary' && parent.op === "'";
    if (!turned && !(parent.kind === 'binary' && parent.op === '*')) continue;
    for (const n of c.sizes) {
      const text = `ones(${n}, 1)`;
      yield one('broadcast', `1 is the number one here; the vector of ones is ${text}`, node, text, 0.96);
    }
  }
}

export function* inverses(c: EditContext): Generator<Edit> {
  for (const place of all(c)) {
    const { node } = place;
    if (node.kind === 'number' || isExponent(place)) continue;
    if (node.kind === 'call' && node.fn === 'inv')
      yield one(
        'inverse',
        `${c.text.of(node.args[0] as Syntax)} itself is meant, not its inverse`,
        node,
        `(${c.text.of(node.args[0] as Syntax)})`,
        1.2,
      );
    else if (node.kind === 'binary' && node.op === '^' && isInverse(node))
      yield one('inverse', `${c.text.of(node.left)} itself is meant, not its inverse`, node, c.text.of(node.left), 1.2);
    else if (node.kind === 'name')
      yield one('inverse', `the inverse of ${c.text.of(node)} is meant`, node, `inv(${c.text.of(node)})`, 1.3);
  }
}

/** A number one too large or too small, where it is an exponent. */
export function* exponents(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    if (node.kind === 'number' && isExponent({ node, parent })) {
      const k = Number(node.text);
      if (!Number.isInteger(k)) continue;
      for (const next of [k - 1, k + 1])
        yield one('exponent', `the exponent is ${next}, not ${k}`, node, next < 0 ? `(${next})` : String(next), 1);
    } else if (node.kind === 'name' && !isExponent({ node, parent })) {
      yield one('exponent', `the square of ${node.name} is meant`, node, `${c.text.of(node)}^2`, 1.5);
      yield one('exponent', `the square of ${node.name}, entry by entry, is meant`, node, `${c.text.of(node)}.^2`, 1.5);
    }
  }
}

export function* letters(c: EditContext): Generator<Edit> {
  for (const { node } of all(c)) {
    if (node.kind !== 'name') continue;
    for (const name of c.names)
      if (name !== c.text.of(node)) yield one('letter', `${name} is meant, not ${c.text.of(node)}`, node, name, 1.45);
  }
}

/** A factor put in or taken out of a product. */
export function* insertions(c: EditContext): Generator<Edit> {
  for (const { node, parent } of all(c)) {
    const inner = parent?.kind === 'binary' && parent.op === '*' && parent.left === node && !c.text.enclosed(node);
    if (inner || node.kind === 'number' || isExponent({ node, parent })) continue;
    if (parent?.kind === 'unary' && parent.op === "'" && node.kind === 'name') continue;
    const operands = operandsOf(node, '*', c.text);
    if (operands.length > MOST_PERMUTED) continue;
    const [open, close] = c.text.enclosed(node) ? ['(', ')'] : ['', ''];
    const written = operands.map((e) => c.text.fit(e, Bind.sign));
    if (operands.length > 1) {
      for (const k of operands.keys()) {
        const rest = written.filter((_, i) => i !== k).join('*');
        yield one(
          'extra-factor',
          `the factor ${written[k]} does not belong there`,
          node,
          `${open}${rest}${close}`,
          1.4,
        );
      }
    }
    for (const atom of c.atoms) {
      for (let k = 0; k <= operands.length; k++) {
        const text = [...written.slice(0, k), atom, ...written.slice(k)].join('*');
        yield one('missing-factor', `the factor ${atom} is missing`, node, `${open}${text}${close}`, 1.5);
      }
      const product = `${atom}.*${c.text.fit(node, Bind.sign)}`;
      const inside = parent?.kind === 'binary' && parent.op !== ':' && parent.op !== '+' && parent.op !== '-';
      const text = inside ? `(${product})` : product;
      yield one('missing-factor', `the elementwise factor ${atom} is missing`, node, text, 1.55);
    }
  }
}
