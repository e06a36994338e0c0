/** The review of a pilot, from the runs that the store remembers. */
import type { Pilot } from '../../report/model.ts';
import { isReviewTime, reviewPilot } from '../../report/pilot.ts';
import type { BaselineStore } from '../../stores/store.ts';
import type { Plan } from '../plan-run.ts';

const RUNS = 200;

/** Read only in the days in which it is shown. A history that cannot be read takes no verdict away. */
export async function readPilot(
  { budgets, judging }: Plan,
  openStore: () => Promise<BaselineStore>,
): Promise<Pilot | undefined> {
  const { enforce_from: from } = budgets.gate;
  if (from === undefined || !isReviewTime(budgets.gate, judging.today)) return undefined;
  try {
    return reviewPilot(await (await openStore()).summaries({ limit: RUNS }), from);
  } catch {
    return undefined;
  }
}
