/** The words of a verdict. One place, so that the comment, the terminal and the page say the same thing. */
import { FAILURES } from '../comparison/explain.ts';
import type { Culprit, Result } from '../comparison/result.ts';
import { differingFacts } from '../samples/environment.ts';
import type { FailureCode } from '../samples/measurements.ts';
import type { BenchmarkSection, Report } from './model.ts';
import { formatDollars, formatHours, formatPercent, formatTraffic, formatValue, plural } from './numbers.ts';
import { groupByStatus, type Status } from './order.ts';

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
export function hasMoreToSay({ notes }: Result): boolean {
  return (notes ?? []).length > 0;
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

function formatTimes(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : String(Math.round(ratio));
}

/** What a result says about its benchmark, without the name: `is 8.3 % slower`, `has a p95 of 331 ms`. */
function predicate(result: Result, voice: Voice): string {
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
function allowance(result: Result): string | undefined {
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
  const said = `${voice.name(result.benchmark)} ${predicate(result, voice)}`;
  return allowed === undefined ? said : `${said}, and its budget allows ${allowed}`;
}

/** `search-endpoint (8.3 % slower)` */
function brief(result: Result, voice: Voice): string {
  const { limit, estimate, unit } = result;
  const words =
    limit?.kind === 'absolute' && estimate
      ? `${predicate(result, voice).replace(/^has a /, '')}, ${formatValue(limit.value, unit)} allowed`
      : (changeWords(result) ?? predicate(result, voice).replace(/^has a /, ''));
  return `${voice.name(result.benchmark)} (${words})`;
}

const LISTED = 3;

function list(items: readonly string[]): string {
  const shown = items.slice(0, LISTED).join(', ');
  return items.length > LISTED ? `${shown} and ${items.length - LISTED} more` : shown;
}

/**
 * The answer in one line, without icon. It says what the verdict is about, and never lets one kind of verdict read as
 * another: what was not measured is not slower, what is undecided is not fine.
 */
export function headline(report: Report, voice: Voice): string {
  const groups = groupByStatus(report.results);
  const said = answer(report, groups, voice);
  return report.mode === 'observe' ? `${said} (observing: nothing fails yet)` : said;
}

function answer(report: Report, groups: ReadonlyMap<Status, readonly Result[]>, voice: Voice): string {
  const of = (status: Status) => groups.get(status) ?? [];
  const total = plural(report.results.length, 'budget');
  const missing = of('missing');
  const missingToo =
    missing.length > 0 ? `; ${new Set(missing.map(({ benchmark }) => benchmark)).size} not measured` : '';
  switch (report.verdict) {
    case 'fail': {
      const broken = of('fail');
      const [first] = broken;
      if (!first) return `a budget is broken${missingToo}`;
      if (broken.length === 1) return breach(first, voice) + missingToo;
      return `${broken.length} of ${total} are broken: ${list(broken.map((result) => brief(result, voice)))}${missingToo}`;
    }
    case 'missing': {
      const names = [...new Set(missing.map(({ benchmark }) => benchmark))];
      const [first] = missing;
      if (!first) return 'nothing was measured, so nothing passed';
      if (names.length === 1)
        return `${voice.name(first.benchmark)} was not measured: ${failureWords(first.failure)}`;
      return `${names.length} benchmarks were not measured: ${list(names.map(voice.name))}`;
    }
    case 'incomparable': {
      const apart = of('incomparable');
      const count = plural(apart.length, 'budget');
      return apart.every(({ notes }) => notes?.includes('no-baseline'))
        ? `${count} could not be judged: there is no baseline to compare with yet`
        : `${count} could not be compared: the stored baseline is from another environment${differing(report)}`;
    }
    case 'inconclusive': {
      const open = of('inconclusive');
      const [first] = open;
      if (first && open.length === 1)
        return `it cannot be told yet whether ${voice.name(first.benchmark)} keeps ${voice.name(first.budget ?? 'its budget')}`;
      return `${open.length} of ${total} cannot be told yet: ${list([...new Set(open.map((result) => voice.name(result.benchmark)))])}`;
    }
    case 'accepted': {
      const accepted = of('accepted');
      const [first] = accepted;
      if (first && accepted.length === 1)
        return `all budgets hold but one trade-off that was accepted: ${voice.name(first.benchmark)} ${predicate(first, voice)}`;
      return `all budgets hold but ${accepted.length} trade-offs that were accepted: ${list(accepted.map((result) => brief(result, voice)))}`;
    }
    default:
      return good(report, groups, voice);
  }
}

/** ` (cpu and python differ)`; the facts are ours, their values are not. */
function differing({ baseline, candidate }: Report): string {
  const facts = baseline ? differingFacts(baseline.environment, candidate.environment) : [];
  if (facts.length === 0) return '';
  const names = facts.slice(0, LISTED).map((fact) => fact.replaceAll('_', ' '));
  const last = facts.length > LISTED ? 'more' : names.pop();
  const listed = names.length > 0 ? `${names.join(', ')} and ${last} differ` : `${last} differs`;
  return ` (${listed})`;
}

function good(report: Report, groups: ReadonlyMap<Status, readonly Result[]>, voice: Voice): string {
  const improved = groups.get('improved') ?? [];
  const warned = groups.get('warn') ?? [];
  const count = report.results.length - warned.length;
  const hold = count === 1 ? 'the budget holds' : `all ${plural(count, 'budget')} hold`;
  const [better] = improved;
  const gain = better
    ? improved.length === 1
      ? `, and ${voice.name(better.benchmark)} ${predicate(better, voice)}`
      : `, and ${improved.length} improved: ${list(improved.map((result) => brief(result, voice)))}`
    : '';
  const warning = warned.length > 0 ? `; ${plural(warned.length, 'warning level')} exceeded` : '';
  const alone = report.comparison === 'none' ? '; there is no baseline yet, so nothing was compared' : '';
  return `${hold}${gain}${warning}${alone}`;
}

/** What the verdict means for this check, where that is not plain from the headline. */
export function consequences(report: Report): string[] {
  const notes: string[] = [];
  const undecided = report.results.some(
    ({ verdict }) => verdict === 'inconclusive' || verdict === 'incomparable',
  );
  const missing = report.results.some(({ verdict }) => verdict === 'missing');
  if (report.mode === 'observe') {
    const until = report.enforce_from
      ? ` until ${report.enforce_from.slice(0, 10).replace(/[^\d-]/g, '')}`
      : '';
    notes.push(
      missing
        ? `Pacegate only observes here${until}, but what could not be measured fails this check even so.`
        : `Pacegate only observes here${until}: this check does not fail.`,
    );
  }
  if (missing || report.verdict === 'missing') {
    notes.push(
      report.verdict === 'missing'
        ? 'This is no regression: nothing that was measured breaks its budget. But what was not measured cannot pass (exit status 3).'
        : 'What was not measured is no regression either way; it cannot pass.',
    );
  }
  if (undecided && (report.verdict === 'inconclusive' || report.verdict === 'incomparable')) {
    notes.push(
      report.exit === 1
        ? 'The budget file has `gate.inconclusive: fail`, so this check fails.'
        : 'An undecided budget does not fail this check, and it is no pass either (`gate.inconclusive: pass`).',
    );
  }
  return notes;
}

/** What would decide an undecided result, in the budget file's words. */
export function deciderWords(result: Result, voice: Voice): string | undefined {
  const { processes, max_time, budget } = result.decider ?? {};
  const time =
    max_time === undefined ? undefined : voice.name(`max_time: ${Math.max(1, Math.ceil(max_time / 60))} min`);
  const more =
    processes === undefined
      ? time && `${time} would tell`
      : `about ${plural(processes, 'more process', 'more processes')} a side would tell${time === undefined ? '' : ` (${time})`}`;
  const other = budget === undefined ? undefined : `${voice.name(budget)} could be told already`;
  return [more, other].filter((part) => part !== undefined).join('; ') || undefined;
}

/** `takes 31 % more of its own time and is called as often as before; it makes up 7.4 of the 8.3 points` */
export function culpritWords(culprit: Culprit, result: Result): string {
  const { calls, points, change } = culprit;
  const own =
    change >= 1
      ? `takes ${formatTimes(1 + change)} times as much time of its own`
      : `takes ${formatPercent(change)} ${change >= 0 ? 'more' : 'less'} of its own time`;
  const often = calls ? callWords(calls.baseline, calls.candidate) : undefined;
  const total = result.change ? result.change.ratio - 1 : undefined;
  const part =
    points === undefined
      ? undefined
      : total !== undefined && total > 0 && points <= total
        ? `it makes up ${number(points)} of the ${number(total)} points`
        : `it makes up ${number(points)} points`;
  return [[own, often].filter((word) => word !== undefined).join(' and '), part]
    .filter((word) => word !== undefined)
    .join('; ');
}

function number(share: number): string {
  return formatPercent(share).replace(' %', '');
}

function callWords(baseline: number, candidate: number): string {
  if (baseline === candidate) return 'is called as often as before';
  if (baseline === 0) return 'was not called before';
  if (candidate >= 1.95 * baseline) return `is called ${formatTimes(candidate / baseline)} times as often`;
  return `is called ${formatPercent(candidate / baseline - 1)} ${candidate > baseline ? 'more' : 'less'} often`;
}

/** `At 3M calls a day that is 0.8 CPU hours a day more, about $1 a month.` */
export function impactWords({ traffic, impact }: BenchmarkSection): string | undefined {
  if (!impact || traffic === undefined || impact.cpu_hours_per_day === 0) return undefined;
  const more = impact.cpu_hours_per_day > 0 ? 'more' : 'less';
  return (
    `At ${formatTraffic(traffic)} calls a day that is ${formatHours(impact.cpu_hours_per_day)} CPU hours a day ${more}, ` +
    `about ${formatDollars(impact.dollars_per_month)} a month.`
  );
}
