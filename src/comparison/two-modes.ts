import { quantileSorted } from 'simple-statistics';
import { findModes } from '../statistics/modes.ts';
import type { Side } from './prepared.ts';

/**
 * Whether a side's runs fall into two groups, as when a hash seed or the place of a heap decides how fast a process is,
 * or its calls do, as when a cache hits or misses. The robust estimate looks at the fast group only, so such a
 * benchmark is judged by its bulk as well, and from more runs.
 */
export function twoModes({ runs, arm }: Side): boolean {
  const medians = runs.map(({ values }) => quantileSorted(Float64Array.from(values).sort() as never, 0.5));
  if (findModes(medians, { separation: 5, gap: 1.04, least: 0.15 })) return true;
  // Calls: thinned to at most 200 evenly spaced quantiles, the wild tail cut off.
  const quantiles = Array.from({ length: 200 }, (_, i) =>
    quantileSorted(arm.values as never, (i + 0.5) / 210),
  );
  return findModes(quantiles, { separation: 7, gap: 1.08, least: 0.15 }) !== undefined;
}
