/**
 * The service that keeps the artifacts of the run that a job belongs to. It takes the runner's own token, so that no permission
 * is needed, for a fork's pull request neither. The calls are those of `@actions/artifact`; that package would add 0.9 MB to dist
 * (measured with rolldown, minified: 1.19 MB without it, 2.11 MB with it) for what is a few dozen lines here.
 *
 * Limit: GitHub Enterprise Server does not have this service yet, nor does every other forge.
 */
import { Readable } from 'node:stream';
import { UsageError } from '../../errors.ts';

const SERVICE = 'twirp/github.actions.results.api.v1.ArtifactService';
const ATTEMPTS = 4;

/** The runner's variables `ACTIONS_RUNTIME_TOKEN` and `ACTIONS_RESULTS_URL`, which only actions get. */
export type RunnerVariables = Readonly<Record<string, string | undefined>>;

export interface ResultsService {
  readonly ids: { readonly workflow_run_backend_id: string; readonly workflow_job_run_backend_id: string };
  /** Answers what the service says; throws a UsageError that begins with `trouble`. */
  call(method: string, message: object, trouble: string): Promise<unknown>;
  /** To and from the storage behind it, at an address that the service gave. */
  put(url: string, body: Buffer, headers: Readonly<Record<string, string>>, trouble: string): Promise<void>;
  get(url: string, trouble: string): Promise<Buffer>;
}

export type Wait = (seconds: number) => Promise<void>;
const sleep: Wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** @param outside what is told where there is no such service */
export async function openResultsService(
  { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: service }: RunnerVariables,
  outside: { readonly message: string; readonly hint: string },
  wait: Wait = sleep,
): Promise<ResultsService> {
  if (!token || !service) throw new UsageError(outside.message, { hint: outside.hint });
  const ids = backendIds(token);
  const { HttpClient } = await import('@actions/http-client');
  const client = new HttpClient('pacegate');

  async function send(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    trouble: string,
    {
      body,
      headers = {},
    }: { readonly body?: Buffer; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Buffer> {
    const sized = body ? { ...headers, 'content-length': String(body.length) } : headers;
    for (let attempt = 1; ; attempt++) {
      const answer = await client
        .request(method, url, body ? Readable.from([body]) : null, { ...sized })
        .then(async (response) => ({
          status: response.message.statusCode ?? 0,
          bytes: (await response.readBodyBuffer?.()) ?? Buffer.alloc(0),
        }))
        .catch((error: unknown) => ({
          status: 0,
          bytes: Buffer.from(error instanceof Error ? error.message : 'no answer'),
        }));
      if (answer.status >= 200 && answer.status < 300) return answer.bytes;
      const passing = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      if (!passing || attempt >= ATTEMPTS) {
        const said = answer.bytes
          .toString('utf8', 0, 1000)
          .replace(/[^\x20-\x7e]+/g, ' ')
          .slice(0, 200);
        throw new UsageError(`${trouble}: ${answer.status} ${said}`);
      }
      await wait(2 ** attempt);
    }
  }

  return {
    ids,
    async call(method, message, trouble) {
      const answer = await send('POST', new URL(`/${SERVICE}/${method}`, service).href, trouble, {
        body: Buffer.from(JSON.stringify(message)),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      });
      try {
        return JSON.parse(answer.toString('utf8'));
      } catch {
        throw new UsageError(`${trouble}: the service answered something else than JSON.`);
      }
    },
    async put(url, body, headers, trouble) {
      await send('PUT', url, trouble, { body, headers });
    },
    get: (url, trouble) => send('GET', url, trouble),
  };
}

/** The runner's token names the run and the job in its scope: `Actions.Results:RUN:JOB`. */
function backendIds(token: string): ResultsService['ids'] {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const scope = String(claims.scp)
      .split(' ')
      .find((each) => each.startsWith('Actions.Results:'));
    const [, run, job] = scope?.split(':') ?? [];
    if (run && job) return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
  } catch {
    // told below
  }
  throw new UsageError('The runner gave no usable token for artifacts.');
}
