import { expect, test } from 'vitest';
import { createRunTime, partOf } from '../../src/measuring/run-time.ts';
import {
  announce,
  announceRun,
  announceSuite,
  inWords,
  overview,
  tellEnd,
} from '../../src/measuring/tell.ts';

let now = 0;
const clock = () => now;

test('a run has half an hour and a minute for profiling where nothing is said, else a quarter for it', () => {
  expect(createRunTime(clock, 0, undefined)).toMatchObject({ total: 1800, profiling: 60 });
  expect(createRunTime(clock, 0, 900)).toMatchObject({ total: 900, profiling: 225 });
  expect(createRunTime(clock, 0, 60)).toMatchObject({ total: 60, profiling: 15 });
});

test('what is left runs down from the start of the run, and of a part of it the other part remains', () => {
  now = 100;
  const time = createRunTime(clock, 40, 160);
  expect(time.left()).toBe(100);
  const half = partOf(time, 1 / 2);
  now = 140;
  expect([time.left(), half.left()]).toEqual([60, 10]);
  now = 300;
  expect(time.left()).toBeLessThan(0);
  expect(partOf(time, 1 / 2).left()).toBe(time.left());
});

test('it is announced with what bounds it', () => {
  expect(announceRun([{ budgets: [1, 2] }, { budgets: [3] }], 1800)).toBe(
    'to measure: 2 entries of the budget file, with 3 budgets; the whole run takes at most 30 min (measure.total_time)',
  );
  expect(announce({ seconds: [300, 300], sides: 2, left: 1800 })).toBe(
    'measuring 2 entries of the budget file, side by side: at most 10 min (measure.max_time)',
  );
  expect(announce({ seconds: [300], sides: 1, left: 90 })).toBe(
    'measuring 1 entry of the budget file: at most 90 s (measure.total_time)',
  );
  // `max_time` is for each benchmark, and how many a suite has is known later.
  expect(announce({ seconds: [300, Number.POSITIVE_INFINITY], sides: 2, left: 1800 })).toBe(
    'measuring 2 entries of the budget file, side by side: at most 30 min (measure.total_time)',
  );
  expect(announce({ seconds: [Number.POSITIVE_INFINITY], sides: 1, left: Number.POSITIVE_INFINITY })).toBe(
    'measuring 1 entry of the budget file',
  );
  expect(overview({ done: 2, failed: 0, open: 1, left: 130 })).toBe('2 done, 1 open, at most 3 min to go');
  expect(overview({ done: 3, failed: 0, open: 0, left: 0 })).toBe('all done');
  expect([-1, 0.2, 119, 7_500].map(inWords)).toEqual(['0 s', '1 s', '119 s', '2 h 5 min']);
});

test('a failed entry looks failed in progress, and what failed of a suite is not called decided', () => {
  const end = { name: 'suite', blocks: 6, seconds: 9.4, how: 'decided' };
  expect(tellEnd({ ...end, failures: new Map() })).toBe('suite: 6 blocks in 9.4 s · decided');
  expect(tellEnd({ ...end, failures: new Map([['test_a', 'crashed']]) })).toBe(
    'suite: 6 blocks in 9.4 s · decided, but for 1 that could not be measured',
  );
  expect(tellEnd({ ...end, failures: new Map([['', 'setup-failed']]) })).toBe(
    'suite: not measured: the set-up command failed',
  );
  expect(overview({ done: 1, failed: 1, open: 1, left: 130 })).toBe(
    '1 done, 1 failed, 1 open, at most 3 min to go',
  );
  expect(overview({ done: 1, failed: 1, open: 0, left: 0 })).toBe('1 done, 1 failed');
});

test('of a suite it is told how long a first verdict takes, and before anything is measured that there is no time for it', () => {
  const suite = { name: 'suite', benchmarks: 90, block: 12, blocks: 6 };
  expect(announceSuite({ ...suite, left: 600 })).toBe(
    'suite: 90 benchmarks; a first verdict after 6 blocks, in about 72 s',
  );
  expect(announceSuite({ ...suite, benchmarks: 0, left: 600 })).toBe(
    'suite: it has none of the benchmarks that were asked for (--only)',
  );
  expect(announceSuite({ ...suite, benchmarks: 1, left: 60 })).toBe(
    'suite: 1 benchmark; a first verdict after 6 blocks, in about 72 s, but there are only 60 s: most of them will stay undecided. Raise measure.total_time, or measure fewer of them: name them in the entry, or divide it.',
  );
});
