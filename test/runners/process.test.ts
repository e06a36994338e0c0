import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OUTPUT_LIMIT, type ProcessSpec, runProcess } from '../../src/runners/process.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pacegate-process-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const env = { PATH: process.env.PATH };
const run = (shell: string, more: Partial<ProcessSpec> = {}) =>
  runProcess({ shell, cwd: scratch, env, timeout: 30, ...more } as ProcessSpec);

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
    const end = await runProcess({ command: '/no/such/program', args: [], cwd: scratch, env, timeout: 5 });
    expect(end.startError).toContain('ENOENT');
  });

  test('an argument that no program can take', async () => {
    const end = await runProcess({ command: 'echo', args: ['a\0b'], cwd: scratch, env, timeout: 5 });
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
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  test('is not cut inside a character', async () => {
    const end = await run('printf "ééé"', { outputLimit: 3 });
    expect(end.output).toBe('é');
  });
});

describe.runIf(process.platform === 'linux')('nothing is left', () => {
  test('of a process that runs too long, not even a child that ignores SIGTERM in a session of its own', async () => {
    const end = await run(
      'setsid sh -c \'trap "" TERM; echo $$ > escaped; while :; do sleep 0.1; done\' & echo $$ > root; sleep 60',
      { timeout: 0.7 },
    );
    expect(end).toMatchObject({ timedOut: true });
    expect(end.seconds).toBeLessThan(10);
    expect(lives('escaped')).toBe(false);
    expect(lives('root')).toBe(false);
  });

  test('of a process that ends and leaves children', async () => {
    const end = await run(
      'setsid sleep 60 & echo $! > left1; sleep 61 & echo $! > left2; sleep 0.2; echo fine',
    );
    expect(end).toMatchObject({ exit: 0, leftBehind: 2, output: 'fine\n' });
    expect(lives('left1') || lives('left2')).toBe(false);
  });

  test('and children that end by themselves a moment later are nobody left behind', async () => {
    expect(await run('sleep 0.2 & echo fine')).toMatchObject({ exit: 0, leftBehind: 0 });
  });

  test('of a process whose caller gives up', async () => {
    const controller = new AbortController();
    const running = run('sleep 60 & echo $! > aborted; wait', { signal: controller.signal });
    await sleep(500);
    controller.abort();
    expect(await running).toMatchObject({ aborted: true, timedOut: false });
    expect(lives('aborted')).toBe(false);
  });

  test('and nothing is started when the caller has given up before', async () => {
    const end = await run('echo started', { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ aborted: true, output: '' });
  });

  test('of a process that goes on forking', async () => {
    const end = await run('n=0; while [ $n -lt 200 ]; do (setsid sleep 30 &) ; n=$((n+1)); done; sleep 60', {
      timeout: 1,
    });
    expect(end.timedOut).toBe(true);
    const { output } = await run('ps -eo args | grep -c "^sleep 30" || true');
    expect(output.trim()).toBe('0');
  });
});
