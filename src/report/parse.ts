/**
 * Reads a `report.json` that somebody else wrote: the publishing workflow gets it out of an artifact that a fork's
 * code could write. What comes back has the shape of a `Report`, finite numbers, known words and bounded sizes; its
 * texts are still untrusted, see `withoutUntrustedText`.
 */

import * as z from 'zod/mini';
import type { Note, Verdict, WarningCode } from '../comparison/result.ts';
import { UsageError } from '../errors.ts';
import { SILENCES } from '../profiles/naming/silence.ts';
import type { FailureCode } from '../samples/measurements.ts';
import type { Report } from './model.ts';
import { plain } from './words/escape.ts';

/** Bytes of a file that are looked at, at most: a thousand benchmarks take about 2 MB. */
export const REPORT_LIMIT = 32 * 2 ** 20;

const text = (limit: number) => z.string().check(z.maxLength(limit));
const list = <T extends z.ZodMiniType>(item: T, limit: number) => z.array(item).check(z.maxLength(limit));
const optional = z.exactOptional;
/** An enumeration of a type's words: one that is missing here does not compile. */
const words = <T extends string>(known: Record<T, true>) => z.enum(Object.keys(known) as T[]);
// `z.number` takes neither NaN nor an infinity; 1e999 in a file is one.
const number = z.number();
const count = z.int().check(z.nonnegative());
const name = text(5_000);
const sentence = text(20_000);
const word = text(200);

const position = z.object({ file: text(1_000), line: count, column: count });
const summary = z.object({
  median: number,
  p95: number,
  spread: number,
  estimate: number,
  runs: count,
  values: count,
});
const interval = { low: number, high: number, confidence: number.check(z.gte(0), z.lte(1)) };
const verdict = words<Verdict>({
  pass: true,
  fail: true,
  inconclusive: true,
  improved: true,
  accepted: true,
  incomparable: true,
  missing: true,
  new: true,
  unaffected: true,
  skipped: true,
});
export const failureCode = words<FailureCode>({
  crashed: true,
  'not-loaded': true,
  killed: true,
  'timed-out': true,
  'no-values': true,
  'never-awaited': true,
  'only-summaries': true,
  averaged: true,
  'too-short': true,
  'not-a-number': true,
  garbage: true,
  'wrong-code': true,
  'setup-failed': true,
  'one-side-only': true,
  absent: true,
  'wrong-unit': true,
  new: true,
  skipped: true,
  unsupported: true,
  'out-of-time': true,
  'share-missing': true,
  interrupted: true,
});
const note = words<Note>({
  'slower-within-budget': true,
  'too-few-runs': true,
  'too-short': true,
  'two-modes': true,
  'wall-guard': true,
  waits: true,
  'stored-margin': true,
  'many-budgets': true,
  'few-effective-values': true,
  'from-zero': true,
  exact: true,
  'no-baseline': true,
  'averaged-baseline': true,
  unconfirmed: true,
  'bulk-guard': true,
  'average-guard': true,
  'busy-session': true,
  'benchmark-changed': true,
  'beyond-accepted': true,
  'accepted-before': true,
  'out-of-time': true,
  'anchor-unreached': true,
  'anchor-unpaired': true,
  'anchor-uncertain': true,
});
const warningCode = words<WarningCode>({
  'development-mode': true,
  'debug-build': true,
  'tracing-active': true,
  'toy-dataset': true,
  'too-short': true,
  'never-steady': true,
  'noisy-machine': true,
  throttled: true,
  'two-modes': true,
  'dataset-changed': true,
  'dataset-overdue': true,
  'benchmark-changed': true,
  'different-result': true,
  confounded: true,
  'budget-loosened': true,
  'accepted-expiring': true,
  'accepted-new': true,
  'accepted-unlimited': true,
  'dataset-reviewed': true,
  'gate-loosened': true,
  'base-behind': true,
  dirty: true,
});
const comparison = z.enum(['side-by-side', 'stored', 'none']);
const positive = number.check(z.nonnegative());

const acceptance = z.object({
  benchmark: name,
  budget: name,
  reason: sentence,
  by: optional(word),
  until: word,
  up_to: optional(
    z.object({
      kind: z.enum(['ratio', 'absolute']),
      value: number,
      unit: optional(z.enum(['s', 'B', '1/s', 'count', '$', 'ratio'])),
    }),
  ),
  position: optional(position),
});

const culprit = z.object({
  function: name,
  file: name,
  line: count,
  changed_lines: optional(z.object({ first: count, last: count })),
  change: number,
  points: optional(number),
  calls: optional(z.object({ baseline: positive, candidate: positive })),
  waits: optional(z.object({ baseline: positive, candidate: positive })),
});

const result = z.object({
  benchmark: name,
  budget: z.nullable(name),
  metric: z.nullable(name),
  unit: z.nullable(word),
  better: z.enum(['lower', 'higher']),
  op: optional(z.enum(['<', '<=', '>', '>='])),
  severity: z.enum(['fail', 'warn']),
  verdict,
  reason: sentence,
  failure: optional(failureCode),
  instead: optional(list(word, 100)),
  baseline: optional(summary),
  candidate: optional(summary),
  change: optional(z.object({ ratio: positive, ...interval })),
  estimate: optional(z.object({ value: number, ...interval })),
  limit: optional(z.object({ kind: z.enum(['ratio', 'absolute']), value: number })),
  own_benchmarks: optional(
    z.object({
      verdict: z.enum(['holds', 'broken', 'untold']),
      change: optional(z.object({ ratio: positive, ...interval })),
      failure: optional(failureCode),
    }),
  ),
  unaffected: optional(
    z.object({
      level: z.enum(['functions', 'modules', 'files']),
      code: count,
      files: count,
      packages: count,
      commit: optional(word),
    }),
  ),
  anchor: optional(
    z.object({
      name: word,
      commit: word,
      steps: count,
      now: z.object({ ratio: positive, ...interval }),
    }),
  ),
  detectable: optional(positive),
  clock: optional(z.enum(['cpu', 'wall'])),
  comparison: optional(comparison),
  notes: optional(list(note, 50)),
  decider: optional(
    z.object({
      processes: optional(count),
      max_time: optional(positive),
      budget: optional(name),
      limit: optional(number),
    }),
  ),
  acceptance: optional(acceptance),
  culprits: optional(list(culprit, 100)),
  position: optional(position),
});

const warning = z.object({
  code: warningCode,
  benchmark: optional(name),
  message: sentence,
  advice: sentence,
});

const sides = z.object({ baseline: positive, candidate: positive });
const quantiles = list(number, 1_001);
const section = z.object({
  name,
  question: optional(sentence),
  dataset: optional(
    z.object({
      name,
      reviewed: optional(word),
      source: optional(sentence),
      rows: optional(count),
      bytes: optional(count),
      digest: optional(word),
    }),
  ),
  traffic: optional(positive),
  params: optional(z.record(name, name)),
  runs: z.object({ baseline: count, candidate: count }),
  wall_time: optional(
    z.object({ unit: word, baseline: optional(quantiles), candidate: optional(quantiles) }),
  ),
  failures: optional(
    list(
      z.object({
        code: failureCode,
        message: z.string(),
        hint: optional(sentence),
        order: optional(count),
        side: z.enum(['baseline', 'candidate']),
      }),
      1_000,
    ),
  ),
  overhead: optional(number),
  impact: optional(
    z.object({
      cpu_hours_per_day: number,
      dollars_per_month: number,
      throughput: optional(sides),
      batch_hours: optional(sides),
    }),
  ),
  not_localised: optional(z.boolean()),
  not_localised_because: optional(z.enum(SILENCES)),
  not_profiled: optional(z.enum(['out-of-time'])),
});

const environment = z.catchall(
  z.object({
    cpu: optional(sentence),
    cpu_id: optional(sentence),
    cores: optional(number),
    arch: optional(sentence),
    os: optional(sentence),
    kernel: optional(sentence),
    python: optional(sentence),
    implementation: optional(sentence),
    python_build: optional(sentence),
    packages: optional(sentence),
  }),
  z.union([sentence, number, z.boolean()]),
);
const side = z.object({
  commit: optional(z.object({ id: word, ref: optional(name), dirty: z.boolean() })),
  environment,
  created: word,
});

const pilot = z.object({
  enforce_from: word,
  runs: count,
  alarms: count,
  would_have_failed: count,
  budgets: list(
    z.object({
      benchmark: name,
      budget: name,
      runs: count,
      broken: count,
      undecided: count,
      proposed: optional(name),
    }),
    20_000,
  ),
});

const report = z.object({
  format: z.literal('pacegate/report'),
  version: z.literal(1),
  verdict,
  comparison,
  mode: z.enum(['enforce', 'observe']),
  enforce_from: optional(word),
  exit: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  overdue: optional(z.literal('fail')),
  pilot: optional(pilot),
  results: list(result, 20_000),
  warnings: list(warning, 20_000),
  benchmarks: list(section, 20_000),
  created: word,
  session: word,
  seed: optional(word),
  duration: optional(positive),
  effort: optional(z.object({ inside_seconds: positive, process_seconds: positive })),
  budgets: optional(text(1_000)),
  baseline: optional(side),
  candidate: side,
});

/** Throws a `UsageError` that says where the file is wrong. Keys that are not known are left out. */
export function parseReport(json: string): Report {
  if (json.length > REPORT_LIMIT) {
    throw new UsageError(`The report has ${json.length} characters; at most ${REPORT_LIMIT} are read.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UsageError('The report is no JSON.', {
      hint: 'It has to be the report.json of a Pacegate run.',
    });
  }
  const parsed = report.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    return `${plain(place.replace(/^\./, ''), 100) || 'it'}: ${plain(message, 200)}`;
  });
  throw new UsageError(`The report does not have the shape of a report.json: ${problems.join('; ')}`, {
    hint: 'It has to be the report.json of a Pacegate run, of the same version as the one that publishes it.',
  });
}

/** The schema and the model must say the same: a field that one of them lacks does not compile. */
type Parsed = z.infer<typeof report>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Fields<T> = Required<{ [K in keyof T]: T[K] }>;
export const SCHEMA_MATCHES_MODEL: {
  report: Same<keyof Fields<Parsed>, keyof Fields<Report>>;
  result: Same<keyof Fields<Parsed['results'][number]>, keyof Fields<Report['results'][number]>>;
  section: Same<keyof Fields<Parsed['benchmarks'][number]>, keyof Fields<Report['benchmarks'][number]>>;
} = { report: true, result: true, section: true };
