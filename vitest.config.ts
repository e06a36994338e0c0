import { defineConfig } from 'vitest/config';

// Fast, pure tests live in test/**/*.test.ts. Tests that start real tools (Python runners, git, act, Chromium) are named
// *.real.test.ts and take seconds each. No test may depend on how fast the machine is: the limits are there to end what
// hangs, and are many times what the slowest test takes on a machine with nothing else to do.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-directory.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 400_000,
    hookTimeout: 600_000,
    // One more than two cores: many tests wait for something.
    maxWorkers: 3,
    passWithNoTests: false,
  },
});
