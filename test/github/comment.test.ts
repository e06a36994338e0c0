import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubApi, openApi } from '../../src/github/api.ts';
import { type CommentRequest, PUBLISHED, postComment as post } from '../../src/github/comment.ts';
import { marker, type Section, sectionRoom } from '../../src/github/sections.ts';
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

interface Said extends Partial<Omit<CommentRequest, 'section'>> {
  readonly use?: string;
  readonly label?: string;
  readonly markdown?: string;
  readonly runId?: number;
  readonly attempt?: number;
  readonly rank?: number;
}
const sectionOf = (said: Said): Section => ({
  use: said.use ?? 'ci-shop',
  label: said.label ?? '',
  run: said.runId ?? 100,
  attempt: said.attempt ?? 1,
  rank: said.rank ?? 0,
  markdown: said.markdown ?? '### ❌ Pacegate: search is 8 % slower\n',
});
const request = (said: Said = {}): CommentRequest => ({
  pullRequest: said.pullRequest ?? 1,
  name: said.name ?? 'default',
  mode: said.mode ?? 'changes',
  plain: said.plain ?? false,
  section: sectionOf(said),
});
const postComment = (to: GitHubApi, what: CommentRequest) => post(to, what, async () => undefined);
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

  test('a duplicate that cannot be deleted does not keep the verdict from being said', async () => {
    const first = await api.createComment(1, `${marker('default')}\nfirst`);
    await api.createComment(1, `${marker('default')}\nsecond`);
    const refusing = { ...api, deleteComment: () => Promise.reject(new Error('403')) };
    expect((await postComment(refusing, request())).kind).toBe('updated');
    const said = (await github.comments(1)).find(({ id }) => id === first.id);
    expect(said?.body).toContain('search is 8 % slower');
  });

  test('a list that lags behind what was deleted and made does not make one after the other', async () => {
    await postComment(api, request());
    const stale = await api.comments(1);
    await Promise.all(stale.map(({ id }) => api.deleteComment(id)));
    const behind = { ...api, comments: async () => stale };
    expect((await postComment(behind, request({ markdown: 'changed' }))).kind).toBe('created');
    expect(await github.comments(1)).toHaveLength(1);
  });

  test('one that was deleted between reading and writing is made anew', async () => {
    await postComment(api, request());
    const [old] = await github.comments(1);
    const again = {
      ...api,
      updateComment: async (id: number, body: string) => {
        await api.deleteComment(id);
        return api.updateComment(id, body);
      },
    };
    expect((await postComment(again, request({ markdown: 'changed' }))).kind).toBe('created');
    const comments = await github.comments(1);
    expect(comments.map(({ id }) => id)).not.toContain(old?.id);
    expect(comments).toHaveLength(1);
  });

  test('the text and the marker together fit', async () => {
    const { markdown: _, ...section } = sectionOf({});
    const markdown = 'x'.repeat(sectionRoom('default', section) - 1);
    await postComment(api, request({ markdown }));
    expect((await github.comments(1))[0]?.body).toHaveLength(65_536);
  });
});

describe('several uses of one pull request, without names', () => {
  const RED =
    '### ❌ Pacegate (`a`): search is slower\n\n<details><summary>More</summary>\n\nlong\n\n</details>\n';
  const GREEN = '### ✅ Pacegate (`b`): the budget holds\n';
  const titles = async () => {
    const [comment, ...more] = await github.comments(1);
    expect(more).toEqual([]);
    return comment?.body.match(/^### .*$/gm);
  };
  const red = (over: Said = {}) => request({ use: 'ci-a', markdown: RED, rank: 0, ...over });
  const green = (over: Said = {}) => request({ use: 'ci-b', markdown: GREEN, rank: 5, plain: true, ...over });

  test('a green one does not take the red one’s place, and says nothing of its own', async () => {
    await postComment(api, red());
    expect(await postComment(api, green())).toEqual({ kind: 'none', why: 'nothing-to-say' });
    expect(await titles()).toEqual([RED.split('\n')[0]]);
  });

  test.each([['red first'], ['green first']])('the worst stands first: %s', async (order) => {
    const all = [red(), green({ mode: 'always' })];
    for (const each of order === 'red first' ? all : all.reverse()) await postComment(api, each);
    expect(await titles()).toEqual([RED.split('\n')[0], GREEN.split('\n')[0]]);
  });

  test('each keeps its own section up to date, and an old one is told to be old', async () => {
    await postComment(api, red());
    await postComment(api, request({ use: 'ci-b', markdown: GREEN.replace('✅', '⚠️'), rank: 3 }));
    await postComment(api, green({ runId: 101 }));
    expect(await titles()).toEqual([RED.split('\n')[0], GREEN.split('\n')[0]]);
    expect((await github.comments(1))[0]?.body.match(/From an earlier run/g)).toHaveLength(1);
    await postComment(api, red({ runId: 101, markdown: GREEN.replace('`b`', '`a`'), rank: 5, plain: true }));
    const [comment] = await github.comments(1);
    expect(comment?.body).not.toMatch(/❌|From an earlier run/);
  });

  test('a run of an older commit adds nothing to a newer one’s comment; another workflow’s run may', async () => {
    await postComment(api, red({ runId: 200 }));
    const late = { runId: 150, markdown: 'older' };
    expect(await postComment(api, request({ use: 'ci-b', ...late }))).toEqual({
      kind: 'none',
      why: 'outdated',
    });
    expect((await postComment(api, request({ use: 'nightly-b', ...late }))).kind).toBe('updated');
  });

  test('a job that is run again replaces its section; the first attempt comes too late', async () => {
    await postComment(api, red({ attempt: 2, markdown: 'second\n' }));
    expect(await postComment(api, red({ attempt: 1 }))).toEqual({ kind: 'none', why: 'outdated' });
    await postComment(api, red({ attempt: 3, markdown: 'third\n' }));
    expect((await github.comments(1))[0]?.body).not.toContain('second');
  });

  test('jobs of a matrix that comment at the same moment: every section is there', async () => {
    const apis = await Promise.all(Array.from({ length: 6 }, open));
    const wait = () => new Promise((resolve) => setTimeout(resolve, 300 * (1 + Math.random())));
    await Promise.all(
      apis.map((each, i) =>
        post(each, red({ use: `ci-${i}`, markdown: `### ❌ Pacegate (\`${i}\`): x\n` }), wait),
      ),
    );
    expect((await titles())?.sort()).toEqual(
      Array.from({ length: 6 }, (_, i) => `### ❌ Pacegate (\`${i}\`): x`),
    );
  });

  test('sections with the same title are told apart by their jobs', async () => {
    await postComment(api, red({ label: 'job unit' }));
    await postComment(api, red({ use: 'ci-c', label: 'job -->load' }));
    const [comment] = await github.comments(1);
    expect(comment?.body).toContain('<sub>job unit</sub>');
    expect(comment?.body).toContain('<sub>job -- load</sub>');
  });

  test('too long together: what is folded goes first, and no title is lost', async () => {
    const long = RED.replace('long', 'x'.repeat(40_000));
    await postComment(api, red({ markdown: long }));
    await postComment(api, red({ use: 'ci-c', markdown: long.replace('`a`', '`c`') }));
    const [comment] = await github.comments(1);
    expect(comment?.body.length).toBeLessThan(65_536);
    expect(await titles()).toHaveLength(2);
    expect(comment?.body).toContain('The rest is in the summary of its job.');
  });

  test('the comment of an earlier version is taken over', async () => {
    await api.createComment(1, `${marker('default')}\n<!-- pacegate-run:90 -->\n### ❌ old\n`);
    expect((await postComment(api, green())).kind).toBe('updated');
    expect(await titles()).toEqual([GREEN.split('\n')[0]]);
  });

  test('a second workflow adds nothing where the run that measured has commented', async () => {
    await postComment(api, red());
    expect((await postComment(api, red({ use: PUBLISHED, markdown: 'again' }))).kind).toBe('unchanged');
    expect((await github.comments(1))[0]?.body).not.toContain('again');
  });
});
