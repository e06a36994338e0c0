import { expect, test } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { viewFlame } from '../../src/report/profiles/flame-view.ts';
import { readFrames } from '../../src/report-client/flame/flame-frames.ts';
import { makeProfile, repeatProfile } from '../profiles/sample.ts';

const profiles = (tokenise: number) =>
  repeatProfile(
    makeProfile(
      { main: 1, tokenise, dumps: { own: 3, inside: false } },
      { 'main > tokenise': { own: tokenise, total: tokenise + 3 }, 'tokenise > dumps': 3 },
    ),
    4,
    0.01,
  );
const request = (baseline = profiles(2), candidate = profiles(4)) => ({
  ...{ benchmark: 'search', comparison: findCulprits(baseline, candidate), baseline, candidate },
  isChanged: ({ line }: { line: number }) => line === 2,
});

test('the page reads what was written for it', () => {
  const flame = viewFlame(request());
  expect(flame.functions.map(([name, , kind]) => [name, kind])).toEqual([
    ['main', 'project'],
    ['tokenise', 'changed'],
    ['dumps', 'library'],
  ]);
  const [main] = readFrames(flame).children;
  expect(main).toMatchObject({ own: { baseline: 1, candidate: 1 }, total: { baseline: 6, candidate: 8 } });
  expect(main?.children).toMatchObject([
    { entry: ['tokenise', 'app.py:2', 'changed'], own: { baseline: 2, candidate: 4 }, changed: true },
  ]);
});

test('where the sides cannot be compared, the candidate is shown alone', () => {
  const flame = viewFlame(request([], profiles(4)));
  expect(flame.compared).toBe(false);
  const { total } = readFrames(flame);
  expect(total.baseline).toBe(0);
  expect(total.candidate).toBeCloseTo(8, 2);
});

test('names of any length leave room for the other graphs of the page', () => {
  const long = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`${at}${'字'.repeat(500)}`, 1]));
  const stacks = Object.keys(long).map((_, at) => ({ frames: [at], own: 1 }));
  const candidate = [{ ...makeProfile(long), stacks }];
  const flame = viewFlame(request([], candidate), 10);
  expect(new TextEncoder().encode(JSON.stringify(flame)).length).toBeLessThan(400_000);
  expect(flame.functions.length).toBeGreaterThan(300);
});
