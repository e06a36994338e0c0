/** Profiles what got slower on both sides, and names the functions. */
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { type ChangedLines, changedWithin, findChangedLines } from '../../checkouts/git/changed-lines.ts';
import { createScratch } from '../../checkouts/own/scratch.ts';
import type { Result } from '../../comparison/result.ts';
import {
  fewestProcesses,
  findCulprits,
  type ProfileComparison,
  type Silence,
  type Slowdown,
} from '../../profiles/culprits.ts';
import type { LineCost } from '../../profiles/lines.ts';
import { SILENCES } from '../../profiles/naming/silence.ts';
import { parseLines, parseProfiles } from '../../profiles/parse.ts';
import { functionKey, type Profile } from '../../profiles/profile.ts';
import { leastDisturbed, quietestParts, sumProfiles } from '../../profiles/sum.ts';
import type { ShownLine } from '../../report/profiles/where.ts';
import {
  type ProfilerTool,
  profileBoth,
  type RawProfile,
  whyNotProfiled,
} from '../../runners/profiling/profiler.ts';
import type { Checkout } from '../../samples/checkout.ts';
import type { Culprit } from '../../samples/culprit.ts';
import { fullName } from '../../samples/names/sub-names.ts';
import type { World } from '../../settings.ts';
import type { Run } from '../collecting/measure.ts';
import type { Judged } from '../strategies.ts';
import { announceProfiling, showProfiling, tellCutShort } from '../tell.ts';

export interface Profiled {
  readonly benchmark: string;
  readonly comparison: ProfileComparison;
  /** Lines of the candidate, where they were asked for. */
  readonly lines?: readonly ShownLine[];
  readonly question?: string;
  /** What the candidate changed. */
  readonly changed?: ChangedLines;
  readonly baseline: ProfiledSide;
  readonly candidate: ProfiledSide;
}

export interface ProfiledSide {
  /** One of each process, in the order in which they took turns with the other side's. */
  readonly profiles: readonly Profile[];
  /** The one that was least disturbed. */
  readonly best?: Profile;
  /** What pstats opens, of the process that it was taken in. */
  readonly stats: readonly Uint8Array[];
}

export interface Explained {
  readonly results: readonly Result[];
  readonly profiles: readonly Profiled[];
  /** Benchmarks that were profiled without a function standing out, and why none did. */
  readonly notLocalised: ReadonlyMap<string, Silence>;
  /** Benchmarks that there was no time to profile. */
  readonly notProfiled: ReadonlySet<string>;
}

/**
 * Only what was confirmed side by side is profiled: the base is still checked out then. The worst regression comes first; what
 * there is no time for is left out, and that is told.
 */
export async function explainSlowdowns(judged: Judged, run: Run, world: World): Promise<Explained> {
  const wanted = findSlower(judged);
  const profiles: Profiled[] = [];
  const notProfiled = new Set<string>();
  const until = run.clock() + Math.min(run.time.profiling, run.time.left());
  const timeLeft = () => until - run.clock();
  if (wanted.length > 0) run.progress.say(announceProfiling(wanted.length, timeLeft()));
  for (const { benchmark, spec, base, slowdown } of wanted) {
    if (run.signal.aborted) break;
    if (timeLeft() <= 0) {
      notProfiled.add(benchmark);
      continue;
    }
    const { checkouts } = await run.session.addBase(base);
    const sub = benchmark === spec.name ? undefined : benchmark.slice(spec.name.length + 1);
    const order = { spec, sub, checkouts, tool: 'cprofile', run, env: world.env, timeLeft } as const;
    const profiled = await profile({
      ...order,
      least: fewestProcesses('cprofile'),
      slowdown,
      untilNamed: slowdown.low >= PLAIN,
    });
    if (profiled?.comparison.obstacle === 'too-few-processes') notProfiled.add(benchmark);
    else if (profiled) {
      const changed = await findChangedLines(run.session.candidate.root, base, run.signal);
      profiles.push({ benchmark, ...markChanged(profiled, changed) });
    }
  }
  if (notProfiled.size > 0) run.progress.say(`not profiled, out of time: ${[...notProfiled].join(', ')}`);
  const found = new Map(profiles.map(({ benchmark, comparison }) => [benchmark, comparison]));
  return {
    results: nameCulprits(judged.results, (benchmark) => found.get(benchmark)?.culprits),
    profiles,
    notLocalised: new Map(
      [...found].flatMap(([benchmark, comparison]) => {
        const silence = silenceOf(comparison);
        return silence ? [[benchmark, silence]] : [];
      }),
    ),
    notProfiled,
  };
}

/** With the lines of each function that is named which the candidate changed: where somebody is to look first. */
export function markChanged<Found extends Omit<Profiled, 'benchmark'>>(
  profiled: Found,
  changed: ChangedLines,
): Found {
  const ends = new Map(
    profiled.candidate.best?.functions.map((entry) => [functionKey(entry), entry.end] as const),
  );
  const culprits = profiled.comparison.culprits.map((culprit) => {
    const { file, function: name, line } = culprit;
    const end = ends.get(functionKey({ file, name }));
    const range = end === undefined ? undefined : changedWithin(changed, { file, line, end });
    return range ? { ...culprit, changed_lines: range } : culprit;
  });
  return { ...profiled, comparison: { ...profiled.comparison, culprits }, changed };
}

function silenceOf({ silence, obstacle }: ProfileComparison): Silence | undefined {
  return silence ?? SILENCES.find((each) => each === obstacle);
}

/** The results, those of what got slower with the functions that were found. */
export function nameCulprits(
  results: readonly Result[],
  found: (benchmark: string) => readonly Culprit[] | undefined,
): readonly Result[] {
  return results.map((result) => {
    const culprits = isSlower(result) ? (found(result.benchmark) ?? []) : [];
    return culprits.length > 0 ? { ...result, culprits } : result;
  });
}

/** A benchmark that is slower by so much needs no more profiles than it takes to name a function. */
const PLAIN = 0.5;

interface Slower {
  readonly benchmark: string;
  readonly spec: BenchmarkSpec;
  /** Full id of the commit that it was compared with. */
  readonly base: string;
  readonly slowdown: Slowdown;
}

/** What can be profiled of what got slower, the worst first. */
function findSlower({ results, specs, baseline }: Judged): Slower[] {
  const base = baseline?.commit?.id;
  if (base === undefined) return [];
  const slower = new Map<string, Slowdown>();
  for (const result of results.filter(isSlower)) {
    const [known, slowdown] = [slower.get(result.benchmark), slowdownOf(result)];
    if (known === undefined || slowdown.low > known.low) slower.set(result.benchmark, slowdown);
  }
  return [...slower]
    .sort(([, a], [, b]) => b.low - a.low)
    .flatMap(([benchmark, slowdown]) => {
      const spec = specs.find(({ name }) => benchmark === name || benchmark.startsWith(`${name}/`));
      return spec && whyNotProfiled(spec.runner) === undefined ? [{ benchmark, spec, base, slowdown }] : [];
    });
}

function slowdownOf({ better, change, metric, baseline }: Result): Slowdown {
  if (!change) return { low: 0, high: 0 };
  const { low, high } = change;
  if (better === 'higher') return { low: 1 / high - 1, high: 1 / low - 1 };
  const call = metric === 'time' ? baseline?.estimate : undefined;
  return { low: low - 1, high: high - 1, ...(call !== undefined && { call }) };
}

function isSlower({ verdict, comparison, unit, better, change, anchor }: Result): boolean {
  // What added up since an anchor is not to be found between these two commits.
  if (anchor) return false;
  const broken = verdict === 'fail' || verdict === 'accepted';
  const time = (unit === 's' && better === 'lower') || unit === '1/s';
  return broken && comparison === 'side-by-side' && time && change !== undefined;
}

export interface ProfileOrder {
  readonly spec: BenchmarkSpec;
  readonly sub: string | undefined;
  readonly checkouts: readonly Checkout[];
  readonly tool: ProfilerTool;
  /** Fresh processes a side, where not as many as the tool usually takes. */
  readonly processes?: number;
  readonly run: Pick<Run, 'session' | 'signal' | 'progress'>;
  readonly env: World['env'];
  /** Seconds left for it. Default: no end. */
  readonly timeLeft?: () => number;
  /** Processes a side with fewer of which it is of no use. */
  readonly least?: number;
  /** The verdict that is to be explained. */
  readonly slowdown?: Slowdown;
  /** Whether to stop as soon as a function can be named. */
  readonly untilNamed?: boolean;
}

/** Lines of the candidate's dearest functions; none where they cannot be told, which is no failure of the profile. */
export async function profileLines(order: ProfileOrder): Promise<readonly LineCost[]> {
  const { spec, checkouts, tool, run } = order;
  // A command is profiled as a whole process, from its first line on, and instructions are counted by function.
  if (spec.runner.kind === 'command' || tool === 'bytecodes') return [];
  await using scratch = await createScratch();
  const { profiles, failures } = await profileBoth({
    ...requestFor(order, scratch.directory),
    checkouts: checkouts.filter(({ side }) => side === 'candidate'),
    lines: true,
  });
  for (const { message } of failures) {
    run.progress.say(`${spec.name}: no lines are shown: ${message.trimEnd().split('\n').at(-1)}`);
  }
  return profiles.flatMap((each) => parseLines(each, `the lines of ${spec.name}`));
}

/** Profiles one benchmark on every side; undefined where a side could not be profiled, which is said. */
export async function profile(order: ProfileOrder): Promise<Omit<Profiled, 'benchmark'> | undefined> {
  const { spec, sub, run, timeLeft = () => Number.POSITIVE_INFINITY } = order;
  const name = fullName(spec.name, sub);
  const compare = (profiles: readonly RawProfile[]) => {
    const baseline = read(profiles, 'baseline', spec.name);
    const candidate = read(profiles, 'candidate', spec.name);
    const comparison = findCulprits(baseline.profiles, candidate.profiles, order.slowdown);
    return { comparison, baseline, candidate };
  };
  await using scratch = await createScratch();
  const raw = await profileBoth({
    ...requestFor(order, scratch.directory),
    ...(order.processes !== undefined && { processes: order.processes }),
    ...(order.least !== undefined && { least: order.least }),
    ...(order.untilNamed === true && { enough: (profiles) => compare(profiles).comparison.localised }),
    onProgress: (progress) => run.progress.show(showProfiling(name, progress, timeLeft())),
  });
  for (const { side, message } of raw.failures) {
    run.progress.say(`${name}: the ${side} could not be profiled: ${message.trimEnd().split('\n').at(-1)}`);
  }
  if (raw.failures.length > 0) return undefined;
  if (raw.outOfTime) run.progress.say(tellCutShort(name, raw.profiles.length));
  return compare(raw.profiles);
}

function requestFor({ spec, sub, checkouts, tool, run, env, timeLeft }: ProfileOrder, scratch: string) {
  return {
    spec: spec.runner,
    ...(sub !== undefined && { sub }),
    measure: spec.measure,
    checkouts,
    benchmarksFrom: run.session.candidate.directory,
    tool,
    scratch,
    signal: run.signal,
    env,
    ...(timeLeft && { timeLeft }),
  };
}

function read(raw: readonly RawProfile[], side: RawProfile['side'], name: string): ProfiledSide {
  const source = `the profile of ${name}`;
  const processes = raw
    .filter((each) => each.side === side)
    .map((each) => {
      const own = parseProfiles(each, source);
      if (each.more === undefined) return { profiles: own, stats: each.stats };
      // What a command's processes did together.
      const whole = sumProfiles([...own, ...each.more.flatMap((text) => parseProfiles({ text }, source))]);
      return { profiles: whole ? [whole] : [], stats: each.stats };
    });
  const profiles = processes.flatMap((process) => quietestParts(process.profiles) ?? []);
  const best = leastDisturbed(processes.flatMap((process) => process.profiles));
  if (best === undefined) return { profiles, stats: [] };
  const its = processes.find((process) => process.profiles.includes(best));
  return { profiles, best, stats: its?.stats ?? [] };
}
