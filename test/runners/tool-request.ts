/** Makes requests to the runners that start tools, on small projects written for one test. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MemoryLayout } from '../../src/runners/harness/memory-layout.ts';
import type { ProcessOutcome, Runner } from '../../src/runners/runner.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { toolPath } from '../tools/tools.ts';

/** A directory with these files, real paths only. The caller removes it. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'pacegate-tool-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

export interface Wishes {
  readonly python?: string;
  readonly timeout?: number;
  readonly calibration?: unknown;
  readonly wanted?: readonly string[];
  readonly layout?: MemoryLayout;
  readonly side?: 'baseline' | 'candidate';
  readonly foreign?: readonly string[];
  readonly signal?: AbortSignal;
}

/** One process, as `collect` would ask for it, with a scratch directory that is removed afterwards. */
export async function measureOnce(
  runner: Runner,
  directory: string,
  spec: RunnerSpec,
  wishes: Wishes = {},
): Promise<ProcessOutcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'pacegate-scratch-'));
  try {
    return await runner.measure({
      name: 'it',
      spec,
      measure: {
        python: wishes.python ?? (await toolPath('python')),
        max_time: 60,
        timeout: wishes.timeout ?? 200,
      },
      checkout: {
        side: wishes.side ?? 'candidate',
        directory,
        root: directory,
        foreign: wishes.foreign ?? [],
      },
      benchmarksFrom: directory,
      hashSeed: 7,
      budgetSeconds: 0.1,
      signal: wishes.signal ?? new AbortController().signal,
      scratch,
      ...(wishes.wanted && { wanted: wishes.wanted }),
      ...(wishes.layout && { layout: wishes.layout }),
      ...(wishes.calibration !== undefined && { calibration: wishes.calibration }),
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Sub-benchmark → its failure's code, or `ok`. */
export function stateOf({ measured }: ProcessOutcome): Record<string, string> {
  return Object.fromEntries(measured.map(({ sub, failure }) => [sub ?? '', failure?.code ?? 'ok']));
}

/** A virtual environment that sees the pinned tools, and in it `project` as `pip install -e` would leave it. */
export async function makeSharedEnvironment(directory: string, installed: string): Promise<string> {
  const tools = await toolPath('python');
  const environment = join(directory, 'shared-environment');
  execFileSync(tools, ['-m', 'venv', '--without-pip', environment]);
  const python = join(environment, 'bin', 'python');
  const packages = (program: string) =>
    execFileSync(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
  writeFileSync(join(packages(python), 'shared.pth'), `${installed}\n${packages(tools)}\n`);
  return python;
}
