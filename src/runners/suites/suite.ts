/**
 * Suites: benchmarks of a framework that share a process, and that the harness measures itself, in turns with the other
 * side's. What is common to `pytest`, `asv` and `pyperf`; the frameworks' own ways are told in the harness.
 */
import { shortName } from '../../formats/names.ts';
import type { Side } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import { createLoneHand } from '../harness/baton.ts';
import { benchmarkEnvironment, prepareHarness, readRecords } from '../harness/harness.ts';
import { failed } from '../harness/harness-outcome.ts';
import { createOriginProbe } from '../harness/origin-probe.ts';
import { findInterpreter } from '../processes/interpreter.ts';
import { runProcess } from '../processes/process.ts';
import { quote, sideEnvironment } from '../processes/tool-process.ts';
import type { ProcessOutcome, ProcessRequest } from '../runner.ts';
import { type Plan, readSuite } from './suite-outcome.ts';

/** What earlier processes learned, by the names under which the results are told. */
export interface SuiteCalibration {
  readonly plans: ReadonlyMap<string, Plan>;
  /** A framework's own names, where they are too long to be told. */
  readonly names: ReadonlyMap<string, string>;
}

/** Each benchmark is recorded in a forked child: where that is safe. */
export const RECORDS_SUITES = process.platform === 'linux';

export interface SuiteWork {
  readonly kind: 'pytest' | 'asv' | 'pyperf';
  /** What its process is called in messages. */
  readonly what: string;
  /** What is said where the process ended well and had no benchmark. */
  readonly nothingFound: Failure;
  /** The framework that must be installed for it. */
  readonly needs?: string;
  /** For the shell: the framework's own arguments as typed. */
  readonly args?: string;
  /** What the harness needs to be told beyond what every suite needs. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** One process that measures `request.wanted`, or all that the suite has. */
export async function measureSuite(
  request: ProcessRequest,
  { kind, what, nothingFound, needs, args = '', more = {} }: SuiteWork,
): Promise<ProcessOutcome> {
  const { checkout, measure, wanted } = request;
  const inherited = benchmarkEnvironment(request);
  const python = await findInterpreter(measure.python, checkout.directory, inherited);
  if ('failure' in python) return failed(python.failure);
  const ofSide = sideEnvironment(request, python, inherited);
  const probe = await createOriginProbe(request, ofSide);
  const known = request.calibration as SuiteCalibration | undefined;
  const nameOf = (sub: string): string => known?.names.get(sub) ?? sub;
  const plans = [...(known?.plans ?? [])].filter(([sub]) => wanted === undefined || wanted.includes(sub));
  const { words, results, env } = await prepareHarness(request, python.path, {
    kind,
    scratch: request.scratch,
    cache: request.cache ?? request.scratch,
    wanted: wanted?.map(nameOf) ?? null,
    single_calls: wanted?.filter((sub) => request.singleCalls?.(sub)).map(nameOf) ?? [],
    plans: Object.fromEntries(plans.map(([sub, plan]) => [nameOf(sub), plan])),
    ...more,
  });
  const end = await runProcess({
    shell: `${words.map(quote).join(' ')} ${args.replace(/\s*\n\s*/g, ' ')}`,
    cwd: checkout.directory,
    env: { ...ofSide, ...probe.env, ...env, ...evenedOut(checkout.side, env) },
    timeout: measure.timeout,
    signal: request.signal,
    hand: request.baton?.joinSuite() ?? (process.platform === 'win32' ? undefined : createLoneHand()),
  });
  const outcome = readSuite(end, await readRecords(results), {
    checkout,
    timeout: measure.timeout,
    what,
    // A suite need not have what was asked for: another one may.
    nothingFound: measure.chosen || measure.spared ? undefined : nothingFound,
    isSurvey: wanted === undefined,
    wrongCode: await probe.judge(),
  });
  const names = outcome.members
    .map(({ name }) => [shortName(name), name] as const)
    .filter(([sub, name]) => sub !== name);
  return {
    measured: outcome.measured,
    ...(outcome.failure && { failure: advisingFramework(outcome.failure, needs) }),
    ...(outcome.failure === undefined && {
      members: outcome.members.map(({ name, group }) => ({ sub: shortName(name), group })),
    }),
    calibration: { plans: outcome.plans, names: new Map(names) } satisfies SuiteCalibration,
    insideSeconds: outcome.insideSeconds,
    ...(outcome.warnings.length > 0 && { warnings: outcome.warnings }),
    ...(end.output !== '' && { output: end.output }),
  };
}

function advisingFramework(failure: Failure, needs: string | undefined): Failure {
  if (needs === undefined || !new RegExp(`No module named '?${needs}'?$`, 'm').test(failure.message)) {
    return failure;
  }
  const hint = `Install ${needs} in the environment of \`python\`, for example with \`setup\`.`;
  return { ...failure, code: 'unsupported', hint };
}

/**
 * Where both sides get one memory layout their environments must be of one size, to the byte; the names of the sides, which are in
 * them, are not of one length.
 */
function evenedOut(side: Side, { PACEGATE_PADDING }: { readonly PACEGATE_PADDING?: string }) {
  if (PACEGATE_PADDING === undefined) return {};
  return { PACEGATE_PADDING: PACEGATE_PADDING + 'x'.repeat('candidate'.length - side.length) };
}

/** What two processes learned together; what the first one knew already stays. */
export function mergeCalibrations(first: unknown, second: unknown): unknown {
  const [a, b] = [first, second] as (SuiteCalibration | undefined)[];
  if (!a || !b) return first ?? second;
  return {
    plans: new Map([...b.plans, ...a.plans]),
    names: new Map([...b.names, ...a.names]),
  } satisfies SuiteCalibration;
}
