/** Whatever happens to what comes after the verdict – saving, posting – the verdict is there, and no bug is told. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneOf, makeRepository, type TestRepository } from '../checkouts/git-fixture.ts';
import {
  annotations,
  type Ended,
  mergedPullRequest,
  openServer,
  project,
  pullRequestEvent,
  pushEvent,
  runStep,
  speed,
} from './lab.ts';

const BUG = /bug in Pacegate/;

/** A bare repository as `origin`, whose server says no in its own words. */
function originOf(repository: TestRepository, hook?: string): TestRepository {
  const origin = cloneOf(repository, '--bare');
  repository.git('remote', 'add', 'origin', `file://${origin.root}`);
  if (hook !== undefined) {
    const path = join(origin.root, 'hooks', 'pre-receive');
    writeFileSync(path, `#!/bin/sh\n${hook}\nexit 1\n`);
    chmodSync(path, 0o755);
  }
  return origin;
}

async function push(repository: TestRepository, env = {}, when?: Parameters<typeof runStep>[0]['when']) {
  const event = pushEvent(repository.git('rev-parse', 'HEAD'));
  return await runStep({
    repository,
    name: 'push',
    ref: 'refs/heads/main',
    event,
    env,
    ...(when && { when }),
  });
}

function expectVerdict(ended: Ended, verdict: string, code: number): void {
  expect(ended.log).not.toMatch(BUG);
  expect({ verdict: ended.outputs.verdict, code: ended.code }).toEqual({ verdict, code });
  expect(ended.summary).toContain('Pacegate');
}

/** The verdict is there while every server still fails, and the job ends within the minute that it may take. */
describe('with every service out of order', () => {
  test.concurrent.each([403, 404, 429, 500, 502, 'hangs'] as const)('%s', async (trouble) => {
    await using server = await openServer(() => trouble);
    const services = {
      ACTIONS_RESULTS_URL: `${server.url}/`,
      ACTIONS_RUNTIME_TOKEN: 'x.e30.x',
      ACTIONS_CACHE_SERVICE_V2: 'true',
    };
    const steps = ['branch', 'cache', 'artifact'].flatMap((store) => {
      const files = project({ baseline: `{ store: ${store} }`, budgets: '[time < 1 s]' });
      const pushed = makeRepository(files);
      const { repository, head, base } = mergedPullRequest(files, { 'speed.json': speed(150) });
      for (const each of [pushed, repository]) each.git('remote', 'add', 'origin', `${server.url}/acme/shop`);
      return [
        { store, step: push(pushed, { ...services, GITHUB_API_URL: server.url }), verdict: 'pass', code: 0 },
        {
          store,
          step: runStep({ repository, event: pullRequestEvent({ head, base }), api: server, env: services }),
          verdict: 'fail',
          code: 1,
        },
      ];
    });
    for (const { store, step, verdict, code } of steps) {
      const ended = await step;
      expect({ store, ...ended.outputs }, ended.log).toMatchObject({ store, verdict });
      expectVerdict(ended, verdict, code);
      expect(ended.afterVerdict).toBeLessThan(60);
      expect(annotations(ended.log, 'warning').length).toBeGreaterThan(0);
    }
  });
});

describe('an empty token (a secret on a pull request of Dependabot)', () => {
  test.concurrent.each([
    ['passing', 1, 'pass', 0],
    ['broken', 1.5, 'fail', 1],
  ])('on a %s pull request', async (_what, factor, verdict, code) => {
    const { repository, head, base } = mergedPullRequest(project(), { 'speed.json': speed(factor) });
    await using api = await openServer();
    const ended = await runStep({
      repository,
      event: pullRequestEvent({ head, base }),
      api,
      inputs: { 'github-token': '', comment: 'always' },
    });
    expectVerdict(ended, verdict, code);
    expect(annotations(ended.log, 'warning').join()).toContain('github-token is empty');
  });
});

describe('a push that the server refuses', () => {
  test.concurrent.each([
    ['in a hook’s own words', 'echo denied by protection >&2', 'denied by protection'],
    ['for a protected branch', 'echo "error: GH006: Protected branch update failed." >&2', 'contents: write'],
    ['by a ruleset', 'echo "error: GH013: Repository rule violations found." >&2', 'contents: write'],
  ])('%s', async (_what, hook, words) => {
    using repository = makeRepository(project({ baseline: '{ store: branch }', budgets: '[time < 1 s]' }));
    using _origin = originOf(repository, hook);
    const ended = await push(repository);
    expectVerdict(ended, 'pass', 0);
    const [warning = '', ...more] = annotations(ended.log, 'warning');
    expect(more).toEqual([]);
    expect(warning).toContain('The baseline was not saved');
    expect(warning).toContain(words);
  });
});

test.concurrent('an origin that is gone', async () => {
  using repository = makeRepository(project({ baseline: '{ store: branch }', budgets: '[time < 1 s]' }));
  repository.git('remote', 'add', 'origin', `${repository.root}/../no-such.git`);
  const ended = await push(repository);
  expectVerdict(ended, 'pass', 0);
  expect(annotations(ended.log, 'warning').join()).toContain('The baseline was not saved');
});

describe('a job that is cancelled while the git server is awaited', () => {
  test.concurrent('before measuring: no bug, and no baseline of what was not measured', async () => {
    await using server = await openServer(() => 'hangs');
    using repository = makeRepository(project({ baseline: '{ store: branch }', budgets: '[time < 1 s]' }));
    repository.git('remote', 'add', 'origin', `${server.url}/acme/shop`);
    const ended = await push(
      repository,
      {},
      { log: /still waiting for the git server/, act: (child) => child.kill() },
    );
    expect(ended.log).not.toMatch(BUG);
    expect(ended.code).toBe(1);
    expect(ended.log).not.toContain('saved as a baseline');
  });

  test.concurrent('after the verdict: it stands', async () => {
    let reads = 0;
    // The first reading is refused at once, so that measuring begins; then the server hangs.
    await using server = await openServer(() => (reads++ === 0 ? 404 : 'hangs'));
    using repository = makeRepository(project({ baseline: '{ store: branch }', budgets: '[time < 1 s]' }));
    repository.git('remote', 'add', 'origin', `${server.url}/acme/shop`);
    const ended = await push(
      repository,
      {},
      { log: /still waiting for the git server/, act: (child) => child.kill() },
    );
    expectVerdict(ended, 'pass', 0);
    expect(annotations(ended.log, 'warning').join()).toContain('interrupted');
  });
});

test.concurrent('a working directory that does not exist is a mistake, and the input is named', async () => {
  using repository = makeRepository(project());
  const event = pushEvent(repository.git('rev-parse', 'HEAD'));
  const inputs = { 'working-directory': 'packages/x' };
  const ended = await runStep({ repository, name: 'push', ref: 'refs/heads/main', event, inputs });
  expect(ended.log).not.toMatch(BUG);
  expect(ended.code).toBe(1);
  expect(ended.log).toContain('Input working-directory: there is no directory "packages/x"');
});
