/**
 * The runner's side of a step: its log, its summary, its outputs. Tests pass a stand-in. A runner that cannot take one of them
 * – its disk is full, its file is gone – is told in a warning: the verdict must still be told in the other ways.
 */
import { randomUUID } from 'node:crypto';
import type { AnnotationProperties } from '@actions/core';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A message at a place in the repository. Lines count from 1. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  /** Relative to the repository's root. */
  readonly file?: string;
  readonly line?: number;
}

export interface Workflow {
  info(message: string): void;
  annotate(annotation: Annotation): void;
  /** Text of somebody else, for example what a benchmark printed: nothing in it is taken for a command. */
  quote(title: string, untrusted: string): void;
  setOutput(name: string, value: string): void;
  /** Hides the value wherever it occurs in the log. */
  mask(secret: string): void;
  writeSummary(markdown: string): Promise<void>;
  /** Shows the message and makes the step fail. */
  fail(message: string): void;
}

/** The largest summary that GitHub takes of one step: https://docs.github.com/actions (job summary limits). */
export const SUMMARY_LIMIT = 1024 * 1024;

export async function openWorkflow(stdout: { write(text: string): unknown }): Promise<Workflow> {
  const core = await import('@actions/core');
  return {
    info: (message) => stdout.write(`${neutralise(message)}\n`),
    annotate({ level, message, title, file, line }) {
      const properties: AnnotationProperties = {
        ...(title !== undefined && { title }),
        ...(file !== undefined && { file }),
        ...(line !== undefined && { startLine: line }),
      };
      core[level](message, properties);
    },
    quote: (title, untrusted) => quoteTo(stdout, title, untrusted),
    setOutput(name, value) {
      try {
        core.setOutput(name, value);
      } catch (error) {
        core.warning(reasonOf(error), { title: `The output ${name} could not be written` });
      }
    },
    mask: (secret) => core.setSecret(secret),
    async writeSummary(markdown) {
      if (!process.env.GITHUB_STEP_SUMMARY) return; // some forges have none
      await core.summary
        .addRaw(markdown, true)
        .write()
        .catch((error) => core.warning(reasonOf(error), { title: 'The job summary could not be written' }));
    },
    fail: (message) => core.setFailed(message),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Shows untrusted text in a folded group. Between the two marks the runner obeys no command; the token that ends them
 * is drawn afresh, so the text cannot hold it.
 */
export function quoteTo(stdout: { write(text: string): unknown }, title: string, untrusted: string): void {
  const token = randomUUID();
  stdout.write(`::group::${neutralise(title)}\n::stop-commands::${token}\n`);
  stdout.write(`${printable(untrusted)}\n`);
  stdout.write(`::${token}::\n::endgroup::\n`);
}

/** Our own log lines may hold names from a budget file: a line must not begin a command, nor hold terminal controls. */
export function neutralise(message: string): string {
  return printable(message)
    .split('\n')
    .map((line) => line.replace(/^(\s*)::/, '$1\u200b::').replace(/##(?=\[)/g, '##\u200b'))
    .join('\n');
}

/** Drops control characters except tab and line feed, and those that turn the direction of text around. */
function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '\ufffd',
    );
}
