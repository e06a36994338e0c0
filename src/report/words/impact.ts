/** What a proven change is worth in production: CPU hours, money, throughput, and how long a day's work takes. */
import type { Result } from '../../comparison/result.ts';
import type { Impact } from '../model.ts';

const SECONDS_PER_HOUR = 3600;
export const DAYS_PER_MONTH = 365.25 / 12;

/** The metrics that tell what a call takes of a processor, the best one first. */
const METRICS = ['time', 'cpu_time', 'cost'];

export function impactOf(
  benchmark: string,
  traffic: number,
  { results, cpuHour }: { readonly results: readonly Result[]; readonly cpuHour: number },
): Impact | undefined {
  const own = results.filter((result) => result.benchmark === benchmark);
  const judged = METRICS.map((metric) => own.find((result) => result.metric === metric && result.change));
  const result = judged.find((each) => each?.baseline);
  if (!result?.change || !result.baseline) return undefined;
  const { ratio, low, high } = result.change;
  const isProven = low > 1 || high < 1;
  if (!isProven) return undefined;
  const { estimate } = result.baseline;
  const before = result.metric === 'cost' ? (estimate / cpuHour) * SECONDS_PER_HOUR : estimate;
  const after = before * ratio;
  const hours = (seconds: number): number => (seconds * traffic) / SECONDS_PER_HOUR;
  const more = hours(after - before);
  return {
    cpu_hours_per_day: more,
    dollars_per_month: more * cpuHour * DAYS_PER_MONTH,
    ...(before > 0 &&
      after > 0 && {
        throughput: { baseline: 1 / before, candidate: 1 / after },
        batch_hours: { baseline: hours(before), candidate: hours(after) },
      }),
  };
}
