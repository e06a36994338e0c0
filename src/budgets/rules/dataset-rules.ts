/** What the keys of a data set have to do with each other, and with today. */

import { quote } from '../shape/words.ts';
import { hasRows, readDataSize } from '../texts/data-size.ts';
import { dateMistake } from '../texts/dates.ts';
import { formatPeriod, readPeriod } from '../texts/period.ts';
import { type Finding, findingAt, textOf } from '../yaml/finding.ts';
import { childOf, type TreeNode } from '../yaml/tree.ts';
import { overdueReview } from './reviews.ts';

export function datasetRules(dataset: TreeNode | undefined, today: string): Finding[] {
  return [...reviewRules(dataset, today), ...sizeRules(dataset)];
}

function reviewRules(dataset: TreeNode | undefined, today: string): Finding[] {
  const reviewed = textOf(childOf(dataset, 'reviewed'));
  if (reviewed === undefined || dateMistake(reviewed.value) !== undefined) return [];
  const say = (message: string): Finding[] => [findingAt(reviewed, message, 'warning')];
  if (reviewed.value > today)
    return say(`${quote(reviewed.value)} lies in the future; a review has happened`);
  const every = readPeriod(textOf(childOf(dataset, 'review_every'))?.value ?? '');
  const overdue = overdueReview({ reviewed: reviewed.value, ...(every && { review_every: every }) }, today);
  return overdue === undefined
    ? []
    : say(
        `the data set was last reviewed ${overdue.days} days ago, and that is due every ${formatPeriod(overdue.every)}; look whether it still represents production, and write the day on which you did`,
      );
}

/** A size that nothing is compared with would never be missed. */
function sizeRules(dataset: TreeNode | undefined): Finding[] {
  const least = textOf(childOf(dataset, 'min_size'));
  const size = least && readDataSize(least.value);
  if (least === undefined || size === undefined || 'mistake' in size) return [];
  const path = textOf(childOf(dataset, 'path'))?.value.trim();
  if (path === undefined)
    return [findingAt(least, '`min_size` needs `path`: without it nothing is known of the size of the data')];
  if (size.unit === 'B' || hasRows(path)) return [];
  return [
    findingAt(
      least,
      `rows are counted in one .jsonl, .ndjson, .csv, .tsv, .txt or .log file, and not in ${quote(path)}; write a size such as \`1 MiB\``,
    ),
  ];
}
