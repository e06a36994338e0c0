/** The budget file from the disk. The only file of this folder that touches it. */
import { dirname, resolve } from 'node:path';
import type { Problem } from '../errors.ts';
import { type LoadedBudgets, parseBudgetFile, refusal } from './load.ts';

// `import` of node:fs makes a facade of all that it exports, streams among them, and takes longer than `check` itself.
const { existsSync, readFileSync } = process.getBuiltinModule?.('node:fs') ?? (await import('node:fs'));

export interface ReadEffects {
  /** Throws as node:fs does. */
  readonly readFile: (path: string) => Uint8Array;
  readonly exists: (path: string) => boolean;
  /** ISO date. */
  readonly today: string;
}

/**
 * Reads and checks a budget file. Paths in it are relative to `project`, by default its own directory.
 * @throws UsageError with every mistake in `problems`
 */
export function loadBudgetFile(
  path: string,
  effects: ReadEffects,
  directory = '',
  project?: string,
): LoadedBudgets {
  const absolute = resolve(directory, path);
  const beside = (other: string): string => resolve(project ?? dirname(absolute), other);
  let bytes: Uint8Array;
  try {
    bytes = effects.readFile(absolute);
  } catch (error) {
    throw refusal(path, [unreadable(path, error)]);
  }
  return parseBudgetFile(path, bytes, {
    today: effects.today,
    exists: (other) => effects.exists(beside(other)),
    readText(other) {
      try {
        // Names in Python sources are compared as text: a stray byte of another encoding does no harm.
        return Buffer.from(effects.readFile(beside(other))).toString('utf8');
      } catch {
        return undefined;
      }
    },
  });
}

/** The same with the real file system; `today` is a moment, read as a day in UTC. */
export async function readBudgetFile(
  path: string,
  {
    directory,
    today,
    project,
  }: { readonly directory: string; readonly today: Date; readonly project?: string },
): Promise<LoadedBudgets> {
  const effects = { readFile: readFileSync, exists: existsSync, today: today.toISOString().slice(0, 10) };
  return loadBudgetFile(path, effects, directory, project);
}

function unreadable(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message =
    code === 'ENOENT'
      ? 'there is no such file; `pacegate init` writes a first one, `--budgets FILE` names another'
      : code === 'EISDIR'
        ? 'this is a directory; name the budget file in it'
        : `the file cannot be read (${String(code ?? error)})`;
  return { severity: 'error', position: { file, line: 1, column: 1 }, message };
}
