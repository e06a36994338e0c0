/** Ways to get slower that one reading alone would miss, made of recorded pairs: none of them may pass. */
import { drawPairs, loadPairs } from './pairs.ts';
import { seededRandom } from './random.ts';
import { count, digits, emptyTally, markdownTable, percent } from './tally.ts';
import { type Block, budgetOf, collectTrial, type Process } from './trial.ts';

const MOST_BLOCKS = 30;

export interface Way {
  readonly name: string;
  readonly workload: string;
  readonly margin: number;
  /** What becomes of the candidate's process; `place` of the block. */
  readonly slow: (candidate: Process, baseline: Process, place: number) => Process;
}

const scaled = (values: readonly number[], factor: number) => values.map((value) => value * factor);
/** Where values fall into two groups, what is between them. */
function threshold(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  return Math.sqrt(
    (ascending[Math.floor(0.2 * ascending.length)] as number) *
      (ascending[Math.floor(0.8 * ascending.length)] as number),
  );
}

export const WAYS: readonly Way[] = [
  {
    name: 'waits for 8 % of its time',
    workload: 'decodes',
    margin: 5,
    slow: ({ wall, cpu, ...rest }) => ({ ...rest, wall: scaled(wall, 1.08), ...(cpu && { cpu }) }),
  },
  {
    name: 'waits for 8 % of its time in two calls of three',
    workload: 'decodes',
    margin: 2,
    slow: ({ wall, cpu, ...rest }) => ({
      ...rest,
      wall: wall.map((value, i) => value * (i % 3 === 0 ? 1 : 1.08)),
      ...(cpu && { cpu }),
    }),
  },
  {
    name: 'two threads that begin to wait for each other, 8 %',
    workload: 'threads',
    margin: 5,
    slow: ({ wall, cpu, ...rest }) => ({ ...rest, wall: scaled(wall, 1.08), ...(cpu && { cpu }) }),
  },
  {
    name: 'work that a thread beside it did comes back, 8 %',
    workload: 'loops',
    margin: 5,
    slow: ({ wall, cpu, ...rest }) => ({ ...rest, wall: scaled(wall, 1.08), ...(cpu && { cpu }) }),
  },
  {
    name: 'a child process that takes 8 % longer',
    workload: 'children',
    margin: 5,
    slow: ({ wall, cpu, ...rest }) => ({
      ...rest,
      wall: scaled(wall, 1.08),
      ...(cpu && { cpu: scaled(cpu, 1.08) }),
    }),
  },
  {
    name: 'slow in one mode of two by hash seed, 8 %; 1.4 % in the other',
    workload: 'seeds',
    margin: 2,
    slow: ({ wall, cpu = wall, ...rest }) => {
      const factor = Math.min(...cpu) > 0.00174 ? 1.08 : 1.014;
      return { ...rest, wall: scaled(wall, factor), cpu: scaled(cpu, factor) };
    },
  },
  {
    name: 'slow in a twelfth of the processes, 60 %',
    workload: 'decodes',
    margin: 2,
    slow: ({ wall, cpu = wall, ...rest }, _, place) => {
      const factor = place % 12 === 5 ? 1.6 : 1;
      return { ...rest, wall: scaled(wall, factor), cpu: scaled(cpu, factor) };
    },
  },
  {
    name: 'the calls that miss a cache are 12 % slower, the others are not',
    workload: 'caches',
    margin: 2,
    slow: ({ wall, cpu = wall, ...rest }) => {
      const between = threshold(cpu);
      const slower = (values: readonly number[]) =>
        values.map((value, i) => value * ((cpu[i] as number) > between ? 1.12 : 1));
      return { ...rest, wall: slower(wall), cpu: slower(cpu) };
    },
  },
  {
    name: 'three times as slow, and therefore cut short after three values',
    workload: 'regexes',
    margin: 5,
    slow: ({ wall, cpu = wall, ...rest }) => ({
      ...rest,
      wall: scaled(wall.slice(0, 3), 3),
      cpu: scaled(cpu.slice(0, 3), 3),
    }),
  },
];

/** A trial's blocks, as many as there are looks for. */
export function drawSlower({ name, workload, slow }: Way, layout: string, trial: number): Block[] {
  const random = seededRandom('guards', name, layout, trial);
  return drawPairs(loadPairs(), `${workload} same ${layout}`, MOST_BLOCKS, random).map(
    ({ baseline, candidate }, place): Block => ({ baseline, candidate: slow(candidate, baseline, place) }),
  );
}

export function guardsTable(trials: number): string {
  const rows = WAYS.flatMap((way) =>
    ['matched', 'natural'].map((layout) => {
      const { name, margin } = way;
      const budget = budgetOf(`time < baseline + ${margin}%`);
      const tally = emptyTally();
      for (let t = 0; t < trials; t++) {
        const blocks = drawSlower(way, layout, t);
        for (const outcome of collectTrial(blocks, [budget])) count(tally, outcome);
      }
      const { fails, passes, blocks, trials: n } = tally;
      return [name, layout, `+${margin} %`, percent(fails, n), percent(passes, n), digits(blocks / n)];
    }),
  );
  return markdownTable(['way to get slower', 'layouts', 'budget', '% fail', '% pass', 'mean blocks'], rows);
}
