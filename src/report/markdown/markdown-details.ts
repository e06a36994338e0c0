/** The folded parts of the comment: doubts, how sure this is, and what to do next. */
import { proposeUpTo } from '../../comparison/accepting.ts';
import type { Result } from '../../comparison/result.ts';
import { findDifferences } from '../../samples/differences.ts';
import { budgetPath } from '../budget-path.ts';
import type { Report } from '../model.ts';
import { resultsByBenchmark, sectionsByName, sortResults } from '../order.ts';
import { code, codeBlock, htmlCode, prose, shellGlob, yamlScalar } from '../words/escape.ts';
import { formatCount, formatDuration, formatPercent, formatRange, plural } from '../words/numbers.ts';
import { isRuleChange } from '../words/rule-changes.ts';
import {
  comparedWords,
  concerned,
  groupDoubts,
  layoutWords,
  machineWords,
  mixtureWords,
  processWords,
  sameWords,
  scenarioWords,
} from '../words/scenario.ts';
import { asMeasured, formatMeasured } from '../words/sides.ts';
import type { Detail } from './fit.ts';
import { commitLink, type Links } from './links.ts';
import { breakAtArrow } from './markdown-table.ts';

export function fold(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}

/** Advice names a path and two commands, and is of no use without the second. */
const HINT_LIMIT = 800;

/** Doubts about the data, and what to do about them: worked out once, written out as far as there is room. */
export function renderDoubts(report: Report, rest: string): (detail: Detail) => string[] {
  // What is new or skipped failed nowhere: it stands in rows of its own.
  const failures = report.benchmarks.flatMap((section) =>
    (section.failures ?? [])
      .filter(({ code }) => code !== 'new' && code !== 'skipped')
      .map((failure) => ({ name: section.name, failure })),
  );
  // What the change does to its own rules stands in the first lines.
  const warnings = report.warnings.filter((warning) => !isRuleChange(warning));
  if (warnings.length + failures.length === 0) return () => [];
  const kinds = [...new Set(warnings.map((warning) => warning.code))].slice(0, 5).join(', ');
  const absent = failures.filter(({ failure }) => failure.code === 'absent').length;
  const failed = failures.length - absent;
  const title = [
    failed > 0 ? plural(failed, 'failed process', 'failed processes') : undefined,
    absent > 0 ? `${absent} not found` : undefined,
    warnings.length > 0 ? `${plural(warnings.length, 'doubt')} about the data (${kinds})` : undefined,
  ].filter((part) => part !== undefined);
  const lines = [
    ...failures.map(({ name, failure }) => {
      const message = failure.message.trim().replace(/\.$/, ''); // the sentence ends after it
      const said = message === '' ? '' : `: ${code(message, 200)}`;
      const hint = failure.hint === undefined ? '' : ` ${prose(failure.hint, HINT_LIMIT)}`;
      return `- ${code(name)} (${failure.side}) ${failure.code}${said}.${hint}`;
    }),
    ...groupDoubts(warnings).map((doubt) => {
      const about = concerned(doubt, code);
      return `- **${doubt.code}**${about} ${prose(doubt.message)} ${prose(doubt.advice)}`.trimEnd();
    }),
  ];
  return ({ notes }) => {
    const left = lines.length - Math.min(lines.length, notes);
    const more = left > 0 ? [`- ${plural(left, 'more', 'more')}: ${rest}`] : [];
    return fold(`⚠️ ${title.join(', ')}`, [...lines.slice(0, notes), ...more]);
  };
}

/**
 * Median and p95 of wall time. They stand apart from the verdict: on a busy machine both can double while the code became
 * faster.
 */
export function renderMeasured(report: Report, rest: string): (detail: Detail) => string[] {
  const sections = sectionsByName(report);
  const results = resultsByBenchmark(report.results);
  const alone = report.comparison === 'none';
  const judgedFirst = new Set([
    ...sortResults(report.results, report.benchmarks).map(({ benchmark }) => benchmark),
    ...sections.keys(),
  ]);
  const rows = [...judgedFirst].flatMap((name) => {
    const section = sections.get(name);
    const measured = section && asMeasured(section, results.get(name) ?? []);
    if (!section?.wall_time || !measured) return [];
    const { median, p95 } = formatMeasured(measured, section.wall_time.unit, alone);
    return [`| ${code(name)} | ${breakAtArrow(median)} | ${breakAtArrow(p95)} |`];
  });
  return ({ notes }) => {
    const shown = rows.slice(0, notes);
    if (shown.length === 0) return [];
    const left = rows.length - shown.length;
    return fold('As measured, interference included: median and p95 of wall time', [
      'All calls of all processes, with whatever else the machine did meanwhile. ± is how far whole processes differ.',
      '',
      `| benchmark | ${alone ? '' : 'baseline → candidate, '}median | p95 |`,
      '|---|---|---|',
      ...shown,
      ...(left > 0 ? ['', `${plural(left, 'more benchmark')}: ${rest}.`] : []),
    ]);
  };
}

/** How sure this is: with what it was compared, how often, where, on which data. */
export function renderCertainty(
  report: Report,
  links: Links | undefined,
  rest: string,
): (detail: Detail) => string[] {
  const { candidate } = report;
  const visible = report.results.map(({ detectable }) => detectable).filter((share) => share !== undefined);
  const summary = [
    comparedWith(report),
    processWords(report),
    visible.length > 0 ? `changes from ${formatRange(visible, formatPercent)} visible` : undefined,
  ].filter((part) => part !== undefined && part !== '');
  // What is the same for all of them stands in the summary; a line is for what is a benchmark's own.
  const usual = report.benchmarks[0]?.runs;
  const scenarios = report.benchmarks.flatMap((section) => {
    const words = scenarioWords(section, report.created, code, prose, usual);
    return words.length > 0 ? [`- ${code(section.name)}: ${words.join(' · ')}`] : [];
  });
  const mixed = mixtureWords(report);
  const layout = layoutWords(candidate.environment);
  const first = [
    `- **Compared:** ${comparedWords(report, (id) => commitLink(id, links))}`,
    ...(mixed === undefined ? [] : [`- **Of these:** ${mixed}`]),
    `- **Machine:** ${machineWords(candidate.environment, (text) => prose(text, 80))}`,
    ...(layout === undefined ? [] : [`- **Memory:** ${layout}.`]),
    ...environmentLines(report),
    ...dirtiness(report),
  ];
  const last = `- ${[
    report.duration === undefined ? undefined : `took ${formatDuration(report.duration)}`,
    report.seed === undefined ? undefined : `seed ${code(report.seed, 40)}`,
    `session ${code(report.session, 40)}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')}`;
  return ({ notes }) => {
    const left = scenarios.length - Math.min(scenarios.length, notes);
    const more = left > 0 ? [`- The scenarios of ${plural(left, 'more benchmark')}: ${rest}`] : [];
    const lines = [...first, ...scenarios.slice(0, notes), ...more, last];
    return fold(`How sure is this? ${summary.join(', ')}`, lines);
  };
}

function comparedWith({ comparison, baseline }: Report): string {
  const commit = baseline?.commit ? ` ${htmlCode(baseline.commit.id.slice(0, 7))}` : '';
  if (comparison === 'side-by-side') return `Side by side with${commit || ' the baseline'}`;
  if (comparison === 'stored') return `Against the stored baseline${commit && ` of${commit}`}`;
  return 'Nothing to compare with';
}

function environmentLines(report: Report): string[] {
  const same = sameWords(report);
  if (!report.baseline || same === undefined) return [];
  const show = (text: string | undefined) => (text === undefined ? 'not there' : code(text, 60));
  const lines = findDifferences(report.baseline.environment, report.candidate.environment).map(
    ({ name, ...each }) =>
      `- **Different ${prose(name.replaceAll('_', ' '), 60)}:** ${show(each.before)} → ${show(each.after)}`,
  );
  const left = lines.length - DIFFERENCES;
  return [
    ...lines.slice(0, DIFFERENCES),
    ...(left > 0 ? [`- and ${left} more that differ`] : []),
    `- **The same on both sides:** ${same}.`,
  ];
}
const DIFFERENCES = 15;

function dirtiness({ baseline, candidate }: Report): string[] {
  const dirty = [baseline?.commit?.dirty && 'baseline', candidate.commit?.dirty && 'candidate'].filter(
    Boolean,
  );
  return dirty.length > 0
    ? [`- **Dirty:** the ${dirty.join(' and the ')} had changes that are in no commit.`]
    : [];
}

export interface RecipeOptions {
  /** How Pacegate is called on the command line. */
  readonly command?: string;
  /** What brings it onto a machine that has not got it. */
  readonly fetch?: string;
  /** Directory of the budget file from the repository's root, where it is not the root. */
  readonly directory?: string;
}

/** Where to look, how to run it again at home, and how to accept it on purpose. */
export function renderRecipes(
  report: Report,
  options: RecipeOptions,
  rest: string,
): (detail: Detail) => string[] {
  const open = sortResults(report.results, report.benchmarks).filter(
    ({ verdict }) => verdict !== 'pass' && verdict !== 'improved' && verdict !== 'accepted',
  );
  const broken = open.filter(({ verdict, severity }) => verdict === 'fail' && severity === 'fail');
  const look = [
    `**Look closer:** every distribution, and the profiles where something got slower, are in ${rest}.`,
    '',
    '**Reproduce** it on your machine:',
    '',
    codeBlock('sh', [
      ...(options.fetch === undefined ? [] : [options.fetch]),
      reproduction(report, open, options.command ?? 'pacegate', options.directory),
    ]),
  ];
  return ({ recipes }) => {
    const accepted = broken.slice(0, recipes);
    if (accepted.length === 0) return fold('Look closer · reproduce', look);
    const patch = acceptance(report, accepted, broken.length, options.directory);
    return fold('Look closer · reproduce · accept on purpose', [...look, '', ...patch]);
  };
}

function reproduction(
  report: Report,
  concerned: readonly Result[],
  command: string,
  directory: string | undefined,
): string {
  const names = new Set(concerned.map(({ benchmark }) => benchmark));
  const [name] = names;
  const base = report.baseline?.commit?.id;
  return [
    ...(directory ? [`cd ${shellGlob(directory)} &&`] : []),
    command,
    'run',
    ...(report.budgets !== undefined && report.budgets !== 'budgets.yml'
      ? ['--budgets', shellGlob(report.budgets)]
      : []),
    ...(names.size === 1 && name !== undefined ? ['--only', shellGlob(name)] : []),
    ...(base !== undefined && /^[0-9a-f]{7,64}$/.test(base) ? ['--base', base.slice(0, 12)] : []),
  ].join(' ');
}

/** Tied to what was measured: more on top of it fails again. */
function extent(result: Result): string[] {
  const upTo = proposeUpTo(result);
  return upTo === undefined ? [] : [`    up_to: ${yamlScalar(upTo)}`];
}

const ACCEPTED_DAYS = 30;
const DAY = 86_400_000;

function acceptance(
  report: Report,
  results: readonly Result[],
  total: number,
  directory: string | undefined,
): string[] {
  const created = Date.parse(report.created);
  const until = new Date((Number.isNaN(created) ? 0 : created) + ACCEPTED_DAYS * DAY)
    .toISOString()
    .slice(0, 10);
  const left = total - results.length;
  const more =
    left > 0
      ? ` (${formatCount(left)} more are written in the same way; the summary of the job has them)`
      : '';
  return [
    `**Accept on purpose:** add this to ${code(budgetPath(report.budgets, directory))} in this pull request, and say why${more}:`,
    '',
    codeBlock('yaml', [
      'accepted:',
      ...results.flatMap((result) => [
        `  - benchmark: ${yamlScalar(result.benchmark)}`,
        `    budget: ${yamlScalar(result.budget ?? '')}`,
        ...extent(result),
        '    reason: "…"',
        `    until: ${until}`,
      ]),
    ]),
  ];
}
