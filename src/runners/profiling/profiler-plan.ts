/** What the first process of a profile did, so that every other one does the same work. */

export interface ProfilePlan {
  /** Calls in one profile. */
  readonly iterations?: number | undefined;
  /** Profiles that each process takes. */
  readonly taken?: number | undefined;
  /** Whether all threads are profiled, and what they wait for. */
  readonly everyThread: boolean;
  /** Seconds of a call without the profiler: what watches threads would make it dearer. */
  readonly unprofiled?: number | undefined;
}

/** What is tried first: cProfile, which is exact and sees no more. */
export const CALLING_THREAD: ProfilePlan = { everyThread: false };

/** From what a process wrote. One that saw other threads work, or waiting, asks for `everyThread` and has no profiles. */
export function readPlan(text: string): ProfilePlan {
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
    return {
      iterations: number(found.iterations),
      taken: Array.isArray(found.profiles) ? Math.max(1, found.profiles.length) : 1,
      everyThread: found.every_thread === true,
      unprofiled: number(found.unprofiled),
    };
  } catch {
    return CALLING_THREAD; // parseProfiles says what is wrong with it
  }
}
