/** Products of matrices in a plan: a transpose beside one is never formed, a transposed factor is read as it lies. */
import type { Code } from './code.js';
import * as dense from './dense.js';
import type { Node, Workspace } from './workspace.js';

export interface Multiplier {
  readonly rows: number;
  readonly cols: number;
  readonly code: Code;
  run(c: Float64Array, alpha: number): void;
}

export class Products {
  constructor(
    private readonly space: Workspace,
    private readonly node: (code: Code) => Node,
  ) {}

  product(code: Code & { op: 'product' }): Node {
    const add = this.multiplier(code);
    const node = this.space.fresh(add.rows, add.cols);
    node.run = () => {
      node.data.fill(0);
      add.run(node.data, 1);
    };
    return node;
  }

  /** What adds a multiple of the product to a buffer; a transposed factor is read as it lies. */
  multiplier(code: Code & { op: 'product' }): Multiplier {
    const [tl, tr] = [code.left.op === 'transpose', code.right.op === 'transpose'];
    const inner = (c: Code): Code => (c.op === 'transpose' ? c.of : c);
    // AᵀBᵀ is rare: the right one is formed
    const [a, b] = [this.node(inner(code.left)), this.node(tl ? code.right : inner(code.right))];
    const [n, k] = tl ? [a.cols, a.rows] : [a.rows, a.cols];
    const m = !tl && tr ? b.rows : b.cols;
    const flipped = !tl && tr;
    const { arena } = this.space;
    const product = { n, k, m, left: tl, right: flipped };
    // what no index moves is laid out once a call
    const { still } = b;
    const wanted = arena && n > 1 && m > 1;
    const spare = !wanted ? b.data : still ? this.space.fresh(k, m).data : this.space.spare(k * m);
    let packed = 0;
    const run = (c: Float64Array, alpha: number): void => {
      this.space.pull(a);
      this.space.pull(b);
      if (!arena) dense.multiplyAny(c, a.data, b.data, product, alpha);
      else {
        const ready = still === true && packed === this.space.call;
        packed = this.space.call;
        arena.multiply(c, a.data, b.data, product, alpha, spare, ready);
      }
    };
    return { rows: n, cols: m, code, run };
  }

  dot(left: Code, right: Code): Node {
    const [a, b] = [this.node(left), this.node(right)];
    const node = this.space.fresh(1, 1);
    const number = a.rows * a.cols !== b.rows * b.cols;
    const { arena } = this.space;
    node.run = () => {
      this.space.pull(a);
      this.space.pull(b);
      node.data[0] = number
        ? dense.total(a.data) * dense.total(b.data)
        : arena
          ? arena.inner(a.data, b.data)
          : dense.inner(a.data, b.data);
    };
    return node;
  }

  transposed(of: Code): Node {
    const x = this.node(of);
    const node = this.space.fresh(x.cols, x.rows);
    node.run = () => {
      this.space.pull(x);
      const { rows, cols, data } = x;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) node.data[j * rows + i] = data[i * cols + j] as number;
    };
    return node;
  }
}
