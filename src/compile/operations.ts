/**
 * Operations as nodes of a plan: each with its buffer, made once, and how its numbers come about. A sum of products
 * is added up in one buffer.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { subtractDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import type { FunctionRows } from '../numeric/environment.js';
import { kernels } from '../numeric/kernels.js';
import { OPERATORS } from '../numeric/operators.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Code } from './code.js';
import * as dense from './dense.js';
import { Factorizations } from './factor.js';
import { lettersIn } from './letters.js';
import { Products } from './products.js';
import type { Buffer, Node, Workspace } from './workspace.js';

export class Operations {
  private readonly nodes = new Map<Code, Node>();
  private readonly products: Products;
  private readonly factors: Factorizations;
  private readonly letters = new Map<Code, ReadonlySet<string>>();

  constructor(
    private readonly space: Workspace,
    private readonly rows: FunctionRows,
  ) {
    this.products = new Products(space, (code) => this.node(code));
    this.factors = new Factorizations(space, (code) => this.node(code));
  }

  node(code: Code): Node {
    const known = this.nodes.get(code);
    if (known !== undefined) return known;
    const made = this.make(code);
    made.still = [...lettersIn(code, this.letters)].every((name) => this.space.sizes.has(name));
    this.nodes.set(code, made);
    return made;
  }

  private shaped(shape: Shape): Node {
    const [rows, cols] = shape.map((d) => this.space.size(d)) as [number, number];
    return this.space.fresh(rows, cols);
  }

  private constant(rows: number, cols: number, fill: (data: Float64Array) => void): Node {
    const node = this.space.fresh(rows, cols);
    fill(node.data);
    return node;
  }

  private make(code: Code): Node {
    switch (code.op) {
      case 'number': {
        const { value } = code;
        return this.constant(1, 1, (data) => data.fill(typeof value === 'number' ? value : value.p / value.q));
      }
      case 'size': {
        const node = this.space.fresh(1, 1);
        const value = this.space.dim(code.size);
        node.run = () => {
          node.data[0] = value();
        };
        return node;
      }
      case 'name':
        return this.name(code);
      case 'sum':
        return this.sum(code);
      case 'times':
        return this.times(code);
      case 'product':
        return this.products.product(code);
      case 'dot':
        return this.products.dot(code.left, code.right);
      case 'solve':
        return this.factors.solution(code.left, code.right);
      case 'transpose':
        return this.products.transposed(code.of);
      case 'power':
        return this.power(code);
      case 'total':
        return this.total(code);
      case 'fill': {
        const node = this.shaped(code.shape);
        node.data.fill(code.value);
        return node;
      }
      case 'identity': {
        const node = this.shaped(code.shape);
        for (let i = 0; i < node.rows; i++) node.data[i * node.cols + i] = 1;
        return node;
      }
      case 'choose':
        return this.choose(code);
      case 'slice':
        return this.slice(code);
      case 'call':
        return this.call(code);
      case 'fold':
        return this.fold(code);
      default:
        return code satisfies never;
    }
  }

  private name(code: Code & { op: 'name' }): Node {
    const [rows, cols] = code.shape.map((d) => this.space.size(d)) as [number, number];
    if (code.index.length === 0) {
      const slot = this.space.slot(code.name, rows, cols);
      return { rows, cols, data: slot.data, stamp: 0, run: undefined };
    }
    const key = this.space.key(code.name, code.index);
    const node: Node = { rows, cols, data: EMPTY, stamp: 0, run: undefined };
    node.run = () => {
      const slot = this.space.store.get(key());
      if (slot === undefined) throw new FrobeniusError('values', `${key()} has no value`);
      node.data = slot.data;
    };
    return node;
  }

  /** The size that operands spread over one another have. */
  private spread(operands: readonly Node[]): Node {
    return this.space.fresh(Math.max(1, ...operands.map((o) => o.rows)), Math.max(1, ...operands.map((o) => o.cols)));
  }

  private sum({ terms }: Code & { op: 'sum' }): Node {
    const operands = terms.map(({ minus, code }) => ({
      minus,
      product: productOf(code),
      code,
      node: undefined as Node | undefined,
    }));
    for (const o of operands) o.node = o.product ? undefined : this.node(o.code);
    // products are added up where the sum is, without a buffer of their own
    const products = operands.flatMap((o) =>
      o.product ? [{ add: this.products.multiplier(o.product), minus: o.minus }] : [],
    );
    const others = operands.flatMap((o) => (o.node ? [{ node: o.node, minus: o.minus }] : []));
    const sizes = [...others.map((o) => o.node), ...products.map((p) => p.add)] as readonly Buffer[];
    const node = this.spread(sizes as Node[]);
    const over: [number, number] = [node.rows, node.cols];
    const direct = products.filter((p) => p.add.rows === node.rows && p.add.cols === node.cols);
    // a product that is spread, a row say, needs a buffer after all
    const rest = operands
      .filter((o) => o.product && !direct.some((p) => p.add.code === o.product))
      .map((o) => ({ node: this.node(o.code), minus: o.minus }));
    const plain = [...others, ...rest].map((o) => ({ ...o, how: dense.spreadOf(o.node.rows, o.node.cols, over) }));
    node.run = () => {
      const { data } = node;
      if (plain.length === 0) data.fill(0);
      for (let i = 0; i < plain.length; i++) {
        const { node: x, minus, how } = plain[i] as (typeof plain)[number];
        this.space.pull(x);
        if (i === 0) {
          dense.put(data, x.data, how, node.cols);
          if (minus) for (let k = 0; k < data.length; k++) data[k] = -(data[k] as number);
        } else if (minus) dense.minus(data, x.data, how, node.cols);
        else dense.plus(data, x.data, how, node.cols);
      }
      for (const { add, minus } of direct) add.run(data, minus ? -1 : 1);
    };
    return node;
  }

  private times({ over, under }: Code & { op: 'times' }): Node {
    const above = over.map((c) => this.node(c));
    const below = under.map((c) => this.node(c));
    const node = this.spread([...above, ...below]);
    const size: [number, number] = [node.rows, node.cols];
    const how = [...above, ...below].map((x) => dense.spreadOf(x.rows, x.cols, size));
    const { cols } = node;
    node.run = () => {
      const { data } = node;
      if (above.length === 0) data.fill(1);
      for (let i = 0; i < above.length; i++) {
        const x = above[i] as Node;
        this.space.pull(x);
        if (i === 0) dense.put(data, x.data, how[i] as dense.Spread, cols);
        else dense.times(data, x.data, how[i] as dense.Spread, cols);
      }
      for (let i = 0; i < below.length; i++) {
        const x = below[i] as Node;
        this.space.pull(x);
        dense.over(data, x.data, how[above.length + i] as dense.Spread, cols);
      }
    };
    return node;
  }

  private power({ base, exponent }: Code & { op: 'power' }): Node {
    const [x, p] = [this.node(base), this.node(exponent)];
    const node = this.spread([x, p]);
    const size: [number, number] = [node.rows, node.cols];
    const how = dense.spreadOf(x.rows, x.cols, size);
    const single = p.data.length === 1;
    const exponents = single ? undefined : this.space.fresh(node.rows, node.cols);
    node.run = () => {
      this.space.pull(x);
      this.space.pull(p);
      const { data } = node;
      dense.put(data, x.data, how, node.cols);
      if (exponents) {
        dense.put(exponents.data, p.data, dense.spreadOf(p.rows, p.cols, size), node.cols);
        for (let k = 0; k < data.length; k++) data[k] = (data[k] as number) ** (exponents.data[k] as number);
        return;
      }
      const e = p.data[0] as number;
      if (e === 2) for (let k = 0; k < data.length; k++) data[k] = (data[k] as number) * (data[k] as number);
      else if (e === -1) for (let k = 0; k < data.length; k++) data[k] = 1 / (data[k] as number);
      else if (e === 0.5) for (let k = 0; k < data.length; k++) data[k] = Math.sqrt(data[k] as number);
      else for (let k = 0; k < data.length; k++) data[k] = (data[k] as number) ** e;
    };
    return node;
  }

  private total({ over, of }: Code & { op: 'total' }): Node {
    const x = this.node(of);
    const node =
      over === 'all'
        ? this.space.fresh(1, 1)
        : over === 'rows'
          ? this.space.fresh(x.rows, 1)
          : this.space.fresh(1, x.cols);
    node.run = () => {
      this.space.pull(x);
      const { rows, cols } = x;
      const [from, into] = [x.data, node.data];
      if (over === 'all') {
        into[0] = dense.total(from);
        return;
      }
      into.fill(0);
      if (over === 'rows') {
        for (let i = 0, k = 0; i < rows; i++)
          for (let j = 0; j < cols; j++, k++) into[i] = (into[i] as number) + (from[k] as number);
      } else {
        for (let i = 0, k = 0; i < rows; i++)
          for (let j = 0; j < cols; j++, k++) into[j] = (into[j] as number) + (from[k] as number);
      }
    };
    return node;
  }

  private choose({ relation, operands, shape }: Code & { op: 'choose' }): Node {
    const fn = OPERATORS[`where${relation}`];
    if (!fn) throw new FrobeniusError('unsupported', `${relation} is not compiled`);
    const nodes = operands.map((c) => this.node(c));
    const [rows, cols] = shape.map((d) => this.space.size(d)) as [number, number];
    const node = this.space.fresh(rows, cols);
    // what is spread is put at its full size: a choice looks at entries
    const full = nodes.map((x) => (x.rows === rows && x.cols === cols ? x : this.space.fresh(rows, cols)));
    node.run = () => {
      for (let i = 0; i < nodes.length; i++) {
        const [x, y] = [nodes[i] as Node, full[i] as Node];
        this.space.pull(x);
        if (x !== y) dense.put(y.data, x.data, dense.spreadOf(x.rows, x.cols, [rows, cols]), cols);
      }
      node.data.set(fn(full as Matrix[], { rows, cols, dims: [] }).data);
    };
    return node;
  }

  private slice({ of, range }: Code & { op: 'slice' }): Node {
    const x = this.node(of);
    const [top, bottom, left, right] = range.map((d) => this.space.dim(d)) as [
      () => number,
      () => number,
      () => number,
      () => number,
    ];
    const height = difference(range[1], range[0], (d) => this.space.size(d));
    const width = difference(range[3], range[2], (d) => this.space.size(d));
    const node = this.space.fresh(height, width);
    node.run = () => {
      this.space.pull(x);
      const [i0, i1, j0, j1] = [top(), bottom(), left(), right()];
      if (i0 < 1 || j0 < 1 || i1 > x.rows || j1 > x.cols)
        throw new FrobeniusError('values', 'a slice lies outside its matrix');
      for (let i = 0; i < height; i++) {
        const start = (i0 - 1 + i) * x.cols + j0 - 1;
        node.data.set(x.data.subarray(start, start + width), i * width);
      }
    };
    return node;
  }

  private call({ fn, args, dims, shape }: Code & { op: 'call' }): Node {
    const [arg] = args;
    if (fn === 'inv' && arg) return this.factors.inverse(arg);
    if ((fn === 'logdet' || fn === 'det') && arg) return this.factors.determinant(arg, fn === 'logdet');
    const elementwise = args.length === 1 ? this.rows.elementwise(fn) : undefined;
    if (elementwise !== undefined) {
      const x = this.node(args[0] as Code);
      const node = this.space.fresh(x.rows, x.cols);
      const own = dense.LOOPS[fn];
      const each = (from: Float64Array, into: Float64Array): void => {
        for (let k = 0; k < from.length; k++) into[k] = elementwise.value(from[k] as number, kernels);
      };
      const run = own ?? each;
      node.run = () => {
        this.space.pull(x);
        run(x.data, node.data);
      };
      return node;
    }
    const value = this.rows.row(fn)?.value;
    const operator = OPERATORS[fn];
    const places = dims.map((d) => this.space.dim(d));
    if (value === undefined && operator === undefined) throw new FrobeniusError('unsupported', `${fn} is not compiled`);
    return this.whole(shape, args, (matrices, rows, cols) => {
      const result = value
        ? value(kernels, ...matrices)
        : (operator as NonNullable<typeof operator>)(matrices, { rows, cols, dims: places.map((p) => p()) });
      return typeof result === 'number' ? { rows: 1, cols: 1, data: Float64Array.of(result) } : result;
    });
  }

  /** A function of whole matrices, which makes its own. */
  private whole(
    shape: Shape,
    args: readonly Code[],
    f: (args: readonly Matrix[], rows: number, cols: number) => Matrix,
  ): Node {
    const nodes = args.map((c) => this.node(c));
    const node = this.shaped(shape);
    node.run = () => {
      for (const x of nodes) this.space.pull(x);
      node.data.set(f(nodes, node.rows, node.cols).data);
    };
    return node;
  }

  private fold({ fold, over, from, to, body, shape }: Code & { op: 'fold' }): Node {
    const node = this.shaped(shape);
    const product = fold === 'sum' ? productOf(body) : undefined;
    const add = product && this.products.multiplier(product);
    const inner = add ? undefined : this.node(body);
    const how = inner && dense.spreadOf(inner.rows, inner.cols, [node.rows, node.cols]);
    const matrix = fold === 'prod' && node.rows * node.cols > 1;
    const spare = matrix ? this.space.fresh(node.rows, node.cols) : undefined;
    const run = this.space.loop({ over, from, to, step: 1 }, () => {
      if (add) {
        add.run(node.data, 1);
        return;
      }
      const x = inner as Node;
      this.space.pull(x);
      if (fold === 'sum') dense.plus(node.data, x.data, how as dense.Spread, node.cols);
      else if (spare) {
        spare.data.fill(0);
        dense.multiply(spare.data, node.data, x.data, node.rows, node.cols, node.cols, 1);
        node.data.set(spare.data);
      } else node.data[0] = (node.data[0] as number) * (x.data[0] as number);
    });
    node.run = () => {
      node.data.fill(fold === 'sum' || matrix ? 0 : 1);
      if (matrix) for (let i = 0; i < node.rows; i++) node.data[i * node.cols + i] = 1;
      run();
    };
    return node;
  }
}

const EMPTY = new Float64Array(0);
const productOf = (code: Code): (Code & { op: 'product' }) | undefined => (code.op === 'product' ? code : undefined);

/** How many places from one to the other, both counted: they may move with an index, their distance may not. */
const difference = (to: Dim, from: Dim, size: (d: Dim) => number): number => size(subtractDim(to, from)) + 1;
