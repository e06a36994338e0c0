/** Which new function, or which library's, below a function makes up most of what it grew by. */

import type { Culprit } from '../../samples/culprit.ts';
import { functionKey, type Profile, type ProfiledFunction } from '../profile.ts';
import type { Row } from './compare.ts';

/** The folded function that makes up more than half of what the caller grew by. */
export function findThrough({ cheapest: { baseline, candidate } }: Row): Culprit['through'] {
  // Places are each process's own: what a function cost before is found by its name and file.
  const costs = new Map<string, number>();
  for (const [place, cost] of baseline.entry.folded) {
    const known = baseline.profile.functions[place];
    if (known) costs.set(functionKey(known), cost);
  }
  const grown = candidate.entry.own - baseline.entry.own;
  for (const [place, cost] of candidate.entry.folded) {
    const entry = candidate.profile.functions[place];
    const growth = entry ? cost - (costs.get(functionKey(entry)) ?? 0) : 0;
    if (entry && grown > 0 && growth > grown / 2) return describe(entry, baseline.profile);
  }
  return undefined;
}

function describe(
  { name, file, inside, package: from }: ProfiledFunction,
  before: Profile,
): NonNullable<Culprit['through']> {
  const known = before.functions.find((each) => from && each.package?.name === from.name)?.package?.version;
  const isOther = known !== undefined && known !== from?.version;
  return {
    ...{ function: name, file, kind: inside ? 'new' : 'library' },
    ...(from && { package: { ...from, ...(isOther && { before: known }) } }),
  };
}
