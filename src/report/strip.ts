/**
 * A report without a word that somebody else wrote. The publishing workflow has write permission, and comments on the
 * word of an artifact that a fork's code could write: it takes the numbers, and writes every sentence itself. What stays
 * are the names without which numbers mean nothing (benchmarks, budgets, functions, files); they are escaped wherever
 * they are shown.
 */
import type { Result, Warning, WarningCode } from '../comparison/result.ts';
import type { Environment } from '../samples/environment.ts';
import { isDimension } from '../samples/numbers/quantity.ts';
import type { BenchmarkSection, Report } from './model.ts';

/** What a warning says when its own words cannot be trusted. */
const WARNING_WORDS: Readonly<Record<WarningCode, string>> = {
  'development-mode': 'Python ran in development mode.',
  'debug-build': 'Python is a debug build.',
  'tracing-active': 'A tracer or profiler was active while it was measured.',
  'toy-dataset': 'The data set is too small to say much about production.',
  'too-short': 'It takes hardly longer than a tick of the clock.',
  'never-steady': 'It never became steady while warming up.',
  'noisy-machine': 'Other programs took part of the machine.',
  throttled: 'The processor was slowed down.',
  'two-modes': 'Its values fall into two groups.',
  'dataset-changed': 'The data set differs between the two sides.',
  'dataset-overdue': 'It is long since somebody reviewed the data set.',
  'benchmark-changed': "The benchmark's own code differs between the two sides.",
  'different-result': 'The two sides return different results, so they may not do the same work.',
  confounded: 'More than the code differs between the two sides.',
  'budget-loosened': 'A budget was loosened in this change.',
  'accepted-expiring': 'An accepted trade-off ends soon.',
  'accepted-new': 'This change accepts that a budget is broken.',
  'accepted-unlimited': 'An accepted trade-off has no limit.',
  'dataset-reviewed': 'This change says that the data set was reviewed.',
  'gate-loosened': 'This change loosens what the check fails for.',
  'base-behind': 'The base has commits that the candidate lacks.',
  dirty: 'There were changes that are in no commit.',
};

/** `reason` is left empty: `explain` in src/comparison makes it again from the numbers. */
export function withoutUntrustedText(report: Report): Report {
  const { baseline, candidate, seed, enforce_from, duration, effort, comparison, mode, exit, overdue } =
    report;
  return {
    format: report.format,
    version: report.version,
    verdict: report.verdict,
    comparison,
    mode,
    exit,
    ...(overdue && { overdue }),
    results: report.results.map(numbersOf),
    warnings: report.warnings.map(plainWarning),
    benchmarks: report.benchmarks.map(numbersOfSection),
    created: date(report.created) ?? '1970-01-01T00:00:00Z',
    session: identifier(report.session) ?? 'unknown',
    ...(enforce_from !== undefined && day(enforce_from) !== undefined && { enforce_from }),
    ...(seed !== undefined && identifier(seed) !== undefined && { seed }),
    ...(duration !== undefined && { duration }),
    ...(effort && { effort }),
    ...(baseline && { baseline: numbersOfSide(baseline, candidate.environment, 'baseline') }),
    candidate: numbersOfSide(candidate, baseline?.environment ?? {}, 'candidate'),
  };
}

function numbersOf(result: Result): Result {
  const { acceptance, position: _, decider, unit, culprits, anchor, ...numbers } = result;
  const { budget: __, ...decides } = decider ?? {};
  return {
    ...numbers,
    unit: isDimension(unit) ? unit : null,
    reason: '',
    ...(culprits && {
      culprits: culprits.map(({ through: _, moved_from: __, called_by: ___, ...own }) => own),
    }),
    ...(decider && { decider: decides }),
    ...(anchor && { anchor: { ...anchor, name: '', commit: identifier(anchor.commit) ?? '' } }),
    ...(acceptance && {
      acceptance: {
        benchmark: result.benchmark,
        budget: result.budget ?? '',
        reason: 'the reason is in the budget file',
        until: day(acceptance.until) ?? 'the date in the budget file',
        ...(acceptance.up_to && { up_to: acceptance.up_to }),
      },
    }),
  };
}

function plainWarning({ code, benchmark }: Warning): Warning {
  return { code, ...(benchmark !== undefined && { benchmark }), message: WARNING_WORDS[code], advice: '' };
}

function numbersOfSection(section: BenchmarkSection): BenchmarkSection {
  const { question: _, dataset: __, params: ___, failures, wall_time, ...numbers } = section;
  return {
    ...numbers,
    ...(wall_time && {
      wall_time: { ...wall_time, unit: isDimension(wall_time.unit) ? wall_time.unit : '' },
    }),
    ...(failures && {
      failures: failures.map(({ code, side, order }) => ({
        code,
        side,
        message: '',
        ...(order !== undefined && { order }),
      })),
    }),
  };
}

/** Facts of which every possible value is harmless. */
const FACTS: Readonly<Record<string, RegExp>> = {
  python: /^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?$/,
  implementation: /^(?:CPython|PyPy|GraalPy)$/,
  os: /^(?:Linux|Darwin|Windows)$/,
  arch: /^(?:x86_64|AMD64|aarch64|arm64)$/,
  cores: /^\d{1,4}$/,
  machines: /^\d{1,4}$/,
  layout: /^(?:matched|natural)$/,
};

/** Other facts keep only whether both sides agree: without that, a difference would be hidden. */
export const WITHHELD = 'not shown';

function numbersOfSide(
  side: Report['candidate'],
  other: Environment,
  which: 'baseline' | 'candidate',
): Report['candidate'] {
  const { commit } = side;
  const environment = Object.fromEntries(
    Object.entries(side.environment)
      // That packages differ is told by their digest.
      .filter(([fact]) => /^[a-z_]{1,40}$/.test(fact) && fact !== 'distributions')
      .map(([fact, value]) => {
        const harmless = Object.hasOwn(FACTS, fact) && FACTS[fact]?.test(String(value));
        if (harmless) return [fact, value];
        if (other[fact] === value) return [fact, WITHHELD];
        return [fact, `${fact === 'settings' ? 'settings=' : ''}${WITHHELD} (${which})`];
      }),
  );
  return {
    ...(commit && /^[0-9a-f]{7,64}$/.test(commit.id) && { commit: { id: commit.id, dirty: commit.dirty } }),
    environment,
    created: date(side.created) ?? '1970-01-01T00:00:00Z',
  };
}

function identifier(text: string): string | undefined {
  return /^[0-9a-f-]{1,64}$/i.test(text) ? text : undefined;
}

function day(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

function date(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(text) ? text : undefined;
}
