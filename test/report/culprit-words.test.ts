import { expect, test } from 'vitest';
import { culpritWords, silenceWords } from '../../src/report/words/culprit-words.ts';
import { CASES } from './samples.ts';

const [culprit] = CASES.slower().culprits ?? [];
if (!culprit) throw new Error('the sample has no culprit');

const words = (change: object, result: object = {}) => {
  const changed = { ...culprit, ...change };
  return culpritWords(changed, { ...CASES.slower(), culprits: [changed], ...result }, (text) => `<${text}>`);
};

test('how much, how often and how much of the verdict’s change', () => {
  expect(words({})).toBe(
    'takes 31 % more of its own time and is called as often as before; that explains 7.4 of the 8.3 %',
  );
  expect(words({ change: 2 })).toMatch(/^takes 3\.0 times as much time of its own/);
  expect(words({ calls: { baseline: 10, candidate: 40 } })).toContain('is called 4.0 times as often');
  expect(words({ calls: { baseline: 0, candidate: 40 } })).toContain('was not called before');
});

test('where it is spent, and where the function was before', () => {
  const through = { function: 'strip', file: 'text.py', kind: 'new' };
  expect(words({ through, moved_from: 'old.py' })).toContain(
    ', most of it in <strip text.py>, which is new; it was in <old.py> before; that explains',
  );
});

test.each([
  ['of several times as slow a share', { points: 0.7 }, 2.4, 'that explains 50 % of it'],
  ['never more than there is', { points: 14.32 }, 2.4, 'that explains it all'],
  ['never more than there is, of a small change', { points: 0.3 }, 1.2, 'that explains all of the 20 %'],
] as const)('%s', (_, change, ratio, said) => {
  expect(words(change, { change: { ratio, low: ratio, high: ratio, confidence: 0.95 } })).toContain(said);
});

test('several never explain more than the whole', () => {
  const culprits = [
    { ...culprit, points: 0.3 },
    { ...culprit, points: 0.1 },
  ];
  const change = { ratio: 1.2, low: 1.19, high: 1.21, confidence: 0.95 };
  expect(words({ points: 0.3 }, { culprits, change })).toContain('that explains 15 of the 20 %');
  expect(words({ points: 0.1 }, { culprits, change })).toContain('that explains 5 of the 20 %');
});

test('more is better: the part of the time', () => {
  const change = { ratio: 0.8, low: 0.79, high: 0.81, confidence: 0.95 };
  expect(words({ points: 0.1 }, { better: 'higher', change })).toContain('that explains 10 of the 25 %');
});

test('against an absolute budget what a call takes on top', () => {
  expect(words({}, { change: undefined })).toContain('; that adds 7.4 % to a call');
});

test('who calls more, how much longer it waits, and whose function it is', () => {
  const called_by = { function: 'append', file: 'log.py', line: 7 };
  const often = { calls: { baseline: 10, candidate: 150 }, called_by };
  expect(words({ ...often, change: 0.001 })).toMatch(/^is called 15 times as often, by <append log.py:7>;/);
  expect(words(often)).toContain(
    'takes 31 % more of its own time and is called 15 times as often, by <append',
  );
  const waits = { baseline: 0.001, candidate: 0.003 };
  expect(words({ waits, change: 0 })).toMatch(/^waits 2\.00 ms longer in a call and is called as often/);
  const of = { name: 'toml', version: '1.1', before: '1.0' };
  const through = { function: 'loads', file: 'toml/decoder.py', kind: 'library', package: of };
  expect(words({ through })).toContain(
    'most of it in <loads toml/decoder.py> of <toml 1.1>, which was <1.0> before;',
  );
});

test('why none is named', () => {
  expect(silenceWords({ not_localised_because: 'noise' })).toBe(
    'not localised because no function grew by more than profiles of identical code differ',
  );
  expect(silenceWords({})).toBe('not localised');
});
