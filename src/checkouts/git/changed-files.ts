/** Which files of the working tree differ from a commit, those that nobody has added among them. */
import { git } from './git.ts';
import { excludeLeftBehind, type Repository } from './repository.ts';

export interface ChangedFile {
  /** Relative to the repository's root. Untrusted text. */
  readonly path: string;
  /** It is on both sides, with other content. */
  readonly isModified: boolean;
}

/** @param ignore further paths of our own, as for `candidateCommit` */
export async function changedFiles(
  repository: Repository,
  base: string,
  ignore: readonly string[],
): Promise<ChangedFile[]> {
  const options = { cwd: repository.root, timeout: 300 };
  const paths = ['--', '.', ...excludeLeftBehind(repository, ignore)];
  const changed = await git(['diff', '--no-renames', '--name-status', '-z', base, ...paths], options);
  const added = await git(['ls-files', '--others', '--exclude-standard', '-z', ...paths], options);
  const words = changed.split('\0').filter(Boolean);
  const tracked = words.flatMap((path, index) =>
    index % 2 === 1 ? [{ path, isModified: words[index - 1] === 'M' }] : [],
  );
  const untracked = added.split('\0').filter(Boolean);
  return [...tracked, ...untracked.map((path) => ({ path, isModified: false }))];
}
