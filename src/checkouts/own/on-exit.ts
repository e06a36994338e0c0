/**
 * Undoing things however the process ends. Node's `exit` event comes with a normal end, `process.exit`, an uncaught
 * error and, through `watchInterruption`, with signals; SIGKILL is left to the next run (see leftovers.ts).
 */

const undos = new Set<() => void>();
let listening = false;

/** `undo` must be synchronous. Returns a function that takes it back, once it was done in the ordinary way. */
export function onExit(undo: () => void): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', undoAll);
  }
  undos.add(undo);
  return () => undos.delete(undo);
}

function undoAll(): void {
  for (const undo of [...undos].reverse()) {
    undos.delete(undo);
    try {
      undo();
    } catch {
      // The others still have to be undone.
    }
  }
}

/** The part of `process` that is needed, so that tests can pass a stand-in. */
export interface SignalSource {
  on(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

export interface Interruption extends Disposable {
  /** Aborted by the first signal; its reason names it. Whoever measures stops, and what was measured is kept. */
  readonly signal: AbortSignal;
  /** The signal's name, once there was one. */
  readonly received: () => NodeJS.Signals | undefined;
}

const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * The first SIGINT, SIGTERM or SIGHUP asks the run to come to an orderly end. A second one – an impatient Ctrl-C, or
 * the forge's SIGTERM 7.5 s after its SIGINT – ends the process at once with status 128 + number, having undone
 * everything that was registered with `onExit`.
 */
export function watchInterruption(
  source: SignalSource,
  signals = Object.keys(NUMBERS) as NodeJS.Signals[],
): Interruption {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (received !== undefined) return source.exit(128 + (NUMBERS[signal] ?? 0));
    received = signal;
    controller.abort(new Error(`interrupted by ${signal}`));
  };
  for (const signal of signals) source.on(signal, listener);
  return {
    signal: controller.signal,
    received: () => received,
    [Symbol.dispose]() {
      for (const signal of signals) source.off(signal, listener);
    },
  };
}
