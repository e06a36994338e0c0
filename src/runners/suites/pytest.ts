/** `pytest`: pytest's own process, in which the `benchmark` fixture is Pacegate's. */
import type { Failure } from '../../samples/measurements.ts';
import { advisingImports } from '../missing/missing-module.ts';
import type { ProcessOutcome, ProcessRequest, Runner } from '../runner.ts';
import { measureSuite, RECORDS_SUITES } from './suite.ts';

export function createPytestRunner(): Runner {
  return advisingImports({ takesTurns: true, isSuite: true, records: RECORDS_SUITES, measure });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec } = request;
  if (spec.kind !== 'pytest') throw new Error(`pytest runner was given ${spec.kind}`);
  return measureSuite(request, {
    kind: 'pytest',
    what: 'pytest',
    nothingFound: NOTHING_FOUND,
    args: spec.args,
    needs: 'pytest',
  });
}

const NOTHING_FOUND: Failure = {
  code: 'no-values',
  message: 'pytest found no test that takes the `benchmark` fixture or is marked `@pytest.mark.benchmark`.',
  hint: 'See which tests the arguments select: `pytest --collect-only` with the same arguments.',
};
