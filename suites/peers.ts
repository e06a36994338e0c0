/** What the frameworks' own comparison says of the same changes, on the same machine and in the same time. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { matchesGlob } from '../src/samples/names/glob.ts';
import type { Project } from './projects.ts';
import { git } from './repository.ts';

const run = promisify(execFile);
const PYTHON = '.pacegate/venv/bin/python';
/** As the budget that `init` writes. */
const LIMIT = 1.05;

export interface Peer {
  readonly tool: string;
  /** Of the benchmarks that the planted change makes slower, those that it shows. */
  readonly found: number;
  /** As many as there are for the tool to show. */
  readonly expected: number;
  readonly falseAlarms: number;
  readonly seconds: number;
}

interface Entry {
  readonly pytest?: string;
  readonly pyperf?: string;
  readonly asv?: string;
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
  readonly key: 'pytest' | 'pyperf';
  readonly install: readonly string[];
  measure(side: Side, entry: string, seconds: number, benchmarks: number): Promise<void>;
  /** Names of those that it calls more than 5 % slower. */
  slower(base: Side, candidate: Side): Promise<readonly string[]>;
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
      return [...after].flatMap(([name, least]) =>
        least > LIMIT * (before.get(name) ?? Number.POSITIVE_INFINITY) ? [name] : [],
      );
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
      return [...stdout.matchAll(/^- (.+?): .* slower\b.*$/gm)].map(([, name = '']) => name);
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
  namesOf: (entry: string) => readonly string[],
): Promise<Peer[]> {
  const { measure, benchmarks } = parse(await readFile(join(directory, 'budgets.yml'), 'utf8')) as Budgets;
  const total = Object.keys(benchmarks).reduce((sum, name) => sum + namesOf(name).length, 0);
  const tools = TOOLS.filter(({ key }) =>
    Object.values(benchmarks).some((entry) => entry[key] !== undefined),
  );
  const ofAsv = Object.entries(benchmarks).flatMap(([name, { asv }]) =>
    asv === undefined ? [] : [{ name, asv }],
  );
  const peers: Peer[] = [];
  for (const { name, asv } of ofAsv)
    peers.push(await askAsv(project, { directory, scratch, name, asv, all: namesOf(name) }));
  if (tools.length === 0) return peers;
  const sides: Record<string, string> = {};
  for (const name of ['main', 'equivalent', 'planted']) {
    const side = join(scratch, `${project.release.name}.${name}-side`);
    await rm(side, { recursive: true, force: true });
    await git(directory, 'worktree', 'prune');
    await git(directory, 'worktree', 'add', '--quiet', '--force', '--detach', side, name);
    await inShell(side, measure.setup);
    for (const { install } of tools.filter(({ install }) => install.length > 0))
      await run('python3', ['-m', 'pip', '--python', join(side, PYTHON), 'install', '-q', ...install]);
    sides[name] = side;
  }
  for (const tool of tools) {
    const started = performance.now();
    let [found, falseAlarms] = [0, 0];
    const entries = Object.entries(benchmarks).filter(([, entry]) => entry[tool.key] !== undefined);
    for (const [name, entry] of entries) {
      const share = Math.max(1, (seconds / 2) * (namesOf(name).length / total));
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
        await tool.measure(measured[which], entry[tool.key] as string, share, namesOf(name).length);
      }
      const { main, equivalent, planted } = measured as Record<'main' | 'equivalent' | 'planted', Side>;
      const fits = (patterns: readonly string[]) => (sub: string) => matchesAny(patterns, `${name}/${sub}`);
      falseAlarms += (await tool.slower(main, equivalent)).length;
      const slower = await tool.slower(main, planted);
      found += slower.filter(fits(project.planted.slower)).length;
      const touched = fits([...project.planted.slower, ...(project.planted.touched ?? [])]);
      falseAlarms += slower.filter((sub) => !touched(sub)).length;
    }
    const all = entries.flatMap(([name]) => namesOf(name));
    peers.push({
      tool: tool.name,
      expected: all.filter((each) => matchesAny(project.planted.slower, each)).length,
      found,
      falseAlarms,
      seconds: (performance.now() - started) / 1000,
    });
  }
  return peers;
}

interface AsvEntry {
  readonly directory: string;
  readonly scratch: string;
  readonly name: string;
  /** The regular expression. */
  readonly asv: string;
  readonly all: readonly string[];
}

/** What asv by now asks for, or gets wrong where the project has dependencies: it finds their wheels beside the project's. */
function completed(config: string): string {
  const more = {
    environment_type: '"virtualenv"',
    build_command: '["python -m pip wheel --no-deps --wheel-dir {build_cache_dir} {build_dir}"]',
  };
  const missing = Object.entries(more).filter(([key]) => !new RegExp(`^\\s*"${key}"`, 'm').test(config));
  return config.replace('{', () => `{${missing.map(([key, value]) => ` "${key}": ${value},`).join('')}`);
}

/** It makes environments of its own and takes what time it takes. */
async function askAsv(project: Project, { directory, scratch, name, asv, all }: AsvEntry): Promise<Peer> {
  const venv = join(scratch, 'asv');
  await run('python3', ['-m', 'venv', '--clear', venv]);
  await run(join(venv, 'bin', 'python'), ['-m', 'pip', 'install', '-q', 'asv', 'virtualenv']);
  const [own = ''] = (await git(directory, 'ls-files', '*asv.conf.json')).split('\n');
  // Beside the project's own, since paths are relative to it.
  const config = own.replace('asv.conf.json', 'untracked.asv.conf.json');
  const text = await readFile(join(directory, own), 'utf8');
  await writeFile(join(directory, config), completed(text));
  const continuous = async (change: string): Promise<string[]> => {
    const words = ['continuous', '--config', config, '--factor', '1.05'];
    const { stdout } = await run(join(venv, 'bin', 'asv'), [...words, '--bench', asv, 'main', change], {
      cwd: directory,
      maxBuffer: 2 ** 28,
      env: { ...process.env, PATH: `${join(venv, 'bin')}:${process.env.PATH}` },
    }).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => {
      // Its exit status is 1 where something got slower, too.
      if (error.code === 1 && error.stdout?.includes('| Change')) return { stdout: error.stdout };
      throw new Error(
        `asv continuous: ${`${error.stdout}${error.stderr}`.trim().split('\n').slice(-12).join('\n')}`,
      );
    });
    return [...stdout.matchAll(/^\| \+ .*\| ([^|]+?) +\|$/gm)].map(([, slower = '']) => slower);
  };
  await run(join(venv, 'bin', 'asv'), ['machine', '--yes', '--config', config], { cwd: directory });
  const same = await continuous('equivalent');
  const started = performance.now();
  const slower = await continuous('planted');
  const fits = (patterns: readonly string[]) => (sub: string) => matchesAny(patterns, `${name}/${sub}`);
  const touched = fits([...project.planted.slower, ...(project.planted.touched ?? [])]);
  return {
    tool: '`asv continuous --factor 1.05`',
    found: slower.filter(fits(project.planted.slower)).length,
    expected: all.filter((each) => matchesAny(project.planted.slower, each)).length,
    falseAlarms: same.length + slower.filter((sub) => !touched(sub)).length,
    // As of three sides.
    seconds: (1.5 * (performance.now() - started)) / 1000,
  };
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, name));
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
