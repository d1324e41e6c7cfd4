/** The generated pages of docs/, by name: npm run docs writes them, a test compares them with what is there. */
import { catalog } from '../src/rulebook/catalog.js';
import { functionsPage, rulesPage } from './book-pages.js';
import { cookbookData, cookbookPage } from './cookbook-page.js';

export const generatedPages: Readonly<Record<string, () => string>> = {
  'cookbook.md': () => cookbookPage(cookbookData()),
  'rules.md': () => rulesPage(catalog),
  'functions.md': () => functionsPage(catalog),
};
