/**
 * `share.json`: what a share was dealt, and what was seen of it besides the measurements in `candidate.json` and
 * `baseline.json`. It comes from another machine, perhaps by an artifact of a fork's run, and is checked whole.
 */

import * as z from 'zod/mini';
import { UsageError } from '../errors.ts';
import type { Observed } from '../measuring/strategies.ts';
import { SILENCES, type Silence } from '../profiles/naming/silence.ts';
import { failureCode } from '../report/parse.ts';
import type { Culprit } from '../samples/culprit.ts';
import type { FailureCode } from '../samples/measurements.ts';
import { MOST_SHARES, type Share } from '../samples/share.ts';

export const SHARE_FILE = 'share.json';
const FORMAT = 'pacegate/share';
const VERSION = 1;

const list = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.maxLength(100_000));
const optional = z.exactOptional;
const name = z.string().check(z.maxLength(5_000));
const seconds = z.number().check(z.nonnegative());
const count = z.int().check(z.nonnegative());

const culprit = z.object({
  function: name,
  file: name,
  line: count,
  changed_lines: optional(z.object({ first: count, last: count })),
  change: z.number(),
  points: optional(z.number()),
  calls: optional(z.object({ baseline: seconds, candidate: seconds })),
  called_by: optional(z.object({ function: name, file: name, line: count })),
  waits: optional(z.object({ baseline: seconds, candidate: seconds })),
  through: optional(
    z.object({
      ...{ function: name, file: name, kind: z.enum(['new', 'library']) },
      package: optional(z.object({ name, version: name, before: optional(name) })),
    }),
  ),
  moved_from: optional(name),
});

const share = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  index: z.int().check(z.gte(1), z.lte(MOST_SHARES)),
  of: z.int().check(z.gte(1), z.lte(MOST_SHARES)),
  budgets: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  only: optional(name),
  dealt_by: optional(z.string().check(z.maxLength(100))),
  dealt: list(name),
  comparison: z.enum(['side-by-side', 'none']),
  duration: seconds,
  effort: z.object({ inside_seconds: seconds, process_seconds: seconds }),
  raised: z.record(name, list(name)),
  out_of_time: list(name),
  base_behind: optional(z.object({ ref: name, missing: count })),
  overlaid: list(z.object({ name, changed: list(name), dataset: list(name), isNew: z.boolean() })),
  own_benchmarks: optional(z.object({ otherwise: z.record(name, failureCode), out_of_time: list(name) })),
  culprits: z.record(name, list(culprit)),
  not_localised: z.record(name, z.enum(SILENCES)),
  not_profiled: list(name),
});

type ShareJson = z.infer<typeof share>;

export interface ShareRecord {
  readonly share: Share;
  /** Digest of the budget file. */
  readonly budgets: string;
  readonly only?: string;
  /** The commit by whose times it was dealt. */
  readonly dealtBy?: string;
  /** Declared names. */
  readonly dealt: readonly string[];
  readonly duration: number;
  readonly observed: Omit<Observed, 'candidate' | 'baseline' | 'own'>;
  readonly own?: {
    readonly otherwise: ReadonlyMap<string, FailureCode>;
    readonly outOfTime: ReadonlySet<string>;
  };
  readonly baseBehind?: { readonly ref: string; readonly missing: number };
  readonly explained: Explanations;
}

/** What profiles found of benchmarks that looked slower to the share. */
export interface Explanations {
  readonly culprits: ReadonlyMap<string, readonly Culprit[]>;
  readonly notLocalised: ReadonlyMap<string, Silence>;
  readonly notProfiled: ReadonlySet<string>;
}

export function renderShare(record: ShareRecord): string {
  const { observed, own, explained } = record;
  const json: ShareJson = {
    format: FORMAT,
    version: VERSION,
    ...record.share,
    budgets: record.budgets,
    ...(record.only !== undefined && { only: record.only }),
    ...(record.dealtBy !== undefined && { dealt_by: record.dealtBy }),
    dealt: [...record.dealt],
    comparison: observed.comparison === 'side-by-side' ? 'side-by-side' : 'none',
    duration: record.duration,
    effort: observed.effort,
    raised: Object.fromEntries([...observed.warnings].map(([each, codes]) => [each, [...codes]])),
    out_of_time: [...observed.outOfTime],
    ...(record.baseBehind && { base_behind: record.baseBehind }),
    overlaid: (observed.overlaid ?? []).map(({ name, changed, dataset, isNew }) => ({
      ...{ name, isNew, changed: [...changed], dataset: [...dataset] },
    })),
    ...(own && {
      own_benchmarks: { otherwise: Object.fromEntries(own.otherwise), out_of_time: [...own.outOfTime] },
    }),
    culprits: Object.fromEntries([...explained.culprits].map(([each, found]) => [each, [...found]])),
    not_localised: Object.fromEntries(explained.notLocalised),
    not_profiled: [...explained.notProfiled],
  };
  return `${JSON.stringify(json, null, 1)}\n`;
}

/**
 * @param file its path, for messages
 * @throws UsageError where it is none, or was cut off
 */
export function parseShareFile(text: string, file: string): ShareRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: it is not JSON, or was cut off.`);
  }
  const parsed = share.safeParse(json);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.map(String).join('.').slice(0, 100);
    throw new UsageError(
      `${file}: it does not follow the format of a share's record at ${JSON.stringify(place || 'its root')}.`,
      { hint: 'All jobs of a run must use the same version of Pacegate.' },
    );
  }
  const { index, of, budgets, only, dealt_by, dealt, duration, own_benchmarks: own, ...rest } = parsed.data;
  return {
    share: { index, of },
    ...{ budgets, dealt, duration },
    ...(only !== undefined && { only }),
    ...(dealt_by !== undefined && { dealtBy: dealt_by }),
    observed: {
      comparison: rest.comparison,
      effort: rest.effort,
      warnings: new Map(Object.entries(rest.raised).map(([each, codes]) => [each, new Set(codes)])),
      outOfTime: new Set(rest.out_of_time),
      overlaid: rest.overlaid,
    },
    ...(own && {
      own: { otherwise: new Map(Object.entries(own.otherwise)), outOfTime: new Set(own.out_of_time) },
    }),
    ...(rest.base_behind && { baseBehind: rest.base_behind }),
    explained: {
      culprits: new Map(Object.entries(rest.culprits)),
      notLocalised: new Map(Object.entries(rest.not_localised)),
      notProfiled: new Set(rest.not_profiled),
    },
  };
}
