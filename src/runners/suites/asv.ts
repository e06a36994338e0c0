/** `asv`: the benchmarks of the project's asv.conf.json, found by asv's rules and timed by the harness. */
import type { Failure } from '../../samples/measurements.ts';
import { advisingImports } from '../missing/missing-module.ts';
import type { ProcessOutcome, ProcessRequest, Runner } from '../runner.ts';
import { measureSuite, RECORDS_SUITES } from './suite.ts';

export function createAsvRunner(): Runner {
  return advisingImports({ takesTurns: true, isSuite: true, records: RECORDS_SUITES, measure });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec } = request;
  if (spec.kind !== 'asv') throw new Error(`asv runner was given ${spec.kind}`);
  return measureSuite(request, {
    kind: 'asv',
    what: 'The suite',
    nothingFound: nothingFound(spec.benchmark),
    more: { regex: spec.benchmark },
  });
}

function nothingFound(regex: string): Failure {
  return {
    code: 'no-values',
    message: `No benchmark of the asv suite matches the regular expression ${JSON.stringify(regex.slice(0, 200))}.`,
    hint: 'It is looked for in names such as "search.Suite.time_find(10)", as by `asv run --bench`.',
  };
}
