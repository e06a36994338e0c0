/** What `npm run power` shows, one function for each table. */

import { judge } from '../src/comparison/judge.ts';
import { FEWEST_SESSIONS } from '../src/comparison/readings/sessions.ts';
import { type Corpus, drawBlocks, shuffled, VARIANTS, type Variant } from './corpus.ts';
import { drawPairs, loadPairs, workloadsOf } from './pairs.ts';
import { PEERS } from './peers.ts';
import { seededRandom } from './random.ts';
import { KINDS, slowerMode, synthesise } from './synthetic.ts';
import { count, digits, emptyTally, markdownTable, percent, type Tally } from './tally.ts';
import {
  budgetOf,
  collectTrial,
  judgeBlocks,
  measurementsOf,
  type Outcome,
  outcomeOf,
  type Process,
  specOf,
} from './trial.ts';

const BUDGETS = ['time < baseline + 5%', 'time < baseline + 2%', 'time < baseline'] as const;
const MOST_BLOCKS = 30;
const LABELS: Readonly<Record<Variant, string>> = {
  aa: 'unchanged',
  plus3: '+3 %',
  plus5: '+5 %',
  plus10: '+10 %',
};

/** memcopy's "+3" really costs 8 to 14 %: it is left out of the +3 cells. */
function workloadsFor(corpus: Corpus, variant: Variant, only?: (workload: string) => boolean): string[] {
  return [...corpus.keys()].filter(
    (workload) =>
      corpus.get(workload)?.[variant].length !== 0 &&
      !(workload === 'memcopy' && variant === 'plus3') &&
      (only?.(workload) ?? true),
  );
}

/** Pacegate's rule and the others' on ten processes a side, budget +5 %. */
export function peersTable(corpus: Corpus, trials: number): string {
  const budget = budgetOf(BUDGETS[0]);
  const names = [
    ...PEERS.map(({ name }) => name),
    '**Pacegate**, the same 10 + 10',
    '**Pacegate**, until decided',
  ];
  const cells = names.map(() => VARIANTS.map(emptyTally));
  for (const [v, variant] of VARIANTS.entries()) {
    for (const workload of workloadsFor(corpus, variant)) {
      for (let t = 0; t < trials; t++) {
        const random = seededRandom('peers', workload, variant, t);
        const blocks = drawBlocks(corpus, workload, variant, MOST_BLOCKS, random);
        const ten = blocks.slice(0, 10);
        PEERS.forEach(({ fails }, row) => {
          count(tallyAt(cells, row, v), {
            verdict: fails(ten) ? 'fail' : 'pass',
            improved: false,
            blocks: 10,
          });
        });
        const [fixed] = judgeBlocks(ten, [budget]);
        if (fixed) count(tallyAt(cells, PEERS.length, v), outcomeOf(fixed, 10));
        const [collected] = collectTrial(blocks, [budget]);
        if (collected) count(tallyAt(cells, PEERS.length + 1, v), collected);
      }
    }
  }
  const rows = names.map((name, row) => {
    const tallies = VARIANTS.map((_, v) => tallyAt(cells, row, v));
    const own = row >= PEERS.length;
    return [
      name,
      ...tallies.map(({ fails, trials: n }) => percent(fails, n)),
      own ? tallies.map(undecided).join(' / ') : 'never',
      tallies.map(({ blocks, trials: n }) => digits(blocks / n)).join(' / '),
    ];
  });
  return markdownTable(
    ['rule, % that fail', ...VARIANTS.map((variant) => LABELS[variant]), 'undecided', 'mean blocks'],
    rows,
  );
}

function tallyAt(cells: readonly (readonly Tally[])[], row: number, column: number): Tally {
  return cells[row]?.[column] as Tally;
}

function undecided({ trials, fails, passes }: Tally): string {
  return digits((100 * (trials - fails - passes)) / trials);
}

/** Without turns: judged once at a fixed number of processes, budget +5 %, and until decided. */
export function sequenceTable(
  corpora: readonly { readonly name: string; readonly corpus: Corpus }[],
  trials: number,
): string {
  const budget = budgetOf(BUDGETS[0]);
  const variants = ['aa', 'plus5', 'plus10'] as const;
  const rows = corpora.flatMap(({ name, corpus }) =>
    [10, 20, undefined].map((size) => {
      const cells = variants.map((variant) => {
        const tally = emptyTally();
        for (const workload of workloadsFor(corpus, variant)) {
          for (let t = 0; t < trials; t++) {
            const random = seededRandom('sequence', name, workload, variant, t);
            const blocks = drawBlocks(corpus, workload, variant, MOST_BLOCKS, random);
            const outcomes =
              size === undefined
                ? collectTrial(blocks, [budget])
                : judgeBlocks(blocks.slice(0, size), [budget]).map((result) => outcomeOf(result, size));
            for (const outcome of outcomes) count(tally, outcome);
          }
        }
        const { fails, passes, blocks, trials: n } = tally;
        return `${percent(fails, n)} · ${percent(passes, n)} @ ${digits(blocks / n)}`;
      });
      return [`${name}, ${size === undefined ? 'until decided' : `${size} + ${size}`}`, ...cells];
    }),
  );
  return markdownTable(
    ['% fail · % pass @ mean blocks', ...variants.map((variant) => LABELS[variant])],
    rows,
  );
}

/** Unchanged code that fails, in noise of six kinds. */
export function syntheticTable(trials: number): string {
  const budgets = BUDGETS.map(budgetOf);
  const rows = KINDS.map((kind) => [
    kind,
    ...[5, 10, 20].flatMap((size) => {
      const tallies = budgets.map(emptyTally);
      for (let t = 0; t < trials; t++) {
        const blocks = synthesise(kind, 1, size, seededRandom('synthetic', kind, size, t));
        judgeBlocks(blocks, budgets).forEach((result, i) => {
          count(tallies[i] as Tally, outcomeOf(result, size));
        });
      }
      return tallies.map(({ fails, trials: n }) => percent(fails, n));
    }),
  ]);
  const header = [5, 10, 20].flatMap((size) =>
    ['+5 %', '+2 %', 'no margin'].map((name) => `${size}: ${name}`),
  );
  return markdownTable(['% of unchanged that fail, at blocks: budget', ...header], rows);
}

/** A bimodal benchmark that got slower: extra work of 5 % that the fast mode hardly shows. */
export function bimodalTable(trials: number): string {
  const budget = budgetOf(BUDGETS[1]);
  const rows = [0, 0.5, 1].flatMap((shared) =>
    ([1, undefined] as const).map((turn) => {
      const tally = emptyTally();
      for (let t = 0; t < trials; t++) {
        const drawn = slowerMode(shared, MOST_BLOCKS, seededRandom('bimodal', shared, t));
        const side = (process: Process): Process => (turn ? { ...process, turn } : process);
        const blocks = drawn.map(({ baseline, candidate }) => ({
          baseline: side(baseline),
          candidate: side(candidate),
        }));
        for (const outcome of collectTrial(blocks, [budget])) count(tally, outcome);
      }
      const { fails, passes, trials: n, blocks } = tally;
      const how = turn ? 'in turns' : 'in sequence';
      return [
        `${100 * shared} % of blocks, ${how}`,
        percent(fails, n),
        percent(passes, n),
        digits(blocks / n),
      ];
    }),
  );
  return markdownTable(['both sides in the same mode in', 'fail', 'pass', 'mean blocks'], rows);
}

const MANY_BUDGETS = [
  ...['5%', '2%', '1%'].map((margin) => `time < baseline + ${margin}`),
  'time < baseline',
];

/** Pull requests of fifty unchanged benchmarks, each collected until decided; and of one among fifty that got slower. */
export function manyTable(pullRequests: number): string {
  const pairs = loadPairs();
  const workloads = workloadsOf(pairs);
  const size = 50;
  const budgets = MANY_BUDGETS.map(budgetOf);
  const rows = ['matched', 'natural'].flatMap((layout) => {
    const failing = budgets.map(() => 0);
    const unchanged = budgets.map(emptyTally);
    const slower = budgets.map(emptyTally);
    for (let p = 0; p < pullRequests; p++) {
      const collect = (b: number, variant: string): readonly Outcome[] => {
        const key = `${workloads[b % workloads.length]} ${variant} ${layout}`;
        const blocks = drawPairs(pairs, key, MOST_BLOCKS, seededRandom('many', p, b, key));
        return collectTrial(blocks, budgets, (part, open) => judgeBlocks(part, open, size));
      };
      const outcomes = Array.from({ length: size }, (_, b) => collect(b, 'same'));
      budgets.forEach((_, i) => {
        for (const of of outcomes) count(unchanged[i] as Tally, of[i] as Outcome);
        if (outcomes.some((of) => of[i]?.verdict === 'fail')) failing[i] = (failing[i] as number) + 1;
      });
      collect(p, 'plus5').forEach((outcome, i) => {
        count(slower[i] as Tally, outcome);
      });
    }
    return MANY_BUDGETS.map((text, i) => {
      const { fails, trials, blocks } = slower[i] as Tally;
      return [
        `${layout}, \`${text}\``,
        percent(failing[i] as number, pullRequests),
        undecided(unchanged[i] as Tally),
        `${percent(fails, trials)} @ ${digits(blocks / trials)}`,
      ];
    });
  });
  return markdownTable(
    [
      'budget',
      `% of ${pullRequests} unchanged pull requests that fail`,
      '% of their budgets undecided',
      'one in fifty +5 %: % fail @ mean blocks',
    ],
    rows,
  );
}

/** Baselines stored in another window of time on the same machine, and what that does to verdicts. */
export function storedTable(corpus: Corpus, trials: number): string {
  const budget = budgetOf(BUDGETS[0]);
  const windows = 6;
  const rows = [true, false].map((known) => [
    known ? 'deviation from five stored sessions' : 'deviation assumed',
    ...(['aa', 'plus10'] as const).flatMap((variant) => {
      const tally = emptyTally();
      for (const [workload, variants] of corpus) {
        const base = variants[variant].map(({ baseline }) => baseline);
        const candidate = variants[variant].map((block) => block.candidate);
        const size = Math.floor(base.length / windows);
        const part = (processes: readonly Process[], window: number): Process[] =>
          processes.slice(window * size, (window + 1) * size);
        for (let t = 0; t < trials; t++) {
          const random = seededRandom('stored', workload, variant, t);
          const [before = 0, after = 1] = shuffled(windows, random);
          const history = Array.from({ length: windows }, (_, window) => window)
            .filter((window) => window !== after)
            .map((window) => measurementsOf(part(base, window), 'baseline', `w${window}`));
          const { results } = judge({
            budgets: [specOf('b', [budget])],
            accepted: [],
            baseline: measurementsOf(part(base, before), 'baseline', `w${before}`),
            candidate: measurementsOf(part(candidate, after), 'candidate', 'now'),
            comparison: 'stored',
            history: known ? history : history.slice(0, FEWEST_SESSIONS - 1),
            final: true,
            today: '2026-11-22',
            cpuHour: 0,
          });
          for (const result of results) count(tally, outcomeOf(result, size));
        }
      }
      const { fails, passes, improved, trials: n } = tally;
      return [percent(fails, n), percent(passes, n), percent(improved, n)];
    }),
  ]);
  const header = ['unchanged', '+10 %'].flatMap((name) => [`${name}: fail`, 'pass', 'improved']);
  return markdownTable(['`time < baseline + 5%`', ...header], rows);
}
