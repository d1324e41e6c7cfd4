/**
 * Code as expressions of MATLAB, which Octave reads as well: matrices throughout, entry by entry with a dot. A family is a
 * cell array whose places are moved up where the problem counts from 0 or below.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { isScalarShape, sameShape } from '../../expression/dimension.js';
import type { Code, Loop, Program, Statement } from '../code.js';
import { spreadIn } from '../spread.js';
import { HELPERS, PAIRS, ROWS } from './matlab-functions.js';
import type { Names } from './names.js';
import type { Piece } from './target.js';
import { balancedCall, withoutIdle } from './target.js';
import { atom, dividedBy, isOuter, Level, numberPiece, signedSum, TargetTerms } from './terms.js';

export class MatlabTerms extends TargetTerms {
  readonly helpers = new Set<string>();
  protected readonly language = 'MATLAB';
  /** Names of values that Octave has as diagonal matrices. */
  private readonly diagonals = new Set<string>();

  constructor(
    program: Program,
    names: Names,
    /** How far the places of a family are moved up, axis by axis. */
    private readonly offsets: ReadonlyMap<string, readonly number[]>,
  ) {
    super(program, names);
    const seen = new Set(program.inputs.map(({ name }) => name));
    const visit = (s: Statement): void => {
      if (s.kind === 'loop') {
        s.body.forEach(visit);
        return;
      }
      const isDiagonal = this.isDiagonal(s.value) && (!seen.has(s.name) || this.diagonals.has(s.name));
      if (isDiagonal) this.diagonals.add(s.name);
      else this.diagonals.delete(s.name);
      seen.add(s.name);
    };
    program.statements.forEach(visit);
  }

  use(name: string): void {
    this.helpers.add(name);
  }

  helperTexts(): Map<string, string> {
    return new Map(Object.entries(HELPERS).filter(([name]) => this.helpers.has(name)));
  }

  range({ from, to, step }: Loop): string {
    return `${this.size(from)}:${step > 0 ? '' : '-1:'}${this.size(to)}`;
  }

  /** X{t}, H{t + 1} */
  member(name: string, index: readonly Dim[]): string {
    const moved = this.offsets.get(name) ?? [];
    const places = index.map((d, axis) => this.place(this.size(d), moved[axis] ?? 0));
    return `${this.names.of('variable', name)}{${places.join(', ')}}`;
  }

  place(text: string, offset: number): string {
    if (offset === 0) return text;
    if (/^-?\d+$/.test(text)) return String(Number(text) + offset);
    const less = / - 1$/.exec(text);
    if (less && offset === 1) return text.slice(0, less.index);
    return `${text} + ${offset}`;
  }

  protected piece(code: Code): Piece {
    switch (code.op) {
      case 'number':
        return numberPiece(code.value);
      case 'size':
        return this.sizePiece(code.size);
      case 'name':
        return atom(this.variable(code.name, code.index));
      case 'sum': {
        // Octave keeps a diagonal matrix as such, and to that it spreads nothing
        const spreads = code.terms.some(
          ({ code: term }) => !isScalarShape(term.shape) && !sameShape(term.shape, code.shape),
        );
        return signedSum(code.terms, (term, need) => (spreads ? this.full(term, need) : this.write(term, need)));
      }
      case 'times':
        return this.times(code);
      case 'product':
        return {
          text: `${this.write(code.left, Level.product)} * ${this.write(code.right, Level.unary)}`,
          level: Level.product,
        };
      case 'dot':
        return this.dot(code.left, code.right);
      case 'solve':
        return {
          text: `${this.write(code.left, Level.unary)} \\ ${this.write(code.right, Level.unary)}`,
          level: Level.product,
        };
      case 'transpose':
        if (code.of.op === 'solve') {
          // (A' \\ B')' is B / A
          const [above, below] = dividedBy(code.of);
          return {
            text: `${this.write(above, Level.product)} / ${this.write(below, Level.unary)}`,
            level: Level.product,
          };
        }
        return { text: `${this.write(code.of, Level.postfix)}'`, level: Level.postfix };
      case 'power': {
        const sign = isScalarShape(code.base.shape) && isScalarShape(code.exponent.shape) ? '^' : '.^';
        return {
          text: `${this.write(code.base, Level.postfix)} ${sign} ${this.write(code.exponent, Level.postfix)}`,
          level: Level.power,
        };
      }
      case 'total': {
        const inner = this.write(code.of);
        const isLine = code.of.shape[0] === 1 || code.of.shape[1] === 1;
        return atom(
          code.over === 'all'
            ? isLine
              ? `sum(${inner})`
              : `sum(sum(${inner}))`
            : `sum(${inner}, ${code.over === 'rows' ? 2 : 1})`,
        );
      }
      case 'fill':
        return atom(`${code.value === 0 ? 'zeros' : 'ones'}(${this.shape(code.shape)})`);
      case 'identity':
        return atom(`eye(${this.size(code.shape[0])})`);
      case 'choose': {
        this.use('choose');
        const [l, r, yes, no] = code.operands.map((c) => this.write(c)) as [string, string, string, string];
        return atom(`choose(${l} ${code.relation} ${r}, ${yes}, ${no})`);
      }
      case 'slice':
        if (code.of.op === 'name') return atom(this.slice(code, code.of));
        this.use('part');
        return atom(`part(${this.write(code.of)}, ${code.range.map((d) => this.size(d)).join(', ')})`);
      case 'call':
        return this.call(code);
      case 'fold':
        return this.fold(code);
      default:
        return code satisfies never;
    }
  }

  /** Of a name: X(1:n, :). */
  private slice({ range, of }: Code & { op: 'slice' }, { name, index }: Code & { op: 'name' }): string {
    const [top, bottom, left, right] = range;
    const part = (from: Dim, to: Dim, whole: Dim): string =>
      from === to ? this.size(from) : from === 1 && to === whole ? ':' : `${this.size(from)}:${this.size(to)}`;
    return `${this.variable(name, index)}(${part(top, bottom, of.shape[0])}, ${part(left, right, of.shape[1])})`;
  }

  shape(shape: Shape): string {
    return shape.map((d) => this.size(d)).join(', ');
  }

  /** What is spread over, or spread to, with all its entries. */
  private full(code: Code, need?: number): string {
    return this.isDiagonal(code) ? `full(${this.write(code)})` : this.write(code, need);
  }

  /** Whether Octave has the value as a diagonal matrix: eye(n), diag(x), and what is made of such alone. */
  private isDiagonal(code: Code): boolean {
    if (isScalarShape(code.shape)) return false;
    switch (code.op) {
      case 'name':
        return this.diagonals.has(code.name);
      case 'times':
        return code.over.some((c) => this.isDiagonal(c));
      case 'sum':
        return code.terms.every(({ code: term }) => this.isDiagonal(term));
      case 'product':
      case 'solve':
        return this.isDiagonal(code.left) && this.isDiagonal(code.right);
      case 'transpose':
        return this.isDiagonal(code.of);
      case 'call':
        return (
          code.fn === 'diag' || (KEEPING.has(code.fn) && code.args.every((c) => isNumber(c) || this.isDiagonal(c)))
        );
      default:
        return code.op === 'identity';
    }
  }

  /** Of columns x' * y. */
  private dot(left: Code, right: Code): Piece {
    if (left.shape[1] === 1)
      return { text: `${this.write(left, Level.postfix)}' * ${this.write(right, Level.unary)}`, level: Level.product };
    const product =
      left === right
        ? `${this.write(left, Level.postfix)} .^ 2`
        : `${this.write(left, Level.unary)} .* ${this.write(right, Level.unary)}`;
    return atom(`sum(sum(${product}))`);
  }

  private times(code: Code & { op: 'times' }): Piece {
    const { over, under } = code;
    const spread = spreadIn(code);
    // a number beside ones is as MATLAB has it
    if (spread && spread.way !== 'all') {
      const counts = spread.way === 'down' ? `${this.size(code.shape[0])}, 1` : `1, ${this.size(code.shape[1])}`;
      return atom(`repmat(${this.write(spread.of)}, ${counts})`);
    }
    const outer = isOuter(code);
    let text = over.length === 0 ? '1' : '';
    let scalar = over.length === 0;
    for (const [i, factor] of over.entries()) {
      // a matrix product inside a product of entries is told apart by parentheses
      const tight = this.piece(factor).level <= Level.product && isMatrixProduct(factor);
      const body = this.write(factor, tight || i > 0 ? Level.unary : Level.product);
      const plain = scalar || isScalarShape(factor.shape) || (outer && i === over.length - 1);
      text += i === 0 ? body : ` ${plain ? '*' : '.*'} ${body}`;
      scalar = (i === 0 || scalar) && isScalarShape(factor.shape);
    }
    for (const factor of under)
      text += ` ${isScalarShape(factor.shape) ? '/' : './'} ${this.write(factor, Level.unary)}`;
    return { text, level: Level.product };
  }

  private call(code: Code & { op: 'call' }): Piece {
    const { fn, args } = code;
    const row = ROWS[fn];
    const template = args.length === 2 && PAIRS[fn] ? PAIRS[fn] : row?.text;
    if (template === undefined) return this.unsupported(fn);
    if (template === row?.text) for (const need of row?.needs ?? []) this.use(need);
    const put = template.replace(/(\(?)#(r|c|d\d|\d)(\)?)/g, (_, open: string, what: string, close: string) => {
      const size = this.sizeOfMark(what, code);
      const arg = args[Number(what) - 1] as Code;
      const text = size ?? (row?.needs?.includes('logsumexp') ? this.full(arg) : this.write(arg));
      return `${open}${text}${close}`;
    });
    const text = withoutIdle(put);
    const closed = balancedCall(text) || /^\w+$/.test(text) || /^\[[^[\]]*\]$/.test(text);
    return { text, level: closed ? Level.atom : Level.sum };
  }

  private fold(code: Code & { op: 'fold' }): Piece {
    const { fold, from, to, shape } = code;
    const { index, text } = this.folded(code);
    const scalar = isScalarShape(shape);
    const helper = fold === 'sum' ? 'accumulate' : 'multiplied';
    this.use(helper);
    const start =
      fold === 'sum' ? (scalar ? '0' : `zeros(${this.shape(shape)})`) : scalar ? '1' : `eye(${this.size(shape[0])})`;
    return atom(`${helper}(@(${index}) ${text}, ${this.size(from)}, ${this.size(to)}, ${start})`);
  }
}

/** Functions whose value Octave has as a diagonal matrix where their arguments are such. */
const KEEPING = new Set('inv pinv kron expm matpow'.split(' '));

const isNumber = ({ shape }: Code): boolean => isScalarShape(shape);

/** What is written with the operators of matrices. */
const isMatrixProduct = ({ op, ...rest }: Code): boolean =>
  op === 'product' || op === 'solve' || (op === 'transpose' && 'of' in rest && rest.of.op === 'solve');
