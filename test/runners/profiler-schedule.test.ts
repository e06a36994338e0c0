/** How the time for profiling is shared out; the clock is a stand-in. */
import { expect, test } from 'vitest';
import { createSchedule } from '../../src/runners/profiling/profiler-schedule.ts';

function setUp(seconds: number, rounds: number, least?: number) {
  let left = seconds;
  const request = { checkouts: ['baseline', 'candidate'], timeLeft: () => left, ...(least && { least }) };
  const schedule = createSchedule(request, rounds);
  return {
    schedule,
    /** Processes that get done, if each takes so long. */
    profile(took: number): number {
      let done = 0;
      while (done < 2 * rounds && schedule.fits(done)) {
        schedule.next(done);
        left -= took;
        schedule.took();
        done++;
      }
      return done;
    },
  };
}

test('all processes share the time, and starting them takes a part of it', () => {
  const { schedule } = setUp(80, 4);
  expect(schedule.next(0).aim).toBeCloseTo(7);
  expect(schedule.next(7).aim).toBeCloseTo(56);
});

test('no round is begun that cannot be ended', () => {
  expect(setUp(80, 4).profile(10)).toBe(8);
  expect(setUp(50, 4).profile(10)).toBe(4);
  expect(setUp(39, 4).profile(10)).toBe(2);
});

test('what cannot reach the processes that a comparison takes is given up after its first one', () => {
  expect(setUp(39, 4, 2).profile(10)).toBe(1);
  expect(setUp(41, 4, 2).profile(10)).toBe(4);
});

test('the first process may not take what the others need', () => {
  expect(setUp(40, 4, 2).schedule.next(0).most).toBe(10);
  expect(setUp(40, 4).schedule.next(0).most).toBe(20);
  expect(setUp(40, 4).schedule.next(3).most).toBe(40);
});

test('without a limit nothing is cut short', () => {
  const schedule = createSchedule({ checkouts: [1, 2], least: 2 }, 4);
  expect(schedule.next(0)).toEqual({ aim: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY });
  schedule.took();
  expect(schedule.fits(7)).toBe(true);
});
