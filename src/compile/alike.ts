/**
 * Values that are the same but for where their indices stand: G[t]·F and G[t + 1]·F, whatever the index is called. Each is
 * a kind, and a place of that kind.
 */
import type { Dim } from '../expression/dimension.js';
import { dimDifference, dimName, dimNames, dimToString } from '../expression/dimension.js';
import type { Code, Program, Statement } from './code.js';
import { lettersIn } from './letters.js';
import { partsOf } from './parts.js';

/** G[t + 1]·F: the kind of G[t]·F, its letter t, moved by 1. */
export interface Place {
  readonly kind: string;
  readonly letters: readonly string[];
  readonly offsets: readonly number[];
}

const dims = (list: readonly Dim[]): string => list.map(dimToString).join(',');

export class Alike {
  private readonly indices: ReadonlySet<string>;
  private readonly letters = new Map<Code, ReadonlySet<string>>();
  private readonly known = new Map<Code, Place | undefined>();
  private readonly kinds = new Map<string, number>();
  private readonly still = new Map<Code, number>();

  constructor(program: Program) {
    this.indices = indicesOf(program);
  }

  /** The indices that move a value. */
  lettersOf(code: Code): readonly string[] {
    return [...lettersIn(code, this.letters)].filter((name) => this.indices.has(name));
  }

  /** Whether an index moves the value. */
  moves(code: Code): boolean {
    for (const name of lettersIn(code, this.letters)) if (this.indices.has(name)) return true;
    return false;
  }

  /** The place of a value; undefined where an index stands in it otherwise than moved by a number. */
  of(code: Code): Place | undefined {
    if (this.known.has(code)) return this.known.get(code);
    const place = this.moves(code) ? this.moving(code) : this.fixed(code);
    this.known.set(code, place);
    return place;
  }

  /** The place of several values together. */
  ofAll(codes: readonly Code[]): Place | undefined {
    return this.joined(
      'list',
      codes.map((c) => this.of(c)),
    );
  }

  private fixed(code: Code): Place {
    const id = this.still.get(code) ?? this.still.size;
    this.still.set(code, id);
    return { kind: `=${id}`, letters: [], offsets: [] };
  }

  private moving(code: Code): Place | undefined {
    const isStill = (list: readonly Dim[]): boolean => list.every((d) => !dimNames(d).some((l) => this.indices.has(l)));
    if (!isStill(code.shape)) return undefined;
    const words = `${code.op} ${dims(code.shape)}`;
    const index = (d: Dim): Place | undefined => this.ofIndex(d);
    const of = (more: string): Place | undefined =>
      this.joined(
        `${words} ${more}`,
        partsOf(code).map((c) => this.of(c)),
      );
    switch (code.op) {
      case 'name':
        return this.joined(
          `${words} ${code.name}`,
          code.index.map((d) => this.ofIndex(d)),
        );
      case 'sum':
        return of(code.terms.map((t) => (t.minus ? '-' : '+')).join(''));
      case 'times':
        return of(`${code.over.length}`);
      case 'total':
        return of(code.over);
      case 'choose':
        return of(code.relation);
      case 'call':
        return this.joined(`${words} ${code.fn}`, [...code.args.map((c) => this.of(c)), ...code.dims.map(index)]);
      case 'slice':
        return this.joined(words, [this.of(code.of), ...code.range.map(index)]);
      case 'size':
        return this.joined(words, [index(code.size)]);
      case 'fold':
        return undefined;
      default:
        return of('');
    }
  }

  private ofIndex(d: Dim): Place | undefined {
    const letters = dimNames(d).filter((l) => this.indices.has(l));
    const [letter] = letters;
    if (letter === undefined) return { kind: `at ${dimToString(d)}`, letters, offsets: [] };
    const offset = dimDifference(d, dimName(letter));
    return offset === undefined ? undefined : { kind: 'at', letters, offsets: [offset] };
  }

  private joined(words: string, parts: readonly (Place | undefined)[]): Place | undefined {
    const least = new Map<string, number>();
    for (const part of parts) {
      if (part === undefined) return undefined;
      part.letters.forEach((letter, i) => {
        const offset = part.offsets[i] as number;
        least.set(letter, Math.min(least.get(letter) ?? offset, offset));
      });
    }
    const letters = [...least.keys()];
    const inner = (parts as readonly Place[]).map(({ kind, letters: own, offsets }) => {
      const moved = own.map((l, i) => `${letters.indexOf(l)}+${(offsets[i] as number) - (least.get(l) as number)}`);
      return `${kind}(${moved.join()})`;
    });
    const key = `${words} ${inner.join(' ')}`;
    const id = this.kinds.get(key) ?? this.kinds.size;
    this.kinds.set(key, id);
    return { kind: `${id}`, letters, offsets: letters.map((l) => least.get(l) as number) };
  }
}

/** The letters of all loops, sums and products. */
function indicesOf({ statements, value, derivatives }: Program): Set<string> {
  const found = new Set<string>();
  const seen = new Set<Code>();
  const code = (c: Code): void => {
    if (seen.has(c)) return;
    seen.add(c);
    if (c.op === 'fold') found.add(c.over);
    partsOf(c).forEach(code);
  };
  const statement = (s: Statement): void => {
    if (s.kind === 'assign') {
      code(s.value);
      return;
    }
    found.add(s.loop.over);
    s.body.forEach(statement);
  };
  statements.forEach(statement);
  if (value) code(value);
  for (const { parts } of derivatives)
    for (const part of parts) {
      for (const { over } of part.loops) found.add(over);
      code(part.value);
    }
  return found;
}
