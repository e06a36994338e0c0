/** When a request that the server turned down is worth another try, and how long to wait first. */

/** What a failed request tells: octokit's RequestError has these. */
export interface FailedRequest {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Tries in all, for failures of the server. */
const ATTEMPTS = 5;
/** Seconds. GitHub asks for at least a minute where a secondary limit names no time of its own. */
const SECONDARY_LIMIT_DELAY = 60;

export type RetryDecision =
  | { readonly kind: 'retry'; readonly seconds: number }
  /** `seconds`: when the limit ends, where the server says so. */
  | { readonly kind: 'give-up'; readonly limited: boolean; readonly seconds?: number };

/**
 * @param attempt counts from 1: the try that failed
 * @param patience seconds of waiting that are left
 * @param now seconds since 1970
 * Source: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api (handle rate limits)
 */
export function decideRetry(
  failed: FailedRequest,
  attempt: number,
  patience: number,
  now: number,
): RetryDecision {
  const limited = isLimit(failed);
  if (!limited && failed.status < 500) return { kind: 'give-up', limited: false };
  const own = serverDelay(failed, now);
  const seconds = own ?? (limited ? SECONDARY_LIMIT_DELAY * 2 ** (attempt - 1) : 2 ** (attempt - 1));
  if (attempt >= ATTEMPTS || seconds > patience)
    return { kind: 'give-up', limited, ...(own !== undefined && { seconds: own }) };
  return { kind: 'retry', seconds };
}

function isLimit({ status, message, headers }: FailedRequest): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['x-ratelimit-remaining']?.toString() === '0' ||
    headers['retry-after'] !== undefined ||
    /secondary rate limit|abuse detection/i.test(message)
  );
}

/** Seconds that the server itself asks for. */
function serverDelay({ headers }: FailedRequest, now: number): number | undefined {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const seconds = Number(after);
    const delay = Number.isFinite(seconds) ? seconds : Date.parse(String(after)) / 1000 - now;
    if (Number.isFinite(delay)) return Math.max(0, delay);
  }
  if (headers['x-ratelimit-remaining']?.toString() !== '0') return undefined;
  const reset = Number(headers['x-ratelimit-reset']);
  // A second more: the limit ends within that second, and clocks differ.
  return Number.isFinite(reset) ? Math.max(0, reset - now) + 1 : undefined;
}
