/** Runs the command line on all ways of one runner at once, and says of each way what became of it and of its twin. */
import { join } from 'node:path';
import { type Judged, judge, type Result } from '../suites/judge.ts';
import { MODULES, nameOf } from './benchmarks.ts';
import { prepare } from './repository.ts';
import type { Combination, Install, Layout, Runner, Way } from './ways.ts';

export type Cell = readonly [Layout, Install, Runner];

export interface Outcome extends Combination {
  readonly slower: string;
  readonly twin: string;
  /** Why, where it is anything but `fail` and `pass`. */
  readonly reasons?: readonly string[];
}

export interface Trial {
  readonly outcomes: readonly Outcome[];
  /** Whether the command's exit status was what its verdicts say. */
  readonly exitFits: boolean;
  readonly seconds: number;
}

/** What is left undecided is measured once more, alone and for longer: on a busy machine that is no hole yet. */
export async function tryCell(cell: Cell, ways: readonly Way[], scratch: string): Promise<Trial> {
  const first = await tryOnce(cell, ways, scratch, '20 s');
  const open = first.outcomes.filter(isOpen).map(({ way }) => way);
  if (open.length === 0) return first;
  // A process of `results` measures all of them, and the time is for all.
  const longer = cell[2] === 'results' ? '240 s' : '90 s';
  const again = await tryOnce(cell, open, scratch, longer);
  return {
    outcomes: first.outcomes.map(
      (outcome) => again.outcomes.find(({ way }) => way === outcome.way) ?? outcome,
    ),
    exitFits: first.exitFits && again.exitFits,
    seconds: first.seconds + again.seconds,
  };
}

async function tryOnce(cell: Cell, ways: readonly Way[], scratch: string, maxTime: string): Promise<Trial> {
  const directory = await prepare(cell, ways, scratch, maxTime);
  const judged = await judge(directory, join(scratch, 'output.txt'));
  const [layout, install, runner] = cell;
  const outcomes = ways.map((way) => ({ layout, install, runner, way, ...outcomeOf(way, judged) }));
  return { outcomes, exitFits: fits(judged), seconds: judged.seconds };
}

function outcomeOf(way: Way, { results, exit }: Judged): Pick<Outcome, 'slower' | 'twin' | 'reasons'> {
  const found = MODULES.map((module): Result => {
    const name = nameOf(module, way);
    const own = results.filter(({ benchmark }) => benchmark.endsWith(name));
    const whole = results.filter(({ benchmark, verdict }) => benchmark === 'suite' && verdict === 'missing');
    const nothing = { benchmark: name, verdict: `exit ${exit}`, reason: 'The report has no such benchmark.' };
    return own[0] ?? whole[0] ?? nothing;
  });
  const [slower, twin] = found as [Result, Result];
  const odd = [slower.verdict !== 'fail' && slower.reason, !PASSES.has(twin.verdict) && twin.reason];
  const reasons = odd.filter((reason) => reason !== false);
  return { slower: slower.verdict, twin: twin.verdict, ...(reasons.length > 0 && { reasons }) };
}

const PASSES = new Set(['pass', 'improved']);
const OPEN = new Set(['inconclusive', 'incomparable']);
const isOpen = ({ slower, twin }: Outcome) => OPEN.has(slower) || OPEN.has(twin);

/** `refused`: nothing was told of either, with exit status 3, as where both sides would run one side's code. */
export const KINDS = ['right', 'refused', 'open', 'false green', 'false red'] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf({ slower, twin }: Outcome): Kind {
  if (slower === 'missing' && twin === 'missing') return 'refused';
  // Exit status 0 for what is five times as slow.
  if (!['fail', 'missing', ...OPEN].includes(slower)) return 'false green';
  if (!PASSES.has(twin) && !OPEN.has(twin)) return 'false red';
  return OPEN.has(slower) || OPEN.has(twin) ? 'open' : 'right';
}

function fits({ results, exit }: Judged): boolean {
  const verdicts = results.map(({ verdict }) => verdict);
  const expected = verdicts.includes('fail') ? 1 : verdicts.includes('missing') ? 3 : 0;
  return results.length === 0 ? exit === 3 : exit === expected;
}
