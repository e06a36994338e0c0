/** The review of a pilot: what the gate would have done in the weeks in which it only observed, and what to do now. */

import type { BudgetFile } from '../budgets/model.ts';
import { readBudget } from '../budgets/texts/grammar.ts';
import { addPeriod } from '../budgets/texts/period.ts';
import { proposeBudget, roundLimit } from '../comparison/rule/advice.ts';
import type { Pilot, PilotBudget } from './model.ts';

/** One run of the history: an `Entry` of the store. */
export interface PilotRun {
  readonly created: string;
  readonly verdict?: string;
  readonly history?: readonly PilotRow[];
}

interface PilotRow {
  readonly benchmark: string;
  readonly budget: string | null;
  readonly verdict: string;
  readonly low?: number;
  readonly high?: number;
  readonly estimate?: number;
  readonly unit?: string;
}

/** Runs that long before the gate enforces belong to the pilot: the two weeks that `init` proposes, and as much again. */
const LONGEST = { count: -4, unit: 'week' } as const;
/** The review is shown from so long before that day to so long after it. */
const BEFORE = { count: -3, unit: 'day' } as const;
const AFTER = { count: 2, unit: 'week' } as const;

/** Whether this is a day on which the review is shown: only then is the history worth reading. */
export function isReviewTime({ mode, enforce_from: from }: BudgetFile['gate'], today: string): boolean {
  if (mode === 'observe' || from === undefined) return false;
  return today >= addPeriod(from, BEFORE) && today < addPeriod(from, AFTER);
}

export function reviewPilot(runs: readonly PilotRun[], enforceFrom: string): Pilot {
  const since = addPeriod(enforceFrom, LONGEST);
  const own = runs.filter(({ created, verdict, history }) => {
    const day = created.slice(0, 10);
    // What another tool has kept was never judged.
    return history !== undefined && verdict !== 'imported' && day >= since && day < enforceFrom;
  });
  const rows = own.flatMap(({ history = [] }) => history);
  const groups = new Map<string, PilotRow[]>();
  for (const row of rows.filter(({ budget }) => budget !== null)) {
    const key = JSON.stringify([row.benchmark, row.budget]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return {
    enforce_from: enforceFrom,
    runs: own.length,
    alarms: rows.filter(({ verdict }) => verdict === 'fail').length,
    would_have_failed: own.filter(({ verdict }) => verdict === 'fail' || verdict === 'missing').length,
    budgets: [...groups.values()].flatMap(noteworthy),
  };
}

/** A budget that broke, stayed open, or could be another one. */
function noteworthy(rows: readonly PilotRow[]): PilotBudget[] {
  const [first] = rows;
  if (!first || first.budget === null) return [];
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const [broken, undecided] = [count('fail'), count('inconclusive')];
  const proposed = propose(first.budget, rows);
  if (broken + undecided === 0 && proposed === undefined) return [];
  return [
    {
      benchmark: first.benchmark,
      budget: first.budget,
      runs: rows.filter(({ verdict }) => !UNJUDGED.has(verdict)).length,
      broken,
      undecided,
      ...(proposed !== undefined && { proposed }),
    },
  ];
}

/** What was not judged has not held: the first run of a project has nothing to compare with. */
const UNJUDGED: ReadonlySet<string> = new Set(['incomparable', 'missing', 'new']);

/** Fewer runs say nothing about how much a benchmark varies. */
const FEWEST = 5;
/** Room above what was seen in code that got no slower: half of it again, or a tenth of a value. */
const HEADROOM = { ratio: 1.5, absolute: 1.1 } as const;
/** A budget is loosened where it could not be told, and tightened where half of it would do. */
const MUCH_TIGHTER = 0.5;
/** No smaller margin is proposed: it takes many runs to tell. */
const LEAST_MARGIN = 0.02;

/** A budget that would have held in every run that broke none, by the ends of their intervals. */
function propose(text: string, rows: readonly PilotRow[]): string | undefined {
  const reading = readBudget(text);
  const quiet = rows.filter(
    ({ verdict }) => verdict !== 'fail' && verdict !== 'accepted' && verdict !== 'missing',
  );
  if ('mistake' in reading || quiet.length < FEWEST) return undefined;
  const { metric, op, bound } = reading;
  const upper = op.startsWith('<');
  const open = quiet.some(({ verdict }) => verdict === 'inconclusive');
  if (bound.kind === 'baseline') {
    const ends = quiet.flatMap(({ low, high }) => (upper ? (high ?? []) : (low ?? [])));
    if (ends.length < FEWEST) return undefined;
    const reach = Math.max(...ends.map((end) => (upper ? end - 1 : 1 - end)), 0);
    const margin = Math.max(HEADROOM.ratio * reach, LEAST_MARGIN);
    const now = upper ? bound.ratio : -bound.ratio;
    const isBetter = open ? margin > now : margin <= MUCH_TIGHTER * now;
    if (!isBetter) return undefined;
    return proposeBudget(metric, op, 'ratio', roundLimit(upper ? 1 + margin : 1 - margin, 'ratio', op), '');
  }
  if (bound.kind !== 'absolute' || !open) return undefined;
  const values = quiet.flatMap(({ estimate }) => estimate ?? []);
  const unit = quiet.find((row) => row.unit !== undefined)?.unit;
  if (values.length < FEWEST || unit === undefined) return undefined;
  const worst = upper ? HEADROOM.absolute * Math.max(...values) : Math.min(...values) / HEADROOM.absolute;
  const isLooser = upper ? worst > bound.value : worst < bound.value;
  return isLooser
    ? proposeBudget(metric, op, 'absolute', roundLimit(worst, 'absolute', op), unit)
    : undefined;
}
