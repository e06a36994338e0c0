/** The answer in one line, and what it means for the check. */
import type { Result } from '../../comparison/result.ts';
import { differingFacts } from '../../samples/environment.ts';
import { labelsOf } from '../markdown/labels.ts';
import type { Report } from '../model.ts';
import { groupByStatus, type Status } from '../order.ts';
import { formatValue, plural } from './numbers.ts';
import {
  breach,
  byWhatDecided,
  changeWords,
  failureWords,
  holdsByItsBenchmark,
  predicate,
  type Voice,
} from './words.ts';

/** `search-endpoint (8.3 % slower)` */
function brief(judged: Result, label: (name: string) => string, voice: Voice): string {
  const result = byWhatDecided(judged);
  const { limit, estimate, unit } = result;
  const words =
    limit?.kind === 'absolute' && estimate
      ? `${predicate(result, voice).replace(/^has a /, '')}, ${formatValue(limit.value, unit)} allowed`
      : (changeWords(result) ?? predicate(result, voice).replace(/^has a /, ''));
  return `${voice.name(label(result.benchmark))} (${words})`;
}

const LISTED = 3;

function list(items: readonly string[]): string {
  const shown = items.slice(0, LISTED).join(', ');
  return items.length > LISTED ? `${shown} and ${items.length - LISTED} more` : shown;
}

/** They stand in one line, which is a heading: long names are short here, and whole in the table. */
const SHORT = 50;

function listBriefly(results: readonly Result[], voice: Voice): string {
  const label = labelsOf(
    results.map(({ benchmark }) => benchmark),
    SHORT,
  );
  return list(results.map((result) => brief(result, label, voice)));
}

/**
 * The answer in one line, without icon. It says what the verdict is about, and never lets one kind of verdict read as
 * another: what was not measured is not slower, what is undecided is not fine.
 */
export function headline(report: Report, voice: Voice): string {
  const groups = groupByStatus(report.results, report.benchmarks);
  const overdue = failsForReview(report) ? '; the review of a data set is overdue' : '';
  const said = `${answer(report, groups, voice)}${besides(report, groups)}${overdue}`;
  return report.mode === 'observe' ? `${said} (observing: nothing fails yet)` : said;
}

/** How many were not measured because nothing of theirs has changed, where that is not said anyway. */
function besides({ verdict }: Report, groups: ReadonlyMap<Status, readonly Result[]>): string {
  const names = new Set((groups.get('unaffected') ?? []).map(({ benchmark }) => benchmark));
  return names.size > 0 && SERIOUS.has(verdict) ? `; ${names.size} unaffected` : '';
}
const SERIOUS: ReadonlySet<string> = new Set(['fail', 'missing', 'incomparable', 'inconclusive', 'accepted']);

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
      return `${broken.length} of ${total} are broken: ${listBriefly(broken, voice)}${missingToo}`;
    }
    case 'missing': {
      const names = [...new Set(missing.map(({ benchmark }) => benchmark))];
      const [first] = missing;
      if (!first)
        return of('skipped').length > 0
          ? 'everything was skipped, so nothing was measured and nothing passed'
          : 'nothing was measured, so nothing passed';
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
      if (first && open.length === 1 && holdsByItsBenchmark(first)) return byItsBenchmark(first, voice);
      const changed = open.filter(holdsByItsBenchmark);
      if (changed.length > 0) {
        const part = changed.length === open.length ? '' : `${open.length} of ${total} cannot be told yet; `;
        return `${part}${changed.length} of ${total} hold only with a changed benchmark; with each side's own they do not: ${listBriefly(changed, voice)}`;
      }
      if (first && open.length === 1)
        return `it cannot be told yet whether ${voice.name(first.benchmark)} keeps ${voice.name(first.budget ?? 'its budget')}`;
      return `${open.length} of ${total} cannot be told yet: ${list([...new Set(open.map((result) => voice.name(result.benchmark)))])}`;
    }
    case 'accepted': {
      const accepted = of('accepted');
      const [first] = accepted;
      if (first && accepted.length === 1)
        return `all budgets hold but one trade-off that was accepted: ${voice.name(first.benchmark)} ${predicate(byWhatDecided(first), voice)}`;
      return `all budgets hold but ${accepted.length} trade-offs that were accepted: ${listBriefly(accepted, voice)}`;
    }
    default:
      return good(report, groups, voice);
  }
}

/** Not that it cannot be told, but why, and what was seen: whoever reads on is the one who changed the benchmark. */
function byItsBenchmark(result: Result, voice: Voice): string {
  const worse = result.unit === 's' ? 'slower' : 'worse';
  return (
    `${voice.name(result.benchmark)} keeps ${voice.name(result.budget ?? 'its budget')} only with its changed benchmark: ` +
    `with each side's own it ${predicate(byWhatDecided(result), voice)}, so the benchmark itself got ${worse}, or code moved into it`
  );
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
  const fresh = groups.get('new') ?? [];
  const apart = warned.length + fresh.length + (groups.get('skipped') ?? []).length;
  const unaffected = groups.get('unaffected') ?? [];
  const count = report.results.length - apart - unaffected.length;
  const beginning =
    fresh.length > 0 ? `${plural(fresh.length, 'new benchmark')} with nothing to compare with yet` : '';
  const names = (results: readonly Result[]) => new Set(results.map(({ benchmark }) => benchmark)).size;
  const spared = unaffected.length > 0 ? `, ${names(unaffected)} unaffected` : '';
  if (count === 0 && unaffected.length > 0 && apart === 0)
    return `nothing had to be measured: ${plural(names(unaffected), 'benchmark')} unaffected by this change`;
  if (count === 0 && fresh.length > 0) return beginning + spared;
  const held = groups.get('pass') ?? [];
  const hold =
    spared === ''
      ? count === 1
        ? 'the budget holds'
        : `all ${plural(count, 'budget')} hold`
      : `${names([...held, ...improved])} measured and ${count === 1 ? 'holds' : 'hold'}${spared}`;
  const [better] = improved;
  const gain = better
    ? improved.length === 1
      ? `, and ${voice.name(better.benchmark)} ${predicate(better, voice)}`
      : `, and ${improved.length} improved: ${listBriefly(improved, voice)}`
    : '';
  const warning = warned.length > 0 ? `; ${plural(warned.length, 'warning level')} exceeded` : '';
  const alone = report.comparison === 'none' ? '; there is no baseline yet, so nothing was compared' : '';
  return `${hold}${gain}${fresh.length > 0 ? `; ${beginning}` : ''}${warning}${alone}`;
}

/** Whether the check fails although no budget is broken: an overdue review of a data set, with `gate.overdue: fail`. */
export function failsForReview({ overdue, exit, verdict }: Report): boolean {
  return overdue === 'fail' && exit === 1 && verdict !== 'fail';
}

/** What the verdict means for this check, where that is not plain from the headline. */
export function consequences(report: Report, voice: Voice): string[] {
  const notes = differentResults(report, voice);
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
  if (failsForReview(report)) {
    notes.push(
      'The review of a data set is overdue, and the budget file has `gate.overdue: fail`, so this check fails.',
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

/** It changes no verdict, since a fixed bug returns something else, too. But nobody must read that something got faster without it. */
function differentResults({ warnings }: Report, voice: Voice): string[] {
  const names = warnings.flatMap(({ code, benchmark }) =>
    code === 'different-result' && benchmark !== undefined ? [voice.name(benchmark)] : [],
  );
  if (names.length === 0) return [];
  const verb = names.length === 1 ? 'returns' : 'return';
  return [`${list(names)} ${verb} different results on the two sides, so they may not do the same work.`];
}
