/** Reads a results file of any known format. */
import type { ResultsFormat } from '../samples/benchmark-spec.ts';
import { uniqueNames } from './names.ts';
import { failureOf, type Results, type ResultsText, Unreadable } from './reading.ts';
import { parseAsv } from './tools/asv.ts';
import { parseHyperfine } from './tools/hyperfine.ts';
import { parseK6 } from './tools/k6.ts';
import { parseLocust } from './tools/locust.ts';
import { parsePacegate } from './tools/pacegate.ts';
import { parsePyperf } from './tools/pyperf.ts';
import { parsePytestBenchmark } from './tools/pytest-benchmark.ts';

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
