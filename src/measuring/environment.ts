/** Facts of the machine and interpreter, asked before anything is measured: a stored baseline is looked up by them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTimeitRunner } from '../runners/timeit.ts';
import type { MeasureOptions } from '../samples/benchmark-spec.ts';
import type { Checkout } from '../samples/checkout.ts';
import type { Environment } from '../samples/environment.ts';

/** Runs `pass` once in the harness; empty where the interpreter cannot be started (measuring will then say why). */
export async function describeEnvironment(
  measure: MeasureOptions,
  checkout: Checkout,
  signal: AbortSignal,
): Promise<Environment> {
  const scratch = await mkdtemp(join(tmpdir(), 'pacegate-facts-'));
  try {
    const outcome = await createTimeitRunner().measure({
      name: 'environment',
      spec: { kind: 'timeit', stmt: 'pass' },
      measure,
      checkout,
      benchmarksFrom: checkout.directory,
      hashSeed: 0,
      calibration: { cases: [{ loops: 1, warmup: 0, value_ns: 1_000_000 }] },
      budgetSeconds: 0.001,
      signal,
      scratch,
      scout: true,
    });
    return outcome.environment ?? {};
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
