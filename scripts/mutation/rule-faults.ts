/**
 * Every small fault in a rule of the book: in the text of its equation, in the derivative of an elementwise function, in
 * its conditions. A fault is a new text; whether it can be read, and whether it is false, is found out elsewhere.
 */
import { parseExpression, parseRuleEquation } from '../../src/language/parser.js';
import type { RangeSyntax, Syntax } from '../../src/language/syntax.js';
import type { RuleRow } from '../../src/rulebook/rule.js';
import type { Patch } from '../../src/verify/spell.js';
import { Bind, childrenOf, operandsOf, summandsOf, Text } from '../../src/verify/spell.js';

export interface TextFault {
  /** "flip a sign", "drop a factor", …: the row of the table it is counted in. */
  readonly kind: string;
  readonly text: string;
}

export interface RuleFault {
  readonly kind: string;
  readonly row: RuleRow;
  /** The condition that was dropped. */
  readonly dropped?: { readonly word: string; readonly names: readonly string[] };
}

type Place = { readonly node: Syntax; readonly parent: Syntax | undefined; readonly index: boolean };

/** Functions that are easily taken for one another; those of one class and one number of arguments are exchanged. */
const SIBLINGS: readonly (readonly string[])[] = [
  ['sin', 'cos'],
  ['sinh', 'cosh'],
  ['exp', 'log'],
  ['tanh', 'sigmoid'],
  ['abs', 'sign'],
  ['erf', 'erfc'],
  ['digamma', 'trigamma'],
  ['inv', 'pinv', 'adj'],
  ['det', 'logdet', 'tr'],
  ['sym', 'skew'],
  ['tril', 'triu', 'phi'],
  ['sum', 'prod', 'max', 'min'],
  ['softmax', 'logsoftmax', 'exp'],
  ['norm1', 'norm2', 'norminf'],
  ['nucnorm', 'specnorm'],
  ['sinm', 'cosm', 'expm'],
  ['logm', 'sqrtm'],
  ['dsinm', 'dcosm', 'dexpm', 'dlogm'],
  ['svdu', 'svdv'],
  ['ones', 'zeros'],
  ['vec', 'diag'],
];

/** A Hadamard product for a matrix product and the like. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '*': ['.*', '/'],
  '.*': ['*', './'],
  '/': ['*'],
  './': ['.*'],
  '^': ['.^'],
  '.^': ['^'],
  ':': ['*', '.*'],
  '>': ['<', '>='],
  '<': ['>', '<='],
  '>=': ['<=', '>'],
  '<=': ['>=', '<'],
  '==': ['>', '<'],
};

/** The pieces of a text, those within its indices and ranges among them. */
function* places(node: Syntax, parent?: Syntax, index = false): Generator<Place> {
  yield { node, parent, index };
  for (const child of childrenOf(node)) yield* places(child, node, index);
  const within = indicesOf(node);
  for (const child of within) yield* places(child, node, true);
}

function indicesOf(e: Syntax): readonly Syntax[] {
  if (e.kind === 'name') return e.index ?? [];
  if (e.kind === 'fold') return [e.from, e.to];
  return e.kind === 'slice' ? e.ranges.flatMap(ends) : [];
}

const ends = (range: RangeSyntax): readonly Syntax[] =>
  range.kind === 'all' ? [] : range.kind === 'at' ? [range.at] : [range.from, range.to];

const isSum = (e: Syntax | undefined): boolean => e?.kind === 'binary' && (e.op === '+' || e.op === '-');
const isTransposed = (e: Syntax | undefined): boolean => e?.kind === 'unary' && e.op === "'";

class Faults {
  private readonly text: Text;
  private readonly found: TextFault[] = [];

  constructor(
    private readonly source: string,
    private readonly roots: readonly Syntax[],
    private readonly names: readonly string[],
  ) {
    this.text = new Text(source);
  }

  all(): readonly TextFault[] {
    for (const root of this.roots) {
      for (const place of places(root)) {
        this.terms(place);
        this.factors(place);
        this.transposes(place);
        this.operators(place);
        this.numbers(place);
        this.functions(place);
        this.letters(place);
      }
    }
    const own = new Set([this.source]);
    return this.found.filter(({ text }) => !own.has(text) && own.add(text));
  }

  private add(kind: string, ...patches: readonly Patch[]): void {
    const whole = { start: 0, end: this.source.length };
    this.found.push({ kind, text: this.text.patched(whole, patches) });
  }

  private put(kind: string, node: Syntax, text: string): void {
    this.add(kind, { span: node.span, text });
  }

  private terms({ node, parent, index }: Place): void {
    const { text } = this;
    if (isSum(parent) && isSum(node) && !text.enclosed(node) && parent?.kind === 'binary' && parent.left === node)
      return;
    if (!index && !isSum(node) && !isSum(parent) && node.kind !== 'number' && !isTransposed(parent)) {
      // a sign before any piece that is no term of a sum
      if (node.kind === 'unary' && node.op === '-') this.put('flip a sign', node, `(${text.of(node.arg)})`);
      else this.put('flip a sign', node, `(-${text.fit(node, Bind.product)})`);
    }
    if (!isSum(node)) return;
    const terms = summandsOf(node, text);
    for (const [k, { node: term, negative, span, first }] of terms.entries()) {
      const written = text.fit(term, Bind.frobenius);
      this.add('flip a sign', {
        span,
        text: first ? (negative ? written : `-${written}`) : `${negative ? '+' : '-'} ${written}`,
      });
      const next = terms[k + 1];
      if (!first) this.add('drop a term', { span, text: '' });
      else if (next)
        this.add('drop a term', {
          span: { start: span.start, end: next.node.span.start },
          text: next.negative ? '-' : '',
        });
    }
  }

  private factors({ node, parent, index }: Place): void {
    if (index) return;
    const { text } = this;
    for (const op of ['*', '.*'] as const) {
      const inner = parent?.kind === 'binary' && parent.op === op && parent.left === node && !text.enclosed(node);
      if (node.kind !== 'binary' || node.op !== op || inner) continue;
      const operands = operandsOf(node, op, text).map((e) => text.fit(e, Bind.product));
      const write = (list: readonly string[]): string => (list.length > 1 ? `(${list.join(op)})` : (list[0] as string));
      for (let i = 0; i < operands.length; i++) {
        this.put('drop a factor', node, write(operands.filter((_, k) => k !== i)));
        for (let j = i + 1; j < operands.length; j++) {
          const order = [...operands];
          [order[i], order[j]] = [operands[j] as string, operands[i] as string];
          this.put('exchange factors', node, write(order));
        }
      }
    }
    if (node.kind === 'binary' && (node.op === '/' || node.op === './' || node.op === ':')) {
      this.put('drop a factor', node, text.fit(node.left, Bind.product));
      const [left, right] = [text.fit(node.left, Bind.product), text.fit(node.right, Bind.product)];
      this.put('exchange factors', node, `(${right} ${node.op} ${left})`);
    }
  }

  private transposes({ node, parent, index }: Place): void {
    if (index || node.kind === 'number' || isTransposed(parent)) return;
    const dropped = isTransposed(node) && !this.text.enclosed(node);
    this.put(dropped ? 'drop a transpose' : 'add a transpose', node, `(${this.text.transposed(node)})`);
  }

  private operators({ node, index }: Place): void {
    if (node.kind !== 'binary' || index) return;
    for (const op of OPERATORS[node.op] ?? []) this.add(`${node.op} to ${op}`, { span: node.at, text: ` ${op} ` });
  }

  private numbers({ node, parent, index }: Place): void {
    const kind = index ? 'shift an index' : isExponent(node, parent) ? 'change an exponent' : 'change a number';
    if (node.kind === 'number') {
      const value = Number(node.text);
      if (!Number.isInteger(value)) this.put(kind, node, `${2 * value}`);
      else for (const other of [value + 1, value - 1, 2 * value]) if (other >= 0) this.put(kind, node, `${other}`);
      return;
    }
    if (index || isExponent(node, parent)) {
      if (isSum(parent) || isSum(node)) return;
      const written = this.text.fit(node, Bind.product);
      for (const by of ['+1', '-1']) this.put(kind, node, index ? `${written}${by}` : `(${written}${by})`);
      return;
    }
    const product = node.kind === 'binary' || node.kind === 'call' || node.kind === 'slice';
    if (product && !isTransposed(parent)) {
      this.put('add a factor 2', node, `(2*${this.text.fit(node, Bind.product)})`);
      this.put('add a factor ½', node, `((1/2)*${this.text.fit(node, Bind.product)})`);
    }
  }

  private functions({ node, index }: Place): void {
    if (node.kind !== 'call' || index) return;
    for (const others of SIBLINGS) {
      if (!others.includes(node.fn)) continue;
      for (const fn of others) if (fn !== node.fn) this.add('a sibling function', { span: node.at, text: fn });
    }
    const args = node.args.map((a) => this.text.of(a));
    if (args.length === 1) this.put('drop a function', node, `(${args[0]})`);
    for (let i = 0; i + 1 < args.length; i++) {
      for (let j = i + 1; j < args.length; j++) {
        const order = [...args];
        [order[i], order[j]] = [args[j] as string, args[i] as string];
        this.put('exchange arguments', node, `${node.fn}(${order.join(', ')})`);
      }
    }
  }

  private letters({ node, index }: Place): void {
    if (node.kind !== 'name' || index || !this.names.includes(node.name)) return;
    const length = node.name.length;
    const span = { start: node.span.start, end: node.span.start + length };
    for (const other of this.names) if (other !== node.name) this.add('another letter', { span, text: other });
  }
}

const isExponent = (node: Syntax, parent: Syntax | undefined): boolean =>
  parent?.kind === 'binary' && (parent.op === '^' || parent.op === '.^') && parent.right === node;

/** Faults in the derivative of an elementwise function, a text in x and y. */
export const derivativeFaults = (text: string): readonly TextFault[] => {
  const source = text.normalize('NFC');
  return new Faults(source, [parseExpression(source)], ['x', 'y']).all();
};

const namesOf = (line: string): readonly string[] =>
  (line.split(':')[0] as string).split(',').map((word) => word.trim().replace(/\[.*/, ''));

const NOT_PROPERTIES = new Set(['x', 'scalar']);

/** Faults in the equation of a rule, and each of its conditions dropped. */
export function ruleFaults(row: RuleRow): readonly RuleFault[] {
  const source = row.rule.normalize('NFC');
  const where = row.where ?? [];
  const names = where.flatMap(namesOf);
  const isVariable = (name: string): boolean =>
    names.includes(name) || (name.startsWith('d') && names.includes(name.slice(1)));
  const { left, right } = parseRuleEquation(source, { isVariable });
  const faults = new Faults(source, [left, right], names)
    .all()
    .map(({ kind, text }): RuleFault => ({ kind, row: { ...row, rule: text } }));
  for (const [i, line] of where.entries()) {
    const words = [...(line.split(':')[1] ?? '').matchAll(/(?<=\s)[a-z]{2,}(?=\s|$)/g)].filter(
      ([word]) => !NOT_PROPERTIES.has(word),
    );
    for (const match of words) {
      const at = line.length - (line.split(':')[1] as string).length + match.index;
      const without = `${line.slice(0, at)}${line.slice(at + match[0].length)}`.trim();
      faults.push({
        kind: 'drop a condition',
        row: { ...row, where: where.map((other, k) => (k === i ? without : other)) },
        dropped: { word: match[0], names: namesOf(line) },
      });
    }
  }
  return faults;
}
