/**
 * Families with two indices or more that are no recurrence, put in where they are used: r[i, j] that a derivation has named
 * is then the same piece as in the value, and what is worked out of it is kept for both.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimName, dimToString } from '../expression/dimension.js';
import { Alike } from './alike.js';
import type { Code, Program, Statement } from './code.js';
import { neededFor } from './needed.js';
import { allWithin, namesIn } from './parts.js';
import { mapped, withParts } from './rebuild.js';
import { substituted } from './substitute.js';

type Assign = Statement & { kind: 'assign' };

export function withoutPairs(program: Program): Program {
  return put(
    program,
    general(program, ({ index }) => index.length > 1),
  );
}

/**
 * Families of a derivation, z[i] of each i, whose members stand in the value as well, without a name: put in too, so
 * that they are one. `pooled` makes equal pieces one piece.
 */
export function withoutCopies(program: Program, pooled: (program: Program) => Program): Program {
  if (program.value === undefined) return program;
  const value = neededFor(program.value, program.statements);
  const ofValue = new Set(value.flatMap(assigned).map(({ name }) => name));
  const found = general(program, ({ name }) => !ofValue.has(name));
  if (found.size === 0) return program;
  const full = new Putting(found);
  const families = [...found.values()].map((s): Statement => ({ ...s, value: full.of(s.value) }));
  const { statements } = pooled({ ...program, statements: [...value, ...families], derivatives: [] });
  const alike = new Alike({ ...program, statements: [...program.statements, ...statements], derivatives: [] });
  const theirs = statements.slice(0, value.length).flatMap(assigned);
  const kinds = new Set(allWithin(theirs.map((s) => s.value)).map((c) => alike.of(c)?.kind));
  const isCopy = (s: Statement): boolean => {
    const kind = s.kind === 'assign' && alike.moves(s.value) ? alike.of(s.value)?.kind : undefined;
    return kind !== undefined && kinds.has(kind);
  };
  const copies = statements.slice(value.length).flatMap((s) => (s.kind === 'assign' && isCopy(s) ? [s.name] : []));
  return put(program, new Map([...found].filter(([name]) => copies.includes(name))));
}

/** Families that can be put in: those with one value for all members, which needs none of a later one. */
function general(program: Program, isMeant: (s: Assign) => boolean): Map<string, Assign> {
  const made = program.statements.flatMap((s, at) => assigned(s).map((one) => ({ one, at })));
  const times = new Map<string, number>();
  for (const { one } of made) times.set(one.name, (times.get(one.name) ?? 0) + 1);
  const last = new Map(made.map(({ one, at }) => [one.name, at]));
  // of one that has a boundary, R[0,j], not every member has that value
  const bounded = new Set(program.inputs.map(({ name }) => name));
  const found = new Map<string, Assign>();
  for (const { one, at } of made) {
    if (times.get(one.name) !== 1 || bounded.has(one.name) || !isGeneral(one) || !isMeant(one)) continue;
    // what it needs has its value before, or is put in itself
    const isBefore = (name: string): boolean => found.has(name) || (last.get(name) ?? -1) < at;
    if ([...namesIn(one.value)].every(isBefore)) found.set(one.name, one);
  }
  return found;
}

function put(program: Program, families: ReadonlyMap<string, Assign>): Program {
  if (families.size === 0) return program;
  const putting = new Putting(families);
  const rest = (s: Statement): Statement[] => {
    if (s.kind === 'assign') return families.has(s.name) ? [] : [s];
    const body = s.body.flatMap(rest);
    return body.length > 0 ? [{ ...s, body }] : [];
  };
  return mapped({ ...program, statements: program.statements.flatMap(rest) }, (c) => putting.of(c));
}

/** Values with members of families put in. */
class Putting {
  private readonly known = new Map<Code, Code>();
  private readonly members = new Map<string, Code>();

  constructor(private readonly families: ReadonlyMap<string, Assign>) {}

  of(c: Code): Code {
    const before = this.known.get(c);
    if (before !== undefined) return before;
    const family = c.op === 'name' ? this.families.get(c.name) : undefined;
    const value = c.op === 'name' && family ? this.member(family, c) : withParts(c, (part) => this.of(part));
    this.known.set(c, value);
    return value;
  }

  private member(family: Assign, { name, index }: Code & { op: 'name' }): Code {
    const key = `${name} ${index.map(dimToString).join()}`;
    const before = this.members.get(key);
    if (before !== undefined) return before;
    const value = this.of(moved(family, index));
    this.members.set(key, value);
    return value;
  }
}

const assigned = (s: Statement): Assign[] => (s.kind === 'assign' ? [s] : s.body.flatMap(assigned));

/** One value for all members, its indices letters, without letters of its own that others could meet. */
function isGeneral({ index, value }: Assign): boolean {
  const letters = index.map(asName);
  const isPlain = letters.every((l) => l !== undefined) && new Set(letters).size === index.length;
  return index.length > 0 && isPlain && !allWithin([value]).some((c) => c.op === 'fold');
}

/** The value at other indices: by way of letters that stand nowhere else, for the new ones may be the old. */
function moved({ index, value }: Assign, to: readonly Dim[]): Code {
  if (index.every((d, i) => d === to[i])) return value;
  const letters = index.map((d) => asName(d) as string);
  const away = letters.reduce((c, l, i) => substituted(c, l, dimName(`#${i}`)), value);
  return to.reduce((c: Code, d, i) => substituted(c, `#${i}`, d), away);
}
