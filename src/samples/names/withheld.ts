/**
 * Which variables are kept from benchmarks, `setup` and results commands: what belongs to the job's runner, and what is
 * named like a credential. The lists are data so that docs/security.md can show them.
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

/** Names that say that the value is a credential, whatever it looks like. */
const CREDENTIALS: readonly RegExp[] = [
  /SECRET/i,
  /PASSWORD|PASSWD|PASSPHRASE|PASSCODE|_PASS$/i,
  /CREDENTIAL/i,
  /API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ACCOUNT_?KEY/i,
];

/** Words that name a credential, but a number of tokens, a sort key or a cookie switch as well. */
const AMBIGUOUS: readonly RegExp[] = [
  /TOKENS?(_|$)/i,
  /(^|_)KEYS?(_|$)/i,
  /(^|_)(AUTH|AUTHORIZATION|PAT|COOKIE)$/i,
];

/** What is counted, limited, sorted by or described is none: `MAX_TOKENS`, `TOKENS_PER_CHUNK`, `SORT_KEY`, `KEY_SIZE`. */
const HARMLESS =
  /(^|_)(MAX|MIN|NUM|N|NB|TOTAL|AVG|MEAN|TARGET|INPUT|OUTPUT|CONTEXT|PROMPT|COMPLETION|EMBEDDING|PAD|STOP|EOS|BOS)_(NEW_)?TOKENS?(_|$)|TOKENS?_(PER|COUNT|LIMIT|BUDGET|SIZE|LENGTH|TYPE|BATCH|RATE)(_|$)|(^|_)(SORT|PRIMARY|FOREIGN|PARTITION|CACHE|INDEX|LOOKUP|HASH|GROUP|ROUTING|SHARD|PUBLIC|NUM|N|MAX|MIN)_KEYS?(_|$)|(^|_)KEYS?_(SIZE|LENGTH|COUNT|TYPE|PREFIX|RANGE|SPACE|BITS)(_|$)/i;

/** A switch or nothing can be no credential, and a plain number none of those that are named ambiguously. */
const SWITCH = /^(true|false|yes|no|on|off|[01])?$/i;
const NUMBER = /^\d{1,9}(\.\d{1,9})?$/;

/** Whether the variable belongs to the job's runner: its files, its inputs, its state. */
export function isOfRunner(name: string): boolean {
  const upper = name.toUpperCase();
  return WITHHELD_PREFIXES.some((prefix) => upper.startsWith(prefix));
}

/** Whether a variable is kept from benchmark processes. Names are compared as Windows does, without regard to case. */
export function isWithheld(name: string, value = 'unknown'): boolean {
  if (isOfRunner(name) || (WITHHELD_NAMES as readonly string[]).includes(name.toUpperCase())) return true;
  if (SWITCH.test(value)) return false;
  if (CREDENTIALS.some((pattern) => pattern.test(name))) return true;
  return AMBIGUOUS.some((pattern) => pattern.test(name)) && !HARMLESS.test(name) && !NUMBER.test(value);
}

/** With these a process acts for the job that started it: they are handed on to nobody, asked for or not. */
export function isNeverPassed(name: string): boolean {
  return /^(GITHUB|GITEA|FORGEJO)_(TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$|^(ACTIONS|INPUT|STATE)_/i.test(
    name,
  );
}
