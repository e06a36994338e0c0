/** The action's inputs, read once into one typed object. `action.yml` holds the same names and defaults. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from '../errors.ts';
import { parseShare, type Share } from '../samples/share.ts';

export interface Inputs {
  readonly budgets: string;
  readonly base: string | undefined;
  readonly compare: 'auto' | 'stored' | 'side-by-side' | undefined;
  readonly only: string | undefined;
  /** Relative to the workspace. */
  readonly workingDirectory: string;
  readonly token: string;
  readonly comment: CommentMode;
  /** Tells apart two uses on one pull request: it stands in the comment's marker and in stores. */
  readonly name: string;
  /** Second workflow of the two for forks: measure nothing, comment what the first one measured. */
  readonly publish: boolean;
  /** Measure only this share, and leave the verdict to the job that merges. */
  readonly share: Share | undefined;
  /** Measure nothing, judge what the shares of this run have measured. */
  readonly merge: boolean;
  /** The job's values of its matrix, in words; empty where it has none. */
  readonly matrix: Readonly<Record<string, string>>;
}

export const COMMENT_MODES = ['changes', 'always', 'never'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];

const COMPARISONS = ['auto', 'stored', 'side-by-side'] as const;

/** Letters, digits, `.`, `_` and `-`: safe in an HTML comment, a path, a cache key and an artifact's name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * With paths as the rest takes them: the directory relative to the workspace, and the budget file, where it is in the workspace,
 * relative to the directory. `${{ github.workspace }}/…` names both from the root of the disk.
 */
export function inWorkspace(inputs: Inputs, workspace: string): Inputs {
  const directory = resolve(workspace, inputs.workingDirectory);
  const workingDirectory = relative(workspace, directory) || '.';
  if (leadsOut(workingDirectory))
    throw new UsageError(
      `Input working-directory: ${quote(inputs.workingDirectory)} leads out of the workspace.`,
      { hint: 'Write a directory of the repository, relative to its root.' },
    );
  const isInside = isAbsolute(inputs.budgets) && !leadsOut(relative(workspace, inputs.budgets));
  return {
    ...inputs,
    workingDirectory,
    budgets: isInside ? relative(directory, inputs.budgets) : inputs.budgets,
  };
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** The runner hands inputs over as `INPUT_…` variables, upper-cased, dashes kept. */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Inputs {
  const text = (input: string) => env[`INPUT_${input.toUpperCase()}`]?.trim() || undefined;
  const name = text('name') ?? 'default';
  if (!NAME.test(name) || name.includes('--') || name.includes('..')) {
    throw new UsageError(`Input name: ${quote(name)} cannot be a name.`, {
      hint: 'Write up to 64 letters, digits, dots, underscores and single dashes, beginning with a letter or digit.',
    });
  }
  const compare = text('compare');
  const shard = text('shard');
  const publish = flag('publish', text('publish') ?? 'false');
  const merge = flag('merge', text('merge') ?? 'false');
  if ([shard !== undefined, merge, publish].filter(Boolean).length > 1)
    throw new UsageError('The inputs shard, merge and publish exclude each other.', {
      hint: 'Each job does one of it: measure a share, merge all shares, or publish what another workflow measured.',
    });
  return {
    budgets: text('budgets') ?? 'budgets.yml',
    base: text('base'),
    compare: compare === undefined ? undefined : oneOf('compare', compare, COMPARISONS),
    only: text('only'),
    workingDirectory: text('working-directory') ?? '.',
    token: text('github-token') ?? '',
    comment: oneOf('comment', text('comment') ?? 'changes', COMMENT_MODES),
    name,
    publish,
    share: shard === undefined ? undefined : parseShare(shard, 'Input shard:'),
    merge,
    matrix: readMatrix(text('matrix')),
  };
}

/** `toJSON(matrix)`: `null` in a job without one. It only tells uses apart, so what is no object counts as none. */
function readMatrix(json: string | undefined): Record<string, string> {
  try {
    const matrix: unknown = JSON.parse(json ?? 'null');
    if (typeof matrix !== 'object' || matrix === null || Array.isArray(matrix)) return {};
    return Object.fromEntries(
      Object.entries(matrix).map(([name, value]) => [
        name.slice(0, 40),
        (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 40),
      ]),
    );
  } catch {
    return {};
  }
}

function oneOf<Choice extends string>(input: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new UsageError(`Input ${input}: there is no ${quote(value)}.`, {
    hint: `Write one of ${choices.join(', ')}.`,
  });
}

/** The spellings of YAML's core schema, as the runner's own actions read them. */
function flag(input: string, value: string): boolean {
  if (['true', 'True', 'TRUE'].includes(value)) return true;
  if (['false', 'False', 'FALSE'].includes(value)) return false;
  throw new UsageError(`Input ${input}: ${quote(value)} is neither true nor false.`);
}

const quote = (value: string) => JSON.stringify(value.slice(0, 80));
