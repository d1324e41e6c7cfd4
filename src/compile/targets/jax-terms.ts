/**
 * Values in jax.numpy with families as arrays: a sum over an index, and what is worked out for every index, is done for all
 * members at once. Where an operation of jax.numpy takes stacked matrices it is written so, with axes counted from the
 * last; elsewhere a function of one member goes through jax.vmap.
 */
import type { Dim } from '../../expression/dimension.js';
import { addDim, dimNames, isScalarShape, subtractDim } from '../../expression/dimension.js';
import type { Code, Loop, Program } from '../code.js';
import { partsOf } from '../parts.js';
import { hangsOn } from './jax-groups.js';
import { unfit } from './jax-layout.js';
import type { Binder, Range, Scopes } from './jax-scopes.js';
import type { Names } from './names.js';
import { PythonTerms } from './python-terms.js';
import type { Piece } from './target.js';
import { atom, Level } from './terms.js';

/** Functions of matrices that take stacks of them. */
const STACKED = new Set(
  'softmax softmaxcol logsoftmax logsoftmaxcol logsumexprow logsumexpcol inv det logdet chol'.split(' '),
);
const ENTRYWISE = new Set(
  'exp log sqrt abs sign square cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid softplus relu leakyrelu elu selu gelu silu softsign erf erfc log1p expm1 log2 log10 gammaln digamma trigamma'.split(
    ' ',
  ),
);

export class JaxTerms extends PythonTerms {
  /** Whether an index may stand as a number that is known only when the code runs. */
  private traced = false;

  constructor(
    program: Program,
    names: Names,
    private readonly scopes: Scopes,
  ) {
    super(program, 'jax', names);
  }

  protected override spellSize(name: string): string {
    if (!this.scopes.find(name)) return super.spellSize(name);
    if (!this.traced) unfit(`a size that hangs on ${name}`);
    return this.scopes.index(name);
  }

  override member(name: string, index: readonly Dim[]): string {
    return this.scopes.member(name, index);
  }

  private inTrace<T>(work: () => T): T {
    const before = this.traced;
    this.traced = true;
    try {
      return work();
    } finally {
      this.traced = before;
    }
  }

  protected override piece(code: Code): Piece {
    const stacked = this.scopes.batches.length > 0 && this.hangs(code);
    switch (code.op) {
      case 'size':
        return this.inTrace(() => super.piece(code));
      case 'slice':
        return isScalarShape(code.shape) ? this.entry(code) : super.piece(code);
      case 'choose': {
        if (!code.operands.slice(0, 2).some((c) => this.hasIndex(c))) return super.piece(code);
        const [l, r, yes, no] = code.operands.map((c) => this.write(c)) as [string, string, string, string];
        return atom(`jnp.where(${l} ${code.relation} ${r}, ${yes}, ${no})`);
      }
      case 'transpose':
        if (!stacked) return super.piece(code);
        return { text: `${this.write(code.of, Level.postfix)}.mT`, level: Level.postfix };
      case 'total':
        return stacked ? atom(this.totals(code)) : super.piece(code);
      case 'dot': {
        if (!stacked) return super.piece(code);
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return atom(`jnp.sum(${a} * ${b}, axis=(-2, -1))`);
      }
      case 'fold':
        return atom(code.fold === 'sum' ? this.sumOver(code) : this.productOver(code));
      default:
        return super.piece(code);
    }
  }

  private entry(code: Code & { op: 'slice' }): Piece {
    const of = this.write(code.of, Level.postfix);
    const before = (d: Dim): string => this.size(subtractDim(d, 1));
    const place = this.inTrace(() => `${before(code.range[0])}, ${before(code.range[2])}`);
    return { text: `${of}[${place}]`, level: Level.postfix };
  }

  protected override template(fn: string, args: readonly Code[]): string | undefined {
    const text = super.template(fn, args);
    // an exponent, say, must be known when the function is compiled
    if (args.some((arg, i) => text?.includes(`#n${i + 1}`) && this.hasIndex(arg))) unfit(`${fn} hangs on an index`);
    const stacked = this.scopes.batches.length > 0 && STACKED.has(fn) && args.some((arg) => this.hangs(arg));
    return stacked ? text?.replace('axis=1', 'axis=-1').replace('axis=0', 'axis=-2') : text;
  }

  private totals({ over, of }: Code & { op: 'total' }): string {
    const axis = { all: '(-2, -1)', rows: '-1, keepdims=True', columns: '-2, keepdims=True' }[over];
    return `jnp.sum(${this.write(of)}, axis=${axis})`;
  }

  // ——— sums and products over an index ———

  private sumOver(code: Code & { op: 'fold' }): string {
    const { over, from, to, body, shape } = code;
    const range: Range = { over, low: from, high: to };
    const outer = this.scopes.batches;
    const inside = <T>(work: () => T): T => this.scopes.within({ kind: 'batch', ...range }, work);
    this.needsFixed(range);
    const [hangs, fits] = inside(() => [hangsOn(body, over), this.batchable(body)]);
    if (!hangs) return `${this.count(range)} * ${this.write(body, Level.unary)}`;
    if (!fits) return `jnp.sum(${this.mapped(body, [range])}${isScalarShape(shape) ? '' : ', axis=0'})`;
    const depth = outer.length;
    if (body.op === 'total' && body.over !== 'all' && outer.every((b) => inside(() => hangsOn(body.of, b.over)))) {
      const [axis, back] = body.over === 'rows' ? [2, ':, None'] : [1, 'None, :'];
      const inner = inside(() => this.write(body.of));
      return `jnp.sum(${inner}, axis=(${depth}, ${depth + axis}))[${':, '.repeat(depth)}${back}]`;
    }
    if (depth === 0 && body.op === 'total' && inside(() => hangsOn(body.of, over)))
      return `jnp.sum(${inside(() => this.write(body.of))})`;
    if (depth === 0 && body.op === 'dot') {
      const [a, b] = inside(() => [this.write(body.left, Level.product), this.write(body.right, Level.unary)]);
      return `jnp.sum(${a} * ${b})`;
    }
    const text = inside(() => this.write(body));
    const scalar = isScalarShape(shape);
    if (depth === 0) return `jnp.sum(${text}${scalar ? '' : ', axis=0'})`;
    return `jnp.sum(${text}, axis=${scalar ? -1 : -3})`;
  }

  private productOver({ over, from, to, body, shape }: Code & { op: 'fold' }): string {
    if (this.scopes.batches.length > 0 || !isScalarShape(shape)) unfit('a product of matrices, or for each index');
    return `jnp.prod(${this.all(body, [{ over, low: from, high: to }])})`;
  }

  private count({ low, high }: Range): string {
    return this.write({ op: 'size', size: addDim(subtractDim(high, low), 1), shape: [1, 1] }, Level.product);
  }

  /** A range has to be the same for all rounds around. */
  private needsFixed({ low, high }: Range): void {
    if ([low, high].some((d) => dimNames(d).some((name) => this.scopes.find(name))))
      unfit('a range that hangs on an index');
  }

  /** The values for every index, stacked: along the loops from outside to inside. */
  all(code: Code, loops: readonly Range[]): string {
    for (const range of loops) this.needsFixed(range);
    const batched = <T>(work: () => T): T =>
      loops.reduceRight<() => T>(
        (inner, range) => () => this.scopes.within({ kind: 'batch', ...range }, inner),
        work,
      )();
    const missing = batched(() => loops.filter(({ over }) => !hangsOn(code, over)));
    const fits = batched(() => this.batchable(code));
    if (!fits) return this.mapped(code, loops);
    const text = batched(() => this.write(code));
    if (missing.length === 0) return text;
    const lengths = loops.map((range) => this.count(range));
    const sizes = [...lengths, ...(isScalarShape(code.shape) ? [] : code.shape.map((d) => this.size(d)))];
    const tuple = sizes.length === 1 ? `${sizes[0]},` : sizes.join(', ');
    if (code.op === 'fill' || (code.op === 'number' && code.value === 0))
      return `jnp.${code.op === 'fill' && code.value === 1 ? 'ones' : 'zeros'}((${tuple}))`;
    return `jnp.broadcast_to(${text}, (${tuple}))`;
  }

  /** A function of one member for all of them. */
  private mapped(code: Code, [range, ...more]: readonly Range[]): string {
    if (range === undefined) return this.write(code);
    const binder = binderOver(range);
    const body = this.scopes.within(binder, () => (more.length > 0 ? this.all(code, more) : this.write(code)));
    if (binder.inputs.length === 0) unfit('a value for each index that hangs on none');
    const names = binder.inputs.map(({ name }) => name).join(', ');
    return `jax.vmap(lambda ${names}: ${body})(${this.inputsOf(binder).join(', ')})`;
  }

  /** What is put in for the inputs of a function of one round, stacked over the rounds. */
  inputsOf(binder: Binder): string[] {
    return binder.inputs.map(({ view }) => {
      if (view !== 'index') return this.scopes.array(this.scopes.allOf(binder, view));
      return `jnp.arange(${this.size(binder.low)}, ${this.size(addDim(binder.high, 1))})`;
    });
  }

  // ——— what can be done for all indices at once ———

  /** Whether a value hangs on the index of a batch around. */
  private hangs(code: Code): boolean {
    return this.scopes.batches.some(({ over }) => hangsOn(code, over));
  }

  /** Whether the number of a round of a function stands in it, which nothing is known of beforehand. */
  private hasIndex(code: Code): boolean {
    if (code.op === 'size') return dimNames(code.size).some((name) => this.scopes.find(name));
    return partsOf(code).some((part) => this.hasIndex(part));
  }

  private batchable(code: Code): boolean {
    if (!this.hangs(code)) return true;
    const parts = partsOf(code);
    // numbers one to a member beside matrices would need axes of their own
    const mixed = !isScalarShape(code.shape) && parts.some((c) => isScalarShape(c.shape) && this.hangs(c));
    const whole = (): boolean => parts.every((c) => this.batchable(c));
    switch (code.op) {
      case 'name':
        return this.scopes.inOrder(code.name, code.index);
      case 'sum':
      case 'times':
      case 'power':
      case 'choose':
        return !mixed && whole();
      case 'product':
      case 'transpose':
      case 'total':
      case 'dot':
      case 'solve':
        return whole();
      case 'call':
        return code.args.length > 0 && (STACKED.has(code.fn) || ENTRYWISE.has(code.fn)) && whole();
      case 'fold': {
        const { over, from, to, body } = code;
        if (code.fold === 'prod') return false;
        if ([from, to].some((d) => dimNames(d).some((name) => this.scopes.find(name)))) return false;
        return this.scopes.within({ kind: 'batch', over, low: from, high: to }, () => this.batchable(body));
      }
      default:
        return false;
    }
  }
}

/** A function of one round of a vmap. */
const binderOver = (range: Range): Binder => ({
  kind: 'binder',
  ...range,
  step: 1,
  made: new Set(),
  locals: new Map(),
  inputs: [],
  carries: [],
});

export const rangeOf = ({ over, from, to, step }: Loop): Range =>
  step > 0 ? { over, low: from, high: to } : { over, low: to, high: from };
