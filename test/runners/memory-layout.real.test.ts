/** Real processes with matched layouts: what they have, and what the benchmark is not to see. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CollectRequest } from '../../src/measuring/collecting/collect.ts';
import { createCallableRunner } from '../../src/runners/callable.ts';
import {
  areObeyed,
  canMatchLayouts,
  drawLayout,
  type MemoryLayout,
} from '../../src/runners/harness/memory-layout.ts';
import { requestFor, temporaryDirectory, writeProject } from './project.ts';
import { PYTHONS } from './pythons.ts';

const BENCHMARK = `
import json, os, resource, subprocess, sys, threading

def addresses(text):
    """Where the program, its libraries and its stack are."""
    lines = [line.split() for line in text.splitlines()]
    return {
        "files": sorted({line[0] for line in lines if len(line) > 5 and line[5].startswith("/") and ".so" in line[5]}),
        "stack": [line[0].split("-")[1] for line in lines if line[-1] == "[stack]"],
    }

def child(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout

def size():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmSize"))

def thread_size():
    """Addresses that a thread takes, of Python's and of the C library's own."""
    sizes = []
    before = size()
    thread = threading.Thread(target=lambda: sizes.append(size()))
    thread.start()
    thread.join()
    return sizes[0] - before

def where():
    with open("/proc/self/maps") as file:
        mine = addresses(file.read())
    sees = {
        "layout": mine,
        "object": id(object()),
        "limits": resource.getrlimit(resource.RLIMIT_STACK),
        "padding": "PACEGATE_PADDING" in os.environ,
        "stack_size": threading.stack_size(),
        "thread": thread_size(),
        "children": [addresses(child("cat", "/proc/self/maps")) for _ in range(3)],
        "personality": child("cat", "/proc/self/personality").strip(),
        "child_limits": child("sh", "-c", "ulimit -S -s; ulimit -H -s").split(),
        "child_environment": "PACEGATE_PADDING" in child("env"),
    }
    with open(os.environ["LAYOUT_LOG"], "a") as file:
        file.write(json.dumps(sees) + "\\n")
    yield lambda: None
`;

interface Seen {
  readonly layout: { readonly files: readonly string[]; readonly stack: readonly string[] };
  readonly object: number;
  readonly limits: readonly [number, number];
  readonly padding: boolean;
  readonly stack_size: number;
  readonly thread: number;
  readonly children: readonly unknown[];
  readonly personality: string;
  readonly child_limits: readonly string[];
  readonly child_environment: boolean;
}

const project = writeProject({ 'bench.py': BENCHMARK });
const spec = { kind: 'callable', target: 'bench.py:where' } as const;

/** What the processes saw that `use` starts. */
async function seenIn(use: () => Promise<unknown>): Promise<Seen[]> {
  const log = join(temporaryDirectory(), 'log');
  process.env.LAYOUT_LOG = log;
  try {
    await use();
    if (!existsSync(log)) return [];
    return readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Seen);
  } finally {
    delete process.env.LAYOUT_LOG;
  }
}

async function see(python: string, layout?: MemoryLayout): Promise<Seen> {
  const [seen] = await seenIn(async () => {
    const asked = { python, ...(layout && { layout }) };
    const { failure } = await createCallableRunner().measure(requestFor(project, spec, asked));
    expect(failure).toBeUndefined();
  });
  return seen as Seen;
}

const distinct = (values: readonly unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;

describe.skipIf(!canMatchLayouts()).each(PYTHONS)(
  'with Python $version, matched layouts',
  ({ path: python }) => {
    test('are one for the processes of a block, and different ones for different blocks', async () => {
      await see(python); // the byte code of all that is imported is there from here on
      const [one, two] = [drawLayout(Math.random), drawLayout(Math.random)];
      const [a, b] = [await see(python, one), await see(python, one)];
      expect(a.layout.files.length).toBeGreaterThan(0);
      expect(a.layout.stack).toHaveLength(1);
      expect(b.layout).toEqual(a.layout);
      expect(b.object).toBe(a.object);
      const c = await see(python, two);
      expect(c.layout.files).not.toEqual(a.layout.files);
      // Without them each process has one of its own.
      const natural = [await see(python), await see(python), await see(python)];
      expect(distinct(natural.map(({ layout }) => layout.files))).toBe(3);
    });

    test('are nothing that the benchmark, its threads or its children see', async () => {
      const natural = await see(python);
      const matched = await see(python, { stack: 2 ** 30, padding: 1234 });
      const [soft] = execFileSync('sh', ['-c', 'ulimit -S -s'], { encoding: 'utf8' }).split('\n');
      expect(matched.child_limits[0]).toBe(soft);
      const visible = ({
        limits,
        padding,
        stack_size,
        child_limits,
        personality,
        child_environment,
      }: Seen) => ({
        limits,
        padding,
        stack_size,
        child_limits,
        personality,
        child_environment,
      });
      expect(visible(matched)).toEqual(visible(natural));
      expect(visible(matched)).toMatchObject({ padding: false, child_environment: false });
      expect(Number.parseInt(matched.personality, 16) & 0x40000).toBe(0);
      expect(distinct(matched.children)).toBe(3);
      // The stack, and an arena of 64 MiB for what the thread allocates.
      expect(matched.thread).toBeLessThan(2 ** 29);
      expect(Math.abs(matched.thread - natural.thread)).toBeLessThan(2 ** 27);
    });
  },
);

test('every layout that is drawn moves something, and no two blocks have the same', () => {
  const layouts = Array.from({ length: 1000 }, () => drawLayout(Math.random));
  for (const { stack, padding } of [...layouts, drawLayout(() => 0), drawLayout(() => 1 - 2 ** -53)]) {
    expect(stack).toBeGreaterThanOrEqual(2 ** 27); // what the kernel leaves free below the stack in any case
    expect(stack).toBeLessThan(2 ** 27 + 2 ** 30);
    expect(stack % 4096).toBe(0);
    expect(padding).toBeGreaterThanOrEqual(0);
    expect(padding).toBeLessThan(4096);
  }
  expect(new Set(layouts.map(({ stack }) => stack)).size).toBeGreaterThan(990);
});

/** A directory with the real tools, but for those that are given as scripts, or as missing. */
function toolsWith(replaced: Readonly<Record<string, string | null>>): string {
  const directory = temporaryDirectory();
  for (const tool of ['prlimit', 'setarch', 'cat']) {
    const script = replaced[tool];
    const file = join(directory, tool);
    if (script === null) continue;
    if (script !== undefined) writeFileSync(file, `#!/bin/sh\n${script}\n`);
    else if (real(tool)) symlinkSync(real(tool), file);
    if (script !== undefined) chmodSync(file, 0o755);
  }
  return directory;
}

function real(tool: string): string {
  try {
    return execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Util-linux is not there, or what it asks for is refused, or granted and not done. */
const REFUSALS: readonly (readonly [string, Readonly<Record<string, string | null>>])[] = [
  ['prlimit is missing', { prlimit: null }],
  ['setarch is missing', { setarch: null }],
  [
    'prlimit may not raise the limit',
    { prlimit: 'echo "prlimit: failed to set the STACK resource limit" >&2; exit 1' },
  ],
  ['setarch is refused, as by Docker', { setarch: 'echo "setarch: failed to set personality" >&2; exit 1' }],
  ['setarch does nothing', { setarch: 'shift; exec "$@"' }],
  ['prlimit does nothing', { prlimit: 'shift; exec "$@"' }],
];

describe('where layouts cannot be matched', () => {
  test.skipIf(!canMatchLayouts())('the tools themselves are found to work', () => {
    expect(areObeyed({ PATH: toolsWith({}) })).toBe(true);
  });

  test.each(REFUSALS)('because %s, it is found out', (_, replaced) => {
    expect(areObeyed({ PATH: toolsWith(replaced) })).toBe(false);
  });

  test('processes take turns with the layouts that they have, and that is told', async () => {
    const path = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = path;
      vi.resetModules();
    });
    const tools = toolsWith({ setarch: 'exit 1' });
    process.env.PATH = `${tools}${delimiter}${path}`;
    vi.resetModules(); // whether it can be done is tried once
    const { collect } = await import('../../src/measuring/collecting/collect.ts');
    const { createAccumulator } = await import('../../src/measuring/collecting/accumulate.ts');
    const accumulators = { baseline: createAccumulator(), candidate: createAccumulator() };
    const { checkout, measure } = requestFor(project, spec);
    const request: CollectRequest = {
      benchmarks: [{ name: 'where', runner: spec, measure, extraMetrics: [] }],
      checkouts: [{ ...checkout, side: 'baseline' }, checkout],
      runnerFor: createCallableRunner,
      accumulators,
      decider: {
        undecided: ({ blocks }) => (blocks >= 2 ? new Set() : undefined),
        next: () => 'where',
        describe: () => '',
      },
      benchmarksFrom: project,
      random: Math.random,
      clock: () => performance.now() / 1000,
      signal: new AbortController().signal,
      progress: { say() {}, show() {}, end() {} },
    };
    const seen = await seenIn(async () => expect((await collect(request)).layout).toBe('natural'));
    expect(seen).toHaveLength(6); // one of each side ahead, and two blocks
    for (const side of [accumulators.baseline, accumulators.candidate]) {
      const [benchmark] = side.of('where');
      expect(benchmark?.failures).toBeUndefined();
      expect(benchmark?.metrics.wall_time?.runs.map(({ turn }) => turn !== undefined)).toEqual([true, true]);
    }
  });
});
