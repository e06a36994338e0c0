/**
 * The stacks of a profile. Profilers that count calls know who called whom, but not the whole stack: below a function that
 * several others call, its time is divided among them as the calls were. The picture is exact where that does not happen.
 */
import type { Profile, ProfileEdge } from './profile.ts';

/** What was at work on top of one stack. */
export interface Stack {
  /** Places in `functions`, outermost first. */
  readonly frames: readonly number[];
  /** What the innermost function itself cost there, in the profile's unit. */
  readonly own: number;
}

/** Stacks below this share of the whole are left to their caller: nobody would see them. */
const LEAST_SHARE = 0.0005;
const DEEPEST = 80;

export function stacksOf(profile: Profile): readonly Stack[] {
  return profile.stacks ?? unfoldStacks(profile);
}

function unfoldStacks(profile: Profile): Stack[] {
  const called = new Map<number, ProfileEdge[]>();
  const totals = profile.functions.map((entry) => entry.own);
  const fromOutside = profile.functions.map((entry) => entry.own);
  for (const edge of profile.edges) {
    if (edge.from === edge.to) continue;
    called.set(edge.from, [...(called.get(edge.from) ?? []), edge]);
    totals[edge.from] = (totals[edge.from] ?? 0) + edge.total;
    fromOutside[edge.from] = (fromOutside[edge.from] ?? 0) + edge.total;
    fromOutside[edge.to] = (fromOutside[edge.to] ?? 0) - edge.total;
  }
  const least = profile.functions.reduce((sum, entry) => sum + entry.own, 0) * LEAST_SHARE;
  const stacks: Stack[] = [];

  /** Places the time of one function on one stack; `part` is the part of its time that belongs there. */
  function place(frames: readonly number[], part: number): void {
    const top = frames.at(-1) ?? 0;
    let own = (profile.functions[top]?.own ?? 0) * part;
    for (const edge of called.get(top) ?? []) {
      const time = edge.total * part;
      const whole = totals[edge.to] ?? 0;
      if (time < least || whole === 0 || frames.includes(edge.to) || frames.length >= DEEPEST) own += time;
      else place([...frames, edge.to], Math.min(1, time / whole));
    }
    if (own > 0) stacks.push({ frames, own });
  }

  profile.functions.forEach((_, entry) => {
    const outside = fromOutside[entry] ?? 0;
    const whole = totals[entry] ?? 0;
    if (whole > 0 && outside > least) place([entry], Math.min(1, outside / whole));
  });
  return stacks;
}
