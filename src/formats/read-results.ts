/** Reads a results file of any known format. */
import type { ResultsFormat } from '../samples/benchmark-spec.ts';
import { parseAsv } from './asv.ts';
import { parseHyperfine } from './hyperfine.ts';
import { parseK6 } from './k6.ts';
import { parseLocust } from './locust.ts';
import { uniqueNames } from './names.ts';
import { parsePacegate } from './pacegate.ts';
import { parsePyperf } from './pyperf.ts';
import { parsePytestBenchmark } from './pytest-benchmark.ts';
import { failureOf, type Results, type ResultsText, Unreadable } from './reading.ts';

const PARSERS: Readonly<Record<ResultsFormat, (file: ResultsText) => Results>> = {
  'pytest-benchmark': parsePytestBenchmark,
  pyperf: parsePyperf,
  asv: parseAsv,
  hyperfine: parseHyperfine,
  k6: parseK6,
  locust: parseLocust,
  pacegate: parsePacegate,
};

/** Never throws on a bad file: what is wrong with it is the `failure`. */
export function readResults(format: ResultsFormat, file: ResultsText): Results {
  try {
    const results = PARSERS[format](file);
    return { ...results, benchmarks: uniqueNames(results.benchmarks) };
  } catch (error) {
    if (error instanceof Unreadable) return { benchmarks: [], failure: failureOf(error) };
    throw error;
  }
}
