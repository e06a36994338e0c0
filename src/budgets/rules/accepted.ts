/** The rules for `accepted:`: a trade-off names a benchmark and a budget that exist, and has not run out. */
import { nearest } from '../../samples/names/nearest.ts';
import { oneOf, quote } from '../shape/words.ts';
import { dateMistake } from '../texts/dates.ts';
import { budgetKey, readBudget } from '../texts/grammar.ts';
import { daysBetween } from '../texts/period.ts';
import { upToMistake } from '../texts/up-to.ts';
import { type Finding, findingAt, textOf } from '../yaml/finding.ts';
import { childOf, type Entry, type MapNode, type TreeNode } from '../yaml/tree.ts';
import { EXPIRY_DAYS } from './reviews.ts';

export function acceptedRules(root: MapNode, today: string): Finding[] {
  const accepted = childOf(root, 'accepted');
  const benchmarks = childOf(root, 'benchmarks');
  if (accepted?.kind !== 'list' || benchmarks?.kind !== 'map') return [];
  const seen = new Set<string>();
  return accepted.items.flatMap((item) => [
    ...expiry(item, today),
    ...extent(item),
    ...target(item, benchmarks.entries),
    ...repetition(item, seen),
  ]);
}

function expiry(item: TreeNode, today: string): Finding[] {
  const until = textOf(childOf(item, 'until'));
  if (until === undefined || dateMistake(until.value) !== undefined) return [];
  const days = daysBetween(today, until.value);
  if (days > EXPIRY_DAYS) return [];
  if (days >= 0) {
    const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
    const message = `this trade-off ends ${left}, and after that it is a mistake; mend the benchmark, change the budget, or agree on a new date`;
    return [findingAt(until, message, 'warning')];
  }
  const message = `this was accepted until ${until.value}, which is past; mend the benchmark, or agree on a new date and reason`;
  return [findingAt(until, message)];
}

function extent(item: TreeNode): Finding[] {
  const upTo = textOf(childOf(item, 'up_to'));
  const reading = readBudget(textOf(childOf(item, 'budget'))?.value ?? '');
  if (upTo === undefined || 'mistake' in reading) return [];
  const mistake = upToMistake(upTo.value, reading);
  return mistake === undefined ? [] : [findingAt(upTo, mistake)];
}

function target(item: TreeNode, benchmarks: readonly Entry[]): Finding[] {
  const name = textOf(childOf(item, 'benchmark'));
  if (name === undefined || name.value.trim() === '') return [];
  const entry = benchmarks.find(({ key }) => key === name.value || name.value.startsWith(`${key}/`));
  if (entry === undefined) {
    const names = benchmarks.map(({ key }) => key);
    const near = nearest(name.value, names) ?? nearest(name.value.split('/')[0] ?? '', names);
    const advice =
      near === undefined
        ? `the benchmarks are ${names.slice(0, 8).map(quote).join(', ')}`
        : `did you mean ${quote(near)}?`;
    return [findingAt(name, `there is no benchmark ${quote(name.value)}; ${advice}`)];
  }
  const budget = textOf(childOf(item, 'budget'));
  if (budget === undefined) return [];
  const reading = readBudget(budget.value);
  if ('mistake' in reading) return [];
  const declared = budgetTexts(entry.value).flatMap((text) => {
    const each = readBudget(text);
    return 'mistake' in each ? [] : [each];
  });
  if (declared.length === 0) {
    return [findingAt(budget, `${quote(entry.key)} has no budgets, so there is nothing to accept`)];
  }
  if (declared.some((each) => budgetKey(each) === budgetKey(reading))) return [];
  const same = declared.filter(({ metric }) => metric === reading.metric);
  const texts = (same.length > 0 ? same : declared).map(({ text }) => text);
  const advice =
    same.length === 1
      ? `did you mean ${oneOf(texts)}?`
      : `its budgets are ${texts.slice(0, 6).map(quote).join(', ')}`;
  return [findingAt(budget, `${quote(entry.key)} has no budget ${quote(reading.text)}; ${advice}`)];
}

function repetition(item: TreeNode, seen: Set<string>): Finding[] {
  const name = textOf(childOf(item, 'benchmark'));
  const budget = textOf(childOf(item, 'budget'));
  const reading = budget === undefined ? undefined : readBudget(budget.value);
  if (name === undefined || budget === undefined || reading === undefined || 'mistake' in reading) return [];
  const key = JSON.stringify([name.value, budgetKey(reading)]);
  if (seen.has(key))
    return [findingAt(budget, 'this trade-off is already accepted above; remove one of them')];
  seen.add(key);
  return [];
}

function budgetTexts(benchmark: TreeNode): string[] {
  const budgets = childOf(benchmark, 'budgets');
  if (budgets?.kind !== 'list') return [];
  return budgets.items.flatMap((item) => (textOf(item) ?? textOf(childOf(item, 'budget')))?.value ?? []);
}
