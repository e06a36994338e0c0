/** Directories that last as long as a run: what one process of a suite has prepared, the later ones of its side use. */
import { createScratch, type Scratch } from '../../checkouts/own/scratch.ts';
import type { Side } from '../../samples/checkout.ts';

export interface RunCaches extends AsyncDisposable {
  /** One benchmark's on one side. */
  of(name: string, side: Side): Promise<string>;
}

export function createRunCaches(): RunCaches {
  const made = new Map<string, Promise<Scratch>>();
  return {
    async of(name, side) {
      const key = `${side} ${name}`;
      const scratch = made.get(key) ?? createScratch();
      made.set(key, scratch);
      return (await scratch).directory;
    },
    async [Symbol.asyncDispose]() {
      for (const scratch of made.values()) await (await scratch)[Symbol.asyncDispose]();
    },
  };
}
