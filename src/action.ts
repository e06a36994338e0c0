/**
 * The action: inputs and event become settings, the gate judges, and the forge is told – comment, summary, annotations,
 * outputs and the step's exit status. Everything it touches comes in through `ActionDependencies`.
 */

import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asUsageError, UsageError } from './errors.ts';
import type { GateOutcome } from './gate.ts';
import type { GitHubApi } from './github/api.ts';
import { type EventFacts, mayBeStrangersCode, readEvent } from './github/event.ts';
import { type JobFacts, readJobFacts } from './github/facts.ts';
import { type Inputs, inWorkspace, readInputs } from './github/inputs.ts';
import type { Remote } from './github/remote.ts';
import { describeUse } from './github/use.ts';
import type { Workflow } from './github/workflow.ts';
import type { HistoryRequest } from './publish/base/fetch-history.ts';
import type { Job } from './publish/job.ts';
import { createPatience, type Patience } from './publish/patience.ts';
import type { Report } from './report/model.ts';
import type { Settings, World } from './settings.ts';

export interface ActionDependencies {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: { write(text: string): unknown };
  readonly openWorkflow: () => Promise<Workflow>;
  readonly openApi: (inputs: Inputs, job: JobFacts, workflow: Workflow) => Promise<GitHubApi>;
  readonly gate: (settings: Settings, world: World) => Promise<GateOutcome>;
  /** The parts of the world that do not depend on inputs. */
  readonly world: Pick<World, 'stderr' | 'signal' | 'now' | 'clock' | 'randomId'>;
}

/** Never throws: whatever goes wrong makes the step fail, with a message for a user's mistake and a stack for a bug. */
export async function runAction(dependencies: ActionDependencies): Promise<void> {
  dependencies.stdout.write('Pacegate\n');
  const workflow = await dependencies.openWorkflow();
  try {
    const given = readInputs(dependencies.env);
    if (given.token) workflow.mask(given.token);
    const facts = readJobFacts(dependencies.env, dependencies.cwd);
    const inputs = inWorkspace(given, facts.workspace);
    const event = readEvent(facts.eventName, await readPayload(facts.eventPath), facts.ref);
    let api: Promise<GitHubApi> | undefined;
    const job: Job = {
      workflow,
      inputs,
      facts,
      event,
      use: describeUse(inputs, facts),
      api: () => {
        api ??= dependencies.openApi(inputs, facts, workflow);
        return api;
      },
    };
    if (inputs.publish) await (await import('./publish/publish.ts')).publishMeasured(job);
    else await measure(job, dependencies);
  } catch (error) {
    showError(workflow, error);
  }
}

async function measure(job: Job, dependencies: ActionDependencies): Promise<void> {
  const { inputs, facts, event, use, workflow } = job;
  refuseUntrustedCode(event);
  const directory = join(facts.workspace, inputs.workingDirectory);
  await requireDirectory(directory, inputs.workingDirectory);
  const patienceOf = (seconds: number) =>
    createPatience({ seconds, interrupted: dependencies.world.signal, say: workflow.info });
  const patience = patienceOf(PATIENCE);
  const needed = patienceOf(NEEDED);
  const { chooseBaseAnywhere, isFirst } = await import('./publish/base/choose-base.ts');
  const { markdownOptions, nothingToCompare } = await import('./publish/wording.ts');
  const { claimOut } = await import('./publish/claim-out.ts');
  const { sectionRoom } = await import('./github/sections.ts');
  const { findRemote } = await import('./github/remote.ts');
  const { findRepository } = await import('./checkouts/git/repository.ts');
  // Looked up before any of the project's code has run: a setup command could point `origin` elsewhere.
  const remote = await findRemote(directory, facts, inputs.token);
  const fetchMore = async (depth: HistoryRequest['depth']) => {
    workflow.info(
      'This clone is shallow: the base is fetched. `fetch-depth: 0` in actions/checkout saves that.',
    );
    const { fetchHistory } = await import('./publish/base/fetch-history.ts');
    const branch = inputs.base ?? (event.kind === 'pull-request' ? event.baseRef : undefined);
    return needed.wait('the git server', { most: NEEDED, least: 0 }, (signal) =>
      fetchHistory({ directory, remote, branch, depth, signal }),
    );
  };
  const base = await chooseBaseAnywhere(event, inputs.base, directory, fetchMore);
  if (base.kind === 'itself') workflow.annotate(nothingToCompare(base.name));
  const first = event.kind === 'pull-request' && (await isFirst(base, directory, inputs.budgets));
  // From the root of the repository, which is another one than the workspace where actions/checkout was given a `path`.
  const project = (await findRepository(directory))?.prefix ?? relative(facts.workspace, directory);
  const markdown = {
    ...markdownOptions(inputs, facts, event.kind === 'pull-request' ? event.head : facts.commit, use.title),
    limit: sectionRoom(inputs.name, {
      ...use,
      use: use.key,
      run: facts.runId,
      attempt: facts.attempt,
      rank: 0,
    }),
    ...(project !== '' && { directory: project }),
    first,
  };
  const settings: Settings = {
    budgets: inputs.budgets,
    directory,
    out: await claimOut(directory, {
      job: `${facts.runId}.${facts.attempt} ${facts.job}`,
      use: `${inputs.name} ${use.key}`,
    }),
    saveBaseline: event.kind === 'default-branch' && !inputs.share,
    continuesHistory: event.kind === 'default-branch',
    ownBaseline: 'passed-over',
    untracked: 'ignored',
    markdown,
    untrusted: mayBeStrangersCode(event),
    ...(base.kind === 'base' && { base: base.ref }),
    ...(inputs.compare !== undefined && { compare: inputs.compare }),
    ...(inputs.only !== undefined && { only: inputs.only }),
  };
  const world = {
    ...(await openWorld(job, dependencies, { remote, patience })),
    fetchCommit: (commit: string) => fetchMore({ commit }),
  };
  const { env } = dependencies;
  if (inputs.share) {
    const { measureOneShare } = await import('./publish/shares.ts');
    return await measureOneShare(job, inputs.share, settings, world, { env, patience: needed });
  }
  const outcome = inputs.merge
    ? await (await import('./publish/shares.ts')).mergeShares(job, settings, world, { env, patience: needed })
    : await dependencies.gate(settings, world);
  // The verdict first, and the exit status first of all: whatever is saved or posted afterwards can only add a warning.
  if (outcome.exit !== 0) workflow.fail(await headlineOf(outcome.report));
  const { tellVerdict } = await import('./publish/tell.ts');
  await tellVerdict(job, outcome, markdown);
  const { saveAndPost } = await import('./publish/afterwards.ts');
  await saveAndPost(job, outcome, {
    patience,
    interrupted: world.signal,
    compared: base.kind !== 'itself',
    first,
  });
}

/** Seconds for which a run waits for servers, all in all. */
const PATIENCE = 60;
/** The same for that without which there is no verdict at all: the history of a shallow clone, and shares. */
const NEEDED = 300;

async function requireDirectory(directory: string, input: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory()) return;
  const shown = JSON.stringify(input.slice(0, 200));
  throw new UsageError(
    found
      ? `Input working-directory: ${shown} is a file, not a directory.`
      : `Input working-directory: there is no directory ${shown} in the workspace.`,
    {
      hint: 'Write it relative to the root of the repository, and check the repository out in an earlier step: `- uses: actions/checkout@v5` with `fetch-depth: 0`.',
    },
  );
}

/** A workflow that has write permission must not run what a stranger wrote. */
function refuseUntrustedCode(event: EventFacts): void {
  const why =
    event.kind === 'pull-request' && event.event === 'pull_request_target'
      ? 'pull_request_target runs with write permission and on the base branch: measured there, a pull request would either run with your secrets or not be measured at all.'
      : event.kind === 'workflow-run' && event.fork
        ? 'This workflow_run follows a run of a fork: measuring its code here would give it this job’s permissions.'
        : undefined;
  if (why !== undefined)
    throw new UsageError(why, {
      hint: 'Measure on `pull_request`, and comment on pull requests from forks by a second workflow with `publish: true`; see docs/security.md.',
    });
}

interface Surroundings {
  readonly remote: Remote | undefined;
  readonly patience: Patience;
}

async function openWorld(
  job: Job,
  dependencies: ActionDependencies,
  { remote, patience }: Surroundings,
): Promise<World> {
  const { workflow, inputs, api } = job;
  const { env, world } = dependencies;
  const { neutralise } = await import('./github/workflow.ts');
  return {
    ...world,
    // A token must not be inherited under some other name.
    env: Object.fromEntries(
      Object.entries(env).filter(([, value]) => inputs.token === '' || !value?.includes(inputs.token)),
    ),
    // The runner reads commands from standard error, too, and progress names benchmarks.
    stderr: { write: (text) => world.stderr.write(neutralise(text)), isTTY: false },
    showOutput: (title, output) => workflow.quote(title, output),
    async openStore(policy, project) {
      const { openStore } = await import('./stores/open.ts');
      const { tolerantStore } = await import('./publish/tolerant-store.ts');
      const storage = await import('./github/artifacts/github-storage.ts');
      const store = policy.store ?? ((await storage.hasCacheService()) ? 'cache' : 'directory');
      const saves = job.event.kind === 'default-branch';
      if (saves && store === 'directory') workflow.info(LOST_WITH_THE_RUNNER);
      const open = (signal: AbortSignal) =>
        openStore(
          { ...policy, store },
          {
            directory: project,
            name: inputs.name,
            remote: async () => remote,
            author: GITHUB_BOT,
            cache: () => storage.openCacheService(api),
            artifacts: async () => storage.openArtifactService(api, baseBranchOf(job.event), env),
            onProblem: ({ location, message }) =>
              workflow.info(`A stored baseline was skipped: ${location}: ${message}`),
            signal,
            patience: STORE_PATIENCE,
            env,
          },
        );
      return tolerantStore(open, {
        saves,
        needed: (inputs.compare ?? policy.compare) === 'stored',
        server: serverOf(store),
        patience,
        warn: (title, message) => workflow.annotate({ level: 'warning', title, message }),
        info: workflow.info,
      });
    },
  };
}

/** A directory is gone with the runner: what it holds is of use to nobody but a later step of the same job. */
const LOST_WITH_THE_RUNNER =
  'Baselines are kept in a directory on this runner, which is gone after the job unless a step of yours keeps it. ' +
  '`baseline: { store: cache }` in the budget file keeps them, and `store: branch` keeps them for good.';

/** Seconds of trying again: a little less than src/publish/tolerant-store.ts allows, so that the server's own words are told. */
const STORE_PATIENCE = 35;

function serverOf(store: 'directory' | 'branch' | 'cache' | 'artifact'): string {
  return { directory: 'the disk', branch: 'the git server', cache: 'the cache service', artifact: 'GitHub' }[
    store
  ];
}

/** The author that GitHub shows for what a job's token writes. */
const GITHUB_BOT = {
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};

function baseBranchOf(event: EventFacts): string | undefined {
  if (event.kind === 'pull-request') return event.baseRef;
  return event.kind === 'default-branch' ? event.ref.replace(/^refs\/heads\//, '') : undefined;
}

async function readPayload(path: string | undefined): Promise<unknown> {
  if (path === undefined) return {};
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError('The event that started this run cannot be read (GITHUB_EVENT_PATH).', {
      cause: error,
    });
  }
}

async function headlineOf(report: Report): Promise<string> {
  const { headline } = await import('./report/words/headline.ts');
  const { plain, plainName } = await import('./report/words/escape.ts');
  return headline(report, { name: (text) => plainName(text, 80), text: (text) => plain(text) });
}

function showError(workflow: Workflow, thrown: unknown): void {
  const error = asUsageError(thrown);
  if (!error) {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    workflow.fail(`This is a bug in Pacegate, please report it.\n${stack}`);
    return;
  }
  for (const { severity, position, message } of error.problems)
    workflow.annotate({ level: severity, file: position.file, line: position.line, message });
  workflow.fail([error.message, error.hint].filter(Boolean).join('\n'));
}

const invoked = process.argv[1];
if (invoked !== undefined && realpathSync(invoked) === fileURLToPath(import.meta.url)) {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  await runAction({
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    openWorkflow: async () => (await import('./github/workflow.ts')).openWorkflow(process.stdout),
    openApi: async (inputs, facts, workflow) =>
      (await import('./github/api.ts')).openApi({
        token: inputs.token,
        baseUrl: facts.api,
        repository: facts.repository,
        log: workflow.info,
        // A run that only publishes has nothing else to do; one that measured ends soon after its verdict.
        ...(!inputs.publish && { patience: 35 }),
      }),
    gate: async (settings, world) => (await import('./gate.ts')).gate(settings, world),
    world: {
      stderr: process.stderr,
      signal: stop.signal,
      now: () => new Date(),
      clock: () => performance.now() / 1000,
      randomId: randomUUID,
    },
  });
  // What was given up – a request that hangs, a cache that is still being sent – must not keep the job.
  setTimeout(() => process.exit(), 1_000).unref();
}
