/**
 * `npm run drift`: whether a year of small slowdowns is found, and when. Years of 400 commits are drawn from the recorded pairs
 * (`pairs.ts`): each commit is measured beside the last one until its budget is decided, and beside the anchor when the product does so. Machines
 * differ by 30 %, which only the values see. `--otava PYTHON` (an interpreter with apache-otava) reads the same series; `--write` puts the
 * tables into docs/history.md.
 */

import { execFileSync } from 'node:child_process';
import { writeSection } from '../scripts/docs-section.ts';
import { LOOKS } from '../src/comparison/rule/levels.ts';
import { type Chain, chainOf, changeTo, type Link, type Place, placesOf } from '../src/history/chain.ts';
import { isChangePoint } from '../src/history/page/marks.ts';
import { isVagueFor } from '../src/measuring/history/beside-anchor.ts';
import { drawPairs, EQUIVALENT, loadPairs, workloadsOf } from './pairs.ts';
import { type RandomSource, seededRandom } from './random.ts';
import { digits, markdownTable, percent } from './tally.ts';
import { budgetOf, judgeBlocks } from './trial.ts';

const COMMITS = 400;
const YEARS = 200;
const SERIES = 40;
const DRIFT = { steps: 12, size: 1.01 };
const JUMPS = { steps: 6, size: 1.03 };
const MACHINES = 0.3;
const BUDGET = budgetOf('time < baseline + 5%');
/** Outcomes of each program and variant, from which years are drawn. */
const OUTCOMES = 30;

/** What a measurement of two commits said. */
interface Said {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const pairs = loadPairs();

/** As `run` measures: look by look until the budget is decided. */
function measureOnce(key: string, seed: number): Said | undefined {
  const blocks = drawPairs(pairs, key, LOOKS.at(-1) ?? 30, seededRandom('drift', key, seed));
  for (const look of LOOKS) {
    const [result] = judgeBlocks(blocks.slice(0, look), [BUDGET]);
    if (result?.change && result.verdict !== 'inconclusive') return result.change;
  }
  return judgeBlocks(blocks, [BUDGET])[0]?.change;
}

/** By program: a benchmark stays the same one for the whole year. */
function poolsOf(variants: readonly string[]): readonly (readonly Said[])[] {
  return workloadsOf(pairs)
    .map((workload) =>
      variants
        .map((variant) => `${workload} ${variant} matched`)
        .filter((key) => pairs.has(key))
        .flatMap((key) => Array.from({ length: OUTCOMES }, (_, i) => measureOnce(key, i) ?? []).flat()),
    )
    .filter((pool) => pool.length > 0);
}

const unchanged = poolsOf(['same', ...EQUIVALENT]);
const slower = { [DRIFT.size]: poolsOf(['plus1']), [JUMPS.size]: poolsOf(['plus3']) };

interface Year {
  /** The commits at which it really got slower, by how much. */
  readonly steps: ReadonlyMap<number, number>;
  readonly links: readonly (readonly [commit: number, beside: number, said: Said])[];
  /** The first commit that a budget against the anchor alarms at. */
  readonly alarm?: number;
  readonly values: readonly number[];
  readonly direct: number;
}

/** @param limit of the budget against the anchor, which is commit 0 */
function play(steps: ReadonlyMap<number, number>, limit: number, random: RandomSource): Year {
  const program = random.below(unchanged.length);
  const pick = <T>(pool: readonly T[]): T => pool[random.below(pool.length)] as T;
  const links: [number, number, Said][] = [];
  const values: number[] = [];
  let place: Place = { start: '0', log: 0, variance: 0, steps: 0 };
  let truth = 0;
  let alarm: number | undefined;
  let direct = 0;
  for (let commit = 0; commit < COMMITS; commit++) {
    const step = steps.get(commit);
    truth += Math.log(step ?? 1);
    values.push(Math.exp(truth) * (1 - MACHINES + 2 * MACHINES * random.unit()));
    if (commit === 0) continue;
    const pool = step === undefined ? unchanged : slower[step];
    const said = pick((pool?.[program] ?? []) as readonly Said[]);
    links.push([commit, commit - 1, said]);
    if (isVagueFor(limit, place)) {
      const found = pick(unchanged[program] as readonly Said[]);
      const shift = (value: number) => value * Math.exp(truth);
      links.push([commit, 0, { ratio: shift(found.ratio), low: shift(found.low), high: shift(found.high) }]);
      direct++;
    }
    place = placeAt(links, commit, place);
    if (alarm === undefined && changeTo(place).low > limit) alarm = commit;
  }
  return { steps, links, values, direct, ...(alarm !== undefined && { alarm }) };
}

/** By the product's own rule, from the newest links and the last place alone: what came before does not change. */
function placeAt(links: Year['links'], commit: number, last: Place): Place {
  const own = links.filter(([at]) => at === commit);
  const chain: Chain = chainOf([
    {
      commit: String(commit),
      links: own.map(([, beside, said]) => ({
        ...{ benchmark: 'b', budget: null, verdict: 'pass' },
        ...{ ...said, beside: beside === 0 ? '0' : 'last' },
      })),
    },
  ]);
  const before: Link = { beside: '0', log: last.log, variance: last.variance };
  const whole = new Map([...(commit > 1 ? [['last', [before]] as const] : []), ...chain]);
  return placesOf(whole, (name) => name === '0').get(String(commit)) ?? last;
}

const everySo = (count: number, size: number) =>
  new Map(Array.from({ length: count }, (_, i) => [Math.floor(((i + 1) * COMMITS) / (count + 1)), size]));

function driftTable(): string {
  const rows = [1.05, 1.1].map((limit) => {
    const still = Array.from({ length: YEARS }, (_, i) =>
      play(new Map(), limit, seededRandom('still', limit, i)),
    );
    const steps = everySo(DRIFT.steps, DRIFT.size);
    const drifting = Array.from({ length: YEARS }, (_, i) =>
      play(steps, limit, seededRandom('drift', limit, i)),
    );
    const at = drifting
      .flatMap(({ alarm }) =>
        alarm === undefined ? [] : [[...steps.keys()].filter((step) => step <= alarm).length],
      )
      .sort((a, b) => a - b);
    const quantile = (p: number) => String(at[Math.min(at.length - 1, Math.floor(p * at.length))] ?? '–');
    return [
      `\`time < anchor + ${Math.round((limit - 1) * 100)}%\``,
      percent(still.filter(({ alarm }) => alarm !== undefined).length, YEARS),
      percent(at.length, YEARS),
      quantile(0.5),
      quantile(0.95),
      digits((100 * drifting.reduce((sum, { direct }) => sum + direct, 0)) / (YEARS * COMMITS)),
    ];
  });
  return markdownTable(
    [
      'budget',
      'unchanged years with an alarm, %',
      'drifting years with one, %',
      'at step, median',
      '95 %',
      'pushes beside the anchor, %',
    ],
    rows,
  );
}

interface Score {
  hits: number;
  false: number;
  missed: number;
}

/** Each step has to be found at its own commit; Otava may be a few commits off, as its window allows. */
function score(
  found: readonly number[],
  steps: ReadonlyMap<number, number>,
  within: number,
  total: Score,
): void {
  const left = new Set(steps.keys());
  for (const commit of found) {
    const step = [...left].find((each) => Math.abs(each - commit) <= within);
    if (step === undefined) total.false++;
    else {
      left.delete(step);
      total.hits++;
    }
  }
  total.missed += left.size;
}

function pointsTable(): string {
  const steps = everySo(JUMPS.steps, JUMPS.size);
  const years = Array.from({ length: SERIES }, (_, i) => play(steps, 1.1, seededRandom('jumps', i)));
  const own: Score = { hits: 0, false: 0, missed: 0 };
  for (const year of years) {
    const found = year.links.filter(
      ([commit, beside, said]) =>
        beside === commit - 1 &&
        isChangePoint({ benchmark: 'b', budget: null, verdict: 'pass', beside: 'x', ...said }),
    );
    score(
      found.map(([commit]) => commit),
      steps,
      0,
      own,
    );
  }
  const rows = [['Pacegate: the measured change of that very commit', ...scored(own)]];
  const python = process.argv[process.argv.indexOf('--otava') + 1];
  if (process.argv.includes('--otava') && python !== undefined) {
    const series = {
      'Apache Otava, values of machines that differ by 30 %': years.map(({ values }) => values),
      'Apache Otava, values of one machine': years.map(({ links }, i) =>
        oneMachine(steps, links.length + 1, i),
      ),
    };
    for (const [name, values] of Object.entries(series)) {
      const total: Score = { hits: 0, false: 0, missed: 0 };
      for (const found of askOtava(python, values)) score(found, steps, 5, total);
      rows.push([`${name}, ± 5 commits`, ...scored(total)]);
    }
  }
  return markdownTable(['', 'found', 'missed', 'false', 'F1'], rows);
}

/** What one machine would show of such a year, where sessions differ as the two sides of a recorded comparison do. */
function oneMachine(steps: ReadonlyMap<number, number>, commits: number, seed: number): number[] {
  const random = seededRandom('one', seed);
  let level = 1;
  return Array.from({ length: commits }, (_, commit) => {
    level *= steps.get(commit) ?? 1;
    const pool = unchanged[seed % unchanged.length] as readonly Said[];
    return level * (pool[random.below(pool.length)]?.ratio ?? 1);
  });
}

function askOtava(python: string, series: readonly (readonly number[])[]): number[][] {
  const output = execFileSync(python, ['-c', OTAVA], {
    input: JSON.stringify(series),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(output.split('\n').findLast((line) => line.startsWith('[')) ?? '[]') as number[][];
}

const OTAVA = `
import json, sys
from otava.series import Metric, Series
found = []
for values in json.load(sys.stdin):
    series = Series("b", None, list(range(len(values))), {"time": Metric(-1, 1.0)}, {"time": values}, {})
    points = series.analyze().change_points["time"]
    found.append([int(point.index) for point in points])
print(json.dumps(found))
`;

function scored({ hits, false: wrong, missed }: Score): string[] {
  return [String(hits), String(missed), String(wrong), digits((2 * hits) / (2 * hits + wrong + missed))];
}

const tables = { drift: driftTable(), points: pointsTable() };
for (const [name, table] of Object.entries(tables)) {
  console.log(`${name}\n\n${table}\n`);
  if (process.argv.includes('--write')) writeSection('history.md', `drift:${name}`, table);
}
