/**
 * The action as a runner starts it: a real process on a real repository, with an event, inputs and files for its outputs.
 * GitHub's API, its cache and artifact services and a git server are stand-ins here, since they are to fail in every way
 * that the emulator of test/github/ does not know: with any status, or by never answering.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRepository, type TestRepository } from '../checkouts/git-fixture.ts';
import { releaseAction } from './release.ts';

let released: Promise<string> | undefined;

async function release(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'pacegate-release-'));
  await releaseAction(directory);
  return join(directory, 'dist', 'action.js');
}

export interface LabComment {
  readonly id: number;
  readonly issue: number;
  body: string;
}

/** What a server does instead of its work: answers with a status, or never. */
export type Trouble = number | 'hangs';

export interface Asked {
  readonly method: string;
  readonly path: string;
}

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly comments: LabComment[];
  readonly log: string[];
  /** Asked before every answer. */
  trouble: ((asked: Asked) => Trouble | undefined) | undefined;
}

/** The comments of pull requests, by GitHub's REST API; with `trouble` any server that is out of order. */
export async function openServer(trouble?: Server['trouble']): Promise<Server> {
  const state = { comments: [] as LabComment[], log: [] as string[], trouble };
  let next = 1;
  const shown = ({ id, body }: LabComment) => ({
    id,
    body,
    html_url: `http://github.example/comments/${id}`,
    user: { login: 'github-actions[bot]', type: 'Bot' },
  });
  function answer(method: string, url: URL, body: { body: string } | undefined): [number, unknown] {
    const list = /\/issues\/(\d+)\/comments$/.exec(url.pathname);
    const one = /\/issues\/comments\/(\d+)$/.exec(url.pathname);
    if (url.pathname.endsWith('/user')) return [403, { message: 'Resource not accessible by integration' }];
    if (list && method === 'GET') {
      const size = Number(url.searchParams.get('per_page') ?? 30);
      const page = Number(url.searchParams.get('page') ?? 1);
      const all = state.comments.filter(({ issue }) => issue === Number(list[1]));
      return [200, all.slice((page - 1) * size, page * size).map(shown)];
    }
    if (body && body.body.length > 65_536) return [422, { message: 'body is too long' }];
    if (list && body) {
      const comment = { id: next++, issue: Number(list[1]), body: body.body };
      state.comments.push(comment);
      return [201, shown(comment)];
    }
    const comment = state.comments.find(({ id }) => id === Number(one?.[1]));
    if (!comment) return [404, { message: 'Not Found' }];
    if (method === 'DELETE') state.comments.splice(state.comments.indexOf(comment), 1);
    else if (body) comment.body = body.body;
    return method === 'DELETE' ? [204, undefined] : [200, shown(comment)];
  }
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? '';
    state.log.push(`${method} ${request.url}`);
    const trouble = state.trouble?.({ method, path: url.pathname });
    if (trouble === 'hangs') return;
    const [status, result] =
      trouble === undefined ? answer(method, url, parse(body)) : [trouble, { message: 'out of order' }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(result === undefined ? '' : JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function parse(text: string): { body: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what git or the cache sends
  }
}

/**
 * A benchmark that takes no time, whatever the machine does: a program draws the values of each process, and `speed.json`
 * says how slow the code is. With as many processes as a real one has, this is a verdict in a second.
 */
export const LOAD = `import json, random
speed = json.load(open("speed.json"))
def metrics(factor):
    values = [factor * 0.01 * random.uniform(0.99, 1.01) for _ in range(20)]
    return {"wall_time": {"unit": "s", "better": "lower", "runs": [{"order": 0, "values": values}]}}
json.dump({"format": "pacegate/measurements", "version": 1, "session": "s", "created": "2026-11-22T13:00:00Z",
  "environment": {}, "benchmarks": [{"name": n, "metrics": metrics(f)} for n, f in speed.items()]}, open("out.json", "w"))
`;

export interface BudgetOptions {
  /** `baseline: { store: … }` */
  readonly baseline?: string;
  readonly budgets?: string;
}

export function budgetFile({ baseline, budgets = '[time < baseline + 10%]' }: BudgetOptions = {}): string {
  return `version: 1
measure: { python: python3, max_time: 2 min }
${baseline === undefined ? '' : `baseline: ${baseline}\n`}benchmarks:
  shop:
    results: { command: python3 load.py, format: pacegate, file: out.json }
    budgets: ${budgets}
`;
}

export function speed(factors: Readonly<Record<string, number>> | number): string {
  return JSON.stringify(typeof factors === 'number' ? { search: factors } : factors);
}

export function project(options: BudgetOptions = {}): Record<string, string> {
  return {
    'load.py': LOAD,
    'speed.json': speed(1),
    'budgets.yml': budgetFile(options),
    '.gitignore': 'out.json\n',
  };
}

export interface PullRequest {
  readonly head: string;
  readonly base: string;
  readonly number?: number;
  readonly action?: string;
  readonly fork?: boolean;
  readonly baseRef?: string;
}

const REPOSITORY = { full_name: 'acme/shop', default_branch: 'main' };

export function pullRequestEvent({
  head,
  base,
  number = 7,
  action = 'synchronize',
  fork = false,
  baseRef = 'main',
}: PullRequest): object {
  const repo = { full_name: fork ? 'mallory/shop' : 'acme/shop', fork };
  return {
    action,
    number,
    repository: REPOSITORY,
    pull_request: {
      number,
      head: { ref: 'topic', sha: head, repo },
      base: { ref: baseRef, sha: base, repo: { full_name: 'acme/shop', fork: false } },
    },
  };
}

export function pushEvent(after: string): object {
  return { ref: 'refs/heads/main', before: '0'.repeat(40), after, repository: REPOSITORY };
}

/** A repository with a base and a topic branch, merged as GitHub does it and checked out as actions/checkout does. */
export function mergedPullRequest(
  files: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>>,
): { repository: TestRepository; head: string; base: string } {
  const repository = makeRepository(files);
  const base = repository.git('rev-parse', 'HEAD');
  repository.git('checkout', '--quiet', '-b', 'topic');
  const head = repository.commit('the change', change);
  repository.git('checkout', '--quiet', '--detach', base);
  repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge', head);
  return { repository, head, base };
}

export interface Step {
  readonly repository: TestRepository;
  /** Name of the event. */
  readonly name?: string;
  readonly event: object;
  readonly ref?: string;
  readonly api?: Server;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: number;
  readonly attempt?: number;
  readonly job?: string;
  /** Called as soon as the step's log matches, once: to cancel it, for example. */
  readonly when?: { readonly log: RegExp; readonly act: (child: ChildProcess) => void };
}

export interface Ended {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Seconds from the verdict's being there to the end of the step; undefined without a verdict. */
  readonly afterVerdict: number | undefined;
}

let runs = 1000;

export async function runStep(step: Step): Promise<Ended> {
  const {
    repository,
    name = 'pull_request',
    event,
    ref = 'refs/pull/7/merge',
    api,
    inputs = {},
    when,
  } = step;
  const temporary = mkdtempSync(join(tmpdir(), 'pacegate-lab-'));
  const file = (name: string, text = '') => {
    writeFileSync(join(temporary, name), text);
    return join(temporary, name);
  };
  const output = file('output');
  const summary = file('summary.md');
  // Without an API nothing is to be said to it: a refused connection is tried again for a while.
  const given = {
    'github-token': 'a-long-token-of-the-job',
    ...(api ? {} : { comment: 'never' }),
    ...inputs,
  };
  released ??= release();
  const child = spawn(process.execPath, [await released], {
    cwd: repository.root,
    env: {
      PATH: process.env.PATH,
      ...repository.env,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SERVER_URL: 'https://github.example',
      // Port 1 is nobody's: refused at once.
      GITHUB_API_URL: api?.url ?? 'http://127.0.0.1:1',
      GITHUB_RUN_ID: String(step.run ?? runs++),
      GITHUB_RUN_ATTEMPT: String(step.attempt ?? 1),
      GITHUB_JOB: step.job ?? 'gate',
      GITHUB_WORKSPACE: repository.root,
      GITHUB_REF: ref,
      GITHUB_SHA: repository.git('rev-parse', 'HEAD'),
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
      ...Object.fromEntries(
        Object.entries(given).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]),
      ),
      ...step.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let called = false;
  const listen = (chunk: Buffer) => {
    log += chunk;
    if (called || !when?.log.test(log)) return;
    called = true;
    when.act(child);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = Date.now();
  const outputs = readOutputs(readFileSync(output, 'utf8'));
  const written = statSync(summary);
  const result = {
    code,
    log,
    summary: readFileSync(summary, 'utf8'),
    outputs,
    afterVerdict: written.size === 0 ? undefined : (ended - written.mtimeMs) / 1000,
  };
  rmSync(temporary, { recursive: true, force: true });
  return result;
}

/** `NAME<<DELIMITER\nVALUE\nDELIMITER\n`, as @actions/core writes them. */
function readOutputs(text: string): Record<string, string> {
  const records = text.matchAll(/^([\w-]+)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...records].map(([, name, , value]) => [name, value]));
}

/** The warnings, notices and errors of a log, in the runner's commands. */
export function annotations(log: string, level: 'error' | 'warning' | 'notice'): string[] {
  return log.split('\n').filter((line) => line.startsWith(`::${level}`));
}
