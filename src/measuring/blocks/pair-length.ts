/**
 * How long the two processes of a block are timed. What a block tells is one change, the median over its turns. It varies
 * from block to block by what lies between processes, and within a block by what lies between turns: more turns help
 * against the second only, and more blocks against both, but each costs two starts.
 *
 * Kalibera & Jones 2013, "Rigorous Benchmarking in Reasonable Time", ISMM, §9.2: the number of repetitions that reaches a
 * given precision in the least time is √(cost of a start / cost of a repetition · variance within / variance between).
 */
import { median, medianAbsoluteDeviation } from 'simple-statistics';
import type { Measured, ProcessOutcome } from '../../runners/runner.ts';

export interface PairLength {
  /** Seconds that a side should be timed in the next block, all benchmarks and cases in it together. */
  seconds(benchmarks?: number): number;
  /** Takes what the processes of a block yielded, and how many seconds the whole block took. */
  add(baseline: ProcessOutcome, candidate: ProcessOutcome, took: number): void;
}

/** For one process. Sixteen turns of 5 ms: what is right where starting takes 0.2 s and both variances are as usual. */
const FIRST_SECONDS = 0.08;
/** A mistaken estimate of a variance may at most halve the time, or make it eight times as long. */
const LEAST_SECONDS = 0.04;
const MOST_SECONDS = 0.64;
/** So many benchmarks in one process make its start cheap for each. */
const MANY = 8;
/** From fewer blocks, the variance between them is not known. */
const FEWEST_BLOCKS = 5;
/** The variance of a median of normal values is that of their mean times π/2. */
const MEDIAN_COST = Math.PI / 2;

interface Seen {
  /** Variance of the change from turn to turn. */
  readonly within: number;
  readonly turns: number;
  readonly change: number;
}

export function createPairLength(): PairLength {
  /** By sub-benchmark. */
  const seen = new Map<string, Seen[]>();
  let starting = 0;
  let timing = 0;
  let pairs = 0;
  let turnsInAll = 0;

  function wanted(blocksOf: readonly Seen[]): number | undefined {
    if (blocksOf.length < FEWEST_BLOCKS) return undefined;
    const within = median(blocksOf.map((block) => block.within));
    const turns = median(blocksOf.map((block) => block.turns));
    const spread = 1.4826 * medianAbsoluteDeviation(blocksOf.map(({ change }) => change));
    const ofTurns = MEDIAN_COST * within;
    const between = Math.max(spread ** 2 - ofTurns / turns, ofTurns / turns / 16, 1e-12);
    const costOfTurn = timing / turnsInAll;
    const costOfStart = starting / pairs;
    return Math.sqrt((costOfStart / costOfTurn) * (ofTurns / between)) * (costOfTurn / 2);
  }

  return {
    seconds(benchmarks = Math.max(1, seen.size)) {
      const all = [...seen.values()].flatMap((blocksOf) => wanted(blocksOf) ?? []);
      // Where many share the start of a process, a turn more of each costs more than a block more of all.
      if (all.length === 0) return benchmarks * (benchmarks < MANY ? FIRST_SECONDS : LEAST_SECONDS);
      return benchmarks * Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, median(all)));
    },
    add(baseline, candidate, took) {
      let timed = 0;
      for (const measured of baseline.measured) {
        const other = candidate.measured.find(({ sub }) => sub === measured.sub);
        const found = other && changesByTurn(measured, other);
        if (!found) continue;
        const name = measured.sub ?? '';
        const { changes, seconds } = found;
        const spread = 1.4826 * medianAbsoluteDeviation(changes);
        seen.set(name, [
          ...(seen.get(name) ?? []),
          { within: spread ** 2, turns: changes.length, change: median(changes) },
        ]);
        timed += seconds;
        turnsInAll += changes.length;
        pairs++;
      }
      if (timed === 0) return;
      timing += timed;
      starting += Math.max(0, took - timed);
    },
  };
}

/** The change at each turn, as a logarithm, and the seconds that both sides were timed; undefined without turns. */
function changesByTurn(baseline: Measured, candidate: Measured) {
  const [before, after] = [baseline, candidate].map(({ metrics }) => metrics.wall_time?.runs[0]);
  const { turn } = baseline;
  if (!turn || turn !== candidate.turn || !before || !after) return undefined;
  const count = Math.floor(Math.min(before.length, after.length) / turn);
  if (count < 2) return undefined;
  const sum = (values: readonly number[], from: number, length = turn): number =>
    values.slice(from, from + length).reduce((total, value) => total + value, 0);
  const changes = Array.from({ length: count }, (_, i) =>
    Math.log(Math.max(sum(after, i * turn), 1e-300) / Math.max(sum(before, i * turn), 1e-300)),
  );
  const loops = baseline.method?.loops ?? 1;
  const seconds = loops * (sum(before, 0, before.length) + sum(after, 0, after.length));
  return { changes, seconds };
}
