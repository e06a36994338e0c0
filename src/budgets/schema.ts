/**
 * The budget file, defined once: its types (`RawBudgetFile`), the validation of its shape, and budgets.schema.json
 * (scripts/schema.ts) all come from here. Each `error` is the noun phrase of what belongs there; explain.ts makes the
 * sentence. Rules between keys are in rules.ts, since they need places and the project's files.
 */
import * as z from 'zod/mini';
import { parseQuantity } from '../samples/quantity.ts';
import { readCallable } from './callable.ts';
import { dateMistake } from './dates.ts';
import { readBudget } from './grammar.ts';
import { DIMENSION_WORDS, quote } from './words.ts';

// The schemas are parsed once in a process: generating code for them would cost more than it saves.
z.config({ jitless: true });

/** What the JSON Schema says beside the shape. Registered here, since a `z.meta` check clones its schema at each start. */
function described<Schema extends z.ZodMiniType>(schema: Schema, meta: z.core.GlobalMeta): Schema {
  z.globalRegistry.add(schema, meta);
  return schema;
}

/** What a check says is wrong, and where in the text, counted from 0. */
type Check = (text: string) => { readonly mistake: string; readonly offset?: number } | undefined;

interface Described {
  readonly about: string;
  readonly examples?: readonly string[];
  readonly pattern?: string;
  readonly default?: string;
}

/** A text of a certain kind. Surrounding white space never counts, and nothing is not a text. */
function text(what: string, { about, ...rest }: Described, check?: Check) {
  const schema = z.string({ error: what }).check(
    z.check<string>((payload) => {
      const found =
        payload.value.trim() === '' ? { mistake: `this is empty; write ${what}` } : check?.(payload.value);
      if (found === undefined) return;
      const { mistake: message, offset } = found;
      payload.issues.push({ code: 'custom', message, params: { offset }, input: payload.value });
    }),
  );
  return described(schema, { description: about, minLength: 1, ...rest });
}

function choice<const Names extends readonly [string, ...string[]]>(
  names: Names,
  about: string,
  fallback: Names[number],
) {
  return described(z.enum(names, { error: 'choice' }), { description: about, default: fallback });
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
      pattern: String.raw`^\s*[A-Za-z_][A-Za-z0-9_.-]*\s*(<=?|>=?)\s*(baseline(\s*[-+−].+)?|[$.0-9].*)$`,
    },
    (written) => {
      const found = readBudget(written);
      return 'mistake' in found ? found : undefined;
    },
  );

const measureKeys = {
  python: z.exactOptional(
    text('the path or name of a Python interpreter', {
      about: 'Python interpreter. A path with a slash is relative to this file.',
      examples: ['.venv/bin/python'],
      default: 'python3',
    }),
  ),
  setup: z.exactOptional(
    text('a shell command', {
      about: 'Shell command, run once in each checkout before it is measured.',
      examples: ['python -m pip install -e .'],
    }),
  ),
  max_time: z.exactOptional(
    duration('The longest that measuring one benchmark takes, both sides together.', '5 min'),
  ),
  timeout: z.exactOptional(
    duration('A process that runs longer is killed with its children, and reported.', '60 s'),
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
  callable: z.exactOptional(callable),
  timeit: z.exactOptional(
    described(
      z.union([
        text('a Python statement', { about: 'A Python statement.' }),
        z.strictObject({
          stmt: text('a Python statement', { about: 'The statement that is measured.' }),
          setup: z.exactOptional(
            text('a Python statement', { about: 'Run once, outside of what is measured.' }),
          ),
        }),
      ]),
      {
        description: 'A Python statement, timed by the built-in harness.',
        examples: ["'-'.join(map(str, range(1000)))"],
      },
    ),
  ),
  command: z.exactOptional(
    command('A shell command; a whole process is one value.', ['python -m shop.report --all']),
  ),
  pytest: z.exactOptional(
    command('pytest-benchmark tests: paths, node ids and options, as typed after `pytest`.', [
      'tests/test_speed.py',
    ]),
  ),
  pyperf: z.exactOptional(command('A pyperf script and its arguments.', ['benchmarks/bench_json.py'])),
  asv: z.exactOptional(
    command('Benchmarks of airspeed velocity: a regular expression, as for `asv run --bench`.', [
      'time_search',
    ]),
  ),
  results: z.exactOptional(
    described(
      z.strictObject({
        command: command('Runs whatever writes the results file.', [
          'k6 run --summary-export=k6.json load.js',
        ]),
        format: described(
          z.enum(['pytest-benchmark', 'pyperf', 'asv', 'hyperfine', 'k6', 'locust', 'pacegate'], {
            error: 'choice',
          }),
          { description: 'What wrote the file.' },
        ),
        file: text('the path of the file that the command writes', {
          about: 'The file that the command writes, relative to this file.',
          examples: ['k6.json'],
        }),
      }),
      { description: 'A command that writes a results file.' },
    ),
  ),
};

export const RUNNER_KEYS = Object.keys(runnerKeys) as readonly (keyof typeof runnerKeys)[];

const budgetEntry = z.union([
  budget('METRIC OP BOUND, for example `time < baseline + 5%`.'),
  z.strictObject({
    budget: budget('METRIC OP BOUND, for example `time < baseline + 5%`.'),
    severity: z.exactOptional(choice(['fail', 'warn'], 'What a broken budget does.', 'fail')),
    only: z.exactOptional(
      text('a pattern over sub-benchmark names such as `test_sort*`', {
        about:
          'Only sub-benchmarks whose name (the part after `NAME/`) matches: `*` is any text, `?` one character.',
        examples: ['*test_sort*'],
      }),
    ),
    reason: z.exactOptional(text('a sentence', { about: 'Why this budget is what it is.' })),
  }),
]);

const benchmark = described(
  z.strictObject({
    question: z.exactOptional(
      text('a question', {
        about: 'The performance question that this benchmark answers, shown in reports.',
        examples: ['Why do searches take longer than 300 ms?'],
      }),
    ),
    ...runnerKeys,
    dataset: z.exactOptional(
      described(
        z.strictObject({
          name: text('a name', { about: 'Shown in reports.', examples: ['products-2026-09'] }),
          path: z.exactOptional(
            text('a path', { about: 'The data, relative to this file.', examples: ['data/products.jsonl'] }),
          ),
          reviewed: z.exactOptional(
            date('When a person last looked whether the data still represents production.'),
          ),
        }),
        { description: 'The data that the benchmark works on.' },
      ),
    ),
    traffic: z.exactOptional(
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
    budgets: z.exactOptional(
      described(
        z.array(budgetEntry, {
          error: 'a list with one budget on each line, such as `- time < baseline + 5%`',
        }),
        { description: 'What must hold. Without budgets a benchmark is only measured.' },
      ),
    ),
    ...measureKeys,
  }),
  {
    description: 'One benchmark: one runner key, and what must hold.',
    oneOf: RUNNER_KEYS.map((key) => ({ required: [key] })),
  },
);

const acceptance = z.strictObject({
  benchmark: text('the name of a benchmark', {
    about: 'A benchmark of this file; `NAME/SUB` for one sub-benchmark.',
  }),
  budget: budget('The budget that may be broken, as written there.'),
  reason: text('why the trade-off is worth it', {
    about: 'Why the trade-off is worth it. Shown in reports and kept in the history.',
  }),
  by: z.exactOptional(text('a name', { about: 'Who accepted it.' })),
  until: date('The last day on which it is accepted.'),
});

export const budgetFileSchema = z.strictObject({
  version: described(z.literal(1, { error: 'the number 1' }), { description: 'Version of this format.' }),
  measure: z.exactOptional(
    described(z.strictObject(measureKeys), {
      description: 'Defaults; every key may be repeated on one benchmark.',
    }),
  ),
  baseline: z.exactOptional(
    described(
      z.strictObject({
        compare: z.exactOptional(
          choice(
            ['auto', 'stored', 'side-by-side'],
            'With the stored baseline, with the base commit measured beside it, or with the first and, where that looks broken, the second.',
            'auto',
          ),
        ),
        store: z.exactOptional(
          choice(['directory', 'branch', 'cache', 'artifact'], 'Where baselines are kept.', 'directory'),
        ),
        path: z.exactOptional(
          text('a path', { about: 'For `store: directory`.', default: '.pacegate/baselines' }),
        ),
        branch: z.exactOptional(
          text(
            'the name of a branch',
            { about: 'For `store: branch`.', default: 'pacegate-baselines' },
            branchMistake,
          ),
        ),
      }),
      { description: 'What the candidate is compared with.' },
    ),
  ),
  gate: z.exactOptional(
    described(
      z.strictObject({
        mode: z.exactOptional(
          choice(
            ['enforce', 'observe'],
            '`observe`: the same verdicts, but the exit status is 0.',
            'enforce',
          ),
        ),
        enforce_from: z.exactOptional(date('Observe until that day, for a pilot.')),
        inconclusive: z.exactOptional(
          choice(['pass', 'fail'], 'What `inconclusive` and `incomparable` do.', 'pass'),
        ),
      }),
      { description: 'What the verdicts do.' },
    ),
  ),
  cpu_hour: z.exactOptional(
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
  benchmarks: described(z.record(z.string(), benchmark, { error: 'a mapping of names to benchmarks' }), {
    description: 'The benchmarks, by name.',
    minProperties: 1,
  }),
  accepted: z.exactOptional(
    described(z.array(acceptance, { error: 'a list of `{ benchmark, budget, reason, by, until }`' }), {
      description: 'Trade-offs: while one is in force its budget does not fail the gate.',
    }),
  ),
});

export type RawBudgetFile = z.infer<typeof budgetFileSchema>;
export type RawBenchmark = RawBudgetFile['benchmarks'][string];

/** The rules of `git check-ref-format` that a person can run into; the name is handed to git. */
function branchMistake(name: string): { mistake: string } | undefined {
  return /^[-/.]|[\s~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$|^@$|\p{Cc}/u.test(name)
    ? { mistake: `${quote(name)} is no name of a git branch` }
    : undefined;
}
