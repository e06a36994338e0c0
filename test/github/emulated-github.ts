/**
 * GitHub for tests: the stateful emulator of the package `emulate`, behind a proxy that checks every request against
 * GitHub's own OpenAPI description. Artifacts' contents and caches, which the emulator lacks, are fakes of ours here.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { createEmulator } from 'emulate';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string;
}

export interface FakeArtifact {
  readonly id: number;
  readonly name: string;
  readonly archive: Uint8Array;
  readonly runId: number;
  readonly headBranch?: string;
  readonly headSha?: string;
  readonly fork?: boolean;
  readonly expired?: boolean;
  /** What the listing claims; the archive's size where absent. */
  readonly claimedBytes?: number;
}

/** What the proxy answers instead of asking the emulator. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EmulatedGitHub {
  readonly url: string;
  /** Requests to the API since the start, oldest first. */
  readonly seen: SeenRequest[];
  /** What was wrong with requests by the OpenAPI description. Tests expect it to be empty. */
  readonly violations: string[];
  readonly artifacts: FakeArtifact[];
  readonly cacheKeys: string[];
  /** Answers a request itself where it returns something. */
  intercept: ((request: SeenRequest) => Answer | undefined) | undefined;
  /** Calls the emulator past the proxy, as `login`. */
  call<Value>(login: string, method: string, path: string, body?: unknown): Promise<Value>;
  /** Opens pull request 1 of acme/shop, and further ones. */
  openPullRequest(
    title?: string,
    head?: string,
  ): Promise<{ number: number; head: { sha: string; ref: string } }>;
  comments(number: number): Promise<{ id: number; body: string; user: { login: string } }[]>;
  close(): Promise<void>;
}

/** The token of the job: its own login, which is no person's. */
export const JOB_TOKEN = 'ghs_a-long-token-of-the-job-0123456789';
export const JOB_LOGIN = 'pacegate-bot';
const PEOPLE = ['admin', 'mallory'];

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    name: string;
    in: 'path' | 'query' | 'header';
    required?: boolean;
    schema: object;
  }[];
  readonly requestBody?: { readonly schema: { properties?: object } & object };
}

const DESCRIPTION = JSON.parse(
  readFileSync(new URL('../contracts/github-requests.json', import.meta.url), 'utf8'),
) as { paths: Record<string, Record<string, Operation>> };

export async function emulateGitHub(): Promise<EmulatedGitHub> {
  const tokens = Object.fromEntries([
    [JOB_TOKEN, { login: JOB_LOGIN }],
    ...PEOPLE.map((login) => [tokenOf(login), { login }] as const),
  ]);
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens,
      github: {
        users: [...PEOPLE, JOB_LOGIN].map((login) => ({ login })),
        orgs: [{ login: 'acme', members: [...PEOPLE, JOB_LOGIN].map((login) => ({ login, role: 'admin' })) }],
        repos: [{ owner: 'acme', name: 'shop' }],
      },
    },
  });
  const state: Pick<EmulatedGitHub, 'seen' | 'violations' | 'artifacts' | 'cacheKeys' | 'intercept'> = {
    seen: [],
    violations: [],
    artifacts: [],
    cacheKeys: [],
    intercept: undefined,
  };
  const check = requestChecker();

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text === '' ? undefined : JSON.parse(text);
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      body,
      token: (request.headers.authorization ?? '').replace(/^\w+ /, ''),
    };
    state.seen.push(seen);
    state.violations.push(...check(seen));
    const own = state.intercept?.(seen) ?? ownAnswer(seen, url, state.artifacts, state.cacheKeys);
    if (own) {
      const binary = own.body instanceof Uint8Array;
      response.writeHead(own.status, {
        'content-type': binary ? 'application/zip' : 'application/json',
        ...own.headers,
      });
      response.end(binary ? own.body : JSON.stringify(own.body ?? {}));
      return;
    }
    const forwarded = await fetch(emulator.url + seen.path, {
      method: seen.method,
      headers: { authorization: `token ${seen.token}`, 'content-type': 'application/json' },
      ...(text !== '' && { body: text }),
    });
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const link = forwarded.headers.get('link');
    if (link) headers.link = link.replaceAll(/http:\/\/[^/]+/g, url);
    response.writeHead(forwarded.status, headers);
    response.end(forwarded.status === 204 ? undefined : await forwarded.text());
  }

  async function call<Value>(login: string, method: string, path: string, body?: unknown): Promise<Value> {
    const answer = await fetch(emulator.url + path, {
      method,
      headers: { authorization: `token ${tokenOf(login)}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as Value;
  }

  const shop = '/repos/acme/shop';

  return Object.assign(state, {
    url,
    call,
    async openPullRequest(title = 'A change', head = 'feature') {
      const main = await call<{ object: { sha: string } }>('admin', 'GET', `${shop}/git/ref/heads/main`);
      const sha = main.object.sha;
      await call('admin', 'POST', `${shop}/git/refs`, { ref: `refs/heads/${head}`, sha });
      await call('admin', 'PUT', `${shop}/contents/${head}.txt`, {
        message: title,
        content: btoa(title),
        branch: head,
      });
      return call<{ number: number; head: { sha: string; ref: string } }>('admin', 'POST', `${shop}/pulls`, {
        title,
        head,
        base: 'main',
      });
    },
    comments: (number: number) =>
      call<{ id: number; body: string; user: { login: string } }[]>(
        'admin',
        'GET',
        `${shop}/issues/${number}/comments?per_page=100`,
      ),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await emulator.close();
    },
  });
}

function tokenOf(login: string): string {
  return `token-of-${login}`;
}

/** The parts of the API that the emulator lacks. */
function ownAnswer(
  { method, path }: SeenRequest,
  url: string,
  artifacts: readonly FakeArtifact[],
  cacheKeys: readonly string[],
): Answer | undefined {
  const { pathname, searchParams } = new URL(path, 'http://github');
  if (method === 'GET' && /\/actions\/artifacts$/.test(pathname)) {
    const name = searchParams.get('name');
    const page = Number(searchParams.get('page') ?? 1);
    const size = Number(searchParams.get('per_page') ?? 30);
    const found = artifacts.filter((artifact) => name === null || artifact.name === name).toReversed();
    const body = {
      total_count: found.length,
      artifacts: found.slice((page - 1) * size, page * size).map((artifact) => ({
        id: artifact.id,
        name: artifact.name,
        size_in_bytes: artifact.claimedBytes ?? artifact.archive.byteLength,
        created_at: '2026-11-22T13:00:00Z',
        expired: artifact.expired ?? false,
        workflow_run: {
          id: artifact.runId,
          repository_id: 1,
          head_repository_id: artifact.fork ? 2 : 1,
          head_branch: artifact.headBranch ?? 'main',
          head_sha: artifact.headSha ?? '0'.repeat(40),
        },
      })),
    };
    const next = new URL(path, url);
    next.searchParams.set('page', String(page + 1));
    const headers = page * size < found.length ? { link: `<${next}>; rel="next"` } : {};
    return { status: 200, body, headers };
  }
  const download = /\/actions\/artifacts\/(\d+)\/zip$/.exec(pathname)?.[1];
  if (method === 'GET' && download !== undefined) {
    const artifact = artifacts.find(({ id }) => id === Number(download));
    return artifact
      ? { status: 200, body: artifact.archive }
      : { status: 404, body: { message: 'Not Found' } };
  }
  if (method === 'GET' && /\/actions\/caches$/.test(pathname)) {
    const key = searchParams.get('key') ?? '';
    const caches = cacheKeys.filter((each) => each.startsWith(key)).map((each, id) => ({ id, key: each }));
    return { status: 200, body: { total_count: caches.length, actions_caches: caches } };
  }
  return undefined;
}

/** Says what is wrong with a request by the description: unknown calls, parameters and fields, wrong types. */
function requestChecker(): (request: SeenRequest) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
  addFormats.default(ajv);
  const compiled = new Map<object, ValidateFunction>();
  const validate = (schema: object, value: unknown): string | undefined => {
    const check = compiled.get(schema) ?? ajv.compile({ type: 'object', properties: { value: schema } });
    compiled.set(schema, check);
    return check({ value }) ? undefined : ajv.errorsText(check.errors);
  };
  const routes = Object.entries(DESCRIPTION.paths).map(([template, methods]) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    methods,
  }));

  return ({ method, path, body }) => {
    const { pathname, searchParams } = new URL(path, 'http://github');
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    const operation = route?.methods[method.toLowerCase()];
    if (!route || !operation) return [`${method} ${pathname} is not among the operations used`];
    const problems: string[] = [];
    const values = route.pattern.exec(pathname)?.groups ?? {};
    for (const parameter of operation.parameters) {
      const value = parameter.in === 'path' ? values[parameter.name] : searchParams.get(parameter.name);
      if (value === null || value === undefined) {
        if (parameter.required) problems.push(`${parameter.name} is missing`);
      } else {
        const wrong = validate(parameter.schema, decodeURIComponent(value));
        if (wrong) problems.push(`${parameter.name}: ${wrong}`);
      }
    }
    for (const name of searchParams.keys())
      if (!operation.parameters.some((parameter) => parameter.in === 'query' && parameter.name === name))
        problems.push(`there is no query parameter ${name}`);
    const schema = operation.requestBody?.schema;
    if (schema) {
      const wrong = validate(schema, body);
      if (wrong || body === undefined) problems.push(`body: ${wrong ?? 'missing'}`);
      for (const field of Object.keys((body ?? {}) as object))
        if (schema.properties && !Object.hasOwn(schema.properties, field))
          problems.push(`body: unknown field ${field}`);
    } else if (body !== undefined) problems.push('a body where there is none');
    return problems.map((problem) => `${operation.operationId}: ${problem}`);
  };
}
