import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAsvRunner } from '../../src/runners/asv.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});
const runner = createAsvRunner();
const asv = (benchmark: string) => ({ kind: 'asv' as const, benchmark });

const CONFIG = `{
  // Comments are allowed here, as asv has them.
  "version": 1, "project": "shop", "repo": ".", "environment_type": "virtualenv", "benchmark_dir": "suite"
}`;
const SUITE = `
class Tokens:
    params = [[10, 100], ['a']]
    param_names = ['n', 'kind']
    sample_time, warmup_time, repeat = 0.001, 0, (3, 4, 0.1)
    def setup(self, n, kind): self.text = (kind + ' ') * n
    def time_tokens(self, n, kind): sorted(self.text.split())
def track_size(): return 42
track_size.unit = 'bytes'
def time_fails(): raise ValueError('boom')
def time_skipped(): pass
def skip(): raise NotImplementedError('not here')
time_skipped.setup = skip
`;

describe('an asv suite', () => {
  const files = { 'asv.conf.json': CONFIG, 'suite/__init__.py': '', 'suite/shop.py': SUITE };

  it('is measured in the given interpreter, and leaves nothing of it in the project or at home', async () => {
    const directory = project(files);
    const machineFile = join(homedir(), '.asv-machine.json');
    const hadMachineFile = existsSync(machineFile);
    const outcome = await measureOnce(runner, directory, asv('shop'));
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({
      "shop.Tokens.time_tokens(10, 'a')": 'ok',
      "shop.Tokens.time_tokens(100, 'a')": 'ok',
      'shop.time_fails': 'crashed',
      'shop.time_skipped': 'absent',
      'shop.track_size': 'ok',
    });
    const [small] = outcome.measured;
    expect(small?.params).toEqual({ n: '10', kind: "'a'" });
    expect(small?.metrics.wall_time?.runs).toHaveLength(1);
    expect(small?.metrics.wall_time?.runs[0]?.length).toBeGreaterThanOrEqual(3);
    const size = outcome.measured.find(({ sub }) => sub === 'shop.track_size');
    expect(size?.metrics).toEqual({ size: { unit: 'B', better: 'lower', runs: [[42]] } });
    expect(outcome.measured.find(({ sub }) => sub === 'shop.time_fails')?.failure?.message).toContain('boom');
    expect(readdirSync(directory).sort()).toEqual(['asv.conf.json', 'suite']);
    expect(existsSync(machineFile)).toBe(hadMachineFile);
  });

  it('of which nothing matches is told so', async () => {
    const { failure } = await measureOnce(runner, project(files), asv('nothing_like_that'));
    expect(failure?.code).toBe('crashed');
    expect(failure?.hint).toContain('regular expression');
  });

  it('without asv.conf.json is told so', async () => {
    const { failure } = await measureOnce(runner, project({ 'suite/a.py': '' }), asv('x'));
    expect(failure?.code).toBe('unsupported');
    expect(failure?.hint).toContain('asv.conf.json');
  });
});
