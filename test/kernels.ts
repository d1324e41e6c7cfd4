/**
 * Problems drawn at random with kernels of symbolic length: layers of convolutions over series, averages over windows, and
 * recurrences that go back as far as a size says.
 */
import { random as numbersFrom } from '../src/numeric/random.js';

export function kernel(seed: number): string {
  const random = numbersFrom(seed, 'a kernel').uniform;
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const asked = new Set<string>();
  const data = new Set<string>();
  const given = (name: string): string => {
    if (!asked.has(name) && !data.has(name)) (chance(0.8) ? asked : data).add(name);
    return name.replace(/\[.*/, '');
  };
  const unary = (x: string): string => pick([`sin(${x})`, `tanh(${x})`, x, x, `${x}^2`]);
  const lines: string[] = [];

  /** A layer over members 1..`length` of what is below, with the range on which it is defined. */
  const layer = (name: string, below: string, length: string, size: string): string => {
    const weight = given(`w${name}[k]`);
    const [from, to, index, of] = pick([
      ['1', `${length}-${size}+1`, 't+k-1', `1..${size}`],
      [size, length, 't-k+1', `1..${size}`],
      [`${size}+1`, length, 't-k', `1..${size}`],
      ['1', `${length}-${size}`, 't+k', `1..${size}`],
      [size, length, 't-k', `0..${size}-1`],
    ] as const);
    // a kernel that begins at 0 has one more number than its last index
    const at = of.startsWith('0') ? 'k+1' : 'k';
    const product = `${weight}[${at}]*${unary(`${below}[${index}]`)}`;
    const extra = chance(0.3) && below === 'x' ? ` + ${given('b')}*x[t]` : '';
    lines.push(
      `for t = ${from}..${to}`,
      `  ${name}[t] = ${pick(['tanh', 'sin', ''])}(sum(k = ${of}, ${product})${extra})`,
      'end',
    );
    return `t = ${from}..${to}`;
  };
  const loss = (name: string, range: string): string =>
    pick([
      () => `sum(${range}, ${name}[t]^2)`,
      () => `sum(${range}, (${name}[t] - ${given('y[t]')}[t])^2)`,
      () => `sum(${range}, ${name}[t]*sin(x[t]))`,
    ])();

  let subject: string;
  asked.add('x[t]');
  if (chance(0.3)) {
    // a recurrence of order p
    const coefficient = given('a[k]');
    lines.push('for t = 1..p', `  h[t] = ${unary(`${given('s[t]')}[t]`)}`, 'end');
    const past = `sum(k = 1..p, ${coefficient}[k]*${unary('h[t-k]')})/4`;
    lines.push('for t = p+1..T', `  h[t] = ${pick(['tanh', ''])}(x[t] + ${past})`, 'end');
    subject = pick([
      () => 'sum(t = p+1..T, h[t]^2)',
      () => 'h[T]^2',
      () => 'sum(t = 1..T, sin(h[t]))',
      () => `sum(t = p+1..T, ${given('y[t]')}[t]*h[t])`,
    ])();
  } else {
    // what the kernel goes over may have a definition of its own at its beginning, or at its end
    let below = 'x';
    if (chance(0.25)) {
      below = 'z';
      const [first, then] = pick([
        ['K', 'K+1'],
        ['T-K', 'T-K+1'],
        ['K-1', 'K'],
        ['2', '3'],
      ] as const);
      lines.push(`for t = 1..${first}`, `  z[t] = ${unary(`${given('s[t]')}[t]`)}`, 'end');
      lines.push(`for t = ${then}..T`, `  z[t] = ${unary('x[t]')}`, 'end');
    }
    const range = layer('g', below, 'T', 'K');
    if (range === 't = 1..T-K+1' && chance(0.4)) {
      const above = pick(['J', 'K', '2']);
      const weight = given('v[j]');
      const sum = `sum(j = 1..${above}, ${weight}[j]*${unary('g[t+j-1]')})`;
      const top = `T-K-${above}+2`;
      lines.push(`for t = 1..${top}`, `  f[t] = ${sum}`, 'end');
      subject = loss('f', `t = 1..${top}`);
    } else {
      subject = loss('g', range);
      if (chance(0.3)) subject += ` + sum(t = 1..T, ${unary('x[t]')})`;
    }
    if (chance(0.15)) subject += ' + sin(x[1]*x[T])';
  }
  const params = [...asked];
  return [
    ...params.map((p) => `param ${p} : scalar`),
    ...[...data].map((name) => `data ${name} : scalar`),
    ...lines,
    `L = ${subject}`,
    `grad L wrt ${params.map((p) => p.replace(/\[\w\]/, '')).join(', ')}`,
  ].join('\n');
}
