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
    const kernel = tl ? dense.multiplyTransposed : tr ? dense.multiplyByTransposed : dense.multiply;
    const run = (c: Float64Array, alpha: number): void => {
      this.space.pull(a);
      this.space.pull(b);
      kernel(c, a.data, b.data, n, k, m, alpha);
    };
    return { rows: n, cols: m, code, run };
  }

  dot(left: Code, right: Code): Node {
    const [a, b] = [this.node(left), this.node(right)];
    const node = this.space.fresh(1, 1);
    const number = a.data.length === 1 || b.data.length === 1;
    node.run = () => {
      this.space.pull(a);
      this.space.pull(b);
      node.data[0] =
        number && a.data.length !== b.data.length
          ? dense.total(a.data) * dense.total(b.data)
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
