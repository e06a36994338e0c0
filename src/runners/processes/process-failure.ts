/** Names, in a `Failure`, what went wrong with a process. Pure. */
import type { Failure } from '../../samples/measurements.ts';
import type { ProcessEnd } from './process.ts';

/** Signals that a process brings on itself: a crash, where the others were sent by somebody. */
const CRASHES = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];

const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

/** The failure that the way a process ended amounts to; undefined where it ended by itself with status 0. */
export function failureOf(
  end: ProcessEnd,
  what: string,
  timeout: number,
  during?: string,
): Failure | undefined {
  const place = during === undefined ? '' : ` ${during}`;
  if (end.aborted) return { code: 'interrupted', message: `${what} was interrupted${place}.` };
  if (end.startError !== undefined) {
    return { code: 'unsupported', message: `${what} could not be started: ${end.startError}` };
  }
  if (end.timedOut) {
    return {
      code: 'timed-out',
      message: withTail(
        `${what} ran longer than ${end.ownLimit ?? timeout} s${place} and was ended with its children.`,
        end.output,
      ),
      hint:
        end.ownLimit === undefined
          ? 'Give the benchmark less work, or raise `timeout` in the budget file.'
          : 'Give the benchmark less work, or raise its own `timeout`.',
    };
  }
  if (end.signal !== undefined) return signalFailure(end.signal, what, place, end.output);
  if (end.exit !== 0) return exitFailure(end.exit ?? 1, what, place, end.output);
  return undefined;
}

/** A shell gives 128 + n for a command that signal n ended. */
export function exitFailure(status: number, what: string, place: string, output: string): Failure {
  const signal = status < 0 ? SIGNALS[-status] : status > 128 ? SIGNALS[status - 128] : undefined;
  if (signal !== undefined) return signalFailure(signal, what, place, output);
  return { code: 'crashed', message: withTail(`${what} ended with exit status ${status}${place}.`, output) };
}

function signalFailure(signal: NodeJS.Signals, what: string, place: string, output: string): Failure {
  const message = withTail(`${what} was ended by ${signal}${place}.`, output);
  if (CRASHES.includes(signal)) return { code: 'crashed', message };
  return {
    code: 'killed',
    message,
    ...(signal === 'SIGKILL' && {
      hint: 'Where nobody else sent it, this is the kernel short of memory: measure a smaller workload, or on a larger machine.',
    }),
  };
}

export function leftBehind(count: number, what: string): Failure {
  return {
    code: 'crashed',
    message:
      `${what} left ${count} ${count === 1 ? 'process' : 'processes'} running when it ended. What they cost is in no ` +
      'value, and they would have disturbed the next measurement, so they were ended.',
    hint: 'Wait for every process that the benchmark starts, for example after the `yield` of a generator fixture.',
  };
}

/** The message and the last lines of what was printed. */
export function withTail(message: string, output: string, lines = 15): string {
  const tail = output.trimEnd().split('\n').slice(-lines).join('\n').slice(-4000);
  return tail === '' ? message : `${message} It printed last:\n${tail}`;
}
