/**
 * What a stored baseline must look like. A store holds files that anyone with write access may have changed, so every
 * file is checked whole before a number of it counts. Fields that this version does not know are kept.
 */
import { z } from 'zod';

export const ENTRY_FORMAT = 'pacegate/baseline-entry';
export const PART_FORMAT = 'pacegate/baseline-entry-part';
export const ENTRY_VERSION = 1;

const text = z.string().max(2_000);
const count = z.number().int().nonnegative().max(1e9);
const instant = z.iso.datetime({ offset: false });

const run = z.looseObject({
  order: count,
  block: count.optional(),
  values: z.array(z.number()).max(1_000_000),
});

const metric = z.looseObject({
  unit: z.string().max(100),
  better: z.enum(['lower', 'higher']),
  runs: z.array(run).max(100_000),
});

const failure = z.looseObject({
  code: z.string().max(100),
  message: z.string(),
  hint: z.string().optional(),
  order: count.optional(),
});

const answerPart = z.looseObject({
  path: text,
  digest: text,
  floats: z.array(z.number()).max(100).optional(),
  varies: z.boolean().optional(),
});

const benchmark = z.looseObject({
  name: text.min(1),
  params: z.record(z.string(), z.string()).optional(),
  metrics: z.record(z.string(), metric),
  method: z.looseObject({}).optional(),
  answer: z
    .looseObject({
      runs: count,
      calls: count.optional(),
      parts: z.array(answerPart).max(100),
    })
    .optional(),
  dataset: z.looseObject({ name: z.string() }).optional(),
  failures: z.array(failure).optional(),
});

const commit = z.looseObject({ id: text, ref: text.optional(), dirty: z.boolean() });

const measurements = z.looseObject({
  format: z.literal('pacegate/measurements'),
  version: z.literal(1),
  session: text,
  created: instant,
  commit: commit.optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  benchmarks: z.array(benchmark).max(100_000),
  seed: text.optional(),
});

/** A full commit id, an abbreviation of at least seven digits, or `unknown` outside a repository. */
export const commitId = z.string().regex(/^(?:[0-9a-f]{7,64}|unknown)$/);

const historyRow = z.looseObject({
  benchmark: text,
  budget: text.nullable(),
  verdict: z.string().max(50),
  metric: z.string().max(200).optional(),
  better: z.enum(['lower', 'higher']).optional(),
  ratio: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  since_anchor: z.number().optional(),
  since_anchor_low: z.number().optional(),
  since_anchor_high: z.number().optional(),
  beside: commitId.optional(),
  baseline: z.number().optional(),
  estimate: z.number().optional(),
  estimate_low: z.number().optional(),
  estimate_high: z.number().optional(),
  unit: z.string().max(100).optional(),
  dataset: text.optional(),
  accepted: z.string().optional(),
});

export const entrySchema = z.looseObject({
  format: z.literal(ENTRY_FORMAT),
  version: z.literal(ENTRY_VERSION),
  commit: commitId,
  ref: text.optional(),
  created: instant,
  environmentKey: text,
  verdict: z.string().max(50).optional(),
  thinned: z.boolean().optional(),
  parts: z.number().int().min(2).max(1_000).optional(),
  measurements,
  reads: z.record(text, z.looseObject({ paths: z.array(text).max(100_000), asks: z.boolean() })).optional(),
  history: z.array(historyRow).max(1_000_000).optional(),
});

export const partSchema = z.looseObject({
  format: z.literal(PART_FORMAT),
  version: z.literal(ENTRY_VERSION),
  entry: z.string().regex(/^[0-9a-f]{12}$/),
  part: z.number().int().min(2).max(1_000),
  benchmarks: z.array(benchmark),
  history: z.array(historyRow),
});

/** What a list and the history show of an entry, in a file of its own beside it. */
export const indexSchema = z.object({
  commit: commitId,
  ref: text.optional(),
  created: instant,
  environmentKey: text,
  verdict: z.string().max(50).optional(),
  /** On a branch: git's name for the entry's content. */
  blob: z.string().optional(),
  environment: z
    .object({ cpu: text.optional(), cores: z.number().optional(), layout: text.optional() })
    .optional(),
  history: z.array(historyRow).max(1_000_000).optional(),
});
