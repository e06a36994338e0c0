/** What report.html shows, as words and numbers: made here, where it can be tested, and only drawn in the browser. */

import type { Result, Warning } from '../../comparison/result.ts';
import { findDifferences } from '../../samples/differences.ts';
import type { BenchmarkSection, Report } from '../model.ts';
import {
  failuresOf,
  resultsByBenchmark,
  STATUS_ORDER,
  sectionsByName,
  sortResults,
  statusOf,
} from '../order.ts';
import { type FlameRequest, viewFlame } from '../profiles/flame-view.ts';
import { capitalise, culpritWords, silenceWords } from '../words/culprit-words.ts';
import { clean, cleanName } from '../words/escape.ts';
import { consequences, headline } from '../words/headline.ts';
import {
  formatDuration,
  formatEstimate,
  formatInterval,
  formatPercent,
  formatValue,
  safeUnit,
} from '../words/numbers.ts';
import { pilotWords } from '../words/pilot-words.ts';
import {
  comparedWords,
  layoutWords,
  machineWords,
  processWords,
  sameWords,
  scenarioWords,
} from '../words/scenario.ts';
import { asMeasured, formatJudged } from '../words/sides.ts';
import { anchorWords, deciderWords, impactWords, STATUS_WORDS, type Voice } from '../words/words.ts';
import type { Bar, Plot, Row, View } from './view.ts';

const NAME = 200;
const PLAIN: Voice = { name: (text) => cleanName(text, NAME), text: (text) => clean(text) };

/** @param profiled what got slower, with its profiles */
export function viewReport(report: Report, profiled: readonly FlameRequest[] = []): View {
  const sections = sectionsByName(report);
  const results = sortResults(report.results, report.benchmarks);
  const plots = report.benchmarks.filter((section) => section.wall_time);
  const plotOf = new Map(plots.map((section, index) => [section.name, index]));
  const warnings = groupWarnings(report.warnings);
  const byBenchmark = resultsByBenchmark(results);
  return {
    verdict: report.verdict,
    icon: STATUS_WORDS[report.verdict].mark,
    headline: headline(report, PLAIN),
    notes: [...consequences(report, PLAIN).map((note) => note.replaceAll('`', '')), ...pilotNotes(report)],
    causes: causes(results, sections),
    facts: facts(report),
    differences: differences(report),
    doubts: report.warnings
      .filter(({ benchmark }) => benchmark === undefined || !sections.has(benchmark))
      .map(doubtWords),
    statuses: STATUS_ORDER.map((status) => ({
      status,
      label: STATUS_WORDS[status].label,
      icon: STATUS_WORDS[status].mark,
      count: results.filter((result) => statusOf(result) === status).length,
    })).filter(({ count }) => count > 0),
    compared: report.comparison !== 'none',
    rows: results.map((result) => ({
      ...row(result, report, sections, plotOf, warnings),
      ...flameOf(result, profiled),
    })),
    plots: plots.map((section) => plot(section, byBenchmark.get(section.name) ?? [])),
    flames: profiled.map((each) => viewFlame(each, profiled.length)),
  };
}

function pilotNotes({ pilot, mode }: Report): string[] {
  if (!pilot) return [];
  const { title, lines } = pilotWords(pilot, mode, PLAIN);
  return [`${title}.`, ...lines];
}

/** In the rows that say what got slower, and not in those of the same benchmark that hold. */
function flameOf({ benchmark, verdict }: Result, profiled: readonly FlameRequest[]): Pick<Row, 'flame'> {
  if (verdict !== 'fail' && verdict !== 'accepted') return {};
  const flame = profiled.findIndex((each) => each.benchmark === benchmark);
  return flame < 0 ? {} : { flame };
}

function groupWarnings(warnings: readonly Warning[]): Map<string, Warning[]> {
  const groups = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const name = warning.benchmark ?? '';
    groups.set(name, [...(groups.get(name) ?? []), warning]);
  }
  return groups;
}

function doubtWords({ code, message, advice }: Warning): string {
  return `${code}: ${clean(message)} ${clean(advice)}`.trim();
}

const CAUSES = 3;

function causes(results: readonly Result[], sections: ReadonlyMap<string, BenchmarkSection>): string[] {
  return results
    .filter(({ verdict }) => verdict === 'fail')
    .flatMap((result) => {
      const [culprit] = result.culprits ?? [];
      const section = sections.get(result.benchmark);
      const impact = section && result.change && impactWords(section);
      if (!culprit) return impact ? [`${PLAIN.name(result.benchmark)}: ${impact}`] : [];
      const place = `${cleanName(culprit.function)} (${cleanName(culprit.file)}:${culprit.line})`;
      return [
        `What got slower in ${PLAIN.name(result.benchmark)}: ${place} ${culpritWords(culprit, result, cleanName)}. ${impact ?? ''}`.trim(),
      ];
    })
    .slice(0, CAUSES);
}

function facts(report: Report): [string, string][] {
  const { candidate, seed, duration } = report;
  const layout = layoutWords(candidate.environment);
  const same = sameWords(report);
  return [
    ['Compared', comparedWords(report, (id) => clean(id.slice(0, 7)))],
    ['Processes', processWords(report)],
    ...(same === undefined ? [] : [['The same on both sides', same] as [string, string]]),
    ['Machine', machineWords(candidate.environment, (text) => clean(text, 80))],
    ...(layout === undefined ? [] : [['Memory', layout] as [string, string]]),
    ...(report.effort
      ? [
          [
            'Measuring',
            `${formatDuration(report.effort.inside_seconds)} inside benchmarks, ${formatDuration(report.effort.process_seconds)} in their processes`,
          ] as [string, string],
        ]
      : []),
    ...(duration === undefined ? [] : [['Took', formatDuration(duration)] as [string, string]]),
    ...(seed === undefined ? [] : [['Seed', clean(seed, 60)] as [string, string]]),
    ['Session', clean(report.session, 60)],
    ['Created', clean(report.created, 40)],
  ];
}

function differences({ baseline, candidate }: Report): [string, string, string][] {
  if (!baseline) return [];
  const show = (value: string | undefined) => (value === undefined ? 'not there' : clean(value, 120));
  return findDifferences(baseline.environment, candidate.environment).map(({ name, before, after }) => [
    clean(name, 60).replaceAll('_', ' '),
    show(before),
    show(after),
  ]);
}

function row(
  result: Result,
  report: Report,
  sections: ReadonlyMap<string, BenchmarkSection>,
  plots: ReadonlyMap<string, number>,
  warnings: ReadonlyMap<string, readonly Warning[]>,
): Row {
  const bar = barOf(result);
  const plotIndex = plots.get(result.benchmark);
  return {
    status: statusOf(result),
    benchmark: PLAIN.name(result.benchmark),
    budget: clean(result.budget ?? 'none', NAME),
    sides: formatJudged(result, report.comparison === 'none'),
    ...changeOf(result, report.comparison === 'none'),
    ...(bar && { bar }),
    remarks: remarks(result, report, sections, warnings.get(result.benchmark) ?? []),
    ...(plotIndex !== undefined && { plot: plotIndex }),
  };
}

function changeOf(result: Result, alone: boolean): Pick<Row, 'change' | 'interval' | 'size'> {
  const { candidate, change, estimate, limit, unit } = result;
  if (limit?.kind === 'absolute' && estimate) {
    const shown = formatEstimate(estimate, safeUnit(unit));
    return { change: shown.value, interval: shown.interval, size: estimate.value / limit.value };
  }
  if (!change) {
    return {
      change: alone && candidate ? formatValue(candidate.estimate, unit) : '',
      interval: '',
      size: null,
    };
  }
  return { ...formatInterval(change), size: change.ratio };
}

function barOf({ change, estimate, limit, better }: Result): Bar | undefined {
  if (limit === undefined) return undefined;
  const place = (value: number) => {
    if (limit.kind === 'absolute') return better === 'higher' ? 2 - value / limit.value : value / limit.value;
    return limit.value === 1
      ? better === 'higher'
        ? 1 - value
        : value - 1
      : (value - 1) / (limit.value - 1);
  };
  const shown = limit.kind === 'absolute' ? estimate : change;
  if (!shown || (limit.kind === 'absolute' && limit.value === 0)) return undefined;
  const value = 'ratio' in shown ? shown.ratio : shown.value;
  const places = [place(shown.low), place(value), place(shown.high)].map((each) =>
    Number(each.toPrecision(4)),
  );
  const [a, middle, b] = places as [number, number, number];
  const kind = limit.kind === 'absolute' ? 'absolute' : limit.value === 1 ? 'free' : 'relative';
  return { low: Math.min(a, b), value: middle, high: Math.max(a, b), kind };
}

function remarks(
  result: Result,
  report: Report,
  sections: ReadonlyMap<string, BenchmarkSection>,
  warnings: readonly Warning[],
): string[] {
  const section = sections.get(result.benchmark);
  const { verdict, acceptance } = result;
  const said: (string | undefined)[] = [
    clean(result.reason),
    verdict === 'inconclusive' ? deciderWords(result, PLAIN) : undefined,
    anchorWords(result, PLAIN),
    acceptance &&
      `Accepted${acceptance.by ? ` by ${clean(acceptance.by, 80)}` : ''} until ${clean(acceptance.until, 20)}: ${clean(acceptance.reason)}`,
    ...(result.culprits ?? []).map(
      (culprit) =>
        `${cleanName(culprit.function)} (${cleanName(culprit.file)}:${culprit.line}) ${culpritWords(culprit, result, cleanName)}.`,
    ),
    section?.not_localised ? `${capitalise(silenceWords(section))}.` : undefined,
    section?.not_profiled ? 'Not profiled: out of time.' : undefined,
    section && result.change && impactWords(section),
    ...failuresOf(result.benchmark, sections).map(({ side, code, message, hint }) =>
      `${side}, ${code}: ${clean(message, 500)} ${hint === undefined ? '' : clean(hint)}`.trim(),
    ),
    ...warnings.map(doubtWords),
    result.detectable === undefined
      ? undefined
      : `Changes of ${formatPercent(result.detectable)} or more would have been seen.`,
    section && scenarioWords(section, report.created, PLAIN.name, PLAIN.text).join(' · '),
  ];
  return said.filter((remark): remark is string => Boolean(remark));
}

const DIGITS = 6;

function plot(section: BenchmarkSection, results: readonly Result[]): Plot {
  const { name, wall_time } = section;
  const short = (values: readonly number[]) =>
    thin(values.filter(Number.isFinite)).map((value) => Number(value.toPrecision(DIGITS)));
  const { unit = '', baseline, candidate } = wall_time ?? {};
  const measured = asMeasured(section, results);
  return {
    name: PLAIN.name(name),
    unit: safeUnit(unit),
    ...(baseline && { baseline: short(baseline) }),
    ...(candidate && { candidate: short(candidate) }),
    ...(measured && { measured }),
  };
}

const POINTS = 64;

/** As many quantiles as a curve needs; both ends stay. */
function thin(quantiles: readonly number[]): readonly number[] {
  if (quantiles.length <= POINTS + 1) return quantiles;
  return Array.from(
    { length: POINTS + 1 },
    (_, index) => quantiles[Math.round((index / POINTS) * (quantiles.length - 1))] as number,
  );
}
