/**
 * Each side is shown to run its own code by every runner that starts Python: timeit in the harness, and pytest, pyperf
 * and asv, whose processes tell by the probe. Real installs by pip, in an environment that both sides share.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { candidateCheckout, checkOutBase } from '../../src/checkouts/worktree.ts';
import { runnerFor } from '../../src/runners/registry.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import type { Checkout } from '../../src/samples/checkout.ts';
import type { Failure } from '../../src/samples/measurements.ts';
import { makeRepository, type TestRepository } from '../checkouts/git-fixture.ts';
import { runCli } from '../commands/project.ts';
import { toolPath } from '../tools/tools.ts';

const CURE =
  /setup: python3 -m venv \.pacegate\/venv && \.pacegate\/venv\/bin\/python -m pip install \..*python: \.pacegate\/venv\/bin\/python/s;

/** Tells which side's code the benchmark imported, where the test can read it. */
const TELL = `import os, shop
with open(os.path.join(os.environ.get("PACEGATE_CHECKOUT", os.getcwd()), "ran.txt"), "w") as file:
    file.write(shop.WHO)
`;

const SPECS: Readonly<Record<string, RunnerSpec>> = {
  timeit: { kind: 'timeit', stmt: 'shop.work()', setup: TELL },
  pytest: { kind: 'pytest', args: 'benchmarks/test_shop.py' },
  pyperf: { kind: 'pyperf', script: 'benchmarks/shop_pyperf.py' },
  asv: { kind: 'asv', benchmark: 'time_work' },
};

/** `directory` holds the package; only setup.py says so, which nobody but setuptools can read. */
function files(who: string, directory: string): Record<string, string> {
  return {
    'setup.py': `from setuptools import setup\nsetup(name="shop", version="1.0", packages=["shop"], package_dir={"": "${directory}"})\n`,
    [`${directory}/shop/__init__.py`]: `WHO = "${who}"\ndef work(): return sorted(range(300), key=lambda x: -x)\n`,
    'benchmarks/test_shop.py': `${TELL}\ndef test_work(benchmark): benchmark(shop.work)\n`,
    'benchmarks/shop_pyperf.py': `import pyperf\n${TELL}\npyperf.Runner().bench_func("work", shop.work)\n`,
    'suite/__init__.py': '',
    'suite/shop_asv.py': `${TELL}\ndef time_work(): shop.work()\ntime_work.warmup_time, time_work.repeat, time_work.sample_time = 0, 3, 0.001\n`,
    'asv.conf.json':
      '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite", "environment_type": "virtualenv"}',
    '.gitignore': 'ran.txt\n*.egg-info/\nbuild/\n.venv/\n__pycache__/\n.pacegate/\n',
  };
}

let tools: string;
let packages: string;
let home: string;
beforeAll(async () => {
  tools = await toolPath('python');
  packages = purelib(tools);
  home = mkdtempSync(join(tmpdir(), 'pacegate-tools-own-code-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function purelib(python: string): string {
  const tell = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', tell], { encoding: 'utf8' }).trim();
}

/** Makes `.venv` in `directory`, with the pinned tools in reach, and installs `project` in it; returns its Python. */
function install(directory: string, project: string, kind: 'ordinary' | 'editable'): string {
  execFileSync(tools, ['-m', 'venv', '--without-pip', '.venv'], { cwd: directory });
  const python = join(directory, '.venv/bin/python');
  execFileSync('sh', ['-c', `echo '${packages}' > '${purelib(python)}/tools.pth'`]);
  const offline = ['-q', '--no-build-isolation', '--no-deps', '--no-index', '--disable-pip-version-check'];
  const target = kind === 'editable' ? ['-e', project] : [project];
  execFileSync(python, ['-m', 'pip', 'install', ...offline, ...target], { cwd: directory, stdio: 'pipe' });
  return python;
}

interface Sides {
  readonly base: Checkout;
  readonly candidate: Checkout;
  readonly repository: TestRepository;
}

async function withSides(directory: string, work: (sides: Sides) => Promise<void>): Promise<void> {
  const repository = makeRepository();
  try {
    const commit = repository.commit('base', files('base', directory));
    repository.commit('candidate', files('candidate', directory));
    const repo = await requireRepository(repository.root);
    await using worktree = await checkOutBase(repo, commit, { env: repository.env });
    await work({ base: worktree.checkout, candidate: candidateCheckout(repo, worktree), repository });
  } finally {
    repository[Symbol.dispose]();
  }
}

interface Ran {
  readonly who: string | undefined;
  readonly failure: Failure | undefined;
  readonly values: number;
}

async function measure(
  runner: string,
  checkout: Checkout,
  candidate: Checkout,
  python: string,
): Promise<Ran> {
  const spec = SPECS[runner];
  if (!spec) throw new Error(runner);
  const proof = join(checkout.directory, 'ran.txt');
  rmSync(proof, { force: true });
  const outcome = await runnerFor(spec.kind).measure({
    name: runner,
    spec,
    measure: { python, max_time: 60, timeout: 60 },
    checkout,
    benchmarksFrom: candidate.directory,
    hashSeed: 0,
    budgetSeconds: 0.02,
    signal: new AbortController().signal,
    scratch: mkdtempSync(join(home, 'scratch-')),
  });
  return {
    who: existsSync(proof) ? readFileSync(proof, 'utf8') : undefined,
    failure: outcome.failure ?? outcome.measured.find(({ failure }) => failure)?.failure,
    values: outcome.measured.flatMap(({ metrics }) => metrics.wall_time?.runs.flat() ?? []).length,
  };
}

const RUNNERS = Object.keys(SPECS);
const shared = () => mkdtempSync(join(home, 'shared-'));

describe('one environment for both sides, with an editable install of the candidate', () => {
  test('in a src layout the base runs its own code all the same', () =>
    withSides('src', async ({ base, candidate, repository }) => {
      const python = install(shared(), repository.root, 'editable');
      for (const runner of RUNNERS) {
        const ran = {
          base: await measure(runner, base, candidate, python),
          candidate: await measure(runner, candidate, candidate, python),
        };
        expect([runner, ran]).toMatchObject([
          runner,
          { base: { who: 'base', failure: undefined }, candidate: { who: 'candidate', failure: undefined } },
        ]);
        expect(Math.min(ran.base.values, ran.candidate.values)).toBeGreaterThan(0);
      }
    }));

  test('where only setup.py knows the layout, the base is not measured; exit status 3 comes with the cure', () =>
    withSides('code', async ({ base, candidate, repository }) => {
      const python = install(shared(), repository.root, 'editable');
      for (const runner of RUNNERS) {
        const { failure, values, who } = await measure(runner, base, candidate, python);
        // The harness does not let the other side's directory onto the path.
        const code = runner === 'pytest' || runner === 'asv' ? 'not-loaded' : 'crashed';
        expect([runner, failure?.code, who, values]).toEqual([runner, code, undefined, 0]);
        expect([runner, failure?.hint]).toEqual([runner, expect.stringMatching(CURE)]);
      }
      repository.write({ 'budgets.yml': budgets(python) });
      const { status, stdout, stderr } = await runCli(['run', '--base', 'HEAD~1'], repository.root);
      expect(status, stdout + stderr).toBe(3);
      const report = JSON.parse(readFileSync(join(repository.root, '.pacegate/out/report.json'), 'utf8'));
      expect(report.verdict).toBe('missing');
      expect(report.results.map(({ verdict }: { verdict: string }) => verdict)).toEqual(
        RUNNERS.map(() => 'missing'),
      );
      const hints = report.benchmarks.flatMap(({ failures = [] }: { failures?: Failure[] }) =>
        failures.map(({ hint }) => hint),
      );
      expect(hints).toHaveLength(RUNNERS.length);
      for (const hint of hints) expect(hint).toMatch(CURE);
    }));
});

test('with an ordinary install of the candidate, the base is found to have run the installed copy', () =>
  withSides('code', async ({ base, candidate, repository }) => {
    const python = install(shared(), repository.root, 'ordinary');
    for (const runner of RUNNERS) {
      const { failure, values, who } = await measure(runner, base, candidate, python);
      expect([runner, failure?.code, who, values]).toEqual([runner, 'wrong-code', 'candidate', 0]);
      expect(failure?.hint).toMatch(CURE);
    }
  }));

test('with an environment of its own each side runs its own code, whatever its layout', () =>
  withSides('code', async ({ base, candidate }) => {
    for (const [checkout, who] of [
      [base, 'base'],
      [candidate, 'candidate'],
    ] as const) {
      install(checkout.directory, checkout.directory, 'ordinary');
      for (const runner of RUNNERS) {
        const ran = await measure(runner, checkout, candidate, '.venv/bin/python');
        expect([runner, ran]).toMatchObject([runner, { who, failure: undefined }]);
        expect(ran.values).toBeGreaterThan(0);
      }
    }
  }));

function budgets(python: string): string {
  const budget = 'budgets: [time < baseline + 50%]';
  return `version: 1
measure: { python: ${python}, max_time: 8 s }
baseline: { compare: side-by-side }
benchmarks:
  timeit: { timeit: { stmt: shop.work(), setup: import shop }, ${budget} }
  pytest: { pytest: benchmarks/test_shop.py, ${budget} }
  pyperf: { pyperf: benchmarks/shop_pyperf.py, ${budget} }
  asv: { asv: time_work, ${budget} }
`;
}
