/** The tags of a repository: the releases that a history marks. */
import { tryGit } from './git.ts';

export interface Tag {
  readonly name: string;
  /** ISO 8601: when the tagged commit was made. */
  readonly date: string;
}

/** The newest `limit`; none outside a repository. */
export async function listTags(directory: string, limit = 200): Promise<readonly Tag[]> {
  const format = '%(refname:strip=2)%09%(creatordate:iso-strict)%09%(*committerdate:iso-strict)';
  const args = ['for-each-ref', '--sort=-creatordate', `--count=${limit}`, `--format=${format}`, 'refs/tags'];
  const listed = await tryGit(args, { cwd: directory });
  if (!listed.ok) return [];
  return listed.stdout.split('\n').flatMap((line) => {
    const [name, created, committed] = line.split('\t');
    return name && created ? [{ name, date: committed || created }] : [];
  });
}
