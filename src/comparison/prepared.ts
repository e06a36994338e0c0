/** A benchmark's values, brought into the form in which they are judged: each part is made once, when first needed. */
import type { Measurements, Run } from '../samples/measurements.ts';
import { type Arm, MOST_RUNS, poolRuns } from '../statistics/arm.ts';
import { drawRuns } from '../statistics/bootstrap.ts';
import { seededRandom } from '../statistics/random.ts';
import { pairRuns } from './pair.ts';
import { type Resampling, resample } from './resampling.ts';
import type { Subject } from './subjects.ts';
import { type Busy, busyShare } from './time.ts';
import { twoModes } from './two-modes.ts';

/** One metric of one side. */
export interface Side {
  readonly runs: readonly Run[];
  readonly arm: Arm;
}

export interface Both {
  readonly baseline: Side;
  readonly candidate: Side;
  readonly paired: boolean;
}

export interface Prepared {
  readonly subject: Subject;
  /** Both sides of a metric; undefined where one has no values of it. */
  readonly both: (metric: string) => Both | undefined;
  readonly candidate: (metric: string) => Side | undefined;
  readonly resampling: (both: Both) => Resampling;
  /** Makes something once for this benchmark. */
  readonly remember: <T>(key: string, make: () => T) => T;
  /** Draws for the candidate alone. */
  readonly draws: (side: Side) => Uint8Array;
  /** The busy share of each side, where it is known. */
  readonly busy: () => { readonly baseline: Busy | undefined; readonly candidate: Busy | undefined };
  /** Whether the values of a clock fall into two groups. */
  readonly modes: (metric: string) => boolean;
}

export function prepare(subject: Subject, sameSession: boolean, lots: Lots): Prepared {
  const once = memory();
  const side = (runs: readonly Run[]): Side => ({ runs, arm: poolRuns(runs.map((run) => run.values)) });
  const runsOf = (which: 'baseline' | 'candidate', metric: string): readonly Run[] | undefined => {
    const metrics = subject[which]?.metrics;
    const runs = metrics && Object.hasOwn(metrics, metric) ? metrics[metric]?.runs : undefined;
    return runs && runs.length > 0 ? runs.slice(0, MOST_RUNS) : undefined;
  };
  const both = (metric: string): Both | undefined =>
    once(`both ${metric}`, () => {
      const [before, after] = [runsOf('baseline', metric), runsOf('candidate', metric)];
      if (!before || !after) return undefined;
      const pairing = pairRuns(before, after, sameSession);
      return { baseline: side(pairing.baseline), candidate: side(pairing.candidate), paired: pairing.paired };
    });
  const candidate = (metric: string): Side | undefined =>
    once(`candidate ${metric}`, () => {
      const runs = runsOf('candidate', metric);
      return both(metric)?.candidate ?? (runs && side([...runs].sort((a, b) => a.order - b.order)));
    });
  const values = (found: Side | undefined) => found?.runs.map((run) => run.values);
  const busyOf = (wall: Side | undefined, cpu: Side | undefined): Busy | undefined => {
    const [walls, cpus] = [values(wall), values(cpu)];
    return walls && cpus ? busyShare(walls, cpus) : undefined;
  };
  return {
    subject,
    both,
    candidate,
    resampling: ({ baseline, candidate: other, paired }) =>
      lots.pair(baseline.runs.length, other.runs.length, paired),
    remember: (key, make) => once(`remember ${key}`, make),
    draws: ({ runs }) => lots.single(runs.length),
    busy: () =>
      once('busy', () => ({
        baseline: busyOf(both('wall_time')?.baseline, both('cpu_time')?.baseline),
        candidate: busyOf(candidate('wall_time'), candidate('cpu_time')),
      })),
    modes: (metric) =>
      once(`modes ${metric}`, () => {
        const found = candidate(metric);
        return found !== undefined && twoModes(both(metric)?.baseline.arm, found.arm);
      }),
  };
}

/** The bootstrap draws of a session, made once for each number of runs and used by all of its benchmarks. */
export interface Lots {
  readonly pair: (baseline: number, candidate: number, paired: boolean) => Resampling;
  readonly single: (runs: number) => Uint8Array;
}

/** Seeded from the commits and the numbers of runs, so that the same data always give the same verdict. */
export function drawLots(baseline: Measurements | undefined, candidate: Measurements): Lots {
  const once = memory();
  const random = (...parts: (string | number)[]) =>
    seededRandom(baseline?.commit?.id ?? '', candidate.commit?.id ?? '', ...parts);
  return {
    pair: (left, right, paired) => {
      const key = `${left} ${right} ${paired}`;
      return once(key, () => resample(left, right, paired, random(key)));
    },
    single: (runs) => once(`${runs}`, () => drawRuns(runs, random(runs))),
  };
}

function memory(): <T>(key: string, make: () => T) => T {
  const kept = new Map<string, unknown>();
  return <T>(key: string, make: () => T): T => {
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key) as T;
  };
}
