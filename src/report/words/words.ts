/** The words of a verdict. One place, so that the comment, the terminal and the page say the same thing. */
import { FAILURES } from '../../comparison/explain.ts';
import type { Result } from '../../comparison/result.ts';
import type { FailureCode } from '../../samples/measurements.ts';
import type { BenchmarkSection } from '../model.ts';
import { type Status, WORTH_NOTHING } from '../order.ts';
import { DAYS_PER_MONTH } from './impact.ts';
import {
  formatDollars,
  formatDuration,
  formatHours,
  formatPercent,
  formatTraffic,
  formatValue,
  plural,
} from './numbers.ts';

/** How untrusted text is shown in one kind of output. */
export interface Voice {
  /** A name, a path, a budget. */
  readonly name: (text: string) => string;
  /** A sentence that somebody wrote. */
  readonly text: (text: string) => string;
}

export const STATUS_WORDS: Readonly<Record<Status, { label: string; icon: string; mark: string }>> = {
  fail: { label: 'broken', icon: '❌', mark: '✗' },
  missing: { label: 'not measured', icon: '🚫', mark: '∅' },
  incomparable: { label: 'not comparable', icon: '❔', mark: '≠' },
  inconclusive: { label: 'undecided', icon: '❔', mark: '?' },
  warn: { label: 'warned', icon: '⚠️', mark: '!' },
  accepted: { label: 'accepted', icon: '☑️', mark: '~' },
  improved: { label: 'improved', icon: '⚡', mark: '+' },
  pass: { label: 'holds', icon: '✅', mark: '✓' },
  new: { label: 'new', icon: '🆕', mark: '*' },
  unaffected: { label: 'unaffected', icon: '✅', mark: '=' },
  skipped: { label: 'skipped', icon: '⏭️', mark: '-' },
};

export function failureWords(code: FailureCode | undefined): string {
  return FAILURES[code ?? 'absent'];
}

/** The verdict and its reason in words, beside a number that is shown with its interval: `beyond the 5 % allowed by more than noise`. */
export function verdictWords(result: Result, status: Status): string {
  const limit = allowance(result);
  switch (status) {
    case 'fail':
      return `broken: beyond ${limit === undefined ? 'its budget' : `the ${limit} allowed`} by more than noise`;
    case 'warn':
      return `beyond ${limit === undefined ? 'its warning level' : `the warning level of ${limit}`} by more than noise`;
    case 'improved':
      return 'better by more than noise';
    default:
      return STATUS_WORDS[status].label;
  }
}

/** Whether the reason says more than the numbers and the budget do. */
export function hasMoreToSay({ notes, anchor }: Result): boolean {
  return (notes ?? []).length > 0 || anchor !== undefined;
}

/** Which anchor it is: the reason says the rest. */
export function anchorWords({ anchor }: Result, voice: Voice): string | undefined {
  return anchor && anchor.name !== '' ? `the anchor is ${voice.name(anchor.name)}` : undefined;
}

/** The reason as part of a row that already says the verdict. */
export function shortReason({ reason }: Result): string {
  return reason.replace(/^Undecided: /, '');
}

/** What a relative change means: `8.3 % slower`, `4.2 % more memory`, `12 % fewer calls a second`. */
export function changeWords(result: Result): string | undefined {
  const { change, metric } = result;
  if (!change) return undefined;
  const more = change.ratio >= 1;
  const percent = formatPercent(change.ratio - 1);
  switch (metric) {
    case 'time':
    case 'median':
    case 'mean':
    case 'wall_time':
      if (change.ratio >= 2) return `${formatTimes(change.ratio)} times as slow`;
      return `${percent} ${more ? 'slower' : 'faster'}`;
    case 'peak_memory':
      return `${percent} ${more ? 'more' : 'less'} memory`;
    case 'cpu_time':
      return `${percent} ${more ? 'more' : 'less'} CPU time`;
    case 'instructions':
      return `${percent} ${more ? 'more' : 'fewer'} instructions`;
    case 'throughput':
      return `${percent} ${more ? 'more' : 'fewer'} calls a second`;
    case 'cost':
      return `${percent} ${more ? 'more' : 'less'} expensive`;
    default:
      return undefined;
  }
}

export function formatTimes(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : String(Math.round(ratio));
}

/** The result with the change that its verdict goes by: where only each side's own benchmark breaks a budget, that one. */
export function byWhatDecided(result: Result): Result {
  const { change } = result.own_benchmarks ?? {};
  return change && holdsByItsBenchmark(result) ? { ...result, change } : result;
}

/** The budget holds only because both sides ran the candidate's benchmark. */
export function holdsByItsBenchmark({ notes }: Result): boolean {
  return notes?.includes('benchmark-changed') ?? false;
}

/** What a result says about its benchmark, without the name: `is 8.3 % slower`, `has a p95 of 331 ms`. */
export function predicate(result: Result, voice: Voice): string {
  const { change, estimate, limit } = result;
  const metric = result.metric ?? 'value';
  if (limit?.kind === 'absolute' && estimate) {
    return `has a ${metricName(metric, voice)} of ${formatValue(estimate.value, result.unit)}`;
  }
  const words = changeWords(result);
  if (words?.includes('memory') || words?.includes('CPU time') || words?.includes('instructions'))
    return `needs ${words}`;
  if (words?.includes('calls a second')) return `handles ${words}`;
  if (words) return `is ${words}`;
  if (!change) return `breaks ${voice.name(result.budget ?? metric)}`;
  return `has a ${metricName(metric, voice)} ${formatPercent(change.ratio - 1)} ${change.ratio >= 1 ? 'higher' : 'lower'}`;
}

function metricName(metric: string, voice: Voice): string {
  return /^(?:time|median|mean|min|max|p\d{1,2}(?:\.\d+)?|throughput|cost|instructions)$/.test(metric)
    ? metric
    : metric === 'peak_memory'
      ? 'peak memory'
      : metric === 'cpu_time'
        ? 'CPU time'
        : voice.name(metric);
}

/** What the budget allows: `5 %`, `300 ms`, `no change`. */
export function allowance(result: Result): string | undefined {
  const { limit, change } = result;
  if (!limit) return undefined;
  if (limit.kind === 'absolute') return formatValue(limit.value, result.unit);
  const allowed = formatPercent(limit.value - 1);
  // Two numbers that read the same would make the sentence a riddle.
  if (change && allowed === formatPercent(change.ratio - 1)) {
    return `${String(Number((Math.abs(limit.value - 1) * 100).toFixed(2)))} %, within rounding`;
  }
  return limit.value === 1 ? 'no loss at all' : allowed;
}

/** `search-endpoint is 8.3 % slower, and its budget allows 5 %` */
export function breach(result: Result, voice: Voice): string {
  const allowed = allowance(result);
  const since = result.anchor ? ' than at the anchor' : '';
  const said = `${voice.name(result.benchmark)} ${predicate(result, voice)}${since}`;
  return allowed === undefined ? said : `${said}, and its budget allows ${allowed}`;
}

/** What would decide an undecided result, in the budget file's words. */
export function deciderWords(result: Result, voice: Voice): string | undefined {
  const { processes, max_time, budget } = result.decider ?? {};
  // Where the time of the whole run was over, more of its own does not help: the reason says what does.
  const lacksOwn = max_time !== undefined && !result.notes?.includes('out-of-time');
  const time = !lacksOwn ? undefined : voice.name(`max_time: ${Math.max(1, Math.ceil(max_time / 60))} min`);
  const more =
    processes === undefined
      ? time && `${time} would tell`
      : `about ${plural(processes, 'more process', 'more processes')}${result.limit?.kind === 'absolute' ? '' : ' a side'} would tell${time === undefined ? '' : ` (${time})`}`;
  const other = budget === undefined ? undefined : `${voice.name(budget)} could be told already`;
  return [more, other].filter((part) => part !== undefined).join('; ') || undefined;
}

/**
 * `At 3M calls a day that is 0.83 CPU hours a day more, 25 hours and about $1.3 a month. One core then handles 76.9/s in place of
 * 83.3/s; a day's calls, one after the other, take 10 h 50 min in place of 10 h.`
 */
export function impactWords({ traffic, impact }: BenchmarkSection): string | undefined {
  if (!impact || traffic === undefined || impact.cpu_hours_per_day === 0) return undefined;
  const { cpu_hours_per_day: hours, dollars_per_month: dollars, throughput, batch_hours: batch } = impact;
  const said = [
    `At ${formatTraffic(traffic)} calls a day that is ${formatHours(hours)} CPU hours a day ${hours > 0 ? 'more' : 'less'}, ` +
      `${formatHours(hours * DAYS_PER_MONTH)} hours and about ${formatDollars(dollars)} a month.`,
    ...(Math.abs(dollars) < WORTH_NOTHING
      ? ['As money that is worth nothing: it matters only to whoever waits for it.']
      : []),
    ...(throughput && batch
      ? [
          `One core then handles ${formatValue(throughput.candidate, '1/s')} in place of ${formatValue(throughput.baseline, '1/s')}; ` +
            `a day's calls, one after the other, take ${formatDuration(batch.candidate * 3600)} in place of ${formatDuration(batch.baseline * 3600)}.`,
        ]
      : []),
  ];
  return said.join(' ');
}
