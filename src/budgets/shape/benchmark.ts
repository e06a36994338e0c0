/** One benchmark of the budget file: its runner, how it is measured, its data set and its budgets. */
import { readCallable } from '../texts/callable.ts';
import { readDataSize } from '../texts/data-size.ts';
import { PERIOD_PATTERN, readPeriod } from '../texts/period.ts';
import { budget, choice, date, duration, NUMBER, quantity, text } from './kinds.ts';
import { either, list, mapping, named, optional } from './shape.ts';
import { quote } from './words.ts';

export const measureKeys = {
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

export const benchmark = mapping(
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
