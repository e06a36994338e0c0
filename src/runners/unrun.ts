/**
 * Work that never ran: a call that only made a coroutine or a generator, which nobody awaited or consumed. The harness's
 * own benchmarks are refused there (harness/pacegate_harness/unrun.py); tools go on, and tell of it in a file.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Failure } from '../samples/measurements.ts';

export const unrunKind = z.enum(['awaitable', 'generator']);

const record = z.object({
  record: z.literal('unrun'),
  benchmark: z.string(),
  kind: unrunKind,
  message: z.string(),
});

/** What to do instead, where the tool calls a function and drops what it returns. */
const AWAITABLE: Readonly<Record<Tool, string>> = {
  pytest:
    'Run it inside of what is timed: `benchmark(lambda: asyncio.run(price(500)))`, or `loop.run_until_complete(…)` with a loop of its own.',
  pyperf: 'Use `runner.bench_async_func`, which awaits it.',
  asv: 'Run it inside the benchmark, for example with `asyncio.run(…)`: asv awaits nothing.',
};
const GENERATOR = 'Consume it inside of what is timed, for example with `list(…)`.';

export type Tool = 'pytest' | 'pyperf' | 'asv';

export function unrunFailure(tool: Tool, kind: z.infer<typeof unrunKind>, message: string): Failure {
  return { code: 'never-awaited', message, hint: kind === 'awaitable' ? AWAITABLE[tool] : GENERATOR };
}

/** The file that a tool's processes write to, and its name for them. */
export function unrunReport(scratch: string): { file: string; env: Readonly<Record<string, string>> } {
  const file = join(scratch, 'unrun.jsonl');
  return { file, env: { PACEGATE_LOOK: file } };
}

/** By the tool's own name of the benchmark. The measured code can write there, too, so it is checked. */
export async function readUnrun(tool: Tool, file: string): Promise<ReadonlyMap<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const parsed = record.safeParse(parse(line));
    if (!parsed.success) continue;
    const { benchmark, kind, message } = parsed.data;
    failures.set(benchmark, unrunFailure(tool, kind, message));
  }
  return failures;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
