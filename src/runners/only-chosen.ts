/** Leaves out what a process yielded of benchmarks that nobody asked for, where the runner could not do so itself. */
import { coversBeginning, isChosen } from '../samples/names/glob.ts';
import type { Measured, ProcessOutcome, Runner } from './runner.ts';

export function onlyChosen(runner: Runner): Runner {
  return {
    ...runner,
    async measure(request) {
      const outcome = await runner.measure(request);
      const { chosen } = request.measure;
      return chosen ? leaveOut(outcome, request.name, chosen) : outcome;
    },
  };
}

function leaveOut(outcome: ProcessOutcome, name: string, chosen: readonly string[]): ProcessOutcome {
  const isWanted = ({ sub, failure }: Pick<Measured, 'sub' | 'failure'>) =>
    failure?.code === 'not-loaded'
      ? chosen.some((glob) => coversBeginning(glob, `${name}/${sub}`))
      : isChosen(sub === undefined ? name : `${name}/${sub}`, chosen);
  return {
    ...outcome,
    measured: outcome.measured.filter(isWanted),
    ...(outcome.members && { members: outcome.members.filter(({ sub }) => isWanted({ sub })) }),
  };
}
