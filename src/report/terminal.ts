/** The report in a terminal: what holds in a line each, what does not with its evidence, the answer last. */

import type { Result } from '../comparison/result.ts';
import { binShares, chooseAxis, sparkline } from './html/histogram.ts';
import { labelsOf } from './markdown/labels.ts';
import type { BenchmarkSection, Report } from './model.ts';
import { failuresOf, groupByStatus, STATUS_ORDER, type Status, sectionsByName, statusOf } from './order.ts';
import { fitColumns, INDENT, pad, wrap } from './words/columns.ts';
import { culpritWords, silenceWords } from './words/culprit-words.ts';
import { plain, plainName } from './words/escape.ts';
import { consequences, headline } from './words/headline.ts';
import {
  formatCount,
  formatDuration,
  formatEstimate,
  formatInterval,
  formatValue,
  plural,
  safeUnit,
} from './words/numbers.ts';
import { pilotWords } from './words/pilot-words.ts';
import { concerned, groupDoubts } from './words/scenario.ts';
import { formatJudged } from './words/sides.ts';
import { widthOf } from './words/width.ts';
import {
  anchorWords,
  changeWords,
  deciderWords,
  failureWords,
  hasMoreToSay,
  impactWords,
  STATUS_WORDS,
  shortReason,
  type Voice,
} from './words/words.ts';

export interface TerminalOptions {
  /** Columns of the terminal; 80 where there is none. */
  readonly columns?: number;
  readonly colour?: boolean;
  /** Where report.html is, for the last line. */
  readonly html?: string;
}

const PLAIN: Voice = { name: (text) => plainName(text, 60), text: (text) => plain(text) };

const SGR: Readonly<Record<Status | 'dim' | 'bold', string>> = {
  fail: '31',
  missing: '35',
  incomparable: '33',
  inconclusive: '33',
  warn: '33',
  accepted: '36',
  improved: '32',
  pass: '32',
  new: '32',
  unaffected: '2',
  skipped: '2',
  dim: '2',
  bold: '1',
};

const NARROWEST = 40;
const WIDEST = 120;
/** So many budgets that hold are listed; the rest is counted. */
const LISTED = 40;

interface Page {
  readonly columns: number;
  readonly paint: (text: string, style: keyof typeof SGR) => string;
  readonly sections: ReadonlyMap<string, BenchmarkSection>;
  /** What failed and has been said: a process takes all of its sub-benchmarks down, and is told on the first. */
  readonly told: Set<string>;
}

export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const page: Page = {
    columns: Math.min(Math.max(Math.trunc(options.columns ?? 80) || 80, NARROWEST), WIDEST),
    paint: (text, style) => (options.colour === true ? `\u001B[${SGR[style]}m${text}\u001B[0m` : text),
    sections: sectionsByName(report),
    told: new Set(),
  };
  const groups = groupByStatus(report.results, report.benchmarks);
  const held = groups.get('pass') ?? [];
  // What matters most comes last: it is what stands above the prompt.
  const others = [...STATUS_ORDER]
    .reverse()
    .flatMap((status) => (isBrief(status) ? [] : (groups.get(status) ?? []).toReversed()));
  return [
    ...holding(held.slice(0, LISTED), page),
    ...(held.length > LISTED
      ? [`  and ${formatCount(held.length - LISTED)} more hold; report.md lists them`]
      : []),
    ...briefly(groups, page),
    ...(held.length > 0 && others.length > 0 ? [''] : []),
    ...others.flatMap((result) => [...explained(result, page), '']),
    ...doubts(report, page),
    ...pilotLines(report, page),
    ...ending(report, groups, options, page),
  ]
    .map(inert)
    .join('\n')
    .concat('\n');
}

/** A line that begins like a workflow command must not: a job's log is a terminal too. */
function inert(line: string): string {
  return line.replace(/^(\s*)::/, '$1: :').replace(/##(?=\[)/g, '# #');
}

/** One line each, in columns: name, budget, and the change with its interval where there is room. */
function holding(results: readonly Result[], { columns, paint }: Page): string[] {
  const numbers = results.map((result) => {
    const shown = result.change && formatInterval(result.change);
    return shown
      ? { short: shown.change, long: `${shown.change} (${shown.interval})` }
      : { short: estimateWords(result), long: '' };
  });
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => widthOf(text)));
  const names = results.map(({ benchmark }) => plainName(benchmark, 60));
  const budgets = results.map(({ budget }) => plain(budget ?? ''));
  const full = numbers.map(({ short, long }) => long || short);
  const width = Math.min(widest(names), Math.max(16, Math.floor(columns * 0.4)));
  const roomy = 2 + width + 2 + widest(budgets) + 2 + widest(full) <= columns;
  const right = roomy ? full : numbers.map(({ short }) => short);
  const middle = Math.max(0, columns - 6 - width - widest(right));
  const label = labelsOf(
    results.map(({ benchmark }) => benchmark),
    width,
  );
  return results.map((_, index) => {
    const name = pad(fitColumns(plain(label(results[index]?.benchmark ?? ''), width), width), width);
    const budget = fitColumns(budgets[index] ?? '', middle);
    const text = `${paint(STATUS_WORDS.pass.mark, 'pass')} ${name}  ${pad(budget, middle)}  ${right[index]}`;
    return text.trimEnd();
  });
}

function isBrief(status: Status): boolean {
  return status === 'pass' || status === 'new' || status === 'unaffected' || status === 'skipped';
}

/** A line each for what is new, with what it takes, and for what is skipped, with the reason. */
function briefly(
  groups: ReadonlyMap<Status, readonly Result[]>,
  { columns, paint, sections }: Page,
): string[] {
  const lines = (status: 'new' | 'unaffected' | 'skipped', words: (result: Result) => string): string[] => {
    const all = groups.get(status) ?? [];
    const listed = all.slice(0, LISTED);
    const width = Math.floor(columns * 0.5);
    const label = labelsOf(
      listed.map(({ benchmark }) => benchmark),
      width,
    );
    const shown = listed.map((result) => {
      const name = fitColumns(plain(label(result.benchmark), width), width);
      const said = fitColumns(words(result), columns - 4 - widthOf(name));
      return `${paint(STATUS_WORDS[status].mark, status)} ${name}  ${said}`;
    });
    const more = all.length - shown.length;
    return more > 0 ? [...shown, `  and ${formatCount(more)} more ${STATUS_WORDS[status].label}`] : shown;
  };
  return [
    ...lines('new', ({ candidate, unit }) =>
      candidate ? `new: ${formatValue(candidate.estimate, safeUnit(unit))}` : 'new',
    ),
    ...lines('unaffected', () => 'unaffected by this change, so not measured'),
    ...lines('skipped', ({ benchmark }) => {
      const [failure] = failuresOf(benchmark, sections);
      return `skipped${failure ? `: ${plain(failure.message.replace(/^It was skipped: /, ''), 200)}` : ''}`;
    }),
  ];
}

function estimateWords({ estimate, unit }: Result): string {
  return estimate ? formatEstimate(estimate, safeUnit(unit)).value : '';
}

function explained(result: Result, page: Page): string[] {
  const { paint, columns } = page;
  const status = statusOf(result);
  const { mark, label } = STATUS_WORDS[status];
  const budget = plain(result.budget ?? 'no budget');
  const name = fitColumns(PLAIN.name(result.benchmark), Math.max(20, columns - 5 - widthOf(budget)));
  const oneLine = widthOf(name) + widthOf(budget) + 4 <= columns;
  const section = page.sections.get(result.benchmark);
  return [
    ...(oneLine
      ? [`${paint(mark, status)} ${paint(name, 'bold')}  ${paint(budget, 'dim')}`]
      : [
          `${paint(mark, status)} ${paint(name, 'bold')}`,
          ...wrap(budget, columns).map((line) => paint(line, 'dim')),
        ]),
    ...evidence(result, status, label, section, page),
    ...remarks(result, status, section).flatMap((remark) => wrap(remark, columns)),
    ...(status === 'missing' ? reasons(result, page).flatMap((reason) => wrap(reason, columns)) : []),
  ];
}

/** The number on the left, and on the right both distributions above each other on one axis. */
function evidence(
  result: Result,
  status: Status,
  label: string,
  section: BenchmarkSection | undefined,
  { columns, paint }: Page,
): string[] {
  const sides = formatJudged(result, result.baseline === undefined && result.verdict !== 'missing');
  const left = [
    paint(verdictLine(result, label), status),
    ...(sides === '' ? [] : [`${plain(result.metric ?? '', 30)} ${sides}`.trim()]),
  ];
  const plots = result.unit === 's' ? plot(section, Math.min(24, columns - 62)) : [];
  const width = Math.max(...left.map((line) => widthOf(line)), 0);
  const rightWidth = Math.max(0, ...plots.map((line) => widthOf(line)));
  if (plots.length === 0 || INDENT.length + width + 3 + rightWidth > columns) {
    return left.flatMap((line) =>
      widthOf(line) + INDENT.length <= columns ? [INDENT + line] : wrap(line, columns),
    );
  }
  return Array.from({ length: Math.max(left.length, plots.length) }, (_, index) => {
    const drawn = plots[index];
    const line = left[index] ?? '';
    return drawn === undefined ? INDENT + line : `${INDENT}${pad(line, width + 3)}${paint(drawn, 'dim')}`;
  });
}

function verdictLine(result: Result, label: string): string {
  if (result.verdict === 'missing') return `not measured: ${failureWords(result.failure)}`;
  if (result.limit?.kind === 'absolute' && result.estimate) {
    const { value, interval } = formatEstimate(result.estimate, safeUnit(result.unit));
    return `${label}: ${plain(result.metric ?? '', 30)} ${value} (${interval})`;
  }
  if (!result.change) return label;
  const { change, interval } = formatInterval(result.change);
  const words = result.verdict === 'inconclusive' ? undefined : changeWords(result);
  return `${label}: ${words ?? change} (${interval})`;
}

function plot(section: BenchmarkSection | undefined, width: number): string[] {
  const { baseline = [], candidate = [] } = section?.wall_time ?? {};
  const axis = chooseAxis([baseline, candidate]);
  if (!axis || width < 10) return [];
  const before = binShares(baseline, axis, width);
  const after = binShares(candidate, axis, width);
  const highest = Math.max(...before, ...after);
  return [
    ...(baseline.length > 0 ? [`${sparkline(before, highest)} before`] : []),
    ...(candidate.length > 0 ? [`${sparkline(after, highest)} after`] : []),
  ];
}

function remarks(result: Result, status: Status, section: BenchmarkSection | undefined): string[] {
  const said: (string | undefined)[] = [];
  const [culprit] = result.culprits ?? [];
  if (culprit) {
    const place = `${plainName(culprit.function, 40)} ${plainName(`${culprit.file}:${culprit.line}`, 60)}`;
    said.push(`${place} ${culpritWords(culprit, result, (text) => plainName(text, 60))}`);
  } else if (section?.not_localised && status === 'fail') said.push(silenceWords(section));
  else if (section?.not_profiled && status === 'fail') said.push('not profiled: out of time');
  if (result.change) said.push(section && impactWords(section));
  if (
    status === 'inconclusive' ||
    status === 'incomparable' ||
    (hasMoreToSay(result) && status !== 'missing')
  )
    said.push(plain(shortReason(result)));
  if (status === 'inconclusive') said.push(deciderWords(result, PLAIN));
  said.push(anchorWords(result, PLAIN));
  if (status === 'accepted' && result.acceptance) {
    const { reason, by, until } = result.acceptance;
    said.push(`accepted${by ? ` by ${plain(by, 60)}` : ''} until ${plain(until, 20)}: ${plain(reason)}`);
  }
  if (section?.dataset && status !== 'missing') {
    const { name, rows } = section.dataset;
    said.push(`data set ${plainName(name, 40)}${rows === undefined ? '' : `, ${formatCount(rows)} rows`}`);
  }
  return said.filter((remark): remark is string => Boolean(remark));
}

/** Why it was not measured, and what to do. What took a whole process down is told on its first sub-benchmark. */
function reasons({ benchmark }: Result, { sections, told }: Page): string[] {
  const failures = failuresOf(benchmark, sections).slice(0, 2);
  const said = [
    ...failures.map(({ side, message }) => `${side}: ${plain(message, 200)}`),
    ...failures.flatMap(({ hint }) => (hint === undefined ? [] : [plain(hint, HINT)])),
  ];
  const key = said.join('\n');
  if (told.has(key)) return ['for the same reason as above'];
  if (said.length > 0) told.add(key);
  return [...new Set(said)];
}

/** Characters: a line of set-up in it must not be cut. */
const HINT = 600;

const DOUBTS_LISTED = 10;

function doubts({ warnings }: Report, { columns, paint }: Page): string[] {
  if (warnings.length === 0) return [];
  const grouped = groupDoubts(warnings);
  const lines = grouped.slice(0, DOUBTS_LISTED).flatMap((doubt) => {
    const about = concerned(doubt, PLAIN.name);
    return wrap(`${doubt.code}:${about} ${plain(doubt.message)} ${plain(doubt.advice)}`, columns, '  ');
  });
  const more = grouped.length - DOUBTS_LISTED;
  return [
    paint(`${plural(warnings.length, 'doubt')} about the data`, 'warn'),
    ...lines,
    ...(more > 0 ? [`  and ${more} more; report.md lists them`] : []),
    '',
  ];
}

function pilotLines({ pilot, mode }: Report, { columns, paint }: Page): string[] {
  if (!pilot) return [];
  const { title, lines } = pilotWords(pilot, mode, PLAIN);
  return [paint(title, 'bold'), ...lines.flatMap((line) => wrap(line, columns, '  ')), ''];
}

function ending(
  report: Report,
  groups: ReadonlyMap<Status, readonly Result[]>,
  { html }: TerminalOptions,
  { columns, paint }: Page,
): string[] {
  const counts = STATUS_ORDER.toReversed()
    .flatMap((status) => {
      const count = groups.get(status)?.length ?? 0;
      return count > 0
        ? [`${formatCount(count)} ${status === 'pass' && count > 1 ? 'hold' : STATUS_WORDS[status].label}`]
        : [];
    })
    .join(', ');
  const facts = [
    counts || 'no budgets judged',
    report.duration === undefined ? undefined : formatDuration(report.duration),
    html === undefined ? undefined : `report: ${plain(html, 200)}`,
  ].filter((fact) => fact !== undefined);
  const style = report.verdict === 'fail' ? 'fail' : report.verdict;
  return [
    ...wrap(facts.join(' · '), columns, ''),
    ...consequences(report, PLAIN).flatMap((note) => wrap(note, columns, '')),
    ...wrap(`Pacegate: ${headline(report, PLAIN)}`, columns, '').map((line) => paint(line, style)),
  ];
}
