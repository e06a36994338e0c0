/** What is said of a function that got slower: the same sentence in terminal, comment, annotation and page. */

import type { Result } from '../../comparison/result.ts';
import type { Silence } from '../../profiles/culprits.ts';
import type { Culprit } from '../../samples/culprit.ts';
import { formatQuantity } from '../../samples/numbers/quantity-format.ts';
import type { BenchmarkSection } from '../model.ts';
import { formatPercent } from './numbers.ts';
import { formatTimes } from './words.ts';

type Silent = Pick<BenchmarkSection, 'not_localised_because'>;
/** The verdict's change; without one the culprits are told as what they add to a call. */
type Explained = Pick<Result, 'change' | 'better' | 'culprits'>;

/**
 * `takes 31 % more of its own time and is called as often as before; that explains 7.4 of the 8.3 %`.
 * @param show makes the untrusted names in it fit for where they are shown
 */
export function culpritWords(culprit: Culprit, result: Explained, show: (text: string) => string): string {
  const { moved_from, changed_lines } = culprit;
  const part = explained(culprit, result);
  return [
    `${grownWords(culprit, show)}${throughWords(culprit, show)}`,
    ...(moved_from === undefined ? [] : [`it was in ${show(moved_from)} before`]),
    ...(changed_lines === undefined ? [] : [changedWords(changed_lines)]),
    ...(part === undefined ? [] : [part]),
  ].join('; ');
}

function changedWords({ first, last }: NonNullable<Culprit['changed_lines']>): string {
  return first === last ? `line ${first} of it was changed` : `lines ${first} to ${last} of it were changed`;
}

/** A smaller change of a function's own time is not what is told of one that waits longer, or that is called more often. */
const WORTH_TELLING = 0.005;

function grownWords({ calls, called_by, change, waits }: Culprit, show: (text: string) => string): string {
  const own =
    change >= 1
      ? `takes ${formatTimes(1 + change)} times as much time of its own`
      : `takes ${formatPercent(change)} ${change >= 0 ? 'more' : 'less'} of its own time`;
  const by = called_by ? `, by ${show(`${called_by.function} ${called_by.file}:${called_by.line}`)}` : '';
  const isNew = calls?.baseline === 0; // its change is a share of the whole
  const isOther = waits !== undefined || called_by !== undefined;
  return [
    ...(isNew || (isOther && Math.abs(change) < WORTH_TELLING) ? [] : [own]),
    ...(waits ? [`waits ${formatQuantity(waits.candidate - waits.baseline, 's')} longer in a call`] : []),
    ...(calls ? [`${callWords(calls.baseline, calls.candidate)}${by}`] : []),
  ].join(' and ');
}

function throughWords({ through }: Culprit, show: (text: string) => string): string {
  if (through === undefined) return '';
  const { name, version, before } = through.package ?? {};
  const of = name === undefined ? '' : ` of ${show(`${name} ${version}`)}`;
  const upgraded = before === undefined ? '' : `, which was ${show(before)} before`;
  const isNew = through.kind === 'new' ? ', which is new' : '';
  return `, most of it in ${show(`${through.function} ${through.file}`)}${of}${upgraded}${isNew}`;
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

const SILENT: Readonly<Record<Silence, string>> = {
  noise: 'no function grew by more than profiles of identical code differ',
  'too-small': 'what grew explains too little of it',
  'different-interpreters': 'the two sides ran in different versions of Python',
  'nothing-in-common': 'the profiles of the two sides have no function of the repository in common',
};

/** Why no function is named: `not localised because …`. */
export function silenceWords({ not_localised_because: because }: Silent): string {
  return because === undefined ? 'not localised' : `not localised because ${SILENT[because]}`;
}

function callWords(baseline: number, candidate: number): string {
  if (baseline === candidate) return 'is called as often as before';
  if (baseline === 0) return 'was not called before';
  if (candidate >= 1.95 * baseline) return `is called ${formatTimes(candidate / baseline)} times as often`;
  return `is called ${formatPercent(candidate / baseline - 1)} ${candidate > baseline ? 'more' : 'less'} often`;
}

export function capitalise(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
