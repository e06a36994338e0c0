/** `measure.setup`: what makes a checkout ready to be measured, run once in each. */
import { join } from 'node:path';
import type { Checkout, Side } from '../samples/checkout.ts';
import type { Failure } from '../samples/measurements.ts';
import { ignoreByItself, OWN_DIRECTORY } from './own/own-directory.ts';
import { tellingLine } from './telling-line.ts';

/** What is needed of `runProcess` (src/runners/processes/process.ts) and how it ended. */
export type RunSetup = (spec: {
  readonly shell: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeout: number;
  readonly signal: AbortSignal;
}) => Promise<{
  readonly exit: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly startError: string | undefined;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  readonly output: string;
}>;

export interface SetupRequest {
  readonly checkouts: readonly Checkout[];
  /** The `setup` of each benchmark; many share one, and it is run once. */
  readonly benchmarks: readonly {
    readonly name: string;
    readonly setup?: string | undefined;
    /** In place of the common one; the same command in another environment is run for itself. */
    readonly env?: Readonly<Record<string, string>>;
  }[];
  readonly run: RunSetup;
  /** The clean environment of the project's processes; proxies and the settings of pip and uv are in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Seconds for one command. Building takes longer than measuring, so `measure.timeout` does not apply. */
  readonly timeout?: number;
  /** Seconds that the whole run has left. */
  readonly timeLeft?: () => number;
  readonly onStart?: (side: Side, command: string) => void;
}

export const SETUP_TIMEOUT = 30 * 60;

/** Says why a benchmark cannot be measured on a side, if its set-up failed there. */
export type SetupFailures = (benchmark: string, side: Side) => Failure | undefined;

/**
 * Runs every distinct command once in every checkout, in the checkout's project directory, one after the other: two
 * installs at once would fight over caches. After a failure the other commands still run.
 */
export async function runSetups(request: SetupRequest): Promise<SetupFailures> {
  const wanted = request.benchmarks.flatMap(({ name, setup, env = request.env }) =>
    setup?.trim() ? [{ name, command: setup, env, key: JSON.stringify([setup, env]) }] : [],
  );
  const distinct = new Map(wanted.map((each) => [each.key, each]));
  const failures = new Map<string, Failure>();
  for (const checkout of request.checkouts) {
    for (const { key, command, env } of distinct.values()) {
      request.onStart?.(checkout.side, onOneLine(command));
      const failure = await runSetup({ ...request, env }, checkout, command);
      if (failure) failures.set(`${checkout.side}\0${key}`, failure);
    }
  }
  const keys = new Map(wanted.map(({ name, key }) => [name, key]));
  return (benchmark, side) => failures.get(`${side}\0${keys.get(benchmark)}`);
}

async function runSetup(
  request: SetupRequest,
  checkout: Checkout,
  command: string,
): Promise<Failure | undefined> {
  const left = request.timeLeft?.() ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return outOfTime(checkout.side, command, 'was not started: nothing is left');
  const own = request.timeout ?? SETUP_TIMEOUT;
  const timeout = Math.min(own, left);
  // What a set-up makes there must not show in the project's `git status`.
  if (command.includes(OWN_DIRECTORY)) await ignoreByItself(join(checkout.directory, OWN_DIRECTORY));
  const end = await request.run({
    shell: command,
    cwd: checkout.directory,
    env: {
      ...request.env,
      PACEGATE_SIDE: checkout.side,
      PACEGATE_CHECKOUT: checkout.directory,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
    },
    timeout,
    signal: request.signal,
  });
  if (end.exit === 0) return undefined;
  if (end.aborted)
    return { code: 'interrupted', message: `The set-up of the ${checkout.side} was interrupted.` };
  if (end.timedOut && left < own) {
    return outOfTime(checkout.side, command, `was ended after ${Math.round(left)} s, all that was left`);
  }
  const how = end.timedOut
    ? `took longer than ${Math.round(timeout / 60)} minutes`
    : end.startError !== undefined
      ? `could not be started (${end.startError})`
      : end.signal !== undefined
        ? `was ended by ${end.signal}`
        : `ended with status ${end.exit}`;
  const tail = end.output.trim().split('\n').slice(-20).join('\n').slice(-4_000);
  const why = end.exit === undefined ? undefined : tellingLine(end.output);
  return {
    code: 'setup-failed',
    // Where there is room for a line only, as in a comment, it is the one that says why.
    message:
      `The set-up of the ${checkout.side} ${how}${why === undefined ? '' : `: ${why}`}\n` +
      `It ran: ${onOneLine(command)}${tail === '' ? '' : `\n${tail}`}`,
    hint:
      checkout.side === 'baseline'
        ? 'The command is run in the base checkout, too: it must work for the older code. PACEGATE_SIDE says which side it is.'
        : `Run it by hand in ${checkout.directory}.`,
  };
}

function outOfTime(side: Side, command: string, how: string): Failure {
  return {
    code: 'out-of-time',
    message: `The set-up of the ${side} ${how} of the time of the whole run (measure.total_time): ${onOneLine(command)}`,
    hint: 'Raise measure.total_time, or do what can be shared in a step before this one.',
  };
}

/** For a message: a set-up of several lines would hide what stands around it. */
function onOneLine(command: string): string {
  const line = command
    .trim()
    .replace(/(\b(?:then|else|do)|[{;&|]|)\s*\n\s*/g, (_, open) => (open ? `${open} ` : '; '));
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
