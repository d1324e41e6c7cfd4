/**
 * What several loops of a program need of one member: a product of the recurrence that its gradient needs as well, or one
 * that a sum needs at t and a recurrence at t + 1. Such values are kept for every setting of their indices.
 */
import { Alike } from './alike.js';
import type { Code, Program, Statement } from './code.js';
import { distributed } from './distribute.js';
import { partsOf } from './parts.js';

/** Where something is worked out: all that is held while one loop is gone through. */
interface Place {
  readonly seen: Set<Code>;
  /** The letters of the loops around it, the outermost first. */
  readonly loops: readonly string[];
}

const within = ({ loops }: Place, over: string): Place => ({ seen: new Set(), loops: [...loops, over] });

interface Met {
  readonly place: Place;
  readonly offsets: string;
}

export class Recurring {
  private readonly alike: Alike;
  private readonly values = new Map<string, Met | 'again'>();
  private readonly factored = new Map<string, Met | 'again'>();
  private readonly own = new Map<Code, string>();

  /** Of a program whose equal pieces are one piece. */
  constructor({ statements, value, derivatives }: Program, alike: Alike) {
    this.alike = alike;
    const outside = (): Place => ({ seen: new Set(), loops: [] });
    this.list(statements, outside());
    if (value) this.code(value, outside());
    for (const { parts } of derivatives)
      for (const part of parts)
        this.code(
          part.value,
          part.loops.reduce((place, { over }) => within(place, over), outside()),
        );
  }

  static of(program: Program): Recurring {
    return new Recurring(program, new Alike(program));
  }

  /** The kind of a value that is needed in several places, and where its indices stand; undefined of all others. */
  value(code: Code, at: (letter: string) => number | undefined): string | undefined {
    return isCostly(code) ? this.present(this.values, code, at) : undefined;
  }

  /** The same of the factors of a matrix. */
  factors(code: Code, at: (letter: string) => number | undefined): string | undefined {
    return this.present(this.factored, code, at);
  }

  /** The kind alone. */
  kind(code: Code): string | undefined {
    return isCostly(code) ? this.again(this.values, code) : undefined;
  }

  factorsKind(code: Code): string | undefined {
    return this.again(this.factored, code);
  }

  private again(met: ReadonlyMap<string, Met | 'again'>, code: Code): string | undefined {
    const kind = this.kindOf(code);
    return met.get(kind) === 'again' ? kind : undefined;
  }

  private present(
    met: ReadonlyMap<string, Met | 'again'>,
    code: Code,
    at: (letter: string) => number | undefined,
  ): string | undefined {
    const kind = this.again(met, code);
    if (kind === undefined) return undefined;
    const { letters, offsets } = this.place(code);
    let words = kind;
    for (let i = 0; i < letters.length; i++) {
      const value = at(letters[i] as string);
      if (value === undefined) return undefined;
      words += `:${value + (offsets[i] as number)}`;
    }
    return words;
  }

  private place(code: Code): { readonly letters: readonly string[]; readonly offsets: readonly number[] } {
    const place = this.alike.of(code);
    if (place) return place;
    const letters = this.alike.lettersOf(code);
    return { letters, offsets: letters.map(() => 0) };
  }

  private kindOf(code: Code): string {
    const kind = this.alike.of(code)?.kind;
    if (kind !== undefined) return kind;
    const own = this.own.get(code) ?? `own ${this.own.size}`;
    this.own.set(code, own);
    return own;
  }

  /** Whether a loop that does not move the value stands around one that does: it is met there in every round. */
  private comesBack(code: Code, { loops }: Place): boolean {
    const letters = new Set(this.alike.lettersOf(code));
    const last = loops.findLastIndex((l) => letters.has(l));
    return loops.slice(0, last).some((l) => !letters.has(l));
  }

  // ——— going through a program as a plan does ———

  private list(statements: readonly Statement[], place: Place): void {
    for (const s of statements) {
      if (s.kind === 'assign') this.code(s.value, place);
      else for (const body of distributed(s.body)) this.list(body, within(place, s.loop.over));
    }
  }

  private code(code: Code, place: Place): void {
    if (place.seen.has(code)) return;
    place.seen.add(code);
    const of = factoredBy(code);
    if (of) this.note(this.factored, of, place);
    // what is kept is not worked out again, and so none of its parts
    if (isCostly(code) && this.note(this.values, code, place)) return;
    const inner = code.op === 'fold' ? within(place, code.over) : place;
    for (const part of partsOf(code)) this.code(part, inner);
  }

  /** True where the value was met elsewhere or at another index. */
  private note(met: Map<string, Met | 'again'>, code: Code, place: Place): boolean {
    if (!this.alike.moves(code)) return false;
    const kind = this.kindOf(code);
    const offsets = this.place(code).offsets.join();
    const before = met.get(kind);
    if (before === undefined) {
      met.set(kind, this.comesBack(code, place) ? 'again' : { place, offsets });
      return false;
    }
    if (before === 'again') return true;
    if (before.place === place && before.offsets === offsets) return false;
    met.set(kind, 'again');
    return true;
  }
}

/** What is dearer than keeping it: numbers always are. */
function isCostly({ op, shape }: Code): boolean {
  if (op === 'product' || op === 'solve' || op === 'call' || op === 'dot' || op === 'total' || op === 'fold')
    return true;
  const isMade = op === 'sum' || op === 'times' || op === 'power' || op === 'choose';
  return isMade && shape[0] === 1 && shape[1] === 1;
}

/** The matrix whose factors a value is made with. */
export function factoredBy(code: Code): Code | undefined {
  if (code.op === 'solve') return code.left.op === 'transpose' ? code.left.of : code.left;
  const needs = code.op === 'call' && (code.fn === 'inv' || code.fn === 'det' || code.fn === 'logdet');
  return needs ? code.args[0] : undefined;
}
