/** The set-up that init writes, run as a run of the gate does it, with real environments and without a network. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runSetups } from '../../src/checkouts/setup.ts';
import { cleanEnvironment } from '../../src/runners/processes/clean-environment.ts';
import { runProcess } from '../../src/runners/processes/process.ts';
import { findTool } from '../tools/tools.ts';
import { FIXTURE, initIn, removeAll, repository, type Written } from './fixture.ts';
import { localProject, writeWheel } from './local-backend.ts';

const uv = await findTool('uv');
const scratch = mkdtempSync(join(tmpdir(), 'pacegate-wheels-'));
const wheels = join(scratch, 'wheels');
mkdirSync(wheels);
for (const name of ['pytest', 'fast', 'other']) writeWheel(wheels, name);
afterAll(() => {
  removeAll();
  rmSync(scratch, { recursive: true, force: true });
});

/** Nothing is fetched; with `path` first on PATH, and no uv but one that lies there. */
function environment(path?: string): Record<string, string> {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => !existsSync(join(place, 'uv')));
  return cleanEnvironment({
    ...process.env,
    PATH: [...(path === undefined ? [] : [path]), ...places].join(delimiter),
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: wheels,
    UV_OFFLINE: '1',
    UV_FIND_LINKS: wheels,
    UV_CACHE_DIR: join(scratch, 'cache'),
    UV_PYTHON_DOWNLOADS: 'never',
  });
}

async function setUp({ directory, setUp: command }: Written, env: Record<string, string>) {
  const failed = await runSetups({
    checkouts: [{ side: 'candidate', directory, root: directory, foreign: [] }],
    benchmarks: [{ name: 'a', setup: command }],
    run: runProcess,
    env,
    signal: new AbortController().signal,
  });
  return failed('a', 'candidate');
}

function git(directory: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
}

function commit(directory: string): void {
  git(directory, 'init', '-q');
  git(directory, 'add', '-A');
  git(directory, 'commit', '-qm', 'first');
}

function installed({ directory }: Written): string[] {
  const script = 'import importlib.metadata as m; print(*sorted({d.name for d in m.distributions()}))';
  const python = join(directory, '.pacegate/venv/bin/python');
  const names = execFileSync(python, ['-I', '-c', script], { cwd: scratch, encoding: 'utf8' })
    .trim()
    .split(' ');
  return names.filter((name) => !['pip', 'setuptools'].includes(name));
}

const shop = (bench: readonly string[]) => ({
  ...localProject({
    name: 'shop',
    module: 'def price(): return 1\n',
    extras: { bench },
    toml: `[project.optional-dependencies]\nbench = ${JSON.stringify(bench)}\n`,
  }),
  'bench/test_shop.py': `import shop\n${FIXTURE}`,
  '.gitignore': '__pycache__/\n.venv/\n',
});

function lockOf(files: Readonly<Record<string, string>>, env: Record<string, string>): string {
  const directory = repository(files);
  execFileSync(uv.path, ['lock', '--quiet'], { cwd: directory, env });
  return readFileSync(join(directory, 'uv.lock'), 'utf8');
}

describe.each([
  ['uv', uv.missing, uv.path === '' ? undefined : dirname(uv.path)],
  ['venv and pip', undefined, undefined],
])('an environment made by %s', (_, missing, path) => {
  test.skipIf(missing)(
    'holds the project and what it declares for its benchmarks; the developer’s own and git see nothing of it',
    async () => {
      const project = await initIn(shop(['pytest', 'fast']));
      execFileSync('python3', ['-m', 'venv', '--without-pip', '.venv'], { cwd: project.directory });
      const own = readFileSync(join(project.directory, '.venv/pyvenv.cfg'), 'utf8');
      commit(project.directory);
      expect(await setUp(project, environment(path))).toBeUndefined();
      expect(installed(project)).toEqual(['fast', 'pytest', 'shop']);
      expect(git(project.directory, 'status', '--porcelain')).toBe('');
      expect(readFileSync(join(project.directory, '.venv/pyvenv.cfg'), 'utf8')).toBe(own);
      expect(existsSync(join(project.directory, '.venv/bin/pip'))).toBe(false);
      // Once more, with other dependencies: what is no longer declared is gone, as on a side that is new.
      for (const [name, text] of Object.entries(shop(['pytest', 'other'])))
        writeFileSync(join(project.directory, name), text);
      const start = performance.now();
      expect(await setUp(project, environment(path))).toBeUndefined();
      expect(installed(project)).toEqual(['other', 'pytest', 'shop']);
      if (path !== undefined) expect(performance.now() - start).toBeLessThan(20_000);
    },
    120_000,
  );

  test.skipIf(missing)(
    'that cannot be made says first which package is not there',
    async () => {
      const project = await initIn(shop(['pytest', 'no-such-thing']));
      const failure = await setUp(project, environment(path));
      expect(failure?.message.split('\n')[0]).toMatch(/ended with status \d+: .*no-such-thing/);
    },
    60_000,
  );
});

test.skipIf(uv.missing)(
  'uv.lock: the locked versions, and of the groups only that for benchmarks',
  async () => {
    const files = {
      ...localProject({
        name: 'shop',
        toml: '[dependency-groups]\ndev = ["other"]\nbench = ["pytest", "fast"]\n',
      }),
      'bench/test_shop.py': FIXTURE,
      '.gitignore': '__pycache__/\n',
    };
    const env = environment(dirname(uv.path));
    const project = await initIn({ ...files, 'uv.lock': lockOf(files, env) });
    commit(project.directory);
    for (const _ of [1, 2]) expect(await setUp(project, env)).toBeUndefined();
    expect(installed(project)).toEqual(['fast', 'pytest', 'shop']);
    expect(git(project.directory, 'status', '--porcelain')).toBe('');
  },
  60_000,
);

test.skipIf(uv.missing)(
  'a changed source of a compiled part is built anew, though uv keeps what it built',
  async () => {
    const files = { ...shop(['pytest']), 'source.c': 'x = 1\n' };
    const env = environment(dirname(uv.path));
    const project = await initIn({ ...files, 'uv.lock': lockOf(files, env) });
    const built = () =>
      execFileSync(
        join(project.directory, '.pacegate/venv/bin/python'),
        ['-I', '-B', '-c', 'import built; print(built.x)'],
        {
          encoding: 'utf8',
        },
      );
    expect(await setUp(project, env)).toBeUndefined();
    expect(built()).toBe('1\n');
    writeFileSync(join(project.directory, 'source.c'), 'x = 2\n');
    expect(await setUp(project, env)).toBeUndefined();
    expect(built()).toBe('2\n');
  },
  60_000,
);

test.skipIf(uv.missing)(
  'a workspace of uv: the member that holds the benchmarks, and its group',
  async () => {
    const inMember = (name: string, toml: string) =>
      Object.fromEntries(
        Object.entries(localProject({ name, toml })).map(([path, text]) => [
          `packages/${name}/${path}`,
          text,
        ]),
      );
    const files = {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
      ...inMember('shop', '[dependency-groups]\nbench = ["pytest", "fast"]\n'),
      ...inMember('till', '[dependency-groups]\ndev = ["other"]\n'),
      'packages/shop/bench/test_shop.py': `import shop\n${FIXTURE}`,
    };
    const env = environment(dirname(uv.path));
    const project = await initIn({ ...files, 'uv.lock': lockOf(files, env) });
    expect(await setUp(project, env)).toBeUndefined();
    expect(installed(project)).toEqual(['fast', 'pytest', 'shop', 'till']);
  },
  60_000,
);
