/** Which runner stands behind which key of the budget file. */
import type { RunnerSpec } from '../samples/benchmark-spec.ts';
import { createCallableRunner } from './callable.ts';
import { createCommandRunner } from './command.ts';
import { onlyChosen } from './only-chosen.ts';
import { advisingVariables } from './processes/withheld-advice.ts';
import { createResultsRunner } from './results.ts';
import type { Runner } from './runner.ts';
import { createAsvRunner } from './suites/asv.ts';
import { createPyperfRunner } from './suites/pyperf.ts';
import { createPytestRunner } from './suites/pytest.ts';
import { createTimeitRunner } from './timeit.ts';

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
