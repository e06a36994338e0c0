/** Which runner stands behind which key of the budget file. */
import type { RunnerSpec } from '../samples/benchmark-spec.ts';
import { createAsvRunner } from './asv.ts';
import { createCallableRunner } from './callable.ts';
import { createCommandRunner } from './command.ts';
import { onlyChosen } from './only-chosen.ts';
import { createPyperfRunner } from './pyperf.ts';
import { createPytestRunner } from './pytest.ts';
import { createResultsRunner } from './results.ts';
import type { Runner } from './runner.ts';
import { createTimeitRunner } from './timeit.ts';
import { advisingVariables } from './withheld-advice.ts';

const RUNNERS: Readonly<Record<RunnerSpec['kind'], () => Runner>> = {
  callable: createCallableRunner,
  timeit: createTimeitRunner,
  command: createCommandRunner,
  pytest: createPytestRunner,
  pyperf: createPyperfRunner,
  asv: createAsvRunner,
  results: createResultsRunner,
};

const made = new Map<RunnerSpec['kind'], Runner>();

export function runnerFor(kind: RunnerSpec['kind']): Runner {
  const runner = made.get(kind) ?? onlyChosen(advisingVariables(RUNNERS[kind]()));
  made.set(kind, runner);
  return runner;
}
