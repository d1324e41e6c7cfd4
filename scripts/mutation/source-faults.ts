/**
 * Small faults in a source file of the engine, made on its syntax tree: what a slip of the hand would leave behind.
 *
 * Types, imports and the texts of errors are left alone. A fault is the whole text of the file with one place changed.
 */
import type { ESTree } from 'vite';
import { parseSync } from 'vite';

export interface SourceFault {
  readonly kind: string;
  readonly line: number;
  /** The place before and after, each in one line. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<string, unknown>;

/** Operators and what is easily written for them. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
};

/** Names that are exchanged where they are read. */
const EXCHANGED: readonly (readonly [string, string])[] = [
  ['left', 'right'],
  ['before', 'after'],
  ['from', 'to'],
  ['lo', 'hi'],
  ['below', 'above'],
  ['inside', 'outside'],
  ['inner', 'outer'],
  ['rows', 'cols'],
  ['scalars', 'factors'],
  ['ones', 'zeros'],
  ['ones', 'eye'],
  ['hadamard', 'mul'],
  ['hadamard', 'add'],
  ['addDim', 'subtractDim'],
  ['add', 'subtract'],
];

/** Functions of one argument, or whose last or first argument is what they change: f(x) becomes x. */
const DROPPED: Readonly<Record<string, 0 | -1>> = {
  transpose: 0,
  opposite: 0,
  negateDim: 0,
  flip: 0,
  scale: -1,
  reciprocal: 0,
  absolute: 0,
  substitute: 0,
  substituteDim: 0,
  replaceAll: 0,
  broadcast: 0,
  dropped: 0,
};

/** Methods that are left out, or taken for another. */
const METHODS_DROPPED = new Set(['filter', 'reverse', 'sort', 'slice', 'concat']);
const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  reduceRight: 'reduce',
  reduce: 'reduceRight',
  unshift: 'push',
  push: 'unshift',
};

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && typeof (x as Node).type === 'string';

/** Type nodes that stand around an expression. */
const AROUND = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSParameterProperty']);
const LEFT_ALONE = new Set(['ImportDeclaration', 'ThrowStatement', 'ExportAllDeclaration', 'TemplateLiteral']);

class SourceFaults {
  private readonly found: SourceFault[] = [];

  constructor(private readonly source: string) {}

  all(program: ESTree.Program): readonly SourceFault[] {
    this.visit(program as unknown as Node);
    return this.found;
  }

  private of = (node: Node): string => this.source.slice(node.start, node.end);

  private add(kind: string, start: number, end: number, after: string): void {
    const before = this.source.slice(start, end);
    if (before === after) return;
    this.found.push({
      kind,
      line: this.source.slice(0, start).split('\n').length,
      before: inOneLine(before),
      after: inOneLine(after),
      text: this.source.slice(0, start) + after + this.source.slice(end),
    });
  }

  private put(kind: string, node: Node, after: string): void {
    this.add(kind, node.start, node.end, after);
  }

  private visit(node: Node, parent?: Node): void {
    if (LEFT_ALONE.has(node.type) || this.isComplaint(node)) return;
    if (node.type.startsWith('TS') && !AROUND.has(node.type)) return;
    this.fault(node, parent);
    for (const [key, child] of Object.entries(node)) {
      if (key === 'typeAnnotation' || key === 'returnType' || key === 'typeArguments' || key === 'typeParameters')
        continue;
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) this.visit(one, node);
    }
  }

  /** Makes an error, or a text for one. */
  private isComplaint(node: Node): boolean {
    if (node.type === 'NewExpression') return /Error|Clash/.test(this.of(node.callee as Node));
    return node.type === 'CallExpression' && /(?:^|\.)(?:fail|clash|mismatch)$/.test(this.of(node.callee as Node));
  }

  private fault(node: Node, parent: Node | undefined): void {
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'WhileStatement':
        this.condition(node);
        break;
      case 'LogicalExpression':
      case 'BinaryExpression':
        this.operator(node);
        break;
      case 'UnaryExpression':
        if (node.operator === '!' || node.operator === '-')
          this.put(`drop ${node.operator}`, node, `(${this.of(node.argument as Node)})`);
        break;
      case 'Literal':
        this.literal(node, parent);
        break;
      case 'ArrayExpression':
        this.elements(node);
        break;
      case 'CallExpression':
        this.called(node);
        break;
      case 'ExpressionStatement':
      case 'ContinueStatement':
      case 'BreakStatement':
        this.put('drop a statement', node, ';');
        break;
      case 'Identifier':
        this.exchanged(node, parent);
        break;
      case 'SpreadElement':
        if (parent?.type === 'ObjectExpression') this.put('drop a spread', node, '...{}');
        break;
      default:
    }
  }

  private condition(node: Node): void {
    const test = node.test as Node;
    this.put('negate a condition', test, `!(${this.of(test)})`);
    if (node.type === 'IfStatement') this.put('never', test, 'false');
  }

  private operator(node: Node): void {
    const [left, right] = [node.left as Node, node.right as Node];
    const operator = node.operator as string;
    const place = this.source.indexOf(operator, left.end);
    for (const other of OPERATORS[operator] ?? [])
      this.add(`${operator} to ${other}`, place, place + operator.length, other);
    if (node.type === 'LogicalExpression') {
      this.put('drop an operand', node, `(${this.of(left)})`);
      this.put('drop an operand', node, `(${this.of(right)})`);
    }
  }

  private literal(node: Node, parent: Node | undefined): void {
    if (typeof node.value === 'number') {
      this.put('change a number', node, String(node.value + 1));
      this.put('change a number', node, node.value === 0 ? '(-1)' : String(node.value - 1));
    }
    if (typeof node.value === 'boolean') this.put('turn a truth value', node, String(!node.value));
    if ((node.value === 'sum' || node.value === 'prod') && parent?.type !== 'Property')
      this.put('sum and product', node, node.value === 'sum' ? "'prod'" : "'sum'");
  }

  private elements(node: Node): void {
    const elements = (node.elements as (Node | null)[]).filter(isNode);
    const texts = elements.map(this.of);
    for (let i = 0; i < texts.length; i++) {
      this.put('drop an element', node, `[${texts.filter((_, k) => k !== i).join(', ')}]`);
      if (i + 1 === texts.length) continue;
      const order = [...texts];
      [order[i], order[i + 1]] = [texts[i + 1] as string, texts[i] as string];
      this.put('exchange elements', node, `[${order.join(', ')}]`);
    }
  }

  private called(node: Node): void {
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    const texts = args.map(this.of);
    for (let i = 0; i + 1 < texts.length; i++) {
      const order = [...texts];
      [order[i], order[i + 1]] = [texts[i + 1] as string, texts[i] as string];
      const [first, last] = [args[0] as Node, args.at(-1) as Node];
      this.add('exchange arguments', first.start, last.end, order.join(', '));
    }
    if (callee.type === 'Identifier') {
      const place = DROPPED[this.of(callee)];
      const kept = place === undefined ? undefined : texts.at(place);
      if (kept !== undefined) this.put('drop a call', node, `(${kept})`);
    }
    if (callee.type !== 'MemberExpression') return;
    const [object, property] = [callee.object as Node, callee.property as Node];
    const method = this.of(property);
    if (METHODS_DROPPED.has(method)) this.put(`drop ${method}`, node, this.of(object));
    const other = METHODS[method];
    if (other !== undefined) this.put(`${method} to ${other}`, property, other);
  }

  private exchanged(node: Node, parent: Node | undefined): void {
    if (parent === undefined || !this.isRead(node, parent)) return;
    const name = node.name as string;
    for (const pair of EXCHANGED) {
      const at = pair.indexOf(name);
      const other = pair[1 - at] as string;
      const known = parent.type === 'MemberExpression' || new RegExp(`\\b${other}\\b`).test(this.source);
      if (at >= 0 && known) this.put('exchange names', node, other);
    }
  }

  /** Not where the name is bound, nor a key. */
  private isRead(node: Node, parent: Node): boolean {
    if (parent.type === 'Property') return parent.value === node && parent.shorthand !== true;
    if (parent.type === 'VariableDeclarator') return parent.init === node;
    if (parent.type === 'MemberExpression') return true;
    const binding =
      /^(?:Function|ArrowFunction|ArrayPattern|ObjectPattern|AssignmentPattern|MethodDefinition|TS|Import|Export|RestElement)/;
    if (parent.type === 'ArrowFunctionExpression') return parent.body === node;
    return !binding.test(parent.type);
  }
}

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Every fault of the text of a TypeScript file. Throws where it does not parse. */
export function sourceFaults(path: string, source: string): readonly SourceFault[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  return new SourceFaults(source).all(program);
}
