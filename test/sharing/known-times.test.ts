import { expect, it } from 'vitest';
import type { Plan } from '../../src/measuring/plan-run.ts';
import { knownTimes } from '../../src/sharing/known-times.ts';
import type { BaselineStore, Entry } from '../../src/stores/store.ts';
import { makeRepository } from '../checkouts/git-fixture.ts';

const entry = (commit: string, spent?: Record<string, number>) =>
  ({ commit, measurements: spent ? { spent } : {} }) as unknown as Entry;
const storeOf = (...entries: Entry[]) => ({ recent: async () => entries }) as unknown as BaselineStore;

it('takes the newest entry of an earlier commit that has times', async () => {
  const repository = makeRepository({ a: '1' });
  const first = repository.git('rev-parse', 'HEAD');
  const second = repository.commit('second', { a: '2' });
  const plan = { commit: { id: second, dirty: false }, repository } as unknown as Plan;
  const entries = [
    entry(second, { a: 9 }), // a share that starts later must not see what this very run saved
    entry('f'.repeat(40), { a: 8 }), // of another branch
    entry(first),
    entry(first, { a: 7, failed: 0 }),
  ];
  expect(await knownTimes(plan, storeOf(...entries))).toEqual({ seconds: new Map([['a', 7]]), from: first });
  expect(await knownTimes({ ...plan, base: second }, storeOf(...entries))).toMatchObject({ from: second });
  expect(await knownTimes(plan, storeOf())).toEqual({ seconds: new Map() });
});
