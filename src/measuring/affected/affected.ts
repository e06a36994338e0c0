/**
 * Which benchmarks a change cannot affect. What each of them depends on is recorded on both sides, before anything is measured,
 * and compared; where anything differs, or cannot be told, the benchmark is measured.
 */
import { differsInDefinition, type Earlier } from '../../affected/needs.ts';
import type { Reason } from '../../affected/reason.ts';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { changedFiles } from '../../checkouts/git/changed-files.ts';
import type { OverlaidBenchmark } from '../../checkouts/overlay.ts';
import { createScratch } from '../../checkouts/own/scratch.ts';
import { runnerFor } from '../../runners/registry.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Checkout } from '../../samples/checkout.ts';
import { fullName } from '../../samples/names/sub-names.ts';
import type { Settings } from '../../settings.ts';
import { environmentKey } from '../../stores/environment-key.ts';
import type { BaselineStore } from '../../stores/store.ts';
import type { Run } from '../collecting/measure.ts';
import type { Plan } from '../plan-run.ts';
import type { Sides } from '../sides/session.ts';
import { compareSides, compareSuite, type Facts, failureOf } from './compare-sides.ts';
import { isMeasured, measuredFor, type Standing } from './standing.ts';

/** Undefined where there is no base commit to compare with, so that everything is measured. */
export async function findUnaffected(
  plan: Plan,
  run: Run,
  store: BaselineStore,
  settings: Settings,
): Promise<readonly Standing[] | undefined> {
  const { base, repository, specs } = plan;
  if (base === undefined || !repository || plan.compare === 'stored') return undefined;
  const asked = settings.all === true || settings.saveBaseline;
  const first = specs.map((spec) => measuredFor(spec, beforeRecording(spec, plan, asked)));
  if (first.every((standing) => isMeasured(standing) && standing.reasons.length > 0)) return first;
  run.progress.show('recording what the benchmarks depend on');
  // Whoever needs it for measuring says what is wrong with it.
  const sides = await run.session.addBase(base).catch(() => undefined);
  if (!sides) return undefined;
  const changed = await changedFiles(repository, base, [settings.out, plan.budgets.baseline.path]);
  const earlier = await earlierVerdicts(store, run, base);
  const found: Standing[] = [];
  for (const standing of first) {
    const { spec } = standing;
    const known = isMeasured(standing) ? standing.reasons : [];
    const isOver = run.signal.aborted || run.time.left() <= 0;
    if (known.length > 0 || isOver) found.push(standing);
    else found.push(...(await examine(spec, run, sides, { changed, earlier })));
  }
  return found;
}

function beforeRecording(spec: BenchmarkSpec, { judging }: Plan, asked: boolean): Reason[] {
  if (asked || spec.measure.affected === 'all') return [{ kind: 'asked-for' }];
  if (runnerFor(spec.runner.kind).records !== true) return [{ kind: 'runner' }];
  return differsInDefinition(spec, judging.baseBudgets?.benchmarks) ? [{ kind: 'definition' }] : [];
}

async function examine(
  spec: BenchmarkSpec,
  run: Run,
  { checkouts, overlaid }: Sides,
  facts: Facts,
): Promise<readonly Standing[]> {
  const own = ownFiles(overlaid.benchmarks.find(({ name }) => name === spec.name));
  if (own.length > 0) return [measuredFor(spec, own)];
  const [before, after] = await Promise.all(checkouts.map((checkout) => record(spec, checkout, run)));
  if (before === undefined || after === undefined) throw new Error('a comparison has two sides');
  if (runnerFor(spec.runner.kind).isSuite) return compareSuite(spec, before, after, facts);
  const reasons = [...failureOf('baseline', before), ...failureOf('candidate', after)];
  if (reasons.length > 0 || !before.recording || !after.recording) return [measuredFor(spec, reasons)];
  const names = after.measured.map(({ sub }) => fullName(spec.name, sub));
  return [compareSides(spec, names, before.recording, after.recording, facts)];
}

/** Both sides run the candidate's: that of the base would be another benchmark. */
function ownFiles(overlaid: OverlaidBenchmark | undefined): Reason[] {
  const { changed = [], dataset = [] } = overlaid ?? {};
  const code = changed.filter((path) => !/\.(?:md|markdown|rst)$/i.test(path));
  const about = (kind: 'own-files' | 'dataset', [name, ...others]: readonly string[]): Reason[] =>
    name === undefined ? [] : [{ kind, name, more: others.length }];
  return [...about('own-files', code), ...about('dataset', dataset)];
}

/** Of the run's time, what recording a suite may take: measuring all of it is better than knowing what need not be measured. */
const MOST_OF_TIME = 0.05;
const LEAST_SECONDS = 15;

export async function record(spec: BenchmarkSpec, checkout: Checkout, run: Run): Promise<ProcessOutcome> {
  const broken = run.session.broken(spec.name, checkout.side);
  if (broken) return { measured: [], failure: broken };
  await using scratch = await createScratch();
  return await runnerFor(spec.runner.kind).measure({
    name: spec.name,
    spec: spec.runner,
    measure: spec.measure,
    checkout,
    benchmarksFrom: run.session.candidate.directory,
    hashSeed: 0,
    budgetSeconds: 0,
    once: true,
    record: true,
    recordSeconds: Math.max(LEAST_SECONDS, run.time.left() * MOST_OF_TIME),
    scout: true,
    signal: run.signal,
    scratch: scratch.directory,
    env: run.env,
  });
}

/** What the base commit itself was judged to be, on a machine like this one. A store that cannot be read has no say. */
async function earlierVerdicts(store: BaselineStore, run: Run, base: string): Promise<readonly Earlier[]> {
  try {
    const found = await store.find({ environmentKey: environmentKey(run.environment), commits: [base] });
    return found?.history ?? [];
  } catch {
    return [];
  }
}
