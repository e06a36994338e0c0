import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toolPath } from '../tools/tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKFLOWS = ['.github/workflows', 'examples/workflows'].flatMap((directory) =>
  readdirSync(join(ROOT, directory)).map((file) => `${directory}/${file}`),
);

async function run(program: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, [...args], { cwd: ROOT });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

describe('workflows, ours and those to copy', () => {
  test('actionlint finds nothing', async () => {
    const linted = await run(await toolPath('actionlint'), ['-shellcheck=', '-pyflakes=', ...WORKFLOWS]);
    expect(linted).toEqual({ code: 0, text: '' });
  });

  test('zizmor finds nothing in them, nor in action.yml', async () => {
    const audited = await run(await toolPath('zizmor'), [
      '--offline',
      '--no-progress',
      ...WORKFLOWS,
      'action.yml',
    ]);
    expect(audited.code, audited.text).toBe(0);
    expect(audited.text).toContain('No findings to report');
  });

  test('the audit itself works: an injection is found', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pacegate-lint-'));
    const file = join(directory, 'bad.yml');
    const step = 'run: echo $' + '{{ github.event.pull_request.title }}';
    writeFileSync(
      file,
      `on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`,
    );
    const audited = await run(await toolPath('zizmor'), ['--offline', '--no-progress', file]);
    expect(audited.code).not.toBe(0);
    expect(audited.text).toContain('template-injection');
    rmSync(directory, { recursive: true, force: true });
  });

  test.each(WORKFLOWS)(
    '%s: everything pinned by commit with its version, permissions given job by job',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const [, used, comment] of text.matchAll(/uses: (\S+)(.*)/g)) {
        if (used === './' || used?.startsWith('OWNER/pacegate@')) continue;
        expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
      }
      const workflow = parse(text) as { permissions: object; jobs: Record<string, { permissions?: object }> };
      expect(workflow.permissions).toEqual({});
      for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeDefined();
    },
  );
});
