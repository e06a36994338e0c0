/** Released sources from PyPI, pinned by digest and kept in `.cache/suites`. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '..', '.cache', 'suites');
const INDEX = 'https://pypi.org/simple';

export interface Release {
  readonly name: string;
  readonly version: string;
  /** Of the sdist. */
  readonly sha256: string;
}

/** Unpacks the sdist so that its files lie in `directory`. */
export async function unpack(release: Release, directory: string): Promise<void> {
  const archive = await fetchOnce(release);
  await mkdir(directory, { recursive: true });
  await run('tar', ['-xzf', archive, '--strip-components=1', '-C', directory]);
}

async function fetchOnce({ name, version, sha256 }: Release): Promise<string> {
  const file = `${name.replaceAll('-', '_')}-${version}.tar.gz`;
  const path = join(CACHE, file);
  const kept = await readFile(path).catch(() => undefined);
  if (kept && digest(kept) === sha256) return path;
  const page = `${INDEX}/${name}/`;
  const listing = await get(page, 'application/vnd.pypi.simple.v1+json');
  const { files } = JSON.parse(listing.toString()) as { files: readonly { filename: string; url: string }[] };
  const found = files.find(({ filename }) => filename.toLowerCase() === file);
  if (!found) throw new Error(`The index has no ${file}.`);
  const archive = await get(new URL(found.url, page).href, '*/*');
  const got = digest(archive);
  if (got !== sha256) throw new Error(`${file} has the digest ${got}; ${sha256} is pinned.`);
  await mkdir(CACHE, { recursive: true });
  await writeFile(`${path}.part`, archive);
  await rename(`${path}.part`, path);
  return path;
}

async function get(url: string, accept: string): Promise<Buffer> {
  const response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(180_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
