/** Errors that a user can cause and mend. Everything else that is thrown is a bug and shows its stack. */

/** Where in a text file something is wrong. Lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake in a file, told as `file:line:column: message`. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly position: Position;
  /** What is wrong and what to write instead, in one or two sentences. */
  readonly message: string;
}

/**
 * Wrong usage or a wrong file: exit status 2. The message says what is wrong; `hint`, where there is one, says what
 * to do instead; `problems` are all the mistakes of a file, reported together.
 */
export class UsageError extends Error {
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(
    message: string,
    options: { hint?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'UsageError';
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }
}

/** In words what a system call was refused for; by whatever else one fails, it is ours to mend. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'something else is in its place',
};

/** A full disk or a directory that nobody may write to is no bug: the same as a UsageError, else undefined. */
export function asUsageError(error: unknown): UsageError | undefined {
  if (error instanceof UsageError) return error;
  const { code = '', path, syscall } = (error ?? {}) as Partial<Record<'code' | 'path' | 'syscall', string>>;
  const why = syscall === undefined ? undefined : REFUSALS[code];
  if (why === undefined) return undefined;
  return new UsageError(`${path ?? 'A file'} cannot be used: ${why}.`, { cause: error });
}

export function renderProblem({ position, severity, message }: Problem): string {
  const label = severity === 'warning' ? 'warning: ' : '';
  return `${position.file}:${position.line}:${position.column}: ${label}${message}`;
}
