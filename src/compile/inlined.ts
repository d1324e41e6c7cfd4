/**
 * Families with two indices or more that are no recurrence, put in where they are used: r[i, j] that a derivation has named
 * is then the same piece as in the value, and what is worked out of it is kept for both.
 */
import type { Dim } from '../expression/dimension.js';
import { asName, dimName, dimToString } from '../expression/dimension.js';
import type { Code, Program, Statement } from './code.js';
import { allWithin, namesIn } from './parts.js';
import { mapped, withParts } from './rebuild.js';
import { substituted } from './substitute.js';

type Assign = Statement & { kind: 'assign' };

export function withoutPairs(program: Program): Program {
  const made = program.statements.flatMap((s, at) => assigned(s).map((one) => ({ one, at })));
  const times = new Map<string, number>();
  for (const { one } of made) times.set(one.name, (times.get(one.name) ?? 0) + 1);
  const put = new Map<string, Assign>();
  for (const { one, at } of made) {
    if (times.get(one.name) !== 1 || !isGeneral(one)) continue;
    // what it needs has its value before, or is put in itself
    const later = new Set(made.filter((other) => other.at >= at).map((other) => other.one.name));
    if ([...namesIn(one.value)].every((name) => !later.has(name) || put.has(name))) put.set(one.name, one);
  }
  if (put.size === 0) return program;
  const known = new Map<Code, Code>();
  const members = new Map<string, Code>();
  const of = (c: Code): Code => {
    const before = known.get(c);
    if (before !== undefined) return before;
    const family = c.op === 'name' ? put.get(c.name) : undefined;
    const value = c.op === 'name' && family ? member(family, c) : withParts(c, of);
    known.set(c, value);
    return value;
  };
  const member = (family: Assign, { name, index }: Code & { op: 'name' }): Code => {
    const key = `${name} ${index.map(dimToString).join()}`;
    const before = members.get(key);
    if (before !== undefined) return before;
    const value = of(moved(family, index));
    members.set(key, value);
    return value;
  };
  const rest = (s: Statement): Statement[] => {
    if (s.kind === 'assign') return put.has(s.name) ? [] : [s];
    const body = s.body.flatMap(rest);
    return body.length > 0 ? [{ ...s, body }] : [];
  };
  return mapped({ ...program, statements: program.statements.flatMap(rest) }, of);
}

const assigned = (s: Statement): Assign[] => (s.kind === 'assign' ? [s] : s.body.flatMap(assigned));

/** One value for all members, its indices two letters or more, without letters of its own that others could meet. */
function isGeneral({ index, value }: Assign): boolean {
  const letters = index.map(asName);
  const isPlain = letters.every((l) => l !== undefined) && new Set(letters).size === index.length;
  return index.length > 1 && isPlain && !allWithin([value]).some((c) => c.op === 'fold');
}

/** The value at other indices: by way of letters that stand nowhere else, for the new ones may be the old. */
function moved({ index, value }: Assign, to: readonly Dim[]): Code {
  if (index.every((d, i) => d === to[i])) return value;
  const letters = index.map((d) => asName(d) as string);
  const away = letters.reduce((c, l, i) => substituted(c, l, dimName(`#${i}`)), value);
  return to.reduce((c: Code, d, i) => substituted(c, `#${i}`, d), away);
}
