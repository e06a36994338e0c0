/** The worked example of docs/statistics.md: one benchmark, block by block, and what each look makes of it. */
import { changesOf } from '../src/comparison/readings/changes.ts';
import { LOOKS } from '../src/comparison/rule/levels.ts';
import { pairRuns } from '../src/comparison/subjects/pairing.ts';
import { loadPairs } from './pairs.ts';
import { benchmarkOf, budgetOf, judgeBlocks } from './trial.ts';

const KEY = 'texts plus5 matched';
const BUDGET = 'time < baseline + 2%';
const LAST = 12;

export function exampleTable(): string {
  const blocks = (loadPairs().get(KEY) ?? []).slice(0, LAST);
  const [before, after] = (['baseline', 'candidate'] as const).map((side) =>
    benchmarkOf(
      'b',
      blocks.map((block) => block[side]),
      side,
    ),
  );
  const rows = (['cpu_time', 'wall_time'] as const).map((metric) => {
    const both = pairRuns(before?.metrics[metric]?.runs ?? [], after?.metrics[metric]?.runs ?? [], true);
    const changes = [...changesOf(both, { kind: 'fastest' })].map((change) => percent(Math.expm1(change)));
    return `${metric === 'cpu_time' ? 'CPU ' : 'wall'}  ${changes.map((change) => change.padStart(6)).join(' ')}`;
  });
  const looks = LOOKS.filter((look) => look <= LAST).map((look) => {
    const [result] = judgeBlocks(blocks.slice(0, look), [budgetOf(BUDGET)]);
    const { change, verdict } = result ?? {};
    const interval = change
      ? `${percent(change.ratio - 1)} % (${percent(change.low - 1)} … ${percent(change.high - 1)})`
      : '';
    return `after ${look} blocks: ${interval}  ${verdict}`;
  });
  return [
    '```',
    `block ${blocks.map((_, i) => String(i + 1).padStart(6)).join(' ')}`,
    ...rows,
    '',
    ...looks,
    '```',
  ].join('\n');
}

function percent(share: number): string {
  const text = (100 * Math.abs(share)).toFixed(1);
  return `${share < 0 ? '−' : '+'}${text}`;
}
