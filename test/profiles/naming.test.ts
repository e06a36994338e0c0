/** What is named beside a function's own time: more calls with their caller, waiting, and only what explains the verdict. */
import { describe, expect, it } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { quietestParts } from '../../src/profiles/sum.ts';
import { makeProfile, repeatProfile } from './sample.ts';

const OWN = { main: 0.1, append: 0.3, compact: 0.02, copy: 0.03, read: 0.3, render: 0.25 };

/** `append` calls `compact`, that calls `copy`; all of it as often as is said. */
function calling(appends: number, compacts: number, more: object = {}) {
  const own = {
    append: 0.003 * appends,
    compact: (OWN.compact / 10) * compacts,
    copy: (OWN.copy / 10) * compacts,
  };
  return repeatProfile(
    makeProfile(
      {
        ...OWN,
        append: { own: own.append, calls: appends },
        compact: { own: own.compact, calls: compacts },
        copy: { own: own.copy, calls: compacts },
        ...more,
      },
      {
        'main > append': { calls: appends, own: own.append, total: own.append + own.compact + own.copy },
        'append > compact': { calls: compacts, own: own.compact, total: own.compact + own.copy },
        'compact > copy': { calls: compacts, own: own.copy, total: own.copy },
      },
    ),
  );
}

describe('more calls', () => {
  it('are told of the function that is called, by the caller that calls more, and of none that only follow', () => {
    const { culprits } = findCulprits(calling(100, 10), calling(100, 150));
    expect(culprits).toMatchObject([
      {
        function: 'compact',
        calls: { baseline: 10, candidate: 150 },
        called_by: { function: 'append', file: 'app.py', line: 2 },
        points: expect.closeTo(14 * 0.05, 6),
      },
    ]);
    expect(culprits).toHaveLength(1);
  });

  it('are told where no function’s own time is above the noise', () => {
    const slowdown = { low: 0.004, high: 0.012 };
    const { culprits } = findCulprits(calling(100, 10), calling(100, 11.5), slowdown);
    expect(culprits.map(({ function: name }) => name)).toEqual(['compact']);
  });

  it('are no finding where the caller itself is called as much more often', () => {
    const { culprits } = findCulprits(calling(100, 10), calling(200, 20));
    expect(culprits).toMatchObject([{ function: 'append', called_by: { function: 'main' } }]);
    expect(culprits).toHaveLength(1);
  });

  it('are no finding where many small calls take the place of a few large ones', () => {
    const split = { calls: 1000, own: 0.02, total: 0.02 };
    const side = (edge: object) =>
      repeatProfile(
        makeProfile(
          { ...OWN, compact: { own: 0.02, ...edge } },
          { 'append > compact': { calls: 10, own: 0.02, total: 0.02, ...edge } },
        ),
      );
    const call = { low: 0.001, high: 0.003 };
    expect(findCulprits(side({ calls: 10 }), side(split), call).culprits).toEqual([]);
  });

  it('are none where a process of the baseline makes as many', () => {
    const some = [...calling(100, 10).slice(1), ...calling(100, 150).slice(0, 1)];
    expect(findCulprits(some, calling(100, 150)).culprits).toEqual([]);
  });
});

describe('waiting', () => {
  const waiting = (waited: number) => repeatProfile(makeProfile({ ...OWN, read: { own: 0.3, waited } }));

  it('is told of the function that waits longer', () => {
    const { culprits } = findCulprits(waiting(0.01), waiting(0.11));
    expect(culprits).toMatchObject([
      { function: 'read', waits: { baseline: 0.01, candidate: 0.11 }, points: expect.closeTo(0.1, 6) },
    ]);
  });

  it('is no finding where a round says otherwise', () => {
    const rounds = [...waiting(0.11).slice(1), ...waiting(0.01).slice(0, 1)];
    expect(findCulprits(waiting(0.01), rounds).culprits).toEqual([]);
  });
});

describe('a verdict that is to be explained', () => {
  const before = repeatProfile(makeProfile(OWN));
  const after = repeatProfile(makeProfile({ ...OWN, copy: 0.038 }));
  const name = (low: number) => findCulprits(before, after, { low, high: 2 * low });

  it('has a smaller growth named than is told without one', () => {
    expect(findCulprits(before, after)).toMatchObject({ culprits: [], silence: 'too-small' });
    expect(name(0.006).culprits.map((culprit) => culprit.function)).toEqual(['copy']);
  });

  it('has none named where all of them explain less than a third of it, and says so', () => {
    expect(name(0.03)).toMatchObject({ culprits: [], localised: false, silence: 'too-small' });
    expect(findCulprits(before, before, { low: 0.2, high: 0.3 }).silence).toBe('noise');
  });

  it('has those named that explain a tenth of it each, and a third together', () => {
    const grown = repeatProfile(makeProfile({ ...OWN, main: 0.104, append: 0.36, read: 0.33 }));
    const { culprits } = findCulprits(before, grown, { low: 0.2, high: 0.3 });
    expect(culprits.map((culprit) => culprit.function)).toEqual(['append', 'read']);
  });

  it('is told in shares of a call without the profiler', () => {
    const unprofiled = { unprofiled: 0.5 };
    const [a, b] = [OWN, { ...OWN, read: 0.35 }].map((own) =>
      repeatProfile(makeProfile(own, {}, unprofiled)),
    );
    expect(findCulprits(a ?? [], b ?? []).culprits).toMatchObject([
      { function: 'read', points: expect.closeTo(0.1, 6) },
    ]);
  });
});

it('takes off what the profiler adds to a call: a function that was split up is not slower', () => {
  const split = (perCall: number) =>
    repeatProfile(
      makeProfile(
        { ...OWN, read: 0.2, read_line: { own: 0.2, calls: 100 } },
        { 'read > read_line': { own: 0.2, calls: 100, total: 0.2 } },
        { perCall },
      ),
    );
  const before = repeatProfile(makeProfile(OWN));
  expect(findCulprits(before, split(0)).culprits).toHaveLength(1);
  expect(findCulprits(before, split(0.001)).culprits).toEqual([]);
});

it('names a new function that no other one calls, such as what a pool of threads is given', () => {
  const before = repeatProfile(makeProfile(OWN), 4, 0);
  const after = repeatProfile(makeProfile({ ...OWN, refresh: { own: 0.2, calls: 4 } }), 4, 0);
  expect(findCulprits(before, after).culprits).toMatchObject([
    { function: 'refresh', calls: { baseline: 0, candidate: 4 }, points: expect.closeTo(0.2, 6) },
  ]);
});

it('names first what a package that is another version now made slower', () => {
  const side = (own: number, read: number, version: string) =>
    repeatProfile(
      makeProfile(
        {
          ...OWN,
          read,
          loads: { own, file: 'toml/decoder.py', inside: false, package: { name: 'toml', version } },
        },
        { 'render > loads': own },
      ),
    );
  const { culprits } = findCulprits(side(0.1, 0.3, '1.0'), side(0.2, 0.5, '1.1'));
  expect(culprits).toMatchObject([
    { function: 'render', through: { package: { name: 'toml', version: '1.1', before: '1.0' } } },
    { function: 'read' },
  ]);
});

it('takes each function’s quietest stretch of a process', () => {
  const stretch = (a: number, b: number, ab: number) =>
    makeProfile({ a, b: { own: b, waited: b } }, { 'a > b': { own: ab, total: ab, waited: ab } });
  expect(quietestParts([stretch(1, 5, 3), stretch(4, 2, 1)])).toEqual(stretch(1, 2, 1));
});
