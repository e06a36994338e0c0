/** The artifacts that jobs of this very run have uploaded. */
import { UsageError } from '../../errors.ts';
import { openResultsService, type ResultsService, type RunnerVariables } from './results-service.ts';

export interface RunArtifacts {
  /** Names that begin so; of two attempts' artifacts the newer counts. */
  list(prefix: string): Promise<readonly string[]>;
  /** The archive. */
  download(name: string): Promise<Buffer>;
}

interface Listed {
  readonly name: string;
  readonly id: number;
  readonly ids: ResultsService['ids'];
}

export async function openRunArtifacts(
  env: RunnerVariables,
  outside: { readonly message: string; readonly hint: string },
): Promise<RunArtifacts> {
  const service = await openResultsService(env, outside);
  const known = new Map<string, Listed>();
  return {
    async list(prefix) {
      const trouble = 'The artifacts of this run could not be listed';
      const answer = (await service.call('ListArtifacts', service.ids, trouble)) as { artifacts?: unknown };
      const listed = (Array.isArray(answer.artifacts) ? answer.artifacts : []).flatMap(readListed);
      for (const artifact of listed) {
        const before = known.get(artifact.name);
        if (!before || before.id < artifact.id) known.set(artifact.name, artifact);
      }
      return [...known.keys()].filter((name) => name.startsWith(prefix));
    },
    async download(name) {
      const trouble = `The artifact ${name} could not be downloaded`;
      const message = { ...(known.get(name)?.ids ?? service.ids), name };
      const { signed_url } = (await service.call('GetSignedArtifactURL', message, trouble)) as {
        signed_url?: string;
      };
      if (!signed_url) throw new UsageError(`${trouble}: GitHub gave no address for it.`);
      return await service.get(signed_url, trouble);
    },
  };
}

function readListed(artifact: unknown): Listed[] {
  const { name, database_id, workflow_run_backend_id, workflow_job_run_backend_id } = (artifact ??
    {}) as Record<string, unknown>;
  if (
    typeof name !== 'string' ||
    typeof workflow_run_backend_id !== 'string' ||
    typeof workflow_job_run_backend_id !== 'string'
  )
    return [];
  const ids = { workflow_run_backend_id, workflow_job_run_backend_id };
  return [{ name, id: Number(database_id) || 0, ids }];
}
