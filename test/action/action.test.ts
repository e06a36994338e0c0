import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runAction } from '../../src/action.ts';
import type { GateOutcome } from '../../src/gate.ts';
import type { GitHubApi } from '../../src/github/api.ts';
import { ApiError } from '../../src/github/api.ts';
import type { Annotation } from '../../src/github/workflow.ts';
import type { Settings, World } from '../../src/settings.ts';
import { makeRepository } from '../checkouts/git-fixture.ts';
import { reportOf, resultOf } from '../publish/a-report.ts';

const SHA = 'a'.repeat(40);
const TOKEN = 'a-long-token';
let directory: string;
let told: {
  outputs: Record<string, string>;
  annotations: Annotation[];
  summaries: string[];
  failures: string[];
  masked: string[];
  printed: string;
};
let asked: { settings: Settings; world: World } | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pacegate-action-'));
  told = { outputs: {}, annotations: [], summaries: [], failures: [], masked: [], printed: '' };
  asked = undefined;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Case {
  readonly event?: string;
  readonly payload?: object;
  readonly env?: Record<string, string>;
  readonly gate?: (settings: Settings, world: World) => Promise<GateOutcome>;
  readonly api?: Partial<GitHubApi>;
}

async function run({
  event = 'push',
  payload = {},
  env = {},
  gate = gateWith(reportOf([])),
  api = {},
}: Case) {
  writeFileSync(join(directory, 'event.json'), JSON.stringify(payload));
  await runAction({
    env: {
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_WORKSPACE: directory,
      GITHUB_RUN_ID: '5',
      'INPUT_GITHUB-TOKEN': TOKEN,
      ...env,
    },
    cwd: directory,
    stdout: {
      write(text) {
        told.printed += text;
      },
    },
    openWorkflow: async () => ({
      info(message) {
        told.printed += message;
      },
      annotate: (annotation) => void told.annotations.push(annotation),
      quote() {},
      setOutput(name, value) {
        told.outputs[name] = value;
      },
      mask: (secret) => void told.masked.push(secret),
      writeSummary: async (markdown) => void told.summaries.push(markdown),
      fail: (message) => void told.failures.push(message),
    }),
    openApi: async () => api as GitHubApi,
    gate: async (settings, world) => {
      asked = { settings, world };
      return gate(settings, world);
    },
    world: {
      stderr: {
        write(text) {
          told.printed += text;
        },
      },
      signal: new AbortController().signal,
      now: () => new Date(0),
      clock: () => 0,
      randomId: () => 'id',
    },
  });
}

function gateWith(report: ReturnType<typeof reportOf>, trouble?: string) {
  return async (): Promise<GateOutcome> => {
    const path = (name: string) => join(directory, name);
    const files = { report: path('report.json'), markdown: path('report.md'), html: path('report.html') };
    const written = { ...files, candidate: path('candidate.json'), text: '### Pacegate\n' };
    return { report, exit: report.exit, files: { ...written, ...(trouble && { trouble }) } };
  };
}

const passing = reportOf([resultOf({ verdict: 'pass' })], { exit: 0, verdict: 'pass' });
const broken = reportOf([resultOf()], { exit: 1, verdict: 'fail' });
const missing = reportOf([resultOf({ verdict: 'missing', failure: 'crashed' })], {
  exit: 3,
  verdict: 'missing',
});
const push = { ref: 'refs/heads/main', repository: { full_name: 'acme/shop', default_branch: 'main' } };
const pullRequest = (head: object) => ({
  repository: { full_name: 'acme/shop' },
  pull_request: { number: 1, head: { sha: SHA, repo: head }, base: { ref: 'main', sha: SHA } },
});
/** Named explicitly, so that no repository is needed. */
const BASE = { INPUT_BASE: 'main' };

describe('the step', () => {
  test('passes, and gives its outputs', async () => {
    await run({ payload: push, gate: gateWith(passing) });
    expect(told.failures).toEqual([]);
    expect(told.outputs).toEqual({
      verdict: 'pass',
      report: join(directory, 'report.json'),
      markdown: join(directory, 'report.md'),
      html: join(directory, 'report.html'),
    });
    expect(told.summaries[0]).toContain('### ✅ Pacegate');
    expect(told.masked).toEqual([TOKEN]);
  });

  test('has its verdict, and its comment, where the disk is too full for the report', async () => {
    const posted: string[] = [];
    await run({
      event: 'pull_request',
      payload: pullRequest({ full_name: 'acme/shop' }),
      env: BASE,
      gate: gateWith(broken, 'ENOSPC: no space left on device, write'),
      api: {
        comments: async () => [],
        createComment: async (_number, body) => {
          posted.push(body);
          return { id: 1, body, author: undefined, url: 'https://example.com/comment' };
        },
      },
    });
    expect(told.outputs).toMatchObject({ verdict: 'fail' });
    expect(told.outputs).not.toHaveProperty('report');
    expect(told.annotations).toContainEqual({
      level: 'warning',
      title: 'The report was not written',
      message: 'The verdict stands, and its files are not there: ENOSPC: no space left on device, write',
    });
    expect(told.summaries).toHaveLength(1);
    expect(posted[0]).toContain('### Pacegate');
    expect(told.failures).toHaveLength(1);
  });

  test.each([
    ['a broken budget', broken, /search is 8.3 % slower, and its budget allows 5 %/],
    ['what could not be measured', missing, /search was not measured/],
  ])('fails on %s', async (_what, report, message) => {
    await run({ payload: push, gate: gateWith(report) });
    expect(told.failures).toEqual([expect.stringMatching(message)]);
    expect(told.annotations[0]).toMatchObject({ level: 'error' });
  });

  test('fails on a bug, with its stack', async () => {
    const gate = async () => {
      throw new TypeError('undefined is not a function');
    };
    await run({ payload: push, gate });
    expect(told.failures[0]).toMatch(/bug in Pacegate[\s\S]*TypeError: undefined is not a function\n {4}at /);
  });

  test('a directory that cannot be written to is no bug', async () => {
    writeFileSync(join(directory, '.pacegate'), 'a file');
    await run({ payload: push });
    expect(told.failures).toEqual([
      expect.stringMatching(/\.pacegate\/out cannot be used: a part of its path is a file\.$/),
    ]);
  });

  test('a push that makes a branch has no base, though its event says what was before', async () => {
    const payload = { ...push, ref: 'refs/heads/new' };
    await run({ payload, env: { INPUT_BASE: '0'.repeat(40) }, gate: gateWith(passing) });
    expect(told.failures).toEqual([]);
    expect(asked?.settings).not.toHaveProperty('base');
  });

  test('names files from the root of the repository, wherever in the workspace that is checked out', async () => {
    using repository = makeRepository({ 'packages/a/budgets.yml': '' });
    const env = {
      GITHUB_WORKSPACE: dirname(repository.root),
      'INPUT_WORKING-DIRECTORY': `${basename(repository.root)}/packages/a`,
    };
    await run({ payload: push, env, gate: gateWith(broken) });
    expect(asked?.settings.directory).toBe(join(repository.root, 'packages/a'));
    expect(told.annotations[0]?.file).toBe('packages/a/budgets.yml');
    expect(told.summaries[0]).toContain('add this to `packages/a/budgets.yml`');
    expect(told.summaries[0]).toContain('cd packages/a && ');
  });

  test('fails on a wrong input or event, with a message and no stack', async () => {
    await run({ env: { INPUT_COMMENT: 'sometimes' } });
    expect(told.failures[0]).toBe(
      'Input comment: there is no "sometimes".\nWrite one of changes, always, never.',
    );
    expect(asked).toBeUndefined();
    await run({ event: 'pull_request', payload: { pull_request: {} } });
    expect(told.failures[1]).toContain('no usable pull_request.number');
  });

  test('saves the baseline on the default branch, and nowhere else', async () => {
    const entry = {} as never;
    const policy = { store: 'directory', compare: 'auto', path: 'x', branch: 'y' } as const;
    await run({ payload: push });
    expect(asked?.settings.saveBaseline).toBe(true);
    await run({ payload: { ...push, ref: 'refs/heads/feature' } });
    expect(asked?.settings.saveBaseline).toBe(false);
    await run({ event: 'pull_request', payload: pullRequest({ full_name: 'acme/shop' }), env: BASE });
    expect(asked?.settings.saveBaseline).toBe(false);
    const store = await asked?.world.openStore(policy, directory);
    expect(await store?.save(entry)).toContain('only what is on the default branch');
  });

  test('keeps baselines where the runner has a cache, unless the budget file says otherwise, and tells what will be lost', async () => {
    const open = (store: { store?: 'directory' } = {}) =>
      asked?.world.openStore({ ...store, compare: 'auto', path: 'x', branch: 'y' }, directory);
    const lost = () => told.printed.split('gone after the job').length - 1;
    // `@actions/cache` looks at the process's own environment.
    vi.stubEnv('ACTIONS_CACHE_SERVICE_V2', 'true');
    vi.stubEnv('ACTIONS_RESULTS_URL', 'https://results.example/');
    await run({ payload: push });
    await open();
    expect(lost()).toBe(0);
    await open({ store: 'directory' });
    expect(lost()).toBe(1);
    vi.stubEnv('ACTIONS_RESULTS_URL', '');
    await open();
    expect(lost()).toBe(2);
  });

  test('gives the gate no variable that holds the token, under whatever name', async () => {
    await run({ payload: push, env: { MY_TOKEN: TOKEN, URL: `https://x:${TOKEN}@host`, HOME: '/root' } });
    expect(JSON.stringify(asked?.world.env)).not.toContain(TOKEN);
    expect(asked?.world.env.HOME).toBe('/root');
  });

  test('progress on standard error cannot give commands', async () => {
    await run({
      payload: push,
      gate: async (_settings, world) => {
        world.stderr.write('::error::from a name\n');
        return gateWith(passing)();
      },
    });
    expect(told.printed).not.toMatch(/^::error/m);
  });
});

describe('code that a stranger wrote', () => {
  test.each([
    ['pull_request_target', pullRequest({ full_name: 'mallory/shop' })],
    ['pull_request_target', pullRequest({ full_name: 'acme/shop' })],
    [
      'workflow_run',
      {
        workflow_run: {
          id: 1,
          head_sha: SHA,
          event: 'pull_request',
          head_repository: { full_name: 'mallory/shop' },
        },
      },
    ],
  ])('is not measured on %s', async (event, payload) => {
    await run({ event, payload });
    expect(asked).toBeUndefined();
    expect(told.failures[0]).toContain('publish: true');
  });

  test.each([
    ['pull_request', pullRequest({ full_name: 'mallory/shop' }), true],
    ['pull_request', pullRequest({ full_name: 'acme/shop' }), false],
    ['push', push, false],
    ['workflow_dispatch', { ref: 'refs/heads/topic' }, false],
    ['issue_comment', { repository: push.repository, issue: { number: 1 } }, true],
    ['pull_request_review', pullRequest({ full_name: 'acme/shop' }), true],
  ])(
    '%s: what the budget file asks for by pass_env is refused where the code may be a stranger’s',
    async (event, payload, untrusted) => {
      await run({ event, payload, env: BASE, gate: gateWith(passing) });
      expect(asked?.settings.untrusted).toBe(untrusted);
    },
  );

  test('a fork’s pull request: all but the comment, and the missing permission named', async () => {
    await run({
      event: 'pull_request',
      payload: pullRequest({ full_name: 'mallory/shop' }),
      env: BASE,
      gate: gateWith(broken),
    });
    expect(told.summaries).toHaveLength(1);
    expect(told.outputs.verdict).toBe('fail');
    const last = told.annotations.at(-1);
    expect(last).toMatchObject({ level: 'warning', title: 'No comment on this pull request' });
    expect(last?.message).toContain('pull-requests: write');
    expect(last?.message).toContain('forks-comment.yml');
  });
});

describe('a token that may not comment', () => {
  const refused: Partial<GitHubApi> = {
    comments: async () => {
      throw new ApiError(
        403,
        'Reading the comments failed: 403',
        'give the job `permissions: pull-requests: read`',
        null,
      );
    },
  };

  test('costs the comment, not the verdict', async () => {
    const payload = pullRequest({ full_name: 'acme/shop' });
    await run({ event: 'pull_request', payload, env: BASE, gate: gateWith(passing), api: refused });
    await run({ event: 'pull_request', payload, env: BASE, gate: gateWith(broken), api: refused });
    expect(told.failures).toHaveLength(1);
    expect(
      told.annotations.filter(({ title }) => title === 'The pull request could not be commented'),
    ).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('pull-requests: read') }),
      expect.objectContaining({ level: 'warning' }),
    ]);
  });
});

test('publish: true belongs into a workflow_run', async () => {
  await run({ payload: push, env: { INPUT_PUBLISH: 'true' } });
  expect(told.failures[0]).toContain('publish: true works on workflow_run events only, and this is push.');
});
