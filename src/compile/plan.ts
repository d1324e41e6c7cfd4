/**
 * A program planned for given sizes: every operation has its buffer, made once, and running the plan allocates nothing
 * but what functions of whole matrices allocate themselves. What stands at several places of a statement is worked out
 * once for each setting of the indices; what no index moves, once a call.
 */
import type { FunctionRows } from '../numeric/environment.js';
import type { Arena } from './arena.js';
import type { Code, Statement } from './code.js';
import * as dense from './dense.js';
import { Operations } from './operations.js';
import type { Buffer } from './workspace.js';
import { Workspace } from './workspace.js';

export class Plan {
  readonly space: Workspace;
  private readonly operations: Operations;

  constructor(sizes: ReadonlyMap<string, number>, rows: FunctionRows, arena?: Arena) {
    this.space = new Workspace(sizes, arena);
    this.operations = new Operations(this.space, rows);
  }

  statements(list: readonly Statement[]): () => void {
    const runs = list.map((s) => this.statement(s));
    return () => {
      for (const run of runs) run();
    };
  }

  private statement(s: Statement): () => void {
    if (s.kind === 'loop') {
      const body = this.statements(s.body);
      return this.space.loop(s.loop, body);
    }
    const key = this.space.key(s.name, s.index);
    const [rows, cols] = s.shape.map((d) => this.space.size(d)) as [number, number];
    const evaluate = this.into(s.value);
    const { node } = evaluate;
    const spread = dense.spreadOf(node.rows, node.cols, [rows, cols]);
    return () => {
      evaluate.run();
      const slot = this.space.slot(key(), rows, cols);
      dense.put(slot.data, node.data, spread, cols);
    };
  }

  /** Code to be run at once, with the buffer that its value is put in. */
  into(code: Code): { readonly node: Buffer; run(): void } {
    const node = this.operations.node(code);
    return { node, run: () => this.space.pull(node) };
  }
}
