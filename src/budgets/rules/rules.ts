/** The rules between keys, and against the project's files, that the shape alone (schema.ts) does not show. */
import { nearest } from '../../samples/names/nearest.ts';
import { fewestForTail } from '../../statistics/quantile-count.ts';
import { RUNNER_KEYS } from '../shape/schema.ts';
import { isInvisible, oneOf, quote } from '../shape/words.ts';
import { definesName, functionAdvice, readCallable } from '../texts/callable.ts';
import { type BudgetReading, budgetKey, metricAdvice, readBudget } from '../texts/grammar.ts';
import { meantMetric } from '../texts/metrics.ts';
import { type Finding, findingAt, findingInside, textOf } from '../yaml/finding.ts';
import { childOf, type Entry, entryOf, type MapNode, type ScalarNode, type TreeNode } from '../yaml/tree.ts';
import { acceptedRules } from './accepted.ts';
import { datasetRules } from './dataset-rules.ts';
import type { Project } from './project.ts';
import { renameRules } from './renames.ts';
import { variableRules } from './variables.ts';

export function checkRules(root: MapNode, project: Project): Finding[] {
  const benchmarks = childOf(root, 'benchmarks');
  const entries = benchmarks?.kind === 'map' ? benchmarks.entries : [];
  const empty =
    benchmarks?.kind === 'map' && entries.length === 0
      ? [findingAt(benchmarks, 'no benchmark is declared; a gate that measures nothing cannot pass')]
      : [];
  return [
    ...empty,
    ...variableRules(childOf(root, 'measure')),
    ...entries.flatMap((entry) => [
      ...nameRules(entry, entries),
      ...renameRules(entry, entries),
      ...runnerRules(entry),
      ...targetRules(entry.value, project),
      ...variableRules(entry.value),
      ...budgetRules(entry.value, project),
      ...datasetRules(childOf(entry.value, 'dataset'), project.today),
      ...anchorRules(entry.value, root),
    ]),
    ...gateRules(root),
    ...acceptedRules(root, project.today),
  ];
}

const LONGEST_NAME = 200;

/** Names become paths, Markdown and `NAME/SUB`. */
function nameRules({ key, keySpan }: Entry, all: readonly Entry[]): Finding[] {
  const say = (message: string): Finding[] => [findingAt(keySpan, message)];
  if (key.trim() === '') return say('a benchmark needs a name');
  if (key !== key.trim()) return say(`the name ${quote(key)} begins or ends with white space; remove it`);
  if (key.length > LONGEST_NAME) {
    return say(`the name ${quote(key)} has ${key.length} characters; use at most ${LONGEST_NAME}`);
  }
  if (isInvisible(key)) {
    return say(`the name ${quote(key)} holds a character that is not seen; remove it`);
  }
  if (key.split(/[\\/]/).some((part) => part === '' || /^\.+$/.test(part))) {
    return say(
      `the name ${quote(key)} looks like a path that leads elsewhere; write it without empty, \`.\` or \`..\` parts`,
    );
  }
  if (key === '__proto__') return say('`__proto__` cannot be a name; choose another');
  const outer = all.find((other) => key.startsWith(`${other.key}/`));
  return outer === undefined
    ? []
    : [
        findingAt(
          keySpan,
          `${quote(key)} could be a sub-benchmark of ${quote(outer.key)}; choose a name without \`/\``,
          'warning',
        ),
      ];
}

function runnerRules({ key, keySpan, value }: Entry): Finding[] {
  if (value.kind !== 'map') return [];
  const runners = value.entries.filter((entry) => (RUNNER_KEYS as readonly string[]).includes(entry.key));
  const [first, ...others] = runners;
  if (first !== undefined) {
    return others
      .filter((other) => other.key !== first.key)
      .map((other) =>
        findingAt(
          other.keySpan,
          `${quote(key)} has two runner keys, ${quote(first.key)} and ${quote(other.key)}; keep one, or make two benchmarks`,
        ),
      );
  }
  // A misspelt one is told as an unknown key.
  if (value.entries.some((entry) => nearest(entry.key, RUNNER_KEYS) !== undefined)) return [];
  const message = `${quote(key)} does not say what to run; add one of ${oneOf(RUNNER_KEYS)}`;
  return [{ ...findingAt(value, message), at: keySpan.start }];
}

/** Files that the benchmark is run from, and the data that it reads. */
function targetRules(benchmark: TreeNode, project: Project): Finding[] {
  const callable = textOf(childOf(benchmark, 'callable'));
  const findings = callable === undefined ? [] : callableRules(callable, project);
  const missing = (node: ScalarNode, path: string, offset: number): void => {
    if (path === '' || project.exists(path)) return;
    findings.push(
      findingInside(node, offset, `${quote(path)} does not exist; paths are relative to the budget file`),
    );
  };
  const data = textOf(childOf(childOf(benchmark, 'dataset'), 'path'));
  if (data !== undefined) missing(data, data.value.trim(), 0);
  for (const key of ['pytest', 'pyperf']) {
    const node = textOf(childOf(benchmark, key));
    if (node === undefined) continue;
    // Only words that are plainly a Python file: the rest may be an option's value.
    for (const { 0: word, index } of node.value.matchAll(
      /(?<![^\s])[^\s'"$*?[\]{}\\-][^\s'"$*?[\]{}\\]*?\.py(?=\s|::|$)/g,
    )) {
      missing(node, word, index);
    }
  }
  return findings;
}

function callableRules(node: ScalarNode & { readonly value: string }, project: Project): Finding[] {
  const found = readCallable(node.value);
  if ('mistake' in found || found.kind !== 'file') return [];
  const start = node.value.indexOf(found.path);
  if (!project.exists(found.path)) {
    return [
      findingInside(
        node,
        start,
        `${quote(found.path)} does not exist; paths are relative to the budget file`,
      ),
    ];
  }
  // What cannot be read here is told when it is run.
  const python = project.readText(found.path);
  if (python === undefined || definesName(python, found.function)) return [];
  const offset = node.value.lastIndexOf(':') + 1;
  const message = `${quote(found.path)} does not define ${quote(found.function)}; ${functionAdvice(python, found.function)}`;
  return [findingInside(node, offset, message)];
}

function budgetRules(benchmark: TreeNode, project: Project): Finding[] {
  const budgets = childOf(benchmark, 'budgets');
  if (budgets?.kind !== 'list') return [];
  const seen = new Map<string, string>();
  return budgets.items.flatMap((item) => {
    const node = textOf(item) ?? textOf(childOf(item, 'budget'));
    const reading = node === undefined ? undefined : readBudget(node.value);
    if (node === undefined || reading === undefined || 'mistake' in reading) return [];
    const findings = reading.doubts.map((doubt) => findingAt(node, doubt, 'warning'));
    const unmeasured = reading.known ? notMeasured(benchmark, reading.metric) : undefined;
    if (unmeasured !== undefined) findings.push(findingAt(node, unmeasured));
    const untold = neverTold(benchmark, reading);
    if (untold !== undefined) findings.push(findingAt(node, untold, 'warning'));
    if (!reading.known) {
      findings.push(...ownMetric(node, reading.metric, ownMetricsRefused(benchmark, project)));
      findings.push(...unitOfExtraInfo(node, benchmark, reading));
    }
    const only = textOf(childOf(item, 'only'))?.value ?? '';
    const key = JSON.stringify([budgetKey(reading), only]);
    const before = seen.get(key);
    if (before !== undefined) {
      findings.push(
        findingAt(node, `this repeats the budget ${quote(before)}; remove one of them`, 'warning'),
      );
    }
    seen.set(key, reading.text);
    return findings;
  });
}

/** What to budget instead, by the metric that a runner does not have. */
const INSTEAD = {
  cpu_time: 'budget `time`, or measure with `callable`, `command`, `pytest`, `pyperf` or `asv`',
  instructions: 'budget `time`, or measure the function with `callable` or `timeit`',
  peak_memory: 'measure the process with `command`, or the function with `callable`',
} as const;

type Rare = keyof typeof INSTEAD;

/**
 * The metrics that a runner, or the format of a results file, never has. `callable` and `timeit` have all of them, and a
 * Pacegate file says what it has. What people report under these names elsewhere does not count.
 */
const LACKING: Readonly<Record<string, readonly Rare[]>> = {
  command: ['instructions'],
  pytest: ['instructions'],
  pyperf: ['instructions'],
  asv: ['instructions'],
  'results in the format pytest-benchmark': ['instructions', 'peak_memory'],
  'results in the format pyperf': ['cpu_time', 'instructions'],
  'results in the format asv': ['cpu_time', 'instructions'],
  'results in the format hyperfine': ['cpu_time', 'instructions'],
  'results in the format k6': ['cpu_time', 'instructions', 'peak_memory'],
  'results in the format locust': ['cpu_time', 'instructions', 'peak_memory'],
};

/** Nobody knows what has changed since a commit that nobody named. */
function anchorRules(benchmark: TreeNode, root: TreeNode): Finding[] {
  const budgets = childOf(benchmark, 'budgets');
  if (budgets?.kind !== 'list' || childOf(childOf(root, 'baseline'), 'anchor') !== undefined) return [];
  return budgets.items.flatMap((item) => {
    const node = textOf(item) ?? textOf(childOf(item, 'budget'));
    const reading = node === undefined ? undefined : readBudget(node.value);
    if (node === undefined || reading === undefined || 'mistake' in reading) return [];
    if (reading.bound.kind !== 'anchor') return [];
    const offset = node.value.indexOf('anchor');
    return [
      findingInside(
        node,
        offset,
        '`anchor` of what? add `baseline: { anchor: … }` with a tag, a commit or a date',
      ),
    ];
  });
}

/** Said before anything runs: at the end of a long run the budget would only be `missing`. */
function notMeasured(benchmark: TreeNode, metric: string): string | undefined {
  const runner = RUNNER_KEYS.find((key) => entryOf(benchmark, key) !== undefined);
  if (runner === undefined || !Object.hasOwn(INSTEAD, metric)) return undefined;
  const rare = metric as Rare;
  const format = textOf(childOf(childOf(benchmark, 'results'), 'format'))?.value;
  const key = runner === 'results' ? `results in the format ${format}` : runner;
  if (!Object.hasOwn(LACKING, key) || !LACKING[key]?.includes(rare)) return undefined;
  const what = runner === 'results' ? `\`results\` in the format ${quote(format ?? '')}` : quote(runner);
  return `${quote(metric)} is not measured for ${what}; ${INSTEAD[rare]}`;
}

/**
 * A whole process is one value. Pair by pair such values tell how far a typical process has moved, and nothing of a tail; of a
 * quantile too far out there are never enough, and the budget stays open for ever.
 */
function neverTold(benchmark: TreeNode, { metric, op, bound, text }: BudgetReading): string | undefined {
  const percent = metric === 'max' ? 100 : Number(/^p([\d.]+)$/.exec(metric)?.[1]);
  if (entryOf(benchmark, 'command') === undefined || !(percent > 50)) return undefined;
  const fewest = percent < 100 ? fewestForTail(1 - percent / 100) : undefined;
  if (bound.kind !== 'absolute') {
    const instead = text.replace(metric, 'time');
    const alone =
      fewest === undefined
        ? '`p95 < 10 s`, which takes 59'
        : `${quote(`${metric} < 10 s`)}, which takes ${fewest}`;
    return `a process of a \`command\` is one value, so ${quote(text)} compares typical processes, as \`time\` does, and sees no tail; write ${quote(instead)}, or a bound of its own such as ${alone} processes`;
  }
  if (!op.startsWith('<') || percent === 100 || fewest !== undefined) return undefined;
  return `${quote(metric)} cannot be told of a \`command\`: a process yields one value, and it takes thousands of them; write \`p99\`, which takes 299, or \`max\``;
}

/** What a test notes has no unit, so it is known before anything runs that this bound cannot fit. */
function unitOfExtraInfo(
  node: ScalarNode & { readonly value: string },
  benchmark: TreeNode,
  { metric, op, bound }: BudgetReading,
): Finding[] {
  const format = textOf(childOf(childOf(benchmark, 'results'), 'format'))?.value;
  if (entryOf(benchmark, 'pytest') === undefined && format !== 'pytest-benchmark') return [];
  if ('ratio' in bound || bound.unit === undefined || bound.unit === 'count') return [];
  const written = /(?:[<>]=?|[+\u2212-]) *\$?(\d[\d.]*)[^<>]*$/u.exec(node.value)?.[1] ?? '';
  const number = bound.unit === 'ratio' ? String(Number(written) / 100) : written;
  const margin = bound.kind === 'absolute' ? '' : `baseline ${bound.margin < 0 ? '-' : '+'} `;
  const message = `${quote(metric)} comes from \`benchmark.extra_info\`, where it is a plain number; write \`${metric} ${op} ${margin}${number}\`, in the unit that the test notes`;
  return [findingAt(node, message)];
}

/** Why this benchmark cannot report metrics of its own, where that can be told without running it. */
function ownMetricsRefused(benchmark: TreeNode, project: Project): string | undefined {
  for (const runner of ['timeit', 'command']) {
    if (entryOf(benchmark, runner) !== undefined) return `\`${runner}\` reports none of its own`;
  }
  const callable = textOf(childOf(benchmark, 'callable'));
  const found = callable === undefined ? undefined : readCallable(callable.value);
  if (found === undefined || 'mistake' in found || found.kind !== 'file') return undefined;
  const python = project.readText(found.path);
  if (python === undefined || /\bmetrics\b/.test(python)) return undefined;
  return `${quote(found.path)} declares none (\`${found.function}.metrics = {…}\`)`;
}

function ownMetric(node: ScalarNode, metric: string, whyUnknown: string | undefined): Finding[] {
  const name = quote(metric);
  if (whyUnknown !== undefined) {
    return [
      findingAt(
        node,
        `unknown metric ${name}: it is none of Pacegate's, and ${whyUnknown}; ${metricAdvice(metric)}`,
      ),
    ];
  }
  if (meantMetric(metric) === undefined) return [];
  const message = `${name} is none of Pacegate's metrics, so the benchmark has to report it itself; ${metricAdvice(metric)}`;
  return [findingAt(node, message, 'warning')];
}

function gateRules(root: TreeNode): Finding[] {
  const gate = childOf(root, 'gate');
  const from = childOf(gate, 'enforce_from');
  if (from === undefined || textOf(childOf(gate, 'mode'))?.value !== 'observe') return [];
  return [
    findingAt(
      from,
      '`enforce_from` does nothing while `mode` is `observe`; remove `mode`, or set it to `enforce`',
      'warning',
    ),
  ];
}
