import { defineConfig } from 'vitest/config';

// Fast, pure tests live in test/**/*.test.ts. Tests that start real tools (Python runners, git, act, Chromium)
// are named *.real.test.ts: they take seconds each and get a longer limit.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    passWithNoTests: false,
  },
});
