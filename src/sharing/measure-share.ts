/** Measures one share of a run: it writes measurements, and leaves every verdict to `merge`. */
import { join } from 'node:path';
import { countSmallMargins } from '../comparison/rule/levels.ts';
import { UsageError } from '../errors.ts';
import { writeFileAtomically } from '../formats/write-file.ts';
import { forBlocks } from '../measuring/collecting/deciders.ts';
import { measure, type Run } from '../measuring/collecting/measure.ts';
import { explainSlowdowns } from '../measuring/explaining/explain-slowdowns.ts';
import { withAnchor } from '../measuring/history/anchor.ts';
import { type Plan, planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import { createRunTime } from '../measuring/run-time.ts';
import { besideLast } from '../measuring/sides/beside-last.ts';
import { openSession } from '../measuring/sides/session.ts';
import { startRun } from '../measuring/start-run.ts';
import {
  type Judged,
  judgeObserved,
  type Observed,
  observeAlone,
  observeSideBySide,
} from '../measuring/strategies.ts';
import { announceRun } from '../measuring/tell.ts';
import { prepareOut, writeProfiles, writeSides } from '../measuring/write-out.ts';
import type { Failure } from '../samples/measurements.ts';
import { type Share, shareWords } from '../samples/share.ts';
import type { Settings, World } from '../settings.ts';
import { budgetDigest } from './budget-digest.ts';
import { deal } from './deal.ts';
import { knownTimes } from './known-times.ts';
import { renderShare, SHARE_FILE, type ShareRecord } from './share-file.ts';

export interface MeasuredShare {
  /** Declared names. */
  readonly dealt: readonly string[];
  /** What could not be measured; untrusted text. */
  readonly missing: readonly { readonly name: string; readonly why: Pick<Failure, 'message' | 'hint'> }[];
  /** Absolute path of the directory that holds it. */
  readonly out: string;
  /** Names of the files in it that `merge` needs. */
  readonly files: readonly string[];
}

/** @param blocks measures so many, instead of until every budget is decided */
export async function measureShare(
  settings: Settings,
  share: Share,
  world: World,
  blocks?: number,
): Promise<MeasuredShare> {
  const started = world.clock();
  const progress = createProgress(world.stderr);
  try {
    const asked = await planRun(settings, world, progress);
    refuseStored(asked, settings);
    const store = await world.openStore(asked.budgets.baseline, asked.directory);
    const continued = settings.continuesHistory ? await besideLast(asked, store, world) : asked;
    const whole = await withAnchor(continued, async () => store);
    const known = await knownTimes(whole, store);
    const shares = deal(
      whole.specs.map(({ name }) => name),
      share.of,
      known.seconds,
    );
    const dealt = new Set(shares[share.index - 1]);
    const plan = planOf(whole, dealt);
    const time = createRunTime(world.clock, started, plan.budgets.total_time);
    progress.say(`share ${shareWords(share)}: ${announceRun(plan.specs, time.total)}`);
    await using session = await openSession({ ...plan, world, progress, time });
    const run = await startRun(plan, session, time, world, progress);
    const { judged, observed } = await observe(run, plan, blocks);
    const explained = await explainSlowdowns(judged, run, world);
    const { candidate, baseline, own, ...rest } = observed;
    const record: ShareRecord = {
      share,
      budgets: await budgetDigest(settings),
      ...(settings.only !== undefined && { only: settings.only }),
      ...(known.from !== undefined && { dealtBy: known.from }),
      dealt: [...dealt],
      duration: world.clock() - started,
      observed: rest,
      ...(own && { own }),
      ...(plan.judging.baseBehind && {
        baseBehind: { ref: plan.judging.baseBehind.ref, missing: plan.judging.baseBehind.missing },
      }),
      explained: {
        culprits: new Map(
          explained.results.flatMap(({ benchmark, culprits }) => (culprits ? [[benchmark, culprits]] : [])),
        ),
        notLocalised: explained.notLocalised,
        notProfiled: explained.notProfiled,
      },
    };
    const out = await prepareOut(settings);
    await writeSides(out, candidate, baseline);
    if (own?.candidate) await writeSides(out, own.candidate, own.baseline, 'own-');
    if (explained.profiles.length > 0) await writeProfiles(join(out, 'profiles'), explained.profiles);
    // Last: where it is, everything else is there too.
    await writeFileAtomically(join(out, SHARE_FILE), (sink) => sink(renderShare(record)));
    return {
      dealt: [...dealt],
      missing: whatIsMissing(judged),
      out,
      files: [
        ...[SHARE_FILE, 'candidate.json', ...(baseline ? ['baseline.json'] : [])],
        ...(own?.candidate ? ['own-candidate.json'] : []),
        ...(own?.baseline ? ['own-baseline.json'] : []),
      ],
    };
  } finally {
    progress.end();
  }
}

/** The machines of a matrix differ from run to run, and what one of them stored says nothing to another. */
function refuseStored({ compare }: Plan, { saveBaseline }: Settings): void {
  if (compare === 'stored')
    throw new UsageError('A share compares side by side, not with a stored baseline.', {
      hint: 'Leave out `compare: stored`, or measure everything in one run.',
    });
  if (saveBaseline)
    throw new UsageError('A share saves no baseline: it has only a part of one.', {
      hint: 'Write --save-baseline where the shares are merged: pacegate merge DIR… --save-baseline.',
    });
}

/** The others' budgets count, too: with many of them, it takes more to be sure of one. */
function planOf(plan: Plan, dealt: ReadonlySet<string>): Plan {
  return {
    ...plan,
    specs: plan.specs.filter(({ name }) => dealt.has(name)),
    judging: { ...plan.judging, family: countSmallMargins(plan.specs.flatMap(({ budgets }) => budgets)) },
  };
}

async function observe(
  run: Run,
  { specs, judging, base }: Plan,
  blocks: number | undefined,
): Promise<{ readonly judged: Judged; readonly observed: Observed }> {
  if (blocks === undefined) {
    return base === undefined || specs.length === 0
      ? await observeAlone(run, specs, judging)
      : await observeSideBySide(run, specs, judging, base);
  }
  const sides = base === undefined || specs.length === 0 ? undefined : await run.session.addBase(base);
  const measured = await measure(
    run,
    specs,
    sides?.checkouts ?? [run.session.candidate],
    () => forBlocks(blocks),
    sides && { overlaid: sides.overlaid },
  );
  const observed: Observed = {
    ...measured,
    comparison: sides ? 'side-by-side' : 'none',
    ...(sides && { overlaid: sides.overlaid.benchmarks }),
  };
  return { judged: judgeObserved(specs, observed, judging), observed };
}

function whatIsMissing({ results, candidate, baseline }: Judged): MeasuredShare['missing'] {
  const names = new Set(
    results.filter(({ verdict }) => verdict === 'missing').map(({ benchmark }) => benchmark),
  );
  return [...names].map((name) => {
    const failures = [candidate, ...(baseline ? [baseline] : [])].flatMap(({ benchmarks }) =>
      benchmarks.filter((one) => one.name === name).flatMap((one) => one.failures ?? []),
    );
    const reason = results.find(({ benchmark }) => benchmark === name)?.reason ?? '';
    return { name, why: failures[0] ?? { message: reason } };
  });
}
