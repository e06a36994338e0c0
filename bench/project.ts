/** A project in a git repository of its own, and the built command line run on it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface BenchProject extends AsyncDisposable {
  readonly directory: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  commit(): void;
  /** Seconds that `pacegate ARGS` took. */
  pacegate(...args: string[]): number;
  // biome-ignore lint/suspicious/noExplicitAny: the report's shape is the reader's affair
  report(): Promise<any>;
}

export async function createProject(files: Readonly<Record<string, string>>): Promise<BenchProject> {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-bench-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: directory,
    });
  const project: BenchProject = {
    directory,
    async write(more) {
      for (const [name, text] of Object.entries(more)) await writeFile(join(directory, name), text);
    },
    commit() {
      git('add', '.');
      git('commit', '-qm', 'work');
    },
    pacegate(...args) {
      const started = performance.now();
      spawnSync(process.execPath, [resolve('dist/cli.js'), ...args], { cwd: directory, stdio: 'ignore' });
      return (performance.now() - started) / 1000;
    },
    async report() {
      return JSON.parse(await readFile(join(directory, '.pacegate/out/report.json'), 'utf8'));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
  await project.write({ '.gitignore': '.pacegate/\n__pycache__/\n', ...files });
  git('init', '-q');
  project.commit();
  return project;
}
