/** What the frameworks' own comparison says of the same changes, on the same machine and in the same time. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { matchesGlob } from '../src/budgets/glob.ts';
import type { Project } from './projects.ts';
import { git } from './repository.ts';

const run = promisify(execFile);
const PYTHON = '.pacegate/venv/bin/python';
/** As the budget that `init` writes. */
const LIMIT = 1.05;

export interface Peer {
  readonly tool: string;
  /** Of the benchmarks that the planted change makes slower, those that the tool knows, and those that it shows. */
  readonly expected: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly seconds: number;
}

interface Entry {
  readonly pytest?: string;
  readonly pyperf?: string;
}

interface Budgets {
  readonly measure: { readonly setup: string };
  readonly benchmarks: Readonly<Record<string, Entry>>;
}

interface Side {
  readonly directory: string;
  /** The side's own file for results. */
  readonly results: string;
}

interface Tool {
  readonly name: string;
  readonly key: keyof Entry;
  readonly install: readonly string[];
  measure(side: Side, entry: string, seconds: number, benchmarks: number): Promise<void>;
  /** Names of those that it calls more than 5 % slower. */
  slower(
    base: Side,
    candidate: Side,
  ): Promise<{ readonly all: readonly string[]; readonly slower: readonly string[] }>;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'pytest-benchmark, `min:5%`',
    key: 'pytest',
    install: ['pytest-benchmark'],
    async measure({ directory, results }, entry, seconds, benchmarks) {
      // Its default looks no longer than a second at each; more is what it does with more time.
      const each = (seconds / benchmarks).toFixed(3);
      await inShell(
        directory,
        `${PYTHON} -m pytest ${entry} -o addopts= --benchmark-only --benchmark-max-time=${each} --benchmark-json=${results}`,
      );
    },
    async slower(base, candidate) {
      const [before, after] = await Promise.all([leastTimes(base.results), leastTimes(candidate.results)]);
      const all = [...after.keys()].filter((name) => before.has(name));
      const ratio = (name: string) => (after.get(name) as number) / (before.get(name) as number);
      return { all, slower: all.filter((name) => ratio(name) > LIMIT) };
    },
  },
  {
    name: '`pyperf compare_to`, over 5 %',
    key: 'pyperf',
    install: [],
    async measure({ directory, results }, entry, seconds, benchmarks) {
      // A process with a warm-up and three values of 0.1 s takes about 0.75 s.
      const processes = Math.max(3, Math.min(40, Math.round(seconds / benchmarks / 0.75)));
      await inShell(directory, `${PYTHON} ${entry} --quiet --processes=${processes} --output=${results}`);
    },
    async slower(base, candidate) {
      const names = async (path: string) => {
        const { benchmarks } = JSON.parse(await readFile(path, 'utf8')) as {
          benchmarks: readonly { metadata?: { name?: string } }[];
        };
        return benchmarks.map(({ metadata }) => metadata?.name ?? '');
      };
      const { stdout } = await run(join(candidate.directory, PYTHON), [
        ...[
          '-m',
          'pyperf',
          'compare_to',
          base.results,
          candidate.results,
          '--min-speed=5',
          '--group-by-speed',
        ],
      ]);
      const told = [...stdout.matchAll(/^- (.+?): .* slower\b.*$/gm)].map(([, name = '']) => name);
      return { all: await names(candidate.results), slower: told };
    },
  },
];

/** One for each framework of the project that has a comparison of its own. */
export async function askPeers(
  project: Project,
  {
    directory,
    scratch,
    seconds,
  }: { readonly directory: string; readonly scratch: string; readonly seconds: number },
  namesOf: (entry: string) => number,
): Promise<Peer[]> {
  const { measure, benchmarks } = parse(await readFile(join(directory, 'budgets.yml'), 'utf8')) as Budgets;
  const total = Object.keys(benchmarks).reduce((sum, name) => sum + namesOf(name), 0);
  const tools = TOOLS.filter(({ key }) =>
    Object.values(benchmarks).some((entry) => entry[key] !== undefined),
  );
  if (tools.length === 0) return [];
  const sides: Record<string, string> = {};
  for (const name of ['main', 'equivalent', 'planted']) {
    const side = join(scratch, `${project.release.name}.${name}-side`);
    await rm(side, { recursive: true, force: true });
    await git(directory, 'worktree', 'prune');
    await git(directory, 'worktree', 'add', '--quiet', '--force', '--detach', side, name);
    await inShell(side, measure.setup);
    sides[name] = side;
  }
  const peers: Peer[] = [];
  for (const tool of tools) {
    const started = performance.now();
    let [found, expected, falseAlarms] = [0, 0, 0];
    const entries = Object.entries(benchmarks).filter(([, entry]) => entry[tool.key] !== undefined);
    for (const [name, entry] of entries) {
      const share = Math.max(1, (seconds / 2) * (namesOf(name) / total));
      const measured: Record<string, Side> = {};
      for (const [which, side] of Object.entries(sides)) {
        if (tool.install.length > 0)
          await run('python3', [
            '-m',
            'pip',
            '--python',
            join(side, PYTHON),
            'install',
            '-q',
            ...tool.install,
          ]);
        const folder = join(scratch, `${project.release.name}.peers`);
        await mkdir(folder, { recursive: true });
        const results = join(folder, `${name}.${tool.key}.${which}.json`);
        await rm(results, { force: true });
        measured[which] = { directory: side, results };
        await tool.measure(measured[which], entry[tool.key] as string, share, namesOf(name));
      }
      const { main, equivalent, planted } = measured as Record<'main' | 'equivalent' | 'planted', Side>;
      const fits = (patterns: readonly string[]) => (sub: string) =>
        patterns.some((pattern) => matchesGlob(pattern, `${name}/${sub}`));
      falseAlarms += (await tool.slower(main, equivalent)).slower.length;
      const told = await tool.slower(main, planted);
      expected += told.all.filter(fits(project.planted.slower)).length;
      found += told.slower.filter(fits(project.planted.slower)).length;
      const touched = fits([...project.planted.slower, ...(project.planted.touched ?? [])]);
      falseAlarms += told.slower.filter((sub) => !touched(sub)).length;
    }
    peers.push({
      tool: tool.name,
      expected,
      found,
      falseAlarms,
      seconds: (performance.now() - started) / 1000,
    });
  }
  return peers;
}

async function inShell(directory: string, command: string): Promise<void> {
  await run('sh', ['-c', command], { cwd: directory, maxBuffer: 2 ** 28 }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-12).join('\n');
      throw new Error(`${command}\n${said}`);
    },
  );
}

async function leastTimes(path: string): Promise<Map<string, number>> {
  const { benchmarks } = JSON.parse(await readFile(path, 'utf8')) as {
    benchmarks: readonly { fullname: string; stats: { min: number } }[];
  };
  return new Map(benchmarks.map(({ fullname, stats }) => [fullname, stats.min]));
}
