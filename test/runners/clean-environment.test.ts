import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, isWithheld } from '../../src/runners/clean-environment.ts';

describe('the environment of a benchmark process', () => {
  test.each([
    'GITHUB_TOKEN',
    'GITHUB_ENV',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'INPUT_GITHUB-TOKEN',
    'RUNNER_TEMP',
    'STATE_post',
    'GH_TOKEN',
    'NPM_TOKEN',
    'SYSTEM_ACCESSTOKEN',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'AZURE_CLIENT_SECRET',
    'PGPASSWORD',
    'MYSQL_PWD_PASSWORD',
    'DEPLOY_KEY',
    'SSH_PRIVATE_KEY_FILE',
    'OPENAI_API_KEY',
    'STRIPE_APIKEY',
    'SSH_AUTH_SOCK',
    'NODE_OPTIONS',
    'npm_config__authToken',
    'TWINE_PASSWORD',
    'github_token',
    'DOCKER_PASS',
    'GPG_PASSPHRASE',
    'SLACK_COOKIE',
    'HTTP_AUTHORIZATION',
    'SIGNING_KEYS',
  ])('is without %s', (name) => {
    expect(isWithheld(name)).toBe(true);
  });

  test.each([
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TMPDIR',
    'VIRTUAL_ENV',
    'pythonLocation',
    'Python3_ROOT_DIR',
    'LD_LIBRARY_PATH',
    'CI',
    'PWD',
    'OLDPWD',
    'TOKENIZERS_PARALLELISM',
    'KEYBOARD',
    'PYTHONPATH',
    'PYTHONDEVMODE',
    'DATABASE_URL',
    'OMP_NUM_THREADS',
    'PIP_INDEX_URL',
    'MONKEY',
    'PYTHON_JIT',
    'PATTERN',
    'AUTHOR',
    'SYSTEMROOT',
  ])('keeps %s', (name) => {
    expect(isWithheld(name)).toBe(false);
  });

  test('holds no secret, whatever the secret is called', () => {
    const secretName = fc
      .tuple(
        fc.constantFrom('', 'MY_', 'x_', 'PROD_', 'aws_'),
        fc.constantFrom('TOKEN', 'SECRET', 'PASSWORD', 'API_KEY', 'ACCESS_KEY', 'CREDENTIALS', 'PRIVATE_KEY'),
        fc.constantFrom('', '_FILE', '_2', '_ID'),
        fc.boolean(),
      )
      .map(([before, word, after, lower]) =>
        lower ? `${before}${word}${after}`.toLowerCase() : before + word + after,
      );
    const runnerName = fc
      .tuple(
        fc.constantFrom('GITHUB_', 'ACTIONS_', 'INPUT_', 'RUNNER_'),
        fc.stringMatching(/^[A-Z_-]{1,12}$/),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.oneof(secretName, runnerName)), (names) => {
        const env = Object.fromEntries(names.map((name) => [name, 'hunter2']));
        const clean = cleanEnvironment({ ...env, PATH: '/bin' }, { PYTHONHASHSEED: '1' });
        expect(clean).toEqual({ PATH: '/bin', PYTHONHASHSEED: '1' });
      }),
    );
  });
});
