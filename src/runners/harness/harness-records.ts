/** What the Python harness writes: one JSON object a line. Checked here, because a benchmark may write there too. */
import { z } from 'zod';
import { LEVELS } from '../../samples/recording.ts';

const nanoseconds = z.number().finite().nonnegative();
const name = z.string().max(1000);
/** A test's may hold its parameters. */
const digests = z.record(z.string(), z.string());
const longName = z.string().max(1_000_000);

const failureCodes = [
  'crashed',
  'no-values',
  'never-awaited',
  'not-a-number',
  'garbage',
  'absent',
  'unsupported',
  'skipped',
] as const;

const record = z.discriminatedUnion('record', [
  z.object({
    record: z.literal('phase'),
    phase: z.enum(['import', 'setup', 'warmup', 'timed', 'teardown', 'report']),
  }),
  z.object({
    record: z.literal('plan'),
    cases: z
      .array(z.object({ sub: name.nullable(), params: z.record(name, name) }))
      .min(1)
      .max(10_000),
    files: z.array(z.string()),
  }),
  z.object({
    record: z.literal('calibration'),
    loops: z.number().int().positive(),
    warmup: z.number().int().nonnegative(),
    /** What a value takes, roughly, in nanoseconds. */
    value_ns: z.number().int().positive(),
  }),
  z
    .object({
      record: z.literal('values'),
      /** Nanoseconds of all loops of a value together. */
      wall: z.array(nanoseconds),
      cpu: z.array(nanoseconds),
      /** The benchmark's own metrics, in base units; text where a value was no finite number. */
      own: z.array(z.record(name, z.union([z.number().finite().nonnegative(), name]))),
      /** Nanoseconds of single calls, where they were asked for. */
      calls: z.array(nanoseconds),
    })
    .refine(({ wall, cpu }) => wall.length === cpu.length, 'wall and CPU times must belong together'),
  z.object({
    record: z.literal('method'),
    loops: z.number().int().positive(),
    warmup: z.number().int().nonnegative(),
    gc: z.enum(['enabled', 'disabled']),
    never_steady: z.boolean(),
    overhead: z.number().finite().nonnegative(),
    resolution: z.number().finite().nonnegative(),
    children_cpu: z.number().finite(),
    peak_memory: z.number().finite().positive().nullable(),
    peak_since: z.enum(['setup', 'start']),
    /** Values at a turn, where it took turns with the other side. */
    turn: z.number().int().positive().nullable(),
    inside: z.number().finite().nonnegative(),
    /** What is measured happens so many times in a call. */
    inner: z.number().int().positive(),
    /** The benchmark told its times itself, so CPU time is not known. */
    own_clock: z.boolean(),
    metrics: z.array(z.object({ name, unit: name, better: z.enum(['lower', 'higher']) })),
    doubts: z.array(name),
  }),
  z.object({
    record: z.literal('command'),
    wall: nanoseconds,
    cpu: nanoseconds.nullable(),
    peak_memory: z.number().finite().positive().nullable(),
    /** Exit status, or the negative number of the signal. */
    status: z.number().int(),
    overhead: z.number().finite().nonnegative().optional(),
    resolution: z.number().finite().nonnegative().optional(),
    doubts: z.array(name).optional(),
  }),
  z.object({
    record: z.literal('answer'),
    calls: z.number().int().positive(),
    parts: z
      .array(
        z.object({
          path: name,
          /** Null where nothing can be told of it. */
          digest: name.nullable(),
          floats: z.array(z.number().finite()).max(100),
          varies: z.boolean().nullable(),
        }),
      )
      .max(100),
  }),
  z.object({
    record: z.literal('origins'),
    modules: z.array(
      z.object({
        module: z.string(),
        file: z.string(),
        source: z.string().nullable(),
        same: z.boolean().nullable(),
        installed_from: z.string().nullable(),
      }),
    ),
  }),
  z.object({
    record: z.literal('environment'),
    facts: z.looseObject({
      packages: z.array(z.string()).optional(),
      distributions: z.array(z.string().max(200)).optional(),
      settings: z.array(z.string().max(200)).optional(),
    }),
  }),
  z.object({
    record: z.literal('error'),
    phase: name,
    code: z.enum(failureCodes),
    type: z.string().optional(),
    /** The module that could not be imported. */
    missing: z.string().nullish(),
    message: z.string(),
    hint: z.string().nullish(),
  }),
  // Of a suite, whose process measures several benchmarks:
  z.object({
    record: z.literal('suite'),
    benchmarks: z
      .array(z.object({ name: longName, group: longName, params: z.record(name, name) }))
      .max(100_000),
  }),
  z.object({ record: z.literal('benchmark'), name: longName }),
  z.object({ record: z.literal('reported'), values: z.record(z.string(), z.number()) }),
  // Of a benchmark that is not timed: what it yielded.
  z.object({
    record: z.literal('result'),
    kind: z.enum(['peak_memory', 'memory', 'track']),
    name: longName,
    unit: longName,
    values: z.array(z.number().finite().nonnegative()).min(1),
  }),
  // Of a benchmark that is not measured but watched: see src/samples/recording.ts.
  z.object({
    record: z.literal('recording'),
    level: z.enum(LEVELS),
    unknown: digests,
    asks: z.boolean(),
    interpreter: z.string(),
    code: digests,
    modules: digests,
    texts: digests,
    files: digests,
    directories: digests,
    packages: digests,
    paths: z.array(z.string()),
  }),
  z.object({ record: z.literal('done') }),
  z.object({ record: z.literal('uncollected'), place: longName, message: z.string() }),
  z.object({ record: z.literal('forked') }),
  z.object({ record: z.literal('counted'), pid: z.number().int().positive() }),
  z.object({ record: z.literal('end') }),
]);

export type HarnessRecord = z.infer<typeof record>;
export type RecordOf<Kind extends HarnessRecord['record']> = Extract<HarnessRecord, { record: Kind }>;

export interface HarnessRecords {
  readonly all: readonly HarnessRecord[];
  /** What is wrong with the first line that is no record of ours. */
  readonly garbage: string | undefined;
}

/** Reads the lines of a results file. A last line without its end is dropped: the process ended while writing it. */
export function parseRecords(text: string): HarnessRecords {
  const lines = text.split('\n');
  lines.pop();
  const all: HarnessRecord[] = [];
  for (const [index, line] of lines.entries()) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return { all, garbage: `line ${index + 1} is not JSON` };
    }
    const parsed = record.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return {
        all,
        garbage: `line ${index + 1}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown record'}`,
      };
    }
    all.push(parsed.data);
  }
  return { all, garbage: undefined };
}

export function first<Kind extends HarnessRecord['record']>(
  records: readonly HarnessRecord[],
  kind: Kind,
): RecordOf<Kind> | undefined {
  return records.find((each): each is RecordOf<Kind> => each.record === kind);
}

export function every<Kind extends HarnessRecord['record']>(
  records: readonly HarnessRecord[],
  kind: Kind,
): RecordOf<Kind>[] {
  return records.filter((each): each is RecordOf<Kind> => each.record === kind);
}
