/** A history of 10,000 sessions of 50 benchmarks: reading one benchmark's, the page of all, and adding a session. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createDirectoryStore } from '../src/stores/directory.ts';
import { encodeEntry } from '../src/stores/entry.ts';
import { encodeIndex } from '../src/stores/entry-index.ts';
import { sampleHistory } from '../test/history/sample.ts';
import { entryOf, LINUX, OTHER } from '../test/stores/contract.ts';
import type { Figure } from './figure.ts';

const SESSIONS = 10_000;
const BENCHMARKS = 50;

export async function history(): Promise<Figure[]> {
  const project = await mkdtemp(join(tmpdir(), 'pacegate-history-'));
  try {
    const path = join(project, '.pacegate/baselines');
    await fill(path);
    await writeFile(join(project, 'budgets.yml'), BUDGETS);
    const named = await command(project, 'history', 'benchmark-1');
    const whole = await command(project, 'history', '--format', 'html');
    const store = createDirectoryStore({ path });
    const started = performance.now();
    await store.save({ ...entryOf('a', 0), created: '2036-01-01T00:00:00Z' });
    const added = (performance.now() - started) / 1000;
    const what = `${SESSIONS.toLocaleString('en')} sessions of ${BENCHMARKS} benchmarks in a directory`;
    const figure = (name: string, value: number, unit: string, most: number, detail = what): Figure => ({
      name,
      value,
      unit,
      limit: { op: '<=', value: most },
      detail,
    });
    const lines = named.stdout.split('\n').length;
    return [
      figure(
        'history of one benchmark, its newest 200',
        named.seconds,
        's',
        1,
        `${lines} lines; the whole command`,
      ),
      figure('page of all curves', whole.seconds, 's', 3, `${what}; the whole command`),
      figure('its size', Buffer.byteLength(whole.stdout) / 1e6, 'MB', 5),
      figure('adding a session', added, 's', 1),
    ];
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const BUDGETS =
  'version: 1\nbaseline: { store: directory }\nbenchmarks:\n  benchmark-1: { timeit: pass, budgets: [time < baseline + 5%] }\n';

async function command(cwd: string, ...args: string[]): Promise<{ seconds: number; stdout: string }> {
  const started = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [resolve('dist/cli.js'), ...args], {
    cwd,
    maxBuffer: 2 ** 26,
  });
  return { seconds: (performance.now() - started) / 1000, stdout };
}

/** As `save` would leave it, without its 40,000 waits for the disk. */
async function fill(path: string): Promise<void> {
  const environments = [LINUX, OTHER];
  const { entries } = sampleHistory({ sessions: SESSIONS, benchmarks: BENCHMARKS });
  for (const { location: _, environment, ...summary } of entries) {
    const machine = environments.find(({ cpu }) => cpu === environment.cpu) ?? LINUX;
    const entry = { ...summary, measurements: { ...entryOf('a', 0).measurements, environment: machine } };
    const [head] = encodeEntry({ ...entry, history: [] });
    const directory = join(path, entry.environmentKey);
    await mkdir(join(directory, 'index'), { recursive: true });
    await writeFile(join(directory, head?.name ?? ''), head?.text ?? '');
    await writeFile(join(directory, 'index', head?.name ?? ''), encodeIndex(entry));
  }
}
