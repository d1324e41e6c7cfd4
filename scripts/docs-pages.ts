/** The generated pages, by path: npm run docs writes them, a test compares them with what is there. */
import { catalog } from '../src/rulebook/catalog.js';
import { functionsPage, rulesPage } from './book-pages.js';
import { cookbookData, cookbookPage } from './cookbook-page.js';
import { manPage } from './man.js';

export const generatedPages: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/cookbook.md': () => cookbookPage(cookbookData()),
  'docs/rules.md': () => rulesPage(catalog),
  'docs/functions.md': () => functionsPage(catalog),
  'man/frobenius.1': manPage,
};
