/**
 * Matrices as JSON has them: a number, a flat list (a column vector), or a list of rows; beside JSON a Float64Array, which is a
 * column, and { rows, cols, data } with the numbers row by row.
 *
 * Owns both directions. What cannot be read is an error that names the variable; no entry is ever guessed, and no
 * entry that is not finite gets in.
 */
import { cut, FrobeniusError } from '../language/error.js';
import type { Matrix } from '../rulebook/rule.js';
import { make, numberOf, scalar } from './matrix.js';

export type Rows = readonly (readonly number[])[];
/** A scalar is a number, everything else is nested rows. */
export type Nested = number | Rows;

/** As it is written, and what JSON has no form for as itself. */
function shown(x: unknown): string {
  const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
  try {
    return cut(JSON.stringify(x, plain) ?? String(x), 40);
  } catch {
    return Object.prototype.toString.call(x);
  }
}

export function matrixFromJson(json: unknown, what: string): Matrix {
  if (typeof json === 'number') return scalar(entry(json, what));
  if (json instanceof Float64Array) return checked({ rows: json.length, cols: 1, data: json }, what);
  if (isPacked(json)) return checked(json, what);
  if (!Array.isArray(json)) {
    const isPlain = typeof json === 'object' && json !== null && 'data' in json;
    const hint = isPlain
      ? 'the numbers of { rows, cols, data } lie in a Float64Array'
      : 'values are numbers, flat lists (column vectors) or lists of rows';
    throw new FrobeniusError('values', `${what} is ${shown(json)}, which is no matrix`, undefined, hint);
  }
  const items: readonly unknown[] = json;
  if (items.length === 0) throw new FrobeniusError('values', `${what} is empty`);
  if (!items.some(Array.isArray)) {
    const column = items.map((x, i) => entry(x, `entry ${i + 1} of ${what}`));
    return make(column.length, 1, (i) => column[i] as number);
  }
  const rows = items.map((row, i): readonly number[] => {
    if (!Array.isArray(row))
      throw new FrobeniusError('values', `${what} mixes numbers and lists: row ${i + 1} is ${shown(row)}`);
    return row.map((x: unknown, j) => entry(x, `entry (${i + 1}, ${j + 1}) of ${what}`));
  });
  const cols = (rows[0] as readonly number[]).length;
  if (cols === 0) throw new FrobeniusError('values', `row 1 of ${what} is empty`);
  const odd = rows.findIndex((row) => row.length !== cols);
  if (odd >= 0) {
    const length = (rows[odd] as readonly number[]).length;
    throw new FrobeniusError('values', `row ${odd + 1} of ${what} has ${length} entries, row 1 has ${cols}`);
  }
  return make(rows.length, cols, (i, j) => (rows[i] as readonly number[])[j] as number);
}

interface Packed {
  readonly rows: unknown;
  readonly cols: unknown;
  readonly data: Float64Array;
}

const isPacked = (x: unknown): x is Packed =>
  typeof x === 'object' && x !== null && 'data' in x && x.data instanceof Float64Array && 'rows' in x && 'cols' in x;

/** A matrix that is one already, with numbers of its own. */
function checked({ rows, cols, data }: Packed, what: string): Matrix {
  const isCount = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) > 0;
  if (!isCount(rows) || !isCount(cols) || rows * cols !== data.length)
    throw new FrobeniusError(
      'values',
      `${what} has ${shown(rows)} rows, ${shown(cols)} columns and ${data.length} numbers`,
    );
  const odd = data.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) {
    const place = cols === 1 ? `${odd + 1}` : `(${Math.floor(odd / cols) + 1}, ${(odd % cols) + 1})`;
    throw new FrobeniusError('values', `entry ${place} of ${what} is not finite`);
  }
  return { rows, cols, data: data.slice() };
}

function entry(x: unknown, what: string): number {
  if (typeof x === 'number' && Number.isFinite(x)) return x;
  if (typeof x === 'number') throw new FrobeniusError('values', `${what} is not finite`);
  if (Array.isArray(x))
    throw new FrobeniusError('values', `${what} is a list where a number is due: it is nested too deep`);
  throw new FrobeniusError('values', `${what} is ${shown(x)}, which is no number`);
}

/** `plain` says that the value is a scalar by its declared shape: a 1×1 matrix of size n × n stays a matrix. */
export function matrixToJson(a: Matrix, plain: boolean): Nested {
  if (plain) return numberOf(a);
  return Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.cols, (i + 1) * a.cols)));
}
