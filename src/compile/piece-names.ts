/**
 * What a piece of a program is called that the derivation gives no name: by what it is made of, where that is short (XtX,
 * K_inv, tanh_C), else by a letter as one would take it on paper.
 */
import { isScalarShape } from '../expression/dimension.js';
import type { Code, Program, Statement } from './code.js';

/** Longer names are letters instead. */
const LONGEST = 12;
/** Products of more factors are not spelt out. */
const MOST_FACTORS = 4;

/** Of functions whose values have letters of their own. */
const LETTERS: Readonly<Record<string, string>> = { softmax: 'P', softmaxcol: 'P', chol: 'L' };
/** Of functions that are called otherwise where they stand beside a name. */
const WORDS: Readonly<Record<string, string>> = {
  norm2: 'norm',
  norm1: 'norm1',
  logsumexprow: 'logsumexp',
  logsumexpcol: 'logsumexp',
  square: 'sq',
};

export class PieceNames {
  private readonly taken: Set<string>;
  /** The words of pieces that have a name. */
  private readonly words = new Map<Code, string>();

  constructor({ inputs, sizes, families, statements, source }: Program) {
    this.taken = new Set([
      ...inputs.flatMap(({ name, key }) => [name, key.replaceAll(/\W+/g, '_').replace(/_$/, '')]),
      ...sizes.map(({ size }) => size),
      ...families.keys(),
      ...namesMade(statements),
      // letters of sums, and whatever else the problem calls by a name
      ...(source.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []),
    ]);
  }

  /** A name for the piece; a wish is taken where it is free. */
  take(code: Code, wish?: string): string {
    const wishes = [...(wish === undefined ? [] : [wish]), ...this.spelt(code), ...letters(code)];
    const name = wishes.find((w) => !this.taken.has(w)) ?? this.numbered(wishes.at(-1) as string);
    this.taken.add(name);
    this.call(code, name);
    return name;
  }

  /** Takes note of a piece that has a name already. */
  call(code: Code, name: string): void {
    this.words.set(code, name);
  }

  private numbered(stem: string): string {
    for (let k = 1; ; k++) if (!this.taken.has(`${stem}_${k}`)) return `${stem}_${k}`;
  }

  private spelt(code: Code): string[] {
    if (code.op === 'call' && LETTERS[code.fn]) {
      const letter = LETTERS[code.fn] as string;
      return [isVector(code) ? letter.toLowerCase() : letter];
    }
    const word = this.wordOf(code);
    return word !== undefined && word.length <= LONGEST ? [word] : [];
  }

  /** What a value is called in the name of another; undefined where that would be long. */
  private wordOf(code: Code): string | undefined {
    const known = this.words.get(code);
    if (known !== undefined) return known;
    switch (code.op) {
      case 'name':
        return /^\w+$/.test(code.name) ? code.name : undefined;
      case 'transpose': {
        const of = this.wordOf(code.of);
        return of === undefined ? undefined : of.length === 1 || /^[A-Za-z]t?$/.test(of) ? `${of}t` : `${of}_t`;
      }
      case 'product':
        return this.joined(factors(code));
      case 'solve': {
        const [a, b] = [this.wordOf(code.left), this.wordOf(code.right)];
        return a === undefined || b === undefined ? undefined : `${a}_inv_${b}`;
      }
      case 'total': {
        const of = this.wordOf(code.of);
        return of === undefined ? undefined : `sum_${of}`;
      }
      case 'call': {
        const [first, second] = code.args;
        const of = first && second === undefined ? this.wordOf(first) : undefined;
        if (of === undefined) return undefined;
        return code.fn === 'inv' ? `${of}_inv` : `${WORDS[code.fn] ?? code.fn}_${of}`;
      }
      default:
        return undefined;
    }
  }

  private joined(list: readonly Code[]): string | undefined {
    const words = list.map((c) => this.wordOf(c));
    if (list.length > MOST_FACTORS || words.some((w) => w === undefined)) return undefined;
    return words.every((w) => /^[A-Za-z]t?$/.test(w as string)) ? words.join('') : words.join('_');
  }
}

const factors = (code: Code): Code[] =>
  code.op === 'product' ? [...factors(code.left), ...factors(code.right)] : [code];

const namesMade = (list: readonly Statement[]): string[] =>
  list.flatMap((s) => (s.kind === 'loop' ? [s.loop.over, ...namesMade(s.body)] : [s.name]));

const isVector = ({ shape }: Code): boolean => shape[0] === 1 || shape[1] === 1;

/** As the plan of a derivation chooses them: r for a residual, z for an affine piece, s for a number. */
function letters(code: Code): string[] {
  if (isScalarShape(code.shape)) return ['s', 'q', 'c', 'a', 'g'];
  const residual = code.op === 'sum' && code.terms.some(({ minus }) => minus);
  const list = residual ? ['r', 'z', 'q', 's'] : ['z', 'r', 'q', 's'];
  return isVector(code) ? [...list, 'u', 'v', 'w'] : [...list.map((l) => l.toUpperCase()), 'M', 'N'];
}
