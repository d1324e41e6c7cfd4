/** Families over two indices, of every shape and for every use: what is derived is right at each small size, or refused. */
import { describe, expect, test } from 'vitest';
import { FrobeniusError } from '../src/index.js';
import { checkDerivation } from '../src/numeric/check.js';
import { catalog } from '../src/rulebook/catalog.js';
import { derived } from './sources.js';
import { SHAPES, sizesFor, triangle, USES, VALUES } from './triangles.js';

/** Each combination of a shape and a use that `isMeant`, by its number. */
export const triangleTests = (isMeant: (k: number) => boolean): void =>
  describe.each(SHAPES.map((shape, k) => ({ ...shape, k })))('$name', ({ k, ...shape }) => {
    test.each(USES.filter((_, j) => isMeant(k + j)))('$loss', (use) => {
      const sizes = sizesFor(shape, use, 4);
      for (const value of VALUES) {
        const source = triangle(shape, use, value);
        let derivation: ReturnType<typeof derived>[number] | undefined;
        try {
          [derivation] = derived(source);
        } catch (error) {
          if (!(error instanceof FrobeniusError)) throw error;
          // one that has all members at all sizes is derived
          if (sizes.length === 4) throw error;
          continue;
        }
        if (derivation === undefined) throw new Error('nothing was derived');
        for (const T of sizes.filter((size) => size < 3)) {
          const report = checkDerivation(derivation, { rows: catalog, sizes: new Map([['T', T]]) });
          expect([source, T, report.outcome]).not.toEqual([source, T, 'failed']);
        }
        if (sizes.length > 2)
          expect([source, checkDerivation(derivation, { rows: catalog }).outcome]).toEqual([source, 'ok']);
      }
    });
  });
