/** Which uses share a section of the comment, and which do not. */
import { expect, test } from 'vitest';
import { readJobFacts } from '../../src/github/facts.ts';
import { readInputs } from '../../src/github/inputs.ts';
import { describeUse } from '../../src/github/use.ts';

const use = (env: Record<string, string>, inputs: Record<string, string> = {}) =>
  describeUse(readInputs(inputs), readJobFacts({ GITHUB_JOB: 'gate', ...env }, '/'));

test('two steps of one job with the same inputs are two uses, and told apart', () => {
  const first = use({ GITHUB_ACTION: '__acme_pacegate' });
  const second = use({ GITHUB_ACTION: '__acme_pacegate_2' });
  const named = use({ GITHUB_ACTION: 'nightly' });
  expect(new Set([first.key, second.key, named.key]).size).toBe(3);
  expect([first.label, second.label, named.label]).toEqual([
    'job gate',
    'job gate, step 2',
    'job gate, step nightly',
  ]);
});

test('the same step is the same use in every run', () => {
  const again = (attempt: string, sha: string) =>
    use({ GITHUB_ACTION: '__acme_pacegate_2', GITHUB_RUN_ATTEMPT: attempt, GITHUB_SHA: sha }).key;
  expect(again('1', 'a')).toBe(again('2', 'b'));
});
