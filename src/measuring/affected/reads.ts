/** Records what the benchmarks look at where a baseline is saved, for the pull requests that will be compared with it. */
import { type Reads, readsOf } from '../../affected/untouched.ts';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { runnerFor } from '../../runners/registry.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Run } from '../collecting/measure.ts';
import { record } from './affected.ts';

/** By declared name. What cannot be recorded is not there: its pull requests measure it. */
export async function recordReads(
  specs: readonly BenchmarkSpec[],
  run: Run,
): Promise<Readonly<Record<string, Reads>>> {
  const found: Record<string, Reads> = {};
  for (const spec of specs) {
    const isAsked = spec.measure.affected !== 'all' && runnerFor(spec.runner.kind).records === true;
    if (!isAsked || run.signal.aborted || run.time.left() <= 0) continue;
    run.progress.show(`recording what ${spec.name} looks at`);
    const reads = readsIn(await record(spec, run.session.candidate, run));
    if (reads) Object.defineProperty(found, spec.name, { value: reads, enumerable: true });
  }
  return found;
}

function readsIn({ recording, measured, failure }: ProcessOutcome): Reads | undefined {
  if (failure) return undefined;
  if (recording) return readsOf([recording]);
  const called = measured.filter((each) => each.failure?.code !== 'skipped');
  const recordings = called.flatMap((each) => (each.failure ? [] : (each.recording ?? [])));
  return recordings.length === called.length ? readsOf(recordings) : undefined;
}
