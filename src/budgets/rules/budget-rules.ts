/** Rules for the budgets of one benchmark: what is never measured, what is never told, what has no unit or no anchor. */
import { fewestForTail } from '../../statistics/quantile-count.ts';
import { RUNNER_KEYS } from '../shape/schema.ts';
import { quote } from '../shape/words.ts';
import { readCallable } from '../texts/callable.ts';
import { type BudgetReading, budgetKey, metricAdvice, readBudget } from '../texts/grammar.ts';
import { meantMetric } from '../texts/metrics.ts';
import { type Finding, findingAt, findingInside, textOf } from '../yaml/finding.ts';
import { childOf, entryOf, type ScalarNode, type TreeNode } from '../yaml/tree.ts';
import type { Project } from './project.ts';

export function budgetRules(benchmark: TreeNode, root: TreeNode, project: Project): Finding[] {
  const budgets = childOf(benchmark, 'budgets');
  if (budgets?.kind !== 'list') return [];
  const hasAnchor = childOf(childOf(root, 'baseline'), 'anchor') !== undefined;
  const seen = new Map<string, string>();
  return budgets.items.flatMap((item) => {
    const node = textOf(item) ?? textOf(childOf(item, 'budget'));
    const reading = node === undefined ? undefined : readBudget(node.value);
    if (node === undefined || reading === undefined || 'mistake' in reading) return [];
    const findings = reading.doubts.map((doubt) => findingAt(node, doubt, 'warning'));
    const unmeasured = reading.known ? notMeasured(benchmark, reading.metric) : undefined;
    if (unmeasured !== undefined) findings.push(findingAt(node, unmeasured));
    // Nobody knows what has changed since a commit that nobody named.
    if (reading.bound.kind === 'anchor' && !hasAnchor)
      findings.push(findingInside(node, node.value.indexOf('anchor'), NO_ANCHOR));
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

const NO_ANCHOR = '`anchor` of what? add `baseline: { anchor: … }` with a tag, a commit or a date';

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
