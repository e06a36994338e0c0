/** Where the order of measuring gets its randomness: seeded, so that a report's seed reproduces it. */
import { createHash } from 'node:crypto';

/** A uniform source in [0, 1): SHA-256 in counter mode over the seed. Slow and good; a run draws a few hundred. */
export function createRandom(seed: string): () => number {
  let counter = 0;
  return () => {
    const digest = createHash('sha256').update(`${seed}:${counter++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
}
