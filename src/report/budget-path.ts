/** Where the budget file is for people: from the root of the repository, as a pull request's page shows files. */
import { posix } from 'node:path';

/** @param directory the directory that `file` was named from, from that root; empty for the root itself */
export function budgetPath(file = 'budgets.yml', directory = ''): string {
  return posix.isAbsolute(file) ? file : posix.join(directory, file);
}
