/**
 * Baselines on an orphan branch of the repository, `pacegate-baselines`:
 *
 *     README.md
 *     NAME/ENVIRONMENT/2026-11/2026-11-22T130000Z-1a2b3c4d-9f8e7d.json     an entry, see entry.ts
 *     NAME/ENVIRONMENT/2026-11/index/2026-11-22T130000Z-1a2b3c4d-9f8e7d.json   what a list and the history show of it
 *
 * The index names the blob of the entry, so that listing a year reads small files only and still knows which entries
 * somebody changed since. Every file is written once and never changed: what two jobs save at once cannot conflict.
 *
 * Readers need `contents: read`, writers `contents: write`. A save is one commit, pushed as a fast-forward: it is on
 * the branch whole or not at all, whenever the job is killed. Where other jobs push at the same time, it is made again
 * on top of theirs. Limit: the branch's history only grows; deleting the branch starts afresh.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../errors.ts';
import { decodeEntry, encodeEntry, isEntryName, mayBeCommit, partName } from './entry.ts';
import { decodeIndex, encodeIndex, type Indexed, summarise } from './entry-index.ts';
import { isEnvironmentKey } from './environment-key.ts';
import { GitError, RemoteBranch, type RemoteOptions, type TreeFile } from './git-branch.ts';
import type { BaselineStore, Entry, EntryInfo, EntrySummary, OnProblem } from './store.ts';

export interface BranchStoreOptions extends RemoteOptions {
  /** Tells apart two uses in one repository. */
  readonly name?: string | undefined;
  readonly author?: { readonly name: string; readonly email: string } | undefined;
  readonly onProblem?: OnProblem | undefined;
  /** Seconds that reading or saving may take in all. */
  readonly patience?: number | undefined;
}

const AUTHOR = { name: 'pacegate', email: 'pacegate@localhost' };
/** Of any number of jobs that push at once, one succeeds each time: long enough for a hundred. */
const PATIENCE = 180;
/** Seconds to wait at most before the next try, at random. Longer waits would only leave the branch idle. */
const FIRST_DELAY = 0.2;
const LONGEST_DELAY = 2;

/** The head of an entry on the branch. */
interface Head extends TreeFile {
  readonly key: string;
  readonly name: string;
}

export function createBranchStore(options: BranchStoreOptions): BaselineStore & AsyncDisposable {
  const { name = 'default', branch, onProblem = () => {}, author = AUTHOR, patience = PATIENCE } = options;
  const remote = new RemoteBranch(options);
  const locate = (path: string) => `${branch}:${path}`;

  async function snapshot(): Promise<readonly TreeFile[]> {
    try {
      const tip = await withRetries(() => remote.fetchTip(), patience);
      return tip === undefined ? [] : await remote.files(tip, name);
    } catch (error) {
      throw unreachable(options, 'read', error);
    }
  }

  async function readEntries(heads: readonly Head[], files: readonly TreeFile[]): Promise<Entry[]> {
    const byPath = new Map(files.map((file) => [file.path, file.blob]));
    const partsOf = (head: Head) => {
      const stem = head.path.slice(0, -'.json'.length);
      return files.filter((file) => file.path.startsWith(`${stem}.part`)).map((file) => file.blob);
    };
    const texts = await remote.read(heads.flatMap((head) => [head.blob, ...partsOf(head)]));
    return heads.flatMap((head) => {
      const location = locate(head.path);
      const decoded = decodeEntry(texts.get(head.blob) ?? '', (part) =>
        texts.get(byPath.get(partName(head.path, part)) ?? ''),
      );
      if (!decoded.ok) onProblem({ location, message: decoded.problem });
      else if (decoded.entry.environmentKey !== head.key)
        onProblem({ location, message: 'it lies in the directory of another environment' });
      else return [{ ...decoded.entry, location }];
      return [];
    });
  }

  /** What the index says of entries that are there unchanged, by the entry's path. */
  async function readIndex(
    files: readonly TreeFile[],
    indexed: readonly TreeFile[],
  ): Promise<ReadonlyMap<string, Indexed>> {
    const texts = await remote.read(indexed.map((file) => file.blob));
    const present = new Map(files.map((file) => [file.path, file.blob]));
    return new Map(
      indexed.flatMap((file) => {
        const tell = (message: string) => onProblem({ location: locate(file.path), message });
        const read = readIndexed(file.path, texts.get(file.blob) ?? '', present, tell);
        return read ? [[entryOfIndex(file.path), read] as const] : [];
      }),
    );
  }

  /** Reads heads in the order given until `limit` of them were usable. */
  async function readFirst(
    heads: readonly Head[],
    files: readonly TreeFile[],
    limit: number,
  ): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let at = 0; at < heads.length && entries.length < limit; ) {
      const next = heads.slice(at, at + limit - entries.length);
      entries.push(...(await readEntries(next, files)));
      at += next.length;
    }
    return entries;
  }

  /** Not pushed yet. */
  async function keep(entry: Omit<Entry, 'location'>) {
    const encoded = encodeEntry(entry);
    const head = encoded[0]?.name ?? '';
    const directory = `${name}/${entry.environmentKey}/${head.slice(0, 7)}`;
    const files: TreeFile[] = [];
    for (const file of encoded)
      files.push({ path: `${directory}/${file.name}`, blob: await remote.keep(file.text) });
    const indexed = encodeIndex(entry, files[0]?.blob);
    files.push({ path: `${directory}/index/${head}`, blob: await remote.keep(indexed) });
    return { location: locate(`${directory}/${head}`), files };
  }

  async function pushFiles(files: readonly TreeFile[], message: string): Promise<void> {
    const readme = { path: 'README.md', blob: await remote.keep(README) };
    try {
      await withRetries(async () => {
        const tip = await remote.fetchTip();
        const all = tip === undefined ? [...files, readme] : files;
        const commit = await remote.commit(tip, all, message, author);
        if (commit !== undefined) await remote.push(commit);
      }, patience);
    } catch (error) {
      throw unreachable(options, 'saved', error);
    }
  }

  return {
    async list() {
      const files = await snapshot();
      const indexed = await readIndex(files, files.filter(isIndex));
      return [...indexed].map(([path, { info }]) => ({ ...info, location: locate(path) })).sort(newestFirst);
    },

    async summaries({ limit }) {
      const files = await snapshot();
      const heads = entryHeads(files, name).slice(0, limit);
      const wanted = new Set(heads.map(({ path }) => path));
      const indexed = await readIndex(
        files,
        files.filter((file) => isIndex(file) && wanted.has(entryOfIndex(file.path))),
      );
      const found: EntrySummary[] = [];
      for (const head of heads) {
        const summary = indexed.get(head.path)?.summary;
        if (summary) found.push({ ...summary, location: locate(head.path) });
        else found.push(...(await readEntries([head], files)).map(summarise));
      }
      return found;
    },

    async find({ environmentKey, commits }) {
      const files = await snapshot();
      const heads = entryHeads(files, name).filter((head) => head.key === environmentKey);
      if (commits === undefined) return (await readFirst(heads, files, 1))[0];
      for (const commit of commits) {
        const likely = heads.filter((head) => mayBeCommit(head.name, commit));
        if (likely.length === 0) continue;
        const entries = await readEntries(likely, files);
        const match = entries.sort(newestFirst).find((entry) => entry.commit === commit);
        if (match) return match;
      }
      return undefined;
    },

    async recent({ environmentKey, limit }) {
      const files = await snapshot();
      const heads = entryHeads(files, name).filter(
        (head) => environmentKey === undefined || head.key === environmentKey,
      );
      return (await readFirst(heads, files, limit)).sort(newestFirst);
    },

    async save(entry) {
      const { location, files } = await keep(entry);
      await pushFiles(files, `Baseline of ${entry.commit.slice(0, 12)} on ${entry.environmentKey}\n`);
      return location;
    },

    async saveAll(entries) {
      const kept: TreeFile[] = [];
      for (const entry of entries) kept.push(...(await keep(entry)).files);
      await pushFiles(kept, `${entries.length} sessions\n`);
    },

    [Symbol.asyncDispose]: () => remote[Symbol.asyncDispose](),
  };
}

/** Heads of entries, newest first: names begin with the time in UTC. */
function entryHeads(files: readonly TreeFile[], use: string): Head[] {
  return files
    .flatMap((file) => {
      const [directory, key, month, name, ...rest] = file.path.split('/');
      const ours = directory === use && key && isEnvironmentKey(key) && month && name && rest.length === 0;
      return ours && isEntryName(name) ? [{ ...file, key, name }] : [];
    })
    .sort((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0));
}

const isIndex = ({ path }: TreeFile) => path.split('/').at(-2) === 'index';

/** The path of the entry that a file of the index describes. */
const entryOfIndex = (path: string) => path.replace(/\/index\/([^/]+)$/, '/$1');

/** What the index says about an entry that is there unchanged. */
function readIndexed(
  path: string,
  text: string,
  present: ReadonlyMap<string, string>,
  tell: (message: string) => void,
): Indexed | undefined {
  const location = entryOfIndex(path);
  const read = decodeIndex(text);
  const [, key, , name = ''] = location.split('/');
  if (!read?.blob || !isEntryName(name) || read.info.environmentKey !== key) {
    tell('it describes no entry');
    return undefined;
  }
  if (present.get(location) === read.blob) return read;
  // An entry that somebody deleted is simply gone.
  if (present.has(location)) tell('its entry has been changed since it was saved');
  return undefined;
}

/** Tries again while others push or the network fails, for at most `patience` seconds. */
async function withRetries<Value>(attempt: () => Promise<Value>, patience: number): Promise<Value> {
  const deadline = Date.now() + patience * 1000;
  for (let delay = FIRST_DELAY; ; delay = Math.min(delay * 2, LONGEST_DELAY)) {
    try {
      return await attempt();
    } catch (error) {
      const pause = Math.random() * delay * 1000;
      if (!(error instanceof GitError) || !isPassing(error.output) || Date.now() + pause > deadline)
        throw error;
      await sleep(pause);
    }
  }
}

/** Whether the same command may succeed a moment later. */
function isPassing(output: string): boolean {
  return (
    /non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i.test(
      output,
    ) ||
    /shallow file has changed|unable to create .*\.lock|remote end hung up|early EOF|connection (?:reset|timed out|refused)|could not resolve host|RPC failed|returned error: (?:429|5\d\d)|operation timed out|unexpected disconnect/i.test(
      output,
    )
  );
}

/** Whatever git and its server answer is no fault of ours; `doing` is what they kept us from. */
function unreachable({ branch, url }: RemoteOptions, doing: 'read' | 'saved', error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  const { output } = error;
  const quoted = output
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 300);
  if (
    /returned error: 403|permission to .* denied|write access to repository not granted|not allowed to push|protected branch|GH006|GH013/i.test(
      output,
    )
  ) {
    return new UsageError(`The baseline could not be pushed to the branch ${branch}: ${quoted}`, {
      hint: 'Give the job that saves baselines `permissions: contents: write`, and let no rule protect that branch.',
      cause: error,
    });
  }
  if (
    /authentication failed|could not read (?:username|password)|returned error: (?:401|404)|repository .* not found|does not appear to be a git repository/i.test(
      output,
    )
  ) {
    return new UsageError(`The branch ${branch} of the remote repository cannot be read: ${quoted}`, {
      hint: 'The job needs `permissions: contents: read`; on your own machine, a remote that `git fetch` reaches.',
      cause: error,
    });
  }
  if (isPassing(output)) {
    return new UsageError(`The branch ${branch} could not be reached in time: ${quoted}`, {
      hint: 'Other jobs kept pushing, or the network or the server failed. Run the job again.',
      cause: error,
    });
  }
  if (/pre-receive hook declined|hook declined|\[remote rejected\]/i.test(output)) {
    return new UsageError(`The server refused the push to the branch ${branch}: ${quoted}`, {
      hint: 'Let the token of the job that saves baselines push that branch, or choose another store in the budget file.',
      cause: error,
    });
  }
  return new UsageError(
    `The branch ${branch} of ${printable(url)} could not be ${doing}: ${quoted || error.message}`,
    { hint: 'Check that `git fetch` and `git push` reach that repository from here.', cause: error },
  );
}

/** An address without what could be a password in it. */
function printable(url: string): string {
  return url
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 200);
}

function newestFirst(a: EntryInfo, b: EntryInfo): number {
  if (a.created !== b.created) return a.created < b.created ? 1 : -1;
  return a.location < b.location ? 1 : a.location > b.location ? -1 : 0;
}

const README = `# Baselines of Pacegate

This branch is written by Pacegate and holds what was measured, for later comparisons. It shares no history with the
code. Each file is one session: the measured values of every benchmark, and what the gate said about them.

    NAME/ENVIRONMENT/MONTH/TIME-COMMIT-CONTENT.json   one session (.part2.json and so on: the rest of a large one)
    NAME/ENVIRONMENT/MONTH/index/…                    what the history shows of each session

Only sessions of one environment are compared with each other. \`pacegate history\` shows what changed when. Deleting
this branch is safe: the next run on the default branch starts it afresh.
`;
