/**
 * Baselines as artifacts of workflow runs: one artifact a session, named after use and environment. Nothing but
 * `actions: read` is needed. Limits: artifacts expire (after 90 days by default), and only runs of the base branch count.
 */
import { decodeEntry, encodeEntry, isEntryName, partName } from './entry.ts';
import { summarise } from './entry-index.ts';
import { isEnvironmentKey } from './environment-key.ts';
import type { BaselineStore, Entry, EntryInfo, OnProblem } from './store.ts';

export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  /** Commit that the run was started for. */
  readonly headSha: string | undefined;
}

/** What the store needs of the forge. Only artifacts of the base branch's own runs: never a fork's or a pull request's. */
export interface ArtifactService {
  /** Newest first. Without `name`, all. */
  list(query: { name?: string; limit: number }): Promise<readonly StoredArtifact[]>;
  /** The texts of the files that `isWanted` takes, by name; throws where the archive is unsound or too large. */
  download(id: number, isWanted: (name: string) => boolean): Promise<ReadonlyMap<string, string>>;
  /** Returns the new artifact's id. */
  upload(name: string, files: ReadonlyMap<string, string>): Promise<number>;
}

export interface ArtifactStoreOptions {
  readonly service: ArtifactService;
  /** Tells apart two uses in one repository. */
  readonly name?: string | undefined;
  readonly onProblem?: OnProblem | undefined;
}

/** Artifacts that are looked through, newest first. */
const DEPTH = 300;

export function createArtifactStore(options: ArtifactStoreOptions): BaselineStore {
  const { service, name = 'default', onProblem = () => {} } = options;
  // Neither a use's name nor an environment's key can hold an `@`.
  const prefix = `pacegate-baseline@${name}@`;
  const read = new Map<number, Entry | undefined>();

  async function readEntry({ id, name: title }: StoredArtifact): Promise<Entry | undefined> {
    if (!read.has(id)) read.set(id, await download(id, title));
    return read.get(id);
  }

  async function download(id: number, title: string): Promise<Entry | undefined> {
    const location = `${title}#${id}`;
    const tell = (message: string) => {
      onProblem({ location, message });
      return undefined;
    };
    let files: ReadonlyMap<string, string>;
    try {
      files = await service.download(id, (file) => /^[\w.-]{1,120}\.json$/.test(file));
    } catch (error) {
      return tell(error instanceof Error ? error.message : 'it cannot be read');
    }
    const head = [...files.keys()].find(isEntryName);
    if (head === undefined) return tell('it holds no entry');
    const decoded = decodeEntry(files.get(head) ?? '', (part) => files.get(partName(head, part)));
    if (!decoded.ok) return tell(decoded.problem);
    if (!title.startsWith(`${prefix}${decoded.entry.environmentKey}`))
      return tell('it is named after another environment');
    return { ...decoded.entry, location };
  }

  /** Artifacts of this use, and of this environment where one is given. */
  async function artifacts(key?: string): Promise<readonly StoredArtifact[]> {
    if (key !== undefined && !isEnvironmentKey(key)) return [];
    const listed = await service.list({ limit: DEPTH, ...(key !== undefined && { name: prefix + key }) });
    return listed.filter((artifact) =>
      key === undefined
        ? isEnvironmentKey(artifact.name.slice(prefix.length)) && artifact.name.startsWith(prefix)
        : artifact.name === prefix + key,
    );
  }

  async function readAll(found: readonly StoredArtifact[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const artifact of found) {
      const entry = await readEntry(artifact);
      if (entry) entries.push(entry);
    }
    return entries.sort(newestFirst);
  }

  return {
    async list() {
      const entries = await readAll(await artifacts());
      return entries.map(({ measurements: _values, history: _rows, ...info }) => info);
    },

    async find({ environmentKey, commits }) {
      const found = await artifacts(environmentKey);
      if (commits === undefined) return (await readAll(found.slice(0, 20)))[0];
      for (const commit of commits) {
        const entries = await readAll(found.filter((artifact) => artifact.headSha === commit));
        const match = entries.find((entry) => entry.commit === commit);
        if (match) return match;
      }
      return undefined;
    },

    async recent({ environmentKey, limit }) {
      if (limit === 0) return [];
      // The order of artifacts is that of uploading, nearly that of measuring: a few more are read, then sorted.
      const found = await artifacts(environmentKey);
      return (await readAll(found.slice(0, limit + 10))).slice(0, limit);
    },

    async summaries({ limit }) {
      return (await readAll((await artifacts()).slice(0, limit + 10))).slice(0, limit).map(summarise);
    },

    async save(entry) {
      const files = new Map(encodeEntry(entry).map((file) => [file.name, file.text]));
      const title = prefix + entry.environmentKey;
      return `${title}#${await service.upload(title, files)}`;
    },
  };
}

function newestFirst(a: EntryInfo, b: EntryInfo): number {
  return a.created < b.created ? 1 : a.created > b.created ? -1 : 0;
}
