/** What progress says of a measurement as a whole: before it starts, and while it goes on. */
import { FAILURES } from '../comparison/explain.ts';
import { inBlocks } from '../comparison/progress-of.ts';
import type { ProfileProgress } from '../runners/profiling/profiler.ts';
import type { FailureCode } from '../samples/measurements.ts';

/** `to measure: 3 entries of the budget file, with 5 budgets; the whole run takes at most 30 min (measure.total_time)` */
export function announceRun(
  specs: readonly { readonly budgets: readonly unknown[] }[],
  total: number,
): string {
  const budgets = specs.reduce((sum, spec) => sum + spec.budgets.length, 0);
  const watched = budgets === 1 ? '1 budget' : `${budgets} budgets`;
  return `to measure: ${countEntries(specs.length)}, with ${watched}; the whole run takes at most ${inWords(total)} (measure.total_time)`;
}

function countEntries(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'} of the budget file`;
}

export interface Announced {
  /** Of each entry, all of its benchmarks together; no end where nobody knows yet how many a suite has. */
  readonly seconds: readonly number[];
  readonly sides: number;
  /** Seconds that the run has left for measuring. */
  readonly left: number;
}

/** `measuring 3 entries of the budget file side by side: at most 15 min (measure.max_time)` */
export function announce({ seconds, sides, left }: Announced): string {
  const wanted = seconds.reduce((sum, each) => sum + each, 0);
  const [most, why] = wanted <= left ? [wanted, 'max_time'] : [left, 'total_time'];
  const limit = Number.isFinite(most) ? `: at most ${inWords(most)} (measure.${why})` : '';
  return `measuring ${countEntries(seconds.length)}${sides === 2 ? ', side by side' : ''}${limit}`;
}

export interface AnnouncedSuite {
  readonly name: string;
  readonly benchmarks: number;
  /** Seconds that a block of all of them takes, roughly. */
  readonly block: number;
  /** Blocks before the first verdict. */
  readonly blocks: number;
  /** Seconds that there are for it. */
  readonly left: number;
}

/** `suite: 90 benchmarks; a first verdict after 6 blocks, in about 70 s`, or that there is no time for one. */
export function announceSuite({ name, benchmarks, block, blocks, left }: AnnouncedSuite): string {
  if (benchmarks === 0) return `${name}: it has none of the benchmarks that were asked for (--only)`;
  const seconds = block * blocks;
  const found = `${name}: ${benchmarks === 1 ? '1 benchmark' : `${benchmarks} benchmarks`}`;
  const first = `a first verdict after ${blocks} blocks, in about ${inWords(seconds)}`;
  if (seconds <= left) return `${found}; ${first}`;
  return (
    `${found}; ${first}, but there are only ${inWords(left)}: most of them will stay undecided. ` +
    'Raise measure.total_time, or measure fewer of them: name them in the entry, or divide it.'
  );
}

/** `report: a first verdict takes 6 blocks, 20 s more at least, but there are only 8 s: …` */
export function announceShortage({
  name,
  blocks,
  more,
  left,
}: Omit<AnnouncedSuite, 'benchmarks' | 'block'> & { readonly more: number }): string {
  return (
    `${name}: a first verdict takes ${blocks} blocks, ${inWords(more)} more at least, but there are only ${inWords(left)}: it will stay undecided. ` +
    'Raise its max_time (or measure.total_time), or give it less work.'
  );
}

export interface Ended {
  readonly name: string;
  readonly blocks: number;
  readonly seconds: number;
  /** How what was measured stands. */
  readonly how: string;
  /** By sub-benchmark; `''` is the whole. */
  readonly failures: ReadonlyMap<string, FailureCode>;
}

/** `suite: 6 blocks in 9.4 s · decided, but for 2 that could not be measured`, or `suite: not measured: the set-up command failed`. */
export function tellEnd({ name, blocks, seconds, how, failures }: Ended): string {
  const whole = failures.get('');
  if (whole) return `${name}: not measured: ${FAILURES[whole]}`;
  const but = failures.size > 0 ? `, but for ${failures.size} that could not be measured` : '';
  return `${name}: ${inBlocks(blocks)} in ${seconds.toFixed(1)} s · ${how}${but}`;
}

export interface Overview {
  /** Decided, or its time spent. */
  readonly done: number;
  readonly failed: number;
  readonly open: number;
  /** Seconds until it ends at the latest. */
  readonly left: number;
}

/** `2 done, 1 failed, 1 open, at most 4 min to go` */
export function overview({ done, failed, open, left }: Overview): string {
  const ended = failed > 0 ? `${done} done, ${failed} failed` : `${done} done`;
  if (open > 0) return `${ended}, ${open} open, at most ${inWords(left)} to go`;
  return failed > 0 ? ended : 'all done';
}

/** `profiling 2 benchmarks that got slower: at most 60 s` */
export function announceProfiling(benchmarks: number, left: number): string {
  const what =
    benchmarks === 1 ? 'the benchmark that got slower' : `${benchmarks} benchmarks that got slower`;
  return `profiling ${what}: at most ${inWords(left)}`;
}

/** `profiling search: 3 of 8 processes, 12 calls in a profile, at most 40 s to go` */
export function showProfiling(name: string, { done, all, calls }: ProfileProgress, left: number): string {
  const many = calls === undefined ? '' : `, ${calls} ${calls === 1 ? 'call' : 'calls'} in a profile`;
  const time = Number.isFinite(left) ? `, at most ${inWords(left)} to go` : '';
  return `profiling ${name}: ${done} of ${all} processes${many}${time}`;
}

export function tellCutShort(name: string, profiled: number): string {
  return `${name}: there was time to profile ${profiled === 1 ? 'one process' : `${profiled || 'no'} processes`} only`;
}

/** `40 s`, `4 min`, `2 h 5 min`: never less than there is. */
export function inWords(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
