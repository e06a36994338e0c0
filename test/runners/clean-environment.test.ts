import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, withheldNames } from '../../src/runners/processes/clean-environment.ts';
import { isNeverPassed, isWithheld } from '../../src/samples/names/withheld.ts';

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
    'MAX_TOKENS',
    'N_TOKENS',
    'MAX_NEW_TOKENS',
    'TOKENS_PER_CHUNK',
    'TOKEN_LIMIT',
    'SORT_KEY',
    'PRIMARY_KEY',
    'CACHE_KEYS',
    'KEY_SIZE',
    'SSH_PUBLIC_KEY',
  ])('keeps %s', (name) => {
    expect(isWithheld(name)).toBe(false);
  });

  test.each([
    ['TOKENS', '100'],
    ['KEYS', '1000000'],
    ['TOKEN', '0.25'],
    ['USE_AUTH', 'true'],
    ['SKIP_PASSWORD_CHECK', '1'],
    ['API_KEY', ''],
  ])('keeps %s=%s, which can be no credential', (name, value) => {
    expect(isWithheld(name, value)).toBe(false);
  });

  test.each([
    ['TOKEN', 'x1'],
    ['DB_PASSWORD', '1234'],
    ['API_KEY', '987654321'],
    ['GITHUB_RUN_ID', '1'],
    ['RUNNER_DEBUG', '1'],
    ['DEPLOY_KEY', '12345678901234567890'],
  ])('is without %s=%s', (name, value) => {
    expect(isWithheld(name, value)).toBe(true);
  });

  test('what the budget file sets and hands on is there, except in a stranger’s pull request', () => {
    const env = { PATH: '/bin', DB_PASSWORD: 'x', GITHUB_SHA: 'abc', GITHUB_TOKEN: 'ghs', OTHER_SECRET: 'y' };
    const variables = {
      env: { MODE: 'fast', PATH: '/own' },
      pass_env: ['DB_PASSWORD', 'GITHUB_SHA', 'GITHUB_TOKEN'],
    };
    expect(cleanEnvironment(env, { PYTHONHASHSEED: '1' }, variables)).toEqual({
      ...{ PATH: '/own', MODE: 'fast', PYTHONHASHSEED: '1' },
      ...{ DB_PASSWORD: 'x', GITHUB_SHA: 'abc' },
    });
    expect(withheldNames(env, variables)).toEqual(['GITHUB_TOKEN', 'OTHER_SECRET']);
    expect(cleanEnvironment(env, {}, { ...variables, untrusted: true })).toEqual({
      PATH: '/own',
      MODE: 'fast',
    });
  });

  test.each([
    'GITHUB_TOKEN',
    'GITHUB_ENV',
    'GITHUB_OUTPUT',
    'ACTIONS_RUNTIME_TOKEN',
    'INPUT_GITHUB-TOKEN',
    'STATE_x',
  ])('%s is handed on to nobody', (name) => {
    expect(isNeverPassed(name)).toBe(true);
    expect(cleanEnvironment({ [name]: 'x' }, {}, { pass_env: [name] })).toEqual({});
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
