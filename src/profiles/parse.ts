/** Reads what harness/profile_worker.py wrote. The file comes from benchmarked code's process and is not trusted. */
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { parseCollapsed } from './collapsed.ts';
import type { Profile } from './profile.ts';

/** The function of harness/profile_worker.py below which the benchmark runs. */
const REGION = 'pacegate_profiled_region';

const amount = z.number().nonnegative();
const place = z.number().int().nonnegative();

const stretch = z.object({
  functions: z
    .array(
      z.object({
        name: z.string().max(1000),
        file: z.string().max(4096),
        line: place,
        inside: z.boolean(),
        calls: amount,
        own: amount,
      }),
    )
    .max(200_000),
  edges: z
    .array(z.object({ from: place, to: place, calls: amount, own: amount, total: amount }))
    .max(2_000_000),
});

const common = {
  format: z.literal('pacegate/profile'),
  version: z.literal(1),
  python: z.string().max(200),
  iterations: z.number().int().positive(),
};
const directories = z.array(z.string().max(4096)).max(100);

const schema = z.discriminatedUnion('tool', [
  z.object({
    ...common,
    tool: z.literal('cprofile'),
    unit: z.literal('s'),
    profiles: z.array(stretch).max(100),
  }),
  z.object({
    ...common,
    tool: z.literal('bytecodes'),
    unit: z.literal('bytecodes'),
    profiles: z.array(stretch).max(100),
  }),
  z.object({
    ...common,
    tool: z.literal('py-spy'),
    roots: directories,
    libraries: directories,
    harness: z.string().max(4096),
  }),
]);

/** What one process wrote: the harness's JSON, and with py-spy the collapsed stacks taken at `rate` samples a second. */
export interface ProfileText {
  readonly text: string;
  readonly stacks?: string;
  readonly rate?: number;
}

/** The profiles of one process; `source` names it in errors. */
export function parseProfiles({ text, stacks = '', rate = 500 }: ProfileText, source: string): Profile[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${source}: the profile is not JSON`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(`${source}: not a profile: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { data } = parsed;
  const { python, iterations } = data;
  if (data.tool === 'py-spy') {
    const { roots, libraries, harness } = data;
    return [
      parseCollapsed(stacks, { rate, iterations, python, roots, libraries, harness, region: REGION }, source),
    ];
  }
  const { tool, unit } = data;
  for (const { functions, edges } of data.profiles) {
    const stray = edges.find((edge) => edge.from >= functions.length || edge.to >= functions.length);
    if (stray !== undefined) {
      throw new UsageError(
        `${source}: not a profile: an edge names function ${Math.max(stray.from, stray.to)}`,
      );
    }
  }
  return data.profiles.map(({ functions, edges }) => ({ tool, unit, python, functions, edges }));
}
