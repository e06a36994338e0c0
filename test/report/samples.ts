/** Reports as real runs make them, for the renderers' tests: every verdict, mixtures, nothing, a thousand, and hostile ones. */
import { explain } from '../../src/comparison/explain.ts';
import type { Result, Summary, Verdict, Warning } from '../../src/comparison/result.ts';
import { VERDICT_ORDER } from '../../src/comparison/result.ts';
import { exitStatus } from '../../src/report/build.ts';
import type { BenchmarkSection, Report } from '../../src/report/model.ts';
import type { Culprit } from '../../src/samples/culprit.ts';
import type { Environment } from '../../src/samples/environment.ts';

export const BASE = '3f2a1bc94d7e5f60718293a4b5c6d7e8f9012345';
export const HEAD = '9c8b7a6f5e4d3c2b1a09f8e7d6c5b4a392817065';

export const LINKS = {
  repository: 'https://github.com/acme/shop',
  commit: HEAD,
  run: 'https://github.com/acme/shop/actions/runs/1234567890',
};

const ENVIRONMENT: Environment = {
  cpu: 'AMD EPYC 7763 64-Core Processor',
  cpu_id: '25/1/1',
  cores: 4,
  arch: 'x86_64',
  os: 'Linux',
  kernel: '6.8.0-1014-azure',
  python: '3.13.1',
  implementation: 'CPython',
  python_build: 'GCC 13.2.0, pgo, lto',
  packages: 'sha256:5b1f0c',
};

const CREATED = '2026-11-22T13:00:00Z';

/** A small deterministic generator (mulberry32), so that samples are the same bytes everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VALUES = 150;

/** Quantiles of a right-skewed distribution as benchmarks have it: a floor, a body and a tail. */
function quantiles(median: number, spread: number, seed: number): number[] {
  const random = generator(seed);
  const values = Array.from({ length: VALUES }, () => {
    const noise = -Math.log(1 - random() * 0.995) + 0.35 * (random() + random() + random() - 1.5);
    return median + spread * (noise - 0.7);
  }).sort((a, b) => a - b);
  return Array.from({ length: 33 }, (_, index) => values[Math.round((index / 32) * (VALUES - 1))] as number);
}

/** `time` is a little less than the median, which holds the machine's interference as well. */
function summary(median: number, metric: string, p95 = median * 1.1): Summary {
  const estimate = metric === 'p95' ? p95 : metric === 'time' ? median * 0.96 : median;
  return { median, p95, spread: median * 0.025, estimate, runs: 10, values: 300 };
}

interface Case {
  readonly name: string;
  readonly budget: string;
  readonly verdict: Verdict;
  readonly metric?: string;
  readonly unit?: string;
  readonly better?: 'lower' | 'higher';
  readonly severity?: 'fail' | 'warn';
  readonly before?: number;
  readonly after?: number;
  readonly limit?: Result['limit'];
  readonly half?: number;
  readonly extra?: Partial<Result>;
}

/** Where a benchmark's budget stands in the budget file; others are at line 8. */
const LINES = [
  'search-endpoint',
  'report-build',
  'nightly-import',
  'batch-export',
  'queue-worker',
  'checkout',
];

function result(example: Case): Result {
  const { before, after, metric = 'time', unit = 's', limit = { kind: 'ratio', value: 1.05 } } = example;
  const ratio = before !== undefined && after !== undefined ? after / before : undefined;
  const half = example.half ?? 0.012;
  const judged = {
    benchmark: example.name,
    budget: example.budget,
    metric,
    unit,
    better: example.better ?? 'lower',
    severity: example.severity ?? 'fail',
    verdict: example.verdict,
    ...(before !== undefined && { baseline: summary(before, metric) }),
    ...(after !== undefined && { candidate: summary(after, metric) }),
    ...(ratio !== undefined && {
      change: { ratio, low: ratio - half, high: ratio + half * 0.9, confidence: 0.95 },
      detectable: half * 1.7,
    }),
    ...(limit.kind === 'absolute' &&
      after !== undefined && {
        estimate: { value: after, low: after * 0.97, high: after * 1.04, confidence: 0.95 },
      }),
    limit,
    position: { file: 'budgets.yml', line: LINES.indexOf(example.name) * 4 + 12, column: 9 },
    ...example.extra,
  } satisfies Omit<Result, 'reason'>;
  return { ...judged, reason: explain(judged) };
}

const TOKENISE: Culprit = {
  function: 'tokenise',
  file: 'src/shop/search.py',
  line: 42,
  change: 0.31,
  points: 0.074,
  calls: { baseline: 3000, candidate: 3000 },
};

const CASES = {
  fresh: (name = 'discount') =>
    result({ name, budget: 'time < baseline + 5%', verdict: 'new', after: 0.0042 }),
  leftOut: (name = 'registry') => {
    const { limit: _, ...rest } = result({ name, budget: 'time < baseline + 5%', verdict: 'skipped' });
    return { ...rest, failure: 'skipped' as const };
  },
  slower: () =>
    result({
      name: 'search-endpoint',
      budget: 'time < baseline + 5%',
      verdict: 'fail',
      before: 0.0121,
      after: 0.0131,
      extra: { culprits: [TOKENISE], clock: 'cpu' },
    }),
  slowTail: () =>
    result({
      name: 'report-build',
      budget: 'p95 < 1.9 s',
      verdict: 'fail',
      metric: 'p95',
      after: 2.2,
      limit: { kind: 'absolute', value: 1.9 },
      extra: { candidate: summary(1.79, 'p95', 2.2) },
    }),
  memory: () =>
    result({
      name: 'nightly-import',
      budget: 'peak_memory < baseline + 3%',
      verdict: 'fail',
      severity: 'warn',
      metric: 'peak_memory',
      unit: 'B',
      before: 212 * 2 ** 20,
      after: 221 * 2 ** 20,
      limit: { kind: 'ratio', value: 1.03 },
      half: 0.004,
    }),
  open: () =>
    result({
      name: 'report-build',
      budget: 'time < baseline + 5%',
      verdict: 'inconclusive',
      before: 1.74,
      after: 1.79,
      half: 0.05,
      extra: { decider: { processes: 20, max_time: 480, budget: 'time < baseline + 8%' } },
    }),
  crashed: () =>
    result({
      name: 'batch-export',
      budget: 'time < baseline + 5%',
      verdict: 'missing',
      before: 0.8,
      extra: { failure: 'crashed' },
    }),
  elsewhere: () =>
    result({
      name: 'search-endpoint',
      budget: 'time < baseline + 5%',
      verdict: 'incomparable',
      after: 0.0131,
    }),
  traded: () =>
    result({
      name: 'checkout',
      budget: 'time < baseline + 5%',
      verdict: 'accepted',
      before: 0.034,
      after: 0.0385,
      extra: {
        acceptance: {
          benchmark: 'checkout',
          budget: 'time < baseline + 5%',
          reason: 'Fraud scoring is worth 4 ms, see the decision of 12 November',
          by: 'Jane Doe',
          until: '2026-12-15',
          position: { file: 'budgets.yml', line: 60, column: 5 },
        },
      },
    }),
  better: () =>
    result({
      name: 'thumbnails[webp]',
      budget: 'time < baseline + 5%',
      verdict: 'improved',
      before: 0.25,
      after: 0.22,
    }),
  fewer: () =>
    result({
      name: 'queue-worker',
      budget: 'throughput > baseline - 5%',
      verdict: 'fail',
      metric: 'throughput',
      unit: '1/s',
      better: 'higher',
      before: 1250,
      after: 1100,
      limit: { kind: 'ratio', value: 0.95 },
    }),
  holds: (name = 'login', ratio = 1.003) =>
    result({
      name,
      budget: 'time < baseline + 5%',
      verdict: 'pass',
      before: 0.0052,
      after: 0.0052 * ratio,
    }),
};

function section(name: string, own: readonly Result[], index: number): BenchmarkSection {
  const timed = own.find(({ unit }) => unit === 's');
  const { baseline, candidate } = timed ?? {};
  return {
    name,
    runs: {
      baseline: own.some((r) => r.baseline) ? 10 : 0,
      candidate: own.some((r) => r.candidate) ? 10 : 0,
    },
    ...((baseline || candidate) && {
      wall_time: {
        unit: 's',
        ...(baseline && { baseline: quantiles(baseline.median, baseline.median * 0.06, index * 2 + 1) }),
        ...(candidate && { candidate: quantiles(candidate.median, candidate.median * 0.06, index * 2 + 2) }),
      },
    }),
  };
}

const SCENARIOS: Readonly<Record<string, Partial<BenchmarkSection>>> = {
  'search-endpoint': {
    question: 'Why do searches take longer than 300 ms?',
    dataset: {
      name: 'products-2026-09',
      reviewed: '2026-10-01',
      rows: 48_210,
      bytes: 31_457_280,
      digest: '9f86d081884c7d65',
    },
    traffic: 3_000_000,
    impact: { cpu_hours_per_day: 0.83, dollars_per_month: 1.01 },
    overhead: 0.0007,
  },
  'report-build': { question: 'Does the monthly report stay below two seconds?', traffic: 4000 },
  'nightly-import': { dataset: { name: 'orders-2026', rows: 1_200_000, reviewed: '2026-03-04' } },
  'thumbnails[webp]': { params: { format: 'webp', size: '640' } },
  registry: {
    failures: (['baseline', 'candidate'] as const).map((side) => ({
      code: 'skipped',
      message: 'It was skipped: only on Windows',
      side,
    })),
  },
  'batch-export': {
    failures: [
      {
        code: 'crashed',
        message:
          'Traceback (most recent call last):\n  File "benchmarks/export.py", line 7\nKeyError: \'price\'',
        hint: 'Run it alone with `pacegate run --only batch-export` to see all that it printed.',
        side: 'candidate',
        order: 3,
      },
    ],
  },
};

export function makeReport(results: readonly Result[], overrides: Partial<Report> = {}): Report {
  const byName = new Map<string, Result[]>();
  for (const each of results) byName.set(each.benchmark, [...(byName.get(each.benchmark) ?? []), each]);
  const counted = results.filter((entry) => entry.verdict !== 'fail' || entry.severity === 'fail');
  const verdict =
    VERDICT_ORDER.find((candidate) => counted.some((entry) => entry.verdict === candidate)) ??
    (results.length === 0 ? 'missing' : 'pass');
  const mode = overrides.mode ?? 'enforce';
  return {
    format: 'pacegate/report',
    version: 1,
    verdict,
    comparison: 'side-by-side',
    mode,
    exit: exitStatus(
      verdict,
      mode,
      'pass',
      verdict === 'missing' || results.some((r) => r.verdict === 'missing'),
    ),
    results,
    warnings: [],
    benchmarks: [...byName].map(([name, own], index) => ({
      ...section(name, own, index),
      ...(Object.hasOwn(SCENARIOS, name) && SCENARIOS[name]),
    })),
    created: CREATED,
    session: 'b2f1a0c4-7d1e-4a52-9d0e-2c8a6f3b1e77',
    seed: '9f3c51d27a',
    duration: 112,
    budgets: 'budgets.yml',
    baseline: { commit: { id: BASE, ref: 'main', dirty: false }, environment: ENVIRONMENT, created: CREATED },
    candidate: {
      commit: { id: HEAD, ref: 'feature/tokeniser', dirty: false },
      environment: ENVIRONMENT,
      created: CREATED,
    },
    ...overrides,
  };
}

const WARNINGS: readonly Warning[] = [
  {
    code: 'noisy-machine',
    benchmark: 'report-build',
    message: 'Other programs took 18 % of the CPU while it was measured.',
    advice: 'Let it run longer (`max_time`), or on a quieter machine.',
  },
  {
    code: 'dataset-overdue',
    benchmark: 'nightly-import',
    message: 'The data set orders-2026 was last reviewed 8 months ago.',
    advice: 'Look whether it still is like production, and write the new date.',
  },
];

const holding = [
  'login',
  'logout',
  'cart',
  'invoice',
  'basket-total',
  'tax',
  'stock',
  'price-list',
  'sitemap',
];

/** One of each kind of report, by name; golden files hold what each looks like. */
export const SAMPLES = {
  fail: () => makeReport([CASES.slower(), ...holding.map((name, i) => CASES.holds(name, 1 + i / 400))]),
  mixed: () =>
    makeReport(
      [
        CASES.holds(),
        CASES.better(),
        CASES.open(),
        CASES.slower(),
        CASES.memory(),
        CASES.traded(),
        CASES.crashed(),
        CASES.slowTail(),
        CASES.fewer(),
        ...holding.slice(1).map((name) => CASES.holds(name)),
      ],
      { warnings: WARNINGS },
    ),
  pass: () => makeReport(holding.map((name) => CASES.holds(name))),
  improved: () => makeReport([CASES.better()]),
  'pass-and-improved': () => makeReport([CASES.better(), CASES.holds(), CASES.memory()]),
  inconclusive: () => makeReport([CASES.open(), CASES.holds()], { warnings: WARNINGS.slice(0, 1) }),
  'inconclusive-fails': () => makeReport([CASES.open(), CASES.holds()], { exit: 1 }),
  missing: () => makeReport([CASES.crashed(), CASES.holds()]),
  incomparable: () =>
    makeReport([CASES.elsewhere()], {
      comparison: 'stored',
      baseline: {
        commit: { id: BASE, dirty: false },
        environment: { ...ENVIRONMENT, cpu: 'Intel Xeon Platinum 8370C', python: '3.12.8' },
        created: '2026-11-01T10:00:00Z',
      },
    }),
  accepted: () => makeReport([CASES.traded(), CASES.holds()]),
  observe: () =>
    makeReport([CASES.slower(), CASES.holds()], { mode: 'observe', enforce_from: '2026-12-06', exit: 0 }),
  none: () => {
    const { detectable: _, ...absolute } = CASES.slowTail();
    const { baseline: __, ...report } = makeReport(
      [{ ...absolute, verdict: 'pass', limit: { kind: 'absolute', value: 2.5 }, budget: 'p95 < 2.5 s' }],
      { comparison: 'none' },
    );
    return report;
  },
  stored: () =>
    makeReport([CASES.holds(), CASES.holds('logout', 1.012)], {
      comparison: 'stored',
      baseline: {
        commit: { id: BASE, dirty: false },
        environment: ENVIRONMENT,
        created: '2026-11-20T08:00:00Z',
      },
    }),
  'new-and-skipped': () => makeReport([CASES.fresh(), CASES.leftOut(), CASES.holds(), CASES.holds('logout')]),
  'all-skipped': () => makeReport([CASES.leftOut()], { verdict: 'missing', exit: 3 }),
  nothing: () => makeReport([], { benchmarks: [] }),
} satisfies Readonly<Record<string, () => Report>>;

/** A thousand benchmarks, of which `broken` break their budget. */
export function thousand(broken = 7, count = 1000): Report {
  return makeReport(
    Array.from({ length: count }, (_, index) => {
      const name = `tests/perf/test_area_${index % 25}.py::test_case_${index}[${index % 7}-medium]`;
      if (index < broken) {
        return {
          ...CASES.slower(),
          benchmark: name,
          culprits: [{ ...TOKENISE, line: 40 + index }],
        };
      }
      return CASES.holds(name, 0.99 + (index % 40) / 1000);
    }),
  );
}

export { CASES };
