/**
 * The action: inputs and event become settings, the gate judges, and the forge is told – comment, summary, annotations,
 * outputs and the step's exit status. Everything it touches comes in through `ActionDependencies`.
 */

import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './errors.ts';
import type { GateOutcome } from './gate.ts';
import type { GitHubApi } from './github/api.ts';
import { type EventFacts, mayBeStrangersCode, readEvent } from './github/event.ts';
import { type JobFacts, readJobFacts } from './github/facts.ts';
import { type Inputs, readInputs } from './github/inputs.ts';
import type { Workflow } from './github/workflow.ts';
import type { Job } from './publish/job.ts';
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
    const inputs = readInputs(dependencies.env);
    if (inputs.token) workflow.mask(inputs.token);
    const facts = readJobFacts(dependencies.env, dependencies.cwd);
    const event = readEvent(facts.eventName, await readPayload(facts.eventPath), facts.ref);
    let api: Promise<GitHubApi> | undefined;
    const job: Job = {
      workflow,
      inputs,
      facts,
      event,
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
  const { inputs, facts, event, workflow } = job;
  refuseUntrustedCode(event);
  const directory = join(facts.workspace, inputs.workingDirectory);
  const { markdownOptions } = await import('./publish/wording.ts');
  const { commentRoom } = await import('./github/comment.ts');
  const project = relative(facts.workspace, directory);
  const markdown = {
    ...markdownOptions(inputs, facts, event.kind === 'pull-request' ? event.head : facts.commit),
    limit: commentRoom(inputs.name, facts.runId),
    ...(project !== '' && { directory: project }),
  };
  const base = inputs.base ?? (await baseOf(event, directory));
  const settings: Settings = {
    budgets: inputs.budgets,
    directory,
    out: '.pacegate/out',
    saveBaseline: event.kind === 'default-branch',
    markdown,
    untrusted: mayBeStrangersCode(event),
    ...(base !== undefined && { base }),
    ...(inputs.compare !== undefined && { compare: inputs.compare }),
    ...(inputs.only !== undefined && { only: inputs.only }),
  };
  const outcome = await dependencies.gate(settings, await openWorld(job, dependencies, directory));
  const { tellOutcome } = await import('./publish/tell.ts');
  await tellOutcome(job, outcome, markdown);
  if (outcome.exit !== 0) workflow.fail(await headlineOf(outcome.report));
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

async function baseOf(event: EventFacts, directory: string): Promise<string | undefined> {
  if (event.kind === 'merge-queue') return event.base;
  if (event.kind !== 'pull-request') return undefined;
  const { requireRepository } = await import('./checkouts/repository.ts');
  const { pullRequestBase } = await import('./checkouts/base.ts');
  const { head, baseRef, baseSha } = event;
  const facts = { head, baseRef, ...(baseSha !== undefined && { baseSha }) };
  return (await pullRequestBase(facts, await requireRepository(directory))).id;
}

async function openWorld(job: Job, dependencies: ActionDependencies, directory: string): Promise<World> {
  const { workflow, inputs, facts, api } = job;
  const { env, world } = dependencies;
  const { neutralise } = await import('./github/workflow.ts');
  const { findRemote } = await import('./github/remote.ts');
  // Looked up before any of the project's code has run: a setup command could point `origin` elsewhere.
  const remote = findRemote(directory, facts, inputs.token);
  remote.catch(() => undefined);
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
      const shelves = await import('./github/shelves.ts');
      const open = () =>
        openStore(policy, {
          directory: project,
          name: inputs.name,
          remote: () => remote,
          author: GITHUB_BOT,
          cache: () => shelves.openCacheShelf(api),
          artifacts: async () => shelves.openArtifactShelf(api, baseBranchOf(job.event), env),
          onProblem: ({ location, message }) =>
            workflow.info(`A stored baseline was skipped: ${location}: ${message}`),
          signal: world.signal,
          env,
        });
      return tolerantStore(open, {
        saves: job.event.kind === 'default-branch',
        needed: (inputs.compare ?? policy.compare) === 'stored',
        warn: (title, message) => workflow.annotate({ level: 'warning', title, message }),
      });
    },
  };
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
  const { headline } = await import('./report/headline.ts');
  const { plain, plainName } = await import('./report/escape.ts');
  return headline(report, { name: (text) => plainName(text, 80), text: (text) => plain(text) });
}

function showError(workflow: Workflow, error: unknown): void {
  if (!(error instanceof UsageError)) {
    const stack = error instanceof Error ? error.stack : String(error);
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
}
