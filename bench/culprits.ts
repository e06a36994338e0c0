/**
 * How often the profile names the right function. Functions of the example are made 30 % and 8 % slower, one at a time,
 * each is profiled side by side as `pacegate profile` does it, and so is identical code.
 *
 *     npx node bench/culprits.ts [--tool cprofile|bytecodes|py-spy] [--trials N]
 *
 * `--trials` takes the first N functions. Prints one Markdown table. All 14 with cprofile take about ten minutes; what each
 * trial said goes to stderr.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findCulprits, type ProfileComparison } from '../src/profiles/culprits.ts';
import { parseProfiles } from '../src/profiles/parse.ts';
import { type ProfilerTool, profileBoth } from '../src/runners/profiler.ts';
import type { Side } from '../src/samples/checkout.ts';

const ROOT = join(import.meta.dirname, '..');
const BENCHMARKS = {
  search: 'examples/shop/benchmarks/search.py:search',
  report: 'examples/shop/benchmarks/report.py:build',
  feed: 'examples/shop/benchmarks/feed.py:batch_import',
} as const;
type BenchmarkName = keyof typeof BENCHMARKS;

/** Benchmark, file below examples/shop/shop/, function. */
const TARGETS: readonly (readonly [BenchmarkName, string, string])[] = [
  ['search', 'text.py', 'tokenise'],
  ['feed', 'feed.py', 'parse_price'],
  ['report', 'report.py', 'quantiles'],
  ['search', 'search.py', 'score'],
  ['feed', 'feed.py', 'clean_title'],
  ['report', 'report.py', 'sum_by_month'],
  ['search', 'search.py', 'count_facets'],
  ['feed', 'feed.py', 'check_row'],
  ['report', 'report.py', 'count_returning'],
  ['search', 'search.py', 'serialise'],
  ['feed', 'feed.py', 'merge_row'],
  ['report', 'report.py', 'rank_products'],
  ['search', 'search.py', 'make_snippet'],
  ['search', 'search.py', 'rank'],
];

const { values } = parseArgs({
  options: { tool: { type: 'string', default: 'cprofile' }, trials: { type: 'string', default: '99' } },
});
const tool = values.tool as ProfilerTool;
const targets = TARGETS.slice(0, Number(values.trials));
const directory = mkdtempSync(join(tmpdir(), 'pacegate-culprits-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const LOOP = `
import time
def run():
    started = time.thread_time()
    for _ in range(1_000_000):
        pass
    return time.thread_time() - started
print(min(run() for _ in range(9)) / 1e6)
`;
const secondsPerLoop = Number(execFileSync('python3', ['-c', LOOP], { encoding: 'utf8' }));

function makeSide(side: Side): string {
  const path = join(directory, side);
  rmSync(path, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples'), join(path, 'examples'), { recursive: true });
  return path;
}

async function compare(benchmark: BenchmarkName, by = tool): Promise<ProfileComparison> {
  const baseline = join(directory, 'baseline');
  const candidate = join(directory, 'candidate');
  const scratch = mkdtempSync(join(directory, 'scratch-'));
  const raw = await profileBoth({
    spec: { kind: 'callable', target: BENCHMARKS[benchmark] },
    measure: { max_time: 600, timeout: 120 },
    checkouts: [
      { side: 'baseline', directory: baseline, root: baseline, foreign: [candidate] },
      { side: 'candidate', directory: candidate, root: candidate, foreign: [baseline] },
    ],
    benchmarksFrom: candidate,
    tool: by,
    scratch,
    signal: new AbortController().signal,
  });
  if (raw.failures[0] !== undefined) throw new Error(raw.failures[0].message);
  const of = (side: Side) =>
    raw.profiles
      .filter((profile) => profile.side === side)
      .flatMap((profile) => parseProfiles(profile, side));
  return findCulprits(of('baseline'), of('candidate'));
}

makeSide('baseline');
makeSide('candidate');
/** cProfile tells what a call costs, whichever tool is tried: that is what a function is slowed by a share of. */
const reference = new Map<BenchmarkName, ProfileComparison>();
const identical: ProfileComparison[] = [];
for (const benchmark of Object.keys(BENCHMARKS) as BenchmarkName[]) {
  reference.set(benchmark, await compare(benchmark, 'cprofile'));
  for (let trial = 0; trial < Math.ceil(targets.length / 3); trial++)
    identical.push(await compare(benchmark));
}
const falseNames = identical.filter((comparison) => comparison.localised).length;
const largest = Math.max(
  ...identical.flatMap(({ functions }) =>
    functions.filter((row) => row.change >= 0.03).map((row) => row.points),
  ),
  0,
);

console.log(
  `| ${tool}: one function slower by | top-ranked right | named right | named wrong | share of the whole |`,
);
console.log('|---|---|---|---|---|');
for (const percent of [30, 8]) {
  const rows: { top: boolean; named: boolean; wrong: boolean; share: number }[] = [];
  for (const [benchmark, file, name] of targets) {
    makeSide('candidate');
    const known = reference.get(benchmark);
    const own = known?.functions.find((row) => row.function === name && row.file.endsWith(`/shop/${file}`));
    if (own === undefined) throw new Error(`the profile has no function ${name}`);
    const perCall = own.own.baseline / (own.calls?.baseline ?? 1);
    const loops = Math.max(1, Math.round((perCall * percent) / 100 / secondsPerLoop));
    execFileSync('python3', [
      join(import.meta.dirname, 'slow_down.py'),
      join(directory, 'candidate/examples/shop/shop', file),
      name,
      String(loops),
    ]);
    const { functions, culprits, noise } = await compare(benchmark);
    const share = own.own.baseline / (known?.total.baseline ?? 1);
    rows.push({
      top: functions[0]?.function === name,
      named: culprits[0]?.function === name,
      wrong: culprits.some((culprit) => culprit.function !== name),
      share: (share * percent) / 100,
    });
    process.stderr.write(`${percent} % ${name}: ${JSON.stringify(rows.at(-1))} noise ${noise.toFixed(3)}\n`);
  }
  const count = (pick: (row: (typeof rows)[number]) => boolean) =>
    `${rows.filter(pick).length} of ${rows.length}`;
  const shares = rows.map((row) => row.share * 100);
  console.log(
    `| ${percent} % | ${count((row) => row.top)} | ${count((row) => row.named)} | ${count((row) => row.wrong)} | ` +
      `${Math.min(...shares).toFixed(1)} to ${Math.max(...shares).toFixed(1)} points |`,
  );
}
console.log(
  `\nIdentical code: a function is named in ${falseNames} of ${identical.length}; the largest growth that was only ` +
    `noise is ${(largest * 100).toFixed(1)} points.`,
);
