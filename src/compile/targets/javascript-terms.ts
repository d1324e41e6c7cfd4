/**
 * Code as expressions of JavaScript: numbers are numbers, matrices go through helpers. What is elementwise is one loop,
 * however many operations it has: map(($1, $2) => $1 * (1 - $2 ** 2), G, H).
 */

import type { Dim } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import { table } from '../../expression/table.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Loop } from '../code.js';
import { ALGEBRA_HELPERS, NUMBER_HELPERS } from './javascript-algebra.js';
import { MATRICES, NUMBERS, PAIRS } from './javascript-functions.js';
import type { Helper } from './javascript-helpers.js';
import { MATRIX_HELPERS } from './javascript-helpers.js';
import type { Piece } from './target.js';
import { balancedCall, enclose, numberText, sizeText, withoutIdle } from './target.js';
import { TargetTerms } from './terms.js';

/** A power is enclosed beside any sign and factor: -x ** 2 is no JavaScript. */
const Level = { choice: 0, sum: 1, power: 1.5, product: 2, unary: 3, postfix: 5, atom: 9 } as const;

const HELPERS: Readonly<Record<string, Helper>> = table({ ...MATRIX_HELPERS, ...ALGEBRA_HELPERS, ...NUMBER_HELPERS });
export const HELPER_NAMES = Object.keys(HELPERS);

/** The operands of a loop over entries: texts of matrices, and of numbers that are worked out once. */
interface Operands {
  readonly texts: string[];
}

export class JavaScriptTerms extends TargetTerms {
  readonly helpers = new Set<string>();
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

  /** The place of a member: X[t], X[`${l},${t}`]. */
  member(name: string, index: readonly Dim[]): string {
    const places = index.map((d) => this.size(d));
    const [only = ''] = places;
    return `${name}[${places.length === 1 ? only : `\`${places.map((p) => `\${${p}}`).join(',')}\``}]`;
  }

  write(code: Code, need: number = Level.choice): string {
    return enclose(this.piece(code), need);
  }

  private piece(code: Code): Piece {
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

  private name(code: Code & { op: 'name' }): string {
    const name = this.names.of('variable', code.name);
    return code.index.length === 0 ? name : this.member(name, code.index);
  }

  // ——— numbers ———

  /** A value of one entry. */
  private number(code: Code): Piece {
    switch (code.op) {
      case 'number':
        return numberPiece(code.value);
      case 'size':
        return sizeText(code.size, (name) => this.spellSize(name));
      case 'name':
        return atom(this.name(code));
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
        const before = (d: Dim): string => (typeof d === 'number' ? String(d - 1) : `${this.size(d)} - 1`);
        return atom(`at(${this.write(code.of)}, ${before(top)}, ${before(left)})`);
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
      case 'sum': {
        const parts = code.terms.map(({ minus, code: term }, i) => {
          const body = text(term, minus || i > 0 ? Level.product : Level.sum);
          return i === 0 ? (minus ? `-${body}` : body) : ` ${minus ? '-' : '+'} ${body}`;
        });
        return { text: parts.join(''), level: Level.sum };
      }
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
    const { fn, args, dims } = code;
    const found = args.length === 2 ? PAIRS[fn] : NUMBERS[fn];
    if (found === undefined) return this.unsupported(fn);
    this.use(...(found.needs ?? []));
    return filled(found.text, (what, at) => {
      if (what === 'd') return atom(this.size(dims[at - 1] as Dim));
      return inner(args[at - 1] as Code);
    });
  }

  private unsupported(fn: string): never {
    throw new FrobeniusError('unsupported', `${fn} has no code in JavaScript`, undefined, 'another target may have it');
  }

  // ——— matrices ———

  private matrix(code: Code): Piece {
    const call = (fn: string, ...args: readonly string[]): Piece => {
      this.use(fn);
      return atom(`${fn}(${args.join(', ')})`);
    };
    switch (code.op) {
      case 'name':
        return atom(this.name(code));
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
    const { fn, args, dims, shape } = code;
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
    return filled(found.text, (what, at) => {
      if (what === 'r' || what === 'c') return atom(this.size(shape[what === 'r' ? 0 : 1]));
      if (what === 'd') return atom(this.size(dims[at - 1] as Dim));
      const arg = args[at - 1] as Code;
      if (fn === 'matpow' && at === 2) return this.piece(arg);
      return atom(isScalarShape(arg.shape) ? this.asMatrix(arg) : this.write(arg));
    });
  }

  // ——— sums over an index ———

  private foldNumbers({ fold, over, from, to, body }: Code & { op: 'fold' }): Piece {
    const { range, index, text } = this.folded(over, from, to, body);
    const [start, sign] = fold === 'sum' ? ['0', '+'] : ['1', '*'];
    const inner = enclose({ text, level: Level.choice }, fold === 'sum' ? Level.choice : Level.product);
    return atom(`${range}.reduce((total, ${index}) => total ${sign} ${inner}, ${start})`);
  }

  private foldMatrices({ fold, over, from, to, body, shape }: Code & { op: 'fold' }): Piece {
    const { range, index, text } = this.folded(over, from, to, body);
    const [rows, cols] = shape.map((d) => this.size(d)) as [string, string];
    const helper = fold === 'sum' ? 'add' : 'matmul';
    this.use(helper, 'zeros', 'identity');
    const start = fold === 'sum' ? `zeros(${rows}, ${cols})` : `identity(${rows})`;
    return atom(`${range}.reduce((total, ${index}) => ${helper}(total, ${text}), ${start})`);
  }

  private folded(over: string, from: Dim, to: Dim, body: Code): { range: string; index: string; text: string } {
    this.use('span');
    const range = `span(${this.size(from)}, ${this.size(to)})`;
    this.bound.push(over);
    const index = this.names.of('index', over);
    const text = this.write(body);
    this.bound.pop();
    return { range, index, text };
  }
}

const atom = (text: string): Piece => ({ text, level: Level.atom });

function numberPiece(value: Parameters<typeof numberText>[0]): Piece {
  const text = numberText(value, (p, q) => `${p} / ${q}`);
  return { text, level: text.startsWith('-') ? Level.sum : text.includes('/') ? Level.product : Level.atom };
}

function isElementwise(code: Code): code is Code & { op: 'sum' | 'times' | 'power' | 'choose' | 'call' } {
  if (['sum', 'times', 'power', 'choose'].includes(code.op)) return true;
  if (code.op !== 'call') return false;
  return code.args.length === 2
    ? PAIRS[code.fn] !== undefined
    : code.args.length === 1 && NUMBERS[code.fn] !== undefined;
}

/** Short enough to stand within a loop. */
const isPlain = (code: Code): boolean =>
  ['number', 'size', 'fill', 'identity'].includes(code.op) || (code.op === 'name' && code.index.length === 0);

/** A template with its marks put in; an argument beside an operator is enclosed. */
function filled(template: string, put: (what: string, at: number) => Piece): Piece {
  const text = template.replace(
    /(\(?)#([dn]?)(\d|r|c)(\)?)/g,
    (_, open: string, kind: string, at: string, close: string) => {
      const what = at === 'r' || at === 'c' ? at : kind;
      const piece = put(what, Number(at));
      const inner = open !== '' && close !== '' ? enclose(piece, Level.choice) : piece.text;
      // (#1) ** 2: the parentheses stay only where they are needed
      return `${open}${inner}${close}`;
    },
  );
  const whole = withoutIdle(text);
  const closed = balancedCall(whole.replace(/\.\w+$/, '')) || /^[\w.$]+$/.test(whole);
  return { text: whole, level: closed ? Level.atom : Level.choice };
}
