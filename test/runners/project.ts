/** A small Python project in a directory of its own, and requests to measure it. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProcessRequest } from '../../src/runners/runner.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { PYTHON } from './pythons.ts';

export function temporaryDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'pacegate-test-')));
}

/** Writes files (path → text) into a new directory, or into `directory`. */
export function writeProject(
  files: Readonly<Record<string, string>>,
  directory = temporaryDirectory(),
): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

export interface Asked extends Partial<Omit<ProcessRequest, 'spec' | 'measure' | 'checkout'>> {
  readonly python?: string | undefined;
  readonly timeout?: number;
  readonly checkout?: Partial<ProcessRequest['checkout']>;
}

export function requestFor(directory: string, spec: RunnerSpec, asked: Asked = {}): ProcessRequest {
  const { python = PYTHON.path, timeout = 100, checkout, ...rest } = asked;
  return {
    name: 'search',
    spec,
    measure: { max_time: 60, timeout, python },
    checkout: { side: 'candidate', directory, root: directory, foreign: [], ...checkout },
    benchmarksFrom: directory,
    hashSeed: 7,
    budgetSeconds: 0.1,
    signal: new AbortController().signal,
    scratch: temporaryDirectory(),
    ...rest,
  };
}
