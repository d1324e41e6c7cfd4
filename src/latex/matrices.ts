/** Functions with two meanings for a matrix: of its entries, or of the matrix. Which is read, and that it is told. */
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, isNumberKind, kindIn } from './kinds.js';
import type { Named } from './naming.js';
import { usesIn } from './naming.js';
import type { EmitOptions } from './places.js';
import { byLetter, sizeOf } from './shapes.js';

type Call = Formula & { readonly kind: 'call' };

/** Functions of entries, with those of the matrix: how LaTeX says them. */
const OF_MATRICES: ReadonlyMap<string, string> = new Map([
  ['exp', 'e^{A}'],
  ['log', '\\operatorname{logm}(A)'],
  ['sqrt', '\\operatorname{sqrtm}(A)'],
  ['sin', '\\operatorname{sinm}(A)'],
  ['cos', '\\operatorname{cosm}(A)'],
]);

export class Matrices {
  /** Terms of sums that have a number among them. */
  readonly besideNumbers = new Set<Formula>();

  constructor(
    private readonly options: EmitOptions,
    /** What stands for entries one by one. */
    private readonly varies: (f: Formula) => boolean,
  ) {}

  /** K_{n,m}, where nothing else is called K. */
  commutation({ base, subs, commas }: TexSymbol, written: (size: Formula) => string): string | undefined {
    const { known } = this.options.naming;
    if (!known || known.has('K') || base !== 'K' || !commas || subs.length !== 2) return undefined;
    return `commutation(${subs.map(written).join(', ')})`;
  }

  private readonly guess = (message: string, span: Span): void => this.options.naming.guess(message, span);

  /** e^{A}, e^{tA + B} of what may be a square matrix. */
  isExponential(f: Call): boolean {
    const [of] = f.args;
    if (f.fn !== 'e' || of === undefined || !this.mayBeSquare(of)) return false;
    if (this.besideNumbers.has(f)) {
      this.guess('e to a matrix, beside a number, is read entry by entry', f.span);
      return false;
    }
    this.guess('e to a matrix is read as the matrix exponential', of.span);
    return true;
  }

  /** The function that stands for this one; none where it is the function of its own name. */
  functionOf(f: Call): string | undefined {
    const { fn, args, span } = f;
    if (fn === 'e') return this.isExponential(f) ? 'expm' : 'exp';
    const [first] = args;
    const matrix = args.length === 1 ? OF_MATRICES.get(fn) : undefined;
    if (matrix === undefined || first === undefined || !this.isSquare(first)) return undefined;
    if (this.isDefinite(first) && (fn === 'log' || fn === 'sqrt')) {
      this.guess(`${fn} of a positive definite matrix is read as that of the matrix, and not of its entries`, span);
      return `${fn}m`;
    }
    this.guess(`${fn} of a matrix is read entry by entry: ${matrix} is that of the matrix`, span);
    return undefined;
  }

  /** A superscript H of which nothing is said: everything is real, and so it is the transpose. */
  isHermitian({ base, exponent, span }: Formula & { kind: 'power' }): boolean {
    if (exponent.kind !== 'symbol' || exponent.base !== 'H' || exponent.subs.length > 0) return false;
    if (this.options.naming.known || this.isKnown('H') || isNumberKind(kindIn(base, this.options.sizes))) return false;
    this.guess('a superscript H is read as the transpose: everything is real', span);
    return true;
  }

  isDefinite(f: Formula): boolean {
    return f.kind === 'symbol' && this.options.definite?.has(this.options.naming.named(f).name) === true;
  }

  /** tr(ρ log ρ) of a ρ of which nothing is said: by its letter it goes as a number, which the writer did not mean. */
  requireMatrix(of: Formula): void {
    if (this.options.naming.known) return;
    const symbols = usesIn([of]).map((u) => u.symbol);
    const [first] = symbols;
    const open = ({ bold }: TexSymbol, { name, index, entries }: Named): boolean =>
      !bold && index.length + entries.length === 0 && byLetter(name) === 'number' && !this.isKnown(name);
    if (first === undefined || !symbols.every((s) => open(s, this.options.naming.named(s)))) return;
    const { name } = this.options.naming.named(first);
    fail(
      `${name} goes as a number by its letter, and a number has no trace`,
      first.span,
      `with its size, ${name} \\in \\mathbb{R}^{n \\times n}, it is a matrix`,
    );
  }

  /** Something is said of it. */
  isKnown(name: string): boolean {
    const { of, numbers, kinds } = this.options.sizes;
    return of.has(name) || numbers.has(name) || kinds.has(name);
  }

  /** As far as sizes are known; a matrix of no known size in bars is meant to be square. */
  isSquare(f: Formula): boolean {
    return !this.options.naming.known && this.mayBeSquare(f);
  }

  private mayBeSquare(f: Formula): boolean {
    if (this.varies(f) || !isMatrixKind(kindIn(f, this.options.sizes))) return false;
    const size = sizeOf(f, this.options.sizes);
    return size === undefined || size[0] === size[1];
  }
}
