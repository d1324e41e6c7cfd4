/** Terms of a sum that fill one row or one entry each, c·eᵢ·g and c·eᵢ·eⱼᵀ: what is added goes there, and no zeros beside it. */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName } from '../expression/dimension.js';
import type { Code } from './code.js';

export interface PlacedTerm {
  readonly minus: boolean;
  readonly row: Dim;
  /** Absent where the whole row is filled. */
  readonly column?: Dim;
  /** What is added there. */
  readonly rest: Code;
}

const basisIn = (c: Code): Dim | undefined => (c.op === 'call' && c.fn === 'basis' ? c.dims[1] : undefined);
const rowBasisIn = (c: Code): Dim | undefined => (c.op === 'transpose' ? basisIn(c.of) : undefined);

/** Whether a factor stands for places in a matrix: eᵢ, eⱼᵀ, a sum of such. */
export function isPlace(c: Code): boolean {
  if (c.op === 'transpose') return isPlace(c.of);
  return c.op === 'sum' ? c.terms.some((t) => isPlace(t.code)) : basisIn(c) !== undefined;
}

/** The terms of one member: of (eᵢ − eⱼ)·g there are two, with one value; of (eᵢ − 2·eⱼ)·g one with the double of it. */
export function placedTerms(code: Code, isOne: (d: Dim) => boolean): readonly PlacedTerm[] | undefined {
  const { over, under }: Pick<Code & { op: 'times' }, 'over' | 'under'> =
    code.op === 'times' ? code : { over: [code], under: [] };
  const at = over.findIndex((c) => basesIn(c) !== undefined);
  const bases = at < 0 ? undefined : basesIn(over[at] as Code);
  if (bases === undefined) return undefined;
  const others = over.filter((_, k) => k !== at);
  if (![...others, ...under].every((c) => isOne(c.shape[0]))) return undefined;
  const isNumber = (c: Code): boolean => isOne(c.shape[0]) && isOne(c.shape[1]);
  const across = others.findIndex((c) => rowBasisIn(c) !== undefined);
  const numbers = others.filter((_, k) => k !== across);
  if (across >= 0 && [...numbers, ...under].every(isNumber)) {
    const column = rowBasisIn(others[across] as Code) as Dim;
    const rest = timesOf(numbers, under, 1);
    return bases.map(({ row, minus, factor }) => ({ row, minus, column, rest: scaled(rest, factor) }));
  }
  const rest = timesOf(others, under, [...others, ...under].every(isNumber) ? 1 : code.shape[1]);
  return bases.map(({ row, minus, factor }) => ({ row, minus, rest: scaled(rest, factor) }));
}

interface Basis {
  readonly row: Dim;
  readonly minus: boolean;
  /** A number before it. */
  readonly factor?: Code;
}

/** eᵢ, or a sum of such with numbers before them. */
function basesIn(c: Code): readonly Basis[] | undefined {
  const terms = c.op === 'sum' ? c.terms : [{ minus: false, code: c }];
  const found: Basis[] = [];
  for (const { minus, code } of terms) {
    const basis = c.op === 'sum' && code.op === 'times' ? scaledBasis(code) : { row: basisIn(code) };
    if (basis.row === undefined) return undefined;
    found.push({ ...basis, row: basis.row, minus });
  }
  return found;
}

function scaledBasis({ over, under }: Code & { op: 'times' }): {
  readonly row?: Dim | undefined;
  readonly factor?: Code;
} {
  const [basis, ...more] = over.filter((c) => basisIn(c) !== undefined);
  const numbers = over.filter((c) => c !== basis);
  const isNumber = ({ shape }: Code): boolean => shape[0] === 1 && shape[1] === 1;
  if (!basis || more.length > 0 || ![...numbers, ...under].every(isNumber)) return {};
  return { row: basisIn(basis), factor: timesOf(numbers, under, 1) };
}

function scaled(rest: Code, factor: Code | undefined): Code {
  if (factor === undefined) return rest;
  if (rest.op === 'number' && rest.value === 1) return factor;
  return { op: 'times', over: [factor, rest], under: [], shape: rest.shape };
}

function timesOf(over: readonly Code[], under: readonly Code[], cols: Dim): Code {
  const [first] = over;
  if (first === undefined && under.length === 0) return { op: 'number', value: 1, shape: [1, 1] };
  if (first !== undefined && over.length === 1 && under.length === 0) return first;
  return { op: 'times', over, under, shape: [1, cols] };
}

type Fold = Code & { op: 'fold' };

/** How the members of a sum over an index come into it. */
export type Deposit =
  | { readonly kind: 'placed'; readonly terms: readonly PlacedTerm[] }
  /** Each term by itself. */
  | { readonly kind: 'sum'; readonly terms: readonly { readonly minus: boolean; readonly code: Code }[] }
  /** The members of a sum within it, one by one. */
  | { readonly kind: 'fold'; readonly fold: Fold }
  | { readonly kind: 'whole' };

export function depositOf(body: Code, isOne: (d: Dim) => boolean): Deposit {
  const terms = placedTerms(body, isOne);
  if (terms !== undefined) return { kind: 'placed', terms };
  if (body.op === 'fold' && body.fold === 'sum') return { kind: 'fold', fold: body };
  const isApart = (c: Code): boolean => depositOf(c, isOne).kind !== 'whole';
  if (body.op === 'sum' && body.terms.some((t) => isApart(t.code))) return { kind: 'sum', terms: body.terms };
  return { kind: 'whole' };
}

/** Whether a sum comes to every place once at most, so that nothing is to be added there. */
export function fillsOnce(fold: Fold): boolean {
  const letters = new Set<string>();
  let body: Code = fold;
  while (body.op === 'fold' && body.fold === 'sum') {
    if (letters.has(body.over)) return false;
    letters.add(body.over);
    body = body.body;
  }
  const [only, ...more] = placedTerms(body, (d) => d === 1) ?? [];
  if (only === undefined || more.length > 0 || only.minus) return false;
  const places = [only.row, ...(only.column === undefined ? [] : [only.column])];
  return [...letters].every((l) => places.some((d) => dimDifference(d, dimName(l)) !== undefined));
}
