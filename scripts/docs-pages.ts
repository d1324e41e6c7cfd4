/** The generated pages, by path: npm run docs writes them, a test compares them with what is there. */
import { catalog } from '../src/rulebook/catalog.js';
import { functionsPage, rulesPage } from './book-pages.js';
import { checkFigures } from './check-figures.js';
import { cookbookData, cookbookPage } from './cookbook-page.js';
import { libraryTables } from './library-tables.js';
import { manPage } from './man.js';

export const generatedPages: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/cookbook.md': () => cookbookPage(cookbookData()),
  'docs/rules.md': () => rulesPage(catalog),
  'docs/functions.md': () => functionsPage(catalog),
  'man/frobenius.1': manPage,
};

/** Parts of pages that are made, between the marks <!-- generated --> and <!-- end -->. */
export const generatedParts: Readonly<Record<string, () => Promise<string>>> = {
  'docs/checks.md': checkFigures,
  'docs/library.md': async () => libraryTables(),
};

const PART = /(<!-- generated -->\n)([\s\S]*?)(<!-- end -->)/;

/** What a page has between its marks. */
export const partOf = (page: string): string => PART.exec(page)?.[2] ?? '';

export const withPart = (page: string, part: string): string =>
  page.replace(PART, (_, before: string, __, after: string) => `${before}${part}\n${after}`);
