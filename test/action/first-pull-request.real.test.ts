/** The pull request that brings Pacegate into a repository. */
import { describe, expect, test } from 'vitest';
import { annotations, mergedPullRequest, openServer, pullRequestEvent, runStep } from './lab.ts';

const SHOP = 'def find():\n    return sum(i * i for i in range(20000))\n';
const BENCH = 'import shop\n\n\ndef search():\n    return shop.find()\n';
const CALLABLE = `version: 1
measure: { python: python3, max_time: 2 min }
benchmarks:
  search:
    callable: bench.py:search
    budgets: [time < baseline + 60%]
`;

describe('budgets and benchmarks are new, the code that they measure is not', () => {
  test('is greeted, told what will be watched and what to do next, and not told that a benchmark changed', async () => {
    const { repository, head, base } = mergedPullRequest(
      { 'shop.py': SHOP },
      { 'bench.py': BENCH, 'budgets.yml': CALLABLE },
    );
    await using api = await openServer();
    const event = pullRequestEvent({ head, base, action: 'opened' });
    const ended = await runStep({ repository, event, api });
    expect(ended.log).not.toMatch(/bug in Pacegate/);
    expect(ended.code).toBe(0);
    const [comment] = api.comments;
    expect(comment?.body).toContain('Welcome to Pacegate');
    expect(comment?.body).toContain('- `search`: `time < baseline + 60%`');
    expect(comment?.body).toContain('**Next:** merge this pull request.');
    expect(comment?.body).not.toContain('benchmark-changed');
    expect(annotations(ended.log, 'warning').join()).not.toContain('benchmark-changed');
    // The next one is not greeted any more.
    repository.git('checkout', '--quiet', '-b', 'next', head);
    const next = repository.commit('harmless', { 'other.py': '' });
    await runStep({ repository, event: pullRequestEvent({ head: next, base: head }), api });
    expect(api.comments[0]?.body).not.toContain('Welcome');
  });
});

test('the product code under it is new as well: the absolute budget is judged, and nothing has failed', async () => {
  const budgets = CALLABLE.replace('[time', '[time < 1 s, time');
  const { repository, head, base } = mergedPullRequest(
    { 'README.md': '' },
    { 'shop.py': SHOP, 'bench.py': BENCH, 'budgets.yml': budgets },
  );
  const ended = await runStep({ repository, event: pullRequestEvent({ head, base, action: 'opened' }) });
  expect({ code: ended.code, verdict: ended.outputs.verdict }, ended.log).toEqual({
    code: 0,
    verdict: 'pass',
  });
  expect(ended.summary).toMatch(/^\| ✅ \| .*`search`.* \| `time < 1 s` \|/m);
  expect(ended.summary).toMatch(/^\| 🆕 \| .*`search`.* \| `time < baseline \+ 60%` \|/m);
  expect(ended.summary).not.toMatch(/failed process|benchmark-changed|Install what/);
});

test('a benchmark that changes later is told', async () => {
  const { repository, head, base } = mergedPullRequest(
    { 'shop.py': SHOP, 'bench.py': BENCH, 'budgets.yml': CALLABLE },
    { 'bench.py': `${BENCH}# changed\n` },
  );
  const ended = await runStep({ repository, event: pullRequestEvent({ head, base }) });
  expect(ended.summary).toContain('benchmark-changed');
});
