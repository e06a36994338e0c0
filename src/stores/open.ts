/** The store that a budget file asks for. The forge's services come in from outside. */
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { ArtifactService } from './artifact.ts';
import type { CacheService } from './cache.ts';
import type { BaselineStore, OnProblem } from './store.ts';

/** `baseline:` of the budget file. */
export interface StorePolicy {
  readonly store: 'directory' | 'branch' | 'cache' | 'artifact';
  readonly path: string;
  readonly branch: string;
}

export interface StoreServices {
  /** Directory of the project: `path` is relative to it. */
  readonly directory: string;
  /** Address of the remote repository that holds the branch; undefined where there is none. */
  readonly remote: () => Promise<{ readonly url: string; readonly token?: string } | undefined>;
  readonly author?: { readonly name: string; readonly email: string };
  /** Tells apart two uses in one repository. */
  readonly name?: string;
  readonly cache?: () => Promise<CacheService>;
  readonly artifacts?: () => Promise<ArtifactService>;
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
  /** Seconds for which a branch is tried again. */
  readonly patience?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Inside the workspace, and the same in every job: the path is part of a cache's key. */
const CACHE_DIRECTORY = '.pacegate/cache';

export async function openStore(policy: StorePolicy, services: StoreServices): Promise<BaselineStore> {
  const { directory, name, onProblem } = services;
  switch (policy.store) {
    case 'directory': {
      const { createDirectoryStore } = await import('./directory.ts');
      const path = isAbsolute(policy.path) ? policy.path : join(directory, policy.path);
      return createDirectoryStore({ path, ...(onProblem && { onProblem }) });
    }
    case 'branch': {
      const remote = await services.remote();
      if (!remote)
        throw new UsageError('The store `branch` needs a remote repository, and this one has no `origin`.', {
          hint: 'Add one with `git remote add origin …`, or write `store: directory` in the budget file.',
        });
      const { createBranchStore } = await import('./branch.ts');
      const { author, signal, env, patience } = services;
      const { branch } = policy;
      return createBranchStore({ ...remote, branch, name, author, onProblem, signal, env, patience });
    }
    case 'cache': {
      if (!services.cache) throw onlyInJobs(policy.store);
      const { createCacheStore } = await import('./cache.ts');
      return createCacheStore({
        service: await services.cache(),
        directory: CACHE_DIRECTORY,
        name,
        onProblem,
      });
    }
    case 'artifact': {
      if (!services.artifacts) throw onlyInJobs(policy.store);
      const { createArtifactStore } = await import('./artifact.ts');
      return createArtifactStore({ service: await services.artifacts(), name, onProblem });
    }
  }
}

function onlyInJobs(store: string): UsageError {
  return new UsageError(`The store \`${store}\` works only inside a job of GitHub Actions.`, {
    hint: 'On your own machine, compare side by side: --compare side-by-side --base REF.',
  });
}
