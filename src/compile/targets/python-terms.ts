/**
 * Code as expressions of Python, for all three flavours: precedence, sizes, ranges, functions of the table and which
 * helpers they need. python.ts puts them into a function.
 */
import type { Dim, Shape } from '../../expression/dimension.js';
import { addDim, isScalarShape, sameShape } from '../../expression/dimension.js';
import type { Code, Loop, Program } from '../code.js';
import { partsOf } from '../parts.js';
import { spreadIn } from '../spread.js';
import type { Names } from './names.js';
import type { Flavour } from './python-functions.js';
import { HELPERS, PAIRS, ROWS } from './python-functions.js';
import { reflowed } from './python-lines.js';
import { familiesInFunctions, mayBeEmpty } from './python-numbers.js';
import type { Piece } from './target.js';
import { balancedCall } from './target.js';
import { atom, isConstant, isOuter, Level, numberPiece, signedSum, TargetTerms } from './terms.js';

const MODULES = { numpy: 'np', pytorch: 'torch', jax: 'jnp' } as const;

export class PythonTerms extends TargetTerms {
  readonly helpers = new Set<string>();
  private readonly np: string;
  /** Names of numbers that are Python's own. */
  private readonly bareNames: Set<string>;
  /** Of PyTorch, where a tensor is to stand and a number might. */
  private readonly open: ReadonlySet<Code>;
  private readonly inFunctions: ReadonlySet<string>;

  constructor(
    program: Program,
    private readonly flavour: Flavour,
    names: Names,
  ) {
    super(program, names);
    this.np = MODULES[flavour];
    const isTorch = flavour === 'pytorch';
    this.open = isTorch ? mayBeEmpty(program) : new Set();
    this.inFunctions = isTorch ? familiesInFunctions(program) : new Set();
    this.bareNames = new Set(program.inputs.filter((input) => this.isInteger(input)).map(({ name }) => name));
    for (const s of program.statements)
      if (s.kind === 'assign' && s.index.length === 0 && this.isBare(s.value)) this.bareNames.add(s.name);
  }

  protected get language(): string {
    return this.flavour;
  }

  range({ from, to, step }: Loop): string {
    const [a, b] = [this.size(from), this.size(addDim(to, step))];
    return step > 0 ? `range(${a}, ${b})` : `range(${a}, ${b}, -1)`;
  }

  member(name: string, index: readonly Dim[]): string {
    return `${this.names.of('variable', name)}[${index.map((d) => this.size(d)).join(', ')}]`;
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
        return signedSum(code.terms, (term, need) => this.write(term, need));
      case 'times':
        return this.times(code);
      case 'product': {
        // entries by entries times a matrix is read better with parentheses
        const need = isEntrywise(code.left) ? Level.unary : Level.product;
        const [a, b] = [this.write(code.left, need), this.write(code.right, Level.unary)];
        return { text: `${a} @ ${b}`, level: Level.product };
      }
      case 'dot': {
        if (code.left === code.right) return atom(`${this.np}.sum(${this.square(code.left)})`);
        const [a, b] = [this.write(code.left, Level.product), this.write(code.right, Level.unary)];
        return atom(`${this.np}.sum(${a} * ${b})`);
      }
      case 'solve':
        return atom(`${this.np}.linalg.solve(${this.write(code.left)}, ${this.write(code.right)})`);
      case 'transpose':
        return { text: `${this.write(code.of, Level.postfix)}.T`, level: Level.postfix };
      case 'power': {
        const [base, exponent] = [this.write(code.base, Level.postfix), this.write(code.exponent, Level.postfix)];
        const close = isSimple(base) && isSimple(exponent);
        return { text: `${base}${close ? '**' : ' ** '}${exponent}`, level: Level.power };
      }
      case 'total':
        return atom(this.total(code));
      case 'fill':
        return atom(this.fill(code.value, code.shape));
      case 'identity':
        return atom(`${this.np}.eye(${this.size(code.shape[0])}${this.like})`);
      case 'choose': {
        return atom(this.choose(code));
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

  private choose(code: Code & { op: 'choose' }): string {
    const { operands, relation } = code;
    const [left, right, ...choices] = operands;
    const condition = `${this.write(left)} ${relation} ${this.write(right)}`;
    const isOne = this.isBare(left) && this.isBare(right);
    const isBare = this.isBare(code);
    const [yes, no] = choices.map((c) => (isBare ? this.write(c) : this.tensor(c, this.write(c))));
    // one condition for all entries chooses between values at their full size, and spreads none
    if (isOne && choices.every(({ shape }) => sameShape(shape, code.shape)))
      return `(${yes} if ${condition} else ${no})`;
    const where = isOne && this.flavour === 'pytorch' ? `torch.tensor(${condition})` : condition;
    return `${this.np}.where(${where}, ${yes}, ${no})`;
  }

  protected square(code: Code): string {
    const base = this.write(code, Level.postfix);
    return `${base}${isSimple(base) ? '**' : ' ** '}2`;
  }

  private times(code: Code & { op: 'times' }): Piece {
    const { over, under } = code;
    const spread = this.spread(code);
    if (spread !== undefined) return atom(spread);
    // a matrix product inside a product of entries is told apart by parentheses
    const factor = (code: Code, first: boolean): string => {
      const tight = code.op === 'product' || !first;
      return this.write(code, tight ? Level.unary : Level.product);
    };
    const outer = isOuter(code);
    const above =
      over.length === 0
        ? '1'
        : over
            .map(
              (code, i) => `${i === 0 ? '' : outer && i === over.length - 1 ? ' @ ' : ' * '}${factor(code, i === 0)}`,
            )
            .join('');
    const below = under.map((code) => this.write(code, Level.unary));
    return { text: [above, ...below].join(' / '), level: Level.product };
  }

  /** A number, a row or a column at the size of a matrix, without a product with ones. */
  private spread(code: Code & { op: 'times' }): string | undefined {
    const found = spreadIn(code);
    if (found === undefined) return undefined;
    const { of, way } = found;
    const [rows, cols] = code.shape.map((d) => this.size(d)) as [string, string];
    const torch = this.flavour === 'pytorch';
    if (way === 'all') {
      const text = this.write(of);
      const number =
        isConstant(of) && !text.includes('/') ? (/^\d+$/.test(text) ? `${text}.0` : `float(${text})`) : text;
      if (!torch) return `${this.np}.full((${rows}, ${cols}), ${number})`;
      // of a number of its own PyTorch makes no matrix
      return isConstant(of) ? `torch.full((${rows}, ${cols}), ${number}${this.like})` : undefined;
    }
    const counts = way === 'down' ? `${rows}, 1` : `1, ${cols}`;
    return torch
      ? `${this.write(of, Level.postfix)}.repeat(${counts})`
      : `${this.np}.tile(${this.write(of)}, (${counts}))`;
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
    return `${this.np}.${value === 0 ? 'zeros' : 'ones'}((${this.size(rows)}, ${this.size(cols)})${this.like})`;
  }

  private slice({ of, range, shape }: Code & { op: 'slice' }): string {
    const [top, bottom, left, right] = range;
    const text = this.write(of, Level.postfix);
    if (isScalarShape(shape)) return `${text}[${this.fromZero(top)}, ${this.fromZero(left)}]`;
    const part = (from: Dim, to: Dim, whole: Dim): string =>
      from === 1 && to === whole ? ':' : `${from === 1 ? '' : this.fromZero(from)}:${this.size(to)}`;
    return `${text}[${part(top, bottom, of.shape[0])}, ${part(left, right, of.shape[1])}]`;
  }

  /** How a function of the table is written. */
  protected template(fn: string, args: readonly Code[]): string | undefined {
    const row = ROWS[fn];
    return args.length === 2 && PAIRS[fn] ? PAIRS[fn] : (row?.[this.flavour] ?? row?.all);
  }

  private call(code: Code & { op: 'call' }): Piece {
    const { fn, args } = code;
    const template = this.template(fn, args);
    if (template === undefined) return this.unsupported(fn);
    // a flavour's own way of writing a function may do without our helpers, whose names begin with an underscore
    const helped = ROWS[fn]?.[this.flavour] === undefined || /(?<!\w)_/.test(template);
    for (const need of helped ? (ROWS[fn]?.needs ?? []) : []) this.helpers.add(need);
    const put = template.replace(/#(r|c|[dn]?\d)/g, (mark, what: string, at: number) => {
      const size = this.sizeOfMark(what, code);
      if (size !== undefined) return size;
      const arg = args[Number(what.replace('n', '')) - 1] as Code;
      const plain = what.startsWith('n') ? this.write(arg) : this.tensor(arg, this.write(arg));
      // a number beside a block has no columns
      const text = fn === 'hcat' && isScalarShape(arg.shape) ? `${this.np}.atleast_2d(${plain})` : plain;
      const enclosed = /[(,[]\s*$/.test(template.slice(0, at)) && /^\s*[),\]]/.test(template.slice(at + mark.length));
      return enclosed ? text : this.wrapped(arg, text);
    });
    const text = this.flavoured(put)
      .replace(/\(\(([\w.]+(?:\[[^\]]*\])?)\)/g, '($1')
      .replace(/(?<![\w\]])\(([\w.]+)\)\.T\b/g, '$1.T');
    // a call as a whole, perhaps with one of its results taken, or a name
    const closed = balancedCall(text.replace(/\[\d\]$|\.reshape\([-\d, ]*\)$/, '')) || /^[\w.]+$/.test(text);
    const level = closed ? Level.atom : /^[\w.]+\*\*\d+$/.test(text) ? Level.power : Level.sum;
    return { text, level };
  }

  private wrapped(code: Code, text: string): string {
    return this.piece(code).level >= Level.postfix ? text : `(${text})`;
  }

  /** Whether the value is a number of Python's own, and no array: it hangs on no argument but whole numbers. */
  isBare(code: Code): boolean {
    const every = (): boolean => partsOf(code).every((part) => this.isBare(part));
    switch (code.op) {
      case 'name':
        return code.index.length === 0 && this.bareNames.has(code.name);
      case 'sum':
      case 'times':
      case 'power':
      case 'choose':
        return isScalarShape(code.shape) && every();
      case 'fold':
        // JAX has an array of its members
        return this.flavour === 'pytorch' && isScalarShape(code.shape) && every();
      default:
        return isConstant(code);
    }
  }

  /** What is assigned to a variable or a member. */
  assigned(name: string, index: readonly Dim[], value: Code): string {
    const text = this.write(value);
    return index.length > 0 && this.inFunctions.has(name) ? this.tensor(value, text) : text;
  }

  /** A bare number where PyTorch wants a tensor. */
  private tensor(code: Code, text: string): string {
    return this.flavour === 'pytorch' && this.isBare(code) ? `torch.tensor(${text}${this.like})` : text;
  }

  /** What makes a new tensor one of the type and the device of the arguments. */
  get like(): string {
    return this.flavour === 'pytorch' ? `, **${this.names.of('result', 'like')}` : '';
  }

  private flavoured(text: string): string {
    const torch = this.flavour === 'pytorch';
    return text
      .replaceAll('NP.', `${this.np}.`)
      .replaceAll('AXIS=', torch ? 'dim=' : 'axis=')
      .replaceAll('KEEP=', torch ? 'keepdim=' : 'keepdims=')
      .replaceAll('VALUES', torch ? '.values' : '')
      .replaceAll('DTYPE', torch ? ', **like' : '')
      .replaceAll('LIKE_CALL', torch ? `, ${this.names.of('result', 'like')}` : '')
      .replaceAll('LIKE', torch ? ', like' : '')
      .replaceAll(
        PAD,
        torch ? 'torch.nn.functional.pad(g, ($3, $4, $1, $2))' : `${this.np}.pad(g, (($1, $2), ($3, $4)))`,
      )
      .replaceAll(CLOSE_POWER, '$1**$2')
      .replaceAll('.ARGMAX(', '.argmax(')
      .replaceAll('.CONCAT(', torch ? '.cat(' : '.concatenate(')
      .replaceAll('.ASARRAY(', torch ? '.as_tensor(' : '.asarray(');
  }

  /** The text of a helper. */
  helper(name: string): string {
    const text = this.flavoured(HELPERS[name] as string);
    return reflowed(text);
  }

  private fold(code: Code & { op: 'fold' }): Piece {
    const { fold, over, from, to, shape } = code;
    const range = this.range({ over, from, to, step: 1 });
    const { index, text } = this.folded(code);
    const items = `${text} for ${index} in ${range}`;
    const scalar = isScalarShape(shape);
    const isOpen = this.open.has(code) && !this.isBare(code);
    if (fold === 'sum') {
      const start = !scalar ? this.fill(0, shape) : isOpen ? `torch.zeros(()${this.like})` : '0.0';
      return atom(`sum((${items}), ${start})`);
    }
    if (scalar) return atom(isOpen ? `math.prod((${items}), start=torch.ones(()${this.like}))` : `math.prod(${items})`);
    return atom(`functools.reduce(operator.matmul, [${items}], ${this.np}.eye(${this.size(shape[0])}${this.like}))`);
  }
}

const isEntrywise = (code: Code): boolean =>
  code.op === 'times' && [...code.over, ...code.under].filter(({ shape }) => !isScalarShape(shape)).length > 1;

/** Zeros around g: above, below, left, right. */
const PAD = /PAD\(g, ([^,]+), ([^,]+), ([^,]+), ([^,)]+)\)/g;

/** x ** 2 of a template, with a name before it and a number behind. */
const CLOSE_POWER = /(?<![\p{L}\p{N}_.)\]])([\p{L}_][\p{L}\p{N}_.]*) \*\* (\d+)(?![\w.])/gu;

/** Operands that stand without spaces beside **, as black has them. */
const isSimple = (text: string): boolean => /^(?:[\p{L}_][\p{L}\p{N}_.]*|\d+(?:\.\d+)?)$/u.test(text);
