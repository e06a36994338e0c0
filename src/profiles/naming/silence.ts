/** Why nothing is named, and what is to be explained. */

/**
 * Why no function is named: none grew by more than noise; what did explains too little of the verdict's change; or the sides
 * could not be compared.
 */
export const SILENCES = ['noise', 'too-small', 'different-interpreters', 'nothing-in-common'] as const;
export type Silence = (typeof SILENCES)[number];

/** By how much the verdict says that a call got slower: 0.05 is 5 %. */
export interface Slowdown {
  readonly low: number;
  readonly high: number;
  /** Seconds that a call took before, as measured. */
  readonly call?: number;
}
