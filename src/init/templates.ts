/** The texts of the two files that `pacegate init` writes. */
import type { Entry } from './entries.ts';
import { PYTHON } from './project/set-up.ts';

/** Plain where YAML reads it as the same text, otherwise quoted as JSON, which YAML reads too. */
function scalar(text: string): string {
  const plain =
    /^[\p{L}_./][\p{L}\p{N}_./ -]*$/u.test(text) &&
    !/^(?:true|false|null|~)$|^\.+(?:inf|nan)?$| $/i.test(text);
  return plain ? text : JSON.stringify(text);
}

const head = (
  base: string,
): string => `# Performance budgets: what may not get slower, and by how much it may.
#
#   pacegate check                  every mistake in this file, with its line
#   pacegate run --base ${base.padEnd(12)} measure this checkout against where it left ${base}, side by side, and judge
#
# Every key is described in Pacegate's docs/budgets.md.
version: 1
`;

const BUDGET_HELP = `      # Promises to users hold whatever the baseline did:
      # - p95 < 300 ms
      # - peak_memory < baseline + 10%
`;

const EXAMPLE = `  example:                                # an example: replace it by a benchmark of your own
    timeit: sorted(range(10_000), key=str)
    budgets:
      - time < baseline + 5%
${BUDGET_HELP}
  # A function of yours: the harness warms it up, finds how often to call it, and starts fresh processes.
  # search:
  #   question: How long does one search take?
  #   callable: benchmarks/search.py:search     # a file and a function in it
  #   dataset: { name: products, path: data/products.jsonl, reviewed: DATE }
  #   traffic: 3M/day                           # calls in production: puts a change in CPU hours and money
  #   budgets:
  #     - time < baseline + 5%
`;

export interface Measure {
  /** Lines for sh. */
  readonly setUp: string | undefined;
  readonly maxTime: string | undefined;
  readonly totalTime: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

export function renderBudgets(
  entries: readonly Entry[],
  { measure, today, base }: { readonly measure: Measure; readonly today: string; readonly base: string },
): string {
  const gate = `
gate:
  # A pilot: the same reports, but nothing fails before that day. It is a success if until then nothing that did not get
  # slower was called so, and few budgets stayed undecided. Reports from three days before it on count both, propose
  # budgets, and have the one line that enforces. To enforce at once: \`mode: enforce\` in place of it.
  enforce_from: ${twoWeeksAfter(today)}
# baseline:
#   store: branch                         # a history that stays, in a branch of this repository (needs contents: write)
`;
  const benchmarks =
    entries.length === 0
      ? EXAMPLE.replace('DATE', today)
      : entries
          .map(
            ({ name, key, value }, index) => `  ${scalar(name)}:
    ${key}: ${scalar(value)}
    budgets:
      - time < baseline + 5%                # fails when a call gets more than 5 % slower, beyond doubt
${index === 0 ? BUDGET_HELP : ''}`,
          )
          .join('\n');
  return `${head(base)}${renderMeasure(measure)}${gate}\nbenchmarks:\n${benchmarks}`;
}

function renderMeasure({ setUp, maxTime, totalTime, env }: Measure): string {
  const lines = [
    ...(setUp === undefined
      ? []
      : [
          '  # Each side gets an environment of its own, so that each side runs its own code, with the same versions of the rest.',
          `  python: ${PYTHON}`,
          '  setup: |',
          ...setUp
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line}`),
        ]),
    ...(maxTime === undefined
      ? []
      : [`  max_time: ${maxTime.padEnd(22)}# of each benchmark, so that all fit ten minutes`]),
    ...(totalTime === undefined
      ? []
      : [
          `  total_time: ${totalTime.padEnd(20)}# of the whole run, set-up and all; what is open then stays open`,
        ]),
    ...(Object.keys(env).length === 0
      ? []
      : ['  env:', ...Object.entries(env).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)]),
  ];
  return lines.length === 0 ? '' : `\nmeasure:\n${lines.join('\n')}\n`;
}

function twoWeeksAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 14);
  return day.toISOString().slice(0, 10);
}

export function renderWorkflow(defaultBranch: string, python: string): string {
  return `# Measures pull requests against their base, and comments when something got slower.
name: Performance budgets

on:
  pull_request:
  push:
    branches: [${JSON.stringify(defaultBranch)}]

permissions:
  contents: read
  pull-requests: write # for the comment; on a fork's pull request the report is in the job summary

concurrency:
  group: pacegate-\${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  pacegate:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0 # the base commit is measured too
          persist-credentials: false
      - uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0
        with:
          ${python}
      - uses: OWNER/pacegate@v1
        with:
          budgets: budgets.yml
`;
}
