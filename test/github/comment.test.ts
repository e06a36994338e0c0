import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubApi, openApi } from '../../src/github/api.ts';
import { type CommentRequest, commentRoom, marker, postComment } from '../../src/github/comment.ts';
import { type EmulatedGitHub, emulateGitHub, JOB_LOGIN, JOB_TOKEN } from './emulated-github.ts';

let github: EmulatedGitHub;
let api: GitHubApi;

const open = () => openApi({ token: JOB_TOKEN, baseUrl: github.url, repository: 'acme/shop', log: () => {} });

beforeEach(async () => {
  github = await emulateGitHub();
  await github.openPullRequest();
  api = await open();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const request = (over: Partial<CommentRequest> = {}): CommentRequest => ({
  pullRequest: 1,
  name: 'default',
  mode: 'changes',
  plain: false,
  markdown: '### ❌ Pacegate: search is 8 % slower\n',
  runId: 100,
  ...over,
});
const writes = () => github.seen.filter(({ method }) => method !== 'GET');
const say = (login: string, body: string) =>
  github.call<{ id: number }>(login, 'POST', '/repos/acme/shop/issues/1/comments', { body });

describe('the comment', () => {
  test('nothing but passes: none is written', async () => {
    expect(await postComment(api, request({ plain: true }))).toEqual({ kind: 'none', why: 'nothing-to-say' });
    expect(writes()).toEqual([]);
  });

  test('mode always writes one even then; mode never writes none at all', async () => {
    expect(await postComment(api, request({ mode: 'never' }))).toEqual({ kind: 'none', why: 'never' });
    expect(github.seen).toEqual([]);
    expect((await postComment(api, request({ mode: 'always', plain: true }))).kind).toBe('created');
  });

  test('red, then green in the same comment, then left alone', async () => {
    expect((await postComment(api, request())).kind).toBe('created');
    const fixed = request({ plain: true, markdown: '### ✅ Pacegate: the budget holds\n', runId: 101 });
    expect((await postComment(api, fixed)).kind).toBe('updated');
    expect((await postComment(api, fixed)).kind).toBe('unchanged');
    const comments = await github.comments(1);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/^<!-- pacegate:default -->\n<!-- pacegate-run:101 -->\n### ✅/);
  });

  test('two uses on one pull request have a comment each', async () => {
    await postComment(api, request({ name: 'api' }));
    await postComment(api, request({ name: 'api-v2' }));
    await postComment(api, request({ name: 'api', markdown: 'changed' }));
    const comments = await github.comments(1);
    expect(comments.map(({ body }) => body.split('\n')[0])).toEqual([marker('api'), marker('api-v2')]);
    expect(comments[0]?.body).toContain('changed');
  });

  test('is found behind more than a page of other comments', async () => {
    for (let i = 0; i < 70; i++) await say('admin', `before ${i}`);
    await postComment(api, request());
    for (let i = 0; i < 70; i++) await say('admin', `after ${i}`);
    expect((await postComment(api, request({ markdown: 'changed' }))).kind).toBe('updated');
  });

  test('somebody else’s comment is never touched, whether it quotes the marker or begins with it', async () => {
    const theirs = [
      `${marker('default')}\n<!-- pacegate-run:999 -->\nall fine, says mallory`,
      `> ${marker('default')}\nwhat is this?`,
      `look: ${marker('default')}`,
    ];
    for (const body of theirs) await say('mallory', body);
    expect((await postComment(api, request())).kind).toBe('created');
    expect((await postComment(api, request({ markdown: 'changed' }))).kind).toBe('updated');
    const comments = await github.comments(1);
    expect(comments.filter(({ user }) => user.login === 'mallory').map(({ body }) => body)).toEqual(theirs);
    expect(comments.filter(({ user }) => user.login === JOB_LOGIN)).toHaveLength(1);
  });

  test('with a job’s own token, which cannot ask who it is, a person’s comment is not ours either', async () => {
    github.intercept = ({ path }) =>
      path === '/user' ? { status: 403, body: { message: 'no' } } : undefined;
    await say('mallory', `${marker('default')}\nmine`);
    expect((await postComment(api, request())).kind).toBe('created');
  });

  test('an older run does not overwrite a newer one’s words', async () => {
    await postComment(api, request({ runId: 200, markdown: 'newer' }));
    const late = await postComment(api, request({ runId: 150, markdown: 'older' }));
    expect(late).toEqual({ kind: 'none', why: 'outdated' });
    expect((await github.comments(1))[0]?.body).toContain('newer');
  });

  test('jobs that comment at the same moment leave one comment', async () => {
    const apis = await Promise.all(Array.from({ length: 6 }, open));
    await Promise.all(apis.map((each, i) => postComment(each, request({ markdown: `job ${i}` }))));
    expect(await github.comments(1)).toHaveLength(1);
  });

  test('duplicates of ours are removed, the first stays', async () => {
    const first = await api.createComment(1, `${marker('default')}\nfirst`);
    await api.createComment(1, `${marker('default')}\nsecond`);
    await postComment(api, request());
    expect((await github.comments(1)).map(({ id }) => id)).toEqual([first.id]);
  });

  test('the text and the marker together fit', () => {
    expect(commentRoom('default', 100)).toBe(
      65_536 - `${marker('default')}\n<!-- pacegate-run:100 -->\n`.length,
    );
  });
});
