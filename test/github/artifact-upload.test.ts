import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uploadArtifact } from '../../src/github/artifacts/artifact-upload.ts';
import { readZip } from '../../src/github/artifacts/zip.ts';

/** Our stand-in for the artifact service and the storage behind it. */
let server: Server;
let url: string;
let failures: number[];
let seen: { path: string; headers: Record<string, unknown>; body: Buffer }[];

const token = `h.${Buffer.from('{"scp":"Actions.Other Actions.Results:run-1:job-2"}').toString('base64url')}.s`;
const env = () => ({ ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: `${url}/` });

beforeEach(async () => {
  failures = [];
  seen = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    seen.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
    const failure = failures.shift();
    if (failure !== undefined) response.writeHead(failure).end('no');
    else if (path.endsWith('/CreateArtifact'))
      response.end(JSON.stringify({ ok: true, signed_upload_url: `${url}/store?sig=x` }));
    else if (path.endsWith('/FinalizeArtifact')) response.end('{"ok":true,"artifact_id":"77"}');
    else response.writeHead(201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('uploading an artifact', () => {
  const files = new Map([['entry.json', '{"a":1}']]);

  test('creates, stores and finishes it as one zip archive', async () => {
    expect(await uploadArtifact('pacegate-baseline@x@y', files, env())).toBe(77);
    expect(seen.map(({ path }) => path)).toEqual([
      '/twirp/github.actions.results.api.v1.ArtifactService/CreateArtifact',
      '/store?sig=x',
      '/twirp/github.actions.results.api.v1.ArtifactService/FinalizeArtifact',
    ]);
    const [create, store, finish] = seen;
    const ids = { workflow_run_backend_id: 'run-1', workflow_job_run_backend_id: 'job-2' };
    expect(JSON.parse(create?.body.toString() ?? '')).toMatchObject({
      ...ids,
      name: 'pacegate-baseline@x@y',
      version: 7,
    });
    expect(create?.headers.authorization).toBe(`Bearer ${token}`);
    expect(store?.headers).toMatchObject({ 'x-ms-blob-type': 'BlockBlob' });
    expect(store?.headers.authorization).toBeUndefined();
    const read = readZip(store?.body ?? Buffer.alloc(0), () => true, { archive: 1e6, unpacked: 1e6 });
    expect([...read]).toEqual([...files]);
    expect(JSON.parse(finish?.body.toString() ?? '')).toMatchObject({
      ...ids,
      size: String(store?.body.length),
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  test('tries again after a failure of the server, and gives up with a message', async () => {
    failures = [500, 503];
    const waits: number[] = [];
    const wait = async (seconds: number) => void waits.push(seconds);
    expect(await uploadArtifact('a', files, env(), { wait })).toBe(77);
    expect(waits).toEqual([2, 4]);
    failures = [409];
    await expect(uploadArtifact('a', files, env(), { wait })).rejects.toThrow(
      /could not be uploaded as an artifact: 409/,
    );
  });

  test('outside a job it says where it works', async () => {
    await expect(uploadArtifact('a', files, {})).rejects.toMatchObject({
      hint: expect.stringContaining('store: branch'),
    });
    const bad = { ...env(), ACTIONS_RUNTIME_TOKEN: 'nonsense' };
    await expect(uploadArtifact('a', files, bad)).rejects.toThrow(/no usable token/);
  });
});
