/**
 * Code as expressions of Python, for all three flavours: precedence, sizes, ranges, functions of the table and which
 * helpers they need. python.ts puts them into a function.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import { FrobeniusError } from '../../language/error.js';
import type { Code, Loop, Program } from '../code.js';
import type { Names } from './names.js';
import type { Flavour } from './python-functions.js';
import { HELPERS, PAIRS, ROWS } from './python-functions.js';
import type { Piece } from './target.js';
import { balancedCall, enclose, numberText, sizeText } from './target.js';
import { TargetTerms } from './terms.js';

export const Level = { sum: 1, product: 2, unary: 3, power: 4, postfix: 5, atom: 9 } as const;
const MODULES = { numpy: 'np', pytorch: 'torch', jax: 'jnp' } as const;

export class PythonTerms extends TargetTerms {
  readonly helpers = new Set<string>();
  private readonly np: string;

  constructor(
    program: Program,
    private readonly flavour: Flavour,
    names: Names,
  ) {
    super(program, names);
    this.np = MODULES[flavour];
  }

  range({ from, to, step }: Loop): string {
    const [a, b] = [
      this.size(from),
      typeof to === 'number' ? String(to + step) : `${this.size(to)} ${step > 0 ? '+' : '-'} 1`,
    ];
    return step > 0 ? `range(${a}, ${b})` : `range(${a}, ${b}, -1)`;
  }

  write(code: Code, need: number = Level.sum): string {
    return enclose(this.piece(code), need);
  }

  protected piece(code: Code): Piece {
    const atom = (text: string): Piece => ({ text, level: Level.atom });
    switch (code.op) {
      case 'number':
        return this.number(code.value);
      case 'size':
        return sizeText(code.size, (name) => this.spellSize(name));
      case 'name': {
        const integer = code.index.length === 0 ? this.names.of('variable', code.name) : undefined;
        return atom(
          integer ?? `${this.names.of('variable', code.name)}[${code.index.map((d) => this.size(d)).join(', ')}]`,
        );
      }
      case 'sum':
        return this.sum(code);
      case 'times':
        return this.times(code);
      case 'product': {
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return { text: `${a} @ ${b}`, level: Level.product };
      }
      case 'dot': {
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return atom(`${this.np}.sum(${a} * ${b})`);
      }
      case 'solve':
        return atom(`${this.np}.linalg.solve(${this.write(code.left)}, ${this.write(code.right)})`);
      case 'transpose':
        return { text: `${this.write(code.of, Level.postfix)}.T`, level: Level.postfix };
      case 'power':
        return {
          text: `${this.write(code.base, Level.postfix)} ** ${this.write(code.exponent, Level.postfix)}`,
          level: Level.power,
        };
      case 'total':
        return atom(this.total(code));
      case 'fill':
        return atom(this.fill(code.value, code.shape));
      case 'identity':
        return atom(
          `${this.np}.eye(${this.size(code.shape[0])}${this.flavour === 'pytorch' ? ', dtype=torch.float64' : ''})`,
        );
      case 'choose': {
        const [l, r, yes, no] = code.operands.map((operand) => this.write(operand)) as [string, string, string, string];
        if (code.operands.slice(0, 2).every(isConstant))
          return atom(`(${yes} if ${l} ${code.relation} ${r} else ${no})`);
        const choice = [yes, no].map((text, i) => this.tensor(code.operands[i + 2] as Code, text));
        return atom(`${this.np}.where(${l} ${code.relation} ${r}, ${choice.join(', ')})`);
      }
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

  private number(value: Parameters<typeof numberText>[0]): Piece {
    const text = numberText(value, (p, q) => `${p} / ${q}`);
    return { text, level: text.startsWith('-') ? Level.sum : text.includes('/') ? Level.product : Level.atom };
  }

  private sum({ terms }: Code & { op: 'sum' }): Piece {
    if (terms.length === 1 && terms[0]?.minus)
      return { text: `-${this.write(terms[0].code, Level.product)}`, level: Level.sum };
    const text = terms
      .map(({ minus, code }, i) => {
        const body = this.write(code, minus || i > 0 ? Level.product : Level.sum);
        return i === 0 ? (minus ? `-${body}` : body) : ` ${minus ? '-' : '+'} ${body}`;
      })
      .join('');
    return { text, level: Level.sum };
  }

  private times({ over, under }: Code & { op: 'times' }): Piece {
    // a matrix product inside a product of entries is told apart by parentheses
    const factor = (code: Code, first: boolean): string => {
      const tight = code.op === 'product' || !first;
      return this.write(code, tight ? Level.unary : Level.product);
    };
    const above = over.length === 0 ? '1' : over.map((code, i) => factor(code, i === 0)).join(' * ');
    const below = under.map((code) => this.write(code, Level.unary));
    return { text: [above, ...below].join(' / '), level: Level.product };
  }

  private total({ over, of }: Code & { op: 'total' }): string {
    const inner = this.write(of);
    if (over === 'all') return `${this.np}.sum(${inner})`;
    const axis = over === 'rows' ? 1 : 0;
    return this.flavour === 'pytorch'
      ? `torch.sum(${inner}, dim=${axis}, keepdim=True)`
      : `${this.np}.sum(${inner}, axis=${axis}, keepdims=True)`;
  }

  private fill(value: 0 | 1, [rows, cols]: Shape): string {
    const dtype = this.flavour === 'pytorch' ? ', dtype=torch.float64' : '';
    return `${this.np}.${value === 0 ? 'zeros' : 'ones'}((${this.size(rows)}, ${this.size(cols)})${dtype})`;
  }

  private slice({ of, range, shape }: Code & { op: 'slice' }): string {
    const [top, bottom, left, right] = range;
    const text = this.write(of, Level.postfix);
    const before = (d: Dim): string => (typeof d === 'number' ? String(d - 1) : `${this.size(d)} - 1`);
    if (isScalarShape(shape)) return `${text}[${before(top)}, ${before(left)}]`;
    const part = (from: Dim, to: Dim, whole: Dim): string =>
      from === 1 && to === whole ? ':' : `${from === 1 ? '' : before(from)}:${this.size(to)}`;
    return `${text}[${part(top, bottom, of.shape[0])}, ${part(left, right, of.shape[1])}]`;
  }

  /** How a function of the table is written. */
  protected template(fn: string, args: readonly Code[]): string | undefined {
    const row = ROWS[fn];
    return args.length === 2 && PAIRS[fn] ? PAIRS[fn] : (row?.[this.flavour] ?? row?.all);
  }

  private call({ fn, args, dims, shape }: Code & { op: 'call' }): Piece {
    const template = this.template(fn, args);
    if (template === undefined)
      throw new FrobeniusError(
        'unsupported',
        `${fn} has no code in ${this.flavour}`,
        undefined,
        'another target may have it',
      );
    for (const need of ROWS[fn]?.needs ?? [])
      if (template.includes(HELPERS[need]?.match(/^def (\w+\()/)?.[1] ?? ' ')) this.helpers.add(need);
    const put = template.replace(/#(r|c|[dn]?\d)/g, (mark, what: string, at: number) => {
      if (what === 'r' || what === 'c') return this.size(shape[what === 'r' ? 0 : 1]);
      if (what.startsWith('d')) return this.size(dims[Number(what.slice(1)) - 1] as Dim);
      const arg = args[Number(what.replace('n', '')) - 1] as Code;
      const text = what.startsWith('n') ? this.write(arg) : this.tensor(arg, this.write(arg));
      const enclosed = /[(,[]\s*$/.test(template.slice(0, at)) && /^\s*[),\]]/.test(template.slice(at + mark.length));
      return enclosed ? text : this.wrapped(arg, text);
    });
    const text = this.flavoured(put)
      .replace(/\(\(([\w.]+(?:\[[^\]]*\])?)\)/g, '($1')
      .replace(/(?<![\w\]])\(([\w.]+)\)\.T\b/g, '$1.T');
    // a call as a whole, perhaps with one of its results taken, or a name
    const closed = balancedCall(text.replace(/\[\d\]$/, '')) || /^[\w.]+$/.test(text);
    const level = closed ? Level.atom : Level.sum;
    return { text, level };
  }

  private wrapped(code: Code, text: string): string {
    return this.piece(code).level >= Level.postfix ? text : `(${text})`;
  }

  /** A bare number where PyTorch wants a tensor. */
  private tensor(code: Code, text: string): string {
    return this.flavour === 'pytorch' && isConstant(code) ? `torch.tensor(${text}, dtype=torch.float64)` : text;
  }

  private flavoured(text: string): string {
    const torch = this.flavour === 'pytorch';
    return text
      .replaceAll('ZERO(', torch ? 'torch.zeros_like(' : '0.0 * (')
      .replaceAll('NP.', `${this.np}.`)
      .replaceAll('AXIS=', torch ? 'dim=' : 'axis=')
      .replaceAll('KEEP=', torch ? 'keepdim=' : 'keepdims=')
      .replaceAll('VALUES', torch ? '.values' : '')
      .replaceAll('DTYPE', torch ? ', dtype=torch.float64' : '')
      .replaceAll('.ARGMAX(', '.argmax(')
      .replaceAll('.CONCAT(', torch ? '.cat(' : '.concatenate(')
      .replaceAll('.ASARRAY(', torch ? '.as_tensor(' : '.asarray(');
  }

  /** The text of a helper. */
  helper(name: string): string {
    return this.flavoured(HELPERS[name] as string);
  }

  private fold({ fold, over, from, to, body, shape }: Code & { op: 'fold' }): Piece {
    this.bound.push(over);
    const range = this.range({ over, from, to, step: 1 });
    const index = this.names.of('index', over);
    const text = this.write(body);
    this.bound.pop();
    const items = `${text} for ${index} in ${range}`;
    const scalar = isScalarShape(shape);
    if (fold === 'sum') return { text: `sum((${items}), ${scalar ? '0.0' : this.fill(0, shape)})`, level: Level.atom };
    if (scalar) return { text: `math.prod(${items})`, level: Level.atom };
    const dtype = this.flavour === 'pytorch' ? ', dtype=torch.float64' : '';
    return {
      text: `functools.reduce(operator.matmul, [${items}], ${this.np}.eye(${this.size(shape[0])}${dtype}))`,
      level: Level.atom,
    };
  }
}

/** Numbers and sizes alone. */
function isConstant(code: Code): boolean {
  switch (code.op) {
    case 'number':
    case 'size':
      return true;
    case 'sum':
      return code.terms.every(({ code: term }) => isConstant(term));
    case 'times':
      return [...code.over, ...code.under].every(isConstant);
    case 'call':
      return code.fn === 'pi';
    default:
      return false;
  }
}
