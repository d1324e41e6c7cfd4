import { defineConfig } from 'vitest/config';

const everything = 'test/**/*.test.ts';
const pages = 'test/**/*.page.test.ts';
const long = 'test/**/*.long.test.ts';

/** `npm test` is the first of these; `npm run test:more` the others: pages in a real browser, and what takes its time. */
const project = (name: string, include: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [include], exclude },
});

export default defineConfig({
  test: {
    projects: [project('tests', everything, [pages, long]), project('pages', pages), project('long', long)],
    globalSetup: ['test/command-bundle.ts', 'test/unpack-browser.ts'],
    testTimeout: 60_000,
    // much of the time is spent waiting for browsers and processes
    maxWorkers: 2,
    // the engine is loaded, and made fast, once for all files of a worker, which also shows that it leaves nothing behind
    isolate: false, setupFiles: ["/tmp/prof-setup.ts"], fileParallelism: false,
    // a busy machine takes its time to start a browser's worker
    expect: { poll: { timeout: 12_000 } },
  },
});
