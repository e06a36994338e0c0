/** Runs the action in real workflow runs: `act` on this machine, without Docker, against the emulated GitHub. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type EmulatedGitHub, emulateGitHub, JOB_TOKEN } from '../github/emulated-github.ts';
import { toolPath } from '../tools/tools.ts';
import { releaseAction } from './release.ts';

const NODE = dirname(process.execPath);

export interface Ran {
  readonly passed: boolean;
  readonly log: string;
  /** What the step after the action printed: its outputs, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface Stage extends AsyncDisposable {
  readonly github: EmulatedGitHub;
  readonly root: string;
  /** The working tree that `actions/checkout` copies into the job's workspace. */
  readonly work: string;
  git(...args: string[]): string;
  write(path: string, text: string): void;
  /** Commits everything and returns the commit. */
  commit(message: string): string;
  /** Checks out what GitHub checks out for a pull request: a merge commit of main and `branch`. Returns the head. */
  checkOutMerge(branch: string): string;
  run(event: string, payload: object, workflow: string): Promise<Ran>;
}

export async function openStage(): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), 'pacegate-act-'));
  const [github, act] = await Promise.all([emulateGitHub(), toolPath('act')]);
  const action = join(root, 'pacegate');
  await releaseAction(action);

  const remote = join(root, 'shop.git');
  const work = join(root, 'shop');
  const config = join(root, 'gitconfig');
  // act takes the repository's name from this address, and git the repository itself from the path.
  writeFileSync(
    config,
    `[user]\nname = Ann\nemail = ann@localhost\n[init]\ndefaultBranch = main\n[url "file://${remote}"]\ninsteadOf = https://github.com/acme/shop.git\n`,
  );
  const env = { ...process.env, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1', HOME: root };
  execFileSync('git', ['init', '--quiet', '--bare', remote], { env });
  execFileSync('git', ['-C', remote, 'config', 'uploadpack.allowFilter', 'true'], { env });
  execFileSync('git', ['init', '--quiet', work], { env });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: work, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
  mkdirSync(join(root, '.config', 'act'), { recursive: true });
  writeFileSync(join(root, '.config', 'act', 'actrc'), '');

  async function run(event: string, payload: object, workflow: string): Promise<Ran> {
    const file = join(root, 'event.json');
    writeFileSync(file, JSON.stringify(payload));
    const args = [
      ...[event, '-W', `.github/workflows/${workflow}`, '-e', file, '-P', 'ubuntu-latest=-self-hosted'],
      ...['--env', `GITHUB_API_URL=${github.url}`, '-s', `GITHUB_TOKEN=${JOB_TOKEN}`],
      ...['--env', `GIT_CONFIG_GLOBAL=${config}`, '--env', 'GIT_CONFIG_NOSYSTEM=1'],
      ...['--cache-server-addr', '127.0.0.1', '--cache-server-path', join(root, 'cache')],
      ...['--local-repository', `acme/pacegate@v1=${action}`],
    ];
    const child = spawn(act, args, {
      cwd: work,
      env: { ...env, PATH: `${NODE}:${process.env.PATH}`, XDG_CONFIG_HOME: join(root, '.config') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (log += chunk));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const shown = readFileSync(join(root, 'shown.json'), { encoding: 'utf8', flag: 'a+' });
    const summary = readFileSync(join(root, 'summary.md'), { encoding: 'utf8', flag: 'a+' });
    rmSync(join(root, 'shown.json'), { force: true });
    rmSync(join(root, 'summary.md'), { force: true });
    return { passed: code === 0, log, outputs: shown === '' ? {} : JSON.parse(shown), summary };
  }

  return {
    github,
    root,
    work,
    git,
    run,
    write(path, text) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    },
    commit(message) {
      git('add', '-A');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    checkOutMerge(branch) {
      const head = git('rev-parse', branch);
      git('checkout', '--quiet', '--detach', 'main');
      git('merge', '--quiet', '--no-ff', '-m', `Merge ${branch} into main`, branch);
      return head;
    },
    async [Symbol.asyncDispose]() {
      await github.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The step that every test workflow ends with: it hands the outputs and the summary to the test. */
export function showStep(root: string, id: string): string {
  return `      - if: always()
        env:
          OUTPUTS: \${{ toJSON(steps.${id}.outputs) }}
        run: |
          printf '%s' "$OUTPUTS" > '${root}/shown.json'
          cat "$GITHUB_STEP_SUMMARY" > '${root}/summary.md' || true
`;
}
