/**
 * A profile as collapsed stacks, one `frame;frame;frame COUNT` a line: what flamegraph.pl, inferno and speedscope read. A frame
 * is `name (file:line)`, as py-spy writes it, and the count is nanoseconds of one call, or instructions.
 */
import type { Profile } from './profile.ts';
import { stacksOf } from './stacks.ts';

const NANOSECONDS = 1e9;

export function toCollapsed(profile: Profile): string {
  const names = profile.functions.map(
    ({ name, file, line }) => `${withoutMarks(name)} (${withoutMarks(file)}:${line})`,
  );
  return stacksOf(profile)
    .map(({ frames, own }) => {
      const count = Math.round(profile.unit === 's' ? own * NANOSECONDS : own);
      return count > 0 ? `${frames.map((place) => names[place]).join(';')} ${count}\n` : '';
    })
    .join('');
}

/** A semicolon or the end of a line in a name would begin another frame. */
function withoutMarks(text: string): string {
  return text.replace(/[;\p{Cc}\p{Zl}\p{Zp}]/gu, '_');
}
