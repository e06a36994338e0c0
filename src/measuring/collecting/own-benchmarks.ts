/**
 * Measures a second time, with each side's own benchmark, what differs between the sides and holds with the candidate's on both:
 * a benchmark that itself got slower, or that product code moved into, must not be green.
 */
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { type JudgeRequest, judge } from '../../comparison/judge.ts';
import { needsOwnBenchmarks, withOwnBenchmarks } from '../../comparison/own-benchmarks.ts';
import type { Result } from '../../comparison/result.ts';
import { countSmallMargins } from '../../comparison/rule/levels.ts';
import type { FailureCode, Measurements } from '../../samples/measurements.ts';
import type { RunTime } from '../run-time.ts';
import type { OwnSides } from '../sides/session.ts';
import type { Decider } from './collect.ts';
import { untilDecided } from './deciders.ts';
import { isOf, type Measured, measure, type Run } from './measure.ts';

type OwnJudging = Pick<JudgeRequest, 'accepted' | 'acceptedBefore' | 'today' | 'cpuHour' | 'family'>;

/** What was measured with each side's own benchmarks. */
export interface Own {
  /** What was to be measured so, by declared name, and why there is nothing of what is not there. */
  readonly otherwise: ReadonlyMap<string, FailureCode>;
  readonly baseline?: Measurements;
  readonly candidate?: Measurements;
  readonly outOfTime: ReadonlySet<string>;
}

export interface OwnRequest {
  readonly judging: OwnJudging;
  /** Full id of the commit that the sides were compared with. */
  readonly base: string;
  /** Names of the declared benchmarks whose own files differ between the sides. */
  readonly differing: ReadonlySet<string>;
  /** Seconds that measuring with the candidate's benchmarks took. */
  readonly took: number;
}

interface First {
  readonly specs: readonly BenchmarkSpec[];
  readonly results: readonly Result[];
  readonly effort: Measured['effort'];
}

export async function measureOwnBenchmarks<J extends First>(
  run: Run,
  first: J,
  request: OwnRequest,
): Promise<J & { readonly own?: Own }> {
  const { specs, results, effort } = first;
  const isConcerned = ({ name }: BenchmarkSpec, result: Result) =>
    isOf(result.benchmark, name) && needsOwnBenchmarks(result);
  const wanted = specs.filter(
    (spec) => request.differing.has(spec.name) && results.some((result) => isConcerned(spec, result)),
  );
  if (wanted.length === 0 || run.signal.aborted) return first;
  const open = results.filter((result) => wanted.some((spec) => isConcerned(spec, result)));
  // What failed is profiled afterwards, and that is worth more than a second look at what holds.
  const reserved = results.some(({ verdict }) => verdict === 'fail') ? run.time.profiling : 0;
  const { own, effort: further } = await measureAgain(run, wanted, open, request, reserved);
  if (run.signal.aborted) return first;
  return {
    ...first,
    results: judgeOwnBenchmarks(results, own, specs, request.judging),
    effort: {
      inside_seconds: effort.inside_seconds + (further?.inside_seconds ?? 0),
      process_seconds: effort.process_seconds + (further?.process_seconds ?? 0),
    },
    own,
  };
}

/** The results as they are with what was measured again. */
export function judgeOwnBenchmarks(
  results: readonly Result[],
  { otherwise, baseline, candidate, outOfTime }: Own,
  specs: readonly BenchmarkSpec[],
  { accepted, acceptedBefore, today, cpuHour, family }: OwnJudging,
): readonly Result[] {
  const wanted = specs.filter(({ name }) => otherwise.has(name));
  const again = candidate
    ? judge({
        ...{ accepted, today, cpuHour, candidate, outOfTime },
        ...(acceptedBefore && { acceptedBefore }),
        budgets: wanted,
        ...(baseline && { baseline }),
        comparison: 'side-by-side',
        final: true,
        family: family ?? countSmallMargins(specs.flatMap(({ budgets }) => budgets)),
      }).results
    : [];
  const find = ({ benchmark, budget }: Result) =>
    again.find((result) => result.benchmark === benchmark && result.budget === budget);
  return results.map((result) => {
    const spec = wanted.find(({ name }) => isOf(result.benchmark, name));
    return spec ? withOwnBenchmarks(result, find(result) ?? otherwise.get(spec.name) ?? 'absent') : result;
  });
}

async function measureAgain(
  run: Run,
  specs: readonly BenchmarkSpec[],
  open: readonly Result[],
  { judging, base, took }: OwnRequest,
  reserved: number,
): Promise<{ readonly own: Own; readonly effort?: Measured['effort'] }> {
  const otherwise = (code: FailureCode) => new Map(specs.map(({ name }) => [name, code]));
  const without = (code: FailureCode) => ({
    own: { otherwise: otherwise(code), outOfTime: new Set<string>() },
  });
  if (run.time.left() <= reserved) return without('out-of-time');
  run.progress.say(
    `measuring again, with each side's own benchmark: ${specs.map(({ name }) => name).join(', ')}`,
  );
  const sides = await addSides(run, specs, base);
  if (!sides) return without('setup-failed');
  const again: Run = {
    ...run,
    // Random numbers of its own, or it would repeat the order of the first time.
    seed: `${run.seed}:own-benchmarks`,
    session: { ...run.session, broken: sides.broken },
    time: atMost(took, reserved, run),
  };
  const names = new Set(open.map(({ benchmark }) => benchmark));
  const measured = await measure(
    again,
    specs,
    sides.checkouts,
    (snapshot) => onlyOf(names, untilDecided(specs, snapshot, { ...judging, comparison: 'side-by-side' })),
    { from: sides.checkouts[0].directory },
  );
  tellFailures(run, measured);
  const { baseline, candidate, outOfTime, effort } = measured;
  return {
    own: { otherwise: otherwise('absent'), ...(baseline && { baseline }), candidate, outOfTime },
    effort,
  };
}

/** What cannot be checked out a second time takes nobody's verdict away: that it could not be told is told. */
async function addSides(
  run: Run,
  specs: readonly BenchmarkSpec[],
  base: string,
): Promise<OwnSides | undefined> {
  try {
    return await run.session.addOwnBase(base, specs);
  } catch (error) {
    run.progress.say(`the base could not be set up with its own benchmarks: ${(error as Error).message}`);
    return undefined;
  }
}

/** That a budget holds can be told after 6 blocks, that it is broken only after 9 or 12 (`rule/levels.ts`). */
const TIMES_AS_LONG = 2;
/** Seconds that nobody minds, where the first time took next to none. */
const ALWAYS = 60;

function atMost(took: number, reserved: number, { time, clock }: Run): RunTime {
  const until = clock() + Math.max(ALWAYS, TIMES_AS_LONG * took);
  return {
    ...time,
    isPart: true,
    profiling: 0,
    left: () => Math.min(until - clock(), time.left() - reserved),
  };
}

/** What holds nothing open is not measured on, though its suite is. */
function onlyOf(names: ReadonlySet<string>, decider: Decider): Decider {
  return {
    ...decider,
    undecided(standing) {
      const open = decider.undecided(standing);
      return open === undefined ? names : new Set([...open].filter((name) => names.has(name)));
    },
  };
}

function tellFailures({ progress }: Run, { baseline }: Measured): void {
  for (const { name, failures = [] } of baseline?.benchmarks ?? [])
    for (const { message } of failures.filter(({ code }) => code !== 'out-of-time').slice(0, 1))
      progress.say(`${name}: the base's own benchmark could not be measured: ${message.split('\n')[0]}`);
}
