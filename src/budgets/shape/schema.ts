/**
 * The budget file, defined once: its types (`RawBudgetFile`), the validation of its shape (check-shape.ts), and
 * budgets.schema.json (scripts/schema.ts) all come from here. Rules between keys are in rules.ts, since they need places
 * and the project's files.
 */
import { parseQuantity } from '../../samples/numbers/quantity.ts';
import { readCallable } from '../texts/callable.ts';
import { readDataSize } from '../texts/data-size.ts';
import { dateMistake } from '../texts/dates.ts';
import { readBudget } from '../texts/grammar.ts';
import { PERIOD_PATTERN, readPeriod } from '../texts/period.ts';
import { readUpTo } from '../texts/up-to.ts';
import {
  type Check,
  type Choice,
  either,
  list,
  mapping,
  named,
  optional,
  type Text,
  type Value,
} from './shape.ts';
import { DIMENSION_WORDS, quote } from './words.ts';

interface Described {
  readonly about: string;
  readonly examples?: readonly string[];
  readonly pattern?: string;
  readonly default?: string;
}

function text(what: string, { about, ...rest }: Described, check?: Check): Text {
  return { kind: 'text', what, check, keywords: { description: about, minLength: 1, ...rest } };
}

function choice<const Name extends string | boolean>(
  names: readonly Name[],
  about: string,
  fallback?: NoInfer<Name>,
): Choice<Name> {
  const described = { description: about, ...(fallback !== undefined && { default: fallback }) };
  return { kind: 'choice', names, keywords: described };
}

const NUMBER = String.raw`(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?`;

function quantity(unit: 's' | '1/s' | '$', what: string): Check {
  return (written) => {
    const found = parseQuantity(written);
    if ('mistake' in found) return found;
    if (found.unit !== unit) {
      return {
        mistake: `${quote(written)} ${found.bare ? 'has no unit' : `is ${DIMENSION_WORDS[found.unit]}`}; write ${what}`,
      };
    }
    return found.value > 0 ? undefined : { mistake: `${quote(written)} must be more than 0` };
  };
}

const duration = (about: string, fallback: string) =>
  text(
    'a time such as `5 min` or `60 s`',
    {
      about,
      examples: ['5 min', '60 s'],
      default: fallback,
      pattern: `^ *${NUMBER} *(ns|us|µs|μs|ms|s|min|h|day) *$`,
    },
    quantity('s', 'a time such as `5 min` or `60 s`'),
  );

const date = (about: string) =>
  text(
    'a date such as `2026-10-01`',
    { about, examples: ['2026-10-01'], pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    (written) => {
      const mistake = dateMistake(written);
      return mistake === undefined ? undefined : { mistake: `${quote(written)} is no date: ${mistake}` };
    },
  );

const budget = (about: string) =>
  text(
    'a budget such as `time < baseline + 5%`',
    {
      about,
      examples: [
        'time < baseline + 5%',
        'p95 < 300 ms',
        'peak_memory < baseline + 10%',
        'throughput > 200/s',
      ],
      pattern: String.raw`^\s*[A-Za-z_][A-Za-z0-9_.-]*\s*(<=?|>=?)\s*((baseline|anchor)(\s*[-+−].+)?|[$.0-9].*)$`,
    },
    (written) => {
      const found = readBudget(written);
      return 'mistake' in found ? found : undefined;
    },
  );

const measureKeys = {
  python: optional(
    text('the path or name of a Python interpreter', {
      about: 'Python interpreter. A path with a slash is relative to this file.',
      examples: ['.venv/bin/python'],
      default: 'python3',
    }),
  ),
  setup: optional(
    text('a shell command', {
      about: 'Shell command, run once in each checkout before it is measured.',
      examples: ['python -m pip install -e .'],
    }),
  ),
  max_time: optional(
    duration('The longest that measuring one benchmark takes, both sides together.', '5 min'),
  ),
  timeout: optional(
    duration('A process that runs longer is killed with its children, and reported.', '60 s'),
  ),
  env: optional(
    named(
      { kind: 'text', what: 'the text of the variable', empty: true, keywords: {} },
      'a mapping of variables to their texts',
      { description: 'Variables that are set for the benchmark and its set-up, on both sides.' },
    ),
  ),
  pass_env: optional(
    list(
      text('the name of a variable', {
        about: 'The name of a variable.',
        examples: ['DATABASE_PASSWORD'],
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      }),
      'a list of names of variables',
      {
        description:
          "Variables that are handed on although they look like credentials. Never to a fork's pull request.",
      },
    ),
  ),
  affected: optional(
    choice(
      ['auto', 'all'],
      'What is measured beside a base commit: what the change may affect, or all.',
      'auto',
    ),
  ),
  isolate: optional(
    choice(
      [true, false],
      'Whether each benchmark of a suite (pytest, asv, pyperf) gets processes of its own, in place of one for all.',
      false,
    ),
  ),
  interleave: optional(
    choice(
      ['calls', 'processes'],
      'How the two sides alternate: every few calls, where the runner can, or whole processes, where only one side may be there at a time.',
      'calls',
    ),
  ),
};

const callable = text(
  'a function, as `file.py:function` or `package.module:function`',
  {
    about:
      'A Python function, called by the built-in harness: `file.py:function` or `package.module:function`.',
    examples: ['benchmarks/search.py:search', 'shop.search:benchmark'],
    pattern: '^.+:.+$',
  },
  (written) => {
    const found = readCallable(written);
    return 'mistake' in found ? found : undefined;
  },
);

const command = (about: string, examples: readonly string[]) => text('a command line', { about, examples });

/** Exactly one of these says how a benchmark is run. */
const runnerKeys = {
  callable: optional(callable),
  timeit: optional(
    either(
      text('a Python statement', { about: 'A Python statement.' }),
      mapping({
        stmt: text('a Python statement', { about: 'The statement that is measured.' }),
        setup: optional(text('a Python statement', { about: 'Run once, outside of what is measured.' })),
      }),
      {
        description: 'A Python statement, timed by the built-in harness.',
        examples: ["'-'.join(map(str, range(1000)))"],
      },
    ),
  ),
  command: optional(
    command('A shell command; a whole process is one value.', ['python -m shop.report --all']),
  ),
  pytest: optional(
    command('pytest-benchmark tests: paths, node ids and options, as typed after `pytest`.', [
      'tests/test_speed.py',
    ]),
  ),
  pyperf: optional(command('A pyperf script and its arguments.', ['benchmarks/bench_json.py'])),
  asv: optional(
    command('Benchmarks of airspeed velocity: a regular expression, as for `asv run --bench`.', [
      'time_search',
    ]),
  ),
  results: optional(
    mapping(
      {
        command: command('Runs whatever writes the results file.', [
          'k6 run --summary-export=k6.json load.js',
        ]),
        format: choice(
          ['pytest-benchmark', 'pyperf', 'asv', 'hyperfine', 'k6', 'locust', 'pacegate'],
          'What wrote the file.',
        ),
        file: text('the path of the file that the command writes', {
          about: 'The file that the command writes, relative to this file.',
          examples: ['k6.json'],
        }),
      },
      { description: 'A command that writes a results file.' },
    ),
  ),
};

export const RUNNER_KEYS = Object.keys(runnerKeys) as readonly (keyof typeof runnerKeys)[];

const budgetEntry = either(
  budget('METRIC OP BOUND, for example `time < baseline + 5%`.'),
  mapping({
    budget: budget('METRIC OP BOUND, for example `time < baseline + 5%`.'),
    severity: optional(choice(['fail', 'warn'], 'What a broken budget does.', 'fail')),
    only: optional(
      text('a pattern over sub-benchmark names such as `test_sort*`', {
        about:
          'Only sub-benchmarks whose name (the part after `NAME/`) matches: `*` is any text, `?` one character.',
        examples: ['*test_sort*'],
      }),
    ),
    reason: optional(text('a sentence', { about: 'Why this budget is what it is.' })),
  }),
);

const benchmark = mapping(
  {
    question: optional(
      text('a question', {
        about: 'The performance question that this benchmark answers, shown in reports.',
        examples: ['Why do searches take longer than 300 ms?'],
      }),
    ),
    ...runnerKeys,
    dataset: optional(
      mapping(
        {
          name: text('a name', { about: 'Shown in reports.', examples: ['products-2026-09'] }),
          path: optional(
            text('a path', { about: 'The data, relative to this file.', examples: ['data/products.jsonl'] }),
          ),
          source: optional(
            text('where the data comes from', {
              about: 'Where the data comes from, shown in reports.',
              examples: ['nightly dump of production'],
            }),
          ),
          min_size: optional(
            text(
              'a size such as `1 MiB` or `10000 rows`',
              {
                about: 'With less than this the data set is too small to say much about production.',
                examples: ['1 MiB', '10000 rows'],
              },
              (written) => {
                const found = readDataSize(written);
                return 'mistake' in found ? found : undefined;
              },
            ),
          ),
          reviewed: optional(date('When a person last looked whether the data still represents production.')),
          review_every: optional(
            text(
              'a period such as `3 months`',
              {
                about: 'How long a review lasts.',
                examples: ['3 months', '2 weeks'],
                default: '3 months',
                pattern: PERIOD_PATTERN,
              },
              (written) =>
                readPeriod(written) === undefined
                  ? {
                      mistake: `${quote(written)} is no period; write days, weeks, months or years, such as \`3 months\``,
                    }
                  : undefined,
            ),
          ),
        },
        { description: 'The data that the benchmark works on.' },
      ),
    ),
    traffic: optional(
      text(
        'calls per time such as `3M/day`',
        {
          about: 'Calls in production: puts a change in CPU hours and money.',
          examples: ['3M/day', '200/s'],
          pattern: `^ *${NUMBER} *[kMG]? */.+$`,
        },
        quantity('1/s', 'calls per time such as `3M/day`'),
      ),
    ),
    renamed_from: optional(
      text('the name that it had before', {
        about: 'The name that the benchmark had before: it keeps its history and its stored baselines.',
        examples: ['search'],
      }),
    ),
    budgets: optional(
      list(budgetEntry, 'a list with one budget on each line, such as `- time < baseline + 5%`', {
        description: 'What must hold. Without budgets a benchmark is only measured.',
      }),
    ),
    ...measureKeys,
  },
  {
    description: 'One benchmark: one runner key, and what must hold.',
    oneOf: RUNNER_KEYS.map((key) => ({ required: [key] })),
  },
);

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
