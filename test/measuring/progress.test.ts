import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from '../../src/measuring/progress.ts';

let written: string[];
const stream = (over = {}) => ({ write: (text: string) => void written.push(text), ...over });
beforeEach(() => {
  written = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

test('a job’s log gets a line at least every 20 s, with what is going on', () => {
  const progress = createProgress(stream());
  progress.say('search: measured');
  for (let second = 0; second < 60; second++) {
    progress.show(`profiling search: ${second} of 60 processes`);
    vi.advanceTimersByTime(1_000);
  }
  expect(written).toEqual([
    'search: measured\n',
    'profiling search: 14 of 60 processes · 15 s so far\n',
    'profiling search: 29 of 60 processes · 30 s so far\n',
    'profiling search: 44 of 60 processes · 45 s so far\n',
    'profiling search: 59 of 60 processes · 1 min 0 s so far\n',
  ]);
});

test('even where nothing is shown meanwhile: a set-up that takes minutes', () => {
  const progress = createProgress(stream());
  progress.say('setting up the baseline: make');
  vi.advanceTimersByTime(16_000);
  expect(written[1]).toBe('setting up the baseline: make · 15 s so far\n');
});

test('lines that come often enough are all there is, and none comes after the end', () => {
  const progress = createProgress(stream());
  for (let i = 0; i < 10; i++) {
    progress.say(`line ${i}`);
    progress.show('something');
    vi.advanceTimersByTime(10_000);
  }
  expect(written).toHaveLength(10);
  progress.end();
  vi.advanceTimersByTime(60_000);
  expect(written).toHaveLength(10);
});

test('a terminal has one line that is rewritten, and no lines of their own', () => {
  const progress = createProgress(stream({ isTTY: true, columns: 40 }));
  progress.show('a\u001b[31mb');
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual(['\r\u001b[Ka [31mb']);
});
