/** The folded parts of the comment: doubts, how sure this is, and what to do next. */
import type { Result } from '../comparison/result.ts';
import { differingFacts, type Environment } from '../samples/environment.ts';
import { code, codeBlock, htmlCode, prose, shellGlob, yamlScalar } from './escape.ts';
import type { Detail } from './fit.ts';
import { commitLink, type Links } from './links.ts';
import type { BenchmarkSection, Report } from './model.ts';
import { formatCount, formatDuration, formatPercent, formatTraffic, plural } from './numbers.ts';
import { sortResults } from './order.ts';

function fold(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}

/** Doubts about the data, and what to do about them. */
export function renderDoubts(report: Report, detail: Detail, rest: string): string[] {
  const failures = report.benchmarks.flatMap((section) =>
    (section.failures ?? []).map((failure) => ({ name: section.name, failure })),
  );
  const count = report.warnings.length + failures.length;
  if (count === 0) return [];
  const kinds = [...new Set(report.warnings.map((warning) => warning.code))].slice(0, 5).join(', ');
  const lines = [
    ...failures.map(({ name, failure }) => {
      const said = failure.message.trim() === '' ? '' : `: ${code(failure.message, 200)}`;
      const hint = failure.hint === undefined ? '' : ` ${prose(failure.hint)}`;
      return `- ${code(name)} (${failure.side}) ${failure.code}${said}.${hint}`;
    }),
    ...report.warnings.map((warning) => {
      const name = warning.benchmark === undefined ? '' : ` ${code(warning.benchmark)}:`;
      return `- **${warning.code}**${name} ${prose(warning.message)} ${prose(warning.advice)}`.trimEnd();
    }),
  ];
  const shown = lines.slice(0, detail.notes);
  if (shown.length < lines.length) shown.push(`- ${lines.length - shown.length} more: ${rest}`);
  const title = [
    failures.length > 0 ? plural(failures.length, 'failed process', 'failed processes') : undefined,
    report.warnings.length > 0
      ? `${plural(report.warnings.length, 'doubt')} about the data (${kinds})`
      : undefined,
  ].filter((part) => part !== undefined);
  return fold(`⚠️ ${title.join(', ')}`, shown);
}

/** How sure this is: with what it was compared, how often, where, on which data. */
export function renderCertainty(
  report: Report,
  detail: Detail,
  links: Links | undefined,
  rest: string,
): string[] {
  const { baseline, candidate } = report;
  const runs = report.benchmarks.map((section) => section.runs).filter((count) => count.candidate > 0);
  const visible = report.results.map(({ detectable }) => detectable).filter((share) => share !== undefined);
  const summary = [
    comparedWith(report),
    runs.length > 0 ? processes(report, runs) : undefined,
    visible.length > 0
      ? `changes from ${range(
          visible.map((share) => share),
          formatPercent,
        )} visible`
      : undefined,
  ].filter((part) => part !== undefined);
  const scenarios = report.benchmarks.map(scenario(report)).filter((line) => line !== undefined);
  const shown = scenarios.slice(0, detail.notes);
  const lines = [
    `- **Compared:** ${compared(report, links)}`,
    `- **Machine:** ${machine(candidate.environment)}`,
    ...environmentLines(baseline?.environment, candidate.environment),
    `- **Clean:** ${dirtiness(report)}`,
    ...shown,
    ...(shown.length < scenarios.length
      ? [`- The scenarios of ${plural(scenarios.length - shown.length, 'more benchmark')}: ${rest}`]
      : []),
    `- ${[
      report.duration === undefined ? undefined : `took ${formatDuration(report.duration)}`,
      report.seed === undefined ? undefined : `seed ${code(report.seed, 40)}`,
      `session ${code(report.session, 40)}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · ')}`,
  ];
  return fold(`How sure is this? ${summary.join(', ')}`, lines);
}

function comparedWith({ comparison, baseline }: Report): string {
  const commit = baseline?.commit ? ` ${htmlCode(baseline.commit.id.slice(0, 7))}` : '';
  if (comparison === 'side-by-side') return `Side by side with${commit || ' the baseline'}`;
  if (comparison === 'stored') return `Against the stored baseline${commit && ` of${commit}`}`;
  return 'Nothing to compare with';
}

function compared({ comparison, baseline, created }: Report, links: Links | undefined): string {
  if (comparison === 'none' || !baseline)
    return 'with nothing: only budgets with a limit of their own were judged. Save a baseline to compare with next time.';
  const with_ = baseline.commit ? commitLink(baseline.commit.id, links) : 'a file without a commit';
  if (comparison === 'side-by-side')
    return `with ${with_}, measured on the same machine in the same session, in interleaved blocks of one process a side.`;
  const age = ageInWords(baseline.created, created);
  return `with the stored baseline of ${with_}${age ? `, measured ${age}` : ''}.`;
}

function processes(report: Report, runs: readonly { baseline: number; candidate: number }[]): string {
  const after = range(
    runs.map(({ candidate }) => candidate),
    formatCount,
  );
  if (report.comparison === 'none') return `${after} processes`;
  return `${range(
    runs.map(({ baseline }) => baseline),
    formatCount,
  )} + ${after} processes`;
}

/** `2.1 %`, or `0.8 to 2.1 %` where they differ. */
function range(values: readonly number[], format: (value: number) => string): string {
  const low = format(values.reduce((a, b) => Math.min(a, b), Infinity));
  const high = format(values.reduce((a, b) => Math.max(a, b), -Infinity));
  return low === high ? low : `${low.replace(/ %$/, '')} to ${high}`;
}

function machine(environment: Environment): string {
  const { implementation, python, cpu, cores, os, kernel, python_build } = environment;
  const facts = [
    python && `${implementation ?? 'Python'} ${python}`,
    python_build,
    cpu,
    cores === undefined ? undefined : plural(cores, 'core'),
    os && `${os}${kernel ? ` ${kernel}` : ''}`,
  ].filter((fact) => fact !== undefined && fact !== '');
  return facts.length > 0 ? facts.map((fact) => prose(String(fact), 80)).join(', ') : 'not recorded';
}

function environmentLines(before: Environment | undefined, after: Environment): string[] {
  if (!before) return [];
  const different = differingFacts(before, after);
  if (different.length === 0)
    return [
      '- **Environment:** the same CPU, kernel, interpreter and packages on both sides; only the code differs.',
    ];
  const fact = (environment: Environment, name: string) =>
    environment[name] === undefined ? 'unknown' : code(String(environment[name]), 60);
  return different.map(
    (name) => `- **Different ${prose(name)}:** ${fact(before, name)} → ${fact(after, name)}`,
  );
}

function dirtiness({ baseline, candidate }: Report): string {
  const dirty = [baseline?.commit?.dirty && 'baseline', candidate.commit?.dirty && 'candidate'].filter(
    Boolean,
  );
  if (dirty.length > 0) return `no, the ${dirty.join(' and the ')} had changes that are in no commit.`;
  return candidate.commit
    ? 'yes, both sides as committed.'.replace('both sides', baseline ? 'both sides' : 'it is')
    : 'unknown, there is no commit.';
}

function scenario(report: Report): (section: BenchmarkSection) => string | undefined {
  // What is the same for all of them stands in the summary; a line is for what is a benchmark's own.
  const usual = report.benchmarks[0]?.runs;
  return (section) => {
    const { question, dataset, params, runs, traffic, overhead } = section;
    const data =
      dataset &&
      [
        dataset.rows === undefined ? undefined : `${formatCount(dataset.rows)} rows`,
        dataset.reviewed === undefined
          ? undefined
          : `reviewed ${ageInWords(dataset.reviewed, report.created) ?? prose(dataset.reviewed, 20)}`,
      ].filter((part) => part !== undefined);
    const parts = [
      question === undefined ? undefined : prose(question),
      dataset &&
        data &&
        `data set ${code(dataset.name, 60)}${data.length > 0 ? ` (${data.join(', ')})` : ''}`,
      params && Object.keys(params).length > 0
        ? Object.entries(params)
            .slice(0, 8)
            .map(([key, value]) => code(`${key}=${value}`, 60))
            .join(' ')
        : undefined,
      traffic === undefined ? undefined : `${formatTraffic(traffic)} calls a day`,
      runs.baseline === usual?.baseline && runs.candidate === usual.candidate
        ? undefined
        : `${runs.baseline > 0 ? `${runs.baseline} + ` : ''}${plural(runs.candidate, 'process', 'processes')}`,
      overhead === undefined ? undefined : `harness ${formatPercent(overhead)} of a value`,
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : `- ${code(section.name)}: ${parts.join(' · ')}`;
  };
}

const DAY = 86_400_000;

/** `7 weeks ago`; undefined where one of the dates is none. */
function ageInWords(date: string, now: string): string | undefined {
  const days = Math.floor((Date.parse(now) - Date.parse(date)) / DAY);
  if (Number.isNaN(days)) return undefined;
  if (days <= 0) return 'today';
  if (days < 14) return `${plural(days, 'day')} ago`;
  if (days < 92) return `${plural(Math.floor(days / 7), 'week')} ago`;
  if (days < 730) return `${plural(Math.floor(days / 30.44), 'month')} ago`;
  return `${plural(Math.floor(days / 365.25), 'year')} ago`;
}

export interface RecipeOptions {
  /** How Pacegate is called on the command line. */
  readonly command?: string;
  /** Directory of the budget file from the repository's root, where it is not the root. */
  readonly directory?: string;
}

/** Where to look, how to run it again at home, and how to accept it on purpose. */
export function renderRecipes(
  report: Report,
  detail: Detail,
  options: RecipeOptions,
  rest: string,
): string[] {
  const concerned = sortResults(report.results).filter(
    ({ verdict }) => verdict !== 'pass' && verdict !== 'improved' && verdict !== 'accepted',
  );
  const broken = concerned.filter(({ verdict, severity }) => verdict === 'fail' && severity === 'fail');
  const acceptable = broken.slice(0, detail.recipes);
  const budgets = report.budgets ?? 'budgets.yml';
  const lines = [
    `**Look closer:** every distribution, and the profiles where something got slower, are in ${rest}.`,
    '',
    '**Reproduce** it on your machine:',
    '',
    codeBlock('sh', [reproduction(report, concerned, options.command ?? 'pacegate', options.directory)]),
    ...(acceptable.length > 0 ? ['', ...acceptance(report, acceptable, broken.length, budgets)] : []),
  ];
  const title = ['Look closer', 'reproduce', ...(acceptable.length > 0 ? ['accept on purpose'] : [])].join(
    ' · ',
  );
  return fold(title, lines);
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

const ACCEPTED_DAYS = 30;

function acceptance(report: Report, results: readonly Result[], total: number, budgets: string): string[] {
  const created = Date.parse(report.created);
  const until = new Date((Number.isNaN(created) ? 0 : created) + ACCEPTED_DAYS * DAY)
    .toISOString()
    .slice(0, 10);
  const more = total > results.length ? ` (${total - results.length} more in the same way)` : '';
  return [
    `**Accept on purpose:** add this to ${code(budgets)} in this pull request, and say why${more}:`,
    '',
    codeBlock('yaml', [
      'accepted:',
      ...results.flatMap((result) => [
        `  - benchmark: ${yamlScalar(result.benchmark)}`,
        `    budget: ${yamlScalar(result.budget ?? '')}`,
        '    reason: "…"',
        `    until: ${until}`,
      ]),
    ]),
  ];
}
