/**
 * Code as expressions of Julia: a column is a Vector, everything else a Matrix or a number; entry by entry with dots, which
 * Julia fuses into one loop. A transposed row is `vec`, an inverse on the right a quotient.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { dimName, isScalarShape, sameShape } from '../../expression/dimension.js';
import type { Code, Loop, Program } from '../code.js';
import { spreadIn } from '../spread.js';
import type { Factor } from './julia-factors.js';
import { READ_OFF } from './julia-factors.js';
import type { Row } from './julia-functions.js';
import { DOMAINS, MATRICES } from './julia-functions.js';
import {
  entrywise,
  flat,
  flipped,
  isColumn,
  isDiagonal,
  isDotted,
  isMultipleOfIdentity,
  isProduct,
  isRow,
  narrowed,
} from './julia-look.js';
import type { Names } from './names.js';
import type { Piece } from './target.js';
import { balancedCall, enclose } from './target.js';
import { atom, isConstant, Level, numberPiece, TargetTerms } from './terms.js';

export class JuliaTerms extends TargetTerms {
  protected readonly language = 'Julia';
  /** Whether what is being written is worked out also where it has no value. */
  private guarded = 0;

  constructor(
    program: Program,
    names: Names,
    /** Factors that have a name, with it. */
    private readonly factors: ReadonlyMap<Factor, string>,
  ) {
    super(program, names);
  }

  range({ from, to, step }: Loop): string {
    return `${this.end(from)}:${step > 0 ? '' : '-1:'}${this.end(to)}`;
  }

  private end(d: Dim): string {
    return enclose(this.sizePiece(d), Level.unary);
  }

  /** X[t], H[l, t - 1] */
  member(name: string, index: readonly Dim[]): string {
    return `${this.names.of('variable', name)}[${index.map((d) => this.size(d)).join(', ')}]`;
  }

  /** The same where a choice between values works it out in any case. */
  writeGuarded(code: Code, need: number = Level.choice): string {
    this.guarded++;
    const text = this.write(code, need);
    this.guarded--;
    return text;
  }

  protected piece(code: Code): Piece {
    switch (code.op) {
      case 'number':
        return numberPiece(code.value);
      case 'size':
        return this.sizePiece(code.size);
      case 'name':
        return atom(this.variable(code.name, code.index));
      case 'sum':
        return this.sum(code);
      case 'times':
        return this.times(code);
      case 'product':
        return isScalarShape(code.shape)
          ? atom(`dot(${this.write(code.left)}, ${this.write(code.right)})`)
          : {
              text: `${this.operand(code.left, Level.product)} * ${this.operand(code.right, Level.unary)}`,
              level: Level.product,
            };
      case 'dot':
        return atom(`dot(${this.write(code.left)}, ${this.write(code.right)})`);
      case 'solve':
        return this.solve(code);
      case 'transpose':
        return this.transpose(code.of);
      case 'power':
        return this.power(code);
      case 'total':
        return this.total(code);
      case 'fill':
        return isScalarShape(code.shape) ? atom(String(code.value)) : atom(this.filled(code.value, code.shape));
      case 'identity':
        return isScalarShape(code.shape) ? atom('1') : atom(`Matrix(1.0I, ${this.shape(code.shape)})`);
      case 'choose':
        return this.choose(code);
      case 'slice':
        return { text: this.slice(code), level: Level.postfix };
      case 'call':
        return this.call(code);
      case 'fold':
        return this.fold(code);
      default:
        return code satisfies never;
    }
  }

  /** The sizes as arguments: of a column one. */
  shape(shape: Shape): string {
    return (isColumn(shape) ? shape.slice(0, 1) : shape).map((d) => this.size(d)).join(', ');
  }

  filled(value: 0 | 1, shape: Shape): string {
    return `${value === 0 ? 'zeros' : 'ones'}(${this.shape(shape)})`;
  }

  // ——— entry by entry ———

  private sum({ terms, shape }: Code & { op: 'sum' }): Piece {
    const whole = terms.every(({ code }) => sameShape(code.shape, shape));
    const uniform = terms.map(({ code }) => whole && isMultipleOfIdentity(code));
    // I fits any size, but it is added without a dot
    const asI = uniform.some((is) => is) && !uniform.every((is) => is);
    const dot = terms.length > 1 && !asI && (!whole || terms.some(({ code }) => isDotted(code))) ? '.' : '';
    const text = terms.map(({ minus, code }, i) => {
      // the sign of a product is not that of its first factor, which may be large, or factors of a matrix
      const need = minus && i === 0 && isProduct(code) ? Level.unary : minus || i > 0 ? Level.product : Level.sum;
      const body = asI && uniform[i] ? this.multipleOfI(code) : this.write(code, need);
      return i === 0 ? (minus ? `-${body}` : body) : ` ${dot}${minus ? '-' : '+'} ${body}`;
    });
    return { text: text.join(''), level: Level.sum };
  }

  /** c * I */
  private multipleOfI(code: Code): string {
    if (code.op !== 'times') return 'I';
    const over = code.over.filter((c) => isScalarShape(c.shape)).map((c) => this.write(c, Level.unary));
    return this.quotient([...over, 'I'], code.under).text;
  }

  private times(code: Code & { op: 'times' }): Piece {
    const { over, under, shape } = code;
    const identity = over.findIndex((c) => c.op === 'identity' && !isScalarShape(c.shape));
    const wide = over.filter((c, i) => i !== identity && !isScalarShape(c.shape));
    if (identity >= 0 && wide.length > 0 && wide.every((c) => sameShape(c.shape, shape))) {
      // of a matrix beside I the diagonal is left
      const [first, ...rest] = wide as [Code, ...Code[]];
      const diagonal: Code = rest.length === 0 ? first : { op: 'times', over: wide, under: [], shape };
      const numbers = over.filter((c) => isScalarShape(c.shape));
      return this.quotient(
        [...numbers.map((c) => this.write(c, Level.unary)), `Diagonal(${this.write(diagonal)})`],
        under,
      );
    }
    const spread = this.spread(code);
    if (spread !== undefined) return atom(spread);
    const dotted = isDotted(code);
    const shown = over.length > 1 ? over.filter((c) => c.op !== 'number' || c.value !== 1) : over;
    let text = shown.length === 0 ? '1' : '';
    let number = true;
    for (const [i, factor] of shown.entries()) {
      const tight = i > 0 || isProduct(factor);
      const body = this.write(factor, tight ? Level.unary : Level.product);
      number &&= isScalarShape(factor.shape);
      text += i === 0 ? body : ` ${dotted && !number ? '.*' : '*'} ${body}`;
    }
    for (const factor of under) {
      number &&= isScalarShape(factor.shape);
      text += ` ${dotted && !number ? './' : '/'} ${this.write(factor, Level.unary)}`;
    }
    return { text, level: Level.product };
  }

  /** A number, a row or a column at the size of a matrix, without a product with ones. */
  private spread(code: Code & { op: 'times' }): string | undefined {
    const found = spreadIn(code);
    if (found === undefined) return undefined;
    const { of, way } = found;
    if (way === 'down') return `repeat(${this.write(of)}, ${this.size(code.shape[0])})`;
    if (way === 'across') return `repeat(${this.write(of)}, 1, ${this.size(code.shape[1])})`;
    // of whole numbers that would be a matrix of such
    return isConstant(of) ? undefined : `fill(${this.write(of)}, ${this.shape(code.shape)})`;
  }

  private quotient(over: readonly string[], under: readonly Code[]): Piece {
    const below = under.map((c) => this.write(c, Level.unary));
    return {
      text: [over.join(' * '), ...below].join(' / '),
      level: over.length + below.length > 1 ? Level.product : Level.atom,
    };
  }

  private power({ base, exponent, shape }: Code & { op: 'power' }): Piece {
    const whole = exponent.op === 'number' && Number.isInteger(exponent.value);
    if (this.guarded > 0 && !whole) {
      const dot = isScalarShape(shape) ? '' : '.';
      return atom(`_power${dot}(${this.write(base)}, ${this.write(exponent)})`);
    }
    const text = this.write(base, Level.postfix);
    // of whole numbers Julia takes whole powers, which overflow
    const float = /^\d+$/.test(text) ? `${text}.0` : base.op === 'size' && !whole ? `float(${this.write(base)})` : text;
    const sign = isScalarShape(shape) ? '^' : ' .^ ';
    return { text: `${float}${sign}${this.write(exponent, Level.postfix)}`, level: Level.power };
  }

  /** Of numbers only one side is worked out, of matrices both. */
  private choose({ relation, operands, shape }: Code & { op: 'choose' }): Piece {
    const [l, r, yes, no] = narrowed(operands, shape) as [Code, Code, Code, Code];
    const dot = isScalarShape(l.shape) && isScalarShape(r.shape) ? '' : '.';
    const condition = `${this.write(l, Level.sum)} ${dot}${relation} ${this.write(r, Level.sum)}`;
    if (!isScalarShape(shape)) return this.chooseEntries(condition, yes, no);
    const outer = this.guarded;
    this.guarded = 0;
    const text = `${condition} ? ${this.write(yes, Level.sum)} : ${this.write(no, Level.sum)}`;
    this.guarded = outer;
    return { text, level: Level.choice };
  }

  /** All entries are of one type: a number in one branch takes that of the other. */
  private chooseEntries(condition: string, yes: Code, no: Code): Piece {
    const texts = [this.writeGuarded(yes), this.writeGuarded(no)];
    if (texts.every((text) => /^-?[\d.]+$/.test(text)))
      return atom(`ifelse.(${[condition, ...texts.map((x) => (x.includes('.') ? x : `${x}.0`))].join(', ')})`);
    const mixed = isScalarShape(yes.shape) || isScalarShape(no.shape);
    return atom(`${mixed ? '_ifelse' : 'ifelse'}.(${[condition, ...texts].join(', ')})`);
  }

  // ——— matrices ———

  /** A factor of a product: a diagonal matrix stays one; what has dots of its own is told apart by parentheses. */
  private operand(code: Code, need: number): string {
    if (isDiagonal(code)) return `Diagonal(${this.write(code.args[0] as Code)})`;
    return this.write(code, isDotted(code) ? Level.unary : need);
  }

  private transpose(of: Code): Piece {
    if (isScalarShape(of.shape)) return this.piece(of);
    if (of.op === 'solve') {
      // (A' \ B')' is B / A
      const [above, below] = [flipped(of.right), flipped(of.left)];
      const factors = this.divisor(below);
      const left = factors && isDiagonal(above) ? this.write(above) : this.operand(above, Level.product);
      return { text: `${left} / ${factors ?? this.operand(below, Level.unary)}`, level: Level.product };
    }
    // one index alone makes a column of a row
    if (of.op === 'slice' && isRow(of.shape) && !isRow(of.of.shape))
      return { text: this.slice(of, true), level: Level.postfix };
    if (isRow(of.shape)) return atom(`vec(${this.write(of)})`);
    return { text: `${this.write(of, Level.postfix)}'`, level: Level.postfix };
  }

  private solve({ left, right }: Code & { op: 'solve' }): Piece {
    const divisor = this.divisor(left) ?? this.operand(left, Level.unary);
    return { text: `${divisor} \\ ${this.operand(right, Level.unary)}`, level: Level.product };
  }

  /** The factors to solve with, where they have a name. */
  private divisor(code: Code): string | undefined {
    const flips = code.op === 'transpose';
    for (const [{ kind }, name] of this.factorsOf(flips ? code.of : code))
      if (kind === 'lu' || kind === 'cholesky') return `${name}${flips && kind === 'lu' ? "'" : ''}`;
    return undefined;
  }

  private factorsOf(code: Code | undefined): [Factor, string][] {
    if (code?.op !== 'name' || code.index.length > 0) return [];
    return [...this.factors].filter(([{ of }]) => of === code.name);
  }

  private total({ over, of }: Code & { op: 'total' }): Piece {
    if (isScalarShape(of.shape)) return this.piece(of);
    const text = this.write(of);
    const [column, row] = [isColumn(of.shape), isRow(of.shape)];
    if (over === 'all' || (over === 'rows' && row) || (over === 'columns' && column)) return atom(`sum(${text})`);
    if (over === 'rows') return column ? this.piece(of) : atom(`vec(sum(${text}; dims=2))`);
    return row ? this.piece(of) : atom(`sum(${text}; dims=1)`);
  }

  private slice({ of, range, shape }: Code & { op: 'slice' }, turned = false): string {
    const [top, bottom, left, right] = range;
    const text = this.write(of, Level.postfix);
    const part = (from: Dim, to: Dim, whole: Dim): string => {
      if (to !== whole) return `${this.end(from)}:${this.end(to)}`;
      return from === 1 ? ':' : `${this.end(from)}:end`;
    };
    const rows = top === bottom && (turned || isScalarShape(shape)) ? this.size(top) : part(top, bottom, of.shape[0]);
    if (isColumn(of.shape)) return `${text}[${rows}]`;
    const cols = left === right && shape[1] === 1 ? this.size(left) : part(left, right, of.shape[1]);
    return `${text}[${rows}, ${cols}]`;
  }

  // ——— functions ———

  private call(code: Code & { op: 'call' }): Piece {
    const { fn, args, shape } = code;
    const number = isScalarShape(shape);
    if (fn === 'square') {
      const base = this.write(args[0] as Code, Level.postfix);
      return { text: number ? `${base}^2` : `${base} .^ 2`, level: Level.power };
    }
    const template = entrywise(fn, args.length);
    if (template !== undefined) return this.entries(code, template);
    if (fn === 'matpow') {
      const [base, exponent] = args as [Code, Code];
      return {
        text: `${this.write(base, Level.postfix)}^${this.write(exponent, Level.postfix)}`,
        level: Level.power,
      };
    }
    if (fn === 'hcat' || fn === 'vcat')
      return atom(
        `${fn}(${flat(code, fn)
          .map((c) => this.write(c))
          .join(', ')})`,
      );
    const factored = this.factored(code);
    if (factored !== undefined) return factored;
    const row = MATRICES[fn];
    if (row === undefined) return this.unsupported(fn);
    return this.put(chosen(row, code), code, row.takes);
  }

  private entries(code: Code & { op: 'call' }, template: string): Piece {
    const dot = isScalarShape(code.shape) ? '' : '.';
    const domain = this.guarded > 0 ? DOMAINS[code.fn] : undefined;
    const [arg] = code.args as [Code];
    if (domain) return atom(`_within${dot}(${code.fn}, ${this.write(arg)}, ${domain.join(', ')})`);
    const args = narrowed(code.args, code.shape);
    return this.put(template.replace('°', dot), { ...code, args });
  }

  /** What is known from the factors of a matrix. */
  private factored({ fn, args, dims }: Code & { op: 'call' }): Piece | undefined {
    for (const [{ kind }, name] of this.factorsOf(args[0])) {
      const text = READ_OFF[kind][fn];
      if (text === undefined) continue;
      const put = text.replace(/#d?/g, (mark) => (mark === '#d' ? this.size(dims[0] as Dim) : name));
      return { text: put, level: put.includes(' * ') ? Level.product : Level.postfix };
    }
    return undefined;
  }

  private put(template: string, code: Code & { op: 'call' }, takes?: Row['takes']): Piece {
    const text = template.replace(/#(r|c|d?\d)/g, (mark, what: string, at: number) => {
      const size = this.sizeOfMark(what, code);
      if (size !== undefined) return size;
      const enclosed = /[(,]\s*$/.test(template.slice(0, at)) && /^\s*[),;]/.test(template.slice(at + mark.length));
      const arg = code.args[Number(what) - 1] as Code;
      const own = this.write(arg, enclosed ? Level.choice : Level.postfix);
      if (takes && isColumn(arg.shape)) return `reshape(${own}, :, 1)`;
      return takes === 'dense' && arg.op === 'transpose' ? `Matrix(${own})` : own;
    });
    const closed = balancedCall(text.replace(/(?:\[[^[\]]*\]|\.[LUV])$/, '')) || /^\w+$/.test(text);
    return { text, level: closed ? Level.postfix : Level.sum };
  }

  // ——— sums over an index ———

  private fold(code: Code & { op: 'fold' }): Piece {
    const { fold, over, from, to, shape } = code;
    const range = this.range({ over, from, to, step: 1 });
    const { index, text } = this.folded(code);
    const items = `${text} for ${index} in ${range}`;
    const [fn, sign] = fold === 'sum' ? ['sum', '+'] : ['prod', '*'];
    if (this.hasMembers(from, to)) return atom(`${fn}(${items})`);
    const number = isScalarShape(shape);
    const start =
      fold === 'sum' ? (number ? '0.0' : this.filled(0, shape)) : number ? '1.0' : `Matrix(1.0I, ${this.shape(shape)})`;
    return atom(`reduce(${sign}, (${items}); init=${start})`);
  }

  /** Whether a range has members whatever the sizes are: a sum of none is an error in Julia. */
  private hasMembers(from: Dim, to: Dim): boolean {
    if (typeof from !== 'number') return false;
    if (typeof to === 'number') return from <= to;
    const { sizes, inputs } = this.program;
    const known = sizes.some(({ kind, size }) => kind !== 'given' && to === dimName(size));
    return from <= 1 && (known || inputs.some((input) => this.isInteger(input) && to === dimName(input.name)));
  }
}

/** The template of a function for the value that it has here. */
function chosen(row: Row, { args, shape }: Code & { op: 'call' }): string {
  if (row.number !== undefined && isScalarShape(shape)) return row.number;
  if (row.column !== undefined && isColumn(shape)) return row.column;
  return row.plain !== undefined && args[0]?.op === 'name' ? row.plain : row.text;
}
