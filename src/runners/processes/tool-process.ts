/**
 * Starts a results command for one request: its clean environment, the probe that shows whose code ran, and how an end
 * that is no success is told.
 */
import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import type { RunnerSpec } from '../../samples/benchmark-spec.ts';
import type { Checkout } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import { shellWords } from '../../samples/shell-words.ts';
import { benchmarkEnvironment } from '../harness/harness.ts';
import { createOriginProbe } from '../harness/origin-probe.ts';
import type { ProcessOutcome, ProcessRequest } from '../runner.ts';
import { findInterpreter, type Interpreter, pathWith } from './interpreter.ts';
import { type ProcessEnd, runProcess } from './process.ts';
import { failureOf, leftBehind } from './process-failure.ts';
import { findProjectDirectory } from './project-directory.ts';

export interface ToolStart {
  readonly request: ProcessRequest;
  /** What the process is called in messages: `The command`. */
  readonly what: string;
  readonly shell: string;
}

/** How the process ended. `failure` is set where that, or whose code it ran, leaves nothing to be read. */
export interface ToolEnd {
  readonly end?: ProcessEnd;
  readonly failure?: Failure;
  /** The failure that an exit status other than 0 amounts to: what it means is each tool's own affair. */
  readonly exitFailure?: Failure;
}

export async function runTool({ request, what, shell }: ToolStart): Promise<ToolEnd> {
  const { checkout, measure } = request;
  const inherited = benchmarkEnvironment(request);
  const found = await findInterpreter(measure.python, checkout.directory, inherited);
  // The command may be no Python at all: then none need be there.
  const python = 'failure' in found ? undefined : found;
  const ofSide = sideEnvironment(request, python, inherited);
  const probe = await createOriginProbe(request, ofSide);
  const end = await runProcess({
    shell,
    cwd: checkout.directory,
    env: { ...ofSide, ...probe.env },
    timeout: measure.timeout,
    signal: request.signal,
  });
  const ended = failureOf(end, what, measure.timeout);
  const exited = end.exit !== undefined && !end.timedOut && !end.aborted;
  const left =
    end.leftBehind > 0 && !end.timedOut && !end.aborted ? leftBehind(end.leftBehind, what) : undefined;
  const failure = (exited ? undefined : ended) ?? (await probe.judge()) ?? left;
  return {
    end,
    ...(failure && { failure }),
    ...(exited && ended && { exitFailure: ended }),
  };
}

/** What a process of one side knows of it: which side it is, and that `python` is the interpreter that is measured. */
export function ownInterpreter(
  checkout: Checkout,
  python: Interpreter | undefined,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    PACEGATE_SIDE: checkout.side,
    PACEGATE_CHECKOUT: checkout.directory,
    ...(python && { PATH: pathWith(python, env) }),
  };
}

/** The environment of a tool's process on one side: its own sources and its own interpreter come first. */
export function sideEnvironment(
  { checkout, spec }: Pick<ProcessRequest, 'checkout' | 'spec'>,
  python: Interpreter | undefined,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...prepend(python === undefined ? [] : ownSources(checkout, spec, python), env),
    ...ownInterpreter(checkout, python, env),
  };
}

/** An outcome in which nothing was measured, with what is known of the process. */
export function nothingMeasured(tool: ToolEnd, failure: Failure): ProcessOutcome {
  return { measured: [], failure, ...common(tool) };
}

/** Fields that every outcome of a tool has. */
export function common({ end }: ToolEnd): Pick<ProcessOutcome, 'output'> {
  return { ...(end && end.output !== '' && { output: end.output }) };
}

/**
 * Side by side, the source directories of this side's checkout, to stand before whatever is installed: an environment
 * that both sides share holds one version only. An environment inside the checkout is this side's own and needs none.
 */
function ownSources(checkout: Checkout, spec: RunnerSpec, python: Interpreter): string[] {
  if (checkout.foreign.length === 0) return [];
  const way = relative(checkout.root, python.path);
  if (!way.startsWith('..')) return [];
  const inner = shellWords(textOf(spec)).map((word) => findProjectDirectory(checkout.directory, word));
  return [...new Set([...inner.filter(Boolean), ''])].flatMap((project) => {
    const directory = join(checkout.directory, project);
    const source = join(directory, 'src');
    const isSourceDirectory = existsSync(source) && !existsSync(join(source, '__init__.py'));
    return [...(isSourceDirectory ? [source] : []), directory];
  });
}

/** Where the files stand that are measured: where a repository holds several projects, they say which are meant. */
function textOf(spec: RunnerSpec): string {
  switch (spec.kind) {
    case 'pytest':
      return spec.args;
    case 'pyperf':
      return spec.script;
    case 'command':
    case 'results':
      return spec.command;
    default:
      return '';
  }
}

function prepend(
  directories: readonly string[],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  if (directories.length === 0) return { ...env };
  return { ...env, PYTHONPATH: [...directories, env.PYTHONPATH].filter(Boolean).join(delimiter) };
}

/** One argument for the shell of this system. */
export function quote(argument: string): string {
  if (process.platform === 'win32') return `"${argument.replace(/(\\*)"/g, '$1$1\\"')}"`;
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
