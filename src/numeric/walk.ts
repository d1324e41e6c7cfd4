/**
 * Walking an expression to its value, for any kind of value: numbers here, complex entries in the witness.
 *
 * Owns the order of work, the memory and the meaning of names and bound indices; what an operator does is the
 * subclass's to say. Iterative over the shared graph with an explicit stack, so that recurrences of ten thousand
 * members need no call stack; each node is computed once for each setting of the indices that occur free in it.
 */
import type { Each, Expr, Name } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import { Members, rangeValues } from './members.js';
import { memoKey } from './memo.js';

/** A piece to be evaluated under some setting of the bound indices. */
export interface Need {
  readonly node: Expr;
  readonly bindings: Bindings;
}

interface Frame extends Need {
  /** Set once the frames this one waits for have been pushed. */
  waiting?: readonly Need[];
  /** The member of a family being computed: guards against definitions that run in a circle. */
  member?: string;
}

export abstract class Walker<Value> {
  private readonly memo = new Map<Expr, Map<string, Value>>();
  private readonly open = new Set<string>();
  protected readonly members: Members;

  constructor(
    readonly env: Environment,
    members?: Members,
  ) {
    this.members = members ?? new Members(env);
  }

  /** The value of a node from those of its needs. */
  protected abstract compute(node: Expr, args: readonly Value[], bindings: Bindings): Value;

  /** What a name without a definition is computed from. */
  protected abstract namedNeeds(node: Name): readonly Expr[];

  /** Whether the operator evaluates its own arguments. */
  protected abstract isInert(node: Expr): boolean;

  value(root: Expr, bindings: Bindings = UNBOUND): Value {
    const stack: Frame[] = [{ node: root, bindings }];
    try {
      while (stack.length > 0) {
        const frame = stack[stack.length - 1] as Frame;
        if (this.known(frame) !== undefined) {
          this.close(stack.pop());
          continue;
        }
        if (frame.waiting === undefined) {
          frame.waiting = this.needs(frame);
          const before = stack.length;
          for (let k = frame.waiting.length - 1; k >= 0; k--) {
            const need = frame.waiting[k] as Need;
            if (this.known(need) === undefined) stack.push({ node: need.node, bindings: need.bindings });
          }
          if (stack.length > before) continue;
        }
        const args = frame.waiting.map((need) => this.known(need) as Value);
        this.remember(frame, this.compute(frame.node, args, frame.bindings));
        this.close(stack.pop());
      }
    } finally {
      for (const frame of stack) this.close(frame);
    }
    return this.known({ node: root, bindings }) as Value;
  }

  private close(frame: Frame | undefined): void {
    if (frame?.member !== undefined) this.open.delete(frame.member);
  }

  private known({ node, bindings }: Need): Value | undefined {
    return this.memo.get(node)?.get(memoKey(node, bindings));
  }

  protected remember({ node, bindings }: Need, value: Value): void {
    const slot = this.memo.get(node) ?? new Map<string, Value>();
    this.memo.set(node, slot);
    slot.set(memoKey(node, bindings), value);
  }

  private needs(frame: Frame): readonly Need[] {
    const { node, bindings } = frame;
    if (node.kind === 'name') {
      const index = this.indexOf(node, bindings);
      const member = this.members.find(node.name, index);
      if (!member) return this.namedNeeds(node).map((arg) => ({ node: arg, bindings: UNBOUND }));
      const key = keyOf(node.name, index);
      if (this.open.has(key)) throw new FrobeniusError('request', `${key} is defined by itself`);
      this.open.add(key);
      frame.member = key;
      return [{ node: member.definition.value, bindings: member.bindings }];
    }
    if (node.kind === 'each') {
      const body = node.args[0] as Expr;
      return this.range(node, bindings).map((t) => ({ node: body, bindings: new Map(bindings).set(node.over, t) }));
    }
    return this.isInert(node) ? [] : node.args.map((arg) => ({ node: arg, bindings }));
  }

  private range(node: Each, bindings: Bindings): number[] {
    return rangeValues(dimValue(node.from, this.env, bindings), dimValue(node.to, this.env, bindings));
  }

  /** Whether the name has a value or a definition of its own. */
  has(node: Name, bindings: Bindings): boolean {
    const index = this.indexOf(node, bindings);
    return this.members.find(node.name, index) !== undefined || this.env.value(keyOf(node.name, index)) !== undefined;
  }

  indexOf(node: Name, bindings: Bindings): number[] {
    return node.index.map((d) => dimValue(d, this.env, bindings));
  }

  keyOf(node: Name, bindings: Bindings): string {
    return keyOf(node.name, this.indexOf(node, bindings));
  }

  sizeOf(node: Expr, bindings: Bindings): readonly [number, number] {
    return [dimValue(node.shape[0], this.env, bindings), dimValue(node.shape[1], this.env, bindings)];
  }
}
