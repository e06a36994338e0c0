/** Where the time of a call goes, in one sentence: what a profile answers to a benchmark's question. */
import type { FunctionChange, ProfileComparison } from '../../profiles/culprits.ts';
import type { HotLine } from '../../profiles/lines.ts';
import { formatPercent } from '../words/numbers.ts';

/** A line with its text, where the source could be read. Untrusted text. */
export type ShownLine = HotLine & { readonly text?: string };

const COST = { cprofile: 'CPU time', 'py-spy': 'wall time', bytecodes: 'instructions' } as const;
/** Functions that are named after the first, and what they have to make up. */
const FURTHER = 2;
const WORTH_NAMING = 0.05;

/**
 * `rank (search.py:48) takes 40 % of the CPU time of a call, 80 % of that on line 52; then score with 20 %.`
 * @param show makes the untrusted names in it fit for where they are shown
 */
export function whereWords(
  { functions, tool }: ProfileComparison,
  lines: readonly HotLine[],
  show: (text: string) => string,
): string | undefined {
  const whole = functions.reduce((sum, { own }) => sum + own.candidate, 0);
  const [first, ...others] = [...functions].sort((a, b) => b.own.candidate - a.own.candidate);
  if (first === undefined || whole === 0) return undefined;
  const share = ({ own }: FunctionChange) => own.candidate / whole;
  const line = lines.find((each) => each.function === first.function && each.file === first.file);
  const on = line ? `, ${formatPercent(line.share)} of that on line ${line.line}` : '';
  const further = others
    .filter((row) => share(row) >= WORTH_NAMING)
    .slice(0, FURTHER)
    .map((row) => `${show(row.function)} with ${formatPercent(share(row))}`);
  const then = further.length > 0 ? `; then ${further.join(' and ')}` : '';
  return `${show(first.function)} (${show(`${first.file}:${first.line}`)}) takes ${formatPercent(share(first))} of the ${COST[tool]} of a call${on}${then}.`;
}
