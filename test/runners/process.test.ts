import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { OUTPUT_LIMIT, type ProcessSpec, runProcess } from '../../src/runners/processes/process.ts';
import { endTree, settleTree, watchTree } from '../../src/runners/processes/process-tree.ts';
import { withPatience } from './patience.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pacegate-process-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const env = { PATH: process.env.PATH };
const run = (shell: string, more: Partial<ProcessSpec> = {}) =>
  runProcess({ shell, cwd: scratch, env, timeout: 100, ...more } as ProcessSpec);
const isWritten = (file: string) => existsSync(join(scratch, file));

/** The process whose number a script wrote to a file of the scratch directory. */
function lives(file: string): boolean {
  const pid = Number(readFileSync(join(scratch, file), 'utf8'));
  expect(pid).toBeGreaterThan(1);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

describe('how a process ended', () => {
  test('its exit status and output, both streams in order', async () => {
    const end = await run('echo one; echo two >&2; exit 3');
    expect(end).toMatchObject({
      exit: 3,
      signal: undefined,
      output: 'one\ntwo\n',
      timedOut: false,
      leftBehind: 0,
    });
  });

  test('a signal', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ exit: undefined, signal: 'SIGKILL', timedOut: false });
  });

  test('a program that is not there', async () => {
    const end = await runProcess({ command: '/no/such/program', args: [], cwd: scratch, env, timeout: 100 });
    expect(end.startError).toContain('ENOENT');
  });

  test('an argument that no program can take', async () => {
    const end = await runProcess({ command: 'echo', args: ['a\0b'], cwd: scratch, env, timeout: 100 });
    expect(end.startError).toBeDefined();
  });

  test('no standard input to wait for', async () => {
    expect(await run('cat; echo done')).toMatchObject({ exit: 0, output: 'done\n' });
  });
});

describe('output', () => {
  test('of 300 MB is read, and its tail kept, in far less memory', async () => {
    const before = process.memoryUsage().rss;
    const end = await run('head -c 300000000 /dev/zero | tr "\\0" x; echo; echo the end');
    expect(end.exit).toBe(0);
    expect(end.outputBytes).toBe(300_000_009);
    expect(end.output).toHaveLength(OUTPUT_LIMIT);
    expect(end.output.endsWith('x\nthe end\n')).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  });

  test('is not cut inside a character', async () => {
    const end = await run('printf "ééé"', { outputLimit: 3 });
    expect(end.output).toBe('é');
  });
});

describe.runIf(process.platform === 'linux')('nothing is left', () => {
  test('of a process that runs too long, not even a child that ignores SIGTERM in a session of its own', async () => {
    const end = await withPatience(
      (timeout) =>
        run(
          'setsid sh -c \'trap "" TERM; echo $$ > escaped; while :; do sleep 0.1; done\' & echo $$ > root; sleep 600',
          { timeout },
        ),
      () => isWritten('escaped') && isWritten('root'),
    );
    expect(end).toMatchObject({ timedOut: true });
    expect(lives('escaped')).toBe(false);
    expect(lives('root')).toBe(false);
  });

  test('of a process that ends and leaves children', async () => {
    const end = await run('setsid sleep 600 & echo $! > left1; sleep 600 & echo $! > left2; echo fine');
    expect(end).toMatchObject({ exit: 0, leftBehind: 2, output: 'fine\n' });
    expect(lives('left1') || lives('left2')).toBe(false);
  });

  test('and children that end by themselves a moment later are nobody left behind', async () => {
    const marker = 'as-long-as-it-is-not-there';
    const child = spawn('sh', ['-c', `(while [ ! -e ${marker} ]; do sleep 0.02; done) & exit`], {
      cwd: scratch,
      detached: true,
      stdio: 'ignore',
    });
    const tree = watchTree(child.pid ?? 0, marker);
    await once(child, 'exit');
    expect(await settleTree(tree, 0)).toBeGreaterThan(0);
    const settled = settleTree(tree, 100);
    await run(`touch ${marker}`);
    expect(await settled).toBe(0);
    await endTree(tree, { grace: 0 });
  });

  test('of a process whose caller gives up', async () => {
    const controller = new AbortController();
    const running = run('sleep 600 & echo $! > aborted; wait', { signal: controller.signal });
    await vi.waitFor(() => expect(isWritten('aborted') && lives('aborted')).toBe(true), {
      timeout: 100_000,
      interval: 20,
    });
    controller.abort();
    expect(await running).toMatchObject({ aborted: true, timedOut: false });
    expect(lives('aborted')).toBe(false);
  });

  test('and nothing is started when the caller has given up before', async () => {
    const end = await run('echo started', { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ aborted: true, output: '' });
  });

  test('of a process that goes on forking', async () => {
    // A number of seconds that nobody else on this machine sleeps.
    const child = `sleep 600.${process.pid}`;
    const end = await withPatience(
      (timeout) =>
        run(`n=0; while [ $n -lt 200 ]; do (setsid ${child} &) ; n=$((n+1)); done; touch forked; sleep 600`, {
          timeout,
        }),
      () => isWritten('forked'),
    );
    expect(end.timedOut).toBe(true);
    const { output } = await run(`ps -eo args | grep -c "^${child}" || true`);
    expect(output.trim()).toBe('0');
  });
});
