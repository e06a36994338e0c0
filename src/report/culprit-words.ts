/** What is said of a function that got slower: the same sentence in terminal, comment, annotation and page. */

import type { Result } from '../comparison/result.ts';
import type { Culprit } from '../profiles/culprits.ts';
import { formatPercent } from './numbers.ts';
import { formatTimes } from './words.ts';

/** The verdict's change; without one the culprits are told as what they add to a call. */
type Explained = Pick<Result, 'change' | 'better' | 'culprits'>;

/**
 * `takes 31 % more of its own time and is called as often as before; that explains 7.4 of the 8.3 %`.
 * @param show makes the untrusted names in it fit for where they are shown
 */
export function culpritWords(culprit: Culprit, result: Explained, show: (text: string) => string): string {
  const { calls, change, through, moved_from } = culprit;
  const own =
    change >= 1
      ? `takes ${formatTimes(1 + change)} times as much time of its own`
      : `takes ${formatPercent(change)} ${change >= 0 ? 'more' : 'less'} of its own time`;
  const often = calls ? ` and ${callWords(calls.baseline, calls.candidate)}` : '';
  const where =
    through === undefined
      ? ''
      : `, most of it in ${show(`${through.function} ${through.file}`)}${through.kind === 'new' ? ', which is new' : ''}`;
  const part = explained(culprit, result);
  return [
    `${own}${often}${where}`,
    ...(moved_from === undefined ? [] : [`it was in ${show(moved_from)} before`]),
    ...(part === undefined ? [] : [part]),
  ].join('; ');
}

/** Slowdowns from here on are told as "so many times as slow", and their parts as shares of them. */
const MANY_TIMES = 1;

/**
 * How much of the verdict's change it explains. A profile counts its own work as well, so that all culprits together may come
 * to more than the verdict: then they share what there is, and never explain more than the whole.
 */
function explained({ points }: Culprit, { change, better, culprits = [] }: Explained): string | undefined {
  if (points === undefined || points <= 0) return undefined;
  const total = change && (better === 'higher' ? 1 / change.ratio : change.ratio) - 1;
  if (total === undefined || total <= 0) return `that adds ${formatPercent(points)} to a call`;
  const sum = culprits.reduce((all, each) => all + Math.max(0, each.points ?? 0), 0);
  const share = points / Math.max(total, sum, points);
  if (share >= 0.995)
    return total >= MANY_TIMES ? 'that explains it all' : `that explains all of the ${formatPercent(total)}`;
  return total >= MANY_TIMES
    ? `that explains ${formatPercent(share)} of it`
    : `that explains ${formatPercent(share * total).replace(' %', '')} of the ${formatPercent(total)}`;
}

function callWords(baseline: number, candidate: number): string {
  if (baseline === candidate) return 'is called as often as before';
  if (baseline === 0) return 'was not called before';
  if (candidate >= 1.95 * baseline) return `is called ${formatTimes(candidate / baseline)} times as often`;
  return `is called ${formatPercent(candidate / baseline - 1)} ${candidate > baseline ? 'more' : 'less'} often`;
}
