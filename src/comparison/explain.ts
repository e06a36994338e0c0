/**
 * One plain sentence for each result, in the user's terms. Made of the result's numbers, codes and nothing else: no name
 * and no text out of a file stands in it, so that whoever publishes a report can make the sentence anew instead of
 * trusting one.
 */

import type { FailureCode } from '../samples/measurements.ts';
import { isDimension } from '../samples/numbers/quantity.ts';
import { formatQuantity } from '../samples/numbers/quantity-format.ts';
import type { Change, Proof, Result } from './result.ts';
import { EARLY_RUNS, FEWEST_RUNS, FEWEST_TO_FAIL, nextLook } from './rule/levels.ts';
import { isOurs } from './subjects/failures.ts';
import { describeMisfit } from './subjects/misfit.ts';

/** Why something could not be measured, to follow a colon. */
export const FAILURES: Readonly<Record<FailureCode, string>> = {
  crashed: 'its process ended with an error',
  'not-loaded': 'it could not be loaded, so which benchmarks it has is unknown',
  killed: 'its process was killed by the system',
  'timed-out': 'it took longer than its time-out',
  'no-values': 'it ran, but yielded no values',
  'never-awaited':
    'its work never ran, because it only made a coroutine or a generator that nobody awaited or consumed',
  'only-summaries': 'its results hold statistics and no single values, which this metric is worked out from',
  averaged:
    'its values are means of several calls each, which hide the slow ones among them; time one call a value (the runners ' +
    '`pytest`, `pyperf` and `asv` do, unless the benchmark says how many), or budget `time` or `mean`',
  'too-short':
    'one call is too short for the clock to time it by itself; give a call more work, or budget `time` or `mean`',
  'not-a-number': 'it yielded values that are no finite positive numbers',
  garbage: 'its results could not be read',
  'wrong-code': 'it did not run the code of its own side',
  'setup-failed': 'the set-up command failed',
  'one-side-only': 'it exists on one side only',
  absent: 'nothing measured it',
  'wrong-unit': 'its unit is not that of the budget',
  new: 'the base lacks the code that it measures',
  skipped: 'its suite leaves it out here',
  unsupported: 'a tool that it needs is not there',
  'out-of-time':
    'the time of the whole run was over first; raise `measure.total_time`, or measure fewer benchmarks at once',
  'share-missing': 'the share that it was dealt to is absent, or failed',
  interrupted: 'measuring was interrupted',
};

const OUT_OF_TIME =
  'The time of the whole run was over before more could be measured: raise `measure.total_time`, or measure fewer benchmarks at once.';

export function explain(result: Omit<Result, 'reason'>): string {
  switch (result.verdict) {
    case 'missing':
      if (result.failure === 'wrong-unit')
        return `Not measured: ${describeMisfit(knownUnit(result.unit), result.budget)}.`;
      if (result.failure === 'only-summaries' && result.instead?.some(isOurs))
        return `Not measured: ${FAILURES['only-summaries']}. What can be budgeted: ${result.instead.filter(isOurs).join(', ')}.`;
      return `Not measured: ${FAILURES[result.failure ?? 'absent'] ?? FAILURES.absent}. This says nothing about speed, and it cannot pass.`;
    case 'new':
      return 'New: the base lacks the code that it measures, so there is nothing to compare with yet.';
    case 'unaffected':
      if (result.unaffected?.commit !== undefined) {
        const { files, commit } = result.unaffected;
        return `Unaffected, so not measured: the change is in none of the ${files} files and directories that it was recorded to look at on ${commit.slice(0, 7)}.`;
      }
      return result.unaffected
        ? `Unaffected, so not measured: ${describeProof(result.unaffected)} are the same on both sides.`
        : 'Unaffected, so not measured.';
    case 'skipped':
      return 'Skipped: its suite leaves it out, on both sides for the same reason.';
    case 'incomparable':
      if (has(result, 'no-baseline')) {
        return 'There is no baseline to compare with yet: only absolute budgets can be judged.';
      }
      if (has(result, 'averaged-baseline')) {
        return 'The stored baseline has means of several calls and no single ones, which this budget is about; the next one that is saved has them.';
      }
      return 'The stored baseline was measured in another environment, where times cannot be compared with these.';
    case 'inconclusive':
      return has(result, 'out-of-time') ? `${undecided(result)} ${OUT_OF_TIME}` : undecided(result);
    case 'accepted': {
      const until = /^\d{4}-\d\d-\d\d/.exec(result.acceptance?.until ?? '')?.[0];
      return `${acceptedFinding(result)}, ${allowance(result)}; accepted${extent(result)}${until ? ` until ${until}` : ' on purpose'}.`;
    }
    case 'fail':
      return `${finding(result)}, ${allowance(result)}${whyNotAccepted(result)}.`;
    case 'improved':
      return `${finding(result)}; the budget holds.`;
    case 'pass':
      return has(result, 'slower-within-budget')
        ? `${finding(result)}: a real change, but within the budget, since ${allowance(result)}.`
        : `${finding(result)}; the budget holds, since ${allowance(result)}.`;
  }
}

function undecided(result: Omit<Result, 'reason'>): string {
  const own = ownFinding(result);
  if (own !== undefined) {
    // Short enough for whatever cuts sentences: what to do comes last.
    return (
      `Undecided: by the candidate's benchmark ${lowerFirst(finding(result))}, but by each side's own ${own}, and ${allowance(result)}: ` +
      `the benchmark itself got ${result.unit === 's' ? 'slower' : 'worse'}, or code moved into it. ` +
      'Split this into two pull requests, accept it, or rename the benchmark.'
    );
  }
  if (has(result, 'too-few-runs')) {
    const runs = Math.min(result.candidate?.runs ?? 0, result.baseline?.runs ?? Number.POSITIVE_INFINITY);
    const alone = result.limit?.kind === 'absolute';
    const side = `${runs} ${runs === 1 ? 'process' : 'processes'}${alone ? '' : ' a side'}`;
    if (runs < FEWEST_RUNS) {
      const what = alone ? 'the value' : 'a change';
      return `Undecided: ${side} cannot tell ${what} from noise; it takes at least ${FEWEST_RUNS}.`;
    }
    const enough = isBeyond(result) ? Math.max(FEWEST_TO_FAIL, nextLook(runs) ?? 0) : EARLY_RUNS;
    return `Undecided: ${lowerFirst(finding(result))} by ${side}, and ${allowance(result)}; it takes ${enough} to be sure.`;
  }
  if (has(result, 'anchor-unreached')) {
    return 'Undecided: the history holds no measured changes from the anchor to the base. It grows by one with each push to the default branch.';
  }
  if (has(result, 'anchor-unpaired')) {
    return 'Undecided: what changed since the anchor can only be told beside a base commit, not from a stored baseline.';
  }
  if (has(result, 'too-short')) {
    return 'Undecided: one value lasts only a few ticks of the clock that timed it, so that differences drown in rounding.';
  }
  const seen = `Undecided: ${lowerFirst(finding(result))}, and ${allowance(result)}`;
  if (has(result, 'busy-session')) {
    return `${seen}; but the benchmark got a different share of the processor when the baseline was stored, so the two cannot be compared.`;
  }
  if (has(result, 'stored-margin')) {
    return `${seen}; against a stored baseline such a small difference is not proof.`;
  }
  if (has(result, 'unconfirmed')) {
    const why = has(result, 'out-of-time') ? 'in the time left' : 'without a base commit';
    return `${seen}; that was measured against a stored baseline, and ${why} it could not be confirmed side by side.`;
  }
  if (has(result, 'anchor-uncertain')) {
    return `${seen}; the measured changes since the anchor are together too uncertain, and measuring longer now does not help: move the anchor, or allow more.`;
  }
  if (has(result, 'wall-guard')) return `${seen}; wall time shows a slowdown that CPU time does not.`;
  if (has(result, 'bulk-guard')) {
    return `${seen}; the typical call may hold it, but the bulk of the calls seems slower than that.`;
  }
  if (has(result, 'average-guard')) {
    return `${seen}; most processes hold it, but a few are so much slower that their average does not.`;
  }
  if (has(result, 'many-budgets')) {
    return `${seen}; with so many budgets below +5 %, it takes more processes to tell that from chance.`;
  }
  if (has(result, 'few-effective-values')) {
    const { runs, values } = result.candidate ?? {};
    const why =
      runs === values
        ? 'a process yields one value, and there are too few of them'
        : 'the values of one process resemble each other, so there are too few independent ones';
    return `${seen}; ${why} to be sure of a quantile so far out.`;
  }
  return `${seen}.`;
}

/** Whether all of the interval is beyond the limit. */
function isBeyond({ change, estimate, limit, op, better }: Omit<Result, 'reason'>): boolean {
  const interval = change ?? estimate;
  if (!interval || !limit) return false;
  const upper = op ? op.startsWith('<') : better === 'lower';
  return upper ? interval.low > limit.value : interval.high < limit.value;
}

/** `8.3 % slower (7.1 … 9.4)` or `331 ms (312 ms … 350 ms)`. */
function finding(result: Omit<Result, 'reason'>): string {
  const { change, estimate, unit } = result;
  if (estimate) {
    const show = (value: number): string => formatQuantity(value, knownUnit(unit));
    return estimate.low === estimate.high
      ? show(estimate.value)
      : `${show(estimate.value)} (${show(estimate.low)} … ${show(estimate.high)})`;
  }
  if (has(result, 'from-zero') || !change) return UP_FROM_NOTHING;
  return describeChange(change, result) + sinceAnchor(result);
}

/** Of a commit only what can be one is shown. */
function sinceAnchor({ anchor, ...result }: Omit<Result, 'reason'>): string {
  if (!anchor) return '';
  const commit = /^[0-9a-f]{7,64}$/.test(anchor.commit) ? ` ${anchor.commit.slice(0, 8)}` : '';
  if (anchor.steps === 0) return `, since the anchor${commit} (measured beside it)`;
  const steps = `${anchor.steps} measured ${anchor.steps === 1 ? 'change' : 'changes'} before`;
  return `, since the anchor${commit} (${steps}, and now: ${lowerFirst(describeChange(anchor.now, result))})`;
}

/** What broke the budget with each side's own benchmark, where only that did. */
function ownFinding(result: Omit<Result, 'reason'>): string | undefined {
  if (!has(result, 'benchmark-changed')) return undefined;
  const { change } = result.own_benchmarks ?? {};
  return lowerFirst(change ? describeChange(change, result) : UP_FROM_NOTHING);
}

function acceptedFinding(result: Omit<Result, 'reason'>): string {
  const own = ownFinding(result);
  return own === undefined ? finding(result) : `With each side's own benchmark ${own}`;
}

/** ` up to 13 %` */
function extent({ acceptance, unit }: Omit<Result, 'reason'>): string {
  const { up_to } = acceptance ?? {};
  if (!up_to) return '';
  const text =
    up_to.kind === 'ratio' ? `${percent(up_to.value - 1)} %` : formatQuantity(up_to.value, knownUnit(unit));
  return ` up to ${text}`;
}

function whyNotAccepted(result: Omit<Result, 'reason'>): string {
  if (has(result, 'beyond-accepted')) return '; that is more than the budget file accepts';
  if (has(result, 'accepted-before'))
    return '; what the budget file accepts came with an earlier change, which the baseline has already';
  return '';
}

const UP_FROM_NOTHING = 'Up from 0 in the baseline';

export function describeChange(change: Change, result: Omit<Result, 'reason'>): string {
  const { ratio, low, high } = change;
  if (low === high)
    return ratio === 1 ? 'Exactly the same' : `${percent(ratio - 1)} % ${word(ratio, result)}`;
  if (low <= 1 && high >= 1) {
    const [less, more] = [word(0.5, result), word(2, result)];
    return `No certain change (between ${percent(low - 1)} % ${less} and ${percent(high - 1)} % ${more})`;
  }
  const ends = [Math.abs(low - 1), Math.abs(high - 1)].sort((a, b) => a - b) as [number, number];
  return `${percent(ratio - 1)} % ${word(ratio, result)} (${percent(ends[0])} … ${percent(ends[1])})`;
}

function word(ratio: number, { unit, better }: Omit<Result, 'reason'>): string {
  if (unit === 's') return ratio > 1 ? 'slower' : 'faster';
  if (better === 'higher') return ratio > 1 ? 'higher' : 'lower';
  return ratio > 1 ? 'more' : 'less';
}

/** `the budget allows 5 %`, `the budget allows 300 ms`, `the budget demands 200/s`. */
function allowance(result: Omit<Result, 'reason'>): string {
  const { limit, unit, better, op } = result;
  if (!limit) return 'the budget is judged by it';
  const upper = op ? op.startsWith('<') : better === 'lower';
  if (limit.kind === 'absolute') {
    return `the budget ${upper ? 'allows' : 'demands'} ${formatQuantity(limit.value, knownUnit(unit))}`;
  }
  const margin = limit.value - 1;
  if (Math.abs(margin) < 1e-9)
    return upper ? 'the budget allows nothing more' : 'the budget allows nothing less';
  if (margin > 0 === upper) return `the budget allows ${percent(margin)} %`;
  return `the budget demands ${percent(margin)} % ${word(limit.value, result)}`;
}

function has(result: Omit<Result, 'reason'>, note: NonNullable<Result['notes']>[number]): boolean {
  return result.notes?.includes(note) ?? false;
}

/** Two significant digits of the size of a change: `8.3`, `12`, `0.4`. */
function percent(share: number): string {
  const value = Math.abs(share) * 100;
  if (!Number.isFinite(value)) return '∞';
  if (value >= 9.95) return value.toFixed(0);
  return String(Number(value.toFixed(value >= 0.995 ? 1 : 2)));
}

/** Only units of ours are shown: a benchmark's own is text out of a file. */
function knownUnit(unit: string | null): string {
  return isDimension(unit) ? unit : 'count';
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Of numbers and our words alone. */
function describeProof({ level, code, files, packages }: Proof): string {
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  const compared = { functions: 'function or class', modules: 'module', files: 'source file' }[level];
  const parts =
    level === 'functions'
      ? code === 1
        ? `1 ${compared}`
        : `${code} functions and classes`
      : count(code, compared);
  return `the ${parts} that it may reach, the ${count(files, 'other file')} that it loads or reads, ${count(packages, 'installed package')} and the interpreter`;
}
