/**
 * The function of a program in JAX: recurrences as jax.lax.scan, the members of a round as names in its body, and all else
 * for every index at once.
 */
import type { Dim } from '../../expression/dimension.js';
import { addDim, asName, isScalarShape } from '../../expression/dimension.js';
import type { Derivative, Input, Loop, Program, Statement } from '../code.js';
import { joined } from './jax-ends.js';
import { assignsIn, carriesOn, hangsOn, isNeeded, taken } from './jax-groups.js';
import { endsOf, unfit } from './jax-layout.js';
import type { Binder, View } from './jax-scopes.js';
import { Scopes } from './jax-scopes.js';
import { JaxTerms, rangeOf } from './jax-terms.js';
import { PythonWriter, pythonNames } from './python.js';
import type { PrintOptions } from './target.js';
import { isLetter, sizeText } from './target.js';

type Assign = Statement & { kind: 'assign' };

const plain = (d: Dim): string => sizeText(d, (name) => name).text;

export class JaxWriter extends PythonWriter {
  protected override readonly listWords = {
    given: ', stacked over its index or a list',
    answered: ' for each index, stacked',
  };
  private depth = 1;

  static of(original: Program, options: PrintOptions): JaxWriter {
    const { program, carried } = joined(original);
    const names = pythonNames();
    // what the problem calls something keeps its name before anything else gets one
    for (const { name, arity, at } of program.inputs) if (arity > 0 || !at) names.of('variable', name);
    for (const [name] of program.families) if (!carried.has(name)) names.of('variable', name);
    let writer: JaxWriter | undefined;
    const emit = (wanted: string, text: string, comment: string): string => writer?.shared(wanted, text, comment) ?? '';
    const scopes = new Scopes(names, endsOf(program), carried, emit);
    const terms = new JaxTerms(program, names, scopes);
    writer = new JaxWriter(program, options, names, terms, scopes, carried);
    return writer;
  }

  /** What was worked out once, by its text, in each of the functions around. */
  private readonly known: Map<string, string>[] = [new Map()];

  private constructor(
    program: Program,
    options: PrintOptions,
    names: ReturnType<typeof pythonNames>,
    protected override readonly terms: JaxTerms,
    private readonly scopes: Scopes,
    private readonly carried: ReadonlyMap<string, string>,
  ) {
    super(program, 'jax', options, names, terms);
  }

  private put(text: string): void {
    this.line(this.depth, text);
  }

  /** A name for what is used again, put before the line that is being written. */
  private shared(wanted: string, text: string, comment: string): string {
    const known = this.known.findLast((map) => map.has(text))?.get(text);
    if (known !== undefined) return known;
    const name = this.fresh(wanted);
    this.known.at(-1)?.set(text, name);
    this.put(`# ${comment}`);
    this.put(`${name} = ${text}`);
    return name;
  }

  private readonly used = new Set<string>();
  private fresh(wanted: string): string {
    for (let k = 1; ; k++) {
      const name = k === 1 ? wanted : `${wanted}_${k}`;
      if (this.used.has(name)) continue;
      this.used.add(name);
      return this.names.of('result', name);
    }
  }

  // ——— arguments ———

  private leading(input: Input): readonly Dim[] {
    const { name, arity, at } = input;
    if (arity > 0) return this.scopes.endsOf(name);
    return at ? this.scopes.endsOf(name).filter((_, i) => isLetter(at[i] as Dim, input)) : [];
  }

  protected override convert(input: Input): string {
    const depth = this.leading(input).length;
    if (depth === 0) return super.convert(input);
    const name = this.parameter(input);
    const array = `jnp.asarray(${name}, dtype=float)`;
    const { shape } = input;
    if (isScalarShape(shape) || (shape[0] !== 1 && shape[1] !== 1)) return `${name} = ${array}`;
    const lead = depth === 1 ? `len(${name})` : `*jnp.shape(${name})[:${depth}]`;
    return `${name} = ${array}.reshape(${lead}, ${shape[1] === 1 ? '-1, 1' : '1, -1'})`;
  }

  protected override collect(): void {}

  protected override axisOf(input: Input, axis: 0 | 1): string {
    return `${this.parameter(input)}.shape[${axis + this.leading(input).length}]`;
  }

  protected override lengthOf(input: Input, axis: number): string {
    return `${this.parameter(input)}.shape[${axis}]`;
  }

  protected override firstOf(input: Input): string {
    return this.parameter(input);
  }

  /** A family is one array: its shape is all there is to it. */
  protected override isApart(): boolean {
    return false;
  }

  protected override checkLength(): void {}

  protected override sizesWanted(input: Input): readonly Dim[] {
    return [...this.leading(input), ...super.sizesWanted(input)];
  }

  protected override families(): void {
    for (const input of this.program.inputs) {
      const { name, at } = input;
      if (!at) continue;
      const axis = at.findIndex((d) => !isLetter(d, input));
      const place = at[axis] as Dim;
      const end = this.scopes.endsOf(name)[axis] as Dim;
      if (at.length - input.letters.length !== 1 || (place !== 0 && place !== addDim(end, 1)))
        unfit(`${name} is given at an odd place`);
      this.scopes.putBeside(name, axis, place, { text: this.parameter(input), uniform: false });
    }
  }

  // ——— statements ———

  protected override statements(list: readonly Statement[]): void {
    for (const s of list) {
      if (s.kind === 'assign') this.assign(s);
      else this.loop(s);
    }
  }

  private get letters(): ReadonlySet<string> {
    return new Set(this.scopes.binders.map(({ over }) => over));
  }

  private loop({ loop, body }: Statement & { kind: 'loop' }): void {
    for (const group of taken(body, this.letters)) {
      if (carriesOn(group, loop.over, this.letters)) this.scan(loop, group);
      else for (const s of group) this.forEach([loop], s);
    }
  }

  /** A statement for all rounds of the loops around it. */
  private forEach(loops: readonly Loop[], s: Statement): void {
    if (s.kind === 'assign') {
      this.forAll(loops, s);
      return;
    }
    for (const group of taken(s.body, this.letters)) {
      if (carriesOn(group, s.loop.over, this.letters)) unfit('a recurrence for each index');
      for (const inner of group) this.forEach([...loops, s.loop], inner);
    }
  }

  private assign(s: Assign): void {
    if (s.index.length > 0) this.forAll([], s);
    else this.put(`${this.names.of('variable', s.name)} = ${this.terms.write(s.value)}`);
  }

  private forAll(loops: readonly Loop[], { name, index, shape, value }: Assign): void {
    const ranges = loops.map(rangeOf);
    const place = this.target(name, index, loops);
    const beside = place.axes.findIndex((a) => a.kind === 'one');
    if (beside < 0) {
      const own = this.scopes.binderOf(place);
      if (own && this.isCarry(own, place, value)) return;
      const text = this.terms.all(value, ranges);
      if (own && this.carried.has(name)) {
        // it is answered at the end of the round
        this.scopes.define(own, place, text);
        return;
      }
      this.put(`${own ? this.scopes.define(own, place) : this.names.of('variable', name)} = ${text}`);
      return;
    }
    if (this.scopes.binderOf(place)) unfit('an end that is made in each round');
    const at = index[beside] as Dim;
    const uniform = !loops.some(({ over }) => hangsOn(value, over));
    let text = uniform ? this.terms.write(value) : this.terms.all(value, ranges);
    if (isScalarShape(shape) && /^[\d.]+$/.test(text)) text = text === '0' ? 'jnp.zeros(())' : `jnp.asarray(${text}.0)`;
    const short = value.op === 'fill' || /^[\p{L}_][\p{L}\p{N}_]*$|^jnp\.zeros\(\(\)\)$/u.test(text);
    if (!short && !this.carried.has(name)) {
      const variable = this.fresh(`${this.names.of('variable', name)}_${at === 0 ? '0' : 'end'}`);
      this.put(`${variable} = ${text}`);
      text = variable;
    }
    this.scopes.putBeside(name, beside, at, { text, uniform });
  }

  /** Whether a member is what is carried into the round as it is: then that is its name. */
  private isCarry(own: Binder, place: View, value: Assign['value']): boolean {
    if (value.op !== 'name' || this.carried.get(value.name) !== own.over) return false;
    const view = this.scopes.viewOf(value.name, value.index);
    if (view.axes.some((axis, i) => axis.kind !== place.axes[i]?.kind)) return false;
    this.scopes.carry(own, view, place);
    return true;
  }

  /** What is assigned to: whole along the letters of the loops. */
  private target(name: string, index: readonly Dim[], loops: readonly Loop[]): View {
    const view = this.scopes.viewOf(name, index);
    const ends = this.scopes.endsOf(name);
    const order = index.flatMap((d) => loops.flatMap(({ over }, k) => (asName(d) === over ? [k] : [])));
    if (order.length !== loops.length || order.some((k, i) => k !== i)) unfit(`${name} at an index of its own`);
    const axes = view.axes.map((axis, i): View['axes'][number] => {
      const d = index[i] as Dim;
      if (axis.kind === 'at') return axis.by === 0 ? axis : unfit(`${name} at another index than the round's`);
      if (loops.some(({ over }) => over === asName(d))) return { kind: 'all', low: 1, high: ends[i] as Dim };
      if (d !== 0 && d !== addDim(ends[i] as Dim, 1)) unfit(`${name} at ${this.terms.size(d)} alone`);
      return axis;
    });
    return { family: name, axes };
  }

  // ——— recurrences ———

  private scan(loop: Loop, group: readonly Statement[]): void {
    const made = assignsIn(group);
    const binder: Binder = {
      kind: 'binder',
      ...rangeOf(loop),
      step: loop.step,
      made: new Set(made.map(({ name }) => name)),
      locals: new Map(),
      inputs: [],
      carries: [],
    };
    const needed = made.filter((s) => isNeeded(this.program, s, made, this.letters));
    const outside = this.body;
    this.body = [];
    this.depth++;
    this.known.push(new Map());
    let [answers, carried]: [string[], string[]] = [[], []];
    this.scopes.within(binder, () => {
      this.statements(group);
      answers = needed.map(({ name, index }) => this.scopes.madeIn(binder, this.roundView(name, index, loop.over)));
      carried = binder.carries.map(({ view }) => this.scopes.madeIn(binder, this.scopes.roundOf(binder, view)));
    });
    this.known.pop();
    this.depth--;
    const body = this.body;
    this.body = outside;

    const inputs = this.terms.inputsOf(binder);
    const starts = binder.carries.map(({ view }) => this.scopes.array(this.scopes.startOf(binder, view)));
    const taken = binder.inputs.map(({ name }) => name);
    const carries = binder.carries.map(({ name }) => name);
    const name = (
      binder.carries.find(({ view }) => !this.carried.has(view.family))?.view.family ??
      made.find((s) => !this.carried.has(s.name))?.name
    )?.split('|')[0] as string;
    const round = this.fresh(['step', this.scopes.nameOf(name), ...this.letters].join('_'));
    const [carry, given] = [this.names.of('result', 'carry'), this.names.of('result', 'inputs')];
    const one = (list: readonly string[], whole: string): string => (list.length > 1 ? whole : (list[0] ?? '_'));
    if (this.body.at(-1) !== '' && !this.body.at(-1)?.endsWith(':')) this.body.push('');
    this.put(
      `# ${made
        .map(({ name, index }) => this.words(name, index))
        .filter(Boolean)
        .join(', ')} for ${this.rounds(loop)}`,
    );
    this.put(`def ${round}(${one(carries, carry)}, ${one(taken, given)}):`);
    this.depth++;
    if (carries.length > 1) this.put(`${carries.join(', ')} = ${carry}`);
    if (taken.length > 1) this.put(`${taken.join(', ')} = ${given}`);
    this.body.push(...body);
    const tuple = (list: readonly string[]): string =>
      list.length === 1 ? (list[0] as string) : `(${list.join(', ')})`;
    const after = binder.carries.map(({ name, view }, i) => {
      const text = carried[i] as string;
      if (!this.carried.has(view.family) || (carries.length === 1 && text.length < 48)) return text;
      this.put(`${name} = ${text}`);
      return name;
    });
    this.put(`return ${tuple(after)}, ${answers.length === 0 ? 'None' : tuple(answers)}`);
    this.depth--;
    this.body.push('');
    const targets = needed.map(({ name, index }) => this.named(name, index, loop.over));
    const length =
      inputs.length === 0 ? `None, length=${this.terms.size(loop.step > 0 ? loop.to : loop.from)}` : tuple(inputs);
    const call = `jax.lax.scan(${round}, ${tuple(starts)}, ${length}${loop.step < 0 ? ', reverse=True' : ''})`;
    this.put(`_, ${targets.length === 0 ? '_' : tuple(targets)} = ${call}`);
  }

  /** A member of this round, whole along what is no letter of a round. */
  private roundView(name: string, index: readonly Dim[], letter: string): View {
    const ends = this.scopes.endsOf(name);
    const axes = this.scopes.viewOf(name, index).axes.map((axis, i): View['axes'][number] => {
      if (axis.kind === 'at') return axis.by === 0 ? axis : unfit(`${name} at another index than ${letter}`);
      return { kind: 'all', low: 1, high: ends[i] as Dim };
    });
    return { family: name, axes };
  }

  /** The name of all members over a letter, where it now is out of scope. */
  private named(name: string, index: readonly Dim[], letter: string): string {
    const view = this.roundView(name, index, letter);
    const own = this.scopes.binderOf(view);
    return own ? this.scopes.define(own, view) : this.scopes.nameOf(name);
  }

  private words(name: string, index: readonly Dim[]): string {
    return this.carried.has(name) ? '' : `${this.names.of('variable', name)}[${index.map((d) => plain(d)).join(', ')}]`;
  }

  private rounds({ over, from, to }: Loop): string {
    return `${over} = ${plain(from)}, ..., ${plain(to)}`;
  }

  // ——— answers ———

  protected override answer({ key, parts, family }: Derivative): string {
    const [only] = parts;
    if (only && family === undefined) return this.terms.write(only.value);
    const ends = this.scopes.endsOf(family as string);
    const loops = only?.loops ?? [];
    const whole = loops.every(
      ({ from, to }, i) => from === 1 && to === ends[i] && asName(only?.index[i] as Dim) === loops[i]?.over,
    );
    if (!only || parts.length > 1 || loops.length !== only.index.length || !whole) unfit(`${key} in several pieces`);
    return this.terms.all(only.value, loops.map(rangeOf));
  }
}
