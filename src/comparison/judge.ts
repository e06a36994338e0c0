/** Judges measurements against budgets: a whole session, or one benchmark while it is being measured. */
import type { Acceptance, BenchmarkSpec, Budget, BudgetFile } from '../budgets/model.ts';
import { differingFacts } from '../samples/environment.ts';
import type { Benchmark, FailureCode, Measurements } from '../samples/measurements.ts';
import { holmRejects } from '../statistics/holm.ts';
import { judgeAbsolute } from './absolute.ts';
import { isExact, judgeExactly, judgeExactlyAlone } from './exact.ts';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import { nextLook, SMALL_MARGIN_LEVEL } from './levels.ts';
import { misfits } from './misfit.ts';
import { withoutBaseline } from './no-baseline.ts';
import { drawLots, type Lots, type Prepared, prepare } from './prepared.ts';
import { findQuantity } from './quantity.ts';
import { judgeRelative } from './relative.ts';
import { type Note, type Result, VERDICT_ORDER, type Verdict, type Warning } from './result.ts';
import { type BetweenSessions, betweenSessions } from './sessions.ts';
import { expandSubs, type Subject } from './subjects.ts';
import { budgetable, whyUnavailable } from './unavailable.ts';
import { collectWarnings, tooShort } from './warnings.ts';

export interface JudgeRequest {
  readonly budgets: readonly BenchmarkSpec[];
  readonly accepted: readonly Acceptance[];
  readonly baseline?: Measurements;
  readonly candidate: Measurements;
  readonly comparison: 'side-by-side' | 'stored' | 'none';
  /** Stored comparison: earlier sessions of the same environment, in any order. */
  readonly history?: readonly Measurements[];
  /** Measuring is over: budgets that nothing measured are `missing` now, not just open. */
  readonly final: boolean;
  /** ISO date. */
  readonly today: string;
  /** Dollars for an hour of CPU time. */
  readonly cpuHour: number;
  /** The base side's budget file: loosened budgets are told. */
  readonly baseBudgets?: BudgetFile;
  /** All that the candidate's budget file declares, where `budgets` is only a part of it. */
  readonly declared?: readonly BenchmarkSpec[];
  /** The base has so many commits that the candidate lacks. */
  readonly baseBehind?: { readonly ref: string; readonly missing: number };
  /** Warning codes that the harness raised, by declared name. */
  readonly raised?: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * How many budgets with a margin below 5 % the whole session has, where this request is a part of it: a benchmark that is
   * judged alone while it is measured must not forget the others.
   */
  readonly family?: number;
  /** Seconds that a block took, by declared name: lets a decider speak of `max_time`. */
  readonly secondsPerBlock?: ReadonlyMap<string, number>;
}

export interface Judgement {
  readonly results: readonly Result[];
  readonly warnings: readonly Warning[];
  readonly verdict: Verdict;
}

export function judge(request: JudgeRequest): Judgement {
  const { subjects, unreached } = expandSubs(
    request.budgets,
    request.comparison === 'none' ? undefined : request.baseline,
    request.candidate,
  );
  const order = new Map(request.budgets.map((spec, index) => [spec, index]));
  const judged: Judged[] = [];
  const shorts = new Set<string>();
  const lots = drawLots(request.baseline, request.candidate);
  for (const subject of subjects) {
    for (const entry of judgeSubject(subject, request, lots)) {
      judged.push(entry);
      if (entry.finding?.notes.includes('too-short')) shorts.add(subject.name);
    }
  }
  if (request.final) {
    for (const { spec, budget } of unreached) {
      judged.push({ subject: { name: spec.name, spec, budgets: [] }, budget, failure: 'absent' });
    }
  }
  correctForMany(judged, request.family);
  const results = judged
    .sort((a, b) => (order.get(a.subject.spec) ?? 0) - (order.get(b.subject.spec) ?? 0))
    .map((entry) => toResult(entry, request));
  return {
    results,
    warnings: collectWarnings(request, subjects, results, shorts),
    verdict: gateVerdict(results, request.budgets.length === 0),
  };
}

/** The first of `VERDICT_ORDER` that occurs. A broken budget that only warns does not count; what is missing always does. */
export function gateVerdict(results: readonly Result[], nothingDeclared = false): Verdict {
  if (nothingDeclared) return 'missing';
  const counted = results.filter(({ severity, verdict }) => severity === 'fail' || verdict === 'missing');
  const occurring = new Set(counted.map(({ verdict }) => verdict));
  return VERDICT_ORDER.find((verdict) => occurring.has(verdict)) ?? 'pass';
}

interface Judged {
  readonly subject: Subject;
  readonly budget: Budget | null;
  finding?: Finding;
  readonly failure?: FailureCode;
  /** What was measured, where the budget's unit is another. */
  readonly unit?: string;
}

function judgeSubject(subject: Subject, request: JudgeRequest, lots: Lots): Judged[] {
  const { comparison, baseline, candidate } = request;
  const failure = failureOf(subject.candidate);
  if (subject.budgets.length === 0) {
    // A benchmark without budgets passes in silence, unless it could not be measured at all.
    return failure && subject.spec.budgets.length === 0 ? [{ subject, budget: null, failure }] : [];
  }
  const sameSession = comparison === 'side-by-side' && baseline?.session === candidate.session;
  const prepared = prepare(subject, sameSession, lots);
  let between: BetweenSessions | undefined;
  if (comparison === 'stored') between = betweenSessions(subject.name, inOrderOfTime(request.history ?? []));
  return subject.budgets.flatMap((budget): Judged[] => {
    const missing = missingFor(budget, subject, comparison);
    if (missing) return [{ subject, budget, failure: missing }];
    const finding = judgeBudget(budget, prepared, request, between);
    if (typeof finding !== 'string' && 'misfit' in finding)
      return [{ subject, budget, failure: 'wrong-unit', unit: finding.misfit }];
    return [
      typeof finding === 'string' ? { subject, budget, failure: finding } : { subject, budget, finding },
    ];
  });
}

/** Why a budget cannot be judged at all, going by its benchmark. */
function missingFor(
  budget: Budget,
  { baseline, candidate }: Subject,
  comparison: JudgeRequest['comparison'],
): FailureCode | undefined {
  if (!candidate) return 'one-side-only';
  const failed = failureOf(candidate);
  if (failed) return failed;
  if (budget.bound.kind === 'absolute') return undefined;
  if (comparison === 'none') return undefined;
  return baseline ? failureOf(baseline) : 'one-side-only';
}

/** Any failure in any of its runs: a benchmark that crashes now and then never counts as measured. */
function failureOf(benchmark: Benchmark | undefined): FailureCode | undefined {
  if (!benchmark) return undefined;
  const failure = benchmark.failures?.[0];
  if (failure) return failure.code;
  const metrics = Object.values(benchmark.metrics);
  if (metrics.length === 0) return 'no-values';
  for (const { runs } of metrics) {
    if (runs.length === 0) return 'no-values';
    for (const { values } of runs) {
      if (values.length === 0) return 'no-values';
      for (let i = 0; i < values.length; i++) {
        const value: unknown = values[i];
        // In a hurry: there may be millions. A null, which is how JSON writes NaN, compares as 0.
        if (typeof value !== 'number' || !(value >= 0 && value < Number.POSITIVE_INFINITY))
          return 'not-a-number';
      }
    }
  }
  return undefined;
}

function judgeBudget(
  budget: Budget,
  prepared: Prepared,
  request: JudgeRequest,
  between: BetweenSessions | undefined,
): Finding | FailureCode | { readonly misfit: string } {
  const { subject } = prepared;
  const quantity = findQuantity(budget, subject.candidate as Benchmark, request.cpuHour);
  if (!quantity) return whyUnavailable(budget.metric, subject.candidate as Benchmark);
  if (misfits(budget, quantity, subject.baseline)) return { misfit: quantity.unit };
  const show = (value: number): number => value * quantity.scale;
  const seconds = request.secondsPerBlock?.get(subject.spec.name);
  const alone = prepared.candidate(quantity.source);
  if (!alone) return 'no-values';
  const relative = budget.bound.kind !== 'absolute';
  if (!relative) {
    if (isExact(quantity.unit, [alone], quantity.source))
      return judgeExactlyAlone(budget, quantity, alone, show);
    const finding = judgeAbsolute(budget, quantity, prepared, alone, seconds);
    return refuseShort(finding, quantity.unit, prepared);
  }
  // Only absolute budgets can be judged; the run becomes the baseline of the next one.
  if (request.comparison === 'none') return withoutBaseline(budget, quantity, alone);
  const both = prepared.both(quantity.source);
  if (!both) return 'one-side-only';
  if (between && quantity.unit === 's' && request.baseline) {
    const differing = differingFacts(request.baseline.environment, request.candidate.environment);
    if (differing.length > 0)
      return incomparable(judgeRelative({ budget, quantity, prepared, both, between }));
  }
  if (isExact(quantity.unit, [both.baseline, both.candidate], quantity.source))
    return judgeExactly(budget, quantity, both, show);
  const finding = judgeRelative({
    budget,
    quantity,
    prepared,
    both,
    ...(between && { between }),
    ...(seconds !== undefined && { secondsPerBlock: seconds }),
  });
  return refuseShort(finding, quantity.unit, prepared);
}

function incomparable({ unit, better, baseline, candidate, limit, runs }: Finding): Finding {
  return {
    verdict: 'incomparable',
    notes: [],
    unit,
    better,
    ...(baseline && { baseline }),
    candidate,
    limit,
    runs,
  };
}

/** A value of a few clock ticks is rounding, not time. */
function refuseShort(finding: Finding, unit: string, { subject }: Prepared): Finding {
  if (unit !== 's' || !tooShort(subject)) return finding;
  const { decider: _, ...rest } = finding;
  return { ...rest, verdict: 'inconclusive', notes: [...finding.notes, 'too-short'] };
}

/**
 * Margins below 5 % leave little room for chance: of fifty unchanged benchmarks, one looks slower at the 2 % level more
 * often than not. So a failure by such a margin must also be certain as a change, by a test of the runs one by one that
 * holds whatever the noise, with Holm's correction over all such budgets.
 */
function correctForMany(judged: readonly Judged[], family = 0): void {
  const small = judged.filter(({ finding }) => finding?.chance !== undefined);
  const chances = small.map(({ finding }) => finding?.chance as number);
  // The absent members of the family count as not rejected.
  const absent = Array.from({ length: Math.max(0, family - small.length) }, () => 1);
  const rejected = holmRejects([...chances, ...absent], SMALL_MARGIN_LEVEL);
  small.forEach((entry, i) => {
    const finding = entry.finding as Finding;
    if (finding.verdict !== 'fail' || rejected[i]) return;
    const next = nextLook(finding.runs);
    entry.finding = {
      ...finding,
      verdict: 'inconclusive',
      notes: [...finding.notes, 'many-budgets'],
      ...(next !== undefined && { decider: { processes: next - finding.runs } }),
    };
  });
}

function toResult({ subject, budget, finding, failure, unit }: Judged, request: JudgeRequest): Result {
  const base = {
    benchmark: subject.name,
    budget: budget?.text ?? null,
    metric: budget?.metric ?? null,
    unit: finding?.unit ?? unit ?? null,
    better: finding?.better ?? budget?.better ?? ('lower' as const),
    severity: budget?.severity ?? ('fail' as const),
    ...(budget && { op: budget.op }),
    ...(budget?.position && { position: budget.position }),
  };
  if (!finding) {
    const instead = failure === 'only-summaries' ? budgetable(subject.candidate?.metrics ?? {}) : [];
    return withReason({
      ...base,
      verdict: 'missing',
      failure: failure ?? 'absent',
      ...(instead.length > 0 && { instead }),
    });
  }
  const acceptance =
    budget && finding.verdict === 'fail' ? acceptanceFor(subject, budget, request) : undefined;
  return withReason({
    ...base,
    verdict: acceptance ? 'accepted' : finding.verdict,
    ...(finding.baseline && { baseline: finding.baseline }),
    candidate: finding.candidate,
    ...(finding.change && { change: finding.change }),
    ...(finding.estimate && { estimate: finding.estimate }),
    limit: finding.limit,
    ...(finding.detectable !== undefined && { detectable: finding.detectable }),
    ...(finding.clock && { clock: finding.clock }),
    ...(finding.notes.length > 0 && { notes: finding.notes as Note[] }),
    ...(finding.decider && { decider: finding.decider }),
    ...(acceptance && { acceptance }),
  });
}

function withReason(result: Omit<Result, 'reason'>): Result {
  return { ...result, reason: explain(result) };
}

function acceptanceFor(subject: Subject, budget: Budget, request: JudgeRequest): Acceptance | undefined {
  const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return request.accepted.find(
    (acceptance) =>
      (acceptance.benchmark === subject.name || acceptance.benchmark === subject.spec.name) &&
      folded(acceptance.budget) === folded(budget.text) &&
      acceptance.until.slice(0, 10) >= request.today.slice(0, 10),
  );
}

function inOrderOfTime(history: readonly Measurements[]): Measurements[] {
  return [...history].sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0));
}
