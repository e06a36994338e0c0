/** Calls every benchmark once, on the candidate's side: enough to see what is missing, and nothing is measured. */
import type { BenchmarkSpec } from '../budgets/model.ts';
import { holdResults } from '../checkouts/own/results-lock.ts';
import { createScratch } from '../checkouts/own/scratch.ts';
import { runnerFor } from '../runners/registry.ts';
import type { ProcessOutcome, ProcessRequest } from '../runners/runner.ts';
import type { Failure } from '../samples/measurements.ts';
import { fullName } from '../samples/names/sub-names.ts';
import { measureThrough } from './blocks/through.ts';
import type { Session } from './sides/session.ts';

/** How one benchmark went: `seconds` of its first call, where it has wall times, or why it could not be called. */
export interface Tried {
  readonly name: string;
  readonly seconds?: number;
  readonly failure?: Failure;
}

interface Around {
  readonly session: Session;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export async function tryOnce(spec: BenchmarkSpec, { session, env, signal }: Around): Promise<Tried[]> {
  const failure = session.broken(spec.name, 'candidate');
  if (failure) return [{ name: spec.name, failure }];
  let calibration: unknown;
  // One of a suite that ends the process takes only itself: the others are called in the next one.
  const [outcome] = await measureThrough(undefined, async (wanted) => {
    const one = await callOnce(spec, { session, env, signal }, wanted && { wanted, calibration });
    calibration ??= one.calibration;
    return [one];
  });
  return tell(spec.name, outcome as ProcessOutcome);
}

async function callOnce(
  spec: BenchmarkSpec,
  { session, env, signal }: Around,
  rest: Pick<ProcessRequest, 'wanted' | 'calibration'> | undefined,
): Promise<ProcessOutcome> {
  await using scratch = await createScratch();
  const { directory } = session.candidate;
  await using _ =
    spec.runner.kind === 'results' ? await holdResults(directory, spec.runner.file, { signal }) : undefined;
  return await runnerFor(spec.runner.kind).measure({
    name: spec.name,
    spec: spec.runner,
    measure: spec.measure,
    checkout: session.candidate,
    benchmarksFrom: session.candidate.directory,
    hashSeed: 0,
    budgetSeconds: 0,
    once: true,
    scout: true,
    signal,
    scratch: scratch.directory,
    env,
    ...rest,
  });
}

function tell(name: string, { measured, failure }: ProcessOutcome): Tried[] {
  const tried = measured.map(({ sub, metrics, failure: own }): Tried => {
    const seconds = metrics.wall_time?.runs[0]?.[0];
    return {
      name: fullName(name, sub),
      ...(seconds !== undefined && { seconds }),
      ...(own && { failure: own }),
    };
  });
  return failure ? [...tried, { name, failure }] : tried;
}
