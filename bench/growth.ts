/** How the time of deriving grows with the problem. */
import { FAMILIES } from './families.js';
import { node } from './node.js';
import type { Settings } from './options.js';
import { admit } from './remote.js';
import { withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import { cellText } from './tables.js';
import type { Outcome, Spread } from './timing.js';
import { exponent, isSpread, measure } from './timing.js';

interface Point {
  readonly n: number;
  readonly steps: number;
  readonly timing: Spread;
}

/** What one family takes size by size, until it fails or its limit is passed: the last is then a word. */
export async function growth(
  sizes: readonly number[],
  take: (n: number) => Promise<{ steps: number; outcome: Outcome }>,
): Promise<{ points: Point[]; end: string | undefined }> {
  const points: Point[] = [];
  for (const n of sizes) {
    const { steps, outcome } = await take(n);
    if (!isSpread(outcome)) return { points, end: outcome };
    points.push({ n, steps, timing: outcome });
  }
  return { points, end: undefined };
}

export async function familyTable(settings: Settings): Promise<Table> {
  const sizes = [30, 100, 300, 1000, 3000, 10_000].filter((n) => n <= settings.most && (settings.quick || n >= 100));
  const rows: Cell[][] = [];
  const all: Outcome[] = [];
  for (const [name, make] of Object.entries(FAMILIES)) {
    const remote = node();
    const { points, end } = await growth(sizes, async (n) => {
      let steps = 0;
      const task = { case: 'derive', about: { source: make(n) } };
      const count = (answer: unknown): undefined => {
        steps = answer as number;
      };
      const ours = await admit('ours', remote, task, count, settings);
      if (typeof ours === 'string') return { steps, outcome: ours };
      const outcome = (await measure([ours], { ...settings, rounds: 3 })).get('ours') as Outcome;
      return { steps, outcome };
    });
    remote.close();
    all.push(...points.map((p) => p.timing));
    const [small, large] = [points.at(-2), points.at(-1)];
    rows.push([
      name,
      ...sizes.map((_, i) => {
        const point = points[i];
        if (point) return `${cellText(point.timing)} ms, ${point.steps} steps`;
        return i === points.length ? end : undefined;
      }),
      large && (large.timing.middle / Math.max(1, large.steps)) * 1000,
      small && large && exponent([small.n, small.timing.middle], [large.n, large.timing.middle]),
    ]);
  }
  return withSetting(
    {
      id: 'families',
      title: 'Growth: reading and deriving, every step recorded',
      columns: ['problem', ...sizes.map((n) => `N = ${n}`), 'µs for a step', 'exponent'],
      rows,
      notes: [
        `A family ends with the first N that takes more than ${settings.limit} s to make ready or to time. The last columns are of its last N.`,
      ],
    },
    [],
    all,
  );
}
