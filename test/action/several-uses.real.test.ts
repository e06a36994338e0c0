/** Several uses of the action on one pull request, of which nobody gave a name to any. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  budgetFile,
  mergedPullRequest,
  openServer,
  project,
  pullRequestEvent,
  runStep,
  speed,
} from './lab.ts';

const verdictIn = (path: string | undefined) =>
  (JSON.parse(readFileSync(path ?? '', 'utf8')) as { verdict: string }).verdict;

function monorepo() {
  const files = Object.fromEntries(
    ['a', 'b'].flatMap((name) =>
      Object.entries(project()).map(([path, text]) => [`packages/${name}/${path}`, text]),
    ),
  );
  return mergedPullRequest(files, { 'packages/a/speed.json': speed(1.5) });
}

describe('two packages of one repository, one job', () => {
  test.each([
    ['by working-directory', (name: string) => ({ 'working-directory': `packages/${name}` })],
    ['by budgets', (name: string) => ({ budgets: `packages/${name}/budgets.yml` })],
  ])('%s: the green one does not take the red one’s place', async (_how, inputs) => {
    const { repository, head, base } = monorepo();
    await using api = await openServer();
    const event = pullRequestEvent({ head, base });
    const run = (name: string, more = {}) =>
      runStep({
        repository,
        event,
        api,
        run: 1,
        inputs: { ...inputs(name), ...more },
        env: { GITHUB_ACTION_REPOSITORY: 'acme/pacegate', GITHUB_ACTION_REF: 'v1' },
      });
    const red = await run('a');
    const green = await run('b');
    expect([red.code, green.code]).toEqual([1, 0]);
    expect(api.comments.map(({ body }) => body.match(/^### .*$/gm))).toEqual([
      [expect.stringMatching(/^### ❌ Pacegate \(`packages\/a`\)/)],
    ]);
    const loud = await run('b', { comment: 'always' });
    expect(loud.outputs['comment-url']).toBe(red.outputs['comment-url']);
    expect(api.comments[0]?.body.match(/^### .{1,40}/gm)).toEqual([
      expect.stringContaining('❌ Pacegate (`packages/a`)'),
      expect.stringContaining('✅ Pacegate (`packages/b`)'),
    ]);
    expect([verdictIn(red.outputs.report), verdictIn(loud.outputs.report)]).toEqual(['fail', 'pass']);
    // What to add, and where: from the root of the repository.
    expect(api.comments[0]?.body).toContain('add this to `packages/a/budgets.yml`');
    // Nothing has to be installed for it, and no name is taken from a registry.
    expect(api.comments[0]?.body).toMatch(
      /^git fetch --quiet\ngit clone --quiet https:\/\/github\.example\/acme\/pacegate \/tmp\/pacegate && git -C \/tmp\/pacegate checkout --quiet v1\n(cd packages\/a && )?node \/tmp\/pacegate\/dist\/cli\.js run --/m,
    );
  });
});

test('two budget files in one directory: the outputs of the first step stay its own', async () => {
  const files = {
    ...project(),
    'slow.yml': budgetFile({ budgets: '[time < 1 us]' }),
    'fast.yml': budgetFile(),
  };
  const { repository, head, base } = mergedPullRequest(files, { 'other.py': '' });
  const event = pullRequestEvent({ head, base });
  const run = (budgets: string, attempt = 1) =>
    runStep({ repository, event, run: 5, attempt, inputs: { budgets } });
  const slow = await run('slow.yml');
  const fast = await run('fast.yml');
  expect([verdictIn(slow.outputs.report), verdictIn(fast.outputs.report)]).toEqual(['fail', 'pass']);
  // A later run in the same workspace, on a machine of one's own, starts from the beginning.
  expect((await run('fast.yml', 2)).outputs.report).toBe(slow.outputs.report);
});

test('the jobs of a matrix have a section each, and one that is run again replaces its own', async () => {
  const { repository, head, base } = mergedPullRequest(project(), { 'speed.json': speed(1.5) });
  await using api = await openServer();
  const event = pullRequestEvent({ head, base });
  const run = (python: string, attempt = 1) =>
    runStep({ repository, event, api, run: 9, attempt, inputs: { matrix: JSON.stringify({ python }) } });
  await run('3.11');
  await run('3.13');
  await run('3.13', 2);
  expect(api.comments.map(({ body }) => body.match(/^### .*$/gm))).toEqual([
    [expect.stringContaining('(`python 3.11`)'), expect.stringContaining('(`python 3.13`)')],
  ]);
});

test('what Pacegate writes is ignored by itself', async () => {
  const { repository, head, base } = mergedPullRequest(project(), { 'other.py': '' });
  await runStep({ repository, event: pullRequestEvent({ head, base }) });
  expect(repository.git('status', '--porcelain')).toBe('');
});
