/** Which benchmark measures its next block: pure, so that it is tested without a clock. */
import { LOOKS, nextLook } from './rule/levels.ts';

/** An open benchmark, as far as spending time on it is concerned. */
export interface OpenBenchmark {
  readonly name: string;
  readonly blocks: number;
  /** It runs code that the change is in. */
  readonly runsChange?: boolean;
  /** Seconds left of its `max_time`. */
  readonly left: number;
  /** Seconds that a block of it takes; undefined before the first. */
  readonly secondsPerBlock?: number;
  /** Blocks in all with which its open questions would be decided with 80 %; undefined where none would do. */
  readonly needed?: number;
  /** A look beyond the ordinary ones, where there is one. */
  readonly later?: number;
}

/**
 * The most promising of the open benchmarks: first every one gets the blocks of the first look, in turns, since nothing
 * is known before; then the one that needs the least time to its likely decision, those that cannot make it in the
 * time left last. Those that are known to run what was changed come before all others, as long as a decision is within reach.
 * Ties go to the earlier one. Undefined where none is open.
 */
export function chooseNext(open: readonly OpenBenchmark[]): string | undefined {
  const urgent = open.filter(
    (each) => each.runsChange && (each.blocks < FIRST || secondsToDecision(each) < OUT_OF_REACH),
  );
  return mostPromising(urgent.length > 0 ? urgent : open);
}

function mostPromising(open: readonly OpenBenchmark[]): string | undefined {
  const fresh = open.filter(({ blocks }) => blocks < FIRST);
  if (fresh.length > 0) return least(fresh, ({ blocks }) => blocks)?.name;
  return least(open, secondsToDecision)?.name;
}

const FIRST = LOOKS[0] as number;

/** Seconds until the look at which the benchmark is likely decided; those out of reach count as far away. */
function secondsToDecision({ blocks, left, secondsPerBlock = 0, needed, later }: OpenBenchmark): number {
  const looks = later === undefined ? LOOKS : [...LOOKS, later];
  const target = looks.find((look) => look > blocks && look >= (needed ?? Number.POSITIVE_INFINITY));
  const seconds = ((target ?? looks.at(-1) ?? blocks) - blocks) * secondsPerBlock;
  const reachable = target !== undefined && seconds <= left;
  return reachable ? seconds : seconds + OUT_OF_REACH;
}
const OUT_OF_REACH = 1e9;

/** Whether there is a further look for a benchmark with so many blocks. `later`: one beyond the ordinary ones. */
export function mayContinue(blocks: number, later = 0): boolean {
  return nextLook(blocks) !== undefined || later > blocks;
}

function least<T>(items: readonly T[], by: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || by(item) < by(best) ? item : best),
    undefined,
  );
}
