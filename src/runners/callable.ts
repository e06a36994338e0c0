/** `callable` and `timeit`: the built-in harness. One fresh process for each case of a benchmark's parameters. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Failure, Method } from '../samples/measurements.ts';
import { isChosen } from '../samples/names/glob.ts';
import { mergeRecordings, type Recording } from '../samples/recording.ts';
import { runHarness } from './harness/harness.ts';
import { failed, type HarnessOutcome, readOutcome } from './harness/harness-outcome.ts';
import { every, first, type HarnessRecord, type RecordOf } from './harness/harness-records.ts';
import { type Counted, countInstructions } from './harness/instructions.ts';
import { findProjectDirectory } from './processes/project-directory.ts';
import type { Measured, ProcessOutcome, ProcessRequest, Runner } from './runner.ts';

/** What the first process of each case learned. */
interface Calibration {
  readonly cases: readonly (Plan | undefined)[];
}
type Plan = Pick<RecordOf<'calibration'>, 'loops' | 'warmup' | 'value_ns'>;

export function createCallableRunner(): Runner {
  return {
    takesTurns: true,
    records: true,
    measure: (request) => measureCases(request, callableWork(request)),
  };
}

/** Everything of the request that the harness needs to find and call the benchmark. */
function callableWork({ spec, checkout, benchmarksFrom }: ProcessRequest): Record<string, unknown> {
  if (spec.kind !== 'callable') throw new Error(`callable runner was given ${spec.kind}`);
  const colon = spec.target.lastIndexOf(':');
  const [place, attribute] = [spec.target.slice(0, colon), spec.target.slice(colon + 1)];
  if (!place.endsWith('.py')) return { kind: 'callable', source: { module: place }, attribute };
  // The checkout has the benchmark's own files too, laid over the base's; only what is not there comes from elsewhere.
  const own = resolve(checkout.directory, place);
  const project = findProjectDirectory(benchmarksFrom, place);
  return {
    kind: 'callable',
    // Where a repository holds several projects, the benchmark's own one comes first on the path.
    checkout: resolve(checkout.directory, project),
    benchmarks_from: resolve(benchmarksFrom, project),
    source: { file: existsSync(own) ? own : resolve(benchmarksFrom, place) },
    attribute,
  };
}

export async function measureCases(
  request: ProcessRequest,
  work: Readonly<Record<string, unknown>>,
): Promise<ProcessOutcome> {
  const known = request.calibration as Calibration | undefined;
  const plans: (Plan | undefined)[] = [];
  const measured: Measured[] = [];
  const recordings: Recording[] = [];
  const warnings = new Set<string>();
  let insideSeconds = 0;
  let output = '';
  let failure: Failure | undefined;
  let called = 0;
  let cases: RecordOf<'plan'>['cases'] = [{ sub: null, params: {} }];
  for (let index = 0; index < cases.length && failure === undefined; index++) {
    // Which cases there are only the first process tells.
    if (index > 0 && !isChosen(`${request.name}/${cases[index]?.sub}`, request.measure.chosen)) continue;
    called++;
    const run = await runHarness(
      request,
      { ...work, case: index, calibration: known?.cases[index] ?? null },
      String(index),
    );
    if ('failure' in run) return failed(run.failure);
    const { end, records } = run;
    const outcome = readOutcome(end, records, {
      checkout: request.checkout,
      timeout: request.measure.timeout,
    });
    const plan = first(records.all, 'plan');
    if (plan !== undefined) cases = plan.cases;
    recordings.push(...every(records.all, 'recording'));
    plans[index] = known?.cases[index] ?? readPlan(records.all);
    insideSeconds += outcome.insideSeconds;
    for (const warning of outcome.warnings) warnings.add(warning);
    output += end.output;
    const { sub, params } = cases[index] ?? { sub: null, params: {} };
    // Without sub-benchmarks a failure is the whole process's; so is one that no case can escape.
    if (sub === null || plan === undefined || end.aborted) failure = outcome.failure;
    const fingerprint = await fingerprintOf(request, plan?.files ?? [], params);
    const entry = toMeasured(outcome, sub, params, fingerprint, failure === undefined);
    if (entry === undefined) continue;
    const typical = Math.min(...(outcome.metrics.wall_time?.runs[0] ?? []));
    const wanted = request.extraMetrics?.includes('instructions') && outcome.failure === undefined;
    measured.push(
      wanted
        ? addInstructions(entry, await countInstructions(request, { ...work, case: index }, typical))
        : entry,
    );
  }
  // Of a case that was not recorded nothing is known.
  const recording = recordings.length === called ? mergeRecordings(recordings) : undefined;
  return {
    measured,
    ...(recording && { recording }),
    ...(failure && { failure }),
    // A case that failed before it was calibrated must not make all others calibrate again.
    ...(plans.some((plan) => plan !== undefined) && { calibration: { cases: plans } satisfies Calibration }),
    insideSeconds,
    ...(warnings.size > 0 && { warnings: [...warnings] }),
    ...(output !== '' && { output: output.slice(-OUTPUT_CHARACTERS) }),
  };
}

const OUTPUT_CHARACTERS = 64 * 1024;

function toMeasured(
  outcome: HarnessOutcome,
  sub: string | null,
  params: Readonly<Record<string, string>>,
  fingerprint: string,
  tellFailure: boolean,
): Measured | undefined {
  const failure = tellFailure ? outcome.failure : undefined;
  if (failure === undefined && Object.keys(outcome.metrics).length === 0) return undefined;
  const method: Method | undefined = outcome.method && { ...outcome.method, fingerprint };
  return {
    ...(sub !== null && { sub, params }),
    metrics: outcome.metrics,
    ...(method && { method }),
    ...(outcome.answer && { answer: outcome.answer }),
    ...(outcome.turn && { turn: outcome.turn }),
    ...(failure && { failure }),
  };
}

function addInstructions(entry: Measured, counted: Counted): Measured {
  return 'metric' in counted
    ? { ...entry, metrics: { ...entry.metrics, instructions: counted.metric } }
    : { ...entry, unmeasured: { instructions: counted.failure } };
}

function readPlan(records: readonly HarnessRecord[]): Plan | undefined {
  const found = first(records, 'calibration');
  return found && { loops: found.loops, warmup: found.warmup, value_ns: found.value_ns };
}

/** Digest of what is run: the declaration, the variables set for it, the parameters, and the text of the benchmark's own files. */
async function fingerprintOf(
  { spec, measure }: ProcessRequest,
  files: readonly string[],
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return digest(JSON.stringify([spec, params, texts, ...(measure.env ? [measure.env] : [])]));
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
