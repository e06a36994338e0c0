/** Our stand-in for the service that keeps the artifacts of one run, and for the storage behind it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ArtifactServer extends AsyncDisposable {
  /** Archives by name. */
  readonly artifacts: Map<string, Buffer>;
  /** What the runner sets for the step of an action. */
  readonly env: Readonly<Record<string, string>>;
}

const TOKEN = `h.${Buffer.from('{"scp":"Actions.Results:run-1:job-2"}').toString('base64url')}.s`;

export async function openArtifactServer(): Promise<ArtifactServer> {
  const artifacts = new Map<string, Buffer>();
  let url = '';
  const ids = { workflow_run_backend_id: 'run-1', workflow_job_run_backend_id: 'job-1' };
  const address = (name: string) => `${url}/store/${encodeURIComponent(name)}`;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '';
    const stored = decodeURIComponent(path.split('/store/')[1] ?? '');
    if (stored !== '') {
      if (request.method === 'PUT') artifacts.set(stored, body);
      response.end(request.method === 'PUT' ? '' : artifacts.get(stored));
      return;
    }
    const { name = '' } = JSON.parse(body.toString('utf8')) as { name?: string };
    const answers: Readonly<Record<string, object>> = {
      CreateArtifact: { ok: true, signed_upload_url: address(name) },
      FinalizeArtifact: { ok: true, artifact_id: '7' },
      ListArtifacts: {
        artifacts: [...artifacts.keys()].map((each, i) => ({
          ...ids,
          name: each,
          database_id: String(i + 1),
        })),
      },
      GetSignedArtifactURL: { name, signed_url: address(name) },
    };
    response.end(JSON.stringify(answers[path.split('/').at(-1) ?? ''] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    artifacts,
    env: { ACTIONS_RUNTIME_TOKEN: TOKEN, ACTIONS_RESULTS_URL: `${url}/` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
