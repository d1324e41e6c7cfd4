/**
 * Walking an expression to its value, for any kind of value: numbers here, complex entries in the witness.
 *
 * Owns the order of work, the memory and the meaning of names and bound indices; what an operator does is the
 * subclass's to say. Iterative over the shared graph with an explicit stack, so that recurrences of ten thousand
 * members need no call stack; each node is computed once for each setting of the indices that occur free in it.
 */
import type { Each, Expr, Name } from '../expression/expression.js';
import { spend } from '../expression/limits.js';
import { FrobeniusError } from '../language/error.js';
import type { Definition } from '../language/problem.js';
import type { Bindings, Environment } from './environment.js';
import { dimValue, keyOf, UNBOUND } from './environment.js';
import type { Member } from './members.js';
import { Members, rangeValues } from './members.js';
import { memoKey } from './memo.js';

/** A piece to be evaluated under some setting of the bound indices. */
export interface Need {
  readonly node: Expr;
  readonly bindings: Bindings;
  /** Under which its value is kept, once that was asked. */
  key?: string;
}

interface Frame extends Need {
  /** Set once the frames this one waits for have been pushed. */
  waiting?: readonly Need[];
  /** The member of a family being computed: guards against definitions that run in a circle. */
  member?: string;
}

/** What a visit counts for, in nodes made: it takes more time, and its value is kept. */
const VISIT = 4;

export abstract class Walker<Value> {
  /** Values of terms without a differential, which evaluators of the same values share; and of the others. */
  private plain = new Map<Expr, Map<string, Value>>();
  private readonly differentials = new Map<Expr, Map<string, Value>>();
  private readonly open = new Set<string>();
  protected readonly members: Members;

  constructor(
    readonly env: Environment,
    like?: Walker<Value>,
  ) {
    this.members = like?.members ?? new Members(env);
  }

  /** Uses the memory of a walker that gives the same value to every term without a differential. */
  protected shareValues(like: Walker<Value>): void {
    this.plain = like.plain;
  }

  /** The value of a node from those of its needs. */
  protected abstract compute(node: Expr, args: readonly Value[], bindings: Bindings): Value;

  /** What a name without a definition is computed from. */
  protected abstract namedNeeds(node: Name): readonly Expr[];

  /** For an operator that evaluates its own arguments: what it wants to be known before. */
  protected abstract inertNeeds(node: Expr, bindings: Bindings): readonly Need[] | undefined;

  protected memberOf(name: string, index: readonly number[]): Member | undefined {
    return this.members.find(name, index);
  }

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
          spend(VISIT + frame.waiting.length);
          const before = stack.length;
          for (let k = frame.waiting.length - 1; k >= 0; k--) {
            const need = frame.waiting[k] as Need;
            if (this.known(need) === undefined) stack.push(need as Frame);
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

  private known(need: Need): Value | undefined {
    const { node } = need;
    const memo = node.differential ? this.differentials : this.plain;
    const slot = memo.get(node);
    if (slot === undefined) return undefined;
    need.key ??= memoKey(node, need.bindings);
    return slot.get(need.key);
  }

  protected remember(need: Need, value: Value): void {
    const { node } = need;
    const memo = node.differential ? this.differentials : this.plain;
    let slot = memo.get(node);
    if (slot === undefined) {
      slot = new Map<string, Value>();
      memo.set(node, slot);
    }
    need.key ??= memoKey(node, need.bindings);
    slot.set(need.key, value);
  }

  private needs(frame: Frame): readonly Need[] {
    const { node, bindings } = frame;
    if (node.kind === 'name') {
      const index = this.indexOf(node, bindings);
      const member = this.memberOf(node.name, index);
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
    return this.inertNeeds(node, bindings) ?? node.args.map((arg) => ({ node: arg, bindings }));
  }

  private range(node: Each, bindings: Bindings): number[] {
    return rangeValues(dimValue(node.from, this.env, bindings), dimValue(node.to, this.env, bindings));
  }

  /** The names in a term, each under every setting of the sums around it. */
  protected *namesUnder(
    root: Expr,
    bindings: Bindings,
  ): Generator<{ readonly node: Name; readonly bindings: Bindings }> {
    const seen = new Set<Expr>([root]);
    const stack: Expr[] = [root];
    while (stack.length > 0) {
      const node = stack.pop() as Expr;
      if (node.kind === 'name') yield { node, bindings };
      else if (node.kind === 'each') {
        const body = node.args[0] as Expr;
        for (const t of this.range(node, bindings)) yield* this.namesUnder(body, new Map(bindings).set(node.over, t));
      } else {
        for (const arg of node.args) {
          if (seen.has(arg)) continue;
          seen.add(arg);
          stack.push(arg);
        }
      }
    }
  }

  /** Whether the name has a value or a definition of its own. */
  has(node: Name, bindings: Bindings): boolean {
    const index = this.indexOf(node, bindings);
    return this.members.find(node.name, index) !== undefined || this.env.value(keyOf(node.name, index)) !== undefined;
  }

  /** By which definition a member has its value. */
  definitionOf(node: Name, bindings: Bindings): Definition | undefined {
    return this.members.find(node.name, this.indexOf(node, bindings))?.definition;
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
