/**
 * A values file made into an environment: {"X": [[1, 2]], "H[0]": …, "T": 3, "grad(L,A)": …}.
 *
 * Owns which keys there may be, how lists stand for indexed names, and that sizes and declared properties hold. It
 * evaluates nothing. Whatever is wrong is an error that names the variable; a value that nothing uses is checked like
 * any other, a name that the problem does not know is refused.
 */
import type { Dim, Shape } from '../expression/dimension.js';
import { dimToString, evaluateDim } from '../expression/dimension.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { listing, nearest } from '../language/names.js';
import type { Declaration, Definition, Problem } from '../language/problem.js';
import { usesOf } from '../language/uses.js';
import type { Matrix } from '../rulebook/rule.js';
import { checkLengths, solveEnds } from './ends.js';
import type { Environment, FunctionRows } from './environment.js';
import { keyOf } from './environment.js';
import { matrixFromJson } from './json.js';
import { numberOf } from './matrix.js';
import { requireProperties } from './properties.js';
import { Sizes } from './sizes.js';

export interface ValuesOptions {
  readonly rows: FunctionRows;
  readonly independentEntries?: boolean;
}

export interface Given {
  readonly env: Environment;
  /** All values, by name or by member. */
  readonly values: ReadonlyMap<string, Matrix>;
  /** How many members of each indexed name are given, for each index. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
}

interface Entry {
  readonly matrix: Matrix;
  readonly what: string;
}

export function readValues(
  problem: Problem,
  named: readonly Definition[],
  json: unknown,
  options: ValuesOptions,
): Given {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FrobeniusError(
      'values',
      'values are an object, from each name to its value',
      undefined,
      '{"x": [1, 2], "A": [[1, 2], [3, 4]]}',
    );
  }
  return new Reader(problem, options).read(json as Readonly<Record<string, unknown>>, named);
}

class Reader {
  private readonly sizes = new Sizes();
  private readonly values = new Map<string, Entry>();
  private readonly given = new Map<string, Matrix>();
  private readonly lengths = new Map<string, number[]>();
  private readonly byName = new Map<string, Declaration[]>();
  /** Members, to be placed when the ends are known: HB[T+1] stands at a number only then. */
  private readonly members: { readonly name: string; readonly index: readonly Dim[]; readonly entry: Entry }[] = [];
  private readonly gradients: ReadonlyMap<string, Shape>;
  private readonly defined: ReadonlySet<string>;
  private readonly families: ReadonlySet<string>;

  constructor(
    private readonly problem: Problem,
    private readonly options: ValuesOptions,
  ) {
    for (const declaration of problem.declarations.values()) {
      const list = this.byName.get(declaration.name) ?? [];
      this.byName.set(declaration.name, list);
      if (declaration.at) list.unshift(declaration);
      else list.push(declaration);
    }
    const gradients = new Map<string, Shape>();
    for (const f of problem.functions.values()) {
      if (f.kind === 'scalar') for (const [of, g] of f.gradient ?? []) gradients.set(g.name, of.shape);
    }
    this.gradients = gradients;
    this.defined = new Set(problem.definitions.map((d) => d.target.name));
    const indexed = problem.definitions.filter((d) => d.target.index.length > 0).map((d) => d.target.name);
    this.families = new Set([
      ...indexed,
      ...[...this.byName].flatMap(([name, list]) => (list.some((d) => d.arity > 0) ? [name] : [])),
    ]);
  }

  read(json: Readonly<Record<string, unknown>>, named: readonly Definition[]): Given {
    for (const [key, value] of Object.entries(json)) this.take(key.replaceAll(/\s+/g, ''), value);
    const uses = usesOf(this.problem.definitions);
    this.sizes.solve();
    solveEnds(this.sizes, this.lengths, uses);
    this.placeMembers();
    this.sizes.solve();
    checkLengths(this.sizes, this.lengths, uses, (key) => this.values.has(key));
    for (const [key, { matrix, what }] of this.values) {
      const declaration = this.declarationOf(key);
      if (declaration) requireProperties(what, matrix, declaration);
    }
    const { problem } = this;
    const values = this.values;
    const env: Environment = {
      sizes: this.sizes.known,
      value: (key) => values.get(key)?.matrix,
      direction: () => undefined,
      definitions: [...problem.definitions, ...named],
      declarations: problem.declarations,
      unknown: problem.functions,
      given: this.given,
      spell: (e) => format(e).replaceAll(/\s+/g, ''),
      rows: this.options.rows,
      ...(this.options.independentEntries ? { independentEntries: true } : {}),
    };
    const all = new Map([...values].map(([key, { matrix }]) => [key, matrix]));
    return { env, values: all, lengths: this.lengths };
  }

  /** One key of the file. */
  private take(key: string, json: unknown): void {
    const { problem } = this;
    const declaration = problem.declarations.get(key);
    if (declaration !== undefined) {
      this.declared(key, declaration, json);
      return;
    }
    const member = /^([^[\]()]+)\[(-?\d+(?:,-?\d+)*)\]$/.exec(key);
    if (member && this.byName.has(member[1] as string)) {
      const index = (member[2] as string).split(',').map(Number);
      this.members.push({ name: member[1] as string, index, entry: { matrix: matrixFromJson(json, key), what: key } });
      return;
    }
    const gradient = this.gradients.get(key);
    if (gradient !== undefined) {
      this.put(key, { matrix: matrixFromJson(json, key), what: key }, gradient);
      return;
    }
    if (key.includes('(')) {
      this.unknownFunction(key, json);
      return;
    }
    if (problem.dims.includes(key) || problem.ends.has(key)) {
      this.size(key, json);
      return;
    }
    throw this.refusal(key);
  }

  private size(key: string, json: unknown): void {
    const value = numberOf(matrixFromJson(json, key));
    const least = this.problem.ends.has(key) ? 0 : 1;
    if (typeof json !== 'number' || !Number.isInteger(value) || value < least) {
      throw new FrobeniusError('values', `${key} is a whole number of ${least} or more, not ${JSON.stringify(json)}`);
    }
    this.sizes.set(key, value, 'its own value');
  }

  private declared(key: string, declaration: Declaration, json: unknown): void {
    const { name, arity, at, letters, shape, properties } = declaration;
    if (arity === 0) {
      const entry = { matrix: matrixFromJson(json, key), what: key };
      this.put(key, entry, shape);
      if (properties.has('integer')) {
        requireProperties(key, entry.matrix, declaration);
        this.sizes.set(key, numberOf(entry.matrix), 'its own value');
      }
      return;
    }
    if (letters.length > 0) {
      this.list(declaration, json);
      return;
    }
    this.member(name, at as readonly Dim[], shape, matrixFromJson(json, key));
  }

  /** A member whose size is known to its declaration; its place may still hang on an end. */
  private member(name: string, index: readonly Dim[], shape: Shape, matrix: Matrix): void {
    const what = `${name}[${index.map(dimToString).join(',')}]`;
    this.sizes.fit(what, shape, matrix);
    this.members.push({ name, index, entry: { matrix, what } });
  }

  /** A list of members, the first of index 1; for several indices lists within lists. */
  private list({ name, letters, at, shape }: Declaration, json: unknown): void {
    const lengths: number[] = letters.map(() => 0);
    const walk = (value: unknown, index: readonly number[]): void => {
      const depth = index.length;
      const what = keyOf(name, index);
      if (depth === letters.length) {
        const free = [...index];
        const full = at ? at.map((d) => (isLetter(d, letters) ? (free.shift() as number) : d)) : index;
        this.member(name, full, shape, matrixFromJson(value, what));
        return;
      }
      if (!Array.isArray(value)) {
        const hint = `"${name}": [first, second, …], the first of index 1`;
        throw new FrobeniusError('values', `${what} is indexed: its values are a list of its members`, undefined, hint);
      }
      lengths[depth] = Math.max(lengths[depth] as number, value.length);
      for (const [i, item] of value.entries()) walk(item, [...index, i + 1]);
    };
    walk(json, []);
    if (!at) this.lengths.set(name, lengths);
  }

  private put(key: string, entry: Entry, shape: Shape): void {
    if (this.values.has(key)) throw new FrobeniusError('values', `${key} is given twice`);
    this.values.set(key, entry);
    this.sizes.fit(entry.what, shape, entry.matrix);
  }

  /** grad(L,A), f'(X), Y(x): numbers for what a declared function leaves open. */
  private unknownFunction(key: string, json: unknown): void {
    const asked = /^grad\(([^,()]+),(.+)\)$/.exec(key);
    const f = this.problem.functions.get(asked?.[1] ?? /^[^'(]+/.exec(key)?.[0] ?? '');
    if (asked && f?.kind === 'scalar') {
      const text = asked[2] as string;
      const of = f.of.find((a) => format(a) === text) ?? f.of.find((a) => a.name === text.replace(/\[.*/, ''));
      if (of === undefined) {
        const known = f.of.map((a) => `grad(${f.name},${format(a)})`).join(', ');
        throw new FrobeniusError(
          'values',
          `${key}: ${f.name} is no function of ${text}`,
          undefined,
          `the values may give ${known}`,
        );
      }
      this.gradient(key, f.name, of.name === text && this.families.has(text), text, json, of.shape);
      return;
    }
    if (!asked && f !== undefined && f.kind !== 'scalar') {
      const matrix = matrixFromJson(json, key);
      this.given.set(key, matrix);
      if (f.kind === 'matrix' && !key.startsWith(`${f.name}'`)) this.sizes.fit(key, f.shape, matrix);
      return;
    }
    throw this.refusal(key);
  }

  private gradient(key: string, fn: string, family: boolean, text: string, json: unknown, shape: Shape): void {
    if (!family) {
      const matrix = matrixFromJson(json, key);
      this.given.set(key, matrix);
      this.sizes.fit(key, shape, matrix);
      return;
    }
    if (!Array.isArray(json))
      throw new FrobeniusError('values', `${key}: ${text} is indexed: its values are a list of its members`);
    json.forEach((item: unknown, i) => {
      this.gradient(`grad(${fn},${text}[${i + 1}])`, fn, false, text, item, shape);
    });
  }

  private refusal(key: string): FrobeniusError {
    const base = key.replace(/\[.*/, '');
    if (this.defined.has(base)) {
      const boundary = this.byName.get(base)?.map((d) => `${d.name}[${(d.at ?? []).map(dimToString).join(',')}]`) ?? [];
      const hint = boundary.length > 0 ? `values are given for ${boundary.join(', ')}` : undefined;
      return new FrobeniusError('values', `${key} is defined by the problem: it takes no value`, undefined, hint);
    }
    const f = this.problem.functions.get(base);
    if (f?.kind === 'scalar') {
      const known = f.of.map((a) => `grad(${f.name},${format(a)})`).join(', ');
      return new FrobeniusError(
        'values',
        `${key} is an unknown function: its value is not used`,
        undefined,
        `the values may give ${known}`,
      );
    }
    const known = [...this.problem.declarations.keys(), ...this.problem.dims, ...this.gradients.keys()];
    const near = nearest(key, known);
    const few = known.length > 0 && known.length <= 8 ? `it has ${listing(known)}` : undefined;
    const hint = near === undefined ? few : `perhaps ${near}`;
    return new FrobeniusError('values', `the problem has nothing called ${key}`, undefined, hint);
  }

  private placeMembers(): void {
    for (const { name, index, entry } of this.members) {
      const numbers = index.map((d) => {
        const value = evaluateDim(d, this.sizes.known);
        if (value !== undefined) return value;
        throw new FrobeniusError(
          'values',
          `no number is known for ${this.sizes.unknown(d).join(', ')}, where ${entry.what} stands`,
        );
      });
      const key = keyOf(name, numbers);
      const declaration = this.declarationOf(key);
      if (!declaration) throw this.refusal(key);
      this.put(key, entry, declaration.shape);
    }
  }

  /** The declaration of a key whose indices are numbers: a member declared on its own before its family. */
  private declarationOf(key: string): Declaration | undefined {
    const [name = key, rest] = key.split('[');
    const index = rest === undefined ? [] : rest.slice(0, -1).split(',').map(Number);
    return this.byName.get(name)?.find((d) => {
      if (d.at === undefined) return d.arity === index.length;
      return (
        d.at.length === index.length &&
        d.at.every((at, k) => (evaluateDim(at, this.sizes.known) ?? index[k]) === index[k])
      );
    });
  }
}

const isLetter = (d: Dim, letters: readonly string[]): boolean =>
  typeof d !== 'number' && d.terms.length === 1 && letters.includes(d.terms[0]?.names[0] ?? '');
