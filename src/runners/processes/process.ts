/**
 * Starts one process and makes sure that nothing of it is left: not its children, not its output in our memory, not a
 * wait that never ends. Every runner and every `setup` command goes through here.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Hand } from '../harness/baton.ts';
import {
  endOnExit,
  endTree,
  PROCESS_MARKER,
  type ProcessTree,
  settleTree,
  watchTree,
} from './process-tree.ts';

/** A program with its arguments, or a shell command. `env` is the whole environment: see `cleanEnvironment`. */
export type ProcessSpec = (
  | { readonly command: string; readonly args: readonly string[] }
  | { readonly shell: string }
) & {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds; then the process is ended with all its children. */
  readonly timeout: number;
  /** Aborting ends the process with all its children. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes of output that are kept, the last ones. Default 64 KiB. */
  readonly outputLimit?: number;
  /** Called with each piece of output as it comes, for progress. */
  readonly onOutput?: (piece: Buffer) => void;
  /**
   * The process asks for its next turn by the byte `.` to file descriptor 3, says by `!` that it had its last one, reads a
   * byte there when it may go on, and is to do nothing in between; that time does not count for `timeout`. By `@N` and a line
   * feed it says that it goes on to its Nth benchmark, from which `timeout` counts anew, and reads `x` where it is to end; by
   * `@N:MS` that this one has at most so many milliseconds. Not on Windows.
   */
  readonly hand?: Hand | undefined;
};

/** How a process ended. Exactly one of `exit`, `signal` and `startError` is set. */
export interface ProcessEnd {
  readonly exit: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The program could not be started at all, for example because it is not there. */
  readonly startError: string | undefined;
  /** We ended it because its time was up. */
  readonly timedOut: boolean;
  /** Where that was a time of the benchmark's own, shorter than `timeout`: seconds. */
  readonly ownLimit?: number;
  /** We ended it because `signal` was aborted. */
  readonly aborted: boolean;
  /** Processes that it had started and that were still running when it had ended by itself. They are gone now. */
  readonly leftBehind: number;
  /** The last bytes of standard output and standard error together, in the order they came. Untrusted text. */
  readonly output: string;
  /** Bytes that were printed in all. */
  readonly outputBytes: number;
  /** Wall time from start to end, for progress and limits; not a measurement. */
  readonly seconds: number;
}

export const OUTPUT_LIMIT = 64 * 1024;

/** Runs a process to its end. Resolves always; the caller looks at how it ended. The process has no standard input. */
export async function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  try {
    return await runToEnd(spec);
  } finally {
    spec.hand?.leave();
  }
}

async function runToEnd(spec: ProcessSpec): Promise<ProcessEnd> {
  const started = performance.now();
  const output = keepTail(spec.outputLimit ?? OUTPUT_LIMIT);
  const end = (how: Partial<ProcessEnd>): ProcessEnd => ({
    exit: undefined,
    signal: undefined,
    startError: undefined,
    timedOut: false,
    aborted: false,
    leftBehind: 0,
    output: output.text(),
    outputBytes: output.bytes(),
    seconds: (performance.now() - started) / 1000,
    ...how,
  });
  if (spec.signal?.aborted) return end({ startError: 'it was interrupted before it started', aborted: true });

  const marker = randomUUID();
  let child: ChildProcess;
  try {
    child = start(spec, marker);
  } catch (error) {
    return end({ startError: (error as Error).message }); // for example a NUL byte in an argument
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      output.push(piece);
      spec.onOutput?.(piece);
    });
    stream?.on('error', () => {}); // a pipe that breaks is the process's end, which is reported anyway
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<{ exit?: number; signal?: NodeJS.Signals } | { startError: string }>(
    (resolve) => {
      child.once('error', (error) => resolve({ startError: error.message }));
      child.once('exit', (exit, signal) => resolve(signal === null ? { exit: exit ?? 0 } : { signal }));
    },
  );
  const tree = child.pid === undefined ? undefined : watchTree(child.pid, marker);
  const forget = tree === undefined ? undefined : endOnExit(tree);
  const stop = stopper(spec, tree);
  const turns = spec.hand && takeTurns(child, spec.hand, stop);

  const how = await exited;
  turns?.end();
  stop.disarm();
  await stop.ended();
  let leftBehind = 0;
  if (tree !== undefined) {
    if (!stop.timedOut && !stop.aborted) leftBehind = await settleTree(tree);
    await endTree(tree, { grace: 0 });
  }
  forget?.();
  // What is still in the pipes is read; a process that escaped every search and holds them open is not waited for.
  await Promise.race([closed, afterReading(1000)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const ownLimit = stop.timedOut ? stop.ownLimit : undefined;
  return end({
    ...how,
    timedOut: stop.timedOut,
    ...(ownLimit !== undefined && { ownLimit }),
    aborted: stop.aborted,
    leftBehind,
  });
}

/**
 * Milliseconds, and then what has arrived by now: where we were not given the processor for so long, timers come before
 * the pipes.
 */
function afterReading(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => setImmediate(resolve), milliseconds).unref();
  });
}

function start(spec: ProcessSpec, marker: string): ChildProcess {
  const options = {
    cwd: spec.cwd,
    env: { ...spec.env, [PROCESS_MARKER]: marker },
    stdio: ['ignore', 'pipe', 'pipe', ...(spec.hand ? (['pipe'] as const) : [])] as StdioOptions,
    detached: process.platform !== 'win32', // a session and process group of its own
    windowsHide: true,
  };
  return 'shell' in spec
    ? spawn(spec.shell, { ...options, shell: true })
    : spawn(spec.command, [...spec.args], options);
}

/** Ends the process's turn when it says so, and tells it when it may go on. */
function takeTurns(child: ChildProcess, hand: Hand, stop: ReturnType<typeof stopper>) {
  const line = child.stdio[3] as Duplex | null | undefined;
  let state: 'running' | 'waiting' | 'ended' = 'running';
  const wait = async (said: string) => {
    if (state !== 'running') return; // whoever writes without waiting for an answer is no harness of ours
    const [, place, milliseconds] = /@(\d{1,9})(?::(\d{1,9}))?\n/.exec(said) ?? [];
    if (place !== undefined && hand.goTo) {
      stop.restart(milliseconds === undefined ? undefined : Number(milliseconds) / 1000);
      line?.write(hand.goTo(Number(place)) ? '.' : 'x');
      return;
    }
    const ask = said.includes('!') ? hand.finish : said.includes('.') ? hand.take : undefined;
    if (!ask) return; // the benchmark's own: an answer would be taken for the harness's next turn
    state = 'waiting';
    stop.pause();
    await ask();
    if (state !== 'waiting') return;
    state = 'running';
    stop.resume();
    line?.write('.');
  };
  line?.on('data', (said: Buffer) => void wait(said.toString('latin1')));
  line?.on('error', () => {}); // it closed its end, or was killed
  return {
    end() {
      state = 'ended';
      line?.destroy();
    },
  };
}

/** setTimeout takes at most so many milliseconds; a longer time-out is none. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Ends the tree when the time is up or the caller aborts, whichever is first. */
function stopper(spec: ProcessSpec, tree: ProcessTree | undefined) {
  let ending: Promise<void> | undefined;
  let left = spec.timeout * 1000;
  let resumed = performance.now();
  const state = {
    timedOut: false,
    aborted: false,
    /** The time until `resume` does not count for the time-out. */
    pause() {
      clearTimeout(timer);
      left -= performance.now() - resumed;
    },
    resume() {
      resumed = performance.now();
      timer = setTimeout(() => stop('timedOut'), Math.max(0, Math.min(left, LONGEST_TIMER)));
    },
    ownLimit: undefined as number | undefined,
    /** Something else has begun, which may take as long again, or a shorter time of its own. */
    restart(seconds = spec.timeout) {
      clearTimeout(timer);
      this.ownLimit = seconds < spec.timeout ? seconds : undefined;
      left = (this.ownLimit ?? spec.timeout) * 1000;
      this.resume();
    },
    disarm() {
      clearTimeout(timer);
      spec.signal?.removeEventListener('abort', onAbort);
    },
    async ended() {
      await ending;
    },
  };
  const stop = (why: 'timedOut' | 'aborted') => {
    if (ending !== undefined || tree === undefined) return;
    state[why] = true;
    ending = endTree(tree, { grace: 1 });
  };
  const onAbort = () => stop('aborted');
  let timer: NodeJS.Timeout | undefined;
  state.resume();
  spec.signal?.addEventListener('abort', onAbort, { once: true });
  if (spec.signal?.aborted) onAbort();
  return state;
}

/** Keeps the last `limit` bytes of a stream, however long it is. */
function keepTail(limit: number) {
  let pieces: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  return {
    push(piece: Buffer) {
      bytes += piece.length;
      pieces.push(piece);
      kept += piece.length;
      if (kept > 2 * limit + 65_536) {
        pieces = [Buffer.from(Buffer.concat(pieces).subarray(-limit))];
        kept = limit;
      }
    },
    bytes: () => bytes,
    text() {
      const all = Buffer.concat(pieces);
      let from = Math.max(0, all.length - limit);
      // Do not begin in the middle of a UTF-8 character.
      while (from > 0 && from < all.length && ((all[from] ?? 0) & 0xc0) === 0x80) from++;
      return all.subarray(from).toString('utf8');
    },
  };
}
