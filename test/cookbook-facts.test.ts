/** The Cookbook's facts are what they should be. */
import { describe, expect, test } from 'vitest';
import { agreement, examine, sections } from '../scripts/cookbook.js';
import type { Identity } from '../scripts/cookbook-data.js';
import { counterexample, errata } from '../scripts/errata.js';
import { derive } from '../src/index.js';

const all = sections.flatMap((section) => section.identities);

describe('the Cookbook', () => {
  test('its identities are all there', () => expect(all.length).toBeGreaterThanOrEqual(110));

  test.each(all.map((identity) => [identity.number, identity.title, identity] as const))(
    '(%s) %s',
    (_n, _t, identity) => {
      const { outcome, printed, corrected } = examine(identity);
      expect(outcome).toBe('ok');
      if (identity.corrected === undefined) expect(printed).toBe(identity.printed === undefined ? undefined : 'ok');
      else expect([printed, corrected]).toEqual(['failed', 'ok']);
    },
  );

  test('a form that is wrong by a sign is found out, for a gradient, a differential and a Jacobian', () => {
    const wrong = (number: string): string => {
      const identity = all.find((one) => one.number === number) as Identity;
      return agreement(identity, derive(identity.problem), `-(${identity.printed})`);
    };
    expect(['49', '40', '60'].map(wrong)).toEqual(['failed', 'failed', 'failed']);
  });

  test.each(errata.map((erratum) => [erratum.numbers, erratum] as const))(
    'erratum %s has a counterexample',
    (_, erratum) => {
      const found = counterexample(erratum);
      expect(found?.agrees).toBe(true);
      expect(found?.printed).not.toBe(found?.truth);
    },
  );

  test('what is right has no counterexample', () => {
    const right = (errata.find(({ numbers }) => numbers === '524') as (typeof errata)[number]).right as string;
    const erratum = errata.find(({ numbers }) => numbers === '524') as (typeof errata)[number];
    expect(counterexample({ ...erratum, printed: right })).toBeUndefined();
  });
});
