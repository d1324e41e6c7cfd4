/** The generated pages are those that npm run docs would write. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedPages, generatedParts, partOf } from '../scripts/docs-pages.js';
import { comparable } from '../scripts/manual/page.js';

const root = new URL('../', import.meta.url);

describe('generated pages', () => {
  test.each(Object.keys(generatedPages))(
    '%s is fresh (npm run docs)',
    async (name) => {
      const path = new URL(name, root);
      expect(existsSync(path)).toBe(true);
      expect(await generatedPages[name]?.()).toBe(readFileSync(path, 'utf8'));
    },
    60_000,
  );
});

test.each(Object.entries(generatedParts))('what is generated in %s is fresh (npm run docs)', async (path, make) => {
  expect(comparable([partOf(readFileSync(new URL(path, root), 'utf8'))])).toBe(comparable([await make()]));
});
