/** The recipe of a run: load, plan, measure, compare, judge, explain, report, store. The only orchestrator. */
import { coversBenchmark } from './budgets/glob.ts';
import type { BenchmarkSpec, BudgetFile } from './budgets/model.ts';
import { readBudgetFile } from './budgets/read.ts';
import { type BaseCommit, resolveBase } from './checkouts/base.ts';
import {
  ancestors,
  candidateCommit,
  findRepository,
  type Repository,
  requireRepository,
} from './checkouts/repository.ts';
import { gateVerdict } from './comparison/judge.ts';
import { renderProblem } from './errors.ts';
import { readBaseBudgets } from './measuring/base-budgets.ts';
import { confirm } from './measuring/confirm.ts';
import { describeEnvironment } from './measuring/environment.ts';
import { explainSlowdowns } from './measuring/explain-slowdowns.ts';
import type { Run } from './measuring/measure.ts';
import { createProgress, type Progress } from './measuring/progress.ts';
import { projectDirectory } from './measuring/project.ts';
import { saveEntry } from './measuring/save-entry.ts';
import { openSession, type Session } from './measuring/session.ts';
import {
  type Judged,
  type Judging,
  judgeAgainstStored,
  judgeAlone,
  judgeSideBySide,
} from './measuring/strategies.ts';
import { type Written, writeOut } from './measuring/write-out.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/model.ts';
import type { Measurements } from './samples/measurements.ts';
import type { Settings, World } from './settings.ts';
import { environmentKey } from './stores/environment-key.ts';
import type { BaselineStore, Entry } from './stores/store.ts';

export interface GateOutcome {
  readonly report: Report;
  readonly exit: 0 | 1 | 3;
  readonly files: Written;
}

/** @throws UsageError for wrong usage or a wrong budget file (exit 2); everything else is in the report. */
export async function gate(settings: Settings, world: World): Promise<GateOutcome> {
  const started = world.clock();
  const progress = createProgress(world.stderr);
  try {
    const plan = await planRun(settings, world, progress);
    await using session = await openSession({ ...plan, env: world.env, signal: world.signal, progress });
    const run = await startRun(plan, session, world, progress);
    const store = await world.openStore(plan.budgets.baseline, plan.directory);
    const { judged, hadBaseline } = await compare(plan, run, store, world);
    const explained = await explainSlowdowns(judged, run, world);
    const report = buildReport({
      verdict: gateVerdict(explained.results, plan.specs.length === 0),
      results: explained.results,
      warnings: judged.warnings,
      comparison: judged.comparison,
      mode: modeOf(plan.budgets, plan.judging.today),
      ...(plan.budgets.gate.enforce_from !== undefined && { enforceFrom: plan.budgets.gate.enforce_from }),
      inconclusive: plan.budgets.gate.inconclusive,
      specs: plan.specs,
      ...(judged.baseline && { baseline: judged.baseline }),
      candidate: judged.candidate,
      cpuHour: plan.budgets.cpu_hour,
      budgets: settings.budgets,
      created: run.created,
      duration: world.clock() - started,
      effort: judged.effort,
      notLocalised: explained.notLocalised,
    });
    const files = await writeOut(settings, { report, ...judged, profiles: explained.profiles });
    if (settings.saveBaseline || (!hadBaseline && report.exit === 0)) {
      progress.say(await saveEntry(store, report, judged.candidate));
    }
    return { report, exit: report.exit, files };
  } finally {
    progress.end();
  }
}

/** Everything that is known before anything is run. */
export interface Plan {
  readonly directory: string;
  readonly budgets: BudgetFile;
  readonly specs: readonly BenchmarkSpec[];
  readonly repository: Repository | undefined;
  readonly commit: Measurements['commit'];
  /** Full id of the commit to compare with. */
  readonly base: string | undefined;
  readonly compare: 'auto' | 'stored' | 'side-by-side';
  readonly judging: Judging;
  readonly seed: string | undefined;
}

export async function planRun(settings: Settings, world: World, progress: Progress): Promise<Plan> {
  const directory = await projectDirectory(settings.directory, settings.budgets);
  const now = world.now();
  const { budgets, warnings } = await readBudgetFile(settings.budgets, {
    directory: settings.directory,
    today: now,
    project: directory,
  });
  for (const warning of warnings) progress.say(renderProblem(warning));
  const repository =
    settings.base === undefined ? await findRepository(directory) : await requireRepository(directory);
  const commit = repository && (await candidateCommit(repository, [settings.out, budgets.baseline.path]));
  const base =
    settings.base === undefined
      ? undefined
      : await resolveBase(settings.base, await requireRepository(directory), settings.baseExact);
  if (base) tellBase(base, progress);
  const baseBudgets = base && repository && (await readBaseBudgets(settings, directory, repository, base.id));
  return {
    directory,
    budgets,
    specs: trusting(select(budgets.benchmarks, settings.only), settings, progress),
    repository,
    commit,
    base: base?.id,
    compare: settings.compare ?? budgets.baseline.compare,
    judging: {
      accepted: budgets.accepted,
      today: now.toISOString().slice(0, 10),
      cpuHour: budgets.cpu_hour,
      declared: budgets.benchmarks,
      ...(baseBudgets && { baseBudgets }),
      ...(base && base.how === 'given' && base.missing > 0 && { baseBehind: base }),
    },
    seed: settings.seed,
  };
}

/** Which commit it is, where that is not the one that was named, and what the named one has more. */
function tellBase({ id, ref, how, missing }: BaseCommit, progress: Progress): void {
  if (missing === 0) return;
  const more = `${ref} has ${missing} ${missing === 1 ? 'commit' : 'commits'} that this checkout lacks`;
  progress.say(
    how === 'merge-base'
      ? `comparing with ${id.slice(0, 8)}, where this branch left ${ref}; ${more} (--base-exact compares with them)`
      : `${more}; their effects will look as if this change had undone them`,
  );
}

/** Benchmarks whose name fits, or of which a sub-benchmark may: those are known only after measuring. */
function select(specs: readonly BenchmarkSpec[], only: string | undefined): readonly BenchmarkSpec[] {
  if (only === undefined) return specs;
  return specs.filter(({ name }) => coversBenchmark(only, name));
}

/** A fork's pull request brings its own budget file: what that asks for is not handed on to its code. */
function trusting(
  specs: readonly BenchmarkSpec[],
  { untrusted }: Settings,
  progress: Progress,
): readonly BenchmarkSpec[] {
  if (untrusted !== true) return specs;
  if (specs.some(({ measure }) => measure.pass_env?.length))
    progress.say('this is a pull request from a fork: `pass_env` hands nothing on');
  return specs.map((spec) => ({ ...spec, measure: { ...spec.measure, untrusted } }));
}

export async function startRun(plan: Plan, session: Session, world: World, progress: Progress): Promise<Run> {
  const { commit, base, budgets } = plan;
  return {
    id: world.randomId(),
    seed: plan.seed ?? world.randomId().slice(0, 8),
    created: world.now().toISOString(),
    session,
    commits: {
      ...(commit && { candidate: commit }),
      ...(base !== undefined && { baseline: { id: base, dirty: false } }),
    },
    environment: await describeEnvironment(budgets.benchmarks, session.candidate, world.env),
    declared: budgets.benchmarks,
    env: world.env,
    clock: world.clock,
    signal: world.signal,
    progress,
    ...(world.showOutput && { onOutput: world.showOutput }),
  };
}

/** Chooses the comparison: see "Comparing" in docs/budgets.md. */
async function compare(
  plan: Plan,
  run: Run,
  store: BaselineStore,
  world: World,
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
    const judged = await judgeAgainstStored(run, specs, judging, found.entry.measurements, found.history);
    if (plan.compare === 'stored') return { judged, hadBaseline: found.usable };
    return {
      judged: await confirm(judged, run, judging, base ?? (await commitOf(found.entry, plan))),
      hadBaseline: true,
    };
  }
  if (base !== undefined && plan.compare === 'auto') {
    return { judged: await judgeSideBySide(run, specs, judging, base), hadBaseline: true };
  }
  const judged = await judgeAlone(run, specs, judging);
  return { judged, hadBaseline: plan.compare === 'side-by-side' || world.signal.aborted };
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
  const commits =
    plan.repository && start !== undefined ? await ancestors(plan.repository, start) : undefined;
  const entry =
    (commits && (await store.find({ environmentKey: key, commits }))) ??
    (plan.base === undefined ? await store.find({ environmentKey: key }) : undefined);
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

function modeOf({ gate }: BudgetFile, today: string): 'enforce' | 'observe' {
  if (gate.mode === 'observe') return 'observe';
  return gate.enforce_from !== undefined && today < gate.enforce_from ? 'observe' : 'enforce';
}
