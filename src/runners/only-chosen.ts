/** Leaves out what a process yielded of benchmarks that are not to be measured, where the runner could not do so itself. */
import type { MeasureOptions } from '../samples/benchmark-spec.ts';
import { coversBeginning, isChosen } from '../samples/names/glob.ts';
import { fullName } from '../samples/names/sub-names.ts';
import type { Measured, ProcessOutcome, Runner } from './runner.ts';

export function onlyChosen(runner: Runner): Runner {
  return {
    ...runner,
    async measure(request) {
      const outcome = await runner.measure(request);
      const { chosen, spared } = request.measure;
      return chosen || spared ? leaveOut(outcome, request.name, request.measure) : outcome;
    },
  };
}

function leaveOut(outcome: ProcessOutcome, name: string, { chosen, spared }: MeasureOptions): ProcessOutcome {
  const left = new Set(spared);
  const isWanted = ({ sub, failure }: Pick<Measured, 'sub' | 'failure'>) => {
    const full = fullName(name, sub);
    if (failure?.code === 'not-loaded') return chosen?.some((glob) => coversBeginning(glob, full)) ?? true;
    return isChosen(full, chosen) && !left.has(full);
  };
  return {
    ...outcome,
    measured: outcome.measured.filter(isWanted),
    ...(outcome.members && { members: outcome.members.filter(({ sub }) => isWanted({ sub })) }),
  };
}
