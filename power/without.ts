/** What each element of the rule is worth: the same trials without it. */
import type { Budget } from '../src/budgets/model.ts';
import { decide, type Reading } from '../src/comparison/rule/decide.ts';
import { EARLY_RUNS, LOOKS } from '../src/comparison/rule/levels.ts';
import { readChange } from '../src/comparison/rule/read-change.ts';
import { pairRuns } from '../src/comparison/subjects/pairing.ts';
import { findQuantity } from '../src/comparison/subjects/quantity.ts';
import type { Metric } from '../src/samples/measurements.ts';
import { drawSlower, WAYS } from './guards.ts';
import { drawPairs, EQUIVALENT, loadPairs, workloadsOf } from './pairs.ts';
import { seededRandom } from './random.ts';
import { slowerMode } from './synthetic.ts';
import { count, digits, emptyTally, markdownTable, percent, type Tally } from './tally.ts';
import { type Block, benchmarkOf, budgetOf, type Outcome, type Process } from './trial.ts';

const MOST_BLOCKS = 30;
const BUDGET = budgetOf('time < baseline + 2%');
const ALLOWED = Math.log(1.02);

interface Element {
  readonly name: string;
  readonly layout?: string;
  /** What becomes of a process. */
  readonly process?: (process: Process) => Process;
  readonly readings?: (readings: readonly [Reading, ...Reading[]]) => readonly [Reading, ...Reading[]];
  /** How many runs the decision believes it has. */
  readonly runs?: (runs: number) => number;
}

const drop =
  (what: Reading['what']): NonNullable<Element['readings']> =>
  ([first, ...others]) => [first, ...others.filter((reading) => reading.what !== what)];

const ELEMENTS: readonly Element[] = [
  { name: 'the rule' },
  { name: 'without the wall reading', readings: drop('wall') },
  { name: 'without the bulk reading', readings: drop('bulk') },
  { name: 'without the average', readings: drop('average') },
  { name: 'without half margins before ten blocks', runs: (runs) => Math.max(runs, EARLY_RUNS) },
  { name: 'without CPU time', process: ({ cpu: _, ...rest }) => rest },
  { name: 'without comparing call by call', process: ({ turn: _, ...rest }) => rest },
  { name: 'without matched layouts', layout: 'natural' },
];

export function withoutTable(trials: number): string {
  const pairs = loadPairs();
  const collectAll = (element: Element, blocksOf: Iterable<readonly Block[]>): Tally => {
    const tally = emptyTally();
    for (const blocks of blocksOf) count(tally, collect(element, blocks));
    return tally;
  };
  const drawn = function* (variants: readonly string[], layout: string) {
    for (const workload of workloadsOf(pairs)) {
      for (const key of variants.map((variant) => `${workload} ${variant} ${layout}`)) {
        if (!pairs.has(key)) continue;
        for (let t = 0; t < trials; t++)
          yield drawPairs(pairs, key, MOST_BLOCKS, seededRandom('without', key, t));
      }
    }
  };
  const slowed = function* (wanted: string, layout: string) {
    for (const way of WAYS.filter(({ name }) => name.includes(wanted))) {
      for (let t = 0; t < 4 * trials; t++) yield drawSlower({ ...way, margin: 2 }, layout, t);
    }
  };
  const bimodal = function* () {
    for (let t = 0; t < 8 * trials; t++) {
      const turn = (process: Process): Process => ({ ...process, turn: 1 });
      yield slowerMode(1, MOST_BLOCKS, seededRandom('without bimodal', t)).map(
        ({ baseline, candidate }): Block => ({ baseline: turn(baseline), candidate: turn(candidate) }),
      );
    }
  };
  const rows = ELEMENTS.map((element) => {
    const { layout = 'matched' } = element;
    const same = collectAll(element, drawn(['same', ...EQUIVALENT], layout));
    const slower = collectAll(element, drawn(['plus5'], layout));
    const passes = [
      slowed('waits for', layout),
      slowed('miss a cache', layout),
      bimodal(),
      slowed('twelfth', layout),
    ].map((blocksOf) => {
      const { passes: passed, trials: n } = collectAll(element, blocksOf);
      return percent(passed, n);
    });
    return [
      element.name,
      `${percent(same.fails, same.trials)} · ${percent(same.passes, same.trials)} @ ${digits(same.blocks / same.trials)}`,
      `${percent(slower.fails, slower.trials)} @ ${digits(slower.blocks / slower.trials)}`,
      ...passes,
    ];
  });
  const header = ['unchanged, equivalent: fail · pass @ blocks', '+5 %: fail @ blocks'];
  const passing = ['waits', 'slow misses', 'slow in one mode', 'slow in a twelfth'].map(
    (name) => `${name}: pass`,
  );
  return markdownTable(['`time < baseline + 2%`, %', ...header, ...passing], rows);
}

function collect(element: Element, drawn: readonly Block[]): Outcome {
  const { process = (each: Process) => each, readings = (all) => all, runs = (n) => n } = element;
  const blocks = drawn.map(({ baseline, candidate }) => ({
    baseline: process(baseline),
    candidate: process(candidate),
  }));
  for (const look of LOOKS.filter((each) => each <= blocks.length)) {
    const { verdict } = decide(readings(read(blocks.slice(0, look), BUDGET)), ALLOWED, runs(look));
    if (verdict !== 'inconclusive') return { verdict, improved: false, blocks: look };
  }
  return { verdict: 'undecided', improved: false, blocks: blocks.length };
}

function read(blocks: readonly Block[], budget: Budget): readonly [Reading, ...Reading[]] {
  const [before, after] = (['baseline', 'candidate'] as const).map((side) =>
    benchmarkOf(
      'b',
      blocks.map((block) => block[side]),
      side,
    ),
  );
  const both = (metric: string) => {
    const [one, two] = [before, after].map((side) => side?.metrics[metric] as Metric | undefined);
    return one && two && pairRuns(one.runs, two.runs, true);
  };
  const quantity = after && findQuantity(budget, after, 0);
  const wall = both('wall_time');
  if (!quantity || !wall) throw new Error('nothing measured');
  return readChange({ budget, quantity, both: wall, cpu: both('cpu_time'), resolution: 0 }, 1).readings;
}
