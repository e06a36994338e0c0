/** Benchmarks that have got another name: what was measured under the old one counts for the new one. */
import type { Measurements } from '../measurements.ts';

/** New names by old ones. */
export type Renames = ReadonlyMap<string, string>;

/** `NAME` or `NAME/SUB` as it is called now. */
export function renamed(name: string, renames: Renames): string {
  const whole = renames.get(name);
  if (whole !== undefined) return whole;
  for (const [old, now] of renames) if (name.startsWith(`${old}/`)) return now + name.slice(old.length);
  return name;
}

/** Where both names occur, what has the new one counts: the old one had gone on for a while. */
export function underNewNames<Named>(
  all: readonly Named[],
  renames: Renames,
  nameOf: (each: Named) => string,
  withName: (each: Named, name: string) => Named,
): readonly Named[] {
  if (renames.size === 0) return all;
  const names = new Set(all.map(nameOf));
  return all.flatMap((each) => {
    const name = renamed(nameOf(each), renames);
    if (name === nameOf(each)) return [each];
    return names.has(name) ? [] : [withName(each, name)];
  });
}

export function renameMeasured(measurements: Measurements, renames: Renames): Measurements {
  const benchmarks = underNewNames(
    measurements.benchmarks,
    renames,
    ({ name }) => name,
    (benchmark, name) => ({ ...benchmark, name }),
  );
  return benchmarks === measurements.benchmarks ? measurements : { ...measurements, benchmarks };
}
