/**
 * Code as expressions of JavaScript: numbers are numbers, matrices go through helpers. What is elementwise is one loop,
 * however many operations it has: map(($1, $2) => $1 * (1 - $2 ** 2), G, H).
 */

import type { Dim } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import { table } from '../../expression/table.js';
import type { Code, Loop } from '../code.js';
import { ALGEBRA_HELPERS, NUMBER_HELPERS } from './javascript-algebra.js';
import { MATRICES, NUMBERS, PAIRS } from './javascript-functions.js';
import type { Helper } from './javascript-helpers.js';
import { MATRIX_HELPERS } from './javascript-helpers.js';
import type { Piece } from './target.js';
import { balancedCall, enclose, withoutIdle } from './target.js';
import { atom, Level, numberPiece, signedSum, TargetTerms } from './terms.js';

const HELPERS: Readonly<Record<string, Helper>> = table({ ...MATRIX_HELPERS, ...ALGEBRA_HELPERS, ...NUMBER_HELPERS });
export const HELPER_NAMES = Object.keys(HELPERS);

/** The operands of a loop over entries: texts of matrices, and of numbers that are worked out once. */
interface Operands {
  readonly texts: string[];
}

export class JavaScriptTerms extends TargetTerms {
  readonly helpers = new Set<string>();
  protected readonly language = 'JavaScript';

  use(...names: readonly string[]): void {
    for (const name of names) {
      if (this.helpers.has(name)) continue;
      this.helpers.add(name);
      this.use(...(HELPERS[name]?.needs ?? []));
    }
  }

  /** The texts of what is used, in the table's order. */
  helperTexts(typed: boolean): Map<string, string> {
    const plain = (text: string): string => (typed ? text.replaceAll(/[«»]/g, '') : text.replaceAll(/«[^»]*»/g, ''));
    const used = HELPER_NAMES.filter((name) => this.helpers.has(name));
    const texts = used.map((name): [string, string] => [name, plain((HELPERS[name] as Helper).text)]);
    return new Map(texts.filter(([, text]) => text !== ''));
  }

  /** for (…) */
  loop({ over, from, to, step }: Loop): string {
    const i = this.names.of('index', over);
    const [sign, move] = step > 0 ? ['<=', '++'] : ['>=', '--'];
    return `for (let ${i} = ${this.size(from)}; ${i} ${sign} ${this.size(to)}; ${i}${move})`;
  }

  member(name: string, index: readonly Dim[]): string {
    return this.entryOf(this.names.of('variable', name), index);
  }

  /** Of an object by index: X[t], X[`${l},${t}`]. */
  entryOf(name: string, index: readonly Dim[]): string {
    const places = index.map((d) => this.size(d));
    const [only = ''] = places;
    return `${name}[${places.length === 1 ? only : `\`${places.map((p) => `\${${p}}`).join(',')}\``}]`;
  }

  protected piece(code: Code): Piece {
    if (isScalarShape(code.shape)) return this.number(code);
    const operands: Operands = { texts: [] };
    if (isElementwise(code)) {
      const body = this.entry(code, operands);
      this.use('map');
      const parameters = operands.texts.map((_, k) => `$${k + 1}`).join(', ');
      return atom(`map((${parameters}) => ${enclose(body, Level.choice)}, ${operands.texts.join(', ')})`);
    }
    return this.matrix(code);
  }

  // ——— numbers ———

  /** A value of one entry. */
  private number(code: Code): Piece {
    switch (code.op) {
      case 'number':
        return numberPiece(code.value);
      case 'size':
        return this.sizePiece(code.size);
      case 'name':
        return atom(this.variable(code.name, code.index));
      case 'sum':
      case 'times':
      case 'power':
      case 'choose':
        return this.operation(code, (inner) => this.number(inner));
      case 'product':
      case 'dot': {
        this.use('dot');
        // a product of one entry is a row times a column
        const { left, right } = code;
        return atom(`dot(${this.write(left)}, ${this.write(right)})`);
      }
      case 'transpose':
        return this.number(code.of);
      case 'total':
        this.use('sum');
        return isScalarShape(code.of.shape) ? this.number(code.of) : atom(`sum(${this.write(code.of)})`);
      case 'fill':
        return atom(String(code.value));
      case 'identity':
        return atom('1');
      case 'solve':
        return this.operation({ op: 'times', over: [code.right], under: [code.left], shape: code.shape }, (inner) =>
          this.number(inner),
        );
      case 'slice': {
        const [top, , left] = code.range;
        this.use('at');
        return atom(`at(${this.write(code.of)}, ${this.fromZero(top)}, ${this.fromZero(left)})`);
      }
      case 'call':
        return this.call(code);
      case 'fold':
        return this.foldNumbers(code);
      default:
        return code satisfies never;
    }
  }

  /** Arithmetic of numbers, each operand by `inner`. */
  private operation(code: Code & { op: 'sum' | 'times' | 'power' | 'choose' }, inner: (code: Code) => Piece): Piece {
    const text = (c: Code, need: number): string => enclose(inner(c), need);
    switch (code.op) {
      case 'sum':
        return signedSum(code.terms, (term, need) => {
          // -x ** 2 is no JavaScript
          const [first] = code.terms;
          return text(term, first?.minus && term === first.code && beginsWithPower(term) ? Level.atom : need);
        });
      case 'times': {
        const above =
          code.over.length === 0 ? ['1'] : code.over.map((c, i) => text(c, i === 0 ? Level.product : Level.unary));
        const below = code.under.map((c) => text(c, Level.unary));
        return { text: [above.join(' * '), ...below].join(' / '), level: Level.product };
      }
      case 'power':
        return {
          text: `${text(code.base, Level.postfix)} ** ${text(code.exponent, Level.postfix)}`,
          level: Level.power,
        };
      case 'choose': {
        const [l, r, yes, no] = code.operands.map((c) => text(c, Level.sum)) as [string, string, string, string];
        return {
          text: `(${l} ${code.relation === '==' ? '===' : code.relation} ${r} ? ${yes} : ${no})`,
          level: Level.atom,
        };
      }
      default:
        return code satisfies never;
    }
  }

  // ——— entry by entry ———

  /** One entry of an elementwise value; matrices on the way become operands. */
  private entry(code: Code, operands: Operands): Piece {
    const scalar = isScalarShape(code.shape);
    if (scalar && isPlain(code)) return this.number(code);
    if (!scalar && isElementwise(code)) {
      if (code.op === 'call') return this.elementwiseCall(code, (inner) => this.entry(inner, operands));
      return this.operation(code, (inner) => this.entry(inner, operands));
    }
    const text = this.write(code);
    let at = operands.texts.indexOf(text);
    if (at < 0) at = operands.texts.push(text) - 1;
    return atom(`$${at + 1}`);
  }

  private elementwiseCall(code: Code & { op: 'call' }, inner: (code: Code) => Piece): Piece {
    const { fn, args } = code;
    const found = args.length === 2 ? PAIRS[fn] : NUMBERS[fn];
    if (found === undefined) return this.unsupported(fn);
    this.use(...(found.needs ?? []));
    const piece = filled(found.text, (mark) => {
      const size = this.sizeOfMark(mark, code);
      return size === undefined ? inner(args[Number(mark) - 1] as Code) : atom(size);
    });
    return fn === 'square' ? { ...piece, level: Level.power } : piece;
  }

  // ——— matrices ———

  private matrix(code: Code): Piece {
    const call = (fn: string, ...args: readonly string[]): Piece => {
      this.use(fn);
      return atom(`${fn}(${args.join(', ')})`);
    };
    switch (code.op) {
      case 'name':
        return atom(this.variable(code.name, code.index));
      case 'product':
        return call('matmul', this.asMatrix(code.left), this.asMatrix(code.right));
      case 'solve':
        return call('solve', this.asMatrix(code.left), this.asMatrix(code.right));
      case 'transpose':
        return call('transpose', this.write(code.of));
      case 'total': {
        if (isScalarShape(code.of.shape)) return this.number(code.of);
        return call(code.over === 'rows' ? 'rowSums' : 'columnSums', this.write(code.of));
      }
      case 'fill': {
        const [rows, cols] = code.shape.map((d) => this.size(d)) as [string, string];
        return code.value === 0 ? call('zeros', rows, cols) : call('fill', rows, cols, '1');
      }
      case 'identity':
        return call('identity', this.size(code.shape[0]));
      case 'slice':
        return call('slice', this.write(code.of), ...code.range.map((d) => this.size(d)));
      case 'call':
        return this.call(code);
      case 'fold':
        return this.foldMatrices(code);
      default:
        return this.number(code);
    }
  }

  /** A number where a helper wants a matrix. */
  private asMatrix(code: Code): string {
    const text = this.write(code);
    if (!isScalarShape(code.shape)) return text;
    this.use('fill');
    return `fill(1, 1, ${text})`;
  }

  private call(code: Code & { op: 'call' }): Piece {
    const { fn, args, shape } = code;
    const scalars = args.every((a) => isScalarShape(a.shape));
    if (
      isScalarShape(shape) &&
      scalars &&
      args.length > 0 &&
      (NUMBERS[fn] ?? (args.length === 2 ? PAIRS[fn] : undefined))
    )
      return this.elementwiseCall(code, (inner) => this.number(inner));
    const found = MATRICES[fn];
    if (found === undefined) return this.unsupported(fn);
    this.use(...(found.needs ?? []));
    // an argument that is used twice is worked out once by its own name only where it is one
    return filled(found.text, (mark) => {
      const size = this.sizeOfMark(mark, code);
      if (size !== undefined) return atom(size);
      const arg = args[Number(mark) - 1] as Code;
      if (fn === 'matpow' && mark === '2') return this.piece(arg);
      return atom(isScalarShape(arg.shape) ? this.asMatrix(arg) : this.write(arg));
    });
  }

  // ——— sums over an index ———

  private foldNumbers(code: Code & { op: 'fold' }): Piece {
    const range = this.rangeOf(code);
    const { index, text } = this.folded(code);
    const [start, sign] = code.fold === 'sum' ? ['0', '+'] : ['1', '*'];
    const inner = enclose({ text, level: Level.choice }, code.fold === 'sum' ? Level.choice : Level.product);
    return atom(`${range}.reduce((${parameters(index, text)}) => total ${sign} ${inner}, ${start})`);
  }

  private foldMatrices(code: Code & { op: 'fold' }): Piece {
    const range = this.rangeOf(code);
    const { index, text } = this.folded(code);
    const [rows, cols] = code.shape.map((d) => this.size(d)) as [string, string];
    const [helper, origin] = code.fold === 'sum' ? (['add', 'zeros'] as const) : (['matmul', 'identity'] as const);
    this.use(helper, origin);
    const start = code.fold === 'sum' ? `zeros(${rows}, ${cols})` : `identity(${rows})`;
    return atom(`${range}.reduce((${parameters(index, text)}) => ${helper}(total, ${text}), ${start})`);
  }

  private rangeOf({ from, to }: Code & { op: 'fold' }): string {
    this.use('span');
    return `span(${this.size(from)}, ${this.size(to)})`;
  }
}

function isElementwise(code: Code): code is Code & { op: 'sum' | 'times' | 'power' | 'choose' | 'call' } {
  if (['sum', 'times', 'power', 'choose'].includes(code.op)) return true;
  if (code.op !== 'call') return false;
  return code.args.length === 2
    ? PAIRS[code.fn] !== undefined
    : code.args.length === 1 && NUMBERS[code.fn] !== undefined;
}

/** Of a sum so far and the next: what hangs on no index does without it, as strict compilers want. */
const parameters = (index: string, text: string): string =>
  text.split(/[^\p{L}\p{N}_$]+/u).includes(index) ? `total, ${index}` : 'total';

const beginsWithPower = (code: Code): boolean =>
  code.op === 'power' ||
  (code.op === 'call' && code.fn === 'square') ||
  (code.op === 'times' && code.over[0] !== undefined && beginsWithPower(code.over[0]));

/** Short enough to stand within a loop. */
const isPlain = (code: Code): boolean =>
  ['number', 'size', 'fill', 'identity'].includes(code.op) || (code.op === 'name' && code.index.length === 0);

/** A template with its marks put in; the parentheses of (#1) ** 2 stay only where they are needed. */
function filled(template: string, put: (mark: string) => Piece): Piece {
  const text = template.replace(/#(r|c|d?\d)/g, (_, mark: string) => put(mark).text);
  const whole = withoutIdle(text);
  const closed = balancedCall(whole.replace(/\.\w+$/, '')) || /^[\w.$]+$/.test(whole);
  return { text: whole, level: closed ? Level.atom : Level.choice };
}
