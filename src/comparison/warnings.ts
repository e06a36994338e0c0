/** Doubts about the data, as data: what was seen, and what to do about it. */
import type { BudgetFile } from '../budgets/model.ts';
import { differingFacts, type Environment } from '../samples/environment.ts';
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import { asMeasured, poolRuns, quantileOf } from '../statistics/arm.ts';
import type { JudgeRequest } from './judge.ts';
import { loosenedBudgets } from './loosened.ts';
import type { Result, Warning, WarningCode } from './result.ts';
import type { Subject } from './subjects.ts';

/** A value should last this many ticks of the clock that timed it. */
const FEWEST_TICKS = 50;
const REVIEW_DAYS = 180;
const EXPIRY_DAYS = 14;
/** Data smaller than both are hardly what production works on. */
const TOY_BYTES = 10_000;
const TOY_ROWS = 100;
/** Runs of one side that differ by more than this (robust standard deviation) make a noisy machine. */
const NOISY_SPREAD = 0.05;

const NOISY = [
  'Processes of the same code differed by more than 5 %, or waited for a processor: something else was using the machine.',
  'Nothing to do for a verdict; it only takes more processes. A quieter runner decides sooner.',
] as const;

/** What the harness or the machine told about itself, in our words. */
const RAISED: Readonly<Partial<Record<WarningCode, readonly [message: string, advice: string]>>> = {
  'development-mode': [
    'Python ran in development mode, which adds checks that production does not have.',
    'Unset PYTHONDEVMODE and run without -X dev.',
  ],
  'debug-build': [
    'The interpreter is a debug build, several times slower than a release build and in other proportions.',
    'Set measure.python to a release build.',
  ],
  'tracing-active': [
    'A tracer, profiler or coverage tool was active while measuring.',
    'Run the benchmarks without coverage and without a debugger.',
  ],
  'never-steady': [
    'At least half of its processes were still changing speed when warming up ended.',
    'Give the benchmark a longer warm-up, or prepare its caches outside the timed region.',
  ],
  throttled: [
    'The processor or the container was throttled while measuring.',
    'Look at CPU limits and power settings; side by side both sides suffer alike.',
  ],
  'too-short': [
    'One value lasts only a few ticks of the clock that timed it.',
    'Do more work in one call, or let the harness repeat it: a callable or timeit runner calibrates its inner loop.',
  ],
  'noisy-machine': NOISY,
  'two-modes': [
    'The values fall into two groups, as with a cache that hits or misses or an unlucky hash seed. Both were judged.',
    'Split the benchmark in one for each case, or fix what decides between them.',
  ],
};

export function collectWarnings(
  request: JudgeRequest,
  subjects: readonly Subject[],
  results: readonly Result[],
  shorts: ReadonlySet<string>,
): Warning[] {
  const warnings = [
    ...sessionWarnings(request),
    ...request.budgets.flatMap((spec) => {
      const raised = [...(request.raised?.get(spec.name) ?? [])];
      return raised.flatMap((code) => known(code, spec.name));
    }),
    ...datasetDates(request),
    ...expiring(request),
    ...(request.baseBudgets ? loosened(request.declared ?? request.budgets, request.baseBudgets) : []),
    ...subjects.flatMap((subject) => subjectWarnings(subject, results, shorts)),
  ];
  const seen = new Set<string>();
  return warnings.filter(({ code, benchmark, message }) => {
    const key = `${code}\u0000${benchmark ?? ''}\u0000${message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** True where a wall-time value of the benchmark lasts less than fifty ticks of its clock. */
export function tooShort({ candidate, baseline }: Subject): boolean {
  return [candidate, baseline].some((benchmark) => {
    const { resolution, loops = 1 } = benchmark?.method ?? {};
    const runs = benchmark?.metrics.wall_time?.runs;
    if (!resolution || !runs) return false;
    const arm = poolRuns(runs.map(({ values }) => values));
    return arm.values.length > 0 && quantileOf(arm, asMeasured(arm), 0.5) * loops < FEWEST_TICKS * resolution;
  });
}

function known(code: string, benchmark?: string): Warning[] {
  const words = Object.hasOwn(RAISED, code) ? RAISED[code as WarningCode] : undefined;
  if (!words) return [];
  return [
    {
      code: code as WarningCode,
      ...(benchmark !== undefined && { benchmark }),
      message: words[0],
      advice: words[1],
    },
  ];
}

function sessionWarnings({ baseline, candidate, comparison, baseBehind }: JudgeRequest): Warning[] {
  const warnings: Warning[] = [candidate, ...(baseline ? [baseline] : [])].flatMap(({ environment }) =>
    environmentWarnings(environment),
  );
  if (candidate.commit?.dirty) {
    warnings.push({
      code: 'dirty',
      message: 'The candidate is the working tree with changes that are not committed.',
      advice: 'Commit them, so that the result belongs to a commit.',
    });
  }
  if (baseBehind && comparison === 'side-by-side') {
    const { ref, missing } = baseBehind;
    warnings.push({
      code: 'base-behind',
      message: `${ref} has ${missing} ${missing === 1 ? 'commit' : 'commits'} that this checkout lacks; their effects look as if this change had undone them.`,
      advice: `Compare with the commit where this branch left it: \`--base $(git merge-base ${ref} HEAD)\`.`,
    });
  }
  if (baseline?.commit?.dirty) {
    warnings.push({
      code: 'dirty',
      message: 'The baseline was measured with changes that were not committed.',
      advice: 'Save the baseline anew from a clean checkout.',
    });
  }
  const differing = baseline && comparison !== 'none' ? confounders(baseline, candidate) : [];
  if (differing.length > 0) {
    warnings.push({
      code: 'confounded',
      message: `More than the code differs between the two sides: ${differing.join(', ')}. A change may come from that.`,
      advice: 'Set both sides up the same way: same interpreter, same lock file, same machine.',
    });
  }
  return warnings;
}

function confounders(baseline: Measurements, candidate: Measurements): string[] {
  return differingFacts(baseline.environment, candidate.environment).filter(
    // A fact that one file simply does not know is no difference that was seen.
    (fact) => baseline.environment[fact] !== undefined && candidate.environment[fact] !== undefined,
  );
}

/** Facts that an environment states about itself, under the warning's code or as the interpreter's build. */
function environmentWarnings(environment: Environment): Warning[] {
  const codes = ['development-mode', 'debug-build', 'tracing-active', 'throttled'];
  const stated = codes.filter(
    (code) => environment[code] === true || environment[code.replace('-', '_')] === true,
  );
  const debug = /\b(debug|pydebug)\b/i.test(environment.python_build ?? '') ? ['debug-build'] : [];
  return [...stated, ...debug].flatMap((code) => known(code));
}

function datasetDates({ budgets, today }: JudgeRequest): Warning[] {
  return budgets.flatMap(({ name, dataset }): Warning[] => {
    if (!dataset?.reviewed) return [];
    const days = daysBetween(dataset.reviewed, today);
    if (!(days > REVIEW_DAYS)) return [];
    return [
      {
        code: 'dataset-overdue',
        benchmark: name,
        message: `Its data set was last reviewed ${days} days ago.`,
        advice: 'Look whether it still represents production, and set `dataset.reviewed` to the day you did.',
      },
    ];
  });
}

function expiring({ accepted, today }: JudgeRequest): Warning[] {
  return accepted.flatMap(({ benchmark, budget, until }): Warning[] => {
    const days = daysBetween(today, until);
    if (!(days >= 0 && days <= EXPIRY_DAYS)) return [];
    const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
    return [
      {
        code: 'accepted-expiring',
        benchmark,
        message: `The accepted trade-off on \`${budget}\` ends ${left}; after that the budget file is an error.`,
        advice: 'Mend the regression, change the budget, or agree on a new `until`.',
      },
    ];
  });
}

function loosened(budgets: JudgeRequest['budgets'], base: BudgetFile): Warning[] {
  return loosenedBudgets(budgets, base.benchmarks).map(({ benchmark, before, after }) => ({
    code: 'budget-loosened' as const,
    benchmark,
    message: after
      ? `This change loosens a budget: \`${before}\` became \`${after}\`.`
      : `This change removes a budget: \`${before}\`.`,
    advice: 'If that is meant, say why in the review.',
  }));
}

function subjectWarnings(
  subject: Subject,
  results: readonly Result[],
  shorts: ReadonlySet<string>,
): Warning[] {
  const { name, baseline, candidate } = subject;
  const warnings: Warning[] = [];
  const own = results.filter(({ benchmark }) => benchmark === name);
  const noted = (note: string): boolean => own.some(({ notes }) => notes?.includes(note as never));
  if (shorts.has(name) || noted('too-short')) warnings.push(...known('too-short', name));
  if (noted('two-modes')) warnings.push(...known('two-modes', name));
  if ([baseline, candidate].some(isSeldomSteady)) warnings.push(...known('never-steady', name));
  const [before, after] = [baseline?.method?.fingerprint, candidate?.method?.fingerprint];
  if (before !== undefined && after !== undefined && before !== after) {
    warnings.push({
      code: 'benchmark-changed',
      benchmark: name,
      message:
        'The benchmark itself differs between the two sides, so the comparison is not of the code alone.',
      advice: 'Change the benchmark in a pull request of its own.',
    });
  }
  const [old, current] = [baseline?.dataset?.digest, candidate?.dataset?.digest];
  if (old !== undefined && current !== undefined && old !== current) {
    warnings.push({
      code: 'dataset-changed',
      benchmark: name,
      message: 'The two sides were measured on different data.',
      advice: 'Change the data set in a pull request of its own, so that its effect is seen alone.',
    });
  }
  const { bytes, rows } = candidate?.dataset ?? {};
  if (
    (rows !== undefined && rows < TOY_ROWS) ||
    (rows === undefined && bytes !== undefined && bytes < TOY_BYTES)
  ) {
    warnings.push({
      code: 'toy-dataset',
      benchmark: name,
      message: `Its data set is tiny (${rows === undefined ? `${bytes} bytes` : `${rows} rows`}).`,
      advice: 'Measure on data of production size and distribution: cost at scale shows nowhere else.',
    });
  }
  const noisy = own.find(
    ({ unit, clock, baseline: b, candidate: c }) =>
      unit === 's' &&
      clock !== undefined &&
      [b, c].some((side) => side && side.spread > NOISY_SPREAD * side.median),
  );
  if (noisy) {
    warnings.push(...known('noisy-machine', name));
  }
  return warnings;
}

/** One process in a while is disturbed at the wrong moment; a benchmark that never settles shows it in most of them. */
function isSeldomSteady(benchmark: Benchmark | undefined): boolean {
  const unsteady = benchmark?.method?.neverSteady ?? 0;
  const runs = benchmark?.metrics.wall_time?.runs.length ?? 0;
  return unsteady > 0 && 2 * unsteady >= runs;
}

/** Whole days from one ISO date to another; NaN where either is no date. */
function daysBetween(from: string, to: string): number {
  const day = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000;
  return day(to) - day(from);
}
