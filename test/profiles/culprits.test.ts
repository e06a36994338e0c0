import { describe, expect, it } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { makeProfile, repeatProfile } from './sample.ts';

const search = { main: 0.1, tokenise: 0.4, score: 0.3, rank: 0.15, serialise: 0.05 };
const baseline = repeatProfile(makeProfile(search));

describe('findCulprits', () => {
  it('names the function that got slower, with its share of the whole', () => {
    const slower = repeatProfile(makeProfile({ ...search, tokenise: 0.52 }));
    const { culprits, localised } = findCulprits(baseline, slower);
    expect(localised).toBe(true);
    expect(culprits).toEqual([
      {
        function: 'tokenise',
        file: 'app.py',
        line: 2,
        change: expect.closeTo(0.3, 9),
        points: expect.closeTo(0.12, 9),
        calls: { baseline: 1, candidate: 1 },
      },
    ]);
  });

  it('names nothing on identical code, on a machine that is slower by a quarter', () => {
    const drifted = repeatProfile(
      makeProfile(Object.fromEntries(Object.entries(search).map(([name, own]) => [name, own * 1.25]))),
    );
    const result = findCulprits(baseline, drifted);
    expect(result.culprits).toEqual([]);
    expect(result.localised).toBe(false);
    expect(result.obstacle).toBeUndefined();
    expect(result.drift).toBeCloseTo(1.25, 9);
  });

  it('is not misled by one wholly bad process', () => {
    const bad = makeProfile({ ...search, score: 3 });
    expect(findCulprits(baseline, [bad, ...repeatProfile(makeProfile(search), 3)]).culprits).toEqual([]);
  });

  it('asks for more where the other functions scatter, too', () => {
    const scattered = { main: 0.105, tokenise: 0.376, score: 0.324, rank: 0.141, serialise: 0.052 };
    expect(findCulprits(baseline, repeatProfile(makeProfile(scattered))).culprits).toEqual([]);
    const slower = findCulprits(baseline, repeatProfile(makeProfile({ ...scattered, score: 0.45 })));
    expect(slower.culprits.map((culprit) => culprit.function)).toEqual(['score']);
    expect(slower.noise).toBeGreaterThan(0.02);
  });

  it('leaves a growth below 1.5 points unnamed, and one above named', () => {
    const at = (own: number) => findCulprits(baseline, repeatProfile(makeProfile({ ...search, rank: own })));
    expect(at(0.164).culprits).toEqual([]);
    expect(at(0.166).culprits.map((culprit) => culprit.function)).toEqual(['rank']);
  });

  it('tells a function that is called three times as often', () => {
    const often = makeProfile({ ...search, score: { own: 0.9, calls: 3 } });
    const { culprits } = findCulprits(baseline, repeatProfile(often));
    expect(culprits[0]?.calls).toEqual({ baseline: 1, candidate: 3 });
  });

  it('names two functions that both got slower, the larger growth first', () => {
    const slower = repeatProfile(makeProfile({ ...search, tokenise: 0.5, score: 0.5 }));
    expect(findCulprits(baseline, slower).culprits.map((culprit) => culprit.function)).toEqual([
      'score',
      'tokenise',
    ]);
  });

  it('charges a new function to its caller and says so', () => {
    const extracted = makeProfile({ ...search, fold_accents: 0.2 }, { 'tokenise > fold_accents': 0.2 });
    const { culprits } = findCulprits(baseline, repeatProfile(extracted));
    expect(culprits).toMatchObject([
      {
        function: 'tokenise',
        change: expect.closeTo(0.5, 9),
        through: { function: 'fold_accents', file: 'app.py', kind: 'new' },
      },
    ]);
  });

  it('names nothing where code only moved into a new function', () => {
    const extracted = makeProfile(
      { ...search, tokenise: 0.1, split_words: 0.3 },
      { 'tokenise > split_words': 0.3 },
    );
    expect(findCulprits(baseline, repeatProfile(extracted)).culprits).toEqual([]);
  });

  it('names nothing where a function was inlined into its caller', () => {
    const before = makeProfile({ ...search, score: 0.1, weigh: 0.2 }, { 'score > weigh': 0.2 });
    expect(findCulprits(repeatProfile(before), baseline).culprits).toEqual([]);
  });

  it('follows a function that moved to another file', () => {
    const moved = makeProfile({ ...search, rank: { own: 0.3, file: 'ranking.py', line: 7 } });
    const { culprits } = findCulprits(baseline, repeatProfile(moved));
    expect(culprits).toMatchObject([{ function: 'rank', file: 'ranking.py', line: 7, moved_from: 'app.py' }]);
  });

  it('charges a library to the function of the repository that calls it', () => {
    const library = (own: number) =>
      repeatProfile(
        makeProfile(
          { ...search, iterencode: { own, file: 'json/encoder.py', inside: false } },
          { 'serialise > iterencode': own },
        ),
      );
    expect(findCulprits(library(0.1), library(0.3)).culprits).toMatchObject([
      {
        function: 'serialise',
        through: { function: 'iterencode', file: 'json/encoder.py', kind: 'library' },
      },
    ]);
  });

  it('names the library function that grew, and not the dearest one', () => {
    const libraries = (strip: number) =>
      repeatProfile(
        makeProfile(
          {
            ...search,
            ...(strip > 0 && { strip: { own: strip, file: 'text/strip.py', inside: false } }),
            iterencode: { own: 0.5, file: 'json/encoder.py', inside: false },
          },
          { 'serialise > iterencode': 0.5, ...(strip > 0 && { 'serialise > strip': strip }) },
        ),
      );
    expect(findCulprits(libraries(0), libraries(0.3)).culprits).toMatchObject([
      { function: 'serialise', through: { function: 'strip', file: 'text/strip.py', kind: 'library' } },
    ]);
  });

  it('asks for more where too few functions could tell the drift of the machine', () => {
    const before = repeatProfile(makeProfile({ only: 1 }));
    expect(findCulprits(before, repeatProfile(makeProfile({ only: 1.04 }))).culprits).toEqual([]);
    expect(findCulprits(before, repeatProfile(makeProfile({ only: 1.3 }))).culprits).toHaveLength(1);
  });

  it('counts instructions exactly, without a drift', () => {
    const count = (own: number) => [
      makeProfile({ tokenise: own, score: 1000, rank: 1000 }, {}, { tool: 'bytecodes', unit: 'bytecodes' }),
    ];
    expect(findCulprits(count(1000), count(1000)).culprits).toEqual([]);
    expect(findCulprits(count(1000), count(1010)).culprits).toMatchObject([
      { function: 'tokenise', change: expect.closeTo(0.01, 9) },
    ]);
  });

  it('says what kept it from comparing', () => {
    expect(findCulprits(baseline, []).obstacle).toBe('too-few-processes');
    const other = repeatProfile(makeProfile(search, {}, { python: 'CPython 3.13.0' }));
    expect(findCulprits(baseline, other).obstacle).toBe('different-interpreters');
    const foreign = repeatProfile(makeProfile({ other: 1 }));
    expect(findCulprits(baseline, foreign).obstacle).toBe('nothing-in-common');
  });

  it('lists the costs of a candidate that has no baseline', () => {
    const { obstacle, functions } = findCulprits([], baseline);
    expect(obstacle).toBe('no-baseline');
    expect(functions.map((row) => [row.function, row.points])).toEqual([
      ['tokenise', expect.closeTo(0.4, 9)],
      ['score', expect.closeTo(0.3, 9)],
      ['rank', expect.closeTo(0.15, 9)],
      ['main', expect.closeTo(0.1, 9)],
      ['serialise', expect.closeTo(0.05, 9)],
    ]);
  });

  it('gives the same result whatever the order of the processes', () => {
    const slower = repeatProfile(makeProfile({ ...search, tokenise: 0.52, score: 0.4 }));
    expect(findCulprits([...baseline].reverse(), [...slower].reverse())).toEqual(
      findCulprits(baseline, slower),
    );
  });
});
