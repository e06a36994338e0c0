/**
 * How long a run waits for servers, all in all. A store, the API or the cache service may hang, answer 502 for an hour or
 * ask to come back later: one budget of seconds is shared by everything that a run reads, saves and posts.
 */
import { UsageError } from '../errors.ts';

export interface Patience {
  /**
   * Waits for `call`, at most as long as there is patience left. Its signal is aborted after that, and a call that does
   * not heed it is left behind. `what` is awaited, in words: `the git server`.
   * @throws UsageError when the time is up, or when the run was interrupted meanwhile.
   */
  wait<Value>(what: string, share: Share, call: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
}

/** Seconds. */
export interface Share {
  /** However much is left, not longer than this. */
  readonly most: number;
  /** However little is left, at least this long: what was spent on reading must not keep the verdict from being posted. */
  readonly least: number;
}

export interface PatienceOptions {
  /** Seconds in all. */
  readonly seconds: number;
  /** Aborted when the job is cancelled. */
  readonly interrupted: AbortSignal;
  readonly say: (message: string) => void;
  /** Seconds between two lines that say what is awaited. */
  readonly every?: number;
}

export function createPatience({ seconds, interrupted, say, every = 10 }: PatienceOptions): Patience {
  let left = seconds;
  return {
    async wait(what, { most, least }, call) {
      const limit = Math.min(most, Math.max(left, least));
      const stop = new AbortController();
      const started = performance.now();
      const waited = () => (performance.now() - started) / 1000;
      const telling = setInterval(
        () => say(`still waiting for ${what}, ${Math.round(waited())} s`),
        every * 1000,
      );
      const ended = new Promise<never>((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
      });
      ended.catch(() => undefined);
      const late = setTimeout(
        () => stop.abort(new UsageError(`There was no answer from ${what} within ${Math.round(limit)} s.`)),
        limit * 1000,
      );
      const interrupt = () => stop.abort(new UsageError('The run was interrupted.'));
      interrupted.addEventListener('abort', interrupt, { once: true });
      if (interrupted.aborted) interrupt();
      try {
        stop.signal.throwIfAborted();
        const called = call(stop.signal);
        // Nobody listens any more to a call that was left behind.
        called.catch(() => undefined);
        return await Promise.race([called, ended]);
      } catch (error) {
        // What a call says that was cut off is only that it was cut off.
        throw stop.signal.aborted ? stop.signal.reason : error;
      } finally {
        interrupted.removeEventListener('abort', interrupt);
        clearTimeout(late);
        clearInterval(telling);
        left -= waited();
      }
    },
  };
}
