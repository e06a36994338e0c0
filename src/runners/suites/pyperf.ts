/** `pyperf`: a script with a `pyperf.Runner`, whose benchmarks Pacegate measures in the script's own process. */
import type { Failure } from '../../samples/measurements.ts';
import { advisingImports } from '../missing/missing-module.ts';
import type { ProcessOutcome, ProcessRequest, Runner } from '../runner.ts';
import { measureSuite, RECORDS_SUITES } from './suite.ts';

export function createPyperfRunner(): Runner {
  return advisingImports({
    takesTurns: true,
    isSuite: true,
    records: RECORDS_SUITES,
    keepsOrder: true,
    measure,
  });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec } = request;
  if (spec.kind !== 'pyperf') throw new Error(`pyperf runner was given ${spec.kind}`);
  return measureSuite(request, {
    kind: 'pyperf',
    what: 'The script',
    nothingFound: NOTHING_FOUND,
    args: spec.script,
    needs: 'pyperf',
  });
}

const NOTHING_FOUND: Failure = {
  code: 'no-values',
  message: 'The script ended well, but measured nothing with pyperf.',
  hint: 'The script must create a `pyperf.Runner()` and call one of its `bench_…` methods.',
};
