/** Profiles what got slower on both sides, and names the functions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchmarkSpec } from '../budgets/model.ts';
import type { Result } from '../comparison/result.ts';
import { findCulprits, type ProfileComparison } from '../profiles/culprits.ts';
import { parseProfiles } from '../profiles/parse.ts';
import type { Profile } from '../profiles/profile.ts';
import { sumProfiles } from '../profiles/sum.ts';
import { type ProfilerTool, profileBoth, type RawProfile, whyNotProfiled } from '../runners/profiler.ts';
import type { Checkout } from '../samples/checkout.ts';
import type { World } from '../settings.ts';
import type { Run } from './measure.ts';
import type { Judged } from './strategies.ts';

/** More would take longer than the measuring itself; the slowest come first. */
const MOST_PROFILED = 5;

export interface Profiled {
  readonly benchmark: string;
  readonly comparison: ProfileComparison;
  readonly baseline: readonly Profile[];
  readonly candidate: readonly Profile[];
}

export interface Explained {
  readonly results: readonly Result[];
  readonly profiles: readonly Profiled[];
  /** Benchmarks that were profiled without a function standing out. */
  readonly notLocalised: ReadonlySet<string>;
}

/** Only what was confirmed side by side is profiled: the base is still checked out then. */
export async function explainSlowdowns(judged: Judged, run: Run, world: World): Promise<Explained> {
  const slower = judged.results
    .filter(isSlower)
    .sort((a, b) => (b.change?.low ?? 0) - (a.change?.low ?? 0))
    .map(({ benchmark }) => benchmark);
  const profiles: Profiled[] = [];
  for (const benchmark of [...new Set(slower)].slice(0, MOST_PROFILED)) {
    if (run.signal.aborted) break;
    const spec = judged.specs.find(({ name }) => benchmark === name || benchmark.startsWith(`${name}/`));
    const base = judged.baseline?.commit?.id;
    if (!spec || base === undefined || whyNotProfiled(spec.runner) !== undefined) continue;
    const { checkouts } = await run.session.addBase(base);
    const sub = benchmark === spec.name ? undefined : benchmark.slice(spec.name.length + 1);
    const profiled = await profile({ spec, sub, checkouts, tool: 'cprofile', run, env: world.env });
    if (profiled) profiles.push({ benchmark, ...profiled });
  }
  const found = new Map(profiles.map(({ benchmark, comparison }) => [benchmark, comparison]));
  return {
    results: judged.results.map((result) => {
      const culprits = isSlower(result) ? found.get(result.benchmark)?.culprits : undefined;
      return culprits && culprits.length > 0 ? { ...result, culprits } : result;
    }),
    profiles,
    notLocalised: new Set(
      [...found].filter(([, { localised }]) => !localised).map(([benchmark]) => benchmark),
    ),
  };
}

function isSlower({ verdict, comparison, unit, better, change }: Result): boolean {
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
}

/** Profiles one benchmark on every side; undefined where a side could not be profiled, which is said. */
export async function profile(order: ProfileOrder): Promise<Omit<Profiled, 'benchmark'> | undefined> {
  const { spec, sub, checkouts, tool, run, env } = order;
  const scratch = await mkdtemp(join(tmpdir(), 'pacegate-profile-'));
  try {
    const raw = await profileBoth({
      spec: spec.runner,
      ...(sub !== undefined && { sub }),
      measure: spec.measure,
      checkouts,
      benchmarksFrom: run.session.candidate.directory,
      tool,
      ...(order.processes !== undefined && { processes: order.processes }),
      scratch,
      signal: run.signal,
      env,
      onProgress: (done, all) => run.progress.show(`profiling ${spec.name}: ${done} of ${all} processes`),
    });
    for (const { side, message } of raw.failures) {
      run.progress.say(
        `${spec.name}: the ${side} could not be profiled: ${message.trimEnd().split('\n').at(-1)}`,
      );
    }
    if (raw.failures.length > 0) return undefined;
    const baseline = read(raw.profiles, 'baseline', spec.name);
    const candidate = read(raw.profiles, 'candidate', spec.name);
    return { comparison: findCulprits(baseline, candidate), baseline, candidate };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function read(raw: readonly RawProfile[], side: RawProfile['side'], name: string): Profile[] {
  return raw
    .filter((each) => each.side === side)
    .flatMap((each) => {
      const source = `the profile of ${name}`;
      const own = parseProfiles(each, source);
      if (each.more === undefined) return own;
      const whole = sumProfiles([...own, ...each.more.flatMap((text) => parseProfiles({ text }, source))]);
      return whole ? [whole] : [];
    });
}
