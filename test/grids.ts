/**
 * Recurrences over two indices drawn at random: several families in one nest of loops, up or down, that use their
 * neighbours in the rounds before, on either side, and sums over the row before; the loss is of the last member, of a last
 * row or column, or of all.
 */
import { random as numbersFrom } from '../src/numeric/random.js';

interface Way {
  readonly letter: string;
  readonly end: string;
  readonly up: boolean;
}

/** i, i-1, n+1. */
const at = (base: string, offset: number): string =>
  offset === 0 ? base : `${base}${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
const first = ({ up, end }: Way): string => (up ? '1' : end);
const last = ({ up, end }: Way): string => (up ? end : '1');

export function grid(seed: number): string {
  const random = numbersFrom(seed, 'a grid').uniform;
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const ways = [
    { letter: 'i', end: 'n', up: chance(0.75) },
    { letter: 'j', end: 'm', up: chance(0.75) },
  ] as const;
  // which of the two is gone through outside
  const outer = chance(0.7) ? 0 : 1;
  const names = ['S', 'R', 'H'].slice(0, 1 + Math.floor(random() * 3));
  const boundary = new Set<string>();
  const asked = new Set<string>();

  const use = (name: string, back: readonly number[]): string => {
    back.forEach((b, k) => {
      const way = ways[k] as Way;
      const other = 1 - k;
      // a member before the first, or behind the last
      for (let lag = 1; lag <= Math.abs(b); lag++) {
        const beyond = b > 0 === way.up ? String(1 - lag) : `n+${lag}`;
        const index = beyond.replace('n', way.end);
        boundary.add(k === 0 ? `${name}[${index},${ways[other]?.letter}]` : `${name}[${ways[other]?.letter},${index}]`);
      }
    });
    const index = ways.map(({ letter, up }, k) => at(letter, (up ? -1 : 1) * (back[k] as number)));
    return `${name}[${index.join(',')}]`;
  };
  const member = (k: number): string => {
    const same = names.slice(0, k);
    if (same.length > 0 && chance(0.4)) return use(pick(same), [0, 0]);
    const name = pick(names);
    const far = chance(0.15) ? 2 : 1;
    if (chance(0.4)) return use(name, outer === 0 ? [0, far] : [far, 0]);
    const aside = chance(0.6) ? 0 : chance(0.7) ? 1 : -1;
    return use(name, outer === 0 ? [far, aside] : [aside, far]);
  };
  const parameter = (): string => {
    const chosen = pick(['a', 'b', 'c', 'x[i]', 'y[j]']);
    asked.add(chosen);
    return chosen;
  };
  const unary = (x: string): string => pick([`sin(${x})`, `tanh(${x})`, x]);
  const rowBefore = (): string => {
    const name = pick(names);
    const [row, column] = [ways[outer], ways[1 - outer]] as [Way, Way];
    use(name, outer === 0 ? [1, 0] : [0, 1]);
    const before = at(row.letter, row.up ? -1 : 1);
    const index = outer === 0 ? `${before},k` : `k,${before}`;
    return `sum(k = 1..${column.end}, sin(${name}[${index}]))/4`;
  };
  const value = (k: number): string => {
    const terms = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `${parameter()}*${unary(member(k))}`);
    if (chance(0.15)) terms.push(rowBefore());
    return chance(0.6) ? `tanh(${terms.join(' + ')})` : terms.join(' + ');
  };
  const body = names.map((name, k) => `    ${name}[i,j] = ${value(k)}`);
  const loop = ({ letter, up, end }: Way): string => `for ${letter} = ${up ? `1..${end}` : `${end}..1`}`;
  const whole = (name: string): string => {
    const [i, j] = [last(ways[0]), last(ways[1])];
    return pick([
      `sin(${name}[${i},${j}])`,
      `sum(j = 1..m, ${name}[${i},j]^2)`,
      `sum(i = 1..n, ${name}[i,${j}]^2)`,
      `sum(i = 1..n, sum(j = 1..m, ${name}[i,j]^2))`,
      `${name}[${first(ways[0])},${j}]`,
    ]);
  };
  const losses = Array.from({ length: chance(0.5) ? 1 : 2 }, () =>
    whole(chance(0.6) ? (names.at(-1) as string) : pick(names)),
  );
  const params = [...asked];
  return [
    ...params.map((p) => `param ${p} : scalar`),
    ...[...boundary].map((b) => `data ${b} : scalar`),
    loop(ways[outer]),
    `  ${loop(ways[1 - outer] as Way)}`,
    ...body,
    '  end',
    'end',
    `L = ${losses.join(' + ')}`,
    `grad L wrt ${params.map((p) => p.replace(/\[.*/, '')).join(', ')}`,
  ].join('\n');
}
