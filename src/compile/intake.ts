/**
 * Values that are matrices already, into the buffers of a plan, without a look at more than their sizes. Made from the
 * values that a reader has checked; whatever differs from them in form is refused and goes to the reader again.
 */
import { keyOf } from '../numeric/environment.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Buffer } from './memory.js';

type Place =
  | { readonly kind: 'matrix'; readonly buffer: Buffer }
  /** A number on which sizes hang: it is to be the same. */
  | { readonly kind: 'size'; readonly value: number }
  | { readonly kind: 'list'; readonly items: readonly Place[] };

export const isMatrix = (x: unknown): x is Matrix =>
  typeof x === 'object' && x !== null && 'data' in x && x.data instanceof Float64Array;

export class Intake {
  private places: ReadonlyMap<string, Place> | undefined;

  constructor(
    private readonly slots: ReadonlyMap<string, Buffer>,
    private readonly sizes: ReadonlyMap<string, number>,
  ) {}

  /** From now on values of this form are taken. */
  learn(values: Readonly<Record<string, unknown>>): void {
    const places = new Map<string, Place>();
    for (const [name, value] of Object.entries(values)) {
      const place = this.placeOf(name, [], value);
      if (place === undefined) return;
      places.set(name, place);
    }
    this.places = places;
  }

  private placeOf(name: string, index: readonly number[], value: unknown): Place | undefined {
    const size = index.length === 0 ? this.sizes.get(name) : undefined;
    if (size !== undefined) return { kind: 'size', value: size };
    if (Array.isArray(value)) {
      const items = value.map((v, i) => this.placeOf(name, [...index, i + 1], v));
      return items.every((p) => p !== undefined) ? { kind: 'list', items: items as Place[] } : undefined;
    }
    const buffer = this.slots.get(keyOf(name, index).replaceAll(/\s+/g, ''));
    return buffer && { kind: 'matrix', buffer };
  }

  /** Whether the values are of the form that is known; then they are in the buffers. */
  take(values: Readonly<Record<string, unknown>>): boolean {
    const { places } = this;
    if (places === undefined) return false;
    let count = 0;
    for (const name in values) {
      const place = places.get(name);
      if (place === undefined || !put(place, values[name])) return false;
      count++;
    }
    return count === places.size;
  }

  /** The values with their numbers where the buffers are. */
  placed(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { places } = this;
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inPlace(places?.get(name), value)]));
  }
}

function put(place: Place, value: unknown): boolean {
  if (place.kind === 'list') {
    const { items } = place;
    if (!Array.isArray(value) || value.length !== items.length) return false;
    for (let i = 0; i < items.length; i++) if (!put(items[i] as Place, value[i])) return false;
    return true;
  }
  if (place.kind === 'size') return value === place.value || (isMatrix(value) && value.data[0] === place.value);
  const { buffer } = place;
  if (typeof value === 'number') {
    if (buffer.data.length !== 1) return false;
    buffer.data[0] = value;
    return true;
  }
  if (!isMatrix(value) || value.rows !== buffer.rows || value.cols !== buffer.cols) return false;
  const { data } = value;
  if (data === buffer.data) return true;
  if (data.length !== buffer.data.length) return false;
  if (data.length < 16) for (let k = 0; k < data.length; k++) buffer.data[k] = data[k] as number;
  else buffer.data.set(data);
  return true;
}

function inPlace(place: Place | undefined, value: unknown): unknown {
  if (place?.kind === 'list') return (value as readonly unknown[]).map((v, i) => inPlace(place.items[i], v));
  if (place?.kind !== 'matrix' || !isMatrix(value)) return value;
  const { rows, cols, data } = place.buffer;
  return { rows, cols, data };
}
