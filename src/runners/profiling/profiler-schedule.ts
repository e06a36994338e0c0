/** How the time for profiling one benchmark is shared out among its processes, and what there is no time for. */

export interface ScheduleRequest {
  readonly checkouts: readonly unknown[];
  /** Seconds left for all of the processes. Default: no end. */
  readonly timeLeft?: () => number;
  /** Processes a side with fewer of which the profiles are of no use. */
  readonly least?: number;
}

export interface ProcessTimes {
  /** Seconds that its calls should take, warm-up included. */
  readonly aim: number;
  /** Seconds after which it is ended. */
  readonly most: number;
}

export interface Schedule {
  /** Whether there is time for one more process, after `done`, and for all that it would be of no use without. */
  fits(done: number): boolean;
  /** Called before each process starts. */
  next(done: number): ProcessTimes;
  /** Called after each process. */
  took(): void;
}

/** Of the time of a process: the rest goes into starting and importing. */
const AIM = 0.7;

/** @param rounds processes a side, if there is time */
export function createSchedule(request: ScheduleRequest, rounds: number): Schedule {
  const { checkouts, least = 1 } = request;
  const sides = checkouts.length;
  const timeLeft = request.timeLeft ?? (() => Number.POSITIVE_INFINITY);
  let slowest = 0;
  let before = timeLeft();

  /** Processes up to the end of this round, and of all the rounds that are needed. */
  const needed = (done: number): number =>
    Math.max(sides - (done % sides), Math.min(least, rounds) * sides - done);
  return {
    fits(done) {
      const left = timeLeft();
      return left > 0 && slowest * needed(done) <= left;
    },
    next(done) {
      before = timeLeft();
      return { aim: (AIM * before) / Math.max(1, rounds * sides - done), most: before / needed(done) };
    },
    took() {
      if (Number.isFinite(before)) slowest = Math.max(slowest, before - timeLeft());
    },
  };
}
