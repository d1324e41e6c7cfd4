/**
 * Recurrences drawn at random: several families in one loop, up or down, over ranges that differ by one, with first and
 * last members that are defined apart, that use one another in the same round and in the two before.
 */

import { random as numbersFrom } from '../src/numeric/random.js';

const NAMES = ['a', 'b', 'h', 's'] as const;
const PARAMETERS = ['u', 'v', 'w'] as const;

/** t+1, T−2, 3. */
function at(base: string, offset: number): string {
  const [, letter = '', number = ''] = /^(t|T)?([+-]?\d+)?$/.exec(base) as RegExpExecArray;
  const sum = Number(number) + offset;
  return letter === '' ? String(sum) : sum === 0 ? letter : `${letter}${sum > 0 ? '+' : '-'}${Math.abs(sum)}`;
}

export function recurrence(seed: number): string {
  const random = numbersFrom(seed, 'a recurrence').uniform;
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const up = chance(0.7);
  const forward = up ? 1 : -1;
  const [from, to] = up
    ? pick([
        ['1', 'T'],
        ['0', 'T-1'],
        ['2', 'T'],
      ] as const)
    : pick([
        ['T', '1'],
        ['T-1', '1'],
        ['T-1', '0'],
      ] as const);
  const families = NAMES.slice(0, 1 + Math.floor(random() * 4)).map((name) => ({
    name,
    ahead: chance(0.35) ? forward : 0,
  }));
  const asked = new Set<string>();
  const boundary = new Set<string>();

  const unary = (x: string): string => pick([`sin(${x})`, `tanh(${x})`, x, `${x}^2`]);
  /** One family's value in the round t: what is there already, and what was there before. */
  const value = (round: string, k: number, first: boolean): string => {
    const parts: string[] = [];
    const member = (): string => {
      const same = families.slice(0, k);
      if (same.length > 0 && chance(0.5)) {
        const { name, ahead } = pick(same);
        return `${name}[${at(round, ahead)}]`;
      }
      const { name, ahead } = pick(families);
      const back = chance(0.25) && !first ? 2 : 1;
      const index = at(round, ahead - back * forward);
      if (first) return pick(PARAMETERS);
      for (let lag = 1; lag <= back; lag++) boundary.add(`${name}[${at(from, ahead - lag * forward)}]`);
      return `${name}[${index}]`;
    };
    for (let terms = 1 + Math.floor(random() * 2); terms > 0; terms--) {
      const parameter = pick(PARAMETERS);
      asked.add(parameter);
      parts.push(chance(0.6) ? `${parameter}*${unary(member())}` : `${unary(member())}*${unary(member())}`);
    }
    return parts.join(' + ');
  };
  const body = families.map(({ name, ahead }, k) => `  ${name}[${at('t', ahead)}] = ${value('t', k, false)}`);
  // the round after the last, for some families: a last layer of its own
  const apart = chance(0.3) ? Math.ceil(random() * families.length) : 0;
  const last = families.slice(0, apart).map(({ name, ahead }, k) => {
    const round = at(to, forward);
    return `${name}[${at(round, ahead)}] = ${valueAfter(families, k, at(round, 0), forward, random)}`;
  });
  const declared: string[] = [];
  const defined: string[] = [];
  for (const member of boundary) {
    if (chance(0.3)) {
      const parameter = pick(PARAMETERS);
      asked.add(parameter);
      defined.push(`${member} = ${unary(parameter)}`);
    } else {
      const isAsked = chance(0.5);
      declared.push(`${isAsked ? 'param' : 'data'} ${member} : scalar`);
      if (isAsked) asked.add(member);
    }
  }
  const losses = [
    ...families
      .filter(() => chance(0.4))
      .map(({ name, ahead }) => {
        const [low, high] = (up ? [from, to] : [to, from]) as [string, string];
        return `sum(t = ${at(low, ahead)}..${at(high, ahead)}, ${name}[t]^2)`;
      }),
    ...families.slice(0, apart).map(({ name, ahead }) => unary(`${name}[${at(at(to, forward), ahead)}]`)),
  ];
  const { name, ahead } = pick(families);
  if (losses.length === 0 || chance(0.4)) losses.push(unary(`${name}[${at(to, ahead)}]`));
  return [
    `param ${PARAMETERS.join(', ')} : scalar`,
    ...declared,
    ...defined,
    `for t = ${from}..${to}`,
    ...body,
    'end',
    ...last,
    `L = ${losses.join(' + ')}`,
    `grad L wrt ${[...asked].join(', ')}`,
  ].join('\n');
}

/** A value in the round after the loop, of what stands in it and in the last. */
function valueAfter(
  families: readonly { readonly name: string; readonly ahead: number }[],
  k: number,
  round: string,
  forward: number,
  random: () => number,
): string {
  const before = families[Math.floor(random() * families.length)] as (typeof families)[number];
  const same = k > 0 && random() < 0.6 ? families[k - 1] : undefined;
  const one = `${before.name}[${at(round, before.ahead - forward)}]`;
  return same ? `u*${one} + sin(${same.name}[${at(round, same.ahead)}])` : `v*sin(${one})`;
}
