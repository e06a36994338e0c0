/**
 * The life of a pull request in real workflow runs by `act`. Two things are fakes of ours, since act and the emulator
 * have none: the contents of artifacts, and the list of a fork's pull requests.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeZip } from '../../src/github/artifacts/zip.ts';
import { openStage, type Stage, showStep } from './act.ts';

let stage: Stage;

/**
 * What most runs measure is a count that is the same every time, and so decided after a few processes, whatever else this
 * machine does. One run measures time.
 */
const SHOP = (work: number) => `def search(products):
    """Returns how many rows were looked at."""
    total = 0
    for row in range(${work} * products):
        total += row * row
    return ${work} * products
`;
const COUNT = `import json
from shop import search
run = {"order": 0, "values": [search(1000)]}
metrics = {"rows": {"unit": "count", "better": "lower", "runs": [run]}}
json.dump({"format": "pacegate/measurements", "version": 1, "session": "s", "created": "2026-11-22T13:00:00Z",
           "environment": {}, "benchmarks": [{"name": "catalogue", "metrics": metrics}]}, open("results.json", "w"))
`;
const BENCH = 'from shop import search\n\ndef bench():\n    return search(10000)\n';
const BUDGETS = (name: string) => `version: 1
measure: { max_time: 5 min }
baseline: { store: branch }
benchmarks:
  ${name}:
    results: { command: python3 count.py, format: pacegate, file: results.json }
    budgets:
      - rows < baseline + 5%
`;
const TIME_BUDGETS = `version: 1
measure: { max_time: 4 min }
baseline: { store: directory }
benchmarks:
  search:
    callable: bench.py:bench
    budgets:
      - time < baseline + 100%
`;

const repository = { full_name: 'acme/shop', default_branch: 'main' };

function pullRequestEvent(number: number, head: string, from = 'acme/shop') {
  return {
    action: 'opened',
    number,
    repository,
    pull_request: {
      number,
      head: { sha: head, repo: { full_name: from } },
      base: { ref: 'main', sha: stage.git('rev-parse', 'main'), repo: { full_name: 'acme/shop' } },
    },
  };
}

/** A branch with one commit on main, checked out as GitHub does for a pull request. */
function propose(branch: string, files: Record<string, string>): string {
  stage.git('checkout', '--quiet', '-B', branch, 'main');
  for (const [path, text] of Object.entries(files)) stage.write(path, text);
  stage.commit(`Change on ${branch}`);
  return stage.checkOutMerge(branch);
}

beforeAll(async () => {
  stage = await openStage();
  stage.write('.gitignore', '.pacegate/\n__pycache__/\nresults.json\n');
  stage.write('shop.py', SHOP(1));
  stage.write('bench.py', BENCH);
  stage.write('count.py', COUNT);
  stage.write('budgets-time.yml', TIME_BUDGETS);
  stage.write('budgets.yml', BUDGETS('search'));
  stage.write('budgets-two.yml', BUDGETS('checkout'));
  const job = (steps: string) => `
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
${steps}${showStep(stage.root, 'gate')}`;
  const use = 'uses: acme/pacegate@v1';
  stage.write(
    '.github/workflows/gate.yml',
    `on: [pull_request, push]${job(`      - id: gate\n        ${use}\n`)}`,
  );
  const timed = `      - id: gate\n        ${use}\n        with: { budgets: budgets-time.yml, comment: never }\n`;
  stage.write('.github/workflows/time.yml', `on: [pull_request]${job(timed)}`);
  const second = `      - if: always()\n        ${use}\n        with: { name: second, budgets: budgets-two.yml }\n`;
  stage.write(
    '.github/workflows/two.yml',
    `on: [pull_request]${job(`      - id: gate\n        ${use}\n        with: { name: first }\n${second}`)}`,
  );
  stage.write(
    '.github/workflows/comment.yml',
    `on: [workflow_run]${job(`      - id: gate\n        ${use}\n        with: { publish: true }\n`)}`,
  );
  stage.commit('A small shop');
  stage.git('push', '--quiet', 'origin', 'main');
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  stage.github.seen.length = 0;
  stage.github.intercept = undefined;
});

describe('one pull request after the other', () => {
  let baselineCommit: string;

  test('a push to main saves the baseline and its history on the branch', async () => {
    baselineCommit = stage.git('rev-parse', 'main');
    const ran = await stage.run('push', { ref: 'refs/heads/main', repository }, 'gate.yml');
    expect(ran.passed, ran.log).toBe(true);
    stage.git('fetch', '--quiet', 'origin', 'pacegate-baselines');
    const files = stage.git('ls-tree', '-r', '--name-only', 'FETCH_HEAD').split('\n');
    const entry = files.find((file) => /^default\/.*\.json$/.test(file)) ?? '';
    expect(files).toContain('README.md');
    expect(JSON.parse(stage.git('show', `FETCH_HEAD:${entry}`))).toMatchObject({
      commit: baselineCommit,
      ref: 'main',
      history: [{ benchmark: 'search/catalogue', budget: 'rows < baseline + 5%' }],
    });
    expect(stage.github.seen).toEqual([]);
  });

  test('an unchanged pull request passes by that baseline, and nobody is told', async () => {
    await stage.github.openPullRequest('Docs', 'docs');
    const head = propose('docs', { 'README.md': '# The shop\n' });
    const ran = await stage.run('pull_request', pullRequestEvent(1, head), 'gate.yml');
    expect(ran.passed, ran.log).toBe(true);
    expect(ran.outputs.verdict).toBe('pass');
    expect(ran.log).toContain(`comparing with the baseline stored for ${baselineCommit.slice(0, 8)}`);
    expect(await stage.github.comments(1)).toEqual([]);
  });

  test('a slower function fails the job, and the comment, summary, annotation and outputs say so', async () => {
    const head = propose('slow', { 'shop.py': SHOP(8) });
    const ran = await stage.run('pull_request', pullRequestEvent(1, head), 'gate.yml');
    expect(ran.passed, ran.log).toBe(false);
    expect(ran.outputs).toMatchObject({
      verdict: 'fail',
      report: expect.stringMatching(/report\.json$/),
      markdown: expect.stringMatching(/report\.md$/),
      html: expect.stringMatching(/report\.html$/),
      'comment-url': expect.stringContaining('/acme/shop/issues/1#issuecomment-'),
    });
    const comments = await stage.github.comments(1);
    const ours = comments.filter(({ body }) => body.startsWith('<!-- pacegate:default -->'));
    expect(ours).toHaveLength(1);
    expect(ours[0]?.body).toMatch(/^### ❌ Pacegate: `search\/catalogue` has a `rows` 700 % higher/m);
    expect(ran.log).toMatch(/::error title=Budget broken.*file=budgets\.yml,line=8/);
    expect(ran.log).toContain('Summary - ### ❌ Pacegate');
    expect(ran.log).not.toContain('ghs_a-long-token');
    const words = readFileSync(ran.outputs.markdown ?? '', 'utf8');
    expect(ours[0]?.body).toContain(words);
  });

  test('fixed: the same comment turns green', async () => {
    const [before] = await stage.github.comments(1);
    const head = propose('fixed', { 'README.md': '# The shop, fixed\n' });
    const ran = await stage.run('pull_request', pullRequestEvent(1, head), 'gate.yml');
    expect(ran.passed, ran.log).toBe(true);
    const comments = await stage.github.comments(1);
    expect(comments.map(({ id }) => id)).toEqual([before?.id]);
    expect(comments[0]?.body).not.toContain('❌');
    expect(comments[0]?.body).toMatch(/^### (✅|⚡) Pacegate/m);
  });

  test('two uses on one pull request: a comment each, and each job step its own verdict', async () => {
    await stage.github.openPullRequest('Two', 'two');
    const head = propose('two', { 'shop.py': SHOP(8) });
    const ran = await stage.run('pull_request', pullRequestEvent(2, head), 'two.yml');
    expect(ran.passed, ran.log).toBe(false);
    const comments = await stage.github.comments(2);
    expect(comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- pacegate:first -->',
      '<!-- pacegate:second -->',
    ]);
    expect(comments[1]?.body).toContain('`checkout/catalogue`');
  });

  test('a fork: everything but the comment; then the publishing workflow comments', async () => {
    const pullRequest = await stage.github.openPullRequest('From a fork', 'patch-1');
    const head = propose('patch-1', { 'shop.py': SHOP(8) });
    const ran = await stage.run(
      'pull_request',
      pullRequestEvent(pullRequest.number, head, 'mallory/shop'),
      'gate.yml',
    );
    expect(ran.passed, ran.log).toBe(false);
    expect(ran.outputs.verdict).toBe('fail');
    expect(ran.log).toContain('Summary - ### ❌ Pacegate');
    expect(ran.log).toMatch(/::warning title=No comment on this pull request::.*`pull-requests: write`/);
    expect(stage.github.seen).toEqual([]);

    const archive = writeZip(
      new Map([['report.json', readFileSync(join(ran.outputs.report ?? ''), 'utf8')]]),
    );
    stage.github.artifacts.push({ id: 1, name: 'pacegate-default', archive, runId: 4711, fork: true });
    stage.github.intercept = ({ path }) =>
      path.includes('/pulls?') && path.includes('head=mallory%3Apatch-1')
        ? { status: 200, body: [{ number: pullRequest.number, state: 'open', head: pullRequest.head }] }
        : undefined;
    const event = {
      action: 'completed',
      repository,
      workflow_run: {
        id: 4711,
        event: 'pull_request',
        conclusion: 'failure',
        head_sha: pullRequest.head.sha,
        head_branch: 'patch-1',
        head_repository: { full_name: 'mallory/shop', owner: { login: 'mallory' } },
        repository: { full_name: 'acme/shop' },
        pull_requests: [],
      },
    };
    stage.git('checkout', '--quiet', 'main');
    const published = await stage.run('workflow_run', event, 'comment.yml');
    expect(published.passed, published.log).toBe(true);
    const comments = await stage.github.comments(pullRequest.number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/^### ❌ Pacegate: `search\/catalogue` has a `rows` 700 % higher/m);
    expect(comments[0]?.body).toContain('<!-- pacegate-run:4711 -->');
    expect(comments[0]?.body).toContain('Measured by a run of the fork’s code');
    expect(published.outputs['comment-url']).toContain('#issuecomment-');
  });

  test('by time: the unchanged pull request passes, the slower function fails', {
    timeout: 900_000,
  }, async () => {
    const same = propose('same', { 'README.md': '# Nothing that counts\n' });
    const unchanged = await stage.run('pull_request', pullRequestEvent(4, same), 'time.yml');
    expect(unchanged.passed, unchanged.log).toBe(true);
    const slow = propose('slow-by-time', { 'shop.py': SHOP(8) });
    const ran = await stage.run('pull_request', pullRequestEvent(5, slow), 'time.yml');
    expect(ran.passed, ran.log).toBe(false);
    expect(ran.outputs.verdict).toBe('fail');
    expect(ran.summary + ran.log).toMatch(/`search` is [\d.]+ times as slow/);
    expect(stage.github.seen).toEqual([]);
  });

  test('every request of these runs was valid by GitHub’s description', () => {
    expect(stage.github.violations).toEqual([]);
  });
});
