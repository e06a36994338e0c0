/** A repository in a temporary directory, and what init writes into it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readBudgetFile } from '../../src/budgets/read.ts';
import { init } from '../../src/init/init.ts';

export const TODAY = new Date('2026-11-22T12:00:00Z');

export interface Written {
  readonly directory: string;
  readonly messages: readonly string[];
  readonly budgets: Awaited<ReturnType<typeof readBudgetFile>>['budgets'];
  readonly setUp: string;
  text(path: string): string;
}

const made: string[] = [];

export function removeAll(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export function repository(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'pacegate-init-'));
  made.push(directory);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** Fails where `check` would have anything to say about what was written. */
export async function initIn(files: Readonly<Record<string, string>>): Promise<Written> {
  const directory = repository(files);
  const messages = await init({ directory, today: TODAY });
  const { budgets, warnings } = await readBudgetFile('budgets.yml', { directory, today: TODAY });
  if (warnings.length > 0) throw new Error(`check warns: ${JSON.stringify(warnings)}`);
  return {
    directory,
    messages,
    budgets,
    setUp: budgets.benchmarks[0]?.measure.setup ?? '',
    text: (path) => readFileSync(join(directory, path), 'utf8'),
  };
}

export const FIXTURE = 'def test_sort(benchmark):\n    benchmark(sorted, [2, 1])\n';
export const SCRIPT = 'import pyperf\nrunner = pyperf.Runner()\n';
export const SETUPTOOLS =
  '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n';
