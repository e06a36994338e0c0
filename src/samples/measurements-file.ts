/**
 * Measurement files, `candidate.json` and `baseline.json`. Reading checks by hand what a schema library would take
 * seconds for: a file of 1,000 benchmarks × 20 processes × 50 values is 25 MB, and `compare` reads two. What makes the
 * file as a whole unusable is a `UsageError` with the place in it; what concerns one benchmark – NaN, null, an empty or
 * missing list – becomes a failure of that benchmark, so that it is judged `missing` and never passes.
 */
import { UsageError } from '../errors.ts';
import { readAnswer } from './answer.ts';
import type { Environment } from './environment.ts';
import { parseLenientJson } from './lenient-json.ts';
import type {
  Benchmark,
  CommitInfo,
  Failure,
  FailureCode,
  Measurements,
  Method,
  Metric,
  Run,
} from './measurements.ts';
import { findRepeatedKey, inWords } from './repeated-key.ts';

const FORMAT = 'pacegate/measurements';
const VERSION = 1;
const LONGEST_NAME = 1_000;

/** Metrics that can be no negative number. Those that a benchmark reports itself can. */
const NEVER_NEGATIVE = new Set([
  'wall_time',
  'call_time',
  'cpu_time',
  'peak_memory',
  'instructions',
  'throughput',
]);
const FAILURE_CODES: ReadonlySet<string> = new Set<FailureCode>([
  'crashed',
  'not-loaded',
  'killed',
  'timed-out',
  'no-values',
  'never-awaited',
  'only-summaries',
  'averaged',
  'too-short',
  'not-a-number',
  'garbage',
  'wrong-code',
  'setup-failed',
  'one-side-only',
  'absent',
  'wrong-unit',
  'new',
  'skipped',
  'unsupported',
  'out-of-time',
  'share-missing',
  'interrupted',
]);

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * @param file its path, for messages
 * @throws UsageError when it is no measurement file, of an unknown version, cut off, or names a benchmark twice
 */
export function parseMeasurements(text: string, file: string): Measurements {
  const wrong = (message: string, hint?: string): never => {
    throw new UsageError(`${file}: ${message}`, hint === undefined ? {} : { hint });
  };
  const json = parseJson(text, wrong);
  if (!isObject(json)) return wrong(`expected a measurement file, found ${describe(json)}.`, HOW_TO_GET_ONE);
  if (json.format !== FORMAT) {
    return wrong(
      `\`format\` is ${describe(json.format)}; a measurement file says "${FORMAT}".`,
      HOW_TO_GET_ONE,
    );
  }
  if (json.version !== VERSION) {
    const newer = typeof json.version === 'number' && json.version > VERSION;
    return wrong(
      `\`version\` is ${describe(json.version)}; this Pacegate reads version ${VERSION}.`,
      newer ? 'Use a newer Pacegate, or measure again with this one.' : 'Measure again with this Pacegate.',
    );
  }
  const session = json.session;
  if (typeof session !== 'string' || session === '') return wrong('`session` must be a text.');
  const created = json.created ?? '';
  if (typeof created !== 'string') return wrong('`created` must be a date and time, 2026-11-22T13:00:00Z.');
  if (!Array.isArray(json.benchmarks)) return wrong('`benchmarks` must be a list.');
  const taken = new Map<string, number>();
  const benchmarks = json.benchmarks.map((value: unknown, index): Benchmark => {
    const path = `benchmarks[${index}]`;
    if (!isObject(value)) return wrong(`${path}: expected an object, found ${describe(value)}.`);
    const { name } = value;
    if (typeof name !== 'string' || name === '') return wrong(`${path}.name must be a text.`);
    if (name.length > LONGEST_NAME)
      return wrong(`${path}.name has ${name.length} characters; at most ${LONGEST_NAME} are allowed.`);
    const before = taken.get(name);
    if (before !== undefined)
      return wrong(
        `benchmarks[${before}] and ${path} have the same name, ${describe(name)}.`,
        'Names must differ.',
      );
    taken.set(name, index);
    return readBenchmark(name, value, path);
  });
  const commit = readCommit(json.commit);
  return {
    format: FORMAT,
    version: VERSION,
    session,
    created,
    ...(commit && { commit }),
    environment: readEnvironment(json.environment),
    benchmarks,
    ...(typeof json.seed === 'string' && { seed: json.seed }),
    ...(isObject(json.sessions) && { sessions: mapValues(json.sessions, readEnvironment) }),
    ...(isObject(json.spent) && { spent: readSpent(json.spent) }),
  };
}

const HOW_TO_GET_ONE =
  '`pacegate measure --out DIR` writes one (candidate.json); files of other tools are read by a `results:` benchmark.';

function parseJson(text: string, wrong: (message: string, hint?: string) => never): unknown {
  if (text.trim() === '') return wrong('the file is empty.', HOW_TO_GET_ONE);
  let json: unknown;
  try {
    json = parseLenientJson(text);
  } catch (error) {
    return wrong(`it is not JSON, or was cut off: ${(error as Error).message.slice(0, 200)}.`);
  }
  const repeated = findRepeatedKey(text);
  return repeated ? wrong(`${inWords(repeated)}.`, 'Measure again, or take the wrong value out.') : json;
}

function readBenchmark(name: string, value: JsonObject, path: string): Benchmark {
  const failures: Failure[] = readFailures(value.failures);
  const metrics: [string, Metric][] = [];
  if (!isObject(value.metrics) || Object.keys(value.metrics).length === 0) {
    if (failures.length === 0)
      failures.push({ code: 'no-values', message: `${path}.metrics holds no metric.` });
  } else {
    for (const metricName of Object.keys(value.metrics)) {
      const metricPath = `${path}.metrics.${metricName.slice(0, 100)}`;
      const metric = readMetric(metricName, value.metrics[metricName], metricPath, failures);
      if (metric) metrics.push([metricName, metric]);
    }
  }
  const params = isObject(value.params) ? textsOf(value.params) : undefined;
  const method = isObject(value.method) ? readMethod(value.method) : undefined;
  const answer = readAnswer(value.answer);
  const dataset = isObject(value.dataset) ? readDataset(value.dataset) : undefined;
  return {
    name,
    ...(params && { params }),
    metrics: Object.fromEntries(metrics),
    ...(method && { method }),
    ...(answer && { answer }),
    ...(typeof value.session === 'string' && { session: value.session }),
    ...(dataset && { dataset }),
    ...(isObject(value.unmeasured) && { unmeasured: readUnmeasured(value.unmeasured) }),
    ...(failures.length > 0 && { failures }),
  };
}

function readUnmeasured(value: JsonObject): Record<string, Failure> {
  const names = Object.keys(value).filter((name) => !(name in Object.prototype));
  return Object.fromEntries(
    names.flatMap((name) => readFailures([value[name]]).map((failure) => [name, failure] as const)),
  );
}

function readMetric(name: string, value: unknown, path: string, failures: Failure[]): Metric | undefined {
  const fail = (code: FailureCode, message: string): undefined => {
    failures.push({ code, message });
    return undefined;
  };
  if (name.length > 100 || name in Object.prototype) return fail('garbage', `${path}: no name for a metric.`);
  if (!isObject(value)) return fail('garbage', `${path}: expected an object, found ${describe(value)}.`);
  const { unit, better, runs } = value;
  if (typeof unit !== 'string' || unit.length > 100)
    return fail('garbage', `${path}.unit must be a text, such as "s".`);
  if (better !== 'lower' && better !== 'higher')
    return fail('garbage', `${path}.better must be "lower" or "higher", not ${describe(better)}.`);
  if (!Array.isArray(runs) || runs.length === 0)
    return fail('no-values', `${path}.runs holds no run: nothing was measured.`);
  const least = NEVER_NEGATIVE.has(name) ? 0 : Number.NEGATIVE_INFINITY;
  const good: Run[] = [];
  for (let i = 0; i < runs.length; i++) {
    const run: unknown = runs[i];
    const problem = isObject(run) ? badValue(run.values, least) : describe(run);
    if (problem === undefined) good.push(readRun(run as JsonObject, i));
    else if (problem === 'empty')
      fail('no-values', `${path}.runs[${i}].values is empty: nothing was measured.`);
    else fail('not-a-number', `${path}.runs[${i}]${isObject(run) ? `.values${problem}` : ` is ${problem}`}.`);
    if (failures.length > 20) break; // enough to see what is wrong
  }
  return good.length > 0 ? { unit, better, runs: good } : undefined;
}

/** What is wrong with a list of values; undefined when nothing is. The one loop that sees every number. */
function badValue(values: unknown, least: number): string | undefined {
  if (!Array.isArray(values)) return ` is ${describe(values)}, not a list`;
  if (values.length === 0) return 'empty';
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value === 'number' && value >= least && value > -Infinity && value < Infinity) continue;
    return `[${i}] is ${describe(value)}, not a ${least === 0 ? 'number of at least 0' : 'finite number'}`;
  }
  return undefined;
}

function readRun(run: JsonObject, index: number): Run {
  const { order, block, turn } = run;
  return {
    order: typeof order === 'number' && Number.isFinite(order) ? order : index,
    ...(typeof block === 'number' && Number.isFinite(block) && { block }),
    ...(typeof turn === 'number' && turn >= 1 && { turn }),
    values: run.values as number[],
  };
}

function readFailures(value: unknown): Failure[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ code: 'garbage', message: '`failures` is no list.' }];
  return value.map((entry: unknown): Failure => {
    if (!isObject(entry)) return { code: 'garbage', message: 'A failure that says nothing.' };
    const { code, message, hint, order } = entry;
    return {
      code: typeof code === 'string' && FAILURE_CODES.has(code) ? (code as FailureCode) : 'garbage',
      message: typeof message === 'string' ? message : '',
      ...(typeof hint === 'string' && { hint }),
      ...(typeof order === 'number' && { order }),
    };
  });
}

function readMethod(value: JsonObject): Method {
  const number = (key: 'loops' | 'warmup' | 'neverSteady' | 'resolution') =>
    isCount(value[key]) ? { [key]: value[key] } : {};
  const { gc, overhead, fingerprint } = value;
  return {
    ...number('loops'),
    ...number('warmup'),
    ...((gc === 'enabled' || gc === 'disabled') && { gc }),
    ...number('neverSteady'),
    ...(isObject(overhead) &&
      isCount(overhead.seconds) &&
      isCount(overhead.share) && { overhead: { seconds: overhead.seconds, share: overhead.share } }),
    ...number('resolution'),
    ...(typeof fingerprint === 'string' && { fingerprint }),
  };
}

function readDataset(value: JsonObject): Benchmark['dataset'] {
  const { name, digest, bytes, rows } = value;
  if (typeof name !== 'string') return undefined;
  return {
    name,
    ...(typeof digest === 'string' && { digest }),
    ...(isCount(bytes) && { bytes }),
    ...(isCount(rows) && { rows }),
  };
}

function readCommit(value: unknown): CommitInfo | undefined {
  if (!isObject(value) || typeof value.id !== 'string') return undefined;
  const { id, ref, dirty } = value;
  return { id, ...(typeof ref === 'string' && { ref }), dirty: dirty === true };
}

function readEnvironment(value: unknown): Environment {
  if (!isObject(value)) return {};
  const facts = Object.entries(value).filter(
    ([, fact]) =>
      typeof fact === 'string' ||
      typeof fact === 'boolean' ||
      (typeof fact === 'number' && Number.isFinite(fact)),
  );
  return Object.fromEntries(facts) as Environment;
}

function readSpent(value: JsonObject): Record<string, number> {
  return mapValues(value, (seconds) => (isCount(seconds) ? seconds : 0));
}

/** Through entries, so that a key `__proto__` is a key like any other. */
function mapValues<T>(object: JsonObject, change: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function textsOf(value: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [key, typeof text === 'string' ? text : JSON.stringify(text)]),
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * The text of a measurement file, in pieces of one benchmark each, so that it never stands in memory as a whole. The
 * same measurements always give the same bytes: keys have a fixed order, metrics theirs, numbers are exact.
 */
export function* renderMeasurements(measurements: Measurements): Generator<string> {
  const { format, version, session, created, commit, environment, seed, sessions, spent, benchmarks } =
    measurements;
  const head = {
    ...{ format, version, session, created, commit, environment: sorted(environment), seed },
    ...(sessions && { sessions: sorted(sessions) }),
    ...(spent && { spent: sorted(spent) }),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"benchmarks":[`;
  let separator = '\n';
  for (const {
    metrics,
    name,
    params,
    method,
    answer,
    session,
    dataset,
    unmeasured,
    failures,
  } of benchmarks) {
    const rest = { name, params, method, answer, session, dataset, unmeasured, failures };
    yield `${separator}{${JSON.stringify(rest).slice(1, -1)},"metrics":{`;
    let comma = '';
    for (const metricName of Object.keys(metrics).sort(compareMetricNames)) {
      const { unit, better, runs } = metrics[metricName] as Metric;
      const ordered = runs.map(({ order, block, turn, values }) => ({ order, block, turn, values }));
      yield `${comma}\n${JSON.stringify(metricName)}:${JSON.stringify({ unit, better, runs: ordered })}`;
      comma = ',';
    }
    yield '}}';
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Hands the text of a measurement file to `sink` piece by piece, waiting for each. */
export async function writeMeasurements(
  measurements: Measurements,
  sink: (piece: string) => void | Promise<void>,
): Promise<void> {
  for (const piece of renderMeasurements(measurements)) await sink(piece);
}

const FIRST_METRICS = ['wall_time', 'cpu_time', 'peak_memory'];

function compareMetricNames(a: string, b: string): number {
  const rank = (name: string) => (FIRST_METRICS.includes(name) ? FIRST_METRICS.indexOf(name) : Infinity);
  if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
