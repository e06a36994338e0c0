/**
 * Every temporary directory of a test run lies in one of that run's own: two runs on one machine cannot take each
 * other's away, nobody who tidies up by our names takes any, and what a test leaves goes with it. Outside the checkout,
 * since many tests need a place that is in no repository.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Vitest's global set-up: runs before the workers start, which inherit the environment. Returns the tear-down. */
export default function setUp(): () => void {
  const before = process.env.TMPDIR;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'tests-of-pacegate-')));
  process.env.TMPDIR = directory;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
}
