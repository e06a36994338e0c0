/** How the rule decides where processes took turns. */
import { drawPairs, EQUIVALENT, HELD_OUT, loadPairs, workloadsOf } from './pairs.ts';
import { seededRandom } from './random.ts';
import { count, digits, emptyTally, markdownTable, percent, type Tally } from './tally.ts';
import { budgetOf, collectTrial } from './trial.ts';

const MOST_BLOCKS = 30;
export const MARGINS = [5, 2, 1] as const;
const COLUMNS: readonly { readonly name: string; readonly variants: readonly string[] }[] = [
  { name: 'unchanged', variants: ['same'] },
  { name: 'equivalent', variants: EQUIVALENT },
  ...[1, 2, 3, 5, 10].map((more) => ({ name: `+${more} %`, variants: [`plus${more}`] })),
];

/** `trials` for each workload and variant. */
export function turnsTable(
  trials: number,
  parts: readonly { readonly name: string; readonly only: (workload: string) => boolean }[],
  layouts: readonly string[] = ['matched', 'natural'],
): string {
  const budgets = MARGINS.map((margin) => budgetOf(`time < baseline + ${margin}%`));
  const pairs = loadPairs();
  const rows = layouts.flatMap((layout) =>
    parts.flatMap(({ name, only }) => {
      const tallies = COLUMNS.map(({ variants }) => {
        const column = budgets.map(emptyTally);
        for (const workload of workloadsOf(pairs).filter(only)) {
          for (const variant of variants) {
            const key = `${workload} ${variant} ${layout}`;
            if (!pairs.has(key)) continue;
            for (let t = 0; t < trials; t++) {
              const blocks = drawPairs(pairs, key, MOST_BLOCKS, seededRandom('turns', key, t));
              collectTrial(blocks, budgets).forEach((outcome, i) => {
                count(column[i] as Tally, outcome);
              });
            }
          }
        }
        return column;
      });
      return MARGINS.map((margin, i) => [
        `${layout}, ${name}, +${margin} %`,
        ...tallies.map((column) => cell(column[i] as Tally)),
      ]);
    }),
  );
  return markdownTable(['% fail · % pass @ mean blocks', ...COLUMNS.map(({ name }) => name)], rows);
}

function cell({ fails, passes, blocks, trials }: Tally): string {
  return trials === 0
    ? '–'
    : `${percent(fails, trials)} · ${percent(passes, trials)} @ ${digits(blocks / trials)}`;
}

export const TUNED = { name: 'tuned on', only: (workload: string) => !HELD_OUT.has(workload) };
export const NEVER_SEEN = { name: 'held out', only: (workload: string) => HELD_OUT.has(workload) };
