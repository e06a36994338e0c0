/** A compiled part that is not in the checkout: what is said about it, and where an install of this checkout is used. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { toolPath } from '../tools/tools.ts';
import { makeProject, measureOnce } from './tool-request.ts';

const directories: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  directories.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const FILES = {
  'pyproject.toml': '[project]\nname = "shop"\n',
  'src/shop/__init__.py': 'from ._fast import who\n',
  'benchmarks/bench.py': 'import shop\ndef run(): return shop.who()\n',
  'benchmarks/test_bench.py': 'import shop\ndef test_run(benchmark): benchmark(shop.who)\n',
  'benchmarks/script.py': 'import pyperf, shop\npyperf.Runner().bench_func("who", shop.who)\n',
  'suite/__init__.py': '',
  'suite/s.py': 'import shop\ndef time_who(): shop.who()\n',
  'asv.conf.json': '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite"}',
};
const SPECS: readonly RunnerSpec[] = [
  { kind: 'callable', target: 'benchmarks/bench.py:run' },
  { kind: 'timeit', stmt: 'shop.who()', setup: 'import shop' },
  { kind: 'pytest', args: 'benchmarks/test_bench.py' },
  { kind: 'pyperf', script: 'benchmarks/script.py' },
  { kind: 'asv', benchmark: 'time_who' },
  { kind: 'command', command: 'python3 -c "import sys; sys.path.insert(0, \'src\'); import shop"' },
];

describe('a part of the project that was not built in the checkout', () => {
  it.each(SPECS.map((spec) => [spec.kind, spec] as const))('%s says so, with the cure', async (_, spec) => {
    const directory = project(FILES);
    const { failure: whole, measured } = await measureOnce(runnerFor(spec.kind), directory, spec, {
      side: 'baseline',
      foreign: ['/nowhere'],
    });
    const failure = whole ?? measured[0]?.failure;
    expect(measured.flatMap(({ metrics }) => Object.keys(metrics))).toEqual([]);
    expect(failure?.code).toMatch(/^(?:crashed|not-loaded)$/);
    expect(failure?.hint).toContain(`"shop._fast" was not found in its package`);
    expect(failure?.hint).toContain(`not built in ${directory}`);
    expect(failure?.hint).toMatch(
      /setup: python3 -m venv \.pacegate\/venv && .* with `python: \.pacegate\/venv\/bin\/python`/,
    );
  });
});

/** An ordinary install made from `from`, as pip leaves it, in an environment elsewhere. */
async function install(from: string): Promise<string> {
  const home = project({});
  execFileSync(await toolPath('python'), ['-m', 'venv', '--without-pip', join(home, 'environment')]);
  const python = join(home, 'environment', 'bin', 'python');
  const script = `
import importlib.util, json, os, shutil, sys, sysconfig
site = sysconfig.get_path("purelib")
os.makedirs(site + "/shop-1.dist-info")
shutil.copytree(sys.argv[1] + "/src/shop", site + "/shop")
# Any compiled module will do as the project's own: it is this one's presence that counts.
name = "_fast" + sysconfig.get_config_var("EXT_SUFFIX")
with open(site + "/shop/" + name, "wb") as file: file.write(b"not looked into")
with open(site + "/shop-1.dist-info/direct_url.json", "w") as file:
    json.dump({"url": "file://" + sys.argv[1], "dir_info": {}}, file)
with open(site + "/shop-1.dist-info/RECORD", "w") as file:
    file.writelines("shop/%s,,\\n" % each for each in ("__init__.py", name))
`;
  execFileSync(python, ['-c', script, from]);
  return python;
}

it('an install that was made from this very checkout is used where it has the compiled part; another is not', async () => {
  const [own, other] = [project(FILES), project(FILES)];
  const python = await install(own);
  expect(existsSync(python)).toBe(true);
  const spec: RunnerSpec = { kind: 'callable', target: 'benchmarks/bench.py:run' };
  const run = (directory: string, foreign: string) =>
    measureOnce(runnerFor('callable'), directory, spec, { python, foreign: [foreign] });
  // The file is no real extension: that it is tried to be loaded shows which copy was taken.
  const ofOwn = await run(own, other);
  expect(ofOwn.failure?.message).toMatch(/ImportError.*_fast.*(?:invalid ELF|file too short|not a mach-o)/is);
  const ofOther = await run(other, own);
  expect(ofOther.failure?.message).toMatch(/ModuleNotFoundError: No module named 'shop\._fast'/);
  expect(ofOther.failure?.hint).toContain("could be the other side's");
});
