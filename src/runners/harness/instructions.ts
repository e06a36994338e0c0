/**
 * `instructions`: how many machine instructions a call executes, counted by valgrind's cachegrind. Whole processes are
 * counted, one of N calls and one of 2 N; what starting, importing and preparing costs is in both, and their
 * difference is N calls.
 *
 * The count hardly varies, but unrelated live objects on the heap move a tight loop's by up to 4.6 %: by where they leave
 * the allocator. So the harness puts it into a state that does not hang on them (harness/pacegate_harness/timed/ballast.py), in each
 * block with other objects, the same for both sides, and the median over blocks is judged. The hash seed is 0 and
 * the garbage collector is off.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../samples/measurements.ts';
import { failureOf, withTail } from '../processes/process-failure.ts';
import type { Measured, ProcessRequest } from '../runner.ts';
import { runHarness } from './harness.ts';
import { every, first } from './harness-records.ts';

/** Seconds of calls, as they take without valgrind, in the smaller of the two processes. */
const SECONDS = 0.02;
const MOST_CALLS = 20_000;

export type Counted = { readonly metric: Measured['metrics'][string] } | { readonly failure: Failure };

/**
 * @param work the same that the timed process was told
 * @param secondsPerCall median wall time of a call, from the timed process
 */
export async function countInstructions(
  request: ProcessRequest,
  work: Readonly<Record<string, unknown>>,
  secondsPerCall: number,
): Promise<Counted> {
  const calls = Math.min(MOST_CALLS, Math.max(1, Math.ceil(SECONDS / secondsPerCall)));
  const few = await countProcess(request, work, calls);
  if (typeof few === 'object') return { failure: few };
  const many = await countProcess(request, work, 2 * calls);
  if (typeof many === 'object') return { failure: many };
  if (many <= few) {
    return {
      failure: { code: 'no-values', message: `${2 * calls} calls took no more instructions than ${calls}.` },
    };
  }
  return { metric: { unit: 'count', better: 'lower', runs: [[(many - few) / calls]] } };
}

async function countProcess(
  request: ProcessRequest,
  work: Readonly<Record<string, unknown>>,
  calls: number,
): Promise<number | Failure> {
  // Names and request are as long for N calls as for 2 N: one letter more leaves another heap, and read up to +7.7 %.
  const written = String(calls).padStart(String(2 * MOST_CALLS).length, '0');
  const output = join(request.scratch, `cachegrind-${written}`);
  // Counting needs no turns, and valgrind lays the memory out itself.
  const { baton: _, layout: __, ...alone } = request;
  const run = await runHarness(
    { ...alone, hashSeed: 0 },
    { ...work, count: written, heap: request.hashSeed, calibration: null },
    `count-${written}`,
    // 3.21 and later simulate no cache by themselves; older ones have to be told.
    [
      'valgrind',
      '--tool=cachegrind',
      '--cache-sim=no',
      '--branch-sim=no',
      `--cachegrind-out-file=${output}.%p`,
    ],
  );
  if ('failure' in run) return run.failure;
  const { end, records } = run;
  if (end.startError !== undefined) {
    return {
      code: 'unsupported',
      message: `Instructions cannot be counted: valgrind could not be started (${end.startError}).`,
      hint: 'Install it, in a workflow with `sudo apt-get install -y valgrind`; it is there for Linux and FreeBSD. Or budget `cpu_time`.',
    };
  }
  const failure = failureOf(end, 'The benchmark, under valgrind,', request.measure.timeout);
  const error = first(records.all, 'error');
  if (error !== undefined && !end.aborted)
    return { code: error.code, message: `Under valgrind: ${error.message}` };
  if (failure !== undefined) return failure;
  const pid = every(records.all, 'counted').at(-1)?.pid;
  const summary = pid && /^summary: *(\d+)/m.exec(await readFile(`${output}.${pid}`, 'utf8').catch(() => ''));
  return summary
    ? Number(summary[1])
    : { code: 'garbage', message: withTail('valgrind told no number of instructions.', end.output) };
}
