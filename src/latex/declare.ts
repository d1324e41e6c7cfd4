/** Declarations of a problem file: every name that stands for a value, its role, its size, what is known of it. */
import type { Draft } from './draft.js';
import type { Formula, TexSymbol } from './formula.js';
import { letterOf, usesIn } from './naming.js';
import { rangeOf } from './ranges.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber, NUMBER } from './shapes.js';
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
  for (const { name, symbol, index } of variables(draft)) {
    const own = draft.gathered.said.filter((s) => draft.naming.named(s.symbol).name === name);
    const size = sizeFor(draft, name, symbol);
    if (size === undefined && index.length === 0) continue;
    const properties = [...new Set(own.flatMap((s) => s.properties))];
    if (positive.has(name) && !asked.has(name)) {
      properties.push('positive');
      draft.note('guess', `${name} is taken as positive, since its logarithm is`, symbol.span);
    }
    const role = asked.has(name) || (asked.size === 0 && !said.get(name)?.data) ? 'param' : 'data';
    const places =
      index.length === 0 ? '' : `[${[...new Set(index.map((f) => letterOf(f) ?? draft.emitter.index(f)))].join(',')}]`;
    const shape = size === undefined ? '' : ` : ${shapeText(size)}`;
    const text = `${role} ${name}${places}${shape}${properties.length > 0 ? ` ${properties.join(' ')}` : ''}`;
    out.push(draft.definitions.length === 0 ? text.replace(/^(?:param|data) /, '') : text);
  }
  return [...out, ...boundaries(draft, asked)];
}

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
    draft.note(
      'guess',
      `the size of ${name} is not said; it is taken as ${partner.join('×')}, like what stands beside it`,
      symbol.span,
    );
    draft.sizes.set(name, partner);
    return partner;
  }
  if (symbol.bold && byLetter(name) === 'number') {
    const size: Size = [draft.freshSize(), '1'];
    draft.sizes.set(name, size);
    draft.note('guess', `${name} is bold, and taken as a column vector`, symbol.span);
    return size;
  }
  if (draft.naming.named(symbol).index.length > 0) {
    const matrix = byLetter(name) === 'matrix';
    const vector = !matrix && (symbol.bold || isVectorUse(draft, name));
    const size: Size = matrix ? [draft.freshSize(), draft.freshSize()] : vector ? [draft.freshSize(), '1'] : NUMBER;
    draft.sizes.set(name, size);
    draft.note(
      'guess',
      `the size of ${name} is not said; it is taken as ${isNumber(size) ? 'a number' : size.join('×')}`,
      symbol.span,
    );
    return size;
  }
  if (/^[nmNMKT]$/.test(name) && isFactor(draft, name)) {
    draft.note('guess', `${name} is taken as a number`, symbol.span);
    draft.sizes.set(name, NUMBER);
    return NUMBER;
  }
  return undefined;
}

/** Only ever divided by, or in front of a product. */
function isFactor(draft: Draft, name: string): boolean {
  return draft.formulas.every((formula) =>
    [...walk(formula)].every(({ f }) => {
      if (f.kind !== 'sum' && f.kind !== 'transpose' && f.kind !== 'norm') return true;
      const parts = f.kind === 'sum' ? f.terms.map((t) => t.term) : [f.of];
      return parts.every((p) => p.kind !== 'symbol' || draft.naming.named(p).name !== name);
    }),
  );
}

/** Where one letter stands for a vector: transposed, behind what is transposed or a matrix, in a norm. */
function isVectorUse(draft: Draft, name: string): boolean {
  const isIt = (f: Formula | undefined): boolean => f?.kind === 'symbol' && draft.naming.named(f).name === name;
  const before = (f: Formula | undefined): boolean =>
    f?.kind === 'transpose' ||
    f?.kind === 'inverse' ||
    (f?.kind === 'symbol' && byLetter(draft.naming.named(f).name) === 'matrix');
  return draft.formulas.some((formula) =>
    [...walk(formula)].some(({ f }) => {
      if (f.kind === 'transpose' || f.kind === 'norm')
        return isIt(f.of) || (f.kind === 'norm' && usesIn([f.of]).some((u) => isIt(u.symbol)));
      return f.kind === 'product' && f.factors.some((x, k) => isIt(x) && before(f.factors[k - 1]));
    }),
  );
}

/** The size of what a name is multiplied with entry by entry. */
function partnerOf(draft: Draft, name: string): Size | undefined {
  if (draft.naming.entry.size === 0) return undefined;
  for (const formula of draft.formulas) {
    for (const { f } of walk(formula)) {
      if (f.kind !== 'product') continue;
      const symbols = usesIn([f]).map(({ symbol }) => draft.naming.named(symbol));
      if (!symbols.some((s) => s.name === name && s.entries.length > 0)) continue;
      const other = symbols.find((s) => s.name !== name && s.entries.length > 0 && draft.sizes.has(s.name));
      if (other !== undefined) return draft.sizes.get(other.name);
    }
  }
  return undefined;
}

/** Variables whose logarithm is taken as they stand. */
function logged(draft: Draft): Set<string> {
  const found = new Set<string>();
  for (const formula of draft.formulas)
    for (const { f } of walk(formula))
      if (f.kind === 'call' && f.fn === 'log' && f.args[0]?.kind === 'symbol')
        found.add(draft.naming.named(f.args[0]).name);
  return found;
}

/** H[0] where H[t] is defined from H[t-1]. */
function boundaries(draft: Draft, asked: ReadonlySet<string>): string[] {
  const out: string[] = [];
  for (const { symbol } of usesIn(draft.formulas)) {
    const { name, index } = draft.naming.named(symbol);
    const [f] = index;
    const own = draft.definitions.filter((d) => d.name === name);
    if (index.length !== 1 || f?.kind !== 'sum' || !own.some((d) => d.loop !== undefined)) continue;
    const back = f.terms.find((t) => t.term.kind === 'number');
    if (back === undefined || !back.negative || back.term.kind !== 'number') continue;
    for (let k = 0; k < Number(back.term.text); k++) {
      const place = start(draft, letterOf(f) as string) - 1 - k;
      const text = `${name}[${place}]`;
      if (own.some((d) => d.loop === undefined && d.index.map((i) => draft.emitter.index(i)).join() === String(place)))
        continue;
      if (out.some((o) => o.includes(`${text} `))) continue;
      const size = draft.sizes.get(name) ?? boundarySize(draft, name, symbol);
      out.push(`${asked.has(text) ? 'param' : 'data'} ${text} : ${size ? shapeText(size) : 'scalar'}`);
    }
  }
  return out;
}

function start(draft: Draft, letter: string): number {
  const from = rangeOf(draft, letter)?.from;
  return from === undefined ? 1 : Number(from) || 1;
}

const shapeText = (size: Size): string =>
  isNumber(size) ? 'scalar' : size[1] === '1' ? size[0] : `${size[0]} x ${size[1]}`;

/** Of a family whose size nothing says: by its letter, and told. */
function boundarySize(draft: Draft, name: string, symbol: TexSymbol): Size {
  const rows = draft.freshSize();
  const matrix = byLetter(name) === 'matrix';
  const size: Size = matrix
    ? [rows, draft.freshSize()]
    : symbol.bold || isVectorUse(draft, name)
      ? [rows, '1']
      : NUMBER;
  draft.sizes.set(name, size);
  draft.note('guess', `the size of ${name} is not said; it is taken as ${size.join('×')}`, symbol.span);
  return size;
}
