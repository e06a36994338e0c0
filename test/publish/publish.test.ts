import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../src/github/api.ts';
import { writeZip } from '../../src/github/artifacts/zip.ts';
import { readEvent } from '../../src/github/event.ts';
import { readJobFacts } from '../../src/github/facts.ts';
import { readInputs } from '../../src/github/inputs.ts';
import type { Workflow } from '../../src/github/workflow.ts';
import type { Job } from '../../src/publish/job.ts';
import { publishMeasured } from '../../src/publish/publish.ts';
import type { Report } from '../../src/report/model.ts';
import { type EmulatedGitHub, emulateGitHub, JOB_TOKEN } from '../github/emulated-github.ts';
import { reportOf, resultOf } from './a-report.ts';

const RUN = 4711;
let github: EmulatedGitHub;
let pullRequest: { number: number; head: { sha: string } };
let told: { outputs: Record<string, string>; infos: string[] };

beforeEach(async () => {
  github = await emulateGitHub();
  pullRequest = await github.openPullRequest('From a fork', 'patch-1');
  told = { outputs: {}, infos: [] };
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

function offer(content: string, over: object = {}): void {
  const archive = writeZip(new Map([['report.json', content]]));
  github.artifacts.push({
    id: github.artifacts.length + 1,
    name: 'pacegate-default',
    archive,
    runId: RUN,
    fork: true,
    ...over,
  });
}
const offerReport = (report: Report) => offer(JSON.stringify(report));

/** As GitHub tells it: no pull request is named where the head is in a fork. */
async function publish(run: object = {}, env: object = {}): Promise<void> {
  const workflow: Workflow = {
    info: (message) => void told.infos.push(message),
    annotate: () => {},
    quote: () => {},
    setOutput(name, value) {
      told.outputs[name] = value;
    },
    mask: () => {},
    writeSummary: async () => {},
    fail: () => {},
  };
  const payload = {
    repository: { full_name: 'acme/shop' },
    workflow_run: {
      id: RUN,
      event: 'pull_request',
      head_sha: pullRequest.head.sha,
      head_branch: 'patch-1',
      head_repository: { full_name: 'mallory/shop', owner: { login: 'acme' } },
      repository: { full_name: 'acme/shop' },
      pull_requests: [],
      ...run,
    },
  };
  const job: Job = {
    workflow,
    inputs: readInputs({ INPUT_PUBLISH: 'true', 'INPUT_GITHUB-TOKEN': JOB_TOKEN }),
    facts: readJobFacts(
      { GITHUB_REPOSITORY: 'acme/shop', GITHUB_API_URL: github.url, GITHUB_RUN_ID: '9', ...env },
      '/',
    ),
    event: readEvent('workflow_run', payload, ''),
    use: { key: 'ci-shop', title: '', label: '' },
    api: () => openApi({ token: JOB_TOKEN, baseUrl: github.url, repository: 'acme/shop', log: () => {} }),
  };
  await publishMeasured(job);
}

const bodies = async () => (await github.comments(pullRequest.number)).map(({ body }) => body);

describe('publishing what a fork’s run measured', () => {
  test('finds the pull request by its head, and comments in words of ours', async () => {
    offerReport(reportOf([resultOf()]));
    await publish();
    const [body] = await bodies();
    expect(body).toMatch(
      /^<!-- pacegate:default -->\n<!-- pacegate-run:4711 -->\n### ❌ Pacegate: `search` is 8.3 % slower/,
    );
    expect(body).toContain('Measured by a run of the fork’s code');
    expect(told.outputs).toMatchObject({
      verdict: 'fail',
      'comment-url': expect.stringContaining('#issuecomment-'),
    });
  });

  test('a run that is measured again is published again, though the job that published it first was repeated', async () => {
    offerReport(reportOf([resultOf()]));
    await publish({ run_attempt: 1 }, { GITHUB_RUN_ATTEMPT: '3' });
    offerReport(reportOf([resultOf({ change: { ratio: 1.2, low: 1.19, high: 1.21, confidence: 0.95 } })]));
    await publish({ run_attempt: 2 });
    expect((await bodies())[0]).toContain('20 % slower');
  });

  test('the verdict is told where GitHub takes no comment', async () => {
    offerReport(reportOf([resultOf()]));
    github.intercept = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message: 'no' } } : undefined;
    await expect(publish()).rejects.toThrow('Writing the comment failed: 403');
    expect(told.outputs.verdict).toBe('fail');
  });

  test('no word out of the artifact is repeated, and no markup of a name works', async () => {
    const evil = '[win a prize](https://evil.example) @acme/everyone <img src=x onerror=1>';
    const hostile = resultOf({ reason: evil, benchmark: evil });
    offerReport(
      reportOf([hostile], {
        warnings: [{ code: 'dirty', message: evil, advice: evil }],
        benchmarks: [{ name: evil, question: evil, runs: { baseline: 1, candidate: 1 } }],
        budgets: evil,
        candidate: { environment: { cpu: evil }, created: evil },
      }),
    );
    await publish();
    const [body = ''] = await bodies();
    // The name itself has to be shown; it stands in code spans only.
    const prose = body
      .replace(/`[^`]*`/g, '')
      .replace(/<code>.*?<\/code>/g, '')
      .replace(/```[\s\S]*?```/g, '');
    for (const word of ['win a prize', 'evil.example', '@acme', '<img']) expect(prose).not.toContain(word);
  });

  test('a claim that its numbers do not bear out is not repeated', async () => {
    offerReport(reportOf([resultOf({ verdict: 'pass' })], { verdict: 'pass', exit: 0 }));
    await publish();
    expect((await bodies())[0]).toContain('### ❌');
  });

  test('outdated: the pull request has moved on', async () => {
    offerReport(reportOf([resultOf()]));
    await publish({ head_sha: 'b'.repeat(40) });
    expect(await bodies()).toEqual([]);
    expect(told.infos[0]).toMatch(/^Outdated/);
  });

  test('a run that no pull request started says so and does nothing', async () => {
    await publish({ event: 'push' });
    expect(told.infos[0]).toContain('started by push');
    expect(github.seen).toEqual([]);
  });

  test('a pull request named by the event is checked all the same', async () => {
    offerReport(reportOf([resultOf()]));
    await publish({ pull_requests: [{ number: pullRequest.number }] });
    expect(await bodies()).toHaveLength(1);
    expect(github.seen.some(({ path }) => path.includes('/pulls?'))).toBe(false);
  });

  test('only the artifact of that very run counts', async () => {
    offer(JSON.stringify(reportOf([resultOf()])), { runId: 1 });
    await expect(publish()).rejects.toThrow('has no artifact pacegate-default');
  });

  test.each([
    ['no JSON', 'nonsense', /no JSON/],
    ['another format', '{"format":"x"}', /does not have the shape/],
    [
      'numbers that are none',
      JSON.stringify(reportOf([resultOf()])).replace('1.083', '"1.083"'),
      /does not have the shape/,
    ],
  ])('%s is refused', async (_what, content, message) => {
    offer(content);
    await expect(publish()).rejects.toThrow(message);
    expect(await bodies()).toEqual([]);
  });

  test('an artifact that claims to be huge is not downloaded', async () => {
    offer('{}', { claimedBytes: 10 ** 10 });
    await expect(publish()).rejects.toThrow(/at most 50000000 are read/);
    expect(github.seen.some(({ path }) => path.endsWith('/zip'))).toBe(false);
  });

  test('turned green: the comment that is there is brought up to date, and a pass alone writes none', async () => {
    const passes = reportOf([
      resultOf({ verdict: 'pass', change: { ratio: 1, low: 0.99, high: 1.01, confidence: 0.95 } }),
    ]);
    offerReport(passes);
    await publish();
    expect(await bodies()).toEqual([]);
    github.artifacts.length = 0;
    offerReport(reportOf([resultOf()]));
    await publish();
    github.artifacts.length = 0;
    offerReport(passes);
    await publish();
    const all = await bodies();
    expect(all).toHaveLength(1);
    expect(all[0]).toContain('### ✅');
  });
});
