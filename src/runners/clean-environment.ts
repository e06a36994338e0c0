/**
 * Which variables a benchmark, a `setup` command or a results command gets to see: what it needs to run, and nothing
 * that lets it act for the job that started it. The lists are data so that docs/security.md can show them.
 */

/** Everything that begins so belongs to the runner of the job: tokens, file commands (`GITHUB_ENV`), inputs, state. */
export const WITHHELD_PREFIXES = [
  'GITHUB_',
  'GITEA_',
  'FORGEJO_',
  'ACTIONS_',
  'INPUT_',
  'RUNNER_',
  'STATE_',
  'ACT_',
  'VAULT_',
] as const;

/** Names that give access to something, or that change how tools below us run. */
export const WITHHELD_NAMES = [
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_V8_COVERAGE',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'SSH_ASKPASS',
  'GIT_ASKPASS',
  'GPG_AGENT_INFO',
  'NETRC',
  'KUBECONFIG',
  'DOCKER_AUTH_CONFIG',
  'SENTRY_DSN',
  'GH_PAT',
  'PYTHONINSPECT', // would wait for a terminal
  'PYTHONSTARTUP',
] as const;

/** Names that say that the value is a credential. `TOKENIZERS_PARALLELISM` is none; `PWD` and `OLDPWD` are none. */
export const WITHHELD_PATTERNS: readonly RegExp[] = [
  /TOKENS?(_|$)/i,
  /SECRET/i,
  /PASSWORD|PASSWD|PASSPHRASE|PASSCODE|_PASS$/i,
  /CREDENTIAL/i,
  /API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ACCOUNT_?KEY/i,
  /(^|_)KEYS?(_|$)/i,
  /(^|_)(AUTH|AUTHORIZATION|PAT|COOKIE)$/i,
];

/** Whether a variable is kept from benchmark processes. Names are compared as Windows does, without regard to case. */
export function isWithheld(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    WITHHELD_PREFIXES.some((prefix) => upper.startsWith(prefix)) ||
    (WITHHELD_NAMES as readonly string[]).includes(upper) ||
    WITHHELD_PATTERNS.some((pattern) => pattern.test(name))
  );
}

/**
 * The environment for a process that runs the project's code. PATH, HOME, LANG, VIRTUAL_ENV, setup-python's
 * `pythonLocation` and LD_LIBRARY_PATH, CI and whatever else a person set stay. So do Python's development switches
 * (PYTHONDEVMODE, PYTHONTRACEMALLOC, …): somebody set them, and the harness warns (`development-mode`,
 * `tracing-active`) where they are in force. `extra` is added as it is.
 */
export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !isWithheld(name)) clean[name] = value;
  }
  return { ...clean, ...extra };
}
