/**
 * Problems drawn at random whose members are numbered by more than one letter: recurrences that use all earlier members,
 * convolutions of a kernel with data, parameters or the members of a recurrence, and series that are read backwards.
 */
import { random as numbersFrom } from '../src/numeric/random.js';

export function history(seed: number): string {
  const random = numbersFrom(seed, 'a history').uniform;
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hasBoundary = chance(0.5);
  const first = hasBoundary ? 0 : 1;
  const asked = new Set<string>();
  const data = new Set<string>();
  const param = (name: string): string => {
    asked.add(name);
    return name.replace(/\[.*/, '');
  };
  const series = (): string => {
    const name = pick(['x', 'y', 'e']);
    if (name === 'e') data.add('e[t]');
    else asked.add(`${name}[t]`);
    return name;
  };
  const unary = (x: string): string => pick([`sin(${x})`, `tanh(${x})`, x, `${x}^2`]);
  const withBoundary = (h: string): string => {
    for (const at of hasBoundary ? ['-1'] : ['0', '-1']) data.add(`${h}[${at}]`);
    return h;
  };
  const earlier = (h: string): string =>
    pick([
      () => `${param('c')}*sum(j = ${first}..t-1, ${unary(`${h}[j]`)})/4`,
      () => `sum(j = ${first}..t-1, ${param('w[k]')}[t-j]*${unary(`${h}[j]`)})`,
      () => `sum(k = 1..t-${first}, ${param('w[k]')}[k]*${unary(`${h}[t-k]`)})`,
      () => `sum(j = ${first}..t-1, ${series()}[t]*${unary(`${h}[j]`)})/4`,
      () => `sum(k = 1..2, ${param('a[k]')}[k]*${unary(`${withBoundary(h)}[t-k]`)})`,
    ])();
  const now = (): string =>
    pick([
      () => `${param('b')}*${series()}[t]`,
      () => `${series()}[T+1-t]`,
      () => `sum(k = 1..t, ${param('v[k]')}[k]*${unary(`${series()}[t-k+1]`)})`,
      () => `sum(k = 1..K, ${param('u[k]')}[k]*${data.add('z[t]') && 'z'}[t+k-1])`,
      () => `sum(k = 1..3, ${param('r[k]')}[k]*${unary(`${param('q[t]')}[t+k-1]`)})`,
    ])();
  const two = chance(0.35);
  const body = (two ? ['g', 'h'] : ['h']).map((name) => {
    const terms = [now(), earlier(two && chance(0.5) ? 'g' : name)];
    if (two && name === 'h') terms.push(chance(0.5) ? 'g[t]' : `sum(j = 1..t, ${unary('g[j]')})/4`);
    if (two && name === 'g' && chance(0.3)) terms.push(`sum(j = 1..t-1, sin(h[j]))/4`);
    return `  ${name}[t] = ${chance(0.6) ? `tanh(${terms.join(' + ')})` : terms.join(' + ')}`;
  });
  const loss = pick([
    () => 'sin(h[T])',
    () => 'sum(t = 1..T, h[t]^2)',
    () => `sum(t = 1..T, (sum(k = 1..t, ${param('w[k]')}[k]*h[t-k+1]) - ${series()}[t])^2)`,
    () => `sum(t = 1..T, ${series()}[t]*sin(h[T+1-t]))`,
    () => 'sum(i = 1..T, sum(j = 1..i, sin(h[i]*h[j])))',
    () => 'sum(i = 1..T-1, sum(j = i..T, sin(h[i]*h[j])))',
  ])();
  if (hasBoundary) for (const name of two ? ['g[0]', 'h[0]'] : ['h[0]']) asked.add(name);
  const params = [...asked];
  return [
    ...params.map((p) => `param ${p} : scalar`),
    ...[...data].map((name) => `data ${name} : scalar`),
    'for t = 1..T',
    ...body,
    'end',
    `L = ${loss}`,
    `grad L wrt ${params.map((p) => p.replace(/\[[tk]\]/, '')).join(', ')}`,
  ].join('\n');
}
