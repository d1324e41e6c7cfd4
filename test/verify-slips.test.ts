/** Planted slips: each is found on its line, with its name, and no right line is called wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../src/index.js';

interface Case {
  readonly name: string;
  readonly head: string;
  readonly lines: readonly string[];
  readonly slips: readonly { readonly at: number; readonly line: string; readonly expected: readonly string[] }[];
}

const text = readFileSync(join(import.meta.dirname, 'cases', 'verify-slips.txt'), 'utf8');
const cases: Case[] = text
  .split(/^== /m)
  .slice(1)
  .map((block) => {
    const [name = '', ...rest] = block.trimEnd().split('\n');
    const slips = rest.flatMap((line) => {
      const match = /^slip (\d+) (.*) -> (.*)$/.exec(line);
      return match ? [{ at: Number(match[1]), line: match[2] ?? '', expected: (match[3] ?? '').split(' ') }] : [];
    });
    const body = rest.filter((line) => !line.startsWith('slip ') && line.trim() !== '');
    const mark = body.indexOf('derivation');
    return { name, head: body.slice(0, mark + 1).join('\n'), lines: body.slice(mark + 1), slips };
  });

const judged = (head: string, lines: readonly string[]) => verify([head, ...lines].join('\n'));
const RIGHT = new Set(['right', 'given']);

test('there are at least sixty slips', () => {
  expect(cases.reduce((sum, c) => sum + c.slips.length, 0)).toBeGreaterThanOrEqual(60);
});

describe.each(cases)('$name', ({ head, lines, slips }) => {
  test('is right as it stands', () => {
    const found = judged(head, lines);
    expect(found.lines.filter((l) => !RIGHT.has(l.verdict))).toEqual([]);
    expect(found.outcome).toBe('right');
    // a reason for every line
    expect(found.lines.filter((l) => l.verdict === 'right' && l.found === undefined).map((l) => l.text)).toEqual([]);
  });

  test.each(slips)('$at: $line', ({ at, line, expected }) => {
    const found = judged(
      head,
      lines.map((l, k) => (k === at - 1 ? line : l)),
    );
    const wrong = found.lines.filter((l) => !RIGHT.has(l.verdict));
    expect(wrong.map((l) => found.lines.indexOf(l) + 1)).toEqual([at]);
    const [only] = wrong;
    expect(['wrong', 'shape']).toContain(only?.verdict);
    expect(expected).toContain(`${only?.diagnosis?.slip}`);
  });
});
