/**
 * Progress of a long measurement on stderr: one line that is rewritten in a terminal; plain lines elsewhere, and one of
 * them at least every few seconds, so that nobody takes a job that measures for one that hangs.
 */
import type { ProgressStream } from '../settings.ts';

export interface Progress {
  /** Something worth a line of its own. */
  say(text: string): void;
  /** What is going on right now; replaces the last such line in a terminal, and is told elsewhere if it goes on. */
  show(text: string): void;
  /** Leaves the terminal on a fresh line. Nothing is told after that but what is said. */
  end(): void;
}

/** Seconds without a line, where there is no terminal. */
const QUIET = 15;

// A name may come from a benchmark: no control character of its may reach the terminal.
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}

export function createProgress(stream: ProgressStream, quiet = QUIET): Progress {
  return stream.isTTY === true ? rewriting(stream) : telling(stream, quiet);
}

function rewriting(stream: ProgressStream): Progress {
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001b[K');
    shown = false;
  };
  return {
    say(text) {
      clear();
      stream.write(`${plain(text)}\n`);
    },
    show(text) {
      const line = plain(text);
      const width = Math.max(20, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
      shown = true;
    },
    end: clear,
  };
}

function telling(stream: ProgressStream, quiet: number): Progress {
  const started = performance.now();
  let now = 'still at work';
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const write = (text: string) => {
    stream.write(`${plain(text)}\n`);
    clearTimeout(timer);
    if (!ended) timer = setTimeout(() => write(`${now} · ${elapsed(started)} so far`), quiet * 1000).unref();
  };
  return {
    say(text) {
      now = text;
      write(text);
    },
    show(text) {
      now = text;
      // The clock of silence starts with the first word.
      timer ??= setTimeout(() => write(`${now} · ${elapsed(started)} so far`), quiet * 1000).unref();
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

function elapsed(since: number): string {
  const seconds = Math.round((performance.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
