/** What is to be profiled, and what the harness is asked for: the benchmark, as it is prepared for measuring, on one side. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasureOptions, RunnerSpec } from '../../samples/benchmark-spec.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import { findProjectDirectory } from '../processes/project-directory.ts';

export type ProfilerTool = 'cprofile' | 'py-spy' | 'bytecodes';

/** What one process's tool wrote. Untrusted text. */
export interface RawProfile {
  readonly side: Side;
  /** The harness's JSON: the profiles themselves, or what `stacks` is to be read with. */
  readonly text: string;
  /** Collapsed stacks, from py-spy. */
  readonly stacks?: string;
  /** Profiles of the other Python processes that a `command` started: all of them together are its profile. */
  readonly more?: readonly string[];
  /** What pstats opens, one file for each Python process, from cProfile. */
  readonly stats?: readonly Uint8Array[];
}

export interface ProfileRequest {
  readonly spec: RunnerSpec;
  /** Sub-benchmark (the part after `NAME/`), where the callable has parameters; default its first. */
  readonly sub?: string;
  readonly measure: MeasureOptions;
  /** The sides to be profiled; `pacegate profile` without a base has the candidate alone. */
  readonly checkouts: readonly Checkout[];
  /** Directory from which the benchmark's own files are taken: the candidate's, on both sides. */
  readonly benchmarksFrom: string;
  readonly tool: ProfilerTool;
  /** Asks for the lines of the dearest functions instead: of one process, seen by py-spy where that is the tool, else traced. */
  readonly lines?: boolean;
  /** Fresh processes a side. Default 4 for times, 1 for bytecodes, 3 for py-spy. */
  readonly processes?: number;
  /** Empty directory for the tools' files; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Environment to be cleaned and handed on. Default that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Seconds left for all of it. Default: no end. */
  readonly timeLeft?: () => number;
  /** Processes a side with fewer of which the profiles are of no use: what cannot reach them is given up soon. Default 1. */
  readonly least?: number;
  /** Asked after each process of both sides: whether what there is tells enough. */
  readonly enough?: (profiles: readonly RawProfile[]) => boolean;
  readonly onProgress?: (progress: ProfileProgress) => void;
}

/** Told before each process. */
export interface ProfileProgress {
  readonly done: number;
  readonly all: number;
  /** Calls in one profile, once the first process found that out. */
  readonly calls?: number;
}

/** Profiles that one process takes in turn: for each function the least disturbed one counts. */
const STRETCHES: Readonly<Record<ProfilerTool, number>> = { cprofile: 5, 'py-spy': 1, bytecodes: 1 };

/** Whether the harness itself finds out which lines take the time. */
export function isTraced({ lines, tool }: ProfileRequest): boolean {
  return lines === true && tool !== 'py-spy';
}

/** What the harness is asked to prepare and to profile. */
export function describeBenchmark(request: ProfileRequest, checkout: Checkout): Record<string, unknown> {
  const { spec, tool, benchmarksFrom } = request;
  const common = {
    name: 'profile',
    tool: isTraced(request) ? 'lines' : tool,
    sub: request.sub ?? null,
    root: checkout.root,
    foreign: checkout.foreign,
    roots: [checkout, ...request.checkouts].map(({ root }) => root),
    budget: 1,
    stretches: STRETCHES[tool],
  };
  if (spec.kind !== 'callable' && spec.kind !== 'timeit')
    return { ...common, kind: spec.kind, checkout: checkout.directory, scratch: request.scratch };
  if (spec.kind === 'timeit') {
    return {
      ...common,
      kind: 'timeit',
      stmt: spec.stmt,
      setup: spec.setup ?? '',
      checkout: checkout.directory,
    };
  }
  const target = spec.target.trim();
  const colon = target.lastIndexOf(':');
  const place = target.slice(0, colon);
  const attribute = target.slice(colon + 1);
  if (!place.endsWith('.py')) {
    return {
      ...common,
      kind: 'callable',
      source: { module: place },
      attribute,
      checkout: checkout.directory,
    };
  }
  const project = findProjectDirectory(benchmarksFrom, place);
  // The checkout has the benchmark's own files too, laid over the base's; only what is not there comes from elsewhere.
  const own = join(checkout.directory, place);
  return {
    ...common,
    kind: 'callable',
    source: { file: existsSync(own) ? own : join(benchmarksFrom, place) },
    attribute,
    checkout: join(checkout.directory, project),
    benchmarks_from: join(benchmarksFrom, project),
  };
}
