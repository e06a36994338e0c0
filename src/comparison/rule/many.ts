/**
 * Margins below 5 % leave little room for chance: of fifty unchanged benchmarks, one may look slower at the 1 % level. So
 * a failure by such a margin must also be certain as a change at all: by the exact chance that unchanged code looks so
 * adverse, with Holm's correction over all such budgets of the session.
 */
import { holmRejects } from '../../statistics/holm.ts';
import type { Finding } from './finding.ts';
import { FAIL_LEVEL, nextLook } from './levels.ts';

/**
 * `findings` in their order, with failures withheld that are not certain enough.
 *
 * @param family how many such budgets the session has, where these are a part of them: the absent ones count as holding
 */
export function correctForMany<T extends { readonly finding?: Finding }>(
  judged: readonly T[],
  family = 0,
): T[] {
  const small = judged.flatMap(({ finding }) => (finding?.chance === undefined ? [] : [finding]));
  const absent = Array.from({ length: Math.max(0, family - small.length) }, () => 1);
  const rejected = holmRejects([...small.map(({ chance }) => chance as number), ...absent], FAIL_LEVEL);
  const doubtful = new Set(small.filter(({ verdict }, i) => verdict === 'fail' && !rejected[i]));
  return judged.map((entry) =>
    entry.finding && doubtful.has(entry.finding) ? { ...entry, finding: withhold(entry.finding) } : entry,
  );
}

function withhold(finding: Finding): Finding {
  const next = nextLook(finding.runs);
  return {
    ...finding,
    verdict: 'inconclusive',
    doubt: 'many-budgets',
    ...(next !== undefined && { advice: { processes: next - finding.runs } }),
  };
}
