/** The forge's services behind the stores `cache` and `artifact`. */
import { UsageError } from '../../errors.ts';
import type { GitHubApi } from '../api.ts';
import { uploadArtifact } from './artifact-upload.ts';
import { readZip } from './zip.ts';

const BASELINE_LIMITS = { archive: 50_000_000, unpacked: 200_000_000 };

/** Whether the runner has a cache service; a forge of one's own may have none. */
export async function hasCacheService(): Promise<boolean> {
  return (await import('@actions/cache')).isFeatureAvailable();
}

/** What src/stores/cache.ts asks for, by `@actions/cache`. */
export async function openCacheService(api: () => Promise<GitHubApi>) {
  const cache = await import('@actions/cache');
  if (!cache.isFeatureAvailable())
    throw new UsageError('The store `cache` works only where the runner has a cache service.', {
      hint: 'Write `store: directory` or `store: branch` in the budget file.',
    });
  return {
    restore: (paths: readonly string[], [first = '', ...others]: readonly string[]) =>
      cache.restoreCache([...paths], first, others),
    save: async (paths: readonly string[], key: string) => (await cache.saveCache([...paths], key)) >= 0,
    async keys(prefix: string): Promise<readonly string[] | undefined> {
      try {
        return await (await api()).cacheKeys(prefix);
      } catch (error) {
        if (error instanceof UsageError) return undefined; // no permission, or a forge without that call
        throw error;
      }
    },
  };
}

/**
 * What src/stores/artifact.ts asks for. `baseBranch`: only artifacts of its runs count. A fork can have a branch of that
 * name, and its runs can upload artifacts of any name: those of other repositories never count.
 */
export function openArtifactService(
  api: () => Promise<GitHubApi>,
  baseBranch: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
) {
  return {
    async list(query: { name?: string; limit: number }) {
      const found = await (await api()).artifacts(query);
      return found.filter(
        (artifact) => !artifact.fork && (baseBranch === undefined || artifact.headBranch === baseBranch),
      );
    },
    download: async (id: number, isWanted: (name: string) => boolean) =>
      readZip(await (await api()).downloadArtifact(id), isWanted, BASELINE_LIMITS),
    upload: (name: string, files: ReadonlyMap<string, string>) => uploadArtifact(name, files, env),
  };
}
