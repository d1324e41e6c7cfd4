/**
 * What a member of a family is called where it stands: an array stacked over its indices or a part of it, or a name within
 * the body of a scan or of a vmap, to which it comes as an input, as what is carried, or from a line before.
 *
 * A view says which members are meant, index by index: those at a letter that is in scope, one, or all of a range.
 */
import type { Dim } from '../../expression/dimension.js';
import { addDim, dimDifference, dimName, dimNames, dimToString } from '../../expression/dimension.js';
import type { Ends } from './jax-layout.js';
import { unfit } from './jax-layout.js';
import type { Names } from './names.js';

export type Axis =
  | { readonly kind: 'at'; readonly letter: string; readonly by: number }
  | { readonly kind: 'one'; readonly at: Dim }
  | { readonly kind: 'all'; readonly low: Dim; readonly high: Dim };
export interface View {
  readonly family: string;
  readonly axes: readonly Axis[];
}

export interface Range {
  readonly over: string;
  readonly low: Dim;
  readonly high: Dim;
}

/** A function of one round: the body of a scan, or a lambda of a vmap. */
export interface Binder extends Range {
  readonly kind: 'binder';
  readonly step: 1 | -1;
  /** Families whose members this round makes. */
  readonly made: ReadonlySet<string>;
  readonly locals: Map<string, string>;
  readonly inputs: { readonly name: string; readonly view: View | 'index' }[];
  readonly carries: { readonly name: string; readonly view: View }[];
}
/** All rounds at once, along an axis in front. */
export interface Batch extends Range {
  readonly kind: 'batch';
}

/** A member beside its family's array, or such members stacked over the other indices. */
interface Beside {
  readonly text: string;
  /** The same whatever the other indices are. */
  readonly uniform: boolean;
}

/** Lines that are put before the one that is being written. */
export type Emit = (wanted: string, text: string, comment: string) => string;

const keyOf = ({ family, axes }: View): string =>
  `${family} ${axes
    .map((a) =>
      a.kind === 'at'
        ? `${a.letter}${a.by}`
        : a.kind === 'one'
          ? dimToString(a.at)
          : `${dimToString(a.low)}:${dimToString(a.high)}`,
    )
    .join()}`;

export class Scopes {
  private readonly stack: (Binder | Batch)[] = [];
  private readonly beside = new Map<string, Beside>();
  private readonly ends: Map<string, readonly Dim[]>;
  private readonly localNames = new Map<string, string>();

  constructor(
    private readonly names: Names,
    ends: Ends,
    /** Families that are only carried, by the letter of their rounds. */
    private readonly carried: ReadonlyMap<string, string>,
    private readonly emit: Emit,
  ) {
    this.ends = new Map(ends);
  }

  within<T>(scope: Binder | Batch, work: () => T): T {
    if (this.find(scope.over)) unfit(`${scope.over} stands for two indices at once`);
    if (scope.kind === 'binder' && this.batches.length > 0) unfit('a recurrence for each member');
    this.stack.push(scope);
    try {
      return work();
    } finally {
      this.stack.pop();
    }
  }

  find(letter: string): Binder | Batch | undefined {
    return this.stack.find(({ over }) => over === letter);
  }

  get batches(): readonly Batch[] {
    return this.stack.flatMap((s) => (s.kind === 'batch' ? [s] : []));
  }

  get binders(): readonly Binder[] {
    return this.stack.flatMap((s) => (s.kind === 'binder' ? [s] : []));
  }

  endsOf(family: string): readonly Dim[] {
    return this.ends.get(family) ?? unfit(`${family} has no array`);
  }

  viewOf(family: string, index: readonly Dim[]): View {
    return { family, axes: index.map((d) => this.axisOf(d)) };
  }

  private axisOf(d: Dim): Axis {
    const letters = dimNames(d).filter((name) => this.find(name));
    const [letter] = letters;
    if (letter === undefined) return { kind: 'one', at: d };
    const by = dimDifference(d, dimName(letter));
    if (letters.length > 1 || by === undefined) unfit(`an index ${dimToString(d)}`);
    return { kind: 'at', letter, by };
  }

  /** The text of a member, or of members along the axes of the batches around. */
  member(family: string, index: readonly Dim[]): string {
    const view = this.viewOf(family, index);
    const batches = this.batches;
    const present: string[] = [];
    const axes = view.axes.map((axis): Axis => {
      const batch = axis.kind === 'at' ? batches.find(({ over }) => over === axis.letter) : undefined;
      if (axis.kind !== 'at' || batch === undefined) return axis;
      present.push(batch.over);
      return { kind: 'all', low: addDim(batch.low, axis.by), high: addDim(batch.high, axis.by) };
    });
    const text = this.array({ family, axes });
    const marks = batches.map(({ over }) => (present.includes(over) ? ':' : 'None'));
    const from = marks.indexOf(':');
    const tail = from < 0 ? [] : marks.slice(from);
    return tail.includes('None') ? `${text}[${tail.join(', ')}]` : text;
  }

  /** Whether a member's axes come in the order of the batches. */
  inOrder(family: string, index: readonly Dim[]): boolean {
    const places = this.viewOf(family, index).axes.flatMap((axis) =>
      axis.kind === 'at' ? this.batches.flatMap(({ over }, i) => (over === axis.letter ? [i] : [])) : [],
    );
    return places.every((p, i) => i === 0 || p > (places[i - 1] as number));
  }

  /** The number of a round, as an input of its function. */
  index(letter: string): string {
    const binder = this.find(letter);
    if (binder?.kind !== 'binder') unfit(`the number ${letter} for all rounds at once`);
    const key = `index ${letter}`;
    const known = binder.locals.get(key);
    if (known !== undefined) return known;
    const name = this.names.of('index', letter);
    binder.locals.set(key, name);
    binder.inputs.push({ name, view: 'index' });
    return name;
  }

  array(view: View): string {
    const { family, axes } = view;
    const ends = this.endsOf(family);
    const outside = axes.findIndex((a, i) => a.kind === 'one' && (a.at === 0 || a.at === addDim(ends[i] as Dim, 1)));
    if (outside >= 0) return this.array(this.besideOf(view, outside));
    const part = axes.findIndex((a, i) => a.kind === 'all' && !(a.low === 1 && a.high === ends[i]));
    if (part >= 0) return this.part(view, part);
    const binder = this.binders.findLast(({ over }) => axes.some((a) => a.kind === 'at' && a.letter === over));
    return binder ? this.local(binder, view) : this.stored(view);
  }

  // ——— members beside an array ———

  /** Takes note of members at an index outside an array, along `axis`. */
  putBeside(family: string, axis: number, at: Dim, beside: Beside): void {
    const id = besideId(family, axis, at);
    this.beside.set(id, beside);
    this.ends.set(
      id,
      this.endsOf(family).filter((_, i) => i !== axis),
    );
  }

  private besideOf({ family, axes }: View, axis: number): View {
    const at = (axes[axis] as Axis & { kind: 'one' }).at;
    const id = besideId(family, axis, at);
    const beside = this.beside.get(id) ?? unfit(`${family} has no member at ${dimToString(at)}`);
    return { family: id, axes: beside.uniform ? [] : axes.filter((_, i) => i !== axis) };
  }

  private stored({ family, axes }: View): string {
    if (this.binders.some(({ made }) => made.has(family))) unfit(`${family} of many rounds in one`);
    const text = this.beside.get(family)?.text ?? this.nameOf(family);
    const ends = this.endsOf(family);
    const marks = axes.map((a, i) => {
      if (a.kind !== 'one') return ':';
      return a.at === 1 ? '0' : a.at === ends[i] ? '-1' : unfit(`a member at ${dimToString(a.at)}`);
    });
    const last = marks.findLastIndex((mark) => mark !== ':');
    return last < 0 ? text : `${text}[${marks.slice(0, last + 1).join(', ')}]`;
  }

  // ——— parts of an array, with what stands beside it ———

  private part(view: View, axis: number): string {
    const { low, high } = view.axes[axis] as Axis & { kind: 'all' };
    const end = this.endsOf(view.family)[axis] as Dim;
    const [before, after] = [dimDifference(low, 1), dimDifference(high, end)];
    if (before === undefined || after === undefined || before < -1 || after > 1)
      unfit(`${view.family} from ${dimToString(low)} to ${dimToString(high)}`);
    const joins = before < 0 || after > 0;
    if (joins && Math.max(Math.abs(before), Math.abs(after)) > 1) unfit('a part and an end of it');
    const put = (a: Axis): View => ({ ...view, axes: view.axes.map((x, i) => (i === axis ? a : x)) });
    const whole = this.array(put({ kind: 'all', low: 1, high: end }));
    const place = view.axes.slice(0, axis).filter((a) => a.kind === 'all').length;
    const lead = ':, '.repeat(place);
    const slice = `${before > 0 ? before : ''}:${after < 0 ? after : ''}`;
    const inner = slice === ':' ? whole : `${whole}[${lead}${slice}]`;
    if (!joins) return inner;
    const beside = (at: Dim): string => {
      const text = this.array(put({ kind: 'one', at }));
      return `${text}[${lead}None]`;
    };
    const list = [...(before < 0 ? [beside(0)] : []), inner, ...(after > 0 ? [beside(addDim(end, 1))] : [])];
    const text = `jnp.concatenate([${list.join(', ')}]${place > 0 ? `, axis=${place}` : ''})`;
    const by = before === 0 ? after : before;
    const name = this.nameOf(view.family);
    return this.emit(`${name}_${by < 0 ? 'before' : 'after'}`, text, this.comment(view, axis, before, after));
  }

  private comment({ family, axes }: View, axis: number, before: number, after: number): string {
    const { low, high } = axes[axis] as Axis & { kind: 'all' };
    const size = (d: Dim): string => dimToString(d).replaceAll(/([+-])/g, ' $1 ');
    const marks = axes.map((a, i) => {
      if (i === axis) return before === after ? `${size(low)}..${size(high)}` : `${size(low)}..${size(high)}`;
      return a.kind === 'at' ? a.letter : a.kind === 'one' ? size(a.at) : ':';
    });
    return `${family.split('|')[0]}[${marks.join(', ')}]`;
  }

  // ——— names within a function of one round ———

  /** The name of a family: of one that is only carried, that of no variable. */
  nameOf(family: string): string {
    const [name] = family.split('|') as [string];
    return this.names.of(this.carried.has(name) ? 'result' : 'variable', name);
  }

  localName({ family, axes }: View): string {
    const [name, , at] = family.split('|') as [string, string?, string?];
    const marks = axes.flatMap((a) => {
      if (a.kind === 'all') return [];
      if (a.kind === 'one') return [a.at === 1 ? 'first' : 'last'];
      if (this.carried.get(name) === a.letter) return [];
      const far = Math.abs(a.by) > 1 ? String(Math.abs(a.by)) : '';
      return [a.by === 0 ? a.letter : `${a.by < 0 ? 'prev' : 'next'}${far}`];
    });
    return this.fresh([this.nameOf(name), ...(at === undefined ? [] : [at]), ...marks].join('_'), family);
  }

  private fresh(wanted: string, family: string): string {
    for (let k = 1; ; k++) {
      const name = k === 1 ? wanted : `${wanted}_${k}`;
      const owner = this.localNames.get(name) ?? family;
      if (owner !== family) continue;
      this.localNames.set(name, family);
      return this.names.of('result', name);
    }
  }

  /** Gives what a round makes its name in it. */
  define(binder: Binder, view: View, name = this.localName(view)): string {
    binder.locals.set(keyOf(view), name);
    return name;
  }

  /** Where the members at letters of binders have their name; undefined where that is the array itself. */
  binderOf({ axes }: View): Binder | undefined {
    return this.binders.findLast(({ over }) => axes.some((a) => a.kind === 'at' && a.letter === over));
  }

  /** What this round has made, under its name. */
  madeIn(binder: Binder, view: View): string {
    return binder.locals.get(keyOf(view)) ?? unfit(`${view.family} is carried and not made`);
  }

  /** What is carried into this round, under the name that is wanted for it. */
  carry(binder: Binder, view: View, wanted: View): void {
    if (binder.locals.has(keyOf(view))) return;
    const name = this.define(binder, wanted);
    this.define(binder, view, name);
    binder.carries.push({ name, view });
  }

  private local(binder: Binder, view: View): string {
    const known = binder.locals.get(keyOf(view));
    if (known !== undefined) return known;
    const by = offset(view, binder.over);
    const own = binder.made.has(view.family) && view.axes.every((a) => isOwn(a, binder.over));
    if (own && by !== -binder.step) unfit(`${view.family} of another round than the last`);
    const name = this.define(binder, view);
    if (own) binder.carries.push({ name, view });
    else binder.inputs.push({ name, view });
    return name;
  }

  /** The same view for all rounds of a binder, or for the round before the first. */
  allOf(binder: Range, view: View): View {
    return this.put(view, binder.over, (by) => ({
      kind: 'all',
      low: addDim(binder.low, by),
      high: addDim(binder.high, by),
    }));
  }

  startOf(binder: Binder, view: View): View {
    const first = binder.step > 0 ? binder.low : binder.high;
    return this.put(view, binder.over, (by) => ({ kind: 'one', at: addDim(first, by) }));
  }

  roundOf(binder: Binder, view: View): View {
    return this.put(view, binder.over, () => ({ kind: 'at', letter: binder.over, by: 0 }));
  }

  private put(view: View, letter: string, axis: (by: number) => Axis): View {
    return { ...view, axes: view.axes.map((a) => (a.kind === 'at' && a.letter === letter ? axis(a.by) : a)) };
  }
}

const besideId = (family: string, axis: number, at: Dim): string => `${family}|${axis}|${at === 0 ? '0' : 'end'}`;

function offset({ axes }: View, letter: string): number {
  const found = axes.flatMap((a) => (a.kind === 'at' && a.letter === letter ? [a.by] : []));
  return found.length === 1 ? (found[0] as number) : unfit(`${letter} stands in two indices`);
}

/** Whether an axis is that of the round, or of the same round outside, or whole. */
const isOwn = (a: Axis, letter: string): boolean =>
  a.kind === 'all' || (a.kind === 'at' && (a.letter === letter || a.by === 0));
