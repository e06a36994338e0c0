import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubApi, openApi } from '../../src/github/api.ts';
import { type Answer, type EmulatedGitHub, emulateGitHub, JOB_LOGIN, JOB_TOKEN } from './emulated-github.ts';

let github: EmulatedGitHub;
let api: GitHubApi;
let waits: number[];

beforeEach(async () => {
  github = await emulateGitHub();
  waits = [];
  api = await openApi({
    token: JOB_TOKEN,
    baseUrl: github.url,
    repository: 'acme/shop',
    log: () => {},
    wait: async (seconds) => void waits.push(seconds),
    now: () => 1_795_000_000,
  });
});
afterEach(() => github.close());

/** Answers the first requests with these, and leaves the others to the emulator. */
function answerFirst(...answers: Answer[]): void {
  github.intercept = () => answers.shift();
}

describe('the API client', () => {
  test('every request is valid by GitHub’s own description', async () => {
    await github.openPullRequest();
    const created = await api.createComment(1, 'hello');
    await api.updateComment(created.id, 'hello again');
    await api.comments(1);
    await api.deleteComment(created.id);
    await api.pullRequest(1);
    await api.pullRequestsOf('acme', 'feature');
    await api.artifacts({ name: 'pacegate-default', limit: 300 });
    await api.artifacts({ limit: 10 });
    await api.cacheKeys('pacegate/');
    expect(await api.whoAmI()).toEqual({ kind: 'user', login: JOB_LOGIN });
    expect(github.violations).toEqual([]);
    expect(github.seen.length).toBe(10);
  });

  test('the check itself works: a comment without a body is a violation', async () => {
    await github.openPullRequest();
    await fetch(`${github.url}/repos/acme/shop/issues/1/comments`, { method: 'POST', body: '{"bdy": "x"}' });
    expect(github.violations.join()).toMatch(/issues\/create-comment: body: .*required.*body/);
    expect(github.violations.join()).toContain('unknown field bdy');
  });

  test('reads every page of comments', async () => {
    await github.openPullRequest();
    for (let i = 0; i < 130; i++)
      await github.call('admin', 'POST', '/repos/acme/shop/issues/1/comments', { body: `number ${i}` });
    const comments = await api.comments(1);
    expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, i) => `number ${i}`));
  });

  test('waits as long as the server says, then succeeds', async () => {
    await github.openPullRequest();
    answerFirst(
      { status: 429, headers: { 'retry-after': '7' }, body: { message: 'slow down' } },
      {
        status: 403,
        headers: { 'retry-after': '11' },
        body: { message: 'You have exceeded a secondary rate limit' },
      },
      { status: 502, body: { message: 'Bad Gateway' } },
    );
    expect((await api.createComment(1, 'hello')).body).toBe('hello');
    expect(waits).toEqual([7, 11, 4]);
  });

  test('all waiting together is bounded', async () => {
    github.intercept = () => ({ status: 429, headers: { 'retry-after': '120' }, body: {} });
    await expect(api.comments(1)).rejects.toThrow(/rate limit .* used up \(429\)\. It ends in 120 s/);
    expect(waits).toEqual([120, 120]);
  });

  test.each([
    [403, 'Resource not accessible by integration', /permissions: pull-requests: write/],
    [404, 'Not Found', /permissions: pull-requests: write/],
    [422, 'Validation Failed', /too long/],
    [401, 'Bad credentials', /github-token/],
  ])('%i becomes a message that says what to do', async (status, message, hint) => {
    github.intercept = () => ({ status, body: { message } });
    await expect(api.createComment(1, 'hello')).rejects.toMatchObject({
      name: 'ApiError',
      message: expect.stringContaining(`Writing the comment failed: ${status} ${message}`),
      hint: expect.stringMatching(hint),
    });
    expect(waits).toEqual([]);
  });

  test('what the server says reaches no terminal as it is', async () => {
    github.intercept = () => ({ status: 422, body: { message: 'bad\u001b[31m\n::error::x' } });
    const error = (await api.createComment(1, 'x').catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).not.toMatch(/\p{Cc}/u);
  });

  test('the token of an app has no user', async () => {
    github.intercept = ({ path }) =>
      path === '/user'
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : undefined;
    expect(await api.whoAmI()).toEqual({ kind: 'app' });
  });

  test('artifacts come newest first, page by page, without expired ones', async () => {
    const archive = new Uint8Array();
    for (let id = 1; id <= 230; id++)
      github.artifacts.push({ id, name: 'a', archive, runId: id, expired: id === 229, fork: id === 228 });
    const found = await api.artifacts({ name: 'a', limit: 150 });
    expect(found).toHaveLength(150);
    expect(found.slice(0, 3).map(({ id, fork }) => [id, fork])).toEqual([
      [230, false],
      [228, true],
      [227, false],
    ]);
    expect(github.violations).toEqual([]);
  });
});
