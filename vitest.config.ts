import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/unpack-browser.ts',
    testTimeout: 60_000,
    // much of the time is spent waiting for browsers and processes
    maxWorkers: 2,
    // a busy machine takes its time to start a browser's worker
    expect: { poll: { timeout: 12_000 } },
  },
});
