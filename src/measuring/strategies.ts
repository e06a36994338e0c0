/** The three ways to judge a candidate: alone, against a stored baseline, side by side with the base commit. */
import type { Acceptance, BenchmarkSpec, BudgetFile } from '../budgets/model.ts';
import type { OverlaidBenchmark } from '../checkouts/overlay.ts';
import { type JudgeRequest, judge } from '../comparison/judge.ts';
import { tellOwnBenchmarks } from '../comparison/own-benchmarks.ts';
import type { Result, Warning } from '../comparison/result.ts';
import type { Measurements } from '../samples/measurements.ts';
import { untilDecided } from './collecting/deciders.ts';
import { isOf, type Measured, measure, type Run } from './collecting/measure.ts';
import { judgeOwnBenchmarks, measureOwnBenchmarks, type Own } from './collecting/own-benchmarks.ts';

export interface Judged {
  readonly comparison: 'side-by-side' | 'stored' | 'none';
  readonly specs: readonly BenchmarkSpec[];
  readonly results: readonly Result[];
  readonly warnings: readonly Warning[];
  readonly candidate: Measurements;
  readonly baseline?: Measurements;
  /** Full id of the commit that was measured in turns with the candidate. */
  readonly beside?: string;
  readonly effort: Measured['effort'];
}

/** Asked once the base is known. */
export type AnchorHistory = (base: string) => Promise<NonNullable<JudgeRequest['anchor']>>;

export interface Judging {
  readonly accepted: readonly Acceptance[];
  /** Those of the budget file that the baseline was measured with. */
  readonly acceptedBefore?: readonly Acceptance[];
  /** ISO date. */
  readonly today: string;
  readonly cpuHour: number;
  /** As in `JudgeRequest`, where only a share of the run is judged. */
  readonly family?: number;
  /** The base side's budget file, to tell what is loosened, and all that the candidate's declares. */
  readonly baseBudgets?: BudgetFile;
  readonly gate?: BudgetFile['gate'];
  readonly anchorName?: string;
  readonly declared?: readonly BenchmarkSpec[];
  /** Of budgets with `anchor`: what was measured between it and the base. */
  readonly anchorHistory?: AnchorHistory;
  readonly anchor?: NonNullable<JudgeRequest['anchor']>;
  /** The base that was named has commits that the candidate lacks. */
  readonly baseBehind?: { readonly ref: string; readonly missing: number };
}

/** What one machine saw: all that verdicts are made of, and no verdict. */
export interface Observed
  extends Pick<Measured, 'candidate' | 'baseline' | 'warnings' | 'outOfTime' | 'effort'> {
  readonly comparison: Judged['comparison'];
  /** Which of the benchmarks' own files differ between the sides. */
  readonly overlaid?: readonly Pick<OverlaidBenchmark, 'name' | 'changed' | 'dataset' | 'isNew'>[];
  readonly own?: Own;
}

/** Judges what was seen, by one machine or by several. */
export function judgeObserved(specs: readonly BenchmarkSpec[], observed: Observed, judging: Judging): Judged {
  const first = finish(observed.comparison, specs, observed, judging);
  const { own, overlaid = [] } = observed;
  const results = own ? judgeOwnBenchmarks(first.results, own, specs, judging) : first.results;
  return withChangedFiles({ ...first, results }, overlaid);
}

/** Nothing to compare with: absolute budgets only. */
export async function observeAlone(
  run: Run,
  specs: readonly BenchmarkSpec[],
  judging: Judging,
): Promise<{ readonly judged: Judged; readonly observed: Observed }> {
  const measured = await measure(run, specs, [run.session.candidate], (snapshot) =>
    untilDecided(specs, snapshot, { ...judging, comparison: 'none' }),
  );
  return {
    judged: finish('none', specs, measured, judging),
    observed: { ...measured, comparison: 'none' },
  };
}

export async function judgeAlone(
  run: Run,
  specs: readonly BenchmarkSpec[],
  judging: Judging,
): Promise<Judged> {
  return (await observeAlone(run, specs, judging)).judged;
}

/** Against a baseline of this environment that was stored earlier. `history`: its earlier sessions. */
export async function judgeAgainstStored(
  run: Run,
  specs: readonly BenchmarkSpec[],
  judging: Judging,
  stored: Measurements,
  history: readonly Measurements[],
): Promise<Judged> {
  const measured = await measure(run, specs, [run.session.candidate], (snapshot) =>
    untilDecided(specs, snapshot, { ...judging, comparison: 'stored', stored, history }),
  );
  return finish('stored', specs, { ...measured, baseline: stored }, judging, history);
}

/** Both sides on this machine, in interleaved blocks. `base`: full id of the commit. */
export async function observeSideBySide(
  run: Run,
  specs: readonly BenchmarkSpec[],
  asked: Judging,
  base: string,
): Promise<{ readonly judged: Judged; readonly observed: Observed }> {
  const anchor = await asked.anchorHistory?.(base);
  const judging = { ...asked, ...(anchor && { anchor }) };
  const { checkouts, overlaid } = await run.session.addBase(base);
  const started = run.clock();
  const measured = await measure(
    run,
    specs,
    checkouts,
    (snapshot) => untilDecided(specs, snapshot, { ...judging, comparison: 'side-by-side' }),
    { overlaid },
  );
  const took = run.clock() - started;
  const first = finish('side-by-side', specs, measured, judging);
  const differing = new Set(overlaid.benchmarks.filter(isChanged).map(({ name }) => name));
  const { own, ...judged } = await measureOwnBenchmarks<Judged>(run, first, {
    ...{ judging, base, differing, took },
  });
  const observed: Observed = {
    ...measured,
    comparison: 'side-by-side',
    effort: judged.effort,
    overlaid: overlaid.benchmarks,
    ...(own && { own }),
  };
  return { judged: { ...withChangedFiles(judged, overlaid.benchmarks), beside: base }, observed };
}

export async function judgeSideBySide(
  run: Run,
  specs: readonly BenchmarkSpec[],
  judging: Judging,
  base: string,
): Promise<Judged> {
  return (await observeSideBySide(run, specs, judging, base)).judged;
}

/** What the base merely had not got is no change of what it measured. */
function isChanged({ changed, isNew }: Pick<OverlaidBenchmark, 'changed' | 'isNew'>): boolean {
  return changed.length > 0 && !isNew;
}

function withChangedFiles(judged: Judged, overlaid: NonNullable<Observed['overlaid']>): Judged {
  const isJudged = (name: string) => judged.specs.some((spec) => spec.name === name);
  const warnings = overlaid
    .filter(({ name }) => isJudged(name))
    .flatMap((benchmark): Warning[] => [
      ...(isChanged(benchmark) ? [benchmarkChanged(benchmark.name, benchmark.changed, judged.results)] : []),
      ...(benchmark.dataset.length > 0 ? [datasetChanged(benchmark.name, benchmark.dataset)] : []),
    ]);
  return { ...judged, warnings: [...judged.warnings, ...warnings] };
}

function finish(
  comparison: Judged['comparison'],
  specs: readonly BenchmarkSpec[],
  { candidate, baseline, warnings: raised, effort, outOfTime }: Measured,
  judging: Judging,
  history?: readonly Measurements[],
): Judged {
  const request: JudgeRequest = {
    ...judging,
    budgets: specs,
    ...(baseline && { baseline }),
    candidate,
    comparison,
    ...(history && { history }),
    final: true,
    raised,
    outOfTime,
  };
  const { results, warnings } = judge(request);
  return {
    comparison,
    specs,
    results: results.map((result) => ({ ...result, comparison })),
    warnings,
    candidate,
    ...(baseline && { baseline }),
    effort,
  };
}

function benchmarkChanged(benchmark: string, files: readonly string[], results: readonly Result[]): Warning {
  const own = results.filter((result) => isOf(result.benchmark, benchmark));
  return {
    code: 'benchmark-changed',
    benchmark,
    message:
      `The benchmark's own files differ between the two sides (${list(files)}). The candidate's were used on both. ${tellOwnBenchmarks(own)}`.trimEnd(),
    advice:
      'Change a benchmark and the code that it measures in separate pull requests, so that each change stands for itself.',
  };
}

function datasetChanged(benchmark: string, files: readonly string[]): Warning {
  return {
    code: 'dataset-changed',
    benchmark,
    message: `The data set differs between the two sides (${list(files)}). The candidate's was used on both.`,
    advice: 'Give a new data set a new name, and compare on it from the commit on that brought it.',
  };
}

function list(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(', ');
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}
