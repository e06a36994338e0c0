/** What a command of the command line gets and gives. */
import type { ParseArgsConfig } from 'node:util';
import type { ProgressStream } from '../settings.ts';

/** The part of `process` that commands use, so that tests can pass a stand-in. */
export interface ProcessLike {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  cwd(): string;
  on(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

/** 0 passes, 1 a budget is broken, 2 wrong usage, 3 something could not be measured. */
export type ExitStatus = 0 | 1 | 2 | 3;

export interface Arguments {
  readonly positionals: readonly string[];
  /** The option's text, or undefined where it was not given. */
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Fewest and most positional arguments. */
  readonly positionals: readonly [number, number];
  run(args: Arguments, process: ProcessLike): Promise<ExitStatus>;
}
