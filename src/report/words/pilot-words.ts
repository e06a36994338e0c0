/** The pilot's review in words. */
import type { Pilot, PilotBudget } from '../model.ts';
import { plural } from './numbers.ts';
import type { Voice } from './words.ts';

const LISTED = 10;

/** A heading, and one line each for what is to know. */
export function pilotWords(
  { enforce_from, runs, alarms, would_have_failed, budgets }: Pilot,
  mode: 'enforce' | 'observe',
  voice: Voice,
): { readonly title: string; readonly lines: readonly string[] } {
  const left = budgets.length - LISTED;
  return {
    title: `The pilot's review: ${plural(runs, 'run')} observed, ${would_have_failed} would have failed`,
    lines: [
      runs === 0
        ? 'The history has no run of these weeks: it grows with every push to the default branch. Observe for longer before you enforce.'
        : `${plural(alarms, 'alarm')} in ${plural(runs, 'run')} of the history.`,
      ...budgets.slice(0, LISTED).map((budget) => budgetWords(budget, voice)),
      ...(left > 0 ? [`and ${left} more; report.json has them`] : []),
      mode === 'observe'
        ? `From ${enforce_from} on broken budgets fail the check. To enforce now, write ${voice.name('gate: { mode: enforce }')} in place of ${voice.name('enforce_from')}; to observe for longer, move its day.`
        : `Since ${enforce_from} broken budgets fail the check. The line that says so for good: ${voice.name('gate: { mode: enforce }')}, in place of ${voice.name('enforce_from')}.`,
    ],
  };
}

function budgetWords(
  { benchmark, budget, runs, broken, undecided, proposed }: PilotBudget,
  voice: Voice,
): string {
  const seen = [
    ...(broken > 0 ? [`broken in ${broken} of ${plural(runs, 'run')}`] : []),
    ...(undecided > 0 ? [`undecided in ${undecided} of ${runs}`] : []),
    ...(broken + undecided === 0 ? [`held in all of ${plural(runs, 'run')}`] : []),
  ];
  const instead = proposed === undefined ? '' : `; proposed: ${voice.name(proposed)}`;
  return `${voice.name(benchmark)} ${voice.name(budget)}: ${seen.join(', ')}${instead}`;
}
