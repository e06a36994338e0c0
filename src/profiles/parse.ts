/** Reads what harness/profile_worker.py wrote. The file comes from benchmarked code's process and is not trusted. */
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { Profile } from './profile.ts';

const amount = z.number().nonnegative();
const place = z.number().int().nonnegative();

const schema = z.object({
  format: z.literal('pacegate/profile'),
  version: z.literal(1),
  tool: z.enum(['cprofile', 'bytecodes']),
  unit: z.enum(['s', 'bytecodes']),
  python: z.string().max(200),
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

/** The profile in `text`. `source` names it in the error. */
export function parseProfile(text: string, source: string): Profile {
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
  const { functions, edges } = parsed.data;
  const stray = edges.find((edge) => edge.from >= functions.length || edge.to >= functions.length);
  if (stray !== undefined) {
    throw new UsageError(
      `${source}: not a profile: an edge names function ${Math.max(stray.from, stray.to)}`,
    );
  }
  const { tool, unit, python } = parsed.data;
  return { tool, unit, python, functions, edges };
}
