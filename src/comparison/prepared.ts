/** A benchmark's values, brought into the form in which they are judged: each part is made once, when first needed. */
import type { Measurements, Run } from '../samples/measurements.ts';
import { type Arm, asMeasured, fastestMean, MOST_RUNS, poolRuns } from '../statistics/arm.ts';
import { drawRuns } from '../statistics/bootstrap.ts';
import { seededRandom } from '../statistics/random.ts';
import { pairRuns } from './pair.ts';
import { type Resampling, resample } from './resampling.ts';
import type { Subject } from './subjects.ts';
import { busyShare } from './time.ts';
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
  /** Draws for the candidate alone. */
  readonly draws: (side: Side) => Uint8Array;
  /** The busy share of each side, where it is known. */
  readonly busy: () => { readonly baseline: number | undefined; readonly candidate: number | undefined };
  /** Whether either side's values of a clock fall into two groups. */
  readonly modes: (metric: string) => boolean;
}

export function prepare(
  subject: Subject,
  sameSession: boolean,
  baselineFile: Measurements | undefined,
  candidateFile: Measurements,
): Prepared {
  const random = (...parts: (string | number)[]) =>
    seededRandom(subject.name, baselineFile?.commit?.id ?? '', candidateFile.commit?.id ?? '', ...parts);
  const memory = new Map<string, unknown>();
  const once = <T>(key: string, make: () => T): T => {
    if (!memory.has(key)) memory.set(key, make());
    return memory.get(key) as T;
  };
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
  const busyOf = (wall: Side | undefined, cpu: Side | undefined): number | undefined => {
    const [walls, cpus] = [values(wall), values(cpu)];
    return walls && cpus ? busyShare(walls, cpus) : undefined;
  };
  return {
    subject,
    both,
    candidate,
    resampling: ({ baseline, candidate: other, paired }) => {
      const key = `${baseline.runs.length} ${other.runs.length} ${paired}`;
      return once(`resampling ${key}`, () =>
        resample(baseline.runs.length, other.runs.length, paired, random(key)),
      );
    },
    draws: ({ runs }) =>
      once(`draws ${runs.length}`, () => drawRuns(runs.length, random('one side', runs.length))),
    busy: () =>
      once('busy', () => ({
        baseline: busyOf(both('wall_time')?.baseline, both('cpu_time')?.baseline),
        candidate: busyOf(candidate('wall_time'), candidate('cpu_time')),
      })),
    modes: (metric) =>
      once(`modes ${metric}`, () =>
        [both(metric)?.baseline, candidate(metric)].some((found) => found !== undefined && twoModes(found)),
      ),
  };
}

/** A quick look at one side: its robust time. */
export function fastestTenth({ arm }: Side): number {
  return fastestMean(arm, asMeasured(arm), 0.1);
}
