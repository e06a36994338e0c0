/**
 * Each side is shown to run its own code. In one environment that both sides share, the base would import the
 * candidate's code; it must then run its own all the same, or be refused with the setup that cures it – never measure
 * the candidate twice. With that cure, both sides run their own code.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { runSetups } from '../../src/checkouts/setup.ts';
import { candidateCheckout, checkOutBase } from '../../src/checkouts/worktree.ts';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { createCommandRunner } from '../../src/runners/command.ts';
import { cleanEnvironment } from '../../src/runners/processes/clean-environment.ts';
import { runProcess } from '../../src/runners/processes/process.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import type { Checkout } from '../../src/samples/checkout.ts';
import type { Failure } from '../../src/samples/measurements.ts';
import { toolPath } from '../tools/tools.ts';
import { LAYOUTS, makeProject } from './layouts.ts';

const run = promisify(execFile);
const CURE =
  /setup: python3 -m venv \.pacegate\/venv && \.pacegate\/venv\/bin\/python -m pip install \..*python: \.pacegate\/venv\/bin\/python/s;

let tools: string;
let packages: string;
let home: string;
beforeAll(async () => {
  tools = await toolPath('python');
  packages = execFileSync(tools, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
    encoding: 'utf8',
  }).trim();
  home = mkdtempSync(join(tmpdir(), 'pacegate-own-code-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Shell commands that make a virtual environment in `.venv`, with pip and setuptools from the pinned tools. */
const makeEnvironment = () =>
  `'${tools}' -m venv --without-pip .venv && ` +
  `echo '${packages}' > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tools.pth"`;
const INSTALL =
  '.venv/bin/python -m pip install -q --no-build-isolation --no-deps --no-index --force-reinstall';

/** Installs a project into an environment of its own making, outside both sides; returns the interpreter. */
async function installShared(project: string, kind: 'ordinary' | 'editable'): Promise<string> {
  const shared = mkdtempSync(join(home, 'shared-'));
  const install = `${makeEnvironment()} && ${INSTALL} ${kind === 'editable' ? '-e' : ''} '${project}'`;
  await run('sh', ['-c', install], { cwd: shared });
  return join(shared, '.venv/bin/python');
}

interface Ran {
  /** What the code that ran calls itself; undefined where none did. */
  readonly who: string | undefined;
  readonly failure: Failure | undefined;
  readonly values: number;
}

const CALLABLE: RunnerSpec = { kind: 'callable', target: 'benchmarks/bench.py:run' };

async function measure(
  checkout: Checkout,
  candidate: Checkout,
  python: string,
  spec = CALLABLE,
): Promise<Ran> {
  const scratch = mkdtempSync(join(home, 'scratch-'));
  const proof = join(checkout.directory, 'ran.txt');
  rmSync(proof, { force: true });
  const runner = spec.kind === 'command' ? createCommandRunner() : createCallableRunner();
  const outcome = await runner.measure({
    name: 'bench',
    spec,
    measure: { python, max_time: 60, timeout: 200 },
    checkout,
    benchmarksFrom: candidate.directory,
    hashSeed: 0,
    budgetSeconds: 0.02,
    signal: new AbortController().signal,
    scratch,
  });
  return {
    who: existsSync(proof) ? readFileSync(proof, 'utf8') : undefined,
    failure: outcome.failure ?? outcome.measured.find(({ failure }) => failure)?.failure,
    values: outcome.measured.flatMap(({ metrics }) => metrics.wall_time?.runs.flat() ?? []).length,
  };
}

const hasCompiler = ['cc', 'gcc', 'clang'].some((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

describe.each(LAYOUTS.map((layout) => [layout.name, layout] as const))('%s', (_name, layout) => {
  const it = test.skipIf(layout.compiled && !hasCompiler);

  for (const kind of ['ordinary', 'editable'] as const) {
    it(`${kind} install in an environment that both sides share`, async () => {
      const { repository, base } = makeProject(layout);
      try {
        const repo = await requireRepository(repository.root);
        await using worktree = await checkOutBase(repo, base, { env: repository.env });
        const candidate = candidateCheckout(repo, worktree);
        const python = await installShared(repository.root, kind);

        const ofCandidate = await measure(candidate, candidate, python);
        if (ofCandidate.failure) expect(ofCandidate.failure.hint).toMatch(CURE);
        else expect(ofCandidate.who).toBe('candidate');

        const ofBase = await measure(worktree.checkout, candidate, python);
        if (layout.shared[kind] === 'own') {
          expect(ofBase).toMatchObject({ who: 'base', failure: undefined });
          expect(ofBase.values).toBeGreaterThan(0);
          return;
        }
        expect(ofBase.failure?.hint).toMatch(CURE);
        // Code that did run was the other side's, and that is what must be said.
        if (ofBase.who !== undefined) expect(ofBase.failure?.code).toBe('wrong-code');
      } finally {
        repository[Symbol.dispose]();
      }
    });
  }

  it('with the setup that cures it both sides run their own code', async () => {
    const { repository, base } = makeProject(layout);
    try {
      const repo = await requireRepository(repository.root);
      await using worktree = await checkOutBase(repo, base, { env: repository.env });
      const candidate = candidateCheckout(repo, worktree);
      const failed = await runSetups({
        checkouts: [worktree.checkout, candidate],
        benchmarks: [{ name: 'bench', setup: `${makeEnvironment()} && ${INSTALL} .` }],
        run: runProcess,
        env: cleanEnvironment(process.env),
        signal: new AbortController().signal,
      });
      for (const [checkout, who] of [
        [worktree.checkout, 'base'],
        [candidate, 'candidate'],
      ] as const) {
        expect(failed('bench', checkout.side)).toBeUndefined();
        const ran = await measure(checkout, candidate, '.venv/bin/python');
        expect(ran).toMatchObject({ who, failure: undefined });
        expect(ran.values).toBeGreaterThan(0);
      }
    } finally {
      repository[Symbol.dispose]();
    }
  });
});

describe('a whole process, which imports what its environment gives it', () => {
  const [layout] = LAYOUTS;
  if (!layout) throw new Error('no layout');

  test.each(['ordinary', 'editable'] as const)(
    '%s install in a shared environment: wrong code',
    async (kind) => {
      const { repository, base } = makeProject(layout);
      try {
        const repo = await requireRepository(repository.root);
        await using worktree = await checkOutBase(repo, base, { env: repository.env });
        const candidate = candidateCheckout(repo, worktree);
        const python = await installShared(repository.root, kind);
        const spec: RunnerSpec = { kind: 'command', command: `'${python}' benchmarks/bench.py` };
        expect(await measure(candidate, candidate, python, spec)).toMatchObject({
          who: 'candidate',
          failure: undefined,
        });
        const ofBase = await measure(worktree.checkout, candidate, python, spec);
        expect(ofBase.who).toBe('candidate');
        expect(ofBase.failure).toMatchObject({
          code: 'wrong-code',
          message: expect.stringContaining('baseline'),
          hint: expect.stringMatching(CURE),
        });
      } finally {
        repository[Symbol.dispose]();
      }
    },
  );
});
