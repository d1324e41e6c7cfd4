/** Declarations of a problem file: every name that stands for a value, its role, its size, what is known of it. */
import { isCount } from './counts.js';
import type { Definition, Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Said } from './gather.js';
import { besideDot } from './members.js';
import type { Named } from './naming.js';
import { letterOf, lettersOf, usesIn } from './naming.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber, NUMBER, shapeText } from './shapes.js';
import { walk } from './walk.js';

/** Names that stand for values and are not defined, with a place of each. */
export function variables(draft: Draft): { name: string; symbol: TexSymbol; index: readonly Formula[] }[] {
  const defined = new Set(draft.definitions.map((d) => d.name));
  const found = new Map<string, { name: string; symbol: TexSymbol; index: readonly Formula[] }>();
  for (const { symbol } of usesIn(draft.formulas)) {
    const { name, index } = draft.naming.named(symbol);
    if (defined.has(name) || (index.length === 0 && draft.numbers.has(name)) || draft.functions.has(name)) continue;
    if (!found.has(name)) found.set(name, { name, symbol, index });
  }
  return [...found.values()];
}

export function declarations(draft: Draft, asked: ReadonlySet<string>): string[] {
  const out: string[] = [];
  const said = new Map(draft.gathered.said.map((s) => [draft.naming.named(s.symbol).name, s]));
  const positive = logged(draft);
  const ranked = new Set(argumentsOf(draft, new Set(['sigmamin', 'sigmaat'])));
  for (const { name, symbol, index } of variables(draft)) {
    const own = draft.gathered.said.filter((s) => draft.naming.named(s.symbol).name === name);
    const size = sizeFor(draft, name, symbol);
    if (draft.gathered.given?.has(name) || (size === undefined && index.length === 0)) continue;
    const properties = propertiesOf(draft, name, own, size, asked.has(name));
    if (positive.has(name) && !draft.definite.has(name) && !asked.has(name) && !properties.includes('positive')) {
      properties.push('positive');
      draft.note('guess', `${name} is taken as positive, since its logarithm is`, symbol.span);
    }
    if (draft.integers.has(name) && isNumber(size) && !asked.has(name) && !properties.includes('integer')) {
      properties.push('integer');
      draft.note('guess', `${name} is taken as a whole number: it is an exponent of a matrix`, symbol.span);
    }
    if (ranked.has(name)) {
      properties.push('fullrank');
      const why = 'for its singular values to be as many as its columns, and distinct';
      draft.note('guess', `${name} is taken to have full column rank, ${why}`, symbol.span);
    }
    const role =
      asked.has(name) || (asked.size === 0 && !said.get(name)?.data && !draft.counts.has(name)) ? 'param' : 'data';
    const places =
      index.length === 0
        ? ''
        : `[${[...new Set(index.map((f) => letterOf(f) ?? lettersOf(f)[0] ?? draft.emitter.index(f)))].join(',')}]`;
    const shape = size === undefined ? '' : ` : ${shapeText(size)}`;
    const text = `${role} ${name}${places}${shape}${properties.length > 0 ? ` ${properties.join(' ')}` : ''}`;
    out.push(draft.definitions.length === 0 ? text.replace(/^(?:param|data) /, '') : text);
  }
  tellNames(draft);
  return [...out, ...freePlaces(draft)];
}

/** What is said of it that a declaration can say: that entries sum to 1 only of a vector that is given. */
function propertiesOf(
  draft: Draft,
  name: string,
  own: readonly Said[],
  size: Size | undefined,
  isAsked: boolean,
): string[] {
  const all = [...new Set(own.flatMap((s) => s.properties))];
  const sums = own.find((s) => s.properties.includes('stochastic'));
  if (sums === undefined || (!isAsked && size?.includes('1') && !isNumber(size))) return all;
  const why = isAsked ? 'the derivative is by all its entries, free of one another' : 'it is no vector by its size';
  draft.note('note', `that the entries of ${name} sum to 1 is not used: ${why}`, sums.span);
  return all.filter((p) => p !== 'stochastic');
}

/** x_1 beside x, of which nothing says that it has entries. */
function tellNames(draft: Draft): void {
  const all = variables(draft);
  const names = new Set([...all.map((v) => v.name), ...draft.definitions.map((d) => d.name)]);
  const declared = new Set(draft.gathered.said.map((s) => draft.naming.named(s.symbol).name));
  for (const { name, symbol, index } of all) {
    if (name === 'e' && !declared.has(name))
      draft.note('guess', 'e is read as a variable, and not as the number 2.718…, which is e^{1}', symbol.span);
    if (symbol.star && (byLetter(name) === 'matrix' || names.has(draft.naming.named({ ...symbol, star: false }).name)))
      draft.note('guess', `a star makes another letter here, ${name}, and no transpose, which is ^\\top`, symbol.span);
    const plain = draft.naming.named({ ...symbol, subs: [] }).name;
    if (symbol.subs.length === 0 || index.length > 0 || symbol.word || declared.has(name)) continue;
    if (plain === name || !names.has(plain) || symbol.subs.some((f) => !isPlaceLike(f))) continue;
    const hint = `an entry of ${plain} it is where ${plain} \\in \\mathbb{R}^{n} or \\mathbb{R}^{n \\times m} says so`;
    draft.note('guess', `${name} is read as a name of its own beside ${plain}: ${hint}`, symbol.span);
  }
}

const isPlaceLike = (f: Formula): boolean => f.kind === 'number' || (f.kind === 'symbol' && /^[i-l]$/.test(f.base));

/** x_i that no sum and no left side gives an i: any entry, with i a whole number that is given. */
function freePlaces(draft: Draft): string[] {
  const found = new Map<string, TexSymbol>();
  const alone = draft.definitions.length === 0 ? draft.formulas : [];
  const free: readonly Pick<Definition, 'right' | 'free' | 'loops'>[] = [
    ...draft.definitions,
    ...alone.map((right) => ({ right, free: [], loops: [] })),
  ];
  const ends = new Set([...draft.sizes.values()].flat());
  for (const formula of draft.formulas)
    for (const { f } of walk(formula))
      if (f.kind === 'fold') for (const end of [f.from, f.to]) for (const l of end ? lettersOf(end) : []) ends.add(l);
  for (const { right, free: own, loops } of free)
    for (const { f, bound } of walk(right))
      if (f.kind === 'symbol')
        for (const letter of draft.naming.named(f).entries.flatMap((e) => lettersOf(e)))
          if (!bound.includes(letter) && !own.includes(letter) && !loops.includes(letter) && !ends.has(letter))
            found.set(letter, f);
  return [...found].flatMap(([letter, symbol]) => {
    if (draft.gathered.given?.has(letter)) return [];
    const { name } = draft.naming.named(symbol);
    draft.note(
      'guess',
      `${letter} is free: this is read as one entry of ${name}, at a place that is given`,
      symbol.span,
    );
    const text = `${letter} : scalar integer`;
    return draft.definitions.length === 0 ? text : `data ${text}`;
  });
}

/** What only a square matrix is. */
const OF_SQUARE: ReadonlySet<string> = new Set(
  'symmetric posdef orthogonal diagonal invertible skew lower upper toeplitz'.split(' '),
);

/** The sizes of all variables, before anything is written: a fraction by a number is another than one by a matrix. */
export function settleVariables(draft: Draft): void {
  for (const { name, symbol } of variables(draft)) sizeFor(draft, name, symbol);
}

/** Of the said size, or one that its use gives away, which is told. */
function sizeFor(draft: Draft, name: string, symbol: TexSymbol): Size | undefined {
  const known = draft.sizes.get(name);
  if (known !== undefined) return known;
  const partner = partnerOf(draft, name);
  if (partner !== undefined) {
    draft.guessSize(name, partner, symbol.span, 'like what stands beside it, it is taken as');
    return partner;
  }
  const own = draft.gathered.said.filter((s) => draft.naming.named(s.symbol).name === name);
  const square = own.find((s) => s.properties.some((p) => OF_SQUARE.has(p)));
  if (square && draft.naming.named(symbol).index.length === 0) {
    const rows = draft.freshSize();
    const size: Size = [rows, rows];
    if (byLetter(name) === 'matrix') draft.sizes.set(name, size);
    else draft.guessSize(name, size, square.span, `${square.properties.join(' and ')} it is taken as`);
    return size;
  }
  const isMatrix = byLetter(name) === 'matrix';
  const isVector = own.some((s) => s.properties.includes('stochastic'));
  if (isVector && !isMatrix && draft.naming.named(symbol).index.length === 0) {
    const size: Size = [draft.freshSize(), '1'];
    draft.sizes.set(name, size);
    return size;
  }
  if (isMatrix && own.some((s) => s.properties.includes('fullrank'))) {
    const rows = draft.freshSize();
    const size: Size = [rows, draft.freshSize()];
    draft.sizes.set(name, size);
    return size;
  }
  if (symbol.bold && byLetter(name) === 'number' && draft.naming.named(symbol).entries.length === 0) {
    const size: Size = [draft.freshSize(), '1'];
    draft.sizes.set(name, size);
    draft.guessEntries(name, symbol.span, `${name} is bold, and taken as a column vector`);
    return size;
  }
  if (draft.naming.named(symbol).index.length > 0) {
    const matrix = byLetter(name) === 'matrix';
    const vector = !matrix && (symbol.bold || isVectorUse(draft, name));
    const size: Size = matrix ? [draft.freshSize(), draft.freshSize()] : vector ? [draft.freshSize(), '1'] : NUMBER;
    draft.guessSize(name, size, symbol.span, 'it is taken as');
    return size;
  }
  if (isCount(draft, name)) {
    draft.note('guess', `${name} is taken as a number`, symbol.span);
    draft.sizes.set(name, NUMBER);
    draft.counts.add(name);
    return NUMBER;
  }
  if (name === 'pi') {
    // undeclared it would be the number
    draft.sizes.set(name, NUMBER);
    return NUMBER;
  }
  return undefined;
}

/** Where one letter stands for a vector: transposed, behind what is transposed or a matrix, in a norm. */
export function isVectorUse(draft: Draft, name: string): boolean {
  const isIt = (f: Formula | undefined): boolean => f?.kind === 'symbol' && draft.naming.named(f).name === name;
  const before = (f: Formula | undefined): boolean =>
    f?.kind === 'transpose' ||
    f?.kind === 'inverse' ||
    (f?.kind === 'symbol' && byLetter(draft.naming.named(f).name) === 'matrix');
  return draft.formulas.some((formula) =>
    [...walk(formula)].some(({ f }) => {
      if (f.kind === 'transpose' && f.of.kind === 'sum') return f.of.terms.some((t) => isIt(t.term));
      if (f.kind === 'transpose' || f.kind === 'norm')
        return isIt(f.of) || (f.kind === 'norm' && usesIn([f.of]).some((u) => isIt(u.symbol)));
      if (f.kind !== 'product') return false;
      const isDotted = f.dots?.some((at) => isIt(besideDot(f.factors[at - 1], f.factors[at])));
      return isDotted === true || f.factors.some((x, k) => isIt(x) && before(f.factors[k - 1]));
    }),
  );
}

/** As long as what a name is multiplied with entry by entry, letter by letter: x_j beside W_{ij} is as long as W is wide. */
function partnerOf(draft: Draft, name: string): Size | undefined {
  if (draft.naming.entry.size === 0) return undefined;
  for (const formula of draft.formulas) {
    for (const { f } of walk(formula)) {
      if (f.kind !== 'product') continue;
      const symbols = usesIn([f]).map(({ symbol }) => draft.naming.named(symbol));
      const own = symbols.find((s) => s.name === name && s.entries.length > 0);
      if (own === undefined) continue;
      const others = symbols.filter((s) => s.name !== name && s.entries.length > 0 && draft.sizes.has(s.name));
      const letters = (of: Named): string => of.entries.map((e) => letterOf(e)).join();
      const alike = others.find((s) => letters(s) === letters(own));
      if (alike !== undefined) return draft.sizes.get(alike.name);
      // one letter of a matrix: its rows go without saying
      if (own.entries.length === 1 && byLetter(name) === 'matrix') continue;
      const [rows, cols] = own.entries.map((e) => lengthAmong(draft, others, letterOf(e)));
      if (rows !== undefined && (own.entries.length === 1 || cols !== undefined)) return [rows, cols ?? '1'];
    }
  }
  return undefined;
}

/** How far a letter runs that is a place of one of these. */
export function lengthAmong(draft: Draft, all: readonly Named[], letter: string | undefined): string | undefined {
  for (const { name, entries } of all) {
    const size = draft.sizes.get(name);
    const at = entries.findIndex((e) => e.kind === 'symbol' && letterOf(e) === letter);
    // an entry of a row, and of a matrix of which the rows go without saying, lies along the columns
    if (size && at >= 0) return size[entries.length === 1 && size[1] !== '1' ? 1 : at];
  }
  return undefined;
}

/** Variables whose logarithm is taken as they stand. */
const logged = (draft: Draft): Set<string> => new Set(argumentsOf(draft, new Set(['log'])));

/** Variables that one of the functions is of. */
const argumentsOf = (draft: Draft, functions: ReadonlySet<string>): string[] =>
  draft.formulas.flatMap((formula) =>
    [...walk(formula)].flatMap(({ f }) => {
      const [of] = f.kind === 'call' && functions.has(f.fn) ? f.args : [];
      return of?.kind === 'symbol' ? [draft.naming.named(of).name] : [];
    }),
  );
