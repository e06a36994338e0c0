/** The checked file as the rest of the program sees it: defaults filled in, quantities in base units. */
import type { Position } from '../errors.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
import { parseQuantity } from '../samples/numbers/quantity.ts';
import type { Acceptance, BenchmarkSpec, Budget, BudgetFile, Dataset, UpTo } from './model.ts';
import { type RawBenchmark, type RawBudgetFile, RUNNER_KEYS } from './shape/schema.ts';
import { readDataSize } from './texts/data-size.ts';
import { budgetKey, readBudget } from './texts/grammar.ts';
import { readPeriod } from './texts/period.ts';
import { readUpTo } from './texts/up-to.ts';
import type { Source } from './yaml/source.ts';
import { childOf, entryOf, type TreeNode } from './yaml/tree.ts';

export const DEFAULTS = {
  max_time: 300,
  total_time: 1800,
  timeout: 60,
  cpu_hour: 0.05,
  path: '.pacegate/baselines',
  branch: 'pacegate-baselines',
} as const;

const SECONDS_A_DAY = 86_400;

export function buildBudgetFile(raw: RawBudgetFile, root: TreeNode, source: Source): BudgetFile {
  const benchmarksNode = childOf(root, 'benchmarks');
  const positionOf = (node: TreeNode | undefined): Position => source.positionAt(node?.start ?? 0);
  const measure: MeasureOptions = {
    max_time: DEFAULTS.max_time,
    timeout: DEFAULTS.timeout,
    ...measureOf(raw.measure ?? {}),
  };
  // In the order of the file, which plain objects do not keep for names such as `1`.
  const names = benchmarksNode?.kind === 'map' ? benchmarksNode.entries.map(({ key }) => key) : [];
  const benchmarks = names.map((name): BenchmarkSpec => {
    const benchmark = raw.benchmarks[name] as RawBenchmark;
    const entry = entryOf(benchmarksNode, name);
    const budgetNodes = childOf(entry?.value, 'budgets');
    return {
      name,
      ...(benchmark.renamed_from !== undefined && {
        renamed_from: {
          name: benchmark.renamed_from.trim(),
          position: positionOf(childOf(entry?.value, 'renamed_from')),
        },
      }),
      ...(benchmark.question !== undefined && { question: benchmark.question.trim() }),
      runner: runnerOf(benchmark),
      ...(benchmark.dataset !== undefined && { dataset: datasetOf(benchmark.dataset) }),
      ...(benchmark.traffic !== undefined && { traffic: baseUnits(benchmark.traffic) * SECONDS_A_DAY }),
      budgets: (benchmark.budgets ?? []).map((budget, index) =>
        budgetOf(budget, positionOf(childOf(budgetNodes, index))),
      ),
      measure: withVariables(measure, measureOf(benchmark)),
      position: source.positionAt(entry?.keySpan.start ?? 0),
    };
  });
  const acceptedNode = childOf(root, 'accepted');
  return {
    file: source.file,
    baseline: {
      compare: raw.baseline?.compare ?? 'auto',
      ...(raw.baseline?.store !== undefined && { store: raw.baseline.store }),
      path: raw.baseline?.path?.trim() ?? DEFAULTS.path,
      branch: raw.baseline?.branch ?? DEFAULTS.branch,
      ...(raw.baseline?.anchor !== undefined && {
        anchor: {
          name: raw.baseline.anchor,
          position: positionOf(childOf(childOf(root, 'baseline'), 'anchor')),
        },
      }),
    },
    gate: {
      mode: raw.gate?.mode ?? 'enforce',
      ...(raw.gate?.enforce_from !== undefined && { enforce_from: raw.gate.enforce_from }),
      inconclusive: raw.gate?.inconclusive ?? 'pass',
      overdue: raw.gate?.overdue ?? 'warn',
    },
    ...(raw.measure?.total_time !== undefined && { total_time: baseUnits(raw.measure.total_time) }),
    cpu_hour: raw.cpu_hour === undefined ? DEFAULTS.cpu_hour : baseUnits(raw.cpu_hour),
    benchmarks,
    accepted: (raw.accepted ?? []).map(
      ({ up_to, ...each }, index): Acceptance => ({
        ...each,
        budget: asDeclared(each, benchmarks),
        reason: each.reason.trim(),
        ...(up_to !== undefined && { up_to: upToOf(up_to) }),
        position: positionOf(childOf(acceptedNode, index)),
      }),
    ),
  };
}

function datasetOf({ min_size, review_every, ...dataset }: NonNullable<RawBenchmark['dataset']>): Dataset {
  const size = min_size === undefined ? undefined : readDataSize(min_size);
  if (size && 'mistake' in size)
    throw new Error(`the size ${min_size} came through the checks: ${size.mistake}`);
  const every = review_every === undefined ? undefined : readPeriod(review_every);
  return { ...dataset, ...(size && { min_size: size }), ...(every && { review_every: every }) };
}

function upToOf(written: string): UpTo {
  const found = readUpTo(written);
  if ('mistake' in found) throw new Error(`${written} came through the checks: ${found.mistake}`);
  return found;
}

type RawMeasure = NonNullable<RawBudgetFile['measure']>;

/** Keys of the benchmark replace the defaults; its variables are added to theirs. */
function withVariables(defaults: MeasureOptions, own: Partial<MeasureOptions>): MeasureOptions {
  const passed = [...new Set([...(defaults.pass_env ?? []), ...(own.pass_env ?? [])])];
  return {
    ...defaults,
    ...own,
    ...((defaults.env || own.env) && { env: { ...defaults.env, ...own.env } }),
    ...(passed.length > 0 && { pass_env: passed }),
  };
}

function measureOf({
  python,
  setup,
  max_time,
  timeout,
  interleave,
  isolate,
  affected,
  env,
  pass_env,
}: RawMeasure): Partial<MeasureOptions> {
  return {
    ...(python !== undefined && { python: python.trim() }),
    ...(setup !== undefined && { setup }),
    ...(max_time !== undefined && { max_time: baseUnits(max_time) }),
    ...(timeout !== undefined && { timeout: baseUnits(timeout) }),
    ...(interleave !== undefined && { interleave }),
    ...(isolate !== undefined && { isolate }),
    ...(affected !== undefined && { affected }),
    ...(env !== undefined && { env }),
    ...(pass_env !== undefined && { pass_env: pass_env.map((name) => name.trim()) }),
  };
}

function runnerOf(benchmark: RawBenchmark): RunnerSpec {
  const { callable, timeit, command, pytest, pyperf, asv, results } = benchmark;
  if (callable !== undefined) return { kind: 'callable', target: callable.trim() };
  if (timeit !== undefined) {
    return typeof timeit === 'string' ? { kind: 'timeit', stmt: timeit } : { kind: 'timeit', ...timeit };
  }
  if (command !== undefined) return { kind: 'command', command };
  if (pytest !== undefined) return { kind: 'pytest', args: pytest };
  if (pyperf !== undefined) return { kind: 'pyperf', script: pyperf };
  if (asv !== undefined) return { kind: 'asv', benchmark: asv };
  if (results !== undefined) return { kind: 'results', ...results };
  throw new Error(`a benchmark without one of ${RUNNER_KEYS.join(', ')} came through the checks`);
}

type RawBudget = NonNullable<RawBenchmark['budgets']>[number];

function budgetOf(raw: RawBudget, position: Position): Budget {
  const { budget, ...options } = typeof raw === 'string' ? { budget: raw } : raw;
  const reading = readBudget(budget);
  if ('mistake' in reading)
    throw new Error(`the budget ${budget} came through the checks: ${reading.mistake}`);
  const { text, metric, op, bound, better } = reading;
  return { text, metric, op, bound, better, severity: 'fail', ...options, position };
}

/** The budget's text as its benchmark writes it, so that an acceptance is found by comparing texts. */
function asDeclared(
  { benchmark, budget }: { benchmark: string; budget: string },
  specs: readonly BenchmarkSpec[],
): string {
  const reading = readBudget(budget);
  if ('mistake' in reading) return budget;
  const spec = specs.find(({ name }) => name === benchmark || benchmark.startsWith(`${name}/`));
  return spec?.budgets.find((each) => budgetKey(each) === budgetKey(reading))?.text ?? reading.text;
}

function baseUnits(written: string): number {
  const quantity = parseQuantity(written);
  if ('mistake' in quantity)
    throw new Error(`the quantity ${written} came through the checks: ${quantity.mistake}`);
  return quantity.value;
}
