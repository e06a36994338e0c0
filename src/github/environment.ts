/** What benchmarks get to see of the runner. */

/** Variables of the runner and of workflow steps; among them the files through which a step gives commands. */
const RUNNER_VARIABLES = /^(ACTIONS_|INPUT_|GITHUB_|RUNNER_|STATE_|GITEA_|FORGEJO_)/i;

/**
 * The environment without the runner's variables and without any variable that holds one of `secrets`. Everything that
 * we start (git aside) gets this one: setup commands, benchmarks, interpreters.
 */
export function withoutRunnerVariables(
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): Record<string, string> {
  const known = secrets.filter((secret) => secret !== '');
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !RUNNER_VARIABLES.test(entry[0]) &&
        !known.some((secret) => entry[1]?.includes(secret)),
    ),
  );
}
