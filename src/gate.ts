/** The recipe of a run: load, plan, measure, compare, judge, explain, report, store. The only orchestrator. */
import type { BenchmarkSpec } from './budgets/model.ts';
import { renamesOf } from './budgets/rules/renames.ts';
import { ancestors } from './checkouts/git/repository.ts';
import { findUnaffected } from './measuring/affected/affected.ts';
import { recordReads } from './measuring/affected/reads.ts';
import {
  allUnaffected,
  announceUnaffected,
  toMeasure,
  withUnaffected,
} from './measuring/affected/unaffected.ts';
import { findUntouched } from './measuring/affected/untouched-run.ts';
import { assembleReport } from './measuring/assemble-report.ts';
import type { Run } from './measuring/collecting/measure.ts';
import { confirm } from './measuring/confirm.ts';
import { type Explained, explainSlowdowns } from './measuring/explaining/explain-slowdowns.ts';
import { withAnchor } from './measuring/history/anchor.ts';
import { measureBesideAnchor } from './measuring/history/beside-anchor.ts';
import { readPilot } from './measuring/history/read-pilot.ts';
import { saveEntry } from './measuring/history/save-entry.ts';
import { type Plan, planRun } from './measuring/plan-run.ts';
import { createProgress } from './measuring/progress.ts';
import { createRunTime, partOf } from './measuring/run-time.ts';
import { besideLast } from './measuring/sides/beside-last.ts';
import { openSession, type Session } from './measuring/sides/session.ts';
import { nameRun, startRun } from './measuring/start-run.ts';
import { type Judged, judgeAgainstStored, judgeAlone, judgeSideBySide } from './measuring/strategies.ts';
import { announceRun } from './measuring/tell.ts';
import { type Written, writeOut } from './measuring/write-out.ts';
import type { Report } from './report/model.ts';
import type { Measurements } from './samples/measurements.ts';
import type { Settings, World } from './settings.ts';
import { environmentKey } from './stores/environment-key.ts';
import { renamedStore } from './stores/renamed-store.ts';
import type { BaselineStore, Entry } from './stores/store.ts';

export interface GateOutcome {
  readonly report: Report;
  readonly exit: 0 | 1 | 3;
  readonly files: Written;
  /**
   * Keeps what was measured as a baseline, where that is to be done. It is left to the caller, who first says what the
   * verdict is: a store that hangs or fails must not take it away. Resolves to a sentence for the user.
   */
  readonly save?: () => Promise<string>;
}

/** @throws UsageError for wrong usage or a wrong budget file (exit 2); everything else is in the report. */
export async function gate(settings: Settings, world: World): Promise<GateOutcome> {
  const started = world.clock();
  const progress = createProgress(world.stderr);
  try {
    const asked = await planRun(settings, world, progress);
    const time = createRunTime(world.clock, started, asked.budgets.total_time);
    progress.show('reading stored baselines');
    const opened = await world.openStore(asked.budgets.baseline, asked.directory);
    const store = renamedStore(opened, renamesOf(asked.budgets.benchmarks));
    const untouched = await findUntouched(asked, store, settings);
    if (untouched) {
      progress.say(announceUnaffected(untouched.standings));
      const named = nameRun(asked, world, untouched.environment);
      const judged = withUnaffected(undefined, named, asked, untouched.standings);
      const pilot = await readPilot(asked, async () => store);
      const explained = { ...NOT_EXPLAINED, results: judged.results };
      return await conclude(asked, judged, explained, { settings, world, started, pilot, measured: [] });
    }
    progress.say(announceRun(asked.specs, time.total));
    await using session = await openSession({ ...asked, world, progress, time });
    const continued = settings.continuesHistory ? await besideLast(asked, store, world) : asked;
    const plan = await withAnchor(continued, async () => store);
    // All that is read is read before measuring: a server that hangs afterwards must not keep the verdict.
    const pilot = await readPilot(plan, async () => store);
    const [run] = await Promise.all([
      startRun(plan, session, time, world, progress),
      prepareBase(plan, session, store),
    ]);
    const standings = (await findUnaffected(plan, run, store, settings)) ?? [];
    const wanted = { ...plan, specs: toMeasure(plan.specs, standings) };
    if (standings.length > 0) progress.say(announceUnaffected(standings));
    const compared = allUnaffected(standings) ? undefined : await compare(wanted, run, store);
    const beside = withUnaffected(compared?.judged, run, plan, standings);
    const judged = settings.continuesHistory ? await measureBesideAnchor(plan, beside, run) : beside;
    const hadBaseline = compared?.hadBaseline ?? true;
    const explained = await explainSlowdowns(judged, run, world);
    const { report, ...outcome } = await conclude(plan, judged, explained, {
      ...{ settings, world, started, pilot },
      measured: wanted.specs,
    });
    // Of an interrupted run, and of a first one with `--only`, only a part was measured: no baseline for anybody.
    const isFirst = !hadBaseline && report.exit === 0 && settings.only === undefined;
    const saves = !world.signal.aborted && (settings.saveBaseline || isFirst);
    if (!saves) return { report, ...outcome };
    // Under no commit nobody will find it.
    const reads = judged.candidate.commit?.dirty === false ? await recordReads(plan.specs, run) : {};
    const save = () => saveEntry(store, report, judged.candidate, { beside: judged.beside, reads });
    return { report, ...outcome, save };
  } finally {
    progress.end();
  }
}

interface Conclusion {
  readonly settings: Settings;
  readonly world: World;
  readonly started: number;
  readonly pilot: Awaited<ReturnType<typeof readPilot>>;
  readonly measured: readonly BenchmarkSpec[];
}

/** Writes the report. */
async function conclude(
  plan: Plan,
  judged: Judged,
  explained: Explained,
  { settings, world, started, pilot, measured }: Conclusion,
): Promise<GateOutcome> {
  const report = assembleReport(plan, judged, {
    ...explained,
    ...(pilot && { pilot }),
    measured,
    budgets: settings.budgets,
    created: judged.candidate.created,
    duration: world.clock() - started,
  });
  const files = await writeOut(settings, { report, ...judged, profiles: explained.profiles });
  return { report, exit: report.exit, files };
}

const NOT_EXPLAINED: Explained = {
  results: [],
  profiles: [],
  notLocalised: new Map(),
  notProfiled: new Set(),
};

/**
 * Checks the base out while the environment is asked for, where it is certain to be needed. What goes wrong is told by whoever
 * asks for the base: it is the same promise.
 */
async function prepareBase({ base, compare }: Plan, session: Session, store: BaselineStore): Promise<void> {
  if (base === undefined || compare === 'stored') return;
  try {
    const isNeeded = compare === 'side-by-side' || (await store.recent({ limit: 1 })).length === 0;
    if (isNeeded) await session.addBase(base);
  } catch {
    // See above; what a store cannot read it says when it is asked for a baseline.
  }
}

/** Chooses the comparison: see "Comparing" in docs/budgets.md. */
async function compare(
  plan: Plan,
  run: Run,
  store: BaselineStore,
): Promise<{ judged: Judged; hadBaseline: boolean }> {
  const { specs, judging, base } = plan;
  if (plan.compare === 'side-by-side' && base !== undefined) {
    return { judged: await judgeSideBySide(run, specs, judging, base), hadBaseline: true };
  }
  const found = plan.compare === 'side-by-side' ? undefined : await findStored(plan, run, store);
  if (found) {
    run.progress.say(
      `comparing with the baseline stored for ${found.entry.commit.slice(0, 8)} (${found.entry.created})`,
    );
    const again = plan.compare === 'stored' ? undefined : (base ?? (await commitOf(found.entry, plan)));
    // Half of the time is left for measuring again what looks broken.
    const first = again === undefined ? run : { ...run, time: partOf(run.time, 1 / 2) };
    const { acceptedBefore: _, ...rest } = judging;
    const acceptedBefore = await plan.acceptedAt(found.entry.commit);
    const then = { ...rest, ...(acceptedBefore && { acceptedBefore }) };
    const judged = await judgeAgainstStored(first, specs, then, found.entry.measurements, found.history);
    if (plan.compare === 'stored') return { judged, hadBaseline: found.usable };
    return {
      judged: await confirm(judged, run, base === undefined ? then : judging, again),
      hadBaseline: true,
    };
  }
  if (base !== undefined && plan.compare === 'auto') {
    return { judged: await judgeSideBySide(run, specs, judging, base), hadBaseline: true };
  }
  const judged = await judgeAlone(run, specs, judging);
  return { judged, hadBaseline: plan.compare === 'side-by-side' };
}

interface Found {
  readonly entry: Entry;
  readonly history: readonly Measurements[];
  /** Measured in this environment. */
  readonly usable: boolean;
}

const SESSIONS = 20;

/** The nearest measured ancestor's baseline in this environment; for `stored` also one of another, to say so. */
async function findStored(plan: Plan, run: Run, store: BaselineStore): Promise<Found | undefined> {
  const key = environmentKey(run.environment);
  const start = plan.base ?? plan.commit?.id;
  const { passedOver } = plan;
  const commits =
    plan.repository && start !== undefined
      ? (await ancestors(plan.repository, start)).filter((id) => id !== passedOver)
      : undefined;
  let entry = commits && (await store.find({ environmentKey: key, commits }));
  if (!entry && plan.base === undefined) {
    const newest = await store.find({ environmentKey: key });
    // Saved under no commit, it still says from which one it was made.
    const own = passedOver !== undefined && newest?.measurements.commit?.id === passedOver;
    if (!own) entry = newest;
  }
  if (entry) {
    const history = await store.recent({ environmentKey: key, limit: SESSIONS });
    return { entry, history: history.map(({ measurements }) => measurements), usable: true };
  }
  if (plan.compare !== 'stored') return undefined;
  const [other] = await store.recent({ limit: 1 });
  return other && { entry: other, history: [], usable: false };
}

/** The stored entry's commit, where this repository still has it: the base to re-measure what looks broken. */
async function commitOf(entry: Entry, plan: Plan): Promise<string | undefined> {
  if (!plan.repository || entry.measurements.commit?.dirty) return undefined;
  const [id] = await ancestors(plan.repository, entry.commit, 1);
  return id;
}
