import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of `harness/`, the Python side. It stands beside both `dist/` and `src/`, so the nearest directory
 * above this module that holds it is the right one, whether this is `src/runners/*.ts` or a bundled `dist/*.js`.
 */
export function harnessDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(directory, 'harness');
    if (existsSync(join(candidate, 'worker.py'))) return candidate;
    const parent = dirname(directory);
    if (parent === directory)
      throw new Error('harness/worker.py is missing beside dist/: the installation is not whole');
    directory = parent;
  }
}
