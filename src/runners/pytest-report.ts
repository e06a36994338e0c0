/** What harness/pytest_plugin wrote: a line of JSON for each event. The measured code can write there, so it is checked. */
import { z } from 'zod';
import { shortName } from '../formats/names.ts';
import type { Failure } from '../samples/measurements.ts';
import { unrunFailure, unrunKind } from './unrun.ts';

const text = z.string();
const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('collected'), tests: z.array(text) }),
  z.object({ event: z.literal('not-collected'), test: text, message: text }),
  z.object({ event: z.literal('started'), test: text }),
  z.object({ event: z.literal('cpu'), test: text, values: z.array(z.number().finite().nonnegative()) }),
  z.object({ event: z.literal('memory'), test: text, peak: z.number().finite().positive() }),
  z.object({ event: z.literal('failed'), test: text, message: text }),
  z.object({ event: z.literal('unrun'), test: text, kind: unrunKind, message: text }),
  z.object({ event: z.literal('skipped'), test: text, message: text }),
  z.object({ event: z.literal('ended'), test: text }),
]);

export interface PytestReport {
  /** Names of the tests that take the `benchmark` fixture, as `parsePytestBenchmark` gives them. */
  readonly benchmarks: readonly string[];
  readonly failures: ReadonlyMap<string, Failure>;
  /** Seconds of CPU time of an iteration, one for each round. */
  readonly cpu: ReadonlyMap<string, readonly number[]>;
  /** Bytes that the process held at most while the test ran. */
  readonly memory: ReadonlyMap<string, number>;
  /** Files that could not be imported. */
  readonly notCollected: readonly Failure[];
  /** The test that had begun and not ended. */
  readonly running: string | undefined;
  /** Whether every test that had begun ended. */
  readonly ended: boolean;
}

export function readPytestReport(lines: string): PytestReport {
  let benchmarks: string[] = [];
  const failures = new Map<string, Failure>();
  const cpu = new Map<string, readonly number[]>();
  const memory = new Map<string, number>();
  const notCollected: Failure[] = [];
  let running: string | undefined;
  for (const line of lines.split('\n')) {
    const parsed = event.safeParse(parse(line));
    if (!parsed.success) continue;
    const record = parsed.data;
    const name = 'test' in record ? shortName(record.test) : '';
    switch (record.event) {
      case 'collected':
        benchmarks = record.tests.map(shortName);
        break;
      case 'not-collected':
        notCollected.push({
          code: 'crashed',
          message: `pytest could not import ${name}:\n${record.message}`,
        });
        break;
      case 'started':
        running = name;
        break;
      case 'cpu':
        cpu.set(name, record.values);
        break;
      case 'memory':
        memory.set(name, record.peak);
        break;
      case 'failed':
        if (!failures.has(name)) failures.set(name, { code: 'crashed', message: record.message });
        break;
      case 'unrun':
        failures.set(name, unrunFailure('pytest', record.kind, record.message));
        break;
      case 'skipped':
        failures.set(name, {
          code: 'absent',
          message: `The test was skipped: ${record.message}`,
          hint: 'A benchmark that is skipped measures nothing: deselect it (`-k`, `--deselect`) or let it run.',
        });
        break;
      case 'ended':
        running = undefined;
        break;
    }
  }
  return { benchmarks, failures, cpu, memory, notCollected, running, ended: running === undefined };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
