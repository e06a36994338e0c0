/**
 * Profiles one benchmark on both sides, each time in a fresh process. It hands on what the tools wrote: what that says
 * is told by src/profiles/.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { RunnerSpec } from '../../samples/benchmark-spec.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import { harnessDirectory } from '../harness/harness-location.ts';
import {
  canMatchLayouts,
  drawLayout,
  layoutEnvironment,
  type MemoryLayout,
  ownStackLimit,
  underLayout,
} from '../harness/memory-layout.ts';
import { cleanEnvironment } from '../processes/clean-environment.ts';
import { findInterpreter } from '../processes/interpreter.ts';
import { runProcess } from '../processes/process.ts';
import { CALLING_THREAD, type ProfilePlan, readPlan } from './profiler-plan.ts';
import {
  describeBenchmark,
  isTraced,
  type ProfileRequest,
  type ProfilerTool,
  type RawProfile,
} from './profiler-request.ts';
import { createSchedule, type ProcessTimes } from './profiler-schedule.ts';
import { toolProfile } from './profiler-tools.ts';
import { findPySpy, PY_SPY_RATE } from './py-spy.ts';

export type { ProfileProgress, ProfileRequest, ProfilerTool, RawProfile } from './profiler-request.ts';

export interface RawProfiles {
  readonly tool: ProfilerTool;
  readonly profiles: readonly RawProfile[];
  /** What kept a side from being profiled. The other side's profiles are still there. */
  readonly failures: readonly (Failure & { readonly side: Side })[];
  /** There was no time for all of the processes; the profiles are of those that there was time for, as many of each side. */
  readonly outOfTime?: boolean;
}

/** What else there is where py-spy is missing. */
const INSTEAD = '; or leave out `--tool py-spy`: cprofile needs nothing installed';

const PROCESSES: Readonly<Record<ProfilerTool, number>> = { cprofile: 4, 'py-spy': 3, bytecodes: 1 };
/** Seconds of profiled work in one process. */
const SECONDS: Readonly<Record<ProfilerTool, number>> = { cprofile: 1, 'py-spy': 2, bytecodes: 0 };

/** Seconds of work whose lines are traced. */
const TRACED_SECONDS = 1;

/** Whether a benchmark can be profiled with a tool; else why not, as a whole sentence. */
export function whyNotProfiled(spec: RunnerSpec, tool: ProfilerTool = 'cprofile'): string | undefined {
  const { kind } = spec;
  if (kind === 'callable' || kind === 'timeit') return undefined;
  if (kind === 'results') {
    return 'A `results` benchmark cannot be profiled: its command may be anything, and measures for itself.';
  }
  if (tool === 'cprofile' || (tool === 'bytecodes' && kind !== 'command')) return undefined;
  return `A \`${kind}\` benchmark cannot be profiled with ${tool}; leave out \`--tool\`, and cprofile is taken.`;
}

/** Both sides in turn, so that a machine that gets slower does so for both. */
export async function profileBoth(request: ProfileRequest): Promise<RawProfiles> {
  const obstacle = whyNotProfiled(request.spec, request.tool);
  if (obstacle !== undefined) throw new UsageError(obstacle);
  const found = await profileRounds(request, CALLING_THREAD);
  if ('tool' in found) return found;
  const again = await profileRounds(request, found);
  if ('tool' in again) return again;
  throw new Error('every thread was profiled, and more was asked for');
}

/** Or, where there is more to see than the calling thread's work: how to profile so that it is seen. */
async function profileRounds(
  request: ProfileRequest,
  start: ProfilePlan,
): Promise<RawProfiles | ProfilePlan> {
  const { tool, checkouts } = request;
  const env = cleanEnvironment(
    request.env ?? process.env,
    { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
    request.measure,
  );
  const pySpy = tool === 'py-spy' ? findPySpy(request.measure.python, checkouts, env, INSTEAD) : undefined;
  const rounds = request.lines ? 1 : (request.processes ?? PROCESSES[tool]);
  const schedule = createSchedule(request, rounds);
  const profiles: RawProfile[] = [];
  const failures: (Failure & { side: Side })[] = [];
  const end = (outOfTime = false): RawProfiles => ({
    tool,
    profiles,
    failures,
    ...(outOfTime && { outOfTime }),
  });
  const matched =
    pySpy === undefined && ['callable', 'timeit'].includes(request.spec.kind) && canMatchLayouts();
  let plan = start;
  for (let round = 0; round < rounds; round++) {
    const before = profiles.length;
    const layout = matched ? drawLayout(Math.random) : undefined;
    const cutOff = (): RawProfiles => {
      // The sides' profiles are compared round by round: none may have one more.
      if (round > 0) profiles.length = before;
      return end(true);
    };
    for (const [place, checkout] of checkouts.entries()) {
      if (request.signal.aborted) return end();
      if (failures.some((failure) => failure.side === checkout.side)) continue;
      const done = round * checkouts.length + place;
      if (!schedule.fits(done)) return cutOff();
      request.onProgress?.({
        ...{ done, all: rounds * checkouts.length },
        ...(plan.iterations !== undefined && { calls: plan.iterations }),
      });
      const times = schedule.next(done);
      const outcome = await profileOnce({ request, checkout, round, layout, env, pySpy, plan, times });
      schedule.took();
      if (!('code' in outcome)) {
        const found = readPlan(outcome.text);
        if (found.everyThread && !plan.everyThread)
          return { everyThread: true, unprofiled: plan.unprofiled ?? found.unprofiled };
        profiles.push({ side: checkout.side, ...outcome });
        if (plan.iterations === undefined) plan = { ...found, ...plan };
      } else if (outcome.code === 'out-of-time') {
        return cutOff();
      } else {
        failures.push({ ...outcome, side: checkout.side });
        // The other side would hardly be done sooner, and alone it says nothing about what got slower.
        if (outcome.code === 'timed-out') return end();
      }
    }
    if (failures.length === 0 && request.enough?.(profiles)) return end();
  }
  return end();
}

interface OneProcess {
  readonly request: ProfileRequest;
  readonly checkout: Checkout;
  readonly round: number;
  /** Memory layout of both sides' processes of this round, where the system grants one. */
  readonly layout: MemoryLayout | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly pySpy: string | undefined;
  readonly plan: ProfilePlan;
  readonly times: ProcessTimes;
}

async function profileOnce(one: OneProcess): Promise<Omit<RawProfile, 'side'> | Failure> {
  const { request, checkout, layout, env, pySpy, plan, times } = one;
  const interpreter = await findInterpreter(request.measure.python, checkout.directory, env);
  if ('failure' in interpreter) return interpreter.failure;
  const label = `${checkout.side}-${one.round}`;
  const order = join(request.scratch, `${label}.request.json`);
  const output = join(request.scratch, `${label}.profile.json`);
  const stacks = join(request.scratch, `${label}.stacks.txt`);
  await writeFile(
    order,
    JSON.stringify({
      ...describeBenchmark(request, checkout),
      seconds: Math.min(isTraced(request) ? TRACED_SECONDS : SECONDS[request.tool], times.aim / 2),
      limit: Number.isFinite(times.aim) ? times.aim : null,
      iterations: plan.iterations ?? null,
      taken: plan.taken ?? null,
      every_thread: plan.everyThread,
      unprofiled: (plan.everyThread && plan.unprofiled) || null,
      layout: layout ? { stack: ownStackLimit() ?? null } : null,
      output,
    }),
  );
  const worker = [
    ...(layout ? underLayout(layout) : []),
    interpreter.path,
    join(harnessDirectory(), 'profile_worker.py'),
    order,
  ];
  const foreign = toolProfile(request.spec, order, checkout, interpreter, env);
  const end = await runProcess({
    ...(foreign !== undefined
      ? { shell: foreign.shell }
      : pySpy === undefined
        ? { command: worker[0] ?? '', args: worker.slice(1) }
        : {
            command: pySpy,
            args: [
              'record',
              ...['--rate', String(PY_SPY_RATE), '--format', 'raw', '--output', stacks],
              ...['--full-filenames', ...(request.lines ? [] : ['--function']), '--'],
              ...worker,
            ],
          }),
    cwd: checkout.directory,
    env: {
      ...env,
      PACEGATE_SIDE: checkout.side,
      PACEGATE_CHECKOUT: checkout.directory,
      ...(layout && layoutEnvironment(layout)),
      ...foreign?.env,
    },
    timeout: Math.min(request.measure.timeout, times.most),
    signal: request.signal,
  });
  if (end.aborted) return { code: 'interrupted', message: 'Profiling was interrupted.' };
  if (end.timedOut && times.most < request.measure.timeout) {
    return { code: 'out-of-time', message: 'There was no time left for profiling.' };
  }
  if (end.timedOut) {
    return {
      code: 'timed-out',
      message: `Profiling took more than ${request.measure.timeout} s in one process.`,
      hint: 'A profiler slows Python down several times: give `timeout` more.',
    };
  }
  const said = end.startError ?? end.output.slice(-4000);
  if (foreign?.leaves === 'each-process' && end.exit === 0) return readEach(output, said);
  if ((end.exit !== 0 && foreign === undefined) || !existsSync(output)) {
    return { code: 'crashed', message: `The profiled process failed. ${said}` };
  }
  const text = await readFile(output, 'utf8');
  if (pySpy === undefined) return { text, ...(await readStats([output])) };
  if (!existsSync(stacks)) {
    return { code: 'crashed', message: `py-spy wrote nothing. ${end.output.slice(-4000)}` };
  }
  return { text, stacks: await readFile(stacks, 'utf8') };
}

/** Of a command that starts many processes, those in which most was called. */
const MOST_STATS = 10;

/** What the harness wrote for pstats beside its profiles. */
async function readStats(outputs: readonly string[]): Promise<Pick<RawProfile, 'stats'>> {
  const files = outputs.map((output) => `${output}.prof`).filter((file) => existsSync(file));
  const stats = await Promise.all(files.map((file) => readFile(file)));
  return { stats: stats.sort((a, b) => b.length - a.length).slice(0, MOST_STATS) };
}

/** More Python processes than this are not one command's work that a profile explains. */
const MOST_PROCESSES = 100;

/** `OUTPUT.PID.json`, one for each Python process that a command started. */
async function readEach(output: string, said: string): Promise<Omit<RawProfile, 'side'> | Failure> {
  const names = (await readdir(dirname(output))).filter(
    (name) => name.startsWith(`${basename(output)}.`) && name.endsWith('.json'),
  );
  const files = names.slice(0, MOST_PROCESSES).map((name) => join(dirname(output), name));
  const [text, ...more] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  if (text !== undefined) return { text, more, ...(await readStats(files)) };
  return {
    code: 'no-values',
    message: `No Python process of the command left a profile. ${said}`,
    hint: 'One that ignores PYTHONPATH (`python -I`) or ends by os._exit cannot be profiled.',
  };
}
