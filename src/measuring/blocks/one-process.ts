/** Starts one fresh process of a benchmark, or of a suite, on one side. */
import { holdResults } from '../../checkouts/own/results-lock.ts';
import { createScratch } from '../../checkouts/own/scratch.ts';
import type { Baton } from '../../runners/harness/baton.ts';
import type { MemoryLayout } from '../../runners/harness/memory-layout.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Checkout } from '../../samples/checkout.ts';
import type { Block, BlockRequest } from './block-request.ts';

/** How this process is measured. */
export interface How {
  readonly budgetSeconds: number;
  readonly baton?: Baton;
  readonly layout?: MemoryLayout | undefined;
  readonly scout?: boolean;
  readonly wanted?: readonly string[];
  /** In place of what is known of the benchmark. */
  readonly calibration?: unknown;
}

/** So many blocks show what differs from process to process; further ones are asked only where that costs next to nothing. */
const ANSWERED_BLOCKS = 3;

export async function measureProcess(
  request: BlockRequest,
  block: Block,
  checkout: Checkout,
  how: How,
): Promise<ProcessOutcome> {
  const { approach, hashSeed, deadline } = block;
  const { name, runner, measure, extraMetrics, singleCalls } = approach.declared;
  const failure = request.broken?.(name, checkout.side);
  if (failure) return { measured: [], failure };
  await using scratch = await createScratch();
  const { layout, ...rest } = how;
  const signal = AbortSignal.any([request.signal, deadline]);
  const onWait = () =>
    request.progress.say(`${name}: waiting for another run, which writes the same results file`);
  await using _ =
    runner.kind === 'results'
      ? await holdResults(checkout.directory, runner.file, { signal, onWait })
      : undefined;
  return await request.runnerFor(runner.kind).measure({
    name,
    spec: runner,
    measure,
    checkout,
    benchmarksFrom: request.benchmarksFrom,
    hashSeed,
    ...(approach.calibration !== undefined && { calibration: approach.calibration }),
    signal,
    scratch: scratch.directory,
    ...(request.runnerFor(runner.kind).takesTurns && { cache: await block.caches.of(name, checkout.side) }),
    answer: block.before < ANSWERED_BLOCKS ? 'always' : 'cheap',
    ...rest,
    ...(layout && { layout }),
    ...(extraMetrics.length > 0 && !how.scout && { extraMetrics }),
    ...(singleCalls && !how.scout && { singleCalls }),
  });
}

/** Whether the time was over, or the run interrupted, before the process had measured. */
export function wasCutShort(
  { failure }: ProcessOutcome,
  { deadline }: Pick<Block, 'deadline'>,
  { signal }: Pick<BlockRequest, 'signal'>,
): boolean {
  return failure?.code === 'interrupted' && (deadline.aborted || signal.aborted);
}
