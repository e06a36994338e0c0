import { expect, test } from 'vitest';
import { markChanged } from '../../src/measuring/explaining/explain-slowdowns.ts';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { makeProfile, repeatProfile } from '../profiles/sample.ts';

test('a function that is named has the lines that the candidate changed of it', () => {
  const side = (tokenise: number) => {
    const own = { own: tokenise, line: 10, end: 20 };
    const profiles = repeatProfile(makeProfile({ main: 1, tokenise: own, score: 3, rank: 2 }), 4, 0.01);
    return { profiles, ...(profiles[0] && { best: profiles[0] }), stats: [] };
  };
  const [baseline, candidate] = [side(4), side(8)];
  const comparison = findCulprits(baseline.profiles, candidate.profiles);
  const mark = (first: number, last: number) =>
    markChanged({ comparison, baseline, candidate }, new Map([['app.py', [{ first, last }]]])).comparison
      .culprits[0];
  expect(mark(15, 16)).toMatchObject({ function: 'tokenise', changed_lines: { first: 15, last: 16 } });
  expect(mark(21, 30)).not.toHaveProperty('changed_lines');
});
