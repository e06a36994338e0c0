/**
 * The budget file, defined once: its types (`RawBudgetFile`), the validation of its shape (check-shape.ts), and
 * budgets.schema.json (scripts/schema.ts) all come from here. Rules between keys are in rules.ts, since they need places
 * and the project's files.
 */
import { readUpTo } from '../texts/up-to.ts';
import { benchmark, measureKeys } from './benchmark.ts';
import { budget, choice, date, duration, NUMBER, quantity, text } from './kinds.ts';
import { list, mapping, named, optional, type Value } from './shape.ts';
import { quote } from './words.ts';

export { RUNNER_KEYS } from './benchmark.ts';

const acceptance = mapping({
  benchmark: text('the name of a benchmark', {
    about: 'A benchmark of this file; `NAME/SUB` for one sub-benchmark.',
  }),
  budget: budget('The budget that may be broken, as written there.'),
  reason: text('why the trade-off is worth it', {
    about: 'Why the trade-off is worth it. Shown in reports and kept in the history.',
  }),
  by: optional(text('a name', { about: 'Who accepted it.' })),
  until: date('The last day on which it is accepted.'),
  up_to: optional(
    text(
      'how much is accepted, such as `+12%` or `331 ms`',
      {
        about:
          'What was accepted: a change such as `+12%`, which counts once, or, where the budget has a limit of its own, a value such as `331 ms`. Anything beyond it fails again.',
        examples: ['+12%', '331 ms'],
      },
      (written) => {
        const found = readUpTo(written);
        return 'mistake' in found ? found : undefined;
      },
    ),
  ),
});

export const budgetFileShape = mapping({
  version: { kind: 'constant', value: 1, keywords: { description: 'Version of this format.' } },
  measure: optional(
    mapping(
      {
        ...measureKeys,
        total_time: optional(
          duration(
            'For the whole run: set-up, measuring, profiling. What is open then stays open.',
            '30 min',
          ),
        ),
      },
      { description: 'Defaults; every key but `total_time` may be repeated on one benchmark.' },
    ),
  ),
  baseline: optional(
    mapping(
      {
        compare: optional(
          choice(
            ['auto', 'stored', 'side-by-side'],
            'With the stored baseline, with the base commit measured beside it, or with the first and, where that looks broken, the second.',
            'auto',
          ),
        ),
        store: optional(
          choice(
            ['directory', 'branch', 'cache', 'artifact'],
            'Where baselines are kept. Default: `directory` on a command line, `cache` in the action.',
          ),
        ),
        path: optional(text('a path', { about: 'For `store: directory`.', default: '.pacegate/baselines' })),
        branch: optional(
          text(
            'the name of a branch',
            { about: 'For `store: branch`.', default: 'pacegate-baselines' },
            branchMistake,
          ),
        ),
        anchor: optional(
          text(
            'a tag, a commit or a date',
            {
              about: 'What budgets with `anchor` go by, moved by people only: a tag, a commit or a date.',
              examples: ['v1.0', '2026-10-01'],
            },
            (written) =>
              branchMistake(written) && { mistake: `${quote(written)} is no tag, no commit and no date` },
          ),
        ),
      },
      { description: 'What the candidate is compared with.' },
    ),
  ),
  gate: optional(
    mapping(
      {
        mode: optional(
          choice(
            ['enforce', 'observe'],
            '`observe`: the same verdicts, but the exit status is 0.',
            'enforce',
          ),
        ),
        enforce_from: optional(date('Observe until that day, for a pilot.')),
        inconclusive: optional(
          choice(['pass', 'fail'], 'What `inconclusive` and `incomparable` do.', 'pass'),
        ),
        overdue: optional(choice(['warn', 'fail'], 'What an overdue review of a data set does.', 'warn')),
      },
      { description: 'What the verdicts do.' },
    ),
  ),
  cpu_hour: optional(
    text(
      'dollars such as `$0.05`',
      {
        about: 'What one hour of one CPU core costs, for `cost` and for what a change costs in production.',
        examples: ['$0.05'],
        default: '$0.05',
        pattern: String.raw`^ *\$ *${NUMBER} *$`,
      },
      quantity('$', 'dollars such as `$0.05`'),
    ),
  ),
  benchmarks: named(benchmark, 'a mapping of names to benchmarks', {
    description: 'The benchmarks, by name.',
    minProperties: 1,
  }),
  accepted: optional(
    list(acceptance, 'a list of `{ benchmark, budget, up_to, reason, by, until }`', {
      description: 'Trade-offs: while one is in force its budget does not fail the gate.',
    }),
  ),
});

export type RawBudgetFile = Value<typeof budgetFileShape>;
export type RawBenchmark = RawBudgetFile['benchmarks'][string];

/**
 * The rules of `git check-ref-format` that a person can run into; the name is handed to git. The last alternative is
 * controls, spelt so that no class of Unicode has to be read: see words.ts.
 */
function branchMistake(name: string): { mistake: string } | undefined {
  return /^[-/.]|[\s~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$|^@$|[^ -~\xa0-\uffff]/.test(name)
    ? { mistake: `${quote(name)} is no name of a git branch` }
    : undefined;
}
