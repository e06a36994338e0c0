import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { readEvent } from '../../src/github/event.ts';

const SHA = 'a'.repeat(40);
const repository = { full_name: 'acme/shop', default_branch: 'trunk' };

function pullRequest(head: object | null, extra: object = {}) {
  return {
    number: 7,
    repository,
    pull_request: { number: 7, head: { sha: SHA, repo: head }, base: { ref: 'trunk', sha: SHA }, ...extra },
  };
}

describe('readEvent', () => {
  test('a pull request of the same repository', () => {
    expect(readEvent('pull_request', pullRequest({ full_name: 'acme/shop' }), '')).toEqual({
      kind: 'pull-request',
      event: 'pull_request',
      number: 7,
      head: SHA,
      baseRef: 'trunk',
      baseSha: SHA,
      fork: false,
      closed: false,
    });
  });

  test.each([
    ['another repository', { full_name: 'mallory/shop' }, true],
    ['a repository deleted since', null, true],
    ['a repository that is a fork itself, and the base', { full_name: 'acme/shop', fork: true }, false],
    ['nothing but that it is a fork', { fork: true }, true],
  ])('a head in %s', (_what, head, fork) => {
    expect(readEvent('pull_request', pullRequest(head), '')).toMatchObject({ fork });
  });

  test.each([
    ['refs/heads/trunk', 'default-branch'],
    ['refs/heads/feature', 'other'],
    ['refs/tags/trunk', 'other'],
  ])('a push to %s', (ref, kind) => {
    expect(readEvent('push', { ref, repository }, '')).toMatchObject({ kind });
  });

  test('a schedule runs on the default branch, by the runner’s own ref', () => {
    expect(readEvent('schedule', { repository }, 'refs/heads/trunk')).toMatchObject({
      kind: 'default-branch',
    });
  });

  test('without a named default branch, main and master are taken for it', () => {
    expect(readEvent('push', { ref: 'refs/heads/main' }, '').kind).toBe('default-branch');
    expect(readEvent('push', { ref: 'refs/heads/other' }, '').kind).toBe('other');
  });

  test('a merge queue names its base', () => {
    const event = { merge_group: { base_sha: SHA }, repository };
    expect(readEvent('merge_group', event, '')).toEqual({ kind: 'merge-queue', base: SHA });
  });

  test('after an event that anybody can cause a job may check out anything: that is not the default branch', () => {
    expect(readEvent('issue_comment', { repository }, 'refs/heads/trunk')).toEqual({
      kind: 'other',
      event: 'issue_comment',
    });
    expect(readEvent('schedule', { repository }, 'refs/heads/trunk').kind).toBe('default-branch');
  });

  test('a run of a fork has ended', () => {
    const run = {
      id: 99,
      run_attempt: 2,
      event: 'pull_request',
      head_sha: SHA,
      head_branch: 'patch-1',
      head_repository: { full_name: 'mallory/shop', owner: { login: 'mallory' } },
      repository: { full_name: 'acme/shop' },
      pull_requests: [],
    };
    expect(readEvent('workflow_run', { workflow_run: run, repository }, '')).toEqual({
      kind: 'workflow-run',
      runId: 99,
      attempt: 2,
      event: 'pull_request',
      head: SHA,
      headBranch: 'patch-1',
      headOwner: 'mallory',
      fork: true,
      pullRequests: [],
    });
  });

  test.each([
    ['pull_request.head.sha', pullRequest(null, { head: { sha: '$(reboot)', repo: null } })],
    ['pull_request.number', { ...pullRequest(null, { number: '7' }), number: 1.5 }],
  ])('a %s that is none is an error, not a command', (field, payload) => {
    expect(() => readEvent('pull_request', payload, '')).toThrow(field);
  });

  test('any JSON gives facts or a UsageError', () => {
    const names = fc.constantFrom('pull_request', 'push', 'workflow_run', 'merge_group', 'schedule', '');
    fc.assert(
      fc.property(names, fc.jsonValue(), fc.string(), (name, payload, ref) => {
        try {
          readEvent(name, payload, ref);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
