/** The words of every warning that judging gives: what was seen, and what to do about it. */
import { ASPECTS, type Difference } from '../../samples/differences.ts';
import type { Warning, WarningCode } from '../result.ts';

/** What differs between the sides beside the code, or in its place. */
export interface Confounders {
  readonly differences: readonly Difference[];
  /** Names of the data sets, and of the benchmarks whose own files differ. */
  readonly data: readonly string[];
  readonly benchmarks: readonly string[];
  /** What is known to be the same. */
  readonly same: readonly string[];
}

/** What a warning says depends on facts of its own, or on none. */
interface Facts {
  readonly 'dataset-overdue': { readonly days: number; readonly every: string };
  readonly 'accepted-expiring': { readonly budget: string; readonly days: number };
  readonly 'budget-loosened': { readonly before: string; readonly after: string | undefined };
  readonly 'accepted-new': { readonly budget: string; readonly until: string };
  readonly 'accepted-unlimited': { readonly budget: string; readonly upTo: string };
  readonly 'dataset-reviewed': { readonly day: string; readonly before: string | undefined };
  readonly 'gate-loosened': {
    readonly key: string;
    readonly before: string;
    readonly after: string | undefined;
  };
  readonly 'base-behind': { readonly ref: string; readonly missing: number };
  readonly 'different-result': { readonly parts: readonly string[] };
  readonly confounded: Confounders;
  readonly dirty: { readonly side: 'candidate' | 'baseline' };
  readonly 'toy-dataset': {
    readonly bytes: number | undefined;
    readonly rows: number | undefined;
    /** What it is smaller than, where the budget file says so, or where it was larger before. */
    readonly than?: string;
  };
}
type FactsOf<C extends WarningCode> = C extends keyof Facts ? Facts[C] : undefined;

const WORDS: {
  readonly [C in WarningCode]: (facts: FactsOf<C>) => readonly [message: string, advice: string];
} = {
  'development-mode': () => [
    'Python ran in development mode, which adds checks that production does not have.',
    'Unset PYTHONDEVMODE and run without -X dev.',
  ],
  'debug-build': () => [
    'The interpreter is a debug build, several times slower than a release build and in other proportions.',
    'Set measure.python to a release build.',
  ],
  'tracing-active': () => [
    'A tracer, profiler or coverage tool was active while measuring.',
    'Run the benchmarks without coverage and without a debugger.',
  ],
  'never-steady': () => [
    'At least half of its processes were still changing speed when warming up ended.',
    'Give the benchmark a longer warm-up, or prepare its caches outside the timed region.',
  ],
  throttled: () => [
    'The processor or the container was throttled while measuring.',
    'Look at CPU limits and power settings; side by side both sides suffer alike.',
  ],
  'too-short': () => [
    'One value lasts only a few ticks of the clock that timed it.',
    'Do more work in one call, or let the harness repeat it: a callable or timeit runner calibrates its inner loop.',
  ],
  'two-modes': () => [
    'The benchmark is now fast and now slow, as with a cache that hits or misses or an unlucky hash seed.',
    'Split it into one benchmark for each case, or fix what decides between them.',
  ],
  'noisy-machine': () => [
    'Processes of the same code differed by more than 5 %, or waited for a processor: something else was using the machine.',
    'Nothing to do for a verdict; it only takes more processes. A quieter runner decides sooner.',
  ],
  'toy-dataset': ({ bytes, rows, than }) => [
    `Its data set is ${than === undefined ? 'tiny' : 'too small'} (${rows === undefined ? `${bytes} bytes` : `${rows} rows`}${than === undefined ? '' : `; ${than}`}).`,
    'Measure on data of production size and distribution: cost at scale shows nowhere else.',
  ],
  'dataset-changed': () => [
    'The two sides were measured on different data.',
    'Change the data set in a pull request of its own, so that its effect is seen alone.',
  ],
  'dataset-overdue': ({ days, every }) => [
    `Its data set was last reviewed ${days} days ago; a review is due every ${every}.`,
    'Check that it still represents production, and set `dataset.reviewed` to the day you did.',
  ],
  'benchmark-changed': () => [
    'The benchmark itself differs between the two sides, so the comparison is not of the code alone.',
    'Change the benchmark in a pull request of its own.',
  ],
  'different-result': ({ parts }) => [
    `The two sides return different results${whereOf(parts)}, so they may not do the same work.`,
    'Compare what both return. If the change is meant, say so in the review: the times are not of the same work.',
  ],
  confounded: ({ differences, data, benchmarks, same }) => {
    const differing = [
      ...ASPECTS.flatMap((aspect) => {
        const names = differences.filter((each) => each.aspect === aspect).map(inWords);
        return names.length > 0 ? [`${aspect} (${list(names)})`] : [];
      }),
      ...(data.length > 0 ? [`data (${list(data)})`] : []),
      ...(benchmarks.length > 0 ? [`benchmarks (${list(benchmarks)})`] : []),
    ];
    const code = same.includes('code');
    return [
      `${code ? 'The code is the same on both sides, and these differ' : 'More than the code differs between the two sides'}: ${differing.join('; ')}. A change may come from that.${
        same.length > 0 ? ` The same on both sides: ${same.join(', ')}.` : ''
      }`,
      'Change one thing at a time: same interpreter, same lock file, same machine, or a pull request for each.',
    ];
  },
  'budget-loosened': ({ before, after }) => [
    after
      ? `This change loosens a budget: \`${before}\` became \`${after}\`.`
      : `This change removes a budget: \`${before}\`.`,
    'If that is meant, say why in the review.',
  ],
  'accepted-new': ({ budget, until }) => [
    `This change accepts that \`${budget}\` is broken, until ${until}.`,
    'Read the reason, and say in the review whether it is worth it.',
  ],
  'accepted-unlimited': ({ budget, upTo }) => [
    `The accepted trade-off on \`${budget}\` has no limit: whatever else makes it worse passes as well.`,
    `Write \`up_to: ${upTo}\` beside it: that covers what was measured here, and no more.`,
  ],
  'dataset-reviewed': ({ day, before }) => [
    `This change says that its data set was reviewed on ${day}${before === undefined ? '' : `; before, that was ${before}`}.`,
    'Ask who looked, and at what, before you approve it.',
  ],
  'gate-loosened': ({ key, before, after }) => [
    after === undefined
      ? `This change removes \`${key}\` (${before}).`
      : `This change loosens \`${key}\` from ${before} to ${after}.`,
    'If that is meant, say why in the review.',
  ],
  'accepted-expiring': ({ budget, days }) => [
    `The accepted trade-off on \`${budget}\` ends ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}; after that the budget file is an error.`,
    'Fix the regression, change the budget, or agree on a new `until`.',
  ],
  'base-behind': ({ ref, missing }) => [
    `${ref} has ${missing} ${missing === 1 ? 'commit' : 'commits'} that this checkout lacks; their effects look as if this change had undone them.`,
    `Compare with the commit where this branch left it: \`--base $(git merge-base ${ref} HEAD)\`.`,
  ],
  dirty: ({ side }) =>
    side === 'candidate'
      ? [
          'The candidate is the working tree with changes that are not committed.',
          'Commit them, so that the result belongs to a commit.',
        ]
      : [
          'The baseline was measured with changes that were not committed.',
          'Save the baseline again from a clean checkout.',
        ],
};

const LISTED = 10;

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}

function inWords({ name, before, after }: Difference): string {
  const said = name.replaceAll('_', ' ');
  if (before === undefined) return `${said} ${after} added`;
  if (after === undefined) return `${said} ${before} removed`;
  return `${said} ${before} → ${after}`;
}

const PARTS_NAMED = 3;

/** Which parts of a result, where it is not the whole. */
function whereOf(parts: readonly string[]): string {
  const named = parts.filter((path) => path !== '').map((path) => `result${path}`);
  if (named.length === 0) return '';
  const more = named.length > PARTS_NAMED ? ` and ${named.length - PARTS_NAMED} more` : '';
  return ` (${named.slice(0, PARTS_NAMED).join(', ')}${more})`;
}

/** A warning of the catalogue. `benchmark`: where it concerns one. */
export function warn<C extends WarningCode>(code: C, facts: FactsOf<C>, benchmark?: string): Warning {
  const [message, advice] = WORDS[code](facts);
  return { code, ...(benchmark !== undefined && { benchmark }), message, advice };
}

/** The codes that a harness or an environment raises by themselves, without facts. */
const RAISED = [
  'development-mode',
  'debug-build',
  'tracing-active',
  'never-steady',
  'throttled',
  'too-short',
  'noisy-machine',
  'two-modes',
] as const;

/** A warning by a code that somebody else gave; undefined where it is none of those. */
export function warnRaised(code: string, benchmark?: string): Warning | undefined {
  const known = RAISED.find((each) => each === code);
  return known && warn(known, undefined, benchmark);
}
