/**
 * Two hundred seeded mutations of the example's budget file, of its measurements and of its environment, with one benchmark
 * that got five times as slow. Whatever is damaged may be refused, told as missing or incomparable, or still be seen; it may never
 * be green.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RandomSource, seededRandom } from '../../power/random.ts';
import { parseBudgetFile } from '../../src/budgets/load.ts';
import type { Budget } from '../../src/budgets/model.ts';
import { judge } from '../../src/comparison/judge.ts';
import type { Result, Verdict } from '../../src/comparison/result.ts';
import { UsageError } from '../../src/errors.ts';
import type { Benchmark } from '../../src/samples/measurements.ts';
import { parseMeasurements, renderMeasurements } from '../../src/samples/measurements-file.ts';
import { metric, session, slowed, timed } from './measured.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUDGETS = readFileSync(join(ROOT, 'budgets.example.yml'), 'utf8');
/** Everything that the example declares, and the planted one. */
const NAMES = [...BUDGETS.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name as string);
const SLOWER = 'report-build';
const TODAY = '2026-11-26';

interface Files {
  readonly budgets: string;
  readonly baseline: string;
  readonly candidate: string;
}

const [before, after] = slowed(5);
const ENVIRONMENT = {
  cpu: 'Some CPU',
  cores: 8,
  arch: 'x64',
  os: 'Linux',
  python: '3.13.1',
  packages: 'a1b2',
};
const side = (slower: Benchmark, order: number): string => {
  const memory = metric(
    'B',
    Array.from({ length: 12 }, () => [2e7]),
  );
  const benchmarks = NAMES.map((name) => (name === SLOWER ? { ...slower, name } : timed(name))).map(
    (each) => ({
      ...each,
      metrics: { ...each.metrics, peak_memory: memory },
    }),
  );
  const extra = { environment: ENVIRONMENT, created: `2026-11-2${order}T12:00:00Z` };
  return [...renderMeasurements(session(benchmarks, extra))].join('');
};
const INTACT: Files = { budgets: BUDGETS, baseline: side(before, 1), candidate: side(after, 2) };

/** Where this is in the file as it is read, a slowdown by five has to show. */
const watches = ({ metric, op, bound }: Budget) =>
  metric === 'time' && op.startsWith('<') && bound.kind === 'baseline' && bound.ratio < 3;

interface Outcome {
  /** The file was refused with a message to its author. */
  readonly refused?: string;
  readonly verdict?: Verdict;
  readonly slower?: readonly Result[];
  /** Whether the budget that the slowdown breaks is still in the file: taking it out is seen in the file's diff. */
  readonly watched?: boolean;
}

function judgeFiles(files: Files, comparison: 'side-by-side' | 'stored'): Outcome {
  try {
    const { budgets } = parseBudgetFile('budgets.yml', new TextEncoder().encode(files.budgets), {
      today: TODAY,
      exists: (path) => existsSync(join(ROOT, path)),
      readText: (path) => readFileSync(join(ROOT, path), 'utf8'),
    });
    const { results, verdict } = judge({
      budgets: budgets.benchmarks,
      accepted: budgets.accepted,
      baseline: parseMeasurements(files.baseline, 'baseline.json'),
      candidate: parseMeasurements(files.candidate, 'candidate.json'),
      comparison,
      final: true,
      today: TODAY,
      cpuHour: budgets.cpu_hour,
    });
    const spec = budgets.benchmarks.find(({ name }) => name === SLOWER);
    return {
      verdict,
      slower: results.filter(({ benchmark }) => benchmark === SLOWER),
      watched: spec?.budgets.some(watches) ?? false,
    };
  } catch (error) {
    // Anything else is a crash, and fails the test.
    if (error instanceof UsageError) return { refused: error.message };
    throw error;
  }
}

/** Both files intact but for a line that says the base lacks what it has measured. */
test('a baseline with values is not new, whatever its file says', () => {
  const file = JSON.parse(INTACT.baseline);
  for (const benchmark of file.benchmarks) benchmark.failures = [{ code: 'new', message: '' }];
  const { slower } = judgeFiles({ ...INTACT, baseline: JSON.stringify(file) }, 'side-by-side');
  expect(slower?.find(({ budget }) => budget?.startsWith('time'))?.verdict).toBe('missing');
});

const GREEN: readonly (Verdict | undefined)[] = ['pass', 'improved', 'accepted', 'new', 'skipped'];

/** Green is the gate, or the verdict on the very budget that is broken. */
function isGreen({ verdict, slower = [], watched }: Outcome): boolean {
  if (!watched) return false;
  const told = slower.filter(({ budget }) => budget?.startsWith('time'));
  return GREEN.includes(verdict) || told.some((result) => GREEN.includes(result.verdict));
}

/** As a slip of the finger, a bad merge or a cut-off copy makes them. */
function damage(text: string, random: RandomSource): string {
  const at = random.below(text.length);
  const lines = text.split('\n');
  const line = random.below(lines.length);
  const pick = <T>(some: readonly T[]): T => some[random.below(some.length)] as T;
  const changes: (() => string)[] = [
    () => text.slice(0, at) + text.slice(at + 1 + random.below(3)),
    () => text.slice(0, at) + pick([...'0519.-+%<>:#"\'{}[], \t\n']) + text.slice(at),
    () => text.slice(0, at) + pick([...'0519.-+%<>:#"\'{}[], \t\n']) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at, at + 40) + text.slice(at),
    () => lines.toSpliced(line, 1).join('\n'),
    () => lines.toSpliced(line, 0, pick(lines)).join('\n'),
    () => lines.with(line, `  ${lines[line]}`).join('\n'),
  ];
  return pick(changes)();
}

/** What another tool, another version or a broken disk may leave in a file whose JSON is sound. */
function distort(text: string, random: RandomSource): string {
  const file = JSON.parse(text) as Loose;
  const place = file.benchmarks.findIndex(({ name }) => name === SLOWER);
  const benchmark = file.benchmarks[place] as Loose['benchmarks'][number];
  const pick = <T>(some: readonly T[]): T => some[random.below(some.length)] as T;
  const name = pick(Object.keys(benchmark.metrics));
  const found = benchmark.metrics[name] as Loose['benchmarks'][number]['metrics'][string];
  const odd = pick([null, 0, -1, 1e-12, 1e300, 'fast', true, [], {}]);
  const run = pick(found.runs);
  const changes: (() => unknown)[] = [
    () => Object.assign(found, { unit: pick(['ms', 'ns', 'B', 'count', '', 's ']) }),
    () => Object.assign(found, { better: pick(['higher', 'lower', 'none', '']) }),
    () => Object.assign(run, { values: odd }),
    () => Object.assign(found, { runs: found.runs.slice(0, random.below(3)) }),
    () => Object.assign(found, { runs: found.runs.map((each) => ({ ...each, values: [] })) }),
    () => found.runs.reverse(),
    () => Object.assign(found, { runs: found.runs.map((each) => ({ ...each, block: 0 })) }),
    () => Object.assign(found, { runs: found.runs.map(({ block: _, ...each }) => each) }),
    () => delete benchmark.metrics[name],
    () => Object.assign(benchmark.metrics, { [`${name}x`]: found, [name]: undefined }),
    () =>
      Object.assign(benchmark.metrics, {
        time: { unit: 's', better: 'lower', runs: [{ order: 0, values: [0.001] }] },
      }),
    () =>
      Object.assign(benchmark, {
        name: pick(['report-buil', 'report-build ', 'report-build/x', 'Report-build']),
      }),
    () => file.benchmarks.splice(place, 1),
    () => file.benchmarks.push({ ...benchmark }),
    () =>
      Object.assign(benchmark, {
        failures: [{ code: pick(['crashed', 'skipped', 'new', 'odd']), message: '' }],
      }),
    () => Object.assign(benchmark, { method: { loops: odd, resolution: odd, single: odd } }),
    () => Object.assign(file, { environment: odd }),
  ];
  pick(changes)();
  return JSON.stringify(file);
}

interface Loose {
  benchmarks: {
    name: string;
    metrics: Record<string, { unit: unknown; better: unknown; runs: { block?: unknown; values: unknown }[] }>;
  }[];
}

/** Another machine, another interpreter, other packages, or a fact that is gone. */
function relocate(text: string, random: RandomSource): string {
  const facts = Object.keys(ENVIRONMENT);
  const fact = facts[random.below(facts.length)] as string;
  const value = [undefined, '', 'other', 0, 64, true, null][random.below(7)];
  const file = JSON.parse(text) as { environment: Record<string, unknown> };
  file.environment[fact] = value;
  return JSON.stringify(file);
}

function mutate(random: RandomSource): Partial<Files> {
  const kind = random.below(5);
  if (kind < 2) return { budgets: damage(BUDGETS, random) };
  const which = random.below(2) === 0 ? 'baseline' : 'candidate';
  const change = [damage, distort, relocate][kind - 2] as typeof damage;
  return { [which]: change(INTACT[which], random) };
}

test.each(['side-by-side', 'stored'] as const)('the intact files show the slowdown (%s)', (comparison) => {
  const outcome = judgeFiles(INTACT, comparison);
  expect(outcome).toMatchObject({ verdict: 'fail', watched: true });
});

/** `SEEDS=3000 npx vitest run test/comparison/mutations.test.ts` tries more. */
const SEEDS = Number(process.env.SEEDS ?? 200);

test(`of ${SEEDS} mutations of the example none is green`, { timeout: 120_000 }, () => {
  const green: string[] = [];
  let refused = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const mutated = mutate(seededRandom('mutations', seed));
    for (const comparison of ['side-by-side', 'stored'] as const) {
      const outcome = judgeFiles({ ...INTACT, ...mutated }, comparison);
      if (outcome.refused !== undefined) refused++;
      if (isGreen(outcome)) green.push(`${seed}, ${comparison}: ${JSON.stringify(outcome.slower)}`);
    }
  }
  expect(green).toEqual([]);
  // Neither is everything refused, which would be no test of the judge.
  expect(refused).toBeGreaterThan(0.2 * SEEDS);
  expect(refused).toBeLessThan(1.6 * SEEDS);
});
