/** The pull request's comment, `report.md` and the job summary: the answer, the evidence, the cause; the rest folded. */

import type { Result, Warning } from '../../comparison/result.ts';
import type { Report } from '../model.ts';
import { failuresOf, groupByStatus, type Status, sectionsByName } from '../order.ts';
import { culpritWords, silenceWords } from '../words/culprit-words.ts';
import { code, NAME_LIMIT, prose } from '../words/escape.ts';
import { consequences, failsForReview, headline } from '../words/headline.ts';
import { plural } from '../words/numbers.ts';
import { pilotWords } from '../words/pilot-words.ts';
import { isRuleChange, renderRuleChanges } from '../words/rule-changes.ts';
import { impactWords, STATUS_WORDS } from '../words/words.ts';
import { type Detail, fitInto } from './fit.ts';
import { labelsOf } from './labels.ts';
import { type Links, lineLink, whereTheRestIs } from './links.ts';
import {
  fold,
  type RecipeOptions,
  renderCertainty,
  renderDoubts,
  renderMeasured,
  renderRecipes,
} from './markdown-details.ts';
import { renderGreeting } from './markdown-greeting.ts';
import { MARKDOWN, type RowContext, renderTable } from './markdown-table.ts';

export interface MarkdownOptions extends RecipeOptions {
  /** Characters that the text may have; 65,536 in a comment. */
  readonly limit?: number;
  /** Tells two uses on one pull request apart. */
  readonly name?: string;
  readonly links?: Links;
  /** The base has no budget file: this pull request brings Pacegate into the repository. */
  readonly first?: boolean;
}

export const COMMENT_LIMIT = 65_536;
export const SUMMARY_LIMIT = 1_048_576;

/** The comment on a pull request, and `report.md`. */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  return fitInto(options.limit ?? COMMENT_LIMIT, renderer(report, options, false));
}

/** The same with everything written out, for the job summary. */
export function renderSummary(report: Report, options: MarkdownOptions = {}): string {
  return fitInto(options.limit ?? SUMMARY_LIMIT, renderer(report, options, true));
}

/** Rows that stand open in the comment, the worst first; who reads ten wants the rest as a list to search. */
const OPEN_ROWS = 10;

/** Rows of these come first; those of budgets that hold are folded. */
const OPEN: readonly (readonly [keyof Detail, readonly Status[]])[] = [
  ['broken', ['fail']],
  ['open', ['missing', 'incomparable', 'inconclusive']],
  ['minor', ['warn', 'accepted', 'improved', 'new']],
];

/** So few budgets that hold are shown rather than folded. */
const SHOWN_WHEN_ALL_HOLD = 3;

function renderer(report: Report, options: MarkdownOptions, unfolded: boolean): (detail: Detail) => string {
  // All that does not depend on the detail is worked out once: fitting renders up to twenty times.
  const groups = groupByStatus(report.results, report.benchmarks);
  const context: RowContext = {
    sections: sectionsByName(report),
    warnings: byBenchmark(report.warnings.filter((warning) => !isRuleChange(warning))),
    alone: report.comparison === 'none',
    label: labelsOf(
      report.results.map(({ benchmark }) => benchmark),
      NAME_LIMIT,
    ),
    rows: new Map(),
  };
  const rest = whereTheRestIs(options.links);
  const icon = STATUS_WORDS[failsForReview(report) ? 'fail' : report.verdict].icon;
  const use = options.name ? ` (${code(options.name, 40)})` : '';
  const title = `### ${icon} Pacegate${use}: ${headline(report, MARKDOWN)}`;
  const notes = consequences(report, MARKDOWN).map((note) => `${note}\n`);
  const greeting = options.first ? renderGreeting(report, options.directory) : [];
  const held = groups.get('pass') ?? [];
  const showHeld = unfolded || report.results.length <= SHOWN_WHEN_ALL_HOLD;

  const rules = renderRuleChanges(report.warnings, rest);
  const pilot = renderPilot(report);
  const doubts = renderDoubts(report, rest);
  const measured = renderMeasured(report, rest);
  const certainty = renderCertainty(report, options.links, rest);
  const recipes = renderRecipes(report, options, rest);
  const cause = oncePerResult((result: Result) => renderCause(result, context, options.links));
  const openRows = unfolded ? Infinity : OPEN_ROWS;

  return (detail) => {
    const open = OPEN.map(([kind, statuses]) =>
      take(
        statuses.flatMap((status) => groups.get(status) ?? []),
        detail[kind],
      ),
    );
    const shown = open.flatMap((part) => part.taken);
    const leftOut = open.flatMap((part) => part.left);
    const heldRows = take(held, detail.held);
    const rows = take(shown, openRows);
    const said = take(causes(shown, cause, unfolded), detail.causes);
    const [first, others] = split(said.taken, ({ result }) => rows.taken.includes(result));
    const paragraphs = (causes: readonly Cause[]) => causes.flatMap(({ paragraph }) => [paragraph, '']);
    return [
      title,
      '',
      ...notes,
      ...rules,
      ...(shown.length > 0 ? [renderTable(rows.taken, context), ''] : []),
      ...paragraphs(first),
      ...greeting,
      ...(rows.left.length > 0
        ? fold(`${plural(rows.left.length, 'more', 'more')}: ${countByStatus(rows.left)}`, [
            renderTable(rows.left, context),
            '',
            ...paragraphs(others),
          ])
        : []),
      ...(leftOut.length > 0 ? [`${countByStatus(leftOut)} not shown here: ${rest}.`, ''] : []),
      ...(said.left.length > 0
        ? [`The causes in ${plural(said.left.length, 'more benchmark')}: ${rest}.`, '']
        : []),
      ...skipping(groups.get('skipped') ?? [], context, rest),
      ...sparing(groups.get('unaffected') ?? [], rest),
      ...(held.length > 0 ? holding(heldRows, shown.length, showHeld, context, rest) : []),
      ...pilot,
      ...doubts(detail),
      ...measured(detail),
      ...certainty(detail),
      ...recipes(detail),
    ]
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()
      .concat('\n');
  };
}

function renderPilot({ pilot, mode }: Report): string[] {
  if (!pilot) return [];
  const { title, lines } = pilotWords(pilot, mode, MARKDOWN);
  return [`**${title}**`, '', ...lines.map((line) => `- ${line}`), ''];
}

function take<T>(items: readonly T[], count: number): { taken: readonly T[]; left: readonly T[] } {
  return { taken: items.slice(0, count), left: items.slice(count) };
}

function byBenchmark(warnings: readonly Warning[]): Map<string, Warning[]> {
  const grouped = new Map<string, Warning[]>();
  for (const warning of warnings) {
    if (warning.benchmark === undefined) continue;
    grouped.set(warning.benchmark, [...(grouped.get(warning.benchmark) ?? []), warning]);
  }
  return grouped;
}

/** `12 broken, 3 undecided` */
export function countByStatus(results: readonly Result[]): string {
  return [...groupByStatus(results)]
    .map(([status, group]) => `${group.length} ${STATUS_WORDS[status].label}`)
    .join(', ');
}

/** What a suite leaves out on both sides, with its reasons: a list to look something up in. */
function skipping(skipped: readonly Result[], { sections }: RowContext, rest: string): string[] {
  if (skipped.length === 0) return [];
  const names = [...new Set(skipped.map(({ benchmark }) => benchmark))];
  const rows = names.slice(0, SKIPPED_LISTED).map((name) => {
    const [failure] = failuresOf(name, sections);
    return `- ${code(name)}${failure ? `: ${prose(failure.message, 200)}` : ''}`;
  });
  const more = names.length - rows.length;
  return fold(`${plural(names.length, 'benchmark')} skipped on both sides`, [
    ...rows,
    ...(more > 0 ? [`- and ${more} more: ${rest}`] : []),
    '',
  ]);
}
const SKIPPED_LISTED = 50;

/** What was not measured, and how it is known that the change cannot affect it. */
function sparing(unaffected: readonly Result[], rest: string): string[] {
  const firsts = new Map(unaffected.map((result) => [result.benchmark, result] as const));
  if (firsts.size === 0) return [];
  const rows = [...firsts].slice(0, SPARED_LISTED);
  const more = firsts.size - rows.length;
  return fold(`${plural(firsts.size, 'benchmark')} unaffected by this change, so not measured`, [
    ...rows.map(
      ([name, { reason }]) =>
        `- ${code(name)}: ${prose(reason.replace(/^Unaffected, so not measured: /, ''))}`,
    ),
    ...(more > 0 ? [`- and ${more} more: ${rest}`] : []),
    '',
  ]);
}
const SPARED_LISTED = 50;

function holding(
  { taken, left }: { taken: readonly Result[]; left: readonly Result[] },
  others: number,
  shown: boolean,
  context: RowContext,
  rest: string,
): string[] {
  const count = taken.length + left.length;
  const title = `${plural(count, others > 0 ? 'other budget' : 'budget')} ${count === 1 ? 'holds' : 'hold'}`;
  if (taken.length === 0) return [`${title}; ${count === 1 ? 'it is' : 'they are'} in ${rest}.`, ''];
  const more =
    left.length > 0
      ? ['', `${plural(left.length, 'more')} not shown here: ${rest}.`.replace('mores', 'more')]
      : [];
  if (shown) return [...(others > 0 ? [`**${title}**`, ''] : []), renderTable(taken, context), ...more, ''];
  return fold(title, [renderTable(taken, context), ...more]);
}

interface Cause {
  /** The first result that it is the cause of. */
  readonly result: Result;
  readonly paragraph: string;
}

/**
 * What got slower and where: the first sentences after the table, one paragraph a benchmark, or one for all benchmarks
 * that the same function made slower.
 */
function causes(
  results: readonly Result[],
  cause: (result: Result) => string | undefined,
  each: boolean,
): readonly Cause[] {
  const benchmarks = new Set<string>();
  const groups = new Map<string, { result: Result; paragraph: string; also: string[] }>();
  for (const result of results) {
    if (benchmarks.has(result.benchmark)) continue;
    const paragraph = cause(result);
    if (paragraph === undefined) continue;
    benchmarks.add(result.benchmark);
    const [culprit] = result.culprits ?? [];
    const key =
      each || !culprit ? result.benchmark : [culprit.function, culprit.file, culprit.line].join('\0');
    const group = groups.get(key);
    if (group) group.also.push(result.benchmark);
    else groups.set(key, { result, paragraph, also: [] });
  }
  return [...groups.values()].map(({ result, paragraph, also }) => ({
    result,
    paragraph:
      also.length === 0 ? paragraph : `${paragraph} The same function is named first for ${listed(also)}.`,
  }));
}

const LISTED = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => code(name));
  const more = names.length > LISTED ? [plural(names.length - LISTED, 'more benchmark')] : [];
  const all = [...shown, ...more];
  return all.length === 1 ? `${all[0]}` : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function oncePerResult<T>(work: (result: Result) => T): (result: Result) => T {
  const done = new Map<Result, T>();
  return (result) => {
    if (!done.has(result)) done.set(result, work(result));
    return done.get(result) as T;
  };
}

function renderCause(result: Result, { sections }: RowContext, links: Links | undefined): string | undefined {
  const section = sections.get(result.benchmark);
  const why = result.culprits?.length ? culpritSentences(result, links) : undefined;
  const unknown =
    section?.not_localised && result.verdict === 'fail'
      ? `${silenceWords(section)}; the profiles are in the artifact.`
      : section?.not_profiled && result.verdict === 'fail'
        ? 'not profiled: out of time.'
        : undefined;
  const impact = section && result.change && impactWords(section);
  if (why === undefined && unknown === undefined && impact === undefined) return undefined;
  const said = why ?? unknown;
  const name = code(result.benchmark);
  const cause = said === undefined ? `**${name}:**` : `**What got slower in ${name}:** ${said}`;
  return [cause, impact].filter((part) => part !== undefined).join(' ');
}

const CULPRITS_SHOWN = 3;

function culpritSentences(result: Result, links: Links | undefined): string {
  const [first, ...others] = result.culprits ?? [];
  if (!first) return '';
  const place = ({ function: name, file, line }: typeof first) =>
    lineLink(`${code(name, 60)} ${code(`${file}:${line}`, 80)}`, file, line, links);
  const codeName = (text: string) => code(text, 80);
  const more = others
    .slice(0, CULPRITS_SHOWN - 1)
    .map((culprit) => `${place(culprit)} ${culpritWords(culprit, result, codeName)}`);
  const rest = others.length > more.length ? [`${others.length - more.length} more functions`] : [];
  const also = more.length > 0 ? ` Then ${[...more, ...rest].join('; ')}.` : '';
  return `${place(first)} ${culpritWords(first, result, codeName)}.${also}`;
}
