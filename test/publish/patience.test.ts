import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { createPatience, type PatienceOptions } from '../../src/publish/patience.ts';
import { tolerantStore } from '../../src/publish/tolerant-store.ts';
import type { BaselineStore } from '../../src/stores/store.ts';

const never = () => new Promise<never>(() => {});
const patienceOf = (over: Partial<PatienceOptions> = {}) =>
  createPatience({ seconds: 60, interrupted: new AbortController().signal, say: () => {}, ...over });
const SHARE = { most: 60, least: 0 };

describe('patience', () => {
  test('hands on what a call returns or throws', async () => {
    expect(await patienceOf().wait('it', SHARE, async () => 7)).toBe(7);
    await expect(
      patienceOf().wait('it', SHARE, () => Promise.reject(new UsageError('no permission'))),
    ).rejects.toThrow('no permission');
  });

  test('ends a call that hangs, names what was awaited, and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    const waiting = patienceOf({ seconds: 0.02 }).wait('the git server', SHARE, (given) => {
      signal = given;
      return never();
    });
    await expect(waiting).rejects.toThrow(/^There was no answer from the git server within/);
    expect(signal?.aborted).toBe(true);
  });

  test('is one for all calls, but for the least that each is given', async () => {
    const patience = patienceOf({ seconds: 0.02 });
    await expect(patience.wait('one', SHARE, never)).rejects.toThrow(UsageError);
    await expect(patience.wait('two', SHARE, async () => sleep(50))).rejects.toThrow(/within 0 s/);
    expect(await patience.wait('three', { most: 60, least: 60 }, async () => sleep(50, 'here'))).toBe('here');
  });

  test('says what it waits for', async () => {
    const lines: string[] = [];
    const patience = patienceOf({ seconds: 0.2, every: 0.01, say: (line) => lines.push(line) });
    await expect(patience.wait('the cache service', SHARE, never)).rejects.toThrow();
    expect(lines[0]).toBe('still waiting for the cache service, 0 s');
  });

  test('an interrupted run waits for nothing, now and later', async () => {
    const stop = new AbortController();
    const patience = patienceOf({ interrupted: stop.signal });
    const waiting = patience.wait('it', SHARE, never);
    stop.abort();
    await expect(waiting).rejects.toThrow('interrupted');
    await expect(patience.wait('it', SHARE, async () => 7)).rejects.toThrow('interrupted');
  });
});

describe('a store that fails', () => {
  const broken = (error: unknown): BaselineStore => ({
    list: () => Promise.reject(error),
    find: () => Promise.reject(error),
    recent: () => Promise.reject(error),
    summaries: () => Promise.reject(error),
    save: () => Promise.reject(error),
  });
  function open(error: unknown, needed = false) {
    const warnings: string[] = [];
    let opened = 0;
    const store = tolerantStore(
      async () => {
        opened++;
        return broken(error);
      },
      {
        saves: true,
        needed,
        server: 'the git server',
        patience: patienceOf(),
        warn: (_title, message) => warnings.push(message),
        info: () => {},
      },
    );
    return { store, warnings, opened: () => opened };
  }
  const query = { environmentKey: 'x', limit: 1 };

  test.each([
    [
      'a permission',
      new UsageError('denied', { hint: 'Give the job `contents: read`.' }),
      /denied Give the job/,
    ],
    [
      'what nobody foresaw',
      new TypeError('x is not a function'),
      /unexpected went wrong: x is not a function/,
    ],
  ])('%s is told once and yields nothing', async (_what, error, words) => {
    const { store, warnings, opened } = open(error);
    expect([await store.find(query), await store.recent(query), await store.list()]).toEqual([
      undefined,
      [],
      [],
    ]);
    expect(warnings).toEqual([expect.stringMatching(words)]);
    expect(opened()).toBe(1);
  });

  test('is an error where it is all there is to compare with, and never a bug', async () => {
    await expect(open(new TypeError('x'), true).store.find(query)).rejects.toThrow(UsageError);
  });

  test('reading in vain does not keep a save from being tried', async () => {
    const { store, opened } = open(new UsageError('denied'));
    await store.find(query);
    await expect(store.save({} as never)).rejects.toThrow('denied');
    expect(opened()).toBe(2);
  });
});
