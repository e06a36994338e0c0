/** Turns the records of a suite's process into what each of its benchmarks yielded. Pure. */

import { isOwnName, shortName } from '../../formats/names.ts';
import { trackedMetric } from '../../formats/tools/asv.ts';
import type { Checkout } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import { findProcessFailure, readOutcome } from '../harness/harness-outcome.ts';
import {
  every,
  first,
  type HarnessRecord,
  type HarnessRecords,
  type RecordOf,
} from '../harness/harness-records.ts';
import type { ProcessEnd } from '../processes/process.ts';
import type { Measured } from '../runner.ts';

export type Plan = Pick<RecordOf<'calibration'>, 'loops' | 'warmup' | 'value_ns'>;
type Member = RecordOf<'suite'>['benchmarks'][number];

export interface SuiteOutcome {
  readonly measured: readonly Measured[];
  /** Nothing of the process can be used, or nothing of it was measured. */
  readonly failure?: Failure;
  /** All benchmarks that the suite has here. */
  readonly members: readonly Member[];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly warnings: readonly string[];
  readonly insideSeconds: number;
}

interface Context {
  readonly checkout: Pick<Checkout, 'side' | 'directory' | 'root' | 'foreign'>;
  readonly timeout: number;
  readonly what: string;
  readonly nothingFound: Failure | undefined;
  /** Nothing was known of its benchmarks before. */
  readonly isSurvey: boolean;
  readonly wrongCode: Failure | undefined;
}

/** What was told of one benchmark. */
interface Part {
  readonly name: string;
  readonly records: HarnessRecord[];
  done: boolean;
}

export function readSuite(end: ProcessEnd, records: HarnessRecords, context: Context): SuiteOutcome {
  const { parts, others } = divide(records.all);
  const members = first(others, 'suite')?.benchmarks ?? [];
  const plans = new Map<string, Plan>();
  const warnings = new Set<string>();
  let insideSeconds = 0;
  const measured: Measured[] = [];
  for (const part of parts) {
    if (!part.done && end.aborted) continue; // nobody's fault, and told of the process
    const ending: HarnessRecord[] = part.done ? [{ record: 'end' }] : [];
    const how = part.done ? { ...end, ...WELL } : end;
    const outcome = readOutcome(how, { all: [...part.records, ...ending], garbage: undefined }, context);
    const sub = shortName(part.name);
    const params = members.find(({ name }) => name === part.name)?.params ?? {};
    const plan = first(part.records, 'calibration');
    const recording = first(part.records, 'recording');
    if (plan) plans.set(sub, { loops: plan.loops, warmup: plan.warmup, value_ns: plan.value_ns });
    insideSeconds += outcome.insideSeconds;
    for (const warning of outcome.warnings) warnings.add(warning);
    measured.push({
      sub,
      ...(Object.keys(params).length > 0 && { params }),
      metrics: { ...reported(part.records), ...results(part.records), ...outcome.metrics },
      ...(outcome.method && { method: outcome.method }),
      ...(outcome.answer && { answer: outcome.answer }),
      ...(outcome.turn && { turn: outcome.turn }),
      ...(outcome.failure && { failure: outcome.failure }),
      ...(recording && { recording }),
    });
  }
  // Later it is told by what is not there.
  for (const { place, message } of context.isSurvey ? every(others, 'uncollected') : []) {
    measured.push({ sub: shortName(place), metrics: {}, failure: uncollected(place, message) });
  }
  const failure =
    context.wrongCode ?? wholeFailure(end, { ...records, all: others }, parts, members, context);
  return {
    measured: context.wrongCode ? [] : measured,
    ...(failure && { failure }),
    members,
    plans,
    warnings: [...warnings],
    insideSeconds,
  };
}

/** How a process ended that was measuring something else by then. */
const WELL = {
  exit: 0,
  signal: undefined,
  startError: undefined,
  timedOut: false,
  aborted: false,
  leftBehind: 0,
} as const;

function divide(all: readonly HarnessRecord[]): { parts: Part[]; others: HarnessRecord[] } {
  const parts: Part[] = [];
  const others: HarnessRecord[] = [];
  let current: Part | undefined;
  for (const record of all) {
    if (record.record === 'benchmark') {
      current = { name: record.name, records: [], done: false };
      parts.push(current);
    } else if (record.record === 'done') {
      if (current) current.done = true;
      current = undefined;
    } else (current?.records ?? others).push(record);
  }
  return { parts, others };
}

/** Numbers that a benchmark reports itself; text that is no metric's name, or the name of one of ours, is left out. */
function reported(records: readonly HarnessRecord[]): Measured['metrics'] {
  const values = every(records, 'reported').flatMap((record) => Object.entries(record.values));
  return Object.fromEntries(
    values
      .filter(([name, value]) => isOwnName(name) && value >= 0)
      .map(([name, value]) => [name, { unit: 'count', better: 'lower' as const, runs: [[value]] }]),
  );
}

/** What benchmarks yielded that are not timed. */
function results(records: readonly HarnessRecord[]): Measured['metrics'] {
  return Object.fromEntries(
    every(records, 'result').map(({ kind, name, unit, values }) => {
      const tracked = trackedMetric(name, unit);
      const { metric, scale, ...known } =
        kind === 'track' ? tracked : { metric: kind, unit: 'B' as const, scale: 1 };
      const run = scale === 1 ? values : values.map((value) => value * scale);
      return [metric, { unit: known.unit, better: 'lower' as const, runs: [run] }];
    }),
  );
}

function uncollected(place: string, message: string): Failure {
  return {
    code: 'not-loaded',
    message: `${place} could not be loaded, so its benchmarks are unknown:\n${message}`,
  };
}

/** A process that died while it measured something is that benchmark's affair, and the others go on in another one. */
function wholeFailure(
  end: ProcessEnd,
  others: HarnessRecords,
  parts: readonly Part[],
  members: readonly Member[],
  context: Context,
): Failure | undefined {
  const blamed = parts.some(({ done }) => !done);
  const isKnown = members.length > 0 || !context.isSurvey;
  if (blamed && isKnown && !end.aborted && others.garbage === undefined) return undefined;
  const failure = findProcessFailure(end, others, context, context.what);
  if (failure) return failure;
  const nothing = members.length === 0 && every(others.all, 'uncollected').length === 0;
  return nothing ? context.nothingFound : undefined;
}
