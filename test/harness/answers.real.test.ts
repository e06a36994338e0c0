/** Names what does less work than the base, and nothing that returns the same: by answers that Python's side makes. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDifferingParts } from '../../src/comparison/subjects/answers.ts';
import { harnessDirectory } from '../../src/runners/harness/harness-location.ts';
import { type Answer, mergeAnswers, readAnswer } from '../../src/samples/answer.ts';
import { PYTHON } from '../runners/pythons.ts';

type Told = Readonly<Record<'cheats' | 'honest', Readonly<Record<string, readonly [unknown, unknown]>>>>;

/** Two processes with hash seeds of their own, as two blocks have them. */
const processes = ['1', '2'].map((PYTHONHASHSEED): Told => {
  const text = execFileSync(PYTHON.path, [join(import.meta.dirname, 'answers/main.py')], {
    encoding: 'utf8',
    env: { PYTHONHASHSEED, PYTHONPATH: harnessDirectory(), PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(text) as Told;
});

function differing(kind: keyof Told): Map<string, string[]> {
  const names = Object.keys(processes[0]?.[kind] ?? {});
  return new Map(
    names.map((name) => {
      const side = (place: 0 | 1) =>
        processes
          .map((told) => readAnswer({ runs: 1, ...(told[kind][name]?.[place] as object) }) as Answer)
          .reduce(mergeAnswers);
      return [name, findDifferingParts(side(0), side(1))];
    }),
  );
}

test('all of twenty planted cheats are named', () => {
  const found = differing('cheats');
  expect(found.size).toBe(20);
  expect([...found].filter(([, parts]) => parts.length === 0)).toEqual([]);
  expect(found.get('forgets_the_nested_field')).toEqual(['.meta.sum']);
});

test('none of two hundred honest rewrites is', () => {
  const found = differing('honest');
  expect(found.size).toBeGreaterThanOrEqual(200);
  expect([...found].filter(([, parts]) => parts.length > 0)).toEqual([]);
});
