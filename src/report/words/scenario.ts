/** What was measured, on what, against what: the words that every kind of output shares. */
import type { Warning, WarningCode } from '../../comparison/result.ts';
import { findSame } from '../../samples/differences.ts';
import type { Environment } from '../../samples/environment.ts';
import { formatQuantity } from '../../samples/numbers/quantity-format.ts';
import type { BenchmarkSection, Report } from '../model.ts';
import { WITHHELD } from '../strip.ts';
import { formatCount, formatPercent, formatRange, formatTraffic, plural } from './numbers.ts';

type Show = (text: string) => string;

/** `with 3f2a1bc, measured on the same machine …` */
export function comparedWords({ comparison, baseline, created }: Report, commit: Show): string {
  if (comparison === 'none' || !baseline)
    return 'with nothing: only budgets with a limit of their own were judged. Save a baseline to compare with next time.';
  const base = baseline.commit ? commit(baseline.commit.id) : 'a file without a commit';
  if (comparison === 'side-by-side')
    return `with ${base}, measured on the same machine in the same session, in interleaved blocks of one process a side.`;
  const age = ageInWords(baseline.created, created);
  return `with the stored baseline of ${base}${age ? `, measured ${age}` : ''}.`;
}

/** Where some budgets were judged against what is stored and others measured anew: how many of each. */
export function mixtureWords({ results }: Report): string | undefined {
  const count = (kind: Report['comparison']) =>
    results.filter((result) => result.change && result.comparison === kind).length;
  const [anew, stored] = [count('side-by-side'), count('stored')];
  return anew > 0 && stored > 0
    ? `${plural(anew, 'budget')} side by side, ${formatCount(stored)} against the stored baseline.`
    : undefined;
}

/** `10 + 10 processes`; empty where nothing was measured. */
export function processWords({ benchmarks, comparison }: Report): string {
  const runs = benchmarks.map((section) => section.runs).filter(({ candidate }) => candidate > 0);
  if (runs.length === 0) return '';
  const after = formatRange(
    runs.map(({ candidate }) => candidate),
    formatCount,
  );
  const alone = comparison === 'none' || runs.every(({ baseline }) => baseline === 0);
  if (alone) return after === '1' ? '1 process' : `${after} processes`;
  return `${formatRange(
    runs.map(({ baseline }) => baseline),
    formatCount,
  )} + ${after} processes`;
}

/** `CPython 3.13.1, AMD EPYC 7763, 4 cores, Linux 6.8.0` */
export function machineWords(environment: Environment, show: Show): string {
  const { implementation, python, cpu, cores, os, kernel, python_build, machines } = environment;
  const facts = [
    typeof machines === 'number' ? plural(machines, 'machine') : undefined,
    python && `${implementation ?? 'Python'} ${python}`,
    python_build,
    cpu,
    cores === undefined ? undefined : plural(cores, 'core'),
    os,
    kernel,
  ].filter((fact) => fact !== undefined && fact !== '' && !fact.startsWith(WITHHELD));
  return facts.length > 0 ? facts.map((fact) => show(String(fact))).join(', ') : 'not recorded';
}

/** `interpreter, dependencies, settings and data, as far as recorded`; undefined where nothing was compared. */
export function sameWords({ baseline, candidate, benchmarks, warnings }: Report): string | undefined {
  if (!baseline) return undefined;
  const raised = (code: WarningCode) => warnings.some((warning) => warning.code === code);
  const [before, after] = [baseline.commit, candidate.commit];
  const sameCode = before !== undefined && before.id === after?.id && !before.dirty && !after.dirty;
  const same = [
    ...(sameCode ? ['code'] : []),
    ...findSame(baseline.environment, candidate.environment),
    ...(benchmarks.some(({ dataset }) => dataset) && !raised('dataset-changed') ? ['data'] : []),
  ];
  const last = same.at(-1);
  if (last === undefined) return 'nothing that was recorded';
  const listed = same.length > 1 ? `${same.slice(0, -1).join(', ')} and ${last}` : last;
  return `${listed}, as far as recorded`;
}

/** Whether what looks like a change can be where the processes lay in memory; undefined where nothing took turns. */
export function layoutWords({ layout }: Environment): string | undefined {
  if (layout === 'matched') return 'memory layouts matched: both processes of a pair had the same one';
  if (layout === 'natural') return 'natural memory layouts: this system does not let them be matched';
  return undefined;
}

/**
 * Question, data set, parameters, traffic, processes (where they are not the `usual` ones) and the harness's share, as
 * parts of one line.
 */
export function scenarioWords(
  section: BenchmarkSection,
  now: string,
  name: Show,
  sentence: Show,
  usual?: BenchmarkSection['runs'],
): string[] {
  const { question, dataset, params, runs, traffic, overhead } = section;
  const data =
    dataset &&
    [
      dataset.rows === undefined ? undefined : `${formatCount(dataset.rows)} rows`,
      dataset.bytes === undefined ? undefined : formatQuantity(dataset.bytes, 'B'),
      dataset.digest === undefined ? undefined : `digest ${name(dataset.digest.slice(0, DIGEST))}`,
      dataset.source === undefined ? undefined : sentence(dataset.source),
      dataset.reviewed === undefined
        ? undefined
        : `reviewed ${ageInWords(dataset.reviewed, now) ?? sentence(dataset.reviewed)}`,
    ].filter((part) => part !== undefined);
  const both = runs.baseline > 0 ? `${runs.baseline} + ` : '';
  return [
    question === undefined ? undefined : sentence(question),
    dataset && data && `data set ${name(dataset.name)}${data.length > 0 ? ` (${data.join(', ')})` : ''}`,
    params && Object.keys(params).length > 0
      ? Object.entries(params)
          .slice(0, PARAMS)
          .map(([key, value]) => name(`${key}=${value}`))
          .join(' ')
      : undefined,
    traffic === undefined ? undefined : `${formatTraffic(traffic)} calls a day`,
    usual && runs.baseline === usual.baseline && runs.candidate === usual.candidate
      ? undefined
      : `${both}${plural(runs.candidate, 'process', 'processes')}`,
    overhead === undefined || overhead < 0.0001 ? undefined : `harness ${formatPercent(overhead)} of a value`,
  ].filter((part) => part !== undefined);
}

/** One doubt, about all benchmarks of which the same is said. */
export interface Doubt extends Omit<Warning, 'benchmark'> {
  readonly benchmarks: readonly string[];
}

export function groupDoubts(warnings: readonly Warning[]): Doubt[] {
  const groups = new Map<string, Doubt & { benchmarks: string[] }>();
  for (const { benchmark, code, message, advice } of warnings) {
    const key = JSON.stringify([code, message, advice, benchmark === undefined]);
    const group = groups.get(key) ?? { code, message, advice, benchmarks: [] };
    if (benchmark !== undefined) group.benchmarks.push(benchmark);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

/** What may make the whole comparison worthless comes first. */
function rankOf({ code }: Doubt): number {
  return code === 'different-result' ? 0 : 1;
}

/** ` a, b and 3 more:` with a space before; nothing where the doubt is about all of the run. */
export function concerned({ benchmarks }: Doubt, name: Show): string {
  if (benchmarks.length === 0) return '';
  const left = benchmarks.length - CONCERNED;
  return ` ${benchmarks
    .slice(0, CONCERNED)
    .map((each) => name(each))
    .join(', ')}${left > 0 ? ` and ${left} more` : ''}:`;
}

const CONCERNED = 5;
const PARAMS = 8;
/** Characters that tell one version of a data set from another. */
const DIGEST = 8;
const DAY = 86_400_000;

/** `7 weeks ago`; undefined where one of the dates is none. */
export function ageInWords(date: string, now: string): string | undefined {
  const days = Math.floor((Date.parse(now) - Date.parse(date)) / DAY);
  if (Number.isNaN(days)) return undefined;
  if (days <= 0) return 'today';
  if (days < 14) return `${plural(days, 'day')} ago`;
  if (days < 92) return `${plural(Math.floor(days / 7), 'week')} ago`;
  if (days < 730) return `${plural(Math.floor(days / 30.44), 'month')} ago`;
  return `${plural(Math.floor(days / 365.25), 'year')} ago`;
}
