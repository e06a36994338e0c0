/**
 * One branch of a remote repository as a set of files, by git's plumbing commands in a bare repository of our own.
 *
 * The user's repository, its index, hooks and configuration are not touched. Fetches take the newest commit and its
 * trees only (`--depth=1 --filter=blob:none`); blobs come when they are read, all in one request. So a year of files
 * costs a reader what the names cost. A server that knows no filter sends the whole newest commit, which works as well.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RemoteOptions {
  /** What `git fetch` takes: an address, or a path. */
  readonly url: string;
  /** Branch name without `refs/heads/`. */
  readonly branch: string;
  /** Sent as HTTP basic password to `url`; never part of a command line. Absent: git's own credentials. */
  readonly token?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file of the branch: its path and its blob. */
export interface TreeFile {
  readonly path: string;
  readonly blob: string;
}

/** A git command that failed. `output` is what git and the server said: show it, never obey it. */
export class GitError extends Error {
  readonly output: string;
  constructor(command: string, output: string) {
    super(`git ${command} failed: ${output.trim().slice(0, 1_000) || 'no message'}`);
    this.name = 'GitError';
    this.output = output;
  }
}

/** Seconds after which a git command that hangs is ended. */
const COMMAND_TIMEOUT = 120;

export class RemoteBranch implements AsyncDisposable {
  readonly #options: RemoteOptions;
  readonly #ref: string;
  readonly #blobs = new Map<string, string>();
  #repository: Promise<string> | undefined;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#ref = `refs/heads/${options.branch}`;
  }

  /** Fetches the branch and returns its newest commit, or undefined where there is no such branch yet. */
  async fetchTip(): Promise<string | undefined> {
    const refspec = `+${this.#ref}:refs/pacegate/tip`;
    try {
      await this.#git([
        'fetch',
        '--quiet',
        '--no-tags',
        '--depth=1',
        '--filter=blob:none',
        'origin',
        refspec,
      ]);
    } catch (error) {
      if (error instanceof GitError && /couldn't find remote ref/i.test(error.output)) return undefined;
      throw error;
    }
    return (await this.#git(['rev-parse', '--verify', 'refs/pacegate/tip^{commit}'])).trim();
  }

  /** The regular files below `directory` in a fetched commit. */
  async files(commit: string, directory: string): Promise<TreeFile[]> {
    const output = await this.#git(['ls-tree', '-r', '-z', commit, '--', `${directory}/`]);
    return output.split('\0').flatMap((record) => {
      const match = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/s.exec(record);
      return match?.[1] && match[2] ? [{ blob: match[1], path: match[2] }] : [];
    });
  }

  /** The text of blobs, by blob; one request for all that are not here yet. Missing ones are left out. */
  async read(blobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(blobs)].filter((blob) => !this.#blobs.has(blob));
    if (wanted.length > 0) {
      const input = `${wanted.join('\n')}\n`;
      const prefetch = ['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', '--no-tags'];
      // Only a quicker way: cat-file would fetch what is missing by itself, one request for each blob.
      if (wanted.length > 1)
        await this.#git(
          [...prefetch, '--no-write-fetch-head', '--filter=blob:none', '--stdin', 'origin'],
          input,
        ).catch(() => undefined);
      const output = await this.#gitBytes(['cat-file', '--batch'], input);
      for (const [blob, text] of batchObjects(output)) this.#blobs.set(blob, text);
    }
    return this.#blobs;
  }

  /** Keeps a text as a blob of our own repository, for `commit`. */
  async keep(text: string): Promise<string> {
    return (await this.#git(['hash-object', '-w', '--stdin'], text)).trim();
  }

  /**
   * Makes a commit on top of `parent` in which `files` stand at their paths, all else unchanged; undefined where they do
   * already. Not pushed yet.
   */
  async commit(
    parent: string | undefined,
    files: readonly TreeFile[],
    message: string,
    author: { readonly name: string; readonly email: string },
  ): Promise<string | undefined> {
    const index = { GIT_INDEX_FILE: join(await this.#directory(), `index-${randomUUID()}`) };
    await this.#git(['read-tree', ...(parent === undefined ? ['--empty'] : [parent])], '', index);
    const lines = files.map(({ path, blob }) => `100644 ${blob}\t${path}\0`);
    await this.#git(['update-index', '-z', '--add', '--index-info'], lines.join(''), index);
    const tree = (await this.#git(['write-tree', '--missing-ok'], '', index)).trim();
    await rm(index.GIT_INDEX_FILE, { force: true });
    if (parent !== undefined && tree === (await this.#git(['rev-parse', `${parent}^{tree}`])).trim())
      return undefined;
    const parents = parent === undefined ? [] : ['-p', parent];
    const identity = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
    };
    return (await this.#git(['commit-tree', tree, ...parents, '-F', '-'], message, identity)).trim();
  }

  /** Moves the branch to `commit`, if that is a fast-forward at this very moment; the server decides it atomically. */
  async push(commit: string): Promise<void> {
    await this.#git(['push', '--quiet', '--porcelain', '--no-verify', 'origin', `${commit}:${this.#ref}`]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const directory = await this.#repository?.catch(() => undefined);
    this.#repository = undefined;
    if (directory === undefined) return;
    leftOver.delete(directory);
    await rm(directory, { recursive: true, force: true });
  }

  #directory(): Promise<string> {
    this.#repository ??= this.#initialise();
    return this.#repository;
  }

  async #initialise(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'pacegate-branch-'));
    removeOnExit(directory);
    // No template: it could hold hooks.
    await this.#run(directory, ['init', '--quiet', '--bare', '--template=', '.'], '', {});
    await this.#run(directory, ['config', 'remote.origin.url', this.#options.url], '', {});
    return directory;
  }

  async #git(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<string> {
    return (await this.#run(await this.#directory(), args, input, env)).toString('utf8');
  }

  async #gitBytes(args: readonly string[], input: string): Promise<Buffer> {
    return this.#run(await this.#directory(), args, input, {});
  }

  #run(
    directory: string,
    args: readonly string[],
    input: string,
    extra: Record<string, string>,
  ): Promise<Buffer> {
    const { env = process.env, signal } = this.#options;
    return new Promise((resolve, reject) => {
      const child = spawn('git', args, {
        cwd: directory,
        env: { ...withoutRepository(env), ...this.#configuration(), ...extra, GIT_DIR: directory },
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: COMMAND_TIMEOUT * 1000,
        ...(signal && { signal }),
      });
      const out: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      child.on('error', (error) => reject(new GitError(args[0] ?? '', error.message)));
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out));
        else reject(new GitError(args[0] ?? '', `${Buffer.concat(errors)}${Buffer.concat(out)}`));
      });
      writeInput(child, input);
    });
  }

  /** Configuration of this process only, through the environment, where `ps` does not show it. */
  #configuration(): Record<string, string> {
    const { token, url } = this.#options;
    const settings: [string, string][] = [
      ['gc.auto', '0'],
      ['maintenance.auto', 'false'],
      ['core.hooksPath', '/dev/null'],
    ];
    if (token && /^https?:/.test(url)) {
      const key = `http.${new URL(url).origin}/.extraheader`;
      // The empty value drops a header that actions/checkout left in the configuration: two would be refused.
      settings.push([key, ''], [key, `AUTHORIZATION: basic ${btoa(`x-access-token:${token}`)}`]);
    }
    return {
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([key, value], i) => [
          [`GIT_CONFIG_KEY_${i}`, key],
          [`GIT_CONFIG_VALUE_${i}`, value],
        ]),
      ),
    };
  }
}

/** Repositories that nobody has disposed of yet, for example after an error. */
const leftOver = new Set<string>();
let removing = false;

function removeOnExit(directory: string): void {
  leftOver.add(directory);
  if (removing) return;
  removing = true;
  process.once('exit', () => {
    for (const each of leftOver) rmSync(each, { recursive: true, force: true });
  });
}

/** Inside a hook or an alias git sets variables that would lead our commands to the user's repository. */
function withoutRepository(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const foreign =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_.*|COMMON_DIR|NAMESPACE|CONFIG_(?:COUNT|PARAMETERS|KEY_.*|VALUE_.*))$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function writeInput(child: ChildProcess, input: string): void {
  // A git that ends before it has read its input says why on stderr; the broken pipe tells nothing more.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
}

/** Output of `git cat-file --batch`: `OID blob SIZE\n` + content + `\n`, or `OID missing\n`. */
function* batchObjects(output: Buffer): Generator<readonly [string, string]> {
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    if (end < 0) return;
    const [oid, kind, size] = output.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (oid === undefined || kind !== 'blob') continue;
    const length = Number(size);
    yield [oid, output.toString('utf8', at, at + length)];
    at += length + 1;
  }
}
