/** Runs the harness's own unit tests, in Python, on every interpreter that is here. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { harnessDirectory } from '../../src/runners/harness/harness-location.ts';
import { PYTHONS } from '../runners/pythons.ts';

const here = dirname(fileURLToPath(import.meta.url));

test.each(PYTHONS)('Python $version', ({ path }) => {
  const run = spawnSync(path, ['-m', 'unittest', 'discover', '-s', here, '-p', 'test_*.py'], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: harnessDirectory() },
  });
  expect(run.stderr).toMatch(/Ran \d{2,} tests[\s\S]*OK/);
  expect(run.status).toBe(0);
});

test('the harness lies beside src', () => {
  expect(harnessDirectory()).toBe(join(here, '../../harness'));
});
