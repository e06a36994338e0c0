/** Holds what both sides recorded against each other: of a benchmark, or of each of a suite. */
import { compareRecordings } from '../../affected/compare.ts';
import { type Earlier, unanswered } from '../../affected/needs.ts';
import type { Reason } from '../../affected/reason.ts';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import type { ChangedFile } from '../../checkouts/git/changed-files.ts';
import type { Measured, ProcessOutcome } from '../../runners/runner.ts';
import { fullName, isFor } from '../../samples/names/sub-names.ts';
import type { Recording } from '../../samples/recording.ts';
import { measuredFor, type Standing } from './standing.ts';

/** What is known beside the recordings. */
export interface Facts {
  readonly changed: readonly ChangedFile[];
  readonly earlier: readonly Earlier[];
}

export function compareSides(
  spec: BenchmarkSpec,
  names: readonly string[],
  baseline: Recording,
  candidate: Recording,
  { changed, earlier }: Facts,
): Standing {
  const known = { spec, names, recording: candidate };
  const compared = compareRecordings({
    baseline,
    candidate,
    changed,
    ...(spec.budgets.some(({ metric }) => metric === 'peak_memory') && { atLeast: 'modules' as const }),
  });
  if ('reasons' in compared) return { ...known, reasons: compared.reasons };
  // That nothing has changed does not answer every budget.
  const open = unanswered(spec, names, earlier);
  return open.length > 0 ? { ...known, reasons: open } : { ...known, proof: compared.proof };
}

/** One standing for each of its benchmarks; one for all where nothing can be said of them one by one. */
export function compareSuite(
  spec: BenchmarkSpec,
  before: ProcessOutcome,
  after: ProcessOutcome,
  facts: Facts,
): readonly Standing[] {
  const whole = [...wholeFailure('baseline', before), ...wholeFailure('candidate', after)];
  const subs = [...new Set([...after.measured, ...before.measured].map(({ sub }) => sub))];
  const names = subs.map((sub) => fullName(spec.name, sub));
  const unwatched = spec.budgets.filter((budget) => !names.some((name) => isFor(budget, name, spec.name)));
  const idle = spec.measure.chosen ? [] : unwatched;
  const reasons = [...whole, ...idle.map(({ text }): Reason => ({ kind: 'watches-nothing', budget: text }))];
  if (reasons.length > 0) return [measuredFor(spec, reasons)];
  return subs.map((sub, place) => {
    const own = [names[place] as string];
    const [one, other] = [before, after].map(({ measured }) => measured.find((each) => each.sub === sub));
    const failures = [...failureOf('baseline', toOutcome(one)), ...failureOf('candidate', toOutcome(other))];
    if (failures.length > 0 || !one?.recording || !other?.recording)
      return { spec, names: own, reasons: failures };
    const budgets = spec.budgets.filter((budget) => isFor(budget, own[0] as string, spec.name));
    const standing = compareSides({ ...spec, budgets }, own, one.recording, other.recording, facts);
    return { ...standing, spec };
  });
}

export function failureOf(
  side: 'baseline' | 'candidate',
  { measured, failure, recording }: ProcessOutcome,
): Reason[] {
  const first = failure ?? measured.find((one) => one.failure)?.failure;
  if (!first && recording && measured.length > 0) return [];
  return [{ kind: 'failed', side, message: first?.message.split('\n')[0] ?? 'it told nothing' }];
}

function wholeFailure(side: 'baseline' | 'candidate', outcome: ProcessOutcome): Reason[] {
  if (!outcome.failure && outcome.measured.length > 0) return [];
  // A file that could not be loaded has benchmarks that nobody knows.
  return failureOf(side, outcome);
}

function toOutcome(measured: Measured | undefined): ProcessOutcome {
  const { recording } = measured ?? {};
  return { measured: measured ? [measured] : [], ...(recording && { recording }) };
}
