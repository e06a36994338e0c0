/** Progress of a long measurement on stderr: one line that is rewritten in a terminal, plain lines elsewhere. */
import type { ProgressStream } from '../settings.ts';

export interface Progress {
  /** Something worth a line of its own. */
  say(text: string): void;
  /** What is going on right now; replaces the last such line in a terminal, and is dropped elsewhere. */
  show(text: string): void;
  /** Leaves the terminal on a fresh line. */
  end(): void;
}

// A name may come from a benchmark: no control character of its may reach the terminal.
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}

export function createProgress(stream: ProgressStream): Progress {
  const rewrites = stream.isTTY === true;
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
      if (!rewrites) return;
      const line = plain(text);
      const width = Math.max(20, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
      shown = true;
    },
    end: clear,
  };
}
