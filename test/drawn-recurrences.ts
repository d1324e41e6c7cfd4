/** Random recurrences, over two indices, with all earlier members or kernels of symbolic length: gradients are those of the value; what is printed runs in its order and is read back. */
import { describe, expect, test } from 'vitest';
import { compileDerivation } from '../src/compile/compile.js';
import { derivationsToCode } from '../src/compile/to-code.js';
import { isZero } from '../src/expression/build.js';
import { derive, parse, toInput } from '../src/index.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Outcome } from './code-fixture.js';
import { caseOf, distance } from './code-fixture.js';
import { node } from './code-runners.js';
import { grid } from './grids.js';
import { history } from './histories.js';
import { kernel } from './kernels.js';
import { derived } from './sources.js';

export const drawnRecurrences = (from: number, to: number): void =>
  describe.each([
    ['over two indices', grid],
    ['with all earlier members', history],
    ['with kernels of symbolic length', kernel],
  ])('random recurrences %s', (_, draw) => {
    test.each(Array.from({ length: to - from }, (__, k) => from + k))('seed %i', (seed) => {
      const source = draw(seed);
      const [derivation] = derived(source);
      if (!derivation) throw new Error('nothing was derived');
      expect(checkDerivation(derivation, { rows: catalog }).outcome).toBe('ok');
      const answer = toInput(derive(source));
      expect(() => parse(`${source.replace(/^grad .*$/m, '')}\n${answer}\n`)).not.toThrow();
      const one = caseOf(source, derivation);
      if (!one) throw new Error('no values were found');
      const { program, args, values, derivatives } = one;
      const code = derivationsToCode([derivation], { target: 'javascript' });
      const keys = program.derivatives.map(({ key }) => key);
      // of a family that nothing hangs on printed code answers 0
      const met = new Set(derivation.results.flatMap(({ wrt, value }) => (isZero(value) ? [] : [wrt.name])));
      const ways: [string, Outcome][] = [
        ['printed', node('javascript').run([{ code, args, program, keys }])[0] as Outcome],
        ['run', compileDerivation(derivation, { rows: catalog })(values)],
      ];
      for (const [way, found] of ways) {
        if ('error' in found) throw new Error(`${way}: ${found.error}`);
        for (const key of keys.filter((one) => met.has(one)))
          expect([way, key, distance(found.derivatives[key], derivatives[key]) < 1e-9]).toEqual([way, key, true]);
      }
    });
  });
