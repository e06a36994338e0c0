/** `pacegate baseline save|show|list`: the store of baselines. */

import { UsageError } from '../errors.ts';
import { renderBaseline, renderBaselineList } from '../history/baseline.ts';
import { forBlocks } from '../measuring/collecting/deciders.ts';
import { measure } from '../measuring/collecting/measure.ts';
import { saveEntry } from '../measuring/history/save-entry.ts';
import { planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import { createRunTime } from '../measuring/run-time.ts';
import { describeEnvironment } from '../measuring/sides/environment.ts';
import { candidateOf, openSession } from '../measuring/sides/session.ts';
import { startRun } from '../measuring/start-run.ts';
import type { World } from '../settings.ts';
import { environmentKey } from '../stores/environment-key.ts';
import type { Arguments, Command, ExitStatus, ProcessLike } from './command.ts';
import { MEASURING_OPTIONS, numberFrom, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

/** Enough for the stored comparison, which judges candidates of up to thirty processes against it. */
const BLOCKS = 15;

const ACTIONS: Readonly<
  Record<string, (args: Arguments, process: ProcessLike, world: World) => Promise<ExitStatus>>
> = {
  save,
  show,
  list,
  import: async (args, process, world) =>
    (await import('./history/import-history.ts')).importHistory(args, process, world),
};

export const baseline: Command = {
  usage:
    'pacegate baseline save|show|list|import [COMMIT | PATH…] [--budgets FILE] [--only GLOB] [--blocks N] [--as NAME]',
  summary:
    'The store: measure the working tree and save it, show one entry, list all; import the history that pytest-benchmark, asv or github-action-benchmark kept.',
  options: {
    budgets: MEASURING_OPTIONS.budgets,
    only: MEASURING_OPTIONS.only,
    seed: MEASURING_OPTIONS.seed,
    blocks: { type: 'string' },
    as: { type: 'string' },
  },
  positionals: [1, 10_000],
  async run(args, process) {
    const [name = ''] = args.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) {
      throw new UsageError(`pacegate baseline has no "${name}".`, {
        hint: 'Write baseline save, show, list or import.',
      });
    }
    if (name !== 'import' && args.positionals.length > 2)
      throw new UsageError(`pacegate baseline ${name} takes one commit at most.`);
    return await withWorld(process, (world) => action(args, process, world));
  },
};

async function save(args: Arguments, process: ProcessLike, world: World): Promise<ExitStatus> {
  const settings = settingsFrom(args, process);
  const progress = createProgress(process.stderr);
  const started = world.clock();
  const plan = await planRun(settings, world, progress);
  const time = createRunTime(world.clock, started, plan.budgets.total_time);
  await using session = await openSession({ ...plan, world, progress, time });
  const run = await startRun(plan, session, time, world, progress);
  const blocks = numberFrom('blocks', args.text('blocks'), BLOCKS);
  const { candidate } = await measure(run, plan.specs, [session.candidate], () => forBlocks(blocks));
  progress.end();
  const store = await world.openStore(plan.budgets.baseline, plan.directory);
  const failed = candidate.benchmarks.filter(({ failures = [] }) => failures.length > 0);
  for (const { name, failures = [] } of failed)
    progress.say(`${name}: not measured: ${failures[0]?.message ?? ''}`);
  process.stdout.write(`${await saveEntry(store, { verdict: 'pass', results: [] }, candidate)}\n`);
  return failed.length > 0 || candidate.benchmarks.length === 0 ? 3 : 0;
}

/** The newest entry, or the newest of a commit. */
async function show(args: Arguments, process: ProcessLike, world: World): Promise<ExitStatus> {
  const { store } = await open(args, process, world);
  const wanted = args.positionals[1];
  const entries = await store.recent({ limit: wanted === undefined ? 1 : 1_000 });
  const entry = entries.find(({ commit }) => wanted === undefined || commit.startsWith(wanted));
  if (!entry) {
    throw new UsageError(
      wanted === undefined ? 'The store is empty.' : `The store has no entry for ${wanted}.`,
      {
        hint: '`pacegate baseline save` measures the working tree and stores it; `pacegate baseline list` lists what is there.',
      },
    );
  }
  process.stdout.write(renderBaseline(entry));
  return 0;
}

async function list(args: Arguments, process: ProcessLike, world: World): Promise<ExitStatus> {
  const { store, current } = await open(args, process, world);
  process.stdout.write(renderBaselineList(await store.list(), current));
  return 0;
}

/** The store, and the key of the environment that this is. */
async function open(args: Arguments, process: ProcessLike, world: World) {
  const plan = await planRun(settingsFrom(args, process), world, createProgress(process.stderr));
  const { benchmarks } = plan.budgets;
  const environment = await describeEnvironment(benchmarks, candidateOf(plan), world.env);
  return {
    store: await world.openStore(plan.budgets.baseline, plan.directory),
    current: environmentKey(environment),
  };
}
