import { describe, expect, test } from 'vitest';
import { decideRetry } from '../../src/github/retry.ts';

const NOW = 1_795_000_000;
const decide = (
  status: number,
  headers: Record<string, string> = {},
  { message = '', attempt = 1, patience = 300 } = {},
) => decideRetry({ status, message, headers }, attempt, patience, NOW);

describe('decideRetry', () => {
  test.each([
    ['429 with the server’s own delay', 429, { 'retry-after': '17' }, '', 17],
    ['429 with a date', 429, { 'retry-after': new Date((NOW + 9) * 1000).toUTCString() }, '', 9],
    [
      'a secondary limit with a delay',
      403,
      { 'retry-after': '30' },
      'You have exceeded a secondary rate limit',
      30,
    ],
    ['a secondary limit without one: a minute', 403, {}, 'You have exceeded a secondary rate limit', 60],
    [
      'the primary limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 40) },
      '',
      41,
    ],
    ['a server that is being repaired', 503, { 'retry-after': '5' }, '', 5],
    ['a server error', 502, {}, '', 1],
  ])('%s', (_what, status, headers, message, seconds) => {
    expect(decide(status, headers, { message })).toEqual({ kind: 'retry', seconds });
  });

  test('the wait grows with the attempts, and the attempts end', () => {
    const waits = [1, 2, 3, 4].map((attempt) => decide(500, {}, { attempt }));
    expect(waits).toEqual([1, 2, 4, 8].map((seconds) => ({ kind: 'retry', seconds })));
    expect(decide(500, {}, { attempt: 5 })).toEqual({ kind: 'give-up', limited: false });
  });

  test('a delay longer than the patience left is not waited for, but told', () => {
    expect(decide(429, { 'retry-after': '3600' })).toEqual({ kind: 'give-up', limited: true, seconds: 3600 });
  });

  test.each([400, 401, 403, 404, 410, 422])('%i is no passing failure', (status) => {
    expect(decide(status)).toEqual({ kind: 'give-up', limited: false });
  });
});
