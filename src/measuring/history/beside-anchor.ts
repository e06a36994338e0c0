/**
 * Budgets with `anchor`, on a push to the default branch: every so often the commit is measured beside the anchor itself. The product
 * of a hundred measured changes, each known to half a per cent, is known to five; one direct measurement puts all later ones right.
 */
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { type AnchorChange, anchorKey, type JudgeRequest } from '../../comparison/request.ts';
import type { Result } from '../../comparison/result.ts';
import { UsageError } from '../../errors.ts';
import { HALF_95 } from '../../history/chain.ts';
import { untilDecided } from '../collecting/deciders.ts';
import { isOf, measure, type Run } from '../collecting/measure.ts';
import type { Plan } from '../plan-run.ts';
import { partOf } from '../run-time.ts';
import { openSession } from '../sides/session.ts';
import { type Judged, judgeObserved } from '../strategies.ts';

type Anchor = NonNullable<JudgeRequest['anchor']>;

/** What is known less exactly than to this share of what the budget allows is measured. */
const SHARE_OF_MARGIN = 1 / 3;

/** @param judged beside the last commit of the history */
export async function measureBesideAnchor(plan: Plan, judged: Judged, run: Run): Promise<Judged> {
  const { beside } = judged;
  const anchor = beside === undefined ? undefined : await plan.judging.anchorHistory?.(beside);
  // Beside the anchor, or a commit before it, all has been measured directly already.
  if (!anchor?.commit || anchor.otherwise || run.signal.aborted) return judged;
  const due = plan.specs.flatMap((spec): BenchmarkSpec[] => {
    const budgets = spec.budgets.filter(({ bound }) => bound.kind === 'anchor');
    const own = judged.results.filter(({ benchmark }) => isOf(benchmark, spec.name));
    const isDue = own.some(
      (result) => budgets.some(({ text }) => text === result.budget) && isVague(result, anchor),
    );
    return isDue ? [{ ...spec, budgets }] : [];
  });
  if (due.length === 0 || run.time.left() <= run.time.profiling) return judged;
  run.progress.say(
    `measuring beside the anchor ${anchor.commit.slice(0, 8)}: ${due.map(({ name }) => name).join(', ')}`,
  );
  try {
    return await measureDue(due, plan, judged, run, anchor.commit, anchor.name);
  } catch (error) {
    // The anchor may be too old to be set up at all.
    if (!(error instanceof UsageError)) throw error;
    run.progress.say(`the anchor could not be measured: ${error.message}`);
    return judged;
  }
}

async function measureDue(
  due: readonly BenchmarkSpec[],
  plan: Plan,
  judged: Judged,
  run: Run,
  commit: string,
  name: string,
): Promise<Judged> {
  const time = partOf(run.time, 1 / 2);
  await using session = await openSession({ ...plan, specs: due, world: run, progress: run.progress, time });
  const { checkouts, overlaid } = await session.addBase(commit);
  const again: Run = {
    ...{ ...run, session, time },
    // Random numbers of its own, or it would repeat the order of the first time.
    seed: `${run.seed}:anchor`,
    commits: { ...run.commits, baseline: { id: commit, dirty: false } },
  };
  const nothingBefore: AnchorChange = { log: 0, variance: 0, steps: 0, commit };
  const direct: Anchor = { name, commit, changes: new Map(), otherwise: nothingBefore };
  const { anchorHistory: _, ...judging } = { ...plan.judging, anchor: direct };
  const measured = await measure(
    again,
    due,
    checkouts,
    (snapshot) => untilDecided(due, snapshot, { ...judging, comparison: 'side-by-side' }),
    { overlaid },
  );
  const { results, effort } = judgeObserved(due, { ...measured, comparison: 'side-by-side' }, judging);
  const found = (result: Result) =>
    results.find(
      ({ benchmark, budget, change }) =>
        change !== undefined && benchmark === result.benchmark && budget === result.budget,
    );
  return {
    ...judged,
    results: judged.results.map((result) => found(result) ?? result),
    effort: {
      inside_seconds: judged.effort.inside_seconds + effort.inside_seconds,
      process_seconds: judged.effort.process_seconds + effort.process_seconds,
    },
  };
}

/** Whether too little is known of what has changed from the anchor to the last commit. */
function isVague({ benchmark, metric, limit, verdict }: Result, { changes }: Anchor): boolean {
  if (metric === null || verdict === 'new' || verdict === 'missing' || verdict === 'skipped') return false;
  const before = changes.get(anchorKey(benchmark, metric));
  return before === undefined || isVagueFor(limit?.kind === 'ratio' ? limit.value : 1, before);
}

/** @param limit the ratio that the budget allows */
export function isVagueFor(limit: number, { variance }: Pick<AnchorChange, 'variance'>): boolean {
  return HALF_95 * Math.sqrt(variance) > SHARE_OF_MARGIN * Math.abs(Math.log(limit));
}
