/**
 * Formulas quoted among words ("dp = (diag p − ppᵀ) dx", "inv(S_1) symmetric"), read by a grammar of their own and set
 * as LaTeX: sums of products of factors, each with what is raised and lowered. What the grammar does not read to its end
 * is no formula, so a sentence stays words where it is not surely mathematics.
 *
 * Reading is strict where a formula begins, since there most letters are words, and lenient after an operator.
 */
import { table } from '../expression/table.js';
import { LOWERED, levelled, RAISED } from '../language/spelling.js';
import { GREEK_NAMES, nameParts } from './names.js';
import { named, tex } from './tex.js';

/** A formula read from a place of a text: where it ends, and whether it can be nothing else. */
export interface Quoted {
  readonly math: string;
  readonly end: number;
  readonly sure: boolean;
}

export const SIGNS: Readonly<Record<string, string>> = table({
  '⊙': '\\odot',
  '⊘': '\\oslash',
  '⊗': '\\otimes',
  '∘': '\\circ',
  '∂': '\\partial',
  '·': '\\cdot',
  '→': '\\to',
  '≤': '\\le',
  '≥': '\\ge',
  '≠': '\\ne',
  '±': '\\pm',
  '×': '\\times',
  '√': '\\surd',
  '∞': '\\infty',
  '∈': '\\in',
  '−': '-',
  '′': "'",
  '½': '\\tfrac{1}{2}',
  '𝟏': '\\mathbf{1}',
  '‖': '\\Vert',
  '✓': '\\checkmark',
  '✗': '\\times',
  '⟹': '\\Rightarrow',
});
/** What is raised or lowered, set on the line; ᵀ is the transpose. */
const spelt = (run: string): string => [...run].map((c) => (c === 'ᵀ' ? '\\top' : levelled(c))).join('');

/** What is raised, on nothing: "d and ᵀ exchange". */
export const raisedAlone = (run: string): string => `{}^{${spelt(run)}}`;

const LETTER = '(?:(?!\\p{Lm})\\p{L})';
const at = (source: string): RegExp => new RegExp(source, 'uy');
const RUN = at(`${LETTER}+`);
const NAME = at(`${LETTER}(?:${LETTER}|\\d)*(?:_(?:${LETTER}|\\d)+)*(?:\\[[^\\]\\s]+\\])?`);
const NUMBER = at('\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?');
const RAISE = at(`[${RAISED}]+`);
const LOWER = at(`[${LOWERED}]+`);
const OPERATOR = at('(?: (?<apart>[-:]) |\\s*(?<sign>\\.\\*|\\./|[=<>≤≥≠∈+−⊙⊘⊗∘·×→±*/])\\s*)');
const SPOKEN: Readonly<Record<string, string>> = table({
  ':': ' : ',
  '-': ' - ',
  '.*': ' \\odot ',
  './': ' \\oslash ',
  '*': ' \\, ',
  '/': '/',
});

/** A space before a factor; an a behind it is an article. */
const GAP = at(' (?!a(?!\\p{L}))');
/** An article, or a letter of an abbreviation. */
const ARTICLE = at('a (?!\\p{Lu}(?!\\p{L})|[=<>≤≥≠+−⊙⊘⊗:·])|\\p{L}\\.\\p{L}');

/** Functions that are no words of English: they may stand before an argument without parentheses. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  'tr log det vec unvec diag sym skew tril triu exp sin cos tan sinh cosh tanh adj softmax logsumexp'.split(' '),
);
/** These are words of English as well. */
const WORDS: ReadonlySet<string> = new Set(['sign', 'sum']);

/** The formula that begins at a place of the text, if one does. */
export function quotedFormula(text: string, start: number, names?: ReadonlySet<string>): Quoted | undefined {
  const reader = new Reader(text, start, names);
  const math = reader.formula(true);
  return math === undefined ? undefined : { math, end: reader.at, sure: reader.sure };
}

class Reader {
  sure = false;

  constructor(
    private readonly text: string,
    public at: number,
    private readonly names: ReadonlySet<string> | undefined,
  ) {}

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  private looking(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text) ?? undefined;
  }

  /** What a reading yields; where it fails nothing is read. */
  private attempt(read: () => string | undefined): string | undefined {
    const [at, sure] = [this.at, this.sure];
    const found = read();
    if (found === undefined) [this.at, this.sure] = [at, sure];
    return found;
  }

  /** Products between operators. */
  formula(strict: boolean): string | undefined {
    const first = this.signed(strict);
    if (first === undefined) return undefined;
    let math = first;
    for (;;) {
      const next = this.attempt(() => {
        const groups = this.take(OPERATOR)?.groups;
        const sign = groups?.apart ?? groups?.sign;
        const right = sign === undefined ? undefined : this.signed(false);
        return right === undefined || sign === undefined
          ? undefined
          : (SPOKEN[sign] ?? ` ${SIGNS[sign] ?? sign} `) + right;
      });
      if (next === undefined) return math;
      this.sure = true;
      math += next;
    }
  }

  private signed(strict: boolean): string | undefined {
    const minus = this.take(at('[-−](?=[\\p{L}\\d(‖|𝟏])'));
    const product = this.product(strict && !minus);
    return product === undefined ? undefined : (minus ? '-' : '') + product;
  }

  /** Factors side by side, with a space between them or none. */
  private product(strict: boolean): string | undefined {
    let math = this.factor(strict);
    if (math === undefined) return undefined;
    for (;;) {
      const next = this.attempt(() => {
        const gap = this.take(GAP);
        // a number goes before a letter, not after it
        const right = this.looking(NUMBER) ? undefined : this.factor(gap !== undefined);
        return right === undefined ? undefined : (gap ? ' \\, ' : ' ') + right;
      });
      if (next === undefined) return math;
      this.sure = true;
      math += next;
    }
  }

  private factor(strict: boolean): string | undefined {
    return this.attempt(() => {
      const base = this.number() ?? this.enclosed() ?? this.sign() ?? this.word(strict);
      return base === undefined ? undefined : this.raised(base);
    });
  }

  private number(): string | undefined {
    return this.take(NUMBER)?.[0];
  }

  private sign(): string | undefined {
    const sign = this.take(at('[½∞]|𝟏'))?.[0];
    if (sign !== undefined) {
      this.sure = true;
      return SIGNS[sign];
    }
    return this.attempt(() => {
      const operator = this.take(at('√|Σ ?|∂'))?.[0].trim();
      if (operator === undefined) return undefined;
      const body = operator === 'Σ' ? this.product(false) : this.factor(false);
      if (body === undefined) return undefined;
      this.sure = true;
      return operator === '√' ? tex.root(body, false) : `${operator === 'Σ' ? '\\sum' : '\\partial'} ${body}`;
    });
  }

  /** ( … ), ‖ … ‖, | … |. */
  private enclosed(): string | undefined {
    return this.attempt(() => {
      const open = this.take(at('[(‖|]'))?.[0];
      const inner = open === undefined ? undefined : this.list();
      if (open === undefined || inner === undefined || !this.take(at(open === '(' ? '\\)' : `[${open}]`)))
        return undefined;
      if (open === '(') return tex.parenthesise(inner);
      this.sure = true;
      return open === '‖' ? tex.norm(inner, '') : tex.absolute(inner);
    });
  }

  /** Arguments; a dot stands for any. */
  private list(): string | undefined {
    const items: string[] = [];
    do {
      const item = this.take(at('·(?=[,)])')) ? '\\cdot' : this.formula(false);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.take(at(', ?')));
    return items.join(',\\, ');
  }

  /** Powers, indices and primes behind a factor. */
  private raised(base: string): string {
    let math = base;
    for (;;) {
      const down = this.take(LOWER)?.[0];
      const prime = down === undefined ? this.take(at("′|'(?!\\p{L})"))?.[0] : undefined;
      const up = down === undefined && prime === undefined ? this.take(RAISE)?.[0] : undefined;
      const caret = (down ?? prime ?? up) ? undefined : this.power();
      if (down !== undefined) math = `${math}_{${spelt(down)}}`;
      else if (prime !== undefined) math = prime === '′' ? `${math}'` : tex.transpose(math);
      else if (up !== undefined) math = tex.superscript(math, spelt(up));
      else if (caret !== undefined) math = tex.superscript(math, caret);
      else return math;
      this.sure = true;
    }
  }

  private power(): string | undefined {
    return this.attempt(() => {
      if (!this.take(at('\\^'))) return undefined;
      if (this.take(at('\\('))) {
        const inner = this.formula(false);
        return inner !== undefined && this.take(at('\\)')) ? inner : undefined;
      }
      return this.number() ?? this.take(at('\\p{L}'))?.[0];
    });
  }

  /** A name of the problem, a function with its argument, letters side by side; or a word, which is nothing. */
  private word(strict: boolean): string | undefined {
    return this.name() ?? this.attempt(() => this.applied(strict)) ?? this.attempt(() => this.letters(strict));
  }

  private name(): string | undefined {
    const whole = this.looking(NAME)?.[0];
    if (whole === undefined) return undefined;
    const [bare = '', index] = whole.split('[');
    const known = (text: string): boolean => this.names?.has(text) === true && text.length > 1;
    const differential =
      !known(bare) &&
      /^d(?=\p{L}|\d)/u.test(bare) &&
      (known(bare.slice(1)) || /^d\p{Lu}(?:.*[_\d]|$)/u.test(bare) || (index !== undefined && this.isMember(bare)));
    const base = differential ? bare.slice(1) : bare;
    const telling = known(base) || base.includes('_') || /^\p{L}\d+$/u.test(base) || index !== undefined;
    const after = this.text[this.at + whole.length];
    if (!telling || after === '(' || after === '_') return undefined;
    this.at += whole.length;
    this.sure = true;
    const under = index === undefined ? [] : [index.slice(0, -1).replaceAll('−', '-')];
    return (differential ? 'd' : '') + named(nameParts(base), under);
  }

  /** dc[0], of a family c. */
  private readonly isMember = (differential: string): boolean =>
    this.names?.has(differential) === false && this.names.has(differential.slice(1));

  /** tr(AB), tr A, f′(x), d log P; after an operator a function alone. */
  private applied(strict: boolean): string | undefined {
    const run = this.take(RUN)?.[0];
    if (run === undefined) return undefined;
    if (run === 'd' && this.take(GAP)) {
      const of = this.attempt(() => this.applied(true)) ?? this.attempt(() => this.letters(true));
      this.sure ||= of !== undefined;
      return of === undefined ? undefined : `d \\, ${of}`;
    }
    const primes = this.take(at('′+'))?.[0].length ?? 0;
    const fn = tex.functionName(run, undefined) + "'".repeat(primes);
    if (this.looking(at('\\('))) {
      const [inner] = [this.enclosed()];
      if (inner === undefined) return undefined;
      this.sure = true;
      return run === 'inv' ? tex.inverse(inner.replace(/^\((\w+|\w_\{\w+\})\)$/, '$1')) : fn + inner;
    }
    if (!FUNCTIONS.has(run) && !(WORDS.has(run) && !strict)) {
      if (primes === 0 || run.length === 1) return undefined;
      this.sure = true;
      return fn;
    }
    const power = this.take(RAISE)?.[0];
    const head = power === undefined ? fn : tex.superscript(fn, spelt(power));
    const argument = this.attempt(() =>
      this.take(GAP)
        ? (this.enclosed() ?? this.sign() ?? this.attempt(() => this.applied(true)) ?? this.letters(true))
        : undefined,
    );
    if (argument === undefined) {
      if (WORDS.has(run) || (power === undefined && primes === 0 && strict && !this.looking(OPERATOR)))
        return undefined;
      this.sure ||= power !== undefined || primes > 0;
      return head;
    }
    this.sure = true;
    return `${head} ${this.raised(argument)}`;
  }

  private letters(strict: boolean): string | undefined {
    if (strict && this.looking(ARTICLE)) return undefined;
    const opened = this.text[this.at - 1] === '(';
    const run = this.take(RUN)?.[0];
    if (run === undefined || /[_\d]/.test(this.text[this.at] ?? '')) return undefined;
    if (run.length === 1 && this.text[this.at - 2] === '.') return undefined;
    const letters = [...run];
    if (letters.length === 1) {
      const greek = GREEK_NAMES.get(run);
      if (/[A-Z]/.test(run) || greek !== undefined) this.sure = true;
      else if (!/[a-z]/.test(run)) return undefined;
      else if (run !== 'a') this.sure = true;
      return greek === undefined ? run : this.greek(greek);
    }
    const set = letters.map((c) => (GREEK_NAMES.has(c) ? this.greek(GREEK_NAMES.get(c) as string) : c));
    const differential = letters.length === 2 && letters[0] === 'd' && run !== 'do';
    const marked = letters.length <= 3 && (this.looking(RAISE) ?? this.looking(LOWER)) !== undefined;
    const capitals =
      /^\p{Lu}{2,4}$/u.test(run) &&
      (!strict || marked || this.looking(OPERATOR) !== undefined || this.looking(at('[‖|]|𝟏')));
    const alone = opened && letters.length === 2 && this.looking(at('\\)')) !== undefined;
    if (!differential && !marked && !capitals && !alone && !/^[\p{Ll}]{1,2}\p{Lu}{1,2}$/u.test(run)) return undefined;
    this.sure = true;
    return set.join(differential ? '' : ' ');
  }

  private readonly greek = (name: string): string => (name === 'omicron' ? 'o' : `\\${name}`);
}
