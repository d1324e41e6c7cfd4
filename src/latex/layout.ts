/**
 * Definitions entry by entry, s_i = Σ_j Z_{ij}: where the letters of the entries lie when they are left out. The first
 * letter of the left side runs down the rows, the second along the columns; what stands on the right is turned to lie so,
 * and a sum is one along the axis of its letter, or a product of matrices.
 */
import { fail, unsaid } from './cut.js';
import type { Formula, TexSymbol } from './formula.js';
import { isMatrixKind, kindByLetter, OPEN, productOf } from './kinds.js';
import { mapFormula } from './map.js';
import { letterOf } from './naming.js';
import type { EmitOptions, Places } from './places.js';
import type { Kind, Size } from './shapes.js';
import { sizeOf } from './shapes.js';
import { partsOf, walk } from './walk.js';

/** The letter whose entries lie below one another, and the one whose entries lie side by side. */
export interface Layout {
  readonly rows?: string;
  readonly cols?: string;
}

type Fold = Formula & { readonly kind: 'fold' };

/** A sum over entries without its indices: the sum of a formula that lies so, or the product of two that do. */
export type Summed = { readonly turned: boolean } & (
  | { readonly along: 1 | 2 | undefined; readonly body: Formula; readonly layout: Layout }
  | Contracted
);

/** A product of matrices, and numbers before it. */
export interface Contracted {
  readonly numbers: readonly Formula[];
  readonly left: readonly Formula[];
  readonly right: readonly Formula[];
  readonly layouts: readonly [Layout, Layout];
}

/** The rows of a batch, which have no letter. */
const BATCH = '·';

const isLaid = ({ rows, cols }: Layout, letter: string | undefined): boolean =>
  letter !== undefined && (letter === rows || letter === cols);

const layoutOf = (rows: string | undefined, cols: string | undefined): Layout => ({
  ...(rows !== undefined && { rows }),
  ...(cols !== undefined && { cols }),
});

export class Layouts {
  constructor(
    private readonly options: EmitOptions,
    private readonly places: Places,
  ) {}

  /** How the entries of a left side lie; every letter on the right has to be one of them, or summed over. */
  of(right: Formula, free: readonly string[]): Layout {
    const symbols = this.symbolsIn(right).filter((s) => this.lettersOf(s).length > 0);
    const [first, second, ...more] = free;
    if (more.length > 0 || first === second) return fail('entries like these are not read', right.span);
    for (const { f } of walk(right))
      if (f.kind === 'slice' && f.ranges.some((r) => r.from && free.includes(letterOf(r.from) ?? '')))
        fail(
          'an index of the left side is a place of this, and cannot be left out',
          f.span,
          'a name for the whole, as in Q = …, has entries that are read, as Q_{ij}',
        );
    const own = this.lettersIn(right);
    for (const letter of free)
      if (own.size > 0 && !own.has(letter))
        fail(
          `the index ${letter} of the left side stands nowhere on the right, and cannot be left out`,
          right.span,
          'an equation for the whole says what is meant',
        );
    for (const letter of own)
      if (letter !== BATCH && !free.includes(letter)) {
        const at = symbols.find((s) => this.lettersOf(s).includes(letter));
        fail('the indices here are not those of the left side, and cannot be left out', at?.span ?? right.span);
      }
    return this.lying(right, free);
  }

  /** How they lie, where they can. */
  lying(right: Formula, [first, second]: readonly string[]): Layout {
    if (second !== undefined) return layoutOf(first, second);
    if (this.lettersIn(right).has(BATCH)) return layoutOf(BATCH, first);
    // entries of rows make a row
    const own = this.symbolsIn(right).filter((s) => this.lettersOf(s).join() === first);
    return own.length > 0 && own.every((s) => this.isRow(s)) ? layoutOf(undefined, first) : layoutOf(first, undefined);
  }

  /** How the entries lie that a sum runs over, all of them in one order. */
  ofSum(body: Formula): Layout {
    const first = this.symbolsIn(body).find((s) => this.lettersOf(s).length > 0);
    return first === undefined
      ? {}
      : this.lying(
          body,
          this.lettersOf(first).filter((l) => l !== BATCH),
        );
  }

  /** Rows and columns of what is defined by its entries, as far as the formula tells. */
  kindOf(right: Formula, free: readonly string[]): Kind {
    const { rows, cols } = this.lying(right, free);
    if (rows === BATCH) return OPEN;
    return [rows === undefined ? 'one' : 'many', cols === undefined ? 'one' : 'many'];
  }

  /** Its size, where those of its letters are known. */
  sizeOf(right: Formula, free: readonly string[]): Size | undefined {
    const { rows, cols } = this.lying(right, free);
    if (rows === BATCH) return sizeOf(right, this.options.sizes);
    const [height, width] = [rows, cols].map((l) => (l === undefined ? '1' : this.places.lengthOf(right, l)));
    return height === undefined || width === undefined ? undefined : [height, width];
  }

  /** Stands for a vector or a matrix whose entries are meant one by one. */
  varies(f: Formula, layout: Layout): boolean {
    return [...this.lettersIn(f)].some((l) => isLaid(layout, l));
  }

  /** As it is written where its letters lie so. */
  name(symbol: TexSymbol, layout: Layout, text: (f: Formula) => string): string {
    const { name, index, entries } = this.options.naming.named(symbol);
    const letters = this.placesOf(symbol);
    const isKronecker = this.isKronecker(symbol);
    const whole = isKronecker ? 'I' : name + (index.length === 0 ? '' : `[${index.map(text).join(',')}]`);
    const laid = letters.filter((l) => isLaid(layout, l));
    if (laid.length === 0) return entries.length === 0 ? whole : `${whole}(${entries.map(text).join(',')})`;
    const [first, second] = letters;
    if (letters.length === 1) return this.isRow(symbol) === (first === layout.cols) ? whole : `${whole}'`;
    if (laid.length === 2 && first === second) return first === layout.rows ? `diag(${whole})` : `diag(${whole})'`;
    if (laid.length === 2) return second === layout.cols ? whole : `${whole}'`;
    // a column of a matrix, or a row of it
    const isColumn = isLaid(layout, first);
    const slice = `${whole}(${entries.map((e, k) => (isLaid(layout, letters[k]) ? ':' : text(e))).join(', ')})`;
    return (isColumn ? layout.rows : layout.cols) === laid[0] ? slice : `${slice}'`;
  }

  /** ∂L/∂y_i and ∂p_i/∂z_j among entries: the gradient or the Jacobian of the whole, turned to lie as its letters do. */
  derivative(
    { of, by, span }: Formula & { readonly kind: 'partial' },
    layout: Layout,
    text: (f: Formula) => string,
  ): { readonly text: string; readonly turned: boolean } {
    if (by === undefined) return unsaid(span);
    const [above, below] = [of, by].map((f) => (f.kind === 'symbol' ? this.lettersOf(f) : [])) as [string[], string[]];
    const letters = [...above, ...below];
    const [first, second, ...more] = letters;
    if (of.kind !== 'symbol' || by.kind !== 'symbol' || !letters.some((l) => isLaid(layout, l)))
      return { text: this.entry(of, by, text), turned: false };
    const isRow = above.length + letters.length === 1 && this.isRow(by);
    const lies =
      second === undefined
        ? first === (isRow ? layout.cols : layout.rows)
        : first === layout.rows && second === layout.cols;
    const turned =
      second === undefined
        ? first === (isRow ? layout.rows : layout.cols)
        : first === layout.cols && second === layout.rows;
    if (more.length > 0 || above.length > 1 || (above.length > 0 && below.length === 0) || lies === turned)
      return fail('the entries of this derivative do not line up with the others', span);
    const plain = (s: TexSymbol): TexSymbol => ({
      ...s,
      subs: s.subs.filter((f) => !letters.includes(letterOf(f) ?? '')),
    });
    const whole = `${above.length > 0 ? 'jacobian' : 'grad'}(${text(plain(of))}, ${text(plain(by))})`;
    return { text: turned ? `${whole}'` : whole, turned };
  }

  /** ∂L/∂y_i by itself: an entry of the whole. */
  private entry(of: Formula, by: Formula, text: (f: Formula) => string): string {
    const parts = [of, by].map((f) => (f.kind === 'symbol' ? this.options.naming.named(f).entries : []));
    const [above, below] = parts as [readonly Formula[], readonly Formula[]];
    if (below.length === 0) return `grad(${text(of)}, ${text(by)})`;
    const bare = [of, by].map((f, k) => (f.kind === 'symbol' && (parts[k] ?? []).length > 0 ? { ...f, subs: [] } : f));
    const at = [...above, ...below].map((f) => text(f).replaceAll(' ', '')).join(',');
    return `${above.length > 0 ? 'jacobian' : 'grad'}(${bare.map(text).join(', ')})(${at})`;
  }

  /** δ_{ij}, where nothing else is called δ: the entries of the identity. */
  private isKronecker(symbol: TexSymbol): boolean {
    const { sizes } = this.options;
    const [size, kind] = [sizes.of.get('delta'), sizes.kinds.get('delta')];
    // no vector has entries with two indices
    const isMatrix = size ? size[1] !== '1' : kind !== undefined && isMatrixKind(kind);
    return symbol.base === 'delta' && symbol.subs.length === 2 && !isMatrix;
  }

  /** Where each of its entries lies: a letter, or nothing for a place that is given. */
  private placesOf(symbol: TexSymbol): (string | undefined)[] {
    const { entries } = this.options.naming.named(symbol);
    const letters = entries.map((e) => (e.kind === 'symbol' ? letterOf(e) : undefined));
    return this.places.isBatch(symbol) ? [BATCH, ...letters] : letters;
  }

  private readonly lettersOf = (symbol: TexSymbol): string[] => this.placesOf(symbol).filter((l) => l !== undefined);

  /** Letters of entries, without those that sums inside run over. */
  private lettersIn(f: Formula): Set<string> {
    if (f.kind === 'symbol') return new Set(this.lettersOf(f));
    const found = new Set(partsOf(f).flatMap((part) => [...this.lettersIn(part)]));
    if (f.kind === 'fold') found.delete(f.over);
    return found;
  }

  private symbolsIn(f: Formula): TexSymbol[] {
    return [...walk(f)].flatMap((w) => (w.f.kind === 'symbol' ? [w.f] : []));
  }

  private isRow(symbol: TexSymbol): boolean {
    const { name } = this.options.naming.named(symbol);
    const size = this.options.sizes.of.get(name);
    if (size !== undefined) return size[0] === '1' && size[1] !== '1';
    const kind: Kind = this.options.sizes.kinds.get(name) ?? kindByLetter(name, symbol.bold);
    return kind[0] === 'one' && kind[1] === 'many';
  }

  /**
   * A sum over one or two letters of entries that do not line up, Σ_i (Σ_j X_{ij})², as the sum of what lies in rows and
   * columns: where sizes are not known, for otherwise it is written out.
   */
  whole(fold: Fold): { readonly body: Formula; readonly layout: Layout } | undefined {
    const letters: string[] = [];
    let body: Formula = fold;
    for (; body.kind === 'fold' && body.fold === 'sum' && letters.length < 2; body = body.body) {
      if (!this.places.isWhole(body)) return undefined;
      letters.push(body.over);
      const own = this.lettersIn(body.body);
      // Σ_i of a sum over j that stands alone: of each i its own
      if (own.size === letters.length && letters.every((l) => own.has(l)) && body.body.kind !== 'fold') {
        body = body.body;
        break;
      }
    }
    const own = this.lettersIn(body);
    if (own.size !== letters.length || !letters.every((l) => own.has(l))) return undefined;
    if (![...walk(body)].every(({ f }) => this.isReadable(f)) || !this.hasUnknown(body)) return undefined;
    const [first = '', second] = letters;
    return { body: this.pulled(body), layout: this.natural(body, second ?? first, second && first, { rows: first }) };
  }

  private hasUnknown(f: Formula): boolean {
    const { naming, sizes } = this.options;
    return this.symbolsIn(f).some((s) => this.lettersOf(s).length > 0 && !sizes.of.has(naming.named(s).name));
  }

  /** Σ_k A_{ij} x_k: what does not have the letter of a sum stands before it. */
  pulled(f: Formula): Formula {
    return mapFormula(f, (g) => {
      if (g.kind !== 'fold' || g.fold !== 'sum' || g.body.kind !== 'product') return g;
      const inside = g.body.factors.filter((x) => this.lettersIn(x).has(g.over));
      const outside = g.body.factors.filter((x) => !inside.includes(x) && this.lettersIn(x).size > 0);
      if (inside.length === 0 || outside.length === 0) return g;
      const body = productOf(g.body.factors.filter((x) => !outside.includes(x)));
      return productOf([...outside, { ...g, body }]);
    });
  }

  /** What a sum over a letter of entries is without its indices; undefined where that cannot be written. */
  summed(fold: Fold, outer: Layout): Summed | undefined {
    const { body, over } = fold;
    const letters = this.lettersIn(body);
    if (fold.fold !== 'sum' || !letters.has(over) || !this.places.isWhole(fold)) return undefined;
    if (![...walk(body)].every(({ f }) => this.isReadable(f))) return undefined;
    const others = [...letters].filter((l) => l !== over);
    if (!others.every((l) => isLaid(outer, l))) return undefined;
    const contracted = body.kind === 'product' ? this.contracted(body.factors, over, outer) : undefined;
    if (contracted !== undefined || others.length > 1) return contracted;
    const [other] = others;
    const lies = this.natural(body, over, other, outer);
    const along = other === undefined ? undefined : lies.cols === over ? 2 : 1;
    const result = along === 2 ? outer.rows : outer.cols;
    return { along, body, layout: lies, turned: other !== undefined && result !== other };
  }

  private isReadable(f: Formula): boolean {
    if (f.kind === 'fold') return f.fold === 'sum';
    if (!this.places.isEntrywise(f)) return false;
    if (f.kind !== 'symbol') return true;
    // x_{i+1} is another entry
    return this.options.naming.named(f).entries.every((e) => e.kind === 'symbol' || e.kind === 'number');
  }

  /** As what stands there lies itself. */
  private natural(body: Formula, over: string, other: string | undefined, outer: Layout): Layout {
    if (other === undefined) return { rows: over };
    const matrix = this.symbolsIn(body)
      .map((s) => this.placesOf(s))
      .find((p) => p.length === 2 && p.includes(over) && p.includes(other));
    const isAlong = matrix === undefined ? other === outer.rows : matrix[1] === over;
    return isAlong ? { rows: other, cols: over } : { rows: over, cols: other };
  }

  /** a_i b_j, of factors that lie down the rows and others along the columns: a column times a row. */
  outer(factors: readonly Formula[], { rows, cols }: Layout): Contracted | undefined {
    if (rows === undefined || cols === undefined) return undefined;
    const of = (letter: string | undefined): Formula[] =>
      factors.filter((f) => [...this.lettersIn(f)].join() === (letter ?? ''));
    const [numbers, left, right] = [of(undefined), of(rows), of(cols)];
    if (left.length === 0 || right.length === 0 || numbers.length + left.length + right.length < factors.length)
      return undefined;
    return { numbers, left, right, layouts: [layoutOf(rows, undefined), layoutOf(undefined, cols)] };
  }

  /** Σ_j W_{ij} x_j, Σ_k A_{ik} B_{kj}: factors with one letter of their own beside the sum's, and others with another or none. */
  private contracted(factors: readonly Formula[], over: string, outer: Layout): Summed | undefined {
    const lettersOf = new Map(factors.map((f) => [f, this.lettersIn(f)]));
    const has = (f: Formula, letter: string): boolean => lettersOf.get(f)?.has(letter) === true;
    const numbers = factors.filter((f) => lettersOf.get(f)?.size === 0);
    const inside = factors.filter((f) => !numbers.includes(f));
    const others = [...new Set(inside.flatMap((f) => [...(lettersOf.get(f) ?? [])]))].filter((l) => l !== over);
    if (!inside.every((f) => has(f, over)) || others.length === 0 || others.length > 2) return undefined;
    const isRowFirst = others.length === 2 || others[0] === outer.rows;
    const rows = others.length === 2 ? outer.rows : isRowFirst ? others[0] : undefined;
    const cols = others.length === 2 ? outer.cols : isRowFirst ? undefined : others[0];
    // what has the letter of the sum alone stands with the rows, where the columns have another
    const right = inside.filter((f) => (cols === undefined ? !has(f, rows as string) : has(f, cols)));
    const left = inside.filter((f) => !right.includes(f));
    if (left.length === 0 || right.length === 0) return undefined;
    if (rows !== undefined && (right.some((f) => has(f, rows)) || !left.some((f) => has(f, rows)))) return undefined;
    return { numbers, left, right, layouts: [layoutOf(rows, over), layoutOf(over, cols)], turned: false };
  }
}
