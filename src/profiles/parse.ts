/** Reads what harness/profile_worker.py wrote. The file comes from benchmarked code's process and is not trusted. */
import * as z from 'zod/mini';
import { UsageError } from '../errors.ts';
import { parseCollapsed, readLines } from './collapsed.ts';
import type { LineCost } from './lines.ts';
import type { Profile } from './profile.ts';

/** The function of harness/profile_worker.py below which the benchmark runs. */
const REGION = 'pacegate_profiled_region';

const amount = z.number().check(z.nonnegative());
const place = z.int().check(z.nonnegative());
const path = z.string().check(z.maxLength(4096));
const common = {
  format: z.literal('pacegate/profile'),
  version: z.literal(1),
  python: z.string().check(z.maxLength(200)),
  iterations: z.int().check(z.positive()),
};
const word = z.string().check(z.maxLength(200));
const counted = z.object({
  name: z.string().check(z.maxLength(1000)),
  file: path,
  line: place,
  end: z.exactOptional(place),
  inside: z.boolean(),
  calls: amount,
  own: amount,
  waited: z.optional(amount),
  package: z.optional(z.nullable(z.tuple([word, word]))),
});
const edge = z.object({
  from: place,
  to: place,
  calls: amount,
  own: amount,
  total: amount,
  waited: z.optional(amount),
});
const profiles = z
  .array(
    z.object({
      functions: z.array(counted).check(z.maxLength(200_000)),
      edges: z.array(edge).check(z.maxLength(2_000_000)),
    }),
  )
  .check(z.maxLength(100));
const lines = z
  .array(z.object({ name: counted.shape.name, file: path, line: place, own: amount }))
  .check(z.maxLength(200_000));
const directories = z.array(path).check(z.maxLength(100));

const schema = z.discriminatedUnion('tool', [
  z.object({
    ...common,
    tool: z.literal('cprofile'),
    unit: z.literal('s'),
    profiles,
    unprofiled: z.optional(amount),
    per_call: z.optional(amount),
  }),
  z.object({ ...common, tool: z.literal('bytecodes'), unit: z.literal('bytecodes'), profiles }),
  z.object({
    ...common,
    tool: z.literal('py-spy'),
    roots: directories,
    libraries: directories,
    harness: path,
  }),
  z.object({ ...common, tool: z.literal('lines'), lines }),
]);

/** What one process wrote: the harness's JSON, and with py-spy the collapsed stacks taken at `rate` samples a second. */
export interface ProfileText {
  readonly text: string;
  readonly stacks?: string;
  readonly rate?: number;
}

/** The profiles of one process; `source` names it in errors. */
export function parseProfiles(written: ProfileText, source: string): Profile[] {
  const data = read(written, source);
  const { python } = data;
  if (data.tool === 'lines') throw new UsageError(`${source}: not a profile: it holds lines only`);
  if (data.tool === 'py-spy') {
    return [parseCollapsed(written.stacks ?? '', { ...data, ...sampling(written, data) }, source)];
  }
  const { tool, unit } = data;
  const { unprofiled, per_call } = data.tool === 'cprofile' ? data : {};
  for (const { functions, edges } of data.profiles) {
    const stray = edges.find((edge) => edge.from >= functions.length || edge.to >= functions.length);
    if (stray !== undefined) {
      throw new UsageError(
        `${source}: not a profile: an edge names function ${Math.max(stray.from, stray.to)}`,
      );
    }
  }
  return data.profiles.map(({ functions, edges }) => ({
    ...{ tool, unit, python, edges },
    ...(unprofiled && { unprofiled }),
    ...(per_call && { perCall: per_call }),
    functions: functions.map(({ package: from, ...entry }) => ({
      ...entry,
      inside: entry.inside && isInsidePath(entry.file),
      ...(from && { package: { name: from[0], version: from[1] } }),
    })),
  }));
}

/** The lines of the project's functions that one process spent its time on. */
export function parseLines(written: ProfileText, source: string): readonly LineCost[] {
  const data = read(written, source);
  if (data.tool === 'lines') return data.lines.filter(({ file }) => isInsidePath(file));
  if (data.tool !== 'py-spy') throw new UsageError(`${source}: the profile holds no lines`);
  return readLines(written.stacks ?? '', { ...data, ...sampling(written, data) }, source);
}

function sampling({ rate = 500 }: ProfileText, { iterations }: { iterations: number }) {
  return { rate, iterations, region: REGION };
}

function read({ text }: ProfileText, source: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${source}: the profile is not JSON`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(`${source}: not a profile: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** A path that annotations may name: relative, and not out of the repository. */
function isInsidePath(file: string): boolean {
  return !/^(?:[\\/]|[A-Za-z]:)/.test(file) && !file.split(/[\\/]/).includes('..');
}
