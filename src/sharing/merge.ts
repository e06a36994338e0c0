/** Judges what several machines measured as one run: one report, one comment, one entry of the history. */
import { resolve } from 'node:path';
import { countSmallMargins } from '../comparison/rule/levels.ts';
import { UsageError } from '../errors.ts';
import type { GateOutcome } from '../gate.ts';
import { assembleReport } from '../measuring/assemble-report.ts';
import type { Own } from '../measuring/collecting/own-benchmarks.ts';
import { nameCulprits } from '../measuring/explaining/explain-slowdowns.ts';
import { withAnchor } from '../measuring/history/anchor.ts';
import { readPilot } from '../measuring/history/read-pilot.ts';
import { saveEntry } from '../measuring/history/save-entry.ts';
import { type Plan, planRun } from '../measuring/plan-run.ts';
import { createProgress, type Progress } from '../measuring/progress.ts';
import { type Judged, type Judging, judgeObserved, type Observed } from '../measuring/strategies.ts';
import { writeOut } from '../measuring/write-out.ts';
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import { type Share, shareWords } from '../samples/share.ts';
import type { Settings, World } from '../settings.ts';
import { budgetDigest } from './budget-digest.ts';
import { combine } from './combine.ts';
import { absentShares, requireOneRun } from './one-run.ts';
import type { Part } from './read-parts.ts';

/** @throws UsageError where the parts are not of one run, or not of this budget file */
export async function mergeParts(
  parts: readonly Part[],
  settings: Settings,
  world: World,
): Promise<GateOutcome> {
  const progress = createProgress(world.stderr);
  try {
    requireOneRun(parts);
    await requireSameBudgets(parts, settings);
    const asked = await planOf(parts, settings, world, progress);
    const openStore = () => world.openStore(asked.budgets.baseline, asked.directory);
    const plan = await withAnchor(asked, openStore);
    const unmeasured = whatIsMissing(parts, plan);
    for (const message of new Set(unmeasured.flatMap(({ failures = [] }) => failures.map((f) => f.message))))
      progress.say(message);
    const observed = observedBy(parts, plan, unmeasured);
    const judged = judgeObserved(
      plan.specs,
      observed,
      await judgingOf(parts, plan, baseOf(parts), unmeasured.length > 0),
    );
    const results = nameCulprits(judged.results, (benchmark) =>
      parts.map(({ share }) => share?.explained.culprits.get(benchmark)).find((found) => found !== undefined),
    );
    const durations = parts.flatMap(({ share }) => share?.duration ?? []);
    const pilot = await readPilot(plan, openStore);
    const report = assembleReport(plan, judged, {
      results,
      ...(pilot && { pilot }),
      budgets: settings.budgets,
      created: observed.candidate.created,
      // They ran beside each other.
      ...(durations.length > 0 && { duration: Math.max(...durations) }),
      notLocalised: new Map(parts.flatMap(({ share }) => [...(share?.explained.notLocalised ?? [])])),
      notProfiled: new Set(parts.flatMap(({ share }) => [...(share?.explained.notProfiled ?? [])])),
    });
    const files = await writeOut(settings, { report, ...judged, profiles: [] });
    const saves = settings.saveBaseline || (judged.comparison === 'none' && report.exit === 0);
    const save = async () =>
      saveEntry(await openStore(), report, judged.candidate, { beside: besideOf(judged) });
    return { report, exit: report.exit, files, ...(saves && { save }) };
  } finally {
    progress.end();
  }
}

/** The commit that all shares measured beside. */
function besideOf({ comparison, baseline }: Judged): string | undefined {
  return comparison === 'side-by-side' ? baseline?.commit?.id : undefined;
}

/** What is written would take the place of what is read. */
export function refuseOutAmongParts(directories: readonly string[], settings: Settings): void {
  const out = resolve(settings.directory, settings.out);
  const taken = directories.find((directory) => resolve(settings.directory, directory) === out);
  if (taken !== undefined)
    throw new UsageError(`--out ${settings.out} is one of the directories to merge.`, {
      hint: 'Write the report somewhere else, for example --out merged.',
    });
}

async function requireSameBudgets(parts: readonly Part[], settings: Settings): Promise<void> {
  const [part] = parts.filter(({ share }) => share);
  if (!part?.share || part.share.budgets === (await budgetDigest(settings).catch(() => undefined))) return;
  throw new UsageError(`${settings.budgets} is not the budget file by which ${part.name} was measured.`, {
    hint: 'Merge in a checkout of the same commit, with the same --budgets.',
  });
}

function baseOf(parts: readonly Part[]): string | undefined {
  return parts.find(({ baseline }) => baseline)?.baseline?.commit?.id;
}

/** The base is only asked for its budget file, to tell loosened budgets: where this clone lacks it, all else is judged. */
async function planOf(
  parts: readonly Part[],
  settings: Settings,
  world: World,
  progress: Progress,
): Promise<Plan> {
  const only = parts.find(({ share }) => share)?.share?.only;
  const base = baseOf(parts);
  const { base: _, ...alone } = settings;
  const asked: Settings = { ...alone, ...(only !== undefined && { only }) };
  if (base === undefined) return planRun(asked, world, progress);
  try {
    return await planRun({ ...asked, base, baseExact: true }, world, progress);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Thrown again, unless the base was all that was wrong.
    const plan = await planRun(asked, world, progress);
    progress.say(`the base ${base.slice(0, 8)} is not in this clone: loosened budgets cannot be told`);
    return plan;
  }
}

/** The words of `base-behind` are those of the run that was given the base by name. */
async function judgingOf(
  parts: readonly Part[],
  { judging, specs }: Plan,
  base: string | undefined,
  isIncomplete: boolean,
): Promise<Judging> {
  const { baseBehind: _, ...rest } = judging;
  const behind = parts.find(({ share }) => share?.baseBehind)?.share?.baseBehind;
  const anchor = base === undefined ? undefined : await judging.anchorHistory?.(base);
  return {
    ...rest,
    ...(anchor && { anchor }),
    ...(behind && { baseBehind: behind }),
    ...(isIncomplete && { family: countSmallMargins(specs.flatMap(({ budgets }) => budgets)) }),
  };
}

/** Declared benchmarks that no share says it was dealt. Of whole outputs, judging finds what is absent. */
function whatIsMissing(parts: readonly Part[], { specs }: Plan): readonly Benchmark[] {
  if (!parts.some(({ share }) => share)) return [];
  const dealt = new Set(parts.flatMap(({ share }) => share?.dealt ?? []));
  const absent = absentShares(parts);
  const histories = new Set(parts.map(({ share }) => share?.dealtBy));
  const message =
    absent.length > 0
      ? `${absent.length} of ${absent[0]?.of} shares did not come (${firstOf(absent)}): their jobs failed, or their output is not here`
      : `some benchmarks were dealt to no share${histories.size > 1 ? ': the shares knew different histories' : ''}`;
  const hint = 'Run the job of the share again, and then the one that merges.';
  return specs
    .filter(({ name }) => !dealt.has(name))
    .map(({ name }) => ({ name, metrics: {}, failures: [{ code: 'share-missing', message, hint }] }));
}

const NAMED = 5;

function firstOf(shares: readonly Share[]): string {
  const named = shares.slice(0, NAMED).map(shareWords).join(', ');
  return shares.length > NAMED ? `${named}, …` : named;
}

function observedBy(parts: readonly Part[], plan: Plan, unmeasured: readonly Benchmark[]): Observed {
  const place = placeIn(plan);
  const baselines = parts.flatMap(({ baseline }) => baseline ?? []);
  const candidate = combine(
    parts.map((part) => part.candidate),
    place,
  );
  const own = ownOf(parts, place);
  const records = parts.flatMap(({ share }) => share ?? []);
  const baseline = baselines.length > 0 ? combine(baselines, place) : undefined;
  return {
    comparison: comparisonOf(candidate, baseline),
    candidate: {
      ...candidate,
      benchmarks: [...candidate.benchmarks, ...unmeasured].sort((a, b) => place(a.name) - place(b.name)),
    },
    ...(baseline && { baseline }),
    warnings: new Map(records.flatMap(({ observed }) => [...observed.warnings])),
    outOfTime: new Set(records.flatMap(({ observed }) => [...observed.outOfTime])),
    effort: {
      inside_seconds: sum(records.map(({ observed }) => observed.effort.inside_seconds)),
      process_seconds: sum(records.map(({ observed }) => observed.effort.process_seconds)),
    },
    overlaid: records
      .flatMap(({ observed }) => observed.overlaid ?? [])
      .sort((a, b) => place(a.name) - place(b.name)),
    ...(own && { own }),
  };
}

/** Measurements of one session were made side by side; merged ones are where those of each machine were. */
function comparisonOf(candidate: Measurements, baseline: Measurements | undefined): Observed['comparison'] {
  if (!baseline) return 'none';
  return baseline.session === candidate.session ? 'side-by-side' : 'stored';
}

function ownOf(parts: readonly Part[], place: (name: string) => number): Own | undefined {
  const owns = parts.flatMap(({ share, own }) => (share?.own ? [{ ...share.own, ...own }] : []));
  if (owns.length === 0) return undefined;
  const candidates = owns.flatMap(({ candidate }) => candidate ?? []);
  const baselines = owns.flatMap(({ baseline }) => baseline ?? []);
  return {
    otherwise: new Map(owns.flatMap(({ otherwise }) => [...otherwise])),
    outOfTime: new Set(owns.flatMap(({ outOfTime }) => [...outOfTime])),
    ...(candidates.length > 0 && { candidate: combine(candidates, place) }),
    ...(baselines.length > 0 && { baseline: combine(baselines, place) }),
  };
}

/** `NAME/SUB` stands where the longest declared name does that it begins with. */
function placeIn({ specs }: Plan): (name: string) => number {
  const places = new Map(specs.map(({ name }, index) => [name, index]));
  return (name) => {
    for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
      const place = places.get(name.slice(0, end));
      if (place !== undefined) return place;
    }
    return specs.length;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
