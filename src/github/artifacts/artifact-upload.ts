/** Uploads one artifact of this run. */
import { createHash } from 'node:crypto';
import { UsageError } from '../../errors.ts';
import { openResultsService, type RunnerVariables, type Wait } from './results-service.ts';
import { writeZip } from './zip.ts';

/** Version of the artifact protocol, as `@actions/artifact` 6 sends it. */
const PROTOCOL = 7;

const NO_STORE = {
  message: 'The store `artifact` works only inside a GitHub Actions job.',
  hint: 'Write `store: directory` or `store: branch` in the budget file.',
};

export interface Upload {
  /** What it is, to begin a sentence with. */
  readonly what: string;
  /** What is told outside of a job. */
  readonly outside: { readonly message: string; readonly hint: string };
  readonly wait?: Wait;
}

/** Returns the artifact's id. */
export async function uploadArtifact(
  name: string,
  files: ReadonlyMap<string, string>,
  env: RunnerVariables,
  { what = 'The baseline', outside = NO_STORE, wait }: Partial<Upload> = {},
): Promise<number> {
  const service = await openResultsService(env, outside, wait);
  const trouble = `${what} could not be uploaded as an artifact`;
  const call = async (method: string, message: object) =>
    (await service.call(method, { ...service.ids, name, ...message }, trouble)) as {
      ok?: boolean;
      signed_upload_url?: string;
      artifact_id?: string;
    };
  const archive = Buffer.from(writeZip(files));
  const created = await call('CreateArtifact', { mime_type: 'application/zip', version: PROTOCOL });
  if (!created.ok || !created.signed_upload_url)
    throw new UsageError(`GitHub did not take the artifact ${name}.`);
  await service.put(
    created.signed_upload_url,
    archive,
    { 'content-type': 'application/zip', 'x-ms-blob-type': 'BlockBlob' },
    trouble,
  );
  const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
  const finished = await call('FinalizeArtifact', { size: String(archive.length), hash });
  if (!finished.ok) throw new UsageError(`GitHub did not keep the artifact ${name}.`);
  return Number(finished.artifact_id);
}
