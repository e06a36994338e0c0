/**
 * Judges pairs of published releases with the shipped command line, and holds its verdicts against a long measurement of
 * its own kind: many interleaved processes, the least CPU time of each, the median over processes.
 *
 *     npm run power -- --real [--only NAME] [--write]
 *
 * Needs git, Python 3 with venv, and PyPI. A pair takes about four minutes.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RELEASES, type ReleasePair } from './releases.ts';
import { markdownTable } from './tally.ts';

const run = promisify(execFile);
const CLI = join(import.meta.dirname, '..', 'dist', 'cli.js');
const PYTHON = process.env.PYTHON ?? 'python3';
/** Processes a side of the long measurement. */
const LONG = 60;
const BUDGETS = [
  { text: 'time < baseline + 5%', limit: 1.05 },
  { text: 'time < baseline + 2%', limit: 1.02 },
];

/** The least CPU time of a call, in a process of its own, without any code of ours. */
const TRUTH = `import sys, time
sys.path.insert(0, sys.argv[1])
from bench import work
work()
start = time.process_time(); work(); once = max(time.process_time() - start, 1e-6)
loops = max(1, int(0.005 / once))
least = 1e9
for _ in range(40):
    start = time.process_time()
    for _ in range(loops):
        work()
    least = min(least, (time.process_time() - start) / loops)
print(least)
`;

interface Row {
  readonly pair: ReleasePair;
  readonly truth: Truth;
  readonly results: readonly { readonly verdict: string; readonly runs: number; readonly change: string }[];
  /** Of measuring, both sides together. */
  readonly seconds: number;
}

interface Truth {
  readonly ratio: number;
  /** Standard error of the logarithm. */
  readonly error: number;
}

/** Prints one table; returns it. */
export async function judgeReal(only?: string): Promise<string> {
  const rows: Row[] = [];
  for (const pair of RELEASES.filter(({ name }) => only === undefined || name === only)) {
    process.stderr.write(`${pair.before} → ${pair.after}\n`);
    const scratch = await mkdtemp(join(tmpdir(), 'pacegate-real-'));
    try {
      const truth = await measureLong(pair, scratch);
      process.stderr.write(`  ${signed(truth.ratio)} ± ${(100 * truth.error).toFixed(1)} %\n`);
      rows.push({ pair, truth, ...(await judgePair(pair, join(scratch, 'project'))) });
    } catch (error) {
      // One package that cannot be had does not take the others' rows with it.
      process.stderr.write(`${pair.name}: left out: ${error instanceof Error ? error.message : error}\n`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  if (rows.length === 0) throw new Error('No pair could be judged.');
  const table = markdownTable(
    ['releases', 'long measurement', ...BUDGETS.map(({ text }) => `\`${text}\``), 'seconds', 'right?'],
    rows.map(({ pair, truth, results, seconds }) => [
      `${pair.before} → ${pair.after.replace(/^.*==/, '')}`,
      `${signed(truth.ratio)} ± ${(100 * truth.error).toFixed(1)} %`,
      ...results.map(({ verdict, runs, change }) => `${verdict} (${change}, ${runs} processes)`),
      seconds.toFixed(1),
      BUDGETS.map(({ limit }, i) => rightness(results[i]?.verdict, truth, limit)).join(', '),
    ]),
  );
  process.stdout.write(`${table}\n`);
  return table;
}

/** A verdict is wrong where the long measurement is on the other side of the limit by more than two standard errors. */
function rightness(verdict: string | undefined, { ratio, error }: Truth, limit: number): string {
  const distance = Math.log(ratio / limit);
  if (verdict === 'fail') return distance < -2 * error ? 'WRONG' : 'yes';
  if (verdict === 'pass' || verdict === 'improved') return distance > 2 * error ? 'WRONG' : 'yes';
  return verdict ?? 'nothing';
}

async function measureLong(pair: ReleasePair, scratch: string): Promise<Truth> {
  await writeFile(join(scratch, 'bench.py'), `${pair.work}\n`);
  await writeFile(join(scratch, 'truth.py'), TRUTH);
  const interpreters = await Promise.all(
    [pair.before, pair.after].map(async (requirement, side) => {
      const venv = join(scratch, `venv${side}`);
      await run(PYTHON, ['-m', 'venv', venv]);
      await run(join(venv, 'bin', 'pip'), ['install', '-q', requirement]);
      return join(venv, 'bin', 'python');
    }),
  );
  const [before = '', after = ''] = interpreters;
  const logs: number[] = [];
  for (let block = 0; block < LONG; block++) {
    const env = { ...process.env, PYTHONHASHSEED: String(block + 1) };
    const least = async (python: string): Promise<number> =>
      Number((await run(python, [join(scratch, 'truth.py'), scratch], { env })).stdout);
    const first = block % 2 === 0;
    const one = await least(first ? before : after);
    const two = await least(first ? after : before);
    logs.push(first ? Math.log(two / one) : Math.log(one / two));
  }
  logs.sort((a, b) => a - b);
  const middle = ((logs[LONG / 2 - 1] as number) + (logs[LONG / 2] as number)) / 2;
  const deviations = logs.map((value) => Math.abs(value - middle)).sort((a, b) => a - b);
  // The median of n values has the standard error 1.2533 σ / √n.
  return {
    ratio: Math.exp(middle),
    error: (1.2533 * 1.4826 * (deviations[LONG / 2] as number)) / Math.sqrt(LONG),
  };
}

/** A repository whose last commit does nothing but change the release. */
async function judgePair(pair: ReleasePair, project: string): Promise<Pick<Row, 'results' | 'seconds'>> {
  await mkdir(project, { recursive: true });
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=power', '-c', 'user.email=power@localhost', ...args], { cwd: project });
  await git('init', '-q');
  await writeFile(join(project, '.gitignore'), '.venv/\n.pacegate/\n__pycache__/\n');
  await writeFile(join(project, 'bench.py'), `${pair.work}\n`);
  await writeFile(
    join(project, 'budgets.yml'),
    `version: 1
measure:
  python: .venv/bin/python
  setup: ${PYTHON} -m venv .venv && .venv/bin/pip install -q -r requirements.txt
  max_time: 3 min
benchmarks:
  release:
    callable: bench.py:work
    budgets:
${BUDGETS.map(({ text }) => `      - ${text}\n`).join('')}`,
  );
  for (const requirement of [pair.before, pair.after]) {
    await writeFile(join(project, 'requirements.txt'), `${requirement}\n`);
    await git('add', '-A');
    await git('commit', '-qm', requirement);
  }
  // The exit status is the verdict's; the report says the rest.
  const { stderr } = await run(process.execPath, [CLI, 'run', '--base', 'HEAD~1'], {
    cwd: project,
    maxBuffer: 2 ** 26,
  }).catch((error: { stderr: string }) => error);
  const report = await readFile(join(project, '.pacegate', 'out', 'report.json'), 'utf8').catch(() => {
    throw new Error(`no report: ${stderr}`);
  });
  const { results } = JSON.parse(report) as {
    results: readonly {
      budget: string;
      verdict: string;
      change?: { ratio: number; low: number; high: number };
      candidate?: { runs: number };
    }[];
  };
  // What the progress says of measuring alone: setting up takes as long as a package index takes.
  const seconds = Number(/^release: \d+ blocks in ([\d.]+) s/m.exec(stderr)?.[1] ?? Number.NaN);
  const judged = BUDGETS.map(({ text }) => {
    const result = results.find(({ budget }) => budget === text);
    const { ratio = 1, low = 1, high = 1 } = result?.change ?? {};
    return {
      verdict: result?.verdict ?? 'nothing',
      runs: result?.candidate?.runs ?? 0,
      change: `${signed(low)} … ${signed(high)} %, at ${signed(ratio)}`,
    };
  });
  return { results: judged, seconds };
}

function signed(ratio: number): string {
  const percent = 100 * (ratio - 1);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
}
