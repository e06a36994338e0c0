/** Which tool wrote a results file, told by what it holds. */

import type { ResultsFormat } from '../samples/benchmark-spec.ts';
import { parseLenientJson } from '../samples/lenient-json.ts';
import { get, isObject } from './json.ts';
import { isPointStream } from './tools/k6-points.ts';
import { isLocustCsv } from './tools/locust-csv.ts';

export function detectFormat(text: string): ResultsFormat | undefined {
  if (isLocustCsv(text)) return 'locust';
  if (isPointStream(text)) return 'k6';
  let file: unknown;
  try {
    file = parseLenientJson(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(file)) return file.some((entry) => has(entry, 'num_requests')) ? 'locust' : undefined;
  if (!isObject(file)) return undefined;
  const benchmarks = get(file, 'benchmarks');
  const results = get(file, 'results');
  if (get(file, 'format') === 'pacegate/measurements') return 'pacegate';
  if (has(file, 'result_columns') || (has(file, 'commit_hash') && isObject(results))) return 'asv';
  if (has(file, 'machine_info')) return 'pytest-benchmark';
  if (Array.isArray(benchmarks)) {
    if (benchmarks.some((each) => has(each, 'stats'))) return 'pytest-benchmark';
    return benchmarks.some((each) => has(each, 'runs')) ? 'pyperf' : undefined;
  }
  if (Array.isArray(results)) return results.some((each) => has(each, 'command')) ? 'hyperfine' : undefined;
  return isObject(get(file, 'metrics')) || has(results, 'metrics') ? 'k6' : undefined;
}

function has(value: unknown, key: string): boolean {
  return isObject(value) && Object.hasOwn(value, key);
}
