/** Runs `pacegate run` on a project's change, and holds its verdicts against what the change does. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { matchesGlob } from '../src/samples/names/glob.ts';
import type { Project } from './projects.ts';
import { CLI } from './repository.ts';

export interface Result {
  readonly benchmark: string;
  readonly verdict: string;
  readonly reason: string;
  readonly change?: { readonly ratio: number; readonly low: number; readonly high: number };
  readonly detectable?: number;
  readonly culprits?: readonly { readonly function: string; readonly file?: string }[];
}

export interface Judged {
  readonly seconds: number;
  readonly exit: number | null;
  readonly results: readonly Result[];
}

/** The report's results, or none where the run ended without one. Its output is kept in `log`. */
export async function judge(directory: string, log: string): Promise<Judged> {
  const out = join(directory, '.pacegate', 'out');
  await rm(out, { recursive: true, force: true });
  const started = performance.now();
  const exit = await new Promise<number | null>((resolve, reject) => {
    const file = createWriteStream(log);
    const child = spawn(process.execPath, [CLI, 'run', '--base', 'main'], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on('error', reject);
    child.on('close', (code) => file.end(() => resolve(code)));
  });
  const seconds = (performance.now() - started) / 1000;
  const report = await readFile(join(out, 'report.json'), 'utf8').catch(() => '{"results":[]}');
  const { results } = JSON.parse(report) as { results: readonly Result[] };
  return { seconds, exit, results };
}

/** Verdicts that tell nothing. */
const UNTOLD = new Set(['inconclusive', 'incomparable', 'missing']);

export const isTold = ({ verdict }: Result): boolean => !UNTOLD.has(verdict);
export const failed = ({ verdict }: Result): boolean => verdict === 'fail';

export interface Planted {
  /** That must fail. */
  readonly expected: readonly Result[];
  readonly found: readonly Result[];
  /** Found, and the function stands among the culprits. */
  readonly named: readonly Result[];
  /** That fail, and that the change does not touch. */
  readonly falseAlarms: readonly Result[];
}

export function hold(results: readonly Result[], { planted }: Project): Planted {
  const fits = (patterns: readonly string[]) => (result: Result) =>
    patterns.some((pattern) => matchesGlob(pattern, result.benchmark));
  const expected = results.filter(fits(planted.slower));
  const touched = results.filter(fits([...planted.slower, ...(planted.touched ?? [])]));
  const found = expected.filter(failed);
  return {
    expected,
    found,
    named: found.filter(({ culprits = [] }) =>
      culprits.some((each) => isFunction(each.function, planted.function)),
    ),
    falseAlarms: results.filter((result) => failed(result) && !touched.includes(result)),
  };
}

/** `URL.join` is told as `join` where a profiler knows no more. */
function isFunction(told: string, name: string): boolean {
  return told === name || told.endsWith(`.${name}`) || name.endsWith(`.${told}`);
}
