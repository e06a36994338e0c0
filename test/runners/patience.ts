/**
 * For tests of what happens when a time-out is up: tries longer and longer ones, until what is to be cut off had begun
 * before it was. How soon it begins depends on the machine; what happens then does not.
 *
 * @param attempt is given the time-out in seconds
 * @param begun whether it was long enough
 */
export async function withPatience<Outcome>(
  attempt: (timeout: number) => Promise<Outcome>,
  begun: (outcome: Outcome) => boolean,
): Promise<Outcome> {
  for (const timeout of [1, 4, 16]) {
    const outcome = await attempt(timeout);
    if (begun(outcome)) return outcome;
  }
  return attempt(64);
}
