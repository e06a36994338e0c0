/** Directories that last as long as a run: what one process of a suite has prepared, the later ones of its side use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '../samples/checkout.ts';

export interface RunCaches extends AsyncDisposable {
  /** One benchmark's on one side. */
  of(name: string, side: Side): Promise<string>;
}

export function createRunCaches(): RunCaches {
  const made = new Map<string, Promise<string>>();
  return {
    of(name, side) {
      const key = `${side} ${name}`;
      const directory = made.get(key) ?? mkdtemp(join(tmpdir(), 'pacegate-cache-'));
      made.set(key, directory);
      return directory;
    },
    async [Symbol.asyncDispose]() {
      for (const directory of made.values()) {
        await rm(await directory, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}
