/**
 * Operators other than sums and products as text of the input language.
 *
 * Owns the spellings that differ from the name of the operator and its arguments: slices, blocks, axes,
 * comparisons, powers, differentials. format.ts owns precedence and calls this for every other node.
 */
import type { Dim } from '../expression/dimension.js';
import { dimNames, dimToString } from '../expression/dimension.js';
import type { Call, Each, Expr } from '../expression/expression.js';
import { isCall, isNumber, isScalar } from '../expression/expression.js';
import { freeDims, postorder, relettered, replaceAll } from '../expression/traverse.js';

export interface FormatOptions {
  /** Names that are variables (and no declared integers): a dimension of the same name is then not written bare. */
  readonly isVariable?: (name: string) => boolean;
}

/** How tightly a text binds, by the operator that is outermost in it. */
export enum Level {
  sum,
  frobenius,
  product,
  power,
  postfix,
  atom,
}

export interface Piece {
  readonly text: string;
  readonly level: Level;
}

/** What format-call.ts needs of the walker. */
export interface Writer {
  readonly options: FormatOptions;
  /** Letters that are indices wherever they stand in the term. */
  readonly bound: Set<string>;
  /** In parentheses if it binds less tightly than `need`. */
  write(e: Expr, need?: Level): string;
  /** Arguments that are brought to one shape when read: those that need not be are written bare. */
  broadcast(items: readonly Expr[]): string[];
}

const atom = (text: string): Piece => ({ text, level: Level.atom });

export function writeCall(e: Call, writer: Writer): Piece {
  const [a, b] = e.args as readonly [Expr, Expr];
  const dims = e.dims.map(dimToString);
  const [rows, cols] = e.shape.map(dimToString) as [string, string];
  const applied = (fn: string, ...rest: readonly string[]): Piece =>
    atom(`${fn}(${[...e.args.map((x) => writer.write(x)), ...rest].join(', ')})`);
  switch (e.fn) {
    case 'T':
      return { text: `${writer.write(a, Level.postfix)}'`, level: Level.postfix };
    case 'frob':
      return { text: `${writer.write(a, Level.product)} : ${writer.write(b, Level.product)}`, level: Level.frobenius };
    case 'pow':
      return {
        text: `${writer.write(a, Level.postfix)}${isScalar(a) ? '^' : '.^'}${exponent(b, writer)}`,
        level: Level.power,
      };
    case 'matpow':
      return { text: `${writer.write(a, Level.postfix)}^${exponent(b, writer)}`, level: Level.power };
    case 'd':
      // beside a variable dX only d(X) is the differential
      return a.kind === 'name' && !writer.options.isVariable?.(`d${a.name}`)
        ? atom(`d${writer.write(a)}`)
        : applied('d');
    case 'dim':
      return dimensionPiece(e.dims[0] as Dim, writer);
    case 'pi':
      return atom('pi');
    case 'eye':
      return atom(`eye(${rows})`);
    case 'ones':
    case 'zeros':
      return atom(`${e.fn}(${rows}, ${cols})`);
    case 'diagonal':
      return applied('diag');
    case 'softmax':
    case 'logsoftmax':
      return applied(e.fn, ...(a.shape[1] === 1 ? ['2'] : []));
    case 'softmaxcol':
    case 'logsoftmaxcol':
      return applied(e.fn.slice(0, -3), ...(a.shape[1] === 1 ? [] : ['1']));
    case 'logsumexpcol':
      return applied('logsumexp', '1');
    case 'logsumexprow':
      return applied('logsumexp', '2');
    case 'max':
    case 'min':
      return atom(`${e.fn}(${(e.args.length === 1 ? [writer.write(a)] : writer.broadcast(e.args)).join(', ')})`);
    case 'polygamma':
      return atom(`polygamma(${dims[0]}, ${writer.write(a)})`);
    case 'slice':
      return slice(e, writer);
    case 'hcat':
    case 'vcat':
      return atom(
        `[${blockRows(e)
          .map((row) => row.map((x) => writer.write(x)).join(', '))
          .join('; ')}]`,
      );
    default:
      if (/^where[<>=]/.test(e.fn)) return choice(e, writer);
      return applied(e.fn, ...dims);
  }
}

/** A bare exponent is one number or name; anything else stands in parentheses. */
function exponent(e: Expr, writer: Writer): string {
  const text = writer.write(e);
  const bare = e.kind === 'name' || (isNumber(e) && /^\d+$/.test(text)) || (isCall(e, 'dim') && /^\w+$/.test(text));
  return bare ? text : `(${text})`;
}

/** A dimension hidden behind a variable of its name is written as the trace of an identity; an index hides the variable. */
function dimensionPiece(d: Dim, writer: Writer): Piece {
  const text = dimToString(d);
  if (dimNames(d).some((name) => !writer.bound.has(name) && writer.options.isVariable?.(name)))
    return atom(`tr(eye(${text}))`);
  return { text, level: /[+-]/.test(text) ? Level.sum : text.includes('*') ? Level.product : Level.atom };
}

function slice(e: Call, writer: Writer): Piece {
  const of = e.args[0] as Expr;
  const [top, bottom, left, right] = e.dims as readonly [Dim, Dim, Dim, Dim];
  const range = (from: Dim, to: Dim, size: Dim): string =>
    from === 1 && to === size && size !== 1
      ? ':'
      : from === to
        ? dimToString(from)
        : `${dimToString(from)}:${dimToString(to)}`;
  const rows = range(top, bottom, of.shape[0]);
  const ranges = of.shape[1] === 1 && rows !== ':' ? rows : `${rows}, ${range(left, right, of.shape[1])}`;
  const sliceable =
    of.kind === 'name' || (of.kind === 'call' && /^\w+\(/.test(writer.write(of)) && !isCall(of, 'slice'));
  return atom(`${sliceable ? writer.write(of, Level.atom) : `(${writer.write(of)})`}(${ranges})`);
}

/** Rows of entries: the left spines of vcat and hcat, which is how blocks are read. */
function blockRows(e: Expr): Expr[][] {
  return spine(e, 'vcat').map((row) => spine(row, 'hcat'));
}

function spine(e: Expr, fn: 'vcat' | 'hcat'): Expr[] {
  const items: Expr[] = [];
  let rest = e;
  while (isCall(rest, fn)) {
    items.push(rest.args[1] as Expr);
    rest = rest.args[0] as Expr;
  }
  return [rest, ...items.reverse()];
}

function choice(e: Call, writer: Writer): Piece {
  const [left, right, then, otherwise] = writer.broadcast(e.args) as [string, string, string, string];
  return atom(`where(${left} ${e.fn.slice('where'.length)} ${right}, ${then}, ${otherwise})`);
}

const LETTERS = [...'tsrkijlpquvw'];

export function writeEach(sum: Each, writer: Writer): string {
  // an index renamed on substitution gets a letter that can be read back
  const e = /^\p{L}[\p{L}\p{N}_]*$/u.test(sum.over) ? sum : legible(sum, []);
  if (e !== sum) writer.bound.add(e.over);
  return `${e.fold}(${e.over} = ${dimToString(e.from)}..${dimToString(e.to)}, ${writer.write(e.args[0] as Expr)})`;
}

/** The sum over a letter that can be read back: of many sums within one another the letters may run out. */
function legible(sum: Each, others: Iterable<string>): Each {
  const numbered = Array.from({ length: sum.leaves + LETTERS.length }, (_, i) => `t_${i}`);
  return relettered(sum, [...LETTERS, ...numbered], others) as Each;
}

/** The same term with other letters for sums over one that also stands in it for the index of a member. */
export function unambiguous(e: Expr): Expr {
  const nodes = postorder([e]);
  if (!nodes.some((node) => node.kind === 'each')) return e;
  const free = freeDims(e);
  const sums = nodes.filter((node): node is Each => node.kind === 'each' && free.has(node.over));
  return sums.length === 0 ? e : replaceAll(e, new Map(sums.map((sum) => [sum, legible(sum, free)])));
}
