/** How other tools decide, on the same processes: each rule says whether the candidate fails a budget of +5 %. */
import { mannWhitney, pairedTTest, pooledTTest } from './tests.ts';
import type { Block, Process } from './trial.ts';

export interface Rule {
  readonly name: string;
  readonly fails: (blocks: readonly Block[]) => boolean;
}

const sides = (blocks: readonly Block[]): readonly [readonly Process[], readonly Process[]] => [
  blocks.map(({ baseline }) => baseline),
  blocks.map(({ candidate }) => candidate),
];
const pooled = (processes: readonly Process[]): number[] => processes.flatMap(({ wall }) => [...wall]);
const medians = (processes: readonly Process[]): number[] => processes.map(({ wall }) => median(wall));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

type Summary = (values: readonly number[]) => number;
type Values = (processes: readonly Process[]) => number[];
type Test = (a: readonly number[], b: readonly number[]) => number;

/** A ratio of one number a side. */
function ratioRule(name: string, of: Summary, factor: number): Rule {
  return {
    name,
    fails: (blocks) => {
      const [before, after] = sides(blocks);
      return of(pooled(after)) > factor * of(pooled(before));
    },
  };
}

/** A ratio, and a test that calls the difference significant. */
function testRule(
  name: string,
  values: Values,
  of: Summary,
  factor: number,
  test: Test,
  level: number,
): Rule {
  return {
    name,
    fails: (blocks) => {
      const [before, after] = sides(blocks).map(values) as [number[], number[]];
      return of(after) > factor * of(before) && test(after, before) < level;
    },
  };
}

const least: Summary = (values) => Math.min(...values);

export const PEERS: readonly Rule[] = [
  ratioRule('github-action-benchmark: means > 2.00', mean, 2),
  ratioRule('the same, set to 1.05', mean, 1.05),
  ratioRule('pytest-benchmark mean:5%', mean, 1.05),
  ratioRule('pytest-benchmark median:5%', median, 1.05),
  ratioRule('pytest-benchmark min:5%', least, 1.05),
  testRule('pyperf: t test 95 %, means > 1.05', pooled, mean, 1.05, pooledTTest, 0.05),
  testRule('Mann-Whitney on all values, medians > 1.05', pooled, median, 1.05, mannWhitney, 0.05),
  testRule('Mann-Whitney on run medians, > 1.05 (benchstat)', medians, median, 1.05, mannWhitney, 0.05),
  testRule('asv: Mann-Whitney p < 0.002, factor 1.1', pooled, median, 1.1, mannWhitney, 0.002),
  testRule('paired t test on run medians, > 1.05', medians, mean, 1.05, pairedTTest, 0.05),
];
