/**
 * `npm run scale`: what ten thousand unchanged benchmarks on a hundred machines take, and how likely they make a pull request red. How
 * many blocks a budget takes comes from the recorded pairs (`pairs.ts`) and the product's own judge, the deal from the product's
 * own `deal`; seconds, prices and machines are assumed (docs/scale.md says which). `--write` puts the tables there.
 */
import { writeSection } from '../scripts/docs-section.ts';
import { changesOf } from '../src/comparison/readings/changes.ts';
import { CPU_SHARE, FAIL_LEVEL, LOOKS } from '../src/comparison/rule/levels.ts';
import { deal } from '../src/sharing/deal.ts';
import { binomialCdf } from '../src/statistics/beta.ts';
import { averagesBeyond, signedRankChance } from '../src/statistics/signed-rank.ts';
import { drawPairs, EQUIVALENT, loadPairs, type Pairs, workloadsOf } from './pairs.ts';
import { seededRandom } from './random.ts';
import { gaussian } from './synthetic.ts';
import { digits, markdownTable } from './tally.ts';
import { budgetOf, collectTrial, judgeBlocks, measurementsOf } from './trial.ts';

const BENCHMARKS = 10_000;
const MACHINES = 100;
const BUDGETS = ['time < baseline + 5%', 'time < baseline + 2%'].map(budgetOf);
const MOST_BLOCKS = 30;
/** Drawn from each recorded program and variant. */
const TRIALS = 3;
const RUNS = 20;

/** Sessions drawn of each program whose bound says too little. */
const DRAWN = 300_000;
const NEGLIGIBLE = 1e-7;

/** Seconds: checking out and setting up both sides; a block, of most programs between a third and three times the middle. */
const START = 90;
const BLOCK = { middle: 4, spread: 0.55 };
/** How much machines differ in speed, and how much a benchmark's time differs from the last time (as logarithms). */
const MACHINE = 0.1;
const SINCE = 0.25;
/** Dollars for a minute of a machine; begun minutes count. */
const MINUTE = 0.006;

interface Draws {
  /** Blocks of each trial until it was decided. */
  readonly blocks: readonly number[];
  readonly undecided: number;
  readonly failed: number;
}

function drawTrials(pairs: Pairs): readonly Draws[] {
  const keys = workloadsOf(pairs).flatMap((workload) =>
    ['same', ...EQUIVALENT]
      .map((variant) => `${workload} ${variant} matched`)
      .filter((key) => pairs.has(key)),
  );
  const outcomes = keys.flatMap((key) =>
    Array.from({ length: TRIALS }, (_, trial) =>
      collectTrial(
        drawPairs(pairs, key, MOST_BLOCKS, seededRandom('scale', key, trial)),
        BUDGETS,
        (part, open) => judgeBlocks(part, open, BENCHMARKS),
      ),
    ),
  );
  return BUDGETS.map((_, i) => ({
    blocks: outcomes.map((of) => of[i]?.blocks ?? MOST_BLOCKS),
    undecided: outcomes.filter((of) => of[i]?.verdict === 'undecided').length / outcomes.length,
    failed: outcomes.filter((of) => of[i]?.verdict === 'fail').length,
  }));
}

/** One run: what each share takes, in seconds, dealt by the last run's times or by number. */
function simulate({ blocks }: Draws, known: boolean, seed: number): readonly number[] {
  const random = seededRandom('shares', seed);
  const normal = gaussian(random);
  const names = Array.from({ length: BENCHMARKS }, (_, i) => String(i));
  const last = new Map<string, number>();
  const now = new Map<string, number>();
  for (const name of names) {
    const block = BLOCK.middle * Math.exp(BLOCK.spread * normal());
    const took = () => block * (blocks[random.below(blocks.length)] ?? 0);
    last.set(name, took());
    now.set(name, took() * Math.exp(SINCE * normal()));
  }
  return deal(names, MACHINES, known ? last : new Map()).map((share) => {
    const measuring = sum(share.map((name) => now.get(name) ?? 0));
    return START + measuring * Math.exp(MACHINE * normal());
  });
}

function wallTable(draws: readonly Draws[]): string {
  const rows = BUDGETS.flatMap(({ text }, i) =>
    [true, false].map((known) => {
      const runs = Array.from({ length: RUNS }, (_, run) => simulate(draws[i] as Draws, known, run));
      const longest = mean(runs.map((shares) => Math.max(...shares)));
      const average = mean(runs.map(mean));
      const minutes = mean(runs.map((shares) => sum(shares.map((each) => Math.ceil(each / 60)))));
      return [
        `\`${text}\`, ${known ? 'known' : 'unknown'} times`,
        digits(longest / 60),
        digits(average / 60),
        digits(minutes / 60),
        `$${Math.round(minutes * MINUTE)}`,
        digits(mean((draws[i] as Draws).blocks)),
        digits(100 * (draws[i] as Draws).undecided),
      ];
    }),
  );
  return markdownTable(
    [
      'budget, deal',
      'the longest share, min',
      'the average share, min',
      'machine hours',
      'cost',
      'mean blocks',
      '% undecided',
    ],
    rows,
  );
}

/** The changes of all recorded blocks of one program's unchanged and equivalent code, as each clock saw them. */
function changesOfProgram(pairs: Pairs, name: string): readonly (readonly number[])[] {
  const blocks = ['same', ...EQUIVALENT].flatMap((variant) => pairs.get(`${name} ${variant} matched`) ?? []);
  return (['cpu_time', 'wall_time'] as const).map((metric) => {
    const runs = (side: 'baseline' | 'candidate') =>
      measurementsOf(
        blocks.map((block) => block[side]),
        side,
        's',
      ).benchmarks[0]?.metrics[metric]?.runs ?? [];
    const both = { baseline: runs('baseline'), candidate: runs('candidate'), paired: true };
    return [...changesOf(both, { kind: 'fastest' })];
  });
}

const LEVELS = [CPU_SHARE * FAIL_LEVEL, (1 - CPU_SHARE) * FAIL_LEVEL];

/**
 * At most so likely does one budget fail where each block is beyond its limit with chance `share`, however far: at a look, j blocks
 * that are not beyond it keep at least j (j + 1) / 2 Walsh averages from being so. Both clocks, all looks.
 */
function mostLikelyFail(share: number): number {
  return sum(
    LEVELS.flatMap((level) =>
      LOOKS.map((look) => {
        const averages = averagesBeyond(look, level);
        if (averages === undefined) return 0;
        const exceptions = Math.floor((Math.sqrt(8 * averages + 1) - 1) / 2);
        return binomialCdf(exceptions, look, 1 - share);
      }),
    ),
  );
}

/** Sessions drawn from a program's blocks in which either clock is beyond the limit for sure, at any look. Guards are left out. */
function drawnFails(clocks: readonly (readonly number[])[], limit: number, seed: string): number {
  const random = seededRandom('red', seed);
  const count = clocks[0]?.length ?? 0;
  let fails = 0;
  for (let trial = 0; trial < DRAWN; trial++) {
    const drawn = Array.from({ length: MOST_BLOCKS }, () => random.below(count));
    const beyond = clocks.map((changes) => drawn.map((block) => (changes[block] as number) - limit));
    const isBroken = LOOKS.some((look) =>
      beyond.some((values, i) => signedRankChance(values.slice(0, look)) <= (LEVELS[i] as number)),
    );
    if (isBroken) fails++;
  }
  return fails;
}

/** Every program with a block beyond +5 %, and what that makes of ten thousand benchmarks, as many of each recorded program. */
function redTable(pairs: Pairs): string {
  const limit = Math.log1p(0.05);
  const programs = workloadsOf(pairs).map((name) => {
    const clocks = changesOfProgram(pairs, name);
    const blocks = clocks[0]?.length ?? 1;
    const beyond = Math.max(...clocks.map((changes) => changes.filter((each) => each > limit).length));
    const bound = mostLikelyFail(beyond / blocks);
    const fails = bound > NEGLIGIBLE ? drawnFails(clocks, limit, name) : undefined;
    // Of none in n, three in n cannot be ruled out.
    const chance = fails === undefined ? bound : Math.min(bound, (fails + 2 * Math.sqrt(fails) + 3) / DRAWN);
    return { name, blocks, beyond, bound, fails, chance };
  });
  const one = mean(programs.map(({ chance }) => chance));
  const rows = programs
    .filter(({ beyond }) => beyond > 0)
    .sort((a, b) => b.beyond / b.blocks - a.beyond / a.blocks)
    .map(({ name, blocks, beyond, bound, fails }) => [
      `\`${name}\``,
      `${beyond} of ${blocks}`,
      `≤ ${bound.toExponential(1)}`,
      fails === undefined ? '–' : `${fails} of ${DRAWN.toLocaleString('en')}`,
    ]);
  return `${markdownTable(['program', 'blocks beyond +5 %', 'chance that its budget fails', 'drawn sessions that fail'], rows)}

One of 10,000, as many of each of the ${programs.length} programs: ≤ ${digits(100 * -Math.expm1(BENCHMARKS * Math.log1p(-one)))} %.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

const pairs = loadPairs();
const draws = drawTrials(pairs);
console.log(`${draws[0]?.blocks.length} trials; failed: ${draws.map(({ failed }) => failed).join(', ')}\n`);
const tables = { wall: wallTable(draws), red: redTable(pairs) };
for (const [name, table] of Object.entries(tables)) {
  console.log(`${name}\n\n${table}\n`);
  if (process.argv.includes('--write')) writeSection('scale.md', `scale:${name}`, table);
}
